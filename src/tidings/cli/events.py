"""`tidings events` and `tidings search`: the events of a ledger."""

import enum
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tidings.cli.ledgered import DEFAULT, LedgerOption, filtered, opened

if TYPE_CHECKING:
    from tidings.ledger import EventRow, Filter, Page


class Format(enum.StrEnum):
    """How rows are printed."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    geojson = "geojson"


class Profile(enum.StrEnum):
    """Who it is for."""

    public = "public"
    internal = "internal"


class Order(enum.StrEnum):
    """What comes first."""

    latest = "latest"
    oldest = "oldest"
    updated = "updated"
    changed = "changed"
    toll = "toll"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How they are printed.")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file, whole or not at all.")]
LimitOption = Annotated[int | None, typer.Option(min=1, help="At most so many; all if left out.")]
AfterOption = Annotated[
    str | None, typer.Option(metavar="CURSOR", help="Go on after the cursor that the last page gave.")
]
ProfileOption = Annotated[
    Profile, typer.Option(help="geojson: public has 4 decimals and nothing finer than a settlement.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("events")(events)
    app.command("search")(search)


@filtered
def events(
    *,
    ledger: LedgerOption = DEFAULT,
    format: FormatOption = Format.table,
    output: OutputOption = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    order: Annotated[Order, typer.Option(help="What comes first.")] = Order.latest,
    profile: ProfileOption = Profile.public,
    wanted: "Filter",
) -> None:
    """List events: what happened where, how well reported, with tolls under the ledger's policy.

    A line of jsonl is an event with its whole claims, as `tidings read` prints them.

      tidings events --country UA --since 2024-01-01 --toll-min 5
      tidings events --near 48.5,35.0,50 --format geojson -o events.geojson
    """
    from tidings.ledger import Ledger

    def ask(book: Ledger, size: int | None, cursor: str | None) -> "Page[Any]":
        return book.events(wanted, size, cursor, order=order.value)

    _print(ledger, format, output, limit, after, profile, ask, lambda row: (row, []))


@filtered
def search(
    *,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS", help='Words that all stand there; "in quotes" together, begin*.')
    ],
    ledger: LedgerOption = DEFAULT,
    format: FormatOption = Format.table,
    output: OutputOption = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    profile: ProfileOption = Profile.public,
    text: Annotated[str | None, typer.Option(hidden=True)] = None,
    wanted: "Filter",
) -> None:
    """Search the claims' sentences, sources, actors, targets and places; their events, best first.

    tidings search hospital dravno
    tidings search '"power cuts"' --since 2024-01-01 --format jsonl
    """
    del text
    from tidings.ledger import Ledger

    asked = " ".join(words)

    def ask(book: Ledger, size: int | None, cursor: str | None) -> "Page[Any]":
        return book.search(asked, wanted, size, cursor)

    _print(ledger, format, output, limit, after, profile, ask, lambda hit: (hit.event, hit.sentences))


def _print(
    ledger: str,
    format: Format,
    output: Path | None,
    limit: int | None,
    after: str | None,
    profile: Profile,
    ask: Callable[..., "Page[Any]"],
    read: Callable[[Any], tuple["EventRow", list[tuple[str, str]]]],
) -> None:
    """Page by page into the writer; the cursor of the rest is told."""
    from tidings.cli.eventwriters import event_writer, put
    from tidings.cli.output import destination, say

    with opened(ledger) as book, destination(output) as stream:
        if profile is Profile.internal and format is Format.geojson and not book.read_only:
            book.note("internal profile", why="places as fine as they are, in a GeoJSON file")
        rest: list[str] = []
        rows = listed(lambda size, cursor: ask(book, size, cursor), limit, after, rest)
        put(event_writer(format.value, stream, book, internal=profile is Profile.internal), map(read, rows))
    for cursor in rest:
        say(f"there is more: --after {cursor}")


def listed(
    ask: "Callable[[int | None, str | None], Page[Any]]", limit: int | None, after: str | None, rest: list[str]
) -> Iterator[Any]:
    """Rows of a list, at most `limit`; `rest` gets the cursor of what is left."""
    left = limit
    while True:
        page = ask(200 if left is None else min(left, 200), after)
        yield from page.items
        after = page.next
        left = None if left is None else left - len(page.items)
        if after is None or left == 0:
            rest += [after] if after else []
            return
