"""Scores -> names, trees, relations and windows, against slow and plain ways to the same."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.language.decoding import NameTags, heads, relations, tree
from tidings.language.windows import stretches

LABELS = ["O", "B-X", "I-X", "B-Y", "I-Y"]


def scores(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def allowed(path: tuple[int, ...], starts: np.ndarray) -> bool:
    for i, label in enumerate(path):
        if LABELS[label][0] == "I":
            before = LABELS[path[i - 1]] if i and not starts[i] else "O"
            if before[2:] != LABELS[label][2:]:
                return False
    return True


def is_tree(head: np.ndarray) -> bool:
    """One root, and every word reaches it; head[0] is not looked at."""
    if sum(head[1:] == 0) != 1:
        return False
    for word in range(1, len(head)):
        for _ in range(len(head)):
            word = head[word]
            if not word:
                break
        if word:
            return False
    return True


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_names_take_the_best_path_that_the_labels_allow(seed: int, words: int) -> None:
    logits = scores(seed, 2, words, len(LABELS))
    starts = np.random.default_rng(seed).random((2, words)) < 0.3
    starts[:, 0] = True
    found = NameTags(LABELS)(logits, starts)
    for row in range(2):
        paths = [p for p in product(range(len(LABELS)), repeat=words) if allowed(p, starts[row])]
        best = max(paths, key=lambda p: sum(logits[row, t, y] for t, y in enumerate(p)))
        assert tuple(found[row]) == best


@settings(max_examples=200)
@given(st.integers(0, 100_000), st.integers(1, 12), st.floats(0, 1))
def test_every_sentence_gets_one_tree(seed: int, words: int, often: float) -> None:
    rng = np.random.default_rng(seed)
    arc = scores(seed, 3, words + 1, words + 1)
    starts = rng.random((3, words)) < often
    starts[:, 0] = True
    lengths = rng.integers(1, words + 1, 3)
    lengths[0] = words
    found = heads(arc, starts, lengths)
    for row in range(3):
        firsts = [*np.flatnonzero(starts[row, : lengths[row]]), lengths[row]]
        for first, last in pairwise(firsts):
            inner = found[row, first + 1 : last + 1]
            assert is_tree(np.array([0, *np.where(inner == 0, 0, inner - first)]))


@given(st.integers(0, 100_000), st.integers(1, 9))
def test_a_greedy_tree_stands(seed: int, words: int) -> None:
    arc = scores(seed, 1, words + 1, words + 1)
    masked = arc[0].copy()
    np.fill_diagonal(masked, -np.inf)
    greedy = masked.argmax(1)
    greedy[0] = 0
    if is_tree(greedy):
        starts = np.array([[True] + [False] * (words - 1)])
        assert list(heads(arc, starts, np.array([words]))[0]) == list(greedy)


@given(st.integers(0, 100_000), st.integers(2, 5))
def test_no_tree_with_the_same_root_scores_better(seed: int, words: int) -> None:
    arc = scores(seed, words + 1, words + 1)
    found = tree(arc)
    assert is_tree(found)
    root = int(np.flatnonzero(found[1:] == 0)[0]) + 1
    choices = [[0] if w == root else [h for h in range(1, words + 1) if h != w] for w in range(1, words + 1)]
    trees = [np.array([0, *c]) for c in product(*choices) if is_tree(np.array([0, *c]))]

    def worth(head: np.ndarray) -> float:
        return float(sum(arc[w, head[w]] for w in range(1, words + 1)))

    assert worth(found) == pytest.approx(max(map(worth, trees)), abs=1e-4)


def test_relations_are_bilinear() -> None:
    rng = np.random.default_rng(0)
    left, right, scorer = (rng.normal(size=s).astype(np.float32) for s in ((7, 4), (7, 5), (3, 4, 5)))
    expected = [[a @ r @ b for r in scorer] for a, b in zip(left, right, strict=True)]
    np.testing.assert_allclose(relations(left, right, scorer), expected, rtol=1e-4, atol=1e-5)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=60),
    st.integers(1, 12),
    st.integers(9, 40),
)
def test_stretches_cover_the_words_and_end_at_seams(
    words: list[tuple[int, bool]], most_words: int, most_pieces: int
) -> None:
    sizes = np.array([size for size, _ in words], np.int64)
    seams = np.array([seam for _, seam in words], np.bool_)
    if len(seams):
        seams[0] = False
    found = list(stretches(sizes, seams, most_words, most_pieces))
    assert [i for first, last in found for i in range(first, last)] == list(range(len(words)))
    for first, last in found:
        assert last == len(words) or seams[last]
        fits = last - first <= most_words and sizes[first:last].sum() <= most_pieces
        assert fits or not seams[first + 1 : last].any()


def test_stretches_are_as_long_as_a_window_holds() -> None:
    seams = np.array([i in (3, 6, 9) for i in range(12)])
    assert list(stretches(np.ones(12, np.int64), seams, 7, 100)) == [(0, 6), (6, 12)]
    assert list(stretches(np.ones(12, np.int64), seams, 100, 5)) == [(0, 3), (3, 6), (6, 9), (9, 12)]
