"""Full-text search, for SQLite (FTS5) and PostgreSQL (tsvector): the same words find the same rows.

A query is words that must all stand there; "words in quotes" must stand together, -word must not stand there, and a
word that ends in * may go on.
"""

import re
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, func, literal_column, select, text

from tidings.errors import InputError
from tidings.ledger import schema

__all__ = [
    "INDEXED",
    "Query",
    "best_numbers",
    "claims_among",
    "claims_matching",
    "matches",
    "matching_numbers",
    "matching_set",
    "parse",
]

INDEXED = {"claims": ("evidence", "source", "actor", "target", "place"), "reports": ("title", "text")}
_PART = re.compile(r'(-?)"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


class Query(NamedTuple):
    """A query in the words of each database."""

    fts5: str
    tsquery: str


def parse(asked: str) -> Query:
    """The query a person wrote. Raises InputError where it holds no word to look for."""
    wanted: list[tuple[list[str], bool]] = []
    barred: list[tuple[list[str], bool]] = []
    for sign, quoted, plain in _PART.findall(asked):
        no = sign or (plain.startswith("-") and len(plain) > 1)
        words = _WORD.findall(quoted or plain)
        if words:
            (barred if no else wanted).append((words, plain.endswith("*")))
    if not wanted:
        raise InputError(f"{asked!r} holds no word to look for")
    fts5 = " AND ".join(_fts5(*part) for part in wanted)
    tsquery = " & ".join(_tsquery(*part) for part in wanted)
    if barred:
        fts5 = f"({fts5}) NOT ({' OR '.join(_fts5(*part) for part in barred)})"
        tsquery += "".join(f" & !({_tsquery(*part)})" for part in barred)
    return Query(fts5, tsquery)


def _fts5(words: list[str], open_end: bool) -> str:
    return '"' + " ".join(words) + '"' + ("*" if open_end else "")


def _tsquery(words: list[str], open_end: bool) -> str:
    return " <-> ".join(f"'{w}'" for w in words) + (":*" if open_end else "")


def matching_numbers(conn: Connection, table: Table, query: Query, most: int) -> list[int]:
    """Numbers of at most `most` rows of `claims` or `reports` that hold the words, the latest first."""
    if conn.dialect.name == "sqlite":
        words = f"{table.name}_words"
        found = conn.execute(
            text(f"SELECT rowid FROM {words} WHERE {words} MATCH :q ORDER BY rowid DESC LIMIT :most"),  # noqa: S608
            {"q": query.fts5, "most": most},
        )
        return [int(n) for n in found.scalars()]
    held = _vector(table).op("@@")(_asked(query))
    return list(conn.execute(select(table.c.number).where(held).order_by(table.c.number.desc()).limit(most)).scalars())


def best_numbers(conn: Connection, table: Table, query: Query, most: int) -> list[int]:
    """The same, those that fit best first. Where more than `most` rows hold the words, they tell little: the latest."""
    found = matching_numbers(conn, table, query, most + 1)
    if len(found) > most:
        return found[:most]
    if conn.dialect.name == "sqlite":
        words = f"{table.name}_words"
        ranked = conn.execute(
            text(f"SELECT rowid FROM {words} WHERE {words} MATCH :q ORDER BY rank, rowid DESC"),  # noqa: S608
            {"q": query.fts5},
        )
        return [int(n) for n in ranked.scalars()]
    vector, asked = _vector(table), _asked(query)
    order = (func.ts_rank(vector, asked).desc(), table.c.number.desc())
    return list(conn.execute(select(table.c.number).where(vector.op("@@")(asked)).order_by(*order)).scalars())


def _asked(query: Query) -> ColumnElement[Any]:
    return func.to_tsquery(literal_column("'simple'"), query.tsquery)


def matches(dialect: str, table: Table, query: Query) -> ColumnElement[bool]:
    """Condition on a row of `table`, looked at one by one."""
    if dialect == "sqlite":
        words = f"{table.name}_words"
        inner = f"SELECT 1 FROM {words} WHERE {words} MATCH :asked AND {words}.rowid = {table.name}.number"  # noqa: S608
        return text(f"EXISTS ({inner})").bindparams(asked=query.fts5)  # type: ignore[return-value]
    return _vector(table).op("@@")(_asked(query))


def _vector(table: Table) -> ColumnElement[Any]:
    """The expression that the index of the table is on."""
    parts = " || ' ' || ".join(f"coalesce({table.name}.{c}, '')" for c in INDEXED[table.name])
    return literal_column(f"to_tsvector('simple', {parts})")


def matching_set(dialect: str, query: Query, number: str = "claims.number") -> ColumnElement[bool]:
    """Condition on a row of `claims` for counting them all: the rows that hold the words are looked up at once."""
    if dialect == "sqlite":
        inner = "SELECT rowid FROM claims_words WHERE claims_words MATCH :asked"
        return text(f"{number} IN ({inner})").bindparams(asked=query.fts5)  # type: ignore[return-value]
    return matches(dialect, schema.claims, query)


def claims_among(dialect: str, query: Query) -> ColumnElement[bool]:
    """The same condition as `claims_matching` for words of middling rarity: all that hold them are looked up once, and
    the events gone through in order.
    """
    claims = schema.claims
    inner = select(claims.c.number).where(claims.c.event == schema.events.c.number, claims.c.state == "current")
    # the + has SQLite go by the event's claims, not by all that hold the words
    held = matching_set(dialect, query, "+claims.number")
    return inner.where(held).exists()


def claims_matching(dialect: str, query: Query) -> ColumnElement[bool]:
    """Condition on an event: one of its claims holds the words."""
    claims = schema.claims
    inner = select(claims.c.number).where(claims.c.event == schema.events.c.number, claims.c.state == "current")
    return and_(inner.where(matches(dialect, claims, query)).exists())
