"""Which claims are compared at all: those that stand near each other in a shared block.

A block is a stretch of land or a rare word. Within it claims stand by their day (`rank`), and two are candidates where
they are at most `WIDTH` apart in a shared block: so a claim has a bounded number of candidates however busy a city is,
and which they are depends on the claims alone, never on the order they came in.
"""

from collections.abc import Iterator
from math import floor

from tidings.linking.items import Item, Spot
from tidings.linking.wording import Terms

__all__ = ["WIDTH", "blocks", "rank"]

WIDTH = 16
"""Claims of a block are compared with this many before and after them."""
_CELL, _MARGIN = 0.25, 0.06
"""Degrees: the side of a stretch of land, and how near to its edge a place belongs to the next one too."""
_SPOTS, _NAMES, _TERMS, _WORDS = 3, 8, 3, 2


def blocks(item: Item) -> list[str]:
    """The keys of the blocks a claim stands in; two claims that could be one event share at least one."""
    groups = {"violence": "v", "harm": "v", "politics": "p", "speech": "vp"}[item.kind]
    keys = [f"x.{item.report}"]
    keys += [f"{g}.{area}" for spot in item.where[:_SPOTS] for g in groups for area in _areas(spot)]
    telling = [*_best(item.names, _NAMES), *_best(item.terms, _TERMS), *_best(item.words, _WORDS)]
    keys += [f"w.{term:x}" for term in telling]
    return list(dict.fromkeys(keys))


def rank(item: Item) -> str:
    """Where a claim stands among those of a block: by its day, then by what it tells, then by its id."""
    day = item.first if item.first is not None else item.published or 0
    top = max(item.terms, key=lambda t: (t[1], t[0]), default=(0, 0))[0]
    return f"{day:05x}{top & 0xFFFF:04x}{item.claim.removeprefix('c-')[:12]}"


def _best(terms: Terms, most: int) -> list[int]:
    return [t for t, _ in sorted(terms, key=lambda t: (-t[1], t[0]))[:most]]


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
