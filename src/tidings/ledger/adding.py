"""A report and its claims come into the ledger: new, corrected, or there already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Connection, select

from tidings import linking
from tidings.claim import Claim, Report
from tidings.errors import InputError
from tidings.ledger import matching, schema
from tidings.ledger.bonds import follow
from tidings.ledger.chain import Write
from tidings.ledger.copying import note_copies
from tidings.ledger.neighbours import Cache, Neighbours
from tidings.ledger.rows import claim_row, load_claim, report_row, valid_claim
from tidings.ledger.settling import settle

__all__ = [
    "Added",
    "add",
    "checked",
    "event_ids",
    "inherit",
    "known",
    "not_reviewed",
    "put_claims",
    "retire",
    "standing",
    "storable",
]

Outcome = Literal["added", "corrected", "unchanged", "deleted", "erased"]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a report.

    `outcome`: added; corrected (an earlier version of the same id is superseded); unchanged (this version is known);
    deleted or erased (it was, and is not taken in again). `events` are the ids of the events its claims
    are in, `change` the number of the change, `notices` what a person should look at.
    """

    report: str
    version: str
    outcome: Outcome
    claims: int = 0
    events: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    change: int | None = None


def known(conn: Connection, report: Report) -> Outcome | None:
    """Why a report need not be coded: this version is stored, or was erased. None for a new or corrected one."""
    table = schema.reports.c
    states = dict(conn.execute(select(table.version, table.state).where(table.id == report.id)).all())
    if "erased" in states.values():
        return "erased"
    if "deleted" in states.values() and "current" not in states.values():
        return "deleted"
    return "unchanged" if report.version in states else None


def checked(report: Report, claims: Iterable[Claim | Mapping[str, Any]]) -> tuple[list[Claim], list[str]]:
    """The claims, each once, and notices. Raises InputError for a claim that cannot be."""
    notices = []
    found: dict[str, Claim] = {}
    for number, given in enumerate(claims, 1):
        claim = valid_claim(given, report, number)
        if claim.id in found:
            notices.append(f"claim {number} says the same as another of the report; it is kept once")
            continue
        found[claim.id] = claim
        trigger = claim.trigger
        if report.text[trigger.start : trigger.end] != trigger.text:
            notices.append(f"claim {claim.id}: {trigger.text!r} does not stand at {trigger.start} of the text")
        if claim.date and report.day and claim.status == "happened" and (claim.date.start - report.day).days > 1:
            notices.append(f"claim {claim.id}: happened on {claim.date.start}, after its report of {report.day}")
    return list(found.values()), notices


def storable(report: Report, *, postgresql: bool) -> None:
    """Raises InputError for a report that a database cannot keep as it is."""
    for name in ("id", "title", "text", "publisher", "url"):
        words = getattr(report, name) or ""
        if postgresql and "\0" in words:
            raise InputError(f"report {report.id}: its {name} holds a NUL, which PostgreSQL cannot keep; take it out")
        try:
            words.encode()
        except UnicodeEncodeError as error:
            raise InputError(f"report {report.id}: its {name} holds half a character at {error.start}") from error


def add(write: Write, cache: Cache, report: Report, claims: Sequence[Claim], notices: Iterable[str] = ()) -> Added:
    """Store a report that `known` does not know, link its claims, all in the transaction of `write`."""
    table = schema.reports
    before = write.conn.execute(select(table).where(table.c.id == report.id, table.c.state == "current")).first()
    near = Neighbours(write.conn, cache)
    number = write.next(table)
    old = retire(write, near, before.number) if before else []
    if before:
        write.what = "correct"
        write.update(table, [before.number], state="superseded", successor=number)
    write.insert(table, [{**report_row(report, added=write.at), "number": number}])
    told = list(notices)
    note_copies(write.conn, number, report)
    listed = list(claims)
    if before and before.text == report.text:
        listed = not_reviewed(old, listed) + [r.claim for r in old if r.upheld]
    numbers = put_claims(write, near, number, report, listed)
    origin, lost = inherit(write, near, old, dict(zip(numbers, listed, strict=True)))
    told += [f"claim {id}: a reviewer decided on it, and the corrected report no longer says it" for id in lost]
    settled = settle(write, near, prior=origin, left={r.event for r in old if r.event is not None and r.in_force})
    write.subject = f"report {report.id}"
    write.payload = {"report": number, "version": report.version, "claims": len(numbers)}
    ids = event_ids(write.conn, numbers)
    told += settled.notices
    return Added(report.id, report.version, "corrected" if before else "added", len(numbers), ids, told, write.number)


