"""Reports whose events are known, their claims (read once and kept), and the measures of linking them."""

import gzip
import hashlib
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlparse

import platformdirs

from tidings.claim import Claim, Report, digest
from tidings.linking import kind
from tidings.reader import Reader

DATA = Path(os.environ.get("TIDINGS_DATA", Path(__file__).resolve().parents[1].parent / "shared")) / "corpora"


class Measure(NamedTuple):
    """Precision, recall and their F1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        sys.exit(f"skipped: no {path}; set TIDINGS_DATA to the folder that holds corpora/")
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def half(name: str) -> int:
    """0 (to fit on) or 1 (held out), by the incident's or the cluster's name."""
    return hashlib.blake2b(name.encode(), digest_size=4).digest()[0] % 2


def incidents() -> list[tuple[Report, str]]:
    """Local news of shootings, each with its incident."""
    found = []
    for row in lines(DATA / "gva" / "dev_docs.jsonl.gz"):
        # The address is that of an archived copy: the outlet's own stands at its end.
        outlet = urlparse("http" + row["url"].rsplit("http", 1)[-1]).netloc.removeprefix("www.")
        report = Report(
            id=row["doc_id"], title=row["title"], text=row["text"], published=row["published"], publisher=outlet
        )
        found.append((report, row["incident_id"]))
    return found


def wikipedia_rows() -> Iterator[dict[str, Any]]:
    """The items as they stand in the corpus."""
    return lines(DATA / "wikipedia_items" / "items.jsonl.gz")


def wikipedia(titles: bool = True) -> list[Report]:
    """All items of Wikipedia's current events."""
    found = []
    for row in wikipedia_rows():
        found.append(
            Report(
                id=row["id"],
                title=row["title"] if titles else None,
                text=row["text"],
                published=row["published"],
                publisher=row["publisher"],
            )
        )
    return found


def clusters() -> dict[str, str]:
    """Item id -> event, for the items that Wikipedia itself links to one article of an event."""
    found = {}
    for number, row in enumerate(lines(DATA / "wikipedia_items" / "clusters.jsonl")):
        for item in row["item_ids"]:
            found[item] = f"{number} {row['event']}"
    return found


def umbrella(event: str) -> bool:
    """Whether an article gathers many attacks of a month or a region ("september 2020 afghanistan attacks")."""
    return event.endswith(("attacks", "massacres"))


def claims(name: str, reports: Sequence[Report], fresh: bool = False) -> dict[str, list[Claim]]:
    """The claims of reports, read with `--scope all`; kept in the user's cache until the reader or a report changes."""
    path = Path(platformdirs.user_cache_dir("tidings")) / "benchmarks" / f"{name}-{_stamp()}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    if fresh:
        path.unlink(missing_ok=True)
    kept = {row["text"]: row["claims"] for row in lines(path)} if path.exists() else {}
    missing = [r for r in reports if _text(r) not in kept]
    failed = 0
    with path.open("a", encoding="utf-8") as file:
        for number, reading in enumerate(Reader(scope="all").read(missing)):
            failed += reading.error is not None
            if reading.report and reading.error is None:
                records = [c.record() for c in reading.claims]
                kept[_text(reading.report)] = records
                file.write(json.dumps({"text": _text(reading.report), "claims": records}) + "\n")
            if number % 200 == 199:
                file.flush()
                print(f"  read {number + 1:,} of {len(missing):,}", file=sys.stderr, flush=True)
    if failed:
        print(f"{failed} of {len(reports)} reports failed", file=sys.stderr)
    return {r.id: [Claim.model_validate(c) for c in kept.get(_text(r), ())] for r in reports}


def _text(report: Report) -> str:
    """What of a report its claims are read from."""
    return digest(report.id, report.text, report.publisher, report.published)


def _stamp() -> str:
    """What the claims depend on: the files of the rooms that read."""
    package = Path(__file__).parents[1] / "src" / "tidings"
    total = hashlib.sha256()
    for room in ("codebook", "language", "coding", "places"):
        for file in sorted((package / room).rglob("*")):
            if file.suffix in (".py", ".yaml", ".onnx", ".npz") and "__pycache__" not in file.parts:
                total.update(file.read_bytes())
    return total.hexdigest()[:10]


def event_of(claims: Iterable[Claim]) -> Claim | None:
    """The claim whose event a report counts for: its first violent one."""
    ordered = sorted(claims, key=lambda c: (c.trigger.start, c.id))
    return next((c for c in ordered if kind(c.event) == "violence"), None)


def pairwise(predicted: Mapping[str, str], gold: Mapping[str, str]) -> Measure:
    """Pairs of reports put together: how many rightly, and how many of those that belong together."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for report in gold:
        groups[predicted[report]].append(gold[report])
    together = sum(_pairs(len(g)) for g in groups.values())
    right = sum(_pairs(n) for g in groups.values() for n in Counter(g).values())
    wanted = sum(_pairs(n) for n in Counter(gold.values()).values())
    return Measure(right / together if together else 1.0, right / wanted if wanted else 1.0)


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def bcubed(predicted: Mapping[str, str], gold: Mapping[str, str]) -> Measure:
    """B-cubed: averaged over reports."""
    mine: defaultdict[str, set[str]] = defaultdict(set)
    true: defaultdict[str, set[str]] = defaultdict(set)
    for report in gold:
        mine[predicted[report]].add(report)
        true[gold[report]].add(report)
    shared = {r: len(mine[predicted[r]] & true[gold[r]]) for r in gold}
    return Measure(
        sum(n / len(mine[predicted[r]]) for r, n in shared.items()) / len(gold),
        sum(n / len(true[gold[r]]) for r, n in shared.items()) / len(gold),
    )
