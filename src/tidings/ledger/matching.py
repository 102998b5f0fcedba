"""Which claim of an earlier reading is which of a later one: so that decisions outlive recoding and corrections."""

from collections.abc import Sequence
from typing import Any

from tidings.claim import Claim
from tidings.places.keys import fold

__all__ = ["alike", "pairs"]

_LEAST = 5.0


def pairs(old: Sequence[Claim], new: Sequence[Claim]) -> dict[int, int]:
    """Place in `old` -> place in `new`, for claims of one report: best matches first, each in at most one pair."""
    scored = sorted(
        (-score, i, j) for i, a in enumerate(old) for j, b in enumerate(new) if (score := _score(a, b)) >= _LEAST
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in scored:
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _score(a: Claim, b: Claim) -> float:
    """How sure it is that both read the same statement: trigger and sentence first, then type and source."""
    if a.id == b.id:
        return 10.0 + (a.evidence.text == b.evidence.text)
    sentence = 2.0 if a.evidence.text == b.evidence.text else 2.0 * _shared(a.evidence.text, b.evidence.text)
    if sentence < 1.0:
        return 0.0
    if a.trigger.text == b.trigger.text:
        trigger = 3.0 if a.trigger.start == b.trigger.start else 2.0
    else:
        trigger = 2.0 if a.trigger.start < b.trigger.end and b.trigger.start < a.trigger.end else 0.0
    return sentence + trigger + 2.0 * (a.event == b.event) + 1.0 * (_speaker(a) == _speaker(b))


def _shared(a: str, b: str) -> float:
    """Share of words two sentences have in common."""
    mine, theirs = set(fold(a).split()), set(fold(b).split())
    return len(mine & theirs) / max(1, len(mine | theirs))


def _speaker(claim: Claim) -> str:
    return fold(claim.source.name or claim.source.text) if claim.source else ""


def alike(a: Claim, b: Claim, *, moved: bool = False) -> bool:
    """Whether two claims say the same, however they were read (scores, rules, versions); if `moved`, wherever too."""
    apart = {"why", "confidence", "coder", "codebook", "id"}
    one, other = a.model_dump(exclude=apart), b.model_dump(exclude=apart)
    return bool((_unplaced(one) == _unplaced(other)) if moved else (one == other))


def _unplaced(value: Any) -> Any:
    """Without the places in the text."""
    if isinstance(value, dict):
        placed = {k for k, v in value.items() if k in ("start", "end", "at") and isinstance(v, int | tuple)}
        return {k: _unplaced(v) for k, v in value.items() if k not in placed}
    return [_unplaced(v) for v in value] if isinstance(value, list) else value
