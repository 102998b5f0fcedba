"""Names of places in a parsed text: what the model calls a place, mended and completed by the gazetteer.

Names inside other names count ("the Aleppo Media Center"), and so do peoples ("Syrian officials"): both say where a
report is at home, though nothing need have happened there.
"""

from collections import Counter
from typing import TYPE_CHECKING

from tidings.places.candidates import Mention
from tidings.places.gazetteer import Gazetteer
from tidings.places.keys import fold
from tidings.places.words import Words, words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = ["find"]

_PLACES = {"LOC", "FAC", "GPE"}
_OUTSIDE = {"", "NORP", "MISC"}
_LONGEST = 5
_TELLING = 5
"""Letters from which a name of our own table is taken for a place wherever it stands."""
_TOWN, _CITY = 15_000, 50_000
_AFTER_DATELINE = {"-", "–", "—", "--", "(", ","}
_POSSESSIVE = {"'s", "’s", "'", "’"}
_ARTICLES = {"al", "el", "ad", "an", "ar", "as", "ash", "at", "az", "ez"}


def find(doc: "Doc", gazetteer: Gazetteer) -> list[Mention]:
    """Mentions of places in order, without overlaps."""
    return _Finder(doc, gazetteer).mentions()


class _Finder:
    """One text's names, found in passes: the model's, the gazetteer's, and again what either found once."""

    def __init__(self, doc: "Doc", gazetteer: Gazetteer) -> None:
        self.doc, self.gazetteer, self.lexicon = doc, gazetteer, words()
        self.taken = [False] * len(doc)
        self.found: list[Span] = []
        self.texts: set[str] = set()

    def mentions(self) -> list[Mention]:
        """Run the passes."""
        persons = Counter(e.text for e in self.doc.ents if e.label_ == "PERSON")
        persons.update(e[-1].text for e in self.doc.ents if e.label_ == "PERSON" and len(e) > 1)
        named = [span for e in self.doc.ents if e.label_ in _PLACES for span in self._mended(e)]
        places = Counter(span.text for span in named)
        self.texts = {text for text in places if places[text] >= persons[text]}
        self.keys = {fold(text) for text in self.texts}
        for span in named:
            if span.text in self.texts or self._before_region(span) or self._after_preposition(span):
                self._take(span)
        for size in (2, 1):
            for i in range(len(self.doc) - size + 1):
                people = self.doc[i : i + size]
                if (
                    people.text[:1].isupper()
                    and people[-1].text[:1].isalpha()
                    and fold(people.text) in self.lexicon.demonyms
                ):
                    self._take(people)
        self._listed()
        return [Mention(s.start_char, s.end_char, s.text) for s in sorted(self.found, key=lambda s: s.start)]

    def _take(self, span: "Span") -> None:
        if any(self.taken[span.start : span.end]):
            return
        self.found.append(span)
        for i in range(span.start, span.end):
            self.taken[i] = True

    def _mended(self, entity: "Span") -> "list[Span]":
        """A name of the model with the words that belong to it, without others, and parted where it is two."""
        comma = next((t.i for t in entity if t.text == ","), None)
        if comma is not None and entity.start < comma < entity.end - 1:
            return [*self._mended(self.doc[entity.start : comma]), *self._mended(self.doc[comma + 1 : entity.end])]
        span = _trimmed(self._widened(entity))
        if span is None or span.text in self.lexicon.not_alone or span.text in self.lexicon.never:
            return []
        if span[-1].text in self.lexicon.ways and not self.gazetteer.named(span.text):
            return []
        after = self.doc[span.end : span.end + 1].text
        if after == "." and f"{span.text}." in self.lexicon.states:
            return [self.doc[span.start : span.end + 1]]
        return [span] if self._known(span) else self._parted(span)

    def _known(self, span: "Span") -> bool:
        stripped = self.lexicon.strip(span.text)
        return bool(self.gazetteer.named(span.text) or (stripped.level and self.gazetteer.named(stripped.name)))

    def _parted(self, span: "Span") -> "list[Span]":
        """The known names in a longer one the gazetteer does not have ("Western Idlib", "Aleppo Media Center"); the
        longer one itself where there is none.
        """
        found: list[Span] = []
        i = span.start
        while i < span.end:
            ends = range(span.end, i, -1) if self._may_start(i, span, found) else ()
            end = next((e for e in ends if self._fits(self.doc[i:e], alone=i == span.start and e == span.end)), None)
            if end is not None:
                found.append(self.doc[i:end])
            i = end or i + 1
        return found or [span]

    def _may_start(self, i: int, span: "Span", found: "list[Span]") -> bool:
        """Whether a name can start here: at the start, after small words and parts, or right after another."""
        before = self.doc[i - 1]
        small = not before.text[:1].isupper() or fold(before.text) in self.lexicon.parts
        return i == span.start or small or bool(found and found[-1].end == i)

    def _fits(self, inner: "Span", *, alone: bool) -> bool:
        text = inner.text
        if alone or not self._begins(inner.start) or text in self.lexicon.not_alone or fold(text) in self.lexicon.parts:
            return False
        return fold(text) in self.lexicon.demonyms or _worth(text, self.gazetteer, self.lexicon) >= 2

    def _widened(self, span: "Span") -> "Span":
        """A name with the words beside it where the gazetteer knows all together ("Kakhovka dam", "South Ossetia")."""
        before = self.doc[span.start - 1 : span.start] if span.start else span[:0]
        if (
            len(before)
            and before.text[:1].isupper()
            and not before[0].is_sent_start
            and before[0].ent_type_ not in _PLACES
        ):
            whole = self.doc[span.start - 1 : span.end]
            if any(h.how != "other" for h in self.gazetteer.named(whole.text)):
                return whole
        for size in (2, 1):
            after = self.doc[span.end : span.end + size]
            whole = self.doc[span.start : span.end + size]
            level = self.lexicon.levels.get(fold(after.text)) if len(after) == size else None
            if level is None:
                continue
            # "Donetsk region" is wider than what "Donetsk" alone may mean
            if self.gazetteer.named(whole.text) or (level.fits[0] == "admin1" and self._known(whole)):
                return whole
        return span

    def _listed(self) -> None:
        """Runs of capitalised words the gazetteer knows, in and outside the model's other names."""
        i = 0
        while i < len(self.doc):
            size = 0
            if not self.taken[i] and self._begins(i):
                for end in range(min(i + _LONGEST, len(self.doc)), i, -1):
                    span = self.doc[i:end]
                    if not any(self.taken[i:end]) and self._is_place(span):
                        self._take(span)
                        size = end - i
                        break
            i += max(size, 1)

    def _begins(self, i: int) -> bool:
        """Whether a name can begin here: with a capital, or an Arabic article before one."""
        token = self.doc[i]
        if token.lower_ in _ARTICLES:
            return i + 2 < len(self.doc) and self.doc[i + 1].text == "-"
        articled = "-" in token.text and token.lower_.split("-", 1)[0] in _ARTICLES
        return articled or token.text[:1].isupper()

    def _is_place(self, span: "Span") -> bool:
        """Whether a run of words is a name of a place, given where it stands."""
        text, label = span.text, span[0].ent_type_
        ends = span[-1].text[:1].isupper() or text in self.lexicon.states or text in self.lexicon.shorts
        way = self.doc[span.end : span.end + 1].text in self.lexicon.ways
        if not ends or way or text in self.lexicon.never or text in self.lexicon.not_alone:
            return False
        if text in self.lexicon.states and "." in text and span.start and self.doc[span.start - 1].text == ",":
            return True
        worth = _worth(text, self.gazetteer, self.lexicon)
        part_of_person = label == "PERSON" and len(_entity(span)) > len(span)
        if worth == 0 or part_of_person:
            return False
        if fold(text) in self.keys or self._in_dateline(span) or self._before_region(span):
            return True
        return label not in ("PERSON", "DATE") and self._stands_alone(span, worth, inside=label == "ORG")

    def _stands_alone(self, span: "Span", worth: int, *, inside: bool) -> bool:
        """Whether a name that nothing else in the text makes a place is one by its own worth and the word before it."""
        if not inside and self._after_preposition(span):
            return True
        least = 2 if inside and self._leads(span) else 3
        return worth >= least and (inside or span[0].pos_ == "PROPN")

    def _in_dateline(self, span: "Span") -> bool:
        """Whether a name in capitals opens the text before a dash or bracket ("KYIV (AP) -")."""
        return span.start == 0 and span.text.isupper() and self.doc[span.end : span.end + 1].text in _AFTER_DATELINE

    def _leads(self, span: "Span") -> bool:
        """Whether a name begins the name it is part of, or follows "of" or "in" there, and is not all of it."""
        whole = _entity(span)
        before = self.doc[span.start - 1].lower_ if span.start > whole.start else ""
        return len(whole) > len(span) and (span.start == whole.start or before in ("of", "in", "at", "the"))

    def _after_preposition(self, span: "Span") -> bool:
        return span.start > 0 and self.doc[span.start - 1].lower_ in self.lexicon.prepositions

    def _before_region(self, span: "Span") -> bool:
        """Whether a country, province or state follows after a comma ("Sirte, Libya")."""
        if self.doc[span.end : span.end + 1].text != ",":
            return False
        for size in (3, 2, 1):
            text = self.doc[span.end + 1 : span.end + 1 + size].text
            if text[:1].isupper() and _is_region(text, self.gazetteer, self.lexicon):
                return True
        return False


