"""What people decide about events: merge, split, delete, a grade of their own, and taking any of it back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from sqlalchemy import Connection, select

from tidings import linking
from tidings.assessment.models import GradeName
from tidings.errors import InputError
from tidings.ledger import bonds, eventrows, reviewing, schema
from tidings.ledger.chain import Write, portions
from tidings.ledger.dossier import event_number
from tidings.ledger.eventrows import load_reports
from tidings.ledger.lineage import current_claims, live
from tidings.ledger.neighbours import Cache, Neighbours
from tidings.ledger.records import ChangeRow
from tidings.ledger.rows import load_claim
from tidings.ledger.settling import settle

__all__ = ["delete", "grade", "merge", "split", "undo"]

_claims, _reports, _events = schema.claims, schema.reports, schema.events


def _needs_why(write: Write) -> None:
    if not (write.why or "").strip():
        raise InputError(f"a {write.what} needs a reason; say why")


def merge(write: Write, cache: Cache, ids: Sequence[str]) -> str:
    """Make events one for good; the first keeps its id, the others lead to it. Raises InputError for fewer than two."""
    _needs_why(write)
    numbers = list(dict.fromkeys(event_number(write.conn, i)[0] for i in ids))
    if len(numbers) < 2:
        raise InputError(f"{' and '.join(ids)} are one event already; name two that differ")
    _, name = event_number(write.conn, ids[0])
    first = numbers[0]
    before = {n: current_claims(write.conn, n) for n in numbers}
    claims = [c for listed in before.values() for c in listed]
    near = Neighbours(write.conn, cache)
    bonds.together(write, claims)
    near.unite(claims)
    settle(write, near, prior=dict.fromkeys(claims, first), keep={first}, left=numbers)
    write.subject = f"event {name}"
    write.payload = {"into": first, "events": {str(n): listed for n, listed in before.items()}}
    return name


def split(write: Write, cache: Cache, id: str, claim_ids: Iterable[str]) -> str:
    """Make some claims of an event an event of their own for good; its id.

    Raises InputError where a claim is not of the event, or none would be left.
    """
    _needs_why(write)
    number, name = event_number(write.conn, id)
    inside = current_claims(write.conn, number)
    rows = write.conn.execute(select(_claims.c.number, _claims.c.id).where(_claims.c.number.in_(inside))).all()
    known = {row.id: row.number for row in rows}
    chosen = list(dict.fromkeys(claim_ids))
    for claim in chosen:
        if claim not in known:
            raise InputError(f"claim {claim} is not of event {name}; `tidings show {name}` lists its claims")
    if not 0 < len(chosen) < len(inside):
        raise InputError(f"event {name} has {len(inside)} claims; name some of them, not none and not all")
    own = [known[c] for c in chosen]
    near = Neighbours(write.conn, cache)
    bonds.apart(write, own, [n for n in inside if n not in set(own)])
    near.unite(inside)
    settle(write, near, prior=dict.fromkeys(own), keep={number}, left=[number])
    (new,) = set(write.conn.execute(select(_claims.c.event).where(_claims.c.number.in_(own))).scalars())
    write.subject = f"event {name}"
    write.payload = {"event": number, "claims": own, "new": new}
    return str(write.conn.execute(select(_events.c.id).where(_events.c.number == new)).scalar_one())


def grade(write: Write, id: str, value: str | None) -> None:
    """Put a person's grade in place of the rule's, or (None) take it away. Raises InputError for an unknown grade."""
    _needs_why(write)
    names = get_args(GradeName)
    if value is not None and value not in names:
        raise InputError(f"grade {value!r} is unknown; use one of {', '.join(names)}")
    number, name = event_number(write.conn, id)
    before = write.conn.execute(select(_events.c.grade_given).where(_events.c.number == number)).scalar()
    write.update(_events, [number], grade_given=value)
    eventrows.refresh(write, number, whole=True)
    write.subject, write.payload = f"event {name}", {"event": number, "grade": value, "before": before}


# ---- tombstones


class _Target(NamedTuple):
    subject: str
    reports: list[int]
    claims: list[int]


def delete(write: Write, cache: Cache, id: str) -> str:
    """Take an event, a claim or a report (all by id) out of force; it stays stored and can be brought back."""
    _needs_why(write)
    target = _target(write.conn, id)
    near = Neighbours(write.conn, cache)
    rows = _claim_rows(write.conn, target.claims)
    near.go(r.number for r in rows if r.state == "current")
    write.update(_claims, [r.number for r in rows], state="deleted")
    write.update(_reports, target.reports, state="deleted")
    settle(write, near, left={r.event for r in rows if r.event is not None and r.state == "current"})
    write.subject = target.subject
    write.payload = {
        "reports": target.reports,
        "claims": [r.number for r in rows if r.state == "current"],
        "rejected": [r.number for r in rows if r.state == "rejected"],
    }
    return target.subject


def _target(conn: Connection, id: str) -> _Target:
    """What an id names: an event, else a claim, else a report."""
    in_force = _claims.c.state.in_(("current", "rejected"))
    if id.upper().startswith("E-"):
        number, name = event_number(conn, id)
        return _Target(f"event {name}", [], current_claims(conn, number))
    found = conn.execute(select(_claims.c.number).where(_claims.c.id == id, in_force)).scalars().all()
    if found:
        return _Target(f"claim {id}", [], list(found))
    where = (_reports.c.id == id, _reports.c.state == "current")
    reports = list(conn.execute(select(_reports.c.number).where(*where)).scalars())
    if not reports:
        raise InputError(f"nothing in force has the id {id!r}; give the id of an event, a claim or a report")
    claims = conn.execute(select(_claims.c.number).where(_claims.c.report.in_(reports), in_force)).scalars()
    return _Target(f"report {id}", reports, list(claims))


def _claim_rows(conn: Connection, numbers: Sequence[int]) -> list[Any]:
    columns = (_claims.c.number, _claims.c.state, _claims.c.event)
    return [
        row for group in portions(numbers) for row in conn.execute(select(*columns).where(_claims.c.number.in_(group)))
    ]


def restore(write: Write, near: Neighbours, numbers: Sequence[int]) -> None:
    """Bring claims back into force and into linking."""
    write.update(_claims, numbers, state="current")
    by_report: dict[int, list[int]] = {}
    rows: list[Any] = []
    for group in portions(numbers):
        rows += write.conn.execute(
            select(_claims.c.number, _claims.c.report, _claims.c.record).where(_claims.c.number.in_(group))
        ).all()
    for row in rows:
        by_report.setdefault(row.report, []).append(row.number)
    claims = {row.number: load_claim(row.record) for row in rows}
    for report, origin in load_reports(write.conn, by_report).items():
        own = by_report[report]
        near.come(report, dict(zip(own, linking.items([claims[n] for n in own], origin), strict=True)))


# ---- taking back


def undo(write: Write, cache: Cache, number: int) -> str:
    """Take back a merge, a split, a review, a deletion or a grade; what it was about.

    Raises InputError for a change that cannot be taken back, or was already.
    """
    row = write.conn.execute(select(schema.changes).where(schema.changes.c.number == number)).mappings().first()
    if row is None:
        raise InputError(f"there is no change {number}; `tidings show EVENT` lists an event's changes")
    ways: dict[str, Callable[[Write, Cache, ChangeRow], None]] = {
        "merge": _undo_merge,
        "split": _undo_split,
        "delete": _undo_delete,
        "grade": _undo_grade,
        "review": reviewing.undo,
    }
    change = ChangeRow.of(row)
    if change.what not in ways or row["payload"] is None:
        raise InputError(f"change {number} ({change.what}) cannot be taken back; {', '.join(ways)} can")
    if number in undone(write.conn, [number]):
        raise InputError(f"change {number} was taken back already")
    ways[change.what](write, cache, change)
    write.subject = f"change {number}"
    write.payload = {"undone": number, "what": change.what, "about": change.subject}
    return f"{change.what} of {change.subject}"


def undone(conn: Connection, numbers: Iterable[int]) -> set[int]:
    """Which of these changes were taken back."""
    subjects = {f"change {n}": n for n in numbers}
    x = schema.changes.c
    found = conn.execute(select(x.subject).where(x.what == "undo", x.subject.in_(subjects))).scalars()
    return {subjects[s] for s in found}


def _take_back(write: Write, cache: Cache, change: ChangeRow, origin: Mapping[int, int], keep: set[int]) -> None:
    """End the decisions of a change; its claims are linked anew, coming from the events in `origin`."""
    x = schema.constraints.c
    makers = write.conn.execute(select(x.made_by).where(x.ended_by == change.number)).scalars()
    about = bonds.undo(write, change.number, undone(write.conn, makers))
    near = Neighbours(write.conn, cache)
    near.unite(list({*origin, *about}))
    touched = write.conn.execute(select(_claims.c.event).where(_claims.c.number.in_(list(origin)))).scalars()
    settle(write, near, prior=origin, keep=keep, left={e for e in touched if e is not None})


def _still_there(conn: Connection, change: ChangeRow, event: int) -> None:
    """Raises InputError where the event of a decision has become part of another since."""
    row = conn.execute(select(_events.c.id, _events.c.successor).where(_events.c.number == event)).one()
    if row.successor is not None:
        _, now = event_number(conn, row.id)
        raise InputError(
            f"event {row.id} is part of {now} since; take back what came after change {change.number} first"
        )


def _undo_merge(write: Write, cache: Cache, change: ChangeRow) -> None:
    _still_there(write.conn, change, change.details["into"])
    origin: dict[int, int] = {}
    for event, claims in change.details["events"].items():
        origin |= dict.fromkeys(live(write.conn, claims), int(event))
    _take_back(write, cache, change, origin, {int(e) for e in change.details["events"]})


def _undo_split(write: Write, cache: Cache, change: ChangeRow) -> None:
    event = change.details["event"]
    _still_there(write.conn, change, event)
    origin = dict.fromkeys(live(write.conn, change.details["claims"]), event)
    _take_back(write, cache, change, origin, {event})


def _undo_delete(write: Write, cache: Cache, change: ChangeRow) -> None:
    details = change.details
    for report in details["reports"]:
        again = select(_reports.c.id).where(_reports.c.number == report, _reports.c.state == "deleted")
        if write.conn.execute(again).first() is None:
            raise InputError(f"{change.subject} was erased or changed since; nothing can be brought back")
    write.update(_reports, details["reports"], state="current")
    back, turned_down = (live(write.conn, details[name], "deleted") for name in ("claims", "rejected"))
    if not (back or turned_down or details["reports"]):
        raise InputError(f"{change.subject} was changed since, and nothing of it is left to bring back")
    _of_current_reports(write.conn, [*back, *turned_down], change)
    homes = {r.number: r.event for r in _claim_rows(write.conn, back) if r.event is not None}
    near = Neighbours(write.conn, cache)
    write.update(_claims, turned_down, state="rejected")
    restore(write, near, back)
    settle(write, near, prior=homes, keep=(), left=set(homes.values()))


def _of_current_reports(conn: Connection, numbers: Sequence[int], change: ChangeRow) -> None:
    """Raises InputError where claims that come back are of a report that is not in force."""
    joined = _claims.join(_reports, _claims.c.report == _reports.c.number)
    for group in portions(numbers):
        where = (_claims.c.number.in_(group), _reports.c.state != "current")
        row = conn.execute(select(_reports.c.id, _reports.c.state).select_from(joined).where(*where)).first()
        if row:
            raise InputError(
                f"{change.subject} is of report {row.id}, which is {row.state} since; take that back first"
            )


def _undo_grade(write: Write, cache: Cache, change: ChangeRow) -> None:
    del cache
    write.update(_events, [change.details["event"]], grade_given=change.details["before"])
    eventrows.refresh(write, change.details["event"], whole=True)
