"""Which invented reports are copies of one text."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.claim import Report
from tidings.linking import copies

WIRE = (
    "DRAVNO - Rescuers searched the ruins of a grain store in Dravno on Friday after a fire that the mayor blamed on "
    "drones. Two people were still missing by nightfall, and the ferry to Selm did not run. The harbour office said "
    "that ships would wait at Orl until the smoke had cleared. Nobody had claimed the attack. Schools stay shut on "
    "Monday."
)


def made(id: str, text: str, publisher: str = "Herald", day: int = 3) -> Report:
    return Report(id=id, text=text, publisher=publisher, published=date(2031, 1, day))


def test_copies_stand_for_the_first_published() -> None:
    first = made("z", WIRE, day=2)
    again = made("a", WIRE.replace("Rescuers searched", "Rescue workers searched"), "Gazette")
    other = made("b", "A market opened in Lom on Friday with music, and the mayor spoke of better days for all.")
    assert copies.group([again, other, first]) == {"z": "z", "a": "z", "b": "b"}


def test_the_agencys_own_stands_for_copies_of_one_day() -> None:
    ours, theirs = made("a", WIRE, "AFP via Herald"), made("b", WIRE, "AFP")
    assert copies.group([ours, theirs]) == {"a": "b", "b": "b"}


def test_reports_about_one_thing_in_other_words_are_no_copies() -> None:
    other = (
        "Two people are missing after drones set a grain store in Dravno alight, according to the mayor. Search teams "
        "worked through Friday. Ferries to Selm were cancelled, and vessels were told to stay at Orl. No group has "
        "said that it did it, and classes are off on Monday."
    )
    assert len(set(copies.group([made("a", WIRE), made("b", other)]).values())) == 2


def test_empty_and_very_short_texts() -> None:
    found = copies.group(
        [
            made("a", ""),
            made("b", ""),
            made("c", "Shots in Lom."),
            made("d", "Shots in Lom."),
            made("e", "Shots in Orl."),
        ]
    )
    assert found == {"a": "a", "b": "b", "c": "c", "d": "c", "e": "e"}


def test_near_copies_share_a_band_to_be_looked_up_by() -> None:
    one, two = copies.signature(made("a", WIRE)), copies.signature(made("b", WIRE + " More follows."))
    assert set(one.bands) & set(two.bands)
    assert copies.alike(one, two)
    assert not copies.alike(one, copies.signature(made("c", "A market opened in Lom on Friday with music and dance.")))


@pytest.mark.parametrize(
    ("publisher", "text", "agency"),
    [
        ("AFP via Dravno Herald", "Shots in Lom.", "afp"),
        ("Dravno Herald / Reuters", "Shots in Lom.", "reuters"),
        ("Agence France-Presse", "Shots in Lom.", "afp"),
        ("Dravno Herald", "DRAVNO, Jan 3 (Reuters) - Shots were heard in Lom.", "reuters"),
        ("Dravno Herald", "DRAVNO (AP) — Shots were heard in Lom.", "ap"),
        ("Dravno Herald", "Shots were heard in Lom.\n\nSource: AFP", "afp"),
        ("Dravno Herald", "Shots were heard in Lom. (AFP)", "afp"),
        ("Dravno Herald", "A spokesman told Reuters that shots were heard in Lom, and that was all.", None),
        ("Dravno Herald", "The AP reporter saw nothing.", None),
        ("The Maple Gazette", "Shots were heard in Lom.", None),
        (None, "Shots were heard in Lom.", None),
    ],
)
def test_whose_report_it_is(publisher: str | None, text: str, agency: str | None) -> None:
    assert copies.agency(Report(id="x", text=text, publisher=publisher)) == agency


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_changes_nothing(order: list[int]) -> None:
    reports = [
        made(f"r{n}", WIRE + " Again." * (n % 3) if n < 4 else f"Story {n} of Lom market and its many songs.")
        for n in range(6)
    ]
    assert copies.group([reports[n] for n in order]) == copies.group(reports)
