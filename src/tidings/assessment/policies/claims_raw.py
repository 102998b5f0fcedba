"""`claims-raw`: nothing is merged."""

from dataclasses import dataclass

from tidings.assessment.models import Range, TollReading
from tidings.assessment.tolls import Case, conceded
from tidings.claim import TollKind


@dataclass(frozen=True)
class ClaimsRaw:
    """One row a number, with who says it, on which side, in which words, and when it came out."""

    name: str = "claims-raw"
    version: str = "1"
    rule: str = (
        "No merging: one row for each number claimed, with its speaker, side, words and day. The range only spans the "
        "numbers of others than the party said to have done it, from the lowest to the highest."
    )

    def apply(self, case: Case) -> TollReading:
        """The counts as they are, and the span of them."""
        return TollReading(
            policy=self.name,
            version=self.version,
            rule=self.rule,
            killed=_span(case, "killed"),
            injured=_span(case, "injured"),
            values={"rows": len(case.counts)},
            conceded=conceded(case),
            counts=list(case.counts),
            used=sorted({c.claim for c in case.counts}),
        )


def _span(case: Case, kind: TollKind) -> Range | None:
    rows = [c for c in case.counts if c.kind == kind and not c.own]
    if not rows:
        return None
    low = min((c.min if c.min is not None else 0 for c in rows), default=0)
    high = None if any(c.max is None for c in rows) else max(c.max or 0 for c in rows)
    return Range(min=low, max=high)


POLICY = ClaimsRaw()
