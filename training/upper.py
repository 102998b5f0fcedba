"""Train what claims and attributions alone are read from, on the kept words of an encoder that stays as it is.

    python training/upper.py --init CHECKPOINT --out CHECKPOINT --links --hints [--passes attribution=4,gold=4,...]

About three times as fast as `train.py`, and nothing the encoder's own heads say can change. Options are those of
`train.py`; the encoder's words of all corpora take about 2 GB of memory.
"""

import random
from collections.abc import Iterable
from typing import Any

import torch
from network import HIDDEN, Network
from torch import Tensor
from train import Prepared, arguments, batches, inputs, planned, prepared, run

CORPORA = ("attribution", "event_place", "gold", "reports", "invented")
PARTS = ("upper.", "cue.", "event_hidden.", "hint.", "event.", "attributes.", "pair_")
FASTER = 2.5
"""How much faster the upper layers learn than the heads on them."""


def keep(m: Network, chunks: Iterable[Prepared], rng: random.Random) -> None:
    """Keep the encoder's words of every chunk in half precision."""
    m.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for batch in batches(list(chunks), rng, 3000):
            for chunk, words in zip(batch, m.words(*inputs(batch))):
                chunk.read = words[: len(chunk)].to(torch.float16).clone()
    m.train()


def kept(m: Network, batch: list[Prepared]) -> tuple[Tensor, ...]:
    """The outputs over kept words; nothing for the encoder's own heads."""
    width = max(map(len, batch))
    words, there = torch.zeros(len(batch), width, HIDDEN), torch.zeros(len(batch), width)
    for row, chunk in enumerate(batch):
        assert chunk.read is not None
        words[row, : len(chunk)], there[row, : len(chunk)] = chunk.read.float(), 1
    none = torch.zeros(len(batch), width, sum(m.split))
    return none, none, none, none, *m.claims(torch.dropout(words, 0.1, train=True), there)


def groups(m: Network, rate: float) -> list[dict[str, Any]]:
    """The weights to train: the upper layers and the heads on them."""
    for name, weight in m.named_parameters():
        weight.requires_grad_(name.startswith(PARTS))
    new = [p for n, p in m.named_parameters() if n.startswith("upper.")]
    heads = [p for n, p in m.named_parameters() if p.requires_grad and not n.startswith("upper.")]
    return [{"params": new, "lr": rate * FASTER}, {"params": heads, "lr": rate}]


def main() -> None:
    options = arguments(__doc__ or "")
    rng = random.Random(options.seed)
    m, data = prepared(options, rng)
    data = {name: data[name] for name in CORPORA}
    keep(m, (chunk for chunks in data.values() for chunk in chunks), rng)
    run(m, planned(options, data, rng), groups(m, options.rate), options.out, options.floor, kept)


if __name__ == "__main__":
    main()
