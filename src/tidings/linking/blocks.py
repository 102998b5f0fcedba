"""Which claims are compared at all: those that stand near each other in a shared block.

A block is a place and some days, or a rare word and a month. Two claims are candidates where they share a block and
are at most `WIDTH` claims apart in its order (`rank`): so a claim has a bounded number of candidates however busy a
city is, and which they are depends on the claims alone, never on the order they came in.
"""

from collections.abc import Iterator
from math import floor

from tidings.linking.items import Item, Spot

__all__ = ["WIDTH", "blocks", "rank"]

WIDTH = 24
"""Claims of a block are compared with this many before and after them."""
_DAYS = 4
"""Claims this many days apart share a block of their place."""
_MONTH = 30
_MARGIN_DAYS = 7
_CELL, _MARGIN = 0.25, 0.06
"""Degrees: the side of a block of land, and how near to its edge a place belongs to the next one too."""
_SPOTS, _TERMS, _WORDS = 3, 4, 2
_LONGEST = 8


def blocks(item: Item) -> list[str]:
    """The keys of the blocks a claim stands in; two claims that could be one event share at least one."""
    keys = [f"x.{item.report}"]
    groups = {"violence": "v", "harm": "v", "politics": "p", "speech": "vp"}[item.kind]
    days = _buckets(item)
    for spot in item.where[:_SPOTS]:
        keys += [f"{g}.{area}.{day}" for g in groups for area in _areas(spot) for day in days]
    months = _months(item.published if item.published is not None else item.first)
    best = sorted(item.terms, key=lambda t: (-t[1], t[0]))[:_TERMS]
    best += sorted(item.words, key=lambda t: (-t[1], t[0]))[:_WORDS]
    keys += [f"w.{term:x}.{month}" for term, _ in best for month in months]
    return list(dict.fromkeys(keys))


def rank(item: Item) -> str:
    """Where a claim stands among those of a block: by its day, then by what it tells, then by its id."""
    day = item.first if item.first is not None else item.published or 0
    killed = item.counts.get("killed", (None, None))[0]
    top = max(item.terms, key=lambda t: (t[1], t[0]), default=(0, 0))[0]
    return f"{day:07d}.{top:08x}.{'-' if killed is None else killed}.{item.claim}"


def _areas(spot: Spot) -> Iterator[str]:
    """Cells of land and the region; for what has no finer place, its name."""
    if spot.level == "country":
        yield f"n{spot.country or spot.name}"
        return
    if spot.level in ("admin1", "admin2") or spot.latitude is None or spot.longitude is None:
        yield f"r{spot.country or ''}/{spot.name}"
    else:
        yield from _cells(spot.latitude, spot.longitude)
    if spot.admin:
        yield f"r{spot.country or ''}/{spot.admin[0]}"


def _cells(latitude: float, longitude: float) -> Iterator[str]:
    for x in _near(latitude):
        for y in _near(longitude):
            yield f"c{x}/{y % round(360 / _CELL)}"


def _near(degrees: float) -> list[int]:
    """The cell of a coordinate, and the one beside it where that is near."""
    return sorted({floor((degrees + shift) / _CELL) for shift in (-_MARGIN, 0.0, _MARGIN)})


def _buckets(item: Item) -> list[str]:
    """Spans of days: a claim stands in the one of its day and in the next, so that neighbours always meet."""
    if item.first is None or item.last is None:
        return ["?"]
    first, last = item.first // _DAYS, item.last // _DAYS + 1
    if last - first > _LONGEST:
        return [str(b) for b in (first, first + 1, last - 1, last)]
    return [str(b) for b in range(first, last + 1)]


def _months(day: int | None) -> list[str]:
    if day is None:
        return ["?"]
    return sorted({str((day + shift) // _MONTH) for shift in (-_MARGIN_DAYS, 0, _MARGIN_DAYS)})
