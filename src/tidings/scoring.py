"""Predicted claims against gold ones: how many are found, and how well each field agrees.

A predicted and a gold claim are paired when they stand in the same sentence and their event types are of one family
(violence and harm may meet: a strike told by its toll); pairs are chosen greedily, best first. Gold marked `background`
is neither asked for nor punished; a prediction marked so counts as not predicted. docs/scoring.md says it at length.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tidings import codebook
from tidings.codebook import tables
from tidings.errors import InputError

__all__ = ["FIELDS", "ReportScore", "Score", "Scorer", "load_gold", "load_predicted"]

FIELDS = ("event", "source", "stance", "status", "actor", "target", "place", "date", "means", "toll")
_SENTENCE_END = re.compile(r"(?<=[.!?][\"”’')\]])\s+|(?<=[.!?])\s+(?=[A-Z\"“‘(\[0-9])|\n+")
_MEETS = {("violence", "harm"), ("harm", "violence")}

Record = Mapping[str, Any]
Agreement = dict[str, float]
Words = frozenset[str]


class Rates(NamedTuple):
    """Precision, recall and their harmonic mean, each 0 to 1."""

    precision: float
    recall: float
    f1: float


def rates(hits: float, predicted: int, gold: int) -> Rates:
    """The rates of `hits` among what was predicted and what was asked for."""
    p, r = hits / predicted if predicted else 0.0, hits / gold if gold else 0.0
    return Rates(p, r, 2 * p * r / (p + r) if p + r else 0.0)


@dataclass
class ReportScore:
    """Counts of one report. `soft` is the sum of the pairs' mean agreement."""

    report: str
    gold: int
    predicted: int
    pairs: list[Agreement]

    @property
    def paired(self) -> int:
        """How many claims met."""
        return len(self.pairs)

    @property
    def exact(self) -> int:
        """How many of them have the exact event type."""
        return sum(pair["event"] == 1.0 for pair in self.pairs)

    @property
    def soft(self) -> float:
        """The pairs, each counted with its mean agreement over all fields."""
        return sum(sum(pair.values()) / len(FIELDS) for pair in self.pairs)

    @property
    def claim(self) -> Rates:
        """The headline rates of this report."""
        return rates(self.soft, self.predicted, self.gold)


@dataclass
class Score:
    """The scores of all reports together."""

    reports: list[ReportScore] = field(default_factory=list)

    def count(self, what: str) -> Any:
        """The sum of `what` (gold, predicted, paired, exact, soft) over the reports."""
        return sum(getattr(report, what) for report in self.reports)

    @property
    def scores(self) -> dict[str, Rates]:
        """Detection (pairs), event (pairs of the exact type) and claim (pairs weighed by agreement)."""
        asked, given = self.count("gold"), self.count("predicted")
        hits = (("detection", "paired"), ("event", "exact"), ("claim", "soft"))
        return {name: rates(self.count(what), given, asked) for name, what in hits}

    @property
    def fields(self) -> dict[str, float]:
        """Mean agreement of each field over the pairs; nothing where nothing was paired."""
        pairs = [pair for report in self.reports for pair in report.pairs]
        return {name: sum(pair[name] for pair in pairs) / len(pairs) for name in FIELDS} if pairs else {}

    def record(self) -> dict[str, Any]:
        """The scores as a JSON object."""
        counts = {what: self.count(what) for what in ("gold", "predicted", "paired", "exact", "soft")}
        return {"counts": counts, "scores": {k: list(v) for k, v in self.scores.items()}, "fields": self.fields}


