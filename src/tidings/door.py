"""What `import tidings` offers: `tidings.read(...)`, for scripts and notebooks."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from tidings.claim import Report
from tidings.claimlist import ClaimList
from tidings.errors import InputError
from tidings.intake import Problem, published, reports
from tidings.reader import Reader, Scope

__all__ = ["read"]

Readable = str | Path | Report
_shared_reader = lru_cache(maxsize=4)(Reader)


def read(
    what: Readable | Iterable[Readable],
    *,
    published: str | date | datetime | None = None,
    title: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    pipeline: str | None = None,
    codebook: Path | str | None = None,
    scope: Scope = "conflict",
    jobs: int = 1,
    places: bool = True,
    gazetteer: Path | str | None = None,
) -> ClaimList:
    """The claims of a text, a file or folder (as a Path), a Report, or several of these.

    `published`, `title`, `publisher` and `url` describe a text given as such; for files they stand in where those say
    nothing. What went wrong with some of several is listed in the result's `errors`; with one alone it is raised as
    InputError. The other options are those of `Reader`; the model is loaded once.

    >>> tidings.read("Vesk's mayor said shelling killed four people on Tuesday.", published="2024-01-03")
    """
    one = isinstance(what, (str, Path, Report))
    given: list[Readable] = [what] if isinstance(what, (str, Path, Report)) else list(what)
    day = _day(published)
    items: list[Report | Problem] = []
    for entry in given:
        if isinstance(entry, Report):
            items.append(entry)
        elif isinstance(entry, Path):
            items += reports([entry], published=day, publisher=publisher)
        elif isinstance(entry, str):
            items.append(Report(text=entry, title=title, publisher=publisher, url=url, published=day))
        else:
            raise InputError(f"{type(entry).__name__} cannot be read; give a text, a pathlib.Path or a Report")
    reader = _shared_reader(pipeline, codebook, scope, jobs, places=places, gazetteer=gazetteer)
    found = ClaimList()
    for reading in reader.read(items):
        found.extend(reading.claims)
        found.notices += [f"{reading.where}: {notice}" for notice in reading.notices]
        if reading.error is not None:
            found.errors.append(f"{reading.where}: {reading.error}")
        if reading.report is not None:
            found.reports[reading.report.id] = reading.report
    if one and found.errors and not found:
        raise InputError(found.errors[0])
    return found


def _day(words: str | date | datetime | None) -> date | datetime | None:
    if not isinstance(words, str):
        return words
    found = published(words)
    if found is None:
        raise InputError(f"published={words!r} is not one date; write it as YYYY-MM-DD, for example 2024-01-31")
    return found
