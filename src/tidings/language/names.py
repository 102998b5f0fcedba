"""Names the model found, put right at their edges."""

from collections.abc import Sequence
from functools import cache

from spacy.tokens import Token

from tidings.codebook.tables import table

Name = tuple[int, int, str]
ONE_PIECE = ("PERSON", "ORG")  # two of these side by side are one name, cut


def mended(words: Sequence[Token], names: Sequence[Name]) -> list[Name]:
    """Join and trim names (start, end, type) over `words`.

    Two persons or organisations with nothing between them are one; no name but a date begins with "the" or ends with
    "of", "'s" or a full stop. Names of which nothing is left go.
    """
    begins, ends = _edges()
    kept = []
    for start, end, label in _joined(names):
        if label != "DATE":
            while start < end and words[start].lower_ in begins:
                start += 1
            while start < end and words[end - 1].lower_ in ends:
                end -= 1
        if start < end:
            kept.append((start, end, label))
    return kept


@cache
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    words = table("en/tokens")
    return frozenset(words["no_name_begins"]), frozenset(words["no_name_ends"])


def _joined(names: Sequence[Name]) -> list[Name]:
    joined: list[Name] = []
    for start, end, label in names:
        if joined and joined[-1][1] == start and joined[-1][2] == label and label in ONE_PIECE:
            joined[-1] = (joined[-1][0], end, label)
        else:
            joined.append((start, end, label))
    return joined
