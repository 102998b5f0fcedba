"""The gazetteer: places by name, read from a SQLite file that is unpacked once into the user's cache."""

import json
import lzma
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from functools import cached_property
from importlib.resources import files
from math import cos, radians
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import platformdirs
from numpy.typing import NDArray

from tidings.claim import Place
from tidings.errors import TidingsError
from tidings.places.geometry import distance_km
from tidings.places.keys import fold
from tidings.places.layout import FORMAT, LEVELS, NAMES

__all__ = ["Entry", "Gazetteer", "GazetteerError", "Hit", "bundled_path", "user_path"]

CREDIT = "Places: GeoNames (geonames.org), CC BY 4.0"
"""To be shown wherever places are shown."""


class GazetteerError(TidingsError):
    """A gazetteer file that is missing, half-built or of another version."""


class Entry(NamedTuple):
    """A place of the gazetteer. `id` is the GeoNames id, negative where GeoNames has none."""

    id: int
    name: str
    level: str
    country: str | None
    admin1: int | None
    admin2: int | None
    parent: int | None
    latitude: float
    longitude: float
    population: int
    radius: float | None
    kind: str | None

    @property
    def geonames(self) -> int | None:
        """GeoNames id, if it has one."""
        return self.id if self.id > 0 else None

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.latitude, self.longitude


class Hit(NamedTuple):
    """A place found under a name; `how` is one of `layout.NAMES`, or "yours" for a name of the user's own list."""

    entry: Entry
    how: str


def user_path() -> Path:
    """Where `tidings places import` puts a user's own places."""
    return platformdirs.user_data_path("tidings") / "places.sqlite"


def bundled_path() -> Path:
    """The bundled gazetteer, unpacked into the user's cache if it is not there yet."""
    packed = files("tidings.places").joinpath("data/gazetteer.sqlite.xz")
    facts_file = files("tidings.places").joinpath("data/gazetteer.sqlite.json")
    if not packed.is_file() or not facts_file.is_file():
        raise GazetteerError(
            "no gazetteer in this installation (tidings/places/data/gazetteer.sqlite.xz); "
            "install again with pip, which makes it: pip install --force-reinstall tidings"
        )
    facts = json.loads(facts_file.read_text("utf-8"))
    name = f"gazetteer-{facts['format']}-{facts['sha256'][:12]}.sqlite"
    folders = [platformdirs.user_cache_path("tidings"), Path(tempfile.gettempdir()) / f"tidings-{os.getuid()}"]
    for folder in folders:
        target = folder / name
        if target.is_file() and target.stat().st_size == facts["unpacked"] and _is_ours(folder):
            return target
    with packed.open("rb") as source:
        data = source.read()
    for folder in folders:
        if _unpack(data, folder / name):
            return folder / name
    raise GazetteerError(f"cannot write the gazetteer into {folders[0]}; make it writable or set XDG_CACHE_HOME")


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can have put files there, as they can into the shared folder for temporary files."""
    facts = folder.stat()
    return facts.st_uid == os.getuid() and not facts.st_mode & 0o002


def _unpack(packed: bytes, target: Path) -> bool:
    """Write the unpacked file whole (temporary name, then renamed) and clear away older ones."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_ours(target.parent):
            return False
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
            file.write(lzma.decompress(packed))
        os.replace(file.name, target)
    except OSError:
        return False
    except lzma.LZMAError as error:
        raise GazetteerError(f"the packed gazetteer is damaged ({error}); install tidings again") from error
    for old in target.parent.glob("gazetteer-*.sqlite"):
        if old != target:
            old.unlink(missing_ok=True)
    return True


_COLUMNS = (
    "p.id,p.name,p.level,p.country,p.admin1,p.admin2,p.parent,p.latitude,p.longitude,p.population,p.radius,p.kind"
)
_SAME_DEGREES = 0.01
_KEPT = 20_000
"""Names whose places are kept in memory; then the cache starts anew."""


