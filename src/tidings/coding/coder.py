"""Doc -> claims: the list of steps by which a report is read."""

from functools import cached_property
from typing import TYPE_CHECKING

from tidings.claim import Claim, Reason, Report, Span, Stance, Status
from tidings.coding.attribution import attributions
from tidings.coding.carried import carried
from tidings.coding.combat import combat
from tidings.coding.harmed import Tolls, share
from tidings.coding.headings import headings, within
from tidings.coding.heads import Heads, Signals
from tidings.coding.hints import hints
from tidings.coding.joined import joined
from tidings.coding.manner import background, means, stance, status
from tidings.coding.presupposed import presupposed
from tidings.coding.retold import retold
from tidings.coding.roles import parties, places, span
from tidings.coding.said import Said, said
from tidings.coding.sources import Sources
from tidings.coding.triggers import COUNTED, Trigger, triggers
from tidings.coding.when import Dates

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from tidings.codebook import Codebook

TOLD_BY_COUNT = 0.5
"""Least raw score of a claim that tells a count of people harmed: those are right more often than their trigger's."""


class Coder:
    """Reads claims out of parsed texts with a codebook and the bundled model's heads."""

    def __init__(self, codebook: "Codebook", heads: Heads | None = None) -> None:
        self.codebook = codebook
        self._heads = heads

    @cached_property
    def heads(self) -> Heads:
        """The learned heads; the bundled model's unless others were given."""
        return self._heads or Heads.bundled()

    @cached_property
    def _own(self) -> frozenset[str]:
        """Ids of the trigger words that only the user's overlay has."""
        from tidings.codebook import load

        if self.codebook.overlay is None:
            return frozenset()
        return frozenset(t.id for t in self.codebook.trigger_table.entries) - {
            t.id for t in load().trigger_table.entries
        }

    def attribute(self, doc: "Doc") -> list[Said]:
        """Who says what in the text."""
        signals = self.heads.on(doc)
        return said(doc, attributions(doc, signals), self.codebook) if signals else []

    def code(self, doc: "Doc", report: Report) -> list[Claim]:
        """The claims of one report, in the order of their triggers."""
        hits = self.codebook.triggers(doc)
        signals = self.heads.on(doc, hints(doc, hits))
        if not signals:  # nothing but white space
            return []
        above = headings(doc.text)
        named = triggers(doc, signals, self.codebook, hits, self._own)
        told = [t for t in named if not within(above, doc[t.start].idx)]
        found = retold(doc, told)
        if not found:
            return []
        sources = Sources(doc, signals, attributions(doc, signals), self.codebook)
        dates = Dates(doc, report, self.codebook.overlay)
        counts = share(doc, signals, found, self.codebook.overlay)
        claims = [
            self._claim(doc, report, signals, trigger, sources, dates, toll)
            for trigger, toll in zip(found, counts, strict=True)
        ]
        claims = [c if t.own else combat(c) for c, t in zip(claims, found, strict=True)]
        own = joined(doc, presupposed(doc, claims, self.codebook), self.codebook)
        return carried(doc, own, self.codebook)

    def _claim(
        self,
        doc: "Doc",
        report: Report,
        signals: Signals,
        trigger: Trigger,
        sources: Sources,
        dates: Dates,
        toll: tuple[Tolls, list[Reason]],
    ) -> Claim:
        roles = signals.roles(trigger.start, "trigger")
        told = sources.of(trigger.start)
        when, when_why = dates.of(roles, trigger.start)
        actor, target = (parties(doc, roles, role, self.codebook) for role in ("actor", "target"))
        where = places(doc, roles)
        how, how_why = means(doc, signals, trigger, self.codebook)
        says, says_why = stance(signals, trigger)
        state, state_why = status(signals, trigger)
        older, older_why = background(signals, trigger)
        own = [
            Reason(field="event", rule=f"head:event{f', codebook:{trigger.word}' if trigger.word else ''}",
                   text=doc[trigger.start : trigger.end].text, score=round(trigger.score, 3)),
            *told.reasons, says_why, state_why, *older_why,
            *(Reason(field="actor", rule="head:actor", text=s.text, score=round(v, 3)) for s, v in actor),
            *(Reason(field="target", rule="head:target", text=s.text, score=round(v, 3)) for s, v in target),
            *(Reason(field="place", rule="head:place", text=s.text, score=round(v, 3)) for s, v in where),
            *when_why, *how_why, *toll[1],
        ]  # fmt: skip
        return Claim(
            report=report.id,
            event=trigger.event,
            trigger=span(doc, trigger.start, trigger.end),
            evidence=_sentence(doc, trigger),
            source=told.source,
            stance=says,
            status=state,
            background=older,
            actor=[s for s, _ in actor],
            target=[s for s, _ in target],
            place=[p for p, _ in where],
            date=when,
            means=how,
            toll=toll[0],
            confidence=round(self.heads.confidence(max(trigger.score, TOLD_BY_COUNT if toll[0] else 0.0)), 3),
            why=own,
            political=trigger.political or (bool(toll[0]) and trigger.score >= COUNTED),
            coder=self.heads.version,
            codebook=self.codebook.version,
        )


def _sentence(doc: "Doc", trigger: Trigger) -> Span:
    """The sentence of a trigger, as evidence."""
    sentence = doc[trigger.start].sent
    words = sentence.text
    left = len(words) - len(words.lstrip())
    words = words.strip()
    start = sentence.start_char + left
    return Span(text=words, start=start, end=start + len(words))


__all__ = ["Coder", "Stance", "Status"]
