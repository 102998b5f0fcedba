"""The pieces of what is said, mended: whole quotations, whole phrases, and no piece that another cue stands nearer to.

The pair tagger decides word by word and alone for every cue; here quotation marks, sentences, paragraphs and the parse
set right what it cuts short or takes from elsewhere.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from tidings.coding.quotations import Quotation, paragraphs, quotations

if TYPE_CHECKING:
    from spacy.tokens import Doc

Range = tuple[int, int]
SHARE = 0.3
"""Of a quotation, the share of words that must be said for the whole to be."""
LONG = 8
"""Or this many words of it."""


class Pieces:
    """Mends the contents of one Doc's attributions."""

    def __init__(self, doc: "Doc") -> None:
        self.doc = doc

    @cached_property
    def quotations(self) -> list[Quotation]:
        """The Doc's quotations."""
        return quotations(self.doc)

    @cached_property
    def paragraphs(self) -> list[int]:
        """The paragraph of each token."""
        return paragraphs(self.doc)

    def mended(self, content: list[Range], cue: Range, source: list[Range]) -> tuple[Range, ...]:
        """The pieces that are the cue's own, each whole, in order, without overlap."""
        taken = {i for a, b in (cue, *source) for i in range(a, b)}
        whole: list[Range] = []
        for piece in sorted(self._whole(p, taken) for p in self._own(content, cue)):
            if whole and piece[0] <= whole[-1][1]:
                whole[-1] = whole[-1][0], max(piece[1], whole[-1][1])
            else:
                whole.append(piece)
        spoken = [cue, *source]
        return tuple([p for p in whole if p[1] - p[0] > 1 or _beside(p, spoken)] or whole)

    def _own(self, content: list[Range], cue: Range) -> list[Range]:
        """The piece nearest to the cue, those of its sentence, and quotations of its paragraph."""

        def far(piece: Range) -> tuple[int, int]:
            return max(0, piece[0] - cue[1], cue[0] - piece[1]), piece[0] - piece[1]

        nearest = min(content, key=far)
        return [p for p in content if p == nearest or self._near(p, cue)]

    def _near(self, piece: Range, cue: Range) -> bool:
        if self.paragraphs[piece[0]] != self.paragraphs[cue[0]]:
            return False
        same = self.doc[piece[0]].sent.start == self.doc[cue[0]].sent.start
        return same or any(piece[0] in q for q in self.quotations)

    def _whole(self, piece: Range, taken: set[int]) -> Range:
        """With the whole of a quotation that it mostly is, else with the words that hang on its last ones."""
        start, end = piece
        for quotation in self.quotations:
            common = min(end, quotation.end) - max(start, quotation.start)
            if common >= SHARE * (quotation.end - quotation.start) or common >= LONG:
                inside = start >= quotation.start
                start = min(start, quotation.start)
                end = quotation.end if inside else max(end, quotation.end)
        if (start, end) == piece or not taken.isdisjoint(range(start, end)):
            return piece[0], self._reach(*piece, taken)
        return start, end

    def _reach(self, start: int, end: int, taken: set[int]) -> int:
        """The end moved over words that hang on the piece, or on which its last word hangs, up to the next mark."""
        while end < len(self.doc) and end not in taken:
            word, last = self.doc[end], self.doc[end - 1]
            if word.is_punct or word.is_space or word.is_sent_start:
                break
            open_ended = last.head.i >= end and last.head.sent.start == last.sent.start and not last.is_punct
            if not open_ended and not start <= word.head.i < end:
                break
            end += 1
        return end


def _beside(piece: Range, spoken: list[Range]) -> bool:
    """Whether at most a comma parts the piece from the cue or the source ("Vesk, he said, is quiet")."""
    return any(0 <= a - piece[1] <= 1 or 0 <= piece[0] - b <= 1 for a, b in spoken)
