"""One key for a name under all its spellings in Latin letters: Zelensky, Zelenskyy; Gaddafi, Kadhafi; al-Sisi, el-Sisi.

A key is for comparing, never for showing. It keeps every word of a name in its order, so that two people of one
surname stay apart, and leaves of each word what transliterations agree on: its consonants, and whether a vowel is
open (a, e), close (i, y), round (o, u) or slides from open to close (ai, ey).
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from tidings.codebook.names import ARTICLES, words
from tidings.codebook.tables import table

__all__ = ["name_key"]

_ARTICLES = ARTICLES | {
    "al",
    "el",
    "ul",
    "ad",
    "ed",
    "ar",
    "er",
    "as",
    "es",
    "ash",
    "esh",
    "at",
    "et",
    "az",
    "ez",
    "ud",
}
"""Arabic articles, as they sound before the next letter, and English ones."""
_C = "[b-df-hj-np-tv-z]"
_SERVANT = re.compile(r"^ab[deu]+[aeu]?(?:l|r(?=r)|s(?=s)|z(?=z)|n(?=n))(?=[a-z]{3})")
"""Abdul, Abdel, Abder- joined with the name that follows: "Abdulrahman", "Abderrahmane"."""
_CAMEL = re.compile(r"^(?:Al|El)(?=[A-Z][a-z])")
_SON = frozenset({"bin", "ben", "ibn"})
_CONSONANTS = [
    (re.compile(pattern), letters)
    for pattern, letters in [
        # Khaled, Khalid; Nasser, Nasir; Saleh, Salih
        (rf"^({_C}+)aa?({_C}|({_C})\3|[ktsg]h)e(?={_C}$)", r"\1a\2i"),
        (r"(?<=[aeiouy])h$", ""),
        (r"x", "ks"),
        (r"shch|schtsch|chtch|(?<!t)sch(?=[aeiouy])", "S"),
        (r"sh", "S"),
        (r"tsch|tch|sch|ch", "C"),
        (r"dzh|dj|zh", "j"),
        (r"kh", "x"),
        (r"ph", "f"),
        (r"(?<=[dgt])h", ""),
        (r"ck|q|c(?![eiy])", "k"),
        (r"c", "s"),
        (r"tz", "ts"),
        (r"w", "v"),
        (r"(?<=[CSj])o(?=v)", "e"),  # Gorbachov
        (r"(?<=nk)o$", "a"),
    ]
]  # fmt: skip
_TWICE = re.compile(r"([^aeiouy])\1+")
_VOWELS = re.compile(r"[aeiouy]+")
_SLIDE = re.compile(r"^[ae]+[iy]|^aee")
_YU = re.compile(r"[iy][aou]")
_GLIDE = re.compile(r"^[iy]+(?=[aeou])")


@lru_cache(maxsize=65536)
def name_key(name: str, overlay: Path | None = None) -> str:
    """The key of a name; equal for spellings of one name. Empty where `name` has no letter or digit.

    `overlay` is a codebook folder whose `spellings.yaml` is laid over the package's.
    """
    parts: list[str] = []
    for word in words(name):
        if _CAMEL.match(word.text):
            parts += [word.key[:2], word.key[2:]]
        else:
            parts.append(word.key)
    kept = [p for p in _joined(parts) if p not in _ARTICLES] or parts
    keys = ("bn" if p in _SON and len(kept) > 1 else _variants(overlay).get(k := _sound(p), k) for p in kept)
    return " ".join(k for k in keys if k)


def _joined(parts: list[str]) -> list[str]:
    """The words, "Abd al Rahman" and "Abdul Rahman" made one like "Abdulrahman"."""
    found: list[str] = []
    servant = False
    for i, part in enumerate(parts):
        if servant and part in _ARTICLES:
            continue
        if servant:
            found.append("abd" + part)
            servant = False
        elif part in ("abd", "abdul", "abdel", "abdal", "abdol", "abdur", "abder") and i + 1 < len(parts):
            servant = True
        else:
            found.append(_SERVANT.sub("abd", part))
    return [*found, "abd"] if servant else found


@lru_cache(maxsize=65536)
def _sound(word: str) -> str:
    """What transliterations of one word agree on; a word without Latin letters stays as it is."""
    if not re.search(r"[a-z]", word):
        return word
    for pattern, letters in _CONSONANTS:
        word = pattern.sub(letters, word)
    return _VOWELS.sub(_vowel, _TWICE.sub(r"\1", word))


def _vowel(match: re.Match[str]) -> str:
    """The class of a run of vowels after a glide: open a, close i, round u, sliding e."""
    glide = "y" if match.start() == 0 and _YU.match(match[0]) else ""
    run = _GLIDE.sub("", match[0])
    if glide:
        return glide + ("a" if run[0] == "a" else "u")
    if run.startswith("ee"):
        return "i"
    if match.start() == 0 and run[0] in "aeiy":
        return "a"  # Ilham, Elham; Evgeny, Yevgeny
    if _SLIDE.match(run):
        return "e"
    return {"a": "a", "e": "a", "i": "i", "y": "i"}.get(run[0], "u")


@cache
def _variants(overlay: Path | None) -> dict[str, str]:
    """Sound of a spelling of the table -> sound of the name it is filed under."""
    found: dict[str, str] = {}
    for name, spellings in table("spellings", overlay).items():
        for spelling in spellings:
            found[_sound(spelling)] = _sound(name)
    return found
