"""An event on the terminal: contradictions first, the toll with a tick for every claim, the sides beside each other."""

import io
import os
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from tidings.cli.eventwriters import days
from tidings.evidence import pieces
from tidings.wording import notes, shown, toll

if TYPE_CHECKING:
    from tidings.assessment import Assessment, Conceded, Count, FieldView, Range, Side, TollReading
    from tidings.claim import Claim
    from tidings.ledger import ChangeRow, Event

__all__ = ["print_event"]

_NARROWEST, _COLUMN = 80, 38
_COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red")
_MARKED = {"trigger": "bold", "toll": "bold underline", "place": "underline"}
_MOST = 12
"""Claims shown of one side unless all are asked for."""


def print_event(stream: BinaryIO, event: "Event", history: "Sequence[ChangeRow]", *, whole: bool = False) -> None:
    """Print an event. `whole` shows every claim of a side and every change."""
    out = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
    terminal = stream is getattr(sys.stdout, "buffer", None) and stream.isatty()
    width = None if terminal else max(_NARROWEST, int(os.environ.get("COLUMNS") or 120))
    console = Console(file=out, width=width, force_terminal=terminal, highlight=False, markup=False)
    view = _View(event, console.width, whole=whole)
    parts = (view.head(), view.contradictions(), view.toll(), view.sides(), view.relations(), view.changes(history))
    for piece in chain.from_iterable(parts):
        console.print(piece)
    out.flush()
    out.detach()


