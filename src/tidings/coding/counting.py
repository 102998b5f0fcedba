"""Which numbers of a sentence count something at all: not ages, dates, hours, money, weapons, units, roads, percentages."""

from collections.abc import Sequence

from tidings.codebook.tables import table
from tidings.coding.harm import harm
from tidings.coding.numbers import NumberTable, Quantity, numbers, quantities
from tidings.coding.words import Word


def counts(words: Sequence[Word]) -> dict[int, Quantity]:
    """The numbers that may count people or things, by the index of their first word."""
    months = frozenset(table("en/time")["months"])
    return {
        q.begin: q
        for q in quantities(words)
        if not _measured(words, q, numbers())
        and not _dated(words, q, months)
        and not _labelled(words, q, numbers())
        and not _age(words, q, numbers())
    }


def _low(words: Sequence[Word], i: int) -> str:
    return words[i].low if 0 <= i < len(words) else ""


def _measured(words: Sequence[Word], q: Quantity, t: NumberTable) -> bool:
    """A measure, a time span or money: "30 km", "three days", "$500", "40 percent"."""
    after = _low(words, q.end)
    if after in ("more", "full", "whole", "straight", "consecutive", "long") or after.startswith("-"):
        after = _low(words, q.end + 1)
    unit = after.split("-")[0] if "-" in after else after
    if after in t.measures or after in t.times or unit in t.times or unit in t.measures:
        return True
    before = _low(words, q.core[0] - 1)
    return before in t.money or (q.figure and words[q.core[0]].text[:1] in t.money) or after in t.money


def _dated(words: Sequence[Word], q: Quantity, months: frozenset[str]) -> bool:
    """Part of a date or a bare year: "2 January", "March 3", "in 2014"."""
    if not q.figure:
        return False
    before, after = _low(words, q.core[0] - 1), _low(words, q.end)
    if q.end - q.core[0] > 1 and q.rule != "range":
        return False
    month_before = before in months and words[q.core[0] - 1].title
    if (after in months and words[q.end].title) or (
        month_before or before == "." and _low(words, q.core[0] - 2) in months
    ):
        return q.value <= 31 or 1000 < q.value < 2200
    word = words[q.core[0]].text
    if word.isdigit() and len(word) == 4 and 1900 <= int(word) <= 2099:
        nxt = words[q.end] if q.end < len(words) else None
        counted = nxt is not None and (harm().person(nxt) is True or nxt.low in harm().noun_words)
        bounded = q.begin < q.core[0] and before not in ("the", "its", "his", "their", "these", "those", "over", "past")
        return not counted and not bounded
    return False


def _labelled(words: Sequence[Word], q: Quantity, t: NumberTable) -> bool:
    """A number that names a unit, a road, a paper: "Route 60", "Group 47", "No. 5"."""
    at = q.core[0]
    if at == 0 or not q.figure:
        return False
    before = words[at - 1]
    if before.mark:
        return (
            before.low in ("#", "№", "/", "-")
            or (before.low == "." and _low(words, at - 2) in ("no", "nr", "nos"))
            or before.text in ("'", "’")
        )
    nxt = words[q.end] if q.end < len(words) else None
    if nxt is not None and (harm().person(nxt) is True or nxt.low in harm().noun_words):
        return before.low in ("no", "number", "nr") and False
    return before.low in t.labels and (
        before.title or before.low not in ("group", "camp", "school", "hospital", "house", "bus", "train")
    )


def _age(words: Sequence[Word], q: Quantity, t: NumberTable) -> bool:
    """As in "aged 14", "Maria Lopez, 34, was", "(42)", "34 years old" (a time span already)."""
    at = q.core[0]
    before, after = _low(words, at - 1), _low(words, q.end)
    if before in t.age_before or (before in ("and", "to", "between", ",") and _aged_list(words, at, t)):
        return True
    if not q.figure or q.end - at > 1 or q.value > 110:
        return False
    named = at >= 2 and (words[at - 2].title or harm().person(words[at - 2]) is True)
    if before == "(" and after in (")", ",", "years"):
        return at >= 2 and (words[at - 2].title or harm().person(words[at - 2]) is True)
    return before == "," and after in (",", ".", "") and named


def _aged_list(words: Sequence[Word], at: int, t: NumberTable) -> bool:
    """A number further on in "aged 4, 7 and 11"."""
    k = at - 1
    while k > 0 and at - k < 8 and (words[k].low in (",", "and", "to", "between") or words[k].text.isdigit()):
        k -= 1
    return words[k].low in t.age_before
