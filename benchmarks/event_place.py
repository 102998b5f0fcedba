"""Where it happened: the place chosen for a given verb, on the tenth of the event location texts kept from training.

    python benchmarks/event_place.py [--model FOLDER]

F1 counts chosen spans (exact, or overlapping by half); "none" is right where the verb has no place.
"""

import argparse
import gzip
import json
import os
import sys
from pathlib import Path

import spacy

from tidings.codebook import load as load_codebook
from tidings.coding import Heads
from tidings.coding.hints import hints
from tidings.coding.roles import read
from tidings.language import model
from tidings.language.component import MODEL
from tidings.language.pipeline import build
from tidings.places import Gazetteer, event_place
from tidings.places.mentions import find

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).parents[2] / "shared"))


PLAIN = spacy.blank("en")
LEAST = 0.6
"""Least score of a chosen place; below it the verb has none."""


def held_out(text: str) -> bool:
    """The rule by which training/corpora.py keeps a tenth of the texts out."""
    return sum(text.encode()) % 10 == 0


def mended(text: str, start: int, end: int) -> tuple[int, int]:
    """A sixth of the spans are numbers of spaCy's tokens (both ends included) in place of characters."""
    if len(text[start:end].strip()) >= 2:
        return start, end
    tokens = PLAIN(text)[start : end + 1]
    return (tokens.start_char, tokens.end_char) if len(tokens) else (start, end)


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    common = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return common / max(a[1] - a[0], b[1] - b[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    options = parser.parse_args()
    path = DATA / "corpora/event_location/train.jsonl.gz"
    if not path.exists():
        sys.exit(f"skipped: {path} is not there; set TIDINGS_DATA to the folder that holds corpora/")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = [r for r in map(json.loads, stream) if held_out(r["text"])]
    nlp, heads = build(options.model), Heads(*model(options.model))
    codebook = load_codebook()
    tp = fp = fn = right = total = 0
    by_rule, gazetteer = [0, 0, 0], Gazetteer()
    for row, doc in zip(rows, nlp.pipe(r["text"] for r in rows)):
        verb = next((s for s in row["spans"] if s["label"] == "VERB"), None)
        if verb is None:
            continue
        gold = [(s["start"], s["end"]) for s in row["spans"] if s["label"] == "LOCATION"]
        gold = [mended(row["text"], *g) for g in gold]
        at = doc.char_span(verb["start"], verb["end"], alignment_mode="expand").start
        spans = read(doc, heads.on(doc, hints(doc, codebook.triggers(doc))).roles(at, "trigger"), "place")
        spans = [s for s in spans if s[2] >= LEAST]
        best = max(spans, key=lambda s: s[2], default=None)
        ours = (doc[best[0]].idx, doc[best[1] - 1].idx + len(doc[best[1] - 1])) if best else None
        ruled = event_place(doc, doc[at : at + 1], find(doc, gazetteer))
        met = ruled is not None and any(overlap((ruled.start, ruled.end), g) >= 0.5 for g in gold)
        wrong, missed = ruled is not None and not met, bool(gold) and not met
        by_rule = [by_rule[0] + met, by_rule[1] + wrong, by_rule[2] + missed]
        hit = ours is not None and any(overlap(ours, g) >= 0.5 for g in gold)
        tp += hit
        fp += ours is not None and not hit
        fn += bool(gold) and not hit
        right += hit or (ours is None and not gold)
        total += 1
    p, r = tp / max(1, tp + fp), tp / max(1, tp + fn)
    print(f"event location, held out: {total} verbs, model {heads.version}")
    print(
        f"  place P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}; span or none right {right / total:.3f}"
    )
    p, r = by_rule[0] / max(1, sum(by_rule[:2])), by_rule[0] / max(1, by_rule[0] + by_rule[2])
    print(f"  by the parse (places.event_place) P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}")


if __name__ == "__main__":
    main()
