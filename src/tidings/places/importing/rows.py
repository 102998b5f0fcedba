"""What every format is read into, and the checks all of them share."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from tidings.errors import InputError
from tidings.places.layout import LEVELS

__all__ = ["BadRow", "Imported", "Row", "degrees", "number", "opened", "table"]

LONGEST_NAME = 200


class BadRow(ValueError):
    """A row that cannot be kept: one line that says why."""


@dataclass
class Row:
    """One place as a file gives it. `ident` names it inside the file; `above` names what it lies in, largest first."""

    name: str
    level: str
    country: str | None
    latitude: float | None
    longitude: float | None
    ident: str = ""
    above: list[str] = field(default_factory=list)
    parent: str | None = None
    names: list[str] = field(default_factory=list)
    population: int = 0
    radius: float | None = None
    kind: str | None = None
    geonames: int | None = None
    own: bool = False
    """From a list someone made for their work: its names count for more than those of a country dump."""

    def checked(self) -> "Row":
        """The row itself; raises BadRow where a value makes no sense."""
        self.name = " ".join(self.name.split())
        if not self.name:
            raise BadRow("no name")
        if len(self.name) > LONGEST_NAME:
            raise BadRow(f"a name of {len(self.name)} characters")
        if self.level not in LEVELS:
            raise BadRow(f"level {self.level!r} is none of {', '.join(LEVELS)}")
        if self.country and not (len(self.country) == 2 and self.country.isalpha()):
            raise BadRow(f"country {self.country!r} is not a code of two letters")
        self.country = self.country.upper() if self.country else None
        self.names = [n for n in (" ".join(n.split()) for n in self.names) if 0 < len(n) <= LONGEST_NAME]
        return self


@dataclass
class Imported:
    """What an import did: places kept, rows passed over on purpose, and the broken ones with their line numbers."""

    kept: int = 0
    passed_over: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)


def degrees(value: object, most: float, what: str) -> float:
    """A coordinate; raises BadRow where it is none."""
    try:
        found = float(str(value).strip().replace(",", "."))
    except ValueError:
        raise BadRow(f"{what} {str(value)[:40]!r} is not a number") from None
    if not -most <= found <= most:
        raise BadRow(f"{what} {found:g} is outside -{most:g}..{most:g}")
    return found


def number(value: object) -> float | None:
    """A number, or None where there is none."""
    try:
        return float(str(value).strip()) if str(value or "").strip() else None
    except ValueError:
        return None


def opened(path: Path) -> BinaryIO:
    """A file's bytes; of a zip archive its one text file that is not a readme. Raises InputError."""
    import zipfile

    try:
        if not zipfile.is_zipfile(path):
            return path.open("rb")
        archive = zipfile.ZipFile(path)
        inner = [n for n in archive.namelist() if n.lower().endswith((".txt", ".csv")) and "readme" not in n.lower()]
        if len(inner) != 1:
            raise InputError(f"{path} holds {len(inner)} text files; unpack it and name one")
        return io.BytesIO(archive.read(inner[0]))
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} cannot be read ({error}); check the file") from error


def table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with their line numbers; the column names in lower case. Raises InputError."""
    try:
        text = opened(path).read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from error
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    try:
        for row in reader:
            yield (
                reader.line_num,
                {k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)},
            )
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: not CSV ({error}); mend the line") from error
