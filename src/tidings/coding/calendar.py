"""Days, weeks, months and seasons as spans of days: the arithmetic under the reader of dates."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from tidings.claim import Precision


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day, both included, and how precise the words were."""

    first: date
    last: date
    precision: Precision = "day"

    def __post_init__(self) -> None:
        if self.last < self.first:
            object.__setattr__(self, "last", self.first)


def day(year: int, month: int, number: int) -> Days | None:
    """One day of the calendar, or None where there is no such day."""
    try:
        return Days(date(year, month, number), date(year, month, number))
    except ValueError:
        return None


def shifted(base: date, days: int, last: int | None = None) -> Days | None:
    """The day `days` after `base` (before it if negative), or the days up to `last` after it; None out of range."""
    try:
        first = base + timedelta(days)
        end = base + timedelta(days if last is None else last)
    except OverflowError:
        return None
    return Days(first, end, "day" if first == end else "days")


def month(year: int, number: int) -> Days | None:
    """A whole month; `number` may run over the year's ends (0 is December of the year before)."""
    year, index = year + (number - 1) // 12, (number - 1) % 12 + 1
    if not date.min.year <= year <= date.max.year:
        return None
    return Days(date(year, index, 1), date(year, index, calendar.monthrange(year, index)[1]), "month")


def year(number: int, last: int | None = None) -> Days | None:
    """A whole year, or the years up to `last`."""
    end = number if last is None else last
    if not (date.min.year <= number <= end <= date.max.year):
        return None
    return Days(date(number, 1, 1), date(end, 12, 31), "year" if end == number else "years")


def months(year_: int, first: int, last: int, precision: Precision = "season") -> Days | None:
    """From the first of month `first` to the end of month `last` (which may lie in the next year: 14 is February)."""
    begin, end = month(year_, first), month(year_, last)
    return Days(begin.first, end.last, precision) if begin and end else None


def week(base: date, number: int = 0) -> Days | None:
    """The week, Monday to Sunday, `number` weeks after that of `base`."""
    span = shifted(base, -base.weekday() + 7 * number, -base.weekday() + 7 * number + 6)
    return Days(span.first, span.last, "week") if span else None


def weekend(base: date, number: int = 0) -> Days | None:
    """Saturday and Sunday: 0 is the latest weekend begun by `base`, 1 the next, -1 the one before."""
    back = (base.weekday() - 5) % 7
    return shifted(base, -back + 7 * number, -back + 7 * number + 1)


def latest(base: date, weekday: int) -> Days | None:
    """The latest such weekday, today included."""
    return shifted(base, -((base.weekday() - weekday) % 7))


def coming(base: date, weekday: int) -> Days | None:
    """The next such weekday after today."""
    return shifted(base, (weekday - base.weekday() - 1) % 7 + 1)


def nth_weekday(year_: int, month_: int, weekday: int, which: int) -> Days | None:
    """The `which`-th such weekday of a month; below -100 the weekday after the month's first Monday (election day)."""
    if which < -100:
        first = nth_weekday(year_, month_, 0, 1)
        return shifted(first.first, 1) if first else None
    begin = month(year_, month_)
    return shifted(begin.first, (weekday - begin.first.weekday()) % 7 + 7 * (which - 1)) if begin else None


def months_back(base: date, number: int) -> date | None:
    """The same day `number` months before `base` (after it if negative), clipped to the month's length."""
    span = month(base.year, base.month - number)
    return span.first.replace(day=min(base.day, span.last.day)) if span else None


def part(span: Days, which: str) -> Days:
    """The early, middle or late part of a week, month or year.

    A month's early part is days 1 to 10, its middle 10 to 20, its late part 20 to the end; a week's early part is
    Monday to Wednesday and its late part Friday to Sunday; a year is cut in thirds of four months.
    """
    first, last = span.first, span.last
    if span.precision == "month":
        edges = {"early": (1, 10), "mid": (10, 20), "late": (20, last.day)}[which]
        return Days(first.replace(day=edges[0]), first.replace(day=edges[1]), "days")
    if span.precision == "week":
        low, high = {"early": (0, 2), "mid": (2, 4), "late": (4, 6)}[which]
        return Days(first + timedelta(low), first + timedelta(high), "days")
    if span.precision == "year":
        begin = {"early": 1, "mid": 5, "late": 9}[which]
        return months(first.year, begin, begin + 3) or span
    size = (last - first).days // 3
    begin = {"early": 0, "mid": size, "late": 2 * size}[which]
    return Days(first + timedelta(begin), first + timedelta(begin + size), span.precision)
