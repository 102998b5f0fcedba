"""Which words stand in quotation marks, and which paragraph each word is of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

OPENING, CLOSING, EITHER = frozenset("“«„"), frozenset("”»"), frozenset(('"', "''", "``"))


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens start..end (end exclusive), marks included; one never closed runs to the end of its paragraph."""

    start: int
    end: int

    def __contains__(self, token: int) -> bool:
        return self.start <= token < self.end


def quotations(doc: "Doc") -> list[Quotation]:
    """The stretches in double quotation marks, in order; straight marks open and close in turn."""
    found = []
    start = -1
    for token in doc:
        text = token.text
        if token.is_space and "\n" in text:
            if start >= 0:
                found.append(Quotation(start, token.i))
            start = -1
        elif start < 0 and (text in OPENING or text in EITHER):
            start = token.i
        elif start >= 0 and (text in CLOSING or text in EITHER):
            found.append(Quotation(start, token.i + 1))
            start = -1
    return [*found, Quotation(start, len(doc))] if start >= 0 else found


def paragraphs(doc: "Doc") -> list[int]:
    """The number of its paragraph for each token."""
    number, found = 0, []
    for token in doc:
        number += token.is_space and "\n" in token.text
        found.append(number)
    return found
