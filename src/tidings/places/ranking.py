"""Which of its candidates a name means, decided for all names of a report together.

Each candidate has features of its own (how it was found, size, level, words around the name) and features that its
report lends it (its country and province named, places of the report near it). The second depend on what the other
names mean, so probabilities are found in a few rounds.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from math import log10

import numpy as np
from numpy.typing import NDArray

from tidings.places.candidates import Candidate, Sense
from tidings.places.gazetteer import Entry

__all__ = ["FEATURES", "WEIGHTS", "Clues", "Ranked", "rank"]

FEATURES = (
    "main",
    "known",
    "other",
    "own",
    "yours",
    "transliteration",
    "unlike",
    "short",
    "demonym",
    "people",
    "country",
    "admin1",
    "admin2",
    "quarter",
    "area",
    "water",
    "capital",
    "level_fits",
    "level_off",
    "namesake",
    "kind_fits",
    "country_named",
    "neighbour_named",
    "stranger",
    "country_share",
    "admin1_named",
    "admin1_share",
    "near",
    "parent_beside",
    "other_beside",
    "outlet_country",
    "outlet_admin1",
    "dateline",
)
_AT = {name: i for i, name in enumerate(FEATURES)}

WEIGHTS: dict[str, float] = {
    "main": 0.4,
    "known": -0.2,
    "other": -2.3,
    "own": 1.2,
    "yours": 4.0,
    "transliteration": -2.0,
    "unlike": -1.2,
    "short": 3.0,
    "demonym": 3.0,
    "people": 0.95,
    "country": 3.3,
    "admin1": 0.1,
    "admin2": -1.4,
    "quarter": -1.0,
    "area": 0.5,
    "water": 0.2,
    "capital": 1.1,
    "level_fits": 2.5,
    "level_off": -2.0,
    "namesake": -2.5,
    "kind_fits": 3.0,
    "country_named": 1.7,
    "neighbour_named": 0.8,
    "stranger": -1.0,
    "country_share": 2.5,
    "admin1_named": 1.9,
    "admin1_share": 2.7,
    "near": 1.6,
    "parent_beside": 7.0,
    "other_beside": -3.0,
    "outlet_country": 1.0,
    "outlet_admin1": 2.0,
    "dateline": 1.0,
}
"""What each feature adds to a candidate's score (natural logarithms)."""

ROUNDS = 3
VOICES = 150
"""Names whose meaning lends weight to the others; a report with more is judged by its first."""
_REACH_KM = 120.0
_SITE_KM = 12.0
_KNOWN_SITE = 3.5
"""What a site of our own table counts for: someone wrote it down because news names it."""


@dataclass
class Clues:
    """What the text says beside the names themselves, by ids of the gazetteer and ISO codes."""

    countries: dict[str, float] = field(default_factory=dict)
    """Countries and demonyms the text names, by how often."""
    units: set[int] = field(default_factory=set)
    """Provinces and districts the text names outside the names that are resolved."""
    beside: list[set[int]] = field(default_factory=list)
    """For each sense: ids of what is named right after it ("Sirte, Libya") or owns it ("Libya's Sirte")."""
    outlet: dict[int, float] = field(default_factory=dict)
    """Ids of countries and provinces of the publisher."""
    country_ids: dict[str, int] = field(default_factory=dict)
    neighbours: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass
class Ranked:
    """A sense's candidates with their probabilities, best first."""

    sense: Sense
    candidates: list[Candidate]
    scores: list[float]
    margins: list[float]
    stranger: bool = False
    """The best is known under the name only loosely, and lies in a country the report has nothing to do with."""


def _fame(entry: Entry) -> float:
    """How well known a place is, as the logarithm of its people; wide waters and areas by their size instead."""
    if entry.population:
        return log10(entry.population + 10)
    if entry.level in ("area", "water") and entry.radius is not None and entry.radius > _SITE_KM:
        return log10(entry.radius**2 + 10)
    return _KNOWN_SITE if entry.id < 0 else 2.5 if entry.level in ("area", "quarter") else 1.0


def _own(sense: Sense, candidate: Candidate, row: NDArray[np.float64]) -> None:
    """Features that do not depend on other names."""
    entry = candidate.entry
    row[_AT[candidate.how]] = 1.0
    row[_AT["unlike"]] = 10.0 * (1.0 - candidate.likeness)
    row[_AT["people"]] = _fame(entry)
    if entry.level in _AT:
        row[_AT[entry.level]] = 1.0
    row[_AT["capital"]] = entry.kind == "capital"
    if sense.level is not None:
        fits = sense.level.fits
        row[_AT["level_fits"]] = 1.0 - 0.25 * fits.index(entry.level) if entry.level in fits else 0.0
        row[_AT["level_off"]] = entry.level not in fits
        row[_AT["kind_fits"]] = sense.level.kind is not None and sense.level.kind == entry.kind


