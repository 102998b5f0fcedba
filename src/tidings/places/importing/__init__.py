"""A user's own places: GeoNames dumps, Who's On First lines, COD-AB tables and plain CSV into a gazetteer file."""

from tidings.places.importing.rows import BadRow, Imported, Row
from tidings.places.importing.store import load

__all__ = ["BadRow", "Imported", "Row", "load"]
