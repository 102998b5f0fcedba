"""What kind of source a name is, and for which side it speaks, read off the words of the name alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from tidings.claim import SourceKind
from tidings.codebook.matching import Lexicon, Words
from tidings.codebook.models import Actor, Body, Country, Office, Person
from tidings.codebook.names import Hit, Names, Word, words

if TYPE_CHECKING:
    from tidings.codebook import Codebook

ROLE, OFFICE, NAMED = 1, 2, 3
KIND_OF_ACTOR: dict[str, SourceKind] = {
    "state_force": "military",
    "coalition": "military",
    "peacekeeper": "international",
    "police": "government",
    "intelligence": "government",
    "government": "government",
    "de_facto_government": "government",
}


class Grammar:
    """The small words of a language that tell how a source's name is built (grammar.yaml)."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.articles = frozenset(table["articles"])
        self.qualifiers = frozenset(table["qualifiers"])
        self.owners = frozenset(table["owners"])
        self.prefixes = frozenset(table["prefixes"])
        self.opposed = frozenset(table["opposed"])
        self.former = frozenset(table["former"])
        self.links = frozenset(table["links"])
        self._plurals: tuple[tuple[str, str], ...] = tuple(table["plurals"].items())
        self._not_plural = tuple(table["not_plural"])

    def singular(self, word: str) -> str:
        """A plural's singular by its ending; other words as they are."""
        if len(word) > 3 and not word.endswith(self._not_plural):
            for ending, instead in self._plurals:
                if word.endswith(ending):
                    return word[: -len(ending)] + instead
        return word


class SourceClass(NamedTuple):
    """`kind` of the guide's list; `party` the side it speaks for, ISO 3166 alpha-2 or the id of an actor that is its
    own side; `code` the codebook's id of the actor, body or person.
    """

    kind: SourceKind
    party: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class _Sign:
    """One thing in the words that tells the kind; `rank` is how much it tells."""

    start: int
    end: int
    kind: SourceKind
    rank: int
    party: str | None = None
    code: str | None = None
    speaks: bool = True


