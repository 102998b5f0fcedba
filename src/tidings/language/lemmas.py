"""The spaCy component `tidings_lemmatizer`: base forms from tag and part of speech, by tables and rules."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from spacy.attrs import LEMMA, ORTH, POS, SENT_START, TAG
from spacy.language import Language
from spacy.lookups import load_lookups
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tidings.codebook.tables import table

# Penn tags of inflected forms -> whose tables and rules of spacy-lookups-data undo them
INFLECTED = {
    "NNS": "noun",
    "NNPS": "noun",
    "VBD": "verb",
    "VBG": "verb",
    "VBN": "verb",
    "VBZ": "verb",
    "JJR": "adj",
    "JJS": "adj",
    "RBR": "adv",
    "RBS": "adv",
}
MOST_KNOWN = 100_000

Key = tuple[int, int, int, bool]  # word, tag and part of speech as numbers; whether a sentence begins


class Lemmas:
    """Base form of an English word in a role."""

    def __init__(self) -> None:
        self._own: Mapping[str, Any] = table("en/lemmas")
        lookups = load_lookups("en", ["lemma_rules", "lemma_exc", "lemma_index"])
        rules, exceptions, index = (lookups.get_table(x) for x in ("lemma_rules", "lemma_exc", "lemma_index"))
        self._rules: dict[str, list[list[str]]] = {k: rules[k] for k in ("noun", "verb", "adj")}
        self._exceptions: dict[str, dict[str, list[str]]] = {k: exceptions[k] for k in ("noun", "verb", "adj", "adv")}
        self._index: dict[str, set[str]] = {k: set(index[k]) for k in ("noun", "verb", "adj", "adv")}
        self._index["adv"] |= self._index["adj"]  # "longer" is of "long"

    def __call__(self, word: str, tag: str, pos: str, first: bool) -> str:
        """`word` as written, its Penn tag, its UD part of speech, and whether it begins a sentence."""
        lower = word.lower()
        if pos == "PROPN" or tag == "NNP":
            return self._singular(word) if tag == "NNPS" else word
        if lower == "her" and tag == "PRP":
            return str(self._own["her_object"])
        if (own := self._own.get(pos, {}).get(lower)) is not None:
            return str(own)
        if tag == "NNS" and word[-1] == "s" and word[:-1].isupper() and len(word) > 2:
            return word[:-1]  # UAVs
        kind = INFLECTED.get(tag) or self._unlikely_base(lower, pos)
        if kind is not None:
            return self._uninflected(lower, kind)
        keeps = self._abbreviation(word, pos) or (pos == "ADJ" and word.istitle() and not first)
        return word if keeps else lower

    def _unlikely_base(self, word: str, pos: str) -> str | None:
        """Whose rules to try on a noun or verb that is tagged as a base form but known as none."""
        kind = {"NOUN": "noun", "VERB": "verb", "AUX": "verb"}.get(pos)
        if kind is None or word in self._index[kind]:
            return None
        forms = {*self._exceptions[kind].get(word, ()), *self._undone(word, kind)}
        return kind if forms & self._index[kind] else None

    def _abbreviation(self, word: str, pos: str) -> bool:
        """Whether the capitals of a word are its spelling ("IED", "II") and no mere emphasis."""
        if not word.isupper() or pos not in ("NOUN", "X", "NUM"):
            return False
        return 1 < len(word) < 4 or (len(word) < 6 and word.lower() not in self._index["noun"])

    def _singular(self, name: str) -> str:
        """A plural name in the singular, its capitals kept."""
        stem = self._uninflected(name.lower(), "noun")
        shared = len([1 for a, b in zip(stem, name.lower(), strict=False) if a == b])
        return name[: min(shared, len(stem))] + stem[shared:]

    def _uninflected(self, word: str, kind: str) -> str:
        if found := self._exceptions[kind].get(word):
            known = [x for x in found if x in self._index[kind]]
            return (known or found)[0]
        forms = list(self._undone(word, kind))
        known = [form for form in forms if form in self._index[kind]]
        if len(known) > 1 and kind == "verb" and known[1] + "e" == known[0] and _closed(known[1]):
            return known[1]  # "swinging" is of "swing", not of "swinge"
        return known[0] if known else _likely(word, kind, forms)

    def _undone(self, word: str, kind: str) -> Iterator[str]:
        """What the rules make of a word; doubled letters ("stopped") undone too."""
        for old, new in self._rules.get("adj" if kind == "adv" else kind, ()):
            if not word.endswith(old) or len(word) <= len(old) + 1 or (old == "s" and word.endswith("ss")):
                continue
            stem = word[: -len(old)]
            yield stem + new
            if not new and kind != "noun" and stem[-1:] == stem[-2:-1]:
                yield stem[:-1]


def _closed(stem: str) -> bool:
    """Whether a stem ends in two consonants."""
    return not set(stem[-2:].lower()) & set("aeiouy")


def _likely(word: str, kind: str, forms: Sequence[str]) -> str:
    """The likeliest of the forms for a word the tables do not know: the shortest change that leaves a sayable stem."""
    if not forms:
        return word
    if kind == "noun":
        return next((f for f in forms if f[-2:] in ("ch", "sh") or f[-1:] in "xzy"), forms[0])
    plain = [f for f in forms if not f.endswith("e")]
    stem = plain[0] if plain else forms[0]
    soft = stem[-1:] in "cgsuvz" and stem[-2:] not in ("ss", "ng", "zz")
    return stem + "e" if soft and stem + "e" in forms else stem


class Lemmatizer:
    """Sets `lemma_` of every token from `tag_` and `pos_`."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._lemma = Lemmas()
        self._known: dict[Key, int] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of one Doc."""
        if not len(doc):
            return doc
        if len(self._known) > MOST_KNOWN:
            self._known = {}
        rows = doc.to_array([ORTH, TAG, POS, SENT_START]).tolist()
        keys = [(word, tag, pos, start == 1) for word, tag, pos, start in rows]
        lemmas = [self._known.get(key) or self._find(key) for key in keys]
        values: Any = np.array(lemmas, np.uint64)[:, None]
        return doc.from_array([LEMMA], values)

    def _find(self, key: Key) -> int:
        strings = self._vocab.strings
        word, tag, pos = (strings[k] if k else "" for k in key[:3])
        self._known[key] = number = strings.add(self._lemma(word, tag, pos, key[3]))
        return number


@Language.factory("tidings_lemmatizer", assigns=["token.lemma"], requires=["token.tag", "token.pos"])
def make_lemmatizer(nlp: Language, name: str) -> Lemmatizer:
    """Make the component."""
    return Lemmatizer(nlp.vocab)
