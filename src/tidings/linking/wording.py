"""Rare words: what names a person, a street or a hospital tells one event from its look-alikes.

Words are kept as hashes with a weight; how rare a word is comes from counts over news texts
(`codebook/en/wordcounts.txt`). A word that was never counted is as rare as can be.
"""

import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files
from math import log
from zlib import crc32

from tidings.places.keys import spelling

__all__ = ["Terms", "content_words", "names_in", "rare_terms", "rarity", "shared", "split_words"]

Terms = tuple[tuple[int, int], ...]
_WORD = re.compile(r"\d+(?:[.,:/]\d+)*(?:-\w+)*|\w+(?:[-'’]\w+)*")
_POSSESSIVE = re.compile(r"['’]s$|['’]$")
_LEAST = 2.0
"""Words less telling than this (natural log of texts per text that has it) are left out."""


@cache
def _counts() -> tuple[int, dict[str, int]]:
    """Texts counted, and in how many of them each word stands."""
    path = files("tidings.codebook").joinpath("en/wordcounts.txt")
    if not path.is_file():
        return 1000, {}
    head, *lines = path.read_text("utf-8").splitlines()
    found = {}
    for line in lines:
        count, _, words = line.partition(" ")
        found.update(dict.fromkeys(words.split(), int(count)))
    return int(head), found


@lru_cache(maxsize=50_000)
def rarity(word: str) -> float:
    """How telling a lower-case word is: the log of how many texts there are for each text that has it."""
    total, counts = _counts()
    return log(total / counts.get(word, 1))


def split_words(text: str) -> list[str]:
    """The words of a text in plain lower-case letters, as rarity counts them."""
    return [_POSSESSIVE.sub("", w) for w in _WORD.findall(spelling_of(text).lower())]


def spelling_of(text: str) -> str:
    """Plain letters where the text has others; quick for the usual case."""
    return text if text.isascii() else " ".join(spelling(w) or w for w in text.split(" "))


def names_in(text: str) -> str:
    """The words of a text that begin with a capital, and its figures: names, ages, streets, hours."""
    return " ".join(w for w in _WORD.findall(text) if w[0].isupper() or w[0].isdigit())


def rare_terms(*texts: tuple[str, int], limit: int) -> Terms:
    """The `limit` most telling words of weighted texts, as (hash, ten times how telling it is here).

    A word counts for more where it stands more often, by the log of its number.
    """
    seen: Counter[str] = Counter()
    for text, weight in texts:
        for word in split_words(text):
            seen[word] += weight
    scored = [
        (rarity(w) * (1 + log(n)), w) for w, n in seen.items() if len(w) > 1 and len(w) < 40 and rarity(w) >= _LEAST
    ]
    scored.sort(key=lambda x: (-x[0], x[1]))
    return tuple(sorted((crc32(word.encode()), round(10 * score)) for score, word in scored[:limit]))


def shared(a: dict[int, int], b: dict[int, int]) -> float:
    """How telling the words are that two texts share: the sum over them, 8 or so for a name nobody else has."""
    both = a.keys() & b.keys()
    return sum([min(a[t], b[t]) for t in both]) / 10 if both else 0.0


@lru_cache(maxsize=20_000)
def content_words(name: str) -> tuple[str, ...]:
    """The telling words of a name, singular where that is plain: "Three police officers" -> ("officer", "police")."""
    words = {w[:-1] if len(w) > 4 and w.endswith("s") and not w.endswith("ss") else w for w in split_words(name)}
    return tuple(sorted(w for w in words if len(w) > 2 and not w.isdigit() and rarity(w) >= _LEAST))
