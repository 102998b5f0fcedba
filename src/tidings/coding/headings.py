"""Headings, captions and lists of other stories in a text: lines that no full stop ends. What they name is no claim."""

import re
from bisect import bisect_right
from typing import NamedTuple

MOST_WORDS = 22
"""A longer line is a sentence whose full stop was lost."""
LEAST_TOLD, MOST_LINES = 20, 12
"""A text with fewer words in whole sentences and no more lines than these is a post, whose lines are its sentences."""
_ENDS = tuple(".!?…:;,\"”'’)]}–—-|/")
_LINE = re.compile(r"[^\n]+")
_PARAGRAPH = re.compile(r"(?:[^\n]+\n?)+")
_BULLET = re.compile(r"[-–—*•·▪►]\s*")
_WRAPPED = re.compile(r"[^\s.!?…:;\"”)]\n[a-z]")
_TURNS = re.compile(r"[^\s.!?…:;\"”)]\n(?=\S)")


class Line(NamedTuple):
    """A line, or a paragraph of lines wrapped at a width, by its offsets."""

    start: int
    end: int
    words: str


def headings(text: str) -> list[tuple[int, int]]:
    """The character ranges of headings, in order.

    A post of a few lines without full stops has none, nor has a list that a line ending in a colon opens. Where lines
    are wrapped in mid-sentence, paragraphs count as lines.
    """
    lines = [line for line in _lines(text) if any(c.isalpha() for c in line.words)]
    if len(lines) <= MOST_LINES and sum(len(line.words.split()) for line in lines if _told(line)) < LEAST_TOLD:
        return []
    found, listed = [], False
    for line in lines:
        bullet = _BULLET.match(line.words) is not None
        listed = listed and bullet
        if not _told(line) and not listed and len(line.words.split()) <= MOST_WORDS:
            found.append((line.start, line.end))
        listed = listed or line.words.endswith(":")
    return found


def within(ranges: list[tuple[int, int]], at: int) -> bool:
    """Whether a character offset lies in one of the ordered ranges."""
    i = bisect_right(ranges, at, key=lambda r: r[0]) - 1
    return i >= 0 and ranges[i][0] <= at < ranges[i][1]


def _lines(text: str) -> list[Line]:
    """The text's lines; its paragraphs where lines are broken at a width."""
    wrapped, turns = len(_WRAPPED.findall(text)), len(_TURNS.findall(text))
    unit = _PARAGRAPH if wrapped and wrapped * 5 >= turns else _LINE
    return [Line(m.start(), m.end(), m[0].strip()) for m in unit.finditer(text)]


def _told(line: Line) -> bool:
    """Whether a line ends as a sentence does."""
    return line.words.endswith(_ENDS)
