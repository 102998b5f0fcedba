"""Another spaCy pipeline in place of the bundled model, and its labels turned into ours."""

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span

from tidings.errors import InputError
from tidings.language import load
from tidings.language.pipeline import build
from tidings.language.schemes import names_component, universal

VOCAB = spacy.blank("en").vocab


def tree(rows: str) -> Doc:
    """A Doc of rows "word POS head relation", heads as words (the last token with that text before or after)."""
    cells = [row.split() for row in rows.strip().splitlines()]
    words = [c[0] for c in cells]
    heads = [words.index(c[2]) for c in cells]
    return Doc(VOCAB, words, pos=[c[1] for c in cells], heads=heads, deps=[c[3] for c in cells])


def edges(doc: Doc) -> list[tuple[str, str, str]]:
    return [(t.text, t.dep_, t.head.text) for t in doc]


def test_a_passive_with_its_agent_and_place() -> None:
    doc = universal(
        tree(
            """
            Two NUM men nummod
            men NOUN killed nsubjpass
            were AUX killed auxpass
            killed VERB killed ROOT
            by ADP killed agent
            rebels NOUN by pobj
            just ADV outside advmod
            outside ADP killed prep
            the DET town det
            town NOUN outside pobj
            of ADP town prep
            Gorba PROPN of pobj
            """
        )
    )
    assert edges(doc) == [
        ("Two", "nummod", "men"),
        ("men", "nsubj:pass", "killed"),
        ("were", "aux:pass", "killed"),
        ("killed", "ROOT", "killed"),
        ("by", "case", "rebels"),
        ("rebels", "obl:agent", "killed"),
        ("just", "advmod", "town"),
        ("outside", "case", "town"),
        ("the", "det", "town"),
        ("town", "obl", "killed"),
        ("of", "case", "Gorba"),
        ("Gorba", "nmod", "town"),
    ]


def test_conjuncts_clauses_and_a_copula() -> None:
    doc = universal(
        tree(
            """
            Brandt PROPN said nsubj
            said VERB said ROOT
            the DET road det
            road NOUN was nsubj
            was AUX said ccomp
            dangerous ADJ was acomp
            after ADP was prep
            shelling VERB after pcomp
            and CCONJ town cc
            x PUNCT town punct
            town NOUN said dobj
            river NOUN town conj
            or CCONJ river cc
            bridge NOUN river conj
            """
        )
    )
    assert edges(doc) == [
        ("Brandt", "nsubj", "said"),
        ("said", "ROOT", "said"),
        ("the", "det", "road"),
        ("road", "nsubj", "dangerous"),
        ("was", "cop", "dangerous"),
        ("dangerous", "ccomp", "said"),
        ("after", "mark", "shelling"),
        ("shelling", "advcl", "dangerous"),
        ("and", "cc", "river"),
        ("x", "punct", "town"),
        ("town", "obj", "said"),
        ("river", "conj", "town"),
        ("or", "cc", "bridge"),
        ("bridge", "conj", "town"),
    ]


def test_a_root_copula_and_a_preposition_under_another() -> None:
    doc = universal(
        tree(
            """
            It PRON is nsubj
            is AUX is ROOT
            smoke NOUN is attr
            from ADP smoke prep
            inside ADP from prep
            Kessa PROPN inside pobj
            . PUNCT is punct
            """
        )
    )
    assert edges(doc)[:3] == [("It", "nsubj", "smoke"), ("is", "cop", "smoke"), ("smoke", "ROOT", "smoke")]
    assert edges(doc)[3:6] == [("from", "case", "Kessa"), ("inside", "case", "Kessa"), ("Kessa", "nmod", "smoke")]
    assert [s.text for s in doc.sents] == ["It is smoke from inside Kessa ."]


def test_names_get_our_types() -> None:
    doc = Doc(VOCAB, ["Gorba", "lost", "4", "men", "of", "Velm"])
    doc.set_ents([Span(doc, 0, 1, "GPE"), Span(doc, 2, 3, "CARDINAL"), Span(doc, 5, 6, "ORG")])
    assert [(e.text, e.label_) for e in names_component(doc).ents] == [("Gorba", "LOC"), ("Velm", "ORG")]


def test_another_pipeline_keeps_its_own_reading(tmp_path: Path) -> None:
    nlp = build()
    ruler = nlp.add_pipe("entity_ruler", config={"overwrite_ents": True})
    ruler.add_patterns([{"label": "GPE", "pattern": "rebels"}])
    nlp.to_disk(tmp_path)
    doc = load(str(tmp_path))("The rebels left Gorba on Monday.")
    assert ("rebels", "LOC") in [(e.text, e.label_) for e in doc.ents]
    assert doc[2].lemma_ == "leave"
    assert all(len(rows) == len(doc) for rows in doc._.signals.values())


def test_a_pipeline_without_a_parser_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path)
    with pytest.raises(InputError, match="gives no tags, parts of speech, dependencies"):
        load(str(tmp_path))
