"""Text -> Doc at the room's door: sentences, trees, names, signals, odd input."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from tidings.errors import InputError, TidingsError
from tidings.language import load, model
from tidings.language.pipeline import build

REPORT = (
    "GORBA, May 3 (Velm Wire) - Rebels shelled the market of Gorba on Tuesday, the army said. At least four people, "
    'two of them children, were killed.\n\n"We don\'t know who fired," Mayor Anna Brandt told reporters in Paris.\n'
)


def reading(doc: Doc) -> list[tuple[object, ...]]:
    return [(t.text, t.tag_, t.pos_, t.lemma_, t.dep_, t.head.i, t.ent_iob_, t.ent_type_) for t in doc]


def well_formed(doc: Doc) -> None:
    for sentence in doc.sents:
        assert [t for t in sentence if t.head.i == t.i] == [sentence.root]
        assert all(t.head in sentence for t in sentence)
        assert all(sentence.root in {t, *t.ancestors} for t in sentence)
    assert sum(len(s) for s in doc.sents) == len(doc)
    for name in doc.ents:
        assert name.text.strip() == name.text
        assert name.sent.start <= name.start < name.end <= name.sent.end
    assert all(len(rows) == len(doc) for rows in doc._.signals.values())


def test_load_gives_the_same_pipeline_again() -> None:
    assert load() is load(None)


def test_model_tells_its_version_and_labels() -> None:
    about, weights = model()
    assert about["version"]
    assert {"ner", "upos", "xpos", "relations"} <= about.keys()
    assert weights["rel"].shape[0] == len(about["relations"])


def test_a_report_is_read() -> None:
    doc = load()(REPORT)
    well_formed(doc)
    assert doc.text == REPORT
    assert [s[0].text for s in doc.sents] == ["GORBA", "Rebels", "At", '"']
    word = {t.text: t for t in doc}
    shelled, said, killed = word["shelled"], word["said"], word["killed"]
    assert (said.lemma_, said.tag_, said.pos_, said.dep_) == ("say", "VBD", "VERB", "ROOT")
    assert (shelled.lemma_, shelled.dep_, shelled.head) == ("shell", "ccomp", said)
    assert (word["Rebels"].lemma_, word["Rebels"].dep_, word["Rebels"].head) == ("rebel", "nsubj", shelled)
    assert (word["people"].dep_, word["people"].head) == ("nsubj:pass", killed)
    assert (word["were"].lemma_, word["n't"].lemma_, word["children"].lemma_) == ("be", "not", "child")
    assert ("Anna Brandt", "PERSON") in [(e.text.removeprefix("Mayor "), e.label_) for e in doc.ents]
    assert ("Paris", "LOC") in [(e.text, e.label_) for e in doc.ents]


def test_white_space_hangs_on_the_word_before_it() -> None:
    doc = load()("\n Rebels  fled.\n\n They left.")
    assert [(t.text, t.head.text) for t in doc if t.is_space] == [("\n ", "Rebels"), (" ", "Rebels"), ("\n\n ", ".")]
    assert {t.pos_ for t in doc if t.is_space} == {"SPACE"}
    well_formed(doc)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\t\n \n", "\u200b", "\x00\x01", ".", "\ufeff Hello.", "😀😀 killed"]
)
def test_almost_nothing_is_read(text: str) -> None:
    doc = load()(text)
    assert doc.text == text
    well_formed(doc)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120) | st.text("ab .\n\"-'A1(", max_size=200))
def test_any_text_gives_well_formed_docs(text: str) -> None:
    doc = load()(text)
    assert doc.text == text
    well_formed(doc)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Fighting in Gorba\n\nrebels left the town", ["Fighting", "rebels"]),
        ("Fighting in Gorba\nRebels left the town.\nThe army came.", ["Fighting", "Rebels", "The"]),
        ("The army of Velm left the\ntown of Gorba and went\nto the Kessa river.", ["The"]),
        ("ST. ANNEN (VW) – Rebels left.", ["ST.", "Rebels"]),
        ("VELM CITY, Oct. 3 — Rebels left.", ["VELM", "Rebels"]),
        ("NATO — which has troops there — left Gorba.", ["NATO"]),
    ],
)
def test_layout_parts_sentences(text: str, starts: list[str]) -> None:
    assert [s[0].text for s in load()(text).sents] == starts


def test_reading_does_not_depend_on_the_other_texts() -> None:
    texts = [
        REPORT,
        "Shells hit Kessa.",
        "",
        "Soldiers of the Third Brigade entered the town at dawn, a spokesman said. " * 12,
    ]
    alone = [reading(load()(t)) for t in texts]
    together = [reading(d) for d in load().pipe(texts)]
    backwards = [reading(d) for d in load().pipe(reversed(texts))]
    assert alone == together == backwards[::-1]


def test_a_stream_is_read_as_it_comes() -> None:
    seen: list[int] = []

    def stream() -> object:
        for n in range(40):
            seen.append(n)
            yield f"Rebels shelled village {n}. " * 120

    first = next(iter(load().pipe(stream())))
    assert "village 0" in first.text
    assert len(seen) < 40


def test_text_without_sentence_end_is_cut_and_time_grows_with_length() -> None:
    def seconds(words: int) -> float:
        start = time.process_time()
        doc = load()("shells fell on the villages near kessa and people fled " * (words // 10))
        well_formed(doc)
        return time.process_time() - start

    seconds(200)
    short, long = seconds(2000), seconds(6000)
    assert long < 6 * short


def test_one_endless_word_is_read() -> None:
    doc = load()("x" * 100_000 + " said. " + "http://velm.example/" + "a/b" * 500)
    well_formed(doc)


def test_signals_have_a_row_for_each_word() -> None:
    nlp = load()
    doc = nlp("Rebels  fled.\n\nThey left.")
    for rows in doc._.signals.values():
        assert rows.dtype == np.float16
        assert not rows[[t.i for t in doc if t.is_space]].any()


def test_a_pipeline_that_is_not_installed_says_so() -> None:
    for name in ("en_no_such_pipeline", "no/such/folder", "it's"):
        with pytest.raises(TidingsError, match=r"not installed; install it with pip, or leave --pipeline out"):
            load(name)


def test_a_model_folder_without_its_files_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no model\.onnx, model\.json"):
        build(tmp_path)


def test_loading_takes_no_network_and_little_time() -> None:
    code = (
        "import socket, time\n"
        "def refuse(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = refuse\n"
        "from tidings.language import load\n"
        "load()('Rebels fled.')\n"
        "print(time.process_time())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 5
