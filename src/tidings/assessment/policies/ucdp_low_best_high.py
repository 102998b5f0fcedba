"""`ucdp-low-best-high`: low, best and high, and deaths by side, as UCDP GED."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidings.assessment.models import Count, Range, TollReading
from tidings.assessment.tolls import Case, as_told, conceded, latest
from tidings.claim import SourceKind, TollKind

_TRUST: dict[SourceKind, int] = {
    "international": 0,
    "ngo": 0,
    "medical": 1,
    "expert": 1,
    "government": 2,
    "reporter": 2,
    "media": 3,
    "witness": 3,
    "military": 4,
    "person": 4,
    "armed_group": 5,
    "unnamed": 5,
}
"""Whose number is the most reliable: monitors and international bodies, then hospitals and rescuers, then offices and
reporters, then the rest; a party that acts comes last whatever it is."""


@dataclass(frozen=True)
class UcdpLowBestHigh:
    """The lowest, the most reliable and the highest number among what each source says last."""

    name: str = "ucdp-low-best-high"
    version: str = "1"
    rule: str = (
        "Among what each source says last: low is the lowest number, high the highest, best that of the most reliable "
        "kind of source (monitors and international bodies, then medics and rescuers, then officials and reporters, "
        "then others; a party that acts last), the later one where they are equal. Vague words as ranges; best takes "
        "the lower end. Hedged numbers and those of the party said to have done it stand apart where there are others. "
        "An event counts with at least one death."
    )

    def apply(self, case: Case) -> TollReading:
        """Low, best and high of killed and injured; deaths of side a, side b, civilians and unknown."""
        killed, best = _read(case, "killed")
        injured, _ = _read(case, "injured")
        deaths = (killed.best or 0) if killed else 0
        values: dict[str, int | str | bool | None] = {
            "low": killed.min if killed else 0,
            "best": deaths,
            "high": killed.max if killed else 0,
            "event_clarity": 2 if case.aggregated else 1,
            "qualifies": deaths > 0,
            **_by_side(case, best, deaths),
        }
        return TollReading(
            policy=self.name,
            version=self.version,
            rule=self.rule,
            killed=killed,
            injured=injured,
            values=values,
            conceded=conceded(case),
            counts=[c for c in case.counts if c.kind in ("killed", "injured")],
            used=sorted({c.claim for c in _rows(case, "killed") + _rows(case, "injured")}),
            notes=[] if deaths else ["no death is reported: not an event for UCDP"],
        )


def _rows(case: Case, kind: TollKind) -> list[Count]:
    """What counts for a kind: plain numbers of others, else hedged ones, else the acting party's own."""
    others = latest(case.counts, kind)
    return [c for c in others if not c.hedged] or others or latest(case.counts, kind, own=True)


def _read(case: Case, kind: TollKind) -> tuple[Range | None, Count | None]:
    rows = _rows(case, kind)
    if not rows:
        return None, None
    chosen = min(rows, key=lambda c: (_trust(c), -c.order))
    low = min(_ends(c)[0] for c in rows)
    high = max(_ends(c)[1] for c in rows)
    return Range(min=low, max=high, best=_ends(chosen)[0] if chosen.min is not None else _ends(chosen)[1]), chosen


def _trust(count: Count) -> int:
    return 6 if count.role == "party" else _TRUST[count.kind_of_source]


def _ends(count: Count) -> tuple[int, int]:
    """Both ends as numbers: an open upper end is the lower one, an open lower end 0."""
    low, high = as_told(count, "ucdp")
    return low or 0, high if high is not None else low or 0


def _by_side(case: Case, best: Count | None, deaths: int) -> dict[str, int | str | bool | None]:
    """The best estimate by whom it counts, from the same source's numbers in the same report; the rest is unknown."""
    split = {"deaths_a": 0, "deaths_b": 0, "deaths_civilians": 0, "deaths_unknown": 0}
    sides = _sides(case)
    rows: Sequence[Count] = () if best is None else _parts(case, best)
    left = deaths
    for row in rows:
        number = min(left, _ends(row)[0])
        split[_column(row, sides)] += number
        left -= number
    split["deaths_unknown"] += left
    named = {f"side_{n}": case.labels(p) for n, p in zip("ab", sides, strict=False)}
    return {**split, "side_a": named.get("side_a"), "side_b": named.get("side_b")}


def _parts(case: Case, best: Count) -> list[Count]:
    """The source's numbers for groups of people, without the total that holds them."""
    rows = [c for c in case.counts if c.kind == best.kind and c.voice == best.voice and c.report == best.report]
    return [c for c in rows if c.claim != best.claim] if best.group == "unknown" else [best]


def _sides(case: Case) -> list[str]:
    """Side a and side b: a state before an armed group, then as often as they are named."""
    listed = list(dict.fromkeys([*case.acting, *case.hit]))
    return sorted(listed, key=lambda p: (not (len(p) == 2 and p.isupper()), listed.index(p)))[:2]


def _column(count: Count, sides: Sequence[str]) -> str:
    if count.group in ("civilians", "children", "women", "men"):
        return "deaths_civilians"
    if count.victims in sides:
        return "deaths_a" if count.victims == sides[0] else "deaths_b"
    return "deaths_unknown"


POLICY = UcdpLowBestHigh()
