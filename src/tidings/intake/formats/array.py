"""A JSON file: a list of reports, one report, or an object that holds the list."""

import json
from collections.abc import Iterator
from typing import Any

from tidings.errors import InputError
from tidings.intake import records
from tidings.intake.decoding import decode, guessed_notice
from tidings.intake.formats import Format
from tidings.intake.formats.jsonl import parse
from tidings.intake.raw import MAX_BYTES, Item, Problem, Raw, Terms

_LISTS = ("reports", "articles", "items", "results", "data")


def read(raw: Raw, terms: Terms) -> Iterator[Item]:
    """The report of each record. The hash is that of the record's JSON text, keys sorted."""
    data = raw.whole(5 * MAX_BYTES)
    if not data.strip():
        yield Problem(raw.where, "is empty; give a list of reports")
        return
    decoded = decode(data, raw.charset)
    if decoded.guessed:
        yield Problem(raw.where, guessed_notice(decoded.encoding), failed=False)
    found = _records(parse(decoded.text), terms)
    if not found:
        yield Problem(raw.where, "holds no reports; give a list of objects with a text each")
    for number, record in enumerate(found, 1):
        where = f"{raw.where} record {number}"
        if isinstance(record, dict):
            yield from records.report(record, json.dumps(record, sort_keys=True).encode(), where, terms)
        else:
            yield Problem(where, f"holds {type(record).__name__}, not an object; write each report as {{...}}")


def _records(value: Any, terms: Terms) -> list[Any]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        raise InputError(f"holds {type(value).__name__}, not reports; give a list of objects with a text each")
    if "text" in records.columns(list(value), terms) and isinstance(
        value[records.columns(list(value), terms)["text"]], str
    ):
        return [value]
    lists = [v for k, v in value.items() if k.lower() in _LISTS and isinstance(v, list)]
    return lists[0] if lists else [value]


def _looks(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[{", b"[ ", b"[\n", b"[\r", b"{"))


FORMAT = Format("json", (".json",), ("application/json",), read, looks=_looks, rank=30)
