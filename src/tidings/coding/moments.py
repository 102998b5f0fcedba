"""What one date expression means: the context it stands in, and the rules for those that name a day, month or year."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from tidings.claim import Precision
from tidings.coding import calendar as cal
from tidings.coding.calendar import Days
from tidings.coding.datewords import TimeTable, time

Anchor = Literal["absolute", "yearless", "weekday", "deictic", "relative", "anaphoric", "named"]
Tense = Literal["past", "future"]
Match = re.Match[str]

CLAUSE = 100  # characters before a date that can tell its tense
FAR = timedelta(120)  # a day so little ahead, without a sign of the past, is meant as ahead
TURN = timedelta(320)  # in a clause that looks ahead, a day so far ahead in the next year is meant
SENTENCE = re.compile(r"[.!?;\n]\s")


@dataclass(frozen=True, slots=True)
class Moment:
    """The days an expression means, or None where it hangs on an unknown publication date."""

    days: Days | None
    precision: Precision
    anchor: Anchor


@dataclass(slots=True)
class Context:
    """The text around an expression, the day of publication, and the day the text spoke of last.

    The words of that day end at `spoken_to`.
    """

    text: str
    published: date | None
    tense: Tense | None = None
    spoken: date | None = None
    spoken_to: int = 0
    t: TimeTable = field(default_factory=time)

    def looks(self, m: Match) -> Tense | None:
        """Whether the clause around `m` looks ahead or back: the nearest sign before it decides."""
        if self.tense is not None:
            return self.tense
        after = self.text[m.end() : m.end() + 30]
        if self.t.future_after.match(after):
            return "future"
        if self.t.past_after.match(after):
            return "past"
        return self._before(SENTENCE.split(self.text[max(0, m.start() - CLAUSE) : m.start()])[-1])

    def _before(self, words: str) -> Tense | None:
        """The tense that the words before a date tell: the nearest sign decides.

        A participle does not end a look ahead ("will be held on", "is expected to be completed by") unless it stands in
        a clause of its own.
        """
        t = self.t
        ahead = max((f.end() for f in t.future.finditer(words)), default=-1)
        if ahead < 0:
            return "past" if t.past.search(words) or t.past_form.search(words) else None
        if any(not t.passive_before.search(words[: p.start()]) for p in t.past.finditer(words, ahead)):
            return "past"
        last = max((p for p in t.past_form.finditer(words, ahead)), key=lambda p: p.end(), default=None)
        if last is None or t.passive_before.search(words[: last.start()]):
            return "future"
        own = t.past_mark.search(words, ahead, last.start()) is not None
        return "past" if own or not words[last.end() :].strip() else "future"

    def due(self, m: Match) -> bool:
        """Whether "by" or "until" stands right before the date."""
        return self.t.until.search(self.text[max(0, m.start() - 28) : m.start()]) is not None

    def possessed(self, m: Match) -> bool:
        """The date owns what follows: "Friday's strike" has happened."""
        return self.text[m.end() : m.end() + 2].lower() in self.t.words["endings_possessive"]


Rule = Callable[[Match, Context], Moment | None]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """Register `function` for the pattern of its name."""
    RULES[function.__name__] = function
    return function


def squeezed(words: str | None) -> str:
    """Lower case, single blanks, straight apostrophes: the form of the table."""
    return re.sub(r"\s+", " ", (words or "").lower().replace("’", "'")).strip()


def step(words: str | None, t: TimeTable) -> int:
    """-1 for "last", 0 for "this", 1 for "next": the last word of `words` that says so."""
    known = [t.steps[w] for w in squeezed(words).split() if w in t.steps]
    return known[-1] if known else 0


def edged(span: Days, m: Match, t: TimeTable) -> Days:
    """The early, middle or late part of `span` where the words say so."""
    word = squeezed(m["edge"])
    return cal.part(span, t.edges[word]) if word else span


@rule
def named(m: Match, c: Context) -> Moment | None:
    """A date that is the name of an event: "9/11"."""
    words = squeezed(m[0])
    value = next((day for name, day in c.t.named.items() if words.endswith(name)), None)
    return Moment(Days(value, value), "day", "named") if value else None


@rule
def iso(m: Match, c: Context) -> Moment | None:
    """2023-11-05, 2023/11/05."""
    days = cal.day(int(m["year"]), int(m["m"]), int(m["day"]))
    return Moment(days, "day", "absolute") if days else None


@rule
def compact(m: Match, c: Context) -> Moment | None:
    """20231105."""
    return iso(m, c)


@rule
def figures(m: Match, c: Context) -> Moment | None:
    """5/11/2023: of the two readings the one nearer before publication; day first without one."""
    year = int(m["year"]) + (0 if len(m["year"]) == 4 else 2000 if int(m["year"]) < 70 else 1900)
    day_first = cal.day(year, int(m["b"]), int(m["a"]))
    month_first = cal.day(year, int(m["a"]), int(m["b"])) if m["sep"] != "." else None
    best = day_first or month_first
    if day_first and month_first and c.published:
        best = min((day_first, month_first), key=lambda d: _distance(d.first, c.published or d.first))
    return Moment(best, "day", "absolute") if best else None


def _distance(day: date, published: date) -> timedelta:
    """How far a day lies from publication; a day after it counts as far."""
    return published - day if day <= published else timedelta(3650) + (day - published)


def tail_year(m: Match, c: Context) -> int | None:
    """The year that follows the month: "2014", "of last year"."""
    if m["year"]:
        return int(m["year"])
    return c.published.year + step(m["which"], c.t) if m["which"] and c.published else None


@rule
def day_month(m: Match, c: Context) -> Moment | None:
    """2 January, 2-4 Jan. 2024."""
    return calendar_days(m, int(m["day"] or m["day2"]), int(m["day2"]), c)


@rule
def month_day(m: Match, c: Context) -> Moment | None:
    """January 2, Jan. 2-4, 2024."""
    return calendar_days(m, int(m["day"]), int(m["day2"] or m["day"]), c)


def calendar_days(m: Match, first: int, last: int, c: Context) -> Moment | None:
    """Days of a month, the year from the words or from publication."""
    word = m["month"].lower()
    number = c.t.months[word]
    if (m["month"].islower() and word in c.t.words["months_unsure"]) or cal.day(2024, number, first) is None:
        return None
    year = tail_year(m, c)
    anchor: Anchor = "absolute" if m["year"] else "yearless"
    if year is None:
        year = year_of(number, first, m, c)
    if year is None:
        return None if c.published else Moment(None, "day", anchor)
    begin, end = cal.day(year, number, first), cal.day(year, number, last)
    if begin is None:
        return None
    if end is None or end.first < begin.first:
        end = begin
    return Moment(Days(begin.first, end.last, "day" if begin == end else "days"), "day", anchor)


def year_of(month: int, number: int, m: Match, c: Context) -> int | None:
    """The year of a day named without one.

    A weekday beside it decides; else it is the latest such day not after publication, or the coming one where the
    clause looks ahead, or where the day is near ahead and nothing tells of the past.
    """
    base = c.published
    if base is None:
        return None
    if m["lead"] and (year := _by_weekday(month, number, m["lead"], base, c.t)):
        return year
    this = cal.day(base.year, month, number)
    looks = c.looks(m)
    if this is None or this.first <= base:
        turn = cal.day(base.year + 1, month, number)
        soon = looks == "future" and turn is not None and turn.first - base < TURN
        return base.year + 1 if soon else base.year
    gap = this.first - base
    ahead = looks == "future" or ((looks is None or c.due(m)) and gap <= FAR)
    return base.year if ahead else base.year - 1


def _by_weekday(month: int, number: int, lead: str, base: date, t: TimeTable) -> int | None:
    """The year near `base` in which the day falls on the weekday named beside it."""
    wanted = t.weekdays[lead.lower()]
    for year in (base.year, base.year - 1, base.year + 1):
        days = cal.day(year, month, number)
        if days and days.first.weekday() == wanted:
            return year
    return None


@rule
def month(m: Match, c: Context) -> Moment | None:
    """A month: "in February 2022", "last August", "early October", "in May"."""
    word = m["month"].lower()
    if not _is_month(m, word, c):
        return None
    year, number = tail_year(m, c), c.t.months[word]
    anchor: Anchor = "absolute" if m["year"] else "yearless"
    if year is None and c.published is None:
        return Moment(None, "month", anchor)
    span = cal.month(_month_year(number, m, c) if year is None else year, number)
    return Moment(_month_edge(span, m, c), "month", anchor) if span else None


def _month_edge(span: Days, m: Match, c: Context) -> Days:
    """The part of the month that the words say; since "the end of July" is since the 31st, "mid-March" the 15th."""
    word = squeezed(m["edge"])
    if word and c.t.since.search(c.text[max(0, m.start() - 24) : m.start()]):
        if word in c.t.words["last_day_of"]:
            return Days(span.last, span.last)
        if c.t.edges[word] == "mid":
            return Days(span.first.replace(day=15), span.first.replace(day=15))
    return edged(span, m, c.t)


def _is_month(m: Match, word: str, c: Context) -> bool:
    """Not the verb "may", the march of protesters, or a short form on its own."""
    if m["year"] or m["which"]:
        return not (m["month"].islower() and word in c.t.words["months_unsure"])
    if m["month"].islower() and (word in c.t.words["months_unsure"] or not m["rel"]):
        return False
    if m["rel"] or m["edge"]:
        return True
    before = (c.text[max(0, m.start() - 12) : m.start()].lower().split() or [""])[-1]
    if word in c.t.words["months_unsure"]:
        return before in c.t.words["month_before"]
    return len(word) > 4 or word in c.t.words["months_short"] or before in c.t.words["month_before"]


def _month_year(number: int, m: Match, c: Context) -> int:
    """The year of a month named without one: the latest, the month of publication included."""
    base = c.published
    assert base is not None
    way = step(m["rel"], c.t) if m["rel"] else None
    if way == -1:
        return base.year if number < base.month else base.year - 1
    if way == 1:
        return base.year if number > base.month else base.year + 1
    ahead = way is None and number != base.month and c.looks(m) == "future"
    if ahead:
        return base.year if number > base.month else base.year + 1
    return base.year if number <= base.month or (way == 0 and m["rel"]) else base.year - 1


@rule
def season(m: Match, c: Context) -> Moment | None:
    """As in "summer of 2012", "last spring"."""
    rel = squeezed(m["rel"])
    if not (m["year"] or m["which"] or (rel and rel not in c.t.words["articles"])):
        return None
    first, last = c.t.seasons[m["season"].lower()]
    last += 12 if last < first else 0
    year = tail_year(m, c)
    if year is None:
        if c.published is None:
            return Moment(None, "season", "relative")
        way = step(rel, c.t)
        year = c.published.year - (way == -1 and c.published.month <= last) + (way == 1 and c.published.month >= first)
    span = cal.months(year, first, last)
    return Moment(edged(span, m, c.t), "season", "absolute" if m["year"] else "relative") if span else None


@rule
def span_year(m: Match, c: Context) -> Moment | None:
    """As in "the first quarter of 2025", "the first six months of 2016"."""
    which, size = c.t.ordinals[m["ordinal"].lower()], c.t.pieces_of_year.get(m["piece"].lower())
    year = tail_year(m, c)
    if year is None or size is None:
        return Moment(None, "season", "relative") if c.published is None and size else None
    size *= count_of(m["count"], c.t)[0] if m["count"] else 1
    if not 0 < size <= 12:
        return None
    index = 12 // size - 1 if which == -1 else which - 1
    span = cal.months(year, 1 + index * size, (index + 1) * size) if index < 12 // size else None
    return Moment(span, "season", "absolute") if span else None


@rule
def span_month(m: Match, c: Context) -> Moment | None:
    """As in "the first week of July", "the last days of March"."""
    word, piece = m["month"].lower(), m["piece"].lower()
    which, number, size = c.t.ordinals[m["ordinal"].lower()], c.t.months[word], c.t.pieces_of_month.get(piece)
    if size is None or (m["month"].islower() and word in c.t.words["months_unsure"]):
        return None
    year = tail_year(m, c)
    if year is None:
        if c.published is None:
            return Moment(None, "days", "yearless")
        year = c.published.year - (number > c.published.month)
    span = cal.month(year, number)
    if span is None:
        return None
    size = min(28, count_of(m["count"], c.t)[0] if m["count"] else size)
    first = span.last - timedelta(size - 1) if which == -1 else span.first + timedelta(min(27, (which - 1) * size))
    last = min(span.last, first + timedelta(size - 1))
    precision: Precision = "week" if size == 7 else "day" if first == last else "days"
    return Moment(Days(first, last, precision), precision, "absolute" if m["year"] else "yearless")


def count_of(words: str, t: TimeTable) -> tuple[int, int]:
    """A count of units, (least, most): "three" is (3, 3), "a few" (3, 9)."""
    low = re.sub(r"[\s-]+", " ", words.lower()).strip()
    if low.isdecimal():
        return int(low), int(low)
    parts = [p for p in low.split() if p not in t.words["count_fill"]]
    if not parts:
        return 1, 1
    if parts[0] in t.numbers_vague:
        least, most = t.numbers_vague[parts[0]]
        return least, most
    n = t.numbers
    value = sum(n.units.get(p, n.tens.get(p, n.scales.get(p, 0))) for p in parts)
    return value, value


@rule
def decade(m: Match, c: Context) -> Moment | None:
    """As in "the 1990s"."""
    span = cal.year(int(m["decade"]), int(m["decade"]) + 9)
    return Moment(edged(span, m, c.t), "years", "absolute") if span else None


@rule
def years(m: Match, c: Context) -> Moment | None:
    """2005-2019, "from 2005 to 2019", 2014/15."""
    first, second = int(m["year"]), m["year2"]
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    if not first < last <= first + 150 or not (len(second) == 4 or _is_year(m, c)):
        return None
    span = cal.year(first, last)
    return Moment(span, "years", "absolute") if span else None


@rule
def year(m: Match, c: Context) -> Moment | None:
    """As in "in 2014", "the 2014 war"."""
    span = cal.year(int(m["year"]))
    return Moment(edged(span, m, c.t), "year", "absolute") if span and _is_year(m, c) else None


def _is_year(m: Match, c: Context) -> bool:
    """A bare figure is a year after words such as "in" and "since", or as in "the 2014 war"; never a count."""
    if m["edge"]:
        return True
    before = c.text[max(0, m.start() - 20) : m.start()].lower()
    last = (before.split() or [""])[-1].lstrip("(“\"'")
    word = (c.text[m.end() : m.end() + 24].lower().split() or [""])[0].strip(".,;:)")
    if any(
        word in words
        for words in (c.t.numbers.words["measures"], c.t.numbers.words["times"], c.t.words["not_year_before"])
    ):
        return False
    if last in c.t.words["articles"] or last.endswith(tuple(c.t.words["endings_possessive"])):
        return word.isalpha()
    return last in c.t.words["year_before"] or (
        before.endswith("(") and c.text[m.end() : m.end() + 1] in (")", ",", "-", "–")
    )
