"""How many events there are of each kind: what stands beside a list to narrow it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from tidings.ledger import schema
from tidings.ledger.eventrows import FACETS
from tidings.ledger.filters import Filter
from tidings.ledger.queries import set_conditions

__all__ = ["FIELDS", "Facet", "counts", "total"]

FIELDS = FACETS
"""The fields that are counted, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a field and the number of events that have it."""

    field: str
    value: str
    events: int


def counts(conn: Connection, wanted: Filter, most: int | None = 50) -> dict[str, list[Facet]]:
    """For each field its values with most events, at most `most` (months: all, in order of time).

    A field that the filter narrows is counted as if it did not, so that the other choices stay in sight.
    """
    found: dict[str, list[Facet]] = {}
    open_fields = [
        f for f in FIELDS if not getattr(wanted, f, None) and not (f == "contested" and wanted.contested is not None)
    ]
    found.update(_counted(conn, wanted, open_fields, most))
    for field in FIELDS:
        if field not in open_fields:
            empty: Any = None if field == "contested" else ()
            freed = replace(wanted, **{field: empty})
            found.update(_counted(conn, freed, [field], most))
    return {field: found.get(field, []) for field in FIELDS}


def _counted(conn: Connection, wanted: Filter, wanted_fields: list[str], most: int | None) -> dict[str, list[Facet]]:
    terms = schema.terms.c
    counted = _of_filter(conn, wanted) if wanted else _of_all(conn, wanted_fields)
    found: dict[str, list[Facet]] = {field: [] for field in wanted_fields}
    labels = select(terms.number, terms.field, terms.label).where(terms.field.in_(wanted_fields))
    for number, field, label in conn.execute(labels):
        if number in counted:
            found[field].append(Facet(field, label, counted[number]))
    for field, listed in found.items():
        if field == "month":
            listed.sort(key=lambda f: f.value)
        else:
            listed.sort(key=lambda f: (-f.events, f.value))
            del listed[most if most is not None else len(listed) :]
    return found


def _of_all(conn: Connection, wanted_fields: list[str]) -> dict[int, int]:
    """Term -> events, of all events."""
    terms, links = schema.terms.c, schema.event_terms.c
    query = select(links.term, func.count()).group_by(links.term)
    if len(wanted_fields) < len(FIELDS) // 2:
        query = query.where(links.term.in_(select(terms.number).where(terms.field.in_(wanted_fields))))
    return {row[0]: row[1] for row in conn.execute(query)}


def _of_filter(conn: Connection, wanted: Filter) -> dict[int, int]:
    """Term -> events, of those that meet the filter: the terms of each event are kept packed, and counted here."""
    kept = schema.event_facets.c
    numbers = select(schema.events.c.number).where(*set_conditions(conn, wanted))
    packed = b"".join(bytes(row[0]) for row in conn.execute(select(kept.terms).where(kept.event.in_(numbers))))
    counts = np.bincount(np.frombuffer(packed, dtype=np.uint32))
    return {int(term): int(counts[term]) for term in np.flatnonzero(counts)}


def total(conn: Connection, wanted: Filter) -> int:
    """How many events meet the filter."""
    query = select(func.count()).select_from(schema.events).where(*set_conditions(conn, wanted))
    return conn.execute(query).scalar_one()
