"""`tidings read` as a user meets it: formats, files, notices, exit codes, pipes."""

import csv
import io
import json
import os
import pty
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars
import pytest
from stubs import ShellingCoder
from typer.testing import CliRunner, Result

from tidings.claim import Claim
from tidings.claimlist import COLUMNS
from tidings.cli import build
from tidings.reader import Reader

TIDINGS = Path(sys.executable).parent / "tidings"
REPORTS = [
    {
        "id": "a1",
        "title": "Market shelled",
        "text": "Shelling in Vesk killed 4 people, the mayor of Vesk said. Shelling also hit a road. "
        "There was no shelling in Orl, the mayor of Orl denied.",
        "publisher": "The Orlan Post",
        "published": "2024-05-15",
    },
    {"id": "a2", "text": "Nothing happened in town today.", "published": "2024-05-16"},
]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in REPORTS), "utf-8")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `tidings read` in this process with the coder of the stubs."""
    monkeypatch.setattr(Reader, "coder", ShellingCoder())
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(build(), ["read", "--no-places", *map(str, arguments)], input=stdin)

    return run


def outside(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    command = [str(TIDINGS), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


# --- formats


def test_table(run: Any, reports: Path) -> None:
    result = run(reports)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert (
        result.stdout
        == """\
Market shelled
The Orlan Post · 2024-05-15 · a1
  mayor of Vesk  government, NV
    shelling  “Shelling” · in Vesk (NV) · 2024-05-15 · artillery · killed 4+
  the report itself
    shelling  “Shelling” · 2024-05-15 · artillery
  mayor of Orl  government, NV
    shelling  “shelling” · denies · in Orl (NV) · 2024-05-15 · artillery

Nothing happened in town today.
2024-05-16 · a2
  no claims

