"""Places as GeoJSON for the map: discs as wide as the place is uncertain, never a false pin."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tidings.ledger.overview import SpotCount

if TYPE_CHECKING:
    from tidings.web.lenses import Lens

__all__ = ["features", "point"]

_USUAL_KM = {"quarter": 1.0, "town": 5.0, "area": 25.0, "admin2": 30.0, "admin1": 100.0, "water": 50.0}


def point(longitude: float, latitude: float, *, public: bool) -> dict[str, Any]:
    """A GeoJSON point; four decimals in public."""
    places = 4 if public else 6
    return {"type": "Point", "coordinates": [round(longitude, places), round(latitude, places)]}


def features(spots: Sequence[SpotCount], seen: "Lens") -> dict[str, Any]:
    """A collection with one feature a place, and what has no point: events by country, and events nobody places."""
    found: list[dict[str, Any]] = []
    countries: dict[str, int] = {}
    nowhere = 0
    for spot in spots:
        if seen.hides_spot(spot):
            nowhere += spot.events
        elif spot.level == "country" and spot.country:
            countries[spot.country] = countries.get(spot.country, 0) + spot.events
        elif spot.latitude is None or spot.longitude is None:
            if spot.country:
                countries[spot.country] = countries.get(spot.country, 0) + spot.events
            else:
                nowhere += spot.events
        else:
            found.append(_feature(spot, public=seen.public))
    return {"type": "FeatureCollection", "features": found, "countries": countries, "nowhere": nowhere}


def _feature(spot: SpotCount, *, public: bool) -> dict[str, Any]:
    assert spot.latitude is not None
    assert spot.longitude is not None
    return {
        "type": "Feature",
        "geometry": point(spot.longitude, spot.latitude, public=public),
        "properties": {
            "name": spot.name,
            "level": spot.level,
            "country": spot.country,
            "radius_km": spot.radius_km or _USUAL_KM.get(spot.level or "", 10.0),
            "events": spot.events,
            "contested": spot.contested,
            "id": spot.id if spot.events == 1 else None,
        },
    }
