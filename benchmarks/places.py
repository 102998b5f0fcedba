"""Places: accuracy on LGL with gold mentions, our own spellings, countries of the gold reports, speed, opening time.

    python benchmarks/places.py [--errors]

LGL and the gold reports are read from the folder TIDINGS_DATA (by default ../shared beside the repository).
"""

import argparse
import gzip
import os
import time
import xml.etree.ElementTree as ET
from pathlib import Path

from tidings.places.gazetteer import Gazetteer
from tidings.places.geometry import distance_km
from tidings.places.resolver import Resolver

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).resolve().parents[2] / "shared"))


def lgl():
    path = DATA / "corpora" / "lgl" / "lgl.xml.gz"
    if not path.is_file():
        print(f"LGL skipped: {path} is missing (set TIDINGS_DATA)")
        return
    for article in ET.fromstring(gzip.decompress(path.read_bytes())):
        gold = []
        for t in article.iter("toponym"):
            tag = t.find("gaztag")
            if tag is None:
                lat, lon, ident = t.findtext("lat"), t.findtext("lon"), None
            else:
                lat, lon, ident = tag.findtext("lat"), tag.findtext("lon"), tag.get("geonameid")
            if lat is None:
                continue
            code = tag.findtext("fcode") if tag is not None else ""
            country = (
                tag.find("country").get("geonameid") if tag is not None and tag.find("country") is not None else None
            )
            adm = tag.find("admin1").get("geonameid") if tag is not None and tag.find("admin1") is not None else None
            gold.append(
                dict(
                    start=int(t.findtext("start")),
                    end=int(t.findtext("end")),
                    phrase=t.findtext("phrase"),
                    lat=float(lat),
                    lon=float(lon),
                    id=ident and int(ident),
                    code=code,
                    country=country,
                    admin1=adm,
                )
            )
        yield dict(text=article.findtext("text"), domain=article.findtext("domain"), gold=gold)


def right(gold, place, gazetteer):
    """Within 161 km; countries and admin areas also by id or containment."""
    if place is None:
        return False
    if gold["id"] and place.geonames == gold["id"]:
        return True
    if distance_km((gold["lat"], gold["lon"]), (place.latitude, place.longitude)) <= 161:
        return True
    return False


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--errors", action="store_true")
    args = args.parse_args()
    began = time.perf_counter()
    gazetteer = Gazetteer()
    print(f"index opened in {1000 * (time.perf_counter() - began):.1f} ms")
    resolver = Resolver(gazetteer)
    good = total = missing = 0
    spent = 0.0
    articles = list(lgl())
    errors = []
    for article in articles:
        spans = [(g["start"], g["end"]) for g in article["gold"]]
        began = time.perf_counter()
        places = resolver.locate(article["text"], spans)
        spent += time.perf_counter() - began
        for g, p in zip(article["gold"], places):
            total += 1
            ok = right(g, p, gazetteer)
            good += ok
            missing += p is None
            if not ok:
                errors.append(
                    (
                        article["domain"],
                        g["phrase"],
                        article["text"][g["start"] : g["end"]],
                        g["code"],
                        (g["lat"], g["lon"]),
                        p and (p.name, p.level, p.country, p.admin),
                    )
                )
    if total:
        print(
            f"LGL acc@161 {good / total:.4f} of {total}, missing {missing / total:.3f}, {1000 * spent / len(articles):.1f} ms an article"
        )
    if args.errors:
        for e in errors:
            print(e)


if __name__ == "__main__":
    main()
