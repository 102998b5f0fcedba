"""Numbers of a text with their bounds: "at least four" is 4 and open, "dozens" 24 to 99.

The values of bounds and vague words are those of the coding guide; the words stand in `codebook/en/numbers.yaml`.
`read(text)` is usable alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from tidings.codebook.tables import table
from tidings.coding.words import Phrases, Word, split
from tidings.errors import CodebookError

_FIGURE = re.compile(r"\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+|\d{1,10}(?:\.\d{1,3})?")
LIMIT = 2_000_000_000  # the largest count kept; figures beyond it are no counts of people

Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written: its ends (None is open), its words (indices, end exclusive) and the rule that read it.

    `core` are the words of the number itself, without those of its bounds. `additional` says that it comes on top of
    a number given before ("another five"); `others` that it counts "others"; `same` that it repeats the number before.
    """

    min: int | None
    max: int | None
    begin: int
    end: int
    core: tuple[int, int]
    rule: str = "number"
    additional: bool = False
    others: bool = False
    figure: bool = False
    same: bool = False

    @property
    def value(self) -> int:
        """One number to add up and to compare with: the lower end, else the upper."""
        return self.min if self.min is not None else self.max or 0


class NumberTable:
    """`en/numbers.yaml`, made ready for look-up. `words` are its plain lists of words by name."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.units: dict[str, int] = data["units"]
        self.tens: dict[str, int] = data["tens"]
        self.scales: dict[str, int] = data["scales"]
        self.suffixes: dict[str, int] = data["suffixes"]
        self.fractions: dict[str, float] = data["fractions"]
        self.vague: dict[str, Bounds] = _ends(data, "vague")
        self.vague_of = Phrases(_ends(data, "vague_of"))
        self.vague_scaled: dict[str, Bounds] = _ends(data, "vague_scaled")
        self.groups = Phrases(_ends(data, "groups"))
        self.bounds = Phrases({p: kind for kind, phrases in data["bounds"].items() for p in phrases})
        self.bounds_after = Phrases({p: kind for kind, phrases in data["bounds_after"].items() for p in phrases})
        self.between = Phrases(dict.fromkeys(data["ranges"]["between"], True))
        self.ranges: dict[str, frozenset[str]] = {k: frozenset(v) for k, v in data["ranges"].items()}
        self.same = Phrases(dict.fromkeys(data["same"], True))
        self.none = Phrases(dict.fromkeys(data["none"], True))
        self.words = {name: frozenset(value) for name, value in data.items() if isinstance(value, list)}
        self.firsts = self.words["one_more"] | self.words["articles"]
        """The words a number may begin with, figures and compounds ("twenty-five") aside."""
        for plain in (self.units, self.tens, self.fractions, self.vague):
            self.firsts |= plain.keys()
        for phrases in (self.same, self.vague_of, self.groups):
            self.firsts |= phrases.firsts


def _ends(data: dict[str, Any], section: str) -> dict[str, Bounds]:
    """The words of a section with their ends; raises CodebookError where they are no pair of numbers."""
    found: dict[str, Bounds] = {}
    for word, value in data[section].items():
        match value:
            case [int() | None as low, int() | None as high]:
                found[str(word)] = (low, high)
            case _:
                raise CodebookError(f"en/numbers.yaml, {section}: {word!r} needs two numbers, [least, most] or null")
    return found


@cache
def numbers(overlay: Path | None = None) -> NumberTable:
    """The number words of the language."""
    return NumberTable(table("en/numbers", overlay))


def read(text: str, overlay: Path | None = None) -> list[Quantity]:
    """The numbers of `text`, whatever they count; word indices are those of `words.split(text)`."""
    return quantities(split(text), overlay)


def quantities(words: Sequence[Word], overlay: Path | None = None) -> list[Quantity]:
    """The numbers among `words`, in order, with their bounds and ranges."""
    reader = _Reader(words, numbers(overlay))
    found: list[Quantity] = []
    i = 0
    while i < len(words):
        core = reader.core(i)
        if core is None:
            i += 1
            continue
        number = reader.bounded(reader.ranged(core), found[-1].end if found else 0)
        found.append(number)
        i = max(number.end, i + 1)
    return found


def _plain(low: int | None, high: int | None, begin: int, end: int, rule: str, *, figure: bool = False) -> Quantity:
    return Quantity(low, high, begin, end, (begin, end), rule, figure=figure)


class _Reader:
    """Reads numbers out of the words of one sentence."""

    def __init__(self, words: Sequence[Word], t: NumberTable) -> None:
        self.words = words
        self.t = t

    def _low(self, i: int) -> str:
        return self.words[i].low if 0 <= i < len(self.words) else ""

    def _is(self, i: int, name: str) -> bool:
        """Word `i` is in the table's list `name`."""
        return self._low(i) in self.t.words[name]

    def core(self, i: int) -> Quantity | None:
        """The number that starts at word `i`, without its bounds."""
        word = self._low(i)
        if word not in self.t.firsts and "-" not in word and not word[:1].isdecimal():
            return None
        for form in (self._same, self._vague_of, self._one_more, self._vague, self._group, self._exact):
            if found := form(i):
                return found
        return None

    def _same(self, i: int) -> Quantity | None:
        """As in "(killed six, wounding) as many"."""
        found = self.t.same.at(self.words, i)
        if not found or self._is(i + found[0], "same_not_before"):
            return None
        return Quantity(0, 0, i, i + found[0], (i, i + found[0]), "same", same=True)

    def _vague_of(self, i: int) -> Quantity | None:
        """As in "tens of thousands"."""
        found = self.t.vague_of.at(self.words, i)
        return _plain(found[1][0], found[1][1], i, i + found[0], "vague") if found else None

    def _one_more(self, i: int) -> Quantity | None:
        """As in "another (was hurt)"."""
        if not self._is(i, "one_more") or i + 1 >= len(self.words) or self._follows(i + 1):
            return None
        if self._is(i + 1, "additional"):
            return None
        return Quantity(1, 1, i, i + 1, (i, i + 1), "another", additional=True)

    def _follows(self, i: int) -> bool:
        """A number starts at word `i`."""
        return self._low(i) in self.t.vague or (i < len(self.words) and self._exact(i) is not None)

    def _vague(self, i: int) -> Quantity | None:
        """As in "several", "dozens", "several hundred", "a few thousand"."""
        word = self._low(i)
        if word not in self.t.vague or self._is(i - 1, "not_vague_after"):
            return None
        if self._is(i, "vague_bounds") and self._follows(i + 1):
            return None
        begin, end = i, i + 1
        if self._is(i, "vague_with_article"):
            if not self._is(i - 1, "articles"):
                return None
            begin = i - 1
        if self._is(i, "vague_multiplies") and self._low(end) in self.t.vague_scaled:
            return _plain(*self.t.vague_scaled[self._low(end)], begin, end + 1, "vague")
        return _plain(*self.t.vague[word], begin, end, "vague")

    def _group(self, i: int) -> Quantity | None:
        """As in "a couple", "the pair", "a number"."""
        found = self.t.groups.at(self.words, i)
        if not found or self._low(i + found[0]) in self.t.scales:
            return None
        return _plain(found[1][0], found[1][1], i, i + found[0], "group")

    def _exact(self, i: int) -> Quantity | None:
        """As in "300,000", "1.5 million", "two dozen", "twenty-five", "a hundred and four", "10-15", "50-plus"."""
        word = self._low(i)
        if word in self.t.fractions:
            return self._fraction(i)
        if "-" in word and word[:1].isdecimal():
            return self._hyphened(i, word)
        if self._is(i, "articles") and self._low(i + 1) in self.t.scales and not self._is(i + 1, "scale_counted"):
            return self._scaled(1, i, i + 1, figure=False)
        value, end, figure = self._simple(i)
        return None if value is None else self._scaled(value, i, end, figure=figure)

    def _hyphened(self, i: int, word: str) -> Quantity | None:
        """A range or a bound glued to a figure: "10-15", "50-plus"."""
        first, _, rest = word.partition("-")
        if not first.isdecimal() or len(first) > 9:
            return None
        if rest.isdecimal():
            low, high = int(first), int(rest) if len(rest) < 10 else LIMIT + 1
            return _plain(low, high, i, i + 1, "range", figure=True) if low < high <= LIMIT else None
        after = self.t.bounds_after.at(split(f"-{rest}"), 0)
        if not after:
            return None
        return _plain(*bound(int(first), int(first), after[1]), i, i + 1, after[1], figure=True)

    def _fraction(self, i: int) -> Quantity | None:
        """As in "half a dozen", "half a million", "a quarter of a million"."""
        k = i + 1
        while k < i + 3 and self._is(k, "fraction_fill"):
            k += 1
        if self._low(k) not in self.t.scales:
            return None
        value = int(self.t.fractions[self._low(i)] * self.t.scales[self._low(k)])
        return _plain(value, value, i - 1 if self._is(i - 1, "articles") else i, k + 1, "number")

    def _simple(self, i: int) -> tuple[float | None, int, bool]:
        """A figure or a number below a hundred at word `i`: (value or None, end, is a figure)."""
        word, t = self._low(i), self.t
        if _FIGURE.fullmatch(word):
            spaced = self._spaced(i)
            return float(re.sub(r"[^\d.]", "", "".join(w.low for w in self.words[i:spaced]))), spaced, True
        if word[-1:] in t.suffixes and word[:-1].isdecimal() and len(word) < 8:
            return float(int(word[:-1]) * t.suffixes[word[-1]]), i + 1, True
        ten, _, unit = word.partition("-")
        if ten in t.tens:
            small = t.units.get(unit or self._low(i + 1), 0)
            if 0 < small < 10:
                return t.tens[ten] + small, i + (1 if unit else 2), False
            return (None, i, False) if unit else (t.tens[ten], i + 1, False)
        return t.units.get(word), i + 1, False

    def _spaced(self, i: int) -> int:
        """The end of a figure whose thousands are set off by blanks: "473 400"."""
        end = i + 1
        if not (self._low(i).isdecimal() and len(self._low(i)) <= 3 and self._low(i)[0] != "0"):
            return end
        while end < i + 3 and len(self._low(end)) == 3 and self._low(end).isdecimal() and self._joined(end):
            end += 1
        return end

    def _joined(self, i: int) -> bool:
        """One blank stands before word `i`, and no month or label makes the figure before it a day or a name."""
        alone = self.words[i].start - self.words[i - 1].end == 1
        return alone and not (i >= 2 and self.words[i - 2].title and not self.words[i - 2].mark)

    def _scaled(self, value: float, begin: int, end: int, *, figure: bool) -> Quantity | None:
        """Multiply by the scales that follow and add what comes below them ("two hundred and four")."""
        while (word := self._low(end)) in self.t.scales and (value > 1 or not self._is(end, "scale_counted")):
            scale = self.t.scales[word]
            more, end, last = self._below(end + 1, scale)
            value = value * scale + more
            if last:
                break
        if value != int(value) or value > LIMIT:
            return None
        return _plain(int(value), int(value), begin, end, "number", figure=figure)

    def _below(self, i: int, scale: int) -> tuple[int, int, bool]:
        """What follows a scale and is smaller: "(two hundred) and four", "(three thousand) five hundred"."""
        k = i + 1 if self._is(i, "below") else i
        value, end, figure = self._simple(k)
        if scale < 100 or not value or figure:
            return 0, i, False
        if scale > 100 and self.t.scales.get(self._low(end)) == 100:
            more, end, _ = self._below(end + 1, 100)
            return int(value) * 100 + more, end, True
        if k > i and scale > 100 and value < 10 and self._low(end) not in self.t.scales and end < len(self.words):
            return 0, i, False  # "a thousand and five others" is hardly 1005
        return int(value), end, value < scale

    def ranged(self, first: Quantity) -> Quantity:
        """As in "10 to 15", "two or three", "between 10 and 15": two numbers as one."""
        t, k = self.t, first.end
        if first.min is None or first.max is None:
            return first
        between = t.between.before(self.words, first.begin)
        if self._low(k) not in (t.ranges["and"] if between else t.ranges["link"]) or k + 1 >= len(self.words):
            return first
        second = self.core(k + 1)
        if second is None or second.max is None or second.value <= first.value:
            return first
        if not between and self._low(k) in t.ranges["near"] and second.value > first.value * 2 + 1:
            return first
        low = first.min
        if first.value < 100 and second.value >= 1000 and second.end - second.begin == 2:  # "two to three thousand"
            low *= t.scales.get(self._low(second.end - 1), 1)
        begin = first.begin - (between[0] if between else self._low(first.begin - 1) in t.ranges["from"])
        return Quantity(low, second.max, begin, second.end, (first.begin, second.end), "range", figure=first.figure)

    def bounded(self, core: Quantity, floor: int) -> Quantity:
        """The number with its bounds, read outward from it; `floor` is where the number before ended."""
        begin, end, kinds, additional = core.begin, core.end, [""], core.additional
        while begin > floor and (found := self.t.bounds.before(self.words, begin)) and begin - found[0] >= floor:
            additional = additional or self._is(begin - 1, "additional")
            kinds.append(found[1])
            begin -= found[0]
        after = self.t.bounds_after.at(self.words, end)
        if after and not self._follows(end + after[0]):
            kinds.append(after[1])
            end += after[0]
        if self._is(end, "additional"):
            additional, end = True, end + 1
        kind = next((k for k in kinds if k not in ("", "about")), kinds[-1])
        low, high = bound(core.min, core.max, kind)
        rule = kind if (low, high) != (core.min, core.max) else core.rule
        others = self._is(end, "others")
        return replace(core, min=low, max=high, begin=begin, end=end, rule=rule, additional=additional, others=others)


def bound(low: int | None, high: int | None, kind: str) -> Bounds:
    """The ends of a number under a bound: open (at least), above (more than), most (up to), below (under), about.

    "more than 90" is [91, None], "under 20" [None, 19], "at least dozens" [24, None], "up to 10" [None, 10].
    """
    match kind:
        case "open":
            return low, None
        case "above":
            return (None if low is None else low + 1 if low == high else low), None
        case "most":
            return None, high if high is not None else low
        case "below":
            top = low if low == high else high
            return None, (None if top is None else max(0, top - 1))
    return low, high
