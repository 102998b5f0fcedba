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

    def of(self, roles: RoleWords) -> tuple[When | None, list[Reason]]:
        """The date of the trigger with these roles, or None where it is not said."""
        begin = bisect_right(self._ends, roles.first)
        near = zip(self.mentions[begin:], self._tokens[begin:], strict=True)
        scored = [(roles.of("date", a, b), m) for m, (a, b) in takewhile(lambda x: x[1][0] < roles.last, near)]
        score, best = max(scored, key=lambda s: s[0], default=(0.0, None))
        if best is None or score < LINK or best.first is None or best.last is None:
            return None, []
        when = When(
            start=best.first, end=best.last, precision=best.precision, text=best.text, at=(best.start, best.end)
        )
        return when, [Reason(field="date", rule=f"head:date, {best.rule}", text=best.text, score=round(score, 3))]


def _tokens(doc: "Doc", mention: DateMention) -> tuple[int, int] | None:
    """The tokens of a mention, its prepositions aside."""
    words = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    return (words.start, words.end) if words is not None else None
