"""The read-only JSON API under /api/v1, and the page that tells of it. Pages and API ask the ledger the same."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from tidings.ledger import ClaimRow, EventRow, Filter, ReportRow
from tidings.web import records
from tidings.web.geography import point
from tidings.web.lenses import Lens, lens
from tidings.web.rendering import page
from tidings.web.visitors import Visitor, viewer

_ANSWERS: dict[int | str, dict[str, Any]] = {
    code: {"model": records.Problem, "description": words}
    for code, words in {
        304: "nothing has changed since the ETag given",
        400: "a filter that cannot be",
        401: "log in first",
        404: "there is no such thing",
        422: "a value of the wrong kind",
        503: "the ledger cannot answer now",
    }.items()
}
_ANSWERS[304].pop("model")
router = APIRouter()
v1 = APIRouter(prefix="/api/v1", responses=_ANSWERS, tags=["v1"])
Who = Annotated[Visitor, Depends(viewer)]
Listed = Annotated[list[str], Query(max_length=20)]
Limit = Annotated[int, Query(ge=1, le=500, description="how many at most")]
After = Annotated[str | None, Query(description="the cursor `next` of the page before")]
_NUMBERS = r"^-?\d+(\.\d+)?(,-?\d+(\.\d+)?){{{}}}$"
Order = Literal["latest", "oldest", "updated", "changed", "toll"]


def filters(
    since: Annotated[date | None, Query(description="first day, YYYY-MM-DD")] = None,
    until: Annotated[date | None, Query(description="last day, YYYY-MM-DD")] = None,
    place: Listed = [],  # noqa: B006 - FastAPI copies it
    near: Annotated[str | None, Query(description="LATITUDE,LONGITUDE,KM", pattern=_NUMBERS.format(2))] = None,
    box: Annotated[str | None, Query(description="SOUTH,WEST,NORTH,EAST", pattern=_NUMBERS.format(3))] = None,
    country: Listed = [],  # noqa: B006
    type: Listed = [],  # noqa: B006
    source: Listed = [],  # noqa: B006
    kind: Listed = [],  # noqa: B006
    party: Listed = [],  # noqa: B006
    publisher: Listed = [],  # noqa: B006
    grade: Listed = [],  # noqa: B006
    contested: Annotated[Literal["yes", "no"] | None, Query(description="whether accounts contradict")] = None,
    toll_min: Annotated[int | None, Query(ge=0, le=2_000_000_000)] = None,
    toll_max: Annotated[int | None, Query(ge=0, le=2_000_000_000)] = None,
    text: Annotated[str | None, Query(description="words in the claims' sentences")] = None,
    updated_since: Annotated[str | None, Query(description="UTC time of the last change")] = None,
    report: Annotated[str | None, Query(description="id of a report")] = None,
) -> Filter:
    """The filter that lists, maps and pages share."""
    return Filter.read({k: v for k, v in locals().items() if v not in (None, [], "")})


Wanted = Annotated[Filter, Depends(filters)]


def _answer(
    request: Request, visitor: Visitor, make: Callable[[Lens], Any], media: str = "application/json"
) -> Response:
    """JSON with an ETag; nothing is worked out for who has it already."""
    desk = request.app.state.desk
    told = [desk.overview.last_change(), str(request.url), visitor.public, request.app.state.version]
    etag = 'W/"' + hashlib.sha256(json.dumps(told).encode()).hexdigest()[:24] + '"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == etag and not visitor.public:
        return Response(status_code=304, headers=headers)
    return JSONResponse(make(lens(request, visitor)), headers=headers, media_type=media)


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def event_record(row: EventRow, base: str) -> dict[str, Any]:
    """An event of a list."""
    return {**row.record(), "permalink": f"{base}/events/{row.id}"}


def claim_record(seen: Lens, row: ClaimRow) -> dict[str, Any]:
    """A claim of a list."""
    return {**seen.record(row), "publisher": row.publisher, "published": row.published}


def report_record(row: ReportRow) -> dict[str, Any]:
    """A report of a list."""
    values = asdict(row)
    return {name: values[name] for name in records.ReportRecord.model_fields}


@v1.get("/events", response_model=records.EventsPage)
def events(
    request: Request, visitor: Who, wanted: Wanted, limit: Limit = 50, after: After = None, order: Order = "latest"
) -> Response:
    """Events that meet a filter."""

    def make(seen: Lens) -> Any:
        found = seen.events(wanted, limit, after, order=order)
        return {"items": [event_record(r, _base(request)) for r in found.items], "next": found.next}

    return _answer(request, visitor, make)


@v1.get(
    "/events.geojson",
    response_model=records.FeaturePage,
    responses={200: {"content": {"application/geo+json": {}}, "description": "GeoJSON"}},
)
def geojson(
    request: Request, visitor: Who, wanted: Wanted, limit: Limit = 500, after: After = None, order: Order = "latest"
) -> Response:
    """The same events as GeoJSON."""

    def make(seen: Lens) -> Any:
        found = seen.events(wanted, limit, after, order=order)
        features = [_feature(event_record(r, _base(request)), public=seen.public) for r in found.items]
        return {"type": "FeatureCollection", "features": features, "next": found.next}

    return _answer(request, visitor, make, "application/geo+json")


def _feature(record: dict[str, Any], *, public: bool) -> dict[str, Any]:
    """No point for a whole country, and none where nobody says where."""
    placed = record["latitude"] is not None and record["longitude"] is not None and record["level"] != "country"
    geometry = point(record["longitude"], record["latitude"], public=public) if placed else None
    hidden = {"places", "latitude", "longitude"}
    return {
        "type": "Feature",
        "id": record["id"],
        "geometry": geometry,
        "properties": {k: v for k, v in record.items() if k not in hidden},
    }


@v1.get("/events/{id}", response_model=records.EventDetail)
def event(request: Request, visitor: Who, id: str, policy: str | None = None, as_of: str | None = None) -> Response:
    """One event with its claims and assessment, under a toll policy, as known on a day."""
    from tidings.web.routes.event import _day

    def make(seen: Lens) -> Any:
        found = seen.event(id, policy=policy or None, as_of=_day(as_of))
        reports = [r.model_dump(mode="json", exclude={"text"}) for r in found.reports.values()]
        return {
            **event_record(found.row, _base(request)),
            "claims": [claim_record(seen, row) for row in found.claims],
            "reports": reports,
            "assessment": found.assessment.model_dump(mode="json"),
        }

    return _answer(request, visitor, make)


@v1.get("/events/{id}/history")
def history(request: Request, visitor: Who, id: str) -> Response:
    """The changes that touched an event, oldest first."""

    def make(seen: Lens) -> Any:
        rows = seen.ledger.history(id)
        return {"items": [{**asdict(r), "why": seen.words(r.why or "") or None} for r in rows], "next": None}

    return _answer(request, visitor, make)


@v1.get("/claims", response_model=records.ClaimsPage)
def claims(
    request: Request, visitor: Who, wanted: Wanted, limit: Limit = 50, after: After = None, event: str | None = None
) -> Response:
    """Claims that meet a filter, in the order they came."""

    def make(seen: Lens) -> Any:
        found = seen.claims(wanted, limit, after, event=event)
        return {"items": [claim_record(seen, r) for r in found.items], "next": found.next}

    return _answer(request, visitor, make)


@v1.get("/claims/{id}")
def claim(request: Request, visitor: Who, id: str) -> Response:
    """One claim, or what stands in its place now."""
    return _answer(request, visitor, lambda seen: claim_record(seen, seen.claim(id)))


@v1.get("/reports", response_model=records.ReportsPage)
def reports(request: Request, visitor: Who, wanted: Wanted, limit: Limit = 50, after: After = None) -> Response:
    """Reports, newest first; of the filter days, publisher, words and id narrow them."""

    def make(seen: Lens) -> Any:
        found = seen.reports(wanted, limit, after)
        return {"items": [report_record(r) for r in found.items], "next": found.next}

    return _answer(request, visitor, make)


@v1.get("/reports/{id:path}", response_model=records.ReportDetail)
def report(request: Request, visitor: Who, id: str, version: str | None = None) -> Response:
    """One report with its text and claims."""

    def make(seen: Lens) -> Any:
        row, text, rows = seen.report(id, version)
        return {"report": report_record(row), "text": text.text, "claims": [claim_record(seen, r) for r in rows]}

    return _answer(request, visitor, make)


@v1.get("/facets")
def facets(request: Request, visitor: Who, wanted: Wanted) -> Response:
    """How many events there are by field and value."""

    def make(seen: Lens) -> Any:
        listed = {field: seen.choices(field, rows) for field, rows in seen.desk.facets(wanted).items()}
        return {field: [{"value": f.value, "events": f.events} for f in rows] for field, rows in listed.items()}

    return _answer(request, visitor, make)


@v1.get("/timeline")
def timeline(request: Request, visitor: Who, wanted: Wanted) -> Response:
    """Events by day."""

    def make(seen: Lens) -> Any:
        return {
            "items": [{**asdict(d), "day": d.day.isoformat()} for d in seen.days(wanted)],
            "next": None,
        }

    return _answer(request, visitor, make)


@v1.get("/trends")
def trends(request: Request, visitor: Who, wanted: Wanted) -> Response:
    """Events and tolls by day, type and country, under the ledger's own policy."""

    def make(seen: Lens) -> Any:
        cells = seen.desk.overview.cells(wanted)
        return {"items": [{**asdict(c), "day": c.day.isoformat()} for c in cells], "next": None}

    return _answer(request, visitor, make)


