"""The formats claims are printed in by `tidings read`, one writer each."""

import csv
import io
import json
from collections.abc import Callable
from typing import BinaryIO, Protocol

from tidings.claimlist import COLUMNS, ClaimList, row
from tidings.errors import InputError
from tidings.reader import Reading

__all__ = ["Writer", "writer"]


class Writer(Protocol):
    """Takes readings one by one; `close` writes what had to wait for the last."""

    def write(self, reading: Reading) -> None:
        """Put the claims of one report out."""

    def close(self) -> None:
        """Put the rest out."""


class JsonLines:
    """One claim a line, as soon as it is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, reading: Reading) -> None:
        for claim in reading.claims:
            self._stream.write(json.dumps(claim.record(), ensure_ascii=False).encode() + b"\n")
        self._stream.flush()

    def close(self) -> None:
        self._stream.flush()


class Json:
    """One array of claims."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._begun = stream, False

    def write(self, reading: Reading) -> None:
        for claim in reading.claims:
            words = json.dumps(claim.record(), ensure_ascii=False, indent=1)
            self._stream.write((",\n" if self._begun else "[\n").encode() + words.encode())
            self._begun = True

    def close(self) -> None:
        self._stream.write(b"\n]\n" if self._begun else b"[]\n")


class Csv:
    """One row a claim, the columns of docs/formats.md."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
        self._rows = csv.DictWriter(self._stream, COLUMNS, lineterminator="\n")
        self._rows.writeheader()

    def write(self, reading: Reading) -> None:
        self._rows.writerows(row(claim, reading.report) for claim in reading.claims)
        self._stream.flush()

    def close(self) -> None:
        self._stream.flush()
        self._stream.detach()


class Parquet:
    """The same columns, typed, in one file."""

    def __init__(self, stream: BinaryIO) -> None:
        if stream.isatty():
            raise InputError("Parquet is binary; name a file with -o FILE")
        self._stream, self._claims = stream, ClaimList()

    def write(self, reading: Reading) -> None:
        self._claims.extend(reading.claims)
        if reading.claims and reading.report:
            self._claims.reports[reading.report.id] = reading.report

    def close(self) -> None:
        buffer = io.BytesIO()
        self._claims.to_polars().write_parquet(buffer)
        self._stream.write(buffer.getbuffer())


def writer(form: str, stream: BinaryIO, *, why: bool) -> Writer:
    """The writer of a format."""
    if form == "table":
        from tidings.cli.claimtable import Table

        return Table(stream, why=why)
    writers: dict[str, Callable[[BinaryIO], Writer]] = {
        "jsonl": JsonLines,
        "json": Json,
        "csv": Csv,
        "parquet": Parquet,
    }
    return writers[form](stream)
