"""Phrases found in a text in one pass: patterns indexed by their first word, the longest match first.

A pattern is words parted by blanks; each matches a token's lower-case form or its lemma (docs/codebook.md, "Patterns"):
`a|b` either word, `(a b|c)` either group of words, `=word` the form alone, `word/v` only as a verb (`/n` noun, `/a`
adjective), `?word` may be left out, `..` up to two and `...` up to four words that end no clause, `[...]` around the
words that count as the match; the others are context, which no other match may use.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from tidings.codebook.models import Phrase

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

P = TypeVar("P", bound=Phrase)
GAPS = {"..": 2, "...": 4}
JOINTS = frozenset({"-", "–", "‑", "/", "\u00ad"})
CLAUSE_ENDS = frozenset({".", ";", ":", "!", "?", "\n"})
POS = {
    "verb": frozenset({"VERB", "AUX", "", "X"}),
    "noun": frozenset({"NOUN", "PROPN", "", "X"}),
    "adj": frozenset({"ADJ", "NOUN", "", "X"}),
}
SUFFIX = {"v": "verb", "n": "noun", "a": "adj"}
_HYPHEN = re.compile(r"(?<=[\w|])-(?=\w)")
Token = tuple[str, str, str]


class Words:
    """A text's tokens as matching reads them: lower-case forms, lemmas, coarse parts of speech."""

    __slots__ = ("lemmas", "lowers", "pos")

    def __init__(self, lowers: list[str], lemmas: list[str], pos: list[str]) -> None:
        self.lowers, self.lemmas, self.pos = lowers, lemmas, pos

    @classmethod
    def of(cls, tokens: "Words | Doc | Span | Sequence[Token]") -> "Words":
        """From a spaCy Doc or Span, or (form, lemma, part of speech) triples; an empty part of speech fits any."""
        if isinstance(tokens, Words):
            return tokens
        if isinstance(tokens, Sequence):
            return cls([t[0].lower() for t in tokens], [t[1].lower() for t in tokens], [t[2] for t in tokens])
        lowers = [t.lower_ for t in tokens]
        lemmas = [t.lemma_.lower() or low for t, low in zip(tokens, lowers, strict=True)]
        return cls(lowers, lemmas, [t.pos_ for t in tokens])

    def __len__(self) -> int:
        return len(self.lowers)


class Step(NamedTuple):
    """One element of a pattern; `gap` is the number of words it may leap over."""

    words: frozenset[str]
    pos: frozenset[str] | None
    exact: bool
    optional: bool
    gap: int


@dataclass(frozen=True, slots=True)
class Pattern(Generic[P]):
    """A phrase ready to match; `first`..`last` are the steps that count as the match (end exclusive)."""

    entry: P | None
    steps: tuple[Step, ...]
    first: int
    last: int
    weight: int


