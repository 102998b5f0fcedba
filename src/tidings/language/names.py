"""Names the model found, put right at their edges."""

from collections.abc import Sequence

from spacy.tokens import Token

LEADING = frozenset({"the", "a", "an", "and", "of"})
TRAILING = frozenset({"of", "the", "and", "'s", "’s", "a", "an", ",", "-"})

Name = tuple[int, int, str]


def trim(words: Sequence[Token], names: Sequence[Name]) -> list[Name]:
    """Names (start, end, type) over `words` without a leading "the" or a trailing "of" or "'s"; empty ones go."""
    kept = []
    for start, end, label in names:
        if label != "DATE":
            while start < end and words[start].lower_ in LEADING:
                start += 1
            while start < end and words[end - 1].lower_ in TRAILING:
                end -= 1
        if start < end:
            kept.append((start, end, label))
    return kept
