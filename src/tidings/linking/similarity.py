"""How likely two claims are about one event, and why: the sum of what each comparison weighs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

import yaml

from tidings.linking.comparison import Field, fields
from tidings.linking.items import Item

__all__ = ["Part", "Score", "Weights", "explain", "log_odds", "similarity", "weights"]


@dataclass(frozen=True, slots=True)
class Part:
    """What one comparison adds, in log-odds: `field` and `case` as in `weights.yaml`, `detail` what was compared."""

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


_Table = dict[str, dict[str, float]]
_Plan = Sequence[tuple[Field, float]]


class Weights:
    """The fitted weights: the log-odds from which two claims are one event, a prior, and a table of cases per field."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.version = str(data["version"])
        self.threshold = float(data["threshold"])
        self.prior: dict[str, float] = data["prior"]
        self.tables: dict[str, _Table] = {k: data[k] for k in ("two reports", "one report")}
        self.plans: dict[str, _Plan] = {k: self._plan(k) for k in self.tables}

    def _plan(self, relation: str) -> _Plan:
        """Each comparison with the most that all those after it can add."""
        table = self.tables[relation]
        steps: list[tuple[Field, float]] = []
        rest = 0.0
        for name, compare in reversed(fields(relation == "one report").items()):
            steps.append((compare, rest))
            cases = [w for field, weights in table.items() if field.split(" (")[0] == name for w in weights.values()]
            rest += max(0.0, *cases) if cases else 0.0
        return steps[::-1]


@cache
def weights() -> Weights:
    """The package's own weights, made by `training/fit_linking.py`."""
    return Weights(yaml.safe_load(files("tidings.linking").joinpath("weights.yaml").read_text("utf-8")))


def log_odds(a: Item, b: Item, least: float | None = None, using: Weights | None = None) -> float:
    """The sum of `similarity` alone. With `least`, any lower number may stand for a sum below it: that is quicker."""
    known = using or weights()
    relation = _relation(a, b)
    table, total = known.tables[relation], known.prior[relation]
    for compare, rest in known.plans[relation]:
        for field, case, share, _ in compare(a, b):
            total += table.get(field, _NOTHING).get(case, 0.0) * share
        if least is not None and total + rest < least:
            return total + rest
    return total


_NOTHING: dict[str, float] = {}


def _relation(a: Item, b: Item) -> str:
    return "one report" if a.report == b.report else "two reports"


def similarity(a: Item, b: Item, using: Weights | None = None) -> Score:
    """How likely `a` and `b` are claims about one event; the same whichever comes first."""
    known = using or weights()
    relation = _relation(a, b)
    table = known.tables[relation]
    parts = [Part("prior", relation, known.prior[relation])]
    for compare in fields(relation == "one report").values():
        for field, case, share, detail in compare(a, b):
            weight = table.get(field, _NOTHING).get(case, 0.0) * share
            if weight:
                parts.append(Part(field, case, weight, _words(detail)))
    return Score(sum(p.log_odds for p in parts), tuple(parts))


def _words(detail: str | float | tuple[str, ...]) -> str:
    if isinstance(detail, tuple):
        return " / ".join(dict.fromkeys(detail))
    return detail if isinstance(detail, str) else f"{detail:.2f}"


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
