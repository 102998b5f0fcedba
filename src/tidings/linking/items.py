"""What linking knows of a claim: a compact record that can be stored beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from tidings.claim import Claim, Place, Report, Span
from tidings.linking.named import named_events
from tidings.linking.types import Kind, kind
from tidings.linking.wording import content_words, names_in, rare_terms
from tidings.places.keys import fold

__all__ = ["Item", "Spot", "item", "items"]

FORMAT = 2
_LEAD = 2_500
"""Characters of a report whose words tell what it is about; what comes later is background."""
_AROUND = 400
"""At most this many characters of a claim's own sentence are compared."""
_NEAR_BY = 3
"""Places of the rest of the report that stand in for a claim without its own."""


class Spot(NamedTuple):
    """A place as linking compares it: names folded (`places.keys.fold`), `admin` the units above, largest first."""

    name: str
    level: str | None = None
    country: str | None = None
    geonames: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    admin: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """A claim, reduced to what tells whether two claims are about one event.

    `first` and `last` are the days it may have happened on, as proleptic ordinals (`date.toordinal`); `dated` says
    whether the text gave them (else they are the day of publication). `places` are the claim's own, `nearby` those of
    the rest of the report. `title`, `terms` (title and lead), `names` (words of the lead with a capital, and figures)
    and `words` (of the claim's sentence) map hashes of rare words to weights. `at` is the offset of the trigger,
    `sentence` that of its sentence. `named` are hashes of events the title calls by name.
    """

    claim: str
    report: str
    event: str
    at: int = 0
    sentence: int = 0
    stance: str = "asserts"
    status: str = "happened"
    background: bool = False
    first: int | None = None
    last: int | None = None
    dated: bool = False
    precision: str | None = None
    published: int | None = None
    publisher: str | None = None
    places: tuple[Spot, ...] = ()
    nearby: tuple[Spot, ...] = ()
    means: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    toll: tuple[tuple[str, int | None, int | None], ...] = ()
    named: tuple[int, ...] = ()
    title: tuple[tuple[int, int], ...] = ()
    terms: tuple[tuple[int, int], ...] = ()
    names: tuple[tuple[int, int], ...] = ()
    words: tuple[tuple[int, int], ...] = ()

    @cached_property
    def kind(self) -> Kind:
        """What sort of event it tells, for linking."""
        return kind(self.event)

    @cached_property
    def where(self) -> tuple[Spot, ...]:
        """Its own places, else those of the report around it."""
        return self.places or self.nearby

    @cached_property
    def title_weights(self) -> dict[int, int]:
        """`title` for looking up."""
        return dict(self.title)

    @cached_property
    def term_weights(self) -> dict[int, int]:
        """`terms` for looking up."""
        return dict(self.terms)

    @cached_property
    def name_weights(self) -> dict[int, int]:
        """`names` for looking up."""
        return dict(self.names)

    @cached_property
    def word_weights(self) -> dict[int, int]:
        """`words` for looking up."""
        return dict(self.words)

    @cached_property
    def counts(self) -> dict[str, tuple[int | None, int | None]]:
        """`toll` for looking up."""
        return {k: (low, high) for k, low, high in self.toll}

    def to_json(self) -> dict[str, Any]:
        """A plain JSON object; fields that say nothing are left out."""
        data: dict[str, Any] = {"format": FORMAT}
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value != default:
                data[name] = value
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Item":
        """The item `to_json` gave. Raises ValueError for another format: make it anew from claim and report."""
        if data.get("format") != FORMAT:
            raise ValueError(
                f"linking item of format {data.get('format')!r}, not {FORMAT}; make it anew from its claim"
            )
        values = {k: v for k, v in data.items() if k != "format"}
        for name in ("places", "nearby"):
            values[name] = tuple(_stored(s) for s in values.get(name, ()))
        for name in ("means", "actors", "targets", "named"):
            values[name] = tuple(values.get(name, ()))
        for name in ("toll", "title", "terms", "names", "words"):
            values[name] = tuple(tuple(x) for x in values.get(name, ()))
        return cls(**values)


def _stored(row: Sequence[Any]) -> Spot:
    name, level, country, geonames, latitude, longitude, admin = row
    return Spot(name, level, country, geonames, latitude, longitude, tuple(admin))


_DEFAULTS: dict[str, Any] = {name: field.default for name, field in Item.__dataclass_fields__.items()}


def item(claim: Claim, report: Report, claims: Sequence[Claim] = ()) -> Item:
    """The linking record of `claim`. `claims` are all claims of the report: they lend it a place where it has none."""
    return _Sheet(report, claims or (claim,)).item(claim)


def items(claims: Iterable[Claim], report: Report) -> list[Item]:
    """The linking records of all claims of one report."""
    listed = list(claims)
    sheet = _Sheet(report, listed)
    return [sheet.item(c) for c in listed]


class _Sheet:
    """What the claims of one report share."""

    def __init__(self, report: Report, claims: Sequence[Claim]) -> None:
        self.report = report
        self.claims = claims
        self.published = _ordinal(report.published)
        lead = report.text[:_LEAD]
        self.named = named_events(report.title)
        self.title = rare_terms((report.title or "", 1), limit=10)
        self.terms = rare_terms((report.title or "", 2), (lead, 1), limit=32)
        self.names = rare_terms((names_in(lead), 1), limit=24)

    def item(self, claim: Claim) -> Item:
        first, last = self._days(claim)
        return Item(
            claim=claim.id,
            report=claim.report,
            event=claim.event,
            at=claim.trigger.start,
            sentence=claim.evidence.start,
            stance=claim.stance,
            status=claim.status,
            background=claim.background,
            first=first,
            last=last,
            dated=claim.date is not None,
            precision=claim.date.precision if claim.date else None,
            published=self.published,
            publisher=self.report.publisher,
            places=tuple(_spot(p) for p in claim.place),
            nearby=() if claim.place else self._nearby(claim),
            means=tuple(sorted(claim.means)),
            actors=_keys(claim.actor),
            targets=_keys(claim.target),
            toll=tuple(sorted((k, t.min, t.max) for k, t in claim.toll.items())),
            named=self.named,
            title=self.title,
            terms=self.terms,
            names=self.names,
            words=rare_terms((claim.evidence.text[:_AROUND], 1), limit=16),
        )

    def _days(self, claim: Claim) -> tuple[int | None, int | None]:
        if claim.date:
            return claim.date.start.toordinal(), claim.date.end.toordinal()
        return self.published, self.published

    def _nearby(self, claim: Claim) -> tuple[Spot, ...]:
        """The places other claims of the report name, nearest in the text first."""
        others = sorted(
            (c for c in self.claims if c.place and not c.background),
            key=lambda c: (abs(c.trigger.start - claim.trigger.start), c.trigger.start),
        )
        return tuple(dict.fromkeys(_spot(p) for c in others for p in c.place))[:_NEAR_BY]


def _ordinal(when: date | datetime | None) -> int | None:
    return when.toordinal() if when else None


def _spot(place: Place) -> Spot:
    return Spot(
        fold(place.name or place.text),
        place.level,
        place.country,
        place.geonames,
        place.latitude,
        place.longitude,
        tuple(fold(a) for a in place.admin),
    )


def _keys(spans: Iterable[Span]) -> tuple[str, ...]:
    """Codes of known actors, else the telling words of the names."""
    found: set[str] = set()
    for span in spans:
        if span.code:
            found.add("=" + span.code)
        found.update(content_words(span.name or span.text))
    return tuple(sorted(found))
