"""Ties between events that reports tell: "in retaliation for the shelling of the market"."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import get_args

from tidings.assessment.models import Relation, RelationKind
from tidings.assessment.wordlists import LANGUAGE
from tidings.claim import Claim
from tidings.codebook.tables import table

__all__ = ["relations"]

_LONGEST = 160
_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)


def relations(claims: Iterable[Claim], others: Iterable[Claim] = ()) -> list[Relation]:
    """The ties that the sentences of `claims` tell. `others` are further claims of the same reports: the words of a tie
    may be about one of them, which is then its `to`.
    """
    listed = sorted(claims, key=lambda c: (c.report, c.trigger.start, c.id))
    known = {c.id: c for c in [*listed, *others]}
    sentences: dict[tuple[str, int], list[Claim]] = {}
    for claim in known.values():
        sentences.setdefault((claim.report, claim.evidence.start), []).append(claim)
    found: dict[tuple[str, str, int], Relation] = {}
    for claim in listed:
        beside = sentences[claim.report, claim.evidence.start]
        for relation in _told(claim, beside):
            found.setdefault((relation.kind, relation.report, relation.start), relation)
    return list(found.values())


def _told(claim: Claim, beside: Sequence[Claim]) -> list[Relation]:
    """The ties in a claim's sentence that start from this claim."""
    found = []
    text, base = claim.evidence.text, claim.evidence.start
    for kind, pattern, turned in _cues():
        for match in pattern.finditer(text):
            start, end = base + match.start(), base + match.end()
            after = _after(text, match.end())
            told = (base + after[0], base + after[1])
            about = sorted((c for c in beside if told[0] <= c.trigger.start < told[1]), key=lambda c: c.trigger.start)
            source = _from(beside, start, told, about[:1] if turned else [])
            if source is None or source.id != claim.id:
                continue
            other = next((c for c in about if c.id != claim.id), None)
            if turned:
                other = _nearest(beside, start)
                told = (base, start)
            if turned and other is None:
                continue
            words = text[told[0] - base : told[1] - base].strip()
            found.append(
                Relation(kind=kind, claim=claim.id, report=claim.report, cue=text[match.start() : match.end()],
                         words=words, start=start, end=end, to=other.id if other else None)
            )  # fmt: skip
    return found


def _from(beside: Sequence[Claim], cue: int, told: tuple[int, int], turned: Sequence[Claim]) -> Claim | None:
    """The claim that is tied: the nearest before the cue; after what the cue is about, where it opens the sentence."""
    if turned:
        return turned[0]
    before = _nearest(beside, cue)
    if before is not None:
        return before
    later = [c for c in beside if c.trigger.start >= told[1]]
    return min(later, key=lambda c: (c.trigger.start, c.id), default=None)


def _nearest(beside: Sequence[Claim], cue: int) -> Claim | None:
    ahead = [c for c in beside if c.trigger.end <= cue + 1]
    return max(ahead, key=lambda c: (c.trigger.start, c.id), default=None)


def _after(text: str, start: int) -> tuple[int, int]:
    """The words a cue is about: up to the end of their clause."""
    end = min(len(text), start + _LONGEST)
    for mark in table(f"{LANGUAGE}/relations")["ends"]:
        found = text.find(mark, start + 1, end)
        if found >= 0:
            end = found
    return start, end


@cache
def _cues() -> tuple[tuple[RelationKind, re.Pattern[str], bool], ...]:
    """Each kind's cues as one pattern, and whether they tell the earlier event first."""
    found = []
    for kind in _KINDS:
        for entry in table(f"{LANGUAGE}/relations")[kind]:
            words = "|".join(re.escape(w) for w in sorted(entry["words"], key=len, reverse=True))
            pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
            found.append((kind, pattern, bool(entry.get("before"))))
    return tuple(found)
