"""The tables of a ledger: reports, claims, events, the record of changes, and what is made of them."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Run v0001_tables.sql, and mark a SQLite file as a ledger ("TIDG")."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    script = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement if sqlite else statement.replace("WITHOUT ROWID", "").replace("BLOB", "BYTEA"))
    if sqlite:
        op.execute("PRAGMA application_id = 1414087751")
