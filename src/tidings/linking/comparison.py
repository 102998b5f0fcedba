"""Two items compared field by field: each comparison names a case and how far it holds.

A case is looked up in the learned weights (`weights.yaml`): the cases are told apart here, what they weigh is data.
"""

from typing import NamedTuple

from tidings.linking.items import Item, Spot
from tidings.linking.wording import cosine
from tidings.places.geometry import distance_km

__all__ = ["Comparison", "compare"]

Toll = tuple[int | None, int | None]


class Comparison(NamedTuple):
    """What one field says. `share` is how far the case holds (1 but for cases between two steps of a scale)."""

    field: str
    case: str
    share: float = 1.0
    detail: str = ""


def compare(a: Item, b: Item) -> list[Comparison]:
    """All fields of two items, the same whichever comes first."""
    if (b.report, b.at, b.claim) < (a.report, a.at, a.claim):
        a, b = b, a
    found = [
        _place(a, b),
        _day(a, b),
        _type(a, b),
        _means(a, b),
        _people(a, b, "actors"),
        _people(a, b, "targets"),
        _toll(a, b),
    ]
    if a.report == b.report:
        return [*found, _distance_in_text(a, b), *_scale("sentence wording", cosine(a.word_weights, b.word_weights))]
    return [
        *found,
        _published(a, b),
        *_scale("report wording", cosine(a.term_weights, b.term_weights)),
        *_scale("names", cosine(a.name_weights, b.name_weights)),
        *_scale("sentence wording", cosine(a.word_weights, b.word_weights)),
    ]


# ---- place

_FINE = ("quarter", "area", "town", "water")
_NEARNESS = ((1.0, "same spot"), (5.0, "within 5 km"), (25.0, "within 25 km"), (100.0, "within 100 km"))
_ORDER = ("same town", "same spot", "within 5 km", "one in the other", "within 25 km", "same region", "within 100 km",
          "same country", "country of it", "names differ", "elsewhere", "abroad")  # fmt: skip


def _place(a: Item, b: Item) -> Comparison:
    """The best match between the places of both."""
    if not a.where or not b.where:
        return Comparison("place", "unknown")
    own = "" if a.places and b.places else " (of the report)"
    best = min((_ORDER.index(case), x.name, y.name, case) for x in a.where for y in b.where for case in [_spots(x, y)])
    names = best[1] if best[1] == best[2] else f"{best[1]} / {best[2]}"
    return Comparison("place" + own, best[3], detail=names)


def _spots(a: Spot, b: Spot) -> str:
    """How two places lie to each other."""
    if a.country and b.country and a.country != b.country and not _touch(a, b):
        return "abroad"
    same = a.geonames == b.geonames if a.geonames and b.geonames else a.name == b.name
    if same:
        return _same(a)
    if _inside(a, b) or _inside(b, a):
        return "country of it" if "country" in (a.level, b.level) else "one in the other"
    if a.level in _FINE and b.level in _FINE and (distance := _km(a, b)) is not None:
        near = next((case for limit, case in _NEARNESS if distance <= limit), None)
        if near:
            return near
    elif a.level is None or b.level is None:
        return "names differ"
    return "same region" if _region(a) and _region(a) == _region(b) else "elsewhere"


def _same(a: Spot) -> str:
    if a.level == "country":
        return "same country"
    return "same region" if a.level in ("admin1", "admin2") else "same town"


def _inside(a: Spot, b: Spot) -> bool:
    """Whether `a` lies in the unit `b`."""
    if b.level == "country":
        return a.country == b.country and a.country is not None
    return b.name in a.admin


def _region(a: Spot) -> str | None:
    return a.admin[0] if a.admin else None


def _km(a: Spot, b: Spot) -> float | None:
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    return distance_km((a.latitude, a.longitude), (b.latitude, b.longitude))


def _touch(a: Spot, b: Spot) -> bool:
    """Two spots at a border may carry two countries."""
    km = _km(a, b)
    return km is not None and km <= 5 and a.level in _FINE and b.level in _FINE


# ---- time

_GAPS = (
    (0, "same day"),
    (1, "1 day"),
    (2, "2 days"),
    (4, "3-4 days"),
    (7, "5-7 days"),
    (14, "8-14 days"),
    (31, "15-31 days"),
    (92, "32-92 days"),
)


def _gap(days: int) -> str:
    return next((case for limit, case in _GAPS if days <= limit), "over 92 days")


