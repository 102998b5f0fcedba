"""The patterns of date expressions, compiled once from `codebook/en/time.yaml`."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tidings.codebook.tables import table
from tidings.coding.numbers import numbers

GAP = r"[\s\u00a0]{1,3}"
SOFT = r"[\s\u00a0]{0,3}"


def alternation(words: Iterable[str]) -> str:
    """Any of the words, longest first; a blank in a phrase matches any white space."""
    ordered = sorted({str(w) for w in words}, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", GAP).replace("'", "['’]") for w in ordered) + ")"


class TimeTable:
    """`en/time.yaml` with its patterns."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.months: dict[str, int] = data["months"]
        self.weekdays: dict[str, int] = {**data["weekdays"], **data["weekdays_short"]}
        self.seasons: dict[str, list[int]] = data["seasons"]
        self.units: dict[str, str] = data["units"]
        self.deictic: dict[str, list[int]] = data["deictic"]
        self.anaphoric: dict[str, int] = data["anaphoric"]
        self.steps: dict[str, int] = data["steps"]
        self.ordinals: dict[str, int] = data["ordinals"]
        self.numbers_vague: dict[str, list[int]] = data["numbers_vague"]
        self.holidays: dict[str, list[int]] = data["holidays"]
        self.holidays_moving: dict[str, list[int]] = data["holidays_moving"]
        self.named: dict[str, date] = data["named"]
        self.edges = {w: kind for kind in ("early", "mid", "late") for w in data[kind]}
        self.unsure = frozenset(data["months_unsure"])
        self.month_before = frozenset(data["month_before"])
        self.year_before = frozenset(data["year_before"])
        self.not_year_before = frozenset(data["not_year_before"])
        self.not_weekday_before = frozenset(data["not_weekday_before"])
        self.not_weekday_after = frozenset(data["not_weekday_after"])
        self.habit_before = frozenset(data["habit_before"])
        self.rolling = frozenset(data["rolling"])
        self.from_spoken = frozenset(data["from_spoken"])
        self.from_now = frozenset(data["from_now"])
        self.so_far = frozenset(data["so_far"])
        self._compile(data)

    def _compile(self, data: dict[str, Any]) -> None:
        """The patterns of expressions and of the words around them."""
        bodies = _bodies(data)
        self.rules = {name: re.compile(body, re.I) for name, body in bodies.items()}
        self.any = re.compile("|".join(f"(?P<{name}>{_unnamed(body)})" for name, body in bodies.items()), re.I)
        self.future = re.compile(rf"(?<!\w){alternation(data['future'])}(?!\w)", re.I)
        self.future_after = re.compile(rf"[^\w,.]{{0,3}}{alternation(data['future_after'])}(?!\w)", re.I)
        self.past = re.compile(rf"(?<!\w){alternation(data['past'])}(?!\w)", re.I)
        ending = rf"(?-i:[a-z]{{2,}}{alternation(data['past_endings'])})(?!\w)"
        self.past_form = re.compile(rf"(?<!\w){ending}", re.I)
        marks = alternation(w for w in data["past_marks"] if not w.isalpha())
        words = alternation(w for w in data["past_marks"] if w.isalpha())
        self.past_mark = re.compile(rf"{marks}|(?<!\w){words}(?!\w)", re.I)
        self.passive_before = re.compile(
            rf"(?<!\w){alternation(data['passive_before'])}{GAP}(?:[^\W\d_]+ly{GAP})?\Z", re.I
        )
        self.past_after = re.compile(rf"{GAP}(?:{alternation(data['past_after'])}(?!\w)|{ending})", re.I)
        self.since, self.until, self.opening = (_leading(data, kind) for kind in ("since", "until", "from"))
        self.since_far = re.compile(
            rf"(?<!\w){alternation(data['since'])}{GAP}(?:[^\W\d_][\w'’-]*{GAP}){{1,10}}(?:in|on|at|of|{alternation(data['early'])}|{alternation(data['late'])}){GAP}(?:the{GAP})?\Z",
            re.I,
        )
        words = alternation(w for w in data["to"] if w.isalpha())
        between = alternation(data["link_words"])
        self.to = re.compile(rf"(?:{SOFT}[-–—]{SOFT}|{GAP}{words}{GAP}(?:{between}{GAP})?)", re.I)
        self.both = re.compile(rf"{alternation(data['both'])}", re.I)


