"""The harm words of the codebook (`en/harm.yaml`), made ready for look-up: verbs by form, nouns, phrases, people."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tidings.codebook.tables import table
from tidings.coding.words import Phrases, Word, grammar
from tidings.errors import CodebookError

FORMS = ("base", "third", "past", "participle", "ing")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a harm word: its kind, which forms of the verb it can be, and who suffers it.

    `frame` is "object" (killing five) or "subject" (five died); `weak` marks words of violence that leave open what
    became of the person; `counted` those that need counted people to mean harm ("lost 15 fighters").
    """

    kind: str
    forms: frozenset[str]
    frame: str
    weak: bool = False
    counted: bool = False


class HarmTable:
    """`en/harm.yaml` as look-up tables."""

    def __init__(self, data: dict[str, Any], overlay: Path | None = None) -> None:
        self.verbs: dict[str, Form] = {}
        counted = frozenset(data["counted_only"])
        for frame, section in (("subject", "intransitive"), ("object", "verbs"), ("violence", "violence")):
            for kind, rows in data[section].items():
                for row in rows:
                    self._add(kind, str(row).split(), frame, counted)
        self.phrases = Phrases(
            {
                p: (frame, kind)
                for frame in ("subject", "object")
                for kind, ps in data["phrases"][frame].items()
                for p in ps
            }
        )
        self.no_harm = Phrases(dict.fromkeys(data["no_harm"], True))
        self.predicates: dict[str, str] = {w: kind for kind, ws in data["predicates"].items() for w in ws}
        self.nouns = Phrases({p: kind for kind, ps in data["nouns"].items() for p in ps})
        self.noun_words = frozenset(p for ps in data["nouns"].values() for p in ps)
        self.taken = Phrases({p: kind for kind, ps in data["taken"].items() for p in ps})
        self.nominal: dict[str, str] = {w: kind for kind, ws in data["nominal"].items() for w in ws}
        self.nominal_counted: dict[str, str] = {w: kind for kind, ws in data["nominal_counted"].items() for w in ws}
        self.tolls = Phrases({p: kind for kind, ps in data["tolls"].items() for p in ps})
        self.words = {name: frozenset(value) for name, value in data.items() if isinstance(value, list)}
        self.person_endings = tuple(grammar(overlay)["person_endings"])
        firsts = (self.phrases, self.nouns, self.taken, self.tolls)
        self.triggers = frozenset(
            [
                *self.verbs,
                *self.predicates,
                *self.words["sustain"],
                *self.words["totals"],
                *self.nominal,
                *self.nominal_counted,
            ]
            + [word for phrases in firsts for word in phrases.firsts]
        )

    def _add(self, kind: str, forms: list[str], frame: str, counted: frozenset[str]) -> None:
        """List a verb's forms; a word can be several of them ("hurt").

        Raises CodebookError where the row has not its five forms.
        """
        if len(forms) != len(FORMS):
            row = " ".join(forms)
            raise CodebookError(f"en/harm.yaml, {kind}: {row!r} needs five forms (kill kills killed killed killing)")
        weak = frame == "violence"
        for word in set(forms):
            which = frozenset(name for name, form in zip(FORMS, forms, strict=True) if form == word)
            self.verbs[word] = Form(kind, which, "object" if weak else frame, weak, word in counted)

    def known(self, low: str) -> bool:
        """The word is one of the tables' nouns."""
        return low in self.words["people"] or low in self.words["things"] or low in self.noun_words

    def person(self, word: Word) -> bool | None:
        """The noun names people (True), a thing (False), or it is not known (None)."""
        low = word.low
        if low in self.words["people"] or low.endswith(self.person_endings):
            return True
        return False if low in self.words["things"] else None


@cache
def harm(overlay: Path | None = None) -> HarmTable:
    """The harm words of the language."""
    return HarmTable(table("en/harm", overlay), overlay)
