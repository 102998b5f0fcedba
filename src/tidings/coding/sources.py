"""The source of a claim: the words that name who says it, who they are, and what words of saying link them to it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tidings.claim import Reason, Source, Span
from tidings.coding.attribution import Attribution
from tidings.coding.heads import Signals
from tidings.coding.references import References
from tidings.coding.roles import read, span

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from tidings.codebook import Codebook

BY_HEAD, BY_CONTENT = 0.45, 0.5
"""Least score of a source the pair tagger gives the trigger itself, and of the attribution whose content holds it."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who tells a claim: null source for the reporter, and why."""

    source: Source | None
    score: float
    reasons: tuple[Reason, ...]


class Sources:
    """Finds the source of each trigger of one text."""

    def __init__(self, doc: "Doc", signals: Signals, found: list[Attribution], codebook: "Codebook") -> None:
        self._doc, self._signals, self._codebook = doc, signals, codebook
        self._references = References(doc)
        self._holding: dict[int, Attribution] = {}
        self._speaking: dict[int, Attribution] = {}
        last_first = list(reversed(found))  # so that of two the first stays, and of several around it the innermost
        for one in sorted(last_first, key=_size, reverse=True):
            self._holding |= dict.fromkeys((i for a, b in one.content for i in range(a, b)), one)
        for one in last_first:
            self._speaking |= dict.fromkeys((i for a, b in one.source for i in range(a, b)), one)

    def of(self, trigger: int) -> Told:
        """The source of the trigger at a token."""
        roles = self._signals.roles(trigger, "trigger")
        spans = read(self._doc, roles, "source", BY_HEAD)
        about = self._holding.get(trigger)
        if spans:
            start, end, score = max(spans, key=lambda s: s[2])
            return self._told(start, end, score, "head:source", about)
        if about and about.source and about.score >= BY_CONTENT and self._reports(about):
            start, end = about.source[0]
            return self._told(start, end, about.score, "attribution:content", about)
        score = 1.0 - roles.best("source")
        return Told(None, score, (Reason(field="source", rule="reporter's own voice", score=round(score, 3)),))

    def _reports(self, attribution: Attribution) -> bool:
        """Whether the cue is a word of saying, not of thinking or wanting."""
        start, end = attribution.cue
        words = self._doc[start:end]
        return (
            any(self._codebook.cue(t.lemma_.lower()) is not None for t in words)
            or self._codebook.cue(words.text.lower()) is not None
        )

    def _told(self, start: int, end: int, score: float, rule: str, about: Attribution | None) -> Told:
        words = span(self._doc, start, end)
        name = self._references.name(start, end)
        kind, party, code = self._codebook.classify_source(name or words.text)
        cue = self._cue(about, start, end)
        source = Source(
            text=words.text, start=words.start, end=words.end, name=name, code=code, kind=kind, party=party, cue=cue
        )
        reasons = [Reason(field="source", rule=rule, text=words.text, score=round(score, 3))]
        if name:
            reasons.append(Reason(field="source.name", rule="reference", text=name))
        if cue:
            reasons.append(Reason(field="source.cue", rule="cue", text=cue.text))
        return Told(source, score, tuple(reasons))

    def _cue(self, about: Attribution | None, start: int, end: int) -> Span | None:
        """The words of saying: those of the attribution around, else of one with the same source."""
        one = about or next((self._speaking[i] for i in range(start, end) if i in self._speaking), None)
        return span(self._doc, *one.cue) if one else None


def _size(attribution: Attribution) -> int:
    """How many tokens are said."""
    return sum(end - begin for begin, end in attribution.content)
