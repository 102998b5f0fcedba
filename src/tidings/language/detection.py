"""Which language a text is in: by its script, and where languages share one by their small words and own letters.

Made for the question whether a report is English, from five words on. Longer words of the English tables of
spacy-lookups-data count too, where there are many, so that a headline without small words is told as well.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache, lru_cache

from spacy.lookups import load_lookups

from tidings.codebook.tables import table

SAMPLE = 4000  # characters that are looked at, from the start
MOSTLY = 0.6  # share of letters from which a script counts as the text's
ALONE = {
    "HEBREW": "he",
    "GREEK": "el",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "SINHALA": "si",
    "THAI": "th",
    "LAO": "lo",
    "MYANMAR": "my",
    "KHMER": "km",
    "ETHIOPIC": "am",
    "TIBETAN": "bo",
    "HANGUL": "ko",
    "CJK": "zh",
}
KANA = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA")
LETTERS = {  # letters that English and most others of their script lack
    "ru": "ыэё",
    "uk": "їєґ",
    "be": "ў",
    "sr": "ђћ",
    "mk": "ѓќѕ",
    "kk": "құ",
    "fa": "پچژگ",
    "ur": "ٹڈڑںے",
    "ps": "ټډړښځڅېۍ",
    "az": "ə",
    "ca": "çàò",
    "cs": "ěřů",
    "da": "øæå",
    "de": "ßäöü",
    "es": "ñ¿ó",
    "et": "õäü",
    "fi": "äö",
    "fr": "éèêçà",
    "hr": "đćč",
    "hu": "őűáé",
    "it": "èàò",
    "ku": "êîşû",
    "lt": "ėųį",
    "lv": "ņģķļ",
    "nb": "øåæ",
    "pl": "łąęż",
    "pt": "ãõçê",
    "ro": "țăș",
    "sk": "ľĺŕô",
    "sl": "čšž",
    "sv": "åäö",
    "tr": "ğışç",
    "vi": "ơưđạế",
}
OWN_LETTER = 0.3  # what one of these weighs beside a small word
ENGLISH_WORD = 0.2  # what a word of the English tables weighs beside a small word
LEAST = 0.25  # what speaks for another language must weigh: one small word that many share tells nothing
NEEDED = 0.4  # share of longer words that must be in the English tables before they count


def detect(text: str) -> str | None:
    """Name the language `text` is written in (ISO 639-1), None when there is too little or too mixed a text to tell."""
    letters = [c for c in text[:SAMPLE] if c.isalpha()]
    scripts = Counter(map(_script, letters))
    if not scripts:
        return None
    if sum(scripts[k] for k in KANA) > 0.1 * len(letters):
        return "ja"
    script, count = scripts.most_common(1)[0]
    if count < MOSTLY * len(letters):
        return None
    if script in ALONE:
        return ALONE[script]
    return _by_words(text[:SAMPLE], script.capitalize())


@lru_cache(4096)
def _script(letter: str) -> str:
    """First word of the letter's Unicode name."""
    return unicodedata.name(letter, "?").split()[0]


@cache
def _small_words(script: str) -> dict[str, dict[str, float]]:
    """Small word -> the languages that have it, each with a weight: the rarer among languages, the more."""
    owners: dict[str, list[str]] = {}
    for language, words in table("small_words").get(script, {}).items():
        for word in set(words.split()):
            owners.setdefault(word, []).append(language)
    return {word: dict.fromkeys(found, 1 / len(found)) for word, found in owners.items()}


@cache
def _english() -> frozenset[str]:
    index = load_lookups("en", ["lemma_index"]).get_table("lemma_index")
    return frozenset(w for kind in index for w in index[kind] if len(w) > 3)


@cache
def _languages(script: str) -> frozenset[str]:
    return frozenset(table("small_words").get(script, {}))


def _by_words(text: str, script: str) -> str | None:
    """Choose the language whose small words and own letters are commonest; English only where it is ahead."""
    small = _small_words(script)
    words = re.findall(r"[^\W\d_]+", text.lower())
    score: dict[str, float] = defaultdict(float)
    for word in words:
        for language, weight in small.get(word, {}).items():
            score[language] += weight
    letters = Counter(text.lower())
    for language in LETTERS.keys() & _languages(script):
        score[language] += OWN_LETTER * sum(letters[c] for c in LETTERS[language])
    if script == "Latin":
        longer = [w for w in words if len(w) > 3]
        known = sum(w in _english() or w[:-1] in _english() for w in longer)
        score["en"] += ENGLISH_WORD * known if known >= NEEDED * len(longer) else 0
    best = max(score, key=lambda language: (score[language], language != "en", language), default=None)
    return best if best and score[best] >= (LEAST if best != "en" else 0.01) else None
