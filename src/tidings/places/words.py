"""The words around names of places (`codebook/en/places.yaml`), and nations with their demonyms."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from tidings.codebook import tables
from tidings.places.keys import fold, spelling

__all__ = ["LevelWord", "Short", "Words", "words"]

_POSSESSIVE = re.compile(r"(?:['’]s?)$")


class LevelWord(NamedTuple):
    """A word such as "province": the levels it fits, best first, and the kind of site it names."""

    word: str
    fits: tuple[str, ...]
    kind: str | None


class Short(NamedTuple):
    """What a short form stands for: a name of the gazetteer, its country and level."""

    name: str
    country: str
    level: str


@dataclass(frozen=True)
class Stripped:
    """A name without the words around it: "northern Idlib province" -> "Idlib", part "northern", word "province"."""

    name: str
    level: LevelWord | None = None
    part: str | None = None


class Words:
    """Level words, parts, short forms, demonyms: looked up by the folded word."""

    def __init__(self, table: dict[str, Any], nations: dict[str, dict[str, Any]]) -> None:
        self.levels = {fold(w): LevelWord(w, tuple(d["fits"]), d.get("kind")) for w, d in table["level_words"].items()}
        self.parts = {fold(w) for w in table["parts"]}
        self.shorts = {spelling(w): Short(*v) for w, v in table["abbreviations"].items()}
        self.states = {s: Short(state, "US", "admin1") for state, ss in table["us_states"].items() for s in ss}
        self.never = set(table["never"])
        self.not_alone = set(table["not_alone"])
        self.ways = set(table["ways"])
        self.prepositions = set(table["place_prepositions"])
        around = sorted(table["around"], key=len, reverse=True)
        self.around = re.compile(
            r"\b(?:" + "|".join(map(re.escape, around)) + r")\s+(?:the\s+)?(?:\w+\s+of\s+)?$", re.I
        )
        self.demonyms: dict[str, str] = {}
        self.nations: dict[str, str] = {}
        for code, nation in nations.items():
            names = [nation["name"], *nation.get("aliases", ())]
            self.nations.update({fold(n): code for n in names if not (n.isupper() and len(n) < 3)})
            for demonym in nation.get("demonyms", ()):
                for form in (demonym, demonym + "s"):
                    self.demonyms.setdefault(fold(form), code)
        for state in table["us_states"]:
            self.nations.setdefault(fold(state), "US")

    def strip(self, name: str) -> Stripped:
        """Take level words, parts and "the" off a name, if something is left of it."""
        rest = _POSSESSIVE.sub("", " ".join(name.split()).strip(" ,.;:"))
        pieces = rest.split(" ")
        level = part = None
        if len(pieces) > 1 and pieces[0].lower() == "the":
            pieces = pieces[1:]
        while len(pieces) > 1 and fold(pieces[0]) in self.parts:
            part, pieces = pieces[0], pieces[1:]
        for size in (2, 1):
            lead = self.levels.get(fold(" ".join(pieces[:size])))
            if lead and len(pieces) > size + 1 and pieces[size].lower() == "of":
                return Stripped(" ".join(pieces[size + 1 :]), lead, part)
            tail = self.levels.get(fold(_plural(" ".join(pieces[-size:]))))
            if tail and len(pieces) > size:
                level, pieces = tail, pieces[:-size]
                break
        return Stripped(_POSSESSIVE.sub("", " ".join(pieces)), level, part)


def _plural(words: str) -> str:
    return words[:-3] + "y" if words.endswith("ies") else words.removesuffix("s") if not words.endswith("ss") else words


@cache
def words() -> Words:
    """The package's own words."""
    return Words(tables.table("en/places"), tables.table("countries"))
