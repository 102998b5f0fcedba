"""A short name for an event: what and where, and nobody named as responsible."""

from collections import Counter
from collections.abc import Iterable

from tidings.claim import Claim, Report
from tidings.codebook.tables import table
from tidings.linking.types import kind

__all__ = ["title"]

_ORDER = {"violence": 0, "politics": 1, "harm": 2, "speech": 3}
_FINER = ("quarter", "town", "area", "water", "admin2", "admin1", "country")
_PLACES = 2


def title(claims: Iterable[Claim], reports: Iterable[Report] = ()) -> str:
    """What happened where, in few words: "Air, missile or drone strike: Dravno and Selm".

    `claims` are those of one event. The type is the one most claims give, of violence before its harm before talk;
    the places are those most claims name. No party is named.
    """
    listed = sorted(claims, key=lambda c: (c.background, c.report, c.trigger.start, c.id))
    if not listed:
        return "Event"
    label = _label(_event(listed))
    places = _places(listed)
    return f"{label}: {places}" if places else label


def _event(claims: list[Claim]) -> str:
    best = min(_ORDER[kind(c.event)] for c in claims)
    counts = Counter(c.event for c in claims if _ORDER[kind(c.event)] == best)
    return max(counts, key=lambda e: (counts[e], e != "attack", e))


def _label(event: str) -> str:
    entry = table("events").get(event)
    return str(entry["label"]) if isinstance(entry, dict) and "label" in entry else event.replace("_", " ").capitalize()


def _places(claims: list[Claim]) -> str:
    """The one or two places that most claims name, the finest level first."""
    named: Counter[str] = Counter()
    level: dict[str, int] = {}
    for claim in claims:
        for place in claim.place:
            name = place.name or place.text
            named[name] += 1
            level[name] = _FINER.index(place.level) if place.level in _FINER else 2
    ranked = sorted(named, key=lambda n: (level[n] >= 4, -named[n], level[n], n))
    fine = [n for n in ranked if level[n] < 4]
    return " and ".join((fine or ranked[:1])[:_PLACES])
