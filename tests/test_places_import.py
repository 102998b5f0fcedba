"""`tidings places import`: every format, broken rows, and what is never lost."""

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tidings.cli import build
from tidings.errors import InputError
from tidings.places import Gazetteer, GazetteerError, Resolver, load

CSV = """name,level,latitude,longitude,country,parent,aliases,population,radius_km,sensitive
Vesland,country,-40.0,-20.0,QV,,Republic of Vesland,,,
Marrow Province,admin1,-40.2,-20.1,QV,,Marrow,,,
Vesk,town,-40.1,-20.05,QV,Marrow Province,Vessk|Vesque,42000,,
Old Harbour,quarter,-40.11,-20.06,QV,Vesk,,,,
Orlan Hospital,area,-40.12,-20.04,QV,Vesk,,,0.2,hospital
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "own.sqlite"


def written(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def resolver(target: Path) -> Resolver:
    return Resolver(extra=target)


def found(target: Path, text: str, name: str) -> tuple[object, ...]:
    at = text.index(name)
    place = resolver(target).locate(text, [(at, at + len(name))])[0]
    assert place is not None, name
    return place.name, place.level, place.country, place.admin


def test_plain_csv(tmp_path: Path, target: Path) -> None:
    done = load(written(tmp_path, "own.csv", CSV), target)
    assert (done.kept, done.broken) == (5, [])
    text = "VESK - Shells hit Old Harbour in Vesque, Marrow Province, officials in Vesland said."
    assert found(target, text, "Old Harbour") == ("Old Harbour", "quarter", "QV", ["Marrow Province", "Vesk"])
    assert found(target, text, "Vesque") == ("Vesk", "town", "QV", ["Marrow Province"])
    assert found(target, text, "Marrow Province") == ("Marrow Province", "admin1", "QV", [])
    assert found(target, text, "Vesland")[1] == "country"
    assert found(target, "Trams run in Kharkiv.", "Kharkiv")[2] == "UA", "the bundled places are still there"


def test_broken_rows_are_listed_and_the_others_kept(tmp_path: Path, target: Path) -> None:
    rows = [
        "name,level,latitude,longitude,country",
        "Vesk,town,-40.1,-20.05,QV",
        ",town,1,1,QV",
        "Orl,town,91,1,QV",
        "Tarn,town,1,181,QV",
        "Mire,town,here,1,QV",
        "Fen,planet,1,1,QV",
        "Bog,town,1,1,Vesland",
        "Moor,town,1,1",
        "N" * 300 + ",town,1,1,QV",
    ]
    done = load(written(tmp_path, "own.csv", "\n".join(rows) + "\n"), target)
    assert done.kept == 2
    assert done.broken == [
        (3, "no name"),
        (4, "latitude 91 is outside -90..90"),
        (5, "longitude 181 is outside -180..180"),
        (6, "latitude 'here' is not a number"),
        (7, "level 'planet' is none of country, admin1, admin2, town, quarter, area, water"),
        (8, "country 'Vesland' is not a code of two letters"),
        (10, "a name of 300 characters"),
    ]


def test_places_at_the_poles_and_on_the_date_line(tmp_path: Path, target: Path) -> None:
    rows = "name,level,latitude,longitude,country\nTop,town,90,0,QV\nFoot,town,-90,180,QV\nSeam,town,0,-180,QV\n"
    assert load(written(tmp_path, "own.csv", rows), target).kept == 3
    gazetteer = Gazetteer(target)
    assert {e.name for e in gazetteer.towns_near((89.99, 12), 50)} <= {"Top"}
    assert gazetteer.named("Foot")[0].entry.point == (-90.0, 180.0)


def geonames(
    ident: int, name: str, letter: str, code: str, *, others: str = "", units: tuple[str, str] = ("05", "")
) -> str:
    cells = [
        str(ident),
        name,
        name,
        others,
        "-40.1",
        "-20.05",
        letter,
        code,
        "QV",
        "",
        *units,
        "",
        "",
        "500",
        "",
        "",
        "",
        "",
    ]
    return "\t".join(cells)


def test_geonames_dump(tmp_path: Path, target: Path) -> None:
    lines = [
        geonames(990000001, "Marrow Province", "A", "ADM1"),
        geonames(990000002, "Lower Marrow", "A", "ADM2", units=("05", "77")),
        geonames(990000003, "Vesk", "P", "PPL", others="Vessk,Весск", units=("05", "77")),
        geonames(990000004, "Vesk Spring", "H", "SPNG"),
        geonames(990000005, "Vesk Hospital", "S", "HSP", units=("05", "77")),
        "too\tfew\tcolumns",
    ]
    done = load(written(tmp_path, "QV.txt", "\n".join(lines) + "\n"), target)
    assert (done.kept, done.passed_over) == (4, 1)
    assert done.broken == [(6, "3 columns where GeoNames has 19")]
    entry = Gazetteer(target).named("Vessk")[0].entry
    assert (entry.geonames, entry.admin1, entry.admin2) == (990000003, 990000001, 990000002)
    assert Gazetteer(target).named("Vesk Hospital")[0].entry.kind == "hospital"


def test_geonames_dump_in_its_zip(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "QV.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "about")
        archive.writestr("QV.txt", geonames(990000003, "Vesk", "P", "PPL") + "\n")
    assert load(path, target).kept == 1


def test_whos_on_first_lines(tmp_path: Path, target: Path) -> None:
    def feature(ident: int, name: str, kind: str, **more: object) -> str:
        data = {"wof:id": ident, "wof:name": name, "wof:placetype": kind, "wof:country": "QV",
                "geom:latitude": -40.1, "geom:longitude": -20.05, **more}  # fmt: skip
        return json.dumps({"type": "Feature", "properties": data})

    lines = [
        feature(1, "Marrow Province", "region"),
        feature(2, "Vesk", "locality", **{"wof:hierarchy": [{"region_id": 1}], "name:fra_x_preferred": ["Vesque"]}),
        feature(3, "Old Harbour", "neighbourhood", **{"wof:hierarchy": [{"region_id": 1, "county_id": -1}]}),
        feature(4, "12 Mill Lane", "address"),
        "{not json",
        feature(5, "Nowhere", "locality", **{"geom:latitude": None}),
    ]
    done = load(written(tmp_path, "wof.jsonl", "\n".join(lines) + "\n"), target)
    assert (done.kept, done.passed_over) == (3, 1)
    assert [number for number, _ in done.broken] == [5, 6]
    gazetteer = Gazetteer(target)
    assert gazetteer.named("Vesque")[0].entry.name == "Vesk"
    assert [e.name for e in gazetteer.chain(gazetteer.named("Old Harbour")[0].entry)] == ["Marrow Province"]


def test_cod_ab_table_with_p_codes(tmp_path: Path, target: Path) -> None:
    rows = (
        "ADM0_EN,ADM0_PCODE,ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE,ADM2_UA,center_lat,center_lon\n"
        "Ukraine,UA,Kharkiv Oblast,UA63,,,,,\n"
        "Ukraine,UA,Kharkiv Oblast,UA63,Testivskyi Raion,UA6399,Тестівський,49.9,36.2\n"
        "Ukraine,UA,,UA99,,,,,\n"
        "Ukraine,,,,,,,,\n"
    )
    done = load(written(tmp_path, "ukr.csv", rows), target)
    assert done.kept == 2
    assert [number for number, _ in done.broken] == [4, 5]
    gazetteer = Gazetteer(target)
    assert gazetteer.named("UA6399")[0].entry.name == "Testivskyi Raion"
    assert gazetteer.named("UA63")[0].entry.geonames == 706482, "points and ids come from the bundled gazetteer"


def test_importing_again_replaces_and_adds(tmp_path: Path, target: Path) -> None:
    source = written(tmp_path, "own.csv", CSV)
    load(source, target)
    load(source, target)
    load(written(tmp_path, "more.csv", "name,level,latitude,longitude,country\nTarn,town,-41,-20,QV\n"), target)
    gazetteer = Gazetteer(target)
    names = ("Vesland", "Marrow Province", "Vesk", "Old Harbour", "Orlan Hospital", "Tarn")
    assert [len(gazetteer.named(n)) for n in names] == [1] * 6
    assert len(gazetteer.named("Vesk")) == 1


def test_what_cannot_be_imported(tmp_path: Path, target: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "none.csv", target)
    with pytest.raises(InputError, match="not a list of places that is known"):
        load(written(tmp_path, "letter.txt", "Dear editor,\n"), target)
    with pytest.raises(InputError, match="no row can be kept"):
        load(written(tmp_path, "bad.csv", "name,latitude,longitude\nVesk,x,y\n"), target)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("name,latitude,longitude\nVész,1,1\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        load(latin, target)
    assert not target.exists(), "nothing half-made is left"


def test_a_foreign_target_is_not_touched(tmp_path: Path, target: Path) -> None:
    target.write_text("my diary")
    with pytest.raises(GazetteerError, match="is not a gazetteer"):
        load(written(tmp_path, "own.csv", CSV), target)
    assert target.read_text() == "my diary"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(build(), ["places", "import", *map(str, arguments)])


def test_the_command_tells_what_it_kept(tmp_path: Path, target: Path) -> None:
    result = run(written(tmp_path, "own.csv", CSV), "--gazetteer", target)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"kept": 5, "broken": 0, "gazetteer": str(target)}
    assert "5 places kept" in result.stderr


def test_the_command_tells_broken_rows_by_line(tmp_path: Path, target: Path) -> None:
    rows = "name,latitude,longitude\nVesk,1,1\nOrl,99,1\n" + "X,x,x\n" * 30
    result = run(written(tmp_path, "own.csv", rows), "--gazetteer", target)
    assert result.exit_code == 1
    assert "own.csv, line 3: latitude 99 is outside -90..90; mend the row" in result.stderr
    assert "and 11 more broken rows" in result.stderr
    assert json.loads(result.stdout)["kept"] == 1


def test_the_users_own_places_are_used_without_asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert run(written(tmp_path, "own.csv", CSV)).exit_code == 0
    assert (tmp_path / "tidings" / "places.sqlite").is_file()
    place = Resolver().locate("Rain fell on Vesk.", [(13, 17)])[0]
    assert place is not None
    assert place.country == "QV"
