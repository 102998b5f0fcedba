"""The public profile blacks out what could harm people, letter by letter, and leaves officials alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.claim import Claim, Place, Report, Source, Span
from tidings.profile import BLOCK, Mask, Masker, names_site, withheld


def people(*names: str):
    """A finder that knows these names."""

    def find(text: str) -> list[tuple[int, int]]:
        return [(i, i + len(n)) for n in names for i in range(len(text)) if text.startswith(n, i)]

    return find


def shown(text: str, *names: str, claims: tuple[Claim, ...] = ()) -> str:
    report = Report(id="r", text=text)
    return Masker(people=people(*names)).mask([report], claims).report(report).text


def span(text: str, words: str) -> dict[str, object]:
    at = text.index(words)
    return {"text": words, "start": at, "end": at + len(words)}


def claim(text: str, evidence: str, trigger: str, **values: object) -> Claim:
    return Claim(
        report="r",
        event="shelling",
        trigger=Span(**span(text, trigger)),
        evidence=Span(**span(text, evidence)),
        **values,
    )


def test_private_persons_are_blacked_out_and_officials_stay() -> None:
    text = "President Ilen Varga met Pola Dresh, 34. Dresh lost her home, Varga said."
    assert shown(text, "Ilen Varga", "Pola Dresh", "Dresh", "Varga") == (
        "President Ilen Varga met ████ █████, 34. █████ lost her home, Varga said."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Colonel Mirek Arent denied it.",
        "Mirek Arent, a spokesman for the army, denied it.",
        "The mayor of Orl, Mirek Arent, denied it.",
        "Foreign Minister Mirek Arent denied it.",
    ],
)
def test_offices_beside_a_name_keep_it(text: str) -> None:
    assert shown(text, "Mirek Arent") == text


def test_kin_of_an_official_is_private() -> None:
    assert shown("The mayor's son Mirek Arent was hurt.", "Mirek Arent") == "The mayor's son █████ █████ was hurt."


def test_a_name_with_an_age_needs_no_model() -> None:
    assert shown("Among them was Sava Lind, 7.") == "Among them was ████ ████, 7."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call +420 555 010 203 now.", "Call ████ ███ ███ ███ now."),
        ("Write to a.b@mail.example today.", "Write to ████████████████ today."),
        ("A car AA 1234 BB burned.", "A car ██ ████ ██ burned."),
        ("She lives at 12 Linden Street in Orl.", "She lives at ██ ██████ ██████ in Orl."),
        ("Telephone 555 0102 answered.", "Telephone ███ ████ answered."),
        ("Posted by @witness_orl.", "Posted by ████████████."),
    ],
)
def test_contacts_plates_and_homes(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "On 2024-01-02 it began.",
        "It cost 1 250 000 000 crowns.",
        "In 2023-24 the toll was 1,204.",
        "A S-300 missile fell on 02.01.2024.",
    ],
)
def test_days_sums_and_weapons_stay(text: str) -> None:
    assert shown(text) == text


def test_a_hospital_is_told_at_district_level_in_values_and_text() -> None:
    text = "Shelling hit the Anna Grey hospital in Selm. In Selm shops opened."
    first = "Shelling hit the Anna Grey hospital in Selm."
    place = Place(
        **span(text, "Selm"), name="Selm", country="XD", level="town", admin=["Dravia", "River District"],
        latitude=-35.24111, longitude=-19.70222, radius_km=5.0,
    )  # fmt: skip
    told = claim(text, first, "Shelling", place=[place])
    mask = Masker(people=people()).mask([Report(id="r", text=text)], [told])
    assert (
        mask.report(Report(id="r", text=text)).text
        == "Shelling hit the ████ ████ hospital in ████. In Selm shops opened."
    )
    record = mask.claim(told.record())
    assert record["id"] == told.id
    assert record["evidence"]["text"] == "Shelling hit the ████ ████ hospital in ████."
    (where,) = record["place"]
    assert (where["name"], where["level"], where["latitude"], where["longitude"], where["text"]) == (
        "River District", "admin2", None, None, "████",
    )  # fmt: skip


def test_other_places_keep_four_decimals() -> None:
    text = "Shelling hit Selm."
    place = Place(**span(text, "Selm"), level="town", latitude=-35.241119, longitude=-19.702222)
    told = claim(text, text, "Shelling", place=[place])
    (where,) = Masker(people=people()).mask([Report(id="r", text=text)], [told]).claim(told.record())["place"]
    assert (where["latitude"], where["longitude"], where["text"]) == (-35.2411, -19.7022, "Selm")


def test_quarters_are_told_as_their_town_everywhere() -> None:
    text = "Shelling hit Mill Quay. Mill Quay burned."
    place = Place(**span(text, "Mill Quay"), level="quarter", admin=["Dravia", "Dravno"], latitude=1.0, longitude=2.0)
    told = claim(text, "Shelling hit Mill Quay.", "Shelling", place=[place])
    mask = Masker(people=people()).mask([Report(id="r", text=text)], [told])
    assert mask.report(Report(id="r", text=text)).text == "Shelling hit ████ ████. ████ ████ burned."
    assert mask.claim(told.record())["place"][0]["name"] == "Dravno"


def test_what_was_made_of_a_claim_is_masked_too() -> None:
    text = "Pola Dresh saw the shelling."
    source = Source(**span(text, "Pola Dresh"), kind="witness")
    told = claim(text, text, "shelling", source=source)
    mask = Masker(people=people()).mask([Report(id="r", text=text)], [told])
    assert mask.tree({"voice": "name:pola dresh", "n": [1, "POLA DRESH said"]}) == {
        "voice": "name:████ █████", "n": [1, "████ █████ said"],
    }  # fmt: skip


@given(st.text(max_size=200))
def test_no_mask_changes_the_length_of_a_text(text: str) -> None:
    masked = Mask({}, {}, ["Pola Dresh"]).text(text)
    assert len(masked) == len(text)
    assert all(a == b or b == BLOCK for a, b in zip(text, masked, strict=True))


def test_sites_are_words_not_parts_of_words() -> None:
    assert names_site("Two hospitals and a school")
    assert not names_site("The campaign in Camptown goes on")


def test_embargo_status_and_delay() -> None:
    now = datetime(2024, 1, 5, 12, tzinfo=UTC)
    fresh = Report(text="x", published=date(2024, 1, 5))
    assert not withheld(fresh, now)
    assert withheld(fresh, now, timedelta(hours=24))
    assert not withheld(fresh, now, timedelta(hours=6))
    assert withheld(Report(text="x", pub_status="canceled"), now)
    assert withheld(Report(text="x", embargoed_until=datetime(2024, 1, 6, tzinfo=UTC)), now)
    assert not withheld(Report(text="x", embargoed_until=datetime(2024, 1, 5)), now)
