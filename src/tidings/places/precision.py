"""How precise a place is: its radius, and the codes of ACLED, UCDP, Airwars and Atlos for it."""

from tidings.places.gazetteer import Entry

__all__ = ["codes", "radius_km"]

_RADIUS = {"country": 500.0, "admin1": 120.0, "admin2": 40.0, "town": 5.0, "quarter": 1.0, "area": 50.0, "water": 50.0}
VILLAGE = 5_000
"""People below which a town counts as a village; where nobody counted them it is a town, the less exact."""
CITY = 100_000
_AROUND_KM = 25.0

_CODES: dict[str, dict[str, int | str]] = {
    "site": {"acled": 1, "ucdp": 1, "airwars": "Nearby landmark", "atlos": "Vicinity"},
    "village": {"acled": 1, "ucdp": 1, "airwars": "Village", "atlos": "Locality"},
    "quarter": {"acled": 1, "ucdp": 1, "airwars": "Neighbourhood/area", "atlos": "Locality"},
    "town": {"acled": 1, "ucdp": 1, "airwars": "Town"},
    "city": {"acled": 1, "ucdp": 1, "airwars": "City"},
    "around": {"acled": 2, "ucdp": 2, "airwars": "Subdistrict"},
    "admin2": {"acled": 3, "ucdp": 3, "airwars": "District"},
    "admin1": {"acled": 3, "ucdp": 4, "airwars": "Province/governorate"},
    "area": {"acled": 3, "ucdp": 5},
    "country": {"ucdp": 6},
    "water": {"acled": 3, "ucdp": 7},
}
_SITES = (
    "airport",
    "dam",
    "crossing",
    "hospital",
    "school",
    "shelter",
    "aid",
    "plant",
    "bridge",
    "site",
    "base",
    "prison",
)


def _step(entry: Entry, around: bool) -> str:
    """The row of the crosswalk a place falls under; never finer than what is named."""
    if entry.level in ("country", "admin1", "admin2", "water"):
        return entry.level
    if around or entry.kind == "subdistrict":
        return "around"
    if entry.kind in _SITES:
        return "site"
    if entry.level == "area":
        return "around" if entry.radius is not None and entry.radius <= _AROUND_KM else "area"
    size = "village" if 0 < entry.population < VILLAGE else "city" if entry.population >= CITY else "town"
    return "quarter" if entry.level == "quarter" else size


def radius_km(entry: Entry, around: bool = False) -> float:
    """Kilometres around the point that hold the place; with `around` ("near Sirte") at least 25."""
    radius = entry.radius
    if radius is None:
        step = _step(entry, around=False)
        radius = 1.0 if step == "village" else 0.1 if step == "site" else _RADIUS[entry.level]
        if entry.kind == "subdistrict":
            radius = _AROUND_KM
    return max(radius, _AROUND_KM) if around and entry.level in ("town", "quarter", "area") else radius


def codes(entry: Entry, around: bool = False) -> dict[str, int | str]:
    """Precision codes by data set; a set without a code for this precision (ACLED for a whole country) is left out."""
    return dict(_CODES[_step(entry, around)])
