"""Django's settings. What an operator may choose is read from the environment, all of it here."""

from __future__ import annotations

from pathlib import Path

from saadan.content.page import AUDIENCES
from saadan.errors import Invalid
from saadan.language import LOCALE
from saadan.places import data_for
from saadan.web import environment
from saadan.web.database import configured
from saadan.web.people import oidc
from saadan.web.secret import secret_key

# The handbook
HANDBOOK = environment.text("SAADAN_HANDBOOK", ".")
REVISION = environment.text("SAADAN_REVISION")
FOLDER = environment.text("SAADAN_FOLDER")  #: of a bare repository that is the handbook
STORE = Path(store) if (store := environment.text("SAADAN_STORE")) else None
#: What everyone may read who has not signed in.
AUDIENCE = environment.choice("SAADAN_AUDIENCE", AUDIENCES)

# What is remembered
DATA = Path(data) if (data := environment.text("SAADAN_DATA")) else data_for(HANDBOOK)
DATABASES = {"default": configured(environment.text("DATABASE_URL"), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who may ask, and how
DEBUG = environment.flag("SAADAN_DEBUG")
#: Anyone may become one of three known people; only for a try-out on one's own machine.
DEMO = environment.flag("SAADAN_DEMO")
SECRET_KEY = environment.text("SAADAN_SECRET_KEY") or secret_key(DATA)
ALLOWED_HOSTS = environment.listed("SAADAN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
if DEMO and not set(ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
    raise Invalid("SAADAN_DEMO lets anyone in: SAADAN_ALLOWED_HOSTS may only name this machine.")
HTTPS = environment.flag("SAADAN_HTTPS")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_NAME = "saadan_language"

# Where we are, for links in letters
#: "" for the handbook's own address, or where the server listens.
URL = environment.address("SAADAN_URL")
OWN_ADDRESS = environment.address("SAADAN_LISTENS") or (
    ("https://" if HTTPS else "http://") + ALLOWED_HOSTS[0]
)

# Letters
EMAIL_HOST = environment.text("SAADAN_MAIL_HOST")
_MAIL_SAFETY = environment.choice("SAADAN_MAIL_SAFETY", ("starttls", "tls", "none"))
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL_SAFETY == "starttls", _MAIL_SAFETY == "tls"
EMAIL_PORT = environment.number("SAADAN_MAIL_PORT", 465 if EMAIL_USE_SSL else 587)
EMAIL_HOST_USER = environment.text("SAADAN_MAIL_USER")
EMAIL_HOST_PASSWORD = environment.text("SAADAN_MAIL_PASSWORD")
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = environment.text("SAADAN_MAIL_FROM", f"saadan@{ALLOWED_HOSTS[0]}")
#: "" when no letters can be sent; in a try-out they are printed.
EMAIL_BACKEND = ""
if EMAIL_HOST or DEMO:
    EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"

# People
AUTH_USER_MODEL = "people.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
#: Cookies of ours begin with "saadan_"; see `finished`, which keeps nothing for whoever has them.
SESSION_ENGINE = "saadan.web.people.sessions"
SESSION_COOKIE_NAME = "saadan_session"
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "saadan_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "saadan.web.errors.forged"
LOGIN_URL = "/-/sign-in"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
#: How many servers in front of us say for whom they ask (X-Forwarded-For). What anyone else says
#: of themselves there is not believed.
PROXIES = environment.number("SAADAN_PROXIES", 0)
#: Where limits are counted: for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "saadan_counted",
    }
}
#: Other places that say who somebody is.
OIDC = oidc.configured()

# allauth: what it may do, and how, is said by `people.library`; its routes are in `urls`.
ACCOUNT_ADAPTER = "saadan.web.people.library.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  #: an invitation has shown that the address is theirs
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "saadan.web.people.library.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "saadan.web.people.library.Elsewhere"
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_PROVIDERS = oidc.as_allauth_wants(OIDC)

# The parts
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "saadan.web.people",
    "saadan.web.people.apps.Accounts",
    "allauth.mfa",
    "allauth.socialaccount",
    "saadan.web.audit",
    "saadan.web.proposals",
    "saadan.web.letters",
    "saadan.web.gaps",
    "saadan.web.pages",
    "saadan.web.history",
    "saadan.web.registers",
    "saadan.web.search",
    "saadan.web.editor",
]
MIDDLEWARE = [
    "saadan.web.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "saadan.web.middleware.People",
    "saadan.web.middleware.Gate",
]
ROOT_URLCONF = "saadan.web.urls"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"builtins": ["django.templatetags.i18n", "saadan.web.filters"]},
    }
]

# Language and time
USE_I18N = True
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [LOCALE]
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # A wrong address or a foreign Host header is the asker's mistake, not the operator's.
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
