"""Fit the weights of linking: claims of reports whose events are known in, `src/tidings/linking/weights.yaml` out.

    python training/fit_linking.py [--words] [--threshold -0.5] [--out FILE]

Logistic regression over the cases of every comparison, drawn to the weights of `linking_prior.yaml` and never falling
along a scale of wording. Half of the incidents (gva) and of the events (wikipedia) are left for measuring
(`benchmarks/linking.py`). Pairs of two reports only: what one report tells keeps its prior. `--words` counts
the words of the corpora anew first (`codebook/en/wordcounts.txt`).
"""

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import yaml
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import linking_corpora as corpora

from tidings.claim import Claim, Report
from tidings.linking import Item, items
from tidings.linking.clusters import candidates
from tidings.linking.comparison import STEPS, fields
from tidings.linking.wording import split_words

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "src" / "tidings"
TEXTS = 10_000
"""Counts of words are given for this many texts."""
STRENGTH = 4.0
"""How hard the fit is drawn to its prior: as hard as about this many pairs that say otherwise."""
MOST = {
    ("place", "elsewhere"): -2.5,
    ("place", "far apart"): -8.0,
    ("place", "abroad"): -8.0,
    ("place", "names differ"): -0.5,
    ("place (of the report)", "names differ"): 0.0,
    ("date", "overlap"): -0.3,
    ("status", "apart"): -2.0,
    ("type", "other violence"): -1.5,
    ("targets", "apart"): -0.4,
    ("means", "apart"): -1.3,
    ("toll", "apart"): -0.8,
    ("type", "apart"): -3.0,
}
"""Weights that may not rise above these, whatever the pairs say: half of what stands against a false merge is here."""
GROUPED = 0.25
"""Added to the start: groups count pairs that were never compared as speaking against them, single pairs do not."""
OTHER_NAME = -0.5
"""What two different names in the titles weigh: topic lines that part events were written so, headlines were not."""
SCALES = ("names", "title", "report wording", "sentence wording")

NOT_TAUGHT = {
    # Local crime news tells one kind of violence, by and to people nobody knows.
    "gva": {"type", "status", "targets", "actors", "means"},
    "gva in brief": {"type", "status", "targets", "actors", "means"},
    # Items of one day are told apart there by design, so that days would count against being one.
    "wikipedia": {"date", "published"},
}
"""What the pairs of a corpus cannot teach."""
GIVEN = {("status", "same"), ("type", "same violence"), ("actors", "apart"), ("toll", "grown")}
"""Cases that stay at their prior: what the others are measured from; who did it, which the sides tell differently of one
event; and tolls that grow, which shootings' seldom do."""

Pair = tuple[Item, Item, bool, float, str]
"""Two items, whether they are one event, how much that counts, and the corpus."""
Table = dict[str, dict[str, float]]


# ---- pairs


def gva_pairs() -> Iterator[Pair]:
    """Candidates among the first violent claims of the incidents to fit on, told in full and in one sentence."""
    found = [(r, i) for r, i in corpora.incidents() if corpora.half(i) == 0]
    claims = corpora.claims("gva", [r for r, _ in found])
    for brief in (False, True):
        told = [in_brief(r, claims[r.id]) if brief else r for r, _ in found]
        event = {r.id: incident for r, incident in found}
        known = {i.claim: i for i in first_claims(told, claims)}
        for a, b in sorted(candidates(known.values())):
            yield (
                known[a],
                known[b],
                event[known[a].report] == event[known[b].report],
                0.5 if brief else 1.0,
                "gva in brief" if brief else "gva",
            )


def in_brief(report: Report, claims: Sequence[Claim]) -> Report:
    """A report cut down to the sentence of its first violent claim."""
    claim = corpora.event_of(claims)
    return report.model_copy(update={"text": claim.evidence.text if claim else "", "title": None})


