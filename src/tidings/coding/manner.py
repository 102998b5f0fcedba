"""How it is said and done: stance, status, means, and whether it is older background."""

from typing import TYPE_CHECKING, cast

from tidings.claim import Reason, Stance, Status
from tidings.coding.heads import Signals
from tidings.coding.triggers import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from tidings.codebook import Codebook

STANCES: tuple[Stance, ...] = ("asserts", "denies", "hedges")
STATUSES: tuple[Status, ...] = ("happened", "ongoing", "threatened", "called_for")
OLDER = 0.7
"""Least probability of being background: what is marked so wrongly is lost to a reader who leaves background out."""
MEANS = 0.5
"""Least probability of a means by the head alone."""


def stance(signals: Signals, trigger: Trigger) -> tuple[Stance, Reason]:
    """Whether the source asserts, denies or hedges."""
    chances = signals.choice(trigger.start, STANCES)
    best = max(chances, key=chances.__getitem__)
    return cast(Stance, best), Reason(field="stance", rule="head:stance", score=round(chances[best], 3))


def status(signals: Signals, trigger: Trigger) -> tuple[Status, Reason]:
    """Whether it happened, goes on, is threatened or called for."""
    fixed = {"threat": "threatened", "demand": "called_for"}.get(trigger.event)
    if fixed:
        return cast(Status, fixed), Reason(field="status", rule=f"type {trigger.event}")
    chances = signals.choice(trigger.start, STATUSES)
    best = max(chances, key=chances.__getitem__)
    return cast(Status, best), Reason(field="status", rule="head:status", score=round(chances[best], 3))


def background(signals: Signals, trigger: Trigger) -> tuple[bool, list[Reason]]:
    """Whether the claim is older context."""
    chance = signals.chance(trigger.start, "background")
    if chance < OLDER:
        return False, []
    return True, [Reason(field="background", rule="head:background", score=round(chance, 3))]


def means(doc: "Doc", signals: Signals, trigger: Trigger, codebook: "Codebook") -> tuple[list[str], list[Reason]]:
    """The means of violence: those the head is sure of, else those that the codebook gives the trigger's own words."""
    from tidings.codebook.models import MEANS as NAMES

    scores = {m: signals.chance(trigger.start, m) for m in NAMES}
    found = [m for m in NAMES if scores[m] >= MEANS]
    if found or not trigger.means:
        return found, [Reason(field="means", rule="head:means", text=m, score=round(scores[m], 3)) for m in found]
    rule = f"codebook:{trigger.word}"
    return list(trigger.means), [Reason(field="means", rule=rule, text=m) for m in trigger.means]
