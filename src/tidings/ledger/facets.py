"""How many events there are of each kind: what stands beside a list to narrow it."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from tidings.ledger import schema
from tidings.ledger.filters import Filter
from tidings.ledger.queries import set_conditions

__all__ = ["FIELDS", "Facet", "counts", "total"]

FIELDS = ("type", "country", "party", "kind", "grade", "contested", "source", "publisher", "month")
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
    terms, links = schema.terms.c, schema.event_terms
    query = select(links.c.term, func.count().label("events")).group_by(links.c.term)
    if wanted:
        numbers = select(schema.events.c.number).where(*set_conditions(conn, wanted))
        query = query.where(links.c.event.in_(numbers))
    counted = {row.term: row.events for row in conn.execute(query)}
    found: dict[str, list[Facet]] = {field: [] for field in wanted_fields}
    labels = select(terms.number, terms.field, terms.label).where(terms.field.in_(wanted_fields))
    for row in conn.execute(labels):
        if row.number in counted:
            found[row.field].append(Facet(row.field, row.label, counted[row.number]))
    for field, listed in found.items():
        if field == "month":
            listed.sort(key=lambda f: f.value)
        else:
            listed.sort(key=lambda f: (-f.events, f.value))
            del listed[most if most is not None else len(listed) :]
    return found


def total(conn: Connection, wanted: Filter) -> int:
    """How many events meet the filter."""
    query = select(func.count()).select_from(schema.events).where(*set_conditions(conn, wanted))
    return conn.execute(query).scalar_one()
