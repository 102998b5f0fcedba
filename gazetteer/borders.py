"""Make `src/tidings/places/data/borders.json.gz` anew from npm's world-atlas (Natural Earth, public domain).

    npm pack world-atlas && tar xzf world-atlas-*.tgz
    python -m gazetteer.borders package/countries-50m.json

The file is small and changes rarely, so git carries it.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

from gazetteer import sources
from gazetteer.build import PLACES

TARGET = PLACES / "data" / "borders.json.gz"
_CRIMEA = (32.3, 44.3, 36.7, 46.3)
"""West, south, east, north. Natural Earth draws who holds a land; the gazetteer, like the UN, has Crimea in Ukraine."""
_UNNUMBERED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}


def _crimea(topology: dict[str, Any], by_code: dict[str, dict[str, Any]]) -> None:
    """Move the polygons of Crimea from Russia to Ukraine."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    west, south, east, north = _CRIMEA

    def inside(polygon: list[list[int]]) -> bool:
        starts = [topology["arcs"][n if n >= 0 else ~n][0] for n in polygon[0]]
        return all(west < x * kx + dx < east and south < y * ky + dy < north for x, y in starts)

    russia, ukraine = by_code["RU"], by_code["UA"]
    moved = [p for p in russia["arcs"] if inside(p)]
    russia["arcs"] = [p for p in russia["arcs"] if p not in moved]
    own = ukraine["arcs"] if ukraine["type"] == "MultiPolygon" else [ukraine["arcs"]]
    ukraine["type"], ukraine["arcs"] = "MultiPolygon", own + moved
    print(f"{len(moved)} polygons moved")


def main() -> None:
    """Keep the countries' arcs, and name each country by its ISO 3166 alpha-2 code."""
    topology = json.loads(Path(sys.argv[1]).read_bytes())
    codes = {int(data["isonumeric"]): data["iso"] for data in sources.countries()}
    countries = topology["objects"]["countries"]
    for country in countries["geometries"]:
        number = country.pop("id", None)
        name = country.pop("properties")["name"]
        country["id"] = codes.get(int(number)) if number else _UNNUMBERED.get(name)
    _crimea(topology, {c["id"]: c for c in countries["geometries"] if c["id"] in ("RU", "UA")})
    kept = {"transform": topology["transform"], "arcs": topology["arcs"], "countries": countries["geometries"]}
    data = json.dumps(kept, separators=(",", ":")).encode()
    TARGET.write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main()
