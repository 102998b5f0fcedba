"""Merge, split and undo: what would be is shown first, and every decision carries its reason."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from tidings.errors import InputError
from tidings.ledger import Event
from tidings.web.lenses import lens
from tidings.web.rendering import page
from tidings.web.routes.event import shown
from tidings.web.visitors import Visitor, reviewer

router = APIRouter(include_in_schema=False)
Who = Annotated[Visitor, Depends(reviewer)]
Words = Annotated[str, Form()]


@router.get("/events/{id}/merge")
def merge_preview(request: Request, visitor: Who, id: str, other: str = "") -> Response:
    """The two events side by side, and what one of both would be."""
    desk = request.app.state.desk
    seen = lens(request, visitor)
    first = seen.event(id)
    second = seen.event(other) if other.strip() else None
    told = ""
    if second and second.row.id == first.row.id:
        second, told = None, f"{other} is this event already; name another"
    values: dict[str, Any] = {"first": first, "second": second, "told": told, "other": other}
    if second:
        values["joined"] = _joined(desk, first, second)
    else:
        values["near"] = _near(desk, first)
    return page(request, visitor, "merge.html", **values)


def _joined(desk: Any, first: Event, second: Event) -> Any:
    """What the claims of both would say together."""
    from tidings.assessment import assess

    claims = [r.claim for r in (*first.claims, *second.claims)]
    reports = {**first.reports, **second.reports}
    return assess(claims, reports.values(), policy=first.row.policy)


def _near(desk: Any, event: Event) -> list[Any]:
    """Events of about the same days and place, to choose from."""
    from datetime import timedelta

    from tidings.ledger import Filter

    row = event.row
    near = (row.latitude, row.longitude, 60.0) if row.latitude is not None and row.longitude is not None else None
    first, last = row.first_day or row.sort_day, row.last_day or row.sort_day
    wanted = Filter(since=first - timedelta(days=4), until=last + timedelta(days=4), near=near)
    return [r for r in desk.ledger.events(wanted, 13).items if r.id != row.id][:12]


@router.post("/events/{id}/merge")
async def merge(request: Request, visitor: Who, id: str, other: Words = "", why: Words = "") -> Response:
    """Make both one; the first keeps its id."""
    await request.app.state.gate.check_form(request)
    ledger = request.app.state.ledger
    kept = await _in_thread(ledger.merge, [id, other], who=visitor.name, why=_reason(why))
    request.app.state.desk.changed()
    return RedirectResponse(f"/events/{kept}", 303)


@router.get("/events/{id}/split")
def split_preview(request: Request, visitor: Who, id: str) -> Response:
    """The event's claims to choose from, and what either part would be."""
    desk = request.app.state.desk
    chosen = request.query_params.getlist("claim")
    found = lens(request, visitor).event(id)
    values = shown(desk, found, limit=None)
    values |= {"chosen": set(chosen), "split": None}
    if 0 < len(chosen) < len(found.claims):
        values["split"] = _parts(found, set(chosen))
    return page(request, visitor, "split.html", **values)


def _parts(found: Event, chosen: set[str]) -> list[Any]:
    from tidings.assessment import assess
    from tidings.linking import title

    parts = []
    for inside in (False, True):
        claims = [r.claim for r in found.claims if (r.id in chosen) == inside]
        parts.append((title(claims), assess(claims, found.reports.values(), policy=found.row.policy)))
    return parts


@router.post("/events/{id}/split")
async def split(request: Request, visitor: Who, id: str, why: Words = "") -> Response:
    """Make the chosen claims an event of their own."""
    await request.app.state.gate.check_form(request)
    form = await request.form()
    chosen = [str(c) for c in form.getlist("claim")]
    new = await _in_thread(request.app.state.ledger.split, id, chosen, who=visitor.name, why=_reason(why))
    request.app.state.desk.changed()
    return RedirectResponse(f"/events/{new}", 303)


@router.post("/changes/{number}/undo")
async def undo(request: Request, visitor: Who, number: int, back: Words = "/events", why: Words = "") -> Response:
    """Take a decision back."""
    await request.app.state.gate.check_form(request)
    ledger = request.app.state.ledger
    await _in_thread(ledger.undo, number, who=visitor.name, why=why.strip() or "taken back")
    request.app.state.desk.changed()
    return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/events", 303)


@router.post("/events/{id}/grade")
async def grade(request: Request, visitor: Who, id: str, value: Words = "", why: Words = "") -> Response:
    """Put a person's grade in place of the rule's, or take it away."""
    await request.app.state.gate.check_form(request)
    ledger = request.app.state.ledger
    await _in_thread(ledger.grade, id, value or None, who=visitor.name, why=_reason(why))
    request.app.state.desk.changed()
    return RedirectResponse(f"/events/{id}", 303)


def _reason(why: str) -> str:
    if not why.strip():
        raise InputError("say why: every decision is kept with its reason")
    return why.strip()


async def _in_thread(call: Any, *args: Any, **more: Any) -> Any:
    from starlette.concurrency import run_in_threadpool

    return await run_in_threadpool(call, *args, **more)
