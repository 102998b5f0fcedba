"""Opening a ledger: a new one is made, an older one brought up to date, a newer or foreign one refused."""

import logging
import secrets
import sqlite3
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from tidings.assessment import DEFAULT
from tidings.errors import InputError, LedgerError
from tidings.ledger import schema
from tidings.ledger.chain import Write
from tidings.ledger.neighbours import linking_version
from tidings.ledger.store import APPLICATION_ID, Store

__all__ = ["SETTINGS", "open_store"]

_log = logging.getLogger("tidings")
SETTINGS = {"policy": DEFAULT}
"""What a new ledger is set to."""


def open_store(url: str, *, create: bool = True, timeout: float = 10.0) -> Store:
    """The store at `url`, with the schema of this program.

    Raises InputError where there is none and `create` is false, where it is not a ledger, or where a newer program made
    it; LedgerError where it cannot be opened now.
    """
    store = Store(url, timeout=timeout)
    if store.path is not None and not store.path.exists() and not (create and not store.read_only):
        raise InputError(f"{store.name} does not exist; `tidings add` makes it, or name another with --ledger")
    try:
        with store.reading() as conn:
            found = _version(conn, store)
        if found == schema.HEAD:
            return store
        if found is None:
            if not create:
                raise InputError(f"{store.name} holds no ledger; `tidings add` makes one")
            _make(store)
        else:
            _raise_to_head(store, found)
    except BaseException:
        store.close()
        raise
    return store


def _version(conn: Connection, store: Store) -> str | None:
    """The schema's version, None for an empty database."""
    tables = set(inspect(conn).get_table_names())
    if store.sqlite:
        marked = conn.execute(text("PRAGMA application_id")).scalar()
        if tables and marked != APPLICATION_ID:
            raise InputError(f"{store.name} is a database of another program; name another file")
    if "alembic_version" not in tables:
        if {"reports", "claims", "changes"} & tables:
            raise InputError(f"{store.name} holds tables of another program; name another database")
        return None
    found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if "touched" not in tables or found is None:
        raise InputError(f"{store.name} holds tables of another program; name another database")
    if found > schema.HEAD or not found.isdigit():
        raise InputError(
            f"{store.name} was made by a newer Tidings (schema {found}, this one knows {schema.HEAD}); update Tidings"
        )
    return str(found)


def _make(store: Store) -> None:
    """Tables and the first change of an empty database."""
    with store.writing() as conn:
        if _version(conn, store) is not None:
            return
        _migrate(conn)
        write = Write(conn, store, None, "open", "a new ledger")
        write.subject = "ledger"
        write.payload = {"tidings": _program(), "schema": schema.HEAD}
        values = {"ledger": secrets.token_hex(8), "created": write.at, "linking": linking_version(), **SETTINGS}
        write.insert(schema.settings, [{"name": n, "value": v} for n, v in values.items()])
        write.seal()


def _raise_to_head(store: Store, found: str) -> None:
    """Bring an older schema up to date, after a copy of a SQLite file; a server's database has its own backups."""
    if store.read_only:
        raise LedgerError(f"{store.name} has the older schema {found} and is read-only; make it writable or copy it")
    if store.path is not None:
        copy = store.path.with_name(f"{store.path.name}.before-{schema.HEAD}")
        _copy(store.path, copy)
        _log.warning(
            "%s is brought from schema %s to %s; as it was it is kept in %s", store.name, found, schema.HEAD, copy
        )
    else:
        _log.warning(
            "%s is brought from schema %s to %s in one transaction; keep the last pg_dump",
            store.name,
            found,
            schema.HEAD,
        )
    with store.writing() as conn:
        before = _version(conn, store)
        if before == schema.HEAD:
            return
        _migrate(conn)
        write = Write(conn, store, None, "upgrade", "schema of a newer program")
        write.subject = "ledger"
        write.payload = {"tidings": _program(), "from": before, "to": schema.HEAD}
        write.seal()


def _copy(path: Path, target: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _migrate(conn: Connection, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "tidings.ledger:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, to)


def _program() -> str:
    try:
        return version("tidings")
    except PackageNotFoundError:
        return "unknown"
