"""Attribution on PolNeAR's dev side: exact spans of source, cue and content, and all three roles of reported speech.

python benchmarks/attribution.py [--model FOLDER] [--limit N]
"""

import argparse
import gzip
import json
import os
import sys
from collections import Counter
from pathlib import Path

from tidings.codebook import load as load_codebook
from tidings.coding import Coder, Heads
from tidings.language import model
from tidings.language.component import MODEL
from tidings.language.pipeline import build

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).parents[2] / "shared"))
ROLES = ("source", "cue", "content")
REPORTING = {
    "say", "tell", "report", "announce", "claim", "confirm", "deny", "state", "add", "warn", "accuse", "accord",
    "according", "announcement", "confirmation", "denial", "statement", "addition", "warning", "accusation",
}  # fmt: skip


def key(text: str, ranges) -> frozenset:
    """A role's character ranges without white space and marks at their edges, so that both sides are cut alike."""
    found = set()
    for start, end in ranges:
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        found.add((start, end))
    return frozenset(found)


def characters(ranges) -> set[int]:
    return {i for a, b in ranges for i in range(a, b)}


def jaccard(a, b) -> float:
    x, y = characters(a), characters(b)
    return len(x & y) / len(x | y) if x or y else 1.0


def score(rows, predictions, nlp):
    tp, fp, fn = Counter(), Counter(), Counter()
    full = Counter()
    for row, found in zip(rows, predictions):
        text = row["text"]
        for role in ROLES:
            gold = {key(text, a[role]) for a in row["attributions"] if a[role]}
            ours = {key(text, a[role]) for a in found if a[role]}
            tp[role] += len(gold & ours)
            fp[role] += len(ours - gold)
            fn[role] += len(gold - ours)
        used = set()
        asked = [a for a in row["attributions"] if reporting(text, a, nlp) and a["source"] and a["content"]]
        ours = [a for a in found if reporting(text, a, nlp)]
        for gold in asked:
            hit = next(
                (n for n, a in enumerate(found) if n not in used and all(jaccard(gold[r], a[r]) >= 0.5 for r in ROLES)),
                None,
            )
            if hit is not None:
                used.add(hit)
                full["tp"] += 1
        full["gold"] += len(asked)
        full["ours"] += len(ours)
    for role in ROLES:
        p, r = tp[role] / max(1, tp[role] + fp[role]), tp[role] / max(1, tp[role] + fn[role])
        print(f"{role:10} P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}  (exact spans)")
    p, r = full["tp"] / max(1, full["ours"]), full["tp"] / max(1, full["gold"])
    print(f"reporting  P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}  (all three roles, Jaccard >= .5)")


def reporting(text, attribution, nlp) -> bool:
    words = " ".join(text[a:b] for a, b in attribution["cue"])
    return any(w in REPORTING for w in lemmas(words, nlp))


def lemmas(words, nlp, cache={}):  # noqa: B006 - a memo
    if words not in cache:
        cache[words] = {t.lemma_.lower() for t in nlp(words)} | {w.lower() for w in words.split()}
    return cache[words]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    path = DATA / "corpora/polnear/dev.jsonl.gz"
    if not path.exists():
        sys.exit(f"skipped: {path} is not there; set TIDINGS_DATA to the folder that holds corpora/")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [json.loads(x) for x in stream][: options.limit]
    nlp = build(options.model)
    coder = Coder(load_codebook(), Heads(*model(options.model)))
    predictions = [[s.record() for s in coder.attribute(doc)] for doc in nlp.pipe(r["text"] for r in rows)]
    print(f"PolNeAR dev, {len(rows)} articles, model {coder.heads.version}")
    score(rows, predictions, nlp)


if __name__ == "__main__":
    main()
