"""Five-fold numbers on train.jsonl: each fifth read by a model that never saw it.

    python training/folds.py --init BASE --out FOLDER --links --hints

BASE is a checkpoint that never saw train.jsonl (`train.py --gold training/gold/*.jsonl`). What lies above its encoder is
trained on four folds, and on a part of all else, for each fifth. FOLDER gets fold<k>.jsonl and fold<k>.pt; then

    python training/export.py FOLDER/fold<k>.pt MODEL; python benchmarks/claims.py --model MODEL --gold FOLDER/fold<k>.jsonl
"""

import json
import random
from pathlib import Path

import torch
from train import arguments, plan, prepared, run
from upper import CORPORA, groups, keep, kept

FOLDS = 5
PASSES = {"attribution": 0.08, "gold": 0.16, "reports": 0.15, "invented": 0.12}
OWN = 4
"""Passes over the other folds."""


def split(train: Path, folder: Path) -> list[Path]:
    """The reports of `train` dealt into FOLDS files of `folder`."""
    rows = train.read_text("utf-8").splitlines()
    random.Random(5).shuffle(rows)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"fold{k}.jsonl" for k in range(FOLDS)]
    for k, file in enumerate(files):
        file.write_text("".join(row + "\n" for row in rows[k::FOLDS]), "utf-8")
    return files


def main() -> None:
    options = arguments(__doc__ or "")
    rng = random.Random(options.seed)
    files = split(options.data / "gold/train.jsonl", options.out)
    options.gold = [*files, *sorted((Path(__file__).parent / "gold").glob("*.jsonl"))]
    m, data = prepared(options, rng)
    names = [file.stem for file in files]
    rest = {name: data[name] for name in CORPORA if name in PASSES}
    for name in names:
        others = {other: data[other] for other in names if other != name}
        steps = plan(rest | others, PASSES | dict.fromkeys(others, OWN), rng)
        print(name, json.dumps({"steps": len(steps), "words": sum(len(p) for b in steps for p in b)}), flush=True)
        m.take(torch.load(options.init)["state"])
        keep(m, {id(p): p for b in steps for p in b if p.read is None}.values(), rng)
        run(m, steps, groups(m, options.rate), options.out / f"{name}.pt", options.floor, kept)


if __name__ == "__main__":
    main()
