"""JSON Lines: one report a line. Unknown fields are ignored."""

import json
from collections.abc import Iterator
from typing import Any

from tidings.errors import InputError
from tidings.intake import records
from tidings.intake.decoding import guess_encoding, guessed_notice, marked
from tidings.intake.formats import Format
from tidings.intake.raw import MAX_BYTES, Item, Problem, Raw, Terms


def read(raw: Raw, terms: Terms) -> Iterator[Item]:
    """Each line's report; a line that holds none is a problem of its own. The hash is that of the line's bytes."""
    guess, number, seen = None, 0, False
    with raw.open() as stream:
        while line := stream.readline(MAX_BYTES + 1):
            number += 1
            where = f"{raw.where} line {number}"
            if number == 1 and (mark := marked(line)):
                if mark[0] != "utf-8":
                    raise InputError(f"is {mark[0]}; save it as UTF-8, as JSON Lines must be")
                line = line[mark[1] :]
            if len(line) > MAX_BYTES:
                yield Problem(
                    where, f"line of more than {MAX_BYTES:,} bytes; the rest of the file is left out, split it"
                )
                return
            line = line.rstrip(b"\r\n")
            if not line.strip():
                continue
            seen = True
            try:
                words = line.decode()
            except UnicodeDecodeError:
                if guess is None:
                    guess = guess_encoding(line)
                    yield Problem(where, guessed_notice(guess), failed=False)
                words = line.decode(guess, errors="replace")
            yield from one(words, line, where, terms)
    if not seen:
        yield Problem(raw.where, "is empty; give a file with one JSON object a line")


def one(words: str, line: bytes, where: str, terms: Terms) -> Iterator[Item]:
    """The report of one line."""
    try:
        record = parse(words)
    except InputError as error:
        yield Problem(where, str(error))
        return
    if not isinstance(record, dict):
        yield Problem(where, f"holds {type(record).__name__}, not a JSON object; write one report a line as {{...}}")
        return
    yield from records.report(record, line, where, terms)


def parse(words: str) -> Any:
    """The JSON value of `words`; raises InputError naming the place where it breaks."""
    try:
        return json.loads(words)
    except json.JSONDecodeError as error:
        raise InputError(f"not JSON ({error.msg} at character {error.pos + 1:,}); mend it there") from error
    except RecursionError as error:
        raise InputError("JSON nested too deeply; a report is one flat object") from error
    except ValueError as error:
        raise InputError(f"JSON with a value that cannot be read ({error})") from error


def _looks(head: bytes) -> bool:
    first, _, rest = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    return first.startswith(b"{") and (first.rstrip().endswith(b"}") or not rest) and b'"' in first


FORMAT = Format(
    "jsonl", (".jsonl", ".ndjson", ".jl"), ("application/x-ndjson", "application/jsonl"), read, looks=_looks, rank=20
)