@v1.get("/sources")
def sources(request: Request, visitor: Who, wanted: Wanted) -> Response:
    """Who speaks how often; days, kind and party narrow it."""

    def make(seen: Lens) -> Any:
        rows = seen.desk.overview.speakers(wanted, 500)
        items = []
        for row in rows:
            days = {d: getattr(row, d).isoformat() if getattr(row, d) else None for d in ("first", "last")}
            items.append({**asdict(row), "name": seen.words(row.name) if row.name else None, **days})
        return {"items": items, "next": None}

    return _answer(request, visitor, make)


@v1.get("/deleted", response_model=records.DeletedPage)
def deleted(
    request: Request,
    visitor: Who,
    since: Annotated[str | None, Query(description="UTC time; only what went since")] = None,
) -> Response:
    """Events that are no more, for whoever keeps a copy in step."""

    def make(seen: Lens) -> Any:
        moment = Filter.read({"updated_since": since}).updated_since if since else None
        return {"items": [asdict(d) for d in seen.ledger.deleted(moment)], "next": None}

    return _answer(request, visitor, make)


@v1.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Response:
    """The API told in OpenAPI."""
    return JSONResponse(specification(request.app))


def specification(app: FastAPI) -> dict[str, Any]:
    """The API in OpenAPI, made once."""
    if not hasattr(app.state, "openapi"):
        words = "Who says what happened: events, claims and reports of a ledger, read only."
        app.state.openapi = get_openapi(
            title="Tidings", version=app.state.version, description=words, routes=app.routes
        )
    made: dict[str, Any] = app.state.openapi
    return made


@router.get("/api", include_in_schema=False)
def told(request: Request, visitor: Who) -> Response:
    """The API told in a page."""
    return page(request, visitor, "api.html", spec=specification(request.app))


router.include_router(v1)
