"""The organisation chart: everyone is drawn once, no two boxes meet, whatever is written."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from saadan.web.registers.chart import Chart, Post, chart_of

KEYS = st.sampled_from("abcdefghijkl")
POSTS = st.dictionaries(KEYS, st.tuples(st.text(max_size=60), st.lists(KEYS, max_size=2)))


def posts(written: dict[str, tuple[str, list[str]]]) -> list[Post]:
    return [Post(key, title, f"/{key}", tuple(heads)) for key, (title, heads) in written.items()]


def chart(**heads: str) -> Chart:
    """Return the chart of posts that report as said; "" reports to nobody."""
    found = chart_of([Post(key, key.upper(), f"/{key}", (head,)) for key, head in heads.items()])
    assert found is not None
    return found


@given(POSTS)
def test_everyone_is_drawn_once_and_apart(written: dict[str, tuple[str, list[str]]]) -> None:
    found = chart_of(posts(written))
    if found is None:
        return
    assert sorted(box.address for box in found.boxes) == sorted(f"/{key}" for key in written)
    assert sorted(post.key for _, post in found.posts) == sorted(written)
    for box in found.boxes:
        assert box.x >= 0
        assert box.x + box.width <= found.width
        assert box.y + box.height <= found.height
    for one, other in combinations(found.boxes, 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        below = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert beside or below, (one, other)


@given(POSTS)
def test_the_same_posts_give_the_same_drawing(written: dict[str, tuple[str, list[str]]]) -> None:
    assert chart_of(posts(written)) == chart_of(posts(written))


def test_those_who_report_stand_below() -> None:
    found = chart(a="", b="a", c="a", d="b")
    y = {box.title: box.y for box in found.boxes}
    assert y["A"] < y["B"] == y["C"] < y["D"]
    assert [(depth, post.key) for depth, post in found.posts] == [
        (0, "a"),
        (1, "b"),
        (2, "d"),
        (1, "c"),
    ]


def test_many_below_one_stand_below_each_other() -> None:
    found = chart(a="", **{f"b{n}": "a" for n in range(12)})
    assert len({box.y for box in found.boxes}) == 13


def test_a_circle_is_cut_once() -> None:
    found = chart(a="c", b="a", c="b")
    assert sorted(depth for depth, _ in found.posts) == [0, 1, 2]


def test_one_who_reports_to_himself_or_nobody_there_is_at_the_top() -> None:
    found = chart(a="a", b="nej", c="a")
    assert sorted((depth, post.key) for depth, post in found.posts) == [
        (0, "a"),
        (0, "b"),
        (1, "c"),
    ]


def test_nobody_reporting_is_no_chart() -> None:
    assert chart_of([]) is None
    assert chart_of([Post("a", "A", "/a", ()), Post("b", "B", "/b", ())]) is None


def test_a_long_chain_is_drawn() -> None:
    heads = {f"k{n}": f"k{n - 1}" for n in range(1, 150)}
    assert len(chart(k0="", **heads).boxes) == 150


def test_a_title_without_room_ends_in_dots() -> None:
    long = [Post("a", "Ord " * 40, "/a", ()), Post("b", "x" * 200, "/b", ("a",))]
    found = chart_of(long)
    assert found is not None
    for box in found.boxes:
        assert len(box.lines) <= 3
        assert box.lines[-1][0].endswith("…")
