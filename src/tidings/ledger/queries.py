"""Lists of events, claims and reports: filtered, in a steady order, page by page."""

from collections.abc import Sequence
from dataclasses import replace
from math import cos, radians
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
)

from tidings.errors import InputError
from tidings.ledger import schema, words
from tidings.ledger.chain import portions
from tidings.ledger.filters import Filter
from tidings.ledger.paging import Ordering, page
from tidings.ledger.records import ClaimRow, EventRow, Page, ReportRow
from tidings.places.keys import fold

__all__ = [
    "EVENT_ORDERS",
    "Order",
    "claims_page",
    "event_conditions",
    "events_page",
    "queue_page",
    "reports_page",
    "set_conditions",
]

Order = Literal["latest", "oldest", "updated", "changed", "toll"]
_KM_PER_DEGREE = 111.195
_FEW = 3_000
"""A condition that at most so many events meet is looked up first; of more, events are looked at in the list's order.
"""
_MANY = 30_000
"""Words that more claims hold are looked for in the list's order."""
_TERMS = ("place", "country", "type", "source", "kind", "party", "publisher", "grade")
_IN_PARTS = ("place", "source", "publisher")
"""Fields where a part of a name finds it, if nothing has the whole."""


_events, _claims, _reports = schema.events, schema.claims, schema.reports
EVENT_ORDERS: dict[str, Ordering] = {
    "latest": Ordering(_events.c.sort_day, True),
    "oldest": Ordering(_events.c.sort_day, False),
    "updated": Ordering(_events.c.updated, True),
    "changed": Ordering(_events.c.updated, False),
    # written out: an index is on this very expression
    "toll": Ordering(func.coalesce(_events.c.killed_high, literal_column("-1", Integer)), True),
}


# ---- events


def events_page(
    conn: Connection, wanted: Filter, limit: int | None, after: str | None = None, order: str = "latest"
) -> Page[EventRow]:
    """A page of events. `limit` None gives all that are left."""
    if order not in EVENT_ORDERS:
        raise InputError(f"order {order!r} is unknown; use one of {', '.join(EVENT_ORDERS)}")
    ordering = EVENT_ORDERS[order]
    query = select(_events).where(*event_conditions(conn, wanted))
    rows, following = page(conn, query, ordering, _events.c.number, limit, after)
    return Page([EventRow.of(row) for row in rows], following)