@dataclass(frozen=True, slots=True)
class Retired:
    """A claim that an earlier reading gave, as it stood."""

    number: int
    claim: Claim
    event: int | None
    review: str | None
    state: str

    @property
    def in_force(self) -> bool:
        """Whether it counted."""
        return self.state == "current"

    @property
    def upheld(self) -> bool:
        """Whether it stands as a reviewer accepted or wrote it."""
        return self.in_force and self.review in ("accepted", "edited")


def standing(conn: Connection, report: int) -> list[Retired]:
    """The claims of a report version that are in force, were turned down or deleted."""
    c = schema.claims.c
    where = (c.report == report, c.state.in_(("current", "rejected", "deleted")))
    rows = conn.execute(select(c.number, c.record, c.event, c.review, c.state).where(*where).order_by(c.number))
    return [Retired(r.number, load_claim(r.record), r.event, r.review, r.state) for r in rows]


def retire(write: Write, near: Neighbours, report: int) -> list[Retired]:
    """Take the claims of a report version out of force; they stay stored."""
    old = standing(write.conn, report)
    near.go(r.number for r in old)
    write.update(schema.claims, [r.number for r in old], state="superseded")
    return old


def not_reviewed(old: Sequence[Retired], new: Sequence[Claim]) -> list[Claim]:
    """The new claims without those that read anew what a reviewer accepted or wrote."""
    decided = [r.claim for r in old if r.upheld]
    gone = set(matching.pairs(decided, new).values())
    ids = {claim.id for claim in decided}
    return [c for n, c in enumerate(new) if n not in gone and c.id not in ids]


def inherit(
    write: Write, near: Neighbours, old: Sequence[Retired], new: Mapping[int, Claim]
) -> tuple[dict[int, int | None], list[str]]:
    """Hand on what is known of old claims to the new ones that say the same: event, review, merges and splits.

    Returns which event the new ones come from, and the ids of reviewed claims that nobody says any more.
    """
    numbers = list(new)
    paired = matching.pairs([r.claim for r in old], list(new.values()))
    origin: dict[int, int | None] = {}
    lost = []
    for place, before in enumerate(old):
        if place not in paired:
            lost += [before.claim.id] if before.review else []
            continue
        number = numbers[paired[place]]
        origin[number] = before.event
        write.update(schema.claims, [before.number], successor=number)
        if new[number].evidence.text == before.claim.evidence.text:
            _decide(write, near, number, before, alike=matching.alike(before.claim, new[number], moved=True))
    follow(write, {old[i].number: numbers[j] for i, j in paired.items()})
    return origin, lost


def _decide(write: Write, near: Neighbours, number: int, before: Retired, *, alike: bool) -> None:
    """An accepted reading stays accepted only as it was; one turned down or deleted stays so however it is read."""
    if not before.in_force:
        near.go([number])
        write.update(schema.claims, [number], state=before.state, review=before.review, event=before.event)
    elif before.review and alike:
        write.update(schema.claims, [number], review=before.review)


def put_claims(write: Write, near: Neighbours, report: int, origin: Report, claims: Sequence[Claim]) -> list[int]:
    """Store claims of a stored report and make them known to linking; their numbers."""
    numbers = write.insert(schema.claims, [claim_row(c, report) for c in claims])
    near.come(report, dict(zip(numbers, linking.items(claims, origin), strict=True)))
    return numbers


def event_ids(conn: Connection, claims: Sequence[int]) -> list[str]:
    """The ids of the events claims are in."""
    table, events = schema.claims.c, schema.events.c
    rows = conn.execute(
        select(events.id)
        .join_from(schema.claims, schema.events, table.event == events.number)
        .where(table.number.in_(claims))
        .distinct()
    )
    return sorted(rows.scalars())
