"""A coder that finds only the word "shelling": for tests of what is around the coder, with known claims."""

import re
from collections.abc import Iterator
from typing import Any

from tidings.claim import Claim, Place, Reason, Report, Source, Span, Toll, When

WORDS = re.compile(r"\b[Ss]helling\b")
SPEAKER = re.compile(r"the (mayor of \w+) (said|denied)")
KILLED = re.compile(r"killed (\d+)")
TOWN = re.compile(r"\bin ([A-Z]\w+)")


class ShellingCoder:
    """Claims of shelling: the sentence's "the mayor of X said", "killed N" and "in X" are read as one expects."""

    def code(self, doc: Any, report: Report) -> list[Claim]:
        """One claim for each time the word stands; a text with "explode" raises, as a coder with a fault would."""
        if "explode" in report.text:
            raise ValueError("a fault\nof the coder")
        return list(self._claims(report))

    def _claims(self, report: Report) -> Iterator[Claim]:
        for match in WORDS.finditer(report.text):
            begin = report.text.rfind(". ", 0, match.start()) + 1
            begin += len(report.text[begin:]) - len(report.text[begin:].lstrip())
            end = report.text.find(".", match.end()) + 1 or len(report.text)
            yield self._claim(report, match, begin, end)

    def _claim(self, report: Report, match: re.Match[str], begin: int, end: int) -> Claim:
        text = report.text
        sentence = Span(text=text[begin:end], start=begin, end=end)
        speaker, killed, town = (p.search(text, begin, end) for p in (SPEAKER, KILLED, TOWN))
        source = None
        if speaker:
            cue = Span(text=speaker[2], start=speaker.start(2), end=speaker.end(2))
            place = {"text": speaker[1], "start": speaker.start(1), "end": speaker.end(1)}
            source = Source(**place, kind="government", party="NV", cue=cue)
        toll = {}
        if killed:
            toll["killed"] = Toll(min=int(killed[1]), max=None, text=killed[1], at=killed.span(1))
        places = [Place(text=town[1], start=town.start(1), end=town.end(1), country="NV")] if town else []
        return Claim(
            report=report.id,
            event="shelling",
            trigger=Span(text=match[0], start=match.start(), end=match.end()),
            evidence=sentence,
            source=source,
            stance="denies" if speaker and speaker[2] == "denied" else "asserts",
            place=places,
            date=When(start=report.day, end=report.day, text="") if report.day else None,
            means=["artillery"],
            toll=toll,  # type: ignore[arg-type]
            confidence=0.9,
            why=[Reason(field="event", rule="trigger shelling", text=match[0], score=0.9)],
            political="crime" not in text,
        )
