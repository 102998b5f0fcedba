"""Who speaks over which stretch of text: cues, the words of their source, and what is said.

A cue ("said", "according to") is an anchor of the model's pair tagger; its source and its content are the words that
the tagger gives it. A content may stand in several pieces ("...", he said, "...") and run over sentences.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tidings.coding.heads import RoleWords, Signals, runs
from tidings.coding.pieces import Pieces

if TYPE_CHECKING:
    from spacy.tokens import Doc

Range = tuple[int, int]
Mode = Literal["direct", "indirect", "mixed"]
SOURCE, CONTENT = 0.62, 0.78
"""How sure the tagger must be that a word is in a role: above a half, doubtful words at the edges stay out."""
QUOTES = frozenset('“"‘«„`”»')
EDGE = frozenset(",.;:—–-")
BEFORE_CUE = frozenset(("aux", "aux:pass", "advmod", "cop"))
BEHIND_CUE = frozenset(("of", "on", "about", "for", "against", "with"))


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


def attributions(doc: "Doc", signals: Signals, threshold: float = 0.55) -> list[Attribution]:
    """Every attribution of the text, in order of its cues; those without any content are left out."""
    found = []
    mend = Pieces(doc)
    for start, end, score in runs(signals.cues, threshold):
        roles = signals.roles(start, "cue")
        content = _pieces(doc, roles)
        source = [(a, b, s) for a, b, s in (_trim(doc, *x) for x in roles.spans("source", SOURCE)) if a < b]
        if content:
            scores = [score, *(s for _, _, s in content), *(s for _, _, s in source)]
            speaker = [(a, b) for a, b, _ in _nearest(source, start)]
            said = mend.mended([(a, b) for a, b, _ in content], (start, end), speaker)
            cue = _cue(doc, (start, end), speaker, said)
            said = tuple((max(a, cue[1]), b) if a < cue[1] < b else (a, b) for a, b in said)
            found.append(Attribution(tuple(speaker), cue, said, sum(scores) / len(scores)))
    return found


def _cue(doc: "Doc", cue: Range, source: list[Range], content: tuple[Range, ...]) -> Range:
    """A cue with its auxiliaries and adverbs ("has also"), and with a preposition before what is said ("of")."""
    start, end = cue
    taken = {i for a, b in (*source, *content) for i in range(a, b)}
    while start > 0 and start - 1 not in taken:
        word = doc[start - 1]
        if word.dep_ not in BEFORE_CUE or not start <= word.head.i < end:
            break
        start -= 1
    while end - start > 1 and doc[end - 1].lower_ in BEHIND_CUE and all(a != end for a, _ in content):
        end -= 1  # "said [on Monday]"
    if end < len(doc) and doc[end].lower_ in BEHIND_CUE and any(a in (end, end + 1) for a, _ in content):
        end += 1
    return start, end


def mode(doc: "Doc", attribution: Attribution) -> Mode:
    """Direct where all that is said stands in quotation marks, mixed where some of it does, else indirect."""
    quoted = [_quoted(doc, a, b) for a, b in attribution.content]
    if all(q == "all" for q in quoted):
        return "direct"
    return "indirect" if all(q == "none" for q in quoted) else "mixed"


def _quoted(doc: "Doc", start: int, end: int) -> Literal["all", "some", "none"]:
    marks = [i for i in range(start, end) if doc[i].text in QUOTES]
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
    """The content: runs of content words, joined where only a mark or two stands between them."""
    joined: list[tuple[int, int, float]] = []
    for start, end, score in (_trim(doc, *x) for x in roles.spans("content", CONTENT)):
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
    return joined
