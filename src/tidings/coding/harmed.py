"""How many: which count of people harmed belongs to which trigger."""

from pathlib import Path
from typing import TYPE_CHECKING

from tidings.claim import Reason, Toll, TollKind
from tidings.coding import tolls
from tidings.coding.heads import Signals
from tidings.coding.tolls import TollMention
from tidings.coding.triggers import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Doc

Tolls = dict[TollKind, Toll]
CAUSES = frozenset({"air_strike", "shelling", "clash", "bombing", "shooting", "attack"})
LINK = 0.25
"""Least score of the pair tagger for a count's words; a count told by the trigger's own word needs none."""
NEAR = 30
"""Tokens within which a count without a better trigger goes to a violent one of its sentence."""


def share(
    doc: "Doc", signals: Signals, found: list[Trigger], overlay: Path | None = None
) -> list[tuple[Tolls, list[Reason]]]:
    """The counts of every trigger. Each count goes to one trigger: the best scored in its sentence."""
    shares: list[tuple[Tolls, list[Reason]]] = [({}, []) for _ in found]
    together: dict[int, list[int]] = {}
    for number, trigger in enumerate(found):
        together.setdefault(doc[trigger.start].sent.start, []).append(number)
    text = doc.text
    for mention in tolls.read(text, overlay=overlay):
        words = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if words is None or mention.subset:
            continue
        near = [(n, found[n]) for n in together.get(doc[words.start].sent.start, ())]
        score, best = _owner(doc, signals, near, mention, (words.start, words.end))
        if score <= 0:
            continue
        counts, reasons = shares[best]
        if mention.kind not in counts:
            at = (mention.start, mention.end)
            counts[mention.kind] = Toll(min=mention.min, max=mention.max, text=text[slice(*at)], at=at)
            sure = round(min(score, 1.0), 3)
            reasons.append(
                Reason(field=f"toll.{mention.kind}", rule=mention.rule, text=counts[mention.kind].text, score=sure)
            )
    return shares


def _owner(
    doc: "Doc", signals: Signals, near: list[tuple[int, Trigger]], mention: TollMention, at: tuple[int, int]
) -> tuple[float, int]:
    """Score and number of the trigger a count belongs to; score 0 where it belongs to none.

    First the events the head found, by the pair tagger; then a violent one near by, for a count is told with its cause;
    a word of harm that the head took for no event is the last choice.
    """
    sure = [(_score(doc, signals, t, mention, at), -n) for n, t in near if t.political]
    score, best = max(sure, default=(0.0, 0))
    if score >= LINK:
        return score, -best
    causes = [(abs(t.start - at[0]), n) for n, t in near if t.political and t.event in CAUSES]
    if causes and min(causes)[0] <= NEAR:
        return LINK, min(causes)[1]
    rest = [(_score(doc, signals, t, mention, at), -n) for n, t in near if not t.political]
    score, best = max(rest, default=(0.0, 0))
    return (score, -best) if score >= LINK else (0.0, 0)


def _score(doc: "Doc", signals: Signals, trigger: Trigger, mention: TollMention, at: tuple[int, int]) -> float:
    """How much a count belongs to a trigger: the pair tagger's score, more where the trigger is the word of harm."""
    score = signals.roles(trigger.start, "trigger").of("toll", *at)
    a, b = doc[trigger.start].idx, doc[trigger.end - 1].idx + len(doc[trigger.end - 1])
    own = mention.harm[0] < b and a < mention.harm[1]
    return score + (0.5 if own else 0.0)
