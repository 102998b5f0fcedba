"""Which words of a sentence make a claim of their own: two for one event, and events only pointed back to."""

import pytest
from spacy.tokens import Doc

from tidings.claim import Claim, Place, Source, Span, Toll
from tidings.codebook import load
from tidings.coding.combat import combat
from tidings.coding.joined import joined
from tidings.coding.presupposed import presupposed
from tidings.language.pipeline import build

CODEBOOK = load()


@pytest.fixture(scope="module")
def strikes() -> Doc:
    return build()("The plant in Vesk was hit by several drone strikes overnight, the ministry said.")


@pytest.fixture(scope="module")
def blamed() -> Doc:
    return build()("The governor blamed the rebels for the attack.")


def at(doc: Doc, words: str) -> Span:
    start = doc.text.index(words)
    return Span(text=words, start=start, end=start + len(words))


def claim(doc: Doc, word: str, event: str, **rest: object) -> Claim:
    rest.setdefault("confidence", 0.9)
    whole = Span(text=doc.text, start=0, end=len(doc.text))
    return Claim(report="r", event=event, trigger=at(doc, word), evidence=whole, **rest)  # type: ignore[arg-type]


def place(doc: Doc, words: str) -> list[Place]:
    return [Place(**at(doc, words).model_dump())]


def test_two_words_for_one_event_are_one_claim_with_what_each_says(strikes: Doc) -> None:
    hit = claim(strikes, "hit", "air_strike", target=[at(strikes, "plant")], place=place(strikes, "Vesk"))
    struck = claim(strikes, "strikes", "air_strike", means=["drone"], confidence=0.95)
    (one,) = joined(strikes, [hit, struck], CODEBOOK)
    assert (one.trigger.text, one.means) == ("strikes", ["drone"]), "the surer word"
    assert ([s.text for s in one.target], [p.text for p in one.place]) == (["plant"], ["Vesk"])


def test_the_word_with_the_toll_is_kept(strikes: Doc) -> None:
    hit = claim(strikes, "hit", "air_strike", toll={"killed": Toll(min=2, max=2)}, confidence=0.5)
    (one,) = joined(strikes, [hit, claim(strikes, "strikes", "air_strike")], CODEBOOK)
    assert one.trigger.text == "hit"


@pytest.mark.parametrize(
    "other",
    [
        {"event": "shelling"},
        {"status": "threatened"},
        {"background": True},
        {"source": Source(text="ministry", start=67, end=75)},
    ],
)
def test_what_differs_stays_two_claims(strikes: Doc, other: dict[str, object]) -> None:
    pair = [claim(strikes, "hit", "air_strike"), claim(strikes, "strikes", **{"event": "air_strike", **other})]  # type: ignore[arg-type]
    assert joined(strikes, pair, CODEBOOK) == pair


def test_two_tolls_and_two_places_stay_two_claims(strikes: Doc) -> None:
    toll = {"killed": Toll(min=2, max=2)}
    pair = [claim(strikes, "hit", "air_strike", toll=toll), claim(strikes, "strikes", "air_strike", toll=toll)]
    assert joined(strikes, pair, CODEBOOK) == pair
    elsewhere = [
        claim(strikes, "hit", "air_strike", place=place(strikes, "Vesk")),
        claim(strikes, "strikes", "air_strike", place=place(strikes, "plant")),
    ]
    assert joined(strikes, elsewhere, CODEBOOK) == elsewhere


def test_words_that_do_not_govern_each_other_stay_two_claims() -> None:
    doc = build()("Gunmen attacked a post in the east and attacked a market in the west.")
    first = claim(doc, "attacked a post", "attack")
    second = claim(doc, "attacked a market", "attack")
    west = second.model_copy(update={"place": place(doc, "west")})
    east = first.model_copy(update={"place": place(doc, "east")})
    assert joined(doc, [east, west], CODEBOOK) == [east, west]


def test_an_attack_that_blame_only_points_back_to_is_no_claim(blamed: Doc) -> None:
    blame, attack = claim(blamed, "blamed", "accusation"), claim(blamed, "attack", "attack")
    assert presupposed(blamed, [blame, attack], CODEBOOK) == [blame]
    assert presupposed(blamed, [attack], CODEBOOK) == [attack], "only where an act of speech is read"


def test_an_event_with_its_own_place_or_toll_is_a_claim(blamed: Doc) -> None:
    blame = claim(blamed, "blamed", "accusation")
    for own in ({"toll": {"killed": Toll(min=1, max=1)}}, {"place": place(blamed, "governor")}):
        attack = claim(blamed, "attack", "attack", **own)
        assert presupposed(blamed, [blame, attack], CODEBOOK) == [blame, attack]


def test_an_event_told_by_a_clause_is_a_claim() -> None:
    doc = build()("The governor said the rebels denied that they attacked the market.")
    denial, attack = claim(doc, "denied", "denial"), claim(doc, "attacked", "attack")
    assert presupposed(doc, [denial, attack], CODEBOOK) == [denial, attack]


@pytest.mark.parametrize(
    ("event", "target", "typed"),
    [
        ("shooting", "soldiers", "clash"),
        ("attack", "army", "clash"),
        ("shooting", "farmers", "shooting"),
        ("bombing", "soldiers", "bombing"),
    ],
)
def test_fire_on_armed_forces_is_a_clash(event: str, target: str, typed: str) -> None:
    doc = build()("Gunmen fired on soldiers, farmers and the army.")
    one = combat(claim(doc, "fired", event, target=[at(doc, target)]))
    assert one.event == typed
    assert [w.text for w in one.why if w.rule == "target:armed"] == ([target] if typed == "clash" else [])
