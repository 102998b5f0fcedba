"""Whatever is altered behind the ledger's back is found, and told by table and row."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from ledgers import fill, world
from sqlalchemy import text

from tidings.errors import LedgerError
from tidings.ledger import Ledger, schema


def filled(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}") as ledger:
        fill(ledger, world(8, incidents=4))
        ids = [e.id for e in ledger.events().items]
        ledger.merge(ids[:2], why="one")
        claims = [c.id for c in ledger.claims().items]
        ledger.review(claims[0], "accept", why="fits")
        ledger.erase("r7", why="case 1")
    return path


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = filled(tmp_path_factory.mktemp("whole"))
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.execute("PRAGMA journal_mode = DELETE")
    return path


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    path = tmp_path / "copy.db"
    path.write_bytes(original.read_bytes())
    return path


def tamper(path: Path, *statements: str) -> None:
    """As somebody with the file and any SQLite shell could."""
    with closing(sqlite3.connect(path)) as conn:
        for trigger in conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            conn.execute(f"DROP TRIGGER {trigger[0]}")
        for statement in statements:
            conn.execute(statement)
        conn.commit()


def found(path: Path, known: str | None = None) -> list[str]:
    with Ledger(f"sqlite:///{path}") as ledger:
        return [str(f) for f in ledger.verify(known)]


def test_a_sound_ledger_has_no_fault(copy: Path) -> None:
    assert found(copy) == []


COLUMNS = [(t.name, c.name) for t in schema.HASHED.values() for c in t.columns if c.name != "number"]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_any_altered_column_of_any_row_is_found(copy: Path, table: str, column: str) -> None:
    with closing(sqlite3.connect(copy)) as conn:
        (row,) = conn.execute(f"SELECT min(number) FROM {table} WHERE number > 1").fetchone()
        row = row or 1
        (value,) = conn.execute(f'SELECT "{column}" FROM {table} WHERE number = {row}').fetchone()
    new = "'altered'" if value is None or isinstance(value, str) else f"{value + 1}"
    tamper(copy, f'UPDATE {table} SET "{column}" = {new} WHERE number = {row}')
    faults = found(copy)
    assert any(f.startswith(f"{table} {row}") for f in faults), faults


@pytest.mark.parametrize("table", [t for t in schema.HASHED if t != "changes"])
def test_a_removed_row_is_found(copy: Path, table: str) -> None:
    tamper(copy, f"DELETE FROM {table} WHERE number = 1")
    assert f"{table} 1: is missing" in found(copy)


@pytest.mark.parametrize("table", ["reports", "claims", "events", "settings"])
def test_an_added_row_is_found(copy: Path, table: str) -> None:
    columns = ", ".join(f'"{c.name}"' for c in schema.HASHED[table].columns if c.name not in ("number", "id", "name"))
    key = "name" if table == "settings" else "id"
    tamper(
        copy,
        f"INSERT INTO {table} (number, {key}, {columns}) SELECT 999, 'new', {columns} FROM {table} WHERE number = 2"
        if table != "claims"
        else f"INSERT INTO claims (number, id, {columns}) SELECT 999, 'c-new', {columns} FROM claims WHERE number = 2",
    )
    assert any(f.startswith(f"{table} 999") and "put in from outside" in f for f in found(copy))


def test_two_rows_that_change_places_are_found(copy: Path) -> None:
    tamper(
        copy,
        "UPDATE claims SET number = 9991 WHERE number = 2",
        "UPDATE claims SET number = 2 WHERE number = 3",
        "UPDATE claims SET number = 3 WHERE number = 9991",
    )
    faults = found(copy)
    assert any(f.startswith("claims 2 ") and "was altered" in f for f in faults)
    assert any(f.startswith("claims 3 ") and "was altered" in f for f in faults)


def test_two_changes_that_change_places_are_found(copy: Path) -> None:
    tamper(
        copy,
        "UPDATE changes SET number = 9991 WHERE number = 3",
        "UPDATE changes SET number = 3 WHERE number = 4",
        "UPDATE changes SET number = 4 WHERE number = 9991",
    )
    assert any(f.startswith("changes 3 ") for f in found(copy))


def test_a_removed_change_is_found(copy: Path) -> None:
    tamper(copy, "DELETE FROM changes WHERE number = 5")
    assert "changes 5: is missing" in found(copy)


def test_the_last_change_cut_off_is_found(copy: Path) -> None:
    tamper(copy, "DELETE FROM changes WHERE number = (SELECT max(number) FROM changes)")
    assert any("is missing" in f and "rows name it" in f for f in found(copy))


def test_an_altered_list_of_touched_rows_is_found(copy: Path) -> None:
    tamper(copy, "UPDATE touched SET hash = 'x' WHERE change = 3 AND \"table\" = 'claims'")
    assert any("the list of the rows it wrote was altered" in f for f in found(copy))
    tamper(copy, "DELETE FROM touched WHERE change = 4")
    assert any(f.startswith("changes 4 ") for f in found(copy))


def test_a_ledger_cut_back_cleanly_is_found_with_a_noted_hash(copy: Path, tmp_path: Path) -> None:
    early = tmp_path / "early.db"
    early.write_bytes(copy.read_bytes())
    with Ledger(f"sqlite:///{copy}") as ledger:
        ledger.note("later", why="test")
        _, noted = ledger.head()
        assert ledger.verify(noted) == []
    assert found(early) == []
    assert any("cut off or replaced" in f for f in found(early, noted))


def test_what_is_made_of_the_rows_is_checked_too(copy: Path) -> None:
    tamper(copy, "DELETE FROM items WHERE claim = (SELECT min(claim) FROM items)", "DELETE FROM event_terms")
    tamper(copy, "DELETE FROM event_facets WHERE event = 1")
    faults = found(copy)
    assert any(f.startswith("items") and "relink" in f for f in faults)
    assert any(f.startswith("event_terms") for f in faults)
    assert any(f.startswith("event_facets 1 ") for f in faults)
    with Ledger(f"sqlite:///{copy}") as ledger:
        ledger.relink()
        assert ledger.verify() == []


def test_values_no_column_should_hold_do_not_stop_the_check(copy: Path) -> None:
    tamper(
        copy,
        "UPDATE events SET first_day = 'never', types = 'no json' WHERE number = 1",
        "UPDATE claims SET record = x'00ff', confidence = 'high' WHERE number = 2",
        "UPDATE changes SET payload = x'00ff' WHERE number = 2",
    )
    faults = found(copy)
    for row in ("events 1 ", "claims 2 ", "changes 2 "):
        assert any(f.startswith(row) for f in faults)


def test_a_broken_file_is_told(copy: Path) -> None:
    raw = bytearray(copy.read_bytes())
    half = len(raw) // 2
    raw[half : half + 20_000] = bytes(20_000)
    copy.write_bytes(raw)
    try:
        told = found(copy)
    except LedgerError as error:
        told = [str(error)]
    assert told
    assert all("\n" not in words for words in told)


def test_tampering_on_postgresql_is_found(ledger: Ledger) -> None:
    fill(ledger, world(4))
    assert ledger.verify() == []
    with ledger._store.writing() as conn:
        conn.execute(text("UPDATE claims SET killed_max = 9 WHERE number = 1"))
        conn.execute(text("UPDATE reports SET title = 'x' WHERE number = 2"))
    assert [(f.table, f.row) for f in ledger.verify()] == [("reports", 2), ("claims", 1)]
