"""The log is only ever added to, whoever asks, and in the transaction of what it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction

from saadan.web.audit.actions import record
from saadan.web.audit.models import Record
from tests.web.conftest import anna, bo

if TYPE_CHECKING:
    from tests.web.conftest import Site


@pytest.mark.parametrize(
    "sql", ["UPDATE audit_record SET what = 'other'", "DELETE FROM audit_record"]
)
def test_the_database_itself_refuses_to_change_the_log(site: Site, sql: str) -> None:
    del site
    anna()
    before = list(Record.objects.values())

    with pytest.raises(DatabaseError, match="only ever added to"), connection.cursor() as cursor:
        cursor.execute(sql)

    assert list(Record.objects.values()) == before != []


def test_what_is_undone_is_not_logged(site: Site) -> None:
    del site

    def fail_after_logging() -> None:
        record(by=None, what="nothing-done", about="nothing")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        fail_after_logging()

    assert not Record.objects.exists()


def test_refuses_to_log_outside_a_transaction(site: Site) -> None:
    del site
    with pytest.raises(RuntimeError, match="transaction"):
        record(by=None, what="nothing-done", about="nothing")


def test_administrators_read_it_in_words(site: Site) -> None:
    with transaction.atomic():
        record(by=None, what="role-given", about="role:pedel", role="pedel", product="")
    text = site.as_person(bo()).get("/-/log").text

    assert "<td>gav en rolle</td>" in text
    assert "<td>rolle: pedel</td>" in text
