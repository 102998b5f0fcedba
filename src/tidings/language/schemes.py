"""Other pipelines' labels -> ours: the dependencies of spaCy's English pipelines as Universal ones, their names.

spaCy's pipelines hang a phrase on its preposition and a predicate on "be" (the CLEAR scheme); Universal Dependencies,
which the coder reads, hang both the other way round.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.attrs import DEP, HEAD
from spacy.language import Language
from spacy.tokens import Doc, Span

NAMES = {
    "PER": "PERSON",
    "PERSON": "PERSON",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "FAC",
    "NORP": "NORP",
    "DATE": "DATE",
    "MISC": "MISC",
    "EVENT": "MISC",
    "LANGUAGE": "MISC",
    "LAW": "MISC",
    "PRODUCT": "MISC",
    "WORK_OF_ART": "MISC",
}
RELATIONS = {
    "acomp": "xcomp",
    "agent": "advmod",
    "attr": "xcomp",
    "auxpass": "aux:pass",
    "complm": "mark",
    "csubjpass": "csubj:pass",
    "dative": "iobj",
    "dobj": "obj",
    "infmod": "acl",
    "intj": "discourse",
    "meta": "dep",
    "neg": "advmod",
    "nn": "compound",
    "npadvmod": "obl:unmarked",
    "nsubjpass": "nsubj:pass",
    "num": "nummod",
    "number": "compound",
    "oprd": "xcomp",
    "partmod": "acl",
    "pcomp": "advcl",
    "pobj": "obl",
    "poss": "nmod:poss",
    "possessive": "case",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "prep": "advmod",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "rcmod": "acl:relcl",
    "relcl": "acl:relcl",
    "root": "ROOT",
}
BE = frozenset(("be", "is", "are", "was", "were", "been", "being", "am", "'s", "'re", "'m", "’s", "’re", "’m"))
PREPOSITIONS = ("prep", "agent", "dative")
NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "SYM", "DET")


class _Tree:
    """Heads (places in the sentence, a root's its own) and relations, changed in place."""

    def __init__(self, sentence: Span) -> None:
        self.head = [t.head.i - sentence.start for t in sentence]
        self.relation = [t.dep_ for t in sentence]
        self.nominal = [t.pos_ in NOMINAL for t in sentence]
        self.verbal = [t.pos_ in ("VERB", "AUX") for t in sentence]
        self.be = [t.lemma_ == "be" or t.lower_ in BE for t in sentence]

    def children(self, word: int) -> list[int]:
        """Children of `word` as the heads stand now."""
        return [i for i, h in enumerate(self.head) if h == word != i]

    def prepositions(self) -> list[int]:
        """Prepositions with a phrase, those that hang on another ("from inside Gorba") before it."""
        found = [i for i, r in enumerate(self.relation) if r in PREPOSITIONS]
        inner = [i for i in found if self.head[i] in found]
        return [*reversed(inner), *(i for i in found if i not in inner)]

    def swap(self, above: int, below: int, relation: str, others: Sequence[int]) -> None:
        """Put `below` in the place of its head `above`, which hangs on it as `relation`; `others` move to `below`."""
        root = self.head[above] == above
        self.head[below] = below if root else self.head[above]
        self.relation[below] = self.relation[above]
        for i in (above, *others):
            self.head[i] = below
        self.relation[above] = relation


def universal(doc: Doc) -> Doc:
    """Turn the CLEAR dependencies of `doc` into Universal Dependencies."""
    values: Any = np.zeros((len(doc), 2), np.uint64)
    for sentence in doc.sents:
        tree = _Tree(sentence)
        _coordinations(tree)
        phrases = {i: tree.nominal[tree.head[i]] for i in tree.prepositions()}
        _copulas(tree)
        for preposition, under_noun in phrases.items():
            _phrase(tree, preposition, under_noun)
        relations = [RELATIONS.get(r, r) for r in tree.relation]
        place = slice(sentence.start, sentence.end)
        values[place, 0] = (np.array(tree.head) - np.arange(len(tree.head))).astype(np.uint64)
        values[place, 1] = [doc.vocab.strings.add(r) for r in relations]
    return doc.from_array([HEAD, DEP], values) if len(doc) else doc


def _coordinations(tree: _Tree) -> None:
    """Hang all conjuncts on the first one, each "and" on the conjunct after it."""
    for i, relation in enumerate(tree.relation):
        if relation == "conj":
            while tree.relation[tree.head[i]] == "conj":
                tree.head[i] = tree.head[tree.head[i]]
    last: dict[int, int] = {}  # head -> its conjunct met last, from the end
    for i in reversed(range(len(tree.head))):
        h = tree.head[i]
        if tree.relation[i] == "conj":
            last[h] = i
        elif tree.relation[i] == "cc":
            first = tree.head[h] if tree.relation[h] == "conj" else h
            tree.head[i] = last.get(first, h)


def _copulas(tree: _Tree) -> None:
    """Put a predicate noun or adjective in the place of its "be"."""
    for be in (i for i, is_be in enumerate(tree.be) if is_be):
        below = tree.children(be)
        predicates = [i for i in below if tree.relation[i] in ("attr", "acomp")]
        if predicates:
            tree.swap(be, predicates[0], "cop", [i for i in below if i != predicates[0]])


def _phrase(tree: _Tree, preposition: int, under_noun: bool) -> None:
    """Put the noun or clause of a preposition in its place."""
    below = tree.children(preposition)
    inner = [i for i in below if tree.relation[i] in ("pobj", "pcomp")]
    if not inner:
        return
    word, agent = inner[0], tree.relation[preposition] == "agent"
    clause = tree.relation[word] == "pcomp" and tree.verbal[word]
    tree.swap(preposition, word, "mark" if clause else "case", [i for i in below if i != word])
    if tree.relation[tree.head[word]] in PREPOSITIONS:
        tree.relation[word] = "pobj"  # for the preposition above, whose turn comes
    elif clause:
        tree.relation[word] = "acl" if under_noun else "advcl"
    else:
        tree.relation[word] = "obl:agent" if agent else ("nmod" if under_noun else "obl")


@Language.component("tidings_universal", assigns=["token.dep", "token.head"])
def universal_component(doc: Doc) -> Doc:
    """Give a Doc parsed in the CLEAR scheme our relations."""
    return universal(doc)


@Language.component("tidings_names", assigns=["doc.ents"])
def names_component(doc: Doc) -> Doc:
    """Give the Doc's names our types; numbers, times and sums go."""
    doc.set_ents([Span(doc, e.start, e.end, NAMES[e.label_]) for e in doc.ents if e.label_ in NAMES])
    return doc
