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
    gaps: list[str] = []  # white space tokens before each word
    gap = ""
    for token in doc:
        if token.is_space:
            gap += token.text
        else:
            words.append(token)
            gaps.append(gap)
            gap = ""
    texts = [t.text for t in words]
    lines = [i for i, g in enumerate(gaps) if i and "\n" in g]
    wrapped = bool(lines) and sum(texts[i][0].islower() for i in lines) >= WRAPPED * len(lines)
    breaks = np.zeros(len(words), np.bool_)
    seams = np.zeros(len(words), np.bool_)
    for i in lines:
        ended = texts[i - 1] in STOPS or texts[i - 1] in CLOSERS
        opens = not texts[i][0].islower()
        breaks[i] = gaps[i].count("\n") > 1 or (opens and (ended or not wrapped))
    for i in range(1, len(words)):
        if texts[i - 1] in STOPS or (texts[i - 1] in CLOSERS and i > 1 and texts[i - 2] in STOPS):
            spaced = bool(gaps[i]) or bool(words[i - 1].whitespace_)
            seams[i] = spaced and not texts[i][0].islower()
    tokens = np.fromiter((t.i for t in words), np.int64, len(words))
    return Layout(words, tokens, breaks, seams | breaks)


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
