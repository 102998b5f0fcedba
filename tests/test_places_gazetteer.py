"""The gazetteer file: what it holds, how it is unpacked, and what is refused."""

import sqlite3
import tempfile
import time
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from tidings.places import Gazetteer, GazetteerError, Resolver
from tidings.places.gazetteer import bundled_path
from tidings.places.geometry import distance_km
from tidings.places.keys import fold
from tidings.places.layout import FORMAT, LEVELS, SCHEMA

TABLES = sorted(p for p in files("tidings.codebook").joinpath("places").iterdir() if p.name.endswith(".yaml"))
ROWS = [
    (path.name, country, row)
    for path in TABLES
    for country, rows in yaml.safe_load(path.read_text("utf-8")).items()
    for row in rows
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def test_it_holds_countries_units_towns_and_our_own(gazetteer: Gazetteer) -> None:
    with sqlite3.connect(gazetteer.paths[-1]) as file:
        counts = file.execute("SELECT level, count(*) FROM places GROUP BY level").fetchall()
    file.close()
    found = {LEVELS[level]: count for level, count in counts}
    assert found["country"] >= 245
    assert found["admin1"] > 3_500
    assert found["admin2"] > 30_000
    assert found["town"] > 230_000
    assert found["water"] > 100
    assert "GeoNames" in gazetteer.facts["credit"]


def test_the_packed_file_is_small_and_says_what_it_is() -> None:
    packed = files("tidings.places").joinpath("data/gazetteer.sqlite.xz")
    assert len(packed.read_bytes()) <= 16_000_000


def test_our_own_table_has_its_regions_and_sites() -> None:
    assert len(ROWS) >= 400
    countries = Counter(country for _, country, _ in ROWS)
    wanted = ("UA", "PS", "SY", "LB", "SD", "YE", "IQ", "ET", "CD", "ML", "BF", "MM", "SO", "AF", "IN", "AZ", "HT")
    assert {c: countries[c] for c in wanted if countries[c] < 5} == {}
    kinds = Counter(row.get("kind") for _, _, row in ROWS)
    assert all(kinds[k] >= 3 for k in ("camp", "airport", "dam", "crossing", "hospital"))


def test_every_own_row_is_in_the_gazetteer_near_its_point(gazetteer: Gazetteer) -> None:
    far = []
    for file, country, row in ROWS:
        code = None if country in ("SEA", "WORLD") else country
        hits = [h.entry for h in gazetteer.named(row["name"]) if h.how == "own" and h.entry.country == code]
        same = [e for e in hits if e.level == row["level"]]
        if not same:
            far.append(f"{file}: {row['name']} is missing")
        elif "at" in row and min(distance_km(tuple(row["at"]), e.point) for e in same) > 160:
            far.append(f"{file}: {row['name']} lies elsewhere")
    assert far == []


def test_own_sites_lie_where_their_parents_do(gazetteer: Gazetteer) -> None:
    far = []
    for _, country, row in ROWS:
        if "parent" not in row or "at" not in row:
            continue
        entry = next(h.entry for h in gazetteer.named(row["name"]) if h.how == "own" and h.entry.country == country)
        parent = gazetteer.entry(entry.parent)
        if parent is None or distance_km(parent.point, entry.point) > 60:
            far.append((row["name"], parent and parent.name))
    assert far == []


def test_own_towns_lie_near_other_towns_of_their_country(gazetteer: Gazetteer) -> None:
    alone = []
    for _, country, row in ROWS:
        if row["level"] in ("town", "quarter") and "at" in row:
            near = [e for e in gazetteer.towns_near(tuple(row["at"]), 200) if e.country == country]
            if not near:
                alone.append(row["name"])
    assert alone == []


@pytest.mark.parametrize("name", ["Diego Garcia", "Crimea", "Golan Heights", "Nagorno-Karabakh", "Abyei", "Kashmir"])
def test_disputed_lands_are_places(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.named(name)


def test_a_chain_goes_from_large_to_small(gazetteer: Gazetteer) -> None:
    town = next(h.entry for h in gazetteer.named("Marinka") if h.how == "own")
    assert [e.level for e in gazetteer.chain(town)] == ["admin1", "admin2"]


def test_opening_takes_little_time(gazetteer: Gazetteer) -> None:
    began = time.perf_counter()
    Gazetteer().named("Idlib")
    assert time.perf_counter() - began < 0.5, "50 ms on a free machine"


def test_it_is_unpacked_once_and_old_ones_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tidings").mkdir(mode=0o700)
    old = tmp_path / "tidings" / "gazetteer-1-abc.sqlite"
    old.write_bytes(b"old")
    first = bundled_path()
    assert first.parent == tmp_path / "tidings"
    assert not old.exists()
    stamp = first.stat().st_mtime_ns
    assert bundled_path() == first
    assert first.stat().st_mtime_ns == stamp
    first.write_bytes(b"cut short")
    assert Gazetteer().named("Idlib"), "a cut file is unpacked anew"


def test_an_unwritable_cache_is_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    assert bundled_path().parent.parent == tmp_path / "tmp"


def test_a_gazetteer_someone_else_could_have_put_there_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    folder = bundled_path().parent
    folder.chmod(0o777)
    with pytest.raises(GazetteerError, match="cannot write the gazetteer"):
        bundled_path()


def test_no_gazetteer_file(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"no gazetteer at .*none\.sqlite; make one with: tidings places import"):
        Gazetteer(tmp_path / "none.sqlite")


def test_a_file_that_is_no_gazetteer(tmp_path: Path) -> None:
    path = tmp_path / "no.sqlite"
    path.write_text("a letter to the editor\n" * 100)
    with pytest.raises(GazetteerError, match="is not a gazetteer"):
        Gazetteer(path)


def made(path: Path, version: int, complete: bool) -> Path:
    with sqlite3.connect(path) as file:
        file.executescript(SCHEMA)
        file.execute(f"PRAGMA user_version={version}")
        if complete:
            file.execute("INSERT INTO meta VALUES('complete', '1')")
    file.close()
    return path


def test_a_half_built_one(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="is half-built; delete it"):
        Gazetteer(made(tmp_path / "half.sqlite", FORMAT, complete=False))


def test_one_of_another_version(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=rf"has format {FORMAT + 1}, this Tidings reads {FORMAT}"):
        Gazetteer(made(tmp_path / "new.sqlite", FORMAT + 1, complete=True))


def test_a_damaged_one_is_told(tmp_path: Path) -> None:
    path = made(tmp_path / "torn.sqlite", FORMAT, complete=True)
    with sqlite3.connect(path) as file:
        file.execute("DROP TABLE names")
    file.close()
    with pytest.raises(GazetteerError, match="is damaged"):
        Gazetteer(path).named("Vesk")


def test_an_empty_one_knows_nothing(tmp_path: Path) -> None:
    empty = Resolver(Gazetteer(made(tmp_path / "empty.sqlite", FORMAT, complete=True)))
    assert empty.locate("Rain fell on Vesk.", [(13, 17)]) == [None]


def test_names_are_found_in_any_case_and_with_any_marks(gazetteer: Gazetteer) -> None:
    ids = {gazetteer.named(n)[0].entry.id for n in ("Şanlıurfa", "SANLIURFA", "sanliurfa")}
    assert len(ids) == 1
    assert fold("St. Louis") == fold("Saint Louis") == "saint louis"
