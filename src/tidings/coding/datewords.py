"""The patterns of date expressions, compiled once from the words and the word order in `codebook/en/time.yaml`."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tidings.codebook.tables import table
from tidings.coding.numbers import NumberTable, numbers
from tidings.coding.words import grammar
from tidings.errors import CodebookError

GAP = r"[\s\u00a0]{1,3}"
SOFT = r"[\s\u00a0]{0,3}"
_MACRO = re.compile(r"«(\w+)»")


def alternation(words: Iterable[object]) -> str:
    """Any of the words, longest first; a blank in a phrase matches any white space, an apostrophe both its forms."""
    ordered = sorted({str(w) for w in words}, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", GAP).replace("'", "['’]") for w in ordered) + ")"


class TimeTable:
    """`en/time.yaml` with its patterns."""

    def __init__(self, data: dict[str, Any], overlay: Path | None = None) -> None:
        self.numbers = numbers(overlay)
        self.abbreviations = grammar(overlay)["abbreviations"]
        self.months: dict[str, int] = data["months"]
        self.weekdays: dict[str, int] = {**data["weekdays"], **data["weekdays_short"]}
        self.seasons: dict[str, list[int]] = data["seasons"]
        self.units: dict[str, str] = data["units"]
        self.deictic: dict[str, list[int]] = data["deictic"]
        self.anaphoric: dict[str, int] = data["anaphoric"]
        self.steps: dict[str, int] = data["steps"]
        self.ordinals: dict[str, int] = data["ordinals"]
        self.numbers_vague: dict[str, list[int]] = data["numbers_vague"]
        self.holidays: dict[str, list[int]] = data["holidays"]
        self.holidays_moving: dict[str, list[int]] = data["holidays_moving"]
        self.named: dict[str, date] = data["named"]
        self.pieces_of_year: dict[str, int] = data["pieces_of_year"]
        self.pieces_of_month: dict[str, int] = data["pieces_of_month"]
        self.edges = {w: kind for kind in ("early", "mid", "late") for w in data[kind]}
        self.words: dict[str, frozenset[str]] = {
            name: frozenset(str(w) for w in value) for name, value in data.items() if isinstance(value, list)
        }
        self._compile(data)

    def _compile(self, data: dict[str, Any]) -> None:
        """The patterns of expressions, and of the signs of tense and of ranges around them."""
        pieces = {**data["signs"], **data["pieces"], **_words(data, self.numbers)}
        bodies = {name: expand(body, pieces) for name, body in data["patterns"].items()}
        signs = {name: _compiled(name, expand(body, pieces)) for name, body in data["signs"].items()}
        self.rules = {name: _compiled(name, body) for name, body in bodies.items()}
        every = "|".join(f"(?P<{name}>{_unnamed(body)})" for name, body in bodies.items())
        self.any = re.compile(rf"(?<!\w)(?:{every})", re.I)  # tried only where a word may begin
        self.future, self.future_after = signs["future"], signs["future_after"]
        self.past, self.past_form, self.past_mark = signs["past"], signs["past_form"], signs["past_mark"]
        self.past_after, self.passive_before = signs["past_after"], signs["passive_before"]
        self.since, self.since_far, self.until = signs["since"], signs["since_far"], signs["until"]
        self.opening, self.to, self.both = signs["opening"], signs["to"], signs["both"]


def _compiled(name: str, body: str) -> re.Pattern[str]:
    try:
        return re.compile(body, re.I)
    except re.error as error:
        raise CodebookError(f"en/time.yaml, {name}: not a regular expression ({error}); mend the pattern") from error


def _words(data: Mapping[str, Any], n: NumberTable) -> dict[str, str]:
    """The alternations that patterns may name: every list and every map of words, and a few joined ones."""
    found = {name: alternation(value) for name, value in data.items() if isinstance(value, (list, dict))}
    by_step = {way: [w for w, s in data["steps"].items() if s == way and w != "the"] for way in (-1, 0, 1)}
    joined = {
        "any_weekday": [*data["weekdays"], *data["weekdays_short"]],
        "any_holiday": [*data["holidays"], *data["holidays_moving"]],
        "edges": [*data["early"], *data["mid"], *data["late"]],
        "number_words": [*n.units, *n.tens],
        "back": by_step[-1],
        "here": by_step[0],
        "ahead": by_step[1],
    }
    return {**found, **{name: alternation(words) for name, words in joined.items()}}


def expand(body: str, pieces: Mapping[str, str]) -> str:
    """A pattern of the table as a regular expression: «name» filled in, blanks made white space of any kind."""
    for _ in range(8):
        if not (missing := [m for m in _MACRO.findall(body) if m not in pieces]):
            body = _MACRO.sub(lambda m: pieces[m[1]], body)
        else:
            raise CodebookError(f"en/time.yaml: the pattern piece «{missing[0]}» is not defined; add it under pieces")
    return body.replace(" ", GAP).replace("~", SOFT)


def _unnamed(body: str) -> str:
    """The pattern without named groups, to stand beside others."""
    return re.sub(r"\(\?P<\w+>", "(?:", body).replace("(?P=sep)", "[/.-]")


@cache
def time(overlay: Path | None = None) -> TimeTable:
    """The words of time of the language."""
    return TimeTable(table("en/time", overlay), overlay)
