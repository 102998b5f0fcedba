"""Letter case given back to texts that are all capitals, by the words of the other corpora: enough to read and train on.

A word is written as the corpora write it most often behind other words of a sentence, small where they often write it
small; unknown words are names unless they look like a form of a known small word.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

WORD = re.compile(r"[A-Za-z][A-Za-z'\-]*")
_WORD_AT = re.compile(r"(?<![0-9])[A-Za-z][A-Za-z'\-]*")
_SENTENCES = re.compile(r'(?<=[.!?:"\n])\s+')
_ENDS = re.compile(r"[.!?][\"')\]]*\s*$|\n\s*\n|:\s*\"$|--\s*$")
_TITLES = {"gen", "col", "lt", "maj", "capt", "dr", "mr", "mrs", "sgt", "st", "u.s", "u", "s"}
SMALL = 0.12
"""Share of small spellings that makes a word small: "army", "president"."""


class Case:
    """How words are written."""

    def __init__(self, texts: Iterable[str], tokens: Iterable[list[str]] = ()) -> None:
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for sentence in _SENTENCES.split(text):
                for word in list(WORD.finditer(sentence))[1:]:
                    seen[word[0].lower()][word[0]] += 1
        for words in tokens:
            for word in words[1:]:
                if WORD.fullmatch(word):
                    seen[word.lower()][word] += 1
        self.known = {
            low: low if forms[low] >= SMALL * sum(forms.values()) else max(forms, key=lambda f: (forms[f], f))
            for low, forms in seen.items()
        }

    def text(self, capitals: str) -> str:
        """The text with the same length, in mixed case."""
        capitals = re.sub(r"(?<=\d)(ST|ND|RD|TH)\b", lambda m: m[0].lower(), capitals)
        out, last, first = [], 0, True
        for m in _WORD_AT.finditer(capitals):
            gap = capitals[last : m.start()]
            if re.fullmatch(r"\.\s+", gap):
                before = capitals[:last].split()[-1:]
                first = not before or before[0].lower().strip('"(') not in _TITLES
            elif _ENDS.search(gap):
                first = True
            bracketed = gap.endswith("(") and capitals[m.end() : m.end() + 1] == ")"
            out += [gap, self.word(m[0], first, bracketed)]
            first, last = False, m.end()
        return "".join([*out, capitals[last:]])

    def word(self, word: str, first: bool, bracketed: bool) -> str:
        """One word; `first` of a sentence, `bracketed` alone in brackets (a group's short name)."""
        low = word.lower()
        if "-" in word and low not in self.known:
            return "-".join(
                self.word(part, first and i == 0, bracketed) if part else part for i, part in enumerate(word.split("-"))
            )
        if len(word) == 1 and low != "a":
            return word.upper()
        if low in self.known:
            written = self.known[low]
        elif bracketed or not re.search("[aeiouy]", low):
            written = word.upper()
        else:
            stems = (low[:-1], low[:-2], low[:-3], low[:-2] + "e", low[:-3] + "e", low[:-1] + "e")
            written = low if any(len(s) > 3 and self.known.get(s) == s for s in stems) else low.capitalize()
        return written[0].upper() + written[1:] if first else written
