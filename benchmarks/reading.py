"""How fast reports are read into claims, as a user runs it: start, speed, memory, growth with length.

    python benchmarks/reading.py [--reports 400] [--data DIR]

Short items are Wikipedia's daily items on conflict, long articles the reports of the gold training set joined by tens.
One process is pinned to one core, two to two; times include the start. The last rows read one text of growing length.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).resolve().parents[1].parent / "shared"))
TIDINGS = Path(sys.executable).parent / "tidings"


def texts(data: Path, kind: str, count: int) -> list[str]:
    if kind == "items":
        with gzip.open(data / "corpora/wikipedia_items/items.jsonl.gz", "rt", encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line, _ in zip(lines, range(count))]
    found = [json.loads(line)["text"] for line in (data / "gold/train.jsonl").read_text("utf-8").splitlines()]
    return ["\n\n".join(found[n : n + 10]) for n in range(0, min(count, len(found)), 10)]


def measure(reports: list[str], jobs: int) -> tuple[float, float]:
    """Seconds from start to end, and the most memory of any one process, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        rows = ({"id": str(n), "text": text, "published": "2024-01-03"} for n, text in enumerate(reports))
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        command = [TIDINGS, "read", path, "-f", "jsonl", "-o", f"{folder}/claims.jsonl", "--jobs", str(jobs), "-q"]
        limit = str(max(len(t) for t in reports) + 1)
        cores = ",".join(map(str, sorted(os.sched_getaffinity(0))[:jobs]))
        begun = time.monotonic()
        process = subprocess.Popen(["taskset", "-c", cores, *map(str, command), "--max-characters", limit])
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"tidings read ended with status {status}")
        return time.monotonic() - begun, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args()
    if not (options.data / "gold/train.jsonl").is_file():
        sys.exit(f"no data in {options.data}; set TIDINGS_DATA to the folder that holds gold/ and corpora/")
    print(f"{'what':34} {'reports/s':>9} {'words/s':>8} {'seconds':>8} {'MB':>6}")
    start, memory = measure(["Shelling of the market in Vesk killed four people on Tuesday, the mayor said."], 1)
    print(f"{'cold start, one sentence':34} {'':>9} {'':>8} {start:8.2f} {memory:6.0f}")
    for kind, name in (("items", "short items"), ("articles", "long articles")):
        for jobs in (1, 2):
            reports = texts(options.data, kind, options.reports)
            words = sum(len(t.split()) for t in reports)
            seconds, memory = measure(reports, jobs)
            row = f"{len(reports)} {name}, {jobs} process{'es' if jobs > 1 else ''}"
            print(f"{row:34} {len(reports) / seconds:9.1f} {words / seconds:8.0f} {seconds:8.1f} {memory:6.0f}")
    story = "\n\n".join(texts(options.data, "articles", 100))
    for size in (50_000, 200_000, 800_000):
        text = (story * (size // len(story) + 1))[:size]
        seconds, memory = measure([text], 1)
        row = f"one text of {size // 1000} KB"
        print(f"{row:34} {'':>9} {len(text.split()) / seconds:8.0f} {seconds:8.1f} {memory:6.0f}")


if __name__ == "__main__":
    main()
