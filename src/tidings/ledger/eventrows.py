"""The row of an event: what its claims say, in figures that lists, maps and facets need."""

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from tidings import linking
from tidings.assessment import Range, assess
from tidings.claim import Claim, Place, Report
from tidings.ledger import schema
from tidings.ledger.chain import Write, dumps, portions
from tidings.ledger.copying import canonical_copies
from tidings.ledger.rows import load_claim, load_report
from tidings.linking.types import kind
from tidings.places.keys import fold

__all__ = ["FACETS", "MOST_ASSESSED", "load_event_claims", "load_reports", "refresh"]

MOST_ASSESSED = 2_000
"""Claims of one event that its figures are made of at most; its count is of all."""
ALWAYS_ASSESSED = 50
"""An event of more claims is assessed anew when it has grown by a tenth, and by `assess_stale`."""
_LEVELS = ("quarter", "town", "area", "water", "admin2", "admin1", "country", None)
FACETS = ("type", "country", "party", "kind", "grade", "contested", "source", "publisher", "month")
"""The fields of terms that are counted, in the order they are shown."""
_UNDATED = date(1, 1, 1)
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("title", "type"), ""),
    **dict.fromkeys(("places", "types", "parties", "sources"), "[]"),
    **dict.fromkeys(("first_day", "last_day", "place", "level", "country", "latitude", "longitude", "radius_km")),
    **{f"{kind}_{end}": None for kind in ("killed", "injured") for end in ("low", "best", "high")},
    **dict.fromkeys(("n_reports", "n_sources", "contradictions", "assessed"), 0),
    "contested": False,
    "grade": None,
}
"""What is left of an event without claims: nothing of what they said."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHORTEST = 4


def load_event_claims(conn: Connection, event: int, most: int = MOST_ASSESSED) -> list[tuple[int, int, Claim]]:
    """(number, report's number, claim) of the current claims of an event, in the order they came."""
    table = schema.claims.c
    rows = conn.execute(
        select(table.number, table.report, table.record)
        .where(table.event == event, table.state == "current")
        .order_by(table.number)
        .limit(most)
    )
    return [(row.number, row.report, load_claim(row.record)) for row in rows]


def load_reports(conn: Connection, numbers: Iterable[int]) -> dict[int, Report]:
    """Reports by number."""
    found = {}
    for group in portions(sorted(set(numbers))):
        for row in conn.execute(select(schema.reports).where(schema.reports.c.number.in_(group))).mappings():
            found[row["number"]] = load_report(row)
    return found


def refresh(
    write: Write, number: int, *, heir: int | None = None, seed: str | None = None, whole: bool = False
) -> None:
    """Write the row of an event anew from its claims; `seed` makes the id of a new one, `whole` assesses a large one
    too.

    Without claims it leads to `heir`, or is deleted where nobody has its claims.
    """
    conn, events = write.conn, schema.events
    before = conn.execute(select(events).where(events.c.number == number)).mappings().one_or_none()
    few = load_event_claims(conn, number, ALWAYS_ASSESSED + 1)
    count = len(few) if len(few) <= ALWAYS_ASSESSED else _count(conn, number)
    if before and count == 0 and before["state"] != "current" and heir is None:
        # gone already: where its id leads to stays
        return
    values: dict[str, Any] = {"n_claims": count, "state": "current", "successor": None}
    if before and count == 0:
        values |= {"state": "merged" if heir else "deleted", "successor": heir, **_EMPTY}
        index_terms(conn, number, {})
        index_points(conn, number, set())
    elif whole or not before or count <= ALWAYS_ASSESSED or not 0.9 < count / max(1, before["assessed"]) < 1.1:
        found = few if count == len(few) else load_event_claims(conn, number)
        values |= _assessed(write, number, before, found, whole)
    if before is None:
        made = {"number": number, "id": new_id(conn, seed or str(number)), "created": write.at, "grade_given": None}
        write.insert(events, [{**made, **values, "updated": write.at}])
    elif any(before[name] != value for name, value in values.items()):
        write.update(events, [number], **values, updated=write.at)


def _count(conn: Connection, event: int) -> int:
    c = schema.claims.c
    return conn.execute(select(func.count()).where(c.event == event, c.state == "current")).scalar_one()


def _assessed(
    write: Write, number: int, before: RowMapping | None, found: Sequence[tuple[int, int, Claim]], whole: bool
) -> dict[str, Any]:
    """The columns that follow from the claims, and the terms the event is found by."""
    claims = [claim for _, _, claim in found]
    texts = load_reports(write.conn, (report for _, report, _ in found))
    reports = list(texts.values())
    values = event_values(claims, reports, write.setting("policy"), canonical_copies(write.conn, texts))
    given = before["grade_given"] if before else None
    index_terms(write.conn, number, terms_of({**values, "grade_given": given}, claims, reports), anew=whole)
    points = _points(values["places"])
    if whole or points != _points(before["places"] if before else "[]"):
        index_points(write.conn, number, points)
    return {**values, "assessed": len(claims)}


def new_id(conn: Connection, seed: str) -> str:
    """A short id for people ("E-7F3K"), made of `seed` and as long as it must be to be the only one."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")
    letters = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(0, 160, 5))
    for length in range(_SHORTEST, len(letters) + 1):
        candidate = f"E-{letters[:length]}"
        if not conn.execute(select(schema.events.c.number).where(schema.events.c.id == candidate)).first():
            return candidate
    return new_id(conn, seed + "+")


def event_values(
    claims: Sequence[Claim], reports: Sequence[Report], policy: str, copies: Mapping[str, str]
) -> dict[str, Any]:
    """The columns that follow from an event's claims; `claims` is not empty."""
    front = [c for c in claims if not c.background] or list(claims)
    days = [c.date for c in front if c.date]
    places = _places(front)
    main = places[0] if places else {}
    first = min((d.start for d in days), default=None)
    return {
        "title": linking.title(claims, reports),
        "type": _type(front),
        "first_day": first,
        "last_day": max((d.end for d in days), default=None),
        "sort_day": first or min((r.day for r in reports if r.day), default=_UNDATED),
        "place": main.get("name"),
        **{n: main.get(n) for n in ("level", "country", "latitude", "longitude", "radius_km")},
        "places": dumps(places),
        "types": dumps(sorted({c.event for c in claims})),
        "parties": dumps(sorted({c.source.party for c in claims if c.source and c.source.party})),
        "sources": dumps(sorted({c.source.name or c.source.text for c in claims if c.source})),
        "policy": policy,
        "n_reports": len({c.report for c in claims}),
        **_figures(claims, reports, policy, copies),
    }


def _figures(
    claims: Sequence[Claim], reports: Sequence[Report], policy: str, copies: Mapping[str, str]
) -> dict[str, Any]:
    """Tolls under the policy, independent sources, grade and contradictions."""
    found = assess(claims, reports, policy=policy, copies=copies)
    return {
        "n_sources": found.independent,
        "contradictions": len(found.contradictions),
        "contested": found.contested,
        "grade": found.grade.value,
        **_ends("killed", found.toll.killed),
        **_ends("injured", found.toll.injured),
    }


def _ends(kind: str, toll: Range | None) -> dict[str, int | None]:
    """Lowest, best and highest; a rule that gives one number gives it for all, an open end is the last number known."""
    if toll is None:
        return {f"{kind}_{end}": None for end in ("low", "best", "high")}
    known = [n for n in (toll.min, toll.best, toll.max) if n is not None]
    low = toll.min if toll.min is not None else 0
    return {f"{kind}_low": low, f"{kind}_best": toll.best, f"{kind}_high": max(known, default=None)}


def _type(claims: Sequence[Claim]) -> str:
    """The type most claims give, of violence before its harm before talk."""
    order = {"violence": 0, "politics": 1, "harm": 2, "speech": 3}
    best = min(order[kind(c.event)] for c in claims)
    counts = Counter(c.event for c in claims if order[kind(c.event)] == best)
    return min(counts, key=lambda e: (-counts[e], e))


def _places(claims: Sequence[Claim]) -> list[dict[str, Any]]:
    """The places claims name as where it happened, finest and most named first."""
    counts: Counter[tuple[str | None, str]] = Counter()
    known: dict[tuple[str | None, str], Place] = {}
    for place in (p for c in claims for p in c.place):
        key = (place.country, fold(place.name or place.text))
        counts[key] += 1
        known.setdefault(key, place)
    ranked = sorted(known, key=lambda k: (_LEVELS.index(known[k].level) >= 4, -counts[k], k[1]))
    return [_spot(known[k], counts[k]) for k in ranked]


def _spot(place: Place, claims: int) -> dict[str, Any]:
    fields = ("level", "country", "geonames", "latitude", "longitude", "radius_km", "admin")
    values = {"name": place.name or place.text, **{f: getattr(place, f) for f in fields}, "claims": claims}
    for name in ("latitude", "longitude", "radius_km"):
        values[name] = None if values[name] is None else float(values[name])
    return values


# ---- terms, for filters and facets


def terms_of(row: dict[str, Any], claims: Sequence[Claim], reports: Iterable[Report]) -> dict[tuple[str, str], str]:
    """(field, key) -> label of everything an event can be found by."""
    found: dict[tuple[str, str], str] = {}

    def add(field: str, label: str | None) -> None:
        if label:
            found.setdefault((field, fold(label) or label), label)

    for claim in claims:
        add("type", claim.event)
        if claim.source:
            add("source", claim.source.name or claim.source.text)
            add("party", claim.source.party)
            add("kind", claim.source.kind)
        for place in claim.place:
            add("country", place.country)
            for name in (place.name or place.text, *place.admin):
                add("place", name)
    for report in reports:
        add("publisher", report.publisher)
    day: date = row["sort_day"]
    add("month", day.isoformat()[:7] if day != _UNDATED else None)
    add("grade", row.get("grade_given") or row["grade"])
    add("contested", "yes" if row["contested"] else "no")
    return {key: found[key] for key in sorted(found)}


def index_terms(conn: Connection, event: int, wanted: dict[tuple[str, str], str], *, anew: bool = False) -> None:
    """Make the terms of an event these and no others; `anew`: what is counted too, though nothing changed."""
    terms, links = schema.terms, schema.event_terms
    kept = select(terms.c.number, terms.c.field, terms.c.key).join(links, links.c.term == terms.c.number)
    had = {(r.field, r.key): r.number for r in conn.execute(kept.where(links.c.event == event))}
    numbers = {key: number for key, number in had.items() if key in wanted}
    gone = [number for key, number in had.items() if key not in wanted]
    if gone:
        conn.execute(links.delete().where(links.c.event == event, links.c.term.in_(gone)))
    new = [key for key in wanted if key not in had]
    if new:
        numbers |= _term_numbers(conn, {key: wanted[key] for key in new})
        conn.execute(insert(links), [{"term": numbers[key], "event": event} for key in new])
    if gone or new or anew:
        counted = sorted(n for (field, _), n in numbers.items() if field in FACETS)
        facets, packed = schema.event_facets, array("I", counted).tobytes()
        conn.execute(delete(facets).where(facets.c.event == event))
        if counted:
            conn.execute(insert(facets), {"event": event, "terms": packed})


def _points(places: str) -> set[tuple[float, float]]:
    listed = ((p["latitude"], p["longitude"]) for p in json.loads(places))
    return {p for p in listed if None not in p}


def index_points(conn: Connection, event: int, wanted: set[tuple[float, float]]) -> None:
    """Make the points an event is found by these and no others."""
    points = schema.event_points
    rows = conn.execute(select(points.c.latitude, points.c.longitude).where(points.c.event == event))
    had = {(row.latitude, row.longitude) for row in rows}
    if had - wanted:
        conn.execute(delete(points).where(points.c.event == event))
        had = set()
    if wanted - had:
        new = [{"event": event, "latitude": a, "longitude": b} for a, b in sorted(wanted - had)]
        conn.execute(insert(points), new)


def _term_numbers(conn: Connection, labels: dict[tuple[str, str], str]) -> dict[tuple[str, str], int]:
    terms = schema.terms
    found: dict[tuple[str, str], int] = {}
    for group in portions(sorted({key for _, key in labels})):
        known = select(terms.c.field, terms.c.key, terms.c.number)
        fields = sorted({field for field, _ in labels})
        for field, key, number in conn.execute(known.where(terms.c.field.in_(fields), terms.c.key.in_(group))):
            if (field, key) in labels:
                found[field, key] = number
    new = [(field, key) for field, key in labels if (field, key) not in found]
    if new:
        last = conn.execute(select(func.max(terms.c.number))).scalar() or 0
        found.update({name: last + n for n, name in enumerate(new, 1)})
        rows = [{"number": found[f, k], "field": f, "key": k, "label": labels[f, k]} for f, k in new]
        conn.execute(insert(terms), rows)
    return found
