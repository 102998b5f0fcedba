"""The bundled model: words of many texts -> tags, trees, names and the signals for the coder."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

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

MODEL = Path(__file__).parent / "model"
FILES = ("model.onnx", "model.json", "tokenizer.json", "scorers.npz")
MOST_PIECES = 480  # subwords of a window; the encoder knows 512 positions
RELUCTANCE = 0.5  # balances names missed and names made up on the names' dev side
GROUP_WORDS = 2000  # words decided together, padding included
LEAST = 0.25  # share of a window that must stand, so that reading gets on
OWN_OUTPUTS = ("tags", "arc", "rd", "rh")


def model(folder: Path = MODEL) -> tuple[dict[str, Any], dict[str, Floats]]:
    """What the model in `folder` says of itself, and the weights that are applied outside the encoder.

    The first holds `version` and the label lists of its heads, the second `rel` (relations of the parse) and those of
    further heads. Raises InputError when a file is missing.
    """
    if missing := [name for name in FILES if not (folder / name).is_file()]:
        raise InputError(f"language model {folder}: no {', '.join(missing)}; install tidings again or name a pipeline")
    with np.load(folder / "scorers.npz") as scorers:
        weights = {k: scorers[k].astype(np.float32) for k in scorers.files}
    return json.loads((folder / "model.json").read_text("utf-8")), weights


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


class _Window(NamedTuple):
    """Words `first` to `last` of text `text`; words remain after it up to `end` without a sure sentence end."""

    text: int
    first: int
    last: int
    end: int


class _Decided(NamedTuple):
    """A group of windows, decided: (windows, words) each, `head` with the root before the words."""

    name: Ints
    upos: Ints
    xpos: Ints
    relation: Ints
    head: Ints
    starts: Bools
    signals: dict[str, Floats]


class Encoder:
    """The model in `folder`, see `model`.

    `threads` is how many threads it may use. `most_words` is the longest window: what it was trained on.
    """

    def __init__(self, folder: Path = MODEL, threads: int = 1, most_words: int = 300) -> None:
        self._arguments = (folder, threads, most_words)
        about, self.scorers = model(folder)
        self.version: str = about["version"]
        self.names: list[str] = about["ner"]
        self.upos: list[str] = about["upos"]
        self.xpos: list[str] = about["xpos"]
        self.relations: list[str] = about["relations"]
        self.most_words = most_words
        self._subwords = Subwords(folder / "tokenizer.json")
        self._names = NameTags(self.names, RELUCTANCE)
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
            self._window(totals[k], k, first, end)
            for k, t in enumerate(texts)
            for first, end in stretches(np.diff(totals[k]), t.seams, self.most_words, MOST_PIECES)
        ]
        while pending:
            later = []
            for group in _groups(pending):
                decided = self._decide(group, texts, pieces)
                for row, w in enumerate(group):
                    until = w.first + _complete(decided.starts[row, : w.last - w.first], w)
                    _keep(readings[w.text], w.first, until, row, decided)
                    if until < w.end:
                        later.append(self._window(totals[w.text], w.text, until, w.end))
            pending = later
        return readings

    def _window(self, total: Ints, text: int, first: int, end: int) -> _Window:
        """Take as much of the words from `first` to `end` as a window holds."""
        return _Window(text, first, min(end, first + self.most_words, reach(total, first, MOST_PIECES)), end)

    def _decide(self, group: list[_Window], texts: Sequence[Words], pieces: list[list[Pieces]]) -> _Decided:
        """Run the model over each window, then decide all together."""
        inputs = [self._subwords.inputs(pieces[w.text][w.first : w.last]) for w in group]
        runs = zip(*(self._session.run(self._outputs, x._asdict()) for x in inputs), strict=True)
        outputs = {k: _stack(v) for k, v in zip(self._outputs, runs, strict=True)}
        lengths = np.array([w.last - w.first for w in group], np.int64)
        names, upos, xpos, start = np.split(outputs["tags"][:, 1:], self._cuts, axis=2)
        starts = start[:, :, 0] > 0
        for row, w in enumerate(group):
            starts[row, : lengths[row]] &= _may_start(texts[w.text].texts[w.first : w.last])
            starts[row, : lengths[row]] |= texts[w.text].breaks[w.first : w.last]
        starts[:, 0] = True
        head = heads(outputs["arc"], starts, lengths)
        relation = self._relations(outputs["rd"], outputs["rh"], head, lengths)
        signals = {k: v for k, v in outputs.items() if k not in OWN_OUTPUTS}
        return _Decided(self._names(names, starts), upos.argmax(2), xpos.argmax(2), relation, head, starts, signals)

    def _relations(self, dependents: Floats, governors: Floats, head: Ints, lengths: Ints) -> Ints:
        """Relation of each word to its head."""
        windows, size = head.shape
        rows, words = np.nonzero(np.arange(1, size)[None] <= lengths[:, None])
        above = head[rows, words + 1]
        scores = relations(dependents[rows, words + 1], governors[rows, above], self.scorers["rel"])
        scores[:, self._root] = -np.inf
        label = np.full((windows, size - 1), self._root, np.int64)
        label[rows, words] = np.where(above == 0, self._root, scores.argmax(1))
        return label


def _may_start(words: Sequence[str]) -> Bools:
    """No sentence starts at a small letter right after a word: without a mark between them they belong together."""
    follows = [False, *(before[-1].isalnum() for before in words[:-1])]
    return np.array([not (f and w[0].islower()) for f, w in zip(follows, words, strict=True)], np.bool_)


def _complete(starts: Bools, window: _Window) -> int:
    """Count the words of a window that stand: all, or those before its last sentence if the text goes on after it."""
    if window.last == window.end:
        return len(starts)
    last = int(np.flatnonzero(starts)[-1])
    return last if last >= LEAST * len(starts) else len(starts)


def _keep(reading: Reading, first: int, until: int, row: int, decided: _Decided) -> None:
    """Put what was decided of the words `first` to `until` of a text where it belongs."""
    where, count = slice(first, until), until - first
    reading.name[where] = decided.name[row, :count]
    reading.upos[where] = decided.upos[row, :count]
    reading.xpos[where] = decided.xpos[row, :count]
    reading.relation[where] = decided.relation[row, :count]
    reading.start[where] = decided.starts[row, :count]
    head = decided.head[row, 1 : count + 1]
    reading.head[where] = first + np.where(head == 0, np.arange(count), head - 1)
    for name, values in decided.signals.items():
        if name not in reading.signals:
            reading.signals[name] = np.zeros((len(reading.head), *values.shape[2:]), np.float16)
        reading.signals[name][where] = values[row, 1 : count + 1]


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