def wikipedia_pairs() -> Iterator[Pair]:
    """Items that link to one event's article; and items of about the same days that Wikipedia files under different events,
    or tells apart on one day.
    """
    gold = corpora.clusters()
    left_out = {r for r, e in gold.items() if corpora.half(e) == 1 or corpora.umbrella(e)}
    reports = [r for r in corpora.wikipedia(titles=False) if "2020-04" <= str(r.published) < "2022-11"]
    claims = corpora.claims("wikipedia-all", reports)
    paths = {row["id"]: {p for _, p in row["event_path"]} for row in corpora.wikipedia_rows()}
    chosen = first_claims([r for r in reports if r.id not in left_out], claims)
    known = {i.claim: i for i in chosen}
    for a, b in sorted(candidates(chosen)):
        first, second = known[a], known[b]
        events = gold.get(first.report), gold.get(second.report)
        if events[0] and events[0] == events[1]:
            yield first, second, True, 2.0, "wikipedia"
        elif first.published == second.published or not paths[first.report] & paths[second.report]:
            yield first, second, False, 1.0, "wikipedia"


def titled_pairs() -> Iterator[Pair]:
    """Items that link to one event's article and such that link to different ones, with their titles."""
    gold = {r: e for r, e in corpora.clusters().items() if corpora.half(e) == 0}
    reports = [r for r in corpora.wikipedia() if r.id in gold]
    chosen = first_claims(reports, corpora.claims("wikipedia", reports))
    for n, a in enumerate(chosen):
        for b in chosen[n + 1 :]:
            yield a, b, gold[a.report] == gold[b.report], 1.0, "wikipedia"


def first_claims(reports: Sequence[Report], claims: Mapping[str, list[Claim]]) -> list[Item]:
    chosen = []
    for report in reports:
        claim = corpora.event_of(claims[report.id])
        if claim is not None:
            chosen += [i for i in items(claims[report.id], report) if i.claim == claim.id]
    return chosen


# ---- fit


def columns(prior: Table) -> list[tuple[str, str]]:
    return [(field, case) for field, cases in prior.items() for case in cases]


def design(pairs: Sequence[Pair], names: Sequence[tuple[str, str]], whole: bool = False) -> csr_matrix:
    place = {name: n for n, name in enumerate(names)}
    rows, cols, values = [], [], []
    for n, (a, b, _, _, corpus) in enumerate(pairs):
        silent = NOT_TAUGHT[corpus]
        for name, compare in fields(one_report=False).items():
            if name in silent and not whole:
                continue
            for field, case, share, _ in compare(a, b):
                rows.append(n)
                cols.append(place[field, case])
                values.append(share)
    return csr_matrix((values, (rows, cols)), shape=(len(pairs), len(names)))


def steps_of(names: Sequence[tuple[str, str]]) -> csr_matrix:
    """From parameters to weights: along a scale each weight is the one before plus a step."""
    place = {name: n for n, name in enumerate(names)}
    matrix = np.eye(len(names))
    for field in SCALES:
        cases = [place[field, f"{s:g}"] for s in STEPS]
        for n, row in enumerate(cases):
            matrix[row, cases[:n]] = 1.0
    return csr_matrix(matrix)


def limit(prior: Table, field: str, case: str, step: bool) -> tuple[float | None, float | None]:
    """Between what a case's parameter may move."""
    if case == "unknown":
        return 0.0, 0.0  # what is not known says nothing, whatever the rest of the pairs is like
    if (field, case) in GIVEN:
        return prior[field][case], prior[field][case]
    return (0.0, None) if step else (None, MOST.get((field, case)))


