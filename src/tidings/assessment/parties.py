"""Which party a word stands for: codes, names and sources brought to one key."""

from functools import cache

from tidings.claim import Claim, Source, Span
from tidings.codebook import Codebook, load
from tidings.places.keys import fold

__all__ = ["Parties"]

_ARMED = frozenset({"military", "armed_group"})
_OFFICIAL = frozenset({"military", "government", "armed_group"})


@cache
def _package() -> Codebook:
    return load()


class Parties:
    """Reads parties with a codebook. A party is an ISO 3166 country, an actor's id, or "~name" for one that only the
    reports name.
    """

    def __init__(self, codebook: Codebook | None = None) -> None:
        self.codebook = codebook or _package()

    def of_code(self, code: str | None) -> str | None:
        """The party an actor, body or person of the codebook belongs to."""
        if not code:
            return None
        book = self.codebook
        if code in book.actors:
            return book.actors[code].speaks_for
        entry = book.bodies.get(code) or book.people.get(code)
        return entry.party if entry else None

    def of_span(self, span: Span) -> str | None:
        """The party named by an actor or a target, or None where the words name no armed or official side."""
        if span.code:
            return self.of_code(span.code)
        read = self.codebook.classify_source(span.name or span.text)
        if read.party and read.kind in _OFFICIAL:
            return read.party
        return _named(span) if read.kind in _ARMED else None

    def of_source(self, source: Source) -> str | None:
        """The party a source speaks for."""
        if source.party:
            return source.party
        found = self.of_code(source.code)
        return found or (_named(source) if source.kind in _ARMED else None)

    def actors(self, claim: Claim) -> list[str]:
        """The parties a claim says did it, in order."""
        named = [self.of_span(a) or _named(a) for a in claim.actor]
        return list(dict.fromkeys(p for p in named if p))

    def targets(self, claim: Claim) -> list[str]:
        """The parties a claim says it was done to."""
        return list(dict.fromkeys(p for p in map(self.of_span, claim.target) if p))

    def label(self, party: str) -> str:
        """A party's name to show."""
        if party.startswith("~"):
            return party[1:].title()
        book = self.codebook
        if party in book.countries:
            return book.countries[party].name
        return book.actors[party].name if party in book.actors else party

    def is_armed(self, party: str) -> bool:
        """Whether a party is an armed actor of the codebook, not a country as a whole."""
        return party in self.codebook.actors


def _named(span: Span) -> str | None:
    """A key for a party that the codebook does not know: only for names, never for "gunmen"."""
    words = span.name or span.text
    return "~" + fold(words) if any(w[:1].isupper() for w in words.split()) else None
