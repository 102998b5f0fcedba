"""Parts of the coder that decide without the model: paths of role words, references, trimming, retelling, sharing."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from tidings.claim import Claim, Place, When
from tidings.claim import Span as Span_
from tidings.codebook import load as load_codebook
from tidings.coding.carried import carried
from tidings.coding.harmed import share
from tidings.coding.headings import headings, within
from tidings.coding.heads import RoleWords, Signals, path, runs
from tidings.coding.pieces import Pieces
from tidings.coding.quotations import quotations
from tidings.coding.references import References
from tidings.coding.retold import retold
from tidings.coding.roles import trim
from tidings.coding.triggers import Trigger

VOCAB = spacy.blank("en").vocab


def doc_of(
    words: str, pos: str | None = None, deps: str | None = None, ents: Sequence[tuple[int, int, str]] = ()
) -> Doc:
    """A Doc of blank-separated words, with one tag and one relation a word; a sentence ends after each full stop."""
    tokens = words.split()
    starts = [i == 0 or tokens[i - 1] == "." for i in range(len(tokens))]
    doc = Doc(
        VOCAB,
        tokens,
        pos=pos.split() if pos else None,
        deps=deps.split() if deps else None,
        heads=list(range(len(tokens))) if deps else None,
        sent_starts=starts if not deps else None,
    )
    doc.ents = [Span(doc, a, b, label) for a, b, label in ents]
    return doc


# --- the best path of outside, first and inside


def logs(rows: Sequence[Sequence[float]]) -> np.ndarray:
    return np.log(np.maximum(np.array(rows, np.float32), 1e-6))


def test_the_path_takes_the_likelier_way() -> None:
    assert path(logs([[0.9, 0.1, 0.0], [0.1, 0.8, 0.1], [0.2, 0.1, 0.7], [0.9, 0.05, 0.05]])) == [0, 1, 2, 0]


def test_inside_never_follows_outside() -> None:
    assert path(logs([[0.9, 0.05, 0.05], [0.3, 0.2, 0.5], [0.9, 0.05, 0.05]])) == [0, 0, 0]
    assert path(logs([[0.1, 0.1, 0.8]]))[0] != 2, "nor does a text begin inside"


def test_two_names_side_by_side_stay_two() -> None:
    assert path(logs([[0.1, 0.8, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])) == [1, 1, 2]


@given(st.lists(st.tuples(*[st.floats(0, 1, width=32)] * 3), min_size=1, max_size=30))
def test_any_scores_give_a_lawful_path(rows: list[tuple[float, float, float]]) -> None:
    way = path(logs(rows))
    assert len(way) == len(rows)
    assert all(now != 2 or before in (1, 2) for before, now in zip([0, *way], way, strict=False))


def test_runs_that_hardly_ever_touch_are_joined() -> None:
    scores = logs([[0.3, 0.7, 0.0], [0.1, 0.5, 0.4], [0.9, 0.05, 0.05]])
    assert path(scores) == [1, 1, 0]
    assert path(scores, again=-4.0) == [1, 2, 0]


def worth(scores: np.ndarray, states: Sequence[int]) -> float:
    """What a path of the words is worth: their scores, less 1 for every run right behind another."""
    touching = sum(now == 1 and before != 0 for before, now in pairwise(states))
    return float(sum(row[state] for row, state in zip(scores, states, strict=True))) - touching


CHANCE = st.sampled_from([0.0, 1e-5, 1e-4, 0.01, 0.2, 0.5, 0.9]) | st.floats(0, 1)


@given(st.lists(st.tuples(CHANCE, st.floats(0.05, 1)), min_size=1, max_size=40), st.sampled_from([0.35, 0.5, 0.55]))
def test_words_that_no_run_can_hold_are_left_out_without_loss(
    rows: list[tuple[float, float]], threshold: float
) -> None:
    p = np.array([(1 - inside, inside * new, inside * (1 - new)) for inside, new in rows]).T
    scores = logs(np.stack([p[0], p[1], p[1] + p[2]], axis=1))
    scores[:, 0] += np.log(threshold / (1 - threshold))
    states = [0] * len(rows)
    for start, end, _ in runs(p, threshold):
        states[start:end] = [1, *[2] * (end - start - 1)]
    assert worth(scores, states) == pytest.approx(worth(scores, path(scores.tolist(), -1.0)), abs=1e-3)


# --- quotations, and the pieces of what is said


def plain(text: str) -> Doc:
    """Words without a parse: every word its own head, one sentence."""
    doc = spacy.blank("en")(text)
    for token in doc:
        token.is_sent_start = token.i == 0
    return doc


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "no" and "never".', ['"no"', '"never"']),
        ("They “had to leave,” she said.", ["“had to leave,”"]),
        ("“We heard it\n\nand ran,” he said.", ["“We heard it"]),
        ("No marks here.", []),
    ],
)
def test_quotations(text: str, quoted: list[str]) -> None:
    doc = plain(text)
    assert [doc[q.start : q.end].text.strip() for q in quotations(doc)] == quoted


def test_most_of_a_quotation_stands_for_all_of_it() -> None:
    doc = plain('"We heard the shells and ran to the cellar," said Dorn.')
    cue = next(t.i for t in doc if t.text == "said")
    pieces = Pieces(doc).mended([(1, 6)], (cue, cue + 1), [(cue + 1, cue + 2)])
    assert [doc[a:b].text for a, b in pieces] == ['"We heard the shells and ran to the cellar,"']


def test_a_piece_of_another_paragraph_is_not_this_cue_s() -> None:
    doc = plain("Dorn said the road was shut.\n\nThe mill was empty.")
    pieces = Pieces(doc).mended([(2, 6), (9, 11)], (1, 2), [(0, 1)])
    assert [doc[a:b].text for a, b in pieces] == ["the road was shut"]


# --- role words


def roles(rows: Sequence[Sequence[float]], first: int = 0) -> RoleWords:
    return RoleWords(first, np.array(rows, np.float32).T[:, None], ["source"])


def test_spans_stand_at_tokens_of_the_text_with_their_mean_chance() -> None:
    words = roles([[0.9, 0.1, 0], [0.1, 0.9, 0], [0.2, 0, 0.8], [1, 0, 0], [0.1, 0.9, 0]], first=10)
    assert [(a, b, round(s, 2)) for a, b, s in words.spans("source")] == [(11, 13, 0.85), (14, 15, 0.9)]


def test_a_lower_threshold_takes_more() -> None:
    words = roles([[0.6, 0.4, 0]])
    assert words.spans("source") == []
    assert [(a, b) for a, b, _ in words.spans("source", 0.3)] == [(0, 1)]


def test_how_likely_given_words_are_in_a_role() -> None:
    words = roles([[0.2, 0.8, 0], [0.6, 0.2, 0.2]], first=5)
    assert words.of("source", 5, 7) == pytest.approx(0.6)
    assert words.of("source", 0, 3) == words.of("source", 40, 44) == 0.0
    assert words.best("source") == pytest.approx(0.8)


# --- references

PEOPLE = [(1, 3, "PERSON"), (8, 9, "PERSON")]


def test_pronouns_and_surnames_go_back_to_the_full_name() -> None:
    doc = doc_of(
        "Mayor Ivan Dorn spoke . He left . Dorn returned",
        deps="nsubj flat flat ROOT punct nsubj ROOT punct nsubj ROOT",
        ents=PEOPLE,
    )
    references = References(doc)
    assert references.name(5, 6) == "Ivan Dorn"
    assert references.name(8, 9) == "Ivan Dorn"
    assert references.name(1, 3) is None, "a name stands for itself"
    assert references.name(3, 4) is None


def test_nothing_before_is_nothing_found() -> None:
    doc = doc_of("He left . They left", deps="nsubj ROOT punct nsubj ROOT")
    assert References(doc).name(0, 1) is None
    assert References(doc).name(3, 4) is None


def test_a_group_goes_back_to_the_last_organisation_that_spoke() -> None:
    doc = doc_of("Redwater fled . They left", deps="nsubj ROOT punct nsubj ROOT", ents=[(0, 1, "ORG")])
    assert References(doc).name(3, 4) == "Redwater"


def test_an_office_goes_back_to_its_name() -> None:
    doc = doc_of("Orlan Defence Ministry met . The ministry said", "PROPN PROPN PROPN VERB PUNCT DET NOUN VERB")
    assert References(doc).name(6, 7) == "Orlan Defence Ministry"


# --- trimming


@pytest.mark.parametrize(
    ("words", "pos", "kept"),
    [
        ("the market in", "DET NOUN ADP", "market"),
        ("the army 's", "DET NOUN PART", "army"),
        (", police ,", "PUNCT NOUN PUNCT", "police"),
        ("no one", "DET PRON", "no one"),
        ("the Guard ( VG )", "DET PROPN PUNCT PROPN PUNCT", "Guard ( VG )"),
        ("Guard ( )", "PROPN PUNCT PUNCT", "Guard ( )"),
        (". , the", "PUNCT PUNCT DET", ""),
    ],
)
def test_trimmed_to_a_name(words: str, pos: str, kept: str) -> None:
    doc = doc_of(words, pos)
    start, end = trim(doc, 0, len(doc))
    assert doc[start:end].text == kept


def test_a_clause_is_cut_to_its_head() -> None:
    doc = doc_of("the soldiers , " + "who fled " * 12, "DET NOUN PUNCT " + "PRON VERB " * 12)
    start, end = trim(doc, 0, len(doc))
    assert doc[start:end].text == "soldiers"


# --- told again


def trigger(at: int, event: str, *, political: bool = True) -> Trigger:
    return Trigger(at, at + 1, event, 0.9, political=political)


def lemmas(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = token.lower_
    return doc


@pytest.mark.parametrize(
    ("pointer", "first", "event"),
    [("the", "shelling", "shelling"), ("an", "shelling", "attack"), ("the", "protest", "attack")],
)
def test_the_attack_takes_the_type_told_before(pointer: str, first: str, event: str) -> None:
    doc = Doc(
        VOCAB,
        ["Shelling", "fell", ".", pointer, "attack", "ended"],
        deps=["nsubj", "ROOT", "punct", "det", "nsubj", "ROOT"],
        heads=[1, 1, 1, 4, 5, 5],
    )
    found = retold(lemmas(doc), [trigger(0, first), trigger(4, "attack")])
    assert [t.event for t in found] == [first, event]


def test_crime_told_before_gives_no_type() -> None:
    doc = Doc(VOCAB, ["Shot", ".", "the", "attack"], deps=["ROOT", "punct", "det", "ROOT"], heads=[0, 0, 3, 3])
    found = retold(lemmas(doc), [trigger(0, "shooting", political=False), trigger(3, "attack")])
    assert found[1].event == "attack"


# --- counts shared among triggers


class Told(Signals):
    """Signals that hold what a test gives: for a trigger's token, the chance of every token to be in its toll."""

    def __init__(self, chances: dict[int, list[float]]) -> None:
        self.chances = chances

    def roles(self, anchor: int, kind: str) -> RoleWords:  # type: ignore[override]
        rows = [[1 - c, c, 0.0] for c in self.chances.get(anchor, [0.0] * 40)]
        return RoleWords(0, np.array(rows, np.float32).T[:, None], ["toll"])


