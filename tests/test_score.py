"""`tidings score`: a small gold of our own with numbers worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tidings.cli import build
from tidings.scoring import Scorer

TEXT = "Shelling killed six people in Vesk on Monday, the mayor said. Norvia's army denied it. Power was out in Orl."
SHELLING = {
    "trigger": "Shelling",
    "start": 0,
    "event": "shelling",
    "source": "the mayor",
    "actor": [],
    "target": ["six people"],
    "place": [{"name": "Vesk", "country": None}],
    "date": {"start": "2024-05-13", "end": "2024-05-13"},
    "means": ["artillery"],
    "toll": {"killed": [6, 6]},
}
DENIAL = {
    "trigger": "denied",
    "start": TEXT.index("denied"),
    "event": "denial",
    "source": None,
    "stance": "denies",
    "actor": ["Norvia's army"],
}
OUTAGE = {
    "trigger": "out",
    "start": TEXT.index("out in"),
    "event": "outage",
    "source": None,
    "place": [{"name": "Orl"}],
}


def gold(*claims: dict[str, Any], text: str = TEXT) -> list[dict[str, Any]]:
    return [{"id": "g1", "text": text, "claims": list(claims)}]


def score(asked: list[dict[str, Any]], *predicted: dict[str, Any]) -> Any:
    return Scorer().score(asked, {"g1": list(predicted)})


def agreement(**changed: Any) -> dict[str, float]:
    """Agreement of the shelling with itself, changed."""
    found: dict[str, float] = score(gold(SHELLING), {**SHELLING, **changed}).fields
    return {name: value for name, value in found.items() if value < 1}


def test_the_same_claims_score_one() -> None:
    found = score(gold(SHELLING, DENIAL, OUTAGE), SHELLING, DENIAL, OUTAGE)
    assert found.record() == {
        "counts": {"gold": 3, "predicted": 3, "paired": 3, "exact": 3, "soft": 3.0},
        "scores": {"detection": [1.0, 1.0, 1.0], "event": [1.0, 1.0, 1.0], "claim": [1.0, 1.0, 1.0]},
        "fields": dict.fromkeys(
            ["event", "source", "stance", "status", "actor", "target", "place", "date", "means", "toll"], 1.0
        ),
    }


def test_nothing_predicted_scores_nothing() -> None:
    found = score(gold(SHELLING))
    assert found.scores["claim"] == (0.0, 0.0, 0.0)
    assert found.fields == {}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"event": "air_strike"}, {"event": 0.5}),
        ({"event": "casualties"}, {"event": 0.0}),
        ({"source": "Vesk's mayor"}, {}),
        ({"source": {"text": "he", "name": "the mayor"}}, {}),
        ({"source": "residents"}, {"source": 0.0}),
        ({"source": None}, {"source": 0.0}),
        ({"stance": "hedges"}, {"stance": 0.0}),
        ({"status": "ongoing"}, {"status": 0.0}),
        ({"actor": ["the army"]}, {"actor": 0.0}),
        ({"target": ["people"]}, {}),
        ({"target": ["six people", "a market"]}, {"target": 2 / 3}),
        ({"target": ["people from the villages around Vesk"]}, {"target": 1 / 3}),
        ({"place": ["Vesk", "Orl"]}, {"place": 2 / 3}),
        ({"place": [{"text": "Vesk", "country": "NV"}]}, {}),
        ({"date": {"start": "2024-05-12", "end": "2024-05-14"}}, {"date": 0.5}),
        ({"date": {"start": "2024-05-13T10:00", "end": None}}, {}),
        ({"date": None}, {"date": 0.0}),
        ({"means": ["artillery", "rocket"]}, {"means": 2 / 3}),
        ({"toll": {"killed": {"min": 6, "max": 6, "text": "six"}}}, {}),
        ({"toll": {"killed": 6}}, {}),
        ({"toll": {"killed": [6, None]}}, {"toll": 0.0}),
        ({"toll": {"killed": [6, 6], "injured": [1, 1]}}, {"toll": 0.5}),
    ],
)
def test_each_field(changed: dict[str, Any], expected: dict[str, float]) -> None:
    assert agreement(**changed) == pytest.approx(expected)


def test_claims_meet_only_in_their_sentence_and_family() -> None:
    moved = {**SHELLING, "start": TEXT.index("Power")}
    assert score(gold(SHELLING), moved).scores["detection"] == (0.0, 0.0, 0.0)
    assert score(gold(SHELLING), {**SHELLING, "event": "negotiation"}).count("paired") == 0
    assert score(gold(SHELLING), {**SHELLING, "trigger": None}).count("paired") == 0


def test_the_better_pair_wins() -> None:
    worse = {**SHELLING, "event": "attack", "toll": {}}
    found = score(gold(SHELLING), worse, SHELLING)
    assert (found.count("paired"), found.count("exact"), found.count("predicted")) == (1, 1, 2)
    assert found.scores["claim"] == pytest.approx((0.5, 1.0, 2 / 3))


def test_background_is_neither_asked_for_nor_punished() -> None:
    older = {**OUTAGE, "background": True}
    assert score(gold(SHELLING, older), SHELLING).scores["claim"] == (1.0, 1.0, 1.0)
    assert score(gold(SHELLING, older), SHELLING, OUTAGE).scores["claim"] == (1.0, 1.0, 1.0)
    assert score(gold(SHELLING, OUTAGE), SHELLING, older).scores["claim"] == pytest.approx((1.0, 0.5, 2 / 3))


def test_in_an_act_of_speech_reporter_and_speaker_may_stand_for_each_other() -> None:
    assert score(gold(DENIAL), {**DENIAL, "source": "Norvia's army"}).fields["source"] == 1.0
    assert score(gold(DENIAL), {**DENIAL, "source": "the mayor"}).fields["source"] == 0.0


# --- the command


def run(*arguments: object) -> Result:
    return CliRunner().invoke(build(), ["score", *map(str, arguments)])


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    asked, given = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    second = {"id": 2, "text": "Nothing.", "claims": []}
    asked.write_text(json.dumps(gold(SHELLING, OUTAGE)[0]) + "\n\n" + json.dumps(second) + "\n")
    claims = [{"report": "g1", **SHELLING, "event": "air_strike"}, {"report": 2, **OUTAGE}]
    given.write_text("".join(json.dumps(c) + "\n" for c in claims))
    return asked, given


def test_printed(files: tuple[Path, Path]) -> None:
    result = run(*files, "--per-report")
    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
g1                                        gold   2  predicted   1  paired   1  claim F1 0.633
2                                         gold   0  predicted   1  paired   0  claim F1 0.000
reports 2, gold claims 2, predicted 2, paired 1
detection  P 0.500  R 0.500  F1 0.500
event      P 0.000  R 0.000  F1 0.000
claim      P 0.475  R 0.475  F1 0.475
  event    0.500
  source   1.000
  stance   1.000
  status   1.000
  actor    1.000
  target   1.000
  place    1.000
  date     1.000
  means    1.000
  toll     1.000
"""
    )


