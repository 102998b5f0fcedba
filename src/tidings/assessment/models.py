"""What an assessment says of an event: who says what, where accounts agree and contradict, tolls under a rule, a grade.

Plain records with a published JSON Schema. Nothing here says what is true; every value leads to its claims.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from tidings.claim import Model, SourceKind, TollKind

__all__ = [
    "Agreement",
    "Assessment",
    "Conceded",
    "Count",
    "FieldView",
    "Grade",
    "Position",
    "Range",
    "Relation",
    "Role",
    "Side",
    "Step",
    "TollReading",
    "Voice",
]

Role = Literal["party", "victims", "third", "unattributed"]
"""party: a party to the conflict said or shown to have acted; victims: those it was done to, and who speaks for them;
third: neither; unattributed: the reports in their own voice and sources nobody can place."""
Agreement = Literal["single", "agreed", "differs", "contradicted"]
Group = Literal["civilians", "children", "women", "men", "belligerents", "unknown"]
GradeName = Literal["confirmed", "fair", "weak", "contested", "discounted"]
RelationKind = Literal["retaliation_for", "response_to", "part_of", "caused_by"]


class Range(Model):
    """A number of people; a null end is open. `best` is set where a rule names one number."""

    min: int | None
    max: int | None
    best: int | None = None


class Voice(Model):
    """One independent source: everything that is one for counting. A party and its media are one voice, and so are the
    copies of a wire report; whoever quotes another counts as the one quoted.
    """

    id: str
    name: str
    kind: SourceKind
    party: str | None = None
    side: str
    names: list[str] = Field(default_factory=list, description="how it is called in the reports")
    claims: list[str] = Field(default_factory=list)
    reports: list[str] = Field(default_factory=list)
    since: date | None = Field(None, description="its first publication")
    asserts: bool = Field(True, description="false for a voice that only denies or hedges")


class Side(Model):
    """One column of who says what."""

    id: str
    label: str
    role: Role
    party: str | None = None
    voices: list[str] = Field(default_factory=list)
    claims: list[str] = Field(default_factory=list)


class Position(Model):
    """One account of a field: what is said, in which claims, by whom, since when."""

    value: str
    claims: list[str]
    voices: list[str]
    sides: list[str]
    since: date | None = None
    until: date | None = Field(None, description="when all its voices had gone over to another value; null if held")


class FieldView(Model):
    """A field of the event and the accounts of it. `note` says in words why they agree or not."""

    field: str
    state: Agreement
    positions: list[Position]
    note: str = ""


class Count(Model):
    """One number as claimed, with all a toll rule needs."""

    claim: str
    report: str
    kind: TollKind
    min: int | None
    max: int | None
    words: str
    qualifier: Literal["exactly", "at least", "up to", "between", "vague"]
    group: Group = "unknown"
    victims: str | None = Field(None, description="the party the people counted belong to, where they are armed")
    voice: str
    speaker: str | None
    kind_of_source: SourceKind
    side: str
    role: Role
    own: bool = Field(False, description="given by the party said to have done it, about those it harmed")
    hedged: bool = False
    known: date | None = Field(None, description="when it was published")
    order: int = Field(0, description="place among all counts by time of publication, then by place in the report")


class Conceded(Model):
    """What the party said to have done it says itself of the people it harmed; never mixed with other numbers."""

    party: str
    kind: TollKind
    min: int | None
    max: int | None
    claims: list[str]


class TollReading(Model):
    """A toll under a named rule. `values` are the columns of the rule's own data set, `counts` the claims it read."""

    policy: str
    version: str
    rule: str
    killed: Range | None = None
    injured: Range | None = None
    values: dict[str, int | str | bool | None] = Field(default_factory=dict)
    conceded: list[Conceded] = Field(default_factory=list)
    counts: list[Count] = Field(default_factory=list)
    used: list[str] = Field(default_factory=list, description="ids of the claims whose numbers stand in the result")
    notes: list[str] = Field(default_factory=list)


class Grade(Model):
    """How well reported the event is, under a rule that is told with it."""

    value: GradeName
    rule: str
    because: str
    version: str
    claims: list[str] = Field(default_factory=list)


class Step(Model):
    """The toll as known on a day."""

    known: date
    killed: Range | None = None
    injured: Range | None = None
    claims: int = 0


class Relation(Model):
    """A link to another event as a report tells it: "in retaliation for the shelling of Belograd market"."""

    kind: RelationKind
    claim: str
    report: str
    cue: str
    words: str
    start: int
    end: int
    to: str | None = Field(None, description="the claim in the same report that the words are about")


class Assessment(Model):
    """An event's claims, assessed as of a day (all of them where `as_of` is null)."""

    as_of: date | None = None
    claims: int
    reports: int
    first: date | None = None
    last: date | None = None
    sides: list[Side]
    voices: list[Voice]
    independent: int = Field(description="how many voices assert the event, each counted once")
    fields: list[FieldView]
    contested: bool = Field(description="whether any field is contradicted between two sides or voices")
    toll: TollReading
    grade: Grade
    history: list[Step]
    relations: list[Relation]

    @property
    def contradictions(self) -> list[FieldView]:
        """The fields whose accounts cannot all hold."""
        return [f for f in self.fields if f.state == "contradicted"]
