"""Who did it, to whom, where: the words that the model's pair tagger gives a trigger, cut to names and noun phrases."""

from typing import TYPE_CHECKING

from tidings.claim import Place, Span
from tidings.coding.heads import RoleWords

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from tidings.codebook import Codebook

Scored = tuple[Span, float]
THRESHOLD = 0.45
MOST_TOKENS = 22
"""A longer run is a clause, not a name: it is cut at its first comma or clause word."""
LOOSE = frozenset({"DET", "PUNCT", "SPACE", "SYM"})
ENDS = frozenset({"PUNCT", "SPACE", "ADP", "CCONJ", "SCONJ"})


def span(doc: "Doc", start: int, end: int) -> Span:
    """The words of tokens start..end."""
    words = doc[start:end]
    return Span(text=words.text, start=words.start_char, end=words.end_char)


def trim(doc: "Doc", start: int, end: int) -> tuple[int, int]:
    """Without leading articles and punctuation, without trailing prepositions and punctuation; brackets stay paired."""
    if end - start > MOST_TOKENS:
        end = next((i for i in range(start + 2, end) if doc[i].text in {",", ";", "who", "which", "that"}), end)
    while start < end and doc[start].pos_ in LOOSE and doc[start].lower_ not in {"no", "all", "both", "$"}:
        start += 1
    while end > start and (doc[end - 1].pos_ in ENDS) and not (doc[end - 1].text == ")" and _opened(doc, start, end)):
        end -= 1
    if end - start > 1 and doc[end - 1].lower_ in {"'s", "’s", "'", "’"}:
        end -= 1
    return start, end


def _opened(doc: "Doc", start: int, end: int) -> bool:
    return any(doc[i].text == "(" for i in range(start, end))


def read(doc: "Doc", roles: RoleWords, role: str, threshold: float = THRESHOLD) -> list[tuple[int, int, float]]:
    """(start, end, score) of the trimmed runs of a role."""
    found: list[tuple[int, int, float]] = []
    for start, end, score in roles.spans(role, threshold):
        a, b = trim(doc, start, end)
        if a < b and doc[a:b].text not in {doc[x:y].text for x, y, _ in found}:
            found.append((a, b, score))
    return found


def parties(doc: "Doc", roles: RoleWords, role: str, codebook: "Codebook") -> list[Scored]:
    """The actors or targets of a trigger, each with its codebook code where it is a known actor."""
    found = []
    for start, end, score in read(doc, roles, role):
        words = span(doc, start, end)
        actor = codebook.actor(words.text)
        found.append((words.model_copy(update={"code": actor.id}) if actor else words, score))
    return found


def places(doc: "Doc", roles: RoleWords) -> list[tuple[Place, float]]:
    """Where it happened, as named."""
    found = []
    for start, end, score in read(doc, roles, "place"):
        words = span(doc, start, end)
        found.append((Place(text=words.text, start=words.start, end=words.end), score))
    return found