def _entity(span: "Span") -> "Span":
    """The model's name around a span, or the span itself."""
    doc, start, end = span.doc, span.start, span.end
    if not span[0].ent_type_:
        return span
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return doc[start:end]


def _trimmed(span: "Span") -> "Span | None":
    """A name without article, possessive and punctuation at its ends; None where nothing is left."""
    while len(span) and (span[0].lower_ == "the" or span[0].is_punct):
        span = span[1:]
    while len(span) and (span[-1].text in _POSSESSIVE or span[-1].is_punct):
        span = span[:-1]
    return span if len(span) and not span[0].is_digit else None


def _is_region(text: str, gazetteer: Gazetteer, lexicon: Words) -> bool:
    if text in lexicon.states or text in lexicon.shorts:
        return True
    return any(h.entry.level in ("country", "admin1") and h.how != "other" for h in gazetteer.named(text))


def _worth(text: str, gazetteer: Gazetteer, lexicon: Words) -> int:
    """How surely a name is a place whatever stands around it: 3 a country, province or city, 2 a town or district with
    its word, 1 any place, 0 none.
    """
    short = lexicon.shorts.get(text) or (lexicon.states.get(text) if len(text) > 2 else None)
    if short is not None:
        return 3
    worth = 0
    for hit in gazetteer.named(text):
        entry = hit.entry
        if hit.how == "other" or (entry.level == "admin2" and lexicon.strip(text).level is None):
            continue
        great = entry.level in ("country", "admin1", "admin2", "water") or entry.population >= _CITY
        if great and (len(text) > 3):
            return 3
        if hit.how in ("own", "yours") and len(text) > _TELLING:
            return 3
        worth = max(worth, 2 if entry.population >= _TOWN or hit.how in ("own", "yours") else 1)
    return worth
