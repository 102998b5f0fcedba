"""Where a publisher writes from: a local outlet names its own towns without saying which of their namesakes it means.

Three sources, from the weakest: the country code of its address, what the codebook knows of it, and where the places of
its other reports lie (`learn`, for a folder or archive read at once).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from tidings.claim import Place
from tidings.codebook import tables
from tidings.places.gazetteer import Gazetteer
from tidings.places.keys import fold
from tidings.places.words import words

__all__ = ["Outlets", "domain"]

ENOUGH = 3
"""Reports of an outlet from which its places say where it writes from."""
ASSUMED = 0.5
"""Weight of the country an outlet's name or address says: agencies write of the whole world."""
_ADDRESS = re.compile(r"(?:https?://)?(?:www\d?\.)?([\w-]+(?:\.[\w-]+)+)(?:[/:?#].*)?$", re.I)
_ARCHIVE = re.compile(r"^https?://web\.archive\.org/web/\d+\w*/(.+)$", re.I)
_NO_COUNTRY = {
    "com",
    "org",
    "net",
    "info",
    "edu",
    "gov",
    "int",
    "mil",
    "news",
    "tv",
    "io",
    "co",
    "me",
    "fm",
    "eu",
    "ai",
}


def domain(address: str | None) -> str | None:
    """The host of an address or a bare host ("www.theparisnews.com" -> "theparisnews.com"); None for anything else."""
    if not address:
        return None
    if archived := _ARCHIVE.match(address.strip()):
        address = archived.group(1)
    match = _ADDRESS.match(address.strip())
    return match.group(1).lower() if match else None


@cache
def _parties() -> dict[str, str]:
    """Outlets the codebook knows, by folded name, with the country they write from."""
    found = {}
    for body in tables.table("bodies").values():
        if isinstance(body, dict) and body.get("kind") == "media" and len(str(body.get("party") or "")) == 2:
            for name in (body["name"], *body.get("aliases", ())):
                found[fold(name)] = str(body["party"])
    return found


class Outlets:
    """What is known of publishers, by folded name or host."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._ids = {code: entry.id for code, entry in gazetteer.countries.items()}
        self._gazetteer = gazetteer
        self._seen: dict[str, list[dict[int, float]]] = defaultdict(list)

    def learn(self, publisher: str | None, places: Iterable[Place | None]) -> None:
        """Note where the places of one of a publisher's reports lie."""
        if not publisher:
            return
        units: dict[int, float] = defaultdict(float)
        for place in places:
            if place is None or place.geonames is None or place.level in ("area", "water"):
                continue
            entry = self._gazetteer.entry(place.geonames)
            if entry is not None:
                for unit in {self._ids.get(entry.country or ""), entry.id if entry.level == "admin1" else entry.admin1}:
                    if unit is not None:
                        units[unit] += 1.0
        total = max(units.values(), default=0.0)
        self._seen[fold(publisher)].append({unit: weight / total for unit, weight in units.items()} if total else {})

    def prior(self, publisher: str | None) -> dict[int, float]:
        """Ids of countries and provinces a publisher writes from, each with a weight of 0 to 1."""
        if not publisher:
            return {}
        reports = [r for r in self._seen.get(fold(publisher), ()) if r]
        if len(reports) >= ENOUGH:
            sums: dict[int, float] = defaultdict(float)
            for report in reports:
                for unit, weight in report.items():
                    sums[unit] += weight / len(reports)
            return {unit: weight for unit, weight in sums.items() if weight >= 0.1}
        code = _parties().get(fold(publisher)) or self._country(domain(publisher)) or self._named(publisher)
        return {self._ids[code]: ASSUMED} if code in self._ids else {}

    def _country(self, host: str | None) -> str | None:
        """The country of a host's last part ("ukrinform.ua")."""
        last = host.rsplit(".", 1)[-1] if host else ""
        code = {"uk": "GB"}.get(last, last.upper())
        return code if last not in _NO_COUNTRY and code in self._ids else None

    def _named(self, publisher: str) -> str | None:
        """The country a publisher's name holds ("Sudan Tribune", "Syrian Observer")."""
        lexicon = words()
        for word in publisher.split():
            if code := lexicon.nations.get(fold(word)) or lexicon.demonyms.get(fold(word)):
                return code
        return None
