"""The formats events are printed in, one writer each."""

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from tidings.cli.features import Features
from tidings.errors import InputError
from tidings.wording import shown

if TYPE_CHECKING:
    from tidings.ledger import EventRow, Ledger

__all__ = ["EVENT_COLUMNS", "Collection", "EventWriter", "event_writer"]

Sentences = list[tuple[str, str]]

EVENT_COLUMNS = (
    "id", "title", "type", "first_day", "last_day", "place", "level", "country", "latitude", "longitude", "radius_km",
    "types", "parties", "sources", "killed_low", "killed_best", "killed_high", "injured_low", "injured_best",
    "injured_high", "policy", "n_claims", "n_reports", "n_sources", "contradictions", "contested", "grade",
    "grade_given", "created", "updated",
)  # fmt: skip
"""The flat form of an event in CSV and Parquet, in this order; lists are joined with '; '."""


class EventWriter(Protocol):
    """Takes events one by one; `close` writes what had to wait for the last."""

    def write(self, event: "EventRow", sentences: Sentences) -> None:
        """Put one event out; `sentences` are those a search found."""

    def close(self) -> None:
        """Put the rest out."""


def flat(event: "EventRow") -> dict[str, Any]:
    """One row of EVENT_COLUMNS."""
    record = event.record()
    values = {name: record[name] for name in EVENT_COLUMNS}
    return {n: "; ".join(v) if isinstance(v, list) else v for n, v in values.items()}


class JsonLines:
    """One event a line, with its whole claims."""

    def __init__(self, stream: BinaryIO, ledger: "Ledger") -> None:
        self._stream, self._ledger = stream, ledger

    def write(self, event: "EventRow", sentences: Sentences) -> None:
        record = event.record()
        if sentences:
            record["found"] = [{"claim": claim, "sentence": words} for claim, words in sentences]
        head = json.dumps(record, ensure_ascii=False)
        self._stream.write(head[:-1].encode() + b', "claims": [')
        for number, claim in enumerate(self._claims(event)):
            self._stream.write((b", " if number else b"") + claim.encode())
        self._stream.write(b"]}\n")

    def _claims(self, event: "EventRow") -> Iterator[str]:
        """Page by page: an event may have more claims than fit in memory."""
        from tidings.ledger import Filter, pages

        return (claim.record for claim in pages(self._ledger.claims, Filter(), event=event.id))

    def close(self) -> None:
        self._stream.flush()


class Csv:
    """One row an event."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        self._rows = csv.DictWriter(self._stream, EVENT_COLUMNS, lineterminator="\n")
        self._rows.writeheader()

    def write(self, event: "EventRow", sentences: Sentences) -> None:
        del sentences
        self._rows.writerow(flat(event))

    def close(self) -> None:
        self._stream.flush()
        self._stream.detach()


class Parquet:
    """The same columns, typed, in one file."""

    def __init__(self, stream: BinaryIO) -> None:
        if stream.isatty():
            raise InputError("Parquet is binary; name a file with -o FILE")
        self._stream = stream
        self._rows: list[dict[str, Any]] = []

    def write(self, event: "EventRow", sentences: Sentences) -> None:
        del sentences
        self._rows.append(flat(event))

    def close(self) -> None:
        import polars

        whole = {"n_claims", "n_reports", "n_sources", "contradictions"} | {
            n for n in EVENT_COLUMNS if n.startswith(("killed", "injured"))
        }
        numbers = {"latitude", "longitude", "radius_km"}
        kinds: dict[str, Any] = dict.fromkeys(EVENT_COLUMNS, polars.String)
        kinds |= dict.fromkeys(whole, polars.Int64) | dict.fromkeys(numbers, polars.Float64)
        kinds["contested"] = polars.Boolean
        buffer = io.BytesIO()
        polars.DataFrame(self._rows, schema=kinds).write_parquet(buffer)
        self._stream.write(buffer.getbuffer())


class GeoJson:
    """A FeatureCollection of the events' main places; what has no point has a null geometry, never an invented one."""

    def __init__(self, stream: BinaryIO, features: "Features") -> None:
        self._features, self._out = features, Collection(stream)

    def write(self, event: "EventRow", sentences: Sentences) -> None:
        del sentences
        self._out.write(self._features.event(event))

    def close(self) -> None:
        self._out.close()


