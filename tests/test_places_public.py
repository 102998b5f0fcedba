"""Do no harm: what the public profile shows of a place, and maps without false pins."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tidings.claim import Claim, Place, Report, Span
from tidings.cli import build
from tidings.errors import InputError
from tidings.ledger import Ledger
from tidings.places import Gazetteer, Resolver, draw_html, draw_png, own_borders, public, spots
from tidings.places.picture import _View

TEXT = (
    "Rain fell on al-Shifa Hospital, the Nuseirat camp and Shujaiya in Gaza City, on Kyiv's Podil district, "
    "on Azovstal in Mariupol, on Sumy region, the Donbas and Ukraine."
)
NAMES = ("al-Shifa Hospital", "Nuseirat camp", "Shujaiya", "Gaza City", "Podil district", "Azovstal", "Mariupol",
         "Sumy region", "Donbas", "Ukraine")  # fmt: skip


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Gazetteer())


@pytest.fixture(scope="module")
def places(resolver: Resolver) -> dict[str, Place]:
    mentions = [(TEXT.index(n), TEXT.index(n) + len(n)) for n in NAMES]
    found = resolver.locate(TEXT, mentions)
    assert None not in found
    return dict(zip(NAMES, [p for p in found if p is not None], strict=True))


@pytest.mark.parametrize(
    ("name", "shown", "level"),
    [
        ("al-Shifa Hospital", "Gaza", "admin2"),
        ("Nuseirat camp", "Deir El Balah", "admin2"),
        ("Shujaiya", "Gaza City", "town"),
        ("Gaza City", "Gaza City", "town"),
        ("Podil district", "Kyiv", "town"),
        ("Azovstal", "Mariupol", "town"),
        ("Mariupol", "Mariupol", "town"),
        ("Sumy region", "Sumy Oblast", "admin1"),
        ("Donbas", "Donbas", "area"),
        ("Ukraine", "Ukraine", "country"),
    ],
)
def test_public_is_no_finer_than_allowed(
    resolver: Resolver, places: dict[str, Place], name: str, shown: str, level: str
) -> None:
    found = public(places[name], resolver.gazetteer)
    assert found is not None
    assert (found.name, found.level) == (shown, level)
    if shown != places[name].name:
        assert name not in found.text
        assert found.alternatives == []
        assert name not in json.dumps(found.model_dump(mode="json"))


def test_public_coordinates_have_four_decimals(resolver: Resolver, places: dict[str, Place]) -> None:
    for place in places.values():
        found = public(place, resolver.gazetteer)
        assert found is not None
        assert all(round(v or 0, 4) == v for v in (found.latitude, found.longitude))


def test_a_site_by_its_words_alone_is_lifted_too(resolver: Resolver) -> None:
    text = "Rain fell on Mykolaiv hospital."
    place = resolver.locate(text, [(13, 30)])[0]
    assert place is not None
    found = public(place, resolver.gazetteer)
    assert found is not None
    assert found.level in ("admin2", "admin1")
    assert "hospital" not in found.text


def test_an_unresolved_site_is_left_out(resolver: Resolver) -> None:
    assert public(Place(text="Orlan school", start=0, end=12), resolver.gazetteer) is None
    other = Place(text="Orlan", start=0, end=5)
    assert public(other, resolver.gazetteer) == other


@pytest.fixture
def records(tmp_path: Path) -> Path:
    mentions = [{"start": TEXT.index(n), "end": TEXT.index(n) + len(n)} for n in NAMES]
    lines = [{"id": "a1", "text": TEXT, "mentions": [*mentions, {"start": 5, "end": 9}]}]
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(build(), ["places", *map(str, arguments)], input=stdin, env={"COLUMNS": "140"})


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_given_mentions_are_answered_in_order_with_nulls(records: Path) -> None:
    result = run(records, "--format", "jsonl")
    assert result.exit_code == 0
    [record] = lines(result)
    assert record["id"] == "a1"
    assert [p and p["text"] for p in record["places"]] == [*NAMES, None]
    first = record["places"][0]
    assert list(first)[:10] == [
        "start", "end", "text", "name", "level", "geonames", "country", "admin", "latitude", "longitude",
    ]  # fmt: skip
    assert {"radius_km", "alternatives", "why"} <= first.keys()
    assert "GeoNames" in result.stderr


def test_standard_input_with_mentions(records: Path) -> None:
    result = run("-", "--format", "jsonl", stdin=records.read_text("utf-8"))
    assert [p and p["text"] for p in lines(result)[0]["places"]] == [*NAMES, None]


def test_without_mentions_the_names_are_found(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Rain fell on Kharkiv and Sumy in Ukraine on Monday, and the rivers rose.", "utf-8")
    [record] = lines(run(path, "--format", "jsonl"))
    assert [p["text"] for p in record["places"]] == ["Kharkiv", "Sumy", "Ukraine"]


def test_jsonl_is_internal_unless_asked(records: Path) -> None:
    assert lines(run(records, "--format", "jsonl"))[0]["places"][0]["name"] == "Al-Shifa Hospital"
    shown = run(records, "--format", "jsonl", "--profile", "public").stdout
    assert "Shifa" not in shown
    assert "Shujaiya" not in shown


def test_geojson_is_public_unless_asked(records: Path) -> None:
    data = json.loads(run(records, "--format", "geojson").stdout)
    assert data["type"] == "FeatureCollection"
    assert data["profile"] == "public"
    assert "GeoNames" in data["attribution"]
    names = [f["properties"]["name"] for f in data["features"]]
    assert "Al-Shifa Hospital" not in names
    assert len(names) == len(NAMES)
    longitude, latitude = data["features"][6]["geometry"]["coordinates"]
    assert (round(longitude), round(latitude)) == (38, 47)
    inside = json.loads(run(records, "--format", "geojson", "--profile", "internal").stdout)
    assert "Al-Shifa Hospital" in [f["properties"]["name"] for f in inside["features"]]


def test_the_table_shows_words_and_places(records: Path) -> None:
    shown = run(records).stdout
    assert re.search(r"Podil district +Podil +quarter +Kyiv", shown)


def test_a_mention_outside_the_text_is_told_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    good = {"id": "b", "text": "Rain fell on Sumy.", "mentions": [{"start": 13, "end": 17}]}
    bad = [{"id": "a", "text": "Short.", "mentions": m} for m in ([{"start": 2, "end": 99}], [{"start": "x"}], "none")]
    path.write_text("".join(json.dumps({**r, "id": str(i)}) + "\n" for i, r in enumerate([*bad, good])), "utf-8")
    result = run(path, "--format", "jsonl")
    assert result.exit_code == 1
    assert [r["id"] for r in lines(result)] == ["3"]
    assert result.stderr.count("mention 1 is not inside the text") == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--map", "where.gif"], "name a .png or .html file"),
        (["--gazetteer", "none.sqlite"], "no gazetteer at none.sqlite"),
        (["--map", "m.png", "--border", "none.geojson"], "none.geojson cannot be read"),
    ],
)
def test_misuse(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(records, *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not (tmp_path / "m.png").exists()


def test_a_map_picture(records: Path, tmp_path: Path) -> None:
    target = tmp_path / "where.png"
    assert run(records, "--map", target, "--format", "jsonl", "-q").exit_code == 0
    assert target.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_map_page_is_public_escaped_and_takes_nothing_from_outside(records: Path, tmp_path: Path) -> None:
    target = tmp_path / "where.html"
    assert run(records, "--map", target, "--format", "jsonl", "-q").exit_code == 0
    page = target.read_text("utf-8")
    assert "Mariupol" in page
    assert "Shifa" not in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)=["']https?:""", page)
    hostile = Place(text="<b>x</b>", start=0, end=8, name="<img src=x onerror=1>", latitude=1.0, longitude=1.0,
                    level="town", radius_km=5.0)  # fmt: skip
    drawn = draw_html(spots([hostile]), title="<i>t</i>")
    assert "<img src=x" not in drawn
    assert "<i>t</i>" not in drawn


