"""The bundled model: words of many texts -> tags, trees, names and the signals for the coder, in batches."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from tidings.errors import InputError
from tidings.language.decoding import NameTags, heads, relations
from tidings.language.subwords import Pieces, Subwords
from tidings.language.windows import reach, stretches

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]

MOST_PIECES = 480  # subwords of a window; the encoder knows 512 positions
GROUP_WORDS = 2000  # words decided together, padding included
OWN_OUTPUTS = ("tags", "arc", "rd", "rh")


@dataclass(frozen=True, slots=True)
class Words:
    """What a text gives the encoder: its words without white space, and where a sentence must or may begin."""

    texts: Sequence[str]
    breaks: Bools
    seams: Bools


@dataclass(slots=True)
class Reading:
    """What the encoder says of each word: label indices, head (index of a word, itself for a root), sentence starts."""

    name: Ints
    upos: Ints
    xpos: Ints
    relation: Ints
    head: Ints
    start: Bools
    signals: dict[str, npt.NDArray[np.float16]] = field(default_factory=dict)

    @classmethod
    def empty(cls, count: int) -> "Reading":
        """Return a reading of `count` words with everything yet to be filled in."""
        name, upos, xpos, relation, head = np.zeros((5, count), np.int64)
        return cls(name, upos, xpos, relation, head, np.zeros(count, np.bool_))


@dataclass(frozen=True, slots=True)
class _Window:
    """Words `first` to `last` of text `text`; words remain after it up to `end` without a sure sentence end."""

    text: int
    first: int
    last: int
    end: int


class Encoder:
    """The model in `folder` (model.onnx, model.json, tokenizer.json, scorers.npz).

    `threads` is how many threads the model may use. `most_words` is the longest window. Raises InputError when a file
    is missing.
    """

    def __init__(self, folder: Path, threads: int = 1, most_words: int = 100) -> None:
        needed = ("model.onnx", "model.json", "tokenizer.json", "scorers.npz")
        if missing := [name for name in needed if not (folder / name).is_file()]:
            raise InputError(
                f"language model {folder}: no {', '.join(missing)}; install tidings again or name a pipeline"
            )
        self._arguments = (folder, threads, most_words)
        about: dict[str, Any] = json.loads((folder / "model.json").read_text("utf-8"))
        self.version: str = about["version"]
        self.names: list[str] = about["ner"]
        self.upos: list[str] = about["upos"]
        self.xpos: list[str] = about["xpos"]
        self.relations: list[str] = about["relations"]
        self.about = about
        self.most_words = most_words
        with np.load(folder / "scorers.npz") as scorers:
            self.scorers: dict[str, Floats] = {k: scorers[k].astype(np.float32) for k in scorers.files}
        self._subwords = Subwords(folder / "tokenizer.json")
        self._names = NameTags(self.names)
        self._cuts = np.cumsum([len(self.names), len(self.upos), len(self.xpos)])
        self._session = _session(folder / "model.onnx", threads)
        self._outputs = [o.name for o in self._session.get_outputs()]
        self._root = self.relations.index("ROOT")

    def __reduce__(self) -> tuple[type["Encoder"], tuple[Path, int, int]]:
        """Worker processes load the model anew."""
        return type(self), self._arguments

    def read(self, texts: Sequence[Words]) -> list[Reading]:
        """Read all texts together.

        The model gets one window at a time: its int8 arithmetic takes its scales from all that it is given, so a
        text's reading would else depend on the texts beside it.
        """
        pieces = [self._subwords.pieces(t.texts) for t in texts]
        totals = [np.concatenate(([0], np.cumsum([len(p.ids) for p in ps], dtype=np.int64))) for ps in pieces]
        readings = [Reading.empty(len(t.texts)) for t in texts]
        pending = [
            self._window(totals, k, first, last)
            for k, t in enumerate(texts)
            for first, last in stretches(np.diff(totals[k]), t.seams, self.most_words, MOST_PIECES)
        ]
        while pending:
            later = []
            for group in _groups(pending):
                ends = self._run(group, texts, pieces, readings)
                later += [
                    self._window(totals, w.text, end, w.end) for w, end in zip(group, ends, strict=True) if end < w.end
                ]
            pending = later
        return readings

    def _window(self, totals: list[Ints], text: int, first: int, end: int) -> _Window:
        total = totals[text]
        last = min(end, first + self.most_words, reach(total, first, MOST_PIECES))
        return _Window(text, first, last, end)

    def _run(
        self, group: list[_Window], texts: Sequence[Words], pieces: list[list[Pieces]], readings: list[Reading]
    ) -> list[int]:
        """One pass over a group: fills the readings, returns up to which word of its text each window was read."""
        inputs = [self._subwords.inputs(pieces[w.text][w.first : w.last]) for w in group]
        results = [self._session.run(self._outputs, x._asdict()) for x in inputs]
        outputs: dict[str, Floats] = {
            k: _stack(v) for k, v in zip(self._outputs, zip(*results, strict=True), strict=True)
        }
        lengths = np.array([w.last - w.first for w in group], np.int64)
        names, upos, xpos, start = np.split(outputs["tags"][:, 1:], self._cuts, axis=2)
        starts = start[:, :, 0] > 0
        for row, w in enumerate(group):
            starts[row, : lengths[row]] |= texts[w.text].breaks[w.first : w.last]
        starts[:, 0] = True
        head = heads(outputs["arc"], starts, lengths)
        label = self._label(outputs["rd"], outputs["rh"], head, lengths)
        decided = (self._names(names, starts), upos.argmax(2), xpos.argmax(2), label)
        ends = []
        for row, w in enumerate(group):
            count = _complete(starts[row, : lengths[row]], w)
            ends.append(w.first + count)
            self._keep(readings[w.text], w.first, count, row, decided, head[row, 1 : count + 1], starts, outputs)
        return ends

    def _label(self, dependents: Floats, governors: Floats, head: Ints, lengths: Ints) -> Ints:
        """Relation of each word to its head."""
        windows, size = head.shape
        real = np.arange(1, size)[None] <= lengths[:, None]
        rows, words = np.nonzero(real)
        above = head[rows, words + 1]
        scores = relations(dependents[rows, words + 1], governors[rows, above], self.scorers["rel"])
        scores[:, self._root] = -np.inf
        label = np.full((windows, size - 1), self._root, np.int64)
        label[rows, words] = np.where(above == 0, self._root, scores.argmax(1))
        return label

    def _keep(
        self,
        reading: Reading,
        first: int,
        count: int,
        row: int,
        decided: tuple[Ints, Ints, Ints, Ints],
        head: Ints,
        starts: Bools,
        outputs: dict[str, Floats],
    ) -> None:
        """Put the first `count` words of a window's row where they belong in the text."""
        where = slice(first, first + count)
        for kept, new in zip((reading.name, reading.upos, reading.xpos, reading.relation), decided, strict=True):
            kept[where] = new[row, :count]
        reading.head[where] = first + np.where(head == 0, np.arange(count), head - 1)
        reading.start[where] = starts[row, :count]
        for name, values in outputs.items():
            if name not in OWN_OUTPUTS:
                if name not in reading.signals:
                    reading.signals[name] = np.zeros((len(reading.head), *values.shape[2:]), np.float16)
                reading.signals[name][where] = values[row, 1 : count + 1]


def _complete(starts: Bools, window: _Window) -> int:
    """How many words of a window stand: all, or those before its last sentence start when the text goes on after it."""
    if window.last == window.end:
        return len(starts)
    last = int(np.flatnonzero(starts)[-1])
    return last or len(starts)


def _groups(windows: list[_Window]) -> Iterator[list[_Window]]:
    """Windows of about the same length together, up to GROUP_WORDS with padding."""
    group: list[_Window] = []
    for window in sorted(windows, key=lambda w: w.last - w.first):
        if group and (window.last - window.first) * (len(group) + 1) > GROUP_WORDS:
            yield group
            group = []
        group.append(window)
    if group:
        yield group


def _stack(windows: Sequence[Floats]) -> Floats:
    """Outputs (1, words, ...) of several windows as one array, filled up with zeros."""
    shape = [max(w.shape[k] for w in windows) for k in range(1, windows[0].ndim)]
    stacked = np.zeros((len(windows), *shape), np.float32)
    for row, window in zip(stacked, windows, strict=True):
        row[tuple(slice(n) for n in window.shape[1:])] = window[0]
    return stacked


def _session(path: Path, threads: int) -> Any:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
