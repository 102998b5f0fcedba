"""`tidings read`: reports in, claims out."""

import enum
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tidings.cli import FAILED, MISUSE

if TYPE_CHECKING:
    from tidings.reader import Reading


class Format(enum.StrEnum):
    """How claims are printed."""

    table = "table"
    jsonl = "jsonl"
    json = "json"
    csv = "csv"
    parquet = "parquet"


class Scope(enum.StrEnum):
    """Whether violence without a political side is coded."""

    conflict = "conflict"
    all = "all"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("read")(read)


def read(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files, folders, http(s) addresses, or - for standard input."),
    ],
    published: Annotated[
        str | None, typer.Option(help="Publication date of reports that bring none, YYYY-MM-DD.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher of reports that bring none.")] = None,
    columns: Annotated[
        str | None, typer.Option("--map", help="Where a record's values are: text=body,published=date.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How claims are printed.")] = Format.table,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, whole or not at all.")
    ] = None,
    why: Annotated[bool, typer.Option("--why", help="Show the sentence and the reasons of every claim.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes to read with.")] = 1,
    pipeline: Annotated[
        str | None, typer.Option(help="An installed spaCy pipeline to use in place of the model.")
    ] = None,
    codebook: Annotated[Path | None, typer.Option(help="Folder of YAML laid over the codebook.")] = None,
    scope: Annotated[Scope, typer.Option(help="conflict, or all violence.")] = Scope.conflict,
    places: Annotated[bool, typer.Option("--places/--no-places", help="Resolve place names to the gazetteer.")] = True,
    gazetteer: Annotated[
        Path | None,
        typer.Option(help="Places of your own (tidings places import --gazetteer), before the bundled ones."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notices and no progress, only errors.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch from addresses of this machine and the local network.")
    ] = False,
    max_characters: Annotated[int, typer.Option(min=1, help="The most one report's text may have.")] = 1_000_000,
) -> None:
    """Read reports into claims: who says what happened, each value with its words.

    Claims go to standard output, notices and errors to standard error.

    Exit code 1: some reports failed, the others were read. 2: the command must be changed.

      tidings read article.html
      tidings read archive/ --format jsonl --jobs 2 -o claims.jsonl
      tidings read news.csv --map text=body,published=date
      cat article.txt | tidings read - --published 2024-01-31 --why
    """
    from tidings import intake
    from tidings.cli.claimwriters import writer
    from tidings.cli.output import Notices, destination, say
    from tidings.cli.progress import watched
    from tidings.reader import Reader

    reports = intake.reports(
        inputs,
        published=published,
        publisher=publisher,
        mapping=intake.mapping(columns),
        allow_private=allow_private,
        max_characters=max_characters,
    )
    reader = Reader(pipeline, codebook, scope.value, jobs, places=places, gazetteer=gazetteer)
    failed: list[Reading] = []
    notices = Notices(quiet=quiet)
    with destination(output) as stream:
        out = writer(format.value, stream, why=why)
        # Where the claims themselves scroll by on the terminal, they are progress enough.
        scrolls = output is None and sys.stdout.isatty()
        for reading in watched(reader.read(reports), quiet=quiet or scrolls):
            notices.tell(reading.where, reading.notices)
            if reading.error is None:
                out.write(reading)
            else:
                failed.append(reading)
        out.close()
    notices.close()
    for reading in failed:
        say(f"{reading.where}: {reading.error}")
    if failed:
        raise typer.Exit(MISUSE if any(r.misuse for r in failed) else FAILED)
