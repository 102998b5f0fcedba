"""Two items compared field by field: each comparison names a case and how far it holds.

A case is looked up in the learned weights (`weights.yaml`): the cases are told apart here, what they weigh is data.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from tidings.linking.items import Item, Spot
from tidings.linking.wording import shared
from tidings.places.geometry import distance_km

__all__ = ["PLACE_CASES", "STEPS", "Comparison", "Field", "fields", "scale"]

Toll = tuple[int | None, int | None]


Comparison = tuple[str, str, float, str | float | tuple[str, ...]]
"""What one field says: its name, the case, how far the case holds (below 1 only between two steps of a scale), and what
was compared: a word, words of both, or a number. A plain tuple, as millions are made."""


Field = Callable[[Item, Item], Sequence[Comparison]]


def fields(one_report: bool) -> dict[str, Field]:
    """The comparisons to make by name, those that tell most first; each is the same whichever item comes first.

    A comparison may speak of several fields, which then begin with its name ("date", "date (by publication)").
    """
    return _IN_ONE if one_report else _IN_TWO


# ---- place

_FINE = frozenset({"quarter", "area", "town", "water"})
_NEARNESS = ((1.0, "same spot"), (5.0, "within 5 km"), (25.0, "within 25 km"), (100.0, "within 100 km"))
PLACE_CASES = (
    "same town",
    "same spot",
    "within 5 km",
    "one in the other",
    "within 25 km",
    "same region",
    "within 100 km",
    "same country",
    "country of it",
    "names differ",
    "elsewhere in the region",
    "elsewhere",
    "far apart",
    "abroad",
)
_ORDER = {case: n for n, case in enumerate(PLACE_CASES)}


def _place(a: Item, b: Item) -> Sequence[Comparison]:
    """The best match between the places of both."""
    if not a.where or not b.where:
        return (("place", "unknown", 1.0, ""),)
    field = "place" if a.places and b.places else "place (of the report)"
    best: tuple[int, str, str] | None = None
    for x in a.where:
        for y in b.where:
            names = (x.name, y.name) if x.name <= y.name else (y.name, x.name)
            found = (_ORDER[_spots(x, y)], *names)
            if best is None or found < best:
                best = found
    if best is None:
        return (("place", "unknown", 1.0, ""),)
    return ((field, PLACE_CASES[best[0]], 1.0, best[1:]),)


def _spots(a: Spot, b: Spot) -> str:
    """How two places lie to each other."""
    same = a.geonames == b.geonames if a.geonames and b.geonames else a.name == b.name
    abroad = a.country != b.country and bool(a.country and b.country)
    if same and not abroad:
        return _same(a)
    km = _km(a, b) if a.level in _FINE and b.level in _FINE else None
    if abroad:
        return "within 5 km" if km is not None and km <= 5 else "abroad"
    if _inside(a, b) or _inside(b, a):
        return "country of it" if "country" in (a.level, b.level) else "one in the other"
    if km is not None:
        return next((case for limit, case in _NEARNESS if km <= limit), "far apart")
    if a.level is None or b.level is None:
        return "names differ"
    return "elsewhere in the region" if a.admin and b.admin and a.admin[0] == b.admin[0] else "elsewhere"


def _same(a: Spot) -> str:
    if a.level == "country":
        return "same country"
    return "same region" if a.level in ("admin1", "admin2") else "same town"


def _inside(a: Spot, b: Spot) -> bool:
    """Whether `a` lies in the unit `b`."""
    if b.level == "country":
        return a.country == b.country and a.country is not None
    return b.name in a.admin


def _km(a: Spot, b: Spot) -> float | None:
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    if abs(a.latitude - b.latitude) > 1:
        return 1_000.0
    return distance_km((a.latitude, a.longitude), (b.latitude, b.longitude))


# ---- time

_GAPS = ("same day", "1 day", "2 days", "3-4 days", "3-4 days", "5-7 days", "5-7 days", "5-7 days")


def _gap(days: int) -> str:
    if days < len(_GAPS):
        return _GAPS[days]
    return "8-14 days" if days <= 14 else "15-31 days" if days <= 31 else "32-92 days" if days <= 92 else "over 92 days"


def _day(a: Item, b: Item) -> Sequence[Comparison]:
    """Days between the two, 0 where their ranges overlap; said apart for days that only publication gives."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return (("date", "unknown", 1.0, ""),)
    days = max(0, a.first - b.last, b.first - a.last)
    field = (
        "date"
        if a.dated and b.dated
        else "date (one by publication)"
        if a.dated or b.dated
        else "date (by publication)"
    )
    if days == 0 and (a.last - a.first > 3 or b.last - b.first > 3):
        return ((field, "overlap", 1.0, ""),)
    return ((field, _gap(days), 1.0, ""),)