def _day(a: Item, b: Item) -> Comparison:
    """Days between the two, 0 where their ranges overlap; said apart for days that only publication gives."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return Comparison("date", "unknown")
    days = max(0, max(a.first, b.first) - min(a.last, b.last))
    wide = max(a.last - a.first, b.last - b.first) > 3
    field = (
        "date"
        if a.dated and b.dated
        else "date (one by publication)"
        if a.dated or b.dated
        else "date (by publication)"
    )
    if days == 0 and wide:
        return Comparison(field, "overlap", detail="a longer period")
    return Comparison(field, _gap(days), detail=f"{days} days apart" if days else "")


def _published(a: Item, b: Item) -> Comparison:
    if a.published is None or b.published is None:
        return Comparison("published", "unknown")
    return Comparison("published", _gap(abs(a.published - b.published)))


# ---- what

_PAIRS = {
    frozenset({"violence", "harm"}): "violence and harm",
    frozenset({"violence", "speech"}): "violence and speech",
    frozenset({"harm", "speech"}): "violence and speech",
    frozenset({"speech", "politics"}): "speech and politics",
}


def _type(a: Item, b: Item) -> Comparison:
    if a.event == b.event:
        return Comparison("type", f"same {a.kind}", detail=a.event)
    detail = " / ".join(sorted((a.event, b.event)))
    if a.kind == b.kind:
        return Comparison("type", f"other {a.kind}", detail=detail)
    return Comparison("type", _PAIRS.get(frozenset({a.kind, b.kind}), "apart"), detail=detail)


def _means(a: Item, b: Item) -> Comparison:
    if not a.means or not b.means:
        return Comparison("means", "unknown")
    shared = set(a.means) & set(b.means)
    return Comparison("means", "shared" if shared else "apart", detail=", ".join(sorted(shared)))


def _people(a: Item, b: Item, field: str) -> Comparison:
    mine, theirs = getattr(a, field), getattr(b, field)
    if not mine or not theirs:
        return Comparison(field, "unknown")
    shared = set(mine) & set(theirs)
    if shared:
        return Comparison(field, "shared", detail=", ".join(sorted(s.lstrip("=") for s in shared)))
    coded = any(x[0] == "=" for x in mine) and any(x[0] == "=" for x in theirs)
    return Comparison(field, "apart, both known" if coded else "apart")


# ---- toll


def _toll(a: Item, b: Item) -> Comparison:
    """The worst fitting count of the kinds both give, the best where all fit."""
    cases = [
        (_RANK.index(c), k, c) for k in a.counts.keys() & b.counts.keys() for c in [_counts(a.counts[k], b.counts[k])]
    ]
    if not cases:
        return Comparison("toll", "unknown")
    _, name, case = max(cases)
    if case == "equal" and len(cases) > 1:
        case = "all equal"
    return Comparison("toll", case, detail=name)


_RANK = ("equal", "fits", "near", "apart", "far apart")


def _counts(a: Toll, b: Toll) -> str:
    """How two counts of one kind fit: a toll grows while bodies are found, so near ones may be one event's."""
    if a == b and a[0] == a[1]:
        return "equal"
    low_a, high_a, low_b, high_b = a[0] or 0, a[1], b[0] or 0, b[1]
    if (high_a is None or low_b <= high_a) and (high_b is None or low_a <= high_b):
        return "fits"
    small, large = sorted(
        (
            high_a if high_a is not None and high_a < low_b else low_a,
            high_b if high_b is not None and high_b < low_a else low_b,
        )
    )
    if large - small <= 2 or large <= 1.5 * small:
        return "near"
    return "apart" if large <= 4 * max(small, 1) else "far apart"


# ---- wording

STEPS = (0.0, 0.05, 0.1, 0.2, 0.35, 0.6, 1.0)


def _scale(field: str, value: float) -> list[Comparison]:
    """`value` between the two steps around it, each with its share."""
    above = next(i for i, step in enumerate(STEPS) if value <= step)
    if above == 0 or value == STEPS[above]:
        return [Comparison(field, f"{STEPS[above]:g}", detail=f"{value:.2f}")]
    low, high = STEPS[above - 1], STEPS[above]
    share = (value - low) / (high - low)
    return [
        Comparison(field, f"{low:g}", 1 - share, f"{value:.2f}"),
        Comparison(field, f"{high:g}", share, f"{value:.2f}"),
    ]


def _distance_in_text(a: Item, b: Item) -> Comparison:
    """In one report: how far apart the two are told."""
    if a.sentence == b.sentence:
        return Comparison("in the report", "same sentence")
    far = abs(a.at - b.at)
    return Comparison("in the report", "next to it" if far <= 300 else "close" if far <= 900 else "far")
