"""Scores -> decisions, for a whole batch at once: names by Viterbi, sentences, trees and relations.

Arrays are (windows, words): row and column 0 of tree scores are the root, words count from 1 there.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEVER = np.float32(-1e9)


class NameTags:
    """Best BIO sequence under the labels' own grammar: I-X only after B-X or I-X and never first in a sentence.

    `reluctance` is what every word gains (in log-odds) to be of no name.
    """

    def __init__(self, labels: Sequence[str], reluctance: float = 0.0) -> None:
        index = {label: i for i, label in enumerate(labels)}
        inside = [label for label in labels if label.startswith("I-")]
        self._inside = np.array([index[label] for label in inside])
        self._begin = np.array([index["B-" + label[2:]] for label in inside])
        self._bias = np.array([reluctance * (label == "O") for label in labels], np.float32)

    def __call__(self, logits: Floats, starts: Bools) -> Ints:
        """`logits` (windows, words, labels), `starts` true where a sentence begins -> label index of each word."""
        windows, words, labels = logits.shape
        inside, begin = self._inside, self._begin
        back = np.empty((words, windows, labels), np.int64)
        score = logits[:, 0] + self._bias
        score[:, inside] = NEVER
        rows = np.arange(windows)
        for t in range(1, words):
            best = score.argmax(1)
            came = np.repeat(best[:, None], labels, 1)
            step = np.repeat(score[rows, best][:, None], labels, 1)
            from_begin, from_inside = score[:, begin], score[:, inside]
            came[:, inside] = np.where(from_begin >= from_inside, begin, inside)
            step[:, inside] = np.where(starts[:, t, None], NEVER, np.maximum(from_begin, from_inside))
            back[t] = came
            score = step + logits[:, t] + self._bias
        path = np.empty((windows, words), np.int64)
        path[:, -1] = score.argmax(1)
        for t in range(words - 1, 0, -1):
            path[:, t - 1] = back[t][rows, path[:, t]]
        return path


def heads(arc: Floats, starts: Bools, lengths: Ints) -> Ints:
    """Head of each word, one tree with one root in every sentence.

    `arc` (windows, words + 1, words + 1) scores dependent x head, `starts` (windows, words), `lengths` words of each
    window. Returns (windows, words + 1): 0 the root, else the head's number in the window; column 0 is 0.
    """
    windows, size, _ = arc.shape
    sentence = np.zeros((windows, size), np.int64)
    sentence[:, 1:] = starts.cumsum(1)
    sentence[:, 1:][np.arange(size - 1)[None] >= lengths[:, None]] = -1
    allowed = sentence[:, :, None] == sentence[:, None, :]
    allowed[:, :, 0] = True
    allowed[:, np.arange(size), np.arange(size)] = False
    scores = np.where(allowed, arc, NEVER)
    head: Ints = scores.argmax(2)
    head[sentence < 1] = 0
    for window, number in _broken(head, sentence):
        words = np.flatnonzero(sentence[window] == number)
        chosen = np.concatenate(([0], words))
        head[window, words] = chosen[tree(scores[window][np.ix_(chosen, chosen)])[1:]]
    return head


def _broken(head: Ints, sentence: Ints) -> list[tuple[int, int]]:
    """(window, sentence) of those that are no single-rooted tree: roots counted, cycles found by doubling the steps."""
    windows, size = head.shape
    count = int(sentence.max()) + 1
    number = np.where(sentence > 0, sentence + np.arange(windows)[:, None] * count, 0)
    roots = np.bincount(number[(head == 0) & (sentence > 0)], minlength=windows * count)
    exists = np.bincount(number[sentence > 0], minlength=windows * count) > 0
    reached = head
    for _ in range(size.bit_length()):
        reached = np.take_along_axis(reached, reached, 1)
    bad = exists & (roots != 1)
    bad[number[reached > 0]] = True
    return [(int(k) // count, int(k) % count) for k in np.flatnonzero(bad)]


def tree(scores: Floats) -> Ints:
    """Best tree with one root over `scores` (words + 1, words + 1), dependent x head; head of each, 0 for the root's.

    The root is the word that loses least by it (Chu-Liu-Edmonds does the rest).
    """
    size = len(scores)
    scores = scores.copy()
    np.fill_diagonal(scores, NEVER)
    if size == 2:
        return np.zeros(2, np.int64)
    head = scores.argmax(1)
    loss = scores[1:, 0] - scores[1:, 1:].max(1)
    candidates = np.flatnonzero(head[1:] == 0)
    root = 1 + (int(candidates[loss[candidates].argmax()]) if len(candidates) else int(loss.argmax()))
    scores[1:, 0] = NEVER
    scores[root] = NEVER
    scores[root, 0] = 0.0
    return _arborescence(scores.astype(np.float64))


def _cycle(head: Ints) -> Ints:
    """Find the words of one cycle of `head`, none if it is a tree."""
    state = np.zeros(len(head), np.int64)
    for start in range(1, len(head)):
        word = start
        while word and not state[word]:
            state[word] = start
            word = int(head[word])
        if word and state[word] == start:
            cycle = [word]
            while (word := int(head[word])) != cycle[0]:
                cycle.append(word)
            return np.array(cycle)
    return np.zeros(0, np.int64)


def _arborescence(scores: npt.NDArray[np.float64]) -> Ints:
    """Chu-Liu-Edmonds: contract a cycle to one word, solve, open the cycle where the solution enters it."""
    head: Ints = scores.argmax(1)
    head[0] = 0
    cycle = _cycle(head)
    if not len(cycle):
        return head
    rest = np.setdiff1d(np.arange(len(scores)), cycle)
    inner = scores[cycle, head[cycle]]
    entering = scores[np.ix_(cycle, rest)] - inner[:, None]  # cycle word x outside head
    leaving = scores[np.ix_(rest, cycle)]  # outside word x cycle head
    small = np.full((len(rest) + 1, len(rest) + 1), np.float64(NEVER))
    small[:-1, :-1] = scores[np.ix_(rest, rest)]
    small[-1, :-1] = entering.max(0)
    small[:-1, -1] = leaving.max(1)
    solved = _arborescence(small)
    for k in range(1, len(rest)):
        outside = int(solved[k])
        head[rest[k]] = cycle[int(leaving[k].argmax())] if outside == len(rest) else rest[outside]
    outer = int(solved[-1])
    head[cycle[int(entering[:, outer].argmax())]] = rest[outer]
    return head


def relations(dependents: Floats, governors: Floats, scorer: Floats) -> Floats:
    """Score every relation for pairs of word and head.

    (pairs, d), (pairs, d), (relations, d, d) -> (pairs, relations)
    """
    count, left, right = scorer.shape
    flat = scorer.transpose(1, 0, 2).reshape(left, count * right)
    crossed = (dependents @ flat).reshape(len(dependents), count, right)
    scores: Floats = np.einsum("prj,pj->pr", crossed, governors)
    return scores
