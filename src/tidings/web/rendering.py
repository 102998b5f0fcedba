"""Pages out of templates. All that is put into one is escaped, and text of reports cannot turn the page around."""

import re
from datetime import date, datetime
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from tidings import wording
from tidings.assessment.tolls import told
from tidings.claim import Claim, Toll
from tidings.web.visitors import Visitor

__all__ = ["day", "environment", "page", "plain_days"]

_ISO_DAYS = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d)?)(?:/(\d\d|\d{4}-\d\d-\d\d))?")


def day(value: date | datetime | str | None, form: str = "long") -> str:
    """A day in words: 2 January 2024; short: 2 Jan 2024."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        try:
            return day(datetime.fromisoformat(value), form)
        except ValueError:
            return value
    months = value.strftime("%B" if form == "long" else "%b")
    return f"{value.day} {months} {value.year}"


def days(first: date | None, last: date | None, form: str = "long") -> str:
    """A stretch of days in words."""
    if first is None:
        return "day not given"
    if last is None or last == first:
        return day(first, form)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last, form)}"
    return f"{day(first, form)} to {day(last, form)}"


def plain_days(value: str) -> str:
    """Days that stand alone as the ledger writes them (2024-01-02, 2024-01-02/03, 2024-01) in words; else as it is."""
    found = _ISO_DAYS.fullmatch(value)
    if not found:
        return value
    start, end = found.group(1), found.group(2) or ""
    if len(start) == 7 and not end:
        return f"{date.fromisoformat(start + '-01'):%b %Y}"
    try:
        first = date.fromisoformat(start)
        # of the same month only the day is written
        last = date.fromisoformat(start[: len(start) - len(end)] + end)
    except ValueError:
        return value
    return days(first, last, "short")


def moment(value: str | datetime | None) -> str:
    """Day and time, UTC where the time has a zone: 2 Jan 2024, 14:10."""
    if not value:
        return "not dated"
    words = value.isoformat() if isinstance(value, datetime) else str(value)
    try:
        read = datetime.fromisoformat(words)
    except ValueError:
        return words
    return f"{day(read, 'short')}, {read:%H:%M}" if "T" in words or ":" in words else day(read, "short")


def counted(number: int, one: str, many: str | None = None) -> str:
    """1 claim, 1,204 claims."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def toll_words(toll: Toll) -> str:
    """4, at least 4, up to 10."""
    return told(toll.min, toll.max)


def range_words(low: int | None, best: int | None, high: int | None) -> str:
    """Low / best / high in few words: 4; 0 / 5 / 9; 3–24."""
    if low is None and high is None:
        return "–" if best is None else str(best)
    if low == high:
        return f"{low:,}"
    top = "?" if high is None else f"{high:,}"
    return f"{low or 0:,}–{top}"


def _toll_name(toll: Toll, kind: str) -> str:
    return wording.toll(kind, toll)


def spoken(words: str) -> str:
    """A name of the code as words."""
    return words.replace("_", " ")


def _safe_text(value: object) -> str:
    return wording.shown(str(value or ""))


def _kind_of(parameter: dict[str, Any]) -> str:
    """The kind of an API parameter in words."""
    schema = parameter.get("schema", {})
    kinds = [schema, *schema.get("anyOf", [])]
    named = [k["type"] for k in kinds if k.get("type") not in (None, "null")]
    choice = ": " + ", ".join(schema["enum"]) if "enum" in schema else ""
    several = ", may be given several times" if "array" in named else ""
    return (named[0] if named else "") + choice + several


def environment() -> Environment:
    """The templates and what they may call."""
    made = Environment(
        loader=PackageLoader("tidings.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "day": day,
        "shortday": lambda v: day(v, "short"),
        "moment": moment,
        "plain_days": plain_days,
        "safe_text": _safe_text,
        "toll": toll_words,
        "spoken": spoken,
        "notes": lambda c: wording.notes(c) if isinstance(c, Claim) else [],
        "when": wording.day,
        "whereabouts": wording.place,
        "kind_of": _kind_of,
        "tollname": _toll_name,
    }
    made.globals |= {"days": days, "counted": counted, "range_words": range_words, "told": told}
    return made


def page(request: Request, visitor: Visitor | None, template: str, status: int = 200, **values: Any) -> Response:
    """A page; of the whole one htmx takes what it needs."""
    app = request.app
    desk = app.state.desk
    reports, claims, events = desk.totals() if visitor else (0, 0, 0)
    common = {
        "visitor": visitor,
        "desk": desk,
        "path": request.url.path,
        "ledger_name": app.state.ledger_name,
        "n_reports": reports,
        "n_claims": claims,
        "n_events": events,
        "n_queue": desk.progress() if visitor else None,
        "tiles": desk.settings.tiles or "",
        "version": app.state.version,
        "open": app.state.gate.open,
    }
    html = app.state.templates.get_template(template).render(**{**common, **values})
    response = HTMLResponse(html, status, headers={"Cache-Control": "private, no-cache"})
    if visitor and visitor.new:
        app.state.gate.keep(response, visitor.nonce)
    return response
