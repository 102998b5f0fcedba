"""The ledger in the public profile: everything a page or an answer holds goes through here first."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tidings.assessment import Assessment, assess
from tidings.claim import Claim, Report
from tidings.errors import InputError
from tidings.ledger import ClaimRow, Event, EventRow, Facet, Filter, Page, ReportRow, Spot
from tidings.ledger.overview import DayCount, SpotCount
from tidings.profile import BLOCK, Mask, Masker, withheld
from tidings.web.lenses import Lens

if TYPE_CHECKING:
    from tidings.web.desk import Desk

__all__ = ["PublicLens"]

_FINE = ("town", "quarter", None)
_PRIVATE = ("person", "unnamed")


class PublicLens(Lens):
    """Names, contacts and places masked, withheld reports left out."""

    public = True

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk)
        self.masker: Masker = desk.masker
        self.delay = timedelta(hours=desk.settings.delay_hours)
        self.held = desk.held()
        self.key = ("public", hash(self.held))

    def events(self, wanted: Filter, limit: int, after: str | None, *, order: str = "latest") -> Page[EventRow]:
        """A page of events; those told only by withheld reports are left out, so it may be shorter."""
        found = self.ledger.events(wanted, limit, after, order=order)
        rows = []
        for row in found.items:
            if row.number in self.held.sites and (wanted.near or wanted.box):
                continue  # asking around a place would tell what the list does not
            if row.number in self.held.events:
                try:
                    rows.append(self.event(row.id).row)
                except InputError:
                    continue
            else:
                rows.append(self._row(row))
        return Page(rows, found.next)

    def event(self, id: str, *, policy: str | None = None, as_of: date | None = None) -> Event:
        """An event of the reports that may be seen, assessed anew where some may not.

        Raises InputError where none of its claims may be seen.
        """
        found = self.ledger.event(id, policy=policy, as_of=as_of)
        rows, reports, assessment = found.claims, found.reports, found.assessment
        if any(self._withheld(r) for r in reports.values()):
            reports = {k: r for k, r in reports.items() if not self._withheld(r)}
            rows = [c for c in rows if c.report in reports]
            if not rows:
                raise InputError(f"no event has the id {id!r}; `tidings events` lists them")
            told = policy or found.row.policy
            assessment = assess([c.claim for c in rows], reports.values(), policy=told, as_of=as_of)
        mask = self._mask(reports.values(), [c.claim for c in rows])
        masked = [self._claim(mask, c) for c in rows]
        seen = Assessment.model_validate(mask.tree(assessment.model_dump(mode="json")))
        row = self._row(found.row)
        row = replace(row, title=mask.text(row.title), sources=[mask.text(s) for s in row.sources])
        if len(rows) < len(found.claims):
            row = _refigured(row, assessment, len(rows), len(reports))
        return Event(row, masked, {k: mask.report(r) for k, r in reports.items()}, seen, found.asked)

    def claims(self, wanted: Filter, limit: int, after: str | None, *, event: str | None = None) -> Page[ClaimRow]:
        """A page of claims."""
        found = self.ledger.claims(wanted, limit, after, event=event)
        reports = {id_: self.ledger.report(id_)[1] for id_ in {c.report for c in found.items}}
        rows = [c for c in found.items if not self._withheld(reports[c.report])]
        mask = self._mask(reports.values(), [c.claim for c in rows])
        return Page([self._claim(mask, c) for c in rows], found.next)

    def claim(self, id: str) -> ClaimRow:
        """One claim. Raises InputError where its report is withheld."""
        row = self.ledger.claim(id)
        found = next((r for r in self.report(row.report)[2] if r.id == row.id), None)
        if found is None:
            raise InputError(f"no claim has the id {id!r}")
        return found

    def report(self, id: str, version: str | None = None) -> tuple[ReportRow, Report, list[ClaimRow]]:
        """A report with its text and claims. Raises InputError for a withheld one."""
        row, report, claims = super().report(id, version)
        if self._withheld(report):
            raise InputError(f"no report has the id {id!r}")
        mask = self._mask([report], [c.claim for c in claims])
        seen = mask.report(report)
        return replace(row, title=seen.title, origin=None), seen, [self._claim(mask, c) for c in claims]

    def reports(self, wanted: Filter, limit: int, after: str | None) -> Page[ReportRow]:
        """A page of reports."""
        found = self.ledger.reports(wanted, limit, after)
        rows = [r for r in found.items if r.number not in self.held.reports]
        titles = Mask({}, {}, ())
        return Page(
            [replace(r, title=titles.text(r.title) if r.title else None, origin=None) for r in rows], found.next
        )

    def record(self, row: ClaimRow) -> dict[str, Any]:
        """A claim's JSON; it was masked with its row."""
        return {**json.loads(row.record), "id": row.id, "event_id": row.event, "review": row.review}

    def words(self, text: str) -> str:
        """A name that stands alone: a private person's is blacked out."""
        plain = Mask({}, {}, ()).text(text)
        read = self.desk.codebook.classify_source(text)
        named = sum(w[:1].isupper() for w in text.split()) > 1
        return _black(plain) if read.kind in _PRIVATE and not read.code and named else plain

    def gist(self, row: EventRow) -> str:
        """Left out: it quotes reports."""
        del row
        return ""

    def hides_spot(self, spot: SpotCount) -> bool:
        """Quarters of a town."""
        return spot.level == "quarter"

    def spots(self, wanted: Filter) -> list[SpotCount]:
        """Places, without the towns of sensitive sites; events there have no place on the map."""
        without = self.held.events | self.held.sites
        found = self.desk.overview.spots(wanted, without=without)
        rest = sum(d.events for d in self.days(wanted)) - sum(s.events for s in found)
        return [*found, SpotCount(None, None, None, None, None, None, rest, 0, "")] if rest > 0 else found

    def choices(self, field: str, values: list[Facet]) -> list[Facet]:
        """Without the names of private persons among the sources."""
        return [f for f in values if field != "source" or self.words(f.value) == f.value]

    def count(self, wanted: Filter, facets: dict[str, list[Facet]]) -> int:
        """How many events meet the filter, without those that withheld reports tell of."""
        return sum(d.events for d in self.days(wanted)) if self.held.events else super().count(wanted, facets)

    def days(self, wanted: Filter) -> list[DayCount]:
        """Events by day, without those that withheld reports tell of."""
        return self.desk.overview.days(wanted, self.held.events)

    # ---- masking

    def _withheld(self, report: Report) -> bool:
        return withheld(report, datetime.now(UTC), self.delay)

    def _mask(self, reports: Any, claims: list[Claim]) -> Mask:
        return self.masker.mask(list(reports), claims)

    def _claim(self, mask: Mask, row: ClaimRow) -> ClaimRow:
        record = mask.claim({**row.claim.record(), "id": row.id})
        title = mask.text(row.title) if row.title else None
        return replace(row, record=json.dumps(record, ensure_ascii=False), title=title)

    def _row(self, row: EventRow) -> EventRow:
        """An event of a list: places coarsened, names of private persons blacked out."""
        site = row.number in self.held.sites
        row = replace(row, sources=[self.words(s) for s in row.sources], places=[_spot(p, site) for p in row.places])
        if row.level == "quarter" or (site and row.level in _FINE):
            gone: dict[str, Any] = dict.fromkeys(("place", "latitude", "longitude", "radius_km"))
            above = next((p.name for p in row.places if p.level == "admin2"), None)
            title = row.title.split(":")[0] + (f": {above}" if above else "")
            return replace(row, **{**gone, "place": above, "level": "admin2"}, title=title)
        rounded = {k: round(v, 4) for k in ("latitude", "longitude") if (v := getattr(row, k)) is not None}
        return replace(row, **rounded)


