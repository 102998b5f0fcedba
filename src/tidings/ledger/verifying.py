"""Is the ledger what its record of changes says it is? Every row and every change is hashed anew."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from tidings.ledger import schema
from tidings.ledger.chain import GENESIS, change_hash, content_hash, row_hash, rows_hash

__all__ = ["Fault", "faults", "head"]

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the record of changes says. `row` is its number, `id` what people call it."""

    table: str
    row: int | None
    id: str | None
    words: str

    def __str__(self) -> str:
        named = f" ({self.id})" if self.id else ""
        where = f"{self.table} {self.row}{named}" if self.row is not None else self.table
        return f"{where}: {self.words}"


def head(conn: Connection) -> tuple[int, str]:
    """Number and hash of the last change: whoever notes it can tell later that nothing was cut off."""
    x = schema.changes.c
    row = conn.execute(select(x.number, x.hash).order_by(x.number.desc()).limit(1)).first()
    return (row.number, row.hash) if row else (0, GENESIS)


def faults(conn: Connection, known: str | None = None) -> Iterator[Fault]:
    """All faults, those of the chain first. `known` is the hash of a change noted before: it must be in the chain."""
    yield from _damage(conn)
    last: dict[str, dict[int, str]] = {name: {} for name in schema.HASHED}
    yield from _chain(conn, last, known)
    for table in schema.HASHED.values():
        yield from _rows(conn, table, last[table.name])
    yield from _counts(conn)
    yield from _derived(conn)


def _damage(conn: Connection) -> Iterator[Fault]:
    """What the database itself finds broken."""
    if conn.dialect.name != "sqlite":
        return
    for (words,) in conn.exec_driver_sql("PRAGMA quick_check(20)").all():
        if words != "ok":
            yield Fault("file", None, None, words)
    for row in conn.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield Fault(row[0], row[1], None, f"points to a row of {row[2]} that does not exist")


# ---- the chain


