"""How many: which count of people harmed belongs to which trigger."""

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


def share(doc: "Doc", signals: Signals, found: list[Trigger]) -> list[tuple[Tolls, list[Reason]]]:
    """The counts of every trigger. Each count goes to one trigger: the best scored in its sentence."""
    shares: list[tuple[Tolls, list[Reason]]] = [({}, []) for _ in found]
    mentions = [m for m in tolls.read(doc.text) if not m.subset]
    for mention in mentions:
        words = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if words is None:
            continue
        best = max(
            ((_score(doc, signals, t, mention, words.start, words.end), -n) for n, t in enumerate(found)),
            default=(0.0, 0),
        )
        if best[0] < LINK:
            continue
        counts, reasons = shares[-best[1]]
        kinds: list[TollKind] = [mention.kind]
        for kind in kinds:
            if kind not in counts:
                at = (mention.start, mention.end)
                counts[kind] = Toll(min=mention.min, max=mention.max, text=doc.text[slice(*at)], at=at)
                reasons.append(
                    Reason(
                        field=f"toll.{kind}",
                        rule=mention.rule,
                        text=counts[kind].text,
                        score=round(min(best[0], 1.0), 3),
                    )
                )
    return shares


def _score(doc: "Doc", signals: Signals, trigger: Trigger, mention: TollMention, start: int, end: int) -> float:
    """How much a count belongs to a trigger: the pair tagger's score, more where the trigger is the word of harm."""
    if doc[start].sent.start != doc[trigger.start].sent.start:
        return 0.0
    score = signals.roles(trigger.start, "trigger").of("toll", start, end)
    a, b = doc[trigger.start].idx, doc[trigger.end - 1].idx + len(doc[trigger.end - 1])
    own = mention.harm[0] < b and a < mention.harm[1]
    return score + (0.5 if own else 0.0)
