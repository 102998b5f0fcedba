"""Timelines, toll lines, small maps, plots, marked texts and agreement: literal figures."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
import webledger
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from tidings.assessment import Count, Range, TollReading
from tidings.ledger import Spot
from tidings.ledger.overview import Cell, DayCount
from tidings.web.addresses import View
from tidings.web.agreement import alpha
from tidings.web.marking import paragraphs, sentence
from tidings.web.minimap import minimap
from tidings.web.rendering import plain_days
from tidings.web.timeline import timeline
from tidings.web.tollline import tollline
from tidings.web.trending import trend


def test_bars_by_day_and_the_brush_around_the_chosen() -> None:
    days = [DayCount(date(2024, 1, 1), 2, 1), DayCount(date(2024, 1, 4), 4, 0)]
    line = timeline(days, date(2024, 1, 4), None)
    assert line is not None
    assert [(b.start, b.events, b.inside) for b in line.bars] == [
        (date(2024, 1, 1), 2, False), (date(2024, 1, 2), 0, False),
        (date(2024, 1, 3), 0, False), (date(2024, 1, 4), 4, True),
    ]  # fmt: skip
    assert (line.bars[0].height, line.bars[0].contested, line.bars[3].height) == (28.0, 14.0, 56.0)
    assert line.brush is not None
    assert timeline([], None, None) is None


@pytest.mark.parametrize(("span", "step"), [(95, "day"), (400, "week"), (2_000, "month"), (20_000, "year")])
def test_longer_stretches_have_longer_steps(span: int, step: str) -> None:
    line = timeline(
        [DayCount(date(1960, 1, 4), 1, 0), DayCount(date(1960, 1, 4) + timedelta(days=span), 1, 0)], None, None
    )
    assert line is not None
    assert (line.step, sum(b.events for b in line.bars)) == (step, 2)


@settings(deadline=None)
@given(st.lists(st.dates(date(1, 1, 1), date(9999, 12, 31)), min_size=1, max_size=30))
def test_no_event_falls_between_bars(days: list[date]) -> None:
    counted = [DayCount(d, 1, 0) for d in sorted(set(days))]
    line = timeline(counted, None, None)
    assert line is not None
    assert sum(b.events for b in line.bars) == len(counted)
    assert all(0 <= b.x <= 960 and 0 <= b.top <= 64 for b in line.bars)


def count(low: int | None, high: int | None, voice: str = "a", **more: object) -> Count:
    values = {
        "claim": f"c-{voice}-{low}-{high}", "report": "r", "kind": "killed", "min": low, "max": high, "words": "x",
        "qualifier": "exactly", "voice": voice, "speaker": voice, "kind_of_source": "ngo", "side": "third", "role": "third",  # noqa: E501
    }  # fmt: skip
    return Count.model_validate({**values, **more})


def reading(*counts: Count, span: Range | None = None) -> TollReading:
    return TollReading(
        policy="p", version="1", rule="r", killed=span, counts=list(counts), used=[c.claim for c in counts]
    )


def test_a_toll_line_places_marks_ends_and_range() -> None:
    told = reading(count(0, 0), count(5, 5, "b"), count(10, None, "c"), span=Range(min=0, max=10, best=5))
    line = tollline("killed", told, {"third": "c3"}, lambda c: c.speaker or "")
    assert line is not None
    assert [(m.x, m.more, m.shape, m.colour) for m in line.marks] == [
        (24.0, False, "diamond", "c3"), (400.0, False, "diamond", "c3"), (776.0, True, "diamond", "c3"),
    ]  # fmt: skip
    assert (line.band, line.best) == ((24.0, 752.0), 400.0)
    assert [m.label for m in line.marks] == ["a none", "b 5", "c at least 10"]
    assert line.aria == "killed: low 0, best 5, high 10; 3 numbers claimed"
    assert tollline("injured", told, {}, str) is None


def test_labels_never_lie_on_each_other() -> None:
    told = reading(*(count(n, n, f"source number {n}") for n in range(20)))
    line = tollline("killed", told, {}, lambda c: c.voice)
    assert line is not None
    for lane in range(4):
        ends = sorted((m.at, m.at + 6.7 * len(m.label)) for m in line.marks if m.lane == lane and m.label)
        assert all(a[1] < b[0] for a, b in pairwise(ends))


def test_one_huge_number_stretches_the_line() -> None:
    line = tollline("killed", reading(count(3, 3), count(4, 4, "b"), count(20_000, 20_000, "c")), {}, lambda c: c.voice)
    assert line is not None
    assert line.stretched
    assert line.marks[0].x > 100


def test_a_map_of_a_town_has_a_disc_and_a_country_has_none() -> None:
    town = Spot("Selm", "town", "XD", None, -35.2, -19.7, 5.0, ["Dravia"], 2)
    drawn = minimap([town])
    assert drawn is not None
    assert (drawn.discs[0].x, drawn.discs[0].y, drawn.discs[0].area) == (150.0, 95.0, False)
    assert drawn.note == "as reported: town, within 5 km; no finer place is reported"
    assert minimap([Spot("Dravia", "country", "XD", None, -36.0, -20.0, 300.0)]) is None
    assert minimap([Spot("somewhere")]) is None


def test_maps_at_the_pole_and_the_date_line_are_drawn() -> None:
    for lat, lon in ((89.9, 0.0), (-89.9, 10.0), (10.0, 179.9)):
        assert minimap([Spot("x", "town", None, None, lat, lon, 5.0)]) is not None


def test_plots_share_one_scale_and_a_table() -> None:
    cells = [
        Cell(date(2024, 1, 1), "shelling", "XD", 2, 1, 2, 3, 0),
        Cell(date(2024, 1, 9), "clash", "XD", 1, 0, 5, 9, 1),
    ]
    found = trend(cells, "type", "killed", "week")
    assert found is not None
    assert [(p.name, p.total) for p in found.panels] == [("*", 7), ("clash", 5), ("shelling", 2)]
    assert found.rows[0] == (
        date(2024, 1, 1), "shelling", {"events": 2, "killed": 2, "killed_low": 1, "killed_high": 3, "injured": 0},
    )  # fmt: skip
    assert trend([], "type", "events", "week") is None


def test_a_text_in_paragraphs_loses_no_letter_and_overlaps_no_claim() -> None:
    report, claims = webledger.report("strike-2")
    found = paragraphs(report.text, claims)
    assert ["".join(s.text for s in p.segments) for p in found] == [x for x in report.text.split("\n") if x]
    assert [p.claims for p in found] == [[0], [1], [2]]
    assert "".join(p.text for p in sentence(claims[0])) == claims[0].evidence.text


def test_alpha_of_the_textbook() -> None:
    # Krippendorff 2011, nominal data of two observers: 10 units, alpha 0.095
    units = [{"a": x, "b": y} for x, y in zip("0100000000", "1110010010", strict=True)]
    found = alpha(units)
    assert found is not None
    assert round(found, 3) == 0.095
    assert alpha([{"a": "accept", "b": "accept"}]) is None
    assert alpha([{"a": "x", "b": "x"}, {"a": "y", "b": "y"}]) == 1.0


def test_addresses_hold_the_whole_state_in_one_order() -> None:
    view = View.read("/events", QueryParams("contested=yes&type=shelling&type=clash&since=2024-01-01&order=toll&utm=1"))
    assert view.url == "/events?since=2024-01-01&type=shelling&type=clash&contested=yes&order=toll"
    assert view.toggled("type", "clash") == "/events?since=2024-01-01&type=shelling&contested=yes&order=toll"
    assert view.put(since=None) == "/events?type=shelling&type=clash&contested=yes&order=toll"
    assert View.read("/events", QueryParams(view.query)) == view


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2024-01-02", "2 Jan 2024"),
        ("2024-01-02/03", "2 to 3 Jan 2024"),
        ("2024-01-02/01-03", "2024-01-02/01-03"),
        ("2023-12-30/2024-01-02", "30 Dec 2023 to 2 Jan 2024"),
        ("2023-12", "Dec 2023"),
        ("2024-02-31", "2024-02-31"),
        ("at least 11", "at least 11"),
    ],
)
def test_days_that_stand_alone_are_told_in_words(written: str, told: str) -> None:
    assert plain_days(written) == told
