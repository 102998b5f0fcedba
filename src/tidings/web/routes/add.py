"""Add: a text or a file in, its claims to see before anything is stored."""

import asyncio
import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from tidings.claim import Report
from tidings.errors import InputError
from tidings.web.marking import paragraphs
from tidings.web.rendering import page
from tidings.web.uploads import reports_of
from tidings.web.visitors import Visitor, reviewer

router = APIRouter(include_in_schema=False)
Who = Annotated[Visitor, Depends(reviewer)]
Words = Annotated[str, Form()]
FIELDS = ("text", "title", "publisher", "published", "url")
_MOST = 20
"""Reports of one upload that are read for the preview; longer files are for `tidings add`."""


@router.get("/add")
def form(request: Request, visitor: Who) -> Response:
    """The form."""
    return page(request, visitor, "add.html", told="", given=dict.fromkeys(FIELDS, ""))


@router.post("/add")
async def preview(
    request: Request,
    visitor: Who,
    text: Words = "",
    title: Words = "",
    publisher: Words = "",
    published: Words = "",
    url: Words = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Read what was given and show its claims; nothing is stored yet."""
    await request.app.state.gate.check_form(request)
    given = {"text": text, "title": title, "publisher": publisher, "published": published, "url": url}
    try:
        data = await file.read() if file is not None and file.filename else None
        name = file.filename or "" if file is not None else ""
        reports, notices = await run_in_threadpool(reports_of, given, data, name, request.app.state.settings.max_upload)
        state = request.app.state
        readings = await asyncio.get_running_loop().run_in_executor(state.desk.reading, _read, state, reports[:_MOST])
    except InputError as error:
        return page(request, visitor, "add.html", 400, told=str(error), given=given)
    if len(reports) > _MOST:
        notices.append(f"shown are the first {_MOST} of {len(reports)} reports; `tidings add` takes longer files whole")
    values: dict[str, Any] = {"readings": readings, "notices": notices, "given": given}
    return page(request, visitor, "preview.html", **values)


def _read(state: Any, reports: list[Report]) -> list[dict[str, Any]]:
    """Claims of each report, marked in its text."""
    desk = state.desk
    readings = list(state.reader.read(reports))
    found = []
    for report, reading in zip(reports, readings, strict=True):
        claims = reading.claims
        sources = [(c.source.party, c.source.kind) if c.source else (None, None) for c in claims]
        found.append(
            {
                "report": report,
                "claims": claims,
                "notices": reading.notices,
                "error": reading.error,
                "paragraphs": paragraphs(report.text, claims),
                "colours": [desk.colour(p, k) for p, k in sources],
                "known": state.ledger.knows(report),
                "packed": json.dumps(
                    {"report": report.model_dump(mode="json"), "claims": [c.record() for c in claims]}
                ),
            }
        )
    return found


@router.post("/add/store")
async def store(request: Request, visitor: Who, why: Words = "") -> Response:
    """Keep reports as they were shown, leaving out the claims that were unticked."""
    await request.app.state.gate.check_form(request)
    form_ = await request.form()
    packed = [str(p) for p in form_.getlist("packed")]
    kept = {str(c) for c in form_.getlist("claim")}
    if not packed:
        raise HTTPException(400, "nothing to store; add a text first")
    added = []
    for one in packed:
        added.append(await run_in_threadpool(_store, request.app.state, one, kept, visitor.name, why))
    request.app.state.desk.changed()
    if len(added) == 1:
        return RedirectResponse(f"/reports/{added[0].report}", 303)
    return RedirectResponse("/reports", 303)


def _store(state: Any, packed: str, kept: set[str], who: str, why: str) -> Any:
    try:
        data = json.loads(packed)
        report = Report.model_validate(data["report"])
        claims = [c for c in data["claims"] if c.get("id") in kept]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("the form does not hold a report; add the text again") from error
    return state.ledger.add(report, claims, who=who, why=why.strip() or "added on the Add page")


def today() -> str:
    """For the form."""
    return date.today().isoformat()
