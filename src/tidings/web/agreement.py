"""How far readers agree beyond chance: Krippendorff's alpha for nominal values, any number of readers, gaps allowed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tidings.ledger import Review

__all__ = ["Agreement", "agreement", "alpha"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """`alpha` is null where fewer than two claims were decided on twice, or all decisions are alike."""

    alpha: float | None
    both: int
    alike: int


def alpha(units: Iterable[Mapping[str, str]]) -> float | None:
    """Alpha of units, each a reader's value by reader: 1 full agreement, 0 as good as chance, below 0 worse."""
    pairs: Counter[tuple[str, str]] = Counter()
    weighted: dict[tuple[str, str], float] = {}
    for unit in units:
        values = Counter(unit.values())
        n = sum(values.values())
        if n < 2:
            continue
        for a, count_a in values.items():
            for b, count_b in values.items():
                together = count_a * (count_b - (a == b))
                pairs[a, b] += together
                weighted[a, b] = weighted.get((a, b), 0.0) + together / (n - 1)
    totals: dict[str, float] = {}
    for (a, _), weight in weighted.items():
        totals[a] = totals.get(a, 0.0) + weight
    n_all = sum(totals.values())
    if n_all <= 1 or len(totals) < 2:
        return None
    observed = sum(w for (a, b), w in weighted.items() if a != b)
    expected = sum(totals[a] * totals[b] for a in totals for b in totals if a != b) / (n_all - 1)
    return 1.0 - observed / expected


def agreement(reviews: Iterable[Review]) -> Agreement:
    """Of all decisions that stand, the last of each reviewer on each claim."""
    units: dict[str, dict[str, str]] = {}
    for review in reviews:
        if not review.undone:
            units.setdefault(review.claim, {})[review.who] = review.decision
    twice = [u for u in units.values() if len(u) > 1]
    return Agreement(alpha(twice), len(twice), sum(len(set(u.values())) == 1 for u in twice))
