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

_FIGURE = re.compile(r"\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+|\d{1,10}(?:\.\d{1,3})?")
_RANGE = re.compile(r"(\d{1,7})-(\d{1,7})")
LIMIT = 2_000_000_000  # the largest count kept; figures beyond it are no counts of people

Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written: its ends (None is open), its words (indices, end exclusive) and the rule that read it.

    `core` are the words of the number itself, without those of its bounds. `additional` says that it comes on top of
    a number given before ("another five"); `others` that it counts "others"; `same` that it repeats the number before it.
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
    """`en/numbers.yaml`, made ready for look-up."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.units: dict[str, int] = data["units"]
        self.tens: dict[str, int] = data["tens"]
        self.scales: dict[str, int] = data["scales"]
        self.suffixes: dict[str, int] = data["suffixes"]
        self.fractions: dict[str, float] = data["fractions"]
        self.vague: dict[str, Bounds] = {k: (v[0], v[1]) for k, v in data["vague"].items()}
        self.vague_of = Phrases({k: tuple(v) for k, v in data["vague_of"].items()})
        self.vague_scaled: dict[str, Bounds] = {k: (v[0], v[1]) for k, v in data["vague_scaled"].items()}
        self.groups = Phrases({k: tuple(v) for k, v in data["groups"].items()})
        self.bounds = Phrases({p: kind for kind, phrases in data["bounds"].items() for p in phrases})
        self.bounds_after = Phrases({p: kind for kind, phrases in data["bounds_after"].items() for p in phrases})
        self.link = frozenset(data["ranges"]["link"])
        self.between = Phrases(dict.fromkeys(data["ranges"]["between"], "between"))
        self.range_from = frozenset(data["ranges"]["from"])
        self.range_and = frozenset(data["ranges"]["and"])
        self.additional = frozenset(data["additional"])
        self.same = Phrases(dict.fromkeys(data["same"], True))
        self.not_vague_after = frozenset(data["not_vague_after"])
        self.one_more = frozenset(data["one_more"])
        self.others = frozenset(data["others"])
        self.none = Phrases(dict.fromkeys(data["none"], (0, 0)))
        self.measures = frozenset(data["measures"])
        self.times = frozenset(data["times"])
        self.money = frozenset(data["money"])
        self.ages = tuple(data["ages"])
        self.age_before = frozenset(data["age_before"])
        self.labels = frozenset(data["labels"])


@cache
def numbers(overlay: Path | None = None) -> NumberTable:
    """The number words of the language."""
    return NumberTable(table("en/numbers", overlay))


def read(text: str) -> list[Quantity]:
    """The numbers of `text`, whatever they count; word indices are those of `words.split(text)`."""
    return quantities(split(text))


def quantities(words: Sequence[Word]) -> list[Quantity]:
    """The numbers among `words`, in order, with their bounds and ranges."""
    found: list[Quantity] = []
    i = 0
    while i < len(words):
        core = _core(words, i, numbers())
        if core is None:
            i += 1
            continue
        core = _ranged(words, core, numbers())
        core = _bounded(words, core, numbers(), found[-1].end if found else 0)
        found.append(core)
        i = max(core.end, i + 1)
    return found


def _plain(low: int | None, high: int | None, begin: int, end: int, rule: str, figure: bool = False) -> Quantity:
    return Quantity(low, high, begin, end, (begin, end), rule, figure=figure)


def _core(words: Sequence[Word], i: int, t: NumberTable) -> Quantity | None:
    """The number that starts at word `i`, without its bounds."""
    if (same := t.same.at(words, i)) and words[min(i + same[0], len(words) - 1)].low != "as":
        return Quantity(0, 0, i, i + same[0], (i, i + same[0]), "same", same=True)
    if found := t.vague_of.at(words, i):
        return _plain(*found[1], i, i + found[0], "vague")
    word = words[i].low
    if (
        word in t.one_more
        and i + 1 < len(words)
        and not _core_follows(words, i + 1, t)
        and words[i + 1].low not in t.additional
    ):
        return Quantity(1, 1, i, i + 1, (i, i + 1), "another", additional=True)
    if word in t.vague and i and words[i - 1].low in t.not_vague_after:
        return None
    if word in t.vague and not (word == "some" and _core_follows(words, i + 1, t)):
        return _vague(words, i, t)
    for phrase in (t.groups.at(words, i),):
        if phrase and not _scaled_follows(words, i + phrase[0], t):
            return _plain(*phrase[1], i, i + phrase[0], "group")
    return _exact(words, i, t)


def _core_follows(words: Sequence[Word], i: int, t: NumberTable) -> bool:
    return i < len(words) and (_exact(words, i, t) is not None or words[i].low in t.vague)


def _scaled_follows(words: Sequence[Word], i: int, t: NumberTable) -> bool:
    return i < len(words) and words[i].low in t.scales


def _vague(words: Sequence[Word], i: int, t: NumberTable) -> Quantity | None:
    """As in "several", "dozens", "several hundred", "a few thousand"."""
    begin = i - 1 if i and words[i].low in ("few", "handful") and words[i - 1].low == "a" else i
    if words[i].low in ("few", "handful") and begin == i and words[i].low == "few":
        return None  # "few" alone is hardly any
    end = i + 1
    if end < len(words) and words[end].low in t.vague_scaled and words[i].low in ("several", "few", "many"):
        return _plain(*t.vague_scaled[words[end].low], begin, end + 1, "vague")
    return _plain(*t.vague[words[i].low], begin, end, "vague")


def _exact(words: Sequence[Word], i: int, t: NumberTable) -> Quantity | None:
    """As in "300,000", "1.5 million", "two dozen", "twenty-five", "a hundred and four", "half a dozen"."""
    word = words[i].low
    if both := _RANGE.fullmatch(word):
        low, high = int(both[1]), int(both[2])
        return _plain(low, high, i, i + 1, "range", True) if low < high <= LIMIT else None
    figure, _, tail = word.partition("-")
    if (
        figure.isdecimal()
        and len(figure) < 10
        and (kind := t.bounds_after.at([*split(f"-{tail}")], 0) if tail else None)
    ):
        low_end, high_end = bound(int(figure), int(figure), kind[1])
        return _plain(low_end, high_end, i, i + 1, kind[1], True)
    if word in t.fractions:
        return _fraction(words, i, t)
    if word in ("a", "an") and i + 1 < len(words) and words[i + 1].low in t.scales and words[i + 1].low != "score":
        return _scaled(words, 1, i, i + 1, t, False)
    value, end, figure = _simple(words, i, t)
    return None if value is None else _scaled(words, value, i, end, t, figure)


def _fraction(words: Sequence[Word], i: int, t: NumberTable) -> Quantity | None:
    """As in "half a dozen", "half a million", "a quarter of a million"."""
    k = i + 1
    while k < len(words) and k < i + 3 and words[k].low in ("a", "of"):
        k += 1
    if k < len(words) and k > i + 0 and words[k].low in t.scales:
        value = int(t.fractions[words[i].low] * t.scales[words[k].low])
        begin = i - 1 if i and words[i - 1].low == "a" else i
        return _plain(value, value, begin, k + 1, "number")
    return None


def _simple(words: Sequence[Word], i: int, t: NumberTable) -> tuple[float | None, int, bool]:
    """A figure or a number below a hundred at word `i`: (value or None, end, is a figure)."""
    word = words[i].low
    if _FIGURE.fullmatch(word):
        return float(re.sub(r"[^\d.]", "", word)), i + 1, True
    if word[:-1].isascii() and word[:-1].isdigit() and word[-1] in t.suffixes and len(word) < 8:
        return float(word[:-1]) * t.suffixes[word[-1]], i + 1, True
    if word in t.units:
        return t.units[word], i + 1, False
    if word in t.tens:
        nxt = t.units.get(words[i + 1].low, 0) if i + 1 < len(words) else 0
        return (t.tens[word] + nxt, i + 2, False) if 0 < nxt < 10 else (t.tens[word], i + 1, False)
    ten, _, unit = word.partition("-")
    if ten in t.tens and 0 < t.units.get(unit, 0) < 10:
        return t.tens[ten] + t.units[unit], i + 1, False
    return None, i, False


def _scaled(words: Sequence[Word], value: float, begin: int, end: int, t: NumberTable, figure: bool) -> Quantity | None:
    """Multiply by the scales that follow and add what comes below them ("two hundred and four")."""
    first = words[end].low if end < len(words) else ""
    if value < 1 and first not in t.scales and value != int(value):
        return None
    while end < len(words) and words[end].low in t.scales and (words[end].low != "score" or value > 1):
        scale = t.scales[words[end].low]
        value, end = value * scale, end + 1
        low, stop, rest = _below(words, end, t, scale)
        value, end = value + low, stop
        if rest:
            break
    if value != int(value) or value > LIMIT:
        return None
    return _plain(int(value), int(value), begin, end, "number", figure)


def _below(words: Sequence[Word], i: int, t: NumberTable, scale: int) -> tuple[int, int, bool]:
    """What follows a scale and is smaller: "(two hundred) and four", "(three thousand) five hundred"."""
    k = i + 1 if i < len(words) and words[i].low == "and" else i
    if scale < 100 or k >= len(words):
        return 0, i, False
    value, end, figure = _simple(words, k, t)
    if value is None or figure or value == 0:
        return 0, i, False
    if end < len(words) and words[end].low == "hundred" and scale > 100:
        value, end = value * 100, end + 1
        more, end, _ = _below(words, end, t, 100)
        value += more
    if k > i and value >= 1 and scale > 100 and value < 10 and end < len(words) and words[end].low not in t.scales:
        return 0, i, False  # "a thousand and five others" is hardly 1005
    return int(value), end, value < scale


def _ranged(words: Sequence[Word], first: Quantity, t: NumberTable) -> Quantity:
    """As in "10 to 15", "two or three", "between 10 and 15": two numbers as one."""
    k = first.end
    if k + 1 >= len(words) or first.min is None or first.max is None:
        return first
    between = t.between.before(words, first.begin)
    linked = words[k].low in (t.range_and if between else t.link)
    if not linked:
        return first
    second = _core(words, k + 1, t)
    if second is None or second.max is None or second.value <= first.value:
        return first
    if not between and words[k].low == "or" and second.value > first.value * 2 + 1:
        return first
    low = first.min
    if first.value < 100 and second.value >= 1000 and second.end - second.begin == 2:  # "two to three thousand"
        low *= t.scales.get(words[second.end - 1].low, 1)
    begin = first.begin - between[0] if between else first.begin
    if not between and begin and words[begin - 1].low in t.range_from:
        begin -= 1
    return Quantity(low, second.max, begin, second.end, (first.begin, second.end), "range", figure=first.figure)


def _bounded(words: Sequence[Word], core: Quantity, t: NumberTable, floor: int) -> Quantity:
    """Apply the words of bounds before and after the number, outward from it; `floor` is where the last number ended."""
    begin, end, kinds = core.begin, core.end, []
    additional = others = False
    while begin > floor and (found := t.bounds.before(words, begin)) and begin - found[0] >= floor:
        if words[begin - 1].low in t.additional:
            additional = True
        if found[1] != "about" or not kinds:
            kinds.append(found[1])
        begin -= found[0]
    after = t.bounds_after.at(words, end)
    if after and not _core_follows(words, end + after[0], t):
        kinds.append(after[1])
        end += after[0]
    if end < len(words) and words[end].low in t.additional:
        additional, end = True, end + 1
    if end < len(words) and words[end].low in t.others:
        others = True
    kind = next((k for k in kinds if k != "about"), "about" if kinds else "")
    low, high = bound(core.min, core.max, kind)
    rule = kind if kind and (low, high) != (core.min, core.max) else core.rule
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
