"""What a name could mean: every place of the gazetteer that bears it, by whatever way of writing."""

import re
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from tidings.places.gazetteer import Entry, Gazetteer
from tidings.places.keys import fold, skeleton, spelling
from tidings.places.words import LevelWord, Words, words

__all__ = ["Candidate", "Mention", "Sense", "candidates", "senses"]

_ARTICLE = re.compile(r"(?:al|el|ad|an|ar|as|ash|at|az|ez)-")
MOST = 40
"""Candidates kept for one name, the likeliest by name and size."""
LIKENESS = 72
"""How alike (0..100) two spellings with one skeleton must be."""
SITE_LIKENESS = 90
"""The same where the name is of a hospital, camp or base, which is seldom called like its town."""


@dataclass(frozen=True)
class Mention:
    """A name in a text: offsets in code points, end exclusive."""

    start: int
    end: int
    text: str


@dataclass
class Candidate:
    """A place a name could mean; `how` says by which way of writing it was found, `likeness` (0..1) how well."""

    entry: Entry
    how: str
    likeness: float = 1.0
    why: list[str] = field(default_factory=list)


@dataclass
class Sense:
    """What one spelling could mean, the same for all its mentions in a report."""

    text: str
    candidates: list[Candidate]
    level: LevelWord | None = None
    part: str | None = None
    demonym: bool = False
    closed: bool = False
    """Known to be no place, however it is written."""


def senses(text: str, gazetteer: Gazetteer, lexicon: Words | None = None) -> Sense:
    """The candidates of a name by exact, alternate and type-stripped name, short form and demonym."""
    lexicon = lexicon or words()
    plain = spelling(" ".join(text.split())).strip(" ,;:")
    short = lexicon.shorts.get(plain) or lexicon.states.get(plain) or lexicon.shorts.get(plain.rstrip("."))
    found = _short(short, gazetteer) if short else []
    if found and plain.upper() == plain:
        return Sense(text, found)
    stripped = lexicon.strip(text)
    if plain in lexicon.never or not _namelike(text):
        return Sense(text, [], closed=True)
    whole = _exact(text, gazetteer)
    sense = Sense(text, [], stripped.level, stripped.part)
    if whole and stripped.level is not None:
        sense.level = stripped.level
    known = any(c.how != "other" for c in whole)
    bare = [] if known or fold(stripped.name) == fold(text) else _exact(stripped.name, gazetteer)
    if not known and stripped.name != text and (short := lexicon.shorts.get(spelling(stripped.name))):
        found += _short(short, gazetteer)
    seen = {c.entry.id for c in found}
    for candidate in (*whole, *bare):
        if candidate.entry.id not in seen:
            seen.add(candidate.entry.id)
            found.append(candidate)
    if not found and text.endswith("s") and len(text) > 4:  # a lost apostrophe: "Syrias Idlib"
        found = [c for c in _exact(text[:-1], gazetteer) if c.entry.level in ("country", "admin1")]
    code = lexicon.demonyms.get(fold(stripped.name)) if not found else None
    if code is not None:
        country = gazetteer.countries.get(code)
        if stripped.level is not None or country is None:
            sense.closed = True
        else:
            found, sense.demonym = [Candidate(country, "demonym")], True
    sense.candidates = _likeliest(found)
    return sense


def _namelike(text: str) -> bool:
    """Whether words can be a name: with a capital, or an Arabic article that news writes small ("al-Hol")."""
    return any(c.isupper() for c in text) or _ARTICLE.match(text) is not None


def candidates(sense: Sense, gazetteer: Gazetteer, countries: list[str]) -> list[Candidate]:
    """Candidates by transliteration in the given countries, for a name that nothing bears exactly."""
    name = words().strip(sense.text).name
    key = fold(name)
    if len(key) < 3:
        return []
    best: dict[int, Candidate] = {}
    least = SITE_LIKENESS if sense.level is not None and sense.level.kind is not None else LIKENESS
    for entry, other in gazetteer.alike(skeleton(name), countries):
        likeness = fuzz.ratio(key, other)
        known = best.get(entry.id)
        if likeness >= least and (known is None or likeness > known.likeness * 100):
            best[entry.id] = Candidate(entry, "transliteration", likeness / 100, [f"written like {other!r}"])
    return sorted(best.values(), key=lambda c: (-c.likeness, -c.entry.population))[:MOST]


def _exact(name: str, gazetteer: Gazetteer) -> list[Candidate]:
    hits = gazetteer.named(name)
    if not hits and name.lower().startswith("the "):
        hits = gazetteer.named(name[4:])
    return [Candidate(hit.entry, hit.how) for hit in hits]


def _short(short: "tuple[str, str, str]", gazetteer: Gazetteer) -> list[Candidate]:
    name, country, level = short
    hits = [h.entry for h in gazetteer.named(name) if h.entry.country == country and h.entry.level == level]
    return [Candidate(max(hits, key=lambda e: e.population), "short")] if hits else []


def _likeliest(found: list[Candidate]) -> list[Candidate]:
    """The likeliest by name and size, so that a name borne by hundreds of villages stays cheap."""
    return sorted(
        found,
        key=lambda c: (
            c.entry.level != "country",
            c.how not in ("own", "yours"),
            c.how == "other",
            -c.entry.population,
        ),
    )[:MOST]
