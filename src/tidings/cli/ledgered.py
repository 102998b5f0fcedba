"""What commands on a ledger have in common: which one, who and why, and the filters."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tidings.ledger import Ledger

__all__ = ["LedgerOption", "Who", "Why", "filtered", "opened"]

LedgerOption = Annotated[
    str,
    typer.Option(
        "--ledger",
        envvar="TIDINGS_LEDGER",
        metavar="URL",
        help="The ledger: sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.",
    ),
]
DEFAULT = "sqlite:///conflict.db"
Who = Annotated[
    str | None, typer.Option(envvar="TIDINGS_USER", help="Who does it, for the record; else your login name.")
]
Why = Annotated[str, typer.Option(help="Why, for the record.")]

_FILTERS: dict[str, tuple[Any, str, str]] = {
    "since": (str, "DAY", "Only what happened on this day or later, YYYY-MM-DD."),
    "until": (str, "DAY", "Only what happened on this day or earlier."),
    "place": (list[str], "NAME", "A place, or an area it lies in."),
    "near": (str, "LAT,LON,KM", "Within so many km of a point."),
    "country": (list[str], "CODE", "Country of a place, ISO 3166 alpha-2."),
    "type": (list[str], "TYPE", "Event type of a claim, as the codebook names it."),
    "source": (list[str], "NAME", "Who says it; a part of the name will do."),
    "kind": (list[str], "KIND", "Kind of source: military, government, medical, ..."),
    "party": (list[str], "CODE", "Side a source speaks for."),
    "publisher": (list[str], "NAME", "Publisher of a report."),
    "grade": (list[str], "GRADE", "Evidence grade: confirmed, fair, weak, contested, discounted."),
    "contested": (str, "yes|no", "Whether accounts contradict each other."),
    "toll_min": (int, "N", "At least N killed by the highest number."),
    "toll_max": (int, "N", "At most N killed by the lowest number."),
    "text": (str, "WORDS", 'Words that a claim holds; "in quotes" together, -without, begin*.'),
    "updated_since": (str, "TIME", "Changed since, UTC, like 2024-01-31T12:00:00Z."),
    "report": (str, "ID", "With claims of this report."),
}


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the filters as options; it takes them as one Filter, `wanted`."""

    @wraps(command)
    def filled(**values: Any) -> None:
        from tidings.ledger import Filter

        asked = {name: values.pop(name) for name in _FILTERS if name in values}
        command(wanted=Filter.read({n: v for n, v in asked.items() if v is not None}), **values)

    own = [p for p in inspect.signature(command).parameters.values() if p.name != "wanted"]
    taken = {p.name for p in own}
    added = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[kind | None, typer.Option(metavar=metavar, help=told, rich_help_panel="Filters")],
        )
        for name, (kind, metavar, told) in _FILTERS.items()
        if name not in taken
    ]
    shown = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own] + added
    filled.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    filled.__annotations__ = {p.name: p.annotation for p in shown}
    return filled


def opened(url: str, *, create: bool = False) -> "Ledger":
    """The ledger at `url`, for reading and deciding; `create` makes it where there is none."""
    from tidings.ledger import Ledger

    return Ledger(url, create=create)
