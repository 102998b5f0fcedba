"""Trends: events and tolls by week, type, region and policy as small plots, to look at and to take away."""

import csv
import io
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from tidings.assessment import names
from tidings.errors import InputError
from tidings.ledger.overview import Cell
from tidings.web.addresses import View
from tidings.web.desk import Desk
from tidings.web.rendering import page
from tidings.web.trending import MEASURES, Trend, trend
from tidings.web.visitors import Visitor, viewer

router = APIRouter(include_in_schema=False)
Who = Annotated[Visitor, Depends(viewer)]
_ANEW = 1_000
"""Events that are assessed anew at most for a policy the ledger does not keep."""


def _asked(request: Request) -> tuple[View, str, str, str, str | None]:
    params = request.query_params
    by = params.get("by", "type")
    measure = params.get("measure", "events")
    step = params.get("step", "week")
    if by not in ("type", "country") or measure not in MEASURES or step not in ("day", "week", "month", "year"):
        raise InputError("trends: by is type or country; step is day, week, month or year; measure one of the page's")
    policy = params.get("policy") or None
    if policy and policy not in names():
        raise InputError(f"policy {policy!r} is unknown; use one of {', '.join(names())}")
    return View.read("/trends", params), by, measure, step, policy


def _trend(desk: Desk, request: Request) -> Trend | None:
    view, by, measure, step, policy = _asked(request)
    return trend(figures(desk, view, policy), by, measure, step)


def figures(desk: Desk, view: View, policy: str | None = None) -> list[Cell]:
    """Events and tolls by day, type and country."""
    return desk.kept(("cells", view.wanted, policy), lambda: _cells(desk, view, policy))


def _cells(desk: Desk, view: View, policy: str | None) -> list[Cell]:
    """The figures as the ledger keeps them, or assessed anew under another policy."""
    listed = desk.ledger.events(view.wanted, 1).items
    if policy is None or not listed or listed[0].policy == policy:
        return desk.overview.cells(view.wanted)
    number = desk.ledger.count(view.wanted)
    if number > _ANEW:
        raise InputError(
            f"policy {policy} needs {number:,} events assessed anew, at most {_ANEW:,} can be here; narrow the days"
        )
    found = []
    for row in desk.ledger.events(view.wanted, None, order="oldest").items:
        toll = desk.ledger.event(row.id, policy=policy).assessment.toll
        killed, injured = toll.killed, toll.injured
        low, high = (killed.min or 0, killed.max or 0) if killed else (0, 0)
        best = killed.best if killed and killed.best is not None else low
        hurt = (injured.best if injured.best is not None else injured.min or 0) if injured else 0
        found.append(Cell(row.sort_day, row.type, row.country, 1, low, best, high, hurt))
    return found


@router.get("/trends")
def trends(request: Request, visitor: Who) -> Response:
    """The page."""
    desk: Desk = request.app.state.desk
    view, by, measure, step, policy = _asked(request)
    found = _trend(desk, request)
    current = desk.ledger.events(view.wanted, 1).items
    values: dict[str, Any] = {
        "view": view,
        "by": by,
        "measure": measure,
        "step": found.step if found else step,
        "trend": found,
        "policy": policy or (current[0].policy if current else ""),
        "policies": names(),
        "measures": MEASURES,
        "label": lambda name: "all" if name == "*" else _label(desk, by, name),
        "download": f"/trends.csv?{request.url.query}",
    }
    return page(request, visitor, "trends.html", **values)


def _label(desk: Desk, by: str, name: str) -> str:
    if by == "type":
        return desk.type(name)
    known = desk.codebook.countries.get(name)
    return known.name if known else name or "no country given"


@router.get("/trends.csv")
def table(request: Request, visitor: Who) -> Response:
    """The table the plots are drawn from."""
    desk: Desk = request.app.state.desk
    _, by, _, _, policy = _asked(request)
    found = _trend(desk, request)
    out = io.StringIO()
    writer = csv.writer(out)
    columns = ["events", "killed_low", "killed", "killed_high", "injured"]
    writer.writerow(["from", by, *columns, "policy"])
    for day, name, values in found.rows if found else []:
        writer.writerow([day, name, *(values.get(c, 0) for c in columns), policy or "as kept in the ledger"])
    name = 'attachment; filename="tidings-trends.csv"'
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})
