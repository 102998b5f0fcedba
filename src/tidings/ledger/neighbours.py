"""Which claims are worth linking, kept up to date as claims come and go.

Linking compares claims that stand near each other in a shared block. A new claim pushes some pairs apart and brings
others near it; a claim that goes lets pairs meet. Both are followed exactly, so that what stands here depends on the
claims alone and never on the order they came in, and a report costs the same in a ledger of any size.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from tidings import linking
from tidings.errors import LedgerError
from tidings.ledger import schema
from tidings.ledger.chain import dumps, portions
from tidings.ledger.windows import Pair, Place, Row, near_in_some_block, rows_around
from tidings.linking import Item
from tidings.linking.items import FORMAT

__all__ = ["Cache", "Neighbours", "linking_version"]

_MOST_CACHED = 20_000
_TOGETHER = 20
"""Claims that come or go at once."""
Cache = dict[int, Item]
"""Items by the number of their claim: those looked at last."""


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
        told = {number: item.to_json() for number, item in items.items()}
        shared = self._share(report, list(told.values()))
        own = {number: dumps({k: v for k, v in item.items() if k not in shared}) for number, item in told.items()}
        for group in portions(list(items), _TOGETHER):
            homes = self._come({number: items[number] for number in group})
            rows = [{"claim": n, "report": report, "component": homes[n], "item": own[n]} for n in group]
            self.conn.execute(insert(schema.items), rows)

    def go(self, numbers: Iterable[int]) -> None:
        """Claims are no longer linked."""
        for group in portions(sorted(set(numbers)), _TOGETHER):
            self._go(self.items(group))

    def unite(self, numbers: Iterable[int]) -> None:
        """Claims are looked at together from now on, whatever they have in common."""
        found = {c for group in portions(sorted(set(numbers))) for c in self._components(group)}
        self._merge(found)

    # ---- what is stored

    def items(self, numbers: Sequence[int]) -> Cache:
        """The items of claims that are linked."""
        found = {n: self.cache[n] for n in numbers if n in self.cache}
        kept, shared = schema.items.c, schema.items_shared.c
        for group in portions([n for n in numbers if n not in found]):
            rows = self.conn.execute(
                select(kept.claim, kept.item, shared.shared)
                .join_from(schema.items, schema.items_shared, kept.report == shared.report)
                .where(kept.claim.in_(group))
            )
            found.update({row.claim: _item(row.shared, row.item) for row in rows})
        for number, item in found.items():
            self._remember(number, item)
        return found

    def _remember(self, number: int, item: Item) -> None:
        self.cache.pop(number, None)
        while len(self.cache) >= _MOST_CACHED:
            del self.cache[next(iter(self.cache))]
        self.cache[number] = item

    def _share(self, report: int, told: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        """What all items of the report have in common is kept once; that is not kept with each of them."""
        table = schema.items_shared
        known = self.conn.execute(select(table.c.shared).where(table.c.report == report)).scalar()
        if known is None:
            shared = {k: v for k, v in told[0].items() if all(k in t and t[k] == v for t in told)}
            self.conn.execute(insert(table), {"report": report, "shared": dumps(shared)})
            return shared
        kept: dict[str, Any] = json.loads(known)
        fits = all(k in t and json.loads(dumps(t[k])) == v for t in told for k, v in kept.items())
        return kept if fits else self._spread(report)

    def _spread(self, report: int) -> dict[str, Any]:
        """Nothing is common to the report's items any more: write each out."""
        table = schema.items
        numbers = list(self.conn.execute(select(table.c.claim).where(table.c.report == report)).scalars())
        for number, item in self.items(numbers).items():
            self.conn.execute(update(table).where(table.c.claim == number).values(item=dumps(item.to_json())))
        self.conn.execute(update(schema.items_shared).where(schema.items_shared.c.report == report).values(shared="{}"))
        return {}

    # ---- blocks and edges

    def _come(self, items: Mapping[int, Item]) -> dict[int, int]:
        """Blocks and edges of new claims; the component of each."""
        places = [place for number, item in items.items() for place in _places(number, item)]
        rows = rows_around(self.conn, places)
        self.conn.execute(insert(schema.blocks), [place._asdict() for place in places])
        near: dict[int, set[int]] = {number: set() for number in items}
        for row in rows:
            for number in row.movers:
                near[number].update(row.near(number))
        edges = self._weighed({(n, m) if n < m else (m, n) for n, others in near.items() for m in others}, items)
        for number, item in items.items():
            self._remember(number, item)
        self._add(edges)
        self._part({p for row in rows for p in row.parted() if not any(r.holds(p) for r in rows)}, rows)
        return self._join(items, edges)

    def _go(self, items: Mapping[int, Item]) -> None:
        if not items:
            return
        places = [place for number, item in items.items() for place in _places(number, item)]
        rows = rows_around(self.conn, places)
        self.touched.update(self._components(list(items)))
        table, edges = schema.blocks.c, schema.edges
        for place in places:
            here = (table.block == place.block, table.rank == place.rank)
            self.conn.execute(delete(schema.blocks).where(*here))
        linked = list(self.conn.execute(select(edges.c.b).where(edges.c.a.in_(list(items))).distinct()).scalars())
        for group in portions(linked):
            self.conn.execute(delete(edges).where(edges.c.a.in_(group), edges.c.b.in_(list(items))))
        self.conn.execute(delete(edges).where(edges.c.a.in_(list(items))))
        self.conn.execute(delete(schema.items).where(schema.items.c.claim.in_(list(items))))
        met = {p for row in rows for p in row.parted()}
        found = self._weighed(met - self._with_edge(met))
        self._add(found)
        for a, b, _ in found:
            self._merge(self._components([a, b]))

    def _weighed(self, pairs: set[Pair], new: Mapping[int, Item] | None = None) -> list[tuple[int, int, float]]:
        """The pairs that may be of one event, with their weight; `new` are items that are not stored yet."""
        own = new or {}
        known = {**self.items(sorted({n for p in pairs for n in p} - set(own))), **own}
        least = linking.weights().threshold
        scored = ((a, b, linking.log_odds(known[a], known[b], least)) for a, b in sorted(pairs))
        return [edge for edge in scored if edge[2] >= least]

    def _add(self, found: Sequence[tuple[int, int, float]]) -> None:
        if found:
            rows = [{"a": x, "b": y, "weight": weight} for a, b, weight in found for x, y in ((a, b), (b, a))]
            self.conn.execute(insert(schema.edges), rows)

    def _part(self, pairs: set[Pair], rows: Sequence[Row]) -> None:
        """Pairs that were pushed apart in one block lose their edge, unless another block still holds them; those of
        `rows` hold none of them.
        """
        one_stretch = {(row.block, n): place for place, row in enumerate(rows) for n in row.at}
        pairs = self._with_edge(pairs)
        known = self.items(sorted({n for p in pairs for n in p}))
        places = {n: {place.block: place.rank for place in _places(n, item)} for n, item in known.items()}
        asked = []
        for a, b in sorted(pairs):
            for block in sorted(places[a].keys() & places[b].keys()):
                if one_stretch.get((block, a), -1) == one_stretch.get((block, b), -2):
                    continue
                one, other = places[a][block], places[b][block]
                asked.append(((a, b), block, min(one, other), max(one, other)))
        lost = sorted(pairs - near_in_some_block(self.conn, asked))
        if lost:
            edges = schema.edges.c
            both_ways = delete(schema.edges).where(edges.a == bindparam("x"), edges.b == bindparam("y"))
            self.conn.execute(both_ways, [{"x": x, "y": y} for a, b in lost for x, y in ((a, b), (b, a))])
            for group in portions(sorted({n for pair in lost for n in pair})):
                self.touched.update(self._components(group))

    def _with_edge(self, pairs: set[Pair]) -> set[Pair]:
        found: set[Pair] = set()
        edges = schema.edges.c
        ends = sorted({b for _, b in pairs})
        for group in portions(sorted({a for a, _ in pairs}), 200):
            for part in portions(ends, 200):
                query = select(edges.a, edges.b).where(edges.a.in_(group), edges.b.in_(part))
                found.update(p for a, b in self.conn.execute(query) if (p := (a, b)) in pairs)
        return found

    # ---- components

    def _components(self, numbers: Sequence[int]) -> set[int]:
        table = schema.items.c
        return set(self.conn.execute(select(table.component).where(table.claim.in_(numbers))).scalars())

    def _join(self, items: Mapping[int, Item], edges: Sequence[tuple[int, int, float]]) -> dict[int, int]:
        """The component of each new claim; those that edges bring together become one."""
        others = sorted({n for a, b, _ in edges for n in (a, b)} - set(items))
        home = {n: n for n in items}
        for group in portions(others):
            table = schema.items.c
            rows = self.conn.execute(select(table.claim, table.component).where(table.claim.in_(group)))
            home.update({r.claim: r.component for r in rows})
        joined = {c: {c} for c in home.values()}
        for a, b, _ in edges:
            one, other = joined[home[a]], joined[home[b]]
            if one is not other:
                one |= other
                joined.update(dict.fromkeys(other, one))
        stored = {home[n] for n in others}
        for together in {id(g): g for g in joined.values()}.values():
            self._unite(min(together), together & stored)
        return {n: min(joined[n]) for n in items}

    def _merge(self, components: set[int]) -> None:
        """Components that have come to touch each other are one."""
        if components:
            self._unite(min(components), components)

    def _unite(self, first: int, stored: set[int]) -> None:
        """The claims of components become those of `first`."""
        others = sorted(stored - {first})
        for group in portions(others):
            table = schema.items
            self.conn.execute(update(table).where(table.c.component.in_(group)).values(component=first))
        self.touched.difference_update(others)
        self.touched.add(first)


def _places(number: int, item: Item) -> list[Place]:
    """Where a claim stands: each of its blocks once."""
    rank = linking.rank(item).encode()
    return [Place(block, rank, number) for block in dict.fromkeys(_key(b) for b in linking.blocks(item))]


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