def event_conditions(conn: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """Conditions on a row of `events`, the rarest looked up already."""
    e = _events.c
    found: list[ColumnElement[bool]] = [e.state == "current"]
    if wanted.until:
        found.append(e.sort_day <= wanted.until)
    if wanted.since:
        found.append(func.coalesce(e.last_day, e.sort_day) >= wanted.since)
    if wanted.contested is not None:
        found.append(e.contested.is_(wanted.contested))
    if wanted.toll_min is not None:
        found.append(e.killed_high >= wanted.toll_min)
    if wanted.toll_max is not None:
        found.append(e.killed_low <= wanted.toll_max)
    if wanted.updated_since:
        found.append(e.updated >= wanted.updated_since)
    sets = [_term_events(conn, name, getattr(wanted, name)) for name in _TERMS if getattr(wanted, name)]
    sets += [_near_events(*wanted.near)] if wanted.near else []
    sets += [_box_events(*wanted.box)] if wanted.box else []
    sets += [_report_events(conn, wanted.report)] if wanted.report else []
    found += _rare_first(conn, sets)
    if wanted.text:
        found.append(_text_events(conn, words.parse(wanted.text)))
    return found


def set_conditions(conn: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """The same conditions for counting all events that meet them: words that many hold are looked up at once."""
    found = event_conditions(conn, replace(wanted, text=None))
    if wanted.text:
        found.append(_events.c.number.in_(_holding(conn, words.parse(wanted.text))))
    return found


def _holding(conn: Connection, query: words.Query) -> Select[Any]:
    """All events with a claim that holds the words."""
    held = words.matching_set(conn.dialect.name, query)
    return select(_claims.c.event).where(_claims.c.state == "current", _claims.c.event.is_not(None), held)


def _rare_first(conn: Connection, sets: Sequence[Select[Any]]) -> list[ColumnElement[bool]]:
    """Conditions for sets of events: the few of a small set by number, membership of a large one row by row."""
    found: list[ColumnElement[bool]] = []
    few: set[int] | None = None
    for one in sets:
        numbers = conn.execute(one.limit(_FEW + 1)).scalars().all()
        if len(numbers) <= _FEW:
            few = set(numbers) if few is None else few & set(numbers)
        else:
            inner = one.selected_columns[0]
            found.append(exists(one.where(inner == _events.c.number)))
    if few is not None:
        found.append(_events.c.number.in_(sorted(few)) if few else false())
    return found


def term_numbers(conn: Connection, field: str, values: Sequence[str]) -> list[int]:
    """The terms that values of a field stand for."""
    terms = schema.terms.c
    found: list[int] = []
    for value in values:
        key = fold(value) or value
        exact = conn.execute(select(terms.number).where(terms.field == field, terms.key == key)).scalars().all()
        if not exact and field in _IN_PARTS:
            inside = terms.key.contains(key, autoescape=True)
            exact = conn.execute(select(terms.number).where(terms.field == field, inside)).scalars().all()
        found += exact
    return sorted(set(found))


def _term_events(conn: Connection, field: str, values: Sequence[str]) -> Select[Any]:
    links = schema.event_terms.c
    return select(links.event).where(links.term.in_(term_numbers(conn, field, values)))


def _near_events(latitude: float, longitude: float, km: float) -> Select[Any]:
    """Events with a place within `km`: first a box of degrees, then the distance on the ball."""
    points = schema.event_points.c
    high = km / _KM_PER_DEGREE
    shrink = max(0.01, cos(radians(min(89.0, abs(latitude) + high))))
    wide = high / shrink
    inside: list[ColumnElement[bool]] = [points.latitude.between(latitude - high, latitude + high)]
    if wide < 180:
        inside.append(_between_meridians(points.longitude, longitude - wide, longitude + wide))
    squared = func.pow(func.sin(func.radians(points.latitude - latitude) / 2), 2) + func.cos(
        func.radians(points.latitude)
    ) * cos(radians(latitude)) * func.pow(func.sin(func.radians(points.longitude - longitude) / 2), 2)
    distance = 2 * 6371.0088 * func.asin(func.sqrt(func.least(1.0, squared)))
    return select(points.event).where(*inside, distance <= km).distinct()


def _between_meridians(longitude: ColumnElement[float], west: float, east: float) -> ColumnElement[bool]:
    """Between two meridians, across the date line too."""
    if west < -180:
        return or_(longitude <= east, longitude >= west + 360)
    if east > 180:
        return or_(longitude >= west, longitude <= east - 360)
    return longitude.between(west, east)


def _box_events(south: float, west: float, north: float, east: float) -> Select[Any]:
    points = schema.event_points.c
    meridians = (
        points.longitude.between(west, east)
        if west <= east
        else or_(points.longitude >= west, points.longitude <= east)
    )
    return select(points.event).where(points.latitude.between(south, north), meridians).distinct()


def _report_events(conn: Connection, report: str) -> Select[Any]:
    numbers = conn.execute(select(_reports.c.number).where(_reports.c.id == report)).scalars().all()
    where = (_claims.c.report.in_(numbers), _claims.c.state == "current", _claims.c.event.is_not(None))
    return select(_claims.c.event).where(*where).distinct()


def _text_events(conn: Connection, query: words.Query) -> ColumnElement[bool]:
    """A rare word is looked up, a common one is looked for in each event of the list: soon enough one has it."""
    numbers = words.matching_numbers(conn, _claims, query, _MANY + 1)
    if len(numbers) > _MANY:
        return words.claims_matching(conn.dialect.name, query)
    if len(numbers) > _FEW:
        return words.claims_among(conn.dialect.name, query)
    listed = sorted({event for event, _ in _of_events(conn, numbers)})
    return _events.c.number.in_(listed) if listed else false()


def _of_events(conn: Connection, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """(event, claim) of claims in force."""
    found = []
    for group in portions(numbers):
        query = select(_claims.c.event, _claims.c.number).where(
            _claims.c.number.in_(group), _claims.c.state == "current"
        )
        found += [(row.event, row.number) for row in conn.execute(query) if row.event is not None]
    return found


# ---- claims and reports


def claims_page(
    conn: Connection, wanted: Filter, limit: int | None, after: str | None = None, *, event: int | None = None
) -> Page[ClaimRow]:
    """A page of current claims, in the order they came."""
    conditions = [*claim_conditions(conn, wanted), _claims.c.state == "current"]
    if event is not None:
        conditions.append(_claims.c.event == event)
    query = claim_select().where(*conditions)
    rows, following = page(conn, query, None, _claims.c.number, limit, after)
    return Page([ClaimRow(**row) for row in rows], following)


def queue_page(conn: Connection, limit: int | None, after: str | None = None) -> Page[ClaimRow]:
    """A page of the claims that wait for a reviewer, the least sure first."""
    c = _claims.c
    query = claim_select().where(c.state == "current", c.review.is_(None))
    rows, following = page(conn, query, Ordering(c.confidence, False), c.number, limit, after)
    return Page([ClaimRow(**row) for row in rows], following)


def claim_select() -> Select[Any]:
    """What a ClaimRow holds."""
    c, r = _claims.c, _reports.c
    columns = [
        c.number,
        c.id,
        r.id.label("report"),
        c.report.label("report_number"),
        _events.c.id.label("event"),
        c.state,
        c.review,
        c.confidence,
        r.publisher,
        r.published,
        r.title,
        r.url,
        c.record,
    ]
    joined = _claims.join(_reports, c.report == r.number).outerjoin(_events, c.event == _events.c.number)
    return select(*columns).select_from(joined)


def claim_conditions(conn: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """Conditions on a row of `claims`; grade, contested and the place around are those of its event."""
    c, r = _claims.c, _reports.c
    found: list[ColumnElement[bool]] = []
    if wanted.until:
        found.append(func.coalesce(c.first_day, r.day) <= wanted.until)
    if wanted.since:
        found.append(func.coalesce(c.last_day, r.day) >= wanted.since)
    plain = {"country": c.country, "type": c.type, "kind": c.source_kind, "party": c.party}
    for name, column in plain.items():
        values = getattr(wanted, name)
        if values:
            found.append(column.in_(values))
    named = {"place": (c.place, c.area), "source": (c.source,), "publisher": (r.publisher,)}
    for name, columns in named.items():
        values = getattr(wanted, name)
        if values:
            found.append(or_(*(column.icontains(v, autoescape=True) for v in values for column in columns)))
    if wanted.toll_min is not None:
        found.append(func.coalesce(c.killed_max, c.killed_min) >= wanted.toll_min)
    if wanted.toll_max is not None:
        found.append(func.coalesce(c.killed_min, 0) <= wanted.toll_max)
        found.append(or_(c.killed_min.is_not(None), c.killed_max.is_not(None)))
    if wanted.report:
        found.append(r.id == wanted.report)
    of_event = Filter(
        near=wanted.near,
        box=wanted.box,
        grade=wanted.grade,
        contested=wanted.contested,
        updated_since=wanted.updated_since,
    )
    if of_event:
        found.append(c.event.in_(select(_events.c.number).where(*event_conditions(conn, of_event))))
    if wanted.text:
        found.append(_text_rows(conn, _claims, words.parse(wanted.text)))
    return found


def _text_rows(conn: Connection, table: Any, query: words.Query) -> ColumnElement[bool]:
    numbers = words.matching_numbers(conn, table, query, _FEW + 1)
    if len(numbers) > _FEW:
        return words.matches(conn.dialect.name, table, query)
    return table.c.number.in_(numbers) if numbers else false()


def reports_page(
    conn: Connection, wanted: Filter, limit: int | None, after: str | None = None, *, state: str = "current"
) -> Page[ReportRow]:
    """A page of reports, newest first; of the filter, days, publisher, text and report count."""
    r = _reports.c
    found: list[ColumnElement[bool]] = [r.state == state]
    if wanted.since:
        found.append(r.day >= wanted.since)
    if wanted.until:
        found.append(r.day <= wanted.until)
    if wanted.publisher:
        found.append(or_(*(r.publisher.icontains(p, autoescape=True) for p in wanted.publisher)))
    if wanted.report:
        found.append(r.id == wanted.report)
    if wanted.updated_since:
        found.append(r.added >= wanted.updated_since)
    if wanted.text:
        found.append(_text_rows(conn, _reports, words.parse(wanted.text)))
    rows, following = page(conn, report_select().where(*found), Ordering(r.sort_day, True), r.number, limit, after)
    return Page([ReportRow(**row) for row in rows], following)


def report_select() -> Select[Any]:
    """What a ReportRow holds."""
    hidden = {"text", "day", "sort_day", "successor", "salt"}
    columns = [c for c in _reports.c if c.name not in hidden]
    count = (
        select(func.count())
        .where(_claims.c.report == _reports.c.number, _claims.c.state == "current")
        .scalar_subquery()
        .label("claims")
    )
    kept = schema.copies
    return select(*columns, count, kept.c.family).select_from(
        _reports.outerjoin(kept, kept.c.report == _reports.c.number)
    )
