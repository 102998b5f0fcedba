"""Events and tolls over time, by type or country: small plots on one scale, and the table they are drawn from."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tidings.ledger.overview import Cell

__all__ = ["MEASURES", "Panel", "Trend", "trend"]

MEASURES = {"events": "events", "killed": "killed, best or middle", "killed_low": "killed, lowest",
            "killed_high": "killed, highest", "injured": "injured"}  # fmt: skip
WIDTH, HEIGHT = 300.0, 90.0
_MOST_STEPS = 160
_WIDEST = 22.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot. `bars` are (x, y, width, height, first day, value); `total` is the sum."""

    name: str
    total: int
    bars: list[tuple[float, float, float, float, date, int]]


@dataclass(frozen=True, slots=True)
class Trend:
    """Plots with one scale (`top`), and rows (first day of the step, name, values by measure)."""

    panels: list[Panel]
    step: str
    first: date
    last: date
    top: int
    rows: list[tuple[date, str, dict[str, int]]]


def trend(cells: Sequence[Cell], by: str, measure: str, step: str, most: int = 12) -> Trend | None:
    """Plots for the `most` types or countries with the highest sums. None without events."""
    if not cells:
        return None
    first, last = cells[0].day, cells[-1].day
    step = (
        step
        if _steps(first, last, step) <= _MOST_STEPS
        else "month"
        if _steps(first, last, "month") <= _MOST_STEPS
        else "year"
    )
    sums: dict[tuple[date, str], Counter[str]] = {}
    totals: Counter[str] = Counter()
    for cell in cells:
        name = cell.type if by == "type" else cell.country or ""
        values = _values(cell)
        for group in (name, "*"):
            sums.setdefault((start_of(cell.day, step), group), Counter()).update(values)
        totals[name] += values[measure]
    days = list(_starts(start_of(first, step), last, step))
    names = ["*", *(n for n, _ in totals.most_common(most))]
    top = max((sums[d, n][measure] for d in days for n in names if (d, n) in sums), default=0)
    highest = {n: max((sums[d, n][measure] for d in days if (d, n) in sums), default=0) for n in names}
    scale = max((v for n, v in highest.items() if n != "*"), default=1) or 1
    panels = [_panel(n, days, sums, measure, scale if n != "*" else highest["*"] or 1) for n in names]
    rows = [(d, n, dict(v)) for (d, n), v in sorted(sums.items()) if n != "*"]
    return Trend(panels, step, days[0], last, top, rows)


def _values(cell: Cell) -> dict[str, int]:
    return {
        "events": cell.events,
        "killed": cell.killed_best,
        "killed_low": cell.killed_low,
        "killed_high": cell.killed_high,
        "injured": cell.injured_best,
    }


def _panel(
    name: str, days: Sequence[date], sums: dict[tuple[date, str], Counter[str]], measure: str, top: int
) -> Panel:
    slot = WIDTH / len(days)
    bars, total = [], 0
    for n, day in enumerate(days):
        value = sums[day, name][measure] if (day, name) in sums else 0
        total += value
        if value:
            height = max(1.5, (HEIGHT - 8) * value / top)
            wide = min(max(0.8, slot * 0.85), _WIDEST)
            bars.append((n * slot + (slot - wide) / 2, HEIGHT - height, wide, height, day, value))
    return Panel(name, total, bars)


def start_of(day: date, step: str) -> date:
    """The first day of the week, month or year of a day."""
    if step == "week":
        return day - timedelta(days=day.weekday())
    if step == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if step == "year" else day


def _starts(first: date, last: date, step: str) -> Iterable[date]:
    at = first
    while at <= last:
        yield at
        if step in ("day", "week"):
            at += timedelta(days=1 if step == "day" else 7)
        elif step == "month":
            at = date(at.year + at.month // 12, at.month % 12 + 1, 1)
        else:
            at = date(at.year + 1, 1, 1)


def _steps(first: date, last: date, step: str) -> float:
    return (last - first).days / {"day": 1, "week": 7, "month": 30, "year": 365}[step]
