"""The toll line: every number that is claimed as a mark on one line, under the range that a rule makes of them."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tidings.assessment import Count, Range, TollReading
from tidings.assessment.tolls import told

__all__ = ["Mark", "Tick", "TollLine", "tollline"]

WIDTH, _EDGE = 800.0, 24.0
_LABEL = 6.7
"""Width of a letter of a label, about."""
_LANES = 4
_SHAPES = {"party": "square", "victims": "circle", "third": "diamond", "unattributed": "triangle"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One number. `x` is where it stands, `x2` the other end of a range; `more`/`less`: an open end. `lane` counts
    upwards from the line; `anchor` and `at` place its label, empty where there is no room.
    """

    claim: str
    x: float
    x2: float | None
    more: bool
    less: bool
    colour: str
    shape: str
    lane: int
    label: str
    at: float
    anchor: str
    words: str
    hedged: bool
    used: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A number under the axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class TollLine:
    """A drawing `height` high; the axis is at `axis`."""

    marks: list[Mark]
    ticks: list[Tick]
    band: tuple[float, float] | None
    best: float | None
    height: float
    axis: float
    aria: str
    stretched: bool


def tollline(
    kind: str,
    reading: TollReading,
    colours: Mapping[str, str],
    names: Callable[[Count], str],
    *,
    width: float = WIDTH,
) -> TollLine | None:
    """The line for `kind` (killed or injured), None where nobody gives a number. `colours` by side.

    A line narrower than usual has no labels.
    """
    counts = [c for c in reading.counts if c.kind == kind and (c.min is not None or c.max is not None)]
    if not counts:
        return None
    span: Range | None = getattr(reading, kind, None)
    values = [v for c in counts for v in (c.min, c.max) if v is not None]
    values += [v for v in (span.min, span.max, span.best) if v is not None] if span else []
    top = max(*values, 1)
    scale, stretched = _scale(top, values, width)
    made = [_mark(c, scale, colours, names, reading.used) for c in _distinct(counts)]
    marks = _placed(made) if width >= WIDTH else [replace(m, label="") for m in made]
    lanes = max((m.lane for m in marks), default=0) + 1
    axis = 26.0 + 21.0 * lanes
    band = None
    if span and (span.min is not None or span.max is not None):
        low = scale(span.min or 0)
        band = (low, max(3.0, (scale(span.max) if span.max is not None else width - _EDGE) - low))
    best = scale(span.best) if span and span.best is not None else None
    ticks = _ticks(sorted(set(values) | {0}), scale)
    return TollLine(marks, ticks, band, best, axis + 40, axis, _aria(kind, span, len(counts)), stretched)


def _scale(top: int, values: Sequence[int], width: float) -> tuple[Callable[[int], float], bool]:
    """From a number to its place: even, or stretched at the low end where one number dwarfs the others."""
    left, right = _EDGE, width - _EDGE
    others = sorted(v for v in values if 0 < v < top)
    stretched = top > 100 and bool(others) and top > 25 * others[len(others) // 2]
    if stretched:
        return lambda v: left + (right - left) * math.log1p(v) / math.log1p(top), True
    return lambda v: left + (right - left) * v / top, False


def _distinct(counts: Sequence[Count]) -> list[Count]:
    """One mark for each voice and number, the latest of them."""
    found = {(c.voice, c.min, c.max): c for c in counts}
    return sorted(found.values(), key=lambda c: (c.min if c.min is not None else c.max or 0, c.order))


def _mark(
    count: Count, scale: Callable[[int], float], colours: Mapping[str, str], names: Callable[[Count], str],
    used: Sequence[str],
) -> Mark:  # fmt: skip
    low, high = count.min, count.max
    first = low if low is not None else high or 0
    x2 = scale(high) if low is not None and high is not None and high != low else None
    return Mark(
        claim=count.claim,
        x=scale(first),
        x2=x2,
        more=high is None,
        less=low is None,
        colour=colours.get(count.side, "c0"),
        shape=_SHAPES[count.role],
        lane=0,
        label=f"{_short(names(count))} {told(low, high)}",
        at=0,
        anchor="middle",
        words=count.words,
        hedged=count.hedged,
        used=count.claim in used,
    )


def _short(name: str) -> str:
    return name if len(name) <= 34 else name[:33].rstrip() + "…"


def _placed(marks: Sequence[Mark]) -> list[Mark]:
    """Marks with their labels on lanes where no two overlap; what finds no room keeps its mark and loses its label."""
    ends = [-20.0] * _LANES
    found = []
    for mark in marks:
        width = _LABEL * len(mark.label)
        left = min(max(mark.x - width / 2, 4.0), WIDTH - 4 - width)
        lane = next((n for n, end in enumerate(ends) if end < left - 10), None)
        label = mark.label if lane is not None and left >= 0 else ""
        if label and lane is not None:
            ends[lane] = left + width
        found.append(replace(mark, lane=lane or 0, label=label, at=max(left, 4.0), anchor="start"))
    return found


def _ticks(values: Sequence[int], scale: Callable[[int], float]) -> list[Tick]:
    """Numbers under the axis, left to right, none on top of another."""
    found: list[Tick] = []
    end = -100.0
    for value in values:
        text = f"{value:,}"
        x = scale(value)
        if x - 4 * len(text) > end + 8:
            found.append(Tick(x, text))
            end = x + 4 * len(text)
    return found


def _aria(kind: str, span: Range | None, numbers: int) -> str:
    if span is None:
        return f"{kind}: {numbers} numbers claimed"
    best = f", best {span.best}" if span.best is not None else ""
    high = "open" if span.max is None else span.max
    return f"{kind}: low {span.min or 0}{best}, high {high}; {numbers} numbers claimed"