def _published(a: Item, b: Item) -> Sequence[Comparison]:
    if a.published is None or b.published is None:
        return (("published", "unknown", 1.0, ""),)
    return (("published", _gap(abs(a.published - b.published)), 1.0, ""),)


# ---- what

_PAIRS = {
    ("harm", "violence"): "violence and harm",
    ("speech", "violence"): "violence and speech",
    ("harm", "speech"): "violence and speech",
    ("politics", "speech"): "speech and politics",
}


_UNSPECIFIC = frozenset({"attack", "clash", "ceasefire_breach", "advance"})
"""Types that a more exact word for the same thing does not contradict."""


def _type(a: Item, b: Item) -> Sequence[Comparison]:
    if a.event == b.event:
        return (("type", f"same {a.kind}", 1.0, a.event),)
    first, second = (a, b) if a.event < b.event else (b, a)
    if a.kind == b.kind:
        case = "unspecific violence" if not _UNSPECIFIC.isdisjoint((a.event, b.event)) else f"other {a.kind}"
        return (("type", case, 1.0, (first.event, second.event)),)
    kinds = (a.kind, b.kind) if a.kind < b.kind else (b.kind, a.kind)
    return (("type", _PAIRS.get(kinds, "apart"), 1.0, (first.event, second.event)),)


def _status(a: Item, b: Item) -> Sequence[Comparison]:
    """What happened and what is only announced, feared or called for are not one event."""
    actual = [i.status in ("happened", "ongoing") for i in (a, b)]
    return (("status", "same" if actual[0] == actual[1] else "apart", 1.0, ""),)


def _means(a: Item, b: Item) -> Sequence[Comparison]:
    if not a.means or not b.means:
        return (("means", "unknown", 1.0, ""),)
    shared = tuple(m for m in a.means if m in b.means)
    return (("means", "shared" if shared else "apart", 1.0, shared),)


def _actors(a: Item, b: Item) -> Sequence[Comparison]:
    return (_people("actors", a.actors, b.actors),)


def _targets(a: Item, b: Item) -> Sequence[Comparison]:
    return (_people("targets", a.targets, b.targets),)


def _people(field: str, mine: tuple[str, ...], theirs: tuple[str, ...]) -> Comparison:
    if not mine or not theirs:
        return (field, "unknown", 1.0, "")
    shared = tuple(x for x in mine if x in theirs)
    if shared:
        return (field, "shared", 1.0, tuple(s.lstrip("=") for s in shared))
    coded = any(x[0] == "=" for x in mine) and any(x[0] == "=" for x in theirs)
    return (field, "apart, both known" if coded else "apart", 1.0, "")


# ---- toll

_FITS = ("all equal", "equal", "fits", "near", "grown", "apart", "far apart")


def _toll(a: Item, b: Item) -> Sequence[Comparison]:
    """The worst fitting count of the kinds that both give."""
    worst, name, number = -1, "", 0
    for kind, low, high in a.toll:
        other = b.counts.get(kind)
        if other is not None:
            number += 1
            fit = _counts((low, high), other)
            if fit == _APART and _later_is_larger(a, b, (low, high), other):
                fit = _FITS.index("grown")
            if fit > worst:
                worst, name = fit, kind
    if not number:
        return (("toll", "unknown", 1.0, ""),)
    return (("toll", _FITS[0 if worst == 1 and number > 1 else worst], 1.0, name),)


