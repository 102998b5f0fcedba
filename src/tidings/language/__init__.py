"""Text -> spaCy Doc with tags, lemmas, parse, sentences, names and signals for the coder."""

from tidings.language.pipeline import load

__all__ = ["load"]
