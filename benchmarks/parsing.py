"""How well English text is read: tags, trees, sentences and lemmas on UD English from raw text, names on ner/dev.

    python benchmarks/parsing.py [--model DIR] [--pipeline NAME] [--limit DOCS] [--split test] [--data DIR]

Words are compared by their character offsets, so a word the tokenizer cuts differently counts as wrong (F1 as in the
CoNLL 2018 shared task, with full relation labels and punctuation). Names get the gold words; a name counts when span
and type are exact, and words tagged `?` are left out.
"""

import argparse
import gzip
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from tidings.language import load
from tidings.language.pipeline import build

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).resolve().parents[1].parent / "shared")) / "corpora"
RENAMED = {
    "root": "ROOT",
    "obl:npmod": "obl:unmarked",
    "obl:tmod": "obl:unmarked",
    "nmod:npmod": "nmod:unmarked",
    "nmod:tmod": "nmod:unmarked",
}


class Word(NamedTuple):
    """A gold word; start, end are offsets in the document, head an index in the document (itself for a root)."""

    start: int
    end: int
    lemma: str
    upos: str
    xpos: str
    head: int
    relation: str


class Gold(NamedTuple):
    """A gold document."""

    text: str
    words: list[Word]
    sentences: set[tuple[int, int]]


def blocks(path: Path) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Comments and rows of each sentence."""
    comments: list[str] = []
    rows: list[list[str]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("#"):
                comments.append(line)
            elif line:
                rows.append(line.split("\t"))
            elif rows:
                yield comments, rows
                comments, rows = [], []


def documents(path: Path, paragraphs: bool = True) -> Iterator[Gold]:
    """Documents of a CoNLL-U file with their raw text; paragraphs are parted by a blank line."""
    text, words, sentences = "", [], set()
    for comments, rows in blocks(path):
        if any(c.startswith("# newdoc") for c in comments) and words:
            yield Gold(text, words, sentences)
            text, words, sentences = "", [], set()
        elif paragraphs and any(c.startswith("# newpar") for c in comments) and text:
            text = text.rstrip() + "\n\n"
        base, begin, inside, spaced = len(words), len(text), 0, True
        for c in rows:
            free = "SpaceAfter=No" not in c[9]
            if "-" in c[0]:
                first, last = map(int, c[0].split("-"))
                inside, spaced, surface, at = last - first + 1, free, c[1], len(text)
                continue
            if "." in c[0]:
                continue
            start = len(text)
            text += c[1]
            if inside:
                inside -= 1
                if not inside:
                    text = text[:at] + surface  # forms that do not spell the surface end where it ends
                free = spaced and not inside
            head = base + int(c[6]) - 1 if c[6] != "0" else len(words)
            words.append(Word(start, len(text), c[2], c[3], c[4], head, RENAMED.get(c[7], c[7])))
            if free:
                text += " "
        sentences.add((begin, words[-1].end))
    if words:
        yield Gold(text, words, sentences)


def share(right: int, predicted: int, gold: int) -> float:
    return 200 * right / max(1, predicted + gold)


def score(nlp: Language, golds: list[Gold]) -> dict[str, float]:
    """Percentages: word, sentence, UPOS, XPOS, UAS, LAS as F1; lemma as accuracy over the words found."""
    n: Counter[str] = Counter()
    for doc, gold in zip(nlp.pipe([g.text for g in golds]), golds):
        tokens = [t for t in doc if not t.is_space]
        found = {(t.idx, t.idx + len(t)): t for t in tokens}
        n["predicted"] += len(tokens)
        n["gold"] += len(gold.words)
        sentences = set()
        for sentence in doc.sents:
            inner = [t for t in sentence if not t.is_space]
            if inner:
                sentences.add((inner[0].idx, inner[-1].idx + len(inner[-1])))
        n["sentences"] += len(sentences)
        n["gold sentences"] += len(gold.sentences)
        n["sentence"] += len(sentences & gold.sentences)
        for i, word in enumerate(gold.words):
            token = found.get((word.start, word.end))
            if token is None:
                continue
            n["word"] += 1
            n["UPOS"] += token.pos_ == word.upos
            n["XPOS"] += token.tag_ == word.xpos
            n["lemma"] += token.lemma_ == word.lemma or word.lemma == "_"
            above = gold.words[word.head]
            head = token.head
            right = (word.head == i) == (head.i == token.i) and (
                word.head == i or (head.idx, head.idx + len(head)) == (above.start, above.end)
            )
            n["UAS"] += right
            n["LAS"] += right and token.dep_ == word.relation
            for family in ("ccomp", "parataxis", "nsubj", "obl"):
                here, there = token.dep_ == family, word.relation == family
                n[family + " right"] += here and there and right
                n[family + " all"] += here + there
    result = {k: share(n[k], n["predicted"], n["gold"]) for k in ("word", "UPOS", "XPOS", "UAS", "LAS")}
    result["sentence"] = share(n["sentence"], n["sentences"], n["gold sentences"])
    result["lemma"] = 100 * n["lemma"] / max(1, n["word"])
    return result | {f: 200 * n[f + " right"] / max(1, n[f + " all"]) for f in ("ccomp", "parataxis")}


def spans(tags: list[str]) -> set[tuple[int, int, str]]:
    """(start, end, type) of BIO tags."""
    found, start = set(), None
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and tag != "I-" + tags[start][2:]:
            found.add((start, i, tags[start][2:]))
            start = None
        if tag.startswith("B-"):
            start = i
    return found


def names(nlp: Language, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Exact-span F1 of names, gold words given, in all and by type."""
    right, predicted, gold = Counter(), Counter(), Counter()
    docs = [Doc(nlp.vocab, words=[w.strip() or "." for w in r["tokens"]], spaces=r["spaces"] or None) for r in rows]
    for doc, row in zip(nlp.pipe(docs), rows):
        masked = {i for i, tag in enumerate(row["tags"]) if tag == "?"}
        want = spans(row["tags"])
        have = {(e.start, e.end, e.label_) for e in doc.ents if masked.isdisjoint(range(e.start, e.end))}
        for counter, group in ((right, have & want), (predicted, have), (gold, want)):
            counter.update(x[2] for x in group)
    result = {"names": share(right.total(), predicted.total(), gold.total())}
    return result | {label: share(right[label], predicted[label], gold[label]) for label in sorted(gold)}


