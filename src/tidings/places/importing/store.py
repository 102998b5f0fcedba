"""Imported rows into a user's gazetteer file: written beside it and renamed into place, whole or not at all."""

import os
import sqlite3
import tempfile
from collections import defaultdict
from contextlib import closing
from datetime import date
from pathlib import Path

from tidings.errors import InputError
from tidings.places.gazetteer import Entry, Gazetteer, GazetteerError
from tidings.places.geometry import distance_km
from tidings.places.importing.formats import reader
from tidings.places.importing.rows import BadRow, Imported, Row
from tidings.places.keys import bones, fold, is_latin
from tidings.places.layout import FORMAT, LEVELS, NAMES, SCHEMA, own_id
from tidings.places.words import words

__all__ = ["load"]

_MAIN, _OTHER, _OWN = (NAMES.index(how) for how in ("main", "other", "own"))
_PARENT_KM, _LEAST_KM = 400.0, 20.0


def load(source: Path, target: Path, gazetteer: Gazetteer | None = None) -> Imported:
    """Add the places of `source` to the gazetteer file `target`; a place with the same id is replaced.

    `gazetteer` (by default the bundled one) gives points to units without coordinates and names to parents. Raises
    InputError for a file of no known format, GazetteerError where `target` is not a gazetteer of this version.
    """
    if not source.is_file():
        raise InputError(f"{source}: no such file; check the name")
    read = reader(source)
    known = gazetteer or Gazetteer()
    done, rows = Imported(), []
    for line_number, found in read(source):
        if found is None:
            done.passed_over += 1
            continue
        try:
            if isinstance(found, str):
                raise BadRow(found)
            row = _pointed(found.checked(), known)
            if row.kind is None and row.level == "area" and (word := words().strip(row.name).level) is not None:
                row.kind = word.kind
            rows.append((line_number, row))
        except BadRow as reason:
            done.broken.append((line_number, str(reason)))
    _measured([row for _, row in rows])
    if not rows:
        raise InputError(f"{source}: no row can be kept ({_first(done)}); nothing is imported")
    _write(target, _Placed([row for _, row in rows], known), source.name)
    done.kept = len(rows)
    return done


def _first(done: Imported) -> str:
    return f"line {done.broken[0][0]}: {done.broken[0][1]}" if done.broken else "it holds none"


def _pointed(row: Row, known: Gazetteer) -> Row:
    """A row with a point: its own, or that of the bundled gazetteer's unit of this name and country."""
    if row.latitude is not None and row.longitude is not None:
        return row
    alike = [h.entry for h in known.named(row.name) if h.entry.country == row.country and h.entry.level == row.level]
    if not alike:
        raise BadRow(f"{row.name!r} has no coordinates, and the gazetteer knows no {row.level} of that name")
    row.latitude, row.longitude = alike[0].point
    row.geonames = row.geonames or alike[0].geonames
    return row


def _measured(rows: list[Row]) -> None:
    """A radius for countries and units that bring none, wide enough for the file's places in them."""
    for row in rows:
        if row.radius is None and row.level in ("country", "admin1", "admin2"):
            inside = [r for r in rows if r.country == row.country and (row.level == "country" or r.parent == row.name)]
            reach = max((_apart(row, r) for r in inside if r is not row), default=0.0)
            row.radius = round(max(_LEAST_KM, 1.2 * reach), 1) if reach else None


