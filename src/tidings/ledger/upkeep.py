"""Housekeeping that changes no claim: large events assessed anew, claims linked anew, a copy made."""

import os
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, or_, select, text, update

from tidings import linking
from tidings.claim import Claim
from tidings.errors import InputError, LedgerError
from tidings.ledger import eventrows, schema
from tidings.ledger.chain import Write, portions
from tidings.ledger.eventrows import MOST_ASSESSED, load_reports
from tidings.ledger.neighbours import Cache, Neighbours
from tidings.ledger.opening import open_store
from tidings.ledger.rows import load_claim
from tidings.ledger.settling import settle
from tidings.ledger.store import Store
from tidings.ledger.words import INDEXED

__all__ = [
    "assess_after",
    "assess_some",
    "backup",
    "forget_linking",
    "index_words",
    "link_some",
    "part_components",
    "unlinked",
]

_claims, _events = schema.claims, schema.events


def assess_some(write: Write, most: int) -> int:
    """Assess at most `most` events anew whose figures are of fewer claims than they have, or of another toll policy."""
    e = _events.c
    behind = or_(e.assessed != e.n_claims, e.policy != write.setting("policy"))
    small = or_(e.n_claims <= MOST_ASSESSED, e.assessed < MOST_ASSESSED, e.policy != write.setting("policy"))
    query = select(e.number).where(e.state == "current", behind, small).order_by(e.number).limit(most)
    numbers = list(write.conn.execute(query).scalars())
    for number in numbers:
        eventrows.refresh(write, number, whole=True)
    write.subject = f"{len(numbers)} events"
    return len(numbers)


def assess_after(write: Write, number: int, most: int) -> int | None:
    """Assess at most `most` events after a number anew, and all that they are found by; the last number, or None."""
    e = _events.c
    query = select(e.number).where(e.state == "current", e.number > number).order_by(e.number).limit(most)
    numbers = list(write.conn.execute(query).scalars())
    for one in numbers:
        eventrows.refresh(write, one, whole=True)
    write.subject = f"{len(numbers)} events"
    return numbers[-1] if numbers else None


def index_words(conn: Connection) -> None:
    """Make the full-text index anew; PostgreSQL keeps its own."""
    if conn.dialect.name == "sqlite":
        for table in INDEXED:
            conn.execute(text(f"INSERT INTO {table}_words({table}_words) VALUES ('rebuild')"))  # noqa: S608


# ---- linking anew


def forget_linking(conn: Connection) -> None:
    """Forget what linking knows; claims stay in their events until they are linked anew."""
    for table in (schema.items, schema.items_shared, schema.blocks, schema.edges):
        conn.execute(delete(table))


def unlinked(conn: Connection, most: int) -> list[int]:
    """Reports with claims in force that linking does not know."""
    items = schema.items.c
    both = _claims.outerjoin(schema.items, items.claim == _claims.c.number)
    query = select(_claims.c.report).select_from(both).where(_claims.c.state == "current", items.claim.is_(None))
    return list(conn.execute(query.distinct().order_by(_claims.c.report).limit(most)).scalars())


def link_some(write: Write, cache: Cache, reports: list[int]) -> int:
    """Link the claims in force of some reports anew; how many claims."""
    near = Neighbours(write.conn, cache)
    found: defaultdict[int, list[tuple[int, Claim]]] = defaultdict(list)
    for group in portions(reports):
        query = select(_claims.c.number, _claims.c.report, _claims.c.record)
        rows = write.conn.execute(
            query.where(_claims.c.report.in_(group), _claims.c.state == "current").order_by(_claims.c.number)
        )
        for row in rows:
            found[row.report].append((row.number, load_claim(row.record)))
    for number, report in load_reports(write.conn, reports).items():
        items = linking.items([claim for _, claim in found[number]], report)
        near.come(number, dict(zip([n for n, _ in found[number]], items, strict=True)))
    settle(write, near)
    write.subject = f"{len(reports)} reports"
    return sum(len(listed) for listed in found.values())


def part_components(conn: Connection) -> None:
    """Let claims that have nothing to do with each other any more stand in components of their own."""
    items, edges = schema.items, schema.edges
    root: dict[int, int] = {n: n for n in conn.execute(select(items.c.claim)).scalars()}

    def top(x: int) -> int:
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    for a, b in conn.execute(select(edges.c.a, edges.c.b).where(edges.c.a < edges.c.b)):
        if a in root and b in root:
            low, high = sorted((top(a), top(b)))
            root[high] = low
    had = {row.claim: row.component for row in conn.execute(select(items.c.claim, items.c.component))}
    for claim in sorted(root):
        if top(claim) != had[claim]:
            conn.execute(update(items).where(items.c.claim == claim).values(component=top(claim)))


# ---- a copy


def backup(store: Store, target: Path) -> Path:
    """A consistent copy as a SQLite file, while others write; of a PostgreSQL ledger too.

    It appears under its name when it is whole. Raises InputError where the file exists or cannot be made.
    """
    target = target.resolve()
    if target.exists():
        raise InputError(f"{target} exists already; name another file")
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise InputError(f"{target} cannot be made ({error.strerror}); name a file in a folder that exists") from error
    try:
        made = folder / target.name
        if store.sqlite:
            _copy_file(store, made)
        else:
            _copy_rows(store, made)
        with made.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(made, target)
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(f"{target}: the copy failed ({error}); the ledger is as it was") from error
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)
    return target


def _copy_file(store: Store, made: Path) -> None:
    with store.bare() as conn, closing(sqlite3.connect(made)) as copy:
        raw = conn.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _copy_rows(store: Store, made: Path) -> None:
    """All tables, row by row, as they stood at one moment."""
    copy = open_store(f"sqlite:///{made}")
    try:
        with store.reading() as source, copy.writing() as sink:
            for table in schema.METADATA.sorted_tables:
                sink.execute(delete(table))
            for table in schema.METADATA.sorted_tables:
                for rows in _batches(source, table):
                    sink.execute(insert(table), rows)
        with copy.bare() as raw:
            raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
            raw.exec_driver_sql("PRAGMA journal_mode = DELETE").all()
    finally:
        copy.close()


def _batches(conn: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    rows = conn.execute(select(table), execution_options={"yield_per": 1_000}).mappings()
    for portion in rows.partitions(1_000):
        yield [dict(row) for row in portion]
