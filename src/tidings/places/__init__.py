"""Names of places in a report -> places: country, level, coordinates, how precise, how sure, and why."""

from tidings.places.candidates import Mention
from tidings.places.gazetteer import CREDIT, Entry, Gazetteer, GazetteerError
from tidings.places.resolver import Resolver

__all__ = ["CREDIT", "Entry", "Gazetteer", "GazetteerError", "Mention", "Resolver"]
