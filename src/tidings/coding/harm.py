"""The harm words of the codebook (`en/harm.yaml`), made ready for look-up: verbs by form, nouns, phrases, people, things."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tidings.codebook.tables import table
from tidings.coding.words import Phrases, Word

FORMS = ("base", "third", "past", "participle", "ing")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a harm word: its kind, which forms of the verb it can be, and who suffers it.

    `frame` is "object" (killing five), "subject" (five died) or "either" (decided by the clause); `weak` marks words of
    violence that leave open what became of the person.
    """

    kind: str
    forms: frozenset[str]
    frame: str
    weak: bool = False


class HarmTable:
    """`en/harm.yaml` as look-up tables."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.verbs: dict[str, Form] = {}
        for frame, section in (("subject", "intransitive"), ("object", "verbs"), ("violence", "violence")):
            for kind, rows in data[section].items():
                for row in rows:
                    self._add(kind, row.split(), frame)
        self.phrases = Phrases(
            {
                p: (frame, kind)
                for frame in ("subject", "object")
                for kind, ps in data["phrases"][frame].items()
                for p in ps
            }
        )
        self.predicates: dict[str, str] = {w: kind for kind, ws in data["predicates"].items() for w in ws}
        self.nouns = Phrases({p: kind for kind, ps in data["nouns"].items() for p in ps})
        self.noun_words = frozenset(p for ps in data["nouns"].values() for p in ps)
        self.nominal: dict[str, str] = {w: kind for kind, ws in data["nominal_kinds"].items() for w in ws}
        self.tolls = Phrases({p: kind for kind, ps in data["tolls"].items() for p in ps})
        self.toll_verbs = frozenset(data["toll_verbs"])
        self.totals = frozenset(data["totals"])
        self.noun_like = frozenset(data["noun_like"])
        self.people = frozenset(data["people"])
        self.things = frozenset(data["things"])

    def _add(self, kind: str, forms: list[str], frame: str) -> None:
        """List a verb's forms; a word can be several of them ("hurt")."""
        weak = frame == "violence"
        for word in set(forms):
            which = frozenset(name for name, form in zip(FORMS, forms, strict=True) if form == word)
            self.verbs[word] = Form(kind, which, "object" if weak else frame, weak)

    def known(self, low: str) -> bool:
        """The word is one of the tables' nouns."""
        return low in self.people or low in self.things or low in self.noun_words

    def person(self, word: Word) -> bool | None:
        """The noun names people (True), a thing (False), or it is not known (None)."""
        low = word.low
        if low in self.people or low.endswith(("-year-old", "-year-olds", "-old", "-olds")):
            return True
        return False if low in self.things else None


@cache
def harm(overlay: Path | None = None) -> HarmTable:
    """The harm words of the language."""
    return HarmTable(table("en/harm", overlay))
