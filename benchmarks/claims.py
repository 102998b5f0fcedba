"""Claim scores on the gold dev reports (or any gold file): all, articles and short items, with every field.

python benchmarks/claims.py [--gold FILE] [--model FOLDER] [--out PREDICTIONS.jsonl]
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from tidings.claim import Report
from tidings.codebook import load as load_codebook
from tidings.coding import Coder, Heads
from tidings.language import model
from tidings.language.component import MODEL
from tidings.language.pipeline import build
from tidings.scoring import Scorer

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).parents[2] / "shared"))
KEYS = ("id", "title", "text", "publisher", "published", "url", "licence")
LONG = 120
"""Words from which a report counts as an article."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, default=DATA / "gold/dev.jsonl")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if not options.gold.exists():
        sys.exit(f"skipped: {options.gold} is not there; name a gold file with --gold")
    gold = read(options.gold)
    reports = [Report(**{k: r.get(k) for k in KEYS}) for r in gold]
    nlp, coder = build(options.model), Coder(load_codebook(), Heads(*model(options.model)))
    begin = time.process_time()
    claims = {}
    for report, doc in zip(reports, nlp.pipe(r.text for r in reports)):
        claims[report.id] = [c.record() for c in coder.code(doc, report) if c.political]
    spent = time.process_time() - begin
    if options.out:
        rows = (c for cs in claims.values() for c in cs)
        options.out.write_text("".join(json.dumps(c, ensure_ascii=False) + "\n" for c in rows), "utf-8")
    words = sum(len(r["text"].split()) for r in gold)
    print(f"{options.gold.name}, model {coder.heads.version}, {words / spent:.0f} words/s (CPU, parse and code)")
    print(f"{'':10} reports  gold  ours  detection P/R/F1    event F1  claim F1")
    parts = {
        "all": gold,
        "articles": [g for g in gold if len(g["text"].split()) >= LONG],
        "items": [g for g in gold if len(g["text"].split()) < LONG],
    }
    fields = {}
    for name, part in parts.items():
        if part:
            fields[name] = line(name, part, claims)
    names = list(fields)
    print("field      " + "  ".join(f"{n:>8}" for n in names))
    for field in fields["all"]:
        print(f"  {field:9}" + "  ".join(f"{fields[n].get(field, 0):8.3f}" for n in names))


def read(path):
    """Gold reports; where a file has no texts, they are taken from the data folder's corpora."""
    rows = [json.loads(x) for x in path.read_text("utf-8").splitlines()]
    if all(r.get("text") for r in rows):
        return rows
    sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
    import corpora

    return list(corpora.gold(path, corpora.texts(DATA / "corpora")))


def line(name, part, claims):
    result = Scorer().score(part, claims)
    rows = result.scores
    d = rows["detection"]
    print(
        f"{name:10} {len(part):7}  {result.count('gold'):4}  {result.count('predicted'):4}  "
        f"{d[0]:.3f} {d[1]:.3f} {d[2]:.3f}    {rows['event'][2]:.3f}     {rows['claim'][2]:.3f}"
    )
    return result.fields


if __name__ == "__main__":
    main()
