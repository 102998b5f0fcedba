"""Events: map, timeline and list of one set, narrowed by facets and search; the address is the whole state."""

import csv
import io
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse, StreamingResponse

from tidings.ledger import EventRow, Facet, Filter
from tidings.ledger.overview import DayCount
from tidings.web.addresses import ORDERS, View
from tidings.web.desk import Desk
from tidings.web.geography import features
from tidings.web.lenses import Lens, lens
from tidings.web.rendering import page
from tidings.web.timeline import timeline
from tidings.web.visitors import Visitor, viewer

router = APIRouter(include_in_schema=False)
Who = Annotated[Visitor, Depends(viewer)]
_PAGE = 40
_FACETS = ("contested", "type", "party", "grade", "country", "kind", "source", "publisher")
TITLES = {
    "contested": "Accounts", "type": "Type", "party": "Who speaks", "grade": "Evidence", "country": "Country",
    "kind": "Kind of source", "source": "Source", "publisher": "Publisher",
}  # fmt: skip
_OPEN = ("contested", "type", "party", "grade", "country")
_COLUMNS = (
    "id", "title", "type", "first_day", "last_day", "place", "level", "country", "latitude", "longitude", "radius_km",
    "killed_low", "killed_best", "killed_high", "injured_low", "injured_best", "injured_high", "policy", "n_claims",
    "n_reports", "n_sources", "contested", "grade", "updated",
)  # fmt: skip


@router.get("/")
def home() -> Response:
    """The first page."""
    return RedirectResponse("/events", 307)


@router.get("/events")
def events(request: Request, visitor: Who, after: str | None = None) -> Response:
    """The page."""
    desk = request.app.state.desk
    seen = lens(request, visitor)
    view = View.read("/events", request.query_params)
    found = seen.events(view.wanted, _PAGE, after, order=view.order)
    days, facets, total = figures(desk, seen, view)
    voices = desk.overview.voices([r.number for r in found.items])
    values: dict[str, Any] = {
        "view": view,
        "orders": ORDERS,
        "rows": [(row, _dots(desk, voices.get(row.number, [])), seen.gist(row)) for row in found.items],
        "next": view.put(after=found.next) if found.next else None,
        "started": after is not None,
        "total": total,
        "facets": [(f, TITLES[f], _shown(desk, view, f, seen.choices(f, facets[f])), f in _OPEN) for f in _FACETS],
        "line": timeline(days, view.wanted.since, view.wanted.until),
        "map_url": view.at("/map.json"),
        "csv_url": view.at("/events.csv"),
        "geojson_url": view.at("/api/v1/events.geojson"),
    }
    return page(request, visitor, "events.html", **values)


def figures(desk: Desk, seen: Lens, view: View) -> tuple[list[DayCount], dict[str, list[Facet]], int]:
    """Events by day (whatever days are chosen), by kind, and all of them together."""
    open_days = _without_days(view)
    days = desk.kept(("days", open_days, seen.key), lambda: seen.days(open_days))
    facets = desk.facets(view.wanted)
    if view.wanted == open_days:
        total = sum(d.events for d in days)
    else:
        total = desk.kept(("count", view.wanted, seen.key), lambda: seen.count(view.wanted, facets))
    return days, facets, total


def _without_days(view: View) -> Filter:
    return replace(view.wanted, since=None, until=None)


def _dots(desk: Any, voices: list[Any]) -> list[tuple[str, str, int]]:
    """How many claims each side gives, as (colour, name, claims)."""
    found: dict[tuple[str, str], int] = {}
    names = {"c3": "third parties", "c0": "not attributed", "c8": "witnesses and medics"}
    for voice in voices:
        colour = desk.colour(voice.party, voice.kind)
        name = desk.party(voice.party) or names.get(colour, "not attributed")
        found[colour, name] = found.get((colour, name), 0) + voice.claims
    last = {"c3": 1, "c8": 2, "c0": 3}
    ordered = sorted(found.items(), key=lambda x: (last.get(x[0][0], 0), -x[1], x[0][1]))
    return [(colour, name, count) for (colour, name), count in ordered][:6]


def _shown(desk: Any, view: View, field: str, values: list[Facet]) -> list[tuple[str, str, int, str | None]]:
    """Values of a facet as (value, label, events, colour), the chosen ones among them whatever their count."""
    listed = {f.value: f.events for f in values}
    chosen = view.words().get(field, [])
    for value in chosen if isinstance(chosen, list) else [chosen]:
        listed.setdefault(value, 0)
    return [(v, _label(desk, field, v), n, desk.colour(v) if field == "party" else None) for v, n in listed.items()]


def _label(desk: Any, field: str, value: str) -> str:
    if field == "type":
        return str(desk.type(value))
    if field == "party":
        return str(desk.party(value))
    if field == "country":
        known = desk.codebook.countries.get(value)
        return known.name if known else value
    if field == "contested":
        return "contradicted" if value in ("yes", "true", "1") else "not contradicted"
    return value.replace("_", " ")


@router.get("/map.json")
def map_data(request: Request, visitor: Who) -> Response:
    """The places of the events that an address of the page stands for, for the map."""
    desk = request.app.state.desk
    view = View.read("/events", request.query_params)
    seen = lens(request, visitor)
    spots = desk.kept(("spots", view.wanted, seen.key), lambda: seen.spots(view.wanted))
    return JSONResponse(features(spots, seen), headers={"Cache-Control": "private, no-cache"})


@router.get("/borders.json")
def borders(request: Request, visitor: Who) -> Response:
    """Further borders the user brought."""
    path = request.app.state.settings.borders
    text = path.read_text("utf-8") if path else '{"type": "FeatureCollection", "features": []}'
    return Response(text, media_type="application/geo+json", headers={"Cache-Control": "private, max-age=300"})


@router.get("/events.csv")
def table(request: Request, visitor: Who) -> Response:
    """All events of the view as a table, each with its permalink."""
    view = View.read("/events", request.query_params)
    seen = lens(request, visitor)
    base = str(request.base_url).rstrip("/")

    def rows() -> Any:
        yield _line([*_COLUMNS, "permalink"])
        after = None
        while True:
            found = seen.events(view.wanted, 500, after, order=view.order)
            yield "".join(_line([*_cells(row), f"{base}/events/{row.id}"]) for row in found.items)
            if found.next is None:
                return
            after = found.next

    name = 'attachment; filename="tidings-events.csv"'
    return StreamingResponse(rows(), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def _cells(row: EventRow) -> list[Any]:
    return [_plain(getattr(row, name)) for name in _COLUMNS]


def _plain(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return "'" + value
    return value


def _line(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
