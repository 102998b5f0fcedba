"""What a claim's confidence means: how often claims of each confidence meet a gold claim (dev), and the expected error.

    python benchmarks/calibration.py [--model FOLDER] [--fit] [--plot PICTURE.png]

`--fit` fits the two numbers by which the coder turns its raw score into a confidence and writes them into model.json.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit

from tidings.claim import Report
from tidings.codebook import load as load_codebook
from tidings.coding import Coder, Heads
from tidings.language import model
from tidings.language.component import MODEL
from tidings.language.pipeline import build
from tidings.scoring import Scorer

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).parents[2] / "shared"))
KEYS = ("id", "title", "text", "publisher", "published", "url", "licence")
BINS = 8


def judged(folder: Path, about: dict) -> tuple[np.ndarray, np.ndarray]:
    """Confidence of every claim of the dev reports, and whether it meets a gold claim (background ones aside)."""
    gold = [json.loads(x) for x in (DATA / "gold/dev.jsonl").read_text("utf-8").splitlines()]
    reports = [Report(**{k: r.get(k) for k in KEYS}) for r in gold]
    nlp, coder = build(folder), Coder(load_codebook(), Heads(about, model(folder)[1]))
    scores, met = [], []
    scorer = Scorer()
    for row, report, doc in zip(gold, reports, nlp.pipe(r.text for r in reports)):
        claims = [c for c in coder.code(doc, report) if c.political and not c.background]
        alone = {n: scorer.score([row], {report.id: [c.record()]}) for n, c in enumerate(claims)}
        for n, c in enumerate(claims):
            if alone[n].count("predicted"):
                scores.append(c.confidence)
                met.append(alone[n].count("paired") > 0)
    return np.array(scores), np.array(met, float)


def error(confidence: np.ndarray, met: np.ndarray) -> float:
    """Expected calibration error over BINS bins of equal size."""
    order = np.array_split(np.argsort(confidence), BINS)
    return float(sum(len(b) * abs(confidence[b].mean() - met[b].mean()) for b in order if len(b)) / len(met))


def fit(confidence: np.ndarray, met: np.ndarray) -> tuple[float, float]:
    x = logit(np.clip(confidence, 1e-3, 1 - 1e-3))

    def loss(w: np.ndarray) -> float:
        p = np.clip(expit(w[0] * x + w[1]), 1e-6, 1 - 1e-6)
        return float(-(met * np.log(p) + (1 - met) * np.log(1 - p)).mean())

    a, b = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return round(float(a), 4), round(float(b), 4)


def plot(confidence: np.ndarray, met: np.ndarray, path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    order = np.array_split(np.argsort(confidence), BINS)
    figure, axes = plt.subplots(figsize=(4.2, 4))
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.plot([confidence[b].mean() for b in order], [met[b].mean() for b in order], "o-", color="#1f5a7a")
    axes.set(xlabel="confidence", ylabel="share that meets a gold claim", xlim=(0, 1), ylim=(0, 1))
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    if not (DATA / "gold/dev.jsonl").exists():
        sys.exit(f"skipped: {DATA}/gold/dev.jsonl is not there; set TIDINGS_DATA to the folder that holds gold/")
    about = json.loads((options.model / "model.json").read_text("utf-8"))
    if options.fit:
        raw, met = judged(options.model, about | {"calibration": [1.0, 0.0]})
        about["calibration"] = list(fit(raw, met))
        (options.model / "model.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
        print(f"before: expected calibration error {error(raw, met):.3f}; fitted {about['calibration']}")
    confidence, met = judged(options.model, about)
    print(f"{len(met)} claims, {met.mean():.3f} meet gold; expected calibration error {error(confidence, met):.3f}")
    for b in np.array_split(np.argsort(confidence), BINS):
        print(f"  confidence {confidence[b].mean():.2f}  met {met[b].mean():.2f}  ({len(b)} claims)")
    if options.plot:
        plot(confidence, met, options.plot)


if __name__ == "__main__":
    main()