def counted(doc: Doc, signals: Signals, found: list[Trigger]) -> list[dict[str, tuple[int | None, int | None]]]:
    return [{k: (t.min, t.max) for k, t in tolls.items()} for tolls, _ in share(doc, signals, found)]


def test_a_count_goes_to_the_trigger_it_is_told_with() -> None:
    doc = doc_of("Shelling killed four people and an ambush wounded nine soldiers .")
    near = {0: [0, 0, 0.9, 0.9, 0, 0, 0, 0, 0, 0, 0], 6: [0, 0, 0, 0, 0, 0, 0, 0, 0.9, 0.9, 0]}
    found = [trigger(0, "shelling"), trigger(6, "clash")]
    assert counted(doc, Told(near), found) == [{"killed": (4, 4)}, {"injured": (9, 9)}]


def test_a_count_stays_in_its_sentence() -> None:
    doc = doc_of("Shelling fell . Four people were killed .")
    near = {0: [0.9] * 8}
    assert counted(doc, Told(near), [trigger(0, "shelling")]) == [{}]


def test_a_count_is_given_once_with_its_words_and_reason() -> None:
    doc = doc_of("Shelling killed four people in a market .")
    near = {0: [0.9] * 8, 1: [0.2] * 8}
    (tolls, reasons), (rest, _) = share(doc, Told(near), [trigger(0, "shelling"), trigger(1, "casualties")])
    both = {**tolls, **rest}
    assert len(tolls) + len(rest) == 1
    assert both["killed"].at is not None
    assert doc.text[slice(*both["killed"].at)] == both["killed"].text == "four"
    assert all(r.field == "toll.killed" and r.score is not None and 0 <= r.score <= 1 for r in reasons)


