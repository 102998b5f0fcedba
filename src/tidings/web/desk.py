"""What all pages work with: ledger, codebook, colours, names, and the figures of the ledger."""

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import NamedTuple, TypeVar

from tidings.claim import Claim
from tidings.codebook import Codebook, load
from tidings.ledger import Facet, Filter, Ledger
from tidings.ledger.overview import Overview, Progress
from tidings.profile import Masker, names_site, sites
from tidings.web.figures import Figures
from tidings.web.minimap import minimap
from tidings.web.settings import Settings

__all__ = ["Desk", "Held"]

T = TypeVar("T")
_SLOTS = ("c1", "c2", "c4", "c5", "c6", "c7")
THIRD, UNATTRIBUTED, HIT = "c3", "c0", "c8"
_THIRD_KINDS = frozenset({"international", "ngo", "expert", "media", "person"})
_LARGE = 5_000
"""Claims of a ledger whose figures may come late."""


class Held(NamedTuple):
    """Numbers of reports and events that the public profile leaves out or looks at anew, and of events at sites whose
    place it tells at district level only.
    """

    reports: frozenset[int]
    events: frozenset[int]
    sites: frozenset[int]


class Desk:
    """One for the whole app, safe to share between threads."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self.settings = settings
        self.ledger = ledger
        self.overview = Overview(ledger)
        self.codebook: Codebook = load(settings.codebook)
        self.figures = Figures(self.overview.last_change, lambda: self._claims > _LARGE)
        self._claims = 0
        self._sites: set[int] = set()
        self._seen = 0
        self._looking = threading.Lock()
        self.reading = ThreadPoolExecutor(1, thread_name_prefix="reading")
        """Reads texts that are added, one after the other, beside those who make pages."""

    # ---- figures

    def changed(self) -> None:
        """Look at the ledger anew: this app itself has just written to it."""
        self.figures.changed()

    def kept(self, key: Hashable, make: Callable[[], T], *, exact: bool = False) -> T:
        """What `make` gives, made again when the ledger has changed; see Figures."""
        return self.figures.kept(key, make, exact=exact)

    def facets(self, wanted: Filter) -> dict[str, list[Facet]]:
        """Counts beside the list of events."""
        return self.kept(("facets", wanted), lambda: self.ledger.facets(wanted, most=40))

    def totals(self) -> tuple[int, int, int]:
        """Reports, claims and events in force."""
        found = self.kept("totals", self.overview.totals, exact=True)
        self._claims = found[1]
        return found

    def progress(self) -> Progress:
        """How far the review is."""
        return self.kept("queue", self.overview.progress, exact=True)

    def warm(self) -> None:
        """Make ready what the first page would wait for: tables of the codebook, colours, one event read through."""
        self.palette()
        self.totals()
        self.progress()
        for row in self.ledger.events(Filter(), 1).items:
            self.ledger.event(row.id)
            minimap(row.places, self.settings.borders)

    # ---- what the public profile leaves out

    @cached_property
    def masker(self) -> Masker:
        """What blacks out names and places."""
        return Masker(self.codebook)

    def held(self) -> Held:
        """Withheld reports with their events, and events at sensitive sites."""
        minute = int(time.time() // 60)
        # never older than the ledger: what is withheld now must not be seen a moment longer
        return self.kept(("held", minute, self.overview.last_change()), self._held)

    def _held(self) -> Held:
        with self._looking:
            found, self._seen = self.overview.naming(sites(), names_site, self._seen)
            self._sites |= found
            sensitive = frozenset(self._sites)
        now = datetime.now(UTC)
        fresh = (now - timedelta(hours=self.settings.delay_hours)).date() if self.settings.delay_hours else None
        reports, events = self.overview.withheld(now, fresh)
        return Held(frozenset(reports), frozenset(events), sensitive)

    # ---- names

    def party(self, code: str | None) -> str:
        """A party's name to show."""
        if not code:
            return ""
        if code.startswith("~"):
            return code[1:].title()
        book = self.codebook
        if code in book.countries:
            return book.countries[code].name
        return book.actors[code].name if code in book.actors else code

    def type(self, event: str) -> str:
        """An event type's name to show."""
        known = self.codebook.events.get(event)
        return known.label if known else event.replace("_", " ")

    def speaker(self, claim: Claim) -> str:
        """Who says it, in the report's words; empty for the report itself."""
        source = claim.source
        return (source.name or source.text) if source else ""

    # ---- colours

    @cached_property
    def _empty(self) -> Filter:
        return Filter()

    def palette(self) -> dict[str, str]:
        """A colour class for each party, those that speak about most events first: the same on every page."""

        def make() -> dict[str, str]:
            parties = [f.value for f in self.ledger.facets(self._empty, most=24)["party"]]
            return {p: _SLOTS[n % len(_SLOTS)] for n, p in enumerate(parties)}

        return self.kept("palette", make)

    def colour(self, party: str | None, kind: str | None = None) -> str:
        """The colour class of a source."""
        if party:
            return self.palette().get(party, _SLOTS[sum(party.encode()) % len(_SLOTS)])
        if kind in ("witness", "medical"):
            return HIT
        return THIRD if kind in _THIRD_KINDS else UNATTRIBUTED

    def side_colours(self, sides: list[tuple[str, str, str | None]]) -> dict[str, str]:
        """Colour classes of an event's sides, given as (id, role, party); parties differ while colours last."""
        found: dict[str, str] = {}
        for id_, role, party in sides:
            if role == "third":
                found[id_] = THIRD
            elif role == "unattributed":
                found[id_] = UNATTRIBUTED
            elif party is None:
                found[id_] = HIT
            else:
                own = self.colour(party)
                free = [own, *_SLOTS]
                found[id_] = next((c for c in free if c not in found.values()), own)
        return found
