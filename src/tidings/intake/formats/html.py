"""A page of HTML: its article, with the title, date, publisher and address the page states."""

import hashlib
import re
from collections.abc import Iterator

from tidings.intake import records
from tidings.intake.decoding import decode, guessed_notice
from tidings.intake.extraction import extract
from tidings.intake.formats import Format
from tidings.intake.published import published
from tidings.intake.raw import Item, Problem, Raw, Terms

_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.I)
_BEGINS = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HEAD = 4096


def read(raw: Raw, terms: Terms) -> Iterator[Item]:
    """The one report of a page. What the user says about date and publisher goes before what the page says."""
    data = raw.whole()
    if not data.strip():
        yield Problem(raw.where, "is empty; there is no page to read")
        return
    declared = _CHARSET.search(data[:_HEAD])
    decoded = decode(data, raw.charset or (declared[1].decode("ascii") if declared else None))
    if decoded.guessed:
        yield Problem(raw.where, guessed_notice(decoded.encoding), failed=False)
    article = extract(decoded.text, raw.url)
    if not article.text.strip():
        yield Problem(raw.where, "no article is found in this page; save its text to a file and read that")
        return
    values = {
        "text": _untitled(article.text, article.title),
        "title": article.title,
        "publisher": terms.publisher or article.publisher,
        "published": terms.published or (published(article.published) if article.published else None),
        "url": raw.url or article.url,
        "retrieved": raw.retrieved,
        "sha256": hashlib.sha256(data).hexdigest(),
        "origin": raw.where,
    }
    yield records.finish(values, raw.where, terms)


def _untitled(text: str, title: str | None) -> str:
    """The text without a first line that only repeats the title."""
    first, _, rest = text.partition("\n")
    return rest if title and rest.strip() and first.split() == title.split() else text


def _looks(head: bytes) -> bool:
    return _BEGINS.match(head) is not None


FORMAT = Format(
    "html", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), read, looks=_looks, rank=10
)
