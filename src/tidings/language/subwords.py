"""Words -> what the encoder reads: subword ids and a letter-case class, worked out once per distinct word."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]

MAX_LETTERS = 80  # of one word; the rest says nothing to the encoder
MAX_PIECES = 14  # subwords of one word (addresses of web pages fall into dozens)
MAX_KNOWN = 100_000  # distinct words remembered before starting anew, about 20 MB


def case_class(word: str) -> int:
    """Letter case as the encoder was taught it.

    0 no letter first, 1 lower, 2 Title or one capital, 3 UPPER, 4 digits within, 5 miXed.
    """
    first = word[:1]
    if not first.isalpha():
        return 4 if any(c.isdigit() for c in word) else 0
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    if not first.isupper():
        return 1
    return 2 if word[1:].islower() else 5


class Pieces(NamedTuple):
    """One word: the ids of its subwords and its case class."""

    ids: tuple[int, ...]
    case: int


class Inputs(NamedTuple):
    """Encoder input for one window, each (1, n): subwords, and the first subword of each word, the root before them."""

    ids: Ints
    case: Ints
    amask: Ints
    widx: Ints


class Subwords:
    """The encoder's vocabulary. `tokenizer` is the path of a Hugging Face tokenizer.json."""

    def __init__(self, tokenizer: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        ids = self._tokenizer.get_vocab()
        self._cls, self._sep, self._unknown = (ids[t] for t in ("[CLS]", "[SEP]", "[UNK]"))
        self._known: dict[str, Pieces] = {}

    def pieces(self, words: Sequence[str]) -> list[Pieces]:
        """Subwords of each word; a word the vocabulary cannot spell is one unknown subword."""
        new = list({w for w in words if w not in self._known})
        known = self._known
        if len(known) + len(new) > MAX_KNOWN:
            known = self._known = {}
            new = list(set(words))
        if new:
            found = self._tokenizer.encode_batch([w[:MAX_LETTERS] for w in new], add_special_tokens=False)
            for word, encoding in zip(new, found, strict=True):
                ids = tuple(encoding.ids[:MAX_PIECES]) or (self._unknown,)
                known[word] = Pieces(ids, case_class(word))
        return [known[w] for w in words]

    def inputs(self, window: Sequence[Pieces]) -> Inputs:
        """Lay out the words of a window for the encoder."""
        length = np.fromiter((len(p.ids) for p in window), np.int64, len(window))
        size = int(length.sum())
        ids, case = np.zeros((2, 1, size + 2), np.int64)
        ids[0, 0], ids[0, -1] = self._cls, self._sep
        ids[0, 1:-1] = np.fromiter(chain.from_iterable(p.ids for p in window), np.int64, size)
        case[0, 1:-1] = np.repeat(np.fromiter((p.case for p in window), np.int64, len(window)), length)
        widx = np.zeros((1, len(window) + 1), np.int64)
        widx[0, 1:] = np.cumsum(length) - length + 1
        return Inputs(ids, case, np.ones_like(ids), widx)
