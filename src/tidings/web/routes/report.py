"""Report: the full text, its claims marked and told in the margin."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from tidings.ledger import Filter
from tidings.web.addresses import View
from tidings.web.lenses import lens
from tidings.web.marking import paragraphs
from tidings.web.rendering import page
from tidings.web.visitors import Visitor, viewer

router = APIRouter(include_in_schema=False)
Who = Annotated[Visitor, Depends(viewer)]
_PAGE = 50


@router.get("/reports")
def reports(request: Request, visitor: Who, after: str | None = None) -> Response:
    """All reports, newest first."""
    view = View.read("/reports", request.query_params)
    found = lens(request, visitor).reports(view.wanted, _PAGE, after)
    following = view.put(after=found.next) if found.next else None
    return page(request, visitor, "reports.html", view=view, rows=found.items, next=following)


@router.get("/reports/{id:path}")
def report(request: Request, visitor: Who, id: str, version: str | None = None) -> Response:
    """One report."""
    desk = request.app.state.desk
    row, text, rows = lens(request, visitor).report(id, version)
    claims = [r.claim for r in rows]
    values: dict[str, Any] = {
        "row": row,
        "report": text,
        "rows": rows,
        "claims": claims,
        "colours": [
            desk.colour(c.source.party if c.source else None, c.source.kind if c.source else None) for c in claims
        ],
        "paragraphs": paragraphs(text.text, claims),
        "versions": desk.ledger.versions(id),
        "events": _titles(desk, rows),
    }
    return page(request, visitor, "report.html", **values)


def _titles(desk: Any, rows: list[Any]) -> dict[str, str]:
    """Titles of the events that claims of one report are in."""
    if not rows:
        return {}
    found = desk.ledger.events(Filter(report=rows[0].report), 200).items
    return {e.id: e.title for e in found}
