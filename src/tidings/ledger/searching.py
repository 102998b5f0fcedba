"""Search by words: the events whose claims hold them, best first, each with the sentences."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from tidings.errors import InputError
from tidings.ledger import schema, words
from tidings.ledger.chain import portions
from tidings.ledger.filters import Filter
from tidings.ledger.queries import event_conditions
from tidings.ledger.records import EventRow, Hit, Page

__all__ = ["search"]

_MOST = 3_000
"""Claims that are ranked; words that more claims hold say little."""
_SENTENCES = 3
_claims, _events = schema.claims, schema.events


def search(conn: Connection, asked: str, wanted: Filter, limit: int | None, after: str | None = None) -> Page[Hit]:
    """Events by how well the best of their claims fits. The cursor is the number of hits before."""
    query = words.parse(asked)
    numbers = words.best_numbers(conn, _claims, query, _MOST)
    found = _by_event(conn, numbers)
    allowed = _allowed(conn, wanted, list(found)) if wanted else set(found)
    order = [event for event in found if event in allowed]
    start = _start(after)
    part = order[start : start + limit] if limit is not None else order[start:]
    rows = _rows(conn, part)
    hits = [Hit(rows[event], found[event][:_SENTENCES]) for event in part if event in rows]
    more = limit is not None and start + limit < len(order)
    return Page(hits, str(start + (limit or 0)) if more else None)


def _by_event(conn: Connection, numbers: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Events in order of their best claim, with (claim's id, sentence) of those that match."""
    c = _claims.c
    rows: dict[int, Any] = {}
    for group in portions(numbers):
        query = select(c.number, c.id, c.event, c.evidence).where(c.number.in_(group), c.state == "current")
        rows.update({row.number: row for row in conn.execute(query)})
    found: dict[int, list[tuple[str, str]]] = {}
    for row in (rows[n] for n in numbers if n in rows):
        if row.event is not None:
            found.setdefault(row.event, []).append((row.id, row.evidence))
    return found


def _allowed(conn: Connection, wanted: Filter, events: list[int]) -> set[int]:
    where = event_conditions(conn, wanted)
    found: set[int] = set()
    for group in portions(events):
        found.update(conn.execute(select(_events.c.number).where(*where, _events.c.number.in_(group))).scalars())
    return found


def _rows(conn: Connection, events: Sequence[int]) -> dict[int, EventRow]:
    found = {}
    for group in portions(events):
        query = select(_events).where(_events.c.number.in_(group), _events.c.state == "current")
        found.update({row["number"]: EventRow.of(row) for row in conn.execute(query).mappings()})
    return found


def _start(after: str | None) -> int:
    if not after:
        return 0
    if not after.isdigit():
        raise InputError(f"after: {after!r} is no cursor of a search; take the one the last page gave")
    return int(after)