def _spot(spot: Spot, site: bool) -> Spot:
    if spot.level == "quarter" or (site and spot.level in _FINE):
        name = spot.admin[-1] if spot.admin else BLOCK * 4
        return Spot(name, "admin2", spot.country, admin=spot.admin[:-1], claims=spot.claims)
    lat, lon = spot.latitude, spot.longitude
    return replace(
        spot, latitude=round(lat, 4) if lat is not None else None, longitude=round(lon, 4) if lon is not None else None
    )


def _black(words: str) -> str:
    return "".join(c if c.isspace() else BLOCK for c in words)


def _refigured(row: EventRow, assessment: Assessment, claims: int, reports: int) -> EventRow:
    """The figures of a row without the claims of withheld reports."""
    values: dict[str, Any] = {"n_claims": claims, "n_reports": reports, "n_sources": assessment.independent}
    for kind in ("killed", "injured"):
        span = getattr(assessment.toll, kind)
        for end, name in (("min", "low"), ("best", "best"), ("max", "high")):
            values[f"{kind}_{name}"] = getattr(span, end) if span else None
    values |= {"contradictions": len(assessment.contradictions), "contested": assessment.contested}
    values |= {
        "first_day": assessment.first,
        "last_day": assessment.last,
        "grade": row.grade_given or assessment.grade.value,
    }
    return replace(row, **values)
