"""`tidings claims`: the claims of a ledger."""

from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from tidings.cli.events import (
    AfterOption,
    Format,
    FormatOption,
    LimitOption,
    OutputOption,
    Profile,
    ProfileOption,
    listed,
)
from tidings.cli.ledgered import DEFAULT, LedgerOption, filtered, opened

if TYPE_CHECKING:
    from tidings.ledger import ClaimRow, Filter


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("claims")(claims)


@filtered
def claims(
    *,
    ledger: LedgerOption = DEFAULT,
    event: Annotated[str | None, typer.Option(metavar="ID", help="Only claims of this event.")] = None,
    format: FormatOption = Format.table,
    output: OutputOption = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    profile: ProfileOption = Profile.public,
    wanted: "Filter",
) -> None:
    """List claims in force: who says what, in which report.

    A line of jsonl is a claim as `tidings read` prints it.

      tidings claims --source "Northern Command" --since 2024-01-01
      tidings claims --event E-7F3K --format jsonl
    """
    from tidings.cli.eventwriters import Collection
    from tidings.cli.features import Features
    from tidings.cli.output import destination, say

    with opened(ledger) as book, destination(output) as stream:
        rest: list[str] = []
        rows = listed(lambda size, cursor: book.claims(wanted, size, cursor, event=event), limit, after, rest)
        if format is Format.jsonl:
            for row in rows:
                stream.write(row.record.encode() + b"\n")
        elif format is Format.geojson:
            features, out = Features(book, internal=profile is Profile.internal), Collection(stream)
            for row in rows:
                out.write(features.claim(row))
            out.close()
        else:
            _print(stream, list(rows), format)
    for cursor in rest:
        say(f"there is more: --after {cursor}")


def _print(stream: BinaryIO, rows: "list[ClaimRow]", format: Format) -> None:
    """As `tidings read` prints them, report by report."""
    from datetime import date

    from tidings.claim import Report
    from tidings.cli.claimwriters import writer
    from tidings.reader import Reading

    by_report: dict[str, list[ClaimRow]] = {}
    for row in rows:
        by_report.setdefault(row.report, []).append(row)
    out = writer(format.value, stream, why=False)
    for id, listed_rows in by_report.items():
        first = listed_rows[0]
        published = date.fromisoformat(first.published[:10]) if first.published else None
        report = Report(
            id=id, text="", title=first.title, publisher=first.publisher, url=first.url, published=published
        )
        out.write(Reading(id, report, [row.claim for row in listed_rows]))
    out.close()
