"""When it happened: the date expression that belongs to a trigger, not to the saying of it."""

from bisect import bisect_right
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from tidings.claim import Reason, Report, When
from tidings.coding import dates
from tidings.coding.dates import DateMention
from tidings.coding.heads import RoleWords

if TYPE_CHECKING:
    from spacy.tokens import Doc

LINK = 0.4
"""Least score of the pair tagger for a date's words."""


class Dates:
    """The date expressions of one text and which trigger each belongs to."""

    def __init__(self, doc: "Doc", report: Report, overlay: Path | None = None) -> None:
        found = [m for m in dates.read(doc.text, report.day, overlay=overlay) if m.first and m.last]
        placed = [(m, at) for m in found if (at := _tokens(doc, m)) is not None]
        self.mentions = [m for m, _ in placed]
        self._tokens = [at for _, at in placed]
        self._ends = [end for _, end in self._tokens]
        self._clauses = _clauses(doc, placed)

    def of(self, roles: RoleWords, trigger: int) -> tuple[When | None, list[Reason]]:
        """The date of the trigger with these roles, whose first token is given, or None where it is not said."""
        if own := next((m for first, last, m in self._clauses if first <= trigger < last), None):
            return _when(own), [Reason(field="date", rule=f"clause of the date, {own.rule}", text=own.text)]
        begin = bisect_right(self._ends, roles.first)
        near = zip(self.mentions[begin:], self._tokens[begin:], strict=True)
        scored = [(roles.of("date", a, b), m) for m, (a, b) in takewhile(lambda x: x[1][0] < roles.last, near)]
        score, best = max(scored, key=lambda s: s[0], default=(0.0, None))
        if best is None or score < LINK:
            return None, []
        rule = f"head:date, {best.rule}"
        return _when(best), [Reason(field="date", rule=rule, text=best.text, score=round(score, 3))]


def _when(mention: DateMention) -> When:
    assert mention.first
    assert mention.last
    return When(
        start=mention.first,
        end=mention.last,
        precision=mention.precision,
        text=mention.text,
        at=(mention.start, mention.end),
    )


def _clauses(doc: "Doc", placed: list[tuple[DateMention, tuple[int, int]]]) -> list[tuple[int, int, DateMention]]:
    """Tokens whose date such a mention gives: "a day after" that of the clause or the noun it stands before."""
    found = []
    for mention, (_, end) in placed:
        if mention.rule == "apart" and end < len(doc):
            stop = _clause_end(doc, end)
            other = min((a for m, (a, _) in placed if a >= end and m is not mention), default=len(doc))
            if other >= stop:  # a clause that tells its own date goes by that
                found.append((end, stop, mention))
    return found


def _clause_end(doc: "Doc", start: int) -> int:
    """Where the clause or noun behind "a day after" ends: by the parse, else at the next mark."""
    head = doc[start - 1].head
    if head.i >= start:
        return int(head.right_edge.i) + 1
    marks = (t.i for t in doc[start : doc[start].sent.end] if t.is_punct)
    return next(marks, doc[start].sent.end)


def _tokens(doc: "Doc", mention: DateMention) -> tuple[int, int] | None:
    """The tokens of a mention, its prepositions aside."""
    words = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    return (words.start, words.end) if words is not None else None
