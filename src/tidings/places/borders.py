"""Borders of countries for maps without a network: Natural Earth's (public domain), and a user's own GeoJSON."""

import gzip
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from tidings.errors import InputError

__all__ = ["CREDIT", "Shape", "own_borders", "world"]

CREDIT = "Borders: Natural Earth, for orientation"
Ring = list[tuple[float, float]]


class Shape(NamedTuple):
    """A country: its ISO 3166 alpha-2 code where it has one, and its rings of (longitude, latitude)."""

    code: str | None
    rings: list[Ring]


@cache
def world() -> tuple[Shape, ...]:
    """All countries."""
    data = json.loads(gzip.decompress(files("tidings.places").joinpath("data/borders.json.gz").read_bytes()))
    (kx, ky), (dx, dy) = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for arc in data["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * kx + dx, y * ky + dy))
        arcs.append(line)
    return tuple(Shape(c.get("id"), [_ring(r, arcs) for r in _outlines(c)]) for c in data["countries"])


def _outlines(country: dict[str, Any]) -> list[list[int]]:
    found: list[Any] = country.get("arcs", [])
    return found if country["type"] == "Polygon" else [ring for polygon in found for ring in polygon]


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    ring: Ring = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += line[1:] if ring else line
    return ring


def own_borders(path: Path) -> Shape:
    """The lines of a GeoJSON file (polygons or lines, features or bare). Raises InputError where it is none."""
    try:
        data = json.loads(path.read_text("utf-8"))
        rings = [
            [(float(p[0]), float(p[1])) for p in ring] for geometry in _geometries(data) for ring in _lines(geometry)
        ]
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check the name") from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise InputError(f"{path} is not GeoJSON ({error}); bring polygons in longitude, latitude") from error
    if not rings:
        raise InputError(f"{path} holds no polygon or line; bring the border as GeoJSON")
    return Shape(None, rings)


def _geometries(data: dict[str, Any]) -> list[dict[str, Any]]:
    if data["type"] == "FeatureCollection":
        return [g for feature in data["features"] for g in _geometries(feature)]
    if data["type"] == "Feature":
        return _geometries(data["geometry"]) if data["geometry"] else []
    return data["geometries"] if data["type"] == "GeometryCollection" else [data]


def _lines(geometry: dict[str, Any]) -> list[Any]:
    kind, found = geometry["type"], geometry.get("coordinates", [])
    if kind == "MultiPolygon":
        return [ring for polygon in found for ring in polygon]
    if kind in ("Polygon", "MultiLineString"):
        return list(found)
    return [found] if kind == "LineString" else []