def test_counts_without_any_trigger_are_nobodys() -> None:
    assert share(doc_of("Four people were killed ."), Told({}), []) == []


# --- place and date carried on


def told(doc: Doc, word: str, event: str, place: str | None = None, day: date | None = None, **rest: object) -> Claim:
    at = doc.text.index(word)
    where = [Place(text=place, start=doc.text.index(place), end=doc.text.index(place) + len(place))] if place else []
    return Claim(
        report="r",
        event=event,
        trigger=Span_(text=word, start=at, end=at + len(word)),
        evidence=Span_(text=doc.text, start=0, end=len(doc.text)),
        place=where,
        date=When(start=day, end=day, text="Monday") if day else None,
        confidence=0.9,
        **rest,  # type: ignore[arg-type]
    )


STORY = "Shelling hit Vesk . Four died . Talks go on . A raid is feared . Rain fell . Fires burnt on ."


def test_place_and_date_are_carried_to_the_harm_of_the_next_sentences() -> None:
    doc, day = doc_of(STORY), date(2024, 1, 1)
    claims = [
        told(doc, "Shelling", "shelling", "Vesk", day),
        told(doc, "died", "casualties"),
        told(doc, "Talks", "negotiation"),
        told(doc, "raid", "attack", status="threatened"),
        told(doc, "Fires", "damage"),
    ]
    _, died, talks, raid, fires = carried(doc, claims, load_codebook())
    assert [p.text for p in died.place] == ["Vesk"]
    assert died.date is not None
    assert (died.date.start, died.date.at) == (day, None)
    assert {(r.field, r.rule) for r in died.why} == {
        ("place", "carried on from a sentence before"),
        ("date", "carried on from a sentence before"),
    }
    for one in (talks, raid, fires):
        assert (one.place, one.date) == ([], None), "politics, fears and what is told much later take nothing"


