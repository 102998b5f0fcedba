"""Dates of a text, resolved against its publication: "on Tuesday" is the latest Tuesday, today included.

`read(text, published)` finds and resolves; `resolve(expression, published)` resolves one expression that is already
found. Rules: `docs/numbers-and-dates.md`. Without a publication date, relative expressions stay unresolved.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from tidings.claim import Precision
from tidings.coding import calendar as cal
from tidings.coding.calendar import Days
from tidings.coding.datewords import TimeTable, time
from tidings.coding.numbers import numbers

Anchor = Literal["absolute", "yearless", "weekday", "deictic", "relative", "anaphoric", "named"]
Tense = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date expression: its offsets and words, its first and last day, how precise it is and what it hangs on.

    `first` and `last` are None where the expression cannot be resolved (a relative one without publication date).
    `open` is "since" (known start, up to publication) or "until". `anchor`: "absolute" has its year in the words,
    "yearless" takes it from publication, "weekday", "deictic" ("today") and "relative" ("last week") hang on the
    publication date, "anaphoric" ("the day before") on the day the text spoke of last.
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: Precision
    anchor: Anchor
    rule: str
    open: Literal["since", "until"] | None = None


@dataclass(slots=True)
class _Found:
    """An expression as matched, with its resolution."""

    start: int
    end: int
    days: Days | None
    precision: Precision
    anchor: Anchor
    rule: str
    open: Literal["since", "until"] | None = None


class _Reading:
    """What one text says about time, read from left to right."""

    def __init__(self, text: str, published: date | None, tense: Tense | None = None) -> None:
        self.text = text
        self.published = published
        self.tense = tense
        self.t: TimeTable = time()
        self.spoken: date | None = None

    def found(self) -> list[_Found]:
        """All expressions, ranges joined."""
        single: list[_Found] = []
        position = 0
        while match := self.t.any.search(self.text, position):
            rule = match.lastgroup or ""
            exact = self.t.rules[rule].match(self.text, match.start())
            position = max(match.end(), match.start() + 1)
            if exact is None or rule == "nodate":
                continue
            position = max(exact.end(), match.start() + 1)
            one = self._one(rule, exact)
            if one is None:
                position = self._retry(match)
                continue
            single.append(one)
            if one.days and one.days.precision in ("day", "days"):
                self.spoken = one.days.first
        return self._open(self._joined(single))

    def _retry(self, match: re.Match[str]) -> int:
        """Where to look on after a match that is no date: behind its first word."""
        first = re.compile(r"\w+|\W").match(self.text, match.start())
        return first.end() if first else match.start() + 1

    def _one(self, rule: str, m: re.Match[str]) -> _Found | None:
        resolver: Callable[[re.Match[str]], tuple[Days | None, Precision, Anchor] | None] = getattr(self, "_" + rule)
        result = resolver(m)
        if result is None:
            return None
        days, precision, anchor = result
        return _Found(m.start(), m.end(), days, days.precision if days else precision, anchor, rule)

    # --- context -----------------------------------------------------------------------------------------------

    def _ahead(self, m: re.Match[str]) -> bool:
        """The words around speak of the future."""
        if self.tense is not None:
            return self.tense == "future"
        before = re.split(r"[.!?;\n]\s", self.text[max(0, m.start() - 90) : m.start()])[-1]
        after = re.split(r"[.!?;\n]\s", self.text[m.end() : m.end() + 50])[0]
        return bool(self.t.future.search(before[-70:]) or re.match(r"[^,]{0,3}\b(?:deadline|will)\b", after))

    def _year_for(self, month: int, number: int, m: re.Match[str]) -> int | None:
        """The year of a day without one: the latest not after publication, or the next if the text looks ahead."""
        base = self.published
        if base is None:
            return None
        this = cal.day(base.year, month, number) or cal.day(base.year, month, 28)
        if this is None:
            return None
        if self._ahead(m):
            return base.year if this.first >= base - timedelta(31) else base.year + 1
        return base.year if this.first <= base else base.year - 1

    # --- absolute ----------------------------------------------------------------------------------------------

    def _named(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        key = re.sub(r"\s+", " ", m[0].lower())
        value = self.t.data["named"].get(key)
        return (Days(value, value), "day", "named") if isinstance(value, date) else None

    def _iso(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        days = cal.day(int(m["year"]), int(m["m"]), int(m["day"]))
        return (days, "day", "absolute") if days else None

    def _figures(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        """5/11/2023: day first, unless only month first gives a day, or only it is not after publication."""
        year = int(m["year"]) + (0 if len(m["year"]) == 4 else 2000 if int(m["year"]) < 70 else 1900)
        day_first = cal.day(year, int(m["b"]), int(m["a"]))
        month_first = cal.day(year, int(m["a"]), int(m["b"])) if m["sep"] != "." else None
        best = day_first or month_first
        if best is None:
            return None
        if day_first and month_first and self.published and day_first.first > self.published >= month_first.first:
            best = month_first
        return best, "day", "absolute"

    def _tail_year(self, m: re.Match[str]) -> int | None:
        if m["year"]:
            return int(m["year"])
        if m["which"] and self.published:
            return self.published.year + {"last": -1, "this": 0, "next": 1}[m["which"].lower().split()[-2]]
        return None

    def _day_month(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        if m["month"].islower() and m["month"].lower() in self.t.unsure:
            return None
        return self._calendar_days(m, int(m["day"] or m["day2"]), int(m["day2"]))

    def _month_day(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        if m["month"].islower() and m["month"].lower() in self.t.unsure:
            return None
        return self._calendar_days(m, int(m["day"]), int(m["day2"] or m["day"]))

    def _calendar_days(self, m: re.Match[str], first: int, last: int) -> tuple[Days | None, Precision, Anchor] | None:
        month = self.t.months[m["month"].lower()]
        if not 1 <= first <= 31 or not 1 <= last <= 31 or cal.day(2024, month, first) is None:
            return None
        year = self._tail_year(m)
        anchor: Anchor = "absolute" if m["year"] else "yearless"
        if year is None:
            year = self._year_for(month, first, m)
        if year is None:
            return None if self.published else (None, "day", anchor)
        begin, end = cal.day(year, month, first), cal.day(year, month, last)
        if begin is None or end is None or end.first < begin.first:
            return (begin, "day", anchor) if begin else None
        return Days(begin.first, end.last, "day" if first == last else "days"), "day", anchor

    def _month(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        word = m["month"].lower()
        alone = not (m["year"] or m["which"] or m["rel"] or m["edge"])
        if alone and (m["month"].islower() or word in self.t.unsure and not self._after_preposition(m)):
            return None
        if (
            m["month"].islower()
            and word in self.t.unsure
            or (len(word) <= 4 and word not in ("june", "july", "may") and alone)
        ):
            return None
        year = self._tail_year(m)
        anchor: Anchor = "absolute" if m["year"] else "yearless"
        number = self.t.months[word]
        if year is None and self.published is None:
            return None, "month", anchor
        if year is None:
            year = self._month_year(number, m)
        span = cal.month(year, number)
        return (self._edged(span, m), "month", anchor) if span else None

    def _month_year(self, number: int, m: re.Match[str]) -> int:
        assert self.published is not None
        base, rel = self.published, (m["rel"] or "").lower()
        if rel == "last" or rel.endswith("previous"):
            return base.year if number < base.month else base.year - 1
        if rel == "next" or (not rel and self._ahead(m)):
            return base.year if number >= base.month + (rel == "next") else base.year + 1
        if rel == "this":
            return base.year
        return base.year if number <= base.month else base.year - 1

    def _after_preposition(self, m: re.Match[str]) -> bool:
        before = self.text[max(0, m.start() - 12) : m.start()].lower().split()
        return (
            bool(before)
            and before[-1]
            in (
                "in",
                "since",
                "of",
                "until",
                "by",
                "from",
                "during",
                "before",
                "after",
                "between",
                "to",
                "late",
                "early",
                "mid",
                "last",
                "next",
                "this",
                "the",
                "and",
                "through",
            )
            and not (before[-1] in ("the", "and", "to", "after", "before") and m["month"].lower() != "august")
        )

    def _edged(self, span: Days, m: re.Match[str]) -> Days:
        """The early, middle or late part where the words say so."""
        word = re.sub(r"\s+", " ", (m["edge"] or "").lower())
        return cal.part(span, self.t.edges[word]) if word else span

    def _season(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        rel = (m["rel"] or "").lower()
        if not (m["year"] or m["which"] or rel in ("last", "this", "next")):
            return None
        first, last = self.t.seasons[m["season"].lower()]
        last += 12 if last < first else 0
        year = self._tail_year(m)
        if year is None:
            if self.published is None:
                return None, "season", "relative"
            base = self.published
            year = base.year if rel != "last" or base.month > last else base.year - 1
            year += 1 if rel == "next" and base.month >= first else 0
        span = cal.months(year, first, last)
        return (self._edged(span, m), "season", "absolute" if m["year"] else "relative") if span else None

    def _span_year(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        """ "the first quarter of 2025", "the first six months of 2016", "the first week of July"."""
        which, piece = self.t.data["ordinals"][m["ordinal"].lower()], m["piece"].lower().rstrip("s")
        year = (
            int(m["year"])
            if m["year"]
            else self.published.year + {"last": -1, "this": 0, "next": 1}[m["which"].lower()]
            if self.published
            else None
        )
        if year is None:
            return None, "season", "relative"
        size = {"quarter": 3, "half": 6, "month": self._number(m["count"])[0] if m["count"] else 1}.get(piece)
        if size is None or not 0 < size <= 12:
            return None
        count = 12 // size
        index = count - 1 if which == -1 else which - 1
        span = cal.months(year, 1 + index * size, (index + 1) * size) if index < count else None
        return (span, "season", "absolute") if span else None

    def _span_month(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        which, piece = self.t.data["ordinals"][m["ordinal"].lower()], m["piece"].lower().rstrip("s")
        word = m["month"].lower()
        if m["month"].islower() and word in self.t.unsure:
            return None
        number = self.t.months[word]
        year = int(m["year"]) if m["year"] else (self._month_year_plain(number) if self.published else None)
        if year is None:
            return None, "week", "yearless"
        span = cal.month(year, number)
        if span is None or piece not in ("week", "half", "day"):
            return None
        size = {"week": 7, "half": 15, "day": self._number(m["count"])[0] if m["count"] else 1}[piece]
        first = span.last - timedelta(size - 1) if which == -1 else span.first + timedelta((which - 1) * size)
        return (
            Days(first, min(span.last, first + timedelta(size - 1)), "week" if piece == "week" else "days"),
            "days",
            "yearless",
        )

    def _month_year_plain(self, number: int) -> int:
        assert self.published is not None
        return self.published.year if number <= self.published.month else self.published.year - 1

    def _decade(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        span = cal.year(int(m["decade"]), int(m["decade"]) + 9)
        return (self._edged(span, m), "years", "absolute") if span else None

    def _years(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        first, second = int(m["year"]), m["year2"]
        last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
        if not self._year_context(m) and not (len(second) == 4 and last > first):
            return None
        span = cal.year(first, last) if first < last <= first + 150 else None
        return (span, "years", "absolute") if span else None

    def _year(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        span = cal.year(int(m["year"]))
        if span is None or not self._year_context(m):
            return None
        return self._edged(span, m), "year", "absolute"

    def _year_context(self, m: re.Match[str]) -> bool:
        """A bare figure is a year after such words as "in" and "since", or as "the 2014 war"."""
        if m["edge"]:
            return True
        before = self.text[max(0, m.start() - 20) : m.start()].lower()
        last = (before.split() or [""])[-1].lstrip("(“\"'")
        after = self.text[m.end() : m.end() + 24].lower().split()
        word = after[0].strip(".,;:)") if after else ""
        if (
            word in numbers().measures
            or word in numbers().times
            or word
            in ("people", "civilians", "soldiers", "troops", "others", "fighters", "homes", "houses", "children")
        ):
            return False
        if last == "the" or last.endswith("'s"):
            return bool(word) and word.isalpha() and word not in ("and", "or")
        return (
            last in self.t.data["year_before"]
            or before.endswith("(")
            and self.text[m.end() : m.end() + 1] in (")", ",", "-", "–")
        )

    # --- relative to publication -------------------------------------------------------------------------------

    def _deictic(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        first, last = self.t.deictic[re.sub(r"\s+", " ", m["word"].lower().replace("’", "'"))]
        precision: Precision = "day" if first == last else "days"
        days = cal.shifted(self.published, first, last) if self.published else None
        return days, precision, "deictic"

    def _anaphoric(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        step = self.t.anaphoric[re.sub(r"\s+", " ", m[0].lower())]
        base = self.spoken or self.published
        if step >= 0 and self.spoken is None:
            return None
        return (cal.shifted(base, step) if base else None), "day", "anaphoric"

    def _weekday(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        if not self._is_weekday(m):
            return None
        base, rel = self.published, re.sub(r"\s+", " ", (m["rel"] or "").lower())
        number = self.t.weekdays[m["weekday"].lower()]
        if base is None:
            return None, "day", "weekday"
        if m["week"]:
            week = cal.week(base, {"last": -1, "this": 0, "next": 1}[m["week"].lower()])
            return (cal.shifted(week.first, number) if week else None), "day", "weekday"
        if rel in ("the previous", "previous", "preceding"):
            base = self.spoken or base
            return cal.latest(base - timedelta(1), number), "day", "weekday"
        if rel in ("last", "past", "the past", "this past"):
            return cal.latest(base - timedelta(1), number), "day", "weekday"
        if rel in ("the following", "the next", "following"):
            return cal.coming(self.spoken or base, number), "day", "weekday"
        if rel in ("next", "coming", "upcoming", "this coming"):
            return cal.coming(base, number), "day", "weekday"
        ahead = self._ahead(m) and base.weekday() != number
        return (cal.coming(base, number) if ahead else cal.latest(base, number)), "day", "weekday"

    def _is_weekday(self, m: re.Match[str]) -> bool:
        """Not "Black Friday" or "the Sunday Times"; "on Fridays" is a habit, "Tuesdays strike" a lost apostrophe."""
        before = (self.text[max(0, m.start() - 12) : m.start()].lower().split() or [""])[-1]
        after = (self.text[m.end() : m.end() + 14].lower().split() or [""])[0].strip(".,")
        if before in self.t.data["not_weekday_before"] or (
            after in self.t.data["not_weekday_after"] and self.text[m.end() + 1 : m.end() + 2].isupper()
        ):
            return False
        return not ((m["s"] or "") == "s" and before in ("on", "every", "and"))

    def _number(self, words: str) -> tuple[int, int]:
        """A count of units: (least, most)."""
        low = re.sub(r"[\s-]+", " ", words.lower()).strip()
        if low.isdigit():
            return int(low), int(low)
        parts = [p for p in low.split() if p not in ("a", "an", "of")]
        if not parts:
            return 1, 1
        if parts[0] in self.t.data["numbers_vague"]:
            least, most = self.t.data["numbers_vague"][parts[0]]
            return least, most
        n = numbers()
        value = 12 if parts[0] == "dozen" else sum(n.units.get(p, n.tens.get(p, 0)) for p in parts)
        return value, value

    def _ago(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        least, most = self._number(m["count"])
        unit = self.t.units[m["unit"].lower()]
        base = self.published
        if m["later"] and not m["later"].lower().startswith("from"):
            if self.spoken is None:
                return None
            base = self.spoken
        sign = 1 if m["later"] else -1
        if base is None or unit == "hour":
            return (None, "day", "relative") if base is None else (self._hours(base, sign * most), "day", "relative")
        return self._moved(base, unit, sign, least, most), "day", "relative"

    def _hours(self, base: date, hours: int) -> Days | None:
        return cal.shifted(base, 0) if abs(hours) < 12 else cal.shifted(base, round(hours / 24))

    def _moved(self, base: date, unit: str, sign: int, least: int, most: int) -> Days | None:
        """The day, month or year so many units away."""
        low, high = (sign * most, sign * least) if sign < 0 else (least, most)
        if unit in ("day", "week", "fortnight", "weekend"):
            size = {"day": 1, "fortnight": 14}.get(unit, 7)
            return cal.shifted(base, low * size, high * size)
        if unit == "month":
            a, b = cal.month(base.year, base.month + low), cal.month(base.year, base.month + high)
            return Days(a.first, b.last, "month" if low == high else "season") if a and b else None
        size = 10 if unit == "decade" else 1
        return cal.year(base.year + low * size, base.year + high * size)

    def _stretch(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        """ "the past 24 hours", "the last three days", "the next two weeks": up to or from publication."""
        base = self.published
        if base is None:
            return None, "days", "relative"
        most = self._number(m["count"])[1]
        unit = self.t.units[m["unit"].lower()]
        if unit in ("month", "year", "decade"):
            back = most * {"month": 1, "year": 12, "decade": 120}[unit]
            other = cal.months_back(base, back if m["last"] else -back)
            span = max(1, abs((base - other).days)) if other else None
        else:
            span = {
                "day": most,
                "week": 7 * most,
                "fortnight": 14 * most,
                "weekend": 7 * most,
                "hour": max(1, round(most / 24)),
            }[unit]
        if span is None:
            return None
        days = cal.shifted(base, -span, 0) if m["last"] else cal.shifted(base, 0, span)
        return days, "days", "relative"

    def _unit(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        base, unit = self.published, re.sub(r"\s+", " ", m["unit"].lower())
        rel = re.sub(r"\s+", " ", (m["rel"] or "").lower())
        if m["bare"] and unit != "weekend":
            return None
        if unit in ("day", "24 hours") and not rel.startswith(
            ("past", "last", "the past", "the last", "next", "the next", "the coming")
        ):
            return None
        if unit == "day" and not rel.startswith("the past"):
            return None
        if base is None:
            return None, "days", "relative"
        days = self._unit_days(base, unit, rel, m)
        if days is None:
            return None
        if m["edge"] and not rel.startswith("this"):
            days = self._edged(days, m)
        return days, days.precision, "relative"

    def _unit_days(self, base: date, unit: str, rel: str, m: re.Match[str]) -> Days | None:
        """ "last week" is the calendar's; "the past week" ends today; "this week" runs up to today."""
        step = (
            1
            if rel.split()[-1:] and rel.split()[-1] in self.t.data["next"]
            else 0
            if rel.startswith(("this", "current")) or not rel
            else -1
        )
        rolling = rel in ("the past", "the last", "past", "recent")
        if unit == "weekend":
            return cal.weekend(base, step + (1 if step < 0 and (base.weekday() < 5) else 0) if step <= 0 else step)
        if unit in ("24 hours", "day"):
            return cal.shifted(base, -1, 0) if step < 0 else cal.shifted(base, 0, 1)
        if rolling and unit in ("week", "fortnight"):
            return cal.shifted(base, -7 if unit == "week" else -14, 0)
        if unit == "fortnight":
            return cal.shifted(base, -14, 0) if step < 0 else cal.shifted(base, 0, 14)
        if rolling and unit in ("year", "month", "decade"):
            begin = cal.months_back(base, {"month": 1, "year": 12, "decade": 120}[unit])
            return Days(begin, base, {"month": "month", "year": "year"}.get(unit, "years")) if begin else None  # type: ignore[arg-type]
        whole = self._whole(base, unit, step)
        if whole and step == 0:
            return self._so_far(base, whole, m)
        return whole

    def _whole(self, base: date, unit: str, step: int) -> Days | None:
        if unit == "week":
            return cal.week(base, step)
        if unit == "month":
            return cal.month(base.year, base.month + step)
        if unit == "year":
            return cal.year(base.year + step)
        begin = base.year // 10 * 10 + 10 * step
        return cal.year(begin, begin + 9)

    def _so_far(self, base: date, whole: Days, m: re.Match[str]) -> Days:
        """ "earlier this week" ends today, "later this week" begins tomorrow."""
        edge = (m["edge"] or "").lower()
        if edge.startswith("late") and base < whole.last:
            return Days(base + timedelta(1), whole.last, whole.precision)
        if edge == "early" and whole.precision != "week" and base > cal.part(whole, "early").last:
            return cal.part(whole, "early")
        if not edge and self._ahead(m):
            return Days(base, whole.last, whole.precision)
        return Days(whole.first, min(base, whole.last), whole.precision)

    def _edge_unit(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        """ "the end of the month" is its last day."""
        if self.published is None:
            return None, "day", "relative"
        whole = self._whole(self.published, "year" if m["yearend"] else m["unit"].lower(), 0)
        if whole is None:
            return None
        word = re.sub(r"\s+", " ", (m["edge"] or "the end of").lower())
        if word.endswith("of") and self.t.edges[word] == "late":
            return Days(whole.last, whole.last), "day", "relative"
        return cal.part(whole, self.t.edges[word]), "days", "relative"

    def _holiday(self, m: re.Match[str]) -> tuple[Days | None, Precision, Anchor] | None:
        name = re.sub(r"\s+", " ", m["holiday"].lower().replace("’", "'"))
        base = self.published
        if not m["year"] and base is None:
            return None, "day", "yearless"
        start = int(m["year"]) if m["year"] else base.year if base else 0

        def on(year: int) -> Days | None:
            if fixed := self.t.data["holidays"].get(name):
                return cal.day(year, fixed[0], fixed[1])
            month, weekday, which = self.t.data["holidays_moving"][name]
            return cal.nth_weekday(year, month, weekday, which)

        days = on(start)
        if not m["year"] and base and days:
            rel = (m["rel"] or "").lower()
            if rel == "last" or (days.first > base and not (rel or self._ahead(m) or (days.first - base).days < 40)):
                days = on(start if days.first < base else start - 1)
            elif rel == "next" or (days.first < base and self._ahead(m)):
                days = on(start if days.first > base else start + 1)
        return (days, "day", "absolute" if m["year"] else "yearless") if days else None

    # --- joining -----------------------------------------------------------------------------------------------

    def _joined(self, single: list[_Found]) -> list[_Found]:
        """Two expressions linked as a range: "from Monday to Wednesday", "on Friday and Saturday"."""
        out: list[_Found] = []
        for one in single:
            last = out[-1] if out else None
            if last and last.days and one.days and last.open is None:
                gap = self.text[last.end : one.start]
                if len(gap) < 20 and self.t.to.fullmatch(gap) and (days := self._range(last, one, gap)):
                    out[-1] = replace_found(last, one.end, days)
                    continue
            out.append(one)
        return out

    def _range(self, a: _Found, b: _Found, gap: str) -> Days | None:
        first, last = a.days, b.days
        if first is None or last is None or (a.rule, b.rule) == ("year", "year") and "and" in gap:
            return None
        begin, end = first.first, last.last
        if a.rule == "weekday" and b.rule == "weekday" and begin > end:
            begin -= timedelta(7)
        opens = bool(self.t.from_.search(self.text[max(0, a.start - 24) : a.start]))
        if begin >= end or ("and" in gap and not opens and (end - begin).days > 1):
            return None
        if (end - begin).days > 366 * 150:
            return None
        return Days(begin, end, "years" if a.precision in ("year", "years") else "days")

    def _open(self, found: list[_Found]) -> list[_Found]:
        """ "since X" runs up to publication; "by X" and "until X" from publication where X lies ahead."""
        for one in found:
            before = self.text[max(0, one.start - 28) : one.start]
            base = self.published
            if one.days is None:
                continue
            if self.t.since_.search(before):
                one.open = "since"
                if base and base > one.days.first:
                    one.days = Days(one.days.first, base, "days")
            elif self.t.until_.search(before):
                one.open = "until"
                if base and base < one.days.last:
                    one.days = Days(base, one.days.last, "days")
        return found


def replace_found(one: _Found, end: int, days: Days) -> _Found:
    """The expression stretched to `end` with the days of the whole range."""
    return _Found(one.start, end, days, days.precision, one.anchor, one.rule, one.open)


def read(text: str, published: date | None = None, *, offset: int = 0) -> list[DateMention]:
    """The date expressions of `text`, in order, resolved against the day of publication.

    Offsets are moved by `offset`. Without `published` relative expressions have `first` and `last` None.
    """
    base = published.date() if isinstance(published, datetime) else published
    return [
        DateMention(
            one.start + offset,
            one.end + offset,
            text[one.start : one.end],
            one.days.first if one.days else None,
            one.days.last if one.days else None,
            one.days.precision if one.days else one.precision,
            one.anchor,
            one.rule,
            one.open,
        )
        for one in _Reading(text, base).found()
    ]


def resolve(
    expression: str, published: date | None, *, before: str = "", after: str = "", tense: Tense | None = None
) -> DateMention | None:
    """The date that `expression` (a span already found) stands for, or None if it is none the reader knows.

    `before` and `after` are the words around it, which tell the tense where `tense` does not.
    """
    base = published.date() if isinstance(published, datetime) else published
    text = before + expression + after
    found = [
        one
        for one in _Reading(text, base, tense).found()
        if one.start < len(before) + len(expression) and one.end > len(before)
    ]
    if not found:
        return None
    one = max(found, key=lambda f: min(f.end, len(before) + len(expression)) - max(f.start, len(before)))
    mention = DateMention(
        one.start - len(before),
        one.end - len(before),
        text[one.start : one.end],
        None,
        None,
        one.precision,
        one.anchor,
        one.rule,
        one.open,
    )
    return (
        mention
        if one.days is None
        else replace(mention, first=one.days.first, last=one.days.last, precision=one.days.precision)
    )
