"""How likely two claims are about one event, and why: the sum of what each comparison weighs."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

import yaml

from tidings.linking.comparison import compare
from tidings.linking.items import Item

__all__ = ["Part", "Score", "explain", "similarity", "weights"]


@dataclass(frozen=True, slots=True)
class Part:
    """What one comparison adds, in log-odds: `field` and `case` as in `weights.yaml`, `detail` in the claims' words."""

    field: str
    case: str
    log_odds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """`log_odds` is the sum of the parts; `value` the same as a probability (0..1)."""

    log_odds: float
    parts: tuple[Part, ...]

    @property
    def value(self) -> float:
        """The probability that both are about one event, as far as the weights know."""
        return 1 / (1 + exp(-max(-500.0, min(500.0, self.log_odds))))


class Weights:
    """The fitted weights: the log-odds from which two claims are one event, a prior, and a table of cases per field."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.version = str(data["version"])
        self.threshold = float(data["threshold"])
        self.prior: dict[str, float] = data["prior"]
        self.tables: dict[str, dict[str, dict[str, float]]] = {k: data[k] for k in ("two reports", "one report")}


@cache
def weights() -> Weights:
    """The package's own weights, made by `training/linking.py`."""
    return Weights(yaml.safe_load(files("tidings.linking").joinpath("weights.yaml").read_text("utf-8")))


def similarity(a: Item, b: Item, using: Weights | None = None) -> Score:
    """How likely `a` and `b` are claims about one event; the same whichever comes first."""
    known = using or weights()
    relation = "one report" if a.report == b.report else "two reports"
    table, prior = known.tables[relation], known.prior[relation]
    parts = [Part("prior", relation, prior)]
    total = prior
    for field, case, share, detail in compare(a, b):
        weight = table.get(field, {}).get(case, 0.0) * share
        total += weight
        if weight:
            parts.append(Part(field, case, weight, detail))
    return Score(total, tuple(parts))


def explain(a: Item, b: Item) -> list[dict[str, Any]]:
    """The waterfall of `similarity`: one step a comparison, largest effect first, each with the running total."""
    prior, *parts = similarity(a, b).parts
    steps, total = [], 0.0
    for part in [prior, *sorted(_joined(parts), key=lambda p: (-abs(p.log_odds), p.field))]:
        total += part.log_odds
        steps.append(
            {
                "field": part.field,
                "case": part.case,
                "detail": part.detail,
                "log_odds": round(part.log_odds, 3),
                "total": round(total, 3),
                "probability": round(Score(total, ()).value, 4),
            }
        )
    return steps


def _joined(parts: list[Part]) -> list[Part]:
    """The two shares of a scale as one step."""
    found: dict[str, Part] = {}
    for part in parts:
        before = found.get(part.field)
        found[part.field] = (
            Part(part.field, f"{before.case} to {part.case}", before.log_odds + part.log_odds, part.detail)
            if before
            else part
        )
    return list(found.values())
