"""Dates of a text, resolved against its publication: "on Tuesday" is the latest Tuesday, today included.

`read(text, published)` finds and resolves; `resolve(expression, published)` resolves one expression that is already
found. Rules: `docs/numbers-and-dates.md`; words: `codebook/en/time.yaml`. Without a publication date, relative
expressions stay unresolved rather than wrong.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from tidings.claim import Precision
from tidings.coding import relative  # noqa: F401 - registers its rules
from tidings.coding.calendar import Days
from tidings.coding.datewords import TimeTable, time
from tidings.coding.moments import RULES, Anchor, Context, Tense

_FIRST = re.compile(r"\w+|\W")
_LONG = timedelta(366 * 150)  # no range of the news is longer


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date expression: its offsets and words, its first and last day, how precise it is and what it hangs on.

    `first` and `last` are None where the expression cannot be resolved (a relative one without publication date).
    `open` is "since" (from a known start up to publication) or "until". `anchor`: "absolute" has its year in the
    words, "yearless" takes it from publication, "weekday", "deictic" ("today") and "relative" ("last week") hang on
    the publication date, "anaphoric" ("the day before") on the day the text spoke of last, "named" is the name of an
    event ("9/11"). `stated` are the expression's own days where `first` to `last` is opened by "since" or "until":
    "since the war began in March 2011" is stated March 2011. `rule` names the rule that read it.
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
    stated: tuple[date, date] | None = None


def read(
    text: str, published: date | None = None, *, offset: int = 0, overlay: Path | None = None
) -> list[DateMention]:
    """The date expressions of `text`, in order, resolved against the day of publication.

    Ranges are one mention ("from Monday to Wednesday"). Offsets are moved by `offset`.
    `overlay` is a codebook folder whose `en/` tables are laid over the package's own.
    """
    context = Context(text, _day(published), t=time(overlay))
    found = [_opened(one, context) for one in _joined(_single(context), context)]
    return [replace(one, start=one.start + offset, end=one.end + offset) for one in found] if offset else found


def resolve(
    expression: str, published: date | None, *, before: str = "", after: str = "", tense: Tense | None = None
) -> DateMention | None:
    """The date that `expression` (a span already found) stands for, or None if it is none the reader knows.

    `before` and `after` are the words around it, which tell the tense where `tense` does not. Offsets of the result
    are those within `expression`.
    """
    context = Context(before + expression + after, _day(published), tense)
    begin, end = len(before), len(before) + len(expression)
    found = _single(context, begin, end)
    if not found:
        return None
    one = max(found, key=lambda f: (f.end - f.start, -f.start))
    return replace(one, start=one.start - begin, end=one.end - begin)


def _day(published: date | None) -> date | None:
    return published.date() if isinstance(published, datetime) else published


def _single(context: Context, begin: int = 0, stop: int | None = None) -> list[DateMention]:
    """The expressions one by one, from left to right."""
    t, text = context.t, context.text
    end = len(text) if stop is None else stop
    found: list[DateMention] = []
    position = begin
    while match := t.any.search(text, position, end):
        name = match.lastgroup or ""
        exact = t.rules[name].match(text, match.start(), end)
        if name == "nodate" or exact is None:
            position = match.end()
            continue
        moment = RULES[name](exact, context)
        if moment is None:
            word = _FIRST.match(text, match.start())
            position = word.end() if word else match.start() + 1
            continue
        position = exact.end()
        found.append(_mention(t, exact, moment.days, moment.precision, moment.anchor, name))
        if moment.days and moment.days.precision in ("day", "days"):
            context.spoken, context.spoken_to = moment.days.first, found[-1].end
    return found


def _mention(
    t: TimeTable, m: re.Match[str], days: Days | None, precision: Precision, anchor: Anchor, name: str
) -> DateMention:
    """A match as a mention; the full stop of a sentence is not a part of it."""
    last = m[0].rsplit(None, 1)[-1]
    words = m[0][:-1] if last.endswith(".") and last[:-1].lower() not in t.abbreviations else m[0]
    return DateMention(
        m.start(),
        m.start() + len(words),
        words,
        days.first if days else None,
        days.last if days else None,
        days.precision if days else precision,
        anchor,
        name,
    )


def _joined(single: list[DateMention], context: Context) -> list[DateMention]:
    """Two expressions linked as a range: "from Monday to Wednesday", "on Friday and Saturday"."""
    out: list[DateMention] = []
    for one in single:
        if out and (whole := _range(out[-1], one, context)):
            out[-1] = whole
        else:
            out.append(one)
    return out


def _range(a: DateMention, b: DateMention, context: Context) -> DateMention | None:
    """The two as one range where the words between link them, or None."""
    text, t = context.text, context.t
    gap = text[a.end : b.start]
    if len(gap) > 20 or not t.to.fullmatch(gap) or a.first is None or a.last is None or b.last is None:
        return None
    first, last, joins = a.first, b.last, t.both.search(gap) is not None
    if a.rule == "deictic" and a.first != a.last and not joins and b.precision == "day":
        first = last - timedelta(1)  # "overnight into Tuesday"
        return replace(
            a, end=b.end, text=text[a.start : b.end], first=first, last=last, precision="days", anchor=b.anchor
        )
    if a.rule == b.rule == "weekday" and first > last:
        told = t.past_form.search(text, b.end, b.end + 60) or t.past.search(text, b.end, b.end + 60)
        first, last = (first - timedelta(7), last) if told else (first, last + timedelta(7))
    opened = t.opening.search(text[max(0, a.start - 24) : a.start]) is not None
    if first >= last or last - first > _LONG or (a.last >= last and a.rule != b.rule):
        return None
    if joins and not opened and (last - first > timedelta(1) or a.precision not in ("day", "days")):
        return None
    precision: Precision = "years" if a.precision in ("year", "years") else "days"
    return replace(a, end=b.end, text=text[a.start : b.end], first=first, last=last, precision=precision)


def _opened(one: DateMention, context: Context) -> DateMention:
    """Run "since X" up to publication, and "by X" or "until X" from publication where X lies ahead."""
    t, base = context.t, context.published
    before = context.text[max(0, one.start - 28) : one.start]
    if one.first is None or one.last is None:
        return one
    if t.since.search(before) or _since_clause(one, context):
        last = base if base and base > one.first else one.last
        return replace(
            one,
            open="since",
            last=last,
            precision="days" if last > one.last else one.precision,
            stated=(one.first, one.last),
        )
    if t.until.search(before):
        first = base if base and base < one.last else one.first
        return replace(one, open="until", first=first, precision="days", stated=(one.first, one.last))
    return one


def _since_clause(one: DateMention, context: Context) -> bool:
    """As in "since the war began in March 2011": the date closes a clause that "since" opened."""
    if one.rule not in ("month", "year", "month_day", "day_month", "span_month", "season", "weekday"):
        return False
    return context.t.since_far.search(context.text[max(0, one.start - 80) : one.start]) is not None


__all__ = ["DateMention", "TimeTable", "read", "resolve", "time"]
