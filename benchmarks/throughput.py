"""How fast English text is read: words a second on one core, time to load, peak memory.

    python benchmarks/throughput.py [--words 40000] [--model DIR] [--data DIR]

Each row is a process of its own, pinned to one core: short items (Wikipedia's daily items on conflict) and long
articles (reports of the gold training set joined by tens). "signals" leaves tags, tree and names unset, as beside
another pipeline.
"""

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).resolve().parents[1].parent / "shared"))
ROWS = (("items", "whole"), ("articles", "whole"), ("articles", "signals"), ("one article", "whole"))


def texts(data: Path, kind: str, words: int) -> list[str]:
    """Texts of about `words` words in all."""
    if kind == "items":
        with gzip.open(data / "corpora/wikipedia_items/items.jsonl.gz", "rt", encoding="utf-8") as lines:
            found = [json.loads(line)["text"] for line in lines]
    else:
        reports = (data / "gold/train.jsonl").read_text("utf-8").splitlines()
        bodies = [json.loads(line)["text"] for line in reports]
        found = ["\n\n".join(bodies[i : i + 10]) for i in range(0, len(bodies), 10)]
        if kind == "one article":
            found = ["\n\n".join(bodies)]
    kept, size = [], 0
    for text in found:
        kept.append(text)
        size += len(text.split())
        if size >= words:
            break
    return kept


def measure(data: Path, kind: str, mode: str, words: int, model: Path | None) -> dict[str, float]:
    """Load, warm up, read: run in a process of its own."""
    os.sched_setaffinity(0, {int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[36])})  # where it runs
    start, cpu = time.perf_counter(), time.process_time()
    from tidings.language.pipeline import build

    nlp = build(model)
    nlp("A first sentence loads what is loaded late.")
    loaded, load_cpu = time.perf_counter() - start, time.process_time() - cpu
    if mode == "signals":
        nlp.get_pipe("tidings_encoder").signals_only = True
        nlp.remove_pipe("tidings_lemmatizer")
    sample = texts(data, kind, words)
    cpu, wall = time.process_time(), time.perf_counter()
    count = sum(sum(not t.is_space for t in doc) for doc in nlp.pipe(sample))
    return {
        "words": count,
        "words/s": count / (time.perf_counter() - wall),
        "words/cpu s": count / (time.process_time() - cpu),
        "load s": loaded,
        "load cpu s": load_cpu,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--words", type=int, default=40_000)
    parser.add_argument("--model", type=Path, help="a model folder instead of the bundled one")
    parser.add_argument("--row", nargs=2, help=argparse.SUPPRESS)
    a = parser.parse_args()
    if not (a.data / "corpora").is_dir():
        sys.exit(f"skipped: no corpora in {a.data}; name the folder with TIDINGS_DATA or --data")
    if a.row:
        print(json.dumps(measure(a.data, *a.row, a.words, a.model)))
        return
    print(f"{'':<22}", *(f"{c:>12}" for c in ("words", "words/s", "words/cpu s", "load s", "load cpu s", "peak MB")))
    for row in ROWS:
        command = [sys.executable, __file__, "--data", str(a.data), "--words", str(a.words), "--row", *row]
        command += ["--model", str(a.model)] if a.model else []
        values = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(f"{', '.join(row):<22}", *(f"{v:12.1f}" for v in values.values()))


if __name__ == "__main__":
    main()
