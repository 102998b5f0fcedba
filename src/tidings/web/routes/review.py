"""Review queue: the most doubtful claims first, one at a time, decided with one key; every decision is recorded."""

import json
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from tidings.claim import Claim, SourceKind, Stance, Status
from tidings.errors import InputError
from tidings.ledger import ClaimRow
from tidings.web.addresses import query
from tidings.web.agreement import agreement
from tidings.web.lenses import lens
from tidings.web.marking import sentence
from tidings.web.rendering import page
from tidings.web.visitors import Visitor, reviewer

router = APIRouter(include_in_schema=False)
Who = Annotated[Visitor, Depends(reviewer)]
Words = Annotated[str, Form()]
_AHEAD = 25
_AROUND = 700
"""Letters of context before and after the sentence."""
KEYS = (
    ("next", "j", "next claim"), ("previous", "k", "previous claim"), ("accept", "Enter", "accept and next"),
    ("reject", "x", "reject and next"), ("none", "n", "none of these readings fits"), ("edit", "e", "edit"),
    ("merge", "m", "merge its event"), ("split", "s", "split its event"), ("undo", "u", "undo the last decision"),
    ("help", "?", "these keys"),
)  # fmt: skip


@router.get("/review")
def review(
    request: Request, visitor: Who, claim: str | None = None, event: str | None = None, second: bool = False
) -> Response:
    """The page: one claim with its words around it, and the queue."""
    desk = request.app.state.desk
    ledger = desk.ledger
    waiting = desk.overview.queue(_AHEAD, unseen_by=visitor.name if second else None, event=event)
    row = ledger.claim(claim) if claim else waiting[0] if waiting else None
    listed = waiting if row is None or any(w.id == row.id for w in waiting) else [row, *waiting]
    at = next((n for n, w in enumerate(listed) if row and w.id == row.id), 0)
    mine = [r for r in ledger.reviews(who=visitor.name) if not r.undone]
    state = {"event": event, "second": "1" if second else None}
    values: dict[str, Any] = {
        "row": row,
        "queue": [(w, w.claim) for w in listed],
        "at": at,
        "before": _address(listed[at - 1].id, state) if at > 0 else None,
        "after": _address(listed[at + 1].id, state) if at + 1 < len(listed) else None,
        "last": mine[-1] if mine else None,
        "progress": desk.progress(),
        "second": second,
        "agreement": agreement(ledger.reviews()) if second else None,
        "keys": KEYS,
        "state": state,
        "event_id": event,
    }
    if row is not None:
        values |= _shown(request, visitor, row)
    return page(request, visitor, "review.html", **values)


def _address(claim: str, state: dict[str, Any]) -> str:
    return "/review?" + query({k: v for k, v in {"claim": claim, **state}.items() if v})


def _shown(request: Request, visitor: Visitor, row: ClaimRow) -> dict[str, Any]:
    """The claim, its sentence in pieces, and the words around it."""
    desk = request.app.state.desk
    claim = row.claim
    _, report, _ = lens(request, visitor).report(row.report)
    start, end = claim.evidence.start, claim.evidence.end
    return {
        "claim": claim,
        "pieces": sentence(claim),
        "report": report,
        "lead": report.text[max(0, start - _AROUND) : start],
        "rest": report.text[end : end + _AROUND],
        "colour": desk.colour(
            claim.source.party if claim.source else None, claim.source.kind if claim.source else None
        ),
        "types": sorted((desk.type(t), t) for t in desk.codebook.events),
        "stances": get_args(Stance),
        "statuses": get_args(Status),
        "kinds": get_args(SourceKind),
        "decided": [r for r in desk.ledger.reviews(row.id) if not r.undone],
    }


@router.post("/review/{claim}")
async def decide(
    request: Request, visitor: Who, claim: str, decision: Words, why: Words = "", following: Words = ""
) -> Response:
    """Keep a decision and go on to the next claim."""
    state = request.app.state
    await state.gate.check_form(request)
    form = {k: str(v) for k, v in (await request.form()).items()}
    second = form.get("second") == "1"
    row = await run_in_threadpool(state.ledger.claim, claim)
    edits = _edits(row.claim, form) if decision == "edit" else None
    if decision == "edit" and not edits:
        raise InputError("nothing was changed; accept the claim as it is, or change a value")
    await run_in_threadpool(
        state.ledger.review, claim, decision, why=why.strip() or None, who=visitor.name, edits=edits, second=second
    )
    state.desk.changed()
    words = {"claim": following, "event": form.get("event_id", ""), "second": "1" if second else ""}
    told = query({k: v for k, v in words.items() if v})
    return RedirectResponse("/review" + (f"?{told}" if told else ""), 303)


def _edits(claim: Claim, form: dict[str, str]) -> dict[str, Any]:
    """The fields of the claim's JSON that the form gives otherwise."""
    data = json.loads(claim.model_dump_json())
    new: dict[str, Any] = {
        "event": form.get("event", claim.event),
        "stance": form.get("stance", claim.stance),
        "status": form.get("status", claim.status),
        "background": form.get("background") == "1",
        "toll": _toll(data["toll"], form),
        "date": _date(data["date"], form),
    }
    if data["source"]:
        party = form.get("party", "").strip() or None
        new["source"] = {**data["source"], "kind": form.get("kind", data["source"]["kind"]), "party": party}
    return {name: value for name, value in new.items() if value != data[name]}


def _toll(old: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    found = dict(old)
    for kind in ("killed", "injured"):
        low, high = (_number(form.get(f"{kind}_{end}", ""), f"{kind} {end}") for end in ("min", "max"))
        if low is None and high is None:
            found.pop(kind, None)
        else:
            found[kind] = {**old.get(kind, {"text": "", "at": None}), "min": low, "max": high}
    return found


def _number(words: str, what: str) -> int | None:
    if not words.strip():
        return None
    try:
        return int(words)
    except ValueError as error:
        raise InputError(f"{what}: {words!r} is no whole number") from error


def _date(old: dict[str, Any] | None, form: dict[str, str]) -> dict[str, Any] | None:
    start, end = form.get("date_start", "").strip(), form.get("date_end", "").strip()
    if not start and not end:
        return None
    start, end = start or end, end or start
    if old and (old["start"], old["end"]) == (start, end):
        return old
    precision = "day" if start == end else "days"
    return {
        "start": start,
        "end": end,
        "precision": precision,
        "text": (old or {}).get("text", ""),
        "at": (old or {}).get("at"),
    }