def test_a_map_of_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "a", "text": "Nothing.", "mentions": []}) + "\n", "utf-8")
    result = run(path, "--map", tmp_path / "m.png")
    assert result.exit_code == 2
    assert "no place is known" in result.stderr


def test_a_map_across_the_date_line_is_narrow() -> None:
    def spot(longitude: float, level: str = "town") -> Place:
        return Place(text="x", start=0, end=1, name=str(longitude), latitude=-17.0, longitude=longitude,
                     level=level, radius_km=5.0)  # fmt: skip

    view = _View(spots([spot(178.0), spot(-172.0)]), [])
    assert view.x[1] - view.x[0] < 25
    assert abs(abs(view.middle) - 177) < 1
    assert draw_png(spots([spot(178.0), spot(-172.0)]))[:4] == b"\x89PNG"


@pytest.mark.parametrize("latitude", [90.0, -90.0, 0.0])
def test_a_map_at_the_poles(latitude: float) -> None:
    place = Place(text="x", start=0, end=1, name="x", latitude=latitude, longitude=180.0, level="area", radius_km=50.0)
    assert draw_png(spots([place]))[:4] == b"\x89PNG"


def test_a_border_of_ones_own(tmp_path: Path) -> None:
    ring = [[-21.0, -37.0], [-19.0, -37.0], [-19.0, -35.0], [-21.0, -37.0]]
    shapes = [
        {"type": "Polygon", "coordinates": [ring]},
        {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]}},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "geometry": {"type": "LineString", "coordinates": ring}}],
        },
    ]
    for number, shape in enumerate(shapes):
        path = tmp_path / f"{number}.geojson"
        path.write_text(json.dumps(shape), "utf-8")
        assert own_borders(path).rings == [[(x, y) for x, y in ring]]
    for text in ("{}", "[1]", "no json", '{"type": "Point", "coordinates": [1, 2]}'):
        path.write_text(text, "utf-8")
        with pytest.raises(InputError, match="GeoJSON"):
            own_borders(path)


