"""Reviewers' decisions on single claims: kept, compared, exported as gold, never lost to a new reading."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import ValidationError
from sqlalchemy import Connection, select

from tidings import linking
from tidings.claim import Claim, Reason
from tidings.errors import InputError
from tidings.ledger import bonds, schema
from tidings.ledger.chain import Write
from tidings.ledger.eventrows import load_reports
from tidings.ledger.neighbours import Cache, Neighbours
from tidings.ledger.records import ChangeRow
from tidings.ledger.rows import claim_row, load_claim
from tidings.ledger.settling import settle

__all__ = ["Decision", "Review", "gold", "review", "reviews", "undo"]

Decision = Literal["accept", "reject", "edit", "none"]
_STATE = {"accept": "accepted", "reject": "rejected", "edit": "edited", "none": "none"}
_claims, _reviews = schema.claims, schema.reviews
_FIXED = ("id", "report", "why", "coder", "codebook")


@dataclass(frozen=True, slots=True)
class Review:
    """One decision of one reviewer on one claim (by id). `second`: only compared; `undone`: taken back."""

    claim: str
    who: str
    at: str
    decision: str
    why: str | None
    second: bool
    undone: bool
    change: int


def review(
    write: Write,
    cache: Cache,
    claim_id: str,
    decision: str,
    edits: Mapping[str, Any] | None = None,
    *,
    second: bool = False,
) -> str:
    """Decide on a claim in force; the id it has then.

    accept: it is as it should be. edit: it is with `edits` (fields of the claim's JSON, whole). reject: the words make
    no such claim. none: they make one, but no reading fits. A `second` reader's decision is kept and changes nothing.
    Raises InputError for an unknown claim or decision, or edits that do not fit.
    """
    if decision not in get_args(Decision):
        raise InputError(f"decision {decision!r} is unknown; use one of {', '.join(get_args(Decision))}")
    if bool(edits) != (decision == "edit"):
        raise InputError("edits go with the decision edit, and only with it")
    row = _in_force(write.conn, claim_id)
    new = row.number
    if not second:
        near = Neighbours(write.conn, cache)
        if decision == "edit":
            new = _edit(write, near, row, edits or {})
        elif decision == "accept":
            _stand(write, near, row)
        else:
            near.go([row.number])
            write.update(_claims, [row.number], state="rejected", review=_STATE[decision])
        settle(write, near, prior={new: row.event}, left={row.event} - {None})
    number, at = write.number, write.at
    values = {"claim": new, "who": write.who, "at": at, "decision": decision, "second": second, "undone": False}
    write.insert(_reviews, [{**values, "change": number}])
    write.subject = f"claim {claim_id}"
    write.payload = {"claim": row.number, "after": new, "decision": decision, "second": second}
    write.payload |= {"before": {"state": row.state, "review": row.review}}
    return str(write.conn.execute(select(_claims.c.id).where(_claims.c.number == new)).scalar_one())


def _in_force(conn: Connection, claim_id: str) -> Any:
    columns = (_claims.c.number, _claims.c.state, _claims.c.review, _claims.c.event, _claims.c.report, _claims.c.record)
    query = select(*columns).where(_claims.c.id == claim_id, _claims.c.state.in_(("current", "rejected")))
    row = conn.execute(query.order_by(_claims.c.state, _claims.c.number.desc())).first()
    if row is None:
        raise InputError(f"no claim in force has the id {claim_id!r}; `tidings claims` lists them")
    return row


def _stand(write: Write, near: Neighbours, row: Any) -> None:
    """A claim is accepted; one that was turned down is in force again."""
    write.update(_claims, [row.number], state="current", review="accepted")
    if row.state == "rejected":
        _come(write, near, row.number, row.report, load_claim(row.record))


def _come(write: Write, near: Neighbours, number: int, report: int, claim: Claim) -> None:
    near.come(report, {number: linking.item(claim, load_reports(write.conn, [report])[report])})


def _edit(write: Write, near: Neighbours, row: Any, edits: Mapping[str, Any]) -> int:
    """A new claim in the place of the old one."""
    claim = _edited(row.record, edits)
    near.go([row.number])
    write.update(_claims, [row.number], state="superseded")
    taken = select(_claims.c.number).where(_claims.c.id == claim.id, _claims.c.state == "current")
    if write.conn.execute(taken).first():
        raise InputError(f"as edited it says the same as claim {claim.id}; reject one of the two instead")
    (new,) = write.insert(_claims, [{**claim_row(claim, row.report), "review": "edited"}])
    write.update(_claims, [row.number], successor=new)
    bonds.follow(write, {row.number: new})
    _come(write, near, new, row.report, claim)
    return new


def _edited(record: str, edits: Mapping[str, Any]) -> Claim:
    """The claim with other values; its reasons say that a reviewer gave them."""
    wrong = [name for name in edits if name in _FIXED or name not in Claim.model_fields]
    if wrong:
        raise InputError(f"edits: {wrong[0]!r} cannot be edited; these can: {', '.join(sorted(_editable()))}")
    data = json.loads(record)
    reasons = [r for r in data.get("why", []) if r.get("field") not in edits]
    reasons += [Reason(field=name, rule="reviewer").model_dump() for name in edits]
    try:
        return Claim.model_validate_json(json.dumps({**data, **edits, "why": reasons}))
    except (ValidationError, TypeError, ValueError) as error:
        told = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        raise InputError(f"edits: {'.'.join(str(x) for x in told['loc'])}: {told['msg']}") from error


def _editable() -> set[str]:
    return set(Claim.model_fields) - set(_FIXED)


def undo(write: Write, cache: Cache, change: ChangeRow) -> None:
    """Take a decision back. Raises InputError where the claim was decided on since."""
    old, new = change.details["claim"], change.details["after"]
    r = _reviews.c
    mine = write.conn.execute(select(r.number, r.second).where(r.change == change.number)).one()
    write.update(_reviews, [mine.number], undone=True)
    if mine.second:
        return
    row = write.conn.execute(select(_claims).where(_claims.c.number == new)).one()
    later = select(r.change).where(r.claim == new, r.change > change.number, r.second.is_(False), r.undone.is_(False))
    if row.state not in ("current", "rejected") or write.conn.execute(later).first():
        raise InputError(f"{change.subject} was changed since; take the later change back first")
    near = Neighbours(write.conn, cache)
    before = change.details["before"]
    if row.state == "current":
        near.go([new])
    if old != new:
        write.update(_claims, [new], state="superseded", successor=old)
        bonds.follow(write, {new: old})
    write.update(_claims, [old], successor=None, **before)
    if before["state"] == "current":
        record = write.conn.execute(select(_claims.c.record).where(_claims.c.number == old)).scalar_one()
        _come(write, near, old, row.report, load_claim(record))
    settle(write, near, prior={old: row.event}, left={row.event} - {None})


def reviews(conn: Connection, claim_id: str | None = None, who: str | None = None) -> list[Review]:
    """Decisions, oldest first: on one claim, of one reviewer, or all."""
    r, c, x = _reviews.c, _claims.c, schema.changes.c
    columns = (c.id.label("claim"), r.who, r.at, r.decision, x.why, r.second, r.undone, r.change)
    joined = _reviews.join(_claims, r.claim == c.number).join(schema.changes, r.change == x.number)
    query = select(*columns).select_from(joined).order_by(r.number)
    if claim_id:
        query = query.where(c.id == claim_id)
    if who:
        query = query.where(r.who == who)
    return [Review(**row) for row in conn.execute(query).mappings()]


def gold(conn: Connection, *, complete: bool = False) -> Iterator[dict[str, Any]]:
    """Reports with their accepted and edited claims, as a gold file has them; `complete`: only those all decided on."""
    c = _claims.c
    wanted = select(c.report).where(c.review.is_not(None), c.state.in_(("current", "rejected"))).distinct()
    columns = (c.report, c.review, c.record, c.state)
    rows = (
        select(*columns)
        .where(c.report.in_(wanted), c.state.in_(("current", "rejected")))
        .order_by(c.report, c.trigger_start)
    )
    by_report: defaultdict[int, list[Any]] = defaultdict(list)
    for row in conn.execute(rows):
        by_report[row.report].append(row)
    for number, report in load_reports(conn, by_report).items():
        listed = by_report[number]
        whole = all(row.review for row in listed)
        if complete and not whole:
            continue
        yield {
            "id": report.id,
            "title": report.title,
            "text": report.text,
            "publisher": report.publisher,
            "published": report.day.isoformat() if report.day else None,
            "url": report.url,
            "licence": report.licence,
            "complete": whole,
            "claims": [_gold_claim(load_claim(row.record)) for row in listed if row.review in ("accepted", "edited")],
        }


def _gold_claim(claim: Claim) -> dict[str, Any]:
    """A claim as the annotation guide writes it."""
    found: dict[str, Any] = {
        "trigger": claim.trigger.text,
        "start": claim.trigger.start,
        "event": claim.event,
        "source": claim.source and (claim.source.name or claim.source.text),
        "source_kind": claim.source.kind if claim.source else "reporter",
        "stance": claim.stance,
        "status": claim.status,
        "actor": [a.name or a.text for a in claim.actor],
        "target": [t.name or t.text for t in claim.target],
        "place": [{"name": p.name or p.text, "country": p.country} for p in claim.place],
        "date": {"start": claim.date.start.isoformat(), "end": claim.date.end.isoformat()} if claim.date else None,
        "means": list(claim.means),
        "toll": {kind: [t.min, t.max] for kind, t in claim.toll.items()},
    }
    return {**found, "background": True} if claim.background else found
