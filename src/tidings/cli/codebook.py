"""`tidings codebook`: what Tidings knows of events, words, actors and offices, and whether a user's own tables fit."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from pydantic import BaseModel

    from tidings.codebook import Codebook

FAILED = 1
WIDTH_OF_A_FILE = 160
# what a table shows of each entry; JSON shows everything
COLUMNS = {
    "events": ["type", "family", "acled", "ucdp", "plover", "cameo", "description"],
    "triggers": ["event", "words", "pos", "strength", "means", "status", "generic"],
    "speech": ["stance", "words", "pos", "strength", "status", "speaker"],
    "modality": ["section", "words"],
    "background": ["section", "words"],
    "means": ["means", "words"],
    "offices": ["kind", "words", "role"],
    "actors": ["id", "name", "country", "kind", "side", "active", "aliases"],
    "bodies": ["id", "name", "kind", "party", "aliases"],
    "people": ["id", "name", "kind", "party", "aliases"],
    "countries": ["iso2", "iso3", "name", "demonyms", "capital"],
}
# a phrase's section, under the name it has in each table
SECTION_NAMES = {"triggers": "event", "speech": "stance", "means": "means", "offices": "kind"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("codebook")(show)


def show(
    section: Annotated[
        str | None, typer.Argument(help=f"One of {', '.join(COLUMNS)}; without one, how much each holds.")
    ] = None,
    text: Annotated[str | None, typer.Argument(help="Show only entries that hold this text.")] = None,
    form: Annotated[Literal["table", "json"], typer.Option("--format", help="How to print.")] = "table",
    codebook: Annotated[Path | None, typer.Option(help="Folder of YAML laid over the codebook.")] = None,
    check: Annotated[Path | None, typer.Option(help="Check the YAML of this folder and exit.")] = None,
) -> None:
    """Show the codebook, or check your own.

    tidings codebook events
    tidings codebook actors kivu --format json
    tidings codebook --check my-codebook
    """
    from tidings.codebook import load, suggest
    from tidings.errors import InputError

    if check is not None:
        _check(check)
        return
    if section is not None and section not in COLUMNS:
        raise InputError(f"the codebook has no section {section!r}; {suggest(section, COLUMNS)}")
    book = load(codebook)
    if section is None:
        _overview(book, form)
        return
    records = [r for r in map(_record, _entries(book, section)) if text is None or _holds(r, text)]
    for record in records:
        if section in SECTION_NAMES:
            record.setdefault(SECTION_NAMES[section], record.pop("section"))
    if form == "json":
        typer.echo(json.dumps(records, ensure_ascii=False, indent=1))
    else:
        _print(COLUMNS[section], [[_cell(r.get(c)) for c in COLUMNS[section]] for r in records])


def _check(folder: Path) -> None:
    from tidings.codebook import check
    from tidings.errors import InputError

    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; name the folder that holds your tables")
    problems = check(folder)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(FAILED)
    typer.echo(f"{folder}: every table fits")


def _entries(book: "Codebook", section: str) -> Iterable["BaseModel"]:
    table = {"triggers": "trigger_table", "modality": "modality_table", "background": "background_table"}
    table["means"] = "means_table"
    held = getattr(book, table.get(section, section))
    entries: Iterable[BaseModel] = held.values() if isinstance(held, dict) else held.entries
    return entries


def _record(entry: "BaseModel") -> dict[str, Any]:
    return entry.model_dump(mode="json")


def _holds(record: dict[str, Any], text: str) -> bool:
    return text.casefold() in json.dumps(list(record.values()), ensure_ascii=False).casefold()


def _overview(book: "Codebook", form: str) -> None:
    counts = {section: sum(1 for _ in _entries(book, section)) for section in COLUMNS}
    if form == "json":
        typer.echo(json.dumps({"version": book.version, "entries": counts}, indent=1))
        return
    _print(["section", "entries"], [[name, str(count)] for name, count in counts.items()])
    typer.echo(f"version {book.version}")


def _cell(value: Any) -> str:
    """A value in a table: a mapping of a scheme as its code or codes, a list joined, nothing for null."""
    if value in (None, False, [], ()):
        return ""
    if value is True:
        return "yes"
    if isinstance(value, dict):
        inner = [v for k, v in value.items() if k not in ("variants", "by_sides") and v is not None]
        return " / ".join(str(v) for v in inner)
    if isinstance(value, list):
        if len(value) == 2 and {type(v) for v in value} <= {int, type(None)}:
            return "–".join("" if v is None else str(v) for v in value) if any(value) else ""
        return ", ".join("" if v is None else str(v) for v in value)
    return str(value)


def _print(columns: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH_OF_A_FILE)
    with console.capture() as printed:
        console.print(table)
    typer.echo("\n".join(line.rstrip() for line in printed.get().splitlines()))