_APART = _FITS.index("apart")


def _later_is_larger(a: Item, b: Item, first: Toll, second: Toll) -> bool:
    """Whether the report published on a later day tells of more, as tolls grow."""
    if a.published is None or b.published is None or a.published == b.published:
        return False
    earlier, later = (first, second) if a.published < b.published else (second, first)
    return earlier[1] is not None and earlier[1] < (later[0] or 0)


def _counts(a: Toll, b: Toll) -> int:
    """How two counts of one kind fit: a toll grows while bodies are found, so near ones may be one event's."""
    if a == b and a[0] == a[1]:
        return 1
    if (a[1] is None or (b[0] or 0) <= a[1]) and (b[1] is None or (a[0] or 0) <= b[1]):
        return 2
    below, above = (a, b) if a[1] is not None and a[1] < (b[0] or 0) else (b, a)
    small, large = below[1] or 0, above[0] or 0
    if large - small <= 2 or large <= 1.5 * small:
        return 3
    return _APART if large <= 4 * max(small, 1) else _FITS.index("far apart")


# ---- wording

STEPS = (0.0, 4.0, 8.0, 14.0, 22.0, 34.0, 50.0, 80.0)
"""How telling shared words are (see `wording.shared`); what is above the last step counts as the last."""
_NAMES = tuple(f"{s:g}" for s in STEPS)


def scale(field: str, value: float) -> Sequence[Comparison]:
    """`value` between the two steps around it, each with its share."""
    value = min(value, STEPS[-1])
    above = bisect_left(STEPS, value)
    if value == STEPS[above]:
        return ((field, _NAMES[above], 1.0, value),)
    share = (value - STEPS[above - 1]) / (STEPS[above] - STEPS[above - 1])
    return (
        (field, _NAMES[above - 1], 1 - share, value),
        (field, _NAMES[above], share, value),
    )


def _report_wording(a: Item, b: Item) -> Sequence[Comparison]:
    return scale("report wording", shared(a.term_weights, b.term_weights))


def _names(a: Item, b: Item) -> Sequence[Comparison]:
    return scale("names", shared(a.name_weights, b.name_weights))


def _named(a: Item, b: Item) -> Sequence[Comparison]:
    """Whether the titles name the same event; a name with a year in it may come back months later."""
    if not a.named or not b.named:
        return (("named event", "unknown", 1.0, ""),)
    if set(a.named).isdisjoint(b.named):
        return (("named event", "other", 1.0, ""),)
    days = abs((a.published or 0) - (b.published or 0))
    return (
        (
            "named event",
            "same, in a week" if days <= 7 else "same, in a month" if days <= 31 else "same, later",
            1.0,
            "",
        ),
    )


def _title(a: Item, b: Item) -> Sequence[Comparison]:
    return scale("title", shared(a.title_weights, b.title_weights))


def _sentence_wording(a: Item, b: Item) -> Sequence[Comparison]:
    return scale("sentence wording", shared(a.word_weights, b.word_weights))


def _in_text(a: Item, b: Item) -> Sequence[Comparison]:
    """In one report: how far apart the two are told."""
    if a.sentence == b.sentence:
        return (("in the report", "same sentence", 1.0, ""),)
    far = abs(a.at - b.at)
    return (("in the report", "next to it" if far <= 300 else "close" if far <= 900 else "far", 1.0, ""),)


_IN_TWO: dict[str, Field] = {
    "type": _type,
    "named event": _named,
    "names": _names,
    "report wording": _report_wording,
    "title": _title,
    "date": _day,
    "place": _place,
    "status": _status,
    "published": _published,
    "sentence wording": _sentence_wording,
    "toll": _toll,
    "targets": _targets,
    "actors": _actors,
    "means": _means,
}
_IN_ONE: dict[str, Field] = {
    "type": _type,
    "status": _status,
    "date": _day,
    "place": _place,
    "in the report": _in_text,
    "toll": _toll,
    "sentence wording": _sentence_wording,
    "targets": _targets,
    "actors": _actors,
    "means": _means,
}
