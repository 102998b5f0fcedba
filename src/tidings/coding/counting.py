"""Which numbers of a sentence count something: not ages, dates, hours, money, weapons, units, roads, percentages."""

from collections.abc import Sequence
from pathlib import Path

from tidings.codebook.tables import table
from tidings.coding.harm import HarmTable, harm
from tidings.coding.numbers import NumberTable, Quantity, numbers, quantities
from tidings.coding.words import Word


def counts(words: Sequence[Word], overlay: Path | None = None) -> dict[int, Quantity]:
    """The numbers that may count people or things, by the index of their first word."""
    reader = _Counting(words, overlay)
    return {q.begin: q for q in quantities(words, overlay) if not reader.excluded(q)}


class _Counting:
    """What a number of a sentence is, if it is no count."""

    def __init__(self, words: Sequence[Word], overlay: Path | None) -> None:
        self.words = words
        self.t: NumberTable = numbers(overlay)
        self.h: HarmTable = harm(overlay)
        time = table("en/time", overlay)
        self.months, self.unsure = frozenset(time["months"]), frozenset(time["months_unsure"])

    def excluded(self, q: Quantity) -> bool:
        """The number counts nothing."""
        return self._measured(q) or self._dated(q) or self._labelled(q) or self._age(q)

    def _low(self, i: int) -> str:
        return self.words[i].low if 0 <= i < len(self.words) else ""

    def _is(self, word: str, name: str) -> bool:
        return word in self.t.words[name]

    def _measured(self, q: Quantity) -> bool:
        """A measure, a time span or money: "30 km", "three days", "$500", "40 percent"."""
        after = self._low(q.end)
        if self._is(after, "unit_fill") or after.startswith("-"):
            after = self._low(q.end + 1)
        unit = after.split("-")[0]
        if any(self._is(word, name) for word in (after, unit) for name in ("measures", "times")):
            return True
        return self._is(self._low(q.core[0] - 1), "money") or self._is(after, "money")

    def _dated(self, q: Quantity) -> bool:
        """Part of a date or a bare year: "2 January", "March 3", "in 2014"."""
        at = q.core[0]
        if not q.figure or (q.end - at > 1 and q.rule != "range"):
            return False
        if self._month(at - 1) or self._month(q.end) or (self._low(at - 1) == "." and self._month(at - 2)):
            return q.value <= 31 or 1000 < q.value < 2200
        figures = self.words[at].text
        if not (len(figures) == 4 and figures.isdecimal() and 1900 <= int(figures) <= 2099):
            return False
        bounded = q.begin < at and not self._is(self._low(at - 1), "year_before")
        return not bounded and not self._counted(q)

    def _month(self, i: int) -> bool:
        return self._low(i) in self.months and (self.words[i].title or self._low(i) not in self.unsure)

    def _counted(self, q: Quantity) -> bool:
        """People or harm follow the number: "2000 people", "2014 dead"."""
        if q.end >= len(self.words):
            return False
        return self.h.person(self.words[q.end]) is True or self.words[q.end].low in self.h.noun_words

    def _labelled(self, q: Quantity) -> bool:
        """A number that names a unit, a road, a paper: "Route 60", "Group 47", "No. 5"."""
        at = q.core[0]
        if at == 0 or not q.figure:
            return False
        before = self.words[at - 1]
        if before.mark:
            numbered = before.low == "." and self._is(self._low(at - 2), "numbering_words")
            return self._is(before.low, "numbering") or numbered or before.text in ("'", "’")
        if not self._is(before.low, "labels") or self._counted(q):
            return False
        return before.title or not self._is(before.low, "labels_capital")

    def _age(self, q: Quantity) -> bool:
        """As in "aged 14", "Maria Lopez, 34, was", "(42)"."""
        at = q.core[0]
        if self._aged(at):
            return True
        if not q.figure or q.end - at > 1 or q.value > 110 or at < 2:
            return False
        named = self.words[at - 2].title or self.h.person(self.words[at - 2]) is True
        brackets = self._low(at - 1) == "(" and self._low(q.end) in (")", ",")
        return named and (brackets or (self._low(at - 1) == "," and self._low(q.end) in (",", ".", "")))

    def _aged(self, at: int) -> bool:
        """The number is one of "aged 4, 7 and 11"."""
        k = at - 1
        while k > 0 and at - k < 8 and (self._is(self._low(k), "age_links") or self._low(k).isdecimal()):
            k -= 1
        return self._is(self._low(k), "age_before")
