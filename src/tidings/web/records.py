"""What the API answers with: published shapes for its OpenAPI page."""

from typing import Any

from pydantic import BaseModel, Field

__all__ = [
    "ClaimsPage",
    "DeletedPage",
    "EventDetail",
    "EventRecord",
    "EventsPage",
    "FeaturePage",
    "Problem",
    "ReportDetail",
    "ReportRecord",
    "ReportsPage",
    "SpotRecord",
]


class Problem(BaseModel):
    """What went wrong, in one line."""

    detail: str


class SpotRecord(BaseModel):
    """A place that claims of an event name."""

    name: str
    level: str | None = None
    country: str | None = None
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    admin: list[str] = []
    claims: int = 0


class EventRecord(BaseModel):
    """An event without its claims. Tolls are under `policy`; null where nobody gives a number."""

    id: str
    title: str
    type: str
    first_day: str | None
    last_day: str | None
    place: str | None
    level: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    places: list[SpotRecord]
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
    created: str
    updated: str
    permalink: str


class EventsPage(BaseModel):
    """Some events; `next` is the cursor for `after`, null at the end."""

    items: list[EventRecord]
    next: str | None


class EventDetail(EventRecord):
    """An event with its claims as `tidings read` prints them, its reports, and what the claims say together."""

    claims: list[dict[str, Any]]
    reports: list[dict[str, Any]]
    assessment: dict[str, Any] = Field(description="sides, voices, fields, toll, grade, history, relations")


class ClaimsPage(BaseModel):
    """Some claims, each as `tidings read` prints it, with `event_id`, `review`, `publisher` and `published`."""

    items: list[dict[str, Any]]
    next: str | None


class ReportRecord(BaseModel):
    """A report without its text."""

    id: str
    version: str
    state: str
    title: str | None
    publisher: str | None
    url: str | None
    published: str | None
    language: str | None
    licence: str | None
    sha256: str | None
    added: str
    claims: int


class ReportsPage(BaseModel):
    """Some reports, newest first."""

    items: list[ReportRecord]
    next: str | None


class ReportDetail(BaseModel):
    """A report with its text and claims; offsets of the claims hold for `text`."""

    report: ReportRecord
    text: str
    claims: list[dict[str, Any]]


class DeletedPage(BaseModel):
    """Events that are no more: merged `into` another, or without claims."""

    items: list[dict[str, Any]]
    next: str | None


class FeaturePage(BaseModel):
    """GeoJSON: one feature an event, at its main place; no geometry where nobody says where."""

    type: str
    features: list[dict[str, Any]]
    next: str | None
