"""The rules for expressions that hang on publication: weekdays, "yesterday", "last week", "three days ago"."""

from datetime import date, timedelta

from tidings.claim import Precision
from tidings.coding import calendar as cal
from tidings.coding.calendar import Days
from tidings.coding.datewords import TimeTable
from tidings.coding.moments import FAR, SENTENCE, Context, Match, Moment, count_of, edged, rule, squeezed, step


@rule
def deictic(m: Match, c: Context) -> Moment | None:
    """As in "today", "last night", "overnight" (the day before and the day of publication)."""
    first, last = c.t.deictic[squeezed(m["word"])]
    precision: Precision = "day" if first == last else "days"
    return Moment(cal.shifted(c.published, first, last) if c.published else None, precision, "deictic")


@rule
def anaphoric(m: Match, c: Context) -> Moment | None:
    """As in "the day before", "the same day": from the day spoken of last; a day back may hang on publication."""
    days = c.t.anaphoric[squeezed(m[0])]
    base = c.spoken or (c.published if days < 0 else None)
    if base is None and (days >= 0 or c.published):
        return None
    return Moment(cal.shifted(base, days) if base else None, "day", "anaphoric")


@rule
def weekday(m: Match, c: Context) -> Moment | None:
    """A weekday is the latest one, today included; the coming one where the clause looks ahead."""
    if not _is_weekday(m, c):
        return None
    number, rel = c.t.weekdays[m["weekday"].lower()], squeezed(m["rel"])
    if c.published is None:
        return Moment(None, "day", "weekday")
    base = (c.spoken or c.published) if rel in c.t.words["from_spoken"] else c.published
    way = step(rel, c.t) if rel else 0
    if m["week"]:
        week = cal.week(base, step(m["week"], c.t))
        days = cal.shifted(week.first, number) if week else None
    elif way == -1:
        days = cal.latest(base - timedelta(1), number) if base > date.min else None
    elif (
        way == 1
        or (way == 0 and rel and rel not in c.t.words["articles"] and c.looks(m) != "past")
        or _ahead(m, c, base, number)
    ):
        days = cal.coming(base, number)
    else:
        days = cal.latest(base, number)
    return Moment(days, "day", "weekday")


def _ahead(m: Match, c: Context, base: date, number: int) -> bool:
    """The weekday lies ahead: the clause says so, and it is neither today nor an owner ("Friday's strike")."""
    if base.weekday() == number or m["s"] or c.possessed(m):
        return False
    looks = c.looks(m)
    return looks == "future" or (looks is None and c.due(m))


def _is_weekday(m: Match, c: Context) -> bool:
    """Not "Black Friday" or "the Sunday Times"; "on Fridays" is a habit, "Tuesdays strike" a lost apostrophe."""
    before = (c.text[max(0, m.start() - 12) : m.start()].lower().split() or [""])[-1]
    following = c.text[m.end() : m.end() + 14].split() or [""]
    if before in c.t.words["not_weekday_before"] or (
        following[0].lower().strip(".,") in c.t.words["not_weekday_after"] and following[0][:1].isupper()
    ):
        return False
    return not (squeezed(m["s"]) == "s" and (before in c.t.words["habit_before"] or following == [""]))


@rule
def ago(m: Match, c: Context) -> Moment | None:
    """As in "three days ago", "two weeks earlier", "five days later" (from the day the text spoke of last)."""
    least, most = count_of(m["count"], c.t)
    unit, base = c.t.units[m["unit"].lower()], c.published
    if m["later"]:
        base = c.published if squeezed(m["later"]) in c.t.words["from_now"] else c.spoken
        if base is None and c.published:
            return None
    if base is None:
        return Moment(None, "day", "relative")
    sign = 1 if m["later"] else -1
    if unit == "hour":
        return Moment(cal.shifted(base, sign * (0 if most < 12 else round(most / 24))), "day", "relative")
    days = _moved(base, unit, sign, least, most)
    return Moment(days, days.precision, "relative") if days else None


@rule
def apart(m: Match, c: Context) -> Moment | None:
    """As in "on Sunday, a day after drones hit the plant": the day of what follows, from one named in that sentence."""
    least, most = count_of(m["count"], c.t)
    unit, base = c.t.units[m["unit"].lower()], c.spoken
    if base is None or SENTENCE.search(c.text, c.spoken_to, m.start()):
        return None
    if unit == "hour":
        return Moment(cal.shifted(base, 0), "day", "anaphoric") if most < 12 else None
    days = _moved(base, unit, -1 if m["back"] else 1, least, most)
    return Moment(days, days.precision, "anaphoric") if days else None


def _moved(base: date, unit: str, sign: int, least: int, most: int) -> Days | None:
    """The day, month or year so many units away."""
    low, high = (-most, -least) if sign < 0 else (least, most)
    if unit in ("day", "week", "fortnight", "weekend"):
        size = {"day": 1, "fortnight": 14}.get(unit, 7)
        return cal.shifted(base, low * size, high * size)
    if unit == "month":
        first, last = cal.month(base.year, base.month + low), cal.month(base.year, base.month + high)
        return Days(first.first, last.last, "month" if low == high else "season") if first and last else None
    size = 10 if unit == "decade" else 1
    return cal.year(base.year + low * size, base.year + high * size)


