"""Names of places in parsed text, the place of an event, and claims with their places filled."""

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tidings import language
from tidings.claim import Claim, Place, Report, Span
from tidings.places import Gazetteer, Resolver, event_place

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="module")
def nlp() -> "Language":
    return language.load()


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Gazetteer())


def found(nlp: "Language", resolver: Resolver, text: str) -> list[str]:
    return [m.text for m in resolver.find(nlp(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Trains left Kharkiv for Sumy on Monday.", ["Kharkiv", "Sumy"]),
        ("Rain fell on the city of Mariupol in March.", ["Mariupol"]),
        ("The Police and the Army met in Lagos.", ["Lagos"]),
        ("Ukrainian officials met in Geneva.", ["Ukrainian", "Geneva"]),
        ("Water ran over the Kakhovka dam.", ["Kakhovka dam"]),
        ("The river crosses Donetsk region.", ["Donetsk region"]),
        ("She studied at the University of Nairobi.", ["Nairobi"]),
        ("Ministers of the EU met in Riga.", ["Riga"]),
        ("The road leads to al-Hasakah.", ["al-Hasakah"]),
        ("He lives in Springfield, Ohio.", ["Springfield", "Ohio"]),
    ],
)
def test_names_found(nlp: "Language", resolver: Resolver, text: str, names: list[str]) -> None:
    assert found(nlp, resolver, text) == names


def test_mentions_are_in_order_fit_the_text_and_never_overlap(nlp: "Language", resolver: Resolver) -> None:
    text = "KYIV (Wire) - Shells hit Kherson region, the Kyiv City Council and South Sudan's Juba. Syrias Idlib slept."
    mentions = resolver.find(nlp(text))
    assert [text[m.start : m.end] for m in mentions] == [m.text for m in mentions]
    assert all(a.end <= b.start for a, b in pairwise(mentions))


def test_a_person_is_no_place(nlp: "Language", resolver: Resolver) -> None:
    assert "Jordan" not in found(nlp, resolver, "The singer Anna Jordan thanked her fans.")


@pytest.mark.parametrize(
    ("text", "trigger", "place"),
    [
        ("Troops from Belgorod shelled Kharkiv on Monday.", "shelled", "Kharkiv"),
        ("Shells hit a school in Kherson, a spokesman said in Geneva.", "hit", "Kherson"),
        ("Two people were wounded in Sumy.", "wounded", "Sumy"),
        ("The minister denied it.", "denied", None),
        ("A spokesman said in Geneva that two people were wounded in Juba.", "wounded", "Juba"),
    ],
)
def test_the_place_of_an_event(nlp: "Language", resolver: Resolver, text: str, trigger: str, place: str | None) -> None:
    doc = nlp(text)
    at = text.index(trigger)
    span = doc.char_span(at, at + len(trigger))
    chosen = event_place(doc, span, resolver.find(doc))
    assert (chosen.text if chosen else None) == place


def claim(report: Report, event: str, trigger: str, place: str | None = None) -> Claim:
    at = report.text.index(trigger)
    where = []
    if place is not None:
        start = report.text.index(place)
        where = [Place(text=place, start=start, end=start + len(place))]
    words = Span(text=trigger, start=at, end=at + len(trigger))
    return Claim(report=report.id, event=event, trigger=words, evidence=words, place=where)


def test_claims_get_their_places(nlp: "Language", resolver: Resolver) -> None:
    report = Report(text="Shelling hit Kharkiv in Ukraine. The talks ended.")
    claims = [claim(report, "shelling", "Shelling", "Kharkiv"), claim(report, "negotiation", "talks")]
    shelled, talked = resolver.resolve(report, nlp(report.text), claims)
    assert (shelled.place[0].country, shelled.place[0].level, shelled.place[0].geonames) == ("UA", "town", 706483)
    assert talked.place == [], "talks are not where the fighting was"
    assert [c.id for c in (shelled, talked)] == [c.id for c in claims]


def test_an_unknown_place_keeps_its_words(nlp: "Language", resolver: Resolver) -> None:
    report = Report(text="Shelling hit Qwvxzzt.")
    place = resolver.resolve(report, nlp(report.text), [claim(report, "shelling", "Shelling", "Qwvxzzt")])[0].place[0]
    assert (place.text, place.country, place.latitude) == ("Qwvxzzt", None, None)
    assert place.why == ["no place of the gazetteer fits"]
