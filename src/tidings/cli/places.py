"""`tidings places`: names of places in reports -> places on the map; and `tidings places import`."""

import enum
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from tidings.cli import FAILED
from tidings.errors import InputError

if TYPE_CHECKING:
    from tidings.cli.placerecords import Located
    from tidings.places import Resolver


MOST_BROKEN = 20
"""Broken rows of an import that are told one by one."""


class Format(enum.StrEnum):
    """How places are printed."""

    table = "table"
    jsonl = "jsonl"
    geojson = "geojson"


class Profile(enum.StrEnum):
    """Who the output is for."""

    internal = "internal"
    public = "public"


class _FindByDefault(TyperGroup):
    """`tidings places INPUT...` finds; the one word that is a command of its own is `import`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or args[0] not in self.commands:
            args = ["find", *(args or ["--help"])]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    places = typer.Typer(cls=_FindByDefault, help="Find the places reports name and put them on the map.")
    places.command("find", hidden=True)(find)
    places.command("import")(import_)
    app.add_typer(places, name="places")


_PROFILE = (
    "public: no finer than the settlement, sensitive sites at district level (default for maps and GeoJSON); "
    "internal: everything (default for the rest)."
)
_Gazetteer = Annotated[
    Path | None, typer.Option("--gazetteer", help="A gazetteer file of your own, laid over the bundled one.")
]


def find(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(metavar="INPUT...", help="Files, folders, http(s) addresses, or - for standard input."),
    ] = None,
    ledger: Annotated[
        str | None, typer.Option("--ledger", metavar="URL", help="Show the places of a ledger's claims instead.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How places are printed.")] = Format.table,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, whole or not at all.")
    ] = None,
    picture: Annotated[Path | None, typer.Option("--map", help="Draw a map into this file, .png or .html.")] = None,
    border: Annotated[Path | None, typer.Option(help="GeoJSON of a border of your own, drawn on the map.")] = None,
    profile: Annotated[Profile | None, typer.Option(help=_PROFILE)] = None,
    gazetteer: _Gazetteer = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher of reports that bring none.")] = None,
    outlets: Annotated[
        bool, typer.Option("--outlets/--no-outlets", help="Let other reports of an outlet say where it writes from.")
    ] = True,
    pipeline: Annotated[str | None, typer.Option(help="An installed spaCy pipeline in place of the model.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notices, only errors.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Also fetch from local addresses.")] = False,
) -> None:
    """Find the places reports name: level, country, coordinates, how precise, how sure.

    A JSONL record may bring `mentions` (a list of {"start", "end"}), which are resolved as given, null where nothing
    fits.
    `tidings places import FILE` adds places of your own.

      tidings places article.html
      tidings places reports.jsonl --format jsonl -o places.jsonl
      tidings places reports.jsonl --map where.png
      tidings places --ledger sqlite:///conflict.db --map where.html
      tidings places import UA.txt
    """
    from tidings.cli.output import Notices, say
    from tidings.cli.placerecords import Located, located, of_ledger, read
    from tidings.places import CREDIT, Resolver

    if picture is not None and picture.suffix.lower() not in (".png", ".html"):
        raise InputError(f"--map {picture}: name a .png or .html file")
    if bool(inputs) == (ledger is not None):
        raise InputError("name the reports to read, or a ledger with --ledger, and not both")
    resolver = Resolver(extra=gazetteer)
    notices = Notices(quiet=quiet)
    failed: list[str] = []
    everything: list[Located] = []
    records = read(inputs or [], publisher=publisher, allow_private=allow_private, tell=notices.tell, failed=failed)
    found = of_ledger(ledger) if ledger else located(records, resolver, pipeline=pipeline, outlets=outlets)
    with _printer(format, output, profile, resolver) as out:
        for record in found:
            out.write(record)
            if picture is not None:
                everything.append(record)
    if picture is not None:
        _draw(picture, border, everything, profile or Profile.public, resolver)
    notices.close()
    if not quiet:
        say(CREDIT)
    for line in failed:
        say(line)
    if failed:
        raise typer.Exit(FAILED)


def _printer(format: Format, output: Path | None, profile: Profile | None, resolver: "Resolver") -> Any:
    from tidings.cli.placewriters import writer

    chosen = profile or (Profile.public if format is Format.geojson else Profile.internal)
    return writer(format.value, output, public=chosen is Profile.public, gazetteer=resolver.gazetteer)


def _draw(target: Path, border: Path | None, records: "list[Located]", profile: Profile, resolver: "Resolver") -> None:
    from tidings.cli.output import destination
    from tidings.places import draw_html, draw_png, own_borders, public, spots

    places = [p for record in records for p in record.places if p is not None]
    if profile is Profile.public:
        places = [q for q in (public(p, resolver.gazetteer) for p in places) if q is not None]
    own = [own_borders(border)] if border is not None else []
    marks = spots(places)
    if not marks:
        raise InputError(f"no place is known in the input; {target} is not drawn")
    html = target.suffix.lower() == ".html"
    data = draw_html(marks, own).encode() if html else draw_png(marks, own)
    with destination(target) as stream:
        stream.write(data)


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="GeoNames dump, Who's On First lines, COD-AB table or plain CSV.")
    ],
    gazetteer: Annotated[
        Path | None, typer.Option("--gazetteer", help="The gazetteer file to add to; by default your own, used always.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only errors.")] = False,
) -> None:
    """Add places of your own: GeoNames country dumps (UA.txt), Who's On First JSON lines, COD-AB tables, plain CSV.

    A CSV has the columns name, level, latitude, longitude and, if wished, country, parent, aliases (parted by |),
    population, radius_km, kind, sensitive. Broken rows are listed with their line numbers, the others are kept.

      tidings places import UA.txt
      tidings places import places.csv --gazetteer mine.sqlite
    """
    from tidings.cli.output import say
    from tidings.places import load, user_path

    target = gazetteer or user_path()
    done = load(file, target)
    for line, reason in done.broken[:MOST_BROKEN]:
        say(f"{file}, line {line}: {reason}; mend the row")
    if len(done.broken) > MOST_BROKEN:
        say(f"{file}: and {len(done.broken) - MOST_BROKEN:,} more broken rows")
    if not quiet:
        left = f", {done.passed_over:,} of kinds that news does not name left out" if done.passed_over else ""
        say(f"{done.kept:,} places kept in {target}, {len(done.broken):,} broken rows{left}")
    print(json.dumps({"kept": done.kept, "broken": len(done.broken), "gazetteer": str(target)}))
    if done.broken:
        raise typer.Exit(FAILED)
