"""The model's learned heads as the coder reads them: probabilities for words and for pairs of words.

The encoder leaves a row of signals for each token (`doc._.signals`); here they become probabilities of cues, events and
trigger attributes, and, for an anchor (a cue or a trigger), of the words of its roles.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import expit, log_softmax, logit

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
REACH = 140
"""How many tokens to each side of an anchor its roles may stand."""
Kind = Literal["cue", "trigger"]
FIRST, INSIDE = 1, 2
TOUCHING = -1.0
"""How much less likely a run of words is right behind another of its role (log-probability)."""
LEAST = 1e-6
"""The least chance a word is given on a path."""
COLD = 1e-3
"""The chance up to which a word ends a run if the two after it are as cold."""
NEUTRAL = np.array([0.5, LEAST, 0.5], np.float32)[:, None, None]
"""What a white space token says: neither for nor against going on."""


def gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit by its tanh form, within 0.001 of the exact one and several times as fast."""
    inner = x * x
    inner *= np.float32(0.7978846 * 0.044715)
    inner += np.float32(0.7978846)
    inner *= x
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner


def chances(scores: Floats) -> Floats:
    """Scores (3, ...) as probabilities over the first axis, in place."""
    scores -= np.maximum(np.maximum(scores[0], scores[1]), scores[2])
    np.exp(scores, out=scores)
    scores /= scores[0] + scores[1] + scores[2]
    return scores