def _leading(data: dict[str, Any], kind: str) -> re.Pattern[str]:
    """The words of `kind` right before an expression."""
    fill = alternation(data["between_words"])
    return re.compile(rf"(?<!\w){alternation(data[kind])}(?:{GAP}{fill})?{GAP}\Z", re.I)


def _unnamed(body: str) -> str:
    """The pattern without named groups, to stand beside others."""
    return re.sub(r"\(\?P<\w+>", "(?:", body).replace("(?P=sep)", "[/.-]")


def _bodies(d: dict[str, Any]) -> dict[str, str]:
    """Rule -> pattern, the more particular first: at one place the first that fits wins."""
    month = rf"(?P<month>{alternation(d['months'])})\.?"
    any_day = alternation([*d["weekdays"], *d["weekdays_short"]])
    lead = rf"(?:(?P<lead>{any_day})\.?,?{GAP}(?:the{GAP})?(?:of{GAP})?)?"
    number = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
    number2 = r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?"
    link = rf"(?:{SOFT}[-–—/]{SOFT}|{GAP}(?:to|and|or|through|until){GAP}|,{SOFT})"
    year = r"(?P<year>(?:1[5-9]|20)\d\d)(?![\d,]\d|\d)"
    tail = rf"(?:,?{GAP}(?:of{GAP}|in{GAP})?{year}|{GAP}(?P<which>(?:of{GAP})?(?:last|this|next){GAP}year))?"
    edge = rf"(?:(?P<edge>{alternation([*d['early'], *d['mid'], *d['late']])})(?:{GAP}|-)?(?:in{GAP})?)"
    ordinal = alternation(d["ordinals"])
    unit = rf"(?P<unit>{alternation(d['units'])})"
    count = rf"(?P<count>\d{{1,3}}|an?|{alternation([*numbers().units, *numbers().tens])}(?:[- ]{alternation(numbers().units)})?|(?:a{GAP})?{alternation(d['numbers_vague'])}(?:{GAP}of)?|dozen)"
    last, this, nxt = (alternation(w for w, s in d["steps"].items() if s == way and w != "the") for way in (-1, 0, 1))
    parts = alternation(d["parts_of_day"])
    weekday = alternation(d["weekdays"])
    b, e = r"(?<![\w/.-])", r"(?![\w-]|/\w)"
    seasons = alternation(d["seasons"])
    piece = rf"{b}(?:the{GAP})?(?P<ordinal>{ordinal})(?:{GAP}{count})?{GAP}(?P<piece>quarter|half|months?|weeks?|days?)"
    return {
        "nodate": rf"(?<!\w){alternation(d['not_dates'])}(?!\w)",
        "named": rf"(?<![\w/])(?:the{GAP})?{alternation(d['named'])}(?![\w/])",
        "iso": r"(?<![\w-])(?P<year>(?:1[5-9]|20)\d\d)[-/](?P<m>[01]?\d)[-/](?P<day>[0-3]?\d)(?:T[\d:.,+Z-]{2,30})?(?!\d)",
        "compact": r"(?<![\w-])(?P<year>(?:19|20)\d\d)(?P<m>[01]\d)(?P<day>[0-3]\d)(?![\w.,-])",
        "figures": r"(?<![\w/.-])(?P<a>[0-3]?\d)(?P<sep>[/.-])(?P<b>[0-3]?\d)(?P=sep)(?P<year>(?:1[5-9]|20)\d\d|\d\d)(?![\w/]|\.\d)",
        "day_month": rf"{b}{lead}(?:the{GAP})?(?:{number}{link})?{number2}(?:{GAP}|-|{GAP}of{GAP}){month}{tail}{e}",
        "month_day": rf"{b}{lead}{month}{SOFT}{number}(?:{link}{number2}(?!{SOFT}(?:{alternation(d['months'])}))(?=\W|$)(?!{GAP}[a-z]+s\b))?{tail}{e}",
        "span_month": rf"{piece}{GAP}(?:of|in){GAP}{month}{tail}",
        "span_year": rf"{piece}{GAP}(?:of|in){GAP}(?:{year}|(?P<which>last|this|next){GAP}year)",
        "month": rf"{b}(?:{edge})?(?:(?P<rel>last|this|next|the{GAP}previous){GAP})?(?:the{GAP}month{GAP}of{GAP})?{month}(?:['’]?s)?{tail}{e}",
        "season": rf"{b}(?:{edge})?(?:(?P<rel>last|this|next|the){GAP})?(?P<season>{seasons})(?:{GAP}(?:of{GAP}|in{GAP})?{year}|{GAP}(?P<which>(?:of{GAP})?(?:last|this|next){GAP}year))?{e}",
        "decade": rf"(?<!\w)(?:{edge})?(?:the{GAP})?(?P<decade>(?:1[5-9]|20)\d0)['’]?s(?!\w)",
        "anaphoric": rf"{b}{alternation(d['anaphoric'])}(?!{GAP}(?-i:[A-Z]|\d)|{GAP}{alternation(d['anaphoric_not_before'])}(?!\w)|\w)",
        "deictic": rf"(?<!\w)(?:(?:early|earlier|late|later){GAP})?(?P<word>{alternation(d['deictic'])})(?:['’]?s)?(?:{GAP}{parts})?(?!\w)",
        "weekday": rf"{b}(?:(?P<edge>early|late|earlier|later|mid)(?:{GAP}on)?(?:{GAP}|-))?(?:(?P<rel>{last}|{nxt}|{this}(?:{GAP}(?:coming|past))?|the{GAP}(?:previous|following|next|past)|the){GAP})?(?P<weekday>{weekday})\.?(?P<s>['’]?s)?(?:{GAP}{parts})?(?:{GAP}(?:of{GAP})?(?P<week>last|this|next){GAP}week)?(?![\w])",
        "ago": rf"{b}(?:(?:about|around|almost|nearly|more{GAP}than|over|just|some|only){GAP})?{count}{GAP}(?:and{GAP}a{GAP}half{GAP})?{unit}(?:{GAP}or{GAP}so)?{GAP}(?:(?P<ago>{alternation(d['ago'])})|(?P<earlier>{alternation(d['earlier'])})|(?P<later>{alternation(d['later'])})){e}",
        "stretch": rf"{b}(?:(?:over|in|during|within|for){GAP})?(?:the{GAP})?(?P<rel>{last}|{nxt}){GAP}{count}{GAP}{unit}{e}",
        "unit": rf"{b}(?:(?P<edge>{alternation([*d['early'], *d['mid'], *d['late']])}){GAP})?(?:(?P<rel>{last}|{nxt}|{this}|the{GAP}(?:past|last|previous|next|coming|following))|(?P<bare>(?:over|during|at){GAP}(?:the|this)))['’]?{GAP}(?P<unit>weekend|week|month|year|decade|24{GAP}hours|fortnight|day)(?:['’]?s)?{e}",
        "edge_unit": rf"{b}{edge}the{GAP}(?P<unit>week|month|year){e}|{b}(?P<yearend>year-end){e}",
        "holiday": rf"(?<!\w)(?:(?P<rel>last|this|next){GAP})?(?P<holiday>{alternation([*d['holidays'], *d['holidays_moving']])})(?:,?{GAP}{year})?(?!\w)",
        "years": rf"(?<![\w.,$€£/:-])(?:{edge})?{year}(?:{SOFT}[-–—/]{SOFT}|{GAP}(?:to|and|until|through){GAP})(?P<year2>(?:(?:1[5-9]|20)\d\d)|\d\d)(?![\w%])",
        "year": rf"(?<![\w.,$€£/:-])(?:{edge})?{year}(?![\w%/])",
    }


@cache
def time(overlay: Path | None = None) -> TimeTable:
    """The words of time of the language."""
    return TimeTable(table("en/time", overlay))
