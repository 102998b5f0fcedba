"""spaCy's English tokenizer, mended for news and for words as the UD treebanks cut them."""

import re

import spacy.util
from spacy.lang.char_classes import ALPHA, HYPHENS
from spacy.lang.tokenizer_exceptions import emoticons
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from tidings.codebook.tables import table

WHOLE = re.compile(r"(?:[0-9]{1,3}-)?(?:[0-9]{3}-){1,2}[0-9]{4}|#[A-Za-z]\w+").fullmatch  # telephone numbers, hashtags
GLUED = ("and/or",)  # spaCy keeps it one word
PREFIXES = [r"[!?]{2,}", r"\.[!?]+", r"([-*=_~#$.<>])\1+"]  # a run of the same mark is one word
SUFFIXES = [r"[!?]{2,}", r"\.[!?]+", r"([-*=_~<>])\1+", r"(?<=[0-9])[aApP]\.?[mM](?=\.?$)"]
INFIXES = [
    r"—|--+",
    r"(?<=[0-9])–(?=[0-9])",
    rf"(?<=[A-Z]\.)(?:{HYPHENS})(?=[{ALPHA}])",  # U.S.-backed
    r"[.!?](?=\[[0-9])",  # a footnote's number after the full stop
    r"(?<=.)\[(?=[0-9]+$)",
    r"(?<=[—-])[\"“‘]",
]


class EnglishTokenizer(Tokenizer):  # type: ignore[misc]
    """spaCy's tokenizer, and in two "its" where it can only be "it's", and "etc." where it ends a sentence."""

    behind_it_is: frozenset[str] = frozenset()
    ending: frozenset[str] = frozenset()

    def __call__(self, string: str) -> Doc:
        """Cut one text into words."""
        doc: Doc = super().__call__(string)
        cuts = [(t, 2) for t in doc[:-1] if t.lower_ == "its" and t.nbor().lower_ in self.behind_it_is]
        cuts += [(t, len(t) - 1) for t in doc if t.lower_ in self.ending and _ends(doc, t.i)]
        if cuts:
            with doc.retokenize() as words:
                for token, at in cuts:
                    words.split(token, [token.text[:at], token.text[at:]], heads=[(token, 0), (token, 1)])
        return doc


def _ends(doc: Doc, at: int) -> bool:
    """Whether what follows the word begins a sentence, or nothing follows."""
    return at + 1 == len(doc) or doc[at + 1].is_space or doc[at + 1].is_title


def make_tokenizer(nlp: Language) -> Tokenizer:
    """The tokenizer for a blank English pipeline: what differs from spaCy's is in codebook/en/tokens.yaml and above."""
    words = table("en/tokens")
    defaults = nlp.Defaults
    faces = {x for x in emoticons if x[0] not in ":;"}  # "8)" and "):" are no faces in news
    rules = {k: v for k, v in (defaults.tokenizer_exceptions or {}).items() if k not in faces and k not in GLUED}
    rules = {k: v for k, v in rules.items() if k not in words["whole"]}
    rules |= {word: [{65: word}] for word in [*words["abbreviations"], *words["slashed"]]}
    for word, parts in words["parts"].items():
        rules[word] = [{65: part} for part in parts]
        rules[word.capitalize()] = [{65: part} for part in (parts[0].capitalize(), *parts[1:])]
    kept = "".join(rf"(?<!\b{form})" for word in words["prefixes"] for form in (word, word.capitalize()))
    infixes = [_keeping(kept, str(x)) for x in defaults.infixes or ()] + INFIXES
    tokenizer = EnglishTokenizer(
        nlp.vocab,
        rules,
        prefix_search=spacy.util.compile_prefix_regex([*PREFIXES, *(defaults.prefixes or ())]).search,
        suffix_search=spacy.util.compile_suffix_regex([*SUFFIXES, *(defaults.suffixes or ())]).search,
        infix_finditer=spacy.util.compile_infix_regex(infixes).finditer,
        token_match=WHOLE,
        url_match=defaults.url_match,
    )
    tokenizer.behind_it_is = frozenset(words["behind_it_is"])
    tokenizer.ending = frozenset(words["ending"])
    return tokenizer


def _keeping(kept: str, infix: str) -> str:
    """Let spaCy's rule for hyphens within words spare the prefixes `kept`; leave other rules as they are."""
    return kept + infix if HYPHENS in infix else infix