def fit(pairs: Sequence[Pair], prior: Table, start: float) -> tuple[float, Table]:
    """The weights that tell the pairs apart best, near the prior; the start is that of whole reports.

    Each corpus has a start of its own: how many of its candidates are one event is a matter of how it was made.
    """
    names = columns(prior)
    basis = steps_of(names)
    x = design(pairs, names) @ basis
    which = np.array([list(NOT_TAUGHT).index(corpus) for *_, corpus in pairs])
    y = np.array([float(same) for _, _, same, _, _ in pairs])
    weight = np.array([w for _, _, _, w, _ in pairs])
    given = np.array([prior[f][c] for f, c in names])
    centre = np.linalg.solve(basis.toarray(), given)
    steps = {(field, f"{step:g}") for field in SCALES for step in STEPS[1:]}
    limits = [limit(prior, f, c, (f, c) in steps) for f, c in names]
    first = len(NOT_TAUGHT)

    def loss(p: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ p[first:] + p[which]
        off = basis @ (p[first:] - centre)
        value = float(np.sum(weight * (np.logaddexp(0, z) - y * z)) + STRENGTH / 2 * off @ off)
        slope = weight * (1 / (1 + np.exp(-z)) - y)
        starts = np.bincount(which, slope, first)
        return value, np.concatenate([starts, x.T @ slope + STRENGTH * (basis.T @ off)])

    begin = np.concatenate([np.full(first, start), centre])
    found = minimize(loss, begin, jac=True, method="L-BFGS-B", bounds=[(None, None)] * first + limits)
    print("starts", dict(zip(NOT_TAUGHT, found.x[:first].round(2), strict=True)), file=sys.stderr)
    table: Table = defaultdict(dict)
    for (field, case), value in zip(names, basis @ found.x[first:], strict=True):
        table[field][case] = round(float(value), 2) + 0.0
    return round(float(found.x[0]) + GROUPED, 2), dict(table)


def fit_named(pairs: Sequence[Pair], start: float, table: Table) -> None:
    """What a title's name for an event adds to all the rest, in place. Apart from the other weights, so that a series of
    attacks under one name does not teach that places and days tell little.
    """
    table["named event"] = {**dict.fromkeys(table["named event"], 0.0), "other": OTHER_NAME}
    names = columns(table)
    x = design(pairs, names, whole=True)
    rest = x @ np.array([table[f][c] for f, c in names]) + start
    y = np.array([float(same) for _, _, same, _, _ in pairs])
    for case in table["named event"].keys() - {"unknown", "other"}:
        held = x[:, names.index(("named event", case))].toarray().ravel() > 0
        z, wanted = rest[held], y[held]

        def loss(w: np.ndarray, z: np.ndarray = z, wanted: np.ndarray = wanted) -> float:
            s = z + w[0]
            return float(np.sum(np.logaddexp(0, s) - wanted * s) + w[0] ** 2 / 50)

        table["named event"][case] = round(float(minimize(loss, np.zeros(1)).x[0]), 2)


# ---- words


def count_words() -> None:
    """How common words are: for each word the kind of text it is most common in counts."""
    texts: dict[str, list[str]] = {
        "crime": [f"{r.title} {r.text[:4000]}" for r, i in corpora.incidents() if corpora.half(i) == 0],
        "conflict": [r.text for r in corpora.wikipedia()],
    }
    for name in ("muc4", "polnear"):
        texts[name] = [row["text"].lower()[:4000] for row in corpora.lines(corpora.DATA / name / "train.jsonl.gz")]
    rate: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for listed in texts.values():
        seen = Counter(w for text in listed for w in set(split_words(text)))
        total.update(seen)
        for word, count in seen.items():
            rate[word] = max(rate[word], count / (len(listed) + 300) * TEXTS)
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for word, count in rate.items():
        if total[word] >= 4 and count >= 2 and len(word) < 25:
            rows[round(1.15 ** round(math.log(count, 1.15)))].append(word)
    path = PACKAGE / "codebook" / "en" / "wordcounts.txt"
    path.write_text(
        "\n".join([str(TEXTS), *(f"{n} {' '.join(sorted(w))}" for n, w in sorted(rows.items(), reverse=True))]) + "\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", action="store_true", help="count words anew first")
    parser.add_argument("--threshold", type=float, default=-0.5, help="log-odds from which two claims are one event")
    parser.add_argument("--out", type=Path, default=PACKAGE / "linking" / "weights.yaml")
    args = parser.parse_args()
    if args.words:
        count_words()
    prior = yaml.safe_load((HERE / "linking_prior.yaml").read_text("utf-8"))
    pairs = [*gva_pairs(), *wikipedia_pairs()]
    print(f"{len(pairs):,} pairs, {sum(p[2] for p in pairs):,} of one event", file=sys.stderr)
    start, table = fit(pairs, prior["two reports"], prior["prior"]["two reports"])
    fit_named(list(titled_pairs()), start, table)
    write(args.out, args.threshold, {**prior, "prior": {**prior["prior"], "two reports": start}, "two reports": table})


def write(path: Path, threshold: float, data: dict[str, Table]) -> None:
    """One line a field, as the prior is written."""
    lines = [
        "# What each comparison weighs, in log-odds for two claims being about one event; those of `threshold` are.",
        "# Made by training/fit_linking.py.",
        "version: 2",
        f"threshold: {threshold}",
        f"prior: {json.dumps(data['prior'])}",
    ]
    for relation in ("two reports", "one report"):
        lines.append(f"{relation}:")
        lines += [f"  {field}: {json.dumps(cases)}" for field, cases in data[relation].items()]
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
