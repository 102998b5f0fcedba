"""Stored reports read anew, after a change of model or codebook. What people decided stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tidings.claim import Claim, Report
from tidings.ledger import matching, schema
from tidings.ledger.adding import Retired, inherit, not_reviewed, put_claims, standing
from tidings.ledger.chain import Write
from tidings.ledger.neighbours import Cache, Neighbours
from tidings.ledger.rows import claim_values, load_report
from tidings.ledger.settling import settle

__all__ = ["Recoded", "Stored", "recode", "stored_after", "versions_of"]

_claims, _reports = schema.claims, schema.reports


@dataclass(frozen=True, slots=True)
class Recoded:
    """What reading a report anew changed: claims that are new, replaced by another reading, gone, and kept.

    `notices` are what a person should look at; `error` why the report could not be read.
    """

    report: str
    new: int = 0
    replaced: int = 0
    gone: int = 0
    kept: int = 0
    notices: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A current report with its number, and the versions its claims were coded with."""

    number: int
    report: Report
    versions: frozenset[tuple[str | None, str | None]]


def stored_after(conn: Connection, number: int, most: int) -> list[Stored]:
    """The next current reports after a number."""
    query = select(_reports).where(_reports.c.state == "current", _reports.c.number > number)
    rows = conn.execute(query.order_by(_reports.c.number).limit(most)).mappings().all()
    return [Stored(r["number"], load_report(r), versions_of(conn, r["number"])) for r in rows]


def versions_of(conn: Connection, report: int) -> frozenset[tuple[str | None, str | None]]:
    """(coder, codebook) of the claims in force of a report that no reviewer decided on."""
    where = (_claims.c.report == report, _claims.c.state == "current", _claims.c.review.is_(None))
    rows = conn.execute(select(_claims.c.coder, _claims.c.codebook).where(*where).distinct())
    return frozenset((r.coder, r.codebook) for r in rows)


def recode(write: Write, cache: Cache, stored: Stored, claims: Sequence[Claim]) -> Recoded:
    """Put a new reading of a report in place of the old one.

    A claim that says the same only takes over the new versions and scores. A reviewed one stands as the reviewer left
    it. The others are superseded; what was decided about them holds for the claims that took their place.
    """
    near = Neighbours(write.conn, cache)
    rows = standing(write.conn, stored.number)
    decided = {r.number for r in rows if r.upheld}
    listed = not_reviewed(rows, claims)
    kept, fresh, left = _same(write, [r for r in rows if r.number not in decided], listed)
    near.go(r.number for r in left)
    write.update(_claims, [r.number for r in left], state="superseded")
    numbers = put_claims(write, near, stored.number, stored.report, fresh)
    origin, lost = inherit(write, near, left, dict(zip(numbers, fresh, strict=True)))
    settled = settle(write, near, prior=origin, left={r.event for r in left if r.event is not None and r.in_force})
    write.subject = f"report {stored.report.id}"
    write.payload = {"report": stored.number, "claims": len(kept) + len(numbers) + len(decided)} if write.wrote else {}
    notices = [f"claim {i}: a reviewer turned it down, and it is no longer read" for i in lost]
    replaced = len(origin)
    return Recoded(
        stored.report.id,
        new=len(numbers) - replaced,
        replaced=replaced,
        gone=len(left) - replaced,
        kept=len(kept) + len(decided),
        notices=(*notices, *settled.notices),
    )


def _same(write: Write, old: Sequence[Retired], new: Sequence[Claim]) -> tuple[list[int], list[Claim], list[Retired]]:
    """Old claims that are read again as they were (brought up to date in place), new ones, and old ones left over."""
    kept: list[int] = []
    found = {claim.id: claim for claim in new}
    left = []
    for row in old:
        claim = found.get(row.claim.id)
        if claim is None or not matching.alike(row.claim, claim):
            left.append(row)
            continue
        del found[claim.id]
        kept.append(row.number)
        if claim != row.claim:
            write.update(_claims, [row.number], **claim_values(claim))
    return kept, list(found.values()), left
