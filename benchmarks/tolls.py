"""Counts of people harmed: the reader alone on AWSD, on ISAF releases, and on the tolls of gold claims.

    python benchmarks/tolls.py [--errors N]

AWSD and ISAF: the highest lower end of a kind in a text against the coded number (none = 0). Gold: does a claim's
sentence yield its kind with exactly its ends (recall), and is what it yields in its claims (precision, parts left out).
"""

import argparse
import gzip
import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

from tidings.coding import tolls
from tidings.coding.words import sentences

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).parents[2] / "shared"))
AWSD = {"killed": "Total killed", "injured": "Total wounded", "abducted": "Total kidnapped"}
ISAF = {"killed": "min_killed", "detained": "min_captured"}
VAGUE = {"numerous": 4, "multiple": 3}  # the coding rule of the ISAF set; its other vague words are the guide's


def lines(path: Path):
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(row) for row in data.decode("utf-8").split("\n") if row.strip()]


def highest(text: str, kind: str, vague: dict[str, int]) -> int:
    found = [
        max(
            [
                m.min or 0,
                *(value for word, value in vague.items() if re.search(rf"\b{word}\b", text[m.start : m.end], re.I)),
            ]
        )
        for m in tolls.read(text)
        if m.kind == kind
    ]
    return max(found, default=0)


def exact(rows, text: str, columns: dict[str, str], gold: str | None, vague: dict[str, int], errors: int) -> None:
    for kind, column in columns.items():
        wrong = []
        for row in rows:
            wanted = int((row[gold] if gold else row)[column] or 0)
            got = highest(row[text], kind, vague)
            if got != wanted:
                wrong.append((wanted, got, row[text]))
        print(f"  {kind:<10} {1 - len(wrong) / len(rows):.3f}   {len(rows)} texts")
        for wanted, got, words in wrong[:errors]:
            print(f"      wanted {wanted}, read {got}: {' '.join(words.split())[:200]}")


def claims(path: Path) -> None:
    asked, met = Counter(), Counter()
    told = right = 0
    for report in lines(path):
        spans = list(sentences(report["text"]))
        by_sentence: dict[tuple[int, int], list] = {}
        for claim in report["claims"]:
            span = next((s for s in spans if s[0] <= claim["start"] < s[1]), None)
            if span:
                by_sentence.setdefault(span, []).extend((k, tuple(v)) for k, v in (claim.get("toll") or {}).items())
        for (begin, end), gold in by_sentence.items():
            found = tolls.read(report["text"][begin:end])
            values = {(m.kind, (m.min, m.max)) for m in found}
            for kind, ends in gold:
                asked[kind] += 1
                met[kind] += (kind, ends) in values
            whole = [m for m in found if not m.subset]
            told += len(whole)
            right += sum((m.kind, (m.min, m.max)) in set(gold) for m in whole)
    for kind in asked:
        print(f"  {kind:<10} {met[kind] / asked[kind]:.3f}   {asked[kind]} tolls")
    print(f"  recall {sum(met.values()) / sum(asked.values()):.3f}   precision {right / told:.3f}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--errors", type=int, default=0, help="wrong readings to show per kind")
    errors = options.parse_args().errors
    if not (DATA / "corpora").is_dir():
        print(f"skipped: no data in {DATA} (set TIDINGS_DATA)", file=sys.stderr)
        return 0
    print("AWSD, exact")
    exact(lines(DATA / "corpora/awsd/dev.jsonl.gz"), "Details", AWSD, None, {}, errors)
    print("ISAF, exact")
    exact(lines(DATA / "corpora/isaf/dev.jsonl.gz"), "text", ISAF, "gold", VAGUE, errors)
    for name in ("train", "dev"):
        print(f"gold {name}")
        claims(DATA / f"gold/{name}.jsonl")
    return 0


if __name__ == "__main__":
    sys.exit(main())
