"""Claims into events: of all groups of claims the two that agree most on average are joined, as long as they agree.

A pair of claims counts with its log-odds where the two are candidates (`blocks`) and reach the threshold, else with a
floor, so that one claim that fits two groups does not make them one. Acts of speech follow the event they talk about:
what a ministry denies today and tomorrow neither joins two events nor keeps them apart. The result depends on the
claims alone, never on the order they came in.
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from tidings.linking.blocks import WIDTH, blocks, rank
from tidings.linking.items import Item
from tidings.linking.similarity import Weights, log_odds, weights

__all__ = ["Edge", "candidates", "cluster", "followers", "grouped", "partition", "scored"]

Edge = tuple[str, str, float]
Pair = tuple[str, str]
_Sums = tuple[float, int, float, int]
"""Of the edges between two groups: the sum and number of those between claims that are no followers, and of all."""
_FLOOR = -4.0
"""What two claims weigh together that are no candidates, or do not reach the threshold."""
_REACH = 8
"""At most this many claims of one group are held against each claim of the other: in a large group most pairs are never
compared, and that says nothing."""


def cluster(
    items: Iterable[Item], must: Iterable[Pair] = (), cannot: Iterable[Pair] = (), using: Weights | None = None
) -> list[list[str]]:
    """The claims in groups of one event each, ids sorted within a group and groups by their first id.

    `must` and `cannot` are pairs of claim ids that people put together or apart: they always win; where they contradict
    each other `must` does.
    """
    known = using or weights()
    listed = {i.claim: i for i in items}
    return grouped(
        listed, scored(listed, known.threshold, known), known.threshold, must, cannot, followers(listed.values())
    )


def followers(items: Iterable[Item]) -> set[str]:
    """The claims that follow others into an event and join none: acts of speech."""
    return {i.claim for i in items if i.kind == "speech"}


def scored(items: Mapping[str, Item], least: float, using: Weights | None = None) -> list[Edge]:
    """The candidates that weigh at least `least`."""
    found = ((a, b, log_odds(items[a], items[b], least, using)) for a, b in sorted(candidates(items.values())))
    return [e for e in found if e[2] >= least]


def grouped(
    ids: Iterable[str],
    edges: Iterable[Edge],
    threshold: float,
    must: Iterable[Pair] = (),
    cannot: Iterable[Pair] = (),
    follow: Collection[str] = (),
) -> list[list[str]]:
    """The groups that edges of at least `threshold` make of the claims: `partition` for every connected component."""
    listed = set(ids)
    together = [(a, b) for a, b in must if a in listed and b in listed]
    strong = [e for e in edges if e[2] >= threshold]
    components = _components(listed, [*strong, *((a, b, 0.0) for a, b in together)])
    home = {i: n for n, component in enumerate(components) for i in component}
    inside: defaultdict[int, list[Edge]] = defaultdict(list)
    bonds: defaultdict[int, list[Pair]] = defaultdict(list)
    for edge in strong:
        inside[home[edge[0]]].append(edge)
    for pair in together:
        bonds[home[pair[0]]].append(pair)
    apart = list(cannot)
    return sorted(
        g for n, c in enumerate(components) for g in partition(c, inside[n], bonds[n], apart, threshold, follow)
    )


def candidates(items: Iterable[Item]) -> set[Pair]:
    """All pairs worth comparing, the lower id first."""
    standing: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in items:
        place = rank(one)
        for key in blocks(one):
            standing[key].append((place, one.claim))
    found: set[Pair] = set()
    for row in standing.values():
        row.sort()
        for n, (_, a) in enumerate(row):
            found.update((a, b) if a < b else (b, a) for _, b in row[n + 1 : n + 1 + WIDTH])
    return found


def _components(ids: Iterable[str], edges: Iterable[Edge]) -> list[list[str]]:
    root = {i: i for i in ids}

    def top(x: str) -> str:
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    for a, b, _ in edges:
        x, y = sorted((top(a), top(b)))
        root[y] = x
    found: defaultdict[str, list[str]] = defaultdict(list)
    for i in sorted(root):
        found[top(i)].append(i)
    return list(found.values())


def partition(
    ids: Sequence[str],
    edges: Iterable[Edge],
    must: Collection[Pair] = (),
    cannot: Collection[Pair] = (),
    threshold: float = 0.0,
    follow: Collection[str] = (),
) -> list[list[str]]:
    """One connected component in groups by average linkage: the two groups that agree most on average are joined first,
    as long as that average is at least `threshold`; ties go to the lower id. Claims in `follow` count only until they
    stand with one that is not (see `followers`).
    """
    members = {c[0]: c for c in _components(ids, [(a, b, 0.0) for a, b in must])}
    home = {i: name for name, group in members.items() for i in group}
    total: defaultdict[str, dict[str, _Sums]] = defaultdict(dict)
    for a, b, score in _led(list(edges), follow):
        own = 0 if a in follow or b in follow else 1
        _add(total, home[a], home[b], (score * own, own, score, 1))
    apart: defaultdict[str, set[str]] = defaultdict(set)
    for a, b in cannot:
        if a in home and b in home and home[a] != home[b]:
            apart[home[a]].add(home[b])
            apart[home[b]].add(home[a])
    leading = {name: sum(i not in follow for i in group) for name, group in members.items()}
    _join(members, leading, total, apart, threshold)
    return sorted(sorted(group) for group in members.values())


def _led(edges: list[Edge], follow: Collection[str]) -> list[Edge]:
    """Without the edges between two followers of which one agrees with a claim that leads: what a ministry denies twice
    goes to the two events it speaks of, and does not first make one group.
    """
    led = {x for a, b, _ in edges for x, y in ((a, b), (b, a)) if x in follow and y not in follow}
    return [e for e in edges if not (e[0] in follow and e[1] in follow and (e[0] in led or e[1] in led))]


def _add(total: dict[str, dict[str, _Sums]], a: str, b: str, more: _Sums) -> None:
    if a == b:
        return
    x, y = total[a].get(b, (0.0, 0, 0.0, 0)), more
    total[a][b] = total[b][a] = (x[0] + y[0], x[1] + y[1], x[2] + y[2], x[3] + y[3])


def _mean(sums: _Sums, sizes: tuple[int, int], leading: tuple[int, int]) -> float:
    """How far two groups agree: by the claims that lead both; where one has none, by how it fits the other."""
    score, count, whole, number = sums
    if all(leading):
        small, large = sorted(leading)
        pairs = max(count, small * min(large, _REACH))
    else:
        score, count, pairs = whole, number, max(number, min(sizes))
    return round((score + (pairs - count) * _FLOOR) / pairs, 9)


def _join(
    members: dict[str, list[str]],
    leading: dict[str, int],
    total: defaultdict[str, dict[str, _Sums]],
    apart: defaultdict[str, set[str]],
    threshold: float,
) -> None:
    """Join groups in place, best average first."""

    def mean(a: str, b: str) -> float:
        return _mean(total[a][b], (len(members[a]), len(members[b])), (leading[a], leading[b]))

    queue = [(-mean(a, b), a, b) for a in total for b in total[a] if a < b]
    heapq.heapify(queue)
    while queue:
        negative, a, b = heapq.heappop(queue)
        if -negative < threshold:
            break
        if a not in members or b not in members or -negative != mean(a, b) or b in apart.get(a, ()):
            continue
        members[a] = members[a] + members.pop(b)
        leading[a] += leading.pop(b)
        for other in apart.pop(b, set()):
            apart[other].discard(b)
            apart[other].add(a)
            apart[a].add(other)
        for other, sums in total.pop(b).items():
            del total[other][b]
            if other != a:
                _add(total, a, other, sums)
        for other in total[a]:
            x, y = (a, other) if a < other else (other, a)
            heapq.heappush(queue, (-mean(a, other), x, y))
