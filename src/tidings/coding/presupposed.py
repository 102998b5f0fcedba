"""Events only pointed back to: "blamed the rebels for the attack" tells of blame, not of an attack."""

from typing import TYPE_CHECKING

from tidings.claim import Claim
from tidings.codebook.tables import table
from tidings.coding.joined import root

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from tidings.codebook import Codebook

SPEECH = frozenset(("accusation", "condemnation", "denial", "responsibility"))
"""Acts of speech about an event told elsewhere."""


def presupposed(doc: "Doc", claims: list[Claim], codebook: "Codebook") -> list[Claim]:
    """The claims without the violence that is no claim of its own by the guide: a noun that points back ("the attack"),
    with nothing said of it, governed by an act of speech, for which the sentence gives neither place, date nor toll.
    """
    spoken: dict[int, list[Claim]] = {}
    for claim in claims:
        if claim.event in SPEECH:
            spoken.setdefault(claim.evidence.start, []).append(claim)
    return [
        claim
        for claim in claims
        if claim.place
        or claim.date
        or claim.toll
        or codebook.family(claim.event) != "violence"
        or not _points_back(doc, claim, spoken.get(claim.evidence.start, []))
    ]


def _points_back(doc: "Doc", claim: Claim, acts: list[Claim]) -> bool:
    """Whether the claim's trigger is a word with "the" or "this", and so a noun, that one of the acts governs."""
    noun = root(doc, claim) if acts else None
    if noun is None:
        return False
    determiners = frozenset(table("en/references")["pointing"])
    if any(t.dep_ in {"nmod", "acl", "acl:relcl"} for t in noun.rights):
        return False  # "the shelling of the market" tells what was done, and to what
    if not any(t.lower_ in determiners and t.dep_ in {"det", "nmod:poss"} for t in noun.lefts):
        return False
    return any(_within(token, act) for token in noun.ancestors for act in acts)


def _within(token: "Token", act: Claim) -> bool:
    return act.trigger.start <= token.idx < act.trigger.end
