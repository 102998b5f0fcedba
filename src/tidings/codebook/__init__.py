"""The codebook: what Tidings knows of words, events, actors and offices, as tables an analyst may edit.

    codebook = load()                    # the package's own tables
    codebook = load(Path("my-codebook")) # with a user's files laid over them

Tables are read when first asked for; with an overlay all are checked at once. docs/codebook.md says how to write them.
"""

from tidings.codebook.book import Codebook, check, load
from tidings.codebook.loading import suggest
from tidings.codebook.matching import Found, Words
from tidings.codebook.models import (
    MEANS,
    Actor,
    Body,
    Country,
    Cue,
    EventType,
    Office,
    Person,
    Phrase,
    Trigger,
)
from tidings.codebook.schemes import Codes
from tidings.codebook.sources import SourceClass
from tidings.codebook.spelling import name_key

__all__ = [
    "MEANS",
    "Actor",
    "Body",
    "Codebook",
    "Codes",
    "Country",
    "Cue",
    "EventType",
    "Found",
    "Office",
    "Person",
    "Phrase",
    "SourceClass",
    "Trigger",
    "Words",
    "check",
    "load",
    "name_key",
    "suggest",
]
