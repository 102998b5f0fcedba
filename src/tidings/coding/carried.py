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

    Older context, what is only announced, and acts of politics neither give nor take.
    """
    starts = [sentence.start_char for sentence in doc.sents]
    result: list[Claim] = []
    place = date = None
    for claim in claims:
        if codebook.family(claim.event) == "politics" or claim.background or claim.status not in DONE:
            result.append(claim)
            continue
        at = bisect_right(starts, claim.trigger.start)
        if claim.place:
            place = at, claim
        elif place and at - place[0] <= SENTENCES:
            reason = Reason(field="place", rule=RULE, text=place[1].place[0].text)
            claim = claim.model_copy(update={"place": place[1].place, "why": [*claim.why, reason]})
        if claim.date:
            date = at, claim
        elif date and date[1].date and at - date[0] <= SENTENCES:
            reason = Reason(field="date", rule=RULE, text=date[1].date.text or None)
            when = date[1].date.model_copy(update={"at": None})
            claim = claim.model_copy(update={"date": when, "why": [*claim.why, reason]})
        result.append(claim)
    return result