@dataclass(frozen=True, slots=True)
class Found(Generic[P]):
    """An entry found in tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    entry: P


def _step(word: str) -> Step:
    if word in GAPS:
        return Step(frozenset(), None, False, False, GAPS[word])
    optional, exact = word.startswith("?"), word.lstrip("?").startswith("=")
    body = word.lstrip("?=")
    pos = None
    if len(body) > 2 and body[-2] == "/":
        if body[-1] not in SUFFIX:
            raise ValueError(f"the part of speech /{body[-1]} is none of /v /n /a")
        body, pos = body[:-2], POS[SUFFIX[body[-1]]]
    choices = frozenset(body.lower().split("|"))
    if not body or "" in choices:
        raise ValueError("an alternative is empty; write a|b without blanks")
    return Step(choices, pos, exact, optional, 0)


def alternatives(words: str) -> list[str]:
    """The patterns that a pattern with groups stands for: "fire (tear gas|a shot)" is two."""
    parts = re.split(r"\(([^()]*)\)", words)
    if any("(" in p or ")" in p for p in parts):
        raise ValueError("parentheses do not pair; write (one thing|another)")
    choices = [part.split("|") if n % 2 else [part] for n, part in enumerate(parts)]
    return ["".join(choice) for choice in product(*choices)] if len(parts) > 1 else [words]


def compile_pattern(words: str, entry: P | None = None, pos: str | None = None) -> Pattern[P]:
    """The pattern of `words`. Raises ValueError ("what; remedy") for unpaired brackets or a gap at an end."""
    if words.isalpha():
        step = Step(frozenset({words.lower()}), POS[pos] if pos else None, False, False, 0)
        return Pattern(entry, (step,), 0, 1, 1)
    parts = _HYPHEN.sub(" ", words).replace("[", " [ ").replace("]", " ] ").split()
    steps: list[Step] = []
    marks: dict[str, int] = {}
    for part in parts:
        if part in "[]":
            if part in marks or (part == "]" and "[" not in marks):
                raise ValueError("brackets do not pair; write one [ and one ] after it")
            marks[part] = len(steps)
        else:
            steps.append(_step(part))
    if not steps or ("[" in marks) != ("]" in marks) or marks.get("[", 0) >= marks.get("]", 1):
        raise ValueError("brackets do not pair or hold nothing; write one [ and one ] after it")
    if steps[0].gap or steps[-1].gap or steps[0].optional:
        raise ValueError("a gap (... or ..) or an optional word stands first or a gap last; begin and end with a word")
    edges = (marks.get("[", 0), marks.get("]", 1) - 1)
    if any(steps[k].optional or steps[k].gap for k in edges):
        raise ValueError("a bracket begins or ends with a gap or an optional word; move it inside or outside")
    # a part of speech is asked of one word only: two words say enough by themselves, and headlines are tagged badly
    first, last = marks.get("[", 0), marks.get("]", len(steps))
    if pos and last - first == 1 and steps[first].pos is None:
        steps[first] = steps[first]._replace(pos=POS[pos])
    fixed = sum(not s.gap and not s.optional for s in steps)
    return Pattern(entry, tuple(steps), first, last, fixed)


def _fits(step: Step, words: Words, i: int) -> bool:
    known = words.lowers[i] in step.words or (not step.exact and words.lemmas[i] in step.words)
    return known and (step.pos is None or words.pos[i] in step.pos)


def _walk(steps: tuple[Step, ...], k: int, words: Words, i: int, at: list[int]) -> bool:
    """Match steps from `k` on at token `i`; `at[k]` becomes the token of step k, `at[-1]` the end."""
    if k == len(steps):
        at[k] = i
        return True
    step = steps[k]
    if step.gap:
        at[k] = i
        return _leap(steps, k, words, i, at)
    size = len(words)
    at[k] = i + 1 if 0 < i < size and k and words.lowers[i] in JOINTS else i
    if at[k] < size and _fits(step, words, at[k]) and _walk(steps, k + 1, words, at[k] + 1, at):
        return True
    at[k] = i
    return step.optional and _walk(steps, k + 1, words, i, at)


def _leap(steps: tuple[Step, ...], k: int, words: Words, i: int, at: list[int]) -> bool:
    """Match what follows the gap `k` at token `i` or as many tokens on as the gap may hold, within the clause."""
    for ahead in range(i, i + steps[k].gap + 1):
        if _walk(steps, k + 1, words, ahead, at):
            return True
        if ahead >= len(words) or words.lowers[ahead] in CLAUSE_ENDS:
            break
    return False


class Match(NamedTuple, Generic[P]):
    """A pattern that fits at tokens `start` to `end`; `used` are all tokens it rests on, context words too."""

    start: int
    end: int
    pattern: Pattern[P]
    used: frozenset[int]


class Lexicon(Generic[P]):
    """Many patterns, matched together in one pass over the tokens."""

    def __init__(self, patterns: Iterable[Pattern[P]]) -> None:
        self._single: dict[str, list[Pattern[P]]] = {}
        self._longer: dict[str, list[Pattern[P]]] = {}
        for pattern in patterns:
            index = self._single if len(pattern.steps) == 1 else self._longer
            for word in pattern.steps[0].words:
                index.setdefault(word, []).append(pattern)

    def all(self, tokens: "Words | Doc | Span | Sequence[Token]") -> list[Match[P]]:
        """Every match, overlaps included, longest patterns first, exclusions before others of their length."""
        words = Words.of(tokens)
        found: list[Match[P]] = []
        single, longer = self._single, self._longer
        for i, (low, lemma) in enumerate(zip(words.lowers, words.lemmas, strict=True)):
            for word in (low,) if low == lemma else (low, lemma):
                if word in single:
                    self._one(single[word], word != low, words.pos[i], i, found)
                if word in longer:
                    self._many(longer[word], words, i, found)
        if len(found) > 1:
            found.sort(key=lambda m: (-m.pattern.weight, m.start - m.end, m.pattern.entry is not None, m.start))
        return found

    @staticmethod
    def _one(patterns: list[Pattern[P]], by_lemma: bool, pos: str, i: int, found: list[Match[P]]) -> None:
        for pattern in patterns:
            step = pattern.steps[0]
            if (step.pos is None or pos in step.pos) and not (by_lemma and step.exact):
                found.append(Match(i, i + 1, pattern, frozenset((i,))))

    @staticmethod
    def _many(patterns: list[Pattern[P]], words: Words, i: int, found: list[Match[P]]) -> None:
        for pattern in patterns:
            at = [0] * (len(pattern.steps) + 1)
            if _walk(pattern.steps, 0, words, i, at):
                start = at[pattern.first]
                end = at[pattern.last] if pattern.last == len(pattern.steps) else at[pattern.last - 1] + 1
                context = () if pattern.entry is None else (at[k] for k, s in enumerate(pattern.steps) if s.words)
                found.append(Match(start, end, pattern, frozenset(range(start, end)).union(context)))

    def best(self, tokens: "Words | Doc | Span | Sequence[Token]") -> list[Found[P]]:
        """The matches that stand, in order: the longest win, none share a word, excluded words are left out."""
        taken: set[int] = set()
        kept = []
        for match in self.all(tokens):
            if taken.isdisjoint(match.used):
                taken |= match.used
                if match.pattern.entry is not None:
                    kept.append(Found(match.start, match.end, match.pattern.entry))
        kept.sort(key=lambda m: m.start)
        return kept
