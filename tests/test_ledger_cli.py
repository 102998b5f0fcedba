"""The ledger's commands as a user meets them: what goes to which stream, formats, exit codes."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars
import pytest
from ledgers import Saying, told
from stubs import ShellingCoder
from typer.testing import CliRunner, Result

from tidings.claim import Claim
from tidings.cli import build
from tidings.ledger import Ledger
from tidings.reader import Reader

TIDINGS = Path(sys.executable).parent / "tidings"
REPORTS = [
    {
        "id": "a1",
        "title": "Market shelled",
        "text": "Shelling in Vesk killed 4 people, the mayor of Vesk said. Shelling also hit a road.",
        "publisher": "The Orlan Post",
        "published": "2024-05-15",
    },
    {
        "id": "a2",
        "text": "There was no shelling in Vesk, the mayor of Orl denied.",
        "published": "2024-05-16",
        "publisher": "Orl Radio",
    },
    {"id": "a3", "text": "Nothing happened in town today.", "published": "2024-05-16"},
]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in REPORTS), "utf-8")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Run a command in this process on a ledger of its own."""
    monkeypatch.setattr(Reader, "coder", ShellingCoder())
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setenv("TIDINGS_LEDGER", f"sqlite:///{tmp_path / 'ledger.db'}")
    monkeypatch.setenv("TIDINGS_USER", "ann")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(build(), [str(a) for a in arguments], input=stdin)

    return run


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_add_codes_and_stores_and_says_so(run: Any, reports: Path) -> None:
    result = run("add", reports, "--no-places")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "3 reports added; 3 claims in" in result.stderr
    again = run("add", reports, "--no-places")
    assert "0 reports added, 3 unchanged; 0 claims" in again.stderr
    changes = lines(run("changes"))
    assert [(c["what"], c["who"]) for c in changes[1:]] == [("add", "ann")] * 3
    assert changes[1]["subject"] == "report a1"


def test_a_corrected_report(run: Any, reports: Path) -> None:
    run("add", reports, "--no-places")
    reports.write_text(json.dumps({**REPORTS[0], "text": "Shelling in Vesk killed 9 people."}) + "\n", "utf-8")
    assert "1 corrected" in run("add", reports, "--no-places").stderr
    tolls = [
        c["toll"].get("killed", {}).get("min") for c in lines(run("claims", "--report", "a1", "--format", "jsonl"))
    ]
    assert tolls == [9]


