"""Which claims are in force, and what took the place of those that were."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from tidings.ledger import schema
from tidings.ledger.chain import portions

__all__ = ["current_claims", "live"]

_claims = schema.claims.c


def current_claims(conn: Connection, event: int) -> list[int]:
    """Numbers of an event's claims in force, in the order they came."""
    query = select(_claims.number).where(_claims.event == event, _claims.state == "current").order_by(_claims.number)
    return list(conn.execute(query).scalars())


def live(conn: Connection, numbers: Iterable[int], state: str = "current") -> list[int]:
    """The claims in force (or in another state) that stand for these now: themselves or what replaced them."""
    found: set[int] = set()
    seen: set[int] = set()
    new = set(numbers)
    while new:
        seen |= new
        following: set[int] = set()
        for group in portions(sorted(new)):
            columns = (_claims.number, _claims.state, _claims.successor)
            for row in conn.execute(select(*columns).where(_claims.number.in_(group))):
                if row.state == state:
                    found.add(row.number)
                elif row.successor is not None:
                    following.add(row.successor)
        new = following - seen
    return sorted(found)
