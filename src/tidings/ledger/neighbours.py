"""Which claims are worth linking, kept up to date as claims come and go.

Linking compares claims that stand near each other in a shared block. A new claim pushes some pairs apart and brings
others near it; a claim that goes lets pairs meet. Both are followed exactly, so that what stands here depends on the
claims alone and never on the order they came in, and a report costs the same in a ledger of any size.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, TextClause, delete, insert, select, text, update

from tidings import linking
from tidings.errors import LedgerError
from tidings.ledger import schema
from tidings.ledger.chain import dumps, portions
from tidings.linking import Item
from tidings.linking.items import FORMAT

__all__ = ["Cache", "Neighbours", "linking_version"]

_MOST_CACHED = 20_000
Cache = dict[int, Item]
"""Items by the number of their claim: those looked at last."""


class _Stand(NamedTuple):
    """A claim in one block: who stands before it (nearest first) and who after."""

    block: int
    before: list[int]
    after: list[int]


class Neighbours:
    """The items, blocks and edges of a ledger, within one transaction."""

    def __init__(self, conn: Connection, cache: Cache) -> None:
        self.conn = conn
        self.cache = cache
        self.touched: set[int] = set()
        """Components in which something changed."""

    # ---- coming and going

    def come(self, report: int, items: Mapping[int, Item]) -> None:
        """Claims of one report come in: number -> item."""
        if not items:
            return
        self._store(report, items)
        for number, item in items.items():
            self._join(number, item)

    def go(self, numbers: Iterable[int]) -> None:
        """Claims are no longer linked."""
        for number, item in self.items(sorted(set(numbers))).items():
            self._leave(number, item)

    def unite(self, numbers: Iterable[int]) -> None:
        """Claims are looked at together from now on, whatever they have in common."""
        found = {c for group in portions(sorted(set(numbers))) for c in self._components(group)}
        self._merge(found)

    # ---- what is stored

    def items(self, numbers: Sequence[int]) -> Cache:
        """The items of claims that are linked."""
        missing = [n for n in numbers if n not in self.cache]
        for group in portions(missing):
            kept, shared = schema.items.c, schema.items_shared.c
            found = self.conn.execute(
                select(kept.claim, kept.item, shared.shared)
                .join_from(schema.items, schema.items_shared, kept.report == shared.report)
                .where(kept.claim.in_(group))
            )
            for row in found:
                self._remember(row.claim, _item(row.shared, row.item))
        return {n: self.cache[n] for n in numbers if n in self.cache}

    def _remember(self, number: int, item: Item) -> None:
        while len(self.cache) >= _MOST_CACHED:
            del self.cache[next(iter(self.cache))]
        self.cache[number] = item

    def _store(self, report: int, items: Mapping[int, Item]) -> None:
        """What all items of the report have in common is kept once."""
        told = {number: item.to_json() for number, item in items.items()}
        known = self.conn.execute(
            select(schema.items_shared.c.shared).where(schema.items_shared.c.report == report)
        ).scalar()
        first = next(iter(told.values()))
        shared: dict[str, Any]
        if known is None:
            shared = {k: v for k, v in first.items() if all(k in t and t[k] == v for t in told.values())}
            self.conn.execute(insert(schema.items_shared), {"report": report, "shared": dumps(shared)})
        else:
            shared = json.loads(known)
            if any(k not in t or t[k] != v for t in told.values() for k, v in shared.items()):
                shared = self._spread(report)
        rows = [
            {
                "claim": number,
                "report": report,
                "component": number,
                "item": dumps({k: v for k, v in item.items() if k not in shared}),
            }
            for number, item in told.items()
        ]
        self.conn.execute(insert(schema.items), rows)
        for number, item in items.items():
            self._remember(number, item)

    def _spread(self, report: int) -> dict[str, Any]:
        """Nothing is common to the report's items any more: write each out."""
        table = schema.items
        numbers = list(self.conn.execute(select(table.c.claim).where(table.c.report == report)).scalars())
        for number, item in self.items(numbers).items():
            self.conn.execute(update(table).where(table.c.claim == number).values(item=dumps(item.to_json())))
        self.conn.execute(update(schema.items_shared).where(schema.items_shared.c.report == report).values(shared="{}"))
        return {}

    # ---- blocks and edges

    def _join(self, number: int, item: Item) -> None:
        rank = linking.rank(item).encode()
        keys = list(dict.fromkeys(_key(b) for b in linking.blocks(item)))
        stands = self._stands(keys, rank)
        near = {n for s in stands for n in (*s.before, *s.after)}
        parted = {p for s in stands for p in _across(s)}
        self.conn.execute(insert(schema.blocks), [{"block": k, "rank": rank, "claim": number} for k in keys])
        self._compare(number, item, near)
        self._part(parted, stands)
        self._merge({number, *self._components(sorted(self._linked(number)))})

    def _leave(self, number: int, item: Item) -> None:
        rank = linking.rank(item).encode()
        keys = list(dict.fromkeys(_key(b) for b in linking.blocks(item)))
        stands = self._stands(keys, rank)
        self.touched.update(self._components([number]))
        table, edges = schema.blocks, schema.edges
        self.conn.execute(delete(table).where(table.c.block.in_(keys), table.c.rank == rank, table.c.claim == number))
        self.conn.execute(delete(edges).where(edges.c.b == number, edges.c.a.in_(sorted(self._linked(number)))))
        self.conn.execute(delete(edges).where(edges.c.a == number))
        self.conn.execute(delete(schema.items).where(schema.items.c.claim == number))
        self._meet({p for s in stands for p in _across(s)})

    def _stands(self, keys: Sequence[int], rank: bytes) -> list[_Stand]:
        """The neighbours on both sides in each block, in one question to the database."""
        found = {key: _Stand(key, [], []) for key in keys}
        values: dict[str, Any] = {f"b{n}": key for n, key in enumerate(keys)}
        rows = self.conn.execute(_sides(len(keys)), {**values, "rank": rank, "most": linking.WIDTH})
        for row in sorted(rows, key=lambda r: bytes(r.rank)):
            stand = found[keys[row.n]]
            (stand.after if row.side else stand.before).append(row.claim)
        for stand in found.values():
            stand.before.reverse()
        return list(found.values())

    def _compare(self, number: int, item: Item, near: Iterable[int]) -> None:
        """Edges from a claim to those near it that may be of one event with it."""
        least = linking.weights().threshold
        scored = [(n, linking.log_odds(item, other, least)) for n, other in self.items(sorted(near)).items()]
        self._add([(number, n, weight) for n, weight in scored if weight >= least])

    def _add(self, found: Sequence[tuple[int, int, float]]) -> None:
        if found:
            rows = [{"a": x, "b": y, "weight": weight} for a, b, weight in found for x, y in ((a, b), (b, a))]
            self.conn.execute(insert(schema.edges), rows)

    def _linked(self, number: int) -> set[int]:
        return set(self.conn.execute(select(schema.edges.c.b).where(schema.edges.c.a == number)).scalars())

    def _part(self, pairs: set[tuple[int, int]], stands: Sequence[_Stand]) -> None:
        """Pairs that a new claim pushed apart in one block lose their edge, unless another block still holds them."""
        pairs = {p for p in self._with_edge(pairs) if not any(_within(s, p) for s in stands)}
        held = self._held(pairs)
        for a, b in sorted(pairs - held):
            self.conn.execute(delete(schema.edges).where(schema.edges.c.a == a, schema.edges.c.b == b))
            self.conn.execute(delete(schema.edges).where(schema.edges.c.a == b, schema.edges.c.b == a))
            self.touched.update(self._components([a, b]))

    def _meet(self, pairs: set[tuple[int, int]]) -> None:
        """Pairs that stand near each other now that a claim between them went."""
        new = sorted(pairs - self._with_edge(pairs))
        known = self.items(sorted({n for p in new for n in p}))
        least = linking.weights().threshold
        for a, b in new:
            weight = linking.log_odds(known[a], known[b], least)
            if weight >= least:
                self._add([(a, b, weight)])
                self._merge(self._components([a, b]))

    def _with_edge(self, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
        found = set()
        edges = schema.edges.c
        for group in portions(sorted({a for a, _ in pairs})):
            for row in self.conn.execute(select(edges.a, edges.b).where(edges.a.in_(group))):
                if (row.a, row.b) in pairs:
                    found.add((row.a, row.b))
        return found

    def _held(self, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
        """Pairs that stand near each other in some block."""
        known = self.items(sorted({n for p in pairs for n in p}))
        keys = {n: {_key(b) for b in linking.blocks(i)} for n, i in known.items()}
        ranks = {n: linking.rank(i).encode() for n, i in known.items()}
        asked = [
            (pair, key, *sorted((ranks[pair[0]], ranks[pair[1]])))
            for pair in sorted(pairs)
            for key in sorted(keys[pair[0]] & keys[pair[1]])
        ]
        held = set()
        for group in portions(asked, 100):
            values: dict[str, Any] = {"most": linking.WIDTH + 1}
            for n, (_, key, low, high) in enumerate(group):
                values |= {f"b{n}": key, f"l{n}": low, f"h{n}": high}
            for row in self.conn.execute(_between(len(group)), values):
                if row.steps <= linking.WIDTH:
                    held.add(group[row.n][0])
        return held

    # ---- components

    def _components(self, numbers: Sequence[int]) -> set[int]:
        table = schema.items.c
        return set(self.conn.execute(select(table.component).where(table.claim.in_(numbers))).scalars())

    def _merge(self, components: set[int]) -> None:
        """Components that have come to touch each other are one."""
        self.touched.update(components)
        if len(components) < 2:
            return
        first, *others = sorted(components)
        table = schema.items
        self.conn.execute(update(table).where(table.c.component.in_(others)).values(component=first))
        self.touched.difference_update(others)


def linking_version() -> str:
    """What items and edges were made with: where it changes, claims are linked anew."""
    return f"{FORMAT}.{linking.weights().version}"


def _item(shared: str, own: str) -> Item:
    try:
        return Item.from_json({**json.loads(shared), **json.loads(own)})
    except (ValueError, TypeError) as error:
        raise LedgerError("linking has changed since this ledger was written; run `tidings relink`") from error


def _key(block: str) -> int:
    return int.from_bytes(hashlib.blake2b(block.encode(), digest_size=8).digest(), "big", signed=True)


def _across(stand: _Stand) -> Iterator[tuple[int, int]]:
    """Pairs that have exactly `WIDTH` claims between them with the one in the middle, both ways round."""
    for i, a in enumerate(stand.before):
        j = linking.WIDTH - 1 - i
        if j < len(stand.after):
            b = stand.after[j]
            yield (a, b) if a < b else (b, a)


def _within(stand: _Stand, pair: tuple[int, int]) -> bool:
    """Whether a pair stays near enough in this block once a claim stands in its middle."""
    for a, b in (pair, pair[::-1]):
        if a in stand.before and b in stand.after:
            return stand.before.index(a) + stand.after.index(b) + 2 <= linking.WIDTH
    return any(a in side and b in side for a, b in (pair,) for side in (stand.before, stand.after))


@lru_cache(maxsize=256)
def _sides(count: int) -> TextClause:
    parts = []
    for n in range(count):
        for side, sign, order in ((0, "<", "DESC"), (1, ">", "ASC")):
            parts.append(
                f"SELECT * FROM (SELECT {n} AS n, {side} AS side, rank, claim FROM blocks "  # noqa: S608
                f"WHERE block = :b{n} AND rank {sign} :rank ORDER BY rank {order} LIMIT :most) AS s{n}_{side}"
            )
    return text(" UNION ALL ".join(parts))


@lru_cache(maxsize=256)
def _between(count: int) -> TextClause:
    parts = [
        f"SELECT {n} AS n, count(*) AS steps FROM (SELECT 1 FROM blocks WHERE block = :b{n} AND rank > :l{n} "  # noqa: S608
        f"AND rank <= :h{n} LIMIT :most) AS s{n}"
        for n in range(count)
    ]
    return text(" UNION ALL ".join(parts))
