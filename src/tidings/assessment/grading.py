"""How well an event is reported, in the sense Airwars grades incidents: a rule that is told with its result.

No grade says that something is true; a person may set another, with a reason.
"""

from collections.abc import Iterable, Sequence

from tidings.assessment.models import Count, Grade, GradeName, Voice
from tidings.assessment.voices import Stage
from tidings.claim import Claim
from tidings.linking.types import kind as kind_of_event

__all__ = ["RULES", "VERSION", "grade"]

_Why = tuple[str, list[str]] | None
"""Why a grade holds: in words, and the claims behind it."""

VERSION = "1"
RULES: dict[GradeName, str] = {
    "confirmed": "A party to the conflict says itself that it did it and does not deny the harm others report.",
    "fair": "At least two independent sources assert it; a party and its media are one source, copies are one.",
    "weak": "A single independent source asserts it, or none does without a hedge.",
    "contested": "Two or more parties are each named as having done it, or each claim it.",
    "discounted": "All those killed, by every source that says so, were fighters.",
}


def grade(stage: Stage, voices: Sequence[Voice], counts: Sequence[Count]) -> Grade:
    """The grade of an event, the first of these that holds: discounted, contested, confirmed, fair, weak."""
    claims = [c for c in stage.claims if not c.background]
    found: tuple[tuple[GradeName, _Why], ...] = (
        ("discounted", _discounted(counts)),
        ("contested", _contested(stage, claims)),
        ("confirmed", _confirmed(stage, claims, counts)),
        ("fair", _fair(voices)),
    )
    for value, why in found:
        if why is not None:
            words, behind = why
            return Grade(value=value, rule=RULES[value], because=words, version=VERSION, claims=behind)
    told = [v for v in voices if v.asserts]
    words = f"only {told[0].name} asserts it" if told else "nobody asserts it without a hedge"
    return Grade(
        value="weak", rule=RULES["weak"], because=words, version=VERSION, claims=[c for v in told for c in v.claims]
    )


def _discounted(counts: Sequence[Count]) -> _Why:
    dead = [c for c in counts if c.kind == "killed" and (c.min or c.max)]
    if not dead or any(c.group != "belligerents" for c in dead):
        return None
    hurt = [c for c in counts if c.kind != "killed" and c.group not in ("belligerents", "unknown") and (c.min or c.max)]
    return None if hurt else ("those killed are all named as fighters", sorted({c.claim for c in dead}))


def _contested(stage: Stage, claims: Iterable[Claim]) -> _Why:
    """Competing accounts of who did it."""
    named: dict[str, set[str]] = {}
    behind: list[str] = []
    for claim in claims:
        parties = stage.blamed(claim)
        for party in parties:
            named.setdefault(party, set()).add(stage.speaker(claim).id)
        if parties:
            behind.append(claim.id)
    if len(named) < 2:
        return None
    alone = [p for p in named if any(stage.blamed(c) == [p] for c in stage.claims)]
    if len(alone) < 2 or len({v for p in alone for v in named[p]}) < 2:
        return None
    return f"{' and '.join(stage.parties.label(p) for p in alone)} are each named as having done it", behind


def _confirmed(stage: Stage, claims: Sequence[Claim], counts: Sequence[Count]) -> _Why:
    """A party says of itself that it did it, and does not deny the people it harmed."""
    harm = any((c.min or c.max) and not c.own for c in counts if c.kind in ("killed", "injured", "casualties"))
    accepting: dict[str, list[str]] = {}
    for claim in claims:
        party = stage.speaker(claim).party
        own = claim.event == "responsibility" and claim.stance == "asserts"
        parties = stage.parties.actors(claim) if own else []
        if own and party and not parties:
            parties = [party]
        if party and kind_of_event(claim.event) == "violence" and claim.stance == "asserts":
            parties += [p for p in stage.parties.actors(claim) if p == party]
        for one in parties:
            accepting.setdefault(one, []).append(claim.id)
    denying = {c.side for c in counts if c.own and c.max == 0}
    for party, behind in accepting.items():
        if not harm or f"party:{party}" not in denying:
            return f"{stage.parties.label(party)} says itself that it did it", behind
    return None


def _fair(voices: Sequence[Voice]) -> _Why:
    told = [v for v in voices if v.asserts]
    if len(told) < 2:
        return None
    names = ", ".join(v.name for v in told[:3]) + (" and others" if len(told) > 3 else "")
    return f"{len(told)} independent sources: {names}", [c for v in told for c in v.claims]