def table(rows: dict[str, dict[str, float]]) -> None:
    columns = list(next(iter(rows.values())))
    print(" " * 18, *(f"{c:>9}" for c in columns))
    for name, row in rows.items():
        print(f"{name:<18}", *(f"{row[c]:9.1f}" for c in columns))
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", type=Path, help="a model folder instead of the bundled one")
    parser.add_argument("--pipeline", help="an installed spaCy pipeline instead of the bundled model")
    parser.add_argument("--split", default="test", choices=["dev", "test", "train"])
    parser.add_argument("--limit", type=int, help="documents (and rows of names) at most")
    parser.add_argument("--no-paragraphs", action="store_true", help="join paragraphs by a space")
    a = parser.parse_args()
    if not (a.data / "ud").is_dir():
        sys.exit(f"skipped: no corpora in {a.data}; name the folder with TIDINGS_DATA or --data")
    nlp = build(a.model) if a.model else load(a.pipeline)
    rows = {}
    for treebank in ("ewt", "gum"):
        golds = list(documents(a.data / "ud" / f"en_{treebank}-ud-{a.split}.conllu.gz", not a.no_paragraphs))
        rows[f"{treebank.upper()} {a.split}"] = score(nlp, golds[: a.limit])
    table(rows)
    with gzip.open(a.data / "ner" / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        items = [json.loads(line) for line in lines][: a.limit]
    sources = sorted({r["src"] for r in items})
    result = {"all": names(nlp, items)} | {s: names(nlp, [r for r in items if r["src"] == s]) for s in sources}
    table({f"names, {k}": {c: v.get(c, 0.0) for c in result["all"]} for k, v in result.items()})


if __name__ == "__main__":
    main()