def test_json(files: tuple[Path, Path]) -> None:
    found = json.loads(run(*files, "--json").stdout)
    assert found["counts"] == {"gold": 2, "predicted": 2, "paired": 1, "exact": 0, "soft": pytest.approx(0.95)}


def test_predictions_may_be_reports_with_claims(files: tuple[Path, Path]) -> None:
    assert "claim      P 1.000  R 1.000  F1 1.000" in run(files[0], files[0]).stdout


@pytest.mark.parametrize(
    ("gold_line", "predicted_line", "said"),
    [
        ("{", "{}", "gold.jsonl line 1: not JSON"),
        ("[]", "{}", "gold.jsonl line 1: holds list, not a JSON object; write one object a line"),
        ('{"id": 1, "text": "x"}', "{}", "gold.jsonl line 1: not a gold report; it needs id, text and claims"),
        ("", "{}", "gold.jsonl: holds no report; give one JSON object a line"),
        ('{"id": 1, "text": "x", "claims": []}', "{}", "predicted.jsonl line 1: neither a claim"),
        ('{"id": 1, "text": "x", "claims": []}', '{"report": 1, "event": "clash", "trigger": 5, "start": 1}',
         "report 1: a claim is not as docs/formats.md says"),
    ],
)  # fmt: skip
def test_files_of_another_form_are_misuse(tmp_path: Path, gold_line: str, predicted_line: str, said: str) -> None:
    asked, given = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    asked.write_text(gold_line + "\n")
    given.write_text(predicted_line + "\n")
    result = run(asked, given)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_missing_file_is_misuse(tmp_path: Path) -> None:
    result = run(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert result.exit_code == 2
    assert "a.jsonl: cannot be read (No such file or directory); check the name" in result.stderr
