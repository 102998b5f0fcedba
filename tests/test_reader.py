"""The reader: many reports in, a reading for each out, in order, whatever happens to one of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from stubs import ShellingCoder

from tidings import Reader, Report
from tidings.errors import InputError
from tidings.intake import Problem


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    reader = Reader(places=False)
    monkeypatch.setitem(reader.__dict__, "coder", ShellingCoder())
    return reader


def report(name: str, text: str = "Shelling in Vesk killed 4, the mayor of Vesk said.", **fields: Any) -> Report:
    return Report(id=name, text=text, **{"published": "2024-05-15", "origin": f"file line {name}", **fields})


def test_claims_of_a_report(reader: Reader) -> None:
    reading = reader.one(report("1"))
    (claim,) = reading.claims
    assert (claim.report, claim.event, claim.trigger.text) == ("1", "shelling", "Shelling")
    assert (reading.where, reading.notices, reading.error) == ("file line 1", [], None)


def test_one_bad_report_stops_no_other(reader: Reader) -> None:
    readings = list(reader.read([report("1"), report("2", "Shelling will explode."), report("3")]))
    assert [len(r.claims) for r in readings] == [1, 0, 1]
    assert [r.error for r in readings] == [None, "could not be read (ValueError: a fault of the coder)", None]


def test_a_text_that_breaks_the_parser_spoils_no_other(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    class Brittle:
        max_length, lang = 10**9, "en"

        def pipe(self, texts: Iterator[str]) -> Iterator[str]:
            return (self(text) for text in texts)

        def __call__(self, text: str) -> str:
            if "brittle" in text:
                raise RuntimeError("parser fault")
            return text

    monkeypatch.setitem(reader.__dict__, "nlp", Brittle())
    readings = list(reader.read([report("1"), report("2", "The brittle words."), report("3")]))
    assert [len(r.claims) for r in readings] == [1, 0, 1]
    assert readings[1].error == "could not be read (RuntimeError: parser fault)"


def test_problems_and_warnings_of_the_intake_are_told_where_they_belong(reader: Reader) -> None:
    items = [
        Problem("file line 1", "a warning", failed=False),
        report("1"),
        Problem("file line 2", "not JSON; mend it"),
        Problem("file line 3", "came before; read once", failed=False),
        report("4"),
        Problem("file line 5", "last words", failed=False),
    ]
    told = [(r.where, r.notices, r.error, r.report is None) for r in reader.read(items)]
    assert told == [
        ("file line 1", ["a warning"], None, False),
        ("file line 2", [], "not JSON; mend it", True),
        ("file line 3", ["came before; read once"], None, True),
        ("file line 4", [], None, False),
        ("file line 5", ["last words"], None, True),
    ]


def test_a_missing_date_is_said_once(reader: Reader) -> None:
    (reading,) = reader.read([report("1", published=None)])
    assert reading.notices == ["has no publication date; relative dates stay unresolved, give one with --published"]
    warning = Problem("file line 1", "publication date 'soon' in 'date' is not one date; ...", failed=False)
    (reading,) = reader.read([warning, report("1", published=None)])
    assert reading.notices == [warning.message]
    assert len(reading.claims) == 1


def test_scope_leaves_out_violence_without_a_political_side(reader: Reader) -> None:
    crime = report("1", "Shelling in Vesk killed 4, a crime.")
    assert reader.one(crime).claims == []
    reader.scope = "all"
    assert len(reader.one(crime).claims) == 1


def test_other_languages_get_a_notice_and_no_claims(reader: Reader) -> None:
    text = (
        "Le maire de Vesk a déclaré que les bombardements avaient tué quatre personnes mardi dans la ville. "
        "Les habitants ont passé la nuit dans les caves, et les secours cherchent encore des survivants. Shelling."
    )
    reading = reader.one(report("1", text))
    assert reading.claims == []
    assert reading.error is None
    (notice,) = reading.notices
    assert "not in a language that can be read" in notice


def test_wrong_settings_are_refused() -> None:
    with pytest.raises(InputError, match="scope 'everything' is unknown; use conflict or all"):
        Reader(scope="everything")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="use 1 or more"):
        Reader(jobs=0)


def test_a_pool_reads_the_same_in_the_same_order() -> None:
    reports = [
        report(str(n), f"Shelling in Vesk killed {n} people, the mayor of Vesk said on Tuesday.") for n in range(70)
    ]
    items = [*reports[:40], Problem("file line x", "not JSON; mend it"), *reports[40:]]
    alone = [(r.where, r.claims, r.error) for r in Reader(places=False).read(items)]
    pooled = [(r.where, r.claims, r.error) for r in Reader(places=False, jobs=2).read(items)]
    assert pooled == alone
