"""Publication dates: the words of a file or a page -> a date, or None rather than a wrong one."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from tidings.errors import InputError

_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(?:\d{2})?\Z")
_SLASHED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b")
_ISO_START = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]|\Z)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|2\d)\d{2}(?!\d)")
_LONGEST = 100


@lru_cache(maxsize=4096)
def published(words: str) -> date | datetime | None:
    """The date or time that `words` say, or None where they say none or more than one.

    Read: ISO 8601, RFC 2822 and written dates with day, month and year ("3 January 2024", "Jan. 3, 2024 10:15 GMT").
    Not read: "03/04/2024" (two readings), "yesterday", dates without a year.
    """
    words = words.strip()
    if not words or len(words) > _LONGEST:
        return None
    # "Updated: 5 May 2024" is a date with a label before it.
    for bare in (words, words.partition(": ")[2]):
        for reading in (_iso, _mail, _slashed, _written):
            found = reading(bare) if bare else None
            if found is not None:
                return found
    return None


def required(words: str, option: str) -> date | datetime:
    """The date of a command line option; raises InputError where it is none."""
    found = published(words)
    if found is None:
        raise InputError(f"{option} {words!r} is not a date; write it as YYYY-MM-DD, for example 2024-01-31")
    return found


def _iso(words: str) -> date | datetime | None:
    for form in (date.fromisoformat, datetime.fromisoformat):
        with suppress(ValueError):
            return form(words)
    if compact := _COMPACT.match(words):
        year, month, day, hour, minute = (int(x) for x in compact.groups())
        with suppress(ValueError):
            return datetime(year, month, day, hour, minute)
    if loose := _ISO_START.match(words):
        with suppress(ValueError):
            return date(int(loose[1]), int(loose[2]), int(loose[3]))
    return None


def _mail(words: str) -> datetime | None:
    if "," not in words and ":" not in words:
        return None
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        return parsedate_to_datetime(words)
    return None


def _slashed(words: str) -> date | None:
    """Day and month in figures, only where one order is possible."""
    match = _SLASHED.match(words)
    if not match:
        return None
    first, second, year = (int(x) for x in match.groups())
    readings = set()
    for day, month in ((first, second), (second, first)):
        with suppress(ValueError):
            readings.add(date(year, month, day))
    return readings.pop() if len(readings) == 1 else None


def _written(words: str) -> date | datetime | None:
    if not _YEAR.search(words) or _SLASHED.match(words) or _ISO_START.match(words):
        return None
    import dateparser

    found: datetime | None
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    try:
        found = dateparser.parse(words, settings=settings)
    except Exception:  # a date nobody can read is no reason to stop; dateparser raises many kinds
        return None
    if found is None:
        return None
    return found if re.search(r"\d:\d\d", words) else found.date()


def now() -> datetime:
    """The present moment, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
