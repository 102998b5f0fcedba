"""The numbers an event's claims give, prepared for the toll rules in `policies/`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal, Protocol

from tidings.assessment.models import Conceded, Count, GradeName, Group, TollReading
from tidings.assessment.voices import Stage
from tidings.assessment.wordlists import groups_in, vague
from tidings.claim import Claim, Toll, TollKind

__all__ = ["Case", "Policy", "as_told", "conceded", "counts", "latest", "told"]

_ACTUAL = ("happened", "ongoing")
Qualifier = Literal["exactly", "at least", "up to", "between", "vague"]


@dataclass(frozen=True)
class Case:
    """What a toll rule is given: the counts in order of publication, the parties said to have acted (most often first),
    the grade, the days the event spans and the places named for it.
    """

    counts: Sequence[Count]
    acting: Sequence[str] = ()
    hit: Sequence[str] = ()
    grade: GradeName | None = None
    days: int = 1
    places: int = 1
    aggregated: bool = False
    labels: Callable[[str], str] = field(default=str)


class Policy(Protocol):
    """A toll rule: one file in `policies/`, which gives its object the name `POLICY`."""

    @property
    def name(self) -> str:
        """As the user writes it."""

    @property
    def version(self) -> str:
        """Changes when the rule does."""

    @property
    def rule(self) -> str:
        """The rule in words, shown beside every number it gives."""

    def apply(self, case: Case) -> TollReading:
        """The toll of an event under the rule."""


def counts(stage: Stage, claims: Iterable[Claim]) -> list[Count]:
    """Every number the claims give, in order of publication.

    Left out: what is threatened or called for, numbers that are denied, and older background, unless there is nothing
    else.
    """
    told = [c for c in claims if c.toll and c.status in _ACTUAL and not _denied(c)]
    current = [c for c in told if not c.background] or told
    ordered = sorted(current, key=lambda c: (*_when(stage, c), c.report, c.trigger.start, c.id))
    found = []
    for place, claim in enumerate(ordered):
        found += [_count(stage, claim, kind, toll, place) for kind, toll in sorted(claim.toll.items())]
    return found


def _denied(claim: Claim) -> bool:
    return claim.stance == "denies" and any(t.min or t.max for t in claim.toll.values())


def _when(stage: Stage, claim: Claim) -> tuple[bool, datetime]:
    """When the claim came out; what has no date sorts last."""
    report = stage.reports.get(claim.report)
    published = report.published if report else None
    if published is None:
        return True, datetime.max
    if isinstance(published, datetime):
        return False, published.replace(tzinfo=None)
    return False, datetime.combine(published, time())


def _count(stage: Stage, claim: Claim, kind: TollKind, toll: Toll, order: int) -> Count:
    speaker = stage.speaker(claim)
    side, role = stage.side(claim)
    victims = stage.parties.targets(claim)
    group = _group(claim, toll)
    harmed = victims[0] if victims and group == "belligerents" else None
    own = (
        speaker.party is not None
        and stage.acting[speaker.party] > 0
        and role == "party"
        and group != "belligerents"
        and speaker.party not in victims
    )
    source = claim.source
    return Count(
        claim=claim.id,
        report=claim.report,
        kind=kind,
        min=toll.min,
        max=toll.max,
        words=toll.text,
        qualifier=_qualifier(toll),
        group=group,
        victims=harmed,
        voice=speaker.id,
        speaker=(source.name or source.text) if source else None,
        kind_of_source=speaker.kind,
        side=side,
        role=role,
        own=own,
        hedged=claim.stance == "hedges",
        known=stage.day(claim),
        order=order,
    )


def _qualifier(toll: Toll) -> Qualifier:
    if vague("ucdp", toll.text) is not None:
        return "vague"
    if toll.min is None:
        return "up to"
    if toll.max is None:
        return "at least"
    return "exactly" if toll.min == toll.max else "between"


def _group(claim: Claim, toll: Toll) -> Group:
    """Who is counted: the words of the count itself before those of the claim's targets."""
    for words in (toll.text, " ".join(t.text for t in claim.target)):
        found = groups_in(words)
        if len(found) == 1:
            return found[0]  # type: ignore[return-value]
        if found:
            return "civilians" if "belligerents" not in found else "unknown"
    return "unknown"


def latest(counts: Iterable[Count], kind: TollKind, *, own: bool = False) -> list[Count]:
    """What each voice says now of one kind: the number of its last report, the largest where that gives several (a
    total holds its parts). Numbers of the party said to have done it stand apart: with `own`, only those.
    """
    last: dict[str, Count] = {}
    for count in sorted(counts, key=lambda c: c.order):
        if count.kind != kind or count.own != own:
            continue
        before = last.get(count.voice)
        same = before is not None and before.report == count.report
        if before is None or not same or _size(count) > _size(before):
            last[count.voice] = count
    return sorted(last.values(), key=lambda c: c.order)


def _size(count: Count) -> int:
    return max(count.min or 0, count.max or 0)


def conceded(case: Case) -> list[Conceded]:
    """What the acting parties say of those they harmed, by party and kind."""
    found: dict[tuple[str, TollKind], list[Count]] = {}
    for count in case.counts:
        if count.own:
            found.setdefault((count.side.removeprefix("party:"), count.kind), []).append(count)
    return [
        Conceded(
            party=party,
            kind=kind,
            min=min((c.min if c.min is not None else 0 for c in rows), default=None),
            max=None if any(c.max is None for c in rows) else max(c.max or 0 for c in rows),
            claims=[c.claim for c in rows],
        )
        for (party, kind), rows in sorted(found.items())
    ]


def as_told(count: Count, codebook: str) -> tuple[int | None, int | None]:
    """The ends of a count, a vague word by the codebook's own table."""
    value = vague(codebook, count.words)
    if value is None:
        return count.min, count.max
    return (value, value) if isinstance(value, int) else value


def told(low: int | None, high: int | None) -> str:
    """A count in words: "4", "at least 4", "up to 10", "24 to 99", "none"."""
    if low is None:
        return "unknown" if high is None else f"up to {high:,}"
    if high is None:
        return f"at least {low:,}"
    if high == 0:
        return "none"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def first_day(days: Iterable[date | None]) -> date | None:
    """The earliest of the days known."""
    known = [d for d in days if d]
    return min(known) if known else None
