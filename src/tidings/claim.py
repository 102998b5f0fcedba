"""The vocabulary of Tidings: reports, spans, sources, places, tolls and claims.

Offsets are code points in the report's text, end exclusive. Every model is frozen and validates what it is given.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator

Stance = Literal["asserts", "denies", "hedges"]
Status = Literal["happened", "ongoing", "threatened", "called_for"]
SourceKind = Literal[
    "military",
    "government",
    "armed_group",
    "international",
    "ngo",
    "medical",
    "media",
    "witness",
    "expert",
    "person",
    "unnamed",
    "reporter",
]
Precision = Literal["day", "days", "week", "month", "season", "year", "years"]
Level = Literal["country", "admin1", "admin2", "town", "quarter", "area", "water"]
TollKind = Literal["killed", "injured", "missing", "displaced", "detained", "abducted", "casualties"]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]


def digest(*parts: object, length: int = 16) -> str:
    """A stable id of `length` hex digits for the JSON form of `parts`."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


class Model(BaseModel):
    """Base of the vocabulary: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with other values; what was worked out from the old ones (an id) is worked out anew."""
        copied = super().model_copy(update=update, deep=deep)
        if update:
            for name in type(self).model_computed_fields:
                copied.__dict__.pop(name, None)
        return copied


class Report(Model):
    """One text as published.

    `id` is the input's own id if it brings one, else the hash of the content. `text` is kept code point for code point.
    The title is metadata and not coded. `sha256` is the hash of the raw bytes the report was read from.
    """

    id: str = ""
    title: str | None = None
    text: str
    publisher: str | None = None
    url: str | None = None
    published: date | datetime | None = None
    retrieved: datetime | None = None
    language: str | None = None
    licence: str | None = None
    sha256: str | None = None
    origin: str | None = Field(None, description="where it was read from: a file and line, or an address")
    embargoed_until: datetime | None = Field(None, description="ninjs embargoedUntil: not public before")
    pub_status: Literal["usable", "withheld", "canceled"] = Field("usable", description="ninjs pubStatus")

    @model_validator(mode="before")
    @classmethod
    def _identify(cls, data: Any) -> Any:
        """Give a report without an id the hash of its content."""
        if isinstance(data, dict) and not data.get("id") and "text" in data:
            content = [data.get(k) for k in ("title", "text", "publisher", "url", "published")]
            return {**data, "id": "r-" + digest(*content)}
        return data

    @property
    def version(self) -> str:
        """Hash of what was published: the same id with another version is a correction."""
        return digest(self.title, self.text, self.publisher, self.url, self.published)

    @property
    def day(self) -> date | None:
        """The day of publication, against which relative dates are resolved."""
        return self.published.date() if isinstance(self.published, datetime) else self.published


class Span(Model):
    """Words of a report: `text` is `report.text[start:end]`.

    Where words stand for another ("he", "the group") `name` is what they resolve to, in the report's own words.
    `code` is the codebook's id of a known actor.
    """

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    name: str | None = None
    code: str | None = None

    @model_validator(mode="after")
    def _fits(self) -> "Span":
        if self.end - self.start != len(self.text):
            raise ValueError(f"span {self.start}-{self.end} does not fit its words {self.text!r}")
        return self


class Source(Span):
    """Who says it. `party` is the side it speaks for (ISO 3166 alpha-2 or an actor code); `cue` the words of saying."""

    kind: SourceKind = "unnamed"
    party: str | None = None
    cue: Span | None = None
    via: list[Span] = Field(default_factory=list, description="who passes it on, outermost first (media quoting X)")


class Alternative(Model):
    """Another place the words could mean, with its score (0..1)."""

    name: str
    country: str | None = None
    level: Level | None = None
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    score: float = 0.0


class Place(Span):
    """Where. `latitude` and `longitude` are WGS84 degrees of the named place, never finer than the name; `radius_km` is
    the uncertainty around them. `admin` is the chain of units above it, largest first.
    """

    country: str | None = Field(None, description="ISO 3166-1 alpha-2; null at sea or where unknown")
    level: Level | None = None
    geonames: int | None = None
    admin: list[str] = Field(default_factory=list)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    radius_km: float | None = Field(None, ge=0)
    precision: dict[str, int | str] = Field(default_factory=dict, description="codes of acled, ucdp, airwars")
    alternatives: list[Alternative] = Field(default_factory=list)
    why: list[str] = Field(default_factory=list)


class When(Model):
    """When it happened: the first and the last day, both always given, how precise, and the words."""

    start: date
    end: date
    precision: Precision = "day"
    text: str = ""
    at: tuple[int, int] | None = Field(None, description="offsets of the words in the report; null if carried over")

    @model_validator(mode="after")
    def _ordered(self) -> "When":
        if self.end < self.start:
            raise ValueError(f"date ends ({self.end}) before it starts ({self.start})")
        return self


class Toll(Model):
    """A count as reported; a null end is open ("at least four": min 4, max null)."""

    min: Count | None
    max: Count | None
    text: str = ""
    at: tuple[int, int] | None = Field(None, description="offsets of the words in the report")

    @model_validator(mode="after")
    def _ordered(self) -> "Toll":
        if self.min is not None and self.max is not None and self.max < self.min:
            raise ValueError(f"toll's max ({self.max}) is below its min ({self.min})")
        return self


class Reason(Model):
    """Why a field has its value: the rule or head that decided, the words it read, its score (0..1) if it has one."""

    field: str
    rule: str
    text: str | None = None
    score: float | None = None


class Claim(Model):
    """What one source says about one event in one report. `source` is null in the reporter's own voice."""

    report: str
    event: str = Field(description="a type of the codebook")
    trigger: Span
    evidence: Span
    source: Source | None = None
    stance: Stance = "asserts"
    status: Status = "happened"
    background: bool = False
    actor: list[Span] = Field(default_factory=list)
    target: list[Span] = Field(default_factory=list)
    place: list[Place] = Field(default_factory=list)
    date: When | None = None
    means: list[str] = Field(default_factory=list)
    toll: dict[TollKind, Toll] = Field(default_factory=dict)
    confidence: float = Field(1.0, ge=0, le=1)
    why: list[Reason] = Field(default_factory=list)
    political: bool = Field(True, description="false for violence without a political side (scope `all` only)")
    coder: str | None = Field(None, description="version of the coder and its model")
    codebook: str | None = Field(None, description="version of the codebook")

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def id(self) -> str:
        """Stable: the same words read the same way in the same report have the same id."""
        speaker = [self.source.start, self.source.text] if self.source else None
        return "c-" + digest(self.report, self.event, self.trigger.start, self.trigger.text, speaker)

    @model_validator(mode="before")
    @classmethod
    def _forget_id(cls, data: Any) -> Any:
        """Accept a claim's own JSON back: the id is computed anew."""
        return {k: v for k, v in data.items() if k != "id"} if isinstance(data, dict) else data

    def record(self) -> dict[str, Any]:
        """The claim as the published JSON object, `id` first."""
        data = self.model_dump(mode="json")
        return {"id": data.pop("id"), **data}
