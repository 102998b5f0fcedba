"""Places as lines of JSON, GeoJSON or a table."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from tidings.claim import Place
from tidings.cli.output import destination
from tidings.cli.placerecords import Located
from tidings.places import CREDIT, Gazetteer, public
from tidings.wording import shown

__all__ = ["Writer", "writer"]

_FIELDS = (
    "start",
    "end",
    "text",
    "name",
    "level",
    "geonames",
    "country",
    "admin",
    "latitude",
    "longitude",
    "radius_km",
    "precision",
    "alternatives",
    "why",
)


@contextmanager
def writer(name: str, output: Path | None, *, public: bool, gazetteer: Gazetteer) -> Iterator["Writer"]:
    """A writer of a format to a file or standard output, closed at the end."""
    masked = gazetteer if public else None
    with destination(output) as stream:
        out = {"jsonl": _Lines, "geojson": _Features, "table": _Table}[name](stream, masked)
        yield out
        out.close()


class Writer:
    """Writes one report's places after the other."""

    def __init__(self, stream: BinaryIO, masked: Gazetteer | None) -> None:
        self.stream, self.masked = stream, masked

    def write(self, record: Located) -> None:
        """Write the places of one report."""
        raise NotImplementedError

    def shown(self, place: Place | None) -> Place | None:
        """The place as this profile may show it."""
        return public(place, self.masked) if place is not None and self.masked is not None else place

    def close(self) -> None:
        """End the output."""


class _Lines(Writer):
    """One report a line, as the documentation's Formats say."""

    def write(self, record: Located) -> None:
        places = [self.shown(p) for p in record.places]
        entries = [None if p is None else {f: p.model_dump(mode="json")[f] for f in _FIELDS} for p in places]
        if not record.given:
            entries = [e for e in entries if e is not None]
        line = json.dumps({"id": record.report.id, "places": entries}, ensure_ascii=False)
        self.stream.write(line.encode() + b"\n")


class _Features(Writer):
    """A GeoJSON feature collection; written as it comes, so that archives fit."""

    def __init__(self, stream: BinaryIO, masked: Gazetteer | None) -> None:
        super().__init__(stream, masked)
        self.count = 0
        head = {"type": "FeatureCollection", "attribution": CREDIT, "profile": "public" if masked else "internal"}
        self.stream.write(json.dumps(head)[:-1].encode() + b', "features": [')

    def write(self, record: Located) -> None:
        for place in map(self.shown, record.places):
            if place is not None and place.longitude is not None:
                self.stream.write((b",\n" if self.count else b"\n") + json.dumps(_feature(place, record)).encode())
                self.count += 1

    def close(self) -> None:
        self.stream.write(b"\n]}\n")


def _feature(place: Place, record: Located) -> dict[str, Any]:
    properties = {
        "report": record.report.id,
        "text": place.text,
        "start": place.start,
        "end": place.end,
        **{f: getattr(place, f) for f in ("name", "level", "geonames", "country", "admin", "radius_km", "precision")},
    }
    point = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    return {"type": "Feature", "geometry": point, "properties": properties}


class _Table(Writer):
    """A table a person reads: each place of a report once, with how often it is named."""

    def __init__(self, stream: BinaryIO, masked: Gazetteer | None) -> None:
        super().__init__(stream, masked)
        from rich.table import Table

        self.table = Table(box=None, header_style="bold", pad_edge=False)
        self.table.add_column("report", no_wrap=True, overflow="ellipsis", max_width=12)
        for title, right in _TITLES:
            self.table.add_column(title, justify="right" if right else "left", overflow="fold", no_wrap=right)

    def write(self, record: Located) -> None:
        seen: dict[tuple[Any, ...], int] = {}
        rows: list[Place] = []
        for place in map(self.shown, record.places):
            if place is None:
                continue
            key = (place.text, place.name, place.level, place.latitude, place.longitude)
            if key not in seen:
                rows.append(place)
            seen[key] = seen.get(key, 0) + 1
        for number, place in enumerate(rows):
            times = seen[place.text, place.name, place.level, place.latitude, place.longitude]
            self.table.add_row(record.report.id if number == 0 else "", *_cells(place, times))

    def close(self) -> None:
        import io
        import shutil
        import sys

        from rich.console import Console

        text = io.StringIO()
        wide = shutil.get_terminal_size((140, 40)).columns
        to_terminal = self.stream is sys.stdout.buffer and sys.stdout.isatty()
        Console(file=text, width=max(80, wide), force_terminal=to_terminal).print(self.table)
        self.stream.write(text.getvalue().encode())


_TITLES = (
    ("words", False),
    ("place", False),
    ("level", False),
    ("in", False),
    ("latitude", True),
    ("longitude", True),
    ("± km", True),
    ("×", True),
)


def _cells(place: Place, times: int) -> list[Any]:
    from rich.text import Text

    where = ", ".join([*reversed(place.admin), *([place.country] if place.country else [])])
    values = [
        place.text,
        place.name or "",
        place.level or "",
        where,
        _degrees(place.latitude),
        _degrees(place.longitude),
    ]
    radius = "" if place.radius_km is None else f"{place.radius_km:g}"
    return [Text(shown(v)) for v in (*values, radius, str(times) if times > 1 else "")]


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
