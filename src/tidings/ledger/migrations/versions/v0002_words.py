"""Full-text search over the sentences of claims and the texts of reports."""

from alembic import op

revision = "0002"
down_revision = "0001"

_INDEXED = {
    "claims": ("evidence", "source", "actor", "target", "place"),
    "reports": ("title", "text"),
}


def upgrade() -> None:
    """FTS5 tables kept by triggers on SQLite, GIN indexes on PostgreSQL; what is stored already is indexed."""
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in _INDEXED.items():
            _fts5(table, columns)
    else:
        for table, columns in _INDEXED.items():
            words = " || ' ' || ".join(f"coalesce({c}, '')" for c in columns)
            op.execute(f"CREATE INDEX {table}_words ON {table} USING gin (to_tsvector('simple', {words}))")


def _fts5(table: str, columns: tuple[str, ...]) -> None:
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{c}" for c in columns) for row in ("new", "old"))
    words = f"{table}_words"
    op.execute(
        f"CREATE VIRTUAL TABLE {words} USING fts5({names}, content='{table}', content_rowid='number', "
        f"tokenize='unicode61 remove_diacritics 2')"
    )
    add = f"INSERT INTO {words}(rowid, {names}) VALUES (new.number, {new});"  # noqa: S608
    remove = f"INSERT INTO {words}({words}, rowid, {names}) VALUES ('delete', old.number, {old});"  # noqa: S608
    changed = " OR ".join(f"old.{c} IS NOT new.{c}" for c in columns)
    op.execute(f"CREATE TRIGGER {words}_added AFTER INSERT ON {table} BEGIN {add} END")
    op.execute(f"CREATE TRIGGER {words}_removed AFTER DELETE ON {table} BEGIN {remove} END")
    op.execute(f"CREATE TRIGGER {words}_changed AFTER UPDATE ON {table} WHEN {changed} BEGIN {remove} {add} END")
    op.execute(f"INSERT INTO {words}({words}) VALUES ('rebuild')")  # noqa: S608
