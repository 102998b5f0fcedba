"""What queries give: plain records, one class for each thing asked for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import RowMapping

from tidings.claim import Claim

__all__ = ["ChangeRow", "ClaimRow", "Deleted", "EventRow", "Hit", "Page", "ReportRow", "Spot"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows, and the cursor that asks for those after them (null at the end)."""

    items: list[T]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that claims of an event name. `claims` is how many do."""

    name: str
    level: str | None = None
    country: str | None = None
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    admin: list[str] = field(default_factory=list)
    claims: int = 0


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in a list. Tolls are under `policy`; a null end means nobody gives a number.

    `first_day` and `last_day` are the days its claims give, null where none does; `sort_day` is the first of them, or
    the day of the first report. `grade` is a person's where one was given (`grade_given`), else the rule's. `place` and
    the columns after it are the finest place most claims name; `places` are all. `updated` is UTC.
    """

    number: int
    id: str
    state: str
    title: str
    type: str
    first_day: date | None
    last_day: date | None
    sort_day: date
    place: str | None
    level: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    places: list[Spot]
    types: list[str]
    parties: list[str]
    sources: list[str]
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None
    policy: str
    n_claims: int
    n_reports: int
    n_sources: int
    contradictions: int
    contested: bool
    grade: str | None
    grade_given: str | None
    assessed: int
    created: str
    updated: str

    @classmethod
    def of(cls, row: Mapping[str, Any] | RowMapping) -> "EventRow":
        """The record of a row of `events`."""
        values = {f.name: row[f.name] for f in fields(cls)}
        for name in ("types", "parties", "sources"):
            values[name] = json.loads(values[name])
        values["places"] = [Spot(**p) for p in json.loads(values["places"])]
        values["grade"] = values["grade_given"] or values["grade"]
        return cls(**values)

    def record(self) -> dict[str, Any]:
        """The event as a JSON object, without its claims."""
        hidden = {"number", "state", "sort_day", "places", "assessed"}
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in hidden}
        for name in ("first_day", "last_day"):
            values[name] = values[name].isoformat() if values[name] else None
        values["places"] = [{f.name: getattr(p, f.name) for f in fields(p)} for p in self.places]
        return values


@dataclass(frozen=True, slots=True)
class Hit:
    """An event found by words, with (claim's id, sentence) of the claims that hold them, best first."""

    event: EventRow
    sentences: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list, with what its report and event are called. `record` is the claim's JSON as it is printed.

    `state`: current, superseded, rejected, deleted or erased. `review`: accepted, edited, rejected, none, or null.
    """

    number: int
    id: str
    report: str
    report_number: int
    event: str | None
    state: str
    review: str | None
    confidence: float
    publisher: str | None
    published: str | None
    title: str | None
    url: str | None
    record: str

    @property
    def claim(self) -> Claim:
        """The claim itself. Raises ValueError for an erased one."""
        return Claim.model_validate_json(self.record)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A version of a report in a list, without its text. `state`: current, superseded, deleted or erased."""

    number: int
    id: str
    version: str
    state: str
    title: str | None
    publisher: str | None
    url: str | None
    published: str | None
    retrieved: str | None
    language: str | None
    licence: str | None
    sha256: str | None
    origin: str | None
    embargoed_until: str | None
    pub_status: str
    added: str
    claims: int
    family: int | None
    """Reports of one family are copies of one text."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of the record: who, when (UTC), what, about what, why; `details` as kept with it."""

    number: int
    at: str
    who: str
    what: str
    subject: str
    why: str | None
    details: dict[str, Any]
    hash: str

    @classmethod
    def of(cls, row: Mapping[str, Any] | RowMapping) -> "ChangeRow":
        """The record of a row of `changes`."""
        names = ("number", "at", "who", "what", "subject", "why", "hash")
        return cls(**{n: row[n] for n in names}, details=json.loads(row["payload"] or "{}"))


@dataclass(frozen=True, slots=True)
class Deleted:
    """An event that is no more: `into` is where its id leads, null where its claims are gone."""

    id: str
    into: str | None
    at: str
