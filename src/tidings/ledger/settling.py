"""Claims settle into events: linking says which claims belong together, here it is decided which event each group is.

An event keeps its id as long as most of its claims stay together. One that loses all of them to another leads there for
ever.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from tidings import linking
from tidings.ledger import bonds, eventrows, schema
from tidings.ledger.chain import Write, portions
from tidings.ledger.neighbours import Neighbours

__all__ = ["MOST_TOGETHER", "Settled", "settle"]

MOST_TOGETHER = 4_000
"""Claims that are put into groups anew together; where more hang together, new ones join the event they fit best."""


class Settled(NamedTuple):
    """What became of it: events whose claims changed, and words for the person."""

    events: list[int]
    notices: list[str]


class _Member(NamedTuple):
    number: int
    id: str
    event: int | None
    type: str


def settle(
    write: Write,
    near: Neighbours,
    *,
    prior: Mapping[int, int | None] | None = None,
    keep: Iterable[int] = (),
    left: Iterable[int] = (),
) -> Settled:
    """Put the claims of all touched components into events.

    `prior` says for some claims which event they come from, other than the one they are in (None: a new one). Events in
    `keep` have the first right to their id. `left` are events that lost claims which are no longer linked, or whose
    claims changed otherwise.
    """
    members, standing = _united(write.conn, near)
    kept = set(keep)
    origin = _followed(write.conn, {m.number: m.event for m in members} | dict(prior or {}), kept)
    notices: list[str] = []
    if len(members) > MOST_TOGETHER:
        clusters = _attach(write.conn, members, origin, standing)
        notices.append(
            f"{len(members):,} claims hang together here; the new ones joined the events they fit best "
            "(`tidings relink` puts them into groups anew)"
        )
    else:
        clusters = _clusters(write.conn, members, standing)
    named = _name(clusters, origin, kept)
    changed = _move(write, members, clusters, named, origin, set(left))
    return Settled(changed, notices)


def _followed(conn: Connection, origin: Mapping[int, int | None], keep: set[int]) -> dict[int, int | None]:
    """Where an event has become part of another since, the claims come from that one."""
    table = schema.events.c
    into: dict[int, int] = {}
    new = {e for e in origin.values() if e is not None} - keep
    while new:
        found: dict[int, int] = {}
        for group in portions(sorted(new)):
            rows = conn.execute(select(table.number, table.successor).where(table.number.in_(group)))
            found |= {r.number: r.successor for r in rows if r.successor is not None}
        into |= found
        new = set(found.values()) - set(into)

    def end(event: int | None) -> int | None:
        while event in into and event not in keep:
            event = into[event]
        return event

    return {number: end(event) for number, event in origin.items()}


def _united(conn: Connection, near: Neighbours) -> tuple[list[_Member], list[bonds.Bond]]:
    """The claims of all touched components and of those that a decision ties to them, and these decisions."""
    members = _members(conn, near.touched)
    numbers = {m.number for m in members}
    standing = bonds.standing(conn, numbers)
    bound = [g for g in bonds.groups(standing) if not g <= numbers]
    if not bound:
        return members, standing
    for group in bound:
        near.unite(group)
    members = _members(conn, near.touched)
    return members, bonds.standing(conn, {m.number for m in members})


def _members(conn: Connection, components: set[int]) -> list[_Member]:
    claims, items = schema.claims.c, schema.items.c
    found = []
    for group in portions(sorted(components)):
        rows = conn.execute(
            select(claims.number, claims.id, claims.event, claims.type)
            .join_from(schema.items, schema.claims, items.claim == claims.number)
            .where(items.component.in_(group))
            .order_by(claims.number)
        )
        found += [_Member(*row) for row in rows]
    return found


def _edges(conn: Connection, numbers: Sequence[int]) -> list[tuple[int, int, float]]:
    table = schema.edges.c
    found = []
    for group in portions(numbers):
        rows = conn.execute(select(table.a, table.b, table.weight).where(table.a.in_(group), table.a < table.b))
        found += [(a, b, weight) for a, b, weight in rows]
    return found


def _clusters(conn: Connection, members: Sequence[_Member], standing: Sequence[bonds.Bond]) -> list[list[int]]:
    """Groups of claims of one event each; what people decided wins.

    A merge joins the groups that linking makes, so that a new claim which fits a part of a merged event joins the
    whole. Claims that were split off are kept together from the start.
    """
    ids = {m.number: m.id for m in members}
    numbers = {m.id: m.number for m in members}
    named = ((ids[a], ids[b], w) for a, b, w in _edges(conn, list(ids)) if b in ids)
    # in the order in which a batch would add them up
    edges = sorted((min(a, b), max(a, b), w) for a, b, w in named)
    must, cannot = bonds.live_pairs(standing, ids)
    split = {n for pair in cannot for n in pair}
    pairs = [bonds.Bond(0, "must", a, b) for a, b in must]
    bound = [g for g in bonds.groups(pairs) if not g & split]
    merged = {n for g in bound for n in g}
    first = [(a, b) for a, b in must if a not in merged]
    apart = [(ids[a], ids[b]) for a, b in cannot]
    follow = {m.id for m in members if linking.kind(m.type) == "speech"}

    def parted(tied: Sequence[tuple[int, int]]) -> list[list[int]]:
        together = [(ids[a], ids[b]) for a, b in tied]
        found = linking.partition(sorted(numbers), edges, together, apart, linking.weights().threshold, follow)
        return [[numbers[i] for i in group] for group in found]

    found = _joined(parted(first), bound)
    home = {n: place for place, group in enumerate(found) for n in group}
    return found if all(home[a] != home[b] for a, b in cannot) else parted(must)


def _joined(clusters: Sequence[Sequence[int]], bound: Sequence[set[int]]) -> list[list[int]]:
    """Clusters that hold claims of one merge become one."""
    home: dict[int, set[int]] = {}
    for cluster in clusters:
        one = set(cluster)
        home.update((n, one) for n in one)
    for group in bound:
        whole = set().union(*(home[n] for n in group))
        home.update(dict.fromkeys(whole, whole))
    return [sorted(g) for g in {id(g): g for g in home.values()}.values()]


def _attach(
    conn: Connection, members: Sequence[_Member], origin: Mapping[int, int | None], standing: Sequence[bonds.Bond]
) -> list[list[int]]:
    """Groups as they are; claims in none yet join the one they agree with most. What people decided wins here too."""
    of: dict[int, int | None] = {m.number: origin[m.number] for m in members}
    must, cannot = bonds.live_pairs(standing, of)
    unit = {n: g for g in bonds.groups([bonds.Bond(0, "must", a, b) for a, b in must]) for n in g}
    fresh = -1
    for number in [m.number for m in members if m.event is not None and of[m.number] is None]:
        # taken out of its event: not to be put into another by likeness
        of[number] = fresh
    fresh -= 1
    for number in [n for n, event in of.items() if event is None]:
        group = unit.get(number, {number})
        barred = {of[y if x in group else x] for x, y in cannot if x in group or y in group}
        weights: defaultdict[int, float] = defaultdict(float)
        for other, weight in _edges_of(conn, number):
            event = of.get(other)
            if event is not None and event not in barred:
                weights[event] += weight
        of[number] = max(weights, key=lambda e: (weights[e], -e), default=fresh)
        fresh -= 1
    for group in unit.values():
        common = Counter(of[n] for n in group).most_common()
        first = min((e for e, count in common if count == common[0][1]), key=lambda e: (e is None or e < 0, e))
        of.update(dict.fromkeys(group, first))
    for x, y in cannot:
        if of[x] == of[y]:
            of.update(dict.fromkeys(unit.get(x, {x}), fresh))
            fresh -= 1
    home: defaultdict[int | None, list[int]] = defaultdict(list)
    for number, event in of.items():
        home[event].append(number)
    return list(home.values())


def _edges_of(conn: Connection, number: int) -> list[tuple[int, float]]:
    table = schema.edges.c
    return [(r.b, r.weight) for r in conn.execute(select(table.b, table.weight).where(table.a == number))]


def _name(clusters: Sequence[Sequence[int]], origin: Mapping[int, int | None], keep: set[int]) -> dict[int, int]:
    """Which cluster (by place) goes on as which event: where most claims come from it, older events first."""
    wishes = []
    for place, cluster in enumerate(clusters):
        for event, count in Counter(origin[n] for n in cluster).items():
            if event is not None:
                wishes.append((event not in keep, -count, event, place))
    named: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, event, place in sorted(wishes):
        if place not in named and event not in taken:
            named[place] = event
            taken.add(event)
    return named


def _move(
    write: Write,
    members: Sequence[_Member],
    clusters: Sequence[Sequence[int]],
    named: dict[int, int],
    origin: Mapping[int, int | None],
    left: set[int],
) -> list[int]:
    """Write which event each claim is of, and the rows of all events that changed."""
    before = {m.number: m.event for m in members}
    ids = {m.number: m.id for m in members}
    goals: dict[int, int] = {}
    new: list[tuple[int, str]] = []
    for place, cluster in enumerate(clusters):
        if place not in named:
            named[place] = write.next(schema.events)
            new.append((named[place], min(ids[n] for n in cluster)))
        goals.update(dict.fromkeys(cluster, named[place]))
    _claim_events(write, {n: e for n, e in goals.items() if before[n] != e})
    changed = {e for n, e in goals.items() if before[n] != e}
    changed |= {e for n, e in before.items() if e is not None and goals[n] != e} | left
    gone = changed - set(goals.values())
    heirs = _heirs(goals, before, origin, gone)
    for number, seed in new:
        eventrows.refresh(write, number, seed=seed)
    for number in sorted(changed - {number for number, _ in new}):
        eventrows.refresh(write, number, heir=heirs.get(number))
    return sorted(changed)


def _claim_events(write: Write, moves: Mapping[int, int]) -> None:
    by_event: defaultdict[int, list[int]] = defaultdict(list)
    for claim, event in moves.items():
        by_event[event].append(claim)
    for event, numbers in by_event.items():
        write.update(schema.claims, numbers, event=event)


def _heirs(
    goals: Mapping[int, int], before: Mapping[int, int | None], origin: Mapping[int, int | None], gone: set[int]
) -> dict[int, int]:
    """For events without claims now, the event most of theirs are in."""
    counts: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for number, goal in goals.items():
        for event in {before[number], origin[number]}:
            if event in gone and event is not None:
                counts[event][goal] += 1
    return {event: min(found, key=lambda e: (-found[e], e)) for event, found in counts.items()}
