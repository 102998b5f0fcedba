"""The spaCy component `tidings_lemmatizer`: base forms by rules and tables."""

from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.lookups import load_lookups


@Language.factory("tidings_lemmatizer", assigns=["token.lemma"])
def make_lemmatizer(nlp: Language, name: str) -> EnglishLemmatizer:
    """Make the component."""
    component = EnglishLemmatizer(nlp.vocab, None, name, mode="rule")
    component.initialize(lookups=load_lookups("en", ["lemma_rules", "lemma_exc", "lemma_index"]))
    return component
