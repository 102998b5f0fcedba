"""One event told again: "the attack" of a later sentence takes the type and means of the event it points back to."""

from dataclasses import replace
from typing import TYPE_CHECKING

from tidings.codebook.tables import table
from tidings.coding.triggers import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Doc

REACH = 250
"""Tokens back in which the event first told is looked for."""


def retold(doc: "Doc", found: list[Trigger]) -> list[Trigger]:
    """The triggers, those that only point back ("the attack", "the incident") typed as what they point to."""
    words = table("en/references")
    nouns, pointing = frozenset(words["event"]), frozenset(words["pointing"])
    result: list[Trigger] = []
    for trigger in found:
        token = doc[trigger.start]
        if token.lemma_.lower() in nouns and _points(doc, trigger.start, pointing):
            before = _before(result, trigger)
            if before is not None:
                trigger = replace(trigger, event=before.event)
        result.append(trigger)
    return result


def _points(doc: "Doc", at: int, pointing: frozenset[str]) -> bool:
    """Whether a determiner of the noun at `at` points back."""
    return any(t.lower_ in pointing and t.dep_ in {"det", "nmod:poss"} for t in doc[at].lefts)


def _before(told: list[Trigger], trigger: Trigger) -> Trigger | None:
    """The last violent event told before, of a type more exact than "attack"."""
    for one in reversed(told):
        if trigger.start - one.start > REACH:
            return None
        if one.event in {"air_strike", "shelling", "bombing", "shooting", "clash"} and one.political:
            return one
    return None