class Gazetteer:
    """Places by name, from one file or several laid over each other (the user's own first).

    Opened read-only; raises GazetteerError where a file is missing, half-built or of another version.
    """

    def __init__(self, path: Path | str | None = None, *more: Path | str) -> None:
        self.paths = [Path(p) for p in more] + [Path(path) if path is not None else bundled_path()]
        self._files = [_open(p) for p in self.paths]
        self._named: dict[str, list[Hit]] = {}
        self._entries: dict[int, Entry | None] = {}

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()

    def named(self, name: str) -> list[Hit]:
        """All places that bear a name, in whatever case and with or without marks."""
        return self.keyed(fold(name))

    def keyed(self, key: str) -> list[Hit]:
        """All places under a folded name."""
        if key in self._named:
            return self._named[key]
        if len(self._named) > _KEPT:
            self._named.clear()
        sql = f"SELECT {_COLUMNS},n.rank FROM names n JOIN places p ON p.id=n.place WHERE n.key=?"  # noqa: S608
        found: dict[int, Hit] = {}
        for row in self._all(sql, (key,)) if key else ():
            how = NAMES[row[12]]
            found.setdefault(row[0], Hit(_entry(row), "yours" if how == "own" and row[13] else how))
        hits = self._named[key] = list(found.values())
        return hits

    def alike(self, bones: str, countries: Iterable[str] = ()) -> list[tuple[Entry, str]]:
        """Places of a skeleton (`keys.skeleton`) in the given countries or in all, with the folded name that has it."""
        wanted = list(countries)
        sql = f"SELECT {_COLUMNS},b.key FROM bones b JOIN places p ON p.id=b.place WHERE b.bones=?"  # noqa: S608
        if wanted:
            sql += f" AND b.country IN ({','.join('?' * len(wanted))})"
        return [(_entry(row), row[12]) for row in self._all(sql + " LIMIT 1000", (bones, *wanted))] if bones else []

    def spellings(self, place: int) -> list[str]:
        """The folded names of a place, for display and tests; slow, as names are stored by name."""
        return [row[0] for row in self._all("SELECT key FROM names WHERE place=?", (place,))]

    def entry(self, place: int | None) -> Entry | None:
        """A place by its id."""
        if place is None:
            return None
        if place not in self._entries:
            if len(self._entries) > _KEPT:
                self._entries.clear()
            rows = self._all(f"SELECT {_COLUMNS} FROM places p WHERE p.id=?", (place,))  # noqa: S608
            self._entries[place] = _entry(rows[0]) if rows else None
        return self._entries[place]

    def of(self, place: Place) -> Entry | None:
        """The entry a resolved place was made of."""
        if place.geonames is not None:
            return self.entry(place.geonames)
        if place.name is None or place.latitude is None or place.longitude is None:
            return None
        alike = [h.entry for h in self.named(place.name) if h.entry.level == place.level]
        point = (place.latitude, place.longitude)
        same = [e for e in alike if max(abs(e.latitude - point[0]), abs(e.longitude - point[1])) < _SAME_DEGREES]
        return same[0] if same else None

    def towns_near(self, point: tuple[float, float], km: float) -> list[Entry]:
        """Towns within `km` of a point, the nearest first; the first call reads the points of all towns."""
        ids, latitudes, longitudes = self._towns
        high = km / 111.0
        first, last = np.searchsorted(latitudes, (point[0] - high, point[0] + high))
        turn = np.abs((longitudes[first:last] - point[1] + 180.0) % 360.0 - 180.0)
        close = np.flatnonzero(turn <= high / max(0.01, cos(radians(point[0]))))
        entries = [self.entry(int(i)) for i in ids[first:last][close]]
        apart = sorted((distance_km(point, e.point), e.id, e) for e in entries if e is not None)
        return [e for distance, _, e in apart if distance <= km]

    @cached_property
    def _towns(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Ids, latitudes and longitudes of all towns, by latitude."""
        rows = self._all("SELECT id, latitude, longitude FROM places WHERE level=3", ())
        table = np.array([row[:3] for row in rows], dtype=np.float64).reshape(-1, 3)
        table = table[np.argsort(table[:, 1], kind="stable")]
        return table[:, 0].astype(np.int64), table[:, 1], table[:, 2]

    def chain(self, entry: Entry) -> list[Entry]:
        """The admin units (and the named place) above a place, largest first."""
        above = (self.entry(i) for i in (entry.admin1, entry.admin2, entry.parent))
        return list(dict.fromkeys(e for e in above if e is not None and e.id != entry.id))

    @cached_property
    def countries(self) -> dict[str, Entry]:
        """Countries by ISO 3166 alpha-2 code."""
        listed = ",".join(str(int(i)) for i in json.loads(self.facts.get("countries", "[]")))
        where = f"p.id IN ({listed}) OR (p.id < 0 AND p.level=0)" if listed else "p.level=0"
        rows = self._all(f"SELECT {_COLUMNS} FROM places p WHERE {where}", ())  # noqa: S608
        return {row[3]: _entry(row) for row in reversed(rows) if row[3]}

    @cached_property
    def neighbours(self) -> dict[str, frozenset[str]]:
        """Countries that share a border with each country."""
        table = json.loads(self.facts.get("neighbours", "{}"))
        return {code: frozenset(near) for code, near in table.items()}

    @cached_property
    def facts(self) -> dict[str, str]:
        """What the bundled file says of itself: credit, date, counts."""
        return dict(self._files[-1].execute("SELECT key, value FROM meta"))

    def _all(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows of all files, each with whether it is of the user's own (not the bundled) one at its end."""
        try:
            last = len(self._files) - 1
            return [(*row, n < last) for n, file in enumerate(self._files) for row in file.execute(sql, values)]
        except sqlite3.DatabaseError as error:
            raise GazetteerError(
                f"the gazetteer {self.paths[-1]} is damaged ({error}); delete it to make it anew"
            ) from error


def _entry(row: tuple[Any, ...]) -> Entry:
    return Entry(row[0], row[1], LEVELS[row[2]], *row[3:12])


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise GazetteerError(f"no gazetteer at {path}; make one with: tidings places import FILE --gazetteer {path}")
    file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        version = file.execute("PRAGMA user_version").fetchone()[0]
        complete = version == FORMAT and file.execute("SELECT 1 FROM meta WHERE key='complete'").fetchone()
    except sqlite3.DatabaseError as error:
        file.close()
        raise GazetteerError(f"{path} is not a gazetteer ({error}); delete it, or name another file") from error
    if version != FORMAT:
        file.close()
        raise GazetteerError(
            f"the gazetteer {path} has format {version}, this Tidings reads {FORMAT}; import its source again"
        )
    if not complete:
        file.close()
        raise GazetteerError(f"the gazetteer {path} is half-built; delete it and import its source again")
    return file
