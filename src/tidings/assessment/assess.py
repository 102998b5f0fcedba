"""An event's claims, assessed: sides, independent sources, agreement, toll under a rule, grade, history, relations."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tidings.assessment import policies
from tidings.assessment.agreement import fields
from tidings.assessment.grading import grade
from tidings.assessment.models import Assessment, Count, GradeName, Step, TollReading
from tidings.assessment.parties import Parties
from tidings.assessment.policies import DEFAULT
from tidings.assessment.relations import relations
from tidings.assessment.tolls import Case, Policy, counts
from tidings.assessment.voices import Stage
from tidings.claim import Claim, Report
from tidings.codebook import Codebook

__all__ = ["assess", "toll"]

_STEPS = 200
"""Days of a toll's history that are worked out; of longer ones the first and the latest are."""


def assess(
    claims: Iterable[Claim],
    reports: Iterable[Report],
    *,
    policy: str = DEFAULT,
    as_of: date | None = None,
    copies: Mapping[str, str] | None = None,
    others: Iterable[Claim] = (),
    codebook: Codebook | None = None,
) -> Assessment:
    """What the claims of one event say together, as known on `as_of` (the end of that day; all where it is null).

    `reports` are those the claims come from. `copies` maps a report's id to that of the one it is a copy of
    (`linking.copies.group`; worked out from `reports` where it is not given). `others` are further claims of the same
    reports, for relations to other events. Raises InputError for an unknown policy.
    """
    rule = policies.policy(policy)
    texts = {r.id: r for r in reports}
    known = [c for c in claims if _known(c, texts, as_of)]
    known.sort(key=lambda c: (_published(c, texts), c.report, c.trigger.start, c.id))
    stage = Stage(known, texts, copies, Parties(codebook))
    numbers = counts(stage, known)
    voices = stage.voices()
    given = grade(stage, voices, numbers)
    views = fields(stage, numbers)
    days = [d for c in known if c.date for d in (c.date.start, c.date.end)]
    return Assessment(
        as_of=as_of,
        claims=len(known),
        reports=len({c.report for c in known}),
        first=min(days, default=None),
        last=max(days, default=None),
        sides=stage.columns(),
        voices=voices,
        independent=sum(v.asserts for v in voices),
        fields=views,
        contested=any(f.state == "contradicted" for f in views),
        toll=rule.apply(_case(stage, numbers, given.value)),
        grade=given,
        history=_history(stage, numbers, given.value, rule),
        relations=relations(known, others),
    )


def toll(
    claims: Iterable[Claim],
    reports: Iterable[Report],
    *,
    policy: str = DEFAULT,
    copies: Mapping[str, str] | None = None,
    codebook: Codebook | None = None,
) -> TollReading:
    """Only the toll of an event under a named rule. Raises InputError for an unknown policy."""
    rule = policies.policy(policy)
    known = list(claims)
    stage = Stage(known, {r.id: r for r in reports}, copies, Parties(codebook))
    numbers = counts(stage, known)
    return rule.apply(_case(stage, numbers, grade(stage, stage.voices(), numbers).value))


def _published(claim: Claim, reports: Mapping[str, Report]) -> date:
    report = reports.get(claim.report)
    return (report.day if report else None) or date.max


def _known(claim: Claim, reports: Mapping[str, Report], as_of: date | None) -> bool:
    """Whether a claim was published by a day; one without date of publication counts as known."""
    day = _published(claim, reports)
    return as_of is None or day == date.max or day <= as_of


def _case(stage: Stage, numbers: Sequence[Count], given: GradeName | None) -> Case:
    """What a rule may want to know beside the numbers."""
    told = [c for c in stage.claims if c.toll and not c.background]
    days = max((_days(c) for c in told), default=1)
    places = max((len(c.place) for c in told), default=1)
    return Case(
        counts=numbers,
        acting=[p for p, _ in stage.acting.most_common()],
        hit=[p for p, _ in stage.hit.most_common() if p != "~local"],
        grade=given,
        days=days,
        places=max(places, 1),
        aggregated=days > 1 or places > 1,
        labels=stage.parties.label,
    )


def _days(claim: Claim) -> int:
    """The days a claim's own words span; what is less precise than days counts as one."""
    when = claim.date
    return (when.end - when.start).days + 1 if when and when.precision == "days" else 1


def _history(stage: Stage, numbers: Sequence[Count], given: GradeName | None, rule: Policy) -> list[Step]:
    """The toll as known at the end of each day on which a number came out."""
    days = sorted({c.known for c in numbers if c.known})
    if len(days) > _STEPS:
        days = [days[0], *days[-_STEPS + 1 :]]
    steps = []
    for day in days:
        then = [c for c in numbers if c.known is None or c.known <= day]
        read = rule.apply(_case(stage, then, given))
        steps.append(Step(known=day, killed=read.killed, injured=read.injured, claims=len({c.claim for c in then})))
    return steps
