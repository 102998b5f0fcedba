"""Names of places in a report -> places: country, level, coordinates, how precise, how sure, and why."""

from tidings.places.borders import own_borders
from tidings.places.candidates import Mention
from tidings.places.event import event_place
from tidings.places.gazetteer import CREDIT, Entry, Gazetteer, GazetteerError, user_path
from tidings.places.importing import load
from tidings.places.outlets import domain
from tidings.places.picture import draw_html, draw_png, spots
from tidings.places.precision import codes, radius_km
from tidings.places.profile import is_sensitive, public
from tidings.places.resolver import Resolver

__all__ = [
    "CREDIT",
    "Entry",
    "Gazetteer",
    "GazetteerError",
    "Mention",
    "Resolver",
    "codes",
    "domain",
    "draw_html",
    "draw_png",
    "event_place",
    "is_sensitive",
    "load",
    "own_borders",
    "public",
    "radius_km",
    "spots",
    "user_path",
]
