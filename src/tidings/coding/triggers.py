"""Triggers: the words that name an event, by the model's event head with the codebook's words as a second voice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tidings.coding.heads import Floats, Signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

    from tidings.codebook import Codebook, Found
    from tidings.codebook import Trigger as Entry

HEAD_ALONE, WITH_WEAK, WITH_STRONG = 0.40, 0.38, 0.30
"""Least probability of being any event: by the head alone, and where the codebook knows the word too."""
OWN = 0.55
"""Confidence of a user's own word that the head gives little for."""
COUNTED = 0.01
"""Least probability of a strong word of violence told with a count of people to be of conflict; less is crime."""
EASIER = 0.15
"""How much less an act of politics needs, of which the head is shy."""
CROWDED = 0.2
"""How much more a trigger needs where its sentence names another event of the same kind more plainly: a strike and its
toll in one sentence are mostly one claim."""
VOUCH = 0.3
"""What a type gains from the chance of each other word of its sentence to be of it: they often tell of one event."""
PREFERENCE = 1.0
"""Log-odds that the codebook's type gains over the head's."""
OWN_PREFERENCE = 10.0
"""The same for a user's own word: it decides."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """Tokens start..end name an event of type `event`; `word` is the codebook's pattern where one matched."""

    start: int
    end: int
    event: str
    score: float
    word: str | None = None
    means: tuple[str, ...] = ()
    political: bool = True
    own: bool = False
    """Whether the word is one of the user's codebook, whose type stands."""


@dataclass(frozen=True, slots=True)
class Known:
    """A codebook word over tokens start..end."""

    start: int
    end: int
    events: frozenset[str]
    strong: bool
    words: str
    means: tuple[str, ...]
    own: bool
    violent: bool


def known(codebook: "Codebook", hits: "Sequence[Found[Entry]]", own: frozenset[str]) -> dict[int, Known]:
    """The codebook's triggers in a text by every token they cover; `own` are the ids of a user's entries."""
    found: dict[int, Known] = {}
    for hit in hits:
        entry = hit.entry
        strong, events = entry.strength == "strong", frozenset({entry.event})
        violent = strong and (codebook.family(entry.event) == "violence" or entry.event == "casualties")
        one = Known(hit.start, hit.end, events, strong, entry.words, tuple(entry.means), entry.id in own, violent)
        for token in range(hit.start, hit.end):
            found[token] = one
    return found


def triggers(
    doc: "Doc",
    signals: Signals,
    codebook: "Codebook",
    hits: "Sequence[Found[Entry]]",
    own: frozenset[str] = frozenset(),
) -> list[Trigger]:
    """The triggers of the text, in order, no two over the same token; a user's `own` words always count.

    `hits` are the codebook's triggers in the text.
    """
    words = known(codebook, hits, own)
    scores = signals.events
    any_event = 1.0 - np.exp(scores[:, 0]) - np.exp(scores[:, 1])
    names = signals.heads.events[2:]
    types = _vouched(doc, scores[:, 2:])
    found: list[Trigger] = []
    end = 0
    for token in range(len(doc)):
        if token < end or doc[token].is_space:
            continue
        word = words.get(token)
        chance = float(any_event[token])
        least = HEAD_ALONE if word is None else WITH_STRONG if word.strong else WITH_WEAK
        event = _event(types[token], names, word) if chance >= least - EASIER else ""
        if chance >= least or (event and codebook.family(event) == "politics"):
            end = _end(doc, signals, token)
            known_as = (word.words, word.means, True, word.own) if word else ()
            found.append(Trigger(token, end, event, chance, *known_as))
        elif word and word.start == token and (word.own or word.violent):
            if not word.own and any_event[token + 1 : word.end].max(initial=0.0) >= least:
                continue  # the head names a later word of the phrase: "missile [strikes]"
            end = word.end
            score = OWN if word.own else chance
            found.append(Trigger(token, end, min(word.events), score, word.words, word.means, word.own, word.own))
    return _sparse(doc, found, codebook)


def _vouched(doc: "Doc", scores: Floats) -> Floats:
    """Log-probabilities of the types at each token, each sentence's words vouching for each other's."""
    chances = np.exp(scores)
    sentences = [s.start for s in doc.sents]
    sums = np.add.reduceat(chances, sentences, axis=0)
    whole = np.repeat(sums, np.diff([*sentences, len(doc)]), axis=0)
    return np.asarray(np.log(np.maximum(chances + VOUCH * (whole - chances), 1e-9)), np.float32)


def _event(scores: Floats, names: list[str], word: Known | None) -> str:
    """The likeliest type by the head's scores, with the codebook's word for it."""
    row = scores.copy()
    for event in word.events if word else ():
        row[names.index(event)] += OWN_PREFERENCE if word and word.own else PREFERENCE
    return names[int(row.argmax())]


def _sparse(doc: "Doc", found: list[Trigger], codebook: "Codebook") -> list[Trigger]:
    """Without the weak triggers of a sentence that has a plainer one of its kind (politics, or violence and harm)."""
    best: dict[tuple[int, bool], float] = {}
    places = [(doc[t.start].sent.start, codebook.family(t.event) == "politics") for t in found]
    for place, trigger in zip(places, found, strict=True):
        best[place] = max(best.get(place, 0.0), trigger.score)
    return [
        t
        for place, t in zip(places, found, strict=True)
        if t.score == best[place] or t.score >= HEAD_ALONE + CROWDED or not t.political or t.score == OWN
    ]


def _end(doc: "Doc", signals: Signals, start: int) -> int:
    """End of the trigger that begins at `start`: as long as the head says inside."""
    end = start + 1
    while end < len(doc) and end < start + 5 and int(signals.events[end].argmax()) == 1:
        end += 1
    return end
