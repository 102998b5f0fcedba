"""Claims in the order of their blocks: who stands near whom, and who is pushed apart or brought near.

Two claims are near in a block where at most `linking.WIDTH` steps lie between them. All here is about the surroundings
of some claims that come or go; the rest of a block is never read.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from tidings import linking
from tidings.ledger.chain import portions

__all__ = ["Pair", "Place", "Row", "near_in_some_block", "rows_around"]

Pair = tuple[int, int]
_AT_ONCE = 120
"""Stretches asked for at once; a question is filled up to a multiple of `_STEP`, so that few differ."""
_STEP = 20
_BETWEEN = 100
"""Claims that may stand between the moving ones of a block for all to be one stretch."""


class Place(NamedTuple):
    """Where a claim that comes or goes stands in a block."""

    block: int
    rank: bytes
    claim: int


class Row:
    """A stretch of one block without gaps, the moving claims in it."""

    def __init__(self, block: int, others: Iterable[tuple[bytes, int]], moving: Iterable[tuple[bytes, int]]) -> None:
        self.block = block
        self._moving = sorted(moving)
        self._without = sorted(others)
        self.movers = [claim for _, claim in self._moving]
        self.without = [claim for _, claim in self._without]
        self.with_all = [claim for _, claim in sorted([*self._without, *self._moving])]
        self.at = {claim: n for n, claim in enumerate(self.with_all)}

    def near(self, claim: int) -> list[int]:
        """All that stand near a moving claim when it is there."""
        n = self.at[claim]
        return [*self.with_all[max(0, n - linking.WIDTH) : n], *self.with_all[n + 1 : n + 1 + linking.WIDTH]]

    def holds(self, pair: Pair) -> bool:
        """Whether two claims are near each other when the moving ones are there."""
        a, b = self.at.get(pair[0]), self.at.get(pair[1])
        return a is not None and b is not None and abs(a - b) <= linking.WIDTH

    def parted(self) -> Iterator[Pair]:
        """Pairs of others that are near without the moving claims and not with them."""
        for n, a in enumerate(self.without):
            for b in self.without[n + 1 + max(0, linking.WIDTH - len(self.movers)) : n + 1 + linking.WIDTH]:
                if self.at[b] - self.at[a] > linking.WIDTH:
                    yield (a, b) if a < b else (b, a)


def rows_around(conn: Connection, places: Sequence[Place]) -> list[Row]:
    """The stretches of all blocks that claims come into or leave; `places` are theirs, there already or not yet."""
    by_block: dict[int, list[Place]] = {}
    for place in places:
        by_block.setdefault(place.block, []).append(place)
    moving = {p.claim for p in places}
    rows: list[Row] = []
    whole = [_Ends(b, min(own).rank, max(own).rank) for b, own in by_block.items()]
    torn: list[Place] = []
    for ends, (inside, others) in _surroundings(conn, whole, len(moving)).items():
        own = by_block[ends.block]
        if inside >= _BETWEEN:
            torn += own
        else:
            rows.append(Row(ends.block, [e for e in others if e[1] not in moving], [(p.rank, p.claim) for p in own]))
    return rows + _torn(conn, torn, moving)


class _Ends(NamedTuple):
    """A stretch of a block from the first to the last of some claims."""

    block: int
    first: bytes
    last: bytes


def _torn(conn: Connection, places: Sequence[Place], moving: set[int]) -> list[Row]:
    """Stretches where the claims of a block stand far apart: each with its surroundings, joined where these meet."""
    around = _surroundings(conn, [_Ends(p.block, p.rank, p.rank) for p in places], len(moving))
    rows: list[Row] = []
    block = 0
    seen: dict[bytes, int] = {}
    movers: list[tuple[bytes, int]] = []
    for place in sorted(places):
        others = [e for e in around[_Ends(place.block, place.rank, place.rank)][1] if e[1] not in moving]
        before = [rank for rank, _ in others if rank < place.rank]
        # what lies between was not read where the surroundings do not meet
        gap = bool(seen) and len(before) >= linking.WIDTH and min(before) > max(seen)
        if movers and (place.block != block or gap):
            rows.append(Row(block, seen.items(), movers))
            seen, movers = {}, []
        block = place.block
        seen.update(others)
        movers.append((place.rank, place.claim))
    return [*rows, Row(block, seen.items(), movers)] if movers else rows


def _surroundings(
    conn: Connection, stretches: Sequence[_Ends], movers: int
) -> dict[_Ends, tuple[int, list[tuple[bytes, int]]]]:
    """For each stretch how many stand inside (ends included, at most `_BETWEEN`), and those inside and around it."""
    # Movers that are stored already take up room: ask for so many more.
    most = linking.WIDTH + movers
    inside = dict.fromkeys(stretches, 0)
    found: dict[_Ends, list[tuple[bytes, int]]] = {s: [] for s in stretches}
    for group in portions(stretches, _AT_ONCE):
        filled = [*group, *[group[0]] * (-len(group) % _STEP)]
        values: list[Any] = []
        for block, first, last in filled:
            values += (block, first, most, block, last, most, block, first, last, _BETWEEN)
        for n, between, rank, claim in conn.exec_driver_sql(_around(len(filled), _mark(conn)), tuple(values)):
            if n < len(group):
                found[group[n]].append((bytes(rank), claim))
                inside[group[n]] += between
    return {s: (inside[s], found[s]) for s in stretches}


def near_in_some_block(conn: Connection, asked: Sequence[tuple[Pair, int, bytes, bytes]]) -> set[Pair]:
    """Of (pair, block, lower rank, higher rank): the pairs that stand near each other in one of their blocks."""
    held = set()
    for group in portions(asked, 100):
        filled = [*group, *[group[0]] * (-len(group) % _STEP)]
        values: list[Any] = []
        for _, block, low, high in filled:
            values += (block, low, high, linking.WIDTH + 1)
        for n, steps in conn.exec_driver_sql(_between(len(filled), _mark(conn)), tuple(values)):
            if steps <= linking.WIDTH:
                held.add(filled[n][0])
    return held


def _mark(conn: Connection) -> str:
    """Where a value goes in a question as the driver takes it: hundreds of values are handed over as they are."""
    return "?" if conn.dialect.name == "sqlite" else "%s"


@lru_cache(maxsize=64)
def _around(count: int, mark: str) -> str:
    sides = (
        (0, f"rank < {mark} ORDER BY rank DESC LIMIT {mark}"),
        (0, f"rank > {mark} ORDER BY rank ASC LIMIT {mark}"),
        (1, f"rank >= {mark} AND rank <= {mark} LIMIT {mark}"),
    )
    parts = [
        f"SELECT * FROM (SELECT {n} AS n, {inside} AS inside, rank, claim FROM blocks "  # noqa: S608
        f"WHERE block = {mark} AND {where}) AS s{n}_{side}"
        for n in range(count)
        for side, (inside, where) in enumerate(sides)
    ]
    return " UNION ALL ".join(parts)


@lru_cache(maxsize=64)
def _between(count: int, mark: str) -> str:
    parts = [
        f"SELECT {n} AS n, count(*) AS steps FROM (SELECT 1 FROM blocks WHERE block = {mark} AND rank > {mark} "  # noqa: S608
        f"AND rank <= {mark} LIMIT {mark}) AS s{n}"
        for n in range(count)
    ]
    return " UNION ALL ".join(parts)
