"""The coder at the public door: clear cases of who says what, how it is said, how many, when; any text is read."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tidings
from tidings import Reader, Report
from tidings.claim import Claim, Span

DAY = "2024-05-15"  # a Wednesday


def read(text: str, **options: object) -> list[Claim]:
    return list(tidings.read(text, published=DAY, places=False, **options))  # type: ignore[arg-type]


def one(text: str, event: str) -> Claim:
    """The first claim of a type."""
    claims = read(text)
    found = [c for c in claims if c.event == event]
    assert found, f"no {event} among {[(c.event, c.trigger.text) for c in claims]}"
    return found[0]


# --- events


@pytest.mark.parametrize(
    ("text", "event", "trigger"),
    [
        ("Shelling in Vesk killed six people on Monday, said Mayor Ivan Dorn.", "shelling", "Shelling"),
        ("An air strike hit the market in Vesk on Monday, the mayor said.", "air_strike", "air strike"),
        ("Missile strikes on Vesk killed four people on Monday, the governor said.", "air_strike", "strikes"),
        ("Air defences shot down 14 drones over Vesk overnight, the air force said.", "interception", "shot down"),
        ("Thousands of people fled the fighting in northern Orlan, the UN said.", "displacement", "fled"),
        ("The army said its troops had captured the town of Vesk.", "advance", "captured"),
        ("Orlan accused Tavria of shelling a village.", "accusation", "accused"),
        ("The two governments signed a ceasefire agreement on Saturday.", "agreement", "ceasefire agreement"),
    ],
)
def test_plain_events(text: str, event: str, trigger: str) -> None:
    assert trigger in one(text, event).trigger.text or one(text, event).trigger.text in trigger


@pytest.mark.parametrize(
    "text",
    [
        "Preheat the oven to 200 degrees. Whisk the eggs with the sugar, add the flour, and bake for forty minutes "
        "until golden. Let the cake cool before serving.",
        "The library opens at nine. Members may borrow six books for three weeks, and renew them by telephone.",
        "The two sides struck a deal to build a railway, and shares in the company rose by four per cent.",
        "",
        " \n\t ",
        "!?",
    ],
)
def test_texts_without_a_claim_of_violence(text: str) -> None:
    harm = {"air_strike", "shelling", "clash", "bombing", "shooting", "attack", "abduction", "casualties"}
    assert [c.trigger.text for c in read(text) if c.event in harm] == []


def test_one_event_told_in_a_phrase_is_told_once() -> None:
    claims = read("Missile strikes on Vesk killed four people on Monday, the governor said.")
    assert [c.event for c in claims].count("air_strike") == 1


def test_the_attack_is_the_event_told_before() -> None:
    claims = read(
        "Shelling in Vesk killed six people on Monday, police said. The attack destroyed a school, police said."
    )
    later = [c for c in claims if c.trigger.text == "attack"]
    assert {c.event for c in later} <= {"shelling"}


# --- who says it


@pytest.mark.parametrize(
    ("text", "event", "source", "kind"),
    [
        ("Shelling in Vesk killed six people, said Mayor Ivan Dorn.", "shelling", "Mayor Ivan Dorn", "government"),
        (
            "According to the Vesk health ministry, 22 people were killed in an air strike on Monday.",
            "air_strike",
            "Vesk health ministry",
            "medical",
        ),
        ("The army said its troops had captured the town of Vesk.", "advance", "army", "military"),
        (
            "Thousands of people fled the fighting, the UN refugee agency said.",
            "displacement",
            "UN refugee agency",
            "international",
        ),
        (
            '"The shelling of the market was a crime," said Mayor Ivan Dorn, "and we will rebuild it."',
            "shelling",
            "Mayor Ivan Dorn",
            "government",
        ),
    ],
)
def test_the_speaker(text: str, event: str, source: str, kind: str) -> None:
    claim = one(text, event)
    assert claim.source is not None
    assert (claim.source.text, claim.source.kind) == (source, kind)
    assert claim.source.cue is not None


def test_the_reports_own_voice_has_no_source() -> None:
    claim = one("A car bomb exploded outside the police station in Vesk on Friday, killing nine people.", "bombing")
    assert claim.source is None
    assert any(r.field == "source" and r.rule == "reporter's own voice" for r in claim.why)


def test_a_pronoun_goes_back_to_its_name() -> None:
    text = "Shelling in Vesk killed six people, said Mayor Ivan Dorn. He said the shelling also destroyed a school."
    second = [c for c in read(text) if c.event == "shelling"][-1]
    assert second.trigger.start > text.index("He said")
    assert second.source is not None
    assert "Ivan Dorn" in (second.source.name or second.source.text)


# --- how it is said


def test_denial_threat_and_demand() -> None:
    denial = one("The Orlan government denied that its forces had shelled the hospital in Vesk.", "denial")
    assert denial.stance == "denies"
    assert [a.text for a in denial.actor] == ["Orlan government"]
    threat = one("The rebels threatened to attack the airport in Vesk.", "threat")
    assert (threat.status, [a.text for a in threat.actor]) == ("threatened", ["rebels"])
    demand = one("The United Nations called for an immediate ceasefire in Vesk.", "demand")
    assert (demand.status, [a.text for a in demand.actor]) == ("called_for", ["United Nations"])


# --- how many, when, where, by what means


@pytest.mark.parametrize(
    ("text", "event", "toll"),
    [
        (
            "Shelling in Vesk killed four people and wounded 12 on Monday, the governor said.",
            "shelling",
            {"killed": (4, 4), "injured": (12, 12)},
        ),
        (
            "An air strike on a market in Vesk killed at least six people, the mayor said.",
            "air_strike",
            {"killed": (6, None)},
        ),
        (
            "Gunmen abducted 15 schoolgirls from a village near Vesk on Sunday, police said.",
            "abduction",
            {"abducted": (15, 15)},
        ),
    ],
)
def test_the_toll(text: str, event: str, toll: dict[str, tuple[int, int | None]]) -> None:
    claim = one(text, event)
    assert {kind: (t.min, t.max) for kind, t in claim.toll.items()} == toll
    assert all(t.at and text[slice(*t.at)] == t.text for t in claim.toll.values())


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [("on Monday", date(2024, 5, 13), date(2024, 5, 13)), ("on 2 May 2024", date(2024, 5, 2), date(2024, 5, 2))],
)
def test_the_date(words: str, start: date, end: date) -> None:
    claim = one(f"Shelling killed six people in the town of Vesk {words}, police said.", "shelling")
    assert claim.date is not None
    assert (claim.date.start, claim.date.end, claim.date.precision) == (start, end, "day")


def test_a_clause_behind_a_day_after_is_dated_by_it() -> None:
    text = "Power was restored to Dravno on Sunday, a day after drones hit the Vell power station, the operator said."
    hit = next(c for c in read(text) if c.trigger.text == "hit")
    assert hit.date is not None
    assert (hit.date.start, hit.date.end, hit.date.text) == (date(2024, 5, 11), date(2024, 5, 11), "a day after")


def test_without_a_publication_date_a_weekday_stays_unresolved() -> None:
    claims = tidings.read("Shelling in Vesk killed six people on Monday, police said.", places=False)
    assert [c.date for c in claims if c.event == "shelling"] == [None]


def test_place_and_means() -> None:
    claim = one("Shelling in Vesk killed six people on Monday, said Mayor Ivan Dorn.", "shelling")
    assert [p.text for p in claim.place] == ["Vesk"]
    assert claim.means == ["artillery"]


# --- scope


def test_scope_all_holds_the_claims_of_scope_conflict_and_more() -> None:
    text = "Shelling killed six people in Vesk, police said. A man shot his wife dead in a quarrel over parking."
    every, conflict = read(text, scope="all"), read(text)
    assert [c for c in every if c.political] == conflict
    assert any(c.event in ("shooting", "casualties") and c.trigger.start > text.index("A man") for c in every)


# --- why


def test_every_filled_field_has_its_reason() -> None:
    text = (
        "Shelling in Vesk killed at least six people on Monday, said Mayor Ivan Dorn. The rebels threatened to attack "
        "the airport. Gunmen abducted 15 schoolgirls, police said."
    )
    claims = read(text)
    assert claims
    for claim in claims:
        told = {r.field for r in claim.why}
        filled = {"event", "source", "stance", "status", *(f"toll.{k}" for k in claim.toll)}
        filled |= {n for n in ("actor", "target", "place", "date", "means") if getattr(claim, n)}
        filled |= {"background"} if claim.background else set()
        filled |= {"source.cue"} if claim.source and claim.source.cue else set()
        assert filled <= told
        assert all(r.score is None or 0 <= r.score <= 1 for r in claim.why)
        assert 0 <= claim.confidence <= 1
        assert claim.coder
        assert claim.codebook


# --- a user's own codebook


def test_a_users_own_word_names_an_event(tmp_path: Path) -> None:
    text = "The glimmerfall on Vesk lasted for an hour, residents said."
    assert [c for c in read(text) if c.trigger.text == "glimmerfall"] == []
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "triggers.yaml").write_text(
        "shelling:\n  - {words: [glimmerfall], pos: noun, means: artillery}\n", "utf-8"
    )
    (claim,) = [c for c in read(text, codebook=tmp_path) if c.trigger.text == "glimmerfall"]
    assert claim.event == "shelling"
    assert any("codebook:glimmerfall" in r.rule for r in claim.why)


# --- any text

PIECES = [
    "Shelling", "in Vesk", "killed", "at least six people", "on Monday", ",", ".", "\n\n", "said", "the mayor", "He",
    '"', "”", "denied", "air strike", "3,000", "الله", "🙂", "\u202e", "\u00a0", "2024", "'s", "(", "—", "according to",
    "A.B.", "no casualties", "e\u0301", "x" * 60,
]  # fmt: skip
READER = Reader(places=False, scope="all")


def spans(value: object) -> list[Span]:
    """Every span in a claim."""
    if isinstance(value, Span):
        inner = [s for v in (getattr(value, "cue", None), getattr(value, "via", None)) for s in spans(v)]
        return [value, *inner]
    return [s for v in value for s in spans(v)] if isinstance(value, list) else []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=40), st.sampled_from([" ", "", "\n"]))
def test_any_text_is_read_and_every_span_fits_it(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    report = Report(text=text, published=date(2024, 5, 15))
    reading = READER.one(report)
    assert reading.error is None
    for claim in reading.claims:
        for field in ("trigger", "evidence", "source", "actor", "target", "place"):
            for span in spans(getattr(claim, field)):
                assert text[span.start : span.end] == span.text
        assert claim.evidence.start <= claim.trigger.start < claim.trigger.end <= claim.evidence.end
        for toll in claim.toll.values():
            assert toll.at is not None
            assert text[slice(*toll.at)] == toll.text
        if claim.date is not None and claim.date.at is not None:
            assert text[slice(*claim.date.at)] == claim.date.text
    ((reading, found),) = READER.attribute([report])
    assert reading.error is None
    for said in found:
        for begin, end in (*said.source, *said.cue, *said.content):
            assert 0 <= begin < end <= len(text)


def test_reading_twice_gives_the_same_claims() -> None:
    text = "Shelling in Vesk killed four people on Monday, the governor said. He denied that a school was hit."
    assert [c.record() for c in read(text)] == [c.record() for c in read(text)]


def test_headlines_and_lists_of_other_stories_are_no_claims() -> None:
    told = "Shelling killed six people in Vesk, police said."
    told += " The town was without power for most of the night, and schools stayed closed."
    text = f"Six die in Vesk\n\n{told}\n\nMost read\nDrones hit Orl\nRebels seize Karsk\n"
    found = read(text)
    assert found
    assert {c.evidence.text for c in found} <= set(re.split(r"(?<=\.) ", told))
