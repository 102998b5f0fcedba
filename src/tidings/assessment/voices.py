"""Independent sources: whom each claim counts for, and on which side that source stands.

- A party and its media are one voice, whoever speaks for it.
- Who quotes another counts as the one quoted; a monitor quoting a ministry is that ministry.
- Copies of a wire report are one, and "AFP via X" is AFP.
- Hospitals and rescuers are voices of their own; a health ministry is its government.
- Officials with no name are one voice. Those whose country is not said are taken for the place's own.
- Witnesses and unnamed sources count once for each outlet that heard them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tidings.assessment.models import Role, Side, Voice
from tidings.assessment.parties import Parties
from tidings.assessment.wordlists import LANGUAGE, finder
from tidings.claim import Claim, Report, Source, SourceKind, Span
from tidings.codebook import name_key
from tidings.codebook.tables import table
from tidings.linking import copies
from tidings.linking.types import kind as kind_of_event
from tidings.places.keys import fold

__all__ = ["Speaker", "Stage"]

_OFFICIAL = frozenset({"military", "government", "armed_group"})
_THIRD = frozenset({"international", "ngo", "expert", "media", "person"})


class Speaker(NamedTuple):
    """The voice a claim counts for."""

    id: str
    name: str
    kind: SourceKind
    party: str | None


class Stage:
    """Who speaks about one event, and on which sides: made once from all its claims and their reports.

    `copied` gives for each report the one that stands for it and its copies (see `linking.copies`).
    """

    def __init__(
        self,
        claims: Sequence[Claim],
        reports: Mapping[str, Report],
        copied: Mapping[str, str] | None = None,
        parties: Parties | None = None,
    ) -> None:
        self.claims = claims
        self.reports = reports
        self.parties = parties or Parties()
        self.copied = copied if copied is not None else copies.group(reports.values())
        self.home = self._home()
        self._spelled = self._spellings()
        self.speakers = {c.id: self._speaker(c) for c in claims}
        self.acting = self._acting()
        self.hit = self._hit()
        self.sides = {s.id: self._side(s) for s in self.speakers.values()}

    def speaker(self, claim: Claim) -> Speaker:
        """The voice a claim counts for."""
        return self.speakers[claim.id]

    def side(self, claim: Claim) -> tuple[str, Role]:
        """The column a claim stands in."""
        return self.sides[self.speakers[claim.id].id]

    def day(self, claim: Claim) -> date | None:
        """When the claim was published."""
        report = self.reports.get(claim.report)
        return report.day if report else None

    def outlet(self, report_id: str) -> Speaker:
        """The outlet whose own text a report is: the agency credited, else the publisher of what it is a copy of."""
        report = self.reports.get(self.copied.get(report_id, report_id)) or self.reports.get(report_id)
        if report is None:
            return Speaker(f"outlet:{report_id}", report_id, "reporter", None)
        code = copies.agency(report)
        name = copies.agency_name(code) if code else report.publisher or report.id
        party = self.parties.codebook.classify_source(name).party if code or report.publisher else None
        if party:
            return Speaker(f"party:{party}", self.parties.label(party), "media", party)
        return Speaker(f"outlet:{code or fold(name) or name}", name, "reporter", None)

    def _home(self) -> str:
        """The country where most of it happened; "~local" where none is known."""
        named = Counter(p.country for c in self.claims for p in c.place if p.country)
        return min(named, key=lambda n: (-named[n], n)) if named else "~local"

    def _spellings(self) -> dict[str, str]:
        """One spelling, whatever the order of the claims, for every name its sources have: Zelensky, Zelenskyy."""
        found: dict[str, str] = {}
        for source in (c.source for c in self.claims if c.source):
            name = source.name or source.text
            key, spelled = name_key(name, self.parties.codebook.overlay), fold(name)
            found[key] = min(found.get(key, spelled), spelled)
        return found

    def _known_as(self, name: str) -> str:
        return self._spelled.get(name_key(name, self.parties.codebook.overlay)) or fold(name) or name

    # ---- voices

    def _speaker(self, claim: Claim) -> Speaker:
        source = claim.source
        if source is None:
            return self.outlet(claim.report)
        source = self._quoted(source)
        party, name = self.parties.of_source(source), source.name or source.text
        if source.kind == "medical":
            return self._medical(source, party, name)
        if source.kind in _OFFICIAL:
            party = party or (None if source.kind == "armed_group" else self.home)
        if party and (source.kind in _OFFICIAL or source.kind == "media"):
            return Speaker(f"party:{party}", self.parties.label(party), source.kind, party)
        if source.kind in ("witness", "unnamed", "reporter") or not _named(name):
            outlet = self.outlet(claim.report)
            return Speaker(f"{source.kind}:{outlet.id}", name, source.kind, party)
        code = copies.agency_of(name)
        key = f"outlet:{code}" if code else f"name:{source.code or self._known_as(name)}"
        return Speaker(key, name, source.kind, party)

    def _medical(self, source: Source, party: str | None, name: str) -> Speaker:
        party = party or self.home
        words: list[str] = table(f"{LANGUAGE}/relations")["ministry"]
        if finder(tuple(words)).search(source.text):
            return Speaker(f"party:{party}", self.parties.label(party), "government", party)
        key = source.code or (self._known_as(name) if _named(name) else "staff")
        return Speaker(f"medical:{key}", name, "medical", party)

    def _quoted(self, source: Source) -> Source:
        """The one a source quotes, where its own words say so: "U.K. officials citing Ukrainian data"."""
        words: list[str] = table(f"{LANGUAGE}/relations")["quoting"]
        match = finder(tuple(words)).search(source.text)
        rest = source.text[match.end() :].strip() if match and match.start() else ""
        if not rest or not match:
            return source
        read = self.parties.codebook.classify_source(rest)
        start = source.start + source.text.index(rest, match.end())
        return Source(
            text=rest, start=start, end=start + len(rest), kind=read.kind, party=read.party, code=read.code,
            via=[Span(text=source.text, start=source.start, end=source.end)],
        )  # fmt: skip

    # ---- sides

    def _acting(self) -> Counter[str]:
        """How often each party is said to have done it."""
        found: Counter[str] = Counter()
        for claim in self.claims:
            sort = kind_of_event(claim.event)
            if claim.event == "accusation":
                found.update(self.parties.targets(claim))
            elif claim.event == "responsibility" or (sort in ("violence", "harm") and claim.event != "interception"):
                found.update(self.parties.actors(claim))
        return found

    def blamed(self, claim: Claim) -> list[str]:
        """The parties a claim holds to have done it; fighting and air defence blame nobody."""
        if claim.stance == "denies":
            return []
        if claim.event == "accusation":
            return self.parties.targets(claim)
        deed = kind_of_event(claim.event) in ("violence", "harm") and claim.event not in ("interception", "clash")
        return self.parties.actors(claim) if deed or claim.event == "responsibility" else []

    def _hit(self) -> Counter[str]:
        """How often each party is said to have suffered it; where it happened counts once."""
        found: Counter[str] = Counter()
        for claim in self.claims:
            if kind_of_event(claim.event) in ("violence", "harm"):
                found.update(self.parties.targets(claim))
        if self.home not in self.acting:
            found[self.home] += 1
        return found

    def _side(self, speaker: Speaker) -> tuple[str, Role]:
        party = speaker.party
        if party is None:
            if speaker.kind in ("witness", "medical"):
                return "victims", "victims"
            return ("third", "third") if speaker.kind in _THIRD else ("unattributed", "unattributed")
        if self.acting[party] and self.acting[party] >= self.hit[party]:
            return f"party:{party}", "party"
        if self.hit[party]:
            return f"party:{party}", "victims"
        belligerent = speaker.kind in ("military", "armed_group") and kind_of_parties(self.acting, self.hit)
        return (f"party:{party}", "party") if belligerent else ("third", "third")

    # ---- as records

    def voices(self) -> list[Voice]:
        """Every voice with its claims, the one with most claims first."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(self.speaker(claim).id, []).append(claim)
        voices = [self._voice(key, own) for key, own in found.items()]
        return sorted(voices, key=lambda v: (-len(v.claims), v.id))

    def _voice(self, key: str, own: list[Claim]) -> Voice:
        first = self.speaker(own[0])
        days = [d for d in map(self.day, own) if d]
        names = Counter(c.source.name or c.source.text for c in own if c.source)
        return Voice(
            id=key,
            name=first.name,
            kind=first.kind,
            party=first.party,
            side=self.sides[key][0],
            names=sorted(names, key=lambda n: (-names[n], n)),
            claims=[c.id for c in own],
            reports=sorted({c.report for c in own}),
            since=min(days) if days else None,
            asserts=any(c.stance == "asserts" and kind_of_event(c.event) != "speech" for c in own)
            or any(c.event == "responsibility" and c.stance == "asserts" for c in own),
        )

    def columns(self) -> list[Side]:
        """The sides in the order to show them: parties, those hit, third parties, the unattributed."""
        order: dict[Role, int] = {"party": 0, "victims": 1, "third": 2, "unattributed": 3}
        found: dict[str, tuple[Role, list[Claim]]] = {}
        for claim in self.claims:
            name, role = self.side(claim)
            found.setdefault(name, (role, []))[1].append(claim)
        listed = sorted(found.items(), key=lambda x: (order[x[1][0]], -len(x[1][1]), x[0]))
        return [self._column(name, role, own) for name, (role, own) in listed]

    def _column(self, name: str, role: Role, own: Iterable[Claim]) -> Side:
        claims = list(own)
        party = name.removeprefix("party:") if name.startswith("party:") else None
        labels = {"victims": "Those hit", "third": "Third parties", "unattributed": "Not attributed"}
        return Side(
            id=name,
            label=self.parties.label(party) if party else labels[name],
            role=role,
            party=party,
            voices=sorted({self.speaker(c).id for c in claims}),
            claims=[c.id for c in claims],
        )


def kind_of_parties(acting: Counter[str], hit: Counter[str]) -> bool:
    """Whether the event has sides at all: an armed force that speaks of it is then one of them."""
    return bool(acting or hit)


def _named(name: str) -> bool:
    return any(w[:1].isupper() for w in name.split()[0:] if w.lower() not in ("the", "a", "an"))
