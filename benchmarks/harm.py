"""Killed, wounded and kidnapped of AWSD's incident descriptions, read through whole claims.

Per description the highest min of its claims' toll (none = 0) is compared with the hand-coded total.

    python benchmarks/harm.py [--model FOLDER] [--errors N]
"""

import argparse
import gzip
import json
import os
import sys
from pathlib import Path

from tidings.claim import Report
from tidings.codebook import load as load_codebook
from tidings.coding import Coder, Heads
from tidings.language import model
from tidings.language.component import MODEL
from tidings.language.pipeline import build

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).parents[2] / "shared"))
KINDS = {"killed": "Total killed", "injured": "Total wounded", "abducted": "Total kidnapped"}


def highest(claims, kind) -> int:
    return max((c.toll[kind].min or 0 for c in claims if kind in c.toll), default=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--scope", choices=["conflict", "all"], default="conflict")
    options = parser.parse_args()
    path = DATA / "corpora/awsd/dev.jsonl.gz"
    if not path.exists():
        sys.exit(f"skipped: {path} is not there; set TIDINGS_DATA to the folder that holds corpora/")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [json.loads(x) for x in stream]
    nlp, coder = build(options.model), Coder(load_codebook(), Heads(*model(options.model)))
    right = dict.fromkeys(KINDS, 0)
    shown = 0
    for row, doc in zip(rows, nlp.pipe(r["Details"] for r in rows)):
        claims = [c for c in coder.code(doc, Report(text=row["Details"])) if c.political or options.scope == "all"]
        for kind, column in KINDS.items():
            ours, gold = highest(claims, kind), int(row[column] or 0)
            right[kind] += ours == gold
            if ours != gold and shown < options.errors:
                shown += 1
                print(f"{kind} {ours} for {gold}: {row['Details'][:300]}")
    print(f"AWSD, {len(rows)} descriptions, claims of model {coder.heads.version}")
    for kind, count in right.items():
        print(f"  {kind:9} {count / len(rows):.3f} exact")


if __name__ == "__main__":
    main()
