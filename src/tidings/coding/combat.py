"""Fighting told as an attack: gun fire or an attack on soldiers or an armed group is a clash, by the guide."""

from functools import cache

from tidings.claim import Claim, Reason
from tidings.codebook.tables import table

RULE = "target:armed"


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """The types that are told anew, and the words of armed forces and groups."""
    words = table("en/combat")
    return frozenset(words["retyped"]), frozenset(words["armed"])


def combat(claim: Claim) -> Claim:
    """The claim, typed as `clash` where it is a shooting or an attack on named armed forces or an armed group."""
    retyped, armed = _words()
    if claim.event not in retyped or not claim.political:
        return claim
    hit = next((t.text for t in claim.target if armed & set(t.text.lower().split())), None)
    if hit is None:
        return claim
    why = [*claim.why, Reason(field="event", rule=RULE, text=hit)]
    return claim.model_copy(update={"event": "clash", "why": why})
