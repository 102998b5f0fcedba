"""Event types as linking sees them: which of them can be one event."""

from functools import cache
from typing import Literal

from tidings.codebook.tables import table

__all__ = ["Kind", "kind"]

Kind = Literal["violence", "harm", "speech", "politics"]


@cache
def kind(event: str) -> Kind:
    """Violence, its harm, an act of speech (which is about another event), or another act of state and politics."""
    entry = table("events").get(event)
    if not isinstance(entry, dict):
        return "violence"
    if entry.get("speech"):
        return "speech"
    family = entry.get("family")
    return family if family in ("violence", "harm") else "politics"
