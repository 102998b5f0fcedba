"""Plain text: one file, one report."""

import hashlib
from collections.abc import Iterator

from tidings.intake import records
from tidings.intake.decoding import decode, guessed_notice
from tidings.intake.formats import Format
from tidings.intake.raw import Item, Problem, Raw, Terms


def read(raw: Raw, terms: Terms) -> Iterator[Item]:
    """The one report of a text, as it stands (line ends too)."""
    data = raw.whole()
    decoded = decode(data, raw.charset)
    if not decoded.text.strip():
        yield Problem(raw.where, "is empty; there is no text to read")
        return
    if decoded.guessed:
        yield Problem(raw.where, guessed_notice(decoded.encoding), failed=False)
    values = {
        "text": decoded.text,
        "publisher": terms.publisher,
        "published": terms.published,
        "url": raw.url,
        "retrieved": raw.retrieved,
        "sha256": hashlib.sha256(data).hexdigest(),
        "origin": raw.where,
    }
    yield records.finish(values, raw.where, terms)


FORMAT = Format("text", (".txt", ".text", ".md"), ("text/plain",), read, looks=lambda head: True, rank=99)
