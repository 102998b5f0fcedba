"""The class of each word of a sentence: preposition, auxiliary, conjunction, mark, or content."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tidings.codebook.tables import table
from tidings.coding.words import Lexicon, Word, grammar

CONTENT = ""
MARKS = {
    ",": "comma",
    "(": "open",
    ")": "close",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    ";": "stop",
    ":": "colon",
    "/": "conj",
    "&": "conj",
    "+": "conj",
}
ORDER = (
    ("be", "be"),
    ("have", "have"),
    ("neg", "negations"),
    ("rel", "relatives"),
    ("conj", "conjunctions"),
    ("or", "disjunctions"),
    ("sub", "subordinators"),
    ("prep", "prepositions"),
    ("modal", "modals"),
    ("pronoun", "pronouns"),
    ("adv", "adverbs"),
    ("verb", "verbs"),
    ("det", "articles"),
    ("det", "determiners"),
    ("det", "possessives"),
)


@cache
def _classes(overlay: Path | None = None) -> tuple[dict[str, str], frozenset[str]]:
    """Small word -> class, the first list that holds it decides; and the names of days."""
    g = grammar(overlay)
    found: dict[str, str] = {}
    for kind, name in ORDER:
        for word in g[name]:
            found.setdefault(word, kind)
    for word in g["possessives"]:
        found[word] = "det"
    time = table("en/time", overlay)
    days = frozenset(time["weekdays"]) | (frozenset(time["months"]) - frozenset(time["months_unsure"]))
    return found, days


def classes(words: Sequence[Word]) -> list[str]:
    """The class of every word; content words have the empty class, quotation marks "quote"."""
    return [_of(word, grammar()) for word in words]


def _of(word: Word, g: Lexicon) -> str:
    small, days = _classes()
    low = word.low
    if low in g["quotes"]:
        return "quote"
    if word.mark:
        return MARKS.get(low, "mark")
    kind = small.get(low)
    if kind == "verb" and word.title:
        return CONTENT  # "Islamic State"; a sentence hardly begins with its verb
    if kind == "pronoun" and word.text.isupper() and len(low) == 2:
        return CONTENT  # "US", "IT"
    if kind is not None:
        return kind
    if low in days:
        return "day"
    if low.endswith(tuple(g["negative_endings"])):
        return "neg"
    if low.endswith(tuple(g["adverb_endings"])) and len(low) > 4 and not word.title and low not in g["not_adverbs"]:
        return "adv"
    return CONTENT
