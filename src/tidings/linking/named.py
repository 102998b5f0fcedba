"""Events that a report's title calls by a name of their own: "2020 Iraq attacks", "Kankara kidnapping".

A topic line often carries the publisher's name for an event or for a series of them. A part of a title is such a name
where it is short, holds a noun for violence or harm, and beside it words that are telling enough to mean one thing:
"Chicago shooting" is none.
"""

import re
from functools import cache
from zlib import crc32

from tidings.codebook.tables import table
from tidings.linking.types import kind
from tidings.linking.wording import rarity, split_words

__all__ = ["named_events"]

_PARTS = re.compile(r"[>;,|:#]| [-–—] ")
_LONGEST = 5
_TELLING = 7.0
"""How telling the words beside the noun must be (see `wording.rarity`): a place few name, or a place and a year."""


def named_events(title: str | None) -> tuple[int, ...]:
    """Hashes of the events a title names."""
    found = set()
    for part in _PARTS.split(title or ""):
        words = split_words(part)
        nouns = [w for w in words if _singular(w) in _nouns()]
        rest = [w for w in words if w not in nouns and rarity(w) >= 2]
        if nouns and len(words) <= _LONGEST and sum(map(rarity, rest)) >= _TELLING:
            found.add(crc32(" ".join(sorted({*map(_singular, nouns), *rest})).encode()))
    return tuple(sorted(found))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


@cache
def _nouns() -> frozenset[str]:
    """The codebook's single nouns for violence and harm."""
    words: set[str] = set()
    for event, groups in table("en/triggers").items():
        if isinstance(groups, list) and kind(event) in ("violence", "harm"):
            for group in groups:
                if isinstance(group, dict) and group.get("pos") == "noun":
                    words.update(_singular(w) for w in group["words"] if w.isalpha())
    return frozenset(words)
