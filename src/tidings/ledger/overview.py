"""Many events at a glance: where, when and who, counted in the database, for maps, timelines, plots and lists of
speakers.

overview = Overview(ledger)
overview.spots(Filter(country=("UA",)))
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, case, func, select

from tidings.ledger import schema
from tidings.ledger.chain import portions
from tidings.ledger.filters import Filter
from tidings.ledger.queries import claim_select, set_conditions
from tidings.ledger.records import ClaimRow

if TYPE_CHECKING:
    from tidings.ledger.view import View

__all__ = ["Balance", "Blame", "Cell", "DayCount", "Overview", "Progress", "Speaker", "SpotCount", "VoiceCount"]

_events, _claims, _reports = schema.events, schema.claims, schema.reports


@dataclass(frozen=True, slots=True)
class SpotCount:
    """A place and how many events have it as their main place; no coordinates where nobody knows them."""

    name: str | None
    level: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    events: int
    contested: int
    id: str
    """An event there; the only one where `events` is 1."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day and how many events are sorted under it."""

    day: date
    events: int
    contested: int


@dataclass(frozen=True, slots=True)
class VoiceCount:
    """How many claims of an event a party's sources of one kind give; without a party those that speak for none."""

    event: int
    party: str | None
    kind: str | None
    claims: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Events of one day, type and country, with their tolls as the ledger's own policy gives them."""

    day: date
    type: str
    country: str | None
    events: int
    killed_low: int
    killed_best: int
    killed_high: int
    injured_best: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks how often. `name` is null for the reports' own voice."""

    name: str | None
    kind: str | None
    party: str | None
    claims: int
    events: int
    reports: int
    denials: int
    hedges: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Blame:
    """Claims of one party's sources that name an actor (for accusations and denials the target too)."""

    party: str
    event: str
    stance: str
    actor: str | None
    target: str | None
    claims: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is: claims in force, and those decided on by decision."""

    claims: int
    accepted: int
    edited: int
    rejected: int
    none: int

    @property
    def decided(self) -> int:
        """How many were decided on."""
        return self.accepted + self.edited + self.rejected + self.none


@dataclass(frozen=True, slots=True)
class Balance:
    """Whom the ledger hears: (publisher, reports) and (party or null, claims), the most first."""

    publishers: list[tuple[str | None, int]]
    parties: list[tuple[str | None, int]]

    @property
    def share(self) -> int:
        """Percent of the claims by parties that the loudest one gives."""
        told = [n for p, n in self.parties if p]
        return round(100 * max(told) / sum(told)) if told else 0

    @property
    def lopsided(self) -> bool:
        """Whether one party has most of the word."""
        return self.share > 70


class Overview:
    """Figures over a ledger; each method reads one state of it."""

    def __init__(self, ledger: "View") -> None:
        self._store = ledger._store

    def last_change(self) -> int:
        """The number of the last change: while it stands, nothing that can be asked has another answer."""
        with self._store.reading() as conn:
            return conn.execute(select(func.max(schema.changes.c.number))).scalar() or 0

    def totals(self) -> tuple[int, int, int]:
        """How many reports, claims and events are in force."""
        with self._store.reading() as conn:
            reports, claims, events = (_count(conn, t) for t in (_reports, _claims, _events))
        return reports, claims, events

    def spots(self, wanted: Filter, most: int = 5_000, without: Collection[int] = ()) -> list[SpotCount]:
        """The places of events that meet the filter, those with most first; each event once, at its main place.

        `without`: numbers of events to leave out.
        """
        e = _events.c
        where = (e.place, e.level, e.country, e.latitude, e.longitude, e.radius_km)
        with self._store.reading() as conn:
            query = (
                select(
                    e.place.label("name"),
                    *where[1:],
                    func.count().label("events"),
                    func.sum(case((e.contested, 1), else_=0)).label("contested"),
                    func.min(e.id).label("id"),
                )
                .where(*set_conditions(conn, wanted), *_except(without))
                .group_by(*where)
                .order_by(func.count().desc(), e.place)
                .limit(most)
            )
            return [SpotCount(**row) for row in conn.execute(query).mappings()]

    def days(self, wanted: Filter, without: Collection[int] = ()) -> list[DayCount]:
        """Events by the day they are sorted under, oldest first; `without` those of these numbers."""
        e = _events.c
        with self._store.reading() as conn:
            contested = func.sum(case((e.contested, 1), else_=0))
            query = (
                select(e.sort_day, func.count(), contested)
                .where(*set_conditions(conn, wanted), *_except(without))
                .group_by(e.sort_day)
                .order_by(e.sort_day)
            )
            return [DayCount(*row) for row in conn.execute(query)]

    def cells(self, wanted: Filter) -> list[Cell]:
        """Events and tolls by day, type and country, oldest first."""
        e = _events.c
        sums = [func.coalesce(func.sum(x), 0) for x in (e.killed_low, e.killed_best, e.killed_high, e.injured_best)]
        with self._store.reading() as conn:
            query = (
                select(e.sort_day, e.type, e.country, func.count(), *sums)
                .where(*set_conditions(conn, wanted))
                .group_by(e.sort_day, e.type, e.country)
                .order_by(e.sort_day)
            )
            return [Cell(*row[:3], *map(int, row[3:])) for row in conn.execute(query)]

    def voices(self, numbers: Sequence[int]) -> dict[int, list[VoiceCount]]:
        """For events by number, whose sources give how many claims."""
        c = _claims.c
        found: dict[int, list[VoiceCount]] = {n: [] for n in numbers}
        with self._store.reading() as conn:
            for group in portions(list(numbers)):
                query = (
                    select(c.event, c.party, c.source_kind, func.count())
                    .where(c.event.in_(group), c.state == "current")
                    .group_by(c.event, c.party, c.source_kind)
                )
                for row in conn.execute(query):
                    found[row[0]].append(VoiceCount(*row))
        return found

    # ---- speakers

    def speakers(self, wanted: Filter, most: int = 200) -> list[Speaker]:
        """Who speaks, those with most claims first. Of the filter only days, kind and party narrow it."""
        c, r = _claims.c, _reports.c
        names = (c.source, c.source_kind, c.party)
        denies, hedges = (func.sum(case((c.stance == s, 1), else_=0)) for s in ("denies", "hedges"))
        where = [c.state == "current", *_of_claims(wanted)]
        with self._store.reading() as conn:
            query = (
                select(
                    *names,
                    func.count(),
                    func.count(c.event.distinct()),
                    func.count(c.report.distinct()),
                    denies,
                    hedges,
                    func.min(r.day),
                    func.max(r.day),
                )
                .select_from(_claims.join(_reports, c.report == r.number))
                .where(*where)
                .group_by(*names)
                .order_by(func.count().desc(), c.source)
                .limit(most)
            )
            return [Speaker(*row) for row in conn.execute(query)]

    def blames(self, wanted: Filter, most: int = 5_000) -> list[Blame]:
        """What parties' sources say somebody did, by the words for the actor and the target."""
        c = _claims.c
        columns = (c.party, c.type, c.stance, c.actor, c.target)
        with self._store.reading() as conn:
            query = (
                select(*columns, func.count())
                .select_from(_claims.join(_reports, c.report == _reports.c.number))
                .where(c.state == "current", c.party.is_not(None), *_of_claims(wanted))
                .group_by(*columns)
                .order_by(func.count().desc())
                .limit(most)
            )
            return [Blame(*row) for row in conn.execute(query)]

    # ---- reviewing

    def progress(self) -> Progress:
        """How far the review is."""
        c = _claims.c
        with self._store.reading() as conn:
            waiting = select(func.count()).select_from(_claims).where(c.state == "current", c.review.is_(None))
            # two questions: each is answered from an index alone
            query = select(c.review, func.count()).where(c.review.is_not(None), c.state.in_(("current", "rejected")))
            counts = {row[0]: row[1] for row in conn.execute(query.group_by(c.review))}
            left = conn.execute(waiting).scalar_one()
        decided = {name: counts.get(name, 0) for name in ("accepted", "edited", "rejected", "none")}
        return Progress(claims=left + sum(counts.values()), **decided)

    def queue(
        self, limit: int = 30, *, unseen_by: str | None = None, skip: Iterable[str] = (), event: str | None = None
    ) -> list[ClaimRow]:
        """Claims nobody decided on, the most doubtful first.

        `unseen_by` makes it the queue of a second reader: claims decided on that this person did not decide on.
        """
        c, r = _claims.c, schema.reviews.c
        query = claim_select().where(c.state == "current").order_by(c.confidence, c.number).limit(limit)
        if unseen_by is None:
            query = query.where(c.review.is_(None))
        else:
            first = select(r.claim).where(r.undone.is_(False), r.second.is_(False), r.who != unseen_by)
            own = select(r.claim).where(r.undone.is_(False), r.who == unseen_by)
            query = query.where(c.number.in_(first), c.number.not_in(own))
        listed = list(skip)
        if listed:
            query = query.where(c.id.not_in(listed))
        if event:
            query = query.where(_events.c.id == event)
        with self._store.reading() as conn:
            return [ClaimRow(**row) for row in conn.execute(query).mappings()]

    def coders(self) -> list[tuple[str | None, int]]:
        """Versions of coders that claims in force were read by, and how many."""
        c = _claims.c
        with self._store.reading() as conn:
            query = select(c.coder, func.count()).where(c.state == "current").group_by(c.coder)
            return sorted(((r[0], r[1]) for r in conn.execute(query)), key=lambda r: (-r[1], r[0] or ""))

    def balance(self, most: int = 20) -> Balance:
        """Reports by publisher and claims by side."""
        c, r = _claims.c, _reports.c
        with self._store.reading() as conn:
            outlets = select(r.publisher, func.count()).where(r.state == "current").group_by(r.publisher)
            sides = select(c.party, func.count()).where(c.state == "current").group_by(c.party)
            found = [
                [(row[0], row[1]) for row in conn.execute(q.order_by(func.count().desc()).limit(most))]
                for q in (outlets, sides)
            ]
        return Balance(*found)

    # ---- what must not be seen

    def withheld(self, now: datetime, fresh: date | None = None) -> tuple[set[int], set[int]]:
        """Numbers of reports that are embargoed, withheld or cancelled, or out since `fresh`, and of their events."""
        r, c = _reports.c, _claims.c
        moment = now.astimezone(UTC).isoformat(timespec="seconds")
        held = [[r.pub_status != "usable"], [r.embargoed_until > moment[:10]]]
        if fresh is not None:
            # no report is sorted before its day
            held.append([r.sort_day >= fresh, r.day >= fresh])
        reports: set[int] = set()
        events: set[int] = set()
        with self._store.reading() as conn:
            # one question each: an index answers it, where all together read every report
            for where in held:
                reports.update(conn.execute(select(r.number).where(r.state == "current", *where)).scalars())
            for group in portions(sorted(reports)):
                query = select(c.event).where(c.report.in_(group), c.event.is_not(None)).distinct()
                events.update(n for n in conn.execute(query).scalars() if n is not None)
        return reports, events

    def naming(self, words: Sequence[str], fits: Callable[[str], bool], after: int = 0) -> tuple[set[int], int]:
        """Numbers of events with a claim, after the claim `after`, whose sentence has a word and fits; the last claim
        looked at.
        """
        c = _claims.c
        with self._store.reading() as conn:
            last = conn.execute(select(func.max(c.number))).scalar() or 0
            if last <= after:
                return set(), after
            found: set[int] = set()
            for word in words:
                told = c.evidence.icontains(word, autoescape=True)
                query = select(c.event, c.evidence).where(c.number > after, c.event.is_not(None), told)
                found.update(row[0] for row in conn.execute(query) if row[0] not in found and fits(row[1]))
            return found, last


def _count(conn: Connection, table: Any) -> int:
    return conn.execute(select(func.count()).select_from(table).where(table.c.state == "current")).scalar_one()


def _except(numbers: Collection[int]) -> list[Any]:
    """The condition that leaves events out."""
    return [_events.c.number.not_in(sorted(numbers))] if numbers else []


def _of_claims(wanted: Filter) -> list[Any]:
    c, r = _claims.c, _reports.c
    found: list[Any] = []
    if wanted.since:
        found.append(func.coalesce(c.last_day, r.day) >= wanted.since)
    if wanted.until:
        found.append(func.coalesce(c.first_day, r.day) <= wanted.until)
    if wanted.kind:
        found.append(c.source_kind.in_(wanted.kind))
    if wanted.party:
        found.append(c.party.in_(wanted.party))
    return found
