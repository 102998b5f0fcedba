"""Events over time as bars: their places on a drawing 960 wide, and the days each bar covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tidings.ledger.overview import DayCount

__all__ = ["Bar", "Timeline", "timeline"]

WIDTH, HEIGHT, _BASE = 960.0, 74.0, 64.0
_MOST = 96
_WIDEST = 26.0
"""Width of a bar at most: a few days are no wall."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Events of some days. `x`, `width`, `top`, `height` are the bar; `contested` the height of its contested part."""

    start: date
    end: date
    events: int
    x: float
    width: float
    top: float
    height: float
    contested: float
    inside: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars of one length of days (`step`: day, week, month or year), and the chosen stretch, if any."""

    bars: list[Bar]
    step: str
    first: date
    last: date
    brush: tuple[float, float] | None
    labels: list[tuple[float, str]]


def timeline(days: Sequence[DayCount], since: date | None, until: date | None) -> Timeline | None:
    """The bars for events by day; those between `since` and `until` are `inside`. None without events."""
    if not days:
        return None
    first, last = days[0].day, days[-1].day
    step = _step((last - first).days + 1)
    starts = _starts(first, last, step)
    ends = [s - timedelta(days=1) for s in starts[1:]] + [_next(starts[-1], step) - timedelta(days=1)]
    counts = [[0, 0] for _ in starts]
    at = 0
    for one in days:
        while one.day > ends[at]:
            at += 1
        counts[at][0] += one.events
        counts[at][1] += one.contested
    most = max(c for c, _ in counts)
    slot = WIDTH / len(starts)
    bars = []
    for n, (start, end) in enumerate(zip(starts, ends, strict=True)):
        events, contested = counts[n]
        height = max(3.0, 56.0 * events / most) if events else 0.0
        inside = (since is None or end >= since) and (until is None or start <= until)
        share = height * contested / events if events else 0.0
        wide = min(slot * 0.86, _WIDEST)
        bars.append(Bar(start, end, events, n * slot + (slot - wide) / 2, wide, _BASE - height, height, share, inside))
    return Timeline(bars, step, starts[0], ends[-1], _brush(bars, since, until), _labels(bars, step))


def _step(span: int) -> str:
    for step, length in (("day", 1), ("week", 7), ("month", 30)):
        if span / length <= _MOST:
            return step
    return "year"


def _starts(first: date, last: date, step: str) -> list[date]:
    at = first
    if step == "week":
        at = first - timedelta(days=first.weekday())
    elif step == "month":
        at = first.replace(day=1)
    elif step == "year":
        at = first.replace(month=1, day=1)
    found = [at]
    while (at := _next(at, step)) <= last:
        found.append(at)
    return found


def _next(day: date, step: str) -> date:
    if step in ("day", "week"):
        return day + timedelta(days=1 if step == "day" else 7)
    if step == "month":
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date(day.year + 1, 1, 1) if day.year < 9999 else date.max


def _brush(bars: Sequence[Bar], since: date | None, until: date | None) -> tuple[float, float] | None:
    if since is None and until is None:
        return None
    inside = [b for b in bars if b.inside]
    if not inside:
        return None
    left, right = inside[0], inside[-1]
    return left.x - 2, right.x + right.width - left.x + 4


def _labels(bars: Sequence[Bar], step: str) -> list[tuple[float, str]]:
    """A few days under the axis, in percent of its width."""
    every = max(1, -(-len(bars) // 6))
    shown = {"day": "%-d %b %Y", "week": "%-d %b %Y", "month": "%b %Y", "year": "%Y"}[step]
    return [
        (round(100 * (b.x - (WIDTH / len(bars) - b.width) / 2) / WIDTH, 1), _words(b.start, shown))
        for b in bars[::every]
    ]


def _words(day: date, shown: str) -> str:
    return day.strftime(shown.replace("%Y", str(day.year)))
