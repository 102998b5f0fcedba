"""Bytes -> text, code point for code point: the byte order mark goes, everything else stays."""

import codecs
from typing import NamedTuple

from tidings.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = {
    b"%PDF": "a PDF; save its text first, for example with pdftotext",
    b"PK\x03\x04": "a ZIP archive or office file; unpack it or save it as text, HTML or CSV",
    b"\x1f\x8b": "compressed with gzip; unpack it with gunzip",
    b"BZh": "compressed with bzip2; unpack it with bunzip2",
    b"\xfd7zXZ": "compressed with xz; unpack it with unxz",
    b"\x28\xb5\x2f\xfd": "compressed with zstd; unpack it with unzstd",
    b"\x89PNG": "a picture (PNG); only text can be read",
    b"\xff\xd8\xff": "a picture (JPEG); only text can be read",
    b"GIF8": "a picture (GIF); only text can be read",
    b"RIFF": "a sound, picture or film file; only text can be read",
    b"\xd0\xcf\x11\xe0": "an old office file; save it as text, HTML or CSV",
    b"\x7fELF": "a program; only text can be read",
    b"SQLite format 3": "a SQLite database; export the table as CSV or JSONL",
    b"PAR1": "a Parquet file; save it as CSV or JSONL",
    b"{\\rtf": "an RTF file; save it as plain text",
}
_SAMPLE = 200_000
# Text of Latin letters with few other bytes (curly quotes, a name with an accent) is nearly always Windows-1252.
_WESTERN, _FEW = "cp1252", 0.05


class Decoded(NamedTuple):
    """Text, the encoding it was in, and whether that encoding is only a guess."""

    text: str
    encoding: str
    guessed: bool = False


def refuse_binary(head: bytes) -> None:
    """Raises InputError where the first bytes are not those of a text."""
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            raise InputError(f"is {what}")
    if marked(head) is None and b"\0" in head:
        raise InputError("is binary, not text (it holds NUL bytes); save it as UTF-8 text")


def marked(data: bytes) -> tuple[str, int] | None:
    """Encoding and length of the byte order mark that `data` begins with."""
    return next(((name, len(mark)) for mark, name in _MARKS if data.startswith(mark)), None)


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """`data` as text. `charset` is what its sender declared; UTF-8 is tried first whatever that is.

    Raises InputError for binary data and for bytes no encoding fits.
    """
    refuse_binary(data)
    if mark := marked(data):
        name, length = mark
        try:
            return Decoded(data[length:].decode(name), name)
        except UnicodeDecodeError as error:
            raise InputError(f"begins as {name} but byte {error.start:,} is not; save it again as UTF-8") from error
    for name in filter(None, ("utf-8", charset)):
        try:
            return Decoded(data.decode(name), name)
        except (UnicodeDecodeError, LookupError):
            continue
    guess = guess_encoding(data)
    return Decoded(data.decode(guess, errors="replace"), guess, guessed=True)


def guess_encoding(data: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8; raises InputError where none fits."""
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    if sum(byte > 0x7F for byte in sample) < _FEW * len(sample) and _decodes(sample, _WESTERN):
        return _WESTERN
    found = list(from_bytes(sample))
    if not found:
        raise InputError("is in no encoding that can be told; save it as UTF-8 text")
    best = found[0]
    as_good = (
        m for m in found if (m.percent_chaos, m.percent_coherence) == (best.percent_chaos, best.percent_coherence)
    )
    return _WESTERN if any(_WESTERN in (m.encoding, *m.could_be_from_charset) for m in as_good) else best.encoding


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def guessed_notice(encoding: str) -> str:
    """The warning that goes with a guessed encoding."""
    return f"not UTF-8, read as {encoding} by a guess; if letters look wrong, save it as UTF-8"
