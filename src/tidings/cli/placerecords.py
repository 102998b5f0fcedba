"""Reports with the mentions they bring, and the places of each."""

import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tidings.claim import Place, Report
from tidings.errors import InputError
from tidings.places import Mention, Resolver, domain

__all__ = ["Located", "Record", "located", "of_ledger", "read"]

_JSON_LINES = {".jsonl", ".ndjson", ".jsonlines"}
WINDOW = 2_000
"""Reports looked at together for what their outlets have in common; more are read window by window."""


@dataclass(frozen=True)
class Record:
    """A report, and its mentions where it brings any."""

    report: Report
    mentions: list[Mention] | None = None

    @property
    def outlet(self) -> str | None:
        """What the report's outlet is known by: its publisher, else the host of its address."""
        return self.report.publisher or domain(self.report.url)


@dataclass(frozen=True)
class Located:
    """A report's places; with `given` mentions one for each, None where nothing fits."""

    report: Report
    places: list[Place | None]
    given: bool


def read(
    inputs: list[str],
    *,
    publisher: str | None,
    allow_private: bool,
    tell: Callable[[str, Iterable[str]], None],
    failed: list[str],
) -> Iterator[Record]:
    """The records of the inputs; what cannot be read goes to `failed`, warnings to `tell`."""
    from tidings import intake

    items = intake.reports(inputs, publisher=publisher, allow_private=allow_private)
    mentions = _Mentions(inputs)
    for item in items:
        if isinstance(item, intake.Problem):
            failed.append(str(item)) if item.failed else tell(item.where, [item.message])
            continue
        try:
            yield Record(item, mentions.of(item))
        except InputError as error:
            failed.append(str(error))


class _Mentions:
    """The `mentions` of JSON records, by the record's id or, without one, its text.

    A report has no field for them, so the lines that hold them are looked through before the intake reads them.
    """

    def __init__(self, inputs: list[str]) -> None:
        self._by_key: dict[str, Any] = {}
        for name in inputs:
            if name == "-":
                data = sys.stdin.buffer.read()
                sys.stdin = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")  # for the intake to read again
                self._note(io.BytesIO(data))
            elif "://" not in name[:12]:
                path = Path(name)
                for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                    if file.suffix.lower() in _JSON_LINES and file.is_file():
                        with file.open("rb") as lines:
                            self._note(lines)

    def _note(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            if b'"mentions"' in line:
                self._record(line)

    def _record(self, line: bytes) -> None:
        try:
            record = json.loads(line)
        except ValueError:
            return  # intake tells of it
        if isinstance(record, dict) and "mentions" in record:
            self._by_key[str(record.get("id") or record.get("text"))] = record["mentions"]

    def of(self, report: Report) -> list[Mention] | None:
        """A report's mentions; raises InputError where they do not fit its text."""
        given = self._by_key.get(report.id, self._by_key.get(report.text))
        if given is None:
            return None
        found = []
        for number, span in enumerate(given if isinstance(given, list) else [None], 1):
            start, end = (span.get("start"), span.get("end")) if isinstance(span, dict) else (None, None)
            whole = isinstance(start, int) and isinstance(end, int)
            if not whole or not 0 <= start < end <= len(report.text):  # type: ignore[operator]
                raise InputError(
                    f"{report.origin or report.id}: mention {number} is not inside the text; give start and end in "
                    f"code points, 0 to {len(report.text)}"
                )
            found.append(Mention(start, end, report.text[start:end]))  # type: ignore[arg-type]
        return found


def located(
    records: Iterable[Record], resolver: Resolver, *, pipeline: str | None = None, outlets: bool = True
) -> Iterator[Located]:
    """The places of each record, in order; the language model is loaded only for records without mentions."""
    queue = iter(records)
    while window := list(islice(queue, WINDOW)):
        spans = [r.mentions if r.mentions is not None else _found(r.report, resolver, pipeline) for r in window]
        if outlets:
            _learn(window, spans, resolver)
        for record, mentions in zip(window, spans, strict=True):
            places = resolver.locate(record.report.text, mentions, publisher=record.outlet)
            given = record.mentions is not None
            yield Located(record.report, places if given else [p for p in places if p is not None], given)


def of_ledger(url: str) -> Iterator[Located]:
    """The places of a ledger's claims in force, report by report."""
    from tidings.cli.ledgered import opened
    from tidings.ledger import Filter, pages

    by_report: dict[str, list[Place | None]] = {}
    with opened(url) as ledger:
        for row in pages(ledger.claims, Filter()):
            by_report.setdefault(row.report, []).extend(row.claim.place)
    for report, places in by_report.items():
        yield Located(Report(id=report, text=""), places, given=False)


def _found(report: Report, resolver: Resolver, pipeline: str | None) -> list[Mention]:
    from tidings import language

    return resolver.find(language.load(pipeline)(report.text))


def _learn(window: list[Record], spans: list[list[Mention]], resolver: Resolver) -> None:
    """Let outlets with several reports in the window say where they write from."""
    many = Counter(r.outlet for r in window if r.outlet)
    for record, mentions in zip(window, spans, strict=True):
        if record.outlet and many[record.outlet] > 1:
            resolver.outlets.learn(record.outlet, resolver.locate(record.report.text, mentions))
