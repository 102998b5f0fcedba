"""`tidings add`: reports into a ledger."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tidings.cli import FAILED, MISUSE
from tidings.cli.ledgered import DEFAULT, LedgerOption, Who, opened
from tidings.cli.read import Scope

if TYPE_CHECKING:
    from tidings.claim import Report
    from tidings.intake.raw import Problem
    from tidings.ledger import Ledger
    from tidings.reader import Reader


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("add")(add)


def add(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files, folders, http(s) addresses, or - for standard input."),
    ],
    ledger: LedgerOption = DEFAULT,
    published: Annotated[
        str | None, typer.Option(help="Publication date of reports that bring none, YYYY-MM-DD.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher of reports that bring none.")] = None,
    columns: Annotated[
        str | None, typer.Option("--map", help="Where a record's values are: text=body,published=date.")
    ] = None,
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
    who: Who = None,
    why: Annotated[str, typer.Option(help="Why, for the record.")] = "reported",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notices and no progress, only errors.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch from addresses of this machine and the local network.")
    ] = False,
    max_characters: Annotated[int, typer.Option(min=1, help="The most one report's text may have.")] = 1_000_000,
) -> None:
    """Read reports and store them with their claims, linked to events.

    What is stored already is passed over, so an interrupted run is simply run again. A report whose text has changed
    is a correction: it takes the place of the earlier version, which stays stored. Exit code 1: some reports failed,
    the others are stored.

      tidings add archive/ --jobs 2
      tidings add news.csv --map text=body,published=date --ledger sqlite:///ukraine.db
    """
    from tidings import intake
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
    with opened(ledger, create=True) as book:
        _store(book, reports, reader, who, why, quiet)


def _store(
    book: "Ledger", reports: "Iterator[Report | Problem]", reader: "Reader", who: str | None, why: str, quiet: bool
) -> None:
    from tidings.cli.output import Notices, say
    from tidings.cli.progress import watched
    from tidings.errors import InputError

    counts: Counter[str] = Counter()
    told = Notices(quiet=quiet)
    failed: list[tuple[str, str, bool]] = []
    events: set[str] = set()
    try:
        for reading in watched(reader.read(_unknown(book, reports, counts)), quiet=quiet):
            notices = list(reading.notices)
            if reading.error is not None or reading.report is None:
                failed += [(reading.where, reading.error, reading.misuse)] if reading.error else []
            else:
                try:
                    added = book.add(reading.report, reading.claims, who=who, why=why)
                except InputError as error:
                    failed.append((reading.where, str(error), False))
                    continue
                counts[added.outcome] += 1
                counts["claims"] += added.claims
                events.update(added.events)
                notices += added.notices
            told.tell(reading.where, notices)
        book.refresh(who=who)
    finally:
        told.close()
        for where, message, _ in failed:
            say(f"{where}: {message}")
        if not quiet:
            say(_summary(book.name, counts, len(events), len(failed)))
    if failed:
        raise typer.Exit(MISUSE if any(misuse for *_, misuse in failed) else FAILED)


def _unknown(
    book: "Ledger", reports: "Iterator[Report | Problem]", counts: Counter[str]
) -> "Iterator[Report | Problem]":
    """The reports that are not stored yet: reading the others again would be for nothing."""
    from tidings.claim import Report

    for item in reports:
        if isinstance(item, Report) and book.knows(item):
            counts["unchanged"] += 1
        else:
            yield item


def _summary(name: str, counts: Counter[str], events: int, failed: int) -> str:
    parts = [f"{counts['added']:,} reports added"]
    parts += [f"{counts[word]:,} {word}" for word in ("corrected", "unchanged", "deleted", "erased") if counts[word]]
    parts += [f"{failed:,} failed"] if failed else []
    return f"{name}: {', '.join(parts)}; {counts['claims']:,} claims in {events:,} events"
