"""How well claims are linked into events, on reports whose events are known.

    python benchmarks/linking.py [demo] [gva] [wikipedia] [--curve] [--picture FILE] [--no-titles] [--fresh]

demo: the reports of `demo/`; gva: local news of shootings, one incident each; wikipedia: items of current events that link to one event's article.
Claims are read with `--scope all` (kept in the user's cache until the reader changes). A report's event is that of its
first violent claim; a report without one stands alone. `--picture` draws the curve. `held out` are the incidents no weight was fitted on.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import linking_corpora as corpora

from tidings.claim import Claim, Report
from tidings.linking import Item, cluster, items
from tidings.linking.clusters import followers, grouped, scored
from tidings.linking.similarity import weights

CURVE = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
DEMO = Path(__file__).resolve().parents[1] / "demo"
Curve = dict[float, corpora.Measure]
"""Pairwise precision and recall at each threshold."""


def all_items(reports: Sequence[Report], claims: Mapping[str, list[Claim]]) -> list[Item]:
    return [i for r in reports for i in items(claims[r.id], r)]


def predicted(groups: Sequence[Sequence[str]], claims: Mapping[str, list[Claim]]) -> dict[str, str]:
    """Report -> event by its first violent claim; alone where it has none."""
    event = {c: g[0] for g in groups for c in g}
    found = {}
    for report, own in claims.items():
        claim = corpora.event_of(own)
        found[report] = event[claim.id] if claim else f"alone {report}"
    return found


def row(name: str, guess: Mapping[str, str], gold: Mapping[str, str]) -> str:
    pair, b3 = corpora.pairwise(guess, gold), corpora.bcubed(guess, gold)
    return (
        f"{name:<34}{len(gold):>6}   {pair.precision:.3f} {pair.recall:.3f} {pair.f1:.3f}"
        f"   {b3.precision:.3f} {b3.recall:.3f} {b3.f1:.3f}"
    )


HEAD = f"{'':<34}{'n':>6}   pairwise P R F1      B-cubed P R F1"


def report_on(
    name: str,
    listed: Sequence[Item],
    claims: Mapping[str, list[Claim]],
    parts: Mapping[str, Mapping[str, str]],
    curve: bool,
) -> Curve:
    started = time.perf_counter()
    guess = predicted(cluster(listed), claims)
    took = time.perf_counter() - started
    uncoded = sum(not c for c in claims.values()) / len(claims)
    without = sum(corpora.event_of(c) is None for c in claims.values()) / len(claims)
    print(
        f"\n{name}: {len(claims):,} reports, {len(listed):,} claims, linked in {took:.0f} s; "
        f"{uncoded:.1%} of reports uncoded, {without:.1%} without a violent claim"
    )
    print(HEAD)
    for part, gold in parts.items():
        print(row(part, guess, gold))
    return over_thresholds(listed, claims, next(iter(parts.values()))) if curve else {}


def over_thresholds(listed: Sequence[Item], claims: Mapping[str, list[Claim]], gold: Mapping[str, str]) -> Curve:
    known = {i.claim: i for i in listed}
    edges, follow = scored(known, min(CURVE)), followers(listed)
    found = {}
    for threshold in CURVE:
        guess = predicted(grouped(known, edges, threshold, follow=follow), claims)
        found[threshold] = corpora.pairwise(guess, gold)
        mark = " *" if threshold == weights().threshold else ""
        print(row(f"  threshold {threshold:+.1f}{mark}", guess, gold))
    return found


def demo() -> None:
    """The demo's own reports and places, read in the default scope."""
    from tidings import intake
    from tidings.places import load
    from tidings.reader import Reader

    gold = {r: str(i) for r, i in json.loads((DEMO / "incidents.json").read_text("utf-8")).items()}
    with tempfile.TemporaryDirectory() as folder:
        gazetteer = Path(folder, "demo.sqlite")
        load(DEMO / "places.csv", gazetteer)
        read = list(Reader(gazetteer=gazetteer).read(intake.reports([DEMO / "reports"])))
    reports = [r.report for r in read if r.report]
    claims = {r.report.id: r.claims for r in read if r.report}
    violent = {r: i for r, i in gold.items() if corpora.event_of(claims[r])}
    report_on("demo", all_items(reports, claims), claims, {"all": gold, "with a violent claim": violent}, False)


def gva(curve: bool, fresh: bool) -> Curve:
    found = corpora.incidents()
    reports, gold = [r for r, _ in found], {r.id: i for r, i in found}
    claims = corpora.claims("gva", reports, fresh)
    held = {r: i for r, i in gold.items() if corpora.half(i) == 1}
    return report_on("gva", all_items(reports, claims), claims, {"all incidents": gold, "held out": held}, curve)


def wikipedia(curve: bool, fresh: bool, titles: bool) -> Curve:
    gold = corpora.clusters()
    reports = [r for r in corpora.wikipedia(titles) if r.id in gold]
    claims = corpora.claims("wikipedia", reports, fresh)
    single = {r: e for r, e in gold.items() if not corpora.umbrella(e)}
    held = {r: e for r, e in gold.items() if corpora.half(e) == 1}
    parts = {"44 clusters": gold, "held out": held, "without articles on many attacks": single}
    name = "wikipedia" + ("" if titles else ", titles left out")
    return report_on(name, all_items(reports, claims), claims, parts, curve)


def draw(curves: Mapping[str, Curve], path: Path) -> None:
    """Precision over recall, a point a threshold; the one in use is ringed."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6.4, 4.0))
    for (name, curve), colour in zip(curves.items(), ("#1b6ca8", "#b5541c"), strict=False):
        points = [curve[t] for t in sorted(curve)]
        axes.plot([p.recall for p in points], [p.precision for p in points], "o-", color=colour, ms=4, label=name)
        used = curve[weights().threshold]
        axes.plot([used.recall], [used.precision], "o", ms=12, mfc="none", mec=colour)
        for threshold in (min(curve), max(curve)):
            axes.annotate(f"{threshold:+.0f}", curve[threshold][::-1], xytext=(6, -10), textcoords="offset points")
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="pairwise recall", ylabel="pairwise precision")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower left", title="threshold in use ringed")
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", default=["demo", "gva", "wikipedia"])
    parser.add_argument("--curve", action="store_true", help="precision and recall over thresholds")
    parser.add_argument("--picture", type=Path, help="draw that curve into this PNG or SVG file")
    parser.add_argument("--no-titles", action="store_true", help="wikipedia: leave the items' titles out")
    parser.add_argument("--fresh", action="store_true", help="read the reports anew")
    args = parser.parse_args()
    curve = args.curve or args.picture is not None
    curves = {}
    if "demo" in args.corpus:
        demo()
    if "gva" in args.corpus:
        curves["gva: local news of shootings"] = gva(curve, args.fresh)
    if "wikipedia" in args.corpus:
        curves["wikipedia: current events"] = wikipedia(curve, args.fresh, not args.no_titles)
    if args.picture and curves:
        draw(curves, args.picture)


if __name__ == "__main__":
    main()
