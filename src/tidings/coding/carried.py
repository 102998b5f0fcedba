"""Place and date carried on: what one sentence of a report says of where and when, the next ones do not say again."""

from bisect import bisect_right
from typing import TYPE_CHECKING

from tidings.claim import Claim, Reason

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from tidings.codebook import Codebook

SENTENCES = 2
"""How many sentences on a place or a date is carried."""
DONE = frozenset(("happened", "ongoing"))
RULE = "carried on from a sentence before"


def carried(doc: "Doc", claims: list[Claim], codebook: "Codebook") -> list[Claim]:
    """The claims, in order; violence and harm without a place or a date take those of the violence or harm told before.

    Older context, what is only announced, and acts of politics neither give nor take. Where a sentence without a date
    or place tells of violence again ("the strike"), they are those of the last violence of its type, not just any day
    or one of several places named before.
    """
    starts = [sentence.start_char for sentence in doc.sents]
    result: list[Claim] = []
    place = date = None
    told: dict[str, Claim] = {}
    for claim in claims:
        family = codebook.family(claim.event)
        if family == "politics" or claim.background or claim.status not in DONE:
            result.append(claim)
            continue
        at = bisect_right(starts, claim.trigger.start)
        before = told.get(claim.event) if family == "violence" else None
        if before and _part_of(claim, before):
            claim = _with_place_of(before, claim)
        if claim.place:
            place = at, claim
        elif place and at - place[0] <= SENTENCES:
            claim = _with_place_of(place[1], claim)
        if before and before.date and _dated_before(claim):
            claim = _with_date_of(before, claim)
        if claim.date:
            date = at, claim
        elif date and at - date[0] <= SENTENCES:
            claim = _with_date_of(date[1], claim)
        told[claim.event] = claim
        result.append(claim)
    return result


def _part_of(claim: Claim, other: Claim) -> bool:
    """Whether the claim's places are some of the other's, in words of a sentence before its own."""
    own, all_ = {p.text for p in claim.place}, {p.text for p in other.place}
    return bool(own) and own < all_ and all(p.start < claim.evidence.start for p in claim.place)


def _dated_before(claim: Claim) -> bool:
    """Whether the words of the claim's date stand in a sentence before its own."""
    return claim.date is not None and claim.date.at is not None and claim.date.at[0] < claim.evidence.start


def _with_place_of(other: Claim, claim: Claim) -> Claim:
    """The claim with the places of one told before, and that as their reason."""
    why = [w for w in claim.why if w.field != "place"]
    reason = Reason(field="place", rule=RULE, text=other.place[0].text)
    return claim.model_copy(update={"place": other.place, "why": [*why, reason]})


def _with_date_of(other: Claim, claim: Claim) -> Claim:
    """The claim with the date of one told before, whose words are not its own."""
    assert other.date is not None
    why = [w for w in claim.why if w.field != "date"]
    reason = Reason(field="date", rule=RULE, text=other.date.text or None)
    return claim.model_copy(update={"date": other.date.model_copy(update={"at": None}), "why": [*why, reason]})
