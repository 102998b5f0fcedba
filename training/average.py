"""The mean of two checkpoints of which one was trained on from the other, or both from one: mostly better than either.

python training/average.py FIRST.pt SECOND.pt --out MEAN.pt [--share 0.5]
"""

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--share", type=float, default=0.5, help="how much of the second")
    options = parser.parse_args()
    first, second = torch.load(options.first), torch.load(options.second)
    state = {
        name: torch.lerp(first["state"][name], value, options.share) if value.is_floating_point() else value
        for name, value in second["state"].items()
    }
    torch.save({"state": state, "labels": second["labels"]}, options.out)


if __name__ == "__main__":
    main()
