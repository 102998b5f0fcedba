"""A list of claims as Python hands it out: tables for analysis, and a card for notebooks."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, SupportsIndex, get_args, overload

from tidings.claim import Claim, Place, Report, Span, TollKind

if TYPE_CHECKING:
    import pandas
    import polars

__all__ = ["COLUMNS", "ClaimList", "row"]

_TOLLS: tuple[str, ...] = get_args(TollKind)

# Column -> (polars type, meaning): the flat form of a claim in CSV, Parquet and data frames, in this order.
COLUMNS: dict[str, tuple[str, str]] = {
    "id": ("String", "the claim's stable id"),
    "report": ("String", "id of the report"),
    "publisher": ("String", "publisher of the report"),
    "published": ("String", "publication date or time of the report, ISO 8601"),
    "title": ("String", "title of the report"),
    "url": ("String", "address of the report"),
    "event": ("String", "event type of the codebook"),
    "source": ("String", "words that name who says it; empty in the reporter's own voice"),
    "source_name": ("String", "the name those words stand for, where they are not the name"),
    "source_kind": ("String", "kind of source; reporter in the report's own voice"),
    "source_party": ("String", "side the source speaks for: ISO 3166 alpha-2 or actor code"),
    "cue": ("String", "the words of saying"),
    "via": ("String", "who passes it on, outermost first, joined with '; '"),
    "stance": ("String", "asserts, denies or hedges"),
    "status": ("String", "happened, ongoing, threatened or called_for"),
    "background": ("Boolean", "older context"),
    "trigger": ("String", "the words that name the event"),
    "trigger_start": ("Int64", "offset of the trigger in the report's text, code points"),
    "trigger_end": ("Int64", "end of the trigger, exclusive"),
    "evidence": ("String", "the sentence"),
    "evidence_start": ("Int64", "offset of the sentence"),
    "evidence_end": ("Int64", "end of the sentence, exclusive"),
    "actor": ("String", "who did it, joined with '; '"),
    "actor_code": ("String", "codes of the known actors, joined with '; '"),
    "target": ("String", "what or who it was done to, joined with '; '"),
    "target_code": ("String", "codes of the known targets, joined with '; '"),
    "place": ("String", "places as named, joined with '; '"),
    "country": ("String", "country of the first place, ISO 3166-1 alpha-2"),
    "level": ("String", "level of the first place"),
    "geonames": ("Int64", "GeoNames id of the first place"),
    "latitude": ("Float64", "of the first place, WGS84 degrees"),
    "longitude": ("Float64", "of the first place, WGS84 degrees"),
    "radius_km": ("Float64", "uncertainty around that point, km"),
    "date_start": ("Date", "first day"),
    "date_end": ("Date", "last day"),
    "date_precision": ("String", "day, days, week, month, season, year or years"),
    "date_text": ("String", "the words of the date"),
    "means": ("String", "means, joined with '; '"),
    **{
        f"{kind}_{part}": (kind_type, f"{kind}: {meaning}")
        for kind in _TOLLS
        for part, kind_type, meaning in (
            ("min", "Int64", "fewest, as reported; empty at an open end"),
            ("max", "Int64", "most, as reported; empty at an open end"),
            ("text", "String", "the words of the count"),
        )
    },
    "political": ("Boolean", "false for violence without a political side"),
    "confidence": ("Float64", "0 to 1"),
    "why": ("String", "field: rule (score), joined with '; '"),
    "coder": ("String", "version of the coder and its model"),
    "codebook": ("String", "version of the codebook"),
}


def _joined(spans: Iterable[Span]) -> str | None:
    return "; ".join(s.name or s.text for s in spans) or None


def _codes(spans: Iterable[Span]) -> str | None:
    return "; ".join(s.code for s in spans if s.code) or None


def _where(places: list[Place]) -> dict[str, Any]:
    first = places[0] if places else None
    fields = ("country", "level", "geonames", "latitude", "longitude", "radius_km")
    return {"place": _joined(places), **{f: getattr(first, f, None) for f in fields}}


def row(claim: Claim, report: Report | None = None) -> dict[str, Any]:
    """The claim as one flat row: COLUMNS -> value."""
    source, date = claim.source, claim.date
    values: dict[str, Any] = {
        "id": claim.id,
        "report": claim.report,
        "publisher": report and report.publisher,
        "published": report.published.isoformat() if report and report.published else None,
        "title": report and report.title,
        "url": report and report.url,
        "event": claim.event,
        "source": source and source.text,
        "source_name": source and source.name,
        "source_kind": source.kind if source else "reporter",
        "source_party": source and source.party,
        "cue": source.cue.text if source and source.cue else None,
        "via": _joined(source.via) if source else None,
        "actor": _joined(claim.actor),
        "actor_code": _codes(claim.actor),
        "target": _joined(claim.target),
        "target_code": _codes(claim.target),
        **_where(claim.place),
        "date_start": date and date.start,
        "date_end": date and date.end,
        "date_precision": date and date.precision,
        "date_text": date and date.text,
        "means": "; ".join(claim.means) or None,
        "why": "; ".join(
            f"{r.field}: {r.rule}" + (f" ({r.score:.2f})" if r.score is not None else "") for r in claim.why
        )
        or None,
    }
    for name, span in (("trigger", claim.trigger), ("evidence", claim.evidence)):
        values |= {name: span.text, f"{name}_start": span.start, f"{name}_end": span.end}
    for kind in _TOLLS:
        toll = claim.toll.get(kind)  # type: ignore[call-overload]
        values |= {f"{kind}_{part}": getattr(toll, part, None) for part in ("min", "max", "text")}
    for plain in ("stance", "status", "background", "political", "confidence", "coder", "codebook"):
        values[plain] = getattr(claim, plain)
    return {column: values[column] for column in COLUMNS}


class ClaimList(list[Claim]):
    """Claims, in the order they stand in their reports.

    `reports` holds the reports they were read from (by id); `notices` what the reader had to say about those, one line
    each; `errors` why a report could not be read.
    """

    def __init__(
        self,
        claims: Iterable[Claim] = (),
        reports: Iterable[Report] = (),
        notices: Iterable[str] = (),
        errors: Iterable[str] = (),
    ) -> None:
        super().__init__(claims)
        self.reports = {r.id: r for r in reports}
        self.notices = list(notices)
        self.errors = list(errors)

    @overload
    def __getitem__(self, index: SupportsIndex) -> Claim: ...

    @overload
    def __getitem__(self, index: slice) -> "ClaimList": ...

    def __getitem__(self, index: SupportsIndex | slice) -> "Claim | ClaimList":
        """One claim, or a list of some with what is known of their reports."""
        if isinstance(index, slice):
            return ClaimList(list(self)[index], self.reports.values(), self.notices, self.errors)
        return super().__getitem__(index)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The claims as published JSON objects (docs/schemas/claim.schema.json)."""
        return [claim.record() for claim in self]

    def rows(self) -> list[dict[str, Any]]:
        """The claims as flat rows (docs/formats.md)."""
        return [row(claim, self.reports.get(claim.report)) for claim in self]

    def to_polars(self) -> "polars.DataFrame":
        """A data frame of one row a claim, with the columns of docs/formats.md."""
        import polars

        schema = {name: getattr(polars, kind) for name, (kind, _) in COLUMNS.items()}
        return polars.DataFrame(self.rows(), schema=schema)

    def to_pandas(self) -> "pandas.DataFrame":
        """The same for pandas, which must be installed (pip install 'tidings[pandas]')."""
        return self.to_polars().to_pandas()

    def _repr_html_(self) -> str:
        from tidings.claimcard import cards

        return cards(self)
