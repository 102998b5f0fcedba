"""What people decide about events: `tidings merge`, `split`, `delete`, `grade` and `undo`."""

from typing import Annotated

import typer

from tidings.cli.ledgered import DEFAULT, LedgerOption, Who, Why, opened


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (merge, split, delete, grade, undo):
        app.command(command.__name__)(command)


def merge(
    events: Annotated[list[str], typer.Argument(metavar="EVENT EVENT...", help="Events that are one.")],
    why: Why,
    ledger: LedgerOption = DEFAULT,
    who: Who = None,
) -> None:
    """Make events one, for good: the first keeps its id, the ids of the others lead to it.

    tidings merge E-7F3K E-9QWR --why "one night, two districts"
    """
    with opened(ledger) as book:
        typer.echo(book.merge(events, why=why, who=who))


def split(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The event.")],
    claims: Annotated[list[str], typer.Argument(metavar="CLAIM...", help="Claims that are of another event.")],
    why: Why,
    ledger: LedgerOption = DEFAULT,
    who: Who = None,
) -> None:
    """Make some claims of an event an event of their own, for good; its id is printed.

    tidings split E-7F3K c-93a04f6c7a4f2c10 --why "the second strike, at noon"
    """
    with opened(ledger) as book:
        typer.echo(book.split(event, claims, why=why, who=who))


def delete(
    id: Annotated[str, typer.Argument(metavar="ID", help="An event, a claim or a report.")],
    why: Why,
    ledger: LedgerOption = DEFAULT,
    who: Who = None,
) -> None:
    """Take an event, a claim or a report out of force. It stays stored, and `tidings undo` brings it back.

    tidings delete c-93a04f6c7a4f2c10 --why "a film plot"
    """
    from tidings.cli.output import say

    with opened(ledger) as book:
        about = book.delete(id, why=why, who=who)
        say(f"{about} is deleted; `tidings undo {book.head()[0]}` brings it back")


def grade(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The event.")],
    value: Annotated[
        str,
        typer.Argument(metavar="GRADE", help="confirmed, fair, weak, contested, discounted; or rule."),
    ],
    why: Why,
    ledger: LedgerOption = DEFAULT,
    who: Who = None,
) -> None:
    """Put your own evidence grade in place of the rule's, with a reason; or take it away again.

    tidings grade E-7F3K confirmed --why "seen by our own reporter"
    """
    with opened(ledger) as book:
        book.grade(event, None if value == "rule" else value, why=why, who=who)


def undo(
    change: Annotated[int, typer.Argument(metavar="CHANGE", help="Number of the change, as `tidings show` lists it.")],
    why: Why,
    ledger: LedgerOption = DEFAULT,
    who: Who = None,
) -> None:
    """Take back a merge, split, review, deletion or grade.

    tidings undo 17 --why "they were two strikes after all"
    """
    from tidings.cli.output import say

    with opened(ledger) as book:
        say(f"taken back: {book.undo(change, why=why, who=who)}")
