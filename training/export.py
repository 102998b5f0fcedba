"""Write a trained network as the folder the package carries: int8 ONNX, labels, scorers and tokenizer.

python training/export.py CHECKPOINT FOLDER [--version NAME]
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
from export_int8 import quantise
from network import Network
from train import encode, minilm, pad, tokenizer

OUTPUTS = ["tags", "arc", "rd", "rh", "cue", "event_h", "pair_a", "pair_b", "pair_q", "pair_k"]
WORDWISE = {0: "B", 1: "W"}


def onnx(m: Network, path: Path) -> None:
    """The float graph."""
    t = tokenizer(minilm())
    rows = [encode(t, x) for x in (["Rebels", "said", "on", "Tuesday", "they", "left", "."], ["Hello", "there"])]
    inputs = tuple(pad([r[k] for r in rows]) for k in range(2))
    inputs += (pad([[1] * len(r[0]) for r in rows]), pad([r[2] for r in rows]))
    axes = {k: {0: "B", 1: "T"} for k in ("ids", "case", "amask")}
    axes |= {"widx": WORDWISE} | dict.fromkeys(OUTPUTS, WORDWISE) | {"arc": {0: "B", 1: "W", 2: "W"}}
    torch.onnx.export(
        m.eval(), inputs, str(path), input_names=["ids", "case", "amask", "widx"], output_names=OUTPUTS,
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip


def scorers(m: Network) -> dict[str, np.ndarray]:
    """What is applied outside the graph, in half precision."""
    found = {
        "rel": m.R,
        "pair_kind": m.pair_kind.weight,
        "pair_distance": m.pair_distance.weight,
        "pair_out_w": m.pair_out.weight,
        "pair_out_b": m.pair_out.bias,
        "pair_W": m.pair_W,
        "hint": m.hint.weight,
        "event_w": m.event.weight,
        "event_b": m.event.bias,
        "attribute_w": m.attributes.weight,
        "attribute_b": m.attributes.bias,
    }
    return {k: v.detach().numpy().astype(np.float16) for k, v in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--version", default="1")
    options = parser.parse_args()
    saved = torch.load(options.checkpoint)
    m = Network(saved["labels"])
    m.take(saved["state"])
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        onnx(m, Path(folder) / "float.onnx")
        quantise(Path(folder) / "float.onnx", options.folder / "model.onnx")
    about = {"version": options.version, **saved["labels"]}
    (options.folder / "model.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    np.savez(options.folder / "scorers.npz", **scorers(m))
    shutil.copy(minilm() / "tokenizer.json", options.folder / "tokenizer.json")
    print(sum(p.stat().st_size for p in options.folder.iterdir()) / 1e6, "MB", file=sys.stderr)


if __name__ == "__main__":
    main()