class Collection:
    """A GeoJSON file, one feature a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._begun = stream, False

    def write(self, feature: dict[str, Any] | None) -> None:
        """Put a feature out; None is left out."""
        if feature is not None:
            self._begin(b",\n")
            self._stream.write(json.dumps(feature, ensure_ascii=False).encode())

    def _begin(self, between: bytes) -> None:
        from tidings.places import CREDIT

        head = {"type": "FeatureCollection", "attribution": CREDIT, "features": []}
        self._stream.write(between if self._begun else (json.dumps(head, ensure_ascii=False)[:-2] + "\n").encode())
        self._begun = True

    def close(self) -> None:
        """Put the end out."""
        self._begin(b"")
        self._stream.write(b"\n]}\n")


class Table:
    """Events as a person wants to read them, one a line."""

    _SHOWN = 200

    def __init__(self, stream: BinaryIO) -> None:
        from rich.console import Console

        self._out = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
        terminal = stream is getattr(sys.stdout, "buffer", None) and stream.isatty()
        width = None if terminal else max(80, int(os.environ.get("COLUMNS") or 120))
        self._console = Console(file=self._out, width=width, force_terminal=terminal, highlight=False, markup=False)
        self._rows: list[tuple[EventRow, Sentences]] = []
        self._begun = False

    def write(self, event: "EventRow", sentences: Sentences) -> None:
        self._rows.append((event, sentences))
        if len(self._rows) >= self._SHOWN:
            self._print()

    def close(self) -> None:
        if self._rows or not self._begun:
            self._print()
        self._out.flush()
        self._out.detach()

    def _print(self) -> None:
        from rich.table import Table as Grid
        from rich.text import Text

        grid = Grid(box=None, pad_edge=False, show_header=not self._begun, header_style="dim", padding=(0, 2, 0, 0))
        for name in ("event", "day", "killed", "sources", "grade"):
            grid.add_column(name, no_wrap=True)
        grid.add_column("what and where", ratio=1)
        for event, sentences in self._rows:
            told = Text(shown(event.title), style="bold")
            for _, words in sentences:
                told.append(f"\n  {shown(words)}", style="not bold dim")
            grid.add_row(event.id, days(event), killed(event), sources(event), grade(event), told)
        if self._rows:
            self._console.print(grid)
        elif not self._begun:
            self._console.print("no events")
        self._rows, self._begun = [], True


def days(event: "EventRow") -> str:
    """The day or days, empty where no claim gives any."""
    if event.first_day is None or event.last_day is None:
        return "?"
    first, last = event.first_day.isoformat(), event.last_day.isoformat()
    return first if first == last else f"{first}/{last[8:] if first[:7] == last[:7] else last}"


def killed(event: "EventRow") -> str:
    """The toll as low-high, and the best in brackets where the policy names one."""
    if event.killed_low is None and event.killed_high is None:
        return ""
    low, high = event.killed_low or 0, event.killed_high
    if high is None or low == high:
        return f"{low:,}"
    best = f" ({event.killed_best:,})" if event.killed_best not in (None, low, high) else ""
    return f"{low:,}-{high:,}{best}"


def sources(event: "EventRow") -> str:
    """Independent sources of claims in reports."""
    return f"{event.n_sources} of {event.n_claims}/{event.n_reports}"


def grade(event: "EventRow") -> str:
    """The grade, and a mark where accounts contradict each other."""
    return (event.grade or "") + (f" ≠{event.contradictions}" if event.contradictions else "")


def event_writer(form: str, stream: BinaryIO, ledger: "Ledger", *, internal: bool) -> EventWriter:
    """The writer of a format."""
    writers: dict[str, Callable[[], EventWriter]] = {
        "table": lambda: Table(stream),
        "jsonl": lambda: JsonLines(stream, ledger),
        "csv": lambda: Csv(stream),
        "parquet": lambda: Parquet(stream),
        "geojson": lambda: GeoJson(stream, Features(ledger, internal=internal)),
    }
    return writers[form]()


def put(writer: EventWriter, events: Iterable[tuple["EventRow", Sentences]]) -> None:
    """Write all of them."""
    for event, sentences in events:
        writer.write(event, sentences)
    writer.close()
