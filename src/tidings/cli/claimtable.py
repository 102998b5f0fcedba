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

from tidings.claim import Claim
from tidings.evidence import Part, pieces
from tidings.reader import Reading
from tidings.wording import day, notes, place, shown, speaker, toll

__all__ = ["Table", "by_source", "reasons"]

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
_NOTE_STYLES = {"denies": "bold red", "background": "dim"}
_NARROWEST, _UNSURE = 80, 0.35


class Table:
    """Prints the claims of each report under its heading, grouped by source."""

    def __init__(self, stream: BinaryIO, *, why: bool) -> None:
        self._out = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
        own = stream is getattr(sys.stdout, "buffer", None)
        terminal = own and stream.isatty()
        width = None if terminal else max(_NARROWEST, int(os.environ.get("COLUMNS") or 100))
        self._console = Console(file=self._out, width=width, force_terminal=terminal, highlight=False, markup=False)
        self._why = why

    def write(self, reading: Reading) -> None:
        """Print one report."""
        if reading.report is None:
            return
        with self._console.capture() as printed:
            self._console.print(*self._heading(reading), sep="\n")
            if not reading.claims:
                self._console.print(Text("  no claims", style="dim"))
            for source, claims in by_source(reading.claims):
                self._console.print(Padding(source, (0, 0, 0, 2)))
                self._console.print(Padding(self._grid(claims), (0, 0, 0, 4)))
        self._out.write("\n".join(line.rstrip() for line in printed.get().splitlines()) + "\n\n")

    def close(self) -> None:
        """Leave the stream open for whoever owns it."""
        self._out.flush()
        self._out.detach()

    def _heading(self, reading: Reading) -> tuple[Text, Text]:
        report = reading.report
        assert report is not None
        title = report.title or " ".join(report.text.split())[:70]
        about = [report.publisher, report.published.isoformat()[:16] if report.published else "no date", report.id]
        return Text(shown(title), style="bold underline"), Text(" · ".join(shown(a) for a in about if a), style="dim")

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
        facts += [(note, _NOTE_STYLES.get(note, "bold yellow")) for note in notes(claim)]
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
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        groups.setdefault(speaker(claim), []).append(claim)
    for (name, about), group in groups.items():
        if name:
            yield Text.assemble((shown(name), "bold blue"), f"  {about}"), group
        else:
            yield Text("the report itself", style="bold italic"), group


def reasons(claim: Claim) -> Iterator[str]:
    """Why each field has its value: rule or head, words and score."""
    for reason in claim.why:
        words = f" “{shown(reason.text)}”" if reason.text else ""
        score = f" {reason.score:.2f}" if reason.score is not None else ""
        yield f"{reason.field}: {shown(reason.rule)}{words}{score}"
    yield f"confidence {claim.confidence:.2f} · {claim.id}"
