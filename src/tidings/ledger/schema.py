"""The tables of a ledger, the same for SQLite and PostgreSQL.

Reports, claims, events and what people decided are kept for good and stand under the hashes of the record of changes
(`HASHED`). What can be made anew from them (blocks, items, terms, full text) is kept beside them (`DERIVED`) and is
checked against them.

Times are ISO 8601 text in UTC, days are dates, lists and records are JSON text: the same values whichever database
holds them, so that a hash is the same too. Every foreign key is checked when a transaction ends.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

__all__ = [
    "DERIVED",
    "HASHED",
    "HEAD",
    "METADATA",
    "blocks",
    "changes",
    "claims",
    "constraints",
    "copies",
    "edges",
    "event_facets",
    "event_points",
    "event_terms",
    "events",
    "items",
    "items_shared",
    "reports",
    "reviews",
    "settings",
    "signatures",
    "terms",
    "touched",
]

HEAD = "0002"
"""The schema this program reads and writes; older ones are brought up to it."""

METADATA = MetaData()


def _to(target: str) -> ForeignKey:
    return ForeignKey(target, deferrable=True, initially="DEFERRED")


def _where(condition: str) -> dict[str, Any]:
    """For an index of some rows: led by `state`, it would be read whole where a few rows are asked for by number."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


settings = Table(
    "settings",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("value", Text),
)

