"""Where it happened: which of a sentence's places is the event's, by the parse around its trigger.

"Bombed in Kharkiv by troops from Belgorod, a spokesman said in Geneva": the place hangs on the trigger or on what was
hit, not on who did it, who says it, or where they come from. For coders without a head of their own for places, and to
measure such heads against.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from tidings.codebook import tables
from tidings.places.candidates import Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["event_place", "signs"]

_FAR = 40


@cache
def _weights() -> tuple[dict[str, float], float]:
    table = tables.table("en/event_place")
    return table["weights"], table["least"]


def event_place(doc: "Doc", trigger: "Span", candidates: Sequence[Mention]) -> Mention | None:
    """The candidate where the trigger's event happened; None where the sentence names no such place.

    `candidates` are names of places (`Resolver.find`); those of other sentences are passed over.
    """
    weights, least = _weights()
    scored = [
        (sum(weights.get(s, 0.0) for s in found), -abs(m.start - trigger.start_char), m)
        for m in candidates
        if (found := signs(doc, trigger, m))
    ]
    best = max(scored, key=lambda s: s[:2], default=None)
    return best[2] if best is not None and best[0] > least else None


def signs(doc: "Doc", trigger: "Span", mention: Mention) -> list[str]:
    """What speaks for or against a place, as names of signs; empty for a place of another sentence."""
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is None or not len(span) or span[0].sent.start != trigger[0].sent.start or span.end_char <= mention.start:
        return []
    place, event = span.root, trigger.root
    found = ["place"]
    joined = _preposition(place)
    path = _path(event, place)
    found += [f"prep={joined}", f"dep={place.dep_.split(':')[0]}", *path]
    found += [f"{joined}/{path[0]}", f"{event.pos_}/{path[0]}", f"{joined}/{path[2]}"]
    distance = span.start - trigger.end if span.start >= trigger.end else trigger.start - span.end
    found.append(f"{'after' if span.start >= trigger.end else 'before'}={min(distance, _FAR).bit_length()}")
    found.append(f"label={span[0].ent_type_}")
    return found


def _preposition(place: "Token") -> str:
    """The word that joins a place to its sentence ("in", "from"), "'s" for an owner, "" for none."""
    for child in place.children:
        if child.dep_.split(":")[0] == "case" and child.i < place.i:
            return child.lower_
        if child.dep_.split(":")[0] == "case":
            return "'s"
    if place.dep_ in ("appos", "conj") and place.head is not place:
        return _preposition(place.head)
    return ""


def _path(event: "Token", place: "Token") -> list[str]:
    """How the place hangs on the event: relations climbed from the place, and from the event, to where they meet."""
    ups = {token.i: n for n, token in enumerate([event, *event.ancestors])}
    climbed, token = [], place
    while token.i not in ups and token.head is not token:
        climbed.append(token.dep_.split(":")[0])
        token = token.head
    down = ups.get(token.i, 9)
    short = ">".join(climbed[-2:])
    return [f"up={short}|{min(down, 2)}", f"steps={min(len(climbed), 5)}", f"over={min(down, 4)}", f"meet={token.pos_}"]
