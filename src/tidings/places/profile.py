"""The public profile: no place finer than the settlement, sensitive sites at district level only."""

from typing import Literal

from tidings.claim import Place
from tidings.places.gazetteer import Entry, Gazetteer
from tidings.places.layout import SENSITIVE
from tidings.places.precision import codes, radius_km
from tidings.places.words import words

__all__ = ["Profile", "is_sensitive", "public", "shown_entry"]

Profile = Literal["internal", "public"]
_FINE = ("quarter", "area")
_SETTLEMENT_KM = 15.0
"""An area smaller than this is finer than a settlement."""
_DECIMALS = 4


def is_sensitive(entry: Entry | None, text: str) -> bool:
    """Whether a place, or the words that name it, is a hospital, school, shelter, camp, aid site or crossing."""
    if entry is not None and entry.kind in SENSITIVE:
        return True
    level = words().strip(text).level
    return level is not None and level.kind in SENSITIVE


def shown_entry(entry: Entry, text: str, gazetteer: Gazetteer) -> Entry | None:
    """The place that may be shown for a place: itself, its settlement, its district; None where none is known."""
    if is_sensitive(entry, text):
        if entry.level in ("country", "admin1", "admin2"):
            return entry
        return _district(entry, gazetteer)
    small = entry.radius is not None and entry.radius < _SETTLEMENT_KM
    if entry.level == "quarter" or (entry.level == "area" and small):
        return _settlement(entry, gazetteer) or _district(entry, gazetteer)
    return entry


def _settlement(entry: Entry, gazetteer: Gazetteer) -> Entry | None:
    """The town a quarter or site lies in: the one it is known to be part of, else the nearest within 15 km."""
    parent = gazetteer.entry(entry.parent)
    if parent is not None:
        return parent if parent.level not in _FINE else _settlement(parent, gazetteer)
    return next((e for e in gazetteer.towns_near(entry.point, _SETTLEMENT_KM) if e.country == entry.country), None)


def _district(entry: Entry, gazetteer: Gazetteer) -> Entry | None:
    """The smallest unit above a place that is no finer than a district."""
    for unit in (entry.admin2, entry.admin1):
        above = gazetteer.entry(unit)
        if above is not None:
            return above
    return gazetteer.countries.get(entry.country or "")


def public(place: Place, gazetteer: Gazetteer) -> Place | None:
    """A place as it may be shown to others; None where only something finer than allowed is known.

    Where the place is lifted to a larger one, `text` is that one's name, since the report's words would tell the site,
    and the offsets are of the start only.
    """
    entry = gazetteer.of(place)
    if entry is None:
        sensitive = place.level is None and is_sensitive(None, place.text)
        return None if sensitive else _rounded(place)
    shown = shown_entry(entry, place.text, gazetteer)
    if shown is None:
        return None
    if shown.id == entry.id and not is_sensitive(None, place.text):
        return _rounded(place)
    lifted = {
        "text": shown.name,
        "end": place.start + len(shown.name),
        "name": shown.name,
        "country": shown.country,
        "level": shown.level,
        "geonames": shown.geonames,
        "admin": [e.name for e in gazetteer.chain(shown)],
        "latitude": round(shown.latitude, _DECIMALS),
        "longitude": round(shown.longitude, _DECIMALS),
        "radius_km": radius_km(shown),
        "precision": codes(shown),
        "alternatives": [],
        "why": [f"shown as its {'district' if is_sensitive(entry, place.text) else 'settlement'}: public profile"],
    }
    return Place.model_validate({**place.model_dump(), **lifted})


def _rounded(place: Place) -> Place:
    point = {
        k: None if v is None else round(v, _DECIMALS)
        for k, v in (("latitude", place.latitude), ("longitude", place.longitude))
    }
    return place.model_copy(update={**point, "alternatives": [a for a in place.alternatives if a.level not in _FINE]})
