"""Text -> spaCy Doc with tags, lemmas, parse, sentences, names and signals for the coder."""

from tidings.language.detection import detect
from tidings.language.encoder import model
from tidings.language.pipeline import load

__all__ = ["detect", "load", "model"]
