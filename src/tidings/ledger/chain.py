"""The record of changes: who changed what, when and why, each change bound to the one before by a hash.

A change lists every row it wrote with the hash of that row, all columns of it. So whoever alters, removes or adds a row
behind the ledger's back, or a change itself, is found by `verify`.
"""

import getpass
import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, select, update

from tidings.errors import InputError
from tidings.ledger import schema
from tidings.ledger.store import Store

__all__ = [
    "GENESIS",
    "Write",
    "change_hash",
    "content_hash",
    "dumps",
    "now",
    "portions",
    "raw_rows",
    "row_hash",
    "rows_hash",
    "salt",
    "writing",
]

GENESIS = "0" * 64
_MOST = 500
"""Values of one IN list."""
T = TypeVar("T")


def portions(values: Sequence[T], size: int = _MOST) -> Iterator[Sequence[T]]:
    """`values` in runs of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def now() -> str:
    """UTC now, to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def salt() -> str:
    """Random words of a row, so that its hash tells nothing once the row is erased."""
    return secrets.token_urlsafe(16)


def dumps(value: object) -> str:
    """JSON in the one form that is stored and hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    """A stored value as every database gives it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    return {"bytes": value.hex()} if isinstance(value, bytes) else value


def row_hash(row: Mapping[str, Any]) -> str:
    """Hash of all columns of a row. Empty ones are left out: a column added later changes no hash."""
    values = {name: _plain(value) for name, value in row.items() if value is not None}
    return hashlib.sha256(dumps(values).encode("utf-8", "surrogatepass")).hexdigest()


def rows_hash(rows: Iterable[tuple[str, int, str]]) -> str:
    """Hash of the rows a change wrote: (table, row, hash)."""
    told = "".join(f"{table}:{row}:{hashed}\n" for table, row, hashed in sorted(rows))
    return hashlib.sha256(told.encode()).hexdigest()


def content_hash(why: str | None, payload: str | None, grain: str | None) -> str:
    """Hash of what may be erased of a change one day."""
    return hashlib.sha256(dumps([why, payload, grain]).encode("utf-8", "surrogatepass")).hexdigest()


def change_hash(change: Mapping[str, Any]) -> str:
    """Hash of a change; through `content` and `rows` it covers the whole of it, through `previous` all before it."""
    names = ("number", "at", "who", "what", "subject", "content", "rows", "previous")
    return hashlib.sha256(dumps([change[n] for n in names]).encode("utf-8", "surrogatepass")).hexdigest()


def raw_rows(conn: Connection, table: Table, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Rows as they are stored, no value interpreted."""
    columns = ", ".join(f'"{c.name}"' for c in table.columns)
    for group in portions(numbers):
        wanted = ", ".join(str(int(n)) for n in group)
        found = conn.exec_driver_sql(f'SELECT {columns} FROM "{table.name}" WHERE number IN ({wanted})')  # noqa: S608
        yield from (dict(row) for row in found.mappings())


class Write:
    """One change under way: the only way rows of the hashed tables are written."""

    def __init__(self, conn: Connection, store: Store, who: str | None, what: str, why: str | None) -> None:
        self.conn, self.store = conn, store
        self.who, self.what, self.why = (who or _me()).strip(), what, why
        if not self.who:
            raise InputError("who makes the change? the name is empty")
        self.at = now()
        self.subject = ""
        self.payload: dict[str, Any] = {}
        self.number = self.next(schema.changes)
        self._touched: dict[str, set[int]] = defaultdict(set)
        self._nexts: dict[str, int] = {}
        self._settings: dict[str, str] = {}

    def next(self, table: Table) -> int:
        """The number the next row of the table gets."""
        if table.name == "changes" or table.name not in self._nexts:
            last = self.conn.execute(select(func.max(table.c.number))).scalar() or 0
            if table.name == "changes":
                return last + 1
            self._nexts[table.name] = last
        self._nexts[table.name] += 1
        return self._nexts[table.name]

    def setting(self, name: str) -> str:
        """A setting of the ledger."""
        table = schema.settings.c
        if name not in self._settings:
            self._settings[name] = str(self.conn.execute(select(table.value).where(table.name == name)).scalar_one())
        return self._settings[name]

    def set(self, name: str, value: str) -> None:
        """Change a setting, or make it."""
        table = schema.settings
        self._settings.pop(name, None)
        number = self.conn.execute(select(table.c.number).where(table.c.name == name)).scalar()
        if number is None:
            self.insert(table, [{"name": name, "value": value}])
        else:
            self.update(table, [number], value=value)

    def insert(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Add rows; each gets its number."""
        if not rows:
            return []
        numbered = [{**row, "number": row.get("number") or self.next(table)} for row in rows]
        self.conn.execute(table.insert(), numbered)
        numbers = [row["number"] for row in numbered]
        self._touched[table.name].update(numbers)
        return numbers

    def update(self, table: Table, numbers: Iterable[int], **values: Any) -> None:
        """Set the same values in rows."""
        listed = sorted(set(numbers))
        for group in portions(listed):
            self.conn.execute(update(table).where(table.c.number.in_(group)).values(**values))
        self._touched[table.name].update(listed)

    def touch(self, table: Table, numbers: Iterable[int]) -> None:
        """Say that rows were written by other means."""
        self._touched[table.name].update(numbers)

    @property
    def wrote(self) -> bool:
        """Whether any row was written."""
        return any(self._touched.values())

    def seal(self) -> None:
        """Write the change itself; a change that wrote nothing and says nothing is none."""
        if not self.wrote and not self.payload:
            return
        rows = [
            {"change": self.number, "table": name, "row": row["number"], "hash": row_hash(row)}
            for name, numbers in self._touched.items()
            for row in raw_rows(self.conn, schema.HASHED[name], sorted(numbers))
        ]
        previous = self.conn.execute(
            select(schema.changes.c.hash).where(schema.changes.c.number == self.number - 1)
        ).scalar()
        payload, grain = dumps(self.payload), salt()
        change = {
            "number": self.number,
            "at": self.at,
            "who": self.who,
            "what": self.what,
            "subject": self.subject,
            "why": self.why,
            "payload": payload,
            "salt": grain,
            "content": content_hash(self.why, payload, grain),
            "rows": rows_hash((r["table"], r["row"], r["hash"]) for r in rows),
            "previous": previous or GENESIS,
        }
        self.conn.execute(schema.changes.insert(), {**change, "hash": change_hash(change)})
        if rows:
            self.conn.execute(schema.touched.insert(), rows)


@contextmanager
def writing(store: Store, what: str, *, who: str | None = None, why: str | None = None) -> Iterator[Write]:
    """One change in one transaction: sealed and kept when the block ends, gone when it raises."""
    with store.writing() as conn:
        write = Write(conn, store, who, what, why)
        yield write
        write.seal()


def _me() -> str:
    """The name of whoever runs the program."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
