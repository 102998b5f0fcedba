"""What is asked for: the one filter that lists, maps, timelines, facets, the command line and addresses share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from tidings.errors import InputError

__all__ = ["Filter"]

_MANY = ("place", "country", "type", "source", "kind", "party", "publisher", "grade")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Conditions that all hold; of several values of one field, any.

    `since`, `until`: days, both included, that the event's own days overlap (an event no claim dates counts as of its
    first report's day). `place`: a name, or the name of an area it lies in. `near`: latitude, longitude, km around
    them. `box`: south, west, north, east. `country`: ISO 3166 alpha-2 of a place. `type`: event type of a claim.
    `source`: who says it, by name (a part of the name where no source has the whole). `kind`: kind of source. `party`:
    side a source speaks for. `publisher`: of a report. `toll_min`, `toll_max`: the highest reported number of killed is
    at least, the lowest at most. `text`: full-text query over the claims' sentences and names. `updated_since`: UTC
    time of the last change. `report`: id of a report it has claims of.
    """

    since: date | None = None
    until: date | None = None
    place: tuple[str, ...] = ()
    near: tuple[float, float, float] | None = None
    box: tuple[float, float, float, float] | None = None
    country: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    contested: bool | None = None
    toll_min: int | None = None
    toll_max: int | None = None
    text: str | None = None
    updated_since: str | None = None
    report: str | None = None

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "Filter":
        """A filter of words as a command line or an address gives them; what is not given is left out.

        Raises InputError that names the field and what it should be.
        """
        known = {f.name for f in fields(cls)}
        unknown = sorted(set(values) - known)
        if unknown:
            raise InputError(f"no filter is called {unknown[0]!r}; there are {', '.join(sorted(known))}")
        found = {n: _READ.get(n, _text)(n, v) for n, v in values.items() if v is not None and v not in ("", (), [])}
        made = cls(**found)
        if made.since and made.until and made.until < made.since:
            raise InputError(f"until ({made.until}) is before since ({made.since})")
        return made

    def words(self) -> dict[str, str | list[str]]:
        """The filter as `read` takes it, for addresses: only what is set."""
        found: dict[str, str | list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or value == ():
                continue
            if field.name in _MANY:
                found[field.name] = list(value)
            elif isinstance(value, tuple):
                found[field.name] = ",".join(f"{n:g}" for n in value)
            elif isinstance(value, bool):
                found[field.name] = "yes" if value else "no"
            else:
                found[field.name] = str(value)
        return found

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return self != Filter()


def _text(name: str, value: Any) -> str:
    del name
    return str(value)


def _listed(name: str, value: Any) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else list(value)
    return tuple(str(v).upper() if name == "country" else str(v) for v in listed if str(v).strip())


def _day(name: str, value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"{name}: {value!r} is no day; write YYYY-MM-DD") from error


def _moment(name: str, value: Any) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"{name}: {value!r} is no time; write it like 2024-01-31T12:00:00Z") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _numbers(name: str, value: Any, count: int, what: str) -> tuple[float, ...]:
    parts: Sequence[Any] = str(value).split(",") if isinstance(value, str) else list(value)
    try:
        found = tuple(float(p) for p in parts)
    except (TypeError, ValueError):
        found = ()
    if len(found) != count or not all(-1e6 < n < 1e6 for n in found):
        raise InputError(f"{name}: {value!r} should be {what}")
    return found


def _near(name: str, value: Any) -> tuple[float, ...]:
    what = "LATITUDE,LONGITUDE,KM, for example 48.5,35.0,50"
    latitude, longitude, km = _numbers(name, value, 3, what)
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and 0 <= km <= 20_100):
        raise InputError(f"{name}: {value!r} should be {what}")
    return latitude, longitude, km


def _box(name: str, value: Any) -> tuple[float, ...]:
    south, west, north, east = _numbers(name, value, 4, "SOUTH,WEST,NORTH,EAST in degrees")
    if not (-90 <= south <= north <= 90):
        raise InputError(f"{name}: {value!r} should be SOUTH,WEST,NORTH,EAST in degrees, south below north")
    return south, west, north, east


def _flag(name: str, value: Any) -> bool:
    words = str(value).lower()
    if words in ("yes", "true", "1"):
        return True
    if words in ("no", "false", "0"):
        return False
    raise InputError(f"{name}: {value!r} should be yes or no")


def _count(name: str, value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = -1
    if not 0 <= number <= 2_000_000_000:
        raise InputError(f"{name}: {value!r} is no count; write a whole number from 0")
    return number


_READ: dict[str, Any] = {
    **dict.fromkeys(_MANY, _listed),
    "since": _day,
    "until": _day,
    "near": _near,
    "box": _box,
    "contested": _flag,
    "toll_min": _count,
    "toll_max": _count,
    "updated_since": _moment,
}