class _Field:
    """All candidates of a report as arrays."""

    def __init__(self, all_senses: list[Sense], counts: list[int], clues: Clues) -> None:
        self.clues = clues
        self.flat = [(i, c) for i, s in enumerate(all_senses) for c in s.candidates]
        self.owner = np.array([i for i, _ in self.flat], dtype=np.intp)
        self.features = np.zeros((len(self.flat), len(FEATURES)))
        self.weight = np.minimum(np.array(counts, dtype=float), 4.0) ** 0.5
        self.senses = len(all_senses)
        self.all_senses = all_senses
        entries = [c.entry for _, c in self.flat]
        for (i, candidate), row in zip(self.flat, self.features, strict=True):
            _own(all_senses[i], candidate, row)
        lat = np.radians([e.latitude for e in entries])
        lon = np.radians([e.longitude for e in entries])
        self.xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        self.country = _codes([e.country for e in entries])
        self.admin1 = _codes([e.id if e.level == "admin1" else e.admin1 for e in entries])
        self.pointed = np.array([e.level in ("town", "quarter", "admin2", "area") for e in entries], dtype=float)
        self._fixed()

    def _fixed(self) -> None:
        """Features of the text that no round changes."""
        total = sum(self.clues.countries.values()) or 1.0
        spoken: set[int] = set()
        rivals = {i for i, c in self.flat if c.entry.level != "country" and c.entry.country in self.clues.countries}
        for (i, candidate), row in zip(self.flat, self.features, strict=True):
            entry = candidate.entry
            named = self.clues.countries.get(entry.country or "", 0.0)
            row[_AT["country_named"]] = min(1.0, 2 * named / total)
            if not named and self.clues.countries and entry.country:
                near = self.clues.neighbours.get(entry.country, frozenset()) & self.clues.countries.keys()
                row[_AT["neighbour_named"]] = bool(near)
                strange = 1.0 if entry.level != "country" else 3.0 * (i in rivals)
                row[_AT["stranger"]] = 0.0 if near else strange
            beside = self.clues.beside[i] if i < len(self.clues.beside) else set()
            if beside:
                own_ids = {entry.admin1, entry.admin2, entry.parent, self.clues.country_ids.get(entry.country or "")}
                row[_AT["parent_beside"]] = bool(beside & (own_ids - {None, entry.id}))
                spoken.add(i) if row[_AT["parent_beside"]] else None
            row[_AT["outlet_country"]] = self.clues.outlet.get(self.clues.country_ids.get(entry.country or "", 0), 0.0)
            above = entry.id if entry.level == "admin1" else entry.admin1
            row[_AT["outlet_admin1"]] = self.clues.outlet.get(above or 0, 0.0)
        seats = self._seats()
        for (i, candidate), row in zip(self.flat, self.features, strict=True):
            row[_AT["other_beside"]] = i in spoken and not row[_AT["parent_beside"]]
            row[_AT["namesake"]] = (i, candidate.entry.id) in seats and candidate.entry.kind is None

    def _seats(self) -> set[tuple[int, int]]:
        """Admin units that hold a town of the same name: without a word for its level a name means the town."""
        return {
            (i, unit)
            for i, candidate in self.flat
            if candidate.entry.level == "town" and candidate.how != "other" and self.all_senses[i].level is None
            for unit in (candidate.entry.admin1, candidate.entry.admin2)
            if unit is not None
        }

    def lend(self, share: NDArray[np.float64]) -> None:
        """Features that the other names lend, given how likely (`share`) each candidate is now."""
        voice = share * self.weight[self.owner] * (self.owner < VOICES)
        self._group(voice, self.country, "country_share")
        self._group(voice, self.admin1, "admin1_share")
        self._named(share)
        self._near(voice)

    def _group(self, voice: NDArray[np.float64], group: NDArray[np.intp], feature: str) -> None:
        """How much of the other names' weight lies in a candidate's own country or province."""
        table = np.zeros((group.max() + 2, self.senses))
        np.add.at(table, (group, self.owner), voice)
        total = table.sum(axis=1)
        everything = voice.sum()
        mine = np.bincount(self.owner, voice, minlength=self.senses)
        support = np.where(group >= 0, total[group] - table[group, self.owner], 0.0)
        self.features[:, _AT[feature]] = support / (everything - mine[self.owner] + 1.0)

    def _named(self, share: NDArray[np.float64]) -> None:
        """Whether the province a candidate lies in is itself named by another name of the report."""
        named: dict[int, float] = defaultdict(float, dict.fromkeys(self.clues.units, 1.0))
        for (i, candidate), p in zip(self.flat, share, strict=True):
            if candidate.entry.level in ("admin1", "admin2", "area") and p > 0.2:
                named[candidate.entry.id] = max(named[candidate.entry.id], p if i < VOICES else 0.0)
        for (_, candidate), row in zip(self.flat, self.features, strict=True):
            entry = candidate.entry
            above = [u for u in (entry.admin1, entry.admin2, entry.parent) if u is not None and u != entry.id]
            row[_AT["admin1_named"]] = max((named[u] for u in above if u in named), default=0.0)

    def _near(self, voice: NDArray[np.float64]) -> None:
        """How near the likely places of the other names are."""
        speaking = np.flatnonzero((voice * self.pointed > 0.02) & (self.pointed > 0))
        if not len(speaking):
            return
        speaking = speaking[np.argsort(-voice[speaking])][:400]
        cosine = np.clip(self.xyz @ self.xyz[speaking].T, -1.0, 1.0)
        close = np.exp(-np.arccos(cosine) * (6371.0 / _REACH_KM)) * voice[speaking]
        close[self.owner[:, None] == self.owner[speaking][None, :]] = 0.0
        self.features[:, _AT["near"]] = np.log1p(close.sum(axis=1)) * self.pointed


