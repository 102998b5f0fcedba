"""What the coder gets wrong on the gold dev reports: the commonest errors with their counts. Prints kinds, never texts.

    python benchmarks/errors.py [--gold FILE] [--model FOLDER] [--most 10] [--markdown]

Claims are paired as `tidings score` pairs them. A gold claim without a pair is missed, one of ours without is extra; of
pairs, each field that does not fully agree is an error. Background claims are left aside.
"""

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path

from tidings.claim import Report
from tidings.codebook import load as load_codebook
from tidings.codebook.tables import table
from tidings.coding import Coder, Heads
from tidings.language import model
from tidings.language.component import MODEL
from tidings.language.pipeline import build
from tidings.scoring import Scorer

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).parents[2] / "shared"))
KEYS = ("id", "title", "text", "publisher", "published", "url", "licence")
WORDS = table("en/references")
PRONOUNS = frozenset(WORDS["person"] + WORDS["group"])


class Errors:
    """Counts of errors by kind, and within a kind by what it was about."""

    def __init__(self):
        self.kinds = defaultdict(Counter)
        self.scorer = Scorer()
        self.gold = self.ours = self.pairs = 0

    def add(self, report, claims):
        """Compare one gold report with our claims (records)."""
        asked = [g for g in report["claims"] if not g.get("background")]
        older = [g for g in report["claims"] if g.get("background")]
        given = [c for c in claims if not c["background"]]
        pairs = self.scorer._pairs(report["text"], asked, given)
        met = {j for _, j, _ in pairs}
        rest = [c for j, c in enumerate(given) if j not in met]
        freed = {j for _, j, _ in self.scorer._pairs(report["text"], older, rest)}
        extra = [c for j, c in enumerate(rest) if j not in freed]
        found = {i for i, _, _ in pairs}
        for gold in (g for i, g in enumerate(asked) if i not in found):
            self.kinds["missed claim"][gold["event"]] += 1
        for claim in extra:
            self.kinds["extra claim"][claim["event"]] += 1
        for i, j, agreement in pairs:
            self._pair(asked[i], given[j], agreement)
        self.gold, self.ours, self.pairs = (
            self.gold + len(asked), self.ours + len(pairs) + len(extra), self.pairs + len(pairs),
        )  # fmt: skip

    def _pair(self, gold, claim, agreement):
        """The fields of one pair that do not agree."""
        about = gold["event"]
        if agreement["event"] < 1:
            self.kinds["another type"][f"{about} read as {claim['event']}"] += 1
        if agreement["source"] < 1:
            self.kinds[f"source: {_source(gold, claim)}"][about] += 1
        for name, usual in (("stance", "asserts"), ("status", "happened")):
            if agreement[name] < 1:
                self.kinds[name][f"{gold.get(name, usual)} read as {claim[name]}"] += 1
        for name in ("actor", "target", "place", "date", "means", "toll"):
            if agreement[name] < 1:
                self.kinds[f"{name}: {_what(name, gold, claim)}"][about] += 1


def _source(gold, claim):
    if claim["source"] is None:
        return "the report itself instead of a speaker"
    if gold.get("source") is None:
        return "a speaker instead of the report itself"
    if claim["source"]["text"].lower() in PRONOUNS and not claim["source"]["name"]:
        return "pronoun not resolved"
    return "another speaker"


def _what(name, gold, claim):
    """How a field of ours differs: not read though said, carried over from elsewhere, read though not asked, wrong."""
    asked, given = gold.get(name), claim[name]
    if asked and not given:
        return "missed, told in the sentence" if _here(name, asked, claim) else "missed, carried over"
    if given and not asked:
        return "one too many"
    if name == "toll" and set(asked) != set(given):
        return "another kind of harm"
    return {"toll": "another number", "date": "other days"}.get(name, "another one or not all")


def _here(name, asked, claim):
    """Whether the sentence itself could tell it: names that stand in it, any digit or weekday for a date."""
    sentence = claim["evidence"]["text"].lower()
    if name in ("toll", "means"):
        return True
    if name == "date":
        from tidings.coding import dates

        return bool(dates.read(claim["evidence"]["text"], None))
    return any((a if isinstance(a, str) else a.get("text") or a["name"]).lower() in sentence for a in asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--gold", type=Path, default=DATA / "gold/dev.jsonl")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--most", type=int, default=10, help="how many kinds of error are shown")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    if not options.gold.exists():
        sys.exit(f"skipped: {options.gold} is not there; name a gold file with --gold")
    gold = [json.loads(x) for x in options.gold.read_text("utf-8").splitlines()]
    reports = [Report(**{k: r.get(k) for k in KEYS}) for r in gold]
    nlp, coder = build(options.model), Coder(load_codebook(), Heads(*model(options.model)))
    errors = Errors()
    for row, report, doc in zip(gold, reports, nlp.pipe(r.text for r in reports)):
        errors.add(row, [c.record() for c in coder.code(doc, report) if c.political])
    show(errors, options, coder.heads.version)


def show(errors, options, version):
    """The commonest kinds, each with what it is mostly about."""
    counts = f"{errors.gold} gold claims, {errors.ours} of ours, {errors.pairs} paired"
    print(f"{options.gold.name}, model {version}: {counts}\n")
    ranked = sorted(errors.kinds.items(), key=lambda k: (-k[1].total(), k[0]))[: options.most]
    rows = [(kind, n.total(), ", ".join(f"{w} {c}" for w, c in n.most_common(3))) for kind, n in ranked]
    if options.markdown:
        print("| error | count | mostly |\n| --- | ---: | --- |")
        print("\n".join(f"| {kind} | {n} | {mostly} |" for kind, n, mostly in rows))
        return
    for kind, n, mostly in rows:
        print(f"{kind:48} {n:4}  {mostly}")


if __name__ == "__main__":
    main()
