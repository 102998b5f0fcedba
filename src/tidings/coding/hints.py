"""What the codebook knows of each word, as a number the event head reads beside the word itself."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Doc

    from tidings.codebook import Found
    from tidings.codebook import Trigger as Entry

Ints = npt.NDArray[np.int64]
TYPES = (
    "air_strike", "shelling", "clash", "bombing", "shooting", "attack", "abduction", "sexual_violence", "interception",
    "advance", "sabotage", "casualties", "damage", "outage", "displacement", "deprivation", "accusation",
    "condemnation", "denial", "responsibility", "threat", "demand", "negotiation", "agreement", "military_aid",
    "humanitarian_aid", "sanction", "mobilization", "arrest", "protest", "ceasefire_breach",
)  # fmt: skip
"""The types in the order the model was trained with."""
INSIDE = 1 + 2 * len(TYPES)
COUNT = INSIDE + 1
"""How many hints there are: none, each type strong or weak, a further word of a phrase."""


def hints(doc: "Doc", hits: "Sequence[Found[Entry]]") -> Ints:
    """A hint for every token from `hits`, the codebook's triggers in the text.

    A type of a user's own codebook that the model does not know gives none.
    """
    found = np.zeros(len(doc), np.int64)
    for hit in hits:
        if hit.entry.event in TYPES:
            found[hit.start] = 1 + 2 * TYPES.index(hit.entry.event) + (hit.entry.strength == "weak")
            found[hit.start + 1 : hit.end] = INSIDE
    return found
