"""The articles of the worldwide newswire corpus, put together again from their tokens."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

CLOSING = re.compile(r"[.,;:!?…%)\]}”]+")
ENDING = re.compile(r"['’](s|re|ve|ll|d|m|t)|n['’]t")
ENDINGS = frozenset(("s", "re", "ve", "ll", "d", "m", "t"))
OPENING = frozenset("([{“‘$£€#@")
PART = 2300
"""Characters of an article's first and second part, whole paragraphs."""


def newswire(path: Path) -> Iterator[tuple[str, str]]:
    """Id and text of the first part of every article, and of its second with `-2` behind the id."""
    for url, paragraphs in _articles(path):
        name = "worldwide-" + hashlib.sha256(url.encode()).hexdigest()[:16]
        first = _part(paragraphs)
        yield name, "\n".join(paragraphs[:first])
        rest = paragraphs[first:]
        yield f"{name}-2", "\n".join(rest[: _part(rest)])


def _part(paragraphs: list[str]) -> int:
    """How many of the paragraphs the part holds."""
    size = 0
    for number, paragraph in enumerate(paragraphs):
        if size and size + len(paragraph) > PART:
            return number
        size += len(paragraph) + bool(size)
    return len(paragraphs)


def _articles(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Address and paragraphs of every article; a row that is only an address begins one."""
    url, paragraphs = "", []
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            tokens = row["tokens"]
            if len(tokens) == 1 and tokens[0].startswith("http"):
                if url and paragraphs:
                    yield url, paragraphs
                url, paragraphs = tokens[0], []
            else:
                paragraphs.append(spaced(tokens))
    if url and paragraphs:
        yield url, paragraphs


def spaced(tokens: list[str]) -> str:
    """Tokens as running text: no blank before closing marks, behind opening ones and around hyphens."""
    out, glued, quoted = "", True, False
    for number, token in enumerate(tokens):
        before = tokens[number - 1] if number else ""
        after = tokens[number + 1] if number + 1 < len(tokens) else ""
        space, glued = not glued, False
        if CLOSING.fullmatch(token) or ENDING.fullmatch(token):
            space = False
        elif token in ("'", "’") and after in ENDINGS:
            space, glued = False, True
        elif token == "’":
            space = False
        elif token in OPENING:
            glued = True
        elif token == '"':
            space, glued, quoted = space and not quoted, not quoted, not quoted
        elif token in "-/" and re.search(r"\w$", before) and re.match(r"\w", after):
            space, glued = False, True
        if before == "." and number > 1 and after == "." and all(_initial(t) for t in (token, tokens[number - 2])):
            space = False
        out += (" " if space else "") + token
    return out


def _initial(token: str) -> bool:
    return bool(re.fullmatch("[A-Z]", token))
