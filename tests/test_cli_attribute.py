"""`tidings attribute` as a user meets it: one line for every report, character ranges, bad input."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tidings.cli import build

QUOTE = '"The shelling of the market was a crime," said Mayor Ivan Dorn, "and we will rebuild it."'
REPORTS = [
    {"id": "two", "text": QUOTE, "published": "2024-05-15"},
    {"id": "none", "text": "The library opens at nine.", "published": "2024-05-15"},
    {"id": "told", "text": "Police said on Monday that the road to Vesk was closed.", "published": "2024-05-15"},
]
KEYS = ["source", "cue", "content", "name", "kind", "party", "mode", "score"]


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(build(), ["attribute", *map(str, arguments)], input=stdin)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reports") / "reports.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in REPORTS), "utf-8")
    return path


@pytest.fixture(scope="module")
def lines(reports: Path) -> dict[str, list[dict[str, Any]]]:
    """Report id -> attributions, as printed."""
    result = run(reports, "--format", "jsonl")
    assert result.exit_code == 0, result.stderr
    rows = [json.loads(x) for x in result.stdout.splitlines()]
    assert [list(r) for r in rows] == [["id", "attributions"]] * len(REPORTS)
    assert [r["id"] for r in rows] == [r["id"] for r in REPORTS]
    return {r["id"]: r["attributions"] for r in rows}


def test_every_report_has_its_line(lines: dict[str, list[dict[str, Any]]]) -> None:
    assert lines["none"] == []
    assert all(list(a) == KEYS for found in lines.values() for a in found)


def test_a_quote_in_two_pieces_is_one_entry_with_two_ranges(lines: dict[str, list[dict[str, Any]]]) -> None:
    (one,) = [a for a in lines["two"] if [QUOTE[s:e] for s, e in a["cue"]] == ["said"]]
    assert [QUOTE[s:e] for s, e in one["source"]] == ["Mayor Ivan Dorn"]
    first, second = (QUOTE[s:e] for s, e in one["content"])
    assert "The shelling of the market was a crime" in first
    assert "and we will rebuild it" in second
    assert (one["name"], one["kind"], one["mode"]) == ("Mayor Ivan Dorn", "government", "direct")


def test_what_is_told_without_quotation_marks_is_indirect(lines: dict[str, list[dict[str, Any]]]) -> None:
    text = str(REPORTS[2]["text"])
    (one,) = [a for a in lines["told"] if [text[s:e] for s, e in a["cue"]] == ["said"]]
    assert [text[s:e] for s, e in one["source"]] == ["Police"]
    assert "the road to Vesk was closed" in " ".join(text[s:e] for s, e in one["content"])
    assert one["mode"] == "indirect"


def test_table_for_a_person() -> None:
    result = run("-", stdin=QUOTE)
    assert result.exit_code == 0
    assert "  Mayor Ivan Dorn [government] · said · direct\n" in result.stdout


def test_another_language_gives_a_line_and_a_notice(tmp_path: Path) -> None:
    text = (
        "Le maire de Vesk a déclaré que les bombardements avaient tué quatre personnes mardi dans la ville. "
        "Les habitants ont passé la nuit dans les caves, et les secours cherchent encore des survivants."
    )
    path = tmp_path / "fr.jsonl"
    path.write_text(json.dumps({"id": "fr", "text": text}) + "\n", "utf-8")
    result = run(path, "--format", "jsonl")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"id": "fr", "attributions": []}
    assert "not in a language that can be read" in result.stderr


def test_bad_reports_are_told_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    path.write_text(json.dumps(REPORTS[2]) + "\n{broken\n", "utf-8")
    result = run(path, "--format", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(x)["id"] for x in result.stdout.splitlines()] == ["told"]
    assert f"{path} line 2: not JSON" in result.stderr


def test_misuse(tmp_path: Path, reports: Path) -> None:
    missing = run(tmp_path / "missing.txt")
    assert missing.exit_code == 2
    assert "no such file or folder" in missing.stderr
    assert run(reports, "--format", "pdf").exit_code == 2
    assert run().exit_code == 2


def test_output_to_a_file(tmp_path: Path, reports: Path) -> None:
    path = tmp_path / "out.jsonl"
    result = run(reports, "--format", "jsonl", "-o", path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert [json.loads(x)["id"] for x in path.read_text("utf-8").splitlines()] == ["two", "none", "told"]