def _codes(values: list[object]) -> NDArray[np.intp]:
    """Numbers 0.. for equal values, -1 for none."""
    numbers: dict[object, int] = {}
    return np.array([-1 if v is None else numbers.setdefault(v, len(numbers)) for v in values], dtype=np.intp)


def _softmax(scores: NDArray[np.float64], owner: NDArray[np.intp], groups: int) -> NDArray[np.float64]:
    top = np.full(groups, -np.inf)
    np.maximum.at(top, owner, scores)
    powers = np.exp(scores - top[owner])
    result: NDArray[np.float64] = powers / np.bincount(owner, powers, minlength=groups)[owner]
    return result


def features(all_senses: list[Sense], counts: list[int], clues: Clues) -> tuple[_Field, NDArray[np.float64]]:
    """The candidates' final features and shares."""
    board = _Field(all_senses, counts, clues)
    weights = np.array([WEIGHTS[f] for f in FEATURES])
    share = _softmax(board.features @ weights, board.owner, board.senses)
    for _ in range(ROUNDS):
        board.lend(share)
        share = _softmax(board.features @ weights, board.owner, board.senses)
    return board, share


def rank(all_senses: list[Sense], counts: list[int], clues: Clues) -> list[Ranked]:
    """The candidates of every sense, likeliest first. `counts`: how often each is mentioned."""
    if not any(s.candidates for s in all_senses):
        return [Ranked(s, [], [], []) for s in all_senses]
    board, share = features(all_senses, counts, clues)
    weights = np.array([WEIGHTS[f] for f in FEATURES])
    worth = board.features @ weights
    ranked = []
    for i, sense in enumerate(all_senses):
        rows = np.flatnonzero(board.owner == i)
        order = rows[np.argsort(-share[rows], kind="stable")]
        for r in order[:5]:
            board.flat[r][1].why.extend(_reasons(board.features[r]))
        best = order[0] if len(order) else None
        loose = best is not None and board.flat[best][1].how in ("other", "transliteration")
        stranger = bool(loose and board.features[best, _AT["stranger"]])
        found = [board.flat[r][1] for r in order]
        ranked.append(Ranked(sense, found, share[order].tolist(), worth[order].tolist(), stranger))
    return ranked


_WORDING = {
    "level_fits": "fits the word for its level",
    "kind_fits": "is of the kind named",
    "country_named": "its country is named",
    "country_share": "other places of the report lie in its country",
    "admin1_named": "its province is named",
    "admin1_share": "other places of the report lie in its province",
    "near": "near other places of the report",
    "parent_beside": "its country or province stands beside the name",
    "outlet_country": "in the publisher's country",
    "outlet_admin1": "in the publisher's province",
}


def _reasons(row: NDArray[np.float64]) -> list[str]:
    gains = [(WEIGHTS[f] * row[_AT[f]], text) for f, text in _WORDING.items()]
    return [text for gain, text in sorted(gains, reverse=True) if gain > 0.5][:3]
