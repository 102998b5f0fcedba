"""A ledger as readers see it: lists, facets and single things, each in a short transaction of its own."""

from collections.abc import Callable, Iterator
from datetime import date
from types import TracebackType
from typing import Any, Self

from tidings.claim import Report
from tidings.ledger import dossier, facets, queries, reviewing, searching
from tidings.ledger.facets import Facet
from tidings.ledger.filters import Filter
from tidings.ledger.opening import open_store
from tidings.ledger.records import ChangeRow, ClaimRow, Deleted, EventRow, Hit, Page, ReportRow
from tidings.ledger.reviewing import Review

__all__ = ["View", "pages"]

_ALL = Filter()
_PAGE = 200


class View:
    """What can be asked of a ledger. Safe to share between threads."""

    def __init__(self, url: str = "sqlite:///conflict.db", *, create: bool = True, timeout: float = 10.0) -> None:
        self._store = open_store(url, create=create, timeout=timeout)

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

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written to it."""
        return self._store.read_only

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

    def search(self, words: str, wanted: Filter = _ALL, limit: int | None = 50, after: str | None = None) -> Page[Hit]:
        """Events whose claims hold the words, best first, with the sentences that do.

        `words` must all stand there; "words in quotes" together, -word not, and word* may go on.
        """
        with self._store.reading() as conn:
            return searching.search(conn, words, wanted, limit, after)

    def queue(self, limit: int | None = 50, after: str | None = None) -> Page[ClaimRow]:
        """Claims nobody decided on yet, the most doubtful first."""
        with self._store.reading() as conn:
            return queries.queue_page(conn, limit, after)

    # ---- single things

    def event(self, id: str, *, policy: str | None = None, as_of: date | None = None) -> dossier.Event:
        """An event with claims, reports and assessment, under a toll policy, as known on a day; merged ids lead on."""
        with self._store.reading() as conn:
            return dossier.event(conn, id, policy=policy, as_of=as_of)

    def leads_to(self, id: str) -> str | None:
        """The id of the event in force that an id leads to; None where all its claims are gone."""
        with self._store.reading() as conn:
            return dossier.leads_to(conn, id)

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

    def reviews(self, claim: str | None = None, who: str | None = None) -> list[Review]:
        """Reviewers' decisions, oldest first: on a claim, of a reviewer, or all."""
        with self._store.reading() as conn:
            return reviewing.reviews(conn, claim, who)

    def gold(self, *, complete: bool = False) -> list[dict[str, Any]]:
        """Reviewed reports with their accepted and edited claims, in the form `tidings score` takes as gold.

        `complete`: only reports all of whose claims were decided on.
        """
        with self._store.reading() as conn:
            return list(reviewing.gold(conn, complete=complete))

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


def pages(ask: Callable[..., Page[Any]], wanted: Filter, **more: Any) -> Iterator[Any]:
    """All rows of a list, read page by page."""
    after = None
    while True:
        page = ask(wanted, _PAGE, after, **more)
        yield from page.items
        if page.next is None:
            return
        after = page.next
