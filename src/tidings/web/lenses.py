"""The ledger as a visitor may see it: all of it, or the public profile. Pages and API ask here and nowhere else."""

from collections.abc import Hashable
from datetime import date
from typing import TYPE_CHECKING, Any

from fastapi import Request

from tidings.claim import Report
from tidings.errors import TidingsError
from tidings.ledger import ClaimRow, Event, EventRow, Facet, Filter, Page, ReportRow
from tidings.ledger.overview import DayCount, SpotCount
from tidings.web.rendering import plain_days
from tidings.web.visitors import Visitor

if TYPE_CHECKING:
    from tidings.web.desk import Desk

__all__ = ["Lens", "lens"]

_GIST_CLAIMS = 120


def lens(request: Request, visitor: Visitor) -> "Lens":
    """What this visitor sees the ledger through."""
    desk: Desk = request.app.state.desk
    if not visitor.public:
        return Lens(desk)
    from tidings.web.publiclens import PublicLens

    return PublicLens(desk)


class Lens:
    """The whole ledger."""

    public = False
    key: Hashable = "internal"
    """Figures seen through one lens are not another's."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self.ledger = desk.ledger

    def events(self, wanted: Filter, limit: int, after: str | None, *, order: str = "latest") -> Page[EventRow]:
        """A page of events."""
        return self.ledger.events(wanted, limit, after, order=order)

    def event(self, id: str, *, policy: str | None = None, as_of: date | None = None) -> Event:
        """One event with all that is known of it."""
        return self.ledger.event(id, policy=policy, as_of=as_of)

    def claims(self, wanted: Filter, limit: int, after: str | None, *, event: str | None = None) -> Page[ClaimRow]:
        """A page of claims."""
        return self.ledger.claims(wanted, limit, after, event=event)

    def claim(self, id: str) -> ClaimRow:
        """One claim."""
        return self.ledger.claim(id)

    def report(self, id: str, version: str | None = None) -> tuple[ReportRow, Report, list[ClaimRow]]:
        """A report with its text and claims."""
        row, report = self.ledger.report(id, version)
        claims = self.ledger.claims(Filter(report=id), None).items if row.state == "current" else []
        return row, report, claims

    def reports(self, wanted: Filter, limit: int, after: str | None) -> Page[ReportRow]:
        """A page of reports."""
        return self.ledger.reports(wanted, limit, after)

    def record(self, row: ClaimRow) -> dict[str, Any]:
        """A claim's JSON, under the id it is known by."""
        return {**row.claim.record(), "id": row.id, "event_id": row.event, "review": row.review}

    def words(self, text: str) -> str:
        """Words that stand alone, as they may be shown."""
        return text

    def gist(self, row: EventRow) -> str:
        """The first contradiction of an event in a line, empty where there is none."""
        if not row.contradictions or row.n_claims > _GIST_CLAIMS:
            return ""
        state = (row.updated, row.n_claims, row.n_reports, row.contradictions, row.assessed)
        return self.desk.figures.lasting((row.id, *state), lambda: self._gist(row))

    def _gist(self, row: EventRow) -> str:
        try:
            event = self.event(row.id)
        except TidingsError:
            return ""
        for view in event.assessment.contradictions:
            told = [_told(self.desk, event, p) for p in view.positions[:3]]
            return f"{view.field.replace('_', ' ')}: " + " against ".join(told)
        return ""

    def spots(self, wanted: Filter) -> list[SpotCount]:
        """Places and how many events are there."""
        return self.desk.overview.spots(wanted)

    def choices(self, field: str, values: list[Facet]) -> list[Facet]:
        """Values of a facet that may be shown."""
        del field
        return values

    def count(self, wanted: Filter, facets: dict[str, list[Facet]]) -> int:
        """How many events meet the filter: each is contradicted or not, so those two counts tell."""
        told = {None: ("yes", "no"), True: ("yes",), False: ("no",)}[wanted.contested]
        return sum(f.events for f in facets["contested"] if f.value in told)

    def days(self, wanted: Filter) -> list[DayCount]:
        """Events by day."""
        return self.desk.overview.days(wanted)

    def hides_spot(self, spot: SpotCount) -> bool:
        """Whether a place must not be put on a map."""
        del spot
        return False


def _told(desk: "Desk", event: Event, position: Any) -> str:
    sides = {s.id: s for s in event.assessment.sides}
    named = [desk.party(sides[s].party) or sides[s].label for s in position.sides[:2] if s in sides]
    words = plain_days(position.value)
    value = words if len(words) < 70 else words[:68].rstrip() + "…"
    return f"{value} ({', '.join(named)})" if named else value