def test_add_goes_on_after_reports_that_fail(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    path.write_text(
        json.dumps(REPORTS[0]) + "\n" + json.dumps({"id": "x", "text": "shelling will explode"}) + "\nno json\n"
    )
    result = run("add", path, "--no-places")
    assert result.exit_code in (1, 2)
    assert "1 reports added, 2 failed" in result.stderr
    assert run("verify").exit_code == 0


def test_events_hold_their_id_and_whole_claims(run: Any, reports: Path) -> None:
    run("add", reports, "--no-places")
    events = lines(run("events", "--format", "jsonl"))
    read = lines(run("read", reports, "--no-places", "--format", "jsonl"))
    found = {c["id"]: c for e in events for c in e["claims"]}
    assert found == {c["id"]: c for c in read}
    assert all(e["id"].startswith("E-") and Claim.model_validate(e["claims"][0]) for e in events)
    assert lines(run("claims", "--format", "jsonl")) == [found[c["id"]] for c in read]


def test_filters_limits_and_cursors(run: Any, reports: Path) -> None:
    run("add", reports, "--no-places")
    whole = [e["id"] for e in lines(run("events", "--format", "jsonl"))]
    first = run("events", "--format", "jsonl", "--limit", 1)
    assert [json.loads(line)["id"] for line in first.stdout.splitlines()] == whole[:1]
    if len(whole) > 1:
        cursor = first.stderr.strip().removeprefix("there is more: --after ")
        rest = lines(run("events", "--format", "jsonl", "--after", cursor))
        assert [e["id"] for e in rest] == whole[1:]
    claims = lines(run("claims", "--format", "jsonl", "--source", "orl"))
    assert [c["source"]["text"] for c in claims] == ["mayor of Orl"]
    assert lines(run("events", "--format", "jsonl", "--until", "2020-01-01")) == []
    assert len(lines(run("claims", "--format", "jsonl", "--toll-min", 4))) == 1
    bad = run("events", "--since", "someday")
    assert (bad.exit_code, bad.stdout) == (2, "")
    assert "since: 'someday' is no day" in bad.stderr


@pytest.mark.parametrize("command", ["events", "claims"])
def test_tables_of_all_sorts(run: Any, reports: Path, tmp_path: Path, command: str) -> None:
    run("add", reports, "--no-places")
    ids = [x["id"] for x in lines(run(command, "--format", "jsonl"))]
    rows = list(csv.DictReader(io.StringIO(run(command, "--format", "csv").stdout)))
    assert [r["id"] for r in rows] == ids
    assert run(command, "--format", "parquet", "-o", tmp_path / "x.parquet").exit_code == 0
    frame = polars.read_parquet(tmp_path / "x.parquet")
    assert frame["id"].to_list() == ids
    assert frame.columns == list(rows[0])
    table = run(command).stdout
    assert "Vesk" in table
    assert "\x1b" not in table


def test_search(run: Any, reports: Path) -> None:
    run("add", reports, "--no-places")
    (event,) = lines(run("search", "road", "--format", "jsonl"))
    assert [f["sentence"] for f in event["found"]] == ["Shelling also hit a road."]
    assert "hit a road" in run("search", "road").stdout
    assert run("search", "unheard").stdout == "no events\n"
    assert run("search", "--", "-road").exit_code == 2


def test_show(run: Any, tmp_path: Path) -> None:
    with Ledger(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        ledger.add(*told("r1", Saying("Mayor Ilen Varga", killed=4, party="NV"), publisher="Dravno Herald"))
        ledger.add(*told("r2", Saying("a monitor", killed=9, kind="ngo"), publisher="World Ledger"))
        denial = Saying("Northern Command", party="SV", kind="military", denies=True)
        ledger.add(*told("r3", denial, publisher="Northern Wire"))
        (event,) = ledger.events().items
    shown = run("show", event.id).stdout
    assert event.id in shown
    for words in (
        "contradict each other",
        "killed",
        "Mayor Ilen Varga",
        "Dravno Herald",
        "2024-01-03",
        "History",
        "add report r1",
    ):
        assert words in shown, words
    assert shown.index("contradict") < shown.index("Toll, as reported") < shown.index("Who says what")
    assert "policy ucdp-low-best-high" in shown
    assert "policy acled-lowest" in run("show", event.id, "--policy", "acled-lowest").stdout
    (record,) = lines(run("show", event.id, "--format", "jsonl"))
    assert len(record["claims"]) == 3
    assert record["assessment"]["contested"]
    assert run("show", "E-0000").exit_code == 2
    assert "no event has the id 'E-0000'" in run("show", "E-0000").stderr
    assert run("show", event.id, "--policy", "mine").exit_code == 2


def test_decisions(run: Any, reports: Path, tmp_path: Path) -> None:
    run("add", reports, "--no-places")
    with Ledger(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        ledger.add(*told("r1", Saying("residents", "Hesp", 3, event="bombing")))
    ids = [e["id"] for e in lines(run("events", "--format", "jsonl"))]
    assert run("merge", ids[0]).exit_code == 2
    assert run("merge", *ids[:2]).exit_code == 2
    merged = run("merge", *ids[:2], "--why", "one night")
    assert merged.stdout.strip() == ids[0]
    assert f"{ids[1]} was merged into {ids[0]}" in run("show", ids[1]).stdout
    number = lines(run("changes"))[-1]["number"]
    undone = run("undo", number, "--why", "no")
    assert (undone.exit_code, undone.stdout) == (0, "")
    assert "taken back: merge" in undone.stderr
    event = next(e for e in lines(run("events", "--format", "jsonl")) if len(e["claims"]) > 1)
    new = run("split", event["id"], event["claims"][0]["id"], "--why", "apart").stdout.strip()
    assert new != event["id"]
    assert run("grade", new, "fair", "--why", "seen").exit_code == 0
    assert lines(run("events", "--format", "jsonl", "--grade", "fair")) != []
    deleted = run("delete", "r1", "--why", "test")
    assert "tidings undo" in deleted.stderr
    assert run("verify").exit_code == 0


def test_reviews_make_gold_that_scores(run: Any, reports: Path, tmp_path: Path) -> None:
    run("add", reports, "--no-places")
    claims = lines(run("claims", "--format", "jsonl"))
    for claim in claims:
        assert run("review", claim["id"], "accept").exit_code == 0
    edited = run("review", claims[0]["id"], "edit", "--edits", '{"means": ["artillery", "rocket"]}')
    assert edited.stdout.strip() == claims[0]["id"]
    assert run("review", claims[0]["id"], "edit", "--edits", "{").exit_code == 2
    run("review-export", "-o", tmp_path / "gold.jsonl")
    run("claims", "--format", "jsonl", "-o", tmp_path / "claims.jsonl")
    scored = run("score", tmp_path / "gold.jsonl", tmp_path / "claims.jsonl")
    assert "claim      P 1.000  R 1.000  F1 1.000" in scored.stdout


def test_verify_prints_what_was_altered(run: Any, reports: Path, tmp_path: Path) -> None:
    run("add", reports, "--no-places")
    sound = run("verify")
    assert sound.exit_code == 0
    head = sound.stdout.split()[0]
    assert run("verify", "--known", head).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as conn:
        conn.execute("UPDATE reports SET text = 'All is well.' WHERE id = 'a2'")
        conn.commit()
    altered = run("verify")
    assert altered.exit_code == 1
    assert altered.stdout.startswith("reports 2 (a2): was altered")
    assert "1 faults" in altered.stderr


def test_erase_recode_backup_relink(run: Any, reports: Path, tmp_path: Path) -> None:
    run("add", reports, "--no-places")
    assert run("erase", "a2", "--why", "case 1", stdin="n\n").exit_code == 1
    assert run("erase", "a2", "--why", "case 1", "--yes").exit_code == 0
    assert "Orl" not in run("claims", "--format", "jsonl").stdout
    assert "0 reports added, 3 unchanged" in run("add", reports, "--no-places").stderr
    recoded = run("recode", "--no-places")
    assert (recoded.exit_code, recoded.stdout) == (0, "")
    assert "2 reports read anew; claims: 2 kept, 0 new" in recoded.stderr
    assert run("backup", tmp_path / "copy.db").exit_code == 0
    assert run("verify", "--ledger", f"sqlite:///{tmp_path / 'copy.db'}").exit_code == 0
    assert run("backup", tmp_path / "copy.db").exit_code == 2
    assert "claims linked anew" in run("relink").stderr
    assert run("verify").exit_code == 0


def test_geojson_is_public_unless_asked(run: Any, tmp_path: Path) -> None:
    with Ledger(f"sqlite:///{tmp_path / 'ledger.db'}") as ledger:
        report, (claim,) = told("r1", Saying("residents", killed=4))
        fine = {"latitude": -30.1234567, "longitude": 1.2345678}
        town = claim.place[0].model_copy(update=fine)
        ledger.add(report, [claim.model_copy(update={"place": [town]})])
        report, (claim,) = told("r2", Saying("residents", "Selm", 4, event="shelling"))
        quarter = claim.place[0].model_copy(update={"latitude": -30.6, "level": "quarter"})
        ledger.add(report, [claim.model_copy(update={"place": [quarter]})])
        later = datetime.now(UTC) + timedelta(days=2)
        report, (claim,) = told("r3", Saying("residents", "Vesk", 4, event="clash"))
        ledger.add(report.model_copy(update={"embargoed_until": later}), [claim])
    public = json.loads(run("events", "--format", "geojson").stdout)
    assert public["type"] == "FeatureCollection"
    assert "GeoNames" in public["attribution"]
    points = {f["properties"]["type"]: f["geometry"] for f in public["features"]}
    assert points == {"air_strike": {"type": "Point", "coordinates": [1.2346, -30.1235]}, "shelling": None}
    assert "Selm" not in json.dumps(public)
    internal = json.loads(run("events", "--format", "geojson", "--profile", "internal").stdout)
    assert len(internal["features"]) == 3
    assert {"type": "Point", "coordinates": [1.234568, -30.123457]} in [f["geometry"] for f in internal["features"]]
    note = lines(run("changes"))[-1]
    assert (note["what"], note["subject"]) == ("note", "internal profile")
    claims = json.loads(run("claims", "--format", "geojson").stdout)
    assert len(claims["features"]) == 2
    assert json.loads(run("events", "--format", "geojson", "--until", "1999-01-01").stdout)["features"] == []


def test_no_ledger_there(run: Any) -> None:
    for command in (["events"], ["show", "E-1"], ["verify"], ["search", "x"], ["merge", "E-1", "E-2", "--why", "x"]):
        result = run(*command)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "does not exist; `tidings add` makes it" in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_broken_ledger_exits_with_1(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(f"sqlite:///{path}") as ledger:
        ledger.add(*told("r1", Saying("residents", killed=4)))
    path.write_bytes(b"SQLite format 3\0" + b"x" * 4000)
    done = subprocess.run(
        [TIDINGS, "events", "--ledger", f"sqlite:///{path}"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_ends_quietly(run: Any, reports: Path, tmp_path: Path) -> None:
    run("add", reports, "--no-places")
    command = (
        f"{TIDINGS} claims --format jsonl --ledger sqlite:///{tmp_path / 'ledger.db'} | true; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env={**os.environ}, check=False)
    assert done.returncode in (0, 141)
    assert done.stderr == ""
