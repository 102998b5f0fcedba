"""The formats users bring places in: each turns a file into rows with line numbers, or broken lines with a reason."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tidings.errors import InputError
from tidings.places.importing.rows import BadRow, Row, degrees, number, opened, table

__all__ = ["Found", "reader"]

Found = tuple[int, "Row | str | None"]
"""A line number with its row, the reason why it is broken, or None where it is passed over on purpose."""

_GEONAMES_COLUMNS = 19
_FEATURES: dict[str, tuple[str, str | None]] = {
    "ADM1": ("admin1", None),
    "ADM2": ("admin2", None),
    **dict.fromkeys(("ADM3", "ADM4", "ADMD"), ("area", "subdistrict")),
    "PPLX": ("quarter", None),
    **dict.fromkeys(("AIRP", "AIRB", "AIRF"), ("area", "airport")),
    "HSP": ("area", "hospital"),
    "SCH": ("area", "school"),
    "DAM": ("area", "dam"),
    **dict.fromkeys(("CMPRF", "CMP"), ("quarter", "camp")),
    "PRN": ("area", "prison"),
    **dict.fromkeys(("MILB", "INSM"), ("area", "base")),
    "BDG": ("area", "bridge"),
    **dict.fromkeys(("ISL", "ISLS"), ("area", "island")),
    **dict.fromkeys(("RGN", "MT", "MTS", "VAL", "PEN", "PASS", "DSRT"), ("area", None)),
    **dict.fromkeys(("LK", "SEA", "GULF", "STRT", "BAY", "RSV", "STM"), ("water", None)),
}
_CAPITAL = "PPLC"


def reader(path: Path) -> Callable[[Path], Iterator[Found]]:
    """The format of a file, by its first line; raises InputError where it is none of them."""
    head = opened(path).readline(100_000).decode("utf-8", "replace").lstrip("\ufeff").rstrip("\r\n")
    if head.lstrip().startswith("{"):
        return whos_on_first
    if head.count("\t") == _GEONAMES_COLUMNS - 1:
        return geonames
    names = {n.strip().strip('"').lower() for n in head.replace(";", ",").replace("\t", ",").split(",")}
    if any(n.startswith("adm") and n.endswith("_pcode") for n in names):
        return cod_ab
    if {"name", "latitude", "longitude"} <= names:
        return plain
    raise InputError(
        f"{path}: not a list of places that is known; bring a GeoNames dump (UA.txt), Who's On First JSON lines, a "
        "COD-AB table (ADM1_PCODE ...), or a CSV with the columns name, level, latitude, longitude, country, parent, "
        "aliases"
    )


def geonames(path: Path) -> Iterator[Found]:
    """A country dump of GeoNames: tab-separated, 19 columns, no header."""
    for line_number, raw in enumerate(opened(path), 1):
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != _GEONAMES_COLUMNS:
            yield line_number, f"{len(cells)} columns where GeoNames has {_GEONAMES_COLUMNS}"
            continue
        try:
            yield line_number, _feature(cells)
        except BadRow as reason:
            yield line_number, str(reason)


def _feature(cells: list[str]) -> Row | None:
    ident, name, plain_name, others, latitude, longitude, letter, code, country = cells[:9]
    if code.startswith("PCL"):
        level: tuple[str, str | None] | None = ("country", None)
    else:
        level = _FEATURES.get(code) or (("town", None) if letter == "P" else None)
    if level is None:
        return None
    if not ident.isdigit():
        raise BadRow(f"GeoNames id {ident[:20]!r} is not a number")
    units = [".".join(cells[8 : 8 + n]) for n in (3, 4) if all(cells[8 + k] not in ("", "00") for k in range(2, n))]
    own = units[0] if code == "ADM1" and units else units[1] if code == "ADM2" and len(units) > 1 else ""
    return Row(
        name,
        level[0],
        country or None,
        degrees(latitude, 90, "latitude"),
        degrees(longitude, 180, "longitude"),
        ident=own,
        above=[u for u in units if u != own],
        names=[plain_name, *others.split(",")],
        population=int(number(cells[14]) or 0),
        kind="capital" if code == _CAPITAL else level[1],
        geonames=int(ident),
    )


_PLACETYPES = {
    "country": "country", "dependency": "country", "region": "admin1", "macroregion": "area", "county": "admin2",
    "macrocounty": "admin2", "localadmin": "area", "locality": "town", "borough": "quarter", "macrohood": "quarter",
    "neighbourhood": "quarter", "microhood": "quarter", "campus": "area", "ocean": "water", "marinearea": "water",
}  # fmt: skip


def whos_on_first(path: Path) -> Iterator[Found]:
    """Who's On First records, one GeoJSON feature a line."""
    for line_number, raw in enumerate(opened(path), 1):
        if not raw.strip():
            continue
        try:
            feature = json.loads(raw)
            yield line_number, _record(feature.get("properties", feature), feature)
        except (ValueError, AttributeError, TypeError) as reason:
            text = str(reason) if isinstance(reason, BadRow) else f"not a Who's On First record ({reason})"
            yield line_number, text


