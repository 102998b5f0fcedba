"""Who speaks over which stretch of text: cues, the words of their source, and what is said.

A cue ("said", "according to") is an anchor of the model's pair tagger; its source and its content are the words that
the tagger gives it. A content may stand in several pieces ("...", he said, "...") and run over sentences.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tidings.coding.heads import RoleWords, Signals

if TYPE_CHECKING:
    from spacy.tokens import Doc

Range = tuple[int, int]
Mode = Literal["direct", "indirect", "mixed"]
OPENING, CLOSING = frozenset('“"‘«„``'), frozenset("”\"’»''")
QUOTES = OPENING | CLOSING
EDGE = frozenset(",.;:—–-")


@dataclass(frozen=True, slots=True)
class Attribution:
    """One act of saying: token ranges (end exclusive) of source, cue and content, and their mean score."""

    source: tuple[Range, ...]
    cue: Range
    content: tuple[Range, ...]
    score: float

    def covers(self, token: int) -> bool:
        """Whether `token` is part of what is said."""
        return any(a <= token < b for a, b in self.content)


def attributions(doc: "Doc", signals: Signals, threshold: float = 0.5) -> list[Attribution]:
    """Every attribution of the text, in order of its cues; those without any content are left out."""
    found = []
    for start, end, score in cues(signals, threshold):
        roles = signals.roles(start, "cue")
        content = _pieces(doc, roles)
        source = [(a, b, s) for a, b, s in (_trim(doc, *x) for x in roles.spans("source")) if a < b]
        if content:
            scores = [score, *(s for _, _, s in content), *(s for _, _, s in source)]
            found.append(
                Attribution(
                    tuple((a, b) for a, b, _ in _nearest(source, start)),
                    (start, end),
                    tuple((a, b) for a, b, _ in content),
                    sum(scores) / len(scores),
                )
            )
    return found


def cues(signals: Signals, threshold: float = 0.5) -> Iterator[tuple[int, int, float]]:
    """(start, end, score) of the cues."""
    p = signals.cues
    inside = p[:, 1] + p[:, 2]
    begin = -1
    for i in range(len(p) + 1):
        here = i < len(p) and inside[i] > threshold
        if begin >= 0 and (not here or p[i, 1] > 0.5):
            yield begin, i, float(inside[begin:i].mean())
            begin = -1
        if here and begin < 0:
            begin = i


def mode(doc: "Doc", attribution: Attribution) -> Mode:
    """Direct where all that is said stands in quotation marks, mixed where some of it does, else indirect."""
    quoted = [_quoted(doc, a, b) for a, b in attribution.content]
    if all(q == "all" for q in quoted):
        return "direct"
    return "indirect" if all(q == "none" for q in quoted) else "mixed"


def _quoted(doc: "Doc", start: int, end: int) -> Literal["all", "some", "none"]:
    marks = [i for i in range(start, end) if doc[i].text in QUOTES and doc[i].text not in ("'", "’")]
    if not marks:
        return "none"
    return "all" if marks[0] == start and marks[-1] >= end - 2 else "some"


def _nearest(spans: list[tuple[int, int, float]], cue: int) -> list[tuple[int, int, float]]:
    """The one source nearest to the cue: a cue has one speaker."""
    return sorted(spans, key=lambda s: (min(abs(s[0] - cue), abs(s[1] - cue)), -s[2]))[:1]


def _trim(doc: "Doc", start: int, end: int, score: float) -> tuple[int, int, float]:
    """Without white space and loose punctuation at the edges."""
    while start < end and (doc[start].is_space or doc[start].text in EDGE):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in EDGE):
        end -= 1
    return start, end, score


def _pieces(doc: "Doc", roles: RoleWords) -> list[tuple[int, int, float]]:
    """The content: runs of content words, joined where only a mark or two stands between them, their quotes whole."""
    joined: list[tuple[int, int, float]] = []
    for start, end, score in (_trim(doc, *x) for x in roles.spans("content")):
        if start >= end:
            continue
        if (
            joined
            and start - joined[-1][1] <= 2
            and all(doc[i].is_punct or doc[i].is_space or doc[i].is_quote for i in range(joined[-1][1], start))
        ):
            before = joined.pop()
            start, score = before[0], (before[2] + score) / 2
        joined.append((start, end, score))
    return [(*_whole(doc, a, b), s) for a, b, s in joined]


def _whole(doc: "Doc", start: int, end: int) -> Range:
    """A content that begins or ends beside its own quotation mark takes it in."""
    if start > 0 and doc[start - 1].text in OPENING and doc[start].text not in QUOTES:
        closes = any(doc[i].text in CLOSING for i in range(start, min(end + 2, len(doc))))
        start -= int(closes)
    if doc[start].text in OPENING:
        for i in range(end, min(end + 2, len(doc))):
            if doc[i].text in CLOSING and doc[end - 1].text not in CLOSING:
                return start, i + 1
    return start, end
