"""The ledger as programs use it: one object, safe to share between threads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tidings.assessment import policies
from tidings.claim import Claim, Report
from tidings.errors import InputError
from tidings.ledger import adding, decisions, erasing, recoding, reviewing, upkeep, verifying
from tidings.ledger.adding import Added
from tidings.ledger.chain import Write, writing
from tidings.ledger.neighbours import Cache, linking_version
from tidings.ledger.recoding import Recoded
from tidings.ledger.verifying import Fault
from tidings.ledger.view import View
from tidings.reader import Reader

__all__ = ["Ledger"]

_AT_ONCE = 50


class Ledger(View):
    """Reports, their claims and the events these tell of, with the whole history of changes.

    `url`: `sqlite:///FILE` (or just the file's name) or `postgresql+psycopg://...`. `reader` codes reports that come
    without claims. `create`: make the ledger where there is none. `timeout`: seconds to wait while another program
    writes.

    Every method is a transaction of its own. Those that write take `who` (the user's login name if left out) and `why`,
    and keep all of it or nothing. Raises InputError for what was asked wrongly,
    LedgerError for what cannot be done now.
    """

    def __init__(
        self,
        url: str = "sqlite:///conflict.db",
        *,
        reader: Reader | None = None,
        create: bool = True,
        timeout: float = 10.0,
    ) -> None:
        super().__init__(url, create=create, timeout=timeout)
        self._reader = reader
        self._cache: Cache = {}

    # ---- reports come in

    def knows(self, report: Report) -> bool:
        """Whether this version of the report needs no adding: it is stored, or was deleted or erased."""
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
        adding.storable(report, postgresql=not self._store.sqlite)
        told: list[str] = []
        if claims is None or self.read_only:
            with self._store.reading() as conn:
                outcome = adding.known(conn, report)
            if outcome:
                return Added(report.id, report.version, outcome)
        if claims is None:
            claims, told = self._read(report)
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

    def recode(
        self, reader: Reader | None = None, *, who: str | None = None, why: str = "new reading"
    ) -> Iterator[Recoded]:
        """Read the stored reports anew, each in a transaction of its own, and say for each what changed.

        Merges, splits and review decisions stay. Reports whose claims have the reader's versions already are passed
        over, so that an interrupted run goes on where it stopped.
        """
        reader = reader or self._reader or Reader()
        now: set[tuple[str | None, str | None]] = set()
        last = 0
        while True:
            with self._store.reading() as conn:
                stored = recoding.stored_after(conn, last, _AT_ONCE)
            if not stored:
                return
            last = stored[-1].number
            due = {s.report.id: s for s in stored if not s.versions or not s.versions <= now}
            for reading in reader.read([s.report for s in due.values()]):
                if reading.report is None:
                    continue
                if reading.error is not None:
                    yield Recoded(reading.report.id, error=reading.error)
                    continue
                now |= {(c.coder, c.codebook) for c in reading.claims}
                with self._writing("recode", who, why) as write:
                    yield recoding.recode(write, self._cache, due[reading.report.id], reading.claims)

    # ---- decisions

    def merge(self, ids: Sequence[str], *, why: str, who: str | None = None) -> str:
        """Make events one for good. The first keeps its id, the others lead to it; the id of the one event."""
        with self._writing("merge", who, why) as write:
            return decisions.merge(write, self._cache, ids)

    def split(self, event: str, claims: Iterable[str], *, why: str, who: str | None = None) -> str:
        """Make claims (by id) of an event an event of their own for good; its id."""
        with self._writing("split", who, why) as write:
            return decisions.split(write, self._cache, event, claims)

    def delete(self, id: str, *, why: str, who: str | None = None) -> str:
        """Take an event, claim or report out of force (a tombstone, which `undo` lifts); what it was."""
        with self._writing("delete", who, why) as write:
            return decisions.delete(write, self._cache, id)

    def grade(self, event: str, grade: str | None, *, why: str, who: str | None = None) -> None:
        """Put a person's evidence grade in place of the rule's; None takes it away."""
        with self._writing("grade", who, why) as write:
            decisions.grade(write, event, grade)

    def undo(self, change: int, *, why: str, who: str | None = None) -> str:
        """Take back a merge, split, review, deletion or grade by the number of its change; what it was."""
        with self._writing("undo", who, why) as write:
            return decisions.undo(write, self._cache, change)

    def review(
        self,
        claim: str,
        decision: str,
        *,
        why: str | None = None,
        who: str | None = None,
        edits: Mapping[str, Any] | None = None,
        second: bool = False,
    ) -> str:
        """Decide on a claim: accept, reject, edit (with `edits`: fields of the claim's JSON) or none (no reading fits).

        A `second` reader's decision is kept for comparison and changes nothing. Returns the claim's id as it is then.
        """
        with self._writing("review", who, why) as write:
            return reviewing.review(write, self._cache, claim, decision, edits, second=second)

    def note(self, what: str, *, why: str, who: str | None = None, details: Mapping[str, Any] | None = None) -> int:
        """Put something that changes no row into the record, such as a switch to the internal profile; its number."""
        with self._writing("note", who, why) as write:
            write.subject, write.payload = what, {"note": what, **(details or {})}
            return write.number

    # ---- for good

    def erase(self, report: str, *, why: str, who: str | None = None) -> int:
        """Erase the words and values of a report and its claims for good, all versions; how many rows.

        For legal duty. The record of changes stays whole and says that it was done, not what stood there. Copies made
        before are yours to find.
        """
        with self._writing("erase", who, why) as write:
            rows = erasing.erase(write, self._cache, report)
        erasing.scrub(self._store)
        return rows

    def verify(self, known: str | None = None) -> list[Fault]:
        """Everything that is not as the record of changes says; an empty list is a sound ledger.

        `known` is the hash of a change noted elsewhere (see `head`): it must still be in the record.
        """
        with self._store.reading() as conn:
            return list(verifying.faults(conn, known))

    def head(self) -> tuple[int, str]:
        """Number and hash of the last change: noted elsewhere, they show later that nothing was cut off."""
        with self._store.reading() as conn:
            return verifying.head(conn)

    def backup(self, path: Path | str) -> Path:
        """Make a consistent copy as a SQLite file while others write; of a PostgreSQL ledger too."""
        return upkeep.backup(self._store, Path(path))

    # ---- upkeep

    def refresh(self, *, who: str | None = None) -> int:
        """Assess anew the large events that have grown since they were, or after a change of policy; how many."""
        done = 0
        while True:
            with self._writing("assess", who, "figures brought up to date") as write:
                found = upkeep.assess_some(write, _AT_ONCE)
            done += found
            if found < _AT_ONCE:
                return done

    def set_policy(self, policy: str, *, why: str, who: str | None = None) -> None:
        """Choose the toll policy of the events' columns. Raises InputError for an unknown one."""
        policies.policy(policy)
        with self._writing("policy", who, why) as write:
            write.set("policy", policy)
            write.subject = f"policy {policy}"
        self.refresh(who=who)

    def relink(self, *, who: str | None = None, why: str = "linked anew") -> int:
        """Link all claims anew, after a change of linking; merges and splits stay. How many claims.

        Done in many transactions; an interrupted run leaves every claim in its event and is taken up by the next.
        """
        under_way = linking_version() + " (under way)"
        with self._writing("relink", who, why) as write:
            if write.setting("linking") != under_way:
                upkeep.forget_linking(write.conn)
                write.set("linking", under_way)
            write.subject = f"linking {linking_version()}"
        self._cache.clear()
        claims = 0
        while True:
            with self._writing("relink", who, why) as write:
                reports = upkeep.unlinked(write.conn, _AT_ONCE)
                claims += upkeep.link_some(write, self._cache, reports) if reports else 0
            if not reports:
                break
        with self._writing("relink", who, why) as write:
            upkeep.part_components(write.conn)
            upkeep.index_words(write.conn)
            write.set("linking", linking_version())
            write.subject = f"linking {linking_version()}"
        last: int | None = 0
        while last is not None:
            with self._writing("assess", who, "figures brought up to date") as write:
                last = upkeep.assess_after(write, last, _AT_ONCE)
        return claims

    @contextmanager
    def _writing(self, what: str, who: str | None, why: str | None) -> Iterator[Write]:
        """One change; where it fails nothing of it stays, in memory either."""
        try:
            with writing(self._store, what, who=who, why=why) as write:
                yield write
        except BaseException:
            self._cache.clear()
            raise
