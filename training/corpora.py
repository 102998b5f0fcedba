"""The training corpora as chunks of words with whatever labels each of them has."""

import gzip
import hashlib
import html
import json
import random
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import spacy
from newswire import newswire
from recase import Case

NER = ["O", *(p + "-" + t for t in ("PERSON", "ORG", "LOC", "FAC", "NORP", "DATE", "MISC") for p in "BI")]
ROLES = ["source", "content", "actor", "target", "place", "date", "toll"]
STANCES, STATUSES = ["asserts", "denies", "hedges"], ["happened", "ongoing", "threatened", "called_for"]
MEANS = [
    "missile",
    "drone",
    "aircraft",
    "bomb",
    "artillery",
    "rocket",
    "tank",
    "small_arms",
    "explosive_device",
    "suicide",
    "mine",
    "vehicle",
    "blade",
    "fire",
    "chemical",
    "cyber",
    "naval",
]
EVENTS = [
    "air_strike",
    "shelling",
    "clash",
    "bombing",
    "shooting",
    "attack",
    "abduction",
    "sexual_violence",
    "interception",
    "advance",
    "sabotage",
    "casualties",
    "damage",
    "outage",
    "displacement",
    "deprivation",
    "accusation",
    "condemnation",
    "denial",
    "responsibility",
    "threat",
    "demand",
    "negotiation",
    "agreement",
    "military_aid",
    "humanitarian_aid",
    "sanction",
    "mobilization",
    "arrest",
    "protest",
    "ceasefire_breach",
]
ATTRIBUTES = [*STANCES, *STATUSES, "background", *MEANS]
RELATION = {
    "obl:npmod": "obl:unmarked",
    "obl:tmod": "obl:unmarked",
    "nmod:npmod": "nmod:unmarked",
    "nmod:tmod": "nmod:unmarked",
    "root": "ROOT",
}
Range = tuple[int, int]
LONG = 300
"""Most words of a window when a text is read, and of a chunk here."""


@dataclass
class Anchor:
    """A cue (kind 0) or a trigger (kind 1): its words, its event, attributes, and the word ranges of its roles.

    Roles that are not annotated are absent from `roles`; an annotated role without words is an empty list.
    """

    words: Range
    kind: int
    roles: dict[str, list[Range]]
    event: str | None = None
    stance: str | None = None
    status: str | None = None
    background: bool = False
    means: list[str] = field(default_factory=list)


@dataclass
class Chunk:
    """Words with labels; None where a corpus does not have that layer."""

    words: list[str]
    source: str
    sentence: list[int] | None = None
    upos: list[str] | None = None
    xpos: list[str] | None = None
    heads: list[int] | None = None
    relations: list[str] | None = None
    ner: list[str] | None = None
    anchors: list[Anchor] = field(default_factory=list)
    cues: bool = False
    events: bool = False
    hints: list[int] | None = None


def lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.strip():
                yield json.loads(line)


