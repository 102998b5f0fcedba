"""What people decided about claims being one event or not: it outlives every new linking.

A merge binds claims together, a split keeps them apart; a later decision about the same claims takes the place of an
earlier one, and an undone decision gives way to what stood before it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from tidings.ledger import schema
from tidings.ledger.chain import Write, portions

__all__ = ["Bond", "apart", "follow", "live_pairs", "standing", "together", "undo"]

_table = schema.constraints


class Bond(NamedTuple):
    """Two claims that must, or cannot, be of one event."""

    number: int
    kind: str
    a: int
    b: int


def standing(conn: Connection, claims: Iterable[int]) -> list[Bond]:
    """The decisions in force that bear on these claims, those that lead from one to the next included."""
    found: dict[int, Bond] = {}
    seen: set[int] = set()
    new = set(claims)
    while new:
        seen |= new
        reached: set[int] = set()
        for group in portions(sorted(new)):
            rows = conn.execute(
                select(_table.c.number, _table.c.kind, _table.c.a, _table.c.b).where(
                    _table.c.ended_by.is_(None), or_(_table.c.a.in_(group), _table.c.b.in_(group))
                )
            )
            for row in rows:
                found[row.number] = Bond(row.number, row.kind, row.a, row.b)
                reached |= {row.a, row.b}
        new = reached - seen
    return [found[n] for n in sorted(found)]


def groups(bonds: Iterable[Bond]) -> list[set[int]]:
    """Claims that must be of one event, directly or through each other."""
    home: dict[int, set[int]] = {}
    for bond in bonds:
        joined = home.get(bond.a, {bond.a}) | home.get(bond.b, {bond.b})
        if bond.kind == "must":
            home.update(dict.fromkeys(joined, joined))
    return list({id(g): g for g in home.values()}.values())


def live_pairs(bonds: Sequence[Bond], live: Iterable[int]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """`must` and `cannot` pairs among the claims that are linked; claims that are gone still carry what was decided
    through them.
    """
    linked = set(live)
    rest: dict[int, list[int]] = {}
    must = []
    for group in groups(bonds):
        present = sorted(group & linked)
        must += [(present[0], other) for other in present[1:]]
        rest.update(dict.fromkeys(group, present[:1]))
    cannot = {
        (min(x, y), max(x, y))
        for bond in bonds
        if bond.kind == "cannot"
        for x in rest.get(bond.a, [bond.a] if bond.a in linked else [])
        for y in rest.get(bond.b, [bond.b] if bond.b in linked else [])
        if x != y
    }
    return must, sorted(cannot)


def together(write: Write, claims: Iterable[int]) -> None:
    """Bind claims into one event; what kept some of them apart ends."""
    listed = sorted(set(claims))
    inside = set(listed)
    bonds = standing(write.conn, listed)
    members: dict[int, set[int]] = {n: g for g in groups(bonds) for n in g}
    merged = inside | {n for c in listed for n in members.get(c, set())}
    _end(write, [b for b in bonds if b.kind == "cannot" and b.a in merged and b.b in merged])
    _make(write, "must", [(listed[0], other) for other in listed[1:]])


def apart(write: Write, claims: Iterable[int], others: Iterable[int]) -> None:
    """Keep `claims` together and away from `others`; what bound the two ends."""
    own, rest = sorted(set(claims)), sorted(set(others))
    inside = set(own)
    bonds = standing(write.conn, [*own, *rest])
    crossing = [b for b in bonds if b.kind == "must" and (b.a in inside) != (b.b in inside)]
    pieces = []
    for group in groups(bonds):
        if any(b.a in group for b in crossing):
            pieces.append(sorted(group - inside))
    _end(write, crossing)
    _make(write, "must", [(p[0], other) for p in [own, *pieces] for other in p[1:]])
    _make(write, "cannot", [(own[0], other) for other in rest])


def follow(write: Write, successors: dict[int, int]) -> None:
    """Decisions about claims that were replaced hold for those in their place."""
    for old, new in successors.items():
        for column in (_table.c.a, _table.c.b):
            numbers = list(write.conn.execute(select(_table.c.number).where(column == old)).scalars())
            if numbers:
                write.update(_table, numbers, **{column.name: new})


def undo(write: Write, change: int, undone: Iterable[int]) -> set[int]:
    """Take back the decisions of a change: its own end, those it ended stand again. The claims it was about."""
    never = set(undone)
    rows = write.conn.execute(select(_table).where(or_(_table.c.made_by == change, _table.c.ended_by == change))).all()
    ended: defaultdict[int | None, list[int]] = defaultdict(list)
    for row in rows:
        if row.made_by == change and row.ended_by is None:
            ended[write.number].append(row.number)
        elif row.ended_by == change:
            ended[write.number if row.made_by in never else None].append(row.number)
    for by, numbers in ended.items():
        write.update(_table, numbers, ended_by=by)
    return {n for row in rows for n in (row.a, row.b)}


def _make(write: Write, kind: str, pairs: Sequence[tuple[int, int]]) -> None:
    write.insert(_table, [{"kind": kind, "a": a, "b": b, "made_by": write.number, "ended_by": None} for a, b in pairs])


def _end(write: Write, bonds: Sequence[Bond]) -> None:
    if bonds:
        write.update(_table, [b.number for b in bonds], ended_by=write.number)
