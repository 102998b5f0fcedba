"""The gazetteer's SQLite layout, shared by its build, by imports of users' own files and by the resolver.

Standard library only: the build of the gazetteer loads this file before the package's dependencies are installed.
"""

import hashlib

__all__ = ["FORMAT", "LEVELS", "NAMES", "SCHEMA", "SENSITIVE", "own_id"]

FORMAT = 5
"""Version of the layout; a file of another version is refused (PRAGMA user_version)."""

LEVELS = ("country", "admin1", "admin2", "town", "quarter", "area", "water")
"""Levels of a place; their index is what the `level` column holds."""

SENSITIVE = ("hospital", "school", "shelter", "camp", "aid", "crossing")
"""Kinds of sites that public output shows at district level only."""

SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE places(
  id INTEGER PRIMARY KEY,      -- GeoNames id; negative where GeoNames has none
  name TEXT NOT NULL,          -- as an English reader knows it
  level INTEGER NOT NULL,      -- index into LEVELS
  country TEXT,                -- ISO 3166-1 alpha-2, null at sea
  admin1 INTEGER, admin2 INTEGER, parent INTEGER,  -- places.id
  latitude REAL NOT NULL, longitude REAL NOT NULL,
  population INTEGER NOT NULL DEFAULT 0,
  radius REAL,                 -- km around the point that hold the place; null where the level says it
  kind TEXT                    -- camp, airport, dam, crossing, continent ...; null for the ordinary
);
CREATE TABLE names(key TEXT, place INTEGER, rank INTEGER, PRIMARY KEY(key, place)) WITHOUT ROWID;
CREATE TABLE bones(bones TEXT, country TEXT, key TEXT, place INTEGER,
  PRIMARY KEY(bones, country, key, place)) WITHOUT ROWID;
"""

NAMES = ("main", "known", "other", "own")
"""How a name is known, by `names.rank`: the place's own name, a well-known one, any other (old, foreign, rare), or
one of our own table of places that news of conflicts names."""


def own_id(*parts: object) -> int:
    """A stable negative id for a place that GeoNames does not have."""
    text = "\x1f".join(str(p) for p in parts)
    return -(int.from_bytes(hashlib.sha256(text.encode()).digest()[:5], "big") + 1)
