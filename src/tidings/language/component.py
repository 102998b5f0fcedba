"""The spaCy component `tidings_encoder`: runs the bundled model over Docs."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, POS, TAG
from spacy.language import Language
from spacy.symbols import IDS
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tidings.codebook.tables import table
from tidings.language.encoder import MODEL, Encoder, Reading, Words
from tidings.language.names import mended
from tidings.language.saying import governed
from tidings.language.windows import Layout, layout

MOST_WORDS = 8_000  # words read together: enough to sort windows by length, little enough to keep a stream flowing
SPACE_TAG = "_SP"

Doc.set_extension("signals", default={}, force=True)


class EncoderComponent:
    """Sets `tag_`, `pos_`, `dep_`, `head`, sentences and `ents` of a Doc, and `doc._.signals`.

    `doc._.signals` maps the name of each further output of the model to an array with a row for each token (float16;
    zeros for white space). With `signals_only` the Doc keeps the tags, parse and names it came with.
    """

    def __init__(self, vocab: Vocab, encoder: Encoder, *, signals_only: bool) -> None:
        self._vocab = vocab
        self.encoder = encoder
        self.signals_only = signals_only
        self._saying = frozenset(table("en/tokens")["saying"])
        add = vocab.strings.add
        self._tags = np.array([add(x) for x in encoder.xpos], np.uint64)
        self._pos = np.array([IDS.get(x, 0) for x in encoder.upos], np.uint64)
        self._deps = np.array([add(x) for x in encoder.relations], np.uint64)
        self._root = self._deps[encoder.relations.index("ROOT")]
        self._space = (np.uint64(add(SPACE_TAG)), np.uint64(IDS["SPACE"]), np.uint64(add("dep")))
        self._types = {label: np.uint64(add(label)) for label in {x[2:] for x in encoder.names if x != "O"}}

    def __call__(self, doc: Doc) -> Doc:
        """Read one Doc."""
        self._read([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Read a stream of Docs, up to `batch_size` Docs or MOST_WORDS tokens at a time."""
        docs = iter(stream)
        group: list[Doc] = []
        size = 0
        for doc in docs:
            group.append(doc)
            size += len(doc)
            if size >= MOST_WORDS or len(group) >= batch_size:
                self._read(group)
                yield from group
                group, size = [], 0
        self._read(group)
        yield from group

    def _read(self, docs: Sequence[Doc]) -> None:
        layouts = [layout(doc) for doc in docs]
        texts = [Words([t.text for t in x.words], x.breaks, x.seams) for x in layouts]
        for doc, place, words, reading in zip(docs, layouts, texts, self.encoder.read(texts), strict=True):
            signals = reading.signals  # emptied as it is copied: they are most of what a long text takes
            doc._.signals = {k: _rows(signals.pop(k), place.tokens, len(doc)) for k in list(signals)}
            if not self.signals_only and len(doc):
                governed(words.texts, reading.head, reading.relation, self.encoder.relations, self._saying)
                self._write(doc, place, reading)

    def _write(self, doc: Doc, place: Layout, reading: Reading) -> None:
        """Put tags, tree and names on the Doc; space hangs on the token before it, leading space on the first word."""
        count, index = len(doc), place.tokens
        values: Any = np.zeros((count, 6), np.uint64)
        values[:, :3] = self._space
        values[index, 0] = self._tags[reading.xpos]
        values[index, 1] = self._pos[reading.upos]
        values[index, 2] = self._deps[reading.relation]
        head = np.arange(count) - 1
        if len(index):
            head[: index[0]] = index[0]
            head[index] = index[reading.head]
        else:
            head[0] = 0
            values[0, 2] = self._root
        values[:, 3] = (head - np.arange(count)).astype(np.uint64)
        values[:, 4] = 2
        for start, end, label in mended(place.words, _spans(reading.name, self.encoder.names)):
            first, last = index[start], index[end - 1]
            values[first : last + 1, 4] = 1
            values[first, 4] = 3
            values[first : last + 1, 5] = self._types[label]
        doc.from_array([TAG, POS, DEP, HEAD, ENT_IOB, ENT_TYPE], values)


def _rows(values: npt.NDArray[np.float16], index: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.float16]:
    """Rows of words spread over all tokens."""
    if len(index) == count:
        return values
    spread = np.zeros((count, *values.shape[1:]), values.dtype)
    spread[index] = values
    return spread


def _spans(path: npt.NDArray[np.int64], labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """(start, end, type) of the names in a valid BIO path."""
    begins = np.array([x.startswith("B-") for x in labels])
    inside = np.array([x.startswith("I-") for x in labels])
    goes_on = np.append(inside[path], False)
    found = []
    for start in np.flatnonzero(begins[path]):
        end = int(start) + 1
        while goes_on[end]:
            end += 1
        found.append((int(start), end, labels[path[start]][2:]))
    return found


@Language.factory(
    "tidings_encoder",
    assigns=["token.tag", "token.pos", "token.dep", "token.head", "doc.sents", "doc.ents", "doc._.signals"],
    default_config={"folder": None, "threads": None, "signals_only": False},
)
def make_encoder(
    nlp: Language, name: str, folder: str | None, threads: int | None, signals_only: bool
) -> EncoderComponent:
    """Make the component.

    folder: the model's folder, the bundled one when None. threads: how many the model may use; None takes the
    environment's TIDINGS_THREADS, else 1. signals_only: leave tags, parse and names as they are and only add
    `doc._.signals`.
    """
    encoder = Encoder(Path(folder) if folder else MODEL, threads or int(os.environ.get("TIDINGS_THREADS", "1")))
    return EncoderComponent(nlp.vocab, encoder, signals_only=signals_only)
