"""Keeping a ledger: `tidings verify`, `backup`, `erase`, `recode`, `relink` and `changes`."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from tidings.cli import FAILED
from tidings.cli.ledgered import DEFAULT, LedgerOption, Who, Why, opened
from tidings.cli.read import Scope


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (verify, backup, erase, recode, relink, changes):
        app.command(command.__name__)(command)


def verify(
    ledger: LedgerOption = DEFAULT,
    known: Annotated[
        str | None, typer.Option(metavar="HASH", help="Hash of a change noted before; it must still be in the record.")
    ] = None,
) -> None:
    """Check every row and every change against the record of changes; exit code 1 where anything was altered.

    The last change's hash is printed. Noted elsewhere and given with --known, it shows later that nothing was cut off.
    """
    from tidings.cli.output import say

    with opened(ledger) as book:
        number, head = book.head()
        faults = book.verify(known)
        for fault in faults:
            typer.echo(str(fault))
        if faults:
            say(f"{book.name}: {len(faults):,} faults; {number:,} changes read")
            raise typer.Exit(FAILED)
        typer.echo(f"{head}  {number} changes, nothing altered")


def backup(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
    ledger: LedgerOption = DEFAULT,
) -> None:
    """Make a consistent copy, a SQLite file, while others write. A PostgreSQL ledger is copied into one too.

    tidings backup conflict-2024-05-01.db
    """
    from tidings.cli.output import say

    with opened(ledger) as book:
        say(f"{book.name} is copied to {book.backup(path)}")


def erase(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="Id of the report.")],
    why: Why,
    ledger: LedgerOption = DEFAULT,
    who: Who = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Erase the words and values of a report and its claims for good, in all versions, for legal duty.

    The record of changes stays whole and says that it was done, by whom and why, not what stood there. It cannot be
    taken back, and copies made before are yours to find. To take a report out of force only: tidings delete.
    """
    from tidings.cli.output import say

    if not yes:
        typer.confirm(f"Erase report {report} for good?", abort=True, err=True)
    with opened(ledger) as book:
        say(f"report {report}: {book.erase(report, why=why, who=who)} rows erased")


def recode(
    ledger: LedgerOption = DEFAULT,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes to read with.")] = 1,
    pipeline: Annotated[
        str | None, typer.Option(help="An installed spaCy pipeline to use in place of the model.")
    ] = None,
    codebook: Annotated[Path | None, typer.Option(help="Folder of YAML laid over the codebook.")] = None,
    scope: Annotated[Scope, typer.Option(help="conflict, or all violence.")] = Scope.conflict,
    places: Annotated[bool, typer.Option("--places/--no-places", help="Resolve place names to the gazetteer.")] = True,
    why: Annotated[str, typer.Option(help="Why, for the record.")] = "new reading",
    who: Who = None,
) -> None:
    """Read the stored reports anew, after a change of model or codebook. Merges, splits and reviews stay.

    Exit code 1: some reports could not be read; they keep the claims they had.
    """
    from tidings.cli.output import say
    from tidings.reader import Reader

    counts: Counter[str] = Counter()
    with opened(ledger) as book:
        for one in book.recode(Reader(pipeline, codebook, scope.value, jobs, places=places), who=who, why=why):
            for notice in one.notices:
                say(f"{one.report}: {notice}")
            if one.error:
                say(f"{one.report}: {one.error}")
                counts["failed"] += 1
                continue
            counts["reports"] += 1
            for name in ("new", "replaced", "gone", "kept"):
                counts[name] += getattr(one, name)
        book.refresh(who=who)
        told = ", ".join(f"{counts[n]:,} {n}" for n in ("kept", "new", "replaced", "gone"))
        say(f"{book.name}: {counts['reports']:,} reports read anew; claims: {told}")
    if counts["failed"]:
        raise typer.Exit(FAILED)


def relink(ledger: LedgerOption = DEFAULT, who: Who = None) -> None:
    """Link all claims to events anew, after a change of linking. Merges and splits stay, and events keep their ids."""
    from tidings.cli.output import say

    with opened(ledger) as book:
        say(f"{book.name}: {book.relink(who=who):,} claims linked anew")


def changes(
    ledger: LedgerOption = DEFAULT,
    subject: Annotated[
        str | None,
        typer.Option(metavar="SUBJECT", help="Only what is about this: 'event E-7F3K', 'report r-12'."),
    ] = None,
    after: Annotated[int, typer.Option(metavar="NUMBER", help="Only changes after this one.")] = 0,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many; all if left out.")] = None,
) -> None:
    """Print the record of changes, one JSON object a line, the oldest first."""
    with opened(ledger) as book:
        left = limit
        while left is None or left > 0:
            rows = book.changes(subject=subject, after=after, most=min(500, left or 500))
            for row in rows:
                values = {
                    n: getattr(row, n) for n in ("number", "at", "who", "what", "subject", "why", "details", "hash")
                }
                typer.echo(json.dumps(values, ensure_ascii=False))
            if not rows:
                return
            after = rows[-1].number
            left = None if left is None else left - len(rows)
