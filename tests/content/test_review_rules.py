"""Who must agree before a change is published."""

from __future__ import annotations

import pytest

from saadan.content.review_rules import ReviewRule, Wanted, wanted_for
from saadan.content.settings import Settings, read_settings

RULES = """
[[review]]
paths = ["docs/processer/**", "registers/*.yaml"]
owner = true
[[review]]
status = "approved"
approvals = 2
[[review]]
paths = "noter/**"
approvals = 0
"""


def rules(text: str) -> tuple[ReviewRule, ...]:
    settings, problems = read_settings({"handbook.toml": text.encode()})
    assert problems == ()
    assert Settings.from_json(settings.to_json()) == settings
    return settings.reviews


@pytest.mark.parametrize(
    ("path", "status", "wanted"),
    [
        ("index.md", "", Wanted(1, by_owner=False)),
        ("index.md", "approved", Wanted(2, by_owner=False)),
        ("docs/processer/a.md", "", Wanted(1, by_owner=True)),
        ("docs/processer/a/b.md", "approved", Wanted(2, by_owner=True)),
        ("registers/roles.yaml", "", Wanted(1, by_owner=True)),
        ("noter/x.md", "", Wanted(0, by_owner=False)),
        ("noter/x.md", "draft", Wanted(0, by_owner=False)),
        ("noter/x.md", "approved", Wanted(2, by_owner=False)),
    ],
)
def test_the_strictest_rule_that_fits_counts(path: str, status: str, wanted: Wanted) -> None:
    assert wanted_for(rules(RULES), path, status) == wanted


def test_one_person_must_agree_where_nothing_is_said() -> None:
    assert wanted_for((), "a.md") == Wanted(1, by_owner=False)


def test_an_owner_counts_also_where_no_approval_is_asked_for() -> None:
    found = rules("[[review]]\napprovals = 0\nowner = true\n")
    assert wanted_for(found, "a.md") == Wanted(1, by_owner=True)


@pytest.mark.parametrize(
    "line",
    ["approvals = -1", "approvals = 10", "approvals = true", 'approvals = "0"', "approvals = 0.5"],
)
def test_what_is_not_understood_asks_for_no_less_than_one(line: str) -> None:
    settings, problems = read_settings({"handbook.toml": f"[[review]]\n{line}\n".encode()})
    assert [each.code for each in problems] == ["settings-value"]
    assert wanted_for(settings.reviews, "a.md") == Wanted(1, by_owner=False)


def test_an_unclear_owner_is_asked() -> None:
    settings, problems = read_settings({"handbook.toml": b'[[review]]\nowner = "ja"\n'})
    assert [each.code for each in problems] == ["settings-value"]
    assert wanted_for(settings.reviews, "a.md").by_owner
