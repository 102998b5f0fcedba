"""`tidings review` and `tidings review-export`: decisions on single claims, and the gold they make."""

import enum
import json
from pathlib import Path
from typing import Annotated

import typer

from tidings.cli.ledgered import DEFAULT, LedgerOption, Who, opened


class Decision(enum.StrEnum):
    """What a reviewer can say of a claim."""

    accept = "accept"
    reject = "reject"
    edit = "edit"
    none = "none"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("review")(review)
    app.command("review-export")(review_export)


def review(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="Id of the claim.")],
    decision: Annotated[
        Decision, typer.Argument(help="accept, reject (no such claim is made), edit, none (no reading fits).")
    ],
    ledger: LedgerOption = DEFAULT,
    edits: Annotated[
        str | None,
        typer.Option(metavar="JSON", help="For edit: the fields that differ, as in the claim's JSON."),
    ] = None,
    second: Annotated[bool, typer.Option("--second", help="A second reader's: kept, changes nothing.")] = False,
    why: Annotated[str | None, typer.Option(help="Why, for the record.")] = None,
    who: Who = None,
) -> None:
    """Decide on a claim; its id as it is then is printed.

    tidings review c-93a04f6c7a4f2c10 accept
    tidings review c-93a04f6c7a4f2c10 edit --edits '{"event": "shelling", "means": ["artillery"]}'
    """
    from tidings.errors import InputError

    values = None
    if edits is not None:
        try:
            values = json.loads(edits)
        except ValueError as error:
            raise InputError(f"--edits is no JSON ({error}); write an object of the claim's fields") from error
        if not isinstance(values, dict):
            raise InputError("--edits should be a JSON object of the claim's fields")
    with opened(ledger) as book:
        typer.echo(book.review(claim, decision.value, why=why, who=who, edits=values, second=second))


def review_export(
    ledger: LedgerOption = DEFAULT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, whole or not at all.")
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Only reports all of whose claims were decided on.")
    ] = False,
) -> None:
    """Print reviewed reports with their accepted and edited claims as gold, one report a line, for `tidings score`.

    tidings review-export --complete -o gold.jsonl
    tidings score gold.jsonl predicted.jsonl
    """
    from tidings.cli.output import destination

    with opened(ledger) as book, destination(output) as stream:
        for report in book.gold(complete=complete):
            stream.write(json.dumps(report, ensure_ascii=False).encode() + b"\n")
