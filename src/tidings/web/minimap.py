"""A small map of one event as a drawing: discs as wide as the place is uncertain, land and borders behind, no tiles."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import cos, radians
from pathlib import Path
from typing import Any

from tidings.ledger import Spot

__all__ = ["Disc", "MiniMap", "minimap"]

WIDTH, HEIGHT = 300.0, 190.0
_KM = 111.195
_COARSE = ("country", "admin1", "admin2")
Ring = list[tuple[float, float]]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Disc:
    """A place: `radius` in the drawing's units; `area` is a region, without a centre to point at."""

    x: float
    y: float
    radius: float
    name: str
    area: bool
    label_left: bool


@dataclass(frozen=True, slots=True)
class MiniMap:
    """`land` and `borders` are path data; `scale` is (kilometres, width) of the bar."""

    discs: list[Disc]
    land: str
    borders: str
    scale: tuple[int, float]
    note: str


def minimap(spots: Iterable[Spot], borders: Path | None = None) -> MiniMap | None:
    """The map of the places that have coordinates; None where no place has."""
    placed = [s for s in spots if s.latitude is not None and s.longitude is not None and s.level != "country"][:12]
    if not placed:
        return None
    middle = radians(sum(s.latitude or 0 for s in placed) / len(placed))
    shrink = max(0.05, cos(middle))
    boxes = [_around(s, shrink) for s in placed]
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    wide = max((east - west) * shrink * _KM, (north - south) * _KM * WIDTH / HEIGHT, 190.0) * 1.15
    per_km = WIDTH / wide
    cx, cy = (west + east) / 2, (south + north) / 2

    def at(longitude: float, latitude: float) -> tuple[float, float]:
        x = WIDTH / 2 + (longitude - cx) * shrink * _KM * per_km
        return round(x, 1), round(HEIGHT / 2 - (latitude - cy) * _KM * per_km, 1)

    half_w, half_h = wide / 2 / _KM / shrink * 1.1, wide * HEIGHT / WIDTH / 2 / _KM * 1.1
    box = (cx - half_w, cy - half_h, cx + half_w, cy + half_h)
    land = "".join(_path(_clip(ring, box), at) for ring, around in _world() if _meet(around, box))
    own = "".join(_path(ring, at) for ring, around in (_own(borders) if borders else ()) if _meet(around, box))
    return MiniMap([_disc(s, at, per_km) for s in placed], land, own, _bar(wide, per_km), _note(placed))


def _around(spot: Spot, shrink: float) -> Box:
    km = max(spot.radius_km or 5.0, 5.0) * 2.2
    lat, lon = spot.latitude or 0.0, spot.longitude or 0.0
    return lon - km / _KM / shrink, lat - km / _KM, lon + km / _KM / shrink, lat + km / _KM


def _disc(spot: Spot, at: Any, per_km: float) -> Disc:
    x, y = at(spot.longitude, spot.latitude)
    radius = max(7.0, min(140.0, (spot.radius_km or 5.0) * per_km))
    return Disc(x, y, round(radius, 1), spot.name, spot.level in _COARSE, x > WIDTH * 0.62)


def _bar(wide: float, per_km: float) -> tuple[int, float]:
    for km in (1000, 500, 200, 100, 50, 20, 10, 5):
        if km < wide / 3:
            return km, round(km * per_km, 1)
    return 2, round(2 * per_km, 1)


def _note(spots: Sequence[Spot]) -> str:
    """How exact the places are, in words."""
    names = {"quarter": "quarter of a town", "town": "town", "area": "area", "water": "water", "admin2": "district",
             "admin1": "province", "country": "country"}  # fmt: skip
    levels = list(dict.fromkeys(names.get(s.level or "", "place") for s in spots))
    km = max((s.radius_km or 0 for s in spots), default=0)
    told = " and ".join(levels[:2])
    within = f", within {km:g} km" if km else ""
    return f"as reported: {told}{within}; no finer place is reported"


# ---- borders


@cache
def _world() -> list[tuple[Ring, Box]]:
    """The rings of all countries with what they span, at 1:50 million; none where the assets were not built."""
    file = files("tidings.web").joinpath("static/vendor/countries-50m.json")
    if not file.is_file():
        return []
    world = json.loads(file.read_text("utf-8"))
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in world["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    rings = []
    for shape in world["objects"]["countries"]["geometries"]:
        parts = shape.get("arcs", [])
        polygons = parts if shape["type"] == "MultiPolygon" else [parts]
        rings += [_ring(arcs, ring) for polygon in polygons for ring in polygon]
    return [(ring, _span(ring)) for ring in rings if ring]


def _ring(arcs: Sequence[Ring], numbers: Sequence[int]) -> Ring:
    line: Ring = []
    for n in numbers:
        line += arcs[n] if n >= 0 else arcs[~n][::-1]
    return line


@cache
def _own(path: Path) -> list[tuple[Ring, Box]]:
    """The rings of a user's GeoJSON with what they span."""
    data = json.loads(path.read_text("utf-8"))
    return [(ring, _span(ring)) for ring in _rings_of(data) if ring]


def _rings_of(data: Any) -> Iterator[Ring]:
    if data.get("type") == "FeatureCollection":
        for one in data["features"]:
            yield from _rings_of(one)
    elif data.get("type") == "Feature":
        yield from _rings_of(data["geometry"] or {})
    elif data.get("type") == "Polygon":
        yield from ([(p[0], p[1]) for p in ring] for ring in data["coordinates"])
    elif data.get("type") == "MultiPolygon":
        yield from ([(p[0], p[1]) for p in ring] for polygon in data["coordinates"] for ring in polygon)
    elif data.get("type") in ("LineString", "MultiLineString"):
        lines = [data["coordinates"]] if data["type"] == "LineString" else data["coordinates"]
        yield from ([(p[0], p[1]) for p in line] for line in lines)


def _span(ring: Ring) -> Box:
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _meet(one: Box, other: Box) -> bool:
    return one[2] >= other[0] and one[0] <= other[2] and one[3] >= other[1] and one[1] <= other[3]


def _clip(ring: Ring, box: Box) -> Ring:
    """The part of a ring inside a box."""
    for axis, bound, keep_less in ((0, box[0], False), (0, box[2], True), (1, box[1], False), (1, box[3], True)):
        if not ring:
            return []
        kept: Ring = []
        before = ring[-1]
        for point in ring:
            inside, was = (point[axis] <= bound) == keep_less, (before[axis] <= bound) == keep_less
            if inside != was:
                part = (bound - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])))
            if inside:
                kept.append(point)
            before = point
        ring = kept
    return ring


def _path(ring: Ring, at: Any) -> str:
    points = [at(x, y) for x, y in ring]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z" if points else ""
