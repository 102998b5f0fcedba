"""One record (a JSON object, a row of a table) -> a report, with what is wrong with it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from tidings.claim import Report
from tidings.intake.published import published
from tidings.intake.raw import FIELDS, Item, Problem, Terms

# Names the fields go by in the files of news archives and scrapers, tried in this order, whatever their case.
NAMES = {
    "id": ("id", "report_id", "article_id", "doc_id", "uuid"),
    "title": ("title", "headline", "head"),
    "text": ("text", "body", "content", "article", "maintext", "fulltext", "full_text", "article_text"),
    "publisher": ("publisher", "outlet", "source", "source_name", "sitename", "site_name", "newspaper", "media_name"),
    "url": ("url", "link", "source_url"),
    "published": ("published", "date", "published_at", "publish_date", "date_publish", "publication_date", "pub_date",
                  "pubdate", "datetime", "timestamp"),
    "retrieved": ("retrieved", "date_download", "fetched", "crawled"),
    "language": ("language", "lang"),
    "licence": ("licence", "license"),
}  # fmt: skip

_HALF = re.compile("[\ud800-\udfff]")


def columns(names: list[str], terms: Terms) -> dict[str, str]:
    """Report field -> name in the record, by the user's mapping first and then by the usual names."""
    by_lower = {name.strip().lower(): name for name in reversed(names)}
    found = {}
    for field in FIELDS:
        wanted = (terms.mapping[field],) if field in terms.mapping else NAMES[field]
        column = next((n for n in wanted if n in names), None) or next(
            (by_lower[n.lower()] for n in wanted if n.lower() in by_lower), None
        )
        if column is not None:
            found[field] = column
    return found


def report(record: Mapping[str, Any], raw: bytes, where: str, terms: Terms) -> Iterator[Item]:
    """The report of `record`, after the warnings about it, or the problem that keeps it from being one."""
    names = columns(list(record), terms)
    if "text" not in names:
        yield Problem(where, missing_text(list(record), terms, "field"))
        return
    text = record[names["text"]]
    if not isinstance(text, str) or not text.strip():
        what = "is empty" if text is None or isinstance(text, str) else f"is not text but {type(text).__name__}"
        yield Problem(where, f"field {names['text']!r} {what}; a report needs its text there")
        return
    values: dict[str, Any] = {"text": text, "sha256": hashlib.sha256(raw).hexdigest(), "origin": where}
    for field in FIELDS:
        if field in names and field != "text":
            value = record[names[field]]
            read = _moment(value) if field in ("published", "retrieved") else _word(value)
            if read is None and value not in (None, "") and field != "retrieved":
                yield Problem(where, _unreadable(field, names[field], value), failed=False)
            values[field] = read
    values["publisher"] = values.get("publisher") or terms.publisher
    values["published"] = values.get("published") or terms.published
    yield finish(values, where, terms)


def finish(values: dict[str, Any], where: str, terms: Terms) -> Item:
    """A report of its fields, or the problem why they are none."""
    length = len(values["text"])
    if length > terms.max_characters:
        return Problem(
            where,
            f"{length:,} characters in one report, over the limit of {terms.max_characters:,}; split it, or raise "
            "the limit with --max-characters",
        )
    for name, value in values.items():
        if isinstance(value, str) and (half := _HALF.search(value)):
            what = f"{name} holds half of a character (a lone surrogate at character {half.start() + 1:,})"
            return Problem(where, f"{what}, which no encoding can write; mend it")
    try:
        return Report(**values)
    except (ValidationError, ValueError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        what = f"field {'.'.join(map(str, first['loc']))!r}: {first['msg']}" if first else str(error)
        return Problem(where, f"not a report ({what}); mend the field")


def missing_text(names: list[str], terms: Terms, what: str) -> str:
    """What is wrong with a record that has no `what` ("column", "field") for its text."""
    shown = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "") if names else "none"
    named = f"no {what} {terms.mapping['text']!r}" if "text" in terms.mapping else f"no {what}"
    return f"{named} for the text ({what}s: {shown}); name it with --map text={what.upper()}"


def _word(value: Any) -> str | None:
    """A text field: numbers become text, lists and objects are no text."""
    if isinstance(value, bool) or value is None:
        return None
    return str(value).strip() or None if isinstance(value, (str, int, float)) else None


def _moment(value: Any) -> date | datetime | None:
    return published(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _unreadable(field: str, column: str, value: Any) -> str:
    shown = f"{str(value)[:40]!r}"
    if field == "published":
        return (
            f"publication date {shown} in {column!r} is not one date; relative dates stay unresolved, write it as "
            "YYYY-MM-DD"
        )
    return f"field {column!r} is not text ({shown}) and is left out"
