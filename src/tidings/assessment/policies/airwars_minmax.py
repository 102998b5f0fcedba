"""`airwars-minmax`: minimum and maximum by group of people, the belligerent's own number beside them, as Airwars."""

from collections.abc import Iterable
from dataclasses import dataclass

from tidings.assessment.models import Count, Range, TollReading
from tidings.assessment.tolls import Case, as_told, conceded, latest
from tidings.claim import TollKind

_GROUPS = ("children", "women", "men", "belligerents")
_HEADLINE = ("confirmed", "fair")


@dataclass(frozen=True)
class AirwarsMinMax:
    """Killed and injured from the lowest to the highest number, for civilians and for belligerents apart."""

    name: str = "airwars-minmax"
    version: str = "1"
    rule: str = (
        "Killed and injured, from the lowest to the highest among what each source says last, for civilians (all not "
        "named as fighters), children, women, men and belligerents. The belligerent's own (conceded) number stands "
        "beside, never merged. Events graded fair or confirmed count in headline sums."
    )

    def apply(self, case: Case) -> TollReading:
        """Ranges by group; `conceded` by party."""
        values: dict[str, int | str | bool | None] = {}
        ranges: dict[TollKind, Range | None] = {}
        for kind in ("killed", "injured"):
            rows = [c for c in case.counts if c.kind == kind]
            civil = _range(r for r in rows if r.group != "belligerents")
            ranges[kind] = civil
            values |= _columns(kind, "civilians", civil)
            for group in _GROUPS:
                values |= _columns(kind, group, _range(r for r in rows if r.group == group))
        given = conceded(case)
        values |= {
            f"conceded_{c.kind}_{end}": getattr(c, end) for c in given if c.kind in ranges for end in ("min", "max")
        }
        values["headline"] = case.grade in _HEADLINE
        return TollReading(
            policy=self.name,
            version=self.version,
            rule=self.rule,
            killed=ranges["killed"],
            injured=ranges["injured"],
            values=values,
            conceded=given,
            counts=[c for c in case.counts if c.kind in ranges],
            used=sorted({c.claim for k in ranges for c in latest(case.counts, k)}),
            notes=[] if values["headline"] else [f"graded {case.grade}: not in headline sums"],
        )


def _range(rows: Iterable[Count]) -> Range | None:
    """From the lowest to the highest; an open end is the number that is given."""
    listed = list(rows)
    last = [c for k in ("killed", "injured") for c in latest(listed, k)]
    if not last:
        return None
    ends = [as_told(c, "airwars") for c in last]
    low = min(a if a is not None else 0 for a, _ in ends)
    return Range(min=low, max=max(b if b is not None else a or 0 for a, b in ends))


def _columns(kind: str, group: str, value: Range | None) -> dict[str, int | str | bool | None]:
    return {
        f"{kind}_{group}_min": value.min if value else None,
        f"{kind}_{group}_max": value.max if value else None,
    }


POLICY = AirwarsMinMax()
