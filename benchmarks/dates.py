"""Dates: day-level expressions of TimeBank and AQUAINT with the span given, and the dates of gold claims.

    python benchmarks/dates.py [--errors N]

TimeBank and AQUAINT: TIMEX3 of type DATE whose value is a day, against the document's creation time, with the words
around them. Gold: where a dated claim's sentence holds a date, is one of its dates exactly the claim's.
"""

import argparse
import html
import json
import os
import re
import sys
import tarfile
from datetime import date
from pathlib import Path

from tidings.coding import dates
from tidings.coding.words import sentences

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).parents[2] / "shared"))
TIMEX = re.compile(r"<TIMEX3([^>]*)>(.*?)</TIMEX3>", re.S)
CREATED = re.compile(r'<TIMEX3[^>]*functionInDocument="(?:CREATION|PUBLICATION)_TIME"[^>]*>')
AROUND = 150


def plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def expressions(text: str):
    """(words, value, before, after, is the document's own date) of the day-level expressions of one document."""
    for m in TIMEX.finditer(text):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', m[1]))
        if attributes.get("type") == "DATE" and re.fullmatch(r"\d{4}-\d\d-\d\d", attributes["value"]):
            before = plain(text[max(0, m.start() - 10 * AROUND) : m.start()])[-AROUND:]
            after = plain(text[m.end() : m.end() + 10 * AROUND])[:AROUND]
            own = attributes.get("functionInDocument", "NONE") != "NONE"
            yield plain(m[2]), attributes["value"], before, after, own


def timebank(errors: int) -> None:
    counts = {True: [0, 0], False: [0, 0]}
    wrong = []
    with tarfile.open(DATA / "corpora/timebank/timebank.tar.gz") as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            source = archive.extractfile(member)
            text = source.read().decode("utf-8", "replace") if source else ""
            created = CREATED.search(text)
            value = re.search(r'value="(\d{4}-\d\d-\d\d)', created[0]) if created else None
            if value is None:
                continue
            published = date.fromisoformat(value[1])
            for words, wanted, before, after, own in expressions(text):
                got = dates.resolve(words, published, before=before, after=after)
                right = got is not None and got.first is not None and got.first == got.last and str(got.first) == wanted
                counts[own][0] += right
                counts[own][1] += 1
                if not right and not own:
                    wrong.append((words, wanted, published, got and (str(got.first), str(got.last)), before[-50:]))
    inside, outside = counts[False], counts[True]
    both = [a + b for a, b in zip(inside, outside)]
    print("TimeBank and AQUAINT, day-level dates, span given")
    print(f"  in the text              {inside[0] / inside[1]:.3f}   {inside[1]}")
    print(f"  with creation times      {both[0] / both[1]:.3f}   {both[1]}")
    for row in wrong[:errors]:
        print("     ", *row)


def gold(name: str, errors: int) -> None:
    asked = met = 0
    wrong = []
    with (DATA / f"gold/{name}.jsonl").open(encoding="utf-8") as rows:
        for report in map(json.loads, rows):
            published = date.fromisoformat(report["published"][:10]) if report.get("published") else None
            spans = list(sentences(report["text"]))
            for claim in report["claims"]:
                span = next((s for s in spans if s[0] <= claim["start"] < s[1]), None)
                if not claim.get("date") or span is None:
                    continue
                found = dates.read(report["text"][slice(*span)], published)
                wanted = (claim["date"]["start"], claim["date"]["end"])
                values = [(str(m.first), str(m.last)) for m in found]
                values += [(str(m.stated[0]), str(m.stated[1])) for m in found if m.stated]
                if found:
                    asked += 1
                    met += wanted in values
                    if wanted not in values:
                        wrong.append((wanted, published, [(m.text, str(m.first), str(m.last)) for m in found]))
    print(f"gold {name}: dated claims whose sentence holds a date, exact  {met / asked:.3f}   {asked}")
    for row in wrong[:errors]:
        print("     ", *row)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--errors", type=int, default=0, help="wrong readings to show")
    errors = options.parse_args().errors
    if not (DATA / "corpora").is_dir():
        print(f"skipped: no data in {DATA} (set TIDINGS_DATA)", file=sys.stderr)
        return 0
    timebank(errors)
    for name in ("train", "dev"):
        gold(name, errors if name == "train" else 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
