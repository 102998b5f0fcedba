"""Field by field: where the accounts of an event agree, where they differ, and where they cannot all hold."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import get_args

from tidings.assessment.models import Agreement, Count, FieldView, Position
from tidings.assessment.tolls import first_day, latest, told
from tidings.assessment.voices import Stage
from tidings.assessment.wordlists import objects_in
from tidings.claim import Claim, TollKind
from tidings.linking.types import kind as kind_of_event
from tidings.wording import day as day_words

__all__ = ["fields", "position"]

_ACTUAL = ("happened", "ongoing")
_ORDER: dict[Agreement, int] = {"contradicted": 0, "differs": 1, "agreed": 2, "single": 3}


def fields(stage: Stage, counts: Sequence[Count]) -> list[FieldView]:
    """Every field that any claim gives, contradictions first."""
    told_claims = [c for c in stage.claims if c.status in _ACTUAL and not c.background]
    views = [_happened(stage, told_claims), *(_toll(stage, counts, k) for k in get_args(TollKind))]
    views += [_perpetrator(stage, told_claims), _date(stage, told_claims), _objects(stage, told_claims)]
    views.append(_type(stage, told_claims))
    found = [v for v in views if v is not None]
    return sorted(found, key=lambda v: _ORDER[v.state])


def position(stage: Stage, value: str, claims: Iterable[Claim], until: date | None = None) -> Position:
    """One account and who gives it."""
    listed = list(claims)
    return Position(
        value=value,
        claims=[c.id for c in listed],
        voices=list(dict.fromkeys(stage.speaker(c).id for c in listed)),
        sides=list(dict.fromkeys(stage.side(c)[0] for c in listed)),
        since=first_day(stage.day(c) for c in listed),
        until=until,
    )


def _grouped(claims: Iterable[Claim], value: Callable[[Claim], Iterable[str]]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        for one in value(claim):
            found.setdefault(one, []).append(claim)
    return found


def _voices(positions: Iterable[Position]) -> set[str]:
    return {v for p in positions for v in p.voices}


# ---- whether it happened


def _happened(stage: Stage, claims: Sequence[Claim]) -> FieldView | None:
    """Claims of the deed itself against claims that it did not happen."""
    deeds = [c for c in claims if kind_of_event(c.event) in ("violence", "harm")]
    denied = [c for c in deeds if c.stance == "denies" and not c.toll and not _by_itself(stage, c)]
    asserted = [c for c in deeds if c.stance == "asserts" and not _only_zero(c)]
    if not denied or not asserted:
        return None
    views = [position(stage, "happened", asserted), position(stage, "did not happen", denied)]
    return FieldView(field="happened", state="contradicted", positions=views, note="asserted and denied")


def _by_itself(stage: Stage, claim: Claim) -> bool:
    """Whether it denies having done it rather than that it happened."""
    party = stage.speaker(claim).party
    return party is not None and (not claim.actor or party in stage.parties.actors(claim))


def _only_zero(claim: Claim) -> bool:
    return bool(claim.toll) and all(t.max == 0 for t in claim.toll.values())


# ---- tolls


def _toll(stage: Stage, counts: Sequence[Count], kind: TollKind) -> FieldView | None:
    """What each voice says now, and what it said before."""
    mine = [c for c in counts if c.kind == kind]
    denied = [
        c
        for c in stage.claims
        if c.stance == "denies" and kind in c.toll and any(t.min or t.max for t in c.toll.values())
    ]
    if not mine:
        return None
    current = [*latest(mine, kind), *latest(mine, kind, own=True)]
    by_id = {c.id: c for c in stage.claims}
    rows: dict[str, list[Count]] = {}
    for count in mine:
        rows.setdefault(told(count.min, count.max), []).append(count)
    positions = [
        position(stage, value, [by_id[c.claim] for c in group], _left(group, current, mine))
        for value, group in rows.items()
    ]
    if denied:
        positions.append(position(stage, "denied", denied))
    state, note = _fit(current)
    if denied:
        state, note = "contradicted", "a number is denied"
    return FieldView(field=kind, state=state, positions=positions, note=note)


def _left(group: Sequence[Count], current: Sequence[Count], all_counts: Sequence[Count]) -> date | None:
    """When the last voice of a number went over to another; None while one holds it."""
    held = {(c.voice, told(c.min, c.max)) for c in current}
    if any((c.voice, told(c.min, c.max)) in held for c in group):
        return None
    last = max(c.order for c in group)
    voices = {c.voice for c in group}
    return first_day(c.known for c in all_counts if c.voice in voices and c.order > last)


def _fit(current: Sequence[Count]) -> tuple[Agreement, str]:
    """Whether what the voices say now can all hold."""
    if len({c.voice for c in current}) < 2:
        return "single", ""
    apart = [(a, b) for a, b in combinations(current, 2) if not _compatible(a, b)]
    if not apart:
        return "agreed", ""
    clash = [(a, b) for a, b in apart if not _grew(a, b) and not _grew(b, a)]
    if clash:
        a, b = clash[0]
        return "contradicted", f"{told(a.min, a.max)} against {told(b.min, b.max)}"
    return "differs", "a later source gives more"


def _compatible(a: Count, b: Count) -> bool:
    """Whether one number can be both."""
    low = max(a.min or 0, b.min or 0)
    highs = [h for h in (a.max, b.max) if h is not None]
    return not highs or low <= min(highs)


def _grew(a: Count, b: Count) -> bool:
    """Whether b only counts more than a did before: a toll grows while bodies are found. A zero does not grow."""
    if a.known is None or b.known is None or a.known >= b.known or a.max is None or a.max == 0 or a.own:
        return False
    return a.max < (b.min or 0)


# ---- who did it


def _perpetrator(stage: Stage, claims: Sequence[Claim]) -> FieldView | None:
    """Who is said to have done it, who says so of itself, and who denies it."""
    named = _grouped(claims, stage.blamed)
    denied = _grouped(claims, lambda c: _denying(stage, c))
    positions = [position(stage, stage.parties.label(p), own) for p, own in named.items()]
    positions += [position(stage, f"not {stage.parties.label(p)}", own) for p, own in denied.items()]
    if not positions:
        return None
    if any(p in named for p in denied):
        return FieldView(field="perpetrator", state="contradicted", positions=positions, note="named and denied")
    if len(named) > 1 and not _together(stage, claims, named):
        note = " against ".join(stage.parties.label(p) for p in named)
        return FieldView(field="perpetrator", state="contradicted", positions=positions, note=note)
    state: Agreement = "agreed" if len(_voices(positions)) > 1 else "single"
    return FieldView(field="perpetrator", state=state, positions=positions)


def _denying(stage: Stage, claim: Claim) -> list[str]:
    """The party that says by this claim that it did not do it."""
    party = stage.speaker(claim).party
    if claim.event == "denial":
        return stage.parties.actors(claim) or ([party] if party else [])
    deed = kind_of_event(claim.event) in ("violence", "harm") or claim.event == "responsibility"
    if claim.stance != "denies" or not deed or claim.toll or party is None:
        return []
    return [party] if _by_itself(stage, claim) and stage.acting[party] else []


def _together(stage: Stage, claims: Sequence[Claim], named: dict[str, list[Claim]]) -> bool:
    """Whether one claim names all of them as doing it together."""
    return any(set(named) <= set(stage.blamed(c)) for c in claims)


# ---- when, what


def _date(stage: Stage, claims: Sequence[Claim]) -> FieldView | None:
    """The days claims give; only days, weeks and months do not contradict each other."""
    dated = [c for c in claims if c.date and kind_of_event(c.event) in ("violence", "harm")]
    if not dated:
        return None
    positions = [position(stage, value, own) for value, own in _grouped(dated, lambda c: [day_words(c.date)]).items()]
    days = {c.id: c.date for c in dated if c.date}
    exact = [c for c in dated if c.date and c.date.precision in ("day", "days")]
    gaps = [
        (max(days[a.id].start, days[b.id].start) - min(days[a.id].end, days[b.id].end)).days
        for a, b in _distinct(exact)
        if stage.speaker(a).id != stage.speaker(b).id
    ]
    worst = max(gaps, default=0)
    if worst > 1:
        return FieldView(field="date", state="contradicted", positions=positions, note=f"{worst} days apart")
    if worst == 1:
        return FieldView(field="date", state="differs", positions=positions, note="a day apart, perhaps one night")
    return FieldView(field="date", state="agreed" if len(_voices(positions)) > 1 else "single", positions=positions)


def _distinct(claims: Sequence[Claim]) -> Iterable[tuple[Claim, Claim]]:
    """Pairs of claims with different days, one claim for each voice and day at most."""
    seen = {(c.date.start, c.date.end, c.source.text if c.source else c.report): c for c in claims if c.date}
    return combinations(list(seen.values())[:200], 2)


def _objects(stage: Stage, claims: Sequence[Claim]) -> FieldView | None:
    """What was hit; military things only, by one side, against civilian things only, by another, is a contradiction."""
    deeds = [c for c in claims if c.target and kind_of_event(c.event) in ("violence", "harm") and c.stance != "denies"]
    if not deeds:
        return None
    found = _grouped(deeds, lambda c: [", ".join(t.name or t.text for t in c.target)])
    positions = [position(stage, value, own) for value, own in found.items()]
    kinds: dict[str, set[str]] = {}
    for claim in deeds:
        kinds.setdefault(stage.side(claim)[0], set()).update(objects_in(tuple(t.text for t in claim.target)))
    only = {frozenset(k) for k in kinds.values() if len(k) == 1}
    if len(only) > 1:
        return FieldView(field="target", state="contradicted", positions=positions, note="military against civilian")
    several = len(_voices(positions)) > 1
    return FieldView(field="target", state="differs" if several and len(found) > 1 else "single", positions=positions)


def _type(stage: Stage, claims: Sequence[Claim]) -> FieldView | None:
    """What kind of event it is told as; a plain "attack" fits any kind."""
    deeds = [c for c in claims if kind_of_event(c.event) == "violence" and c.stance != "denies"]
    found = _grouped(deeds, lambda c: [c.event])
    if not found:
        return None
    positions = [position(stage, value, own) for value, own in found.items()]
    exact = {e for e in found if e not in ("attack", "interception")}
    state: Agreement = "differs" if len(exact) > 1 else "agreed" if len(_voices(positions)) > 1 else "single"
    return FieldView(field="type", state=state, positions=positions)