"""
    )


def test_table_with_why(run: Any, reports: Path) -> None:
    lines = run(reports, "--why").stdout.splitlines()
    at = lines.index("    shelling  “Shelling” · in Vesk (NV) · 2024-05-15 · artillery · killed 4+")
    assert lines[at + 1 : at + 3] == [
        "              Shelling in Vesk killed 4 people, the mayor of Vesk said.",
        "                event: trigger shelling “Shelling” 0.90",
    ]
    assert lines[at + 3].startswith("                confidence 0.90 · c-")


def test_jsonl_is_one_claim_a_line_in_the_published_form(run: Any, reports: Path) -> None:
    lines = run(reports, "--format", "jsonl").stdout.splitlines()
    assert len(lines) == 3
    first = json.loads(lines[0])
    assert list(first)[:4] == ["id", "report", "event", "trigger"]
    assert first["report"] == "a1"
    assert first["trigger"] == {"text": "Shelling", "start": 0, "end": 8, "name": None, "code": None}
    assert first["source"]["text"] == "mayor of Vesk"
    assert first["source"]["cue"]["text"] == "said"
    assert first["date"] == {"start": "2024-05-15", "end": "2024-05-15", "precision": "day", "text": "", "at": None}
    assert first["toll"] == {"killed": {"min": 4, "max": None, "text": "4", "at": [24, 25]}}
    assert json.loads(lines[1])["source"] is None
    assert [Claim(**json.loads(line)).record() for line in lines] == [json.loads(line) for line in lines]


def test_json_is_one_array(run: Any, reports: Path) -> None:
    assert [c["stance"] for c in json.loads(run(reports, "--format", "json").stdout)] == [
        "asserts",
        "asserts",
        "denies",
    ]
    assert json.loads(run("-", "--format", "json", stdin="Nothing happened.").stdout) == []


def test_csv_has_the_documented_columns(run: Any, reports: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(reports, "--format", "csv").stdout)))
    assert list(rows[0]) == list(COLUMNS)
    assert [r["source_kind"] for r in rows] == ["government", "reporter", "government"]
    first = rows[0]
    assert (first["publisher"], first["published"], first["title"]) == (
        "The Orlan Post",
        "2024-05-15",
        "Market shelled",
    )
    assert (first["killed_min"], first["killed_max"], first["injured_min"]) == ("4", "", "")
    assert (first["place"], first["country"], first["date_start"]) == ("Vesk", "NV", "2024-05-15")


def test_parquet_has_the_same_columns_typed(run: Any, reports: Path, tmp_path: Path) -> None:
    path = tmp_path / "claims.parquet"
    assert run(reports, "--format", "parquet", "-o", path).exit_code == 0
    frame = polars.read_parquet(path)
    assert frame.columns == list(COLUMNS)
    assert {name: str(kind) for name, kind in frame.schema.items()} == {
        name: kind for name, (kind, _) in COLUMNS.items()
    }
    assert frame["killed_min"].to_list() == [4, None, None]


# --- output


def test_output_file_is_whole_and_keeps_its_permissions(run: Any, reports: Path, tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text("old")
    path.chmod(0o640)
    result = run(reports, "--format", "jsonl", "-o", path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert len(path.read_text("utf-8").splitlines()) == 3
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["claims.jsonl", "reports.jsonl"]


def test_a_fault_on_the_way_leaves_the_old_file(
    run: Any, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Claim) -> dict[str, Any]:
        raise RuntimeError("fault")

    monkeypatch.setattr(Claim, "record", broken)
    path = tmp_path / "claims.jsonl"
    path.write_text("old")
    assert isinstance(run(reports, "--format", "jsonl", "-o", path).exception, RuntimeError)
    assert path.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["claims.jsonl", "reports.jsonl"]


@pytest.mark.parametrize("target", ["missing/claims.jsonl", "."])
def test_an_output_that_cannot_be_is_said(run: Any, reports: Path, tmp_path: Path, target: str) -> None:
    result = run(reports, "-o", tmp_path / target)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"tidings: {tmp_path / target}")
    assert result.stderr.count("\n") == 1


def test_standard_input_and_terms(run: Any) -> None:
    result = run("-", "--published", "2024-05-15", "--publisher", "Orlan Radio", "-f", "csv", stdin="Shelling in Vesk.")
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["publisher"], row["published"], row["date_start"]) == ("Orlan Radio", "2024-05-15", "2024-05-15")


def test_mapping_of_columns(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("day,story,nr\n2024-05-15,Shelling in Vesk.,7\n")
    (claim,) = map(json.loads, run(path, "--map", "text=story,published=day,id=nr", "-f", "jsonl").stdout.splitlines())
    assert (claim["report"], claim["date"]["start"]) == ("7", "2024-05-15")


# --- notices and failures


def test_some_reports_failed(run: Any, reports: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": \n{"id": "x", "text": "Shelling will explode.", "date": "2024-05-15"}\n')
    result = run(bad, reports, "-f", "jsonl")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 3
    assert result.stderr.splitlines() == [
        f"{bad} line 1: not JSON (Expecting value at character 10); mend it there",
        f"{bad} line 2: could not be read (ValueError: a fault of the coder)",
    ]


def test_a_missing_date_is_a_notice(run: Any) -> None:
    result = run("-", stdin="Shelling in Vesk.")
    assert result.exit_code == 0
    assert result.stderr == (
        "standard input: has no publication date; relative dates stay unresolved, give one with --published\n"
    )
    assert run("-", "--quiet", stdin="Shelling in Vesk.").stderr == ""


def test_the_same_notice_about_many_reports_is_counted(run: Any) -> None:
    many = "".join(json.dumps({"text": f"Shelling {n}."}) + "\n" for n in range(9))
    lines = run("-", stdin=many).stderr.splitlines()
    assert len(lines) == 6
    assert lines[5].startswith("and 4 more: has no publication date")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.txt"], "tidings: missing.txt: no such file or folder; check the name"),
        (["-", "--published", "soon"], "tidings: --published 'soon' is not a date; write it as YYYY-MM-DD"),
        (["-", "--map", "author=by"], "tidings: --map 'author=by': a report has no field 'author'"),
        (["-", "-"], "tidings: standard input (-) can be read only once"),
        (["gopher://orlan.example"], "tidings: gopher://orlan.example: only http and https addresses are fetched"),
        (["-", "--format", "xml"], "Invalid value for '--format'"),
        (["-", "--jobs", "0"], "Invalid value for '--jobs'"),
        ([], "Missing argument 'INPUT...'"),
    ],
)
def test_misuse_ends_with_code_2_and_says_so(run: Any, arguments: list[str], said: str) -> None:
    result = run(*arguments, stdin="Shelling.")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in " ".join(result.stderr.split())


def test_hostile_text_reaches_no_terminal(run: Any) -> None:
    text = "Shelling \x1b]0;title\x07 \x9b31m in \u202eVesk\u2066 [bold]killed[/bold] 4."
    result = run(
        "-", "--why", stdin=json.dumps({"id": "\x1b[2J", "text": text, "title": "a\rb\x1b[0m", "date": "\x1b[1m"})
    )
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\r"} & set(result.stdout + result.stderr)
    assert "Shelling \\x1b]0;title\\x07 \\x9b31m in \\u202eVesk\\u2066 [bold]killed[/bold] 4." in result.stdout


# --- the installed command

LONG = "Shelling in Vesk killed four people on Tuesday, the mayor of Vesk said. The army denied it. " * 3


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("many") / "many.jsonl"
    records = ({"id": f"n{n}", "text": f"{LONG} {n}", "published": "2024-05-15"} for n in range(100))
    path.write_text("".join(json.dumps(r) + "\n" for r in records))
    return path


def test_help_is_quick() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = outside("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert result.returncode == 0
    assert "read" in result.stdout
    assert after.ru_utime - before.ru_utime < 1
    script = (
        "import sys, tidings.cli; tidings.cli.build(); print({'spacy', 'numpy', 'polars', 'httpx'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_version() -> None:
    assert outside("--version").stdout == "tidings 0.1.0\n"


def test_two_processes_print_what_one_prints(reports: Path, many: Path) -> None:
    one = outside("read", "--no-places", reports, many, "-f", "jsonl")
    two = outside("read", "--no-places", reports, many, "-f", "jsonl", "--jobs", "2")
    assert one.returncode == two.returncode == 0, one.stderr + two.stderr
    assert one.stdout == two.stdout
    assert len(one.stdout.splitlines()) > 100


def test_a_closed_pipe_ends_quietly(many: Path) -> None:
    script = f"'{TIDINGS}' read --no-places '{many}' -f jsonl | head -n 1; echo \"${{PIPESTATUS[0]}}\""
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=120, check=True)
    claim, code = done.stdout.splitlines()
    assert json.loads(claim)["report"] == "n0"
    assert code == "141"
    assert done.stderr == ""


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_at_once_without_a_traceback(many: Path, tmp_path: Path, jobs: int) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text("old")
    big = tmp_path / "reports.jsonl"
    big.write_text("".join(many.read_text().replace('"n', f'"{n}-') for n in range(40)))
    command = [TIDINGS, "read", "--no-places", big, "-f", "jsonl", "-o", path, "--jobs", str(jobs)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    deadline = time.monotonic() + 60
    while not any(p.stat().st_size > 1000 for p in tmp_path.glob(".claims.jsonl.*")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    begun = time.monotonic()
    out, err = process.communicate(timeout=30)
    assert time.monotonic() - begun < 5
    assert process.returncode == 130
    assert (out, err) == ("", "")
    assert path.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["claims.jsonl", "reports.jsonl"]


def on_a_terminal(*arguments: object, **environment: str) -> str:
    """What a user sees of the command on a terminal."""
    leader, follower = pty.openpty()
    env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "COLUMNS": "100", **environment}
    process = subprocess.Popen([TIDINGS, *map(str, arguments)], stdout=follower, stderr=follower, env=env)
    os.close(follower)
    seen = b""
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    process.wait(timeout=60)
    os.close(leader)
    return seen.decode()


def test_colours_on_a_terminal_and_none_where_they_are_not_wanted(reports: Path) -> None:
    assert "\x1b[1;34m" in on_a_terminal("read", "--no-places", reports)
    assert "\x1b[1;34m" not in on_a_terminal("read", "--no-places", reports, NO_COLOR="1")
    assert "\x1b" not in outside("read", "--no-places", reports).stdout
