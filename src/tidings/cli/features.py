"""Events and claims as GeoJSON features: all there is for one's own desk, or what others may see."""

from collections import Counter
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tidings.claim import Claim, Report
    from tidings.ledger import ClaimRow, EventRow, Ledger
    from tidings.profile import Mask, Masker

__all__ = ["Features"]

_POINT = ("latitude", "longitude")
_FINE = ("town", "quarter", None)


class Features:
    """Makes features of a ledger's rows. The public profile leaves out reports that are withheld, places finer than a
    settlement or of sensitive sites, names of private persons, and the reports' words.
    """

    def __init__(self, ledger: "Ledger", *, internal: bool) -> None:
        self.ledger, self.internal = ledger, internal
        self._report = lru_cache(maxsize=500)(lambda id: ledger.report(id)[1])

    @cached_property
    def _masker(self) -> "Masker":
        from tidings.profile import Masker

        # No text goes out, so there is no need to look for names in it.
        return Masker(people=lambda text: ())

    def event(self, row: "EventRow") -> dict[str, Any] | None:
        """An event; None where nothing of it may be seen."""
        record = row.record()
        properties = {k: v for k, v in record.items() if k not in (*_POINT, "places")}
        if self.internal:
            return _feature(row.id, _point(record, 6), properties)
        from tidings.ledger import Filter, pages

        claims = [c.claim for c in pages(self.ledger.claims, Filter(), event=row.id)]
        seen = [c for c in claims if not self._withheld(self._report(c.report))]
        if not seen:
            return None
        mask = self._mask(seen)
        main = self._main(seen, mask)
        del properties["sources"]
        shown = {name: main.get(name) for name in ("place", "level", "country", "radius_km")}
        title = mask.text(row.title) if main.get("place") == row.place else _retitled(row.title, main.get("place"))
        return _feature(row.id, _point(main, 4), {**properties, **shown, "title": title})

    def claim(self, row: "ClaimRow") -> dict[str, Any] | None:
        """A claim at its first place; None where it may not be seen."""
        from tidings.claimlist import row as flat

        claim = row.claim
        if not self.internal and self._withheld(self._report(claim.report)):
            return None
        values = flat(claim)
        names = ["event", "source_kind", "source_party", "stance", "status", "country", "level", "radius_km", "means"]
        names += ["source", "place", "evidence"] if self.internal else []
        properties = {name: values[name] for name in names}
        properties |= {"date_start": str(claim.date.start) if claim.date else None}
        properties |= {f"killed_{end}": values[f"killed_{end}"] for end in ("min", "max")}
        properties |= {"report": row.report, "publisher": row.publisher, "event_id": row.event}
        if self.internal:
            return _feature(row.id, _point(values, 6), properties)
        main = self._main([claim], self._mask([claim]))
        return _feature(row.id, _point(main, 4), {**properties, **{n: main.get(n) for n in ("level", "radius_km")}})

    # ---- what others may see

    def _mask(self, claims: "list[Claim]") -> "Mask":
        return self._masker.mask([self._report(i) for i in dict.fromkeys(c.report for c in claims)], claims)

    def _withheld(self, report: "Report") -> bool:
        from tidings.profile import withheld

        return withheld(report)

    def _main(self, claims: "list[Claim]", mask: "Mask") -> dict[str, Any]:
        """The place most claims name, as others may see it: its district where a sensitive site was hit."""
        from tidings.profile import names_site

        site = any(names_site(s.text) for c in claims for s in (*c.target, *c.place))
        counts: Counter[str] = Counter()
        known: dict[str, dict[str, Any]] = {}
        for place in (p for c in claims for p in mask.claim(c.record())["place"]):
            if site and place.get("level") in _FINE:
                above = [*place.get("admin", []), None]
                gone = dict.fromkeys((*_POINT, "radius_km"))
                place = {**place, **gone, "name": above[-2] if len(above) > 1 else None, "level": "admin2"}
            told = {"place": place.get("name") or (place["text"] if place.get("latitude") is not None else None)}
            told |= {n: place.get(n) for n in (*_POINT, "level", "country", "radius_km")}
            key = repr(told)
            counts[key] += 1
            known.setdefault(key, told)
        best = max(counts, key=lambda k: (known[k]["latitude"] is not None, counts[k], k), default=None)
        return known[best] if best else {}


def _retitled(title: str, place: str | None) -> str:
    """The title with the place that may be shown."""
    kind = title.split(":", maxsplit=1)[0]
    return f"{kind}: {place}" if place else kind


def _point(values: dict[str, Any], digits: int) -> dict[str, Any] | None:
    """A point, or nothing: a place without coordinates is never given any."""
    if values.get("latitude") is None or values.get("longitude") is None:
        return None
    return {"type": "Point", "coordinates": [round(values["longitude"], digits), round(values["latitude"], digits)]}


def _feature(id: str, geometry: dict[str, Any] | None, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": properties}
