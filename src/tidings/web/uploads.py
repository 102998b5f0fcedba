"""What a person pastes or drops, as reports. Nothing is fetched, and a file's name is only ever shown."""

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tidings import intake
from tidings.claim import Report
from tidings.errors import InputError
from tidings.intake import Problem

__all__ = ["reports_of"]

_SUFFIXES = (".txt", ".html", ".htm", ".json", ".jsonl", ".csv", ".tsv", ".md", ".pdf", ".xml")


def reports_of(given: Mapping[str, str], data: bytes | None, name: str, most: int) -> tuple[list[Report], list[str]]:
    """The reports of a form: of the file if there is one, else of the pasted text; and what to tell about them.

    Raises InputError where there is nothing to read, or the date is none.
    """
    published = _day(given["published"])
    if data:
        return _of_file(data, name, given, published, most)
    text = given["text"].replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError("there is nothing to read; paste a text or choose a file")
    report = Report(
        text=text,
        title=given["title"].strip() or None,
        publisher=given["publisher"].strip() or None,
        published=published,
        url=_address(given["url"]),
        origin="pasted",
    )
    return [report], []


def _of_file(
    data: bytes, name: str, given: Mapping[str, str], published: date | None, most: int
) -> tuple[list[Report], list[str]]:
    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="tidings-") as folder:
        path = Path(folder, "upload" + (suffix if suffix in _SUFFIXES else ""))
        path.write_bytes(data)
        found: list[Report] = []
        notices: list[str] = []
        publisher = given["publisher"].strip() or None
        for item in intake.reports([path], published=published, publisher=publisher, max_characters=most):
            if isinstance(item, Problem):
                notices.append(item.message.replace(str(path), name))
            else:
                more = {"origin": name[:200]}
                if given["title"].strip() and not found:
                    more["title"] = given["title"].strip()
                found.append(item.model_copy(update=more))
    if not found:
        raise InputError(f"{name}: {notices[0] if notices else 'holds no report'}")
    return found, notices


def _day(words: str) -> date | None:
    if not words.strip():
        return None
    try:
        return date.fromisoformat(words.strip())
    except ValueError as error:
        raise InputError(f"published: {words!r} is no day; write YYYY-MM-DD") from error


def _address(words: str) -> str | None:
    """An address that is kept as words and linked only if it is one of the web."""
    words = words.strip()
    if words and not words.lower().startswith(("http://", "https://")):
        raise InputError(f"address: {words[:80]!r} should start with http:// or https://")
    return words[:2000] or None
