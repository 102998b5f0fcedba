"""Numbers of a text: words, figures, bounds, ranges; and which of them count anything."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.coding import numbers, tolls
from tidings.coding.words import split


def ends(text: str) -> list[tuple[int | None, int | None]]:
    return [(q.min, q.max) for q in numbers.read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("four people", (4, 4)),
        ("twenty-five", (25, 25)),
        ("sixty four", (64, 64)),
        ("a hundred", (100, 100)),
        ("one hundred and twenty", (120, 120)),
        ("two thousand five hundred", (2500, 2500)),
        ("three hundred thousand", (300000, 300000)),
        ("300,000", (300000, 300000)),
        ("12\u00a0000", (12000, 12000)),
        ("1.5 million", (1500000, 1500000)),
        ("20k", (20000, 20000)),
        ("two dozen", (24, 24)),
        ("half a dozen", (6, 6)),
        ("half a million", (500000, 500000)),
        ("a quarter of a million", (250000, 250000)),
        ("three score", (60, 60)),
        ("dozens", (24, 99)),
        ("scores", (40, 99)),
        ("hundreds", (200, 999)),
        ("thousands", (2000, 9999)),
        ("millions", (2000000, None)),
        ("tens of thousands", (20000, 99999)),
        ("hundreds of thousands", (200000, 999999)),
        ("several", (3, 9)),
        ("a few", (3, 9)),
        ("several hundred", (200, 999)),
        ("a couple", (2, 2)),
        ("numerous", (2, None)),
        ("at least four", (4, None)),
        ("up to 10", (None, 10)),
        ("as many as 200", (None, 200)),
        ("more than 90", (91, None)),
        ("over a hundred", (101, None)),
        ("well over 50", (51, None)),
        ("fewer than 20", (None, 19)),
        ("under 20", (None, 19)),
        ("no fewer than 30", (30, None)),
        ("no more than 5", (None, 5)),
        ("about 50", (50, 50)),
        ("nearly 50", (50, 50)),
        ("some 50", (50, 50)),
        ("an estimated 1,200", (1200, 1200)),
        ("at least dozens", (24, None)),
        ("more than 1.5 million", (1500001, None)),
        ("between 10 and 15", (10, 15)),
        ("from 10 to 15", (10, 15)),
        ("10 to 15", (10, 15)),
        ("10-15", (10, 15)),
        ("two or three", (2, 3)),
        ("two to three thousand", (2000, 3000)),
        ("100 or more", (100, None)),
        ("50-plus", (50, None)),
        ("another five", (5, 5)),
        ("a further 12", (12, 12)),
    ],
)
def test_number_and_bounds(text: str, expected: tuple[int | None, int | None]) -> None:
    assert ends(text) == [expected]


def test_a_number_that_comes_on_top_says_so() -> None:
    assert [q.additional for q in numbers.read("another five")] == [True]
    assert [q.additional for q in numbers.read("five more")] == [True]
    assert [q.additional for q in numbers.read("five")] == [False]


@pytest.mark.parametrize("text", ["few", "how many", "the", "", "S-300", "MiG-29", "155mm", "16-year-old", "1 in"])
def test_no_number_is_made_up(text: str) -> None:
    assert ends(text) == ([(1, 1)] if text == "1 in" else [])


@pytest.mark.parametrize(
    "text",
    [
        "a boy aged 14",
        "children aged 4, 7 and 11",
        "Maria Lopez, 34, a nurse",
        "Ana Lopez (42)",
        "on 2 January",
        "on March 3",
        "since 2014",
        "in 2022",
        "30 km away",
        "40 percent of homes",
        "for three days",
        "at 5 p.m.",
        "$500",
        "Route 60",
        "Group 47",
        "house No. 5",
        "S-300 and MiG-29",
    ],
)
def test_not_counts(text: str) -> None:
    assert tolls.counts(text) == []


def test_counts_of_people_and_things() -> None:
    text = "In 2022 the army lost 12 tanks and at least 300 men."
    assert [(low, high, text[a:b]) for low, high, a, b in tolls.counts(text)] == [
        (12, 12, "12"),
        (300, None, "at least 300"),
    ]


@given(st.integers(min_value=0, max_value=1_999_999_999))
def test_every_figure_reads_as_itself(value: int) -> None:
    assert ends(str(value)) == [(value, value)]
    assert ends(f"{value:,}") == [(value, value)]


@given(st.integers(min_value=1, max_value=10**6))
def test_bounds_hold_for_every_number(value: int) -> None:
    assert ends(f"at least {value}") == [(value, None)]
    assert ends(f"more than {value}") == [(value + 1, None)]
    assert ends(f"fewer than {value}") == [(None, value - 1)]
    assert ends(f"up to {value}") == [(None, value)]


@given(st.text(max_size=200))
def test_any_text_is_read_in_order(text: str) -> None:
    words = split(text)
    found = numbers.quantities(words)
    assert all(a.end <= b.begin for a, b in itertools.pairwise(found))
    for q in found:
        assert 0 <= q.begin <= q.core[0] < q.core[1] <= q.end <= len(words)
        assert q.min is None or q.max is None or q.min <= q.max
