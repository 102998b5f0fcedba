"""Link the dates and tolls of gold claims, which have no offsets, to the words that tidings' own readers take them from."""

from datetime import date
from functools import lru_cache
from typing import Any

from tidings.coding import dates, tolls

Range = tuple[int, int]


@lru_cache(maxsize=4)
def _dates(text: str, published: str) -> list[Any]:
    return [m for m in dates.read(text, date.fromisoformat(published[:10])) if m.first and m.last]


@lru_cache(maxsize=4)
def _tolls(text: str) -> list[Any]:
    return tolls.read(text)


def links(row: dict[str, Any], claim: dict[str, Any], sentence: Range) -> dict[str, list[Range]]:
    """Character ranges by role; a role is left out where its words are not found."""
    return {**_date(row, claim, sentence), **_toll(row, claim, sentence)}


def _date(row: dict[str, Any], claim: dict[str, Any], sentence: Range) -> dict[str, list[Range]]:
    want = claim.get("date")
    if not row.get("published"):
        return {}
    if not want:
        return {"date": []}
    same = [
        m for m in _dates(row["text"], row["published"]) if (str(m.first), str(m.last)) == (want["start"], want["end"])
    ]
    inside = [m for m in same if sentence[0] <= m.start < sentence[1]]
    before = [m for m in same if sentence[0] - 400 <= m.start < sentence[0]]
    chosen = min(inside, key=lambda m: abs(m.start - claim["start"]), default=before[-1] if before else None)
    return {"date": [(chosen.start, chosen.end)]} if chosen else {}


def _toll(row: dict[str, Any], claim: dict[str, Any], sentence: Range) -> dict[str, list[Range]]:
    want = claim.get("toll") or {}
    if not want:
        return {"toll": []}
    found = []
    for kind, limits in want.items():
        for m in _tolls(row["text"]):
            if sentence[0] <= m.start < sentence[1] and m.kind == kind and [m.min, m.max] == list(limits):
                found.append((m.start, m.end))
                break
    return {"toll": found} if found else {}