def _stored(conn: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """All rows as they are stored, in order of number, no value interpreted."""
    columns = ", ".join(f'"{c.name}"' for c in table.columns)
    last = None
    while True:
        after = "" if last is None else f"WHERE number > {last} "
        query = f'SELECT {columns} FROM "{table.name}" {after}ORDER BY number LIMIT {_AT_ONCE}'  # noqa: S608
        rows = conn.execute(text(query)).mappings().all()
        yield from (dict(row) for row in rows)
        if len(rows) < _AT_ONCE:
            return
        last = int(rows[-1]["number"])


def _chain(conn: Connection, last: dict[str, dict[int, str]], known: str | None) -> Iterator[Fault]:
    """Walk the changes; `last` is filled with the hash each row was left with."""
    rewritten = _rewritten(conn)
    expected, previous = 1, GENESIS
    found = known is None
    touched = _Touched(conn)
    for change in _stored(conn, schema.changes):
        number = change["number"]
        for missing in range(expected, min(number, expected + 20)):
            yield Fault("changes", missing, None, "is missing")
        if number != expected and number > expected + 20:
            yield Fault("changes", number, None, f"follows {number - expected:,} missing changes")
        if change["previous"] != previous and number == expected:
            yield Fault("changes", number, change["what"], "does not follow the change before it")
        rows = touched.of(number)
        yield from _change(change, rows, number in rewritten)
        for table, row, hashed in rows:
            if table in last:
                last[table][row] = hashed
        expected, previous = number + 1, change["hash"]
        found = found or change["hash"] == known
    if not found:
        yield Fault("changes", None, None, f"no change has the hash {known}; the record was cut off or replaced")
    for number, count in touched.rest(expected):
        yield Fault("changes", number, None, f"is missing; {count} rows name it")


def _rewritten(conn: Connection) -> set[int]:
    """Changes whose reasons were erased by a later change."""
    t = schema.touched.c
    return set(conn.execute(select(t.row).where(t.table == "changes")).scalars())


def _change(change: dict[str, Any], rows: list[tuple[str, int, str]], rewritten: bool) -> Iterator[Fault]:
    number, what = change["number"], change["what"]
    if not rewritten and content_hash(change["why"], change["payload"], change["salt"]) != change["content"]:
        yield Fault("changes", number, what, "its reason or details were altered")
    if rows_hash(rows) != change["rows"]:
        yield Fault("changes", number, what, "the list of the rows it wrote was altered")
    if change_hash(change) != change["hash"]:
        yield Fault("changes", number, what, "was altered")


class _Touched:
    """The rows of each change, read once in order of the changes."""

    def __init__(self, conn: Connection) -> None:
        t = schema.touched
        query = select(t.c.change, t.c.table, t.c.row, t.c.hash).order_by(t.c.change)
        self._rows = iter(conn.execute(query, execution_options={"yield_per": _AT_ONCE}))
        self._next = next(self._rows, None)
        self._orphans: dict[int, int] = {}

    def of(self, number: int) -> list[tuple[str, int, str]]:
        found = []
        while self._next is not None and self._next.change <= number:
            if self._next.change == number:
                found.append((self._next.table, self._next.row, self._next.hash))
            self._next = next(self._rows, None)
        return found

    def rest(self, expected: int) -> list[tuple[int, int]]:
        """Changes after the last that rows name: (number, rows)."""
        found: dict[int, int] = {}
        while self._next is not None:
            if self._next.change >= expected:
                found[self._next.change] = found.get(self._next.change, 0) + 1
            self._next = next(self._rows, None)
        return sorted(found.items())


# ---- the rows


def _rows(conn: Connection, table: Table, last: dict[int, str]) -> Iterator[Fault]:
    """Rows that were altered, added or removed behind the ledger's back."""
    seen: set[int] = set()
    for row in _stored(conn, table):
        number = row["number"]
        seen.add(number)
        if number not in last:
            if table.name != "changes":
                yield Fault(table.name, number, _id(row), "is in no change of the record: it was put in from outside")
        elif row_hash(row) != last[number]:
            yield Fault(table.name, number, _id(row), "was altered since the last change that wrote it")
    for number in sorted(set(last) - seen):
        yield Fault(table.name, number, None, "is missing")


def _id(row: dict[str, Any]) -> str | None:
    found = row.get("id") or row.get("name") or row.get("what")
    return str(found) if found is not None else None


# ---- counts, and what is made of the rows


def _counts(conn: Connection) -> Iterator[Fault]:
    """Events whose numbers are not those of their claims."""
    c, e = schema.claims.c, schema.events.c
    counted = (
        select(c.event, func.count().label("claims"), func.count(c.report.distinct()).label("reports"))
        .where(c.state == "current", c.event.is_not(None))
        .group_by(c.event)
    )
    found = {row.event: (row.claims, row.reports) for row in conn.execute(counted)}
    for row in conn.execute(select(e.number, e.id, e.state, e.n_claims, e.n_reports, e.assessed, e.successor)):
        claims, reports = found.pop(row.number, (0, 0))
        if row.n_claims != claims:
            yield Fault("events", row.number, row.id, f"says it has {row.n_claims} claims and has {claims}")
        elif row.assessed == claims and row.n_reports != reports:
            yield Fault("events", row.number, row.id, f"says it has {row.n_reports} reports and has {reports}")
        if (row.state == "current") != (claims > 0):
            yield Fault("events", row.number, row.id, f"is {row.state} with {claims} claims in force")
        if row.state == "merged" and row.successor is None:
            yield Fault("events", row.number, row.id, "was merged and leads nowhere")
    loose = select(c.number, c.id).where(c.state == "current", c.event.is_(None))
    for number, id in conn.execute(loose):
        yield Fault("claims", number, id, "is in force and in no event")


def _derived(conn: Connection) -> Iterator[Fault]:
    """What is made of the rows and does not fit them: `tidings relink` makes it anew."""
    c, items = schema.claims.c, schema.items.c
    both = schema.claims.outerjoin(schema.items, items.claim == c.number)
    for row in conn.execute(
        select(c.number, c.id).select_from(both).where(c.state == "current", items.claim.is_(None))
    ):
        yield Fault("items", row.number, row.id, "is not known to linking; `tidings relink` mends it")
    stray = schema.items.outerjoin(schema.claims, items.claim == c.number)
    for row in conn.execute(select(items.claim).select_from(stray).where(func.coalesce(c.state, "") != "current")):
        yield Fault("items", row.claim, None, "is linked and not in force; `tidings relink` mends it")
    e, facets = schema.events, schema.event_facets.c
    uncounted = e.outerjoin(schema.event_facets, facets.event == e.c.number)
    for number, id in conn.execute(
        select(e.c.number, e.c.id).select_from(uncounted).where(e.c.state == "current", facets.event.is_(None))
    ):
        yield Fault("event_facets", number, id, "is not counted in facets; `tidings relink` mends it")
    if conn.dialect.name == "sqlite":
        for name, table in (("claims", schema.claims), ("reports", schema.reports)):
            rows = conn.execute(select(func.count()).select_from(table)).scalar_one()
            indexed = conn.execute(text(f"SELECT count(*) FROM {name}_words_docsize")).scalar_one()  # noqa: S608
            if rows != indexed:
                yield Fault(f"{name}_words", None, None, f"indexes {indexed} of {rows} rows; `tidings relink` mends it")
    yield from _terms(conn)


def _terms(conn: Connection) -> Iterator[Fault]:
    """Types and parties of events against the terms they are found by."""
    terms, links, e = schema.terms, schema.event_terms, schema.events
    for field, column in (("type", e.c.types), ("party", e.c.parties)):
        joined = links.join(terms, links.c.term == terms.c.number)
        query = select(links.c.event, func.count().label("n")).select_from(joined).where(terms.c.field == field)
        counted = {row.event: row.n for row in conn.execute(query.group_by(links.c.event))}
        for row in conn.execute(select(e.c.number, e.c.id, column.label("listed"))):
            try:
                listed = len(json.loads(row.listed))
            except (TypeError, ValueError):
                continue
            if listed != counted.get(row.number, 0):
                yield Fault(
                    "event_terms", row.number, row.id, f"its {field} terms do not fit; `tidings relink` mends them"
                )
