"""What intake passes around: raw input before a format has read it, the terms it is read under, and its problems."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from tidings.claim import Report
from tidings.errors import InputError

MAX_BYTES = 20_000_000
MAX_CHARACTERS = 1_000_000
FIELDS = ("id", "title", "text", "publisher", "url", "published", "retrieved", "language", "licence")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the input, in one line: where, what, and how to mend it.

    `failed` problems took a report away. Others are warnings about the report that is yielded next. `misuse` marks what
    only another command line can mend (a column that is not there).
    """

    where: str
    message: str
    failed: bool = True
    misuse: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


Item = Report | Problem


@dataclass(frozen=True, slots=True)
class Terms:
    """What the user said about the input.

    `published` and `publisher` hold for reports that bring none of their own. `mapping` names the columns (or JSON
    fields) the values are in: report field -> column. `max_characters` is the most one report's text may have.
    """

    published: date | datetime | None = None
    publisher: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    allow_private: bool = False
    max_characters: int = MAX_CHARACTERS


@dataclass(frozen=True, slots=True)
class Raw:
    """One input before a format has read it. `open` gives its bytes from the start; for a pipe, once only."""

    where: str
    open: Callable[[], BinaryIO]
    suffix: str = ""
    media_type: str | None = None
    charset: str | None = None
    url: str | None = None
    retrieved: datetime | None = None

    def whole(self, limit: int = MAX_BYTES) -> bytes:
        """All bytes; raises InputError where there are more than `limit`."""
        with self.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise InputError(f"larger than {limit:,} bytes, the most one file of this kind may have; split it")
        return data


def raw_file(path: Path, where: str | None = None) -> Raw:
    """The raw input of a file. A name that is not UTF-8 is told with replacement characters."""
    name = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Raw(where or name, lambda: path.open("rb"), path.suffix.lower())


def raw_bytes(data: bytes, where: str, **known: object) -> Raw:
    """Bytes in memory as raw input."""
    return Raw(where, lambda: io.BytesIO(data), **known)  # type: ignore[arg-type]


def mapping(text: str | None) -> dict[str, str]:
    """The `text=body,published=date` of a command line as {"text": "body", "published": "date"}.

    Raises InputError for what is not of that form and for fields a report does not have.
    """
    found: dict[str, str] = {}
    for part in (text or "").split(","):
        if not part.strip():
            continue
        name, equals, column = (x.strip() for x in part.partition("="))
        if not equals or not name or not column:
            raise InputError(f"--map {part.strip()!r}: write FIELD=COLUMN, for example text=body,published=date")
        if name not in FIELDS:
            raise InputError(
                f"--map {part.strip()!r}: a report has no field {name!r}; the fields are {', '.join(FIELDS)}"
            )
        found[name] = column
    return found
