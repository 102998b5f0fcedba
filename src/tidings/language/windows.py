"""Where a text may be cut for the encoder, and where a sentence must begin.

A *break* is a place where the layout says that a sentence ends (a blank line, a line end that is no mere wrapping).
A *seam* is a place where one surely ends, safe to cut at: a break, or a full stop before a capital.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc, Token

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

STOPS = frozenset(".!?")
CLOSERS = frozenset("\"'”’»)]")
DASHES = frozenset(("-", "–", "—", "--"))
DATELINE = 16  # words of a dateline at most
WRAPPED = 0.3  # share of line ends before a small letter from which a text counts as wrapped


class Layout(NamedTuple):
    """The words of a Doc that are not space: their token numbers, and for each whether a break or seam is before it."""

    words: list[Token]
    tokens: Ints
    breaks: Bools
    seams: Bools


def layout(doc: Doc) -> Layout:
    """Read breaks and seams of `doc` from its spaces and punctuation."""
    words: list[Token] = []
    gaps: list[str] = []  # the white space before each word, where it is more than one blank
    gap = ""
    for token in doc:
        if token.is_space:
            gap += token.text
        else:
            words.append(token)
            gaps.append(gap)
            gap = ""
    texts = [t.text for t in words]
    breaks = _breaks(texts, gaps)
    for start in (0, *np.flatnonzero(breaks)):
        if end := _dateline(words, int(start)):
            breaks[end] = True
    seams = breaks.copy()
    for i in range(1, len(words)):
        if texts[i - 1] in STOPS or (texts[i - 1] in CLOSERS and i > 1 and texts[i - 2] in STOPS):
            spaced = bool(gaps[i]) or bool(words[i - 1].whitespace_)
            seams[i] |= spaced and not texts[i][0].islower()
    return Layout(words, np.fromiter((t.i for t in words), np.int64, len(words)), breaks, seams)


def _breaks(texts: list[str], gaps: list[str]) -> Bools:
    """Blank lines break, and line ends too, unless the text is wrapped and the sentence goes on."""
    lines = [i for i, gap in enumerate(gaps) if i and "\n" in gap]
    wrapped = sum(texts[i][0].islower() for i in lines) >= WRAPPED * max(1, len(lines))
    breaks = np.zeros(len(texts), np.bool_)
    for i in lines:
        ended = texts[i - 1] in STOPS or texts[i - 1] in CLOSERS
        opens = not texts[i][0].islower()
        breaks[i] = gaps[i].count("\n") > 1 or (opens and (ended or not wrapped))
    return breaks


def _dateline(words: list[Token], start: int) -> int:
    """Find the word after a dateline at `start` ("GORBA, May 3 (Wire) - "), 0 if there is none."""
    if start == len(words) or not words[start].is_upper or len(words[start]) < 2:
        return 0
    bracketed = False
    for i in range(start + 1, min(start + DATELINE, len(words) - 1)):
        word = words[i]
        if word.text in DASHES and words[i - 1].whitespace_ and word.whitespace_:
            return 0 if words[i + 1].text[0].islower() else i + 1
        bracketed = (bracketed or word.text == "(") and word.text != ")"
        if word.text[0].islower() and not bracketed:
            return 0
    return 0


def stretches(sizes: Ints, seams: Bools, most_words: int, most_pieces: int) -> Iterator[tuple[int, int]]:
    """Cut words into stretches (first, past the last) from seam to seam, each as long as a window holds.

    `sizes` is the number of subwords of each word. A stretch without a seam within a window's reach comes out longer
    than a window and is to be cut at a predicted sentence start.
    """
    count = len(sizes)
    edges = np.append(np.flatnonzero(seams), count)
    total = np.concatenate(([0], np.cumsum(sizes)))
    first = 0
    while first < count:
        limit = min(first + most_words, reach(total, first, most_pieces))
        at = int(np.searchsorted(edges, limit, side="right"))
        in_reach = at > 0 and edges[at - 1] > first
        last = int(edges[at - 1] if in_reach else edges[at])
        yield first, last
        first = last


def reach(total: Ints, first: int, most_pieces: int) -> int:
    """Find the word past the last that fits from `first` on; `total` are running sums of subwords from 0 on."""
    return max(first + 1, int(np.searchsorted(total, total[first] + most_pieces, side="right")) - 1)
