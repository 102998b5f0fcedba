"""Erasing for legal duty: nothing of the words is left, the record is whole. Copies: consistent while others write."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from ledgers import Saying, fill, partition, told, world
from sqlalchemy import text

from tidings.errors import InputError
from tidings.ledger import Filter, Ledger, pages

SECRET = ("Zebedee Quillfeather", "Quillfeather", "wandering heron", "Heronmere Gazette", "heronmere.example")


def secret_report(id: str = "secret"):
    report, claims = told(
        id,
        Saying("Zebedee Quillfeather", killed=4, aside="beside the wandering heron"),
        Saying("residents", "Selm", 7, aside="beside the wandering heron"),
        publisher="Heronmere Gazette",
        title="Quillfeather speaks",
    )
    report = report.model_copy(update={"url": "https://heronmere.example/1", "origin": "/home/heronmere.example"})
    return report, claims


def left(ledger: Ledger) -> list[str]:
    """Which of the words still stand somewhere in the database."""
    if ledger._store.sqlite:
        path = Path(str(ledger._store.path))
        raw = b"".join(p.read_bytes() for p in path.parent.iterdir() if p.name.startswith(path.name))
        return [w for w in SECRET if w.encode() in raw or w.lower().encode() in raw]
    found = []
    with ledger._store.reading() as conn:
        tables = conn.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        everything = " ".join(str(row) for t in tables for row in conn.execute(text(f'SELECT * FROM "{t}"')))
    found += [w for w in SECRET if w in everything or w.lower() in everything]
    return found


def test_nothing_of_an_erased_report_is_left(ledger: Ledger) -> None:
    fill(ledger, world(5))
    report, claims = secret_report()
    ledger.add(report, claims)
    ledger.add(report.model_copy(update={"title": "Quillfeather corrected"}), claims)
    ledger.review(claims[0].id, "edit", why="Quillfeather said otherwise", edits={"stance": "hedges"})
    ledger.review(claims[1].id, "reject", why="the wandering heron")
    ledger.delete(claims[0].id, why="Quillfeather asked")
    ledger.undo(ledger.head()[0], why="Quillfeather did not")
    assert set(left(ledger)) == set(SECRET)
    assert ledger.erase("secret", why="data protection, case 12", who="ann") > 2
    assert left(ledger) == []
    assert ledger.verify() == []
    assert [v.state for v in ledger.versions("secret")] == ["erased", "erased"]
    change = ledger.changes(subject="report secret")[-1]
    assert (change.what, change.who, change.why) == ("erase", "ann", "data protection, case 12")
    assert ledger.search("heron").items == []
    assert all("heron" not in (c.evidence.text if (c := row.claim) else "") for row in pages(ledger.claims, Filter()))


def test_an_erased_report_is_not_taken_in_again(file: Ledger) -> None:
    report, claims = secret_report()
    file.add(report, claims)
    file.erase("secret", why="case 12")
    for again in (report, report.model_copy(update={"title": "another"})):
        assert file.knows(again)
        assert file.add(again, claims).outcome == "erased"
    with pytest.raises(InputError, match="erased already"):
        file.erase("secret", why="case 12")
    with pytest.raises(InputError, match="no report has the id"):
        file.erase("nobody", why="case 12")


def test_what_others_say_stays(file: Ledger) -> None:
    file.add(*told("r1", Saying("Mayor Ilen Varga", killed=4, party="NV")))
    (event,) = file.events().items
    report, claims = secret_report()
    file.add(report, claims)
    assert file.event(event.id).row.n_claims == 2
    file.erase("secret", why="case 12")
    row = file.event(event.id).row
    assert (row.n_claims, row.sources, row.killed_high) == (1, ["Mayor Ilen Varga"], 4)
    assert [f.value for f in file.facets()["source"]] == ["Mayor Ilen Varga"]
    assert file.verify() == []


def test_merges_hold_without_the_erased_claims(file: Ledger) -> None:
    report, claims = secret_report()
    file.add(report, claims)
    file.add(*told("r1", Saying("residents", "Vesk", 3, event="clash")))
    file.add(*told("r2", Saying("residents", "Hesp", 9, event="bombing")))
    ids = [e.id for e in file.events().items]
    kept = file.merge(ids, why="one")
    file.erase("secret", why="case 12")
    file.relink()
    assert [e.id for e in file.events().items] == [kept]
    assert file.event(kept).row.n_claims == 2
    file.delete("r2", why="x")
    deletion = file.head()[0]
    file.erase("r2", why="case 13")
    with pytest.raises(InputError, match="erased or changed since"):
        file.undo(deletion, why="y")
    assert file.verify() == []


# ---- copies


def test_a_copy_is_whole_and_verifies(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger, world(8))
    ids = [e.id for e in ledger.events().items]
    ledger.merge(ids[:2], why="one")
    made = ledger.backup(tmp_path / "copy.db")
    with Ledger(f"sqlite:///{made}") as copy:
        assert copy.verify() == []
        assert copy.head() == ledger.head()
        assert partition(copy) == partition(ledger)
        assert copy.events(limit=None).items == ledger.events(limit=None).items
        assert {h.event.id for h in copy.search("killed", limit=None).items} == {
            h.event.id for h in ledger.search("killed", limit=None).items
        }
        copy.add(*told("r99", Saying("residents", killed=4)))
        assert copy.verify() == []
    with closing(sqlite3.connect(made)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_copy_while_others_write(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger, world(4))
    reports = world(14)
    writer = threading.Thread(target=fill, args=(ledger, reports[4:]))
    writer.start()
    copies = []
    while writer.is_alive() and len(copies) < 3:
        copies.append(ledger.backup(tmp_path / f"copy{len(copies)}.db"))
    writer.join()
    assert copies
    for made in copies:
        with Ledger(f"sqlite:///{made}") as copy:
            assert copy.verify() == []
    assert ledger.verify() == []


def test_a_copy_does_not_overwrite(file: Ledger, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        file.backup(there)
    assert there.read_text() == "mine"
    with pytest.raises(InputError, match="cannot be made"):
        file.backup(tmp_path / "no" / "copy.db")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_datasette_and_friends_see_sensible_tables(file: Ledger) -> None:
    fill(file, world(3))
    path = str(file._store.path)
    with closing(sqlite3.connect(path)) as conn:
        tables = {r[0] for r in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {"reports", "claims", "events", "changes", "claims_words", "reports_words"} <= tables
        keys = {(r[2], r[3]) for r in conn.execute("PRAGMA foreign_key_list(claims)")}
        assert {("reports", "report"), ("events", "event")} <= keys
        joined = "SELECT e.title, c.evidence, r.publisher FROM claims c JOIN events e ON e.number = c.event"
        assert conn.execute(joined + " JOIN reports r ON r.number = c.report").fetchall() != []
