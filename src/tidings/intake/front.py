"""The way in: each input named by the user, told what it is, handed to its format; problems listed, reading goes on."""

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, cast

from tidings.claim import Report
from tidings.errors import InputError, TidingsError
from tidings.intake.decoding import refuse_binary
from tidings.intake.formats import Format, formats
from tidings.intake.published import required
from tidings.intake.raw import FIELDS, MAX_CHARACTERS, Item, Problem, Raw, Terms, raw_file

__all__ = ["reports"]

_HEAD = 4096


def reports(
    inputs: Iterable[str | Path],
    *,
    published: str | date | datetime | None = None,
    publisher: str | None = None,
    mapping: dict[str, str] | None = None,
    allow_private: bool = False,
    max_characters: int = MAX_CHARACTERS,
) -> Iterator[Item]:
    """The reports of files, folders, addresses (http, https) and "-" for standard input, in the order given.

    `published` and `publisher` stand in where a report brings none; `mapping` is report field -> column. What cannot be
    read comes out as a `Problem`; a warning comes right before its report. The same id with other content is read as a
    new version, the same report twice is read once; both are warned of.
    Raises InputError at once, before anything is read, for an input that does not exist or options that make no sense.
    """
    if isinstance(published, str):
        published = required(published, "--published")
    for name in mapping or {}:
        if name not in FIELDS:
            raise InputError(f"a report has no field {name!r} to map; the fields are {', '.join(FIELDS)}")
    terms = Terms(published, publisher, dict(mapping or {}), allow_private, max_characters)
    named = [str(i) for i in inputs]
    for name in named:
        _check(name)
    if named.count("-") > 1:
        raise InputError("standard input (-) can be read only once; name it once")
    return _distinct(item for name in named for item in _of_input(name, terms))


def _is_address(name: str) -> bool:
    return "://" in name[:12]


def _check(name: str) -> None:
    if name == "-":
        return
    if _is_address(name):
        if not name.lower().startswith(("http://", "https://")):
            raise InputError(f"{name}: only http and https addresses are fetched; save it to a file first")
        return
    with suppress(OSError, ValueError):
        if Path(name).exists():
            return
    raise InputError(f"{name}: no such file or folder; check the name")


def _of_input(name: str, terms: Terms) -> Iterator[Item]:
    if name == "-":
        yield from _of_raw(Raw("standard input", lambda: sys.stdin.buffer), terms)
    elif _is_address(name):
        from tidings.intake.fetch import fetch

        try:
            raw = fetch(name, allow_private=terms.allow_private)
        except InputError as error:
            yield Problem(name, str(error))
            return
        yield from _of_raw(raw, terms)
    elif Path(name).is_dir():
        yield from _of_folder(Path(name), terms)
    else:
        yield from _of_raw(raw_file(Path(name)), terms)


def _of_folder(folder: Path, terms: Terms) -> Iterator[Item]:
    """Every file of a known suffix below `folder`, sorted by path. Hidden ones are passed over, others counted."""
    known = {suffix for form in formats() for suffix in form.suffixes}
    files = sorted(p for p in folder.rglob("*") if not p.is_dir() and not _hidden(p.relative_to(folder)))
    read = [p for p in files if p.suffix.lower() in known and p.is_file()]
    if not read:
        yield Problem(str(folder), f"holds no file that can be read ({', '.join(sorted(known))})")
        return
    if left := sorted({p.name if p.suffix.lower() in known else p.suffix or p.name for p in set(files) - set(read)}):
        kinds = ", ".join(left[:6]) + (", ..." if len(left) > 6 else "")
        count = len(files) - len(read)
        yield Problem(
            str(folder), f"{count} of {len(files)} files are left out, no format reads them ({kinds})", failed=False
        )
    for path in read:
        yield from _of_raw(raw_file(path), terms)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _of_raw(raw: Raw, terms: Terms) -> Iterator[Item]:
    try:
        form, raw = _format(raw, terms)
        yield from form.read(raw, terms)
    except TidingsError as error:
        yield Problem(raw.where, str(error))
    except OSError as error:
        yield Problem(raw.where, f"cannot be read ({error.strerror or error}); check its permissions")


def _format(raw: Raw, terms: Terms) -> tuple[Format, Raw]:
    """The format of an input: by media type, by suffix, else by its first bytes, which are put back."""
    for form in formats():
        if (raw.media_type and raw.media_type in form.media_types) or (raw.suffix and raw.suffix in form.suffixes):
            return form, raw
    if raw.media_type:
        raise InputError(f"is {raw.media_type}, which is no text that can be read; save its text to a file")
    stream = raw.open()
    head = stream.read(_HEAD)
    refuse_binary(head)
    if terms.mapping and not head.lstrip().startswith((b"{", b"[")):
        form = next(f for f in formats() if f.name == "csv")
    else:
        form = next(f for f in formats() if f.looks(head))
    again = cast(BinaryIO, io.BufferedReader(_Rejoined(head, stream)))
    return form, Raw(raw.where, lambda: again, raw.suffix, raw.media_type, raw.charset, raw.url, raw.retrieved)


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes, already read, come again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        if self._head:
            count = min(len(view), len(self._head))
            view[:count], self._head = self._head[:count], self._head[count:]
            return count
        data = self._rest.read1(len(view)) if isinstance(self._rest, io.BufferedReader) else self._rest.read(len(view))
        view[: len(data)] = data
        return len(data)


def _distinct(items: Iterable[Item]) -> Iterator[Item]:
    """`items` without exact repeats; a warning before each id that comes again."""
    versions: dict[str, str] = {}
    for item in items:
        if isinstance(item, Report):
            before = versions.get(item.id)
            if before == item.version:
                yield Problem(
                    item.origin or item.id, f"report {item.id} came before, word for word; read once", failed=False
                )
                continue
            if before is not None:
                what = f"report {item.id} came before with other content; read as a new version"
                yield Problem(item.origin or item.id, what, failed=False)
            versions[item.id] = item.version
        yield item