class Scorer:
    """Compares claims by a codebook's event types. `overlay` is a folder laid over the package's codebook."""

    def __init__(self, overlay: Path | None = None) -> None:
        book = codebook.load(overlay)
        self._family = {name: event.family for name, event in book.events.items()}
        self._speech = {name for name, event in book.events.items() if event.speech}
        self._ignored = frozenset(tables.table(f"{book.language}/scoring", overlay)["ignored"])

    def score(self, gold: Sequence[Record], predicted: Mapping[str, Sequence[Record]]) -> Score:
        """The score of predictions (report id -> claims) against gold reports; InputError for claims out of form."""
        return Score([self._report(report, predicted.get(str(report["id"]), ())) for report in gold])

    def _report(self, report: Record, predicted: Sequence[Record]) -> ReportScore:
        asked = [g for g in report["claims"] if not g.get("background")]
        older = [g for g in report["claims"] if g.get("background")]
        given = [p for p in predicted if not p.get("background")]
        try:
            kept = self._pairs(report["text"], asked, given)
            met = {j for _, j, _ in kept}
            free = self._pairs(report["text"], older, [p for j, p in enumerate(given) if j not in met])
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            what = f"{type(error).__name__}: {error}"
            raise InputError(f"report {report['id']}: a claim is not as docs/formats.md says ({what})") from error
        return ReportScore(str(report["id"]), len(asked), len(given) - len(free), [f for _, _, f in kept])

    def _pairs(
        self, text: str, gold: Sequence[Record], predicted: Sequence[Record]
    ) -> list[tuple[int, int, Agreement]]:
        """(gold index, predicted index, agreement), chosen greedily, best first."""
        spans = _sentences(text)
        at_gold = [(t, _sentence_of(spans, t[0])) for t in map(_trigger, gold)]
        at_predicted = [(t, _sentence_of(spans, t[0])) for t in map(_trigger, predicted)]
        candidates = []
        for i, g in enumerate(gold):
            for j, p in enumerate(predicted):
                (gb, ge), (pb, pe) = at_gold[i][0], at_predicted[j][0]
                if pb < 0 or at_gold[i][1] != at_predicted[j][1] or not self._may_meet(g, p):
                    continue
                fields = self.agreement(g, p)
                value = 2.0 * (gb < pe and pb < ge) + sum(fields.values()) / len(fields) + fields["event"]
                candidates.append((value, -i, -j, fields))
        candidates.sort(key=lambda c: c[:3], reverse=True)
        pairs: dict[int, tuple[int, int, Agreement]] = {}
        taken = set()
        for _, i, j, fields in candidates:
            if -i not in pairs and -j not in taken:
                taken.add(-j)
                pairs[-i] = (-i, -j, fields)
        return list(pairs.values())

    def _may_meet(self, gold: Record, predicted: Record) -> bool:
        families = self._family.get(gold["event"]), self._family.get(predicted["event"])
        return families[0] == families[1] or families in _MEETS

    def agreement(self, gold: Record, predicted: Record) -> Agreement:
        """Field -> 0..1 for one pair of claims."""
        same_family = self._family.get(gold["event"]) == self._family.get(predicted["event"])
        return {
            "event": 1.0 if gold["event"] == predicted["event"] else 0.5 if same_family else 0.0,
            "source": self._sources(gold, predicted),
            "stance": float(gold.get("stance", "asserts") == predicted.get("stance", "asserts")),
            "status": float(gold.get("status", "happened") == predicted.get("status", "happened")),
            "actor": self._lists(gold.get("actor"), predicted.get("actor")),
            "target": self._lists(gold.get("target"), predicted.get("target")),
            "place": self._lists(_names(gold.get("place")), _names(predicted.get("place"))),
            "date": _dates(gold.get("date"), predicted.get("date")),
            "means": _sets(gold.get("means"), predicted.get("means")),
            "toll": _tolls(gold.get("toll"), predicted.get("toll")),
        }

    def words(self, value: Any) -> Words:
        """The words of a span (text, or object with text or name) that count."""
        if isinstance(value, Mapping):
            value = value.get("text") or value.get("name")
        found = re.findall(r"[\w'’-]+", str(value).lower()) if value is not None else ()
        return frozenset(w for w in found if w not in self._ignored)

    def _readings(self, value: Any) -> list[Words]:
        """Word sets of a span's own text and of its resolved name."""
        if isinstance(value, Mapping):
            return [self.words(value[key]) for key in ("text", "name") if value.get(key)] or [frozenset()]
        return [self.words(value)]

    def _lists(self, gold: Any, predicted: Any) -> float:
        """Soft F1 of two lists of spans: each span finds its best counterpart once; half of the words is enough."""
        ours, theirs = [self.words(g) for g in gold or []], [self.words(p) for p in predicted or []]
        if not ours or not theirs:
            return float(not ours and not theirs)
        pairs = sorted(((_overlap(g, p), i, j) for i, g in enumerate(ours) for j, p in enumerate(theirs)), reverse=True)
        seen_gold, seen_predicted, total = set(), set(), 0.0
        for value, i, j in pairs:
            if value and i not in seen_gold and j not in seen_predicted:
                seen_gold.add(i)
                seen_predicted.add(j)
                total += 1.0 if value >= 0.5 else value
        return 2 * total / (len(ours) + len(theirs))

    def _sources(self, gold: Record, predicted: Record) -> float:
        """Sources agree; in an act of speech the reporter (null) and the speaker may stand for each other."""
        given, found = gold.get("source"), predicted.get("source")
        if any(_same_source(self.words(given), reading) for reading in self._readings(found)):
            return 1.0
        one_is_reporter = given is None or found is None
        if gold["event"] in self._speech and gold["event"] == predicted["event"] and one_is_reporter:
            speakers = [self.words(actor) for actor in gold.get("actor") or []]
            named = [self.words(given)] if given is not None else self._readings(found)
            return float(any(_same_source(s, n) for s in speakers for n in named if n))
        return 0.0


