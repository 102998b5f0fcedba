"""Keys under which names of places are stored and looked up: a folded spelling and a transliteration skeleton.

Standard library only: the build of the gazetteer loads this file before the package's dependencies are installed.
"""

import re
import unicodedata

__all__ = ["bones", "fold", "is_latin", "skeleton", "spelling"]

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "þ": "th",
        "Þ": "Th",
        "ð": "d",
        "Ð": "D",
        "ħ": "h",
        "Ħ": "H",
        "ə": "a",
        "Ə": "A",
        "ŋ": "ng",
        "Ŋ": "Ng",
        "ɓ": "b",
        "Ɓ": "B",
        "ɗ": "d",
        "Ɗ": "D",
        "ƴ": "y",
        "Ƴ": "Y",
        "ɛ": "e",
        "Ɛ": "E",
        "ɔ": "o",
        "Ɔ": "O",
        **dict.fromkeys("'’‘`´ʼʻʹʺʿʾˈ‛", ""),
        **dict.fromkeys("‐‑‒–—-", " "),
    }
)
_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 120
"""Names are looked up by at most this many characters: the longest in GeoNames have about 100."""


def spelling(name: str) -> str:
    """`name` in plain ASCII letters, case kept: "Şanlıurfa" -> "Sanliurfa"; letters of other scripts are dropped."""
    name = name[:_LONGEST].translate(_LETTERS)
    if name.isascii():
        return name
    parts = unicodedata.normalize("NFKD", name)
    return "".join(c for c in parts if not unicodedata.combining(c)).translate(_LETTERS)


def fold(name: str) -> str:
    """The key of a name: plain lower-case letters and digits, single blanks ("St. Louis" -> "saint louis")."""
    words = _OTHER.sub(" ", spelling(name).lower()).split()
    if len(words) > 1 and words[0] in _SHORT:
        words[0] = _SHORT[words[0]]
    return " ".join(words)


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters (with any marks) alone."""
    return all(c < "\u0250" or "\u1e00" <= c <= "\u1eff" or "\u02b0" <= c <= "\u036f" or c in "’‘–ə" for c in name)


_ARTICLE = re.compile(r"\b(?:al|el|ul|ad|ed|an|en|ar|er|as|es|ash|esh|at|et|az|ez|ud|ur|us|wal|bil)\s+(?=[a-z]{2})")
_DIGRAPHS = [
    (re.compile(p), r)
    for p, r in [
        (r"shch|sch(?=[aeiouy])|sh|ş", "S"),
        (r"tch|tsch|ch", "C"),
        (r"dzh|dj|zh|j", "J"),
        (r"ou|oo", "u"),
        (r"x(?=\w)|ks", "ks"),
        (r"g(?=[ei])", "J"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ck|q|c(?![eiy])", "k"),
        (r"c(?=[eiy])", "s"),
        (r"(?<=[aou])w(?![aeiou])", ""),
        (r"w", "v"),
        (r"h(?![aeiouyw])", ""),
    ]
]
_VOWELS = re.compile(r"[aeiouy]+")
_TWICE = re.compile(r"(.)\1+")


def skeleton(name: str) -> str:
    """The consonants a name keeps however it is transliterated: "Deir Ezzor", "Dayr az Zawr" -> "drzr".

    Articles, vowels and doubled letters go; kh and h, q and k, dj, zh and j fall together. A first vowel leaves an "a".
    Empty where fewer than two consonants remain.
    """
    return bones(fold(name))


def bones(key: str) -> str:
    """The skeleton of a name already folded."""
    key = _ARTICLE.sub("", key) or key
    for pattern, letters in _DIGRAPHS:
        key = pattern.sub(letters, key)
    first = "a" if key[:1] in tuple("aeiouy") else ""
    left = _TWICE.sub(r"\1", _VOWELS.sub("", key).replace(" ", ""))
    return first + left if len(left) > 1 else ""
