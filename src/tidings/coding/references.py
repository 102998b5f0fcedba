"""Words that stand for another name: "he", "the ministry", a surname -> the name the text gave before."""

from bisect import bisect_left
from typing import TYPE_CHECKING

from tidings.codebook.tables import table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

NOMINAL, SMALL = frozenset({"NOUN", "PROPN"}), frozenset({"ADP", "DET", "PART"})
REACH = 400
"""Tokens before a reference in which its name is looked for."""


class References:
    """Resolves references within one text, in the text's own words."""

    def __init__(self, doc: "Doc") -> None:
        self._doc = doc
        words = table("en/references")
        self._persons, self._groups = frozenset(words["person"]), frozenset(words["group"])
        self._speech = frozenset(words["subject"])
        self._ents = list(doc.ents)
        self._starts = [e.start for e in self._ents]
        self._surnames: dict[str, list[Span]] = {}
        for ent in self._ents:
            if ent.label_ == "PERSON" and len(ent) > 1:
                self._surnames.setdefault(ent[-1].text, []).append(ent)

    def name(self, start: int, end: int) -> str | None:
        """The name that tokens start..end stand for, or None where they are a name already or nothing is found."""
        doc = self._doc
        first = doc[start]
        if end - start == 1 and first.lower_ in self._persons:
            return self._person(start)
        if end - start == 1 and first.lower_ in self._groups:
            return self._before(start, {"ORG", "NORP"})
        if end - start == 1 and first.ent_type_ == "PERSON":
            return self._full(start)
        if end - start <= 2 and doc[end - 1].pos_ == "NOUN" and start > 0 and doc[start - 1].pos_ == "DET":
            return self._office(start, end)
        return None

    def _person(self, start: int) -> str | None:
        """The last person before who is the subject of a sentence, with the office in front of the name."""
        best = None
        for ent in self._near(start):
            if ent.label_ == "PERSON":
                subject = ent.root.dep_ in self._speech
                if best is None or subject or best.root.dep_ not in self._speech:
                    best = ent
        return self._full(best.start, best.text) or best.text if best is not None else None

    def _near(self, start: int) -> list["Span"]:
        """The names within reach before token `start`."""
        names = self._ents[bisect_left(self._starts, start - REACH) : bisect_left(self._starts, start)]
        return [e for e in names if e.end <= start]

    def _before(self, start: int, labels: set[str]) -> str | None:
        found = None
        for ent in self._near(start):
            if ent.label_ in labels and ent.root.dep_ in self._speech:
                found = ent.text
        return found

    def _full(self, start: int, text: str | None = None) -> str | None:
        """The first longer name that ends in this surname."""
        words = text or self._doc[start].text
        for ent in self._surnames.get(words.split()[-1], ()):
            if ent.end > start:
                break
            if len(ent.text) > len(words):
                return str(ent.text)
        return None

    def _office(self, start: int, end: int) -> str | None:
        """The named body whose name holds the noun: "the ministry" -> "Defence Ministry"."""
        doc = self._doc
        noun = doc[end - 1].lower_
        for i in range(start - 2, max(-1, start - REACH), -1):
            token = doc[i]
            if token.lower_ == noun and token.pos_ in NOMINAL and (token.is_title or token.is_upper or token.ent_type_):
                left, right = self._grown(i, start - 1)
                if right - left > 1:
                    return str(doc[left:right].text)
        return None

    def _grown(self, at: int, stop: int) -> tuple[int, int]:
        """The capitalised words around token `at`, small words between them included, no article in front."""
        doc = self._doc
        left, right = at, at + 1
        while left > 0 and not doc[left].is_sent_start and (_capital(doc[left - 1]) or doc[left - 1].dep_ == "case"):
            left -= 1
        while right < stop and (_capital(doc[right]) or (doc[right].pos_ in SMALL and _capital(doc[right + 1]))):
            right += 1
        while left < at and (doc[left].pos_ in SMALL):
            left += 1
        return left, right


def _capital(token: "Token") -> bool:
    return bool(token.text[:1].isupper())
