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


class Batch(NamedTuple):
    """Encoder input: subword matrices (windows, subwords) and the first subword of each word, the root before them."""

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

    def batch(self, windows: Sequence[Sequence[Pieces]]) -> Batch:
        """Windows of words as padded matrices; row 0 of `widx` is the root."""
        lengths = [np.fromiter((len(p.ids) for p in w), np.int64, len(w)) for w in windows]
        longest = max(int(n.sum()) for n in lengths) + 2
        most = max(len(w) for w in windows) + 1
        ids, case, amask = (np.zeros((len(windows), longest), np.int64) for _ in range(3))
        widx = np.zeros((len(windows), most), np.int64)
        for row, (window, length) in enumerate(zip(windows, lengths, strict=True)):
            end = int(length.sum()) + 1
            ids[row, 0], ids[row, end] = self._cls, self._sep
            ids[row, 1:end] = np.fromiter(chain.from_iterable(p.ids for p in window), np.int64, end - 1)
            case[row, 1:end] = np.repeat(np.fromiter((p.case for p in window), np.int64, len(window)), length)
            amask[row, : end + 1] = 1
            widx[row, 1 : len(window) + 1] = np.cumsum(length) - length + 1
        return Batch(ids, case, amask, widx)
