"""Loading: the bundled model on spaCy's English tokenizer, or any installed spaCy pipeline the user names."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import spacy
from spacy.language import Language

import tidings.language.component  # registers its factory
import tidings.language.lemmas
import tidings.language.schemes  # noqa: F401 - registers its components
from tidings.errors import InputError
from tidings.language.tokenizer import make_tokenizer

MOST_LETTERS = 50_000_000  # spaCy refuses longer texts; ours are cut into windows, so memory is no concern


def load(pipeline: str | None = None) -> Language:
    """Load the pipeline that turns English text into a Doc, once per process.

    None is the bundled model. The name of an installed spaCy pipeline (or the path of one) takes its tags, parse and
    names instead, its labels turned into ours; the bundled model then only adds `doc._.signals`. Raises InputError when
    the name is not installed or the pipeline has no tagger or parser.
    """
    return _loaded(pipeline)


@cache
def _loaded(pipeline: str | None) -> Language:
    if pipeline is None:
        return build()
    nlp = _installed(pipeline)
    _check(nlp, pipeline)
    if "dobj" in (nlp.pipe_labels.get("parser") or ()):
        nlp.add_pipe("tidings_universal")
    nlp.add_pipe("tidings_names")
    nlp.add_pipe("tidings_encoder", name="tidings_signals", config={"signals_only": True})
    nlp.max_length = MOST_LETTERS
    return nlp


def build(folder: Path | None = None, threads: int | None = None) -> Language:
    """Build a new pipeline, shared with no one, with the model in `folder` (the bundled one when None)."""
    nlp = spacy.blank("en")
    nlp.tokenizer = make_tokenizer(nlp)
    nlp.add_pipe("tidings_encoder", config={"folder": str(folder) if folder else None, "threads": threads})
    nlp.add_pipe("tidings_lemmatizer")
    nlp.max_length = MOST_LETTERS
    return nlp


def _check(nlp: Language, pipeline: str) -> None:
    """Add lemmas where the pipeline has none; raise InputError where it lacks what cannot be added."""
    doc = nlp("The army left on Monday.")
    missing = [
        what
        for what, attribute in (("tags", "TAG"), ("parts of speech", "POS"), ("dependencies", "DEP"))
        if not doc.has_annotation(attribute)
    ]
    if missing:
        raise InputError(f"pipeline {pipeline!r} gives no {', '.join(missing)}; name one with a tagger and a parser")
    if not doc.has_annotation("LEMMA"):
        nlp.add_pipe("tidings_lemmatizer")


def _installed(name: str) -> Language:
    if not (spacy.util.is_package(name) or find_spec(name) if name.isidentifier() else Path(name).is_dir()):
        raise InputError(f"pipeline {name!r} is not installed; install it with pip, or leave --pipeline out")
    try:
        nlp = spacy.load(name)
    except (OSError, ImportError, ValueError) as error:
        raise InputError(f"pipeline {name!r} cannot be loaded ({error}); install it again with pip") from error
    return nlp
