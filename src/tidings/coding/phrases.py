"""Cuts a sentence into chunks: counted and plain noun phrases, harm words, small words. No parser, one pass.

The grammar is shallow on purpose: the reader of tolls must give the same answer on a news sentence, a terse incident
note and a headline, and must never fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tidings.codebook.tables import table
from tidings.coding.harm import Form, HarmTable, harm
from tidings.coding.numbers import NumberTable, Quantity, numbers
from tidings.coding.words import Lexicon, Word, grammar


@dataclass(slots=True)
class Chunk:
    """A stretch of words with one role in the clause.

    `type`: np, cue, be, have, modal, neg, prep, conj, comma, sub, rel, incl, verb, adv, pronoun, stop.
    For an np: its number (`quantity`, or 1 for a singular), whether it names people, and the harm its head word tells.
    """

    type: str
    begin: int
    end: int
    low: str = ""
    quantity: Quantity | None = None
    plural: bool | None = None
    person: bool | None = None
    det: str = ""
    name: bool = False
    head: int = -1
    kind: str | None = None  # harm told by the noun phrase itself ("12 wounded", "30 hostages")
    kind_at: tuple[int, int] = (-1, -1)
    none: bool = False
    partitive: bool = False
    cue: Form | None = None
    head_low: str = ""


class Chunker:
    """Chunks of one sentence."""

    def __init__(self, words: Sequence[Word], counts: dict[int, Quantity]) -> None:
        self.words = words
        self.counts = counts
        self.g: Lexicon = grammar()
        self.h: HarmTable = harm()
        self.n: NumberTable = numbers()
        time = table("en/time")
        self.days = frozenset(time["weekdays"]) | frozenset(m for m in time["months"] if m not in ("may", "march"))

    def chunks(self) -> list[Chunk]:
        """The chunks of the sentence, in order."""
        found: list[Chunk] = []
        i = 0
        while i < len(self.words):
            chunk = self._next(i, found[-1] if found else None)
            found.append(chunk)
            i = max(chunk.end, i + 1)
        return found

    def _next(self, i: int, last: Chunk | None) -> Chunk:
        words, low = self.words, self.words[i].low
        if i not in self.counts:
            for name, finder in (("including", self._including), ("cue", self._cue), ("none", self._none)):
                if chunk := finder(i, last):
                    return chunk
            if kind := self._small(i):
                return Chunk(kind, i, i + 1, low)
        return self._noun_phrase(i) if i in self.counts or not words[i].mark else Chunk("stop", i, i + 1, low)

    def _including(self, i: int, last: Chunk | None) -> Chunk | None:
        low = self.words[i].low
        pair = f"{low} {self.words[i + 1].low}" if i + 1 < len(self.words) else low
        for phrase in (pair, low):
            if phrase in self.g["including"]:
                return Chunk("incl", i, i + 1 + (phrase == pair), phrase)
            if phrase in self.g["together"]:
                return Chunk("conj", i, i + 1 + (phrase == pair), phrase)
        if low == "as" and pair == "as well" and i + 2 < len(self.words) and self.words[i + 2].low == "as":
            return Chunk("conj", i, i + 3, "as well as")
        return None

    def _cue(self, i: int, last: Chunk | None) -> Chunk | None:
        """A harm verb or phrase at word `i`; a participle in front of its own noun belongs to the noun phrase."""
        if found := self.h.phrases.at(self.words, i):
            frame, kind = found[1]
            form = Form(kind, frozenset(["past"]) if frame == "subject" else frozenset(["past", "participle"]), frame)
            return Chunk("cue", i, i + found[0], self.words[i].low, cue=form)
        verb = self.h.verbs.get(self.words[i].low)
        if verb is None or (self._adjective(i, verb) and not (last and last.type in ("np", "be", "have"))):
            return None
        return Chunk("cue", i, i + 1, self.words[i].low, cue=verb)

    def _adjective(self, i: int, verb: Form) -> bool:
        """The participle stands in front of its own noun: "wounded soldiers"."""
        return "participle" in verb.forms and i + 1 < len(self.words) and self.h.person(self.words[i + 1]) is True

    def _content(self, k: int) -> bool:
        """Word `k` is a noun, an adjective or a name: no small word, mark, number or determiner."""
        if k >= len(self.words) or k in self.counts or self.words[k].mark or self._small(k) is not None:
            return False
        return not self._determines(k)

    def _determines(self, k: int) -> bool:
        low, g = self.words[k].low, self.g
        return low in g["articles"] or low in g["determiners"] or low in g["possessives"]

    def _none(self, i: int, last: Chunk | None) -> Chunk | None:
        """ "no casualties", "nobody", "no one": a count of zero."""
        found = self.n.none.at(self.words, i)
        if not found:
            return None
        chunk = self._noun_phrase(i, skip=found[0])
        chunk.none = True
        chunk.quantity = Quantity(0, 0, i, i + found[0], (i, i + found[0]), "none")
        return chunk

    def _small(self, i: int) -> str | None:
        """The class of a small word, or None for a content word."""
        word, g = self.words[i], self.g
        low = word.low
        if word.mark:
            return {
                ",": "comma",
                "(": "open",
                ")": "close",
                "-": "dash",
                "–": "dash",
                "—": "dash",
                ";": "stop",
                ":": "colon",
                "/": "conj",
                "&": "conj",
                "+": "conj",
            }.get(low, "mark")
        for kind, name in (
            ("be", "be"),
            ("have", "have"),
            ("neg", "negations"),
            ("rel", "relatives"),
            ("conj", "conjunctions"),
            ("or", "disjunctions"),
            ("sub", "subordinators"),
            ("prep", "prepositions"),
            ("modal", "modals"),
            ("pronoun", "pronouns"),
            ("adv", "adverbs"),
            ("verb", "verbs"),
        ):
            if low in g[name] and not (kind == "pronoun" and low == "her") and not (low == "us" and word.text == "US"):
                return kind
        if low in self.days:
            return "day"
        if low.endswith("n't"):
            return "neg"
        if low.endswith("ly") and len(low) > 4 and not word.title and low not in g["not_adverbs"]:
            return "adv"
        return None

    def _noun_phrase(self, i: int, skip: int = 0) -> Chunk:
        """A noun phrase from word `i`: number or determiner, modifiers, head."""
        words = self.words
        chunk = Chunk("np", i, i + 1, words[i].low, self.counts.get(i))
        k = i + skip
        if chunk.quantity:
            k = self._partitive(chunk.quantity.end, chunk)
        k = self._determiner(k, chunk)
        first = k
        while k < len(words) and self._in_phrase(k, first, chunk):
            k += 1
        chunk.end = max(k, i + 1, chunk.quantity.end if chunk.quantity else 0)
        self._head(chunk, first, k)
        return chunk

    def _partitive(self, k: int, chunk: Chunk) -> int:
        """Skip the "of" of "dozens of", "two of the", and mark "two of them"."""
        words = self.words
        if k < len(words) and words[k].low == "of":
            chunk.partitive = True
            k += 1
            if k < len(words) and words[k].low in ("them", "those", "these", "whom", "which", "us"):
                k += 1
        return k

    def _determiner(self, k: int, chunk: Chunk) -> int:
        words, g = self.words, self.g
        while k < len(words) and (self._determines(k) or words[k].low in self.n.others):
            low = words[k].low
            if low in self.n.others:
                if low == "others" or k + 1 >= len(words) or self._small(k + 1) or words[k + 1].mark:
                    break
            else:
                chunk.det = chunk.det or ("a" if low in g["articles"] else "poss" if low in g["possessives"] else low)
            k += 1
        return k

    def _in_phrase(self, k: int, first: int, chunk: Chunk) -> bool:
        """Word `k` goes on the noun phrase whose content begins at `first`."""
        word, words = self.words[k], self.words
        if not self._content(k) or self.h.phrases.at(words, k):
            return False
        verb = self.h.verbs.get(word.low)
        if verb is not None:
            return self._harm_in_phrase(k, first, chunk, verb)
        if (
            word.low.endswith(("ed", "ing"))
            and not word.title
            and len(word.low) > 4
            and self.h.known(word.low) is False
        ):
            modifies = k == first or "-" in word.low or words[k - 1].low.endswith(("ed", "an", "al", "ic", "ese"))
            return modifies and (
                self._content(k + 1) or chunk.quantity is not None and k == first and k + 1 in self.counts
            )
        return True

    def _harm_in_phrase(self, k: int, first: int, chunk: Chunk, verb: Form) -> bool:
        """A harm word inside a noun phrase: "wounded soldiers", "the wounded", "a bomb attack"."""
        low, after = self.words[k].low, k + 1
        if low in self.h.noun_like and not {"past", "participle"} & verb.forms:
            takes_object = after in self.counts or (after < len(self.words) and self._determines(after))
            return (k > first or bool(chunk.det)) and not (takes_object and not chunk.det)
        if "participle" in verb.forms and k == first:
            if self._adjective(k, verb):
                return True
            nominal = low in self.h.noun_like and chunk.det in (
                "the",
                "some",
                "many",
                "most",
                "all",
                "any",
                "these",
                "those",
            )
            return nominal and not self._content(after)
        return False

    def _head(self, chunk: Chunk, first: int, stop: int) -> None:
        """Find the head noun of words `first` to `stop`, and what it says."""
        words, h = self.words, self.h
        for k in range(first, stop - 1):
            if words[k].low.endswith(("'s", "s'")):
                first = k + 1
        content = range(first, stop)
        if not content:
            chunk.plural = None
            return
        head = content[-1]
        if h.person(words[head]) is None:
            head = next((k for k in reversed(content) if h.person(words[k]) is True), head)
        chunk.head, chunk.head_low = head, words[head].low
        chunk.person = h.person(words[head])
        chunk.name = (
            not chunk.det
            and chunk.quantity is None
            and all(words[k].title for k in content)
            and not words[head].text.isupper()
        )
        chunk.plural = plural(words[head])
        self._own_harm(chunk, content)

    def _own_harm(self, chunk: Chunk, content: range) -> None:
        """The harm that the phrase's own words tell: "30 civilian deaths", "five wounded soldiers", "20 dead"."""
        words, h = self.words, self.h
        for k in reversed(content):
            found = h.nouns.at(words, k)
            if found and k + found[0] >= content.stop:
                chunk.kind, chunk.kind_at, chunk.person = found[1], (k, k + found[0]), True
                return
        for k in content[:-1]:
            verb = h.verbs.get(words[k].low)
            kind = (
                verb.kind
                if verb and not verb.weak and {"past", "participle"} & verb.forms
                else h.predicates.get(words[k].low)
            )
            if kind and chunk.person is not False:
                chunk.kind, chunk.kind_at = kind, (k, k + 1)
                return


def plural(word: Word) -> bool:
    """The noun is a plural: by its ending, or one of the few irregular ones."""
    low = word.low
    if low.endswith(("men", "people", "children", "police", "personnel", "staff", "troops")):
        return True
    return (
        low.endswith("s")
        and not low.endswith(("ss", "us", "'s", "is"))
        or low.endswith(("palis", "stanis", "raqis", "raelis", "akis", "jihadis"))
    )
