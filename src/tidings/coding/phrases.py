"""Cuts a sentence into chunks: counted and plain noun phrases, harm words, small words. No parser, one pass.

The grammar is shallow on purpose: the reader of tolls must give the same answer on a news sentence, a terse incident
note and a headline, and must never fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tidings.coding.harm import Form, HarmTable, harm
from tidings.coding.numbers import NumberTable, Quantity, numbers
from tidings.coding.wordclass import CONTENT, classes, plural
from tidings.coding.words import Lexicon, Word, grammar

ASIDE = 16  # words a bracket may hold to be read over


@dataclass(slots=True)
class Chunk:
    """A stretch of words with one role in the clause.

    `type`: np, cue, incl, or the class of a small word (be, have, modal, neg, prep, conj, or, comma, sub, rel, verb,
    adv, day, pronoun, stop ...). For an np: its number, whether it is a plural and names people, its determiner, and
    the harm that its own words tell (`kind`, at the words `kind_at`).
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
    head_low: str = ""
    kind: str | None = None
    kind_at: tuple[int, int] = (-1, -1)
    none: bool = False
    partitive: bool = False
    cue: Form | None = None

    @property
    def counted(self) -> bool:
        """Has a number of its own."""
        return self.quantity is not None


class Chunker:
    """Chunks of one sentence."""

    def __init__(self, words: Sequence[Word], counts: dict[int, Quantity], overlay: Path | None = None) -> None:
        self.words = words
        self.counts = counts
        self.g: Lexicon = grammar(overlay)
        self.h: HarmTable = harm(overlay)
        self.n: NumberTable = numbers(overlay)
        self.classes = classes(words, overlay)
        self.joiners = {p.split()[0] for name in ("including", "together") for p in self.g[name]}
        self.aside = self._asides()

    def chunks(self) -> list[Chunk]:
        """The chunks of the sentence, in order; quotation marks and short asides in brackets are read over."""
        found: list[Chunk] = []
        i = 0
        while i < len(self.words):
            if i in self.aside:
                i = self.aside[i]
            elif self.classes[i] in ("quote", "mark"):
                i += 1
            else:
                chunk = self._next(i, found)
                found.append(chunk)
                i = max(chunk.end, i + 1)
        return self._fused(found)

    def _asides(self) -> dict[int, int]:
        """Brackets without numbers and harm: index of the opening -> behind the closing."""
        found: dict[int, int] = {}
        begin = -1
        for i, kind in enumerate(self.classes):
            if kind == "open":
                begin = i
            elif kind == "comma" and self._age(i):
                found[i] = i + 3
            elif kind == "close" and begin >= 0:
                inside = range(begin + 1, i)
                told = any(self.words[k].low in self.h.verbs or self.h.nouns.at(self.words, k) for k in inside)
                if len(inside) <= ASIDE and not told:
                    found[begin] = i + 1
                begin = -1
        return found

    def _age(self, i: int) -> bool:
        """As in ", 34," behind a name."""
        if i + 2 >= len(self.words) or self.classes[i + 2] != "comma" or i + 1 in self.counts:
            return False
        return self.words[i + 1].low.isdecimal()

    def _fused(self, chunks: list[Chunk]) -> list[Chunk]:
        """One phrase of "70 regime and rebel fighters", "30 gunmen and guards": the number counts both."""
        out: list[Chunk] = []
        k = 0
        while k < len(chunks):
            chunk = chunks[k]
            while chunk.type == "np" and chunk.quantity and not chunk.none and self._shares(chunk, chunks, k):
                second = chunks[k + 2]
                chunk.end = second.end
                if chunk.person is not True:
                    chunk.head, chunk.head_low, chunk.person = second.head, second.head_low, second.person
                    chunk.plural = second.plural
                k += 2
            out.append(chunk)
            k += 1
        return out

    def _shares(self, first: Chunk, chunks: list[Chunk], k: int) -> bool:
        """A plain plural joined to counted people, with nothing of its own to say."""
        if k + 2 >= len(chunks) or chunks[k + 1].low not in self.g["sharing"] or chunks[k + 2].type != "np":
            return False
        second = chunks[k + 2]
        plain = not second.counted and not second.det and second.kind is None and first.kind is None and first.head >= 0
        mixed = first.person is not False or not first.plural  # "five government and security officials"
        after = chunks[k + 3].type if k + 3 < len(chunks) else ""
        alike = first.person is not True or (second.plural is True and after not in ("be", "verb", "modal", "have"))
        return plain and second.person is True and mixed and alike

    def _next(self, i: int, before: list[Chunk]) -> Chunk:
        if i not in self.counts:
            for finder in (self._including, self._none, self._cue):
                if chunk := finder(i, before):
                    return chunk
            kind = self.classes[i]
            if kind == "det" and self._floats(i, before):
                kind = "adv"
            if kind not in (CONTENT, "det"):
                return Chunk(kind, i, i + 1, self.words[i].low)
        return self._noun_phrase(i)

    def _floats(self, i: int, before: list[Chunk]) -> bool:
        """As in "were all killed": the determiner says nothing of its own."""
        verb = self.h.verbs.get(self.words[i + 1].low) if i + 1 < len(self.words) else None
        return verb is not None and "participle" in verb.forms and bool(before) and before[-1].type == "be"

    def _including(self, i: int, before: list[Chunk]) -> Chunk | None:
        words = self.words
        if words[i].low not in self.joiners:
            return None
        for size in (3, 2, 1):
            phrase = " ".join(w.low for w in words[i : i + size])
            if phrase in self.g["including"]:
                return Chunk("incl", i, min(len(words), i + size), phrase)
            if phrase in self.g["together"]:
                return Chunk("conj", i, min(len(words), i + size), "together")
        return None

    def _none(self, i: int, before: list[Chunk]) -> Chunk | None:
        """As in "no casualties", "nobody", "no one": a count of zero."""
        found = self.n.none.at(self.words, i)
        if not found:
            return None
        chunk = self._noun_phrase(i, skip=found[0])
        chunk.none = True
        chunk.quantity = Quantity(0, 0, i, i + found[0], (i, i + found[0]), "none")
        return chunk

    def _cue(self, i: int, before: list[Chunk]) -> Chunk | None:
        """A harm verb or phrase at word `i`."""
        words, h, low = self.words, self.h, self.words[i].low
        if found := h.no_harm.at(words, i):
            return Chunk("verb", i, i + found[0], low)
        if found := h.phrases.at(words, i):
            frame, kind = found[1]
            forms = frozenset(["past"]) if frame == "subject" else frozenset(["past", "participle"])
            return Chunk("cue", i, i + found[0], low, cue=Form(kind, forms, frame))
        last = before[-1].type if before else ""
        follows = last in ("be", "adv", "neg") or (last in ("conj", "or") and before[-2:][0].type == "cue")
        if low in h.predicates and follows:
            return Chunk("cue", i, i + 1, low, cue=Form(h.predicates[low], frozenset(["past"]), "subject"))
        if low in h.words["sustain"] and (size := self._sustained(i)):
            return Chunk("cue", i, i + size, low, cue=Form("injured", frozenset(["past"]), "subject"))
        verb = h.verbs.get(low)
        return Chunk("cue", i, i + 1, low, cue=verb) if verb and self._verbal(i, verb, last) else None

    def _verbal(self, i: int, verb: Form, last: str) -> bool:
        """The harm word is a verb here, no adjective ("of slain traders") and no noun ("died of wounds")."""
        if last in ("prep", "incl") and self._attribute(i, verb):
            return False
        like_noun = self.words[i].low in self.h.words["noun_like"] and verb.forms <= {"base", "third"}
        if last == "prep" and like_noun:
            return False
        return last in ("np", "be", "have", "pronoun") or not self._adjective(i, verb)

    def _sustained(self, i: int) -> int:
        """Words of "suffered a severe head injury" from word `i`, or 0."""
        for k in range(i + 1, min(len(self.words), i + 8)):
            if self.words[k].low in self.h.words["sustained"]:
                return k + 1 - i
            if (
                self.classes[k] in ("prep", "stop", "comma")
                and self.words[k].low not in self.g["intended"] | self.g["of"]
            ):
                return 0
        return 0

    # --- noun phrases ------------------------------------------------------------------------------------------

    def _adjective(self, i: int, verb: Form) -> bool:
        """The participle stands in front of its own noun: "wounded soldiers"."""
        return "participle" in verb.forms and i + 1 < len(self.words) and self.h.person(self.words[i + 1]) is True

    def _attribute(self, i: int, verb: Form) -> bool:
        """Behind a preposition a participle can only be an adjective: "including injured Palestinians"."""
        return "participle" in verb.forms and "ing" not in verb.forms and self._content(i + 1)

    def _content(self, k: int) -> bool:
        """Word `k` is a noun, an adjective or a name: no small word, mark, number or determiner."""
        if k >= len(self.words) or k in self.counts or self.classes[k] != CONTENT:
            return False
        return self.words[k].low not in self.g["including"]

    def _noun_phrase(self, i: int, skip: int = 0) -> Chunk:
        """A noun phrase from word `i`: number or determiner, modifiers, head."""
        chunk = Chunk("np", i, i + 1, self.words[i].low, self.counts.get(i))
        k = i + skip
        chunk.det = "no" if skip else ""
        if chunk.quantity:
            k = self._partitive(chunk.quantity.end, chunk)
            if k in self.counts and k > chunk.quantity.end:
                k = self.counts[k].end  # "three of the twelve miners"
        k = self._determiner(k, chunk)
        first, content = k, []
        while (step := self._step(k, first, chunk)) is not None:
            content.append(step)
            k = step + 1
        chunk.end = max(k, i + 1, chunk.quantity.end if chunk.quantity else 0)
        self._head(chunk, content)
        return chunk

    def _step(self, k: int, first: int, chunk: Chunk) -> int | None:
        """The next content word of the phrase at or behind `k`, over quotation marks, asides and "Maj."."""
        start = k
        while k < len(self.words) and k > first:
            if k in self.aside:
                k = self.aside[k]
            elif self.classes[k] == "quote" or (
                self.words[k].low == "." and self.words[k - 1].low in self.g["abbreviations"]
            ):
                k += 1
            else:
                break
        if k >= len(self.words) or (
            k > start
            and not (self._content(k) and (self.words[k].title or self.words[k].low in self.h.words["people"]))
        ):
            return None
        return k if self._in_phrase(k, first, chunk) else None

    def _partitive(self, k: int, chunk: Chunk) -> int:
        """Skip the "of" of "dozens of", "two of the", and mark "two of them"."""
        words = self.words
        if k + 1 < len(words) and words[k].low in self.g["of"]:
            k += 1
            if words[k].low in self.g["partitive"]:
                chunk.partitive = True
                k += 1
        return k

    def _determiner(self, k: int, chunk: Chunk) -> int:
        words, g = self.words, self.g
        while k < len(words):
            low = words[k].low
            if low in self.n.words["others"]:
                if low in self.g["others_alone"] or not self._content(k + 1):
                    break
            elif self.classes[k] == "det" and k not in self.counts:
                poss = "poss" if low in g["possessives"] else "other"
                chunk.det = chunk.det or g.values["determiner_classes"].get(low, poss)
            else:
                break
            k += 1
        return k

    def _in_phrase(self, k: int, first: int, chunk: Chunk) -> bool:
        """Word `k` goes on the noun phrase whose content begins at `first`."""
        words, low = self.words, self.words[k].low
        verbal = self.classes[k] == "verb" and (k == first or chunk.det == "no") and bool(chunk.det or chunk.quantity)
        if not (self._content(k) or verbal) or self.h.phrases.at(words, k) or self.h.no_harm.at(words, k):
            return False
        if low in self.h.words["sustain"] and self._sustained(k):
            return False
        verb = self.h.verbs.get(low)
        if verb is not None:
            return self._harm_in_phrase(k, first, chunk, verb)
        if (
            not words[k].title
            and len(low) > 4
            and low.endswith(tuple(self.g["verb_endings"]))
            and not self.h.known(low)
        ):
            modifies = k == first or "-" in low or words[k - 1].low.endswith(tuple(self.g["modifier_endings"]))
            if not modifies and k + 1 < len(words) and self.h.person(words[k + 1]):
                modifies = not any(self.h.person(w) for w in words[first:k])
            return modifies and (self._content(k + 1) or (chunk.counted and k == first and k + 1 in self.counts))
        return True

    def _harm_in_phrase(self, k: int, first: int, chunk: Chunk, verb: Form) -> bool:
        """A harm word inside a noun phrase: "wounded soldiers", "the wounded", "a bomb attack"."""
        low, after = self.words[k].low, k + 1
        takes = after in self.counts or (after < len(self.words) and self.classes[after] == "det")
        if low in self.h.words["noun_like"] and not {"past", "participle"} & verb.forms:
            joins = (
                after + 1 < len(self.words)
                and self.classes[after] in ("conj", "or")
                and self.words[after + 1].low in self.h.verbs
            )
            return (
                (k > first or bool(chunk.det))
                and not (takes and (k > first or not chunk.det))
                and not (joins and k > first)
            )
        if "participle" in verb.forms and k == first:
            led = first == chunk.begin and k > 0 and self.classes[k - 1] == "prep"
            if self._adjective(k, verb) or (led and self._attribute(k, verb)):
                return True
            nominal = low in self.h.noun_words and bool(chunk.det) and chunk.det not in ("a", "poss")
            return nominal and not self._content(after) and not takes
        return False

    def _head(self, chunk: Chunk, content: list[int]) -> None:
        """Find the head noun among the words `content`, and what it says."""
        words, h = self.words, self.h
        owner = max((k for k in content[:-1] if words[k].low.endswith(tuple(self.g["possessive_endings"]))), default=-1)
        content = [k for k in content if k > owner]
        if not content:
            return
        head = content[-1]
        if h.person(words[head]) is None:
            head = next((k for k in reversed(content) if h.person(words[k]) is True), head)
        elif h.person(words[head]) is False and chunk.counted:
            head = next(
                (
                    k
                    for k in content[:-1]
                    if h.person(words[k]) and words[k].low.endswith(tuple(self.g["countable_plurals"]))
                ),
                head,
            )
        chunk.head, chunk.head_low, chunk.person = head, words[head].low, h.person(words[head])
        chunk.plural = plural(words[head], self.g)
        if not chunk.det and not chunk.counted and not words[head].text.isupper():
            chunk.name = all(words[k].title or words[k].low.split("-")[0] in self.g["name_particles"] for k in content)
        self._own_harm(chunk, content)

    def _own_harm(self, chunk: Chunk, content: list[int]) -> None:
        """The harm that the phrase's own words tell: "30 civilian deaths", "five wounded soldiers", "20 dead"."""
        words, h = self.words, self.h
        for k in reversed(content):
            found = h.nouns.at(words, k) or (h.taken.at(words, k) if self._taking(chunk.begin) else None)
            if found and k + found[0] > content[-1]:
                self._tell(chunk, content, found[1], (k, k + found[0]))
                return
        for k in content[:-1]:
            verb = h.verbs.get(words[k].low)
            told = (
                verb.kind if verb and not verb.weak and "participle" in verb.forms else h.predicates.get(words[k].low)
            )
            if told and chunk.person is not False:
                chunk.kind, chunk.kind_at = told, (k, k + 1)
                return

    def _tell(self, chunk: Chunk, content: list[int], kind: str, at: tuple[int, int]) -> None:
        """The head word tells the harm: "two wounded victims" are wounded, "five people dead" are five people."""
        words, h = self.words, self.h
        if words[at[0]].low in h.words["own_injuries"] and (
            chunk.det == "poss" or (chunk.quantity and chunk.quantity.rule in ("vague", "group", "another"))
        ):
            return
        earlier = [
            h.verbs[words[k].low].kind
            for k in content
            if k < at[0] and words[k].low in h.verbs and not h.verbs[words[k].low].weak
        ]
        chunk.kind, chunk.kind_at, chunk.person = earlier[0] if earlier else kind, at, True
        if words[at[0]].low in h.predicates:
            people = [k for k in content if k < at[0] and h.person(words[k]) is True]
            if people:
                chunk.head, chunk.head_low, chunk.plural = (
                    people[-1],
                    words[people[-1]].low,
                    plural(words[people[-1]], self.g),
                )

    def _taking(self, i: int) -> bool:
        """A verb of taking stands before word `i`."""
        return any(w.low in self.h.words["takes"] for w in self.words[max(0, i - 3) : i])
