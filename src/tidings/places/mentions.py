"""Names of places in a parsed text: what the model calls a place, mended and completed by the gazetteer."""

from typing import TYPE_CHECKING

from tidings.places.candidates import Mention
from tidings.places.gazetteer import Gazetteer
from tidings.places.keys import fold
from tidings.places.words import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = ["find"]

_PLACES = {"LOC", "FAC", "GPE"}
_LONGEST = 6
_POSSESSIVE = {"'s", "’s", "'", "’"}


def find(doc: "Doc", gazetteer: Gazetteer) -> list[Mention]:
    """Mentions of places in order, without overlaps."""
    taken = [False] * len(doc)
    found: list[Mention] = []
    for entity in doc.ents:
        if entity.label_ in _PLACES and (span := _trimmed(_widened(entity, gazetteer))):
            found.append(_mention(span))
            for token in span:
                taken[token.i] = True
        elif entity.label_ == "PERSON":
            for token in entity:
                taken[token.i] = True
    found += [_mention(span) for span in _listed(doc, taken, gazetteer)]
    return sorted(found, key=lambda m: m.start)


def _mention(span: "Span") -> Mention:
    return Mention(span.start_char, span.end_char, span.text)


def _trimmed(span: "Span") -> "Span | None":
    """A name without article, possessive and punctuation at its ends; None where nothing is left."""
    while len(span) and (span[0].lower_ == "the" or span[0].is_punct):
        span = span[1:]
    while len(span) and (span[-1].text in _POSSESSIVE or span[-1].is_punct):
        span = span[:-1]
    return span if len(span) and not span[0].is_digit else None


def _widened(span: "Span", gazetteer: Gazetteer) -> "Span":
    """A name with the level word after it where the gazetteer knows both together ("Kakhovka dam")."""
    doc, level_words = span.doc, words().levels
    for size in (2, 1):
        after = doc[span.end : span.end + size]
        if len(after) == size and fold(after.text) in level_words and gazetteer.named(doc[span.start : after.end].text):
            return doc[span.start : after.end]
    return span


def _listed(doc: "Doc", taken: list[bool], gazetteer: Gazetteer) -> list["Span"]:
    """Runs of capitalised words that the gazetteer knows well and the model passed over."""
    found, i, never = [], 0, words().never
    while i < len(doc):
        size = 0
        if (
            not taken[i]
            and doc[i].text[:1].isupper()
            and doc[i].pos_ == "PROPN"
            and doc[i].ent_type_ not in ("ORG", "NORP")
        ):
            for end in range(min(i + _LONGEST, len(doc)), i, -1):
                span = doc[i:end]
                if any(taken[i:end]) or not span[-1].text[:1].isupper() or span.text in never:
                    continue
                if _known(span.text, gazetteer):
                    size = len(span)
                    found.append(span)
                    break
        i += max(size, 1)
    return found


def _known(name: str, gazetteer: Gazetteer) -> bool:
    """Whether a name is a place's own or well-known one, of a country, province, area or a town of some size."""
    for hit in gazetteer.named(name):
        entry = hit.entry
        if hit.how != "other" and (
            entry.level in ("country", "admin1", "area", "water") or entry.population >= 20_000 or entry.id < 0
        ):
            return True
    return False
