"""Words of the codebook found in short texts: plural forms too, whole words only."""

import re
from collections.abc import Iterable
from functools import cache

from tidings.codebook.tables import table

__all__ = ["finder", "groups_in", "objects_in", "vague"]

LANGUAGE = "en"


@cache
def finder(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the words or phrases, longest first, with a plural ending or not."""
    listed = "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<![\w-])(?P<word>{listed})(?:s|es)?(?![\w-])", re.IGNORECASE)


def _sections(name: str, text: str) -> list[str]:
    sections: dict[str, list[str]] = table(f"{LANGUAGE}/victims")[name]
    return [section for section, words in sections.items() if finder(tuple(words)).search(text)]


@cache
def groups_in(text: str) -> tuple[str, ...]:
    """The groups of people named: children, women, men, belligerents, civilians."""
    return tuple(_sections("groups", text))


@cache
def objects_in(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Whether the things named are military, civilian or both."""
    return tuple(sorted({s for t in texts for s in _sections("objects", t)}))


def vague(codebook: str, words: str) -> int | tuple[int | None, int | None] | None:
    """What a codebook makes of the vague number in `words`: a number, a range, or None where there is none."""
    known: dict[str, int | list[int | None]] = table(f"{LANGUAGE}/tolls_vague")[codebook]
    match = _whole(tuple(known)).search(words)
    if match is None or any(c.isdigit() for c in words):
        return None
    value = known[match["word"].lower()]
    return (value[0], value[1]) if isinstance(value, list) else value


@cache
def _whole(words: tuple[str, ...]) -> re.Pattern[str]:
    listed: Iterable[str] = sorted(words, key=lambda w: (-len(w), w))
    return re.compile(rf"(?<![\w-])(?P<word>{'|'.join(map(re.escape, listed))})(?![\w-])", re.IGNORECASE)
