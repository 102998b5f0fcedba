"""What can go wrong with a ledger's place: one clear line, and nothing that was stored is lost."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from ledgers import Saying, fill, partition, told, world
from sqlalchemy import text

from tidings.errors import InputError, LedgerError
from tidings.ledger import Filter, Ledger, pages, schema
from tidings.ledger.opening import _migrate
from tidings.ledger.store import Store

HERE = Path(__file__).parent


def message(error: pytest.ExceptionInfo[BaseException]) -> str:
    words = str(error.value)
    assert "\n" not in words
    return words


# ---- killed


def writer(url: str, seed: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / "ledger_writer.py"), url, str(seed), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=HERE)


def test_a_killed_writer_leaves_a_ledger_that_verifies_and_goes_on(url: str, tmp_path: Path) -> None:
    """Killed with -9 at three moments; then it goes on, and the end is as if nothing had been."""
    rng = random.Random(7)
    Ledger(url).close()
    told_stored: set[str] = set()
    for _ in range(3):
        process = writer(url, 3, 12)
        assert process.stdout is not None
        for _ in range(rng.randint(1, 4)):
            line = process.stdout.readline().split()
            if line:
                told_stored.add(line[0])
        time.sleep(rng.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        rest = process.stdout.read().split("\n")
        told_stored |= {line.split()[0] for line in rest if len(line.split()) == 2}
        with Ledger(url) as ledger:
            assert ledger.verify() == []
            stored = {r.id for r in pages(ledger.reports, Filter())}
            assert told_stored <= stored
            assert len(stored) <= len(told_stored) + 1
    with Ledger(url) as ledger, Ledger(f"sqlite:///{tmp_path / 'whole.db'}") as whole:
        fill(ledger, world(12, 3))
        fill(whole, world(12, 3))
        assert partition(ledger) == partition(whole)
        assert ledger.verify() == []


def test_two_programs_write_at_once(url: str) -> None:
    Ledger(url).close()
    writers = [writer(url, 3, 8), writer(url, 3, 8)]
    outcomes = []
    for process in writers:
        out, _ = process.communicate(timeout=300)
        assert process.returncode == 0
        outcomes += [line.split()[1] for line in out.splitlines()]
    assert sorted(outcomes) == ["added"] * 8 + ["unchanged"] * 8
    with Ledger(url) as ledger:
        assert ledger.verify() == []


# ---- locked, read-only, full


def test_a_locked_ledger_is_told_and_readers_go_on(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}", timeout=0.2) as ledger:
        ledger.add(*told("r1", Saying("residents", killed=4)))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LedgerError) as error:
                ledger.add(*told("r2", Saying("residents", killed=5)))
            assert "another program is writing" in message(error)
            assert [r.id for r in ledger.reports().items] == ["r1"]
            other.execute("ROLLBACK")
        ledger.add(*told("r2", Saying("residents", killed=5)))
        assert ledger.verify() == []


def test_a_locked_postgresql_ledger_is_told(postgres: str) -> None:
    from ledgers import new_database

    url = new_database(postgres)
    with Ledger(url, timeout=0.3) as ledger, Ledger(url) as other:
        ledger.add(*told("r1", Saying("residents", killed=4)))
        with other._store.writing(), pytest.raises(LedgerError, match="another program is writing"):
            ledger.add(*told("r2", Saying("residents", killed=5)))
        assert ledger.verify() == []


def test_a_read_only_ledger_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}") as ledger:
        ledger.add(*told("r1", Saying("residents", killed=4)))
    with Ledger(f"sqlite:///{path}?mode=ro") as ledger:
        assert ledger.read_only
        assert ledger.count() == 1
        assert ledger.verify() == []
        with pytest.raises(LedgerError) as error:
            ledger.add(*told("r2", Saying("residents", killed=5)))
        assert "is read-only; nothing was written" in message(error)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_ledger_of_somebody_else_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}") as ledger:
        ledger.add(*told("r1", Saying("residents", killed=4)))
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with Ledger(f"sqlite:///{path}") as ledger:
            assert ledger.count() == 1
            with pytest.raises(LedgerError, match="read-only"):
                ledger.add(*told("r2", Saying("residents", killed=5)))
    finally:
        tmp_path.chmod(0o755)


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """The database may not grow beyond what it has: as a full disk, from inside SQLite."""
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}") as ledger:
        fill(ledger, world(4))
        before = partition(ledger)

        @_on_connect(ledger)
        def _(conn: sqlite3.Connection) -> None:
            pages_now = conn.execute("PRAGMA page_count").fetchone()[0]
            conn.execute(f"PRAGMA max_page_count = {pages_now + 1}")

        with pytest.raises(LedgerError) as error:
            fill(ledger, [told(f"big{n}", Saying("residents", killed=4, aside="words " * 4000)) for n in range(4)])
        assert "disk is full" in message(error)
    with Ledger(f"sqlite:///{path}") as ledger:
        assert ledger.verify() == []
        kept = partition(ledger)
        assert all(any(set(old) <= set(new) for new in kept) for old in before)
        ledger.add(*told("r99", Saying("residents", killed=4)))


def _on_connect(ledger: Ledger):
    from sqlalchemy import event

    def listen(function):
        ledger._store.engine.dispose()
        event.listen(ledger._store.engine, "connect", lambda conn, _: function(conn))

    return listen


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """The same from outside: the system refuses to make the file larger (a quota)."""
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}") as ledger:
        fill(ledger, world(4))
        size = max(path.stat().st_size, Path(f"{path}-wal").stat().st_size)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 8192, hard))
        try:
            with pytest.raises(LedgerError) as error:
                fill(
                    ledger, [told(f"big{n}", Saying("residents", killed=4, aside="words " * 4000)) for n in range(400)]
                )
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, before)
        assert "disk" in message(error)
        assert ledger.verify() == []
        ledger.add(*told("r99", Saying("residents", killed=4)))
        assert ledger.verify() == []


# ---- not a ledger, or another one


def test_no_ledger_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        Ledger(f"sqlite:///{tmp_path / 'none.db'}", create=False)
    assert "does not exist" in message(error)
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(InputError, match=r"the folder .* does not exist"):
        Ledger(f"sqlite:///{tmp_path / 'no' / 'none.db'}")
    with pytest.raises(InputError, match="is a folder"):
        Ledger(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "://", "sqlite:///:memory:"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(InputError) as error:
        Ledger(url)
    message(error)


def test_a_file_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear reader, this is a letter and no database at all. " * 50)
    with pytest.raises(LedgerError) as error:
        Ledger(f"sqlite:///{path}")
    assert "is not a SQLite database" in message(error)
    assert path.read_text().startswith("Dear reader")


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE songs (title TEXT)")
    with pytest.raises(InputError) as error:
        Ledger(f"sqlite:///{path}")
    assert "is a database of another program" in message(error)
    with closing(sqlite3.connect(path)) as conn:
        assert [r[0] for r in conn.execute("SELECT name FROM sqlite_master")] == ["songs"]


def test_a_ledger_of_a_newer_program(url: str) -> None:
    with Ledger(url) as ledger:
        ledger.add(*told("r1", Saying("residents", killed=4)))
        with ledger._store.writing() as conn:
            conn.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(InputError) as error:
        Ledger(url)
    assert "was made by a newer Tidings (schema 0999" in message(error)
    assert "update Tidings" in message(error)


def test_an_older_ledger_is_brought_up_to_date_after_a_copy(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "ledger.db"
    store = Store(f"sqlite:///{path}")
    with store.writing() as conn:
        _migrate(conn, "0001")
        conn.execute(text("INSERT INTO settings VALUES (1, 'ledger', 'old'), (2, 'policy', 'claims-raw')"))
    store.close()
    with Ledger(f"sqlite:///{path}") as ledger:
        assert "as it was it is kept in" in caplog.text
        assert ledger.changes()[-1].what == "upgrade"
        ledger.add(*told("r1", Saying("residents", killed=4)))
        assert ledger.search("residents").items != []
    with closing(sqlite3.connect(f"{path}.before-{schema.HEAD}")) as conn:
        assert conn.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def test_the_migrations_make_the_tables_the_program_uses(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    Ledger(url).close()
    store = Store(url)

    def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (reflected and name is not None and ("_words" in name))

    with store.reading() as conn:
        context = MigrationContext.configure(conn, opts={"include_object": ours})
        found = compare_metadata(context, schema.METADATA)
    store.close()
    assert [f for f in found if not (isinstance(f, list) and f[0][0] == "modify_type")] == []


def test_a_server_that_is_not_there() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(LedgerError) as error:
        Ledger("postgresql+psycopg://someone:secret@127.0.0.1:1/none")
    assert "cannot be reached" in message(error)
    assert "secret" not in message(error)


def test_an_event_too_large_to_be_given_whole(file: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidings.ledger.dossier.MOST_SHOWN", 2)
    file.add(*told("r1", *(Saying(f"official {n}", killed=4) for n in range(3))))
    (event,) = file.events().items
    with pytest.raises(LedgerError) as error:
        file.event(event.id)
    assert "has 3 claims; read them page by page" in message(error)
    assert len(list(pages(file.claims, Filter(), event=event.id))) == 3


def test_a_large_event_is_assessed_when_it_has_grown_enough(file: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidings.ledger.eventrows.ALWAYS_ASSESSED", 5)
    for n in range(23):
        file.add(*told(f"r{n}", Saying("residents", killed=4 + n, kind="witness")))
    (event,) = file.events().items
    assert event.n_claims == 23
    assert event.assessed < 23
    assert file.verify() == []
    assert file.refresh() == 1
    (event,) = file.events().items
    assert (event.assessed, event.n_reports) == (23, 23)
    assert file.refresh() == 0
    assert file.verify() == []


def test_everybody_may_use_one_ledger_object(file: Ledger) -> None:
    import threading

    fill(file, world(6))
    failed: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(5):
                file.events()
                file.facets()
                file.search("killed")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    fill(file, world(12)[6:])
    for thread in threads:
        thread.join()
    assert failed == []
