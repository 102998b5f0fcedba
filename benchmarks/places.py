"""Places: LGL with gold mentions, our own list of spellings, recognition of names, speed, opening time, memory.

    python benchmarks/places.py [--errors] [--names]

LGL is read from the folder TIDINGS_DATA (by default ../shared beside the repository); nothing is tuned on it.
"""

import argparse
import csv
import gzip
import os
import resource
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tidings.places import Gazetteer, Mention, Resolver
from tidings.places.geometry import distance_km

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).resolve().parents[2] / "shared"))
SPELLINGS = Path(__file__).parent / "data" / "spellings.csv"
NEAR_KM, OWN_KM = 161, 25


def articles(path: Path) -> Iterator[dict[str, Any]]:
    """LGL's articles with their gold places that have a point."""
    for article in ET.fromstring(gzip.decompress(path.read_bytes())):
        gold, named = [], set()
        for toponym in article.iter("toponym"):
            tag = toponym.find("gaztag")
            node = toponym if tag is None else tag
            named.add((int(toponym.findtext("start") or 0), int(toponym.findtext("end") or 0)))
            if node.findtext("lat") is None:
                continue
            gold.append(
                {
                    "start": int(toponym.findtext("start") or 0),
                    "end": int(toponym.findtext("end") or 0),
                    "point": (float(node.findtext("lat") or 0), float(node.findtext("lon") or 0)),
                    "id": None if tag is None else int(tag.get("geonameid") or 0),
                }
            )
        yield {
            "text": article.findtext("text") or "",
            "outlet": article.findtext("domain"),
            "gold": gold,
            "named": named,
        }


def right(gold: dict[str, Any], place: Any) -> bool:
    """The same place by id (countries and admin areas too), or a point within 161 km."""
    if place is None:
        return False
    return place.geonames == gold["id"] or distance_km(gold["point"], (place.latitude, place.longitude)) <= NEAR_KM


def measure_lgl(resolver: Resolver, show_errors: bool) -> None:
    path = DATA / "corpora" / "lgl" / "lgl.xml.gz"
    if not path.is_file():
        print(f"LGL                    skipped: {path} is missing (set TIDINGS_DATA)")
        return
    corpus = list(articles(path))
    for outlets in (False, True):
        if outlets:
            for a in corpus:
                resolver.outlets.learn(
                    a["outlet"], resolver.locate(a["text"], [(g["start"], g["end"]) for g in a["gold"]])
                )
        good = total = missing = 0
        began = time.process_time()
        for a in corpus:
            spans = [(g["start"], g["end"]) for g in a["gold"]]
            places = resolver.locate(a["text"], spans, publisher=a["outlet"] if outlets else None)
            for g, p in zip(a["gold"], places, strict=True):
                total, good, missing = total + 1, good + right(g, p), missing + (p is None)
                if show_errors and not outlets and not right(g, p):
                    print(
                        " ",
                        a["outlet"],
                        a["text"][g["start"] : g["end"]],
                        g["point"],
                        p and (p.name, p.country, p.admin),
                    )
        each = 1000 * (time.process_time() - began) / len(corpus)
        label = "LGL, outlets known" if outlets else "LGL"
        print(f"{label:22} acc@161 {good / total:.4f} of {total}, {missing} without a place, {each:.1f} ms an article")


def measure_names(resolver: Resolver) -> None:
    """Names found in the text that get a place, exact spans, against LGL's places with a point."""
    from tidings import language

    path = DATA / "corpora" / "lgl" / "lgl.xml.gz"
    if not path.is_file():
        return
    nlp = language.load()
    found = gold = both = loose = 0
    for a in articles(path):
        mentions = resolver.find(nlp(a["text"]))
        places = resolver.locate(a["text"], mentions)
        mine = {(m.start, m.end) for m, p in zip(mentions, places, strict=True) if p is not None}
        theirs = {(g["start"], g["end"]) for g in a["gold"]}
        found, gold, both = found + len(mine), gold + len(theirs), both + len(mine & theirs)
        loose += sum(any(s < e2 and s2 < e for s2, e2 in mine) for s, e in theirs)
    p, r = both / found, both / gold
    print(f"LGL, names in text     P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r):.3f} exact; {loose / gold:.3f} touched")


def measure_spellings(resolver: Resolver, show_errors: bool) -> None:
    """Each spelling in a sentence that names its country, and alone."""
    with SPELLINGS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    countries = resolver.gazetteer.countries
    for alone in (False, True):
        good = total = 0
        for row in rows:
            point = (float(row["latitude"]), float(row["longitude"]))
            for spelling in row["spellings"].split("|"):
                text = f"Officials in {countries[row['country']].name} said on Monday that {spelling} was hit."
                start = text.index(spelling, 12)
                text, start = (spelling, 0) if alone else (text, start)
                place = resolver.locate(text, [Mention(start, start + len(spelling), spelling)])[0]
                ok = place is not None and distance_km(point, (place.latitude or 0, place.longitude or 0)) <= OWN_KM
                good, total = good + ok, total + 1
                if show_errors and not ok:
                    print(
                        " ", "alone" if alone else "", row["country"], spelling, place and (place.name, place.country)
                    )
        print(f"{'spellings, alone' if alone else 'spellings':22} {good / total:.3f} of {total} for {len(rows)} places")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="show what is wrong")
    parser.add_argument(
        "--names", action="store_true", help="also find the names in LGL's texts with the model (minutes)"
    )
    args = parser.parse_args()
    Gazetteer().close()  # unpacks on the first run
    began = time.perf_counter()
    gazetteer = Gazetteer()
    gazetteer.named("Idlib")
    print(f"{'index':22} opened in {1000 * (time.perf_counter() - began):.1f} ms, {gazetteer.facts['places']} places")
    resolver = Resolver(gazetteer)
    measure_spellings(resolver, args.errors)
    measure_lgl(resolver, args.errors)
    print(f"{'memory':22} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most, Python included")
    if args.names:
        measure_names(resolver)


if __name__ == "__main__":
    main()
