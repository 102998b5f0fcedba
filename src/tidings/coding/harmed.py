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
LINK = 0.3
"""Least score of the pair tagger for a count's words; a count told by the trigger's own word needs none."""


def share(
    doc: "Doc", signals: Signals, found: list[Trigger], overlay: Path | None = None
) -> list[tuple[Tolls, list[Reason]]]:
    """The counts of every trigger. Each count goes to one trigger: the best scored in its sentence."""
    shares: list[tuple[Tolls, list[Reason]]] = [({}, []) for _ in found]
    together: dict[int, list[int]] = {}
    for number, trigger in enumerate(found):
        together.setdefault(doc[trigger.start].sent.start, []).append(number)
    for mention in tolls.read(doc.text, overlay=overlay):
        words = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if words is None or mention.subset:
            continue
        near = together.get(doc[words.start].sent.start, ())
        scored = [(_score(doc, signals, found[n], mention, words.start, words.end), -n) for n in near]
        score, best = max(scored, default=(0.0, 0))
        counts, reasons = shares[-best] if found else ({}, [])
        if score >= LINK and mention.kind not in counts:
            at = (mention.start, mention.end)
            counts[mention.kind] = Toll(min=mention.min, max=mention.max, text=doc.text[slice(*at)], at=at)
            sure = round(min(score, 1.0), 3)
            reasons.append(
                Reason(field=f"toll.{mention.kind}", rule=mention.rule, text=counts[mention.kind].text, score=sure)
            )
    return shares


def _score(doc: "Doc", signals: Signals, trigger: Trigger, mention: TollMention, start: int, end: int) -> float:
    """How much a count belongs to a trigger: the pair tagger's score, more where the trigger is the word of harm."""
    score = signals.roles(trigger.start, "trigger").of("toll", start, end)
    a, b = doc[trigger.start].idx, doc[trigger.end - 1].idx + len(doc[trigger.end - 1])
    own = mention.harm[0] < b and a < mention.harm[1]
    return score + (0.5 if own else 0.0)