class _View:
    def __init__(self, event: "Event", width: int, *, whole: bool) -> None:
        self.event, self.width, self.whole = event, width, whole
        self.told: Assessment = event.assessment
        self.claims: dict[str, Claim] = {row.id: row.claim for row in event.claims}
        self.colour = {side.id: _COLOURS[n % len(_COLOURS)] for n, side in enumerate(self.told.sides)}

    def head(self) -> Iterable[RenderableType]:
        """Title, day, place, grade with its rule."""
        row, told = self.event.row, self.told
        yield Text(shown(row.title), style="bold underline")
        place = f"{shown(row.place)} ({row.country})" if row.place and row.country else shown(row.place or "")
        about = [row.id, days(row), row.type.replace("_", " "), place]
        yield Text(" · ".join(part for part in about if part), style="dim")
        if self.event.asked:
            yield Text(f"{shown(self.event.asked)} was merged into {row.id}", style="yellow")
        grade = row.grade_given or told.grade.value
        counted = f"{told.independent} independent of {len(told.voices)} sources, {told.reports} reports"
        yield Text.assemble((grade, "bold"), f" · {counted}, {told.claims} claims")
        rule = "a person's grade, in place of the rule's" if row.grade_given else told.grade.because
        yield Text(f"  {shown(rule)}", style="dim")
        if told.as_of:
            yield Text(f"  as known on {told.as_of}", style="yellow")

    # ---- contradictions

    def contradictions(self) -> Iterable[RenderableType]:
        """Each field whose accounts cannot all hold: who says what against whom."""
        found = self.told.contradictions
        if not found:
            return
        yield _rule("Where the accounts contradict each other")
        for view in found:
            yield self._field(view)

    def _field(self, view: "FieldView") -> Text:
        names = {side.id: side.label for side in self.told.sides}
        line = Text.assemble((f"{view.field}: ", "bold"))
        for number, position in enumerate(view.positions):
            line.append(" against " if number else "")
            side = position.sides[0] if position.sides else ""
            line.append(f"“{shown(position.value)}”", style=self.colour.get(side, ""))
            who = ", ".join(shown(names.get(s, s)) for s in position.sides)
            line.append(f" ({who}{f', since {position.since}' if position.since else ''})", style="dim")
        if view.note:
            line.append(f"\n  {shown(view.note)}", style="dim")
        return line

    # ---- toll

    def toll(self) -> Iterable[RenderableType]:
        """The range under the policy, and each claim's number as a tick below it."""
        reading = self.told.toll
        if reading.killed is None and reading.injured is None:
            return
        yield _rule(f"Toll, as reported · policy {reading.policy} {reading.version}")
        for kind in ("killed", "injured"):
            bar = _Bar(reading, kind, self.width - 20)
            if bar.counts:
                yield from bar.lines(self.colour)
        for conceded in reading.conceded:
            yield Text(f"conceded by {shown(conceded.party)}: {conceded.kind} {_ends(conceded)}", style="italic")
        for note in reading.notes:
            yield Text(f"  {shown(note)}", style="dim")

    # ---- sides

    def sides(self) -> Iterable[RenderableType]:
        """The sides beside each other, as many as fit."""
        yield _rule("Who says what")
        sides = self.told.sides
        across = max(1, min(len(sides), self.width // _COLUMN))
        for start in range(0, len(sides), across):
            grid = Grid.grid(expand=True, padding=(0, 2, 1, 0))
            part = sides[start : start + across]
            for _ in part:
                grid.add_column(ratio=1)
            grid.add_row(*(self._side(side) for side in part))
            yield grid

    def _side(self, side: "Side") -> RenderableType:
        voices = len(side.voices)
        parts: list[RenderableType] = [
            Text(shown(side.label), style=f"bold {self.colour[side.id]}"),
            Text(f"{side.role} · {len(side.claims)} claims · {voices} source{'s' if voices != 1 else ''}", style="dim"),
        ]
        listed = [self.claims[c] for c in side.claims if c in self.claims]
        kept = listed if self.whole else listed[:_MOST]
        parts += [self._claim(claim) for claim in kept]
        if len(kept) < len(listed):
            parts.append(Text(f"and {len(listed) - len(kept)} more (--all)", style="dim"))
        return Group(*parts)

    def _claim(self, claim: "Claim") -> RenderableType:
        words = Text("“")
        for piece in pieces(claim):
            words.append(shown(piece.text), style=_MARKED.get(piece.part or "", ""))
        words.append("”")
        report = self.event.reports.get(claim.report)
        when = report.published.isoformat()[:16].replace("T", " ") if report and report.published else "no date"
        source = claim.source.name or claim.source.text if claim.source else "the report itself"
        facts = [*notes(claim), *(toll(kind, count) for kind, count in claim.toll.items())]
        colour = self.colour.get(self._side_of(claim.id), "")
        who = Text.assemble((shown(source), colour), " ", (", ".join(facts), "bold"))
        published = f"{shown(report.publisher or claim.report) if report else claim.report} · {when} · {claim.id}"
        return Padding(Group(words, who, Text(published, style="dim")), (1, 0, 0, 0))

    def _side_of(self, claim: str) -> str:
        return next((side.id for side in self.told.sides if claim in side.claims), "")

    # ---- links and history

    def relations(self) -> Iterable[RenderableType]:
        """What the reports link it to."""
        if not self.told.relations:
            return
        yield _rule("Linked, as the reports tell it")
        for link in self.told.relations:
            yield Text(f"{link.kind.replace('_', ' ')}: “{shown(link.words)}” ({link.report})")

    def changes(self, history: "Sequence[ChangeRow]") -> Iterable[RenderableType]:
        """Who did what to it, the latest last."""
        yield _rule("History")
        listed = history if self.whole else history[-_MOST:]
        if len(listed) < len(history):
            yield Text(f"{len(history) - len(listed)} earlier changes (--all)", style="dim")
        for change in listed:
            about = f"{shown(change.who)}  {change.what} {shown(change.subject)}"
            line = f"{change.number:>6}  {change.at[:16].replace('T', ' ')}  {about}"
            yield Text.assemble(line, (f"  {shown(change.why)}" if change.why else "", "dim"))


class _Bar:
    """A range of numbers drawn to scale: low to high as a bar, the best as a mark, and a tick a claim."""

    def __init__(self, reading: "TollReading", kind: str, width: int) -> None:
        self.kind, self.width = kind, max(20, width)
        self.range = getattr(reading, kind)
        self.counts = [c for c in reading.counts if c.kind == kind]
        ends = [n for c in self.counts for n in (c.min, c.max) if n is not None]
        ends += [n for n in (self.range.min, self.range.max, self.range.best) if n is not None] if self.range else []
        self.high = max(ends, default=0)
        self.low = min([*ends, 0])

    def lines(self, colours: dict[str, str]) -> Iterable[Text]:
        """Heading, bar and ticks."""
        yield Text.assemble((f"{self.kind:<9}", "bold"), self._told())
        line = [" "] * (self.width + 1)
        if self.range and self.range.min is not None:
            top = self.range.max if self.range.max is not None else self.high
            for at in range(self._at(self.range.min), self._at(top) + 1):
                line[at] = "━"
            if self.range.best is not None:
                line[self._at(self.range.best)] = "┃"
        yield Text(f"{self.low:>8,} " + "".join(line) + f" {self.high:,}")
        ticks = Text(" " * 9 + " " * (self.width + 1))
        for count in self.counts:
            value = count.min if count.min is not None else count.max
            if value is not None:
                at = 9 + self._at(value)
                ticks = ticks[:at] + Text(_tick(count), style=colours.get(count.side, "")) + ticks[at + 1 :]
        yield ticks

    def _at(self, value: int) -> int:
        return round((value - self.low) / max(1, self.high - self.low) * self.width)

    def _told(self) -> str:
        if self.range is None:
            return "no number under this policy"
        low, high, best = self.range.min, self.range.max, self.range.best
        return _ends(self.range) + (f", best {best:,}" if best is not None and low != high else "")


def _ends(count: "Range | Conceded") -> str:
    same = count.min == count.max and count.min is not None
    return _end(count.min) if same else f"{_end(count.min)} to {_end(count.max)}"


def _end(value: int | None) -> str:
    return "?" if value is None else f"{value:,}"


def _tick(count: "Count") -> str:
    """An open end is an arrow."""
    if count.min is not None and count.max is None:
        return "▸"
    return "◂" if count.min is None else "●"


def _rule(words: str) -> RenderableType:
    return Padding(Rule(words, align="left", style="dim", characters="─"), (1, 0, 0, 0))
