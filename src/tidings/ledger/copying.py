"""Which stored reports are copies of one text: found as they come, by keys of their minhash."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from tidings.claim import Report
from tidings.ledger import schema
from tidings.ledger.chain import portions
from tidings.linking import copies

__all__ = ["canonical_copies", "forget_copies", "note_copies"]

_MOST_SHARING = 200
"""Reports that share a band and are compared; a band that more share is a phrase of the trade, not a text."""


def note_copies(conn: Connection, number: int, report: Report) -> None:
    """Keep the signature of a new report, and join it to the family of its copies."""
    sign = copies.signature(report)
    kept, bands = schema.copies, schema.signatures
    keys = sorted({_key(band) for band in sign.bands})
    shared = select(bands.c.report).where(bands.c.band.in_(keys)).distinct().order_by(bands.c.report)
    families = {number}
    if keys:
        rows = conn.execute(select(kept).where(kept.c.report.in_(shared.limit(_MOST_SHARING))))
        families |= {r.family for r in rows if copies.alike(sign, copies.Signature(r.hashes, (), r.words))}
    family = min(families)
    if len(families) > 1:
        conn.execute(update(kept).where(kept.c.family.in_(sorted(families))).values(family=family))
    conn.execute(insert(kept), {"report": number, "family": family, "hashes": sign.hashes, "words": sign.words})
    if keys:
        conn.execute(insert(bands), [{"band": key, "report": number} for key in keys])


def forget_copies(conn: Connection, number: int) -> None:
    """Nothing of a report's text is kept."""
    for table in (schema.copies, schema.signatures):
        conn.execute(table.delete().where(table.c.report == number))


def canonical_copies(conn: Connection, reports: Mapping[int, Report]) -> dict[str, str]:
    """For each report's id the id of the one among `reports` (by number) that stands for it and its copies."""
    family = {}
    for group in portions(sorted(reports)):
        rows = conn.execute(
            select(schema.copies.c.report, schema.copies.c.family).where(schema.copies.c.report.in_(group))
        )
        family.update({r.report: r.family for r in rows})
    members: defaultdict[int, list[Report]] = defaultdict(list)
    for number, report in reports.items():
        members[family.get(number, number)].append(report)
    return {r.id: copies.canonical(group).id for group in members.values() for r in group}


def _key(band: str) -> int:
    return int.from_bytes(hashlib.blake2b(band.encode(), digest_size=8).digest(), "big", signed=True)
