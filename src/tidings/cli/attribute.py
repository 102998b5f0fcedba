"""`tidings attribute`: who says what, as a tool of its own."""

import enum
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from tidings.cli import FAILED, MISUSE

if TYPE_CHECKING:
    from tidings.coding import Said
    from tidings.reader import Reading


class Format(enum.StrEnum):
    """How attributions are printed."""

    table = "table"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("attribute")(attribute)


def attribute(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files, folders, http(s) addresses, or - for standard input."),
    ],
    columns: Annotated[
        str | None, typer.Option("--map", help="Where a record's values are: text=body,published=date.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How they are printed.")] = Format.table,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, whole or not at all.")
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option(help="An installed spaCy pipeline to use in place of the model.")
    ] = None,
    codebook: Annotated[Path | None, typer.Option(help="Folder of YAML laid over the codebook.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notices, only errors.")] = False,
) -> None:
    """Find who says what: the words of every source, of its saying, and of what it says.

    A line of JSONL is one report: its id and its attributions as character ranges (end exclusive), with the source's
    name, kind and party, and whether the words are quoted (direct), told (indirect) or both (mixed).

      tidings attribute article.html
      tidings attribute archive/ --format jsonl -o attributions.jsonl
    """
    from tidings import intake
    from tidings.cli.output import Notices, destination, say
    from tidings.reader import Reader

    reader = Reader(pipeline, codebook, places=False)
    notices = Notices(quiet=quiet)
    failed: list[Reading] = []
    with destination(output) as stream:
        for reading, found in reader.attribute(intake.reports(inputs, mapping=intake.mapping(columns))):
            notices.tell(reading.where, reading.notices)
            if reading.error is not None:
                failed.append(reading)
            elif reading.report is not None:
                (_line if format is Format.jsonl else _table)(stream, reading, found)
    notices.close()
    for reading in failed:
        say(f"{reading.where}: {reading.error}")
    if failed:
        raise typer.Exit(MISUSE if any(r.misuse for r in failed) else FAILED)


def _line(stream: BinaryIO, reading: "Reading", found: "list[Said]") -> None:
    """One report as JSON."""
    assert reading.report is not None
    row = {"id": reading.report.id, "attributions": [s.record() for s in found]}
    stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    stream.flush()


def _table(stream: BinaryIO, reading: "Reading", found: "list[Said]") -> None:
    """One report for a person: source, cue, and what is said."""
    from tidings.wording import shown

    report = reading.report
    assert report is not None
    text = report.text
    lines = [f"{report.title or report.id}"]
    for one in found:
        who = " ".join(
            x for x in (one.name or "(no source)", f"[{one.kind}]" if one.kind else "", one.party or "") if x
        )
        cue = " ".join(text[a:b] for a, b in one.cue)
        lines.append(f"  {who} · {cue} · {one.mode}")
        lines += [f"      {' '.join(text[a:b].split())}" for a, b in one.content]
    stream.write(("\n".join(shown(x) for x in lines) + "\n\n").encode())
    stream.flush()
