"""Names of places -> places: the traps of conflict news, what a report lends, what is never invented."""

import pytest

from tidings.claim import Place
from tidings.places import Gazetteer, Mention, Resolver
from tidings.places.geometry import distance_km


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Gazetteer())


def where(resolver: Resolver, text: str, *names: str, publisher: str | None = None) -> list[Place | None]:
    """The places of names, each looked for after the one before."""
    mentions, at = [], 0
    for name in names:
        at = text.index(name, at)
        mentions.append(Mention(at, at + len(name), name))
        at += len(name)
    return resolver.locate(text, mentions, publisher=publisher)


def only(resolver: Resolver, text: str, name: str, publisher: str | None = None) -> Place:
    found = where(resolver, text, name, publisher=publisher)[0]
    assert found is not None, name
    return found


@pytest.mark.parametrize(
    ("text", "name", "country", "level"),
    [
        ("The minister met partners in Tbilisi, Georgia.", "Georgia", "GE", "country"),
        (
            "Storms crossed Georgia, Alabama and Florida, the governor of Georgia said in Atlanta.",
            "Georgia",
            "US",
            "admin1",
        ),
        ("Trucks crossed from Syria into Jordan near Mafraq.", "Jordan", "JO", "country"),
        ("The army of Lebanon moved to Tyre and Sidon.", "Lebanon", "LB", "country"),
        ("A fire broke out in Lebanon, Tenn., on Monday.", "Lebanon", "US", "town"),
        ("Fighting went on in the DRC, around Goma and Bunia.", "DRC", "CD", "country"),
        ("The road from Niamey crosses Niger.", "Niger", "NE", "country"),
        ("Officials of the UK and the U.S. met.", "U.S.", "US", "country"),
        ("Israel said that Gaza was sealed off.", "Gaza", "PS", "admin1"),
        ("He crossed Kyiv Oblast by train.", "Kyiv Oblast", "UA", "admin1"),
        ("Roads in Donetsk region were closed.", "Donetsk region", "UA", "admin1"),
        ("A school in the city of Donetsk was closed.", "Donetsk", "UA", "town"),
        ("Snow fell in the province of Idlib in Syria.", "Idlib", "SY", "admin1"),
        ("Rain fell on Congo-Brazzaville.", "Congo-Brazzaville", "CG", "country"),
        ("Ships left the Black Sea.", "Black Sea", None, "water"),
        ("The whole Sahel is dry.", "Sahel", None, "area"),
        ("Rain fell on Darfur.", "Darfur", "SD", "area"),
        ("Rain fell on Donbas.", "Donbas", "UA", "area"),
    ],
)
def test_traps(resolver: Resolver, text: str, name: str, country: str | None, level: str) -> None:
    found = where(resolver, text, name)[0]
    assert found is not None
    assert (found.country, found.level) == (country, level)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ministers of the EU met.", "EU"),
        ("The UN sent a team to Bamako.", "UN"),
        ("NATO met in Riga.", "NATO"),
        ("They held the northern front lines near Kherson.", "front lines"),
        ("Nothing known is called Qwvxzzt anywhere.", "Qwvxzzt"),
        ("He stayed in Kuwaiti Hospital.", "Kuwaiti Hospital"),
    ],
)
def test_none_of_these(resolver: Resolver, text: str, name: str) -> None:
    assert where(resolver, text, name) == [None]


@pytest.mark.parametrize(
    ("name", "country", "point"),
    [
        ("Deir Ezzor", "Syria", (35.34, 40.14)),
        ("Dayr az Zawr", "Syria", (35.34, 40.14)),
        ("Shejaiya", "Gaza", (31.50, 34.47)),
        ("Ghouta", "Syria", (33.53, 36.45)),
        ("Zamzam camp", "Sudan", (13.48, 25.31)),
        ("Artyomovsk", "Ukraine", (48.59, 38.00)),
        ("Stepanakert", "Azerbaijan", (39.82, 46.75)),
        ("Al-Junaynah", "Sudan", (13.45, 22.45)),
        ("Kamishly", "Syria", (37.05, 41.23)),
        ("Hudaida", "Yemen", (14.80, 42.95)),
        ("Lisichansk", "Ukraine", (48.92, 38.43)),
        ("Makale", "Ethiopia", (13.50, 39.48)),
        ("Khan Yunus", "Gaza", (31.35, 34.31)),
    ],
)
def test_spellings(resolver: Resolver, name: str, country: str, point: tuple[float, float]) -> None:
    found = only(resolver, f"Officials in {country} said that roads to {name} were open.", name)
    assert distance_km(point, (found.latitude or 0, found.longitude or 0)) < 25


def test_the_report_decides_between_namesakes(resolver: Resolver) -> None:
    far = only(resolver, "Ferries left Alexandria for Port Said and Cairo, in Egypt.", "Alexandria")
    near = only(resolver, "Alexandria is in Rapides Parish, Louisiana, near Pineville, La.", "Alexandria")
    assert (far.country, near.country) == ("EG", "US")
    assert near.admin[0] == "Louisiana"


