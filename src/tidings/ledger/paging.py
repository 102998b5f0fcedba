"""One page of a list, in a steady order.

A page is asked for by what the last row of the page before was (a cursor), never by a number of rows to pass over: it
costs the same however far one has read, and rows that come in between shift nothing.
"""

import base64
import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, tuple_

from tidings.errors import InputError

__all__ = ["Ordering", "page"]


class Ordering(NamedTuple):
    """What rows are sorted by, and whether the highest comes first."""

    column: ColumnElement[Any]
    down: bool


def page(
    conn: Connection,
    query: Select[Any],
    ordering: Ordering | None,
    number: ColumnElement[int],
    limit: int | None,
    after: str | None,
) -> tuple[list[dict[str, Any]], str | None]:
    """One page of a query, and its cursor. Rows come by the ordering's column, then by number."""
    if limit is not None and limit < 1:
        raise InputError(f"limit is {limit}; use 1 or more")
    columns = [ordering.column, number] if ordering else [number]
    down = ordering.down if ordering else False
    query = query.add_columns(*(c.label(f"_by_{n}") for n, c in enumerate(columns)))
    if after:
        values = _read_cursor(after, columns)
        key, last = (tuple_(*columns), tuple_(*values)) if len(columns) > 1 else (columns[0], values[0])
        query = query.where(key < last if down else key > last)
    query = query.order_by(*(c.desc() if down else c.asc() for c in columns))
    if limit is not None:
        query = query.limit(limit + 1)
    rows = [dict(row) for row in conn.execute(query).mappings()]
    more = limit is not None and len(rows) > limit
    rows = rows[:limit] if limit is not None else rows
    following = _cursor([rows[-1][f"_by_{n}"] for n in range(len(columns))]) if more else None
    for row in rows:
        for n in range(len(columns)):
            del row[f"_by_{n}"]
    return rows, following


def _cursor(values: Sequence[Any]) -> str:
    plain = [v.isoformat() if isinstance(v, date) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, columns: Sequence[ColumnElement[Any]]) -> list[Any]:
    """The values a cursor stands for. Raises InputError for one that is none of this list's."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(columns):
            raise ValueError("a cursor of another list")
        return [_typed(v, c) for v, c in zip(values, columns, strict=True)]
    except (ValueError, TypeError) as error:
        raise InputError(f"after: {cursor!r} is no cursor of this list; take the one the last page gave") from error


def _typed(value: Any, column: ColumnElement[Any]) -> Any:
    kind = column.type.python_type
    if kind is date:
        return date.fromisoformat(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError("a value of another list")
    return value