def bucket(distance: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Signed word distances -> rows of the pair tagger's table: exact up to 4, then by powers, capped."""
    size = np.abs(distance)
    far = 4 + np.floor(np.log(np.maximum(size, 4) / 4.0) / np.log(1.36)).astype(np.int64)
    return np.asarray(16 + np.where(size <= 4, size, np.minimum(far, 16)) * np.sign(distance), np.int64)


class Heads:
    """The label lists and pair scorers of the bundled model."""

    def __init__(self, about: dict[str, Any], scorers: dict[str, Floats]) -> None:
        self.events: list[str] = about["events"]
        self.attributes: list[str] = about["attributes"]
        self.roles: list[str] = about["roles"]
        self.version: str = about["version"]
        self._calibration: tuple[float, float] = tuple(about.get("calibration", (1.0, 0.0)))
        self._weights = scorers

    def confidence(self, chance: float) -> float:
        """A raw probability as the share of claims like it that a careful reader would make too (fitted on dev)."""
        slope, shift = self._calibration
        return float(expit(slope * logit(min(max(chance, 1e-3), 1 - 1e-3)) + shift))

    @classmethod
    def bundled(cls) -> "Heads":
        """The heads of the model that comes with the package."""
        from tidings.language import model

        return cls(*model())

    def on(self, doc: "Doc", hints: Ints | None = None) -> "Signals":
        """The heads' answers for one Doc; `hints` is what the codebook knows of its tokens (`hints.hints`)."""
        known = np.zeros(len(doc), np.int64) if hints is None else hints
        return Signals(self, {k: np.asarray(v, np.float32) for k, v in doc._.signals.items()}, known)

    def event_scores(self, hidden: Floats, hints: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Scores of the event types and of the trigger attributes for each token."""
        w = self._weights
        h = gelu(hidden + w["hint"][hints])
        return h @ w["event_w"].T + w["event_b"], h @ w["attribute_w"].T + w["attribute_b"]

    @cached_property
    def distances(self) -> Floats:
        """The row of every distance from -REACH to REACH."""
        return np.asarray(self._weights["pair_distance"][bucket(np.arange(-REACH, REACH + 1))], np.float32)

    @cached_property
    def _left(self) -> Floats:
        """The pair tagger's bilinear weights with all roles side by side."""
        w = self._weights["pair_W"]
        return np.ascontiguousarray(w.transpose(1, 0, 2).reshape(w.shape[1], -1))

    def pair(self, signals: dict[str, Floats], anchor: int, kind: Kind) -> tuple[int, Floats]:
        """Role probabilities (3, roles, words) around one anchor, and the token the first column stands for.

        `signals` are those of `Signals._pairs`.
        """
        w = self._weights
        first = max(0, anchor - REACH)
        last = min(len(signals["pair_b"]), anchor + REACH + 1)
        z = self.distances[first - anchor + REACH : last - anchor + REACH] + signals["pair_b"][first:last]
        z += signals["pair_a"][anchor] + w["pair_kind"][int(kind == "trigger")]
        scores = w["pair_out_w"] @ gelu(z).T
        left = (signals["pair_q"][anchor] @ self._left).reshape(-1, signals["pair_k"].shape[1])
        scores += left @ signals["pair_k"][first:last].T
        scores += w["pair_out_b"][:, None]
        return first, chances(np.ascontiguousarray(scores.reshape(-1, 3, last - first).swapaxes(0, 1)))


class Signals:
    """What the heads say of one Doc's tokens."""

    def __init__(self, heads: Heads, arrays: dict[str, Floats], hints: Ints) -> None:
        self.heads = heads
        self._arrays, self._hints = arrays, hints
        self._roles: dict[tuple[int, Kind], RoleWords] = {}

    def __bool__(self) -> bool:
        return "cue" in self._arrays

    @cached_property
    def cues(self) -> Floats:
        """Probabilities (3, n): outside, first word of a cue, inside."""
        values = chances(self._arrays["cue"].T.copy())
        values[:, self.blank] = np.array([[1.0], [0.0], [0.0]])
        return values

    @cached_property
    def blank(self) -> npt.NDArray[np.bool_]:
        """Which tokens are white space, of which the model says nothing."""
        return np.asarray(~self._arrays["cue"].any(axis=1), np.bool_)

    @cached_property
    def _scores(self) -> tuple[Floats, Floats]:
        return self.heads.event_scores(self._arrays["event_h"], self._hints)

    @cached_property
    def events(self) -> Floats:
        """Log-probabilities (n, types) of `heads.events`: O, I, then the event types."""
        return np.asarray(log_softmax(self._scores[0], axis=1), np.float32)

    @cached_property
    def _pairs(self) -> dict[str, Floats]:
        """What the pair tagger reads of each token; the parts it multiplies are bent once for all anchors."""
        return {k: gelu(v) if k in {"pair_q", "pair_k"} else v for k, v in self._arrays.items()}

    @property
    def _attributes(self) -> Floats:
        return self._scores[1]

    def choice(self, token: int, names: Sequence[str]) -> dict[str, float]:
        """Probabilities of attributes that exclude each other (stances, statuses) for a trigger at `token`."""
        values = [float(self._attributes[token, self.heads.attributes.index(n)]) for n in names]
        highest = max(values)
        shares = [math.exp(v - highest) for v in values]
        return dict(zip(names, [s / sum(shares) for s in shares], strict=True))

    def chance(self, token: int, name: str) -> float:
        """Probability of one attribute (`background`, a means) for a trigger at `token`."""
        return float(expit(self._attributes[token, self.heads.attributes.index(name)]))

    def roles(self, anchor: int, kind: Kind) -> "RoleWords":
        """The roles of one anchor."""
        key = (anchor, kind)
        if key not in self._roles:
            first, values = self.heads.pair(self._pairs, anchor, kind)
            values[:, :, self.blank[first : first + values.shape[2]]] = NEUTRAL
            self._roles[key] = RoleWords(first, values, self.heads.roles)
        return self._roles[key]


class RoleWords:
    """Probabilities (3, roles, words) of the words around an anchor to be outside, first and inside of its roles."""

    def __init__(self, first: int, values: Floats, names: Sequence[str]) -> None:
        self.first, self._names = first, names
        self.last = first + values.shape[2]
        self._values, self._inside = values, values[1] + values[2]

    def spans(self, role: str, threshold: float = 0.5) -> list[tuple[int, int, float]]:
        """(start, end, score) of the runs of tokens in `role`, in order; the score is their mean probability.

        The runs are those of the most probable path of outside, first and inside words; a `threshold` below 0.5 makes
        being inside that much likelier.
        """
        row = self._names.index(role)
        high = np.flatnonzero(self._inside[row] > hot(threshold))
        if not len(high):
            return []
        near = slice(int(high[0]), int(high[-1]) + 1)
        at = self.first + near.start
        found = runs(self._values[:, row, near], threshold)
        return [(start + at, end + at, score) for start, end, score in found]

    def best(self, role: str, floor: float = 0.0) -> float:
        """The highest probability of any word to be in `role`."""
        return float(self._inside[self._names.index(role)].max(initial=floor))

    def of(self, role: str, start: int, end: int) -> float:
        """The mean probability of tokens start..end to be in `role` (0 out of reach)."""
        p = self._inside[self._names.index(role), max(0, start - self.first) : max(0, end - self.first)]
        return float(p.mean()) if len(p) else 0.0


def runs(p: Floats, threshold: float) -> Iterator[tuple[int, int, float]]:
    """(start, end, score) of the runs of words that the chances (3, words) of outside, first and inside make.

    They are those of the best path, on which a first word may also go on a run and two runs hardly ever touch; the
    score is the mean chance of being first or inside.
    """
    inside = p[1] + p[2]
    for first, last in _warm(inside, hot(threshold)):
        scores = np.log(np.maximum((p[0, first:last], p[1, first:last], inside[first:last]), LEAST))
        scores[0] += np.log(threshold / (1.0 - threshold))
        begin = -1
        for i, state in enumerate([*path(scores.T.tolist(), TOUCHING), 0], first):
            if begin >= 0 and state != INSIDE:
                yield begin, i, float(inside[begin:i].mean())
                begin = -1
            if state == FIRST:
                begin = i


def hot(threshold: float) -> float:
    """The chance that a word of every run exceeds: without one, staying outside is always likelier."""
    return min(threshold, 0.5) / 2


def _warm(inside: Floats, least: float) -> Iterator[tuple[int, int]]:
    """The stretches that a best path may have runs in: some word above `least`, and cold words around.

    Three cold words on end cost a run more than a run begun anew.
    """
    begin, end, high = -1, -1, 0.0
    warm = np.flatnonzero(inside > COLD)
    for i, chance in zip(warm.tolist(), inside[warm].tolist(), strict=True):
        if begin < 0 or i - end > 2:
            if high > least:
                yield begin, end
            begin, high = i, 0.0
        end, high = i + 1, max(high, chance)
    if high > least:
        yield begin, end


def path(scores: Sequence[Sequence[float]], again: float = 0.0) -> list[int]:
    """The best path of outside, first and inside words; inside follows only first or inside.

    `again` is added where one run begins right behind another (a log-probability: below 0 makes that rarer).
    """
    total = [scores[0][0], scores[0][1], -np.inf]
    back: list[tuple[int, int, int]] = []
    for out, new, go_on in scores[1:]:
        within = FIRST if total[FIRST] >= total[INSIDE] else INSIDE
        before = within if total[within] > total[0] else 0
        fresh = within if total[within] + again > total[0] else 0
        back.append((before, fresh, within))
        total = [total[before] + out, total[fresh] + (again if fresh else 0.0) + new, total[within] + go_on]
    state = max(range(3), key=total.__getitem__)
    states = [state]
    for step in reversed(back):
        state = step[state]
        states.append(state)
    return states[::-1]
