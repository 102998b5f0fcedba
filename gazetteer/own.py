"""Our own table of places: YAML files of `src/tidings/codebook/places/`, one per region.

A row names a place that GeoNames lacks (with `at`), or one it has, to give it more names, a kind or a better point.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from gazetteer.build import ROOT, keys, layout

FOLDER = ROOT / "src" / "tidings" / "codebook" / "places"
FIELDS = {"name", "level", "country", "at", "parent", "aliases", "kind", "radius", "population", "geonames"}


class BadRow(Exception):
    """A row of our own table that does not fit: names file, entry and remedy."""


@dataclass
class Row:
    """One place of the table, as written."""

    where: str
    name: str
    level: str
    country: str | None
    at: tuple[float, float] | None = None
    parent: str | None = None
    aliases: list[str] = field(default_factory=list)
    kind: str | None = None
    radius: float | None = None
    population: int = 0
    geonames: int | None = None


def _row(where: str, country: str | None, data: dict[str, Any]) -> Row:
    if unknown := set(data) - FIELDS:
        raise BadRow(f"{where}: unknown field {sorted(unknown)[0]!r}; use {', '.join(sorted(FIELDS))}")
    if not isinstance(data.get("name"), str) or data.get("level") not in layout.LEVELS:
        raise BadRow(f"{where}: needs a name and a level out of {', '.join(layout.LEVELS)}")
    at = data.get("at")
    if at is not None and not (len(at) == 2 and -90 <= at[0] <= 90 and -180 <= at[1] <= 180):
        raise BadRow(f"{where}: `at` must be [latitude, longitude] in degrees")
    return Row(where, **{"country": country, **data, "at": tuple(at) if at else None})


def nations(path: Path = FOLDER.parent / "countries.yaml") -> dict[str, dict[str, Any]]:
    """Countries by ISO code as the codebook names them."""
    return yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}


def generic_words(path: Path = FOLDER.parent / "en" / "places.yaml") -> frozenset[str]:
    """Folded words that are no names when they stand alone."""
    table = yaml.safe_load(path.read_text("utf-8"))
    return frozenset(keys.fold(w) for w in (*table["not_alone"], *table["parts"], "the", "free", "new", "old", "great"))


def read(folder: Path = FOLDER) -> Iterator[Row]:
    """Every row of every file, in the order of the files' names."""
    for path in sorted(folder.glob("*.yaml")):
        for country, rows in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
            for number, data in enumerate(rows, 1):
                code = None if country in ("SEA", "WORLD") else str(country)
                yield _row(f"{path.name}, {country}, entry {number} ({data.get('name')})", code, data)
