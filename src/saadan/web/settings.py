"""Django's settings. What an operator may choose is read from the environment, all of it here."""

from __future__ import annotations

from pathlib import Path

from django.core.management.utils import get_random_secret_key

from saadan.content.page import AUDIENCES
from saadan.language import LOCALE
from saadan.web import environment

# The handbook
HANDBOOK = environment.text("SAADAN_HANDBOOK", ".")
REVISION = environment.text("SAADAN_REVISION")
STORE = Path(store) if (store := environment.text("SAADAN_STORE")) else None
AUDIENCE = environment.choice("SAADAN_AUDIENCE", AUDIENCES)

# Who may ask, and how
DEBUG = environment.flag("SAADAN_DEBUG")
#: Without one, a new one is made at every start: there is nothing yet that should outlive it.
SECRET_KEY = environment.text("SAADAN_SECRET_KEY") or get_random_secret_key()
ALLOWED_HOSTS = environment.listed("SAADAN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = environment.flag("SAADAN_HTTPS")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_NAME = "saadan_language"

# The parts
DATABASES: dict[str, dict[str, str]] = {}
INSTALLED_APPS = [
    "saadan.web.pages",
    "saadan.web.history",
    "saadan.web.registers",
    "saadan.web.search",
]
MIDDLEWARE = [
    "saadan.web.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
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
