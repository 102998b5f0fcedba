"""Names found in a short text whatever their case, accents, hyphens or possessives."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")
# U.S. and U.N. keep together; 's and ’s fall off; hyphens and slashes part words
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_POSSESSIVE = re.compile(r"['’`](?:s\b|(?=\s|$))", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_APOSTROPHES = re.compile(r"['’‘`ʼʻ´]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae"})
ARTICLES = frozenset({"the", "a", "an"})


class Word(NamedTuple):
    """A word of a short text: folded for comparing, and as it stands."""

    key: str
    text: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word without case, accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return _APOSTROPHES.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


def words(text: str) -> list[Word]:
    """The words of `text` with offsets: "U.S." is US, "Gaza's" Gaza, "Ra'ad" Raad, "pro-Russian" two words."""
    joined = _DOTTED.sub(lambda m: m[0].replace(".", "").ljust(len(m[0])), text)
    bare = _POSSESSIVE.sub(lambda m: " " * len(m[0]), joined)
    found = []
    for m in re.finditer(r"[^\W_]+(?:['’‘`ʼʻ.,](?=[^\W_])[^\W_]+)*", bare):
        part = m[0] if re.search(r"['’‘`ʼʻ]|\d[.,]\d", m[0]) else None
        if part is None:
            found += [Word(fold(w[0]), w[0], m.start() + w.start(), m.start() + w.end()) for w in _WORD.finditer(m[0])]
        else:
            found.append(Word(fold(part), part, m.start(), m.end()))
    return found


@dataclass(frozen=True, slots=True)
class Hit(Generic[V]):
    """A name found in words `start` to `end` (exclusive)."""

    start: int
    end: int
    value: V


class Names(Generic[V]):
    """Names indexed by their first word. A name in capitals of up to five letters ("IS", "US") is found only in
    capitals, unless it is the whole text and has at least three letters.
    """

    def __init__(self, named: Iterable[tuple[str, V]]) -> None:
        self._first: dict[str, list[tuple[tuple[str, ...], bool, V]]] = {}
        for name, value in named:
            keys = tuple(w.key for w in words(name))
            while len(keys) > 1 and keys[0] in ARTICLES:
                keys = keys[1:]
            if keys:
                plain = name.replace(".", "")
                capitals = plain.isupper() and plain.isalpha() and len(plain) <= 5
                self._first.setdefault(keys[0], []).append((keys, capitals, value))
        for candidates in self._first.values():
            candidates.sort(key=lambda c: -len(c[0]))

    def find(self, tokens: list[Word]) -> list[Hit[V]]:
        """The names in `tokens`, longest first from the left, none overlapping."""
        found: list[Hit[V]] = []
        i = 0
        alone = sum(t.key not in ARTICLES for t in tokens) == 1
        while i < len(tokens):
            hit = self._at(tokens, i, alone)
            if hit:
                found.append(hit)
                i = hit.end
            else:
                i += 1
        return found

    def _at(self, tokens: list[Word], i: int, alone: bool) -> Hit[V] | None:
        for first in _readings(tokens[i].key):
            for keys, capitals, value in self._first.get(first, ()):
                size = len(keys)
                if size > 1 and not all(
                    i + n < len(tokens) and key in _readings(tokens[i + n].key) for n, key in enumerate(keys[1:], 1)
                ):
                    continue
                if capitals and not tokens[i].text.isupper() and not (alone and len(first) > 2):
                    continue
                if capitals and first != tokens[i].key and not tokens[i].text[:-1].isupper():
                    continue
                return Hit(i, i + size, value)
        return None


def _readings(key: str) -> tuple[str, ...]:
    """The word, and without a plural or a possessive that lost its apostrophe."""
    if len(key) > 3 and key.endswith("s") and not key.endswith("ss"):
        return (key, key[:-1])
    return (key,)