reports = Table(
    "reports",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("version", Text, nullable=False),
    # current, superseded (by a corrected version), deleted (a tombstone) or erased
    Column("state", Text, nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("publisher", Text),
    Column("url", Text),
    Column("published", Text),
    Column("day", Date),
    # the day it was published, or added where nobody says: for sorting
    Column("sort_day", Date, nullable=False),
    Column("retrieved", Text),
    Column("language", Text),
    Column("licence", Text),
    Column("sha256", Text),
    Column("origin", Text),
    Column("embargoed_until", Text),
    Column("pub_status", Text, nullable=False),
    Column("added", Text, nullable=False),
    Column("successor", Integer, _to("reports.number")),
    Column("salt", Text),
    UniqueConstraint("id", "version", name="reports_id_version"),
    Index("reports_current", "id", unique=True, **_where("state = 'current'")),
    Index("reports_day", "sort_day", "number", "state", **_where("state = 'current'")),
    Index("reports_withheld", "pub_status", "state", **_where("pub_status != 'usable'")),
    Index("reports_embargoed", "embargoed_until", "state", **_where("embargoed_until IS NOT NULL")),
    Index("reports_successor", "successor"),
)

events = Table(
    "events",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    # current, merged (its id leads to `successor` for ever) or deleted (no claim is left)
    Column("state", Text, nullable=False),
    Column("successor", Integer, _to("events.number")),
    Column("title", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("first_day", Date),
    Column("last_day", Date),
    # the first day, or where no claim gives one the first publication: for sorting and for the month
    Column("sort_day", Date, nullable=False),
    Column("place", Text),
    Column("level", Text),
    Column("country", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("radius_km", Float),
    Column("places", Text, nullable=False),
    Column("types", Text, nullable=False),
    Column("parties", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Column("killed_low", Integer),
    Column("killed_best", Integer),
    Column("killed_high", Integer),
    Column("injured_low", Integer),
    Column("injured_best", Integer),
    Column("injured_high", Integer),
    Column("policy", Text, nullable=False),
    Column("n_claims", Integer, nullable=False),
    Column("n_reports", Integer, nullable=False),
    Column("n_sources", Integer, nullable=False),
    Column("contradictions", Integer, nullable=False),
    Column("contested", Boolean, nullable=False),
    Column("grade", Text),
    # a person's grade, which stands in place of the rule's
    Column("grade_given", Text),
    # how many claims the last assessment read: a large event is not assessed anew for every claim that comes
    Column("assessed", Integer, nullable=False),
    Column("created", Text, nullable=False),
    Column("updated", Text, nullable=False),
    Index("events_day", "sort_day", "number", "state", **_where("state = 'current'")),
    Index("events_updated", "updated", "number", "state", **_where("state = 'current'")),
    Index("events_killed", text("coalesce(killed_high, -1)"), "number", "state", **_where("state = 'current'")),
    Index("events_successor", "successor"),
)

claims = Table(
    "claims",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("report", Integer, _to("reports.number"), nullable=False),
    Column("event", Integer, _to("events.number")),
    # current, superseded (corrected, recoded or edited: see `successor`), rejected, deleted or erased
    Column("state", Text, nullable=False),
    # what a reviewer decided: accepted, edited, rejected, none (none of the readings fits)
    Column("review", Text),
    Column("successor", Integer, _to("claims.number")),
    Column("type", Text, nullable=False),
    Column("source", Text),
    Column("source_kind", Text),
    Column("party", Text),
    Column("stance", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("background", Boolean, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("trigger_start", Integer, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("actor", Text),
    Column("target", Text),
    Column("place", Text),
    # the areas its places lie in
    Column("area", Text),
    Column("level", Text),
    Column("country", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("killed_min", Integer),
    Column("killed_max", Integer),
    Column("injured_min", Integer),
    Column("injured_max", Integer),
    Column("confidence", Float, nullable=False),
    Column("coder", Text),
    Column("codebook", Text),
    # the whole claim, as `tidings read` prints it
    Column("record", Text, nullable=False),
    Column("salt", Text),
    Index("claims_current", "id", unique=True, **_where("state = 'current'")),
    Index("claims_id", "id"),
    Index("claims_report", "report"),
    Index("claims_event", "event"),
    # for counting them
    Index("claims_coder", "coder", "state", **_where("state = 'current'")),
    Index("claims_reviewed", "review", "state", **_where("review IS NOT NULL")),
    Index("claims_queue", "confidence", "number", "state", "review", **_where("state = 'current' AND review IS NULL")),
    Index("claims_successor", "successor"),
)

changes = Table(
    "changes",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("why", Text),
    # details as JSON: numbers of rows and decisions, never words of a report
    Column("payload", Text),
    Column("salt", Text),
    # hash of why, payload and salt: it stays when those are erased
    Column("content", Text, nullable=False),
    # hash over the rows of `touched`
    Column("rows", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("changes_subject", "subject"),
)

touched = Table(
    "touched",
    METADATA,
    Column("change", Integer, _to("changes.number"), primary_key=True, autoincrement=False),
    Column("table", Text, primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    # of the row as this change left it
    Column("hash", Text, nullable=False),
    Index("touched_row", "table", "row", "change"),
    sqlite_with_rowid=False,
)

constraints = Table(
    "constraints",
    METADATA,
    Column("number", Integer, primary_key=True),
    # must (be one event) or cannot
    Column("kind", Text, nullable=False),
    Column("a", Integer, _to("claims.number"), nullable=False),
    Column("b", Integer, _to("claims.number"), nullable=False),
    Column("made_by", Integer, _to("changes.number"), nullable=False),
    Column("ended_by", Integer, _to("changes.number")),
    Index("constraints_a", "a"),
    Index("constraints_b", "b"),
    Index("constraints_made_by", "made_by"),
    Index("constraints_ended_by", "ended_by"),
)

reviews = Table(
    "reviews",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("claim", Integer, _to("claims.number"), nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    # accept, reject, edit or none
    Column("decision", Text, nullable=False),
    # a second reader's decision is compared and changes nothing
    Column("second", Boolean, nullable=False),
    Column("change", Integer, _to("changes.number"), nullable=False),
    Column("undone", Boolean, nullable=False),
    Index("reviews_claim", "claim"),
    Index("reviews_change", "change"),
)

items = Table(
    "items",
    METADATA,
    Column("claim", Integer, _to("claims.number"), primary_key=True, autoincrement=False),
    Column("report", Integer, _to("reports.number"), nullable=False),
    # claims of different components have nothing to do with each other
    Column("component", Integer, nullable=False),
    # what linking knows of the claim, without what all claims of the report share
    Column("item", Text, nullable=False),
    Index("items_component", "component"),
    Index("items_report", "report"),
)

items_shared = Table(
    "items_shared",
    METADATA,
    Column("report", Integer, _to("reports.number"), primary_key=True, autoincrement=False),
    Column("shared", Text, nullable=False),
)

blocks = Table(
    "blocks",
    METADATA,
    # hash of the block's key
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("rank", LargeBinary, primary_key=True),
    Column("claim", Integer, nullable=False),
    sqlite_with_rowid=False,
)

edges = Table(
    "edges",
    METADATA,
    # two claims worth linking, once in each direction, and the log-odds for their being about one event
    Column("a", Integer, primary_key=True, autoincrement=False),
    Column("b", Integer, primary_key=True, autoincrement=False),
    Column("weight", Float, nullable=False),
    sqlite_with_rowid=False,
)

copies = Table(
    "copies",
    METADATA,
    Column("report", Integer, _to("reports.number"), primary_key=True, autoincrement=False),
    # reports of one family are copies of one text: the lowest number among them
    Column("family", Integer, nullable=False),
    # the minhash of the text, hexadecimal, and how many words it has
    Column("hashes", Text, nullable=False),
    Column("words", Integer, nullable=False),
    Index("copies_family", "family"),
)

signatures = Table(
    "signatures",
    METADATA,
    # hash of a band of the text's minhash: copies of one text share at least one
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("report", Integer, _to("reports.number"), primary_key=True, autoincrement=False),
    Index("signatures_report", "report"),
    sqlite_with_rowid=False,
)

terms = Table(
    "terms",
    METADATA,
    Column("number", Integer, primary_key=True),
    # type, country, party, source, place, grade, contested, month
    Column("field", Text, nullable=False),
    # folded for comparison
    Column("key", Text, nullable=False),
    Column("label", Text, nullable=False),
    UniqueConstraint("field", "key", name="terms_field_key"),
)

event_terms = Table(
    "event_terms",
    METADATA,
    Column("term", Integer, _to("terms.number"), primary_key=True, autoincrement=False),
    Column("event", Integer, _to("events.number"), primary_key=True, autoincrement=False),
    Index("event_terms_event", "event", "term"),
    sqlite_with_rowid=False,
)

event_facets = Table(
    "event_facets",
    METADATA,
    Column("event", Integer, _to("events.number"), primary_key=True, autoincrement=False),
    # numbers of the terms that are counted, four bytes each, the lowest first
    Column("terms", LargeBinary, nullable=False),
)

event_points = Table(
    "event_points",
    METADATA,
    Column("event", Integer, _to("events.number"), primary_key=True, autoincrement=False),
    Column("latitude", Float, primary_key=True),
    Column("longitude", Float, primary_key=True),
    Index("event_points_where", "latitude", "longitude"),
    sqlite_with_rowid=False,
)

HASHED: dict[str, Table] = {t.name: t for t in (settings, reports, events, claims, constraints, reviews, changes)}
DERIVED: dict[str, Table] = {
    t.name: t
    for t in (items, items_shared, blocks, edges, copies, signatures, terms, event_terms, event_facets, event_points)
}