def conllu(path: Path, rng: random.Random, limit: int = LONG) -> Iterator[Chunk]:
    """Universal Dependencies sentences packed into chunks of one document, of different lengths up to `limit` words."""
    cur: Chunk | None = None
    number = most = 0

    def fresh() -> Chunk:
        return Chunk([], "ud", [], [], [], [], [])

    for new, rows in _sentences(path):
        if cur and (new == "doc" or (new == "par" and rng.random() < 0.2) or len(cur.words) + len(rows) > most):
            yield cur
            cur = None
        if cur is None:
            cur, number, most = fresh(), 0, rng.randint(limit // 4, limit)
        base = len(cur.words)
        for row in rows:
            cur.words.append(row[1].replace(" ", "_"))
            cur.sentence.append(number)  # type: ignore[union-attr]
            cur.upos.append(row[3])  # type: ignore[union-attr]
            cur.xpos.append(row[4])  # type: ignore[union-attr]
            head = int(row[6])
            cur.heads.append(-1 if head == 0 else base + head - 1)  # type: ignore[union-attr]
            cur.relations.append(RELATION.get(row[7], row[7]))  # type: ignore[union-attr]
        number += 1
    if cur:
        yield cur


def _sentences(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    new, rows = "", []
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                new = "doc"
            elif line.startswith("# newpar"):
                new = new or "par"
            elif not line:
                if rows:
                    yield new, rows
                new, rows = "", []
            elif line[0] != "#":
                row = line.split("\t")
                if row[0].isdigit():
                    rows.append(row)
    if rows:
        yield new, rows


def names(path: Path, rng: random.Random, leave_out: Iterable[str] = ("uner",)) -> Iterator[Chunk]:
    """Name-annotated sentences, alone or packed into chunks; no sentence labels, for their cuts are not sentences."""
    cur: Chunk | None = None
    most = 0
    for row in lines(path):
        if row["src"] in leave_out:
            continue
        words, tags = [w if w.strip() else "." for w in row["tokens"][:180]], row["tags"][:180]
        if cur and len(cur.words) + len(words) > most:
            yield cur
            cur = None
        if cur is None:
            cur, most = Chunk([], "names", ner=[]), rng.choice((0, 0, 0, 60, 170))
        cur.words += words
        cur.ner += tags  # type: ignore[operator]
    if cur:
        yield cur


class Tokens:
    """spaCy's English tokens of a text, with a map from character ranges to word ranges."""

    nlp = spacy.blank("en")

    def __init__(self, text: str) -> None:
        doc = self.nlp.make_doc(text)
        kept = [t for t in doc if t.text.strip()]
        self.text = text
        self.words = [t.text for t in kept]
        self.starts = [t.idx for t in kept]
        self.ends = [t.idx + len(t) for t in kept]
        gaps = [text[a:b] for a, b in zip(self.ends, self.starts[1:])]
        self.paragraph = [0]
        for gap in gaps:
            self.paragraph.append(self.paragraph[-1] + ("\n" in gap))

    def range(self, start: int, end: int) -> Range | None:
        """Words that touch text[start:end]."""
        hit = [i for i, (a, b) in enumerate(zip(self.starts, self.ends)) if a < end and b > start]
        return (hit[0], hit[-1] + 1) if hit else None

    def windows(self, limit: int = LONG) -> Iterator[Range]:
        """Word ranges of at most `limit` words, cut at paragraphs, else at sentence ends."""
        begin, last = 0, 0
        for i in range(1, len(self.words) + 1):
            ends = i == len(self.words) or (
                self.words[i - 1] in {".", "!", "?", "”", '"'} and self.words[i][:1].isupper()
            )
            new = i < len(self.words) and self.paragraph[i] != self.paragraph[i - 1]
            if i - begin > limit and last > begin:
                yield begin, last
                begin = last
            if ends or new:
                last = i
            if i - begin >= limit + 60:
                yield begin, i
                begin = last = i
        if begin < len(self.words):
            yield begin, len(self.words)


def _inside(span: Range | None, window: Range) -> Range | None:
    if span is None or span[0] < window[0] or span[1] > window[1]:
        return None
    return span[0] - window[0], span[1] - window[0]


def _cut(spans: Iterable[Range | None], window: Range) -> list[Range]:
    """Spans cut to the window, counted from its start."""
    found = []
    for span in spans:
        if span:
            a, b = max(span[0], window[0]), min(span[1], window[1])
            if a < b:
                found.append((a - window[0], b - window[0]))
    return found


def attributions(path: Path) -> Iterator[Chunk]:
    """PolNeAR: cues, and for every cue the words of its source and content."""
    for row in lines(path):
        tokens = Tokens(row["text"])
        every = [
            {k: [tokens.range(*s) for s in entry[k]] for k in ("source", "cue", "content")}
            for entry in row["attributions"]
        ]
        for window in tokens.windows():
            chunk = Chunk(tokens.words[slice(*window)], "attribution", cues=True)
            for entry in every:
                cue = _inside(entry["cue"][0], window) if entry["cue"] else None
                if cue:
                    roles = {k: _cut(entry[k], window) for k in ("source", "content")}
                    chunk.anchors.append(Anchor(cue, 0, roles))
            yield chunk


def location(tokens: Tokens, start: int, end: int) -> Range | None:
    """The words of a place; a sixth of the spans are numbers of spaCy's tokens (both ends included), not characters."""
    if len(tokens.text[start:end].strip()) < 2:
        words = Tokens.nlp.make_doc(tokens.text)[start : end + 1]
        start, end = (words.start_char, words.end_char) if len(words) else (0, 0)
    return tokens.range(start, end)


def event_places(path: Path, hold_out: bool = False) -> Iterator[Chunk]:
    """Sentence and verb -> place of the event; a tenth of the texts (by hash) is kept out for measuring."""
    by_text: dict[str, list[Anchor]] = {}
    for row in lines(path):
        text = row["text"]
        if (sum(text.encode()) % 10 == 0) != hold_out:
            continue
        anchors = by_text.setdefault(text, [])
        tokens = Tokens(text)
        verb = [tokens.range(s["start"], s["end"]) for s in row["spans"] if s["label"] == "VERB"]
        where = [location(tokens, s["start"], s["end"]) for s in row["spans"] if s["label"] == "LOCATION"]
        if verb and verb[0]:
            anchors.append(Anchor(verb[0], 1, {"place": [w for w in where if w]}))
    for text, anchors in by_text.items():
        words = Tokens(text).words
        if len(words) <= 220:
            yield Chunk(words, "event_place", anchors=anchors)


def texts(root: Path) -> dict[str, str]:
    """The texts that gold without texts belongs to: by the corpus's own id, sentences by the hash of their words."""
    found = {row["id"]: row["text"] for row in lines(root / "wikipedia_items/items.jsonl.gz")}
    for row in lines(root / "event_location/train.jsonl.gz"):
        found["sha256:" + hashlib.sha256(row["text"].encode()).hexdigest()] = row["text"]
    found |= {f"polnear-{row['id']}": row["text"] for row in lines(root / "polnear/train.jsonl.gz")}
    found |= dict(_timebank(root / "timebank/timebank.tar.gz"))
    case = Case(
        found.values(),
        (row["tokens"] for t in ("open", "worldwide") for row in lines(root / f"ner/train_{t}.jsonl.gz")),
    )
    for treebank in ("ewt", "gum"):
        found |= dict(_treebank(root / f"ud/en_{treebank}-ud-train.conllu.gz"))
    found |= dict(newswire(root / "ner/train_worldwide.jsonl.gz"))
    found |= {f"muc4-{row['docid']}": case.text(_story(row["text"])) for row in lines(root / "muc4/train.jsonl.gz")}
    return found


def _treebank(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a treebank's documents."""
    name, text = "", ""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            if line.startswith("# newdoc id = "):
                if text:
                    yield f"ud-{name}", text
                name, text = line[14:].strip(), ""
            elif line.startswith("# newpar") and text:
                text += "\n\n"
            elif line.startswith("# text = "):
                text += (" " if text and not text.endswith("\n") else "") + line[9:].rstrip("\n")
    if text:
        yield f"ud-{name}", text


def _timebank(path: Path) -> Iterator[tuple[str, str]]:
    """The texts of TimeML files, a line a paragraph."""
    with tarfile.open(path) as files:
        for member in files:
            if member.name.endswith(".tml") and (stream := files.extractfile(member)):
                marked = stream.read().decode("utf-8", "replace")
                body = re.search(r"<TEXT>(.*?)</TEXT>", marked, re.S)
                text = html.unescape(re.sub(r"<[^>]+>", "", body[1] if body else marked)).strip()
                paragraphs = (" ".join(p.split()) for p in re.split(r"\n\s*\n", text))
                yield f"timebank-{member.name.split('/')[-1][:-4]}", "\n".join(p for p in paragraphs if p)


def _story(text: str) -> str:
    """A MUC-4 text without its head and marks, lines joined to paragraphs; still in capitals."""
    text = re.sub(r"\[[A-Z ]+\]\s*", "", re.sub(r"^.*?\[TEXT\]\s*", "", text, flags=re.S))
    return "\n\n".join(" ".join(p.split()) for p in re.split(r"\n\s*\n", text) if p.strip())


def gold(path: Path, known: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Gold reports; those without a text take the beginning of that in `known`, and are left out where it differs."""
    for row in lines(path):
        text = row.get("text") or known.get(row["id"], "")[: row.get("characters")]
        if text and row.get("sha256", _hash(text)) == _hash(text):
            yield {**row, "text": text}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def nearest(text: str, words: str, at: int, sentence: Range) -> Range | None:
    """Character range of the occurrence of `words` nearest to offset `at`, one in the sentence first."""
    hits = [m.start() for m in re.finditer(re.escape(words), text)]
    if not hits:
        return None
    best = min(
        hits, key=lambda h: (not sentence[0] <= h < sentence[1], abs(h + len(words) / 2 - at) + (40 if h > at else 0))
    )
    return best, best + len(words)


def bounds(text: str, at: int) -> Range:
    """Rough sentence around offset `at`."""
    begin = max((m.end() for m in re.finditer(r"[.!?]['\"”’)]*\s+(?=[A-Z\"“])|\n+", text[:at])), default=0)
    stop = re.search(r"[.!?]['\"”’)]*(\s+(?=[A-Z\"“])|$)|\n", text[at:])
    return begin, at + stop.end() if stop else len(text)


def claims(
    reports: Iterable[dict[str, Any]], source: str = "gold", links: Any = None, limit: int = LONG
) -> Iterator[Chunk]:
    """Gold reports: triggers with event, attributes and roles.

    `links(report, claim, sentence)` gives the character ranges of the words the claim's date and toll were read from
    (or None where that layer is not known).
    """
    for row in reports:
        text = row["text"]
        tokens = Tokens(text)
        anchors: dict[int, tuple[Range, Anchor]] = {}
        for claim in row["claims"]:
            words = tokens.range(claim["start"], claim["start"] + len(claim["trigger"]))
            if words is None:
                continue
            sentence = bounds(text, claim["start"])
            roles: dict[str, list[Range]] = {}
            for role, values in (
                ("source", [claim["source"]] if claim.get("source") else []),
                ("actor", claim.get("actor") or []),
                ("target", claim.get("target") or []),
                ("place", [p["name"] for p in claim.get("place") or []]),
            ):
                found = [nearest(text, v, claim["start"], sentence) for v in values]
                spans = [tokens.range(*f) for f in found if f]
                if values and not spans:
                    continue
                roles[role] = [s for s in spans if s]
            if links:
                for role, found in links(row, claim, sentence).items():
                    roles[role] = [s for s in (tokens.range(*f) for f in found) if s]
            anchor = Anchor(
                words,
                1,
                roles,
                claim["event"],
                claim.get("stance", "asserts"),
                claim.get("status", "happened"),
                bool(claim.get("background")),
                list(claim.get("means") or []),
            )
            if words[0] in anchors:
                for role, spans in roles.items():
                    have = anchors[words[0]][1].roles.setdefault(role, [])
                    have += [s for s in spans if s not in have]
            else:
                anchors[words[0]] = words, anchor
        for window in tokens.windows(limit):
            chunk = Chunk(tokens.words[slice(*window)], source, events=True)
            for words, anchor in anchors.values():
                inside = _inside(words, window)
                if inside:
                    cut = {k: _cut(v, window) for k, v in anchor.roles.items()}
                    fields = {**vars(anchor), "words": inside, "roles": cut}
                    chunk.anchors.append(Anchor(**fields))
            yield chunk
