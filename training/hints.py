"""What the codebook knows of each word of a chunk, as the event head reads it."""

from collections.abc import Sequence

from spacy.tokens import Doc

from tidings.codebook import load
from tidings.coding.hints import hints
from tidings.language.pipeline import build


def add(chunks: Sequence[object]) -> None:
    """Set `hints` of every chunk with events; tags and lemmas are those of the bundled model."""
    nlp, codebook = build(), load()
    wanted = [c for c in chunks if c.events]  # type: ignore[attr-defined]
    docs = (Doc(nlp.vocab, words=[w if w.strip() else "." for w in c.words]) for c in wanted)  # type: ignore[attr-defined]
    for chunk, doc in zip(wanted, nlp.pipe(docs)):
        chunk.hints = hints(doc, codebook.triggers(doc)).tolist()  # type: ignore[attr-defined]