class Classifier:
    """Reads source names with a codebook's offices, actors, bodies, people and countries."""

    def __init__(self, codebook: "Codebook") -> None:
        self._grammar = Grammar(codebook.grammar)
        self._offices: Lexicon[Office] = codebook.offices.lexicon
        self._actors: Names[Actor] = codebook.actor_names
        self._bodies: Names[Body] = codebook.body_names
        self._people: Names[Person] = codebook.person_names
        self._countries: Names[Country] = codebook.country_names
        self._known = lru_cache(maxsize=8_192)(self._read)

    def __call__(self, text: str) -> SourceClass:
        """The class of the source named `text`; a bare name is a person, nothing readable unnamed."""
        return self._known(text)

    def _read(self, text: str) -> SourceClass:
        tokens = words(text)
        while tokens and tokens[0].key in self._grammar.articles:
            tokens = tokens[1:]
        if not tokens:
            return SourceClass("unnamed")
        countries = self._countries.find(tokens)
        if len(tokens) > 1 and tokens[0].key in self._grammar.former:
            return SourceClass("person", self._party(tokens, countries))
        signs = self._signs(tokens)
        sign = self._choose(tokens, signs)
        if sign is not None:
            party = sign.party
            if party is None and sign.speaks:
                owner = next((s.party for s in signs if s.rank == NAMED and s.party and s.end <= sign.start), None)
                party = owner or self._party(tokens, countries, sign)
            return SourceClass(sign.kind, party, sign.code)
        return self._unsigned(tokens, signs, countries)

    def _unsigned(self, tokens: list[Word], signs: list[_Sign], countries: list[Hit[Country]]) -> SourceClass:
        """A role with nothing to speak for but a country, a country alone, a bare name, or nothing at all."""
        role = next((s for s in signs if s.rank == ROLE), None)
        if role is not None:
            speaks = countries and role.kind == "unnamed" and role.speaks
            return SourceClass(
                "government" if speaks else role.kind, self._party(tokens, countries) if role.speaks else None
            )
        taken = {i for h in countries for i in range(h.start, h.end)}
        named = any(t.text[:1].isupper() for i, t in enumerate(tokens) if i not in taken)
        if countries and not named:
            return SourceClass("government", self._party(tokens, countries))
        return SourceClass("person" if named else "unnamed")

    def _signs(self, tokens: list[Word]) -> list[_Sign]:
        keys = [t.key for t in tokens]
        form = Words(keys, [self._grammar.singular(k) for k in keys], [""] * len(keys))
        signs = [
            _Sign(b.start, b.end, b.value.kind, NAMED, b.value.party, b.value.id, speaks=False)
            for b in self._bodies.find(tokens)
        ]
        signs += [
            _Sign(a.start, a.end, _kind(a.value), NAMED, a.value.speaks_for, a.value.id, speaks=False)
            for a in self._actors.find(tokens)
        ]
        signs += [
            _Sign(p.start, p.end, p.value.kind, OFFICE, p.value.party, p.value.id, speaks=False)
            for p in self._people.find(tokens)
        ]
        named = [(s.start, s.end) for s in signs]
        for found in self._offices.best(form):
            if not any(start <= found.start and found.end <= end for start, end in named):
                office = found.entry
                rank = ROLE if office.role else OFFICE
                signs.append(_Sign(found.start, found.end, office.kind, rank, speaks=office.party))
        signs.sort(key=lambda s: (s.start, -s.end))
        return signs

    def _choose(self, tokens: list[Word], signs: list[_Sign]) -> _Sign | None:
        """The sign that stands for the source: the last of its head phrase, else of the next phrase that has one."""
        telling = [s for s in signs if s.rank > ROLE and not self._qualifies(tokens, s)]
        if not telling:
            telling = [s for s in signs if s.rank > ROLE and _before(tokens, s.start) not in self._grammar.prefixes]
        inside = {i for s in signs for i in range(s.start + 1, s.end)}
        edges = [i for i, t in enumerate(tokens) if i and i not in inside and t.key in self._grammar.links]
        for begin, end in zip([0, *edges], [*edges, len(tokens)], strict=True):
            phrase = [s for s in telling if begin <= s.start < end]
            if phrase:
                return _head(phrase)
        return None

    def _qualifies(self, tokens: list[Word], sign: _Sign) -> bool:
        """Whether the sign only qualifies what follows it ("Hamas-run", "pro-government")."""
        after = _after(tokens, sign.end)
        return after in self._grammar.qualifiers or _before(tokens, sign.start) in self._grammar.prefixes

    def _party(self, tokens: list[Word], countries: list[Hit[Country]], sign: _Sign | None = None) -> str | None:
        """The country spoken for: the nearest before the sign, else the first that is no mere seat ("UK-based")."""
        grammar = self._grammar
        fit = [
            h
            for h in countries
            if (_after(tokens, h.end) not in grammar.qualifiers or _after(tokens, h.end) in grammar.owners)
            and _before(tokens, h.start) not in grammar.opposed
        ]
        owners = [h for h in fit if _after(tokens, h.end) in grammar.owners]
        ahead = [h for h in fit if sign is not None and h.end <= sign.start]
        chosen = owners[:1] or ahead[-1:] or fit[:1]
        return chosen[0].value.iso2 if chosen else None


def _head(phrase: list[_Sign]) -> _Sign:
    """The last office heads the phrase: "Hamas media outlet" is media; a name that agrees with it gives the party."""
    offices = [s for s in phrase if s.code is None or s.rank == NAMED] or phrase
    last = offices[-1]
    named = [s for s in phrase if s.kind == last.kind and s.code]
    known = next((s for s in reversed(named) if s.rank == NAMED), named[0] if named else None)
    if known is None or known is last:
        return last
    return _Sign(last.start, last.end, last.kind, last.rank, known.party or last.party, known.code, last.speaks)


def _before(tokens: list[Word], i: int) -> str | None:
    return tokens[i - 1].key if i else None


def _after(tokens: list[Word], i: int) -> str | None:
    return tokens[i].key if i < len(tokens) else None


def _kind(actor: Actor) -> SourceKind:
    return KIND_OF_ACTOR.get(actor.kind, "armed_group")
