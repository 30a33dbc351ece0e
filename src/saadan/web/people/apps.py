"""allauth's accounts as we install them: its middleware is around its own views only (`doors`)."""

from __future__ import annotations

from allauth.account.apps import AccountConfig


class Accounts(AccountConfig):  # type: ignore[misc]  # allauth has no types
    """Does not ask for the middleware, which would be around every page."""

    def ready(self) -> None:
        pass