class _Placed:
    """Rows with ids, and the ids of what they lie in."""

    def __init__(self, rows: list[Row], known: Gazetteer) -> None:
        self.rows, self.known = rows, known
        self.ids = [row.geonames or own_id(row.country, row.name, row.level, row.ident or row.latitude) for row in rows]
        self.by_ident = {row.ident: i for i, row in enumerate(rows) if row.ident}
        self.by_name: dict[tuple[str | None, str], list[int]] = defaultdict(list)
        for i, row in enumerate(rows):
            self.by_name[row.country, fold(row.name)].append(i)

    def units(self, i: int, depth: int = 0) -> tuple[int | None, int | None, int | None]:
        """Ids of admin 1, admin 2 and the named parent of a row."""
        row = self.rows[i]
        found: dict[str, int | None] = {"admin1": None, "admin2": None}
        for ident in row.above:
            above = self.by_ident.get(ident)
            if above is not None and above != i and self.rows[above].level in found:
                found[self.rows[above].level] = self.ids[above]
        parent = None
        if row.parent:
            parent, level, upper = self._parent(i, depth)
            found.update({k: v for k, v in upper.items() if v is not None and found.get(k) is None})
            if level in found:
                found[level] = parent
        return found["admin1"], found["admin2"], parent

    def _parent(self, i: int, depth: int) -> tuple[int | None, str, dict[str, int | None]]:
        """A row's parent by name, in the same file or in the gazetteer: id, level and the units above it."""
        row = self.rows[i]
        named = [j for j in self.by_name[row.country, fold(row.parent or "")] if j != i]
        if named and depth < len(LEVELS):
            nearest = min(named, key=lambda j: _apart(row, self.rows[j]))
            admin1, admin2, _ = self.units(nearest, depth + 1)
            return self.ids[nearest], self.rows[nearest].level, {"admin1": admin1, "admin2": admin2}
        hits = [h.entry for h in self.known.named(row.parent or "") if h.entry.country == row.country]
        point = (row.latitude or 0.0, row.longitude or 0.0)
        near = [e for e in hits if distance_km(e.point, point) <= _PARENT_KM]
        if not near:
            return None, "", {}
        best: Entry = min(near, key=lambda e: distance_km(e.point, point))
        return best.id, best.level, {"admin1": best.admin1, "admin2": best.admin2}


def _apart(a: Row, b: Row) -> float:
    return distance_km((a.latitude or 0.0, a.longitude or 0.0), (b.latitude or 0.0, b.longitude or 0.0))


def _write(target: Path, placed: _Placed, source: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    try:
        with closing(sqlite3.connect(name)) as new:
            if target.exists():
                _copy(target, new)
            else:
                new.executescript(SCHEMA)
                new.execute(f"PRAGMA user_version={FORMAT}")
            _insert(new, placed)
            facts = {f"import of {source}": date.today().isoformat(), "complete": "1"}
            new.executemany("INSERT OR REPLACE INTO meta VALUES(?,?)", facts.items())
            new.commit()
            new.execute("VACUUM")
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _copy(target: Path, new: sqlite3.Connection) -> None:
    Gazetteer(target).close()  # refuses what is none of ours
    try:
        with closing(sqlite3.connect(target)) as old:
            old.backup(new)
    except sqlite3.DatabaseError as error:
        raise GazetteerError(f"{target} is damaged ({error}); delete it and import its sources again") from error


def _insert(new: sqlite3.Connection, placed: _Placed) -> None:
    for i, (ident, row) in enumerate(zip(placed.ids, placed.rows, strict=True)):
        for tab in ("names", "bones"):
            new.execute(f"DELETE FROM {tab} WHERE place=?", (ident,))  # noqa: S608 - two names of our own
        admin1, admin2, parent = placed.units(i)
        point = (row.latitude, row.longitude, row.population, row.radius, row.kind)
        values = (ident, row.name, LEVELS.index(row.level), row.country, admin1, admin2, parent, *point)
        new.execute("INSERT OR REPLACE INTO places VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", values)
        for key, rank in _keys(row).items():
            new.execute("INSERT OR REPLACE INTO names VALUES(?,?,?)", (key, ident, rank))
            if row.country and (left := bones(key)):
                new.execute("INSERT OR REPLACE INTO bones VALUES(?,?,?,?)", (left, row.country, key, ident))


def _keys(row: Row) -> dict[str, int]:
    """Folded names with their rank."""
    found = {fold(n): _OWN if row.own else _OTHER for n in row.names if is_latin(n)}
    found[fold(row.name)] = _OWN if row.own else _MAIN
    return {key: rank for key, rank in found.items() if len(key) > 1}
