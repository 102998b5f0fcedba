"""Claims as a person wants to read them: by report, by who says it, with the words on demand."""

import io
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from tidings.claim import Claim, Place, Toll, When
from tidings.cli.output import shown
from tidings.evidence import Part, pieces
from tidings.reader import Reading

__all__ = ["Table", "day", "toll"]

_STYLES: dict[Part, str] = {
    "trigger": "bold reverse",
    "toll": "bold red",
    "source": "bold blue",
    "cue": "blue",
    "place": "green",
    "date": "magenta",
    "actor": "yellow",
    "target": "cyan",
}
_NARROWEST, _UNSURE = 80, 0.35


def day(date: When | None) -> str:
    """A date or range, as short as it can be: 2024-01-03, 2024-01-03/05, 2024-01."""
    if date is None:
        return ""
    start, end = date.start.isoformat(), date.end.isoformat()
    if start == end:
        return start
    if date.precision == "month":
        return start[:7]
    if date.precision == "year":
        return start[:4]
    return f"{start}/{end[8:] if start[:7] == end[:7] else end}"


def toll(kind: str, count: Toll) -> str:
    """The count as words: killed 4, killed 4+, injured 10-20, killed up to 5."""
    if count.min is None:
        return f"{kind} ?" if count.max is None else f"{kind} up to {count.max:,}"
    if count.max is None:
        return f"{kind} {count.min:,}+"
    return f"{kind} {count.min:,}" if count.min == count.max else f"{kind} {count.min:,}-{count.max:,}"


def place(where: Place) -> str:
    """The name, with its country where that is known."""
    return f"{where.name or where.text} ({where.country})" if where.country else where.name or where.text


class Table:
    """Prints the claims of each report under its heading, grouped by source."""

    def __init__(self, stream: BinaryIO, *, why: bool) -> None:
        self._out = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
        own = stream is getattr(sys.stdout, "buffer", None)
        terminal = own and stream.isatty()
        width = None if terminal else max(_NARROWEST, int(os.environ.get("COLUMNS") or 100))
        self._console = Console(file=self._out, width=width, force_terminal=terminal, highlight=False, markup=False)
        self._why, self._reports, self._claims = why, 0, 0

    def write(self, reading: Reading) -> None:
        """Print one report."""
        self._reports, self._claims = self._reports + 1, self._claims + len(reading.claims)
        if reading.report is None:
            return
        self._console.print(self._heading(reading))
        if not reading.claims:
            self._console.print(Text("  no claims", style="dim"))
        for source, claims in by_source(reading.claims):
            self._console.print(Padding(source, (0, 0, 0, 2)))
            self._console.print(Padding(self._grid(claims), (0, 0, 0, 4)))
        self._console.print()

    def close(self) -> None:
        """Leave the stream open for whoever owns it."""
        self._out.flush()
        self._out.detach()

    def _heading(self, reading: Reading) -> Text:
        report = reading.report
        assert report is not None
        title = report.title or " ".join(report.text.split())[:70]
        about = [report.publisher, report.published.isoformat()[:16] if report.published else "no date", report.id]
        return Text.assemble((shown(title), "bold underline"), ("  " + " · ".join(shown(a) for a in about if a), "dim"))

    def _grid(self, claims: list[Claim]) -> Grid:
        grid = Grid.grid(padding=(0, 2, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1)
        for claim in claims:
            grid.add_row(Text(claim.event, style="bold"), self._told(claim))
            if self._why:
                grid.add_row(
                    "", Text.assemble(*((shown(p.text), _STYLES[p.part] if p.part else "") for p in pieces(claim)))
                )
                for reason in reasons(claim):
                    grid.add_row("", Text("  " + reason, style="dim"))
        return grid

    def _told(self, claim: Claim) -> Text:
        facts: list[tuple[str, str]] = [(f"“{shown(claim.trigger.text)}”", "")]
        if claim.stance != "asserts":
            facts.append((claim.stance, "bold red" if claim.stance == "denies" else "bold yellow"))
        if claim.status != "happened":
            facts.append((claim.status.replace("_", " "), "bold yellow"))
        if claim.background:
            facts.append(("background", "dim"))
        for label, spans in (("by", claim.actor), ("on", claim.target)):
            if spans:
                facts.append((f"{label} " + ", ".join(shown(s.name or s.text) for s in spans), ""))
        if claim.place:
            facts.append(("in " + ", ".join(shown(place(p)) for p in claim.place), "green"))
        if claim.date:
            facts.append((day(claim.date), "magenta"))
        if claim.means:
            facts.append((", ".join(claim.means), ""))
        facts += [(toll(kind, count), "bold") for kind, count in claim.toll.items()]
        if claim.confidence < _UNSURE:
            facts.append(("unsure", "dim"))
        return Text(" · ", style="dim").join(Text(words, style=style) for words, style in facts)


def by_source(claims: list[Claim]) -> Iterator[tuple[Text, list[Claim]]]:
    """The claims of each source together, sources in the order they first speak."""
    groups: dict[tuple[str, str, str | None], list[Claim]] = {}
    for claim in claims:
        source = claim.source
        key = (source.name or source.text, source.kind, source.party) if source else ("", "reporter", None)
        groups.setdefault(key, []).append(claim)
    for (name, kind, party), group in groups.items():
        about = ", ".join(x for x in (kind.replace("_", " "), party) if x)
        if kind == "reporter":
            yield Text("the report itself", style="bold italic"), group
        else:
            yield Text.assemble((shown(name), "bold blue"), f"  {about}"), group


def reasons(claim: Claim) -> Iterator[str]:
    """Why each field has its value: rule or head, words and score."""
    for reason in claim.why:
        words = f" “{shown(reason.text)}”" if reason.text else ""
        score = f" {reason.score:.2f}" if reason.score is not None else ""
        yield f"{reason.field}: {shown(reason.rule)}{words}{score}"
    yield f"confidence {claim.confidence:.2f} · {claim.id}"
