"""Where a ledger is kept: connections, transactions, and what goes wrong with them in words.

SQLite runs with a write-ahead log, so that readers and one writer do not wait for each other, and `synchronous=FULL`: a
stored report outlives a power cut too, for a millisecond that is small beside coding it. On PostgreSQL writers take
turns by an advisory lock. Either way one write at a time is under way, and the record of changes is one chain.
"""

import math
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from tidings.errors import InputError, LedgerError

__all__ = ["APPLICATION_ID", "Store"]

APPLICATION_ID = 0x54494447
"""Marks a SQLite file as a ledger (`TIDG`)."""
_LOCK = 0x54494447
_POOL, _OVERFLOW = 8, 56


class Store:
    """The database of a ledger: `reading()` and `writing()` give a connection in a transaction of its own."""

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self.url = _address(url)
        self.timeout = timeout
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.path = Path(str(self.url.database)) if self.sqlite else None
        self.read_only = False
        self.engine = self._engine()
        self._turn = threading.RLock()

    @property
    def name(self) -> str:
        """The ledger as it is told to a person, without a password."""
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger, whatever others write meanwhile."""
        with self.told():
            options: dict[str, Any] = {}
            if not self.sqlite:
                options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            with self.engine.connect().execution_options(**options) as conn, conn.begin():
                yield conn

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that alone may write; all of it is kept when the block ends, nothing when it raises."""
        if self.read_only:
            raise LedgerError(f"{self.name} is read-only; nothing was written")
        engine = self.engine.execution_options(tidings_write=True)
        with self._turn, self.told(), engine.begin() as conn:
            if not self.sqlite:
                conn.execute(text(f"SET LOCAL lock_timeout = '{int(self.timeout * 1000)}ms'"))
                conn.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield conn

    @contextmanager
    def bare(self) -> Iterator[Connection]:
        """A connection outside any transaction, for housekeeping."""
        with self._turn, self.told(), self.engine.connect().execution_options(**self._bare) as conn:
            yield conn

    @property
    def _bare(self) -> dict[str, Any]:
        return {"tidings_bare": True} if self.sqlite else {"isolation_level": "AUTOCOMMIT"}

    @contextmanager
    def told(self) -> Iterator[None]:
        """Database errors become LedgerError in words for the person."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise LedgerError(f"{self.name}: {_words(error)}") from error
        except SQLAlchemyError as error:
            raise LedgerError(f"{self.name}: {' '.join(str(error).split())[:300]}") from error

    def close(self) -> None:
        """Let the connections go."""
        self.engine.dispose()

    def _engine(self) -> Engine:
        if not self.sqlite:
            try:
                engine = create_engine(self.url, pool_size=_POOL, max_overflow=_OVERFLOW, pool_pre_ping=True)
            except ModuleNotFoundError as error:
                raise InputError(
                    "PostgreSQL needs psycopg; install it with: pip install 'tidings[postgres]'"
                ) from error
            return engine
        assert self.path is not None
        folder = self.path.parent
        if not folder.is_dir():
            raise InputError(f"{self.path}: the folder {folder} does not exist; make it or name another file")
        if self.path.is_dir():
            raise InputError(f"{self.path} is a folder; name a file in it")
        asked = self.url.query.get("mode") == "ro"
        self.read_only = asked or (self.path.exists() and not os.access(self.path, os.W_OK))
        engine = create_engine(
            "sqlite+pysqlite://", creator=self._connect, pool_size=_POOL, max_overflow=_OVERFLOW, poolclass=_queue()
        )
        event.listen(engine, "begin", _begin)
        return engine

    def _connect(self) -> sqlite3.Connection:
        assert self.path is not None
        address = self.path.resolve().as_uri()
        if self.read_only:
            # A log that is not there cannot be made beside a file that may not be written.
            fixed = not Path(f"{self.path}-wal").exists() and not os.access(self.path.parent, os.W_OK)
            address += "?mode=ro" + ("&immutable=1" if fixed else "")
        conn = sqlite3.connect(
            address,
            uri=True,
            timeout=self.timeout,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=512,
        )
        try:
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute("PRAGMA secure_delete = ON")
            conn.execute("PRAGMA cache_size = -65536")
            conn.execute("PRAGMA temp_store = MEMORY")
            if not self.read_only:
                conn.execute("PRAGMA journal_mode = WAL")
                conn.execute("PRAGMA synchronous = FULL")
                # pages that every report writes are copied home once for many
                conn.execute("PRAGMA wal_autocheckpoint = 8000")
        except sqlite3.Error:
            conn.close()
            raise
        for name, function in _MATHS.items():
            conn.create_function(name, -1, _of(function), deterministic=True)
        return conn


def _queue() -> Any:
    from sqlalchemy.pool import QueuePool

    return QueuePool


_MATHS: dict[str, Callable[..., float]] = {
    "sin": math.sin,
    "cos": math.cos,
    "asin": math.asin,
    "least": min,
    "sqrt": math.sqrt,
    "radians": math.radians,
    "pow": math.pow,
}
"""What not every SQLite was built with."""


def _of(function: Callable[..., float]) -> Callable[..., float | None]:
    return lambda *values: None if None in values else function(*values)


def _begin(conn: Connection) -> None:
    """A writer takes the lock at once: it would lose what it has read if it waited for its first write."""
    options = conn.get_execution_options()
    if not options.get("tidings_bare"):
        conn.exec_driver_sql("BEGIN IMMEDIATE" if options.get("tidings_write") else "BEGIN")


def _address(url: str) -> URL:
    """The database's address; a bare file name is a SQLite file."""
    words = str(url).strip()
    if "://" not in words:
        words = f"sqlite:///{words}"
    try:
        parsed = make_url(words)
    except ArgumentError as error:
        raise InputError(
            f"{url!r} is no address of a ledger; write sqlite:///FILE or postgresql+psycopg://..."
        ) from error
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise InputError(f"a ledger cannot be kept in {backend}; write sqlite:///FILE or postgresql+psycopg://...")
    if not parsed.database or parsed.database == ":memory:":
        raise InputError("a ledger needs a file; write sqlite:///FILE")
    return parsed


_BUSY = "another program is writing to it and did not finish in time; try again. Nothing was written"
_FULL = "the disk is full; what was under way is undone, what was stored before stays. Make room and go on"
_NO_WRITING = "is read-only; nothing was written"
_NO_SERVER = "the server cannot be reached; see that it runs and that the address is right"
_SAYINGS = {
    "database is locked": _BUSY,
    "lock timeout": _BUSY,
    "readonly database": _NO_WRITING,
    "read-only transaction": _NO_WRITING,
    "disk is full": _FULL,
    "no space left": _FULL,
    "disk i/o error": "the disk does not take more; what was under way is undone, what was stored before stays",
    "file is not a database": "is not a SQLite database; name another file",
    "malformed": "is damaged; run `tidings verify`, and go back to a backup if it says so",
    "unable to open database file": "cannot be opened; see that the file and its folder may be read and written",
    "permission denied": "this account may not do that in the database",
    "password authentication failed": "the server refuses name or password",
    "connection failed": _NO_SERVER,
    "connection refused": _NO_SERVER,
}
"""What a database says, and what it means to a person."""


def _words(error: Exception) -> str:
    """A database error as one line, with the remedy where it is a known one."""
    plain = " ".join(str(getattr(error, "orig", None) or error).split())
    for sign, saying in _SAYINGS.items():
        if sign in plain.lower():
            return saying
    return f"the database refuses ({plain[:200]})"
