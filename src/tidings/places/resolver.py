"""From the names of a report to places: country, level, coordinates, how sure, how precise, and why."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tidings.claim import Alternative, Claim, Level, Place, Report
from tidings.places.candidates import Candidate, Mention, Sense, candidates, senses
from tidings.places.gazetteer import Entry, Gazetteer, user_path
from tidings.places.keys import fold
from tidings.places.mentions import find
from tidings.places.outlets import Outlets
from tidings.places.precision import codes, radius_km
from tidings.places.ranking import Clues, Ranked, rank
from tidings.places.words import LevelWord, words

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Resolver"]

LONGEST_NAME = 200
"""Characters of a name that are looked at; longer ones are no names of places."""
SHORT = 4
"""Names up to this long mean different things in capitals ("US", "us") and are told apart by case."""
MOST_UNITS = 50
"""Provinces and districts of the text, outside the names to resolve, that are let speak."""
MOST_BARE = 200
"""Names without an exact match that are looked up by transliteration; a report with more is a list, not news."""
LONGEST_READ = 200_000
"""Characters of a report that are looked through for names of countries and peoples."""
KEPT_ALTERNATIVES = 4
FLOOR = -3.5
"""A best candidate worth less than this is none at all."""

_CAPITALISED = r"[A-Z][\w.’'-]*(?:[ -][A-Z][\w.’'-]*){0,3}"
_NAME = re.compile(r"[A-Z][\w.’'&-]*(?:\s+(?:of|the|and|al|de|du)\s+(?=[A-Z]))?(?:\s[A-Z][\w.’'-]*){0,3}")
_AFTER = re.compile(
    rf"\s*,\s*(?:in\s+|the\s+)*({_CAPITALISED})|\s+\(([^)]{{2,40}})\)|\s+in\s+(?:the\s+)?({_CAPITALISED})"
)
_WORD_AFTER = re.compile(r"\s([a-z][a-z-]+)\b")
_WORD_BEFORE = re.compile(r"\b([A-Za-z-]+) of (?:the )?$")
_OWNER = re.compile(r"([A-Z][\w.-]*(?:[ -][A-Z][\w.-]*){0,3})['’]s?\s+(?:\w+\s+){0,3}$")


class Resolver:
    """Resolves names of places, all of a report together.

    `gazetteer`: an open one; by default the bundled one with the user's own places laid over it, which are those of
    the file `extra`, else of `tidings places import`.
    """

    def __init__(self, gazetteer: Gazetteer | None = None, extra: Path | str | None = None) -> None:
        if gazetteer is None:
            own = Path(extra) if extra is not None else user_path()
            gazetteer = Gazetteer(None, *([own] if extra is not None or own.is_file() else []))
        self.gazetteer = gazetteer
        self.outlets = Outlets(self.gazetteer)
        self._senses: dict[str, Sense] = {}
        self._country_ids = {code: entry.id for code, entry in self.gazetteer.countries.items()}

    def locate(
        self, text: str, mentions: Iterable[Mention | tuple[int, int]], *, publisher: str | None = None
    ) -> list[Place | None]:
        """The place of each mention, in order; None where nothing in the gazetteer fits."""
        spans = [m if isinstance(m, Mention) else Mention(m[0], m[1], text[m[0] : m[1]]) for m in mentions]
        all_senses, counts, clues, unique = self.prepare(text, spans, publisher)
        ranked = rank(all_senses, counts, clues)
        return [self._place(text, m, ranked[unique[m.text]]) for m in spans]

    def prepare(
        self, text: str, spans: Sequence[Mention], publisher: str | None = None
    ) -> tuple[list[Sense], list[int], Clues, dict[str, int]]:
        """What ranking works on: senses, how often each is named, clues of the text, and which sense each name has."""
        unique: dict[str, int] = {}
        texts: list[str] = []
        by_key: dict[str, int] = {}
        for mention in spans:
            key = fold(mention.text) if len(mention.text) > SHORT else mention.text
            number = by_key.setdefault(key, len(by_key))
            if number == len(texts):
                texts.append(mention.text)
            unique[mention.text] = number
        clues = self._clues(text, spans, unique)
        clues.outlet = self.outlets.prior(publisher)
        all_senses = [self._sense(t) for t in texts]
        _levelled(text, spans, unique, all_senses)
        tally = Counter(unique[m.text] for m in spans)
        counts = [tally[i] for i in range(len(texts))]
        self._transliterate(all_senses, counts, clues)
        return all_senses, counts, clues, unique

    def find(self, doc: "Doc") -> list[Mention]:
        """Names of places in a parsed text, in order."""
        return find(doc, self.gazetteer)

    def resolve(self, report: Report, doc: "Doc", claims: Sequence[Claim]) -> list[Claim]:
        """The claims with their places resolved; all names of the report help, not those of the claims alone."""
        if not any(claim.place for claim in claims):
            return list(claims)
        mentions = {(m.start, m.end): m for m in self.find(doc)}
        for place in (p for claim in claims for p in claim.place):
            mentions.setdefault((place.start, place.end), Mention(place.start, place.end, place.text))
        spans = sorted(mentions)
        found = self.locate(report.text, [mentions[s] for s in spans], publisher=report.publisher)
        known = dict(zip(spans, found, strict=True))
        return [claim.model_copy(update={"place": [_filled(p, known) for p in claim.place]}) for claim in claims]

    def _sense(self, text: str) -> Sense:
        """The senses of a name: a copy, since ranking adds reasons to its candidates."""
        if len(text) > LONGEST_NAME or not any(c.isalpha() for c in text):
            return Sense(text, [])
        known = self._senses.get(text)
        if known is None:
            if len(self._senses) > 20_000:
                self._senses.clear()
            known = self._senses[text] = senses(text, self.gazetteer)
        fresh = [Candidate(c.entry, c.how, c.likeness) for c in known.candidates]
        return Sense(text, fresh, known.level, known.part, known.demonym, known.closed)

    def _transliterate(self, all_senses: list[Sense], counts: list[int], clues: Clues) -> None:
        """Names that nothing bears exactly: other spellings of places in the report's countries."""
        bare = [
            s for s in all_senses if not (s.demonym or s.closed) and not any(c.how != "other" for c in s.candidates)
        ]
        bare = [s for s in bare if 3 <= len(s.text) <= LONGEST_NAME][:MOST_BARE]
        if not bare:
            return
        votes: dict[str, float] = defaultdict(float, clues.countries)
        for ranked in rank(all_senses, counts, clues):
            if ranked.candidates and ranked.scores[0] > 0.5 and (country := ranked.candidates[0].entry.country):
                votes[country] += 1.0
        enough = 0.15 * sum(votes.values())
        countries = sorted((c for c in votes if votes[c] >= enough), key=lambda c: -votes[c])[:4]
        for sense in bare:
            known = {c.entry.id for c in sense.candidates}
            sense.candidates += [c for c in candidates(sense, self.gazetteer, countries) if c.entry.id not in known]
        for candidate in (c for sense in all_senses for c in sense.candidates):
            candidate.why = [w for w in candidate.why if w.startswith("written")]

    def _clues(self, text: str, spans: Sequence[Mention], unique: dict[str, int]) -> Clues:
        """Countries and demonyms named anywhere, and what stands beside each name."""
        lexicon, clues = words(), Clues(country_ids=self._country_ids, neighbours=self.gazetteer.neighbours)
        nations: dict[str, float] = defaultdict(float)
        keys = set(map(fold, unique))
        unclear = {key for key in keys if key in lexicon.nations and self._is_unit_too(key)}
        for match in _NAME.finditer(text[:LONGEST_READ]):
            key = fold(match.group())
            code = lexicon.demonyms.get(key) or lexicon.nations.get(key) if key not in unclear else None
            if code is None:
                short = lexicon.shorts.get(match.group().rstrip(","))
                code = short.country if short and short.level == "country" else None
            if code:
                nations[code] += 1.0
            elif len(clues.units) < MOST_UNITS and key not in keys:
                clues.units |= self._named_units(match.group())
        clues.countries = dict(nations)
        clues.beside = [set() for _ in set(unique.values())]
        for mention in spans:
            clues.beside[unique[mention.text]] |= self._beside(text, mention)
        return clues

    def _is_unit_too(self, key: str) -> bool:
        """Whether a country shares its name with a province of another one, as Georgia does."""
        return any(h.entry.level == "admin1" and h.how == "main" for h in self.gazetteer.keyed(key))

    def _named_units(self, name: str) -> set[int]:
        """Ids of the one province or district a name means, if it means no town."""
        units = {
            h.entry.id for h in self.gazetteer.named(name) if h.how != "other" and h.entry.level.startswith("admin")
        }
        return units if len(units) == 1 else set()

    def _beside(self, text: str, mention: Mention) -> set[int]:
        """Ids of countries and admin units named right after a name, or owning it."""
        found: set[int] = set()
        after = _AFTER.match(text, mention.end, mention.end + 60)
        owner = _OWNER.search(text[max(0, mention.start - 60) : mention.start])
        for match in (after, owner):
            if match:
                found |= self._units(next(g for g in match.groups() if g))
        return found

    def _units(self, name: str) -> set[int]:
        """Ids of countries, admin units and areas that bear a name (or its first words)."""
        pieces = name.split(" ")
        for size in range(len(pieces), 0, -1):
            hits = self._sense(" ".join(pieces[:size])).candidates
            units = {c.entry.id for c in hits if c.entry.level in ("country", "admin1", "admin2", "area")}
            if units:
                return units
        return set()

    def _place(self, text: str, mention: Mention, ranked: Ranked) -> Place | None:
        if not ranked.candidates or ranked.margins[0] < FLOOR or ranked.stranger:
            return None
        best = ranked.candidates[0]
        around = words().around.search(text[max(0, mention.start - 40) : mention.start]) is not None
        return Place(
            text=mention.text,
            start=mention.start,
            end=mention.end,
            **self._fields(best, around),
            alternatives=[
                _alternative(c, s) for c, s in zip(ranked.candidates[1:], ranked.scores[1:], strict=True) if s >= 0.01
            ][:KEPT_ALTERNATIVES],
            why=_why(best, ranked, around),
        )

    def _fields(self, best: Candidate, around: bool) -> dict[str, Any]:
        entry = best.entry
        return {
            "name": entry.name,
            "country": entry.country,
            "level": entry.level,
            "geonames": entry.geonames,
            "admin": [e.name for e in self.gazetteer.chain(entry)],
            "latitude": round(entry.latitude, 5),
            "longitude": round(entry.longitude, 5),
            "radius_km": radius_km(entry, around),
            "precision": codes(entry, around),
        }


