"""Claims marked in the words they were read from: sentences in pieces, and whole texts with claims beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tidings.claim import Claim
from tidings.evidence import Part, Piece, pieces

__all__ = ["MARKED", "Paragraph", "Segment", "paragraphs", "sentence"]

MARKED: frozenset[Part] = frozenset({"trigger", "toll", "place"})
_LONGEST = 900


def sentence(claim: Claim) -> list[Piece]:
    """The claim's sentence in pieces, those of trigger, numbers and place with their part; a very long one is cut."""
    found = [Piece(p.text, p.part if p.part in MARKED else None) for p in pieces(claim)]
    length, shown = 0, []
    for piece in found:
        if length + len(piece.text) > _LONGEST and piece.part is None:
            shown.append(Piece(piece.text[: max(0, _LONGEST - length)] + " …", None))
            break
        shown.append(piece)
        length += len(piece.text)
    return shown


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of a text and the claims (by number in the list) whose sentence they are in; `trigger` of which of them."""

    text: str
    claims: tuple[int, ...]
    trigger: tuple[int, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the text, in segments, and the claims that are told with it."""

    segments: list[Segment] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)


def paragraphs(text: str, claims: Sequence[Claim]) -> list[Paragraph]:
    """The text line by line, each claim beside the line its trigger is in. Blank lines part and are not given."""
    found: list[Paragraph] = []
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        told = line.rstrip("\r\n")
        if told.strip():
            inside = [n for n, c in enumerate(claims) if c.evidence.start < end and c.evidence.end > start]
            own = [n for n in inside if start <= claims[n].trigger.start < end]
            own.sort(key=lambda n: (claims[n].trigger.start, claims[n].id))
            found.append(Paragraph(_segments(told, start, claims, inside), own))
        start = end
    return found


def _segments(line: str, offset: int, claims: Sequence[Claim], inside: Sequence[int]) -> list[Segment]:
    cuts = {0, len(line)}
    for n in inside:
        for span in (claims[n].evidence, claims[n].trigger):
            cuts |= {min(max(at - offset, 0), len(line)) for at in (span.start, span.end)}
    ordered = sorted(cuts)
    segments = []
    for a, b in pairwise(ordered):
        at = offset + a
        told = tuple(n for n in inside if claims[n].evidence.start <= at < claims[n].evidence.end)
        trigger = tuple(n for n in told if claims[n].trigger.start <= at < claims[n].trigger.end)
        segments.append(Segment(line[a:b], told, trigger, at))
    return segments
