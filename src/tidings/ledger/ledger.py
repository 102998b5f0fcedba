"""The ledger as programs use it: one object, safe to share between threads."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from types import TracebackType
from typing import Any, Self

from tidings.claim import Claim, Report
from tidings.errors import InputError
from tidings.ledger import adding, dossier, facets, queries
from tidings.ledger.adding import Added
from tidings.ledger.chain import Write, writing
from tidings.ledger.facets import Facet
from tidings.ledger.filters import Filter
from tidings.ledger.neighbours import Cache
from tidings.ledger.opening import open_store
from tidings.ledger.records import ChangeRow, ClaimRow, Deleted, EventRow, Page, ReportRow
from tidings.reader import Reader

__all__ = ["Ledger"]

_ALL = Filter()
_PAGE = 200


class Ledger:
    """Reports, their claims and the events these tell of, with the whole history of changes.

    `url`: `sqlite:///FILE` (or just the file's name) or `postgresql+psycopg://...`. `reader` codes reports that come
    without claims. `create`: make the ledger where there is none. `timeout`: seconds to wait while another program
    writes.

    Every method is a transaction of its own. Those that write take `who` (the user's login name if left out) and `why`,
    and keep all of it or nothing. Raises InputError for what was asked wrongly, LedgerError for what cannot be done
    now.
    """

    def __init__(
        self,
        url: str = "sqlite:///conflict.db",
        *,
        reader: Reader | None = None,
        create: bool = True,
        timeout: float = 10.0,
    ) -> None:
        self._store = open_store(url, create=create, timeout=timeout)
        self._reader = reader
        self._cache: Cache = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the database go."""
        self._store.close()

    @property
    def name(self) -> str:
        """The ledger as it is told to a person, without a password."""
        return self._store.name

    # ---- reports come in

    def knows(self, report: Report) -> bool:
        """Whether this version of the report needs no adding: it is stored, or was erased for good."""
        with self._store.reading() as conn:
            return adding.known(conn, report) is not None

    def add(
        self,
        report: Report,
        claims: Iterable[Claim | Mapping[str, Any]] | None = None,
        *,
        who: str | None = None,
        why: str = "reported",
    ) -> Added:
        """Store a report with its claims and link these to events, in one transaction.

        Without `claims` the report is coded. A version that is stored already changes nothing; another version of a
        known id supersedes it. Raises InputError for a claim that cannot be, naming it; nothing of the report is stored
        then.
        """
        with self._store.reading() as conn:
            outcome = adding.known(conn, report)
        if outcome:
            return Added(report.id, report.version, outcome)
        told: list[str] = []
        if claims is None:
            reading = self._read(report)
            claims, told = reading
        listed, notices = adding.checked(report, claims)
        with self._writing("add", who, why) as write:
            outcome = adding.known(write.conn, report)
            if outcome:
                return Added(report.id, report.version, outcome)
            return adding.add(write, self._cache, report, listed, [*told, *notices])

    def _read(self, report: Report) -> tuple[list[Claim], list[str]]:
        if self._reader is None:
            self._reader = Reader()
        reading = self._reader.one(report)
        if reading.error:
            raise InputError(f"{reading.where}: {reading.error}")
        return reading.claims, reading.notices

    # ---- lists

    def events(
        self, wanted: Filter = _ALL, limit: int | None = 50, after: str | None = None, *, order: str = "latest"
    ) -> Page[EventRow]:
        """A page of events. `order`: latest, oldest, updated (latest first), changed (oldest change first), toll."""
        with self._store.reading() as conn:
            return queries.events_page(conn, wanted, limit, after, order)

    def claims(
        self,
        wanted: Filter = _ALL,
        limit: int | None = 50,
        after: str | None = None,
        *,
        event: str | None = None,
    ) -> Page[ClaimRow]:
        """A page of current claims, in the order they came; of one event where `event` names it."""
        with self._store.reading() as conn:
            number = dossier.event_number(conn, event)[0] if event else None
            return queries.claims_page(conn, wanted, limit, after, event=number)

    def reports(
        self, wanted: Filter = _ALL, limit: int | None = 50, after: str | None = None, *, state: str = "current"
    ) -> Page[ReportRow]:
        """A page of reports, newest first. `state`: current, superseded, deleted or erased."""
        with self._store.reading() as conn:
            return queries.reports_page(conn, wanted, limit, after, state=state)

    def count(self, wanted: Filter = _ALL) -> int:
        """How many events meet the filter."""
        with self._store.reading() as conn:
            return facets.total(conn, wanted)

    def facets(self, wanted: Filter = _ALL, most: int | None = 50) -> dict[str, list[Facet]]:
        """Values and their numbers of events, by field: type, country, party, kind, grade, contested, source, ..."""
        with self._store.reading() as conn:
            return facets.counts(conn, wanted, most)

    # ---- single things

    def event(self, id: str, *, policy: str | None = None, as_of: date | None = None) -> dossier.Event:
        """An event with claims, reports and assessment, under a toll policy, as known on a day; merged ids lead on."""
        with self._store.reading() as conn:
            return dossier.event(conn, id, policy=policy, as_of=as_of)

    def claim(self, id: str) -> ClaimRow:
        """A claim, or what stands in its place now."""
        with self._store.reading() as conn:
            return dossier.find_claim(conn, id)

    def report(self, id: str, version: str | None = None) -> tuple[ReportRow, Report]:
        """A report: its current version, or the one named."""
        with self._store.reading() as conn:
            return dossier.find_report(conn, id, version)

    def versions(self, id: str) -> list[ReportRow]:
        """All versions of a report, the oldest first."""
        with self._store.reading() as conn:
            return dossier.versions(conn, id)

    def history(self, event: str, most: int = 500) -> list[ChangeRow]:
        """What happened to an event and its claims, oldest first."""
        with self._store.reading() as conn:
            return dossier.history(conn, event, most)

    def changes(self, *, subject: str | None = None, after: int = 0, most: int = 500) -> list[ChangeRow]:
        """The record of changes after a change, oldest first."""
        with self._store.reading() as conn:
            return dossier.changes(conn, subject=subject, after=after, most=most)

    def deleted(self, since: str | None = None) -> list[Deleted]:
        """Events that are no more since a time (UTC), for whoever keeps a copy in step."""
        with self._store.reading() as conn:
            return dossier.deleted(conn, since)

    @contextmanager
    def _writing(self, what: str, who: str | None, why: str | None) -> Iterator[Write]:
        """One change; where it fails nothing of it stays, in memory either."""
        try:
            with writing(self._store, what, who=who, why=why) as write:
                yield write
        except BaseException:
            self._cache.clear()
            raise


def pages(ask: Callable[..., Page[Any]], wanted: Filter, **more: Any) -> Iterator[Any]:
    """All rows of a list, read page by page."""
    after = None
    while True:
        page = ask(wanted, _PAGE, after, **more)
        yield from page.items
        if page.next is None:
            return
        after = page.next
