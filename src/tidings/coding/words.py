"""Words and sentences of raw text for the readers of numbers, tolls and dates: no model, linear time, any Unicode."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tidings.codebook.tables import table

# A word keeps inner hyphens and apostrophes, and the points and commas of figures: "16-year-old", "300,000", "U.S."
_WORD = re.compile(
    r"\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?!\d)(?:\.\d+)?(?:st|nd|rd|th)?(?![\w])"  # 300,000
    r"|\d+(?:[.:/]\d+)+"  # 1.5, 12:30, 5/11/2023
    r"|(?:[A-Za-z]\.){2,}"  # U.S.
    r"|[^\W_]+(?:(?:[-\u2010\u2011'’]|(?<=[A-Za-z])–(?=[A-Za-z]))[^\W_]+)*"
    r"|\S"
)
_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)|[\n\u2028\u2029\r]+")
BREAKS = "\n\u2028\u2029\r"
WIDTH = (50, 90)  # characters of a line of typed text
SHOUT = 20  # characters of capitals that are more than a short name
MAX_WORD = 60  # longer runs of letters are no words of any language; they are kept but never looked up


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark: its text, its lower-case form and its offsets (end exclusive)."""

    text: str
    low: str
    start: int
    end: int

    @property
    def title(self) -> bool:
        """Starts with a capital letter."""
        return self.text[:1].isupper()

    @property
    def mark(self) -> bool:
        """A punctuation mark or sign, no word."""
        return not self.text[:1].isalnum()


def split(text: str, offset: int = 0) -> list[Word]:
    """The words of `text`; offsets are moved by `offset`.

    In text all in capitals a capital says nothing: its words are taken in lower case.
    """
    shouts = text.isupper() and len(text) > SHOUT
    return [
        Word(
            m[0].lower() if shouts else m[0],
            m[0].lower().replace("’", "'").replace("\u2011", "-").replace("\u2010", "-")[:MAX_WORD],
            m.start() + offset,
            m.end() + offset,
        )
        for m in _WORD.finditer(text)
    ]


@dataclass(frozen=True)
class Lexicon:
    """The word sets of a language table by name, and those that give each word a value (`values`)."""

    single: dict[str, frozenset[str]] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.single[name]


@cache
def grammar(overlay: Path | None = None) -> Lexicon:
    """The small words of the language (`en/smallwords.yaml`) by class."""
    data = table("en/smallwords", overlay)
    single = {name: frozenset(str(w).lower() for w in words) for name, words in data.items()}
    return Lexicon(single, {name: words for name, words in data.items() if isinstance(words, dict)})


class Phrases:
    """Finds the longest of many fixed phrases at a word: phrase -> value."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for phrase, value in values.items():
            parts = tuple(w.low for w in split(str(phrase)))
            if parts:
                self._by_first.setdefault(parts[0], []).append((parts, value))
        for found in self._by_first.values():
            found.sort(key=lambda item: -len(item[0]))

    @property
    def firsts(self) -> frozenset[str]:
        """The first words of the phrases."""
        return frozenset(self._by_first)

    def at(self, words: Sequence[Word], i: int) -> tuple[int, Any] | None:
        """(words used, value) of the longest phrase that starts at word `i`, or None."""
        for parts, value in self._by_first.get(words[i].low, ()) if i < len(words) else ():
            if i + len(parts) <= len(words) and all(words[i + k].low == part for k, part in enumerate(parts)):
                return len(parts), value
        return None

    def before(self, words: Sequence[Word], i: int) -> tuple[int, Any] | None:
        """(words used, value) of the longest phrase that ends right before word `i`, or None."""
        for size in range(min(6, i), 0, -1):
            found = self.at(words, i - size)
            if found and found[0] == size:
                return found
        return None


def sentences(text: str, overlay: Path | None = None) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of `text`: split at ends of sentences and at line ends that do not break a sentence."""
    short = grammar(overlay)["abbreviations"]
    begin = 0
    for end in _END.finditer(text):
        if end.start() < begin:
            continue
        after = text[end.end() : end.end() + 8].lstrip()
        if end[0][0] in BREAKS:
            if end[0] in ("\n", "\r\n", "\u2028") and (after[:1].islower() or _wraps(text, end)):
                continue
        elif after[:1].islower() or _abbreviates(text, end.start(), short):
            continue
        if text[begin : end.end()].strip():
            yield begin, end.end()
        begin = end.end()
    if text[begin:].strip():
        yield begin, len(text)


def _wraps(text: str, end: re.Match[str]) -> bool:
    """The line was broken to fit a width: it and the next are of the length of a typed line, and it ends in no mark."""
    before = text[max(0, end.start() - WIDTH[1] - 1) : end.start()]
    line = before.rpartition("\n")[2]
    after = text[end.end() : end.end() + WIDTH[1] + 1].partition("\n")[0]
    fits = WIDTH[0] <= len(line) <= WIDTH[1] and len(after) <= WIDTH[1]
    return fits and line[-1:].isalnum() and after[:1].isalnum()


def _abbreviates(text: str, point: int, short: frozenset[str]) -> bool:
    """The full stop at `point` ends an abbreviation or an initial, not a sentence."""
    if text[point] != ".":
        return False
    last = text[max(0, point - 12) : point].split()
    word = last[-1].strip("(\"'“‘").lower() if last else ""
    return word in short or (len(word) == 1 and word.isalpha()) or (len(word) == 3 and word[1] == ".")
