"""What a page shows as its address, and addresses that differ from it by one choice: the whole state is in the URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from tidings.ledger import Filter

__all__ = ["MANY", "View"]

MANY = ("place", "country", "type", "source", "kind", "party", "publisher", "grade")
_KNOWN = tuple(f.name for f in fields(Filter))
ORDERS = {"latest": "latest first", "oldest": "oldest first", "toll": "highest toll", "updated": "last changed"}


@dataclass(frozen=True)
class View:
    """A filter and how its events are listed, at an address of the app."""

    path: str
    wanted: Filter
    order: str = "latest"

    @classmethod
    def read(cls, path: str, params: QueryParams) -> "View":
        """The view an address asks for; what it says beside is passed over. Raises InputError for a wrong value."""
        values: dict[str, Any] = {}
        for name in _KNOWN:
            listed = [v for v in params.getlist(name) if v.strip()]
            if listed:
                values[name] = listed if name in MANY else listed[-1]
        order = params.get("order", "latest")
        return cls(path, Filter.read(values), order if order in ORDERS else "latest")

    def words(self) -> dict[str, Any]:
        """The state as it stands in the address."""
        found: dict[str, Any] = dict(self.wanted.words())
        if self.order != "latest":
            found["order"] = self.order
        return found

    @property
    def query(self) -> str:
        """The state as a query string."""
        return query(self.words())

    @property
    def url(self) -> str:
        """The address."""
        return self._at(self.words())

    def _at(self, words: Mapping[str, Any], path: str | None = None) -> str:
        told = query(words)
        return f"{path or self.path}?{told}" if told else (path or self.path)

    def at(self, path: str) -> str:
        """The same state at another path."""
        return self._at(self.words(), path)

    def put(self, **values: Any) -> str:
        """The address with other values; null takes one away."""
        words = {**self.words(), **values}
        ordered = [n for n in (*_KNOWN, *words) if words.get(n) not in (None, "", [])]
        return self._at({n: words[n] for n in ordered})

    def has(self, field: str, value: str) -> bool:
        """Whether a value of a field is chosen."""
        listed = self.words().get(field, [])
        return value in listed if isinstance(listed, list) else value == listed

    def toggled(self, field: str, value: str) -> str:
        """The address with one value more, or without it."""
        words = self.words()
        if field not in MANY:
            return self.put(**{field: None if self.has(field, value) else value})
        listed: Sequence[str] = words.get(field, [])
        return self.put(**{field: [v for v in listed if v != value] if value in listed else [*listed, value]})

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        """Every choice as (field, value, address without it)."""
        found = []
        for field, value in self.wanted.words().items():
            for one in value if isinstance(value, list) else [value]:
                without = self.toggled(field, one) if field in MANY else self.put(**{field: None})
                found.append((field, one, without))
        return found


def query(words: Mapping[str, Any]) -> str:
    """A query string; lists give their name several times."""
    return urlencode([(k, v) for k, value in words.items() for v in (value if isinstance(value, list) else [value])])
