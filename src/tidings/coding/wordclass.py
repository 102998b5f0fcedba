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


def classes(words: Sequence[Word], overlay: Path | None = None) -> list[str]:
    """The class of every word; content words have the empty class, quotation marks "quote"."""
    small, days = _classes(overlay)
    g = grammar(overlay)
    return [_of(word, g, small, days) for word in words]


def _of(word: Word, g: Lexicon, small: dict[str, str], days: frozenset[str]) -> str:
    low = word.low
    if low in g["quotes"]:
        return "quote"
    if word.mark:
        return MARKS.get(low, "mark")
    kind = small.get(low)
    if kind is None:
        return "day" if low in days else _by_ending(word, g)
    # "Islamic State", "US", "IT": names, not the verb and the pronoun
    named = (kind == "verb" and word.title) or (kind == "pronoun" and word.text.isupper() and len(low) == 2)
    return CONTENT if named else kind


def _by_ending(word: Word, g: Lexicon) -> str:
    """Negated auxiliaries and adverbs are known by their endings."""
    low = word.low
    if low.endswith(tuple(g["negative_endings"])):
        return "neg"
    adverb = low.endswith(tuple(g["adverb_endings"])) and len(low) > 4 and not word.title
    return "adv" if adverb and low not in g["not_adverbs"] else CONTENT


def plural(word: Word, g: Lexicon) -> bool:
    """The noun is a plural: by its ending, or one of the few irregular ones."""
    low = word.low
    if low.endswith((*g["plurals"], *g["plural_peoples"])):
        return True
    return low.endswith(tuple(g["plural_endings"])) and not low.endswith(tuple(g["not_plural_endings"]))