@rule
def stretch(m: Match, c: Context) -> Moment | None:
    """As in "the past 24 hours", "the last three days", "the next two weeks": up to or from publication."""
    base, way = c.published, step(m["rel"], c.t)
    if base is None:
        return Moment(None, "days", "relative")
    most, unit = count_of(m["count"], c.t)[1], c.t.units[m["unit"].lower()]
    if unit in ("month", "year", "decade"):
        other = cal.months_back(base, -way * most * {"month": 1, "year": 12, "decade": 120}[unit])
        size = abs((base - other).days) if other else None
    else:
        size = {"day": most, "fortnight": 14 * most, "hour": max(1, round(most / 24))}.get(unit, 7 * most)
    if size is None:
        return None
    return Moment(cal.shifted(base, -size, 0) if way < 0 else cal.shifted(base, 0, size), "days", "relative")


@rule
def unit(m: Match, c: Context) -> Moment | None:
    """As in "last week" (Monday to Sunday), "the past week" (up to today), "earlier this month", "over the weekend"."""
    kind, rel = squeezed(m["unit"]), squeezed(m["rel"])
    rolling = rel in c.t.words["rolling"]
    if (m["bare"] and kind != "weekend") or (kind in ("day", "24 hours") and not (rolling or step(rel, c.t) == 1)):
        return None
    if kind == "day" and rel not in c.t.words["rolling_days"]:
        return None
    if c.published is None:
        return Moment(None, "days", "relative")
    way = step(rel, c.t) if rel else 0
    days = (
        _rolling(c.published, kind, way)
        if rolling or kind in ("24 hours", "day", "fortnight")
        else _calendar(c.published, kind, way, m, c)
    )
    if days and m["edge"] and way != 0:
        days = edged(days, m, c.t)
    return Moment(days, days.precision, "relative") if days else None


def _rolling(base: date, kind: str, way: int) -> Days | None:
    """A stretch that ends or begins on the day of publication."""
    size = {"day": 1, "24 hours": 1, "week": 7, "fortnight": 14, "weekend": 0}.get(kind)
    if kind == "weekend":
        return cal.weekend(base, 0 if base.weekday() < 5 else -1)
    if size is None:
        other = cal.months_back(base, -way * {"month": 1, "year": 12, "decade": 120}[kind])
        if other is None:
            return None
        precision: Precision = "month" if kind == "month" else "year" if kind == "year" else "years"
        return Days(min(base, other), max(base, other), precision)
    days = cal.shifted(base, -size, 0) if way < 0 else cal.shifted(base, 0, size)
    return Days(days.first, days.last, "week" if kind == "week" else "days") if days else None


def _calendar(base: date, kind: str, way: int, m: Match, c: Context) -> Days | None:
    """A unit of the calendar: the last, this or the next one; this one up to today."""
    if kind == "weekend":
        looks_on = way == 0 and base.weekday() < 5 and c.looks(m) == "future"
        return cal.weekend(base, 1 if looks_on else way + (way < 0 and base.weekday() < 5))
    whole = _whole(base, kind, way)
    return _so_far(base, whole, m, c) if whole and way == 0 else whole


def _whole(base: date, kind: str, way: int) -> Days | None:
    if kind == "week":
        return cal.week(base, way)
    if kind == "month":
        return cal.month(base.year, base.month + way)
    if kind == "year":
        return cal.year(base.year + way)
    begin = base.year // 10 * 10 + 10 * way
    return cal.year(begin, begin + 9)


def _so_far(base: date, whole: Days, m: Match, c: Context) -> Days:
    """How far "this week" goes: earlier ends today, later begins tomorrow, else it ends today unless it lies ahead."""
    word = squeezed(m["edge"])
    edge = c.t.edges.get(word, "")
    if edge == "late" and base < whole.last:
        return Days(base + timedelta(1), whole.last, whole.precision)
    if edge == "early" and word not in c.t.words["so_far"] and base > cal.part(whole, "early").last:
        return cal.part(whole, "early")
    if not edge and c.looks(m) == "future":
        return Days(base, whole.last, whole.precision)
    return Days(whole.first, min(base, whole.last), whole.precision)


@rule
def edge_unit(m: Match, c: Context) -> Moment | None:
    """The last day for "the end of the month" and "year-end"; the first days for "the beginning of the week"."""
    if c.published is None:
        return Moment(None, "day", "relative")
    whole = _whole(c.published, "year" if m["yearend"] else squeezed(m["unit"]), 0)
    edge = c.t.edges[squeezed(m["edge"])] if m["edge"] else "late"
    if whole is None:
        return None
    if edge == "late":
        return Moment(Days(whole.last, whole.last), "day", "relative")
    return Moment(cal.part(whole, edge), "days", "relative")


@rule
def holiday(m: Match, c: Context) -> Moment | None:
    """As in "Christmas Day", "last Thanksgiving"."""
    name, base = squeezed(m["holiday"]), c.published
    if not m["year"] and base is None:
        return Moment(None, "day", "yearless")
    if m["year"]:
        fixed = _holiday_on(name, int(m["year"]), c.t)
        return Moment(fixed, "day", "absolute") if fixed else None
    assert base is not None
    days = _holiday_on(name, base.year, c.t)
    if days is None:
        return None
    way = step(m["rel"], c.t) if m["rel"] else None
    ahead = way in (0, 1) or (way is None and (c.looks(m) == "future" or days.first - base < FAR))
    if days.first > base and not ahead:
        days = _holiday_on(name, base.year - 1, c.t)
    elif days.first < base and (way == 1 or (way is None and c.looks(m) == "future")):
        days = _holiday_on(name, base.year + 1, c.t)
    return Moment(days, "day", "yearless") if days else None


def _holiday_on(name: str, year: int, t: TimeTable) -> Days | None:
    if fixed := t.holidays.get(name):
        return cal.day(year, fixed[0], fixed[1])
    month, day, which = t.holidays_moving[name]
    return cal.nth_weekday(year, month, day, which)
