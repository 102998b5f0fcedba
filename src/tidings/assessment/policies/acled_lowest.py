"""`acled-lowest`: the lowest number reported, as ACLED's `fatalities`."""

from dataclasses import dataclass

from tidings.assessment.models import Count, Range, TollReading
from tidings.assessment.tolls import Case, as_told, conceded, latest

__all__ = ["POLICY", "divide"]


@dataclass(frozen=True)
class AcledLowest:
    """Conflicting or vague numbers: the lowest; vague words by ACLED's table; no injuries."""

    name: str = "acled-lowest"
    version: str = "1"
    rule: str = (
        "The lowest number of deaths among what each source says last. Vague words by ACLED's table (several 3, "
        "many 10, tens 10, dozens 12, hundreds 100); only 'casualties', or no number, 0. Injuries are not counted. A "
        "total over several days or places is divided, the remainder to the first. The number of the party said "
        "to have done it is used only where there is no other."
    )

    def apply(self, case: Case) -> TollReading:
        """One number of deaths."""
        others = latest(case.counts, "killed")
        rows = others or latest(case.counts, "killed", own=True)
        lowest = min(rows, key=lambda c: (_deaths(c), c.order), default=None)
        fatalities = _deaths(lowest) if lowest else 0
        return TollReading(
            policy=self.name,
            version=self.version,
            rule=self.rule,
            killed=Range(min=fatalities, max=fatalities, best=fatalities),
            values={"fatalities": fatalities},
            conceded=conceded(case),
            counts=[c for c in case.counts if c.kind in ("killed", "casualties")],
            used=[lowest.claim] if lowest else [],
            notes=_notes(case, others, rows, lowest),
        )


def _deaths(count: Count) -> int:
    """The number reported: the lower end, or the upper where there is only that."""
    low, high = as_told(count, "acled")
    return low if low is not None else high or 0


def _notes(case: Case, others: list[Count], rows: list[Count], lowest: Count | None) -> list[str]:
    notes = []
    if lowest is None:
        words = "only casualties are reported" if any(c.kind == "casualties" for c in case.counts) else "none reported"
        notes.append(f"deaths: {words}, coded 0")
    elif lowest.qualifier == "vague":
        notes.append(f"{lowest.words!r} coded as {_deaths(lowest)}")
    if rows and not others:
        notes.append("only the party said to have done it gives a number")
    values = sorted({_deaths(c) for c in rows})
    if len(values) > 1:
        notes.append(f"sources differ: {', '.join(str(v) for v in values)}; the lowest is used")
    parts = max(case.days, 1) * max(case.places, 1)
    if lowest and parts > 1 and _deaths(lowest):
        shares = "+".join(str(n) for n in divide(_deaths(lowest), parts)[:12])
        notes.append(f"a total over {case.days} days and {case.places} places, divided: {shares}")
    return notes


def divide(total: int, parts: int) -> list[int]:
    """A total over several days or places, the remainder to the first: 10 over 3 -> 4, 3, 3."""
    share, rest = divmod(total, parts)
    return [share + rest, *[share] * (parts - 1)]


POLICY = AcledLowest()
