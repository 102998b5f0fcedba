"""Progress of long work, on a terminal only."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tidings.reader import Reading

__all__ = ["watched"]

T = TypeVar("T", bound=Reading)
_PATIENCE_S = 2.0


def watched(readings: Iterable[T], *, quiet: bool = False) -> Iterator[T]:
    """`readings` as they come; after two seconds a line on standard error counts reports, claims and speed."""
    if quiet or not sys.stderr.isatty():
        yield from readings
        return
    from rich.console import Console
    from rich.status import Status

    begun = time.monotonic()
    status = Status("reading", console=Console(stderr=True))
    reports = claims = words = 0
    try:
        for reading in readings:
            reports, claims = reports + 1, claims + len(reading.claims)
            words += reading.report.text.count(" ") if reading.report else 0
            passed = time.monotonic() - begun
            if passed > _PATIENCE_S:
                status.update(f"{reports:,} reports, {claims:,} claims, {words / passed:,.0f} words/s")
                status.start()
            yield reading
    finally:
        status.stop()
