"""The sentence of a claim cut into pieces, each with what it says: for highlighting on terminals and pages."""

from itertools import pairwise
from typing import Literal, NamedTuple

from tidings.claim import Claim

__all__ = ["Part", "Piece", "pieces"]

Part = Literal["trigger", "source", "cue", "toll", "date", "place", "actor", "target"]

# Where two values share words, the earlier part wins.
_ORDER: tuple[Part, ...] = ("trigger", "toll", "source", "cue", "place", "date", "actor", "target")


class Piece(NamedTuple):
    """Words of the sentence and the part of the claim they were read as, if any."""

    text: str
    part: Part | None


def _ranges(claim: Claim) -> dict[Part, list[tuple[int, int]]]:
    found: dict[Part, list[tuple[int, int]]] = {
        "trigger": [(claim.trigger.start, claim.trigger.end)],
        "toll": [t.at for t in claim.toll.values() if t.at],
        "place": [(p.start, p.end) for p in claim.place],
        "actor": [(a.start, a.end) for a in claim.actor],
        "target": [(t.start, t.end) for t in claim.target],
        "date": [claim.date.at] if claim.date and claim.date.at else [],
    }
    if claim.source:
        found["source"] = [(claim.source.start, claim.source.end)]
        found["cue"] = [(claim.source.cue.start, claim.source.cue.end)] if claim.source.cue else []
    return found


def pieces(claim: Claim) -> list[Piece]:
    """The evidence in pieces that join to its text. Words outside the sentence (a carried-on place) are not shown."""
    text, offset = claim.evidence.text, claim.evidence.start
    parts: list[Part | None] = [None] * len(text)
    ranges = _ranges(claim)
    for part in reversed(_ORDER):
        for start, end in ranges.get(part, []):
            for at in range(max(start - offset, 0), min(end - offset, len(text))):
                parts[at] = part
    cuts = [0, *(i for i in range(1, len(text)) if parts[i] != parts[i - 1]), len(text)]
    return [Piece(text[a:b], parts[a]) for a, b in pairwise(cuts) if b > a]
