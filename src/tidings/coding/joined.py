"""Two words for one event: "hit by several strikes" is one claim, not two."""

from typing import TYPE_CHECKING

from tidings.claim import Claim

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from tidings.codebook import Codebook

FILLED = ("actor", "target", "place", "date", "means")


def joined(doc: "Doc", claims: list[Claim], codebook: "Codebook") -> list[Claim]:
    """The claims, one left of every two of a sentence that tell one event of violence or harm by two words.

    Two words tell one event where they are of one type, one governs the other, source and status are the same, and
    neither toll nor place speaks for two. What the word left out says more goes to the one kept: that with the toll,
    or the surer one.
    """
    result: list[Claim] = []
    for claim in claims:
        twin = next((n for n, other in enumerate(result) if _one_event(doc, other, claim, codebook)), None)
        if twin is None:
            result.append(claim)
        else:
            other = result[twin]
            first = (bool(other.toll), other.confidence) >= (bool(claim.toll), claim.confidence)
            result[twin] = _filled(other, claim) if first else _filled(claim, other)
    return sorted(result, key=lambda c: c.trigger.start)


def _one_event(doc: "Doc", one: Claim, other: Claim, codebook: "Codebook") -> bool:
    """Whether the two claims of a sentence are of one event."""
    if one.evidence.start != other.evidence.start or one.event != other.event or one.political != other.political:
        return False
    if codebook.family(one.event) == "politics" or one.background != other.background or one.status != other.status:
        return False
    if (one.toll and other.toll) or _texts(one, "source") != _texts(other, "source"):
        return False
    places, others = _texts(one, "place"), _texts(other, "place")
    if places and others and not places & others:
        return False
    a, b = root(doc, one), root(doc, other)
    return a is not None and b is not None and (a.is_ancestor(b) or b.is_ancestor(a))


def _texts(claim: Claim, field: str) -> set[str]:
    values = getattr(claim, field)
    return {v.text for v in (values if isinstance(values, list) else [values] if values else [])}


def root(doc: "Doc", claim: Claim) -> "Token | None":
    """The token of a claim's trigger that governs its others."""
    words = doc.char_span(claim.trigger.start, claim.trigger.end, alignment_mode="expand")
    return words.root if words is not None else None


def _filled(kept: Claim, other: Claim) -> Claim:
    """The kept claim with the other's values in the fields it has none for, and their reasons."""
    new = {f: getattr(other, f) for f in FILLED if getattr(other, f) and not getattr(kept, f)}
    why = [w for w in kept.why if w.field not in new] + [w for w in other.why if w.field in new]
    return kept.model_copy(update={**new, "why": why}) if new else kept
