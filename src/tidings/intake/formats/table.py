"""CSV and TSV: one report a row, the columns named by the first row."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from tidings.errors import InputError
from tidings.intake import records
from tidings.intake.decoding import guess_encoding, guessed_notice, marked, refuse_binary
from tidings.intake.formats import Format
from tidings.intake.raw import MAX_BYTES, Item, Problem, Raw, Terms

_SAMPLE = 65_536
_DELIMITERS = ",\t;|"


def read(raw: Raw, terms: Terms) -> Iterator[Item]:
    """The report of each row. Cells are kept as they stand; the hash is that of the row's bytes."""
    with raw.open() as stream:
        reader = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
        encoding, guessed, lines = _lines(raw, reader)
        if guessed:
            yield Problem(raw.where, guessed_notice(encoding), failed=False)
        yield from _rows(raw, terms, encoding, lines)


def _rows(raw: Raw, terms: Terms, encoding: str, lines: "_Recorded") -> Iterator[Item]:
    csv.field_size_limit(MAX_BYTES)
    rows = csv.reader(lines, delimiter=_delimiter(raw, lines.first), strict=True)
    names: list[str] | None = None
    count = 0
    while True:
        where = f"{raw.where} line {lines.number + 1}"
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Problem(where, f"not a CSV row ({error}); mend the quoting there, the rest of the file is left out")
            return
        except UnicodeDecodeError:
            yield Problem(where, f"not {encoding}; save the file as UTF-8, the rest of it is left out")
            return
        taken = lines.taken()
        if row is None:
            break
        if not any(row):
            continue
        if names is None:
            names = [n.strip() for n in row]
            if "text" not in records.columns(names, terms):
                yield Problem(raw.where, records.missing_text(names, terms, "column"), misuse=True)
                return
            continue
        count += 1
        if len(row) > len(names):
            yield Problem(
                where, f"{len(row)} cells where the first row names {len(names)} columns; mend the quoting there"
            )
            continue
        yield from records.report(dict(zip(names, row, strict=False)), taken.encode(encoding), where, terms)
    if not count:
        yield Problem(raw.where, "is empty; give a first row with column names and one row a report")


class _Recorded:
    """Lines with their ends, remembering those a row was made of."""

    def __init__(self, first: str, rest: Iterator[str]) -> None:
        self.first, self.number = first, 0
        self._rest, self._row, self._begun = rest, list[str](), False

    def __iter__(self) -> "_Recorded":
        return self

    def __next__(self) -> str:
        line = next(self._rest) if self._begun else self.first
        if not self._begun:
            self._begun = True
            if not line:
                raise StopIteration
        self.number += 1
        self._row.append(line)
        return line

    def taken(self) -> str:
        """The lines of the last row; the next one starts anew."""
        text = "".join(self._row)
        self._row = []
        return text


def _lines(raw: Raw, stream: BinaryIO) -> tuple[str, bool, _Recorded]:
    """Encoding, whether it is a guess, and the lines. The file is never held whole in memory."""
    head = stream.read(_SAMPLE)
    refuse_binary(head)
    encoding, guessed, skip = raw.charset or "utf-8", False, 0
    if mark := marked(head):
        encoding, skip = mark
    else:
        try:
            codecs.getincrementaldecoder(encoding)().decode(head)
        except (UnicodeDecodeError, LookupError):
            encoding, guessed = guess_encoding(head), True
    rest = _text(head[skip:], stream, encoding)
    try:
        first = next(rest, "")
    except UnicodeDecodeError as error:
        raise InputError(f"not {encoding}; save the file as UTF-8") from error
    return encoding, guessed, _Recorded(first, rest)


def _text(head: bytes, stream: BinaryIO, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    kept, data = "", head
    while data:
        kept += decoder.decode(data)
        *whole, kept = kept.split("\n")
        yield from (line + "\n" for line in whole)
        if len(kept) > MAX_BYTES:
            raise InputError(f"has a line of more than {MAX_BYTES:,} characters; split it")
        data = stream.read(_SAMPLE)
    kept += decoder.decode(b"", final=True)
    if kept:
        yield kept


def _delimiter(raw: Raw, header: str) -> str:
    """By suffix for TSV, else the one that cuts the first row most often."""
    if raw.suffix in (".tsv", ".tab"):
        return "\t"
    return max(_DELIMITERS, key=header.count)


FORMAT = Format("csv", (".csv", ".tsv", ".tab"), ("text/csv", "text/tab-separated-values"), read, rank=40)