def test_all_names_of_a_report_are_resolved_together(resolver: Resolver) -> None:
    text = "Roads join Paris, Bonham, Sherman and Lamar County in the north of Texas."
    found = where(resolver, text, "Paris", "Bonham", "Sherman", "Lamar County", "Texas")
    assert [p and p.admin[:1] for p in found[:4]] == [["Texas"]] * 4


def test_a_region_beside_the_name(resolver: Resolver) -> None:
    found = only(resolver, "Buses go to Tripoli, Lebanon, every day.", "Tripoli")
    assert found.country == "LB"
    assert "its country or province stands beside the name" in found.why
    assert only(resolver, "Libya's Tripoli was quiet.", "Tripoli").country == "LY"


def test_a_local_outlet_means_its_own_town(resolver: Resolver) -> None:
    resolver = Resolver(resolver.gazetteer)
    text = "Cambridge council met on Monday."
    assert only(resolver, text, "Cambridge", "example.co.uk").country == "GB"
    for other in ("Zanesville, Ohio", "Columbus, Ohio", "Newark, Ohio"):
        report = f"Roads in {other} are open."
        name = other.split(",", 1)[0]
        resolver.outlets.learn("The Daily Orchard", [*where(resolver, report, name)])
    assert only(resolver, text, "Cambridge", "The Daily Orchard").admin[0] == "Ohio"


def test_a_people_means_its_country_and_says_so(resolver: Resolver) -> None:
    found = only(resolver, "Ukrainian officials met.", "Ukrainian")
    assert (found.country, found.level) == ("UA", "country")
    assert found.why[0] == "the people's name"


def test_a_part_stays_the_whole(resolver: Resolver) -> None:
    found = only(resolver, "Rain fell on northern Syria.", "northern Syria")
    assert (found.level, found.country, found.precision) == ("country", "SY", {"ucdp": 6})
    assert any("names a part of it" in reason for reason in found.why)


@pytest.mark.parametrize(
    ("text", "name", "level", "radius", "precision"),
    [
        ("It rained in Ukraine.", "Ukraine", "country", 438, {"ucdp": 6}),
        ("It rained in Kharkiv.", "Kharkiv", "town", 5, {"acled": 1, "ucdp": 1, "airwars": "City"}),
        ("It rained near Kharkiv.", "Kharkiv", "town", 25, {"acled": 2, "ucdp": 2, "airwars": "Subdistrict"}),
        ("It rained 5 km north of Kharkiv.", "Kharkiv", "town", 25, {"acled": 2, "ucdp": 2, "airwars": "Subdistrict"}),
        ("It rained in Idlib province.", "Idlib province", "admin1", 50,
         {"acled": 3, "ucdp": 4, "airwars": "Province/governorate"}),
        ("It rained on the Red Sea.", "Red Sea", "water", 900, {"acled": 3, "ucdp": 7}),
        ("It rained in Gaza City's Shujaiya.", "Shujaiya", "quarter", 1,
         {"acled": 1, "ucdp": 1, "airwars": "Neighbourhood/area", "atlos": "Locality"}),
    ],
)  # fmt: skip
def test_precision_and_radius(
    resolver: Resolver, text: str, name: str, level: str, radius: float, precision: dict[str, object]
) -> None:
    found = only(resolver, text, name)
    assert (found.level, found.precision) == (level, precision)
    assert found.radius_km == pytest.approx(radius, rel=0.2)


def test_a_resolved_place_says_everything(resolver: Resolver) -> None:
    found = only(resolver, "Trams run in Mariupol, Ukraine.", "Mariupol")
    assert found.text == "Mariupol"
    assert (found.start, found.end) == (13, 21)
    assert found.geonames == 701822
    assert found.admin == ["Donetsk Oblast", "Mariupolskyi Raion"]
    assert found.alternatives == [] or all(0 < a.score < 1 for a in found.alternatives)
    assert found.why[-1].startswith("score ")


def test_alternatives_have_scores_that_fall(resolver: Resolver) -> None:
    found = only(resolver, "A fair opened in Springfield.", "Springfield")
    scores = [a.score for a in found.alternatives]
    assert len(scores) >= 2
    assert scores == sorted(scores, reverse=True)


def test_capitals_and_case_are_one_name(resolver: Resolver) -> None:
    first, second = where(resolver, "TRIPOLI, Lebanon - Shops opened in Tripoli.", "TRIPOLI", "Tripoli")
    assert first is not None
    assert second is not None
    assert first.geonames == second.geonames
    assert first.country == "LB"


def test_poles_and_date_line(resolver: Resolver) -> None:
    assert distance_km((90, 0), (90, 137)) == pytest.approx(0, abs=1e-6)
    assert distance_km((0, 179.5), (0, -179.5)) == pytest.approx(111.2, abs=0.1)
    assert distance_km((-90, 0), (90, 0)) == pytest.approx(20015, abs=2)
    found = where(resolver, "Boats join Suva, Fiji, and Apia, Samoa.", "Suva", "Fiji", "Apia", "Samoa")
    assert [p and p.country for p in found] == ["FJ", "FJ", "WS", "WS"]