def _record(data: dict[str, Any], feature: dict[str, Any]) -> Row | None:
    level = _PLACETYPES.get(str(data.get("wof:placetype")))
    if level is None or data.get("mz:is_current") == 0 or data.get("edtf:deprecated"):
        return None
    center = feature.get("geometry") or {}
    point = center.get("coordinates") if center.get("type") == "Point" else None
    latitude = next((data[k] for k in ("lbl:latitude", "geom:latitude") if k in data), point and point[1])
    longitude = next((data[k] for k in ("lbl:longitude", "geom:longitude") if k in data), point and point[0])
    names = [
        n for k, v in data.items() if k.startswith("name:") and isinstance(v, list) for n in v if isinstance(n, str)
    ]
    english = data.get("name:eng_x_preferred") or [data.get("wof:name")]
    hierarchy = (data.get("wof:hierarchy") or [{}])[0]
    known = str((data.get("wof:concordances") or {}).get("gn:id", ""))
    country = str(data.get("wof:country") or data.get("iso:country") or "")
    return Row(
        str(english[0] or ""),
        level,
        country if len(country) == 2 and country != "-1" else None,
        degrees(latitude, 90, "latitude"),
        degrees(longitude, 180, "longitude"),
        ident=str(data.get("wof:id", feature.get("id", ""))),
        above=[str(hierarchy[k]) for k in ("region_id", "county_id") if hierarchy.get(k, -1) != -1],
        names=[str(data.get("wof:name") or ""), *names],
        population=int(number(data.get("wof:population") or data.get("gn:population")) or 0),
        geonames=int(known) if known.isdigit() else None,
    )


def cod_ab(path: Path) -> Iterator[Found]:
    """A table of the UN's common operational datasets: ADM1_EN, ADM1_PCODE, ADM2_EN ... with or without coordinates."""
    for line_number, row in table(path):
        depth = max((n for n in range(5) if row.get(f"adm{n}_pcode")), default=None)
        if depth is None:
            yield line_number, "no P-code in any ADM*_PCODE column"
            continue
        try:
            yield line_number, _unit(row, depth)
        except BadRow as reason:
            yield line_number, str(reason)


def _unit(row: dict[str, str], depth: int) -> Row:
    names = [v for k, v in row.items() if v and k.startswith(f"adm{depth}_") and not k.endswith("_pcode")]
    name = row.get(f"adm{depth}_en") or next(iter(names), "")
    latitude = next((row[k] for k in ("latitude", "lat", "center_lat", "y_coord", "y") if row.get(k)), None)
    longitude = next((row[k] for k in ("longitude", "lon", "long", "center_lon", "x_coord", "x") if row.get(k)), None)
    code = row[f"adm{depth}_pcode"]
    return Row(
        name,
        ("country", "admin1", "admin2", "area", "area")[depth],
        (row.get("adm0_pcode") or code)[:2].upper(),
        degrees(latitude, 90, "latitude") if latitude else None,
        degrees(longitude, 180, "longitude") if longitude else None,
        own=True,
        ident=code,
        above=[row[f"adm{n}_pcode"] for n in range(1, depth) if row.get(f"adm{n}_pcode")],
        names=[*names, code],
        kind="subdistrict" if depth > 2 else None,
    )


def plain(path: Path) -> Iterator[Found]:
    """A CSV: name, level, latitude, longitude and, if wished, country, parent, aliases, population, radius_km, kind."""
    for line_number, row in table(path):
        try:
            yield line_number, _place(row)
        except BadRow as reason:
            yield line_number, str(reason)


def _place(row: dict[str, str]) -> Row:
    aliases = row.get("aliases") or row.get("alias") or ""
    separator = "|" if "|" in aliases else ";" if ";" in aliases else ","
    ident = row.get("geonames") or row.get("geonameid") or ""
    return Row(
        row.get("name", ""),
        (row.get("level") or "town").lower(),
        row.get("country") or None,
        degrees(row.get("latitude", ""), 90, "latitude"),
        degrees(row.get("longitude", ""), 180, "longitude"),
        own=True,
        parent=row.get("parent") or None,
        names=[a.strip() for a in aliases.split(separator)],
        population=int(number(row.get("population")) or 0),
        radius=number(row.get("radius_km") or row.get("radius")),
        kind=(row.get("sensitive") or row.get("kind") or "").lower() or None,
        geonames=int(ident) if ident.isdigit() else None,
    )
