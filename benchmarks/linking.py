"""How well claims are linked into events, on reports whose events are known.

    python benchmarks/linking.py [gva] [wikipedia] [--curve] [--no-titles] [--fresh]

gva: local news of shootings, one incident each; wikipedia: items of current events that link to one event's article.
Claims are read with `--scope all` (kept in the user's cache until the reader changes). A report's event is that of its
first violent claim; a report without one stands alone. `held out` are the incidents no weight was fitted on.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import linking_corpora as corpora

from tidings.claim import Claim, Report
from tidings.linking import Item, cluster, items
from tidings.linking.clusters import grouped, scored
from tidings.linking.similarity import weights

CURVE = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0)


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
) -> None:
    started = time.perf_counter()
    guess = predicted(cluster(listed), claims)
    took = time.perf_counter() - started
    uncoded = sum(corpora.event_of(c) is None for c in claims.values())
    print(
        f"\n{name}: {len(claims):,} reports, {len(listed):,} claims, linked in {took:.0f} s; "
        f"{uncoded / len(claims):.1%} of reports without a violent claim"
    )
    print(HEAD)
    for part, gold in parts.items():
        print(row(part, guess, gold))
    if curve:
        known = {i.claim: i for i in listed}
        edges = scored(known, min(CURVE))
        gold = next(iter(parts.values()))
        for threshold in CURVE:
            guess = predicted(grouped(known, edges, threshold), claims)
            mark = " *" if threshold == weights().threshold else ""
            print(row(f"  threshold {threshold:+.1f}{mark}", guess, gold))


def gva(curve: bool, fresh: bool) -> None:
    found = corpora.incidents()
    reports, gold = [r for r, _ in found], {r.id: i for r, i in found}
    claims = corpora.claims("gva", reports, fresh)
    held = {r: i for r, i in gold.items() if corpora.half(i) == 1}
    report_on("gva", all_items(reports, claims), claims, {"all incidents": gold, "held out": held}, curve)


def wikipedia(curve: bool, fresh: bool, titles: bool) -> None:
    gold = corpora.clusters()
    reports = [r for r in corpora.wikipedia(titles) if r.id in gold]
    claims = corpora.claims("wikipedia", reports, fresh)
    single = {r: e for r, e in gold.items() if not corpora.umbrella(e)}
    held = {r: e for r, e in gold.items() if corpora.half(e) == 1}
    parts = {"44 clusters": gold, "held out": held, "without articles on many attacks": single}
    report_on("wikipedia" + ("" if titles else ", titles left out"), all_items(reports, claims), claims, parts, curve)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="*", default=["gva", "wikipedia"])
    parser.add_argument("--curve", action="store_true", help="precision and recall over thresholds")
    parser.add_argument("--no-titles", action="store_true", help="wikipedia: leave the items' titles out")
    parser.add_argument("--fresh", action="store_true", help="read the reports anew")
    args = parser.parse_args()
    if "gva" in args.corpus:
        gva(args.curve, args.fresh)
    if "wikipedia" in args.corpus:
        wikipedia(args.curve, args.fresh, not args.no_titles)


if __name__ == "__main__":
    main()
