"""Real erasure, for legal duty: the words and values of a report are gone for good, the record of changes stays whole.

The rows stay, empty, so that their numbers and the chain of hashes hold; the hashes were salted, and the salt goes too.
What stays is the report's id (so that it is not taken in again) and that it was erased, by whom, when and why.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Integer, delete, select, text

from tidings.errors import InputError
from tidings.ledger import schema
from tidings.ledger.chain import Write, dumps, portions
from tidings.ledger.copying import forget_copies
from tidings.ledger.neighbours import Cache, Neighbours
from tidings.ledger.settling import settle
from tidings.ledger.store import Store
from tidings.ledger.words import INDEXED

__all__ = ["erase", "scrub"]

_claims, _reports = schema.claims, schema.reports
_KEPT = {
    "reports": {"number", "id", "state", "pub_status", "added", "sort_day", "successor"},
    "claims": {"number", "report", "event", "state", "review", "successor"},
}
_WITH_WORDS = ("add", "correct", "recode", "review", "delete", "undo")
"""Changes of a report and its claims whose reasons may tell what stood there."""


def erase(write: Write, cache: Cache, report_id: str) -> int:
    """Erase all versions of a report and all their claims; how many rows. Raises InputError for an unknown report."""
    if not (write.why or "").strip():
        raise InputError("an erasure needs a reason, such as the duty and the number of the case (not what is erased)")
    conn = write.conn
    columns_of_report = (_reports.c.number, _reports.c.state, _reports.c.added)
    rows = conn.execute(select(*columns_of_report).where(_reports.c.id == report_id)).all()
    if not rows:
        raise InputError(f"no report has the id {report_id!r}")
    if all(r.state == "erased" for r in rows):
        raise InputError(f"report {report_id} was erased already")
    reports = [r.number for r in rows]
    columns = (_claims.c.number, _claims.c.event, _claims.c.state)
    claims = conn.execute(select(*columns).where(_claims.c.report.in_(reports))).all()
    numbers = [c.number for c in claims]
    near = Neighbours(conn, cache)
    near.go(c.number for c in claims if c.state == "current")
    for number in numbers:
        gone = {"id": f"erased-{number}", "record": '{"erased":true}'}
        write.update(_claims, [number], **{**_blank("claims"), **gone})
    for number, _, added in rows:
        # it is sorted by when it came in, not by the day it was published
        left = {"version": f"erased-{number}", "sort_day": date.fromisoformat(added[:10])}
        write.update(_reports, [number], **{**_blank("reports"), **left})
        forget_copies(conn, number)
        conn.execute(delete(schema.items_shared).where(schema.items_shared.c.report == number))
    settle(write, near, left={c.event for c in claims if c.event is not None and c.state == "current"})
    _silence(write, reports, numbers)
    _drop_unused_terms(conn)
    for number in numbers:
        cache.pop(number, None)
    write.subject = f"report {report_id}"
    write.payload = {"reports": reports, "claims": len(numbers)}
    return len(reports) + len(numbers)


def _blank(name: str) -> dict[str, Any]:
    """Empty values for all columns of a table that may hold something of a report."""
    columns = [c for c in schema.HASHED[name].columns if c.name not in _KEPT[name]]
    empty: dict[str, Any] = {}
    for column in columns:
        whole = 0 if isinstance(column.type, Integer) else 0.0 if column.type.python_type is float else ""
        empty[column.name] = None if column.nullable else False if column.type.python_type is bool else whole
    return {**empty, "state": "erased"}


def _silence(write: Write, reports: Sequence[int], claims: Sequence[int]) -> None:
    """Empty the reasons of earlier changes about these rows; the hashes of what they were stay."""
    t, x = schema.touched.c, schema.changes
    found: set[int] = set()
    for table, numbers in (("reports", reports), ("claims", claims)):
        for group in portions(numbers):
            query = select(t.change).where(t.table == table, t.row.in_(group))
            found.update(write.conn.execute(query).scalars())
    found.discard(write.number)
    for group in portions(sorted(found)):
        query = select(x.c.number, x.c.payload).where(x.c.number.in_(group), x.c.what.in_(_WITH_WORDS))
        for row in write.conn.execute(query).all():
            details = json.loads(row.payload or "{}")
            # the version is a hash of what stood there
            details.pop("version", None)
            write.update(x, [row.number], why=None, payload=dumps(details), salt=None)


def _drop_unused_terms(conn: Connection) -> None:
    terms, links = schema.terms, schema.event_terms
    used = select(links.c.event).where(links.c.term == terms.c.number).exists()
    conn.execute(delete(terms).where(~used))


def scrub(store: Store) -> None:
    """Leave nothing of what was erased in free pages, in the full-text index, or in the write-ahead log."""
    if store.sqlite:
        with store.writing() as conn:
            for table in INDEXED:
                conn.execute(text(f"INSERT INTO {table}_words({table}_words) VALUES ('optimize')"))  # noqa: S608
        with store.bare() as raw:
            raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
        return
    with store.bare() as raw:
        for table in (
            "reports",
            "claims",
            "events",
            "changes",
            "terms",
            "items",
            "items_shared",
            "copies",
            "signatures",
        ):
            raw.exec_driver_sql(f"VACUUM {table}")