def test_one_far_place_does_not_shrink_the_others() -> None:
    def spot(name: str, latitude: float, longitude: float) -> Place:
        return Place(
            text="x", start=0, end=1, name=name, latitude=latitude, longitude=longitude, level="town", radius_km=5
        )

    near = [spot(name, 50 + n, 36.0) for n, name in enumerate("abcde") for _ in range(5)]
    marks = spots([*near, spot("Far", -33.0, 151.0)])
    view = _View(marks, [])
    assert view.y[1] - view.y[0] < 12
    assert [s.name for s in marks if not view.holds(s)] == ["Far"]


def test_the_places_of_a_ledger(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    report = Report(id="r1", text="Shelling hit Vesk.")
    words = Span(text="Shelling", start=0, end=8)
    where = Place(text="Vesk", start=13, end=17, name="Vesk", level="town", country="QV", latitude=-40.1,
                  longitude=-20.05, radius_km=5.0)  # fmt: skip
    with Ledger(url, create=True) as ledger:
        ledger.add(report, claims=[Claim(report="r1", event="shelling", trigger=words, evidence=words, place=[where])])
    target = tmp_path / "m.html"
    result = run("--ledger", url, "--format", "jsonl", "--map", target)
    assert result.exit_code == 0
    [record] = lines(result)
    assert (record["id"], [p["name"] for p in record["places"]]) == ("r1", ["Vesk"])
    assert "Vesk" in target.read_text("utf-8")


def test_reports_or_a_ledger_and_not_both(records: Path) -> None:
    result = run(records, "--ledger", "sqlite:///x.db")
    assert result.exit_code == 2
    assert "not both" in result.stderr