def _sentences(text: str) -> list[tuple[int, int]]:
    spans, begin = [], 0
    for gap in _SENTENCE_END.finditer(text):
        spans.append((begin, gap.start()))
        begin = gap.end()
    return [*spans, (begin, len(text))]


def _sentence_of(spans: list[tuple[int, int]], offset: int) -> int:
    for number, (begin, end) in enumerate(spans):
        if begin <= offset < end or (offset == end == begin):
            return number
    return max((n for n, (begin, _) in enumerate(spans) if begin <= offset), default=0)


def _trigger(claim: Record) -> tuple[int, int]:
    """(start, end) of the trigger; (-1, -1), which meets nothing, where a claim has none."""
    value = claim.get("trigger")
    start = value.get("start") if isinstance(value, Mapping) else claim.get("start")
    text = value.get("text") if isinstance(value, Mapping) else value
    return (start, start + len(text)) if isinstance(start, int) and text else (-1, -1)


def _overlap(a: Words, b: Words) -> float:
    """F1 of two word sets; 1 when both are empty."""
    if not a and not b:
        return 1.0
    common = len(a & b)
    return 2 * common / (len(a) + len(b)) if common else 0.0


def _same_source(gold: Words, predicted: Words) -> bool:
    """Half of the words in common, or one held in the other that is not much longer."""
    if not gold or not predicted:
        return gold == predicted
    longest = 2 * min(len(gold), len(predicted)) + 3
    held = gold <= predicted or predicted <= gold
    return _overlap(gold, predicted) >= 0.5 or (held and max(len(gold), len(predicted)) <= longest)


def _names(places: Any) -> list[Any]:
    return [p if isinstance(p, str) else p.get("text") or p.get("name") for p in places or []]


def _sets(gold: Any, predicted: Any) -> float:
    ours, theirs = set(_names(gold)), set(_names(predicted))
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours or theirs else 1.0


def _limits(toll: Any) -> dict[str, tuple[int | None, ...]]:
    clean = {}
    for kind, limits in (toll or {}).items():
        if isinstance(limits, Mapping):
            limits = [limits.get("min"), limits.get("max")]
        elif isinstance(limits, (int, float)):
            limits = [limits, limits]
        if limits is not None:
            clean[kind] = tuple(None if x is None else int(x) for x in limits)
    return clean


def _tolls(gold: Any, predicted: Any) -> float:
    ours, theirs = _limits(gold), _limits(predicted)
    kinds = set(ours) | set(theirs)
    return sum(ours.get(k) == theirs.get(k) for k in kinds) / len(kinds) if kinds else 1.0


def _days(value: Any) -> tuple[str, str] | None:
    """First and last day; a date of one end is one day, a date of no end is none."""
    ends = [end[:10] for end in ((value or {}).get("start"), (value or {}).get("end")) if end]
    return (ends[0], ends[-1]) if ends else None


def _dates(gold: Any, predicted: Any) -> float:
    """1 for the same days, half where they only overlap."""
    ours, theirs = _days(gold), _days(predicted)
    if not ours or not theirs:
        return float(not ours and not theirs)
    if ours == theirs:
        return 1.0
    return 0.5 if ours[0] <= theirs[1] and theirs[0] <= ours[1] else 0.0


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, object) of each line of a JSON Lines file. Raises InputError naming file and line."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                where = f"{path} line {number}"
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise InputError(f"{where}: holds {type(row).__name__}, not a JSON object; write one object a line")
                yield where, row
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{where}: not JSON ({error}); mend the line") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the name") from error


def load_gold(path: Path) -> list[dict[str, Any]]:
    """The reports of a gold file, each with its `claims`. Raises InputError where a line is none."""
    reports = []
    for where, row in _rows(path):
        fits = "id" in row and isinstance(row.get("text"), str) and isinstance(row.get("claims"), list)
        if not fits or not all(isinstance(c, dict) and "event" in c for c in row["claims"]):
            raise InputError(f"{where}: not a gold report; it needs id, text and claims (objects with an event)")
        reports.append(row)
    if not reports:
        raise InputError(f"{path}: holds no report; give one JSON object a line with id, text and claims")
    return reports


def load_predicted(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Report id -> claims, of a file of claims (`report` in each) or of reports with `claims`."""
    by_report: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for where, row in _rows(path):
        claims = row.get("claims", [row])
        report = row.get("id") if "claims" in row else row.get("report")
        if (
            report is None
            or not isinstance(claims, list)
            or not all(isinstance(c, dict) and "event" in c for c in claims)
        ):
            raise InputError(
                f"{where}: neither a claim (report, event, ...) nor a report with claims; see docs/formats.md"
            )
        by_report[str(report)].extend(claims)
    return by_report
