"""One event, one claim, one report: everything that is kept about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, or_, select

from tidings.assessment import Assessment, assess
from tidings.claim import Report
from tidings.errors import InputError, LedgerError
from tidings.ledger import schema
from tidings.ledger.copying import canonical_copies
from tidings.ledger.eventrows import load_reports
from tidings.ledger.queries import claim_select, report_select
from tidings.ledger.records import ChangeRow, ClaimRow, Deleted, EventRow, ReportRow
from tidings.ledger.rows import load_report

__all__ = ["MOST_SHOWN", "Event", "changes", "deleted", "event", "event_number", "find_claim", "find_report", "history"]

MOST_SHOWN = 20_000
"""Claims of an event that are given as a whole; a larger one is read page by page."""
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_STEPS = 1_000


@dataclass(frozen=True, slots=True)
class Event:
    """An event with its claims, their reports and what they say together.

    `asked` is the id it was asked for by, where another event was merged into this one.
    """

    row: EventRow
    claims: list[ClaimRow]
    reports: dict[str, Report]
    assessment: Assessment
    asked: str | None = None


def event_number(conn: Connection, id: str) -> tuple[int, str]:
    """Number and id of the event that an id leads to, merges followed. Raises InputError for an unknown id.

    Ids are read as people write them: lower case, O for 0, I or L for 1, the "E-" left out.
    """
    words = id.strip().upper()
    words = "E-" + words.removeprefix("E-").translate(_LOOKS_LIKE)
    e = schema.events.c
    row = conn.execute(select(e.number, e.id, e.successor).where(e.id == words)).first()
    if row is None:
        raise InputError(f"no event has the id {id!r}; `tidings events` lists them")
    for _ in range(_STEPS):
        if row.successor is None:
            return row.number, row.id
        row = conn.execute(select(e.number, e.id, e.successor).where(e.number == row.successor)).one()
    raise LedgerError(f"event {id} leads to itself; run `tidings verify`")


def leads_to(conn: Connection, id: str) -> str | None:
    """The event in force that an id leads to, if any. Raises InputError for an unknown id."""
    number, found = event_number(conn, id)
    state = conn.execute(select(schema.events.c.state).where(schema.events.c.number == number)).scalar()
    return found if state == "current" else None


def event(conn: Connection, id: str, *, policy: str | None = None, as_of: date | None = None) -> Event:
    """The event an id leads to, assessed under `policy` (the ledger's own if None) as known on `as_of`.

    Raises InputError for an unknown id or policy, LedgerError for an event too large to be given as a whole.
    """
    number, found = event_number(conn, id)
    row = EventRow.of(conn.execute(select(schema.events).where(schema.events.c.number == number)).mappings().one())
    if row.n_claims > MOST_SHOWN:
        raise LedgerError(
            f"event {row.id} has {row.n_claims:,} claims; read them page by page: tidings claims --event {row.id}"
        )
    c = schema.claims.c
    query = claim_select().where(c.event == number, c.state == "current").order_by(c.number)
    claims = [ClaimRow(**r) for r in conn.execute(query).mappings()]
    reports = load_reports(conn, (claim.report_number for claim in claims))
    assessment = assess(
        [claim.claim for claim in claims],
        reports.values(),
        policy=policy or row.policy,
        as_of=as_of,
        copies=canonical_copies(conn, reports),
    )
    asked = (
        id.strip() if found.removeprefix("E-") != id.strip().upper().removeprefix("E-").translate(_LOOKS_LIKE) else None
    )
    return Event(row, claims, {r.id: r for r in reports.values()}, assessment, asked)


def find_claim(conn: Connection, id: str) -> ClaimRow:
    """The claim with an id; of one that was corrected, recoded or edited what stands in its place now.

    Raises InputError for an unknown id.
    """
    c = schema.claims.c
    rows = conn.execute(select(c.number, c.state, c.successor).where(c.id == id).order_by(c.number.desc())).all()
    row = next((r for r in rows if r.state == "current"), rows[0] if rows else None)
    if row is None:
        raise InputError(f"no claim has the id {id!r}")
    for _ in range(_STEPS):
        if row.successor is None:
            break
        row = conn.execute(select(c.number, c.state, c.successor).where(c.number == row.successor)).one()
    return ClaimRow(**conn.execute(claim_select().where(c.number == row.number)).mappings().one())


def find_report(conn: Connection, id: str, version: str | None = None) -> tuple[ReportRow, Report]:
    """The report with an id: its current version, or the one named. Raises InputError for an unknown one."""
    r = schema.reports.c
    where = and_(r.id == id, r.version == version) if version else r.id == id
    order = (r.state != "current", r.number.desc())
    row = conn.execute(report_select().where(where).order_by(*order).limit(1)).mappings().first()
    if row is None:
        raise InputError(f"no report has the id {id!r}" + (f" and version {version}" if version else ""))
    whole = conn.execute(select(schema.reports).where(r.number == row["number"])).mappings().one()
    return ReportRow(**row), load_report(whole)


def versions(conn: Connection, id: str) -> list[ReportRow]:
    """All versions of a report, the oldest first."""
    r = schema.reports.c
    return [ReportRow(**row) for row in conn.execute(report_select().where(r.id == id).order_by(r.number)).mappings()]


def history(conn: Connection, id: str, most: int = 500) -> list[ChangeRow]:
    """The changes that touched an event, its claims, or events that were merged into it; the latest `most`, oldest
    first.
    """
    number, _ = event_number(conn, id)
    e, c, t = schema.events.c, schema.claims.c, schema.touched.c
    family = [number]
    for _ in range(_STEPS):
        more = conn.execute(select(e.number).where(e.successor.in_(family), e.number.not_in(family))).scalars().all()
        if not more:
            break
        family += more
    claims = select(c.number).where(c.event.in_(family)).limit(5_000)
    own = or_(and_(t.table == "events", t.row.in_(family)), and_(t.table == "claims", t.row.in_(claims)))
    return _changes(conn, select(schema.changes).where(schema.changes.c.number.in_(select(t.change).where(own))), most)


def changes(conn: Connection, *, subject: str | None = None, after: int = 0, most: int = 500) -> list[ChangeRow]:
    """The record of changes after the change `after`, oldest first; all of it or what is about `subject`."""
    x = schema.changes.c
    query = select(schema.changes).where(x.number > after).order_by(x.number).limit(most)
    if subject:
        query = query.where(x.subject == subject)
    return [ChangeRow.of(row) for row in conn.execute(query).mappings()]


def _changes(conn: Connection, query: object, most: int) -> list[ChangeRow]:
    latest = query.order_by(schema.changes.c.number.desc()).limit(most)  # type: ignore[attr-defined]
    rows: Sequence[ChangeRow] = [ChangeRow.of(row) for row in conn.execute(latest).mappings()]
    return list(reversed(rows))


def deleted(conn: Connection, since: str | None = None) -> list[Deleted]:
    """Events that are no more, the latest last: merged into another, or without claims."""
    e, into = schema.events.c, schema.events.alias("into")
    query = (
        select(e.id, into.c.id.label("into"), e.updated.label("at"))
        .select_from(schema.events.outerjoin(into, e.successor == into.c.number))
        .where(e.state != "current")
        .order_by(e.updated, e.number)
    )
    if since:
        query = query.where(e.updated >= since)
    return [Deleted(**row) for row in conn.execute(query).mappings()]
