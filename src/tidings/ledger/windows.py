"""Claims in the order of their blocks: who stands near whom, and who is pushed apart or brought near.

Two claims are near in a block where at most `linking.WIDTH` steps lie between them. All here is about the surroundings
of some claims that come or go; the rest of a block is never read.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, TextClause, text

from tidings import linking
from tidings.ledger.chain import portions

__all__ = ["Pair", "Place", "Row", "near_in_some_block", "rows_around"]

Pair = tuple[int, int]
_SIDES = 120
"""Surroundings asked for at once; a question is filled up to a multiple of `_STEP`, so that few differ."""
_STEP = 20


class Place(NamedTuple):
    """Where a claim that comes or goes stands in a block."""

    block: int
    rank: bytes
    claim: int


class Row:
    """A stretch of one block without gaps, the moving claims in it."""

    def __init__(self, others: Iterable[tuple[bytes, int]], moving: Iterable[tuple[bytes, int]]) -> None:
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
    moving = {(p.block, p.claim) for p in places}
    sides = _sides(conn, places)
    by_block: dict[int, list[Place]] = {}
    for place in places:
        by_block.setdefault(place.block, []).append(place)
    rows: list[Row] = []
    for block, own in by_block.items():
        others: dict[bytes, int] = {}
        movers: list[tuple[bytes, int]] = []
        for place in sorted(own, key=lambda p: p.rank):
            before, after = ([e for e in side if (block, e[1]) not in moving] for side in sides[place])
            if others and len(before) >= linking.WIDTH and before[0][0] > max(others):
                # what lies between was not read: another stretch
                rows.append(Row(others.items(), movers))
                others, movers = {}, []
            others.update([*before, *after])
            movers.append((place.rank, place.claim))
        rows.append(Row(others.items(), movers))
    return rows


def _sides(
    conn: Connection, places: Sequence[Place]
) -> dict[Place, tuple[list[tuple[bytes, int]], list[tuple[bytes, int]]]]:
    """Who stands before and after each place, in order of rank; movers that are there already are among them."""
    # Movers that are stored already take up room: ask for so many more.
    most = linking.WIDTH + len({p.claim for p in places})
    found: dict[Place, tuple[list[tuple[bytes, int]], list[tuple[bytes, int]]]] = {p: ([], []) for p in places}
    for group in portions(places, _SIDES):
        filled = [*group, *[group[0]] * (-len(group) % _STEP)]
        values: dict[str, Any] = {"most": most}
        for n, place in enumerate(filled):
            values |= {f"b{n}": place.block, f"r{n}": place.rank}
        for row in conn.execute(_around(len(filled)), values):
            if row.n < len(group):
                found[group[row.n]][row.side].append((bytes(row.rank), row.claim))
    for before, after in found.values():
        before.sort()
        after.sort()
    return found


def near_in_some_block(conn: Connection, asked: Sequence[tuple[Pair, int, bytes, bytes]]) -> set[Pair]:
    """Of (pair, block, lower rank, higher rank): the pairs that stand near each other in one of their blocks."""
    held = set()
    for group in portions(asked, 100):
        values: dict[str, Any] = {"most": linking.WIDTH + 1}
        for n, (_, block, low, high) in enumerate(group):
            values |= {f"b{n}": block, f"l{n}": low, f"h{n}": high}
        for row in conn.execute(_between(len(group)), values):
            if row.steps <= linking.WIDTH:
                held.add(group[row.n][0])
    return held


@lru_cache(maxsize=64)
def _around(count: int) -> TextClause:
    parts = []
    for n in range(count):
        for side, sign, order in ((0, "<", "DESC"), (1, ">", "ASC")):
            parts.append(
                f"SELECT * FROM (SELECT {n} AS n, {side} AS side, rank, claim FROM blocks "  # noqa: S608
                f"WHERE block = :b{n} AND rank {sign} :r{n} ORDER BY rank {order} LIMIT :most) AS s{n}_{side}"
            )
    return text(" UNION ALL ".join(parts))


@lru_cache(maxsize=128)
def _between(count: int) -> TextClause:
    parts = [
        f"SELECT {n} AS n, count(*) AS steps FROM (SELECT 1 FROM blocks WHERE block = :b{n} AND rank > :l{n} "  # noqa: S608
        f"AND rank <= :h{n} LIMIT :most) AS s{n}"
        for n in range(count)
    ]
    return text(" UNION ALL ".join(parts))
