"""`tidings claims`: the claims of a ledger."""

from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

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
    from tidings.claim import Claim
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
    from tidings.cli.output import destination, say

    with opened(ledger) as book, destination(output) as stream:
        rest: list[str] = []
        rows = listed(lambda size, cursor: book.claims(wanted, size, cursor, event=event), limit, after, rest)
        if format is Format.jsonl:
            for row in rows:
                stream.write(row.record.encode() + b"\n")
        elif format is Format.geojson:
            _geojson(stream, rows, internal=profile is Profile.internal)
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


def _geojson(stream: BinaryIO, rows: Any, *, internal: bool) -> None:
    import json

    from tidings.places import CREDIT

    head = {"type": "FeatureCollection", "attribution": CREDIT, "features": []}
    stream.write((json.dumps(head, ensure_ascii=False)[:-2] + "\n").encode())
    for number, row in enumerate(rows):
        told = json.dumps(_feature(row, row.claim, internal=internal), ensure_ascii=False)
        stream.write((",\n" if number else "").encode() + told.encode())
    stream.write(b"\n]}\n")


def _feature(row: "ClaimRow", claim: "Claim", *, internal: bool) -> dict[str, Any]:
    """A claim at its first place; in the public profile no finer than a settlement and without its words."""
    place = claim.place[0] if claim.place else None
    point = None
    if place and place.latitude is not None and place.longitude is not None and (internal or place.level != "quarter"):
        digits = 6 if internal else 4
        point = {"type": "Point", "coordinates": [round(place.longitude, digits), round(place.latitude, digits)]}
    from tidings.claimlist import row as flat

    names = ("event", "source_kind", "source_party", "stance", "status", "country", "level", "radius_km", "means")
    values = {name: flat(claim)[name] for name in names}
    values |= {"date_start": str(claim.date.start) if claim.date else None}
    values |= {f"killed_{end}": getattr(claim.toll.get("killed"), end, None) for end in ("min", "max")}
    values |= {"report": row.report, "publisher": row.publisher, "event_id": row.event}
    if internal:
        values |= {"source": flat(claim)["source"], "evidence": claim.evidence.text, "place": flat(claim)["place"]}
    return {"type": "Feature", "id": row.id, "geometry": point, "properties": values}
