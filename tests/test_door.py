"""`import tidings`: reading from scripts and notebooks."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas
import pytest
from stubs import ShellingCoder

import tidings
from tidings import ClaimList, Report, door
from tidings.claim import Claim, Reason, Source, Span
from tidings.claimlist import COLUMNS
from tidings.errors import InputError, TidingsError
from tidings.reader import Reader

TEXT = "Shelling in Vesk killed 4 people, the mayor of Vesk said."


@pytest.fixture(autouse=True)
def stub_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reader, "coder", ShellingCoder())
    monkeypatch.setattr(door, "_shared_reader", Reader)  # no reader another test has left


def read(*arguments: object, **options: object) -> ClaimList:
    return tidings.read(*arguments, places=False, **options)  # type: ignore[arg-type]


def test_a_text() -> None:
    claims = read(TEXT, published="2024-01-03", publisher="The Orlan Post", title="T", url="https://orlan.example/")
    (claim,) = claims
    assert isinstance(claim, Claim)
    assert (claim.source and claim.source.text, claim.date and claim.date.start) == ("mayor of Vesk", date(2024, 1, 3))
    report = claims.reports[claim.report]
    assert (report.text, report.publisher, report.title) == (TEXT, "The Orlan Post", "T")
    assert claims.notices == []


def test_a_file_a_folder_a_report_and_several(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.jsonl").write_text('{"id": "b", "text": "Shelling."}\n{"id": \n')
    assert len(read(tmp_path / "a.txt", published=date(2024, 1, 3))) == 1
    assert read([Report(id="r", text=TEXT), "Shelling again."])[0].report == "r"
    claims = read(tmp_path, published="2024-01-03")
    assert len(claims) == 2
    assert claims.errors == [f"{tmp_path / 'b.jsonl'} line 2: not JSON (Expecting value at character 8); mend it there"]


def test_what_goes_wrong_with_one_is_raised(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(InputError, match=r"a\.txt: is empty; there is no text to read"):
        read(tmp_path / "a.txt")
    with pytest.raises(InputError, match=r"no such file or folder"):
        read(tmp_path / "missing.txt")
    with pytest.raises(InputError, match=r"published='soon' is not one date; write it as YYYY-MM-DD"):
        read(TEXT, published="soon")
    with pytest.raises(InputError, match=r"int cannot be read; give a text, a pathlib\.Path or a Report"):
        read([5])
    with pytest.raises(TidingsError, match="fault of the coder"):
        read("Shelling will explode.")


def test_a_text_without_date_says_so() -> None:
    assert (
        read(TEXT)
        .notices[0]
        .endswith("has no publication date; relative dates stay unresolved, give one with --published")
    )


def test_dicts_are_the_published_form() -> None:
    claims = read(TEXT, published="2024-01-03")
    (record,) = claims.to_dicts()
    assert Claim(**record) == claims[0]
    assert list(record)[:3] == ["id", "report", "event"]


def test_data_frames() -> None:
    claims = read([Report(id="r", text=TEXT + " Shelling.", published="2024-01-03", publisher="Orlan Radio")])
    frame = claims.to_polars()
    assert frame.columns == list(COLUMNS)
    assert frame["killed_min"].to_list() == [4, None]
    assert frame["source_kind"].to_list() == ["government", "reporter"]
    assert frame["publisher"].to_list() == ["Orlan Radio"] * 2
    assert frame["date_start"].to_list() == [date(2024, 1, 3)] * 2
    other = claims.to_pandas()
    assert isinstance(other, pandas.DataFrame)
    assert list(other.columns) == list(COLUMNS)
    assert other["event"].tolist() == ["shelling", "shelling"]


def test_an_empty_list_still_has_its_columns() -> None:
    frame = ClaimList().to_polars()
    assert frame.shape == (0, len(COLUMNS))
    assert str(frame.schema["killed_min"]) == "Int64"


def test_slices_and_filters_stay_lists_of_claims() -> None:
    claims = read(TEXT + " Shelling. Shelling.", published="2024-01-03", publisher="Orlan Radio")
    few = claims[:2]
    assert isinstance(few, ClaimList)
    assert few.to_polars()["publisher"].to_list() == ["Orlan Radio"] * 2
    assert isinstance(claims[0], Claim)


# --- the card


def test_the_card_marks_the_words() -> None:
    card = read(TEXT, published="2024-01-03")._repr_html_()
    assert "<p>1 claim</p>" in card
    for part, words in (
        ("trigger", "Shelling"),
        ("toll", "4"),
        ("source", "mayor of Vesk"),
        ("place", "Vesk"),
        ("cue", "said"),
    ):
        assert f'<mark title="{part}"' in card
        assert f">{words}</mark>" in card
    assert "<b>mayor of Vesk</b><br><small>government, NV</small>" in card
    assert "killed 4+" in card


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> &amp; \u202eevil\u202c'


def test_every_text_of_the_card_is_escaped() -> None:
    text = f"{HOSTILE} shelling"
    where = {"text": HOSTILE, "start": 0, "end": len(HOSTILE)}
    claim = Claim(
        report=HOSTILE,
        event="<b>shelling",
        trigger=Span(text="shelling", start=len(text) - 8, end=len(text)),
        evidence=Span(text=text, start=0, end=len(text)),
        source=Source(**where, name=HOSTILE, party="<i>"),
        place=[{**where, "name": HOSTILE, "country": "<i>"}],  # type: ignore[list-item]
        actor=[Span(**where)],
        toll={"killed": {"min": 1, "max": 2, "text": HOSTILE}},  # type: ignore[dict-item]
        why=[Reason(field="event", rule=HOSTILE, text=HOSTILE)],
    )
    card = ClaimList([claim], notices=[HOSTILE], errors=[HOSTILE])._repr_html_()
    assert "<script" not in card
    assert "<img" not in card
    assert "<i>" not in card.replace("<i>the report itself</i>", "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in card
    assert "\u202e" not in card


def test_a_long_list_shows_its_beginning() -> None:
    card = ClaimList(read(TEXT) * 250)._repr_html_()
    assert card.count("<tr><td") == 200
    assert "and 50 more" in card


def test_importing_is_quick() -> None:
    script = "import sys, tidings; print({'spacy', 'numpy', 'polars', 'httpx', 'onnxruntime'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