def dated(text: str, word: str, event: str, day: date, said: str) -> Claim:
    """A claim whose evidence is its own sentence and whose date was read from the words `said`, wherever they are."""
    at, told_at = text.index(word), text.index(said)
    begin = text.rfind(". ", 0, at) + 2 if ". " in text[:at] else 0
    return Claim(
        report="r",
        event=event,
        trigger=Span_(text=word, start=at, end=at + len(word)),
        evidence=Span_(text=text[begin:], start=begin, end=len(text)),
        date=When(start=day, end=day, text=said, at=(told_at, told_at + len(said))),
        confidence=0.9,
    )


def test_violence_told_again_keeps_its_day_where_another_day_was_named_between() -> None:
    doc = doc_of("Light came on Sunday . Drones had hit the plant on Friday . The strike left two dead .")
    friday, sunday = date(2024, 1, 19), date(2024, 1, 21)
    claims = [
        dated(doc.text, "hit", "air_strike", friday, "Friday"),
        dated(doc.text, "strike", "air_strike", sunday, "Sunday"),
        dated(doc.text, "dead", "casualties", sunday, "Sunday"),
    ]
    _, strike, dead = carried(doc, claims, load_codebook())
    assert strike.date is not None
    assert (strike.date.start, strike.date.at, strike.date.text) == (friday, None, "Friday")
    assert dead.date == claims[2].date, "of violence, not of its harm"


# --- headings


PAGE = """Harbour Post
Shelling kills four in Vesk

Shelling killed four people in the town of Vesk on Monday night, the mayor said.
Army denies the attack
The army denied it. "We were nowhere near," it said.

More news
- Drones hit Orl power station
- Rebels seize a bridge near Karsk
"""


def headed(text: str) -> list[str]:
    return [text[a:b] for a, b in headings(text)]


def test_lines_without_a_full_stop_are_headings() -> None:
    assert headed(PAGE) == [
        "Harbour Post",
        "Shelling kills four in Vesk",
        "Army denies the attack",
        "More news",
        "- Drones hit Orl power station",
        "- Rebels seize a bridge near Karsk",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Shelling killed four people in Vesk",
        "Shelling in Vesk\nFour killed",
        "Shelling in Vesk\nFour killed, nine wounded\nSource: the mayor's channel.",
        "Shelling killed four people in Vesk, the\nmayor said, and wounded nine more in the town near the\nriver.",
        f"Figures of the week:\n- Four killed in Vesk\n- Nine wounded in Orl\n{'They are of Monday. ' * 6}",
        'He said: "Shells fell on Vesk"\nThen it was quiet.',
    ],
    ids=["one line", "no full stop at all", "a post", "wrapped lines", "a list with a lead", "a quotation"],
)
def test_what_is_no_heading(text: str) -> None:
    assert headings(text) == []


def test_a_long_list_of_lines_is_no_post() -> None:
    assert headed("Rebels seize Karsk\n" * 13) == ["Rebels seize Karsk"] * 13
    assert headed("Rebels seize Karsk\n" * 12) == []


def test_paragraphs_of_wrapped_lines_may_be_headings() -> None:
    told = "Shelling killed four people in\nthe town of Vesk on Monday, and the mayor\nsaid that nine more were hurt.\n"
    text = f"Shelling kills four in Vesk\n\n{told}"
    assert [text[a:b].strip() for a, b in headings(text)] == ["Shelling kills four in Vesk"]


@given(st.text(st.sampled_from("ab .\n:-"), max_size=60))
def test_headings_lie_in_the_text_in_order(text: str) -> None:
    found = headings(text)
    assert all(0 <= a < b <= len(text) for a, b in found)
    assert all(x[1] <= y[0] for x, y in pairwise(found))
    assert all(within(found, a) and within(found, b - 1) for a, b in found)