def _levelled(text: str, spans: Sequence[Mention], unique: dict[str, int], all_senses: list[Sense]) -> None:
    """Give names the level word beside most of their mentions ("the province of Idlib", "Idlib province")."""
    lexicon = words()
    found: dict[int, list[LevelWord | None]] = defaultdict(list)
    for mention in spans:
        number = unique[mention.text]
        if all_senses[number].level is None:
            after = _WORD_AFTER.match(text, mention.end, mention.end + 30)
            before = _WORD_BEFORE.search(text[max(0, mention.start - 30) : mention.start])
            word = next((m.group(1) for m in (after, before) if m and fold(m.group(1)) in lexicon.levels), None)
            found[number].append(lexicon.levels[fold(word)] if word else None)
    for number, levels in found.items():
        some = [level for level in levels if level is not None]
        if 2 * len(some) >= len(levels):
            all_senses[number].level = some[0]


def _filled(place: Place, known: dict[tuple[int, int], Place | None]) -> Place:
    found = known.get((place.start, place.end))
    if found is None:
        return place.model_copy(update={"why": [*place.why, "no place of the gazetteer fits"]})
    own = {"code": place.code, "why": [*place.why, *found.why]}
    return found.model_copy(update=own)


def _alternative(candidate: Candidate, score: float) -> Alternative:
    e: Entry = candidate.entry
    return Alternative(
        name=e.name,
        country=e.country,
        level=cast("Level", e.level),
        geonames=e.geonames,
        latitude=round(e.latitude, 5),
        longitude=round(e.longitude, 5),
        score=round(score, 3),
    )


_FOUND = {
    "main": "its own name",
    "known": "a known other name",
    "other": "one of its other names",
    "own": "a name news of conflicts gives it",
    "yours": "a name in your own list",
    "transliteration": "another way of writing it",
    "short": "a short form",
    "demonym": "the people's name",
}


def _why(best: Candidate, ranked: Ranked, around: bool) -> list[str]:
    reasons = [_FOUND[best.how], *best.why]
    if ranked.sense.part:
        reasons.append(f"'{ranked.sense.part}' names a part of it, which has no border of its own")
    if around:
        reasons.append("the text says it was near there, not in it")
    reasons.append(f"score {ranked.scores[0]:.2f} among {len(ranked.candidates)}")
    return reasons
