"""Where commands put what they made: standard output or a file that is written whole or not at all, and notices."""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tidings.errors import InputError
from tidings.wording import shown

__all__ = ["Notices", "destination", "say"]


def say(words: str) -> None:
    """One line for the person, on standard error."""
    print(shown(words), file=sys.stderr)


class Notices:
    """Notices on standard error; the same words about many reports are told a few times and then counted."""

    def __init__(self, *, quiet: bool, most: int = 5) -> None:
        self._quiet, self._most = quiet, most
        self._told: Counter[str] = Counter()

    def tell(self, where: str, notices: Iterable[str]) -> None:
        """Tell the notices about one input."""
        for notice in notices:
            self._told[notice] += 1
            if not self._quiet and self._told[notice] <= self._most:
                say(f"{where}: {notice}")

    def close(self) -> None:
        """Tell how many were not."""
        for notice, count in self._told.items():
            if not self._quiet and count > self._most:
                say(f"and {count - self._most:,} more: {notice}")


@contextmanager
def destination(path: Path | None) -> Iterator[BinaryIO]:
    """The bytes' way out: standard output for None or "-", else the file, renamed into place when all is written.

    Raises InputError where the folder does not exist or cannot be written.
    """
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = path.resolve()
    try:
        if target.exists() and not target.is_file():
            if target.is_dir():
                raise InputError(f"{path} is a folder; name a file in it")
            with target.open("wb") as device:
                yield device
            return
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}); choose another file") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(name, _usual_mode(target))
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _usual_mode(target: Path) -> int:
    """The permissions the file has, or would be made with."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
