"""`tidings show`: one event, as all sides tell it."""

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tidings.cli.ledgered import DEFAULT, LedgerOption, opened

if TYPE_CHECKING:
    from tidings.ledger import Event


class Format(enum.StrEnum):
    """How it is printed."""

    table = "table"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    parquet = "parquet"
    geojson = "geojson"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show")(show)


def show(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="Id of an event; of a merged one what it leads to.")],
    ledger: LedgerOption = DEFAULT,
    policy: Annotated[str | None, typer.Option(help="Toll policy; the ledger's own if left out.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="As known on this day, YYYY-MM-DD.")] = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="json and jsonl hold the whole claims and the assessment.")
    ] = Format.table,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, whole or not at all.")
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="All claims of each side and all changes.")] = False,
) -> None:
    """Show an event: contradictions first, the toll claim by claim, the sides in columns, its history.

    tidings show E-7F3K
    tidings show e-7f3k --policy acled-lowest --as-of 2024-01-05
    """
    from tidings.cli.eventview import print_event
    from tidings.cli.eventwriters import event_writer, put
    from tidings.cli.output import destination
    from tidings.ledger.filters import Filter

    day = Filter.read({"since": as_of}).since if as_of else None
    with opened(ledger) as book:
        found = book.event(event, policy=policy, as_of=day)
        with destination(output) as stream:
            if format is Format.table:
                print_event(stream, found, book.history(found.row.id), whole=whole)
            elif format in (Format.json, Format.jsonl):
                stream.write(_record(found, indent=1 if format is Format.json else None))
            else:
                put(event_writer(format.value, stream, book, internal=False), [(found.row, [])])


def _record(found: "Event", indent: int | None) -> bytes:
    """The event, its claims as `tidings read` prints them, and what they say together."""
    import json

    record = {
        **found.row.record(),
        "claims": [json.loads(row.record) for row in found.claims],
        "assessment": found.assessment.model_dump(mode="json"),
    }
    return json.dumps(record, ensure_ascii=False, indent=indent).encode() + b"\n"
