"""The Codebook: every table behind one object, read when first asked for."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tidings.codebook import tables
from tidings.codebook.loading import PhraseTable, fail, keyed, mapping, suggest
from tidings.codebook.matching import Found, Token, Words
from tidings.codebook.models import (
    MEANS,
    MODALITIES,
    SOURCE_KINDS,
    Actor,
    Body,
    Country,
    Cue,
    EventType,
    Office,
    Person,
    Plain,
    Trigger,
)
from tidings.codebook.names import ARTICLES, Names, words
from tidings.codebook.schemes import Codes, Schemes
from tidings.codebook.sources import Classifier, SourceClass
from tidings.errors import CodebookError

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

    Tokens = Words | Doc | Span | Sequence[Token]
else:
    Tokens = Any

LANGUAGE = "en"
NO_EVENTS = ("by_means",)


class Codebook:
    """What Tidings knows, with a user's overlay folder laid over it. Use `load()`.

    Every method that takes tokens accepts a spaCy Doc or Span, a list of (form, lemma, coarse part of speech), or
    `Words`, made once with `Words.of` and used for several calls.
    """

    def __init__(self, overlay: Path | None = None, language: str = LANGUAGE) -> None:
        self.overlay, self.language = overlay, language

    # tables

    @cached_property
    def schemes(self) -> Schemes:
        """What the schemes mapped to may hold."""
        return Schemes(tables.table("schemes", self.overlay))

    @cached_property
    def _events(self) -> dict[str, EventType]:
        return keyed("events", self.overlay, EventType, self.schemes.check, skip=NO_EVENTS)

    @cached_property
    def events(self) -> dict[str, EventType]:
        """The event types by name."""
        for file, data in tables.layers("events", self.overlay):
            for rule in mapping(file, data).get("by_means") or ():
                self._check_rule(file, rule)
        return self._events

    def _check_rule(self, file: str, rule: Any) -> None:
        entry = f"by_means {rule!r}"
        if not isinstance(rule, dict) or set(rule) != {"means", "event"}:
            raise fail(file, entry, "is not of the form {means: ..., event: ...}", "write it so")
        if rule["means"] not in MEANS:
            raise fail(file, entry, f"unknown means {rule['means']!r}", suggest(rule["means"], MEANS))
        if rule["event"] not in self._events:
            raise fail(file, entry, f"unknown event type {rule['event']!r}", suggest(rule["event"], self._events))

    @cached_property
    def _by_means(self) -> list[tuple[str, str]]:
        rules: list[dict[str, str]] = []
        for file, data in reversed(tables.layers("events", self.overlay)):
            rules += mapping(file, data).get("by_means") or []
        return [(r["means"], r["event"]) for r in rules]

    def _phrases(self, name: str, model: type[Any], sections: Iterable[str], shared: bool = False) -> PhraseTable[Any]:
        return PhraseTable(f"{self.language}/{name}", self.overlay, model, sections, shared)

    @cached_property
    def trigger_table(self) -> PhraseTable[Trigger]:
        """The trigger words."""
        return self._phrases("triggers", Trigger, self.events)

    @cached_property
    def speech(self) -> PhraseTable[Cue]:
        """The words of saying."""
        table = self._phrases("speech", Cue, ("asserts", "denies", "hedges"))
        for cue in table.entries:
            if cue.event and cue.event not in self.events:
                raise fail("speech", cue.id, f"unknown event type {cue.event!r}", suggest(cue.event, self.events))
        return table

    @cached_property
    def modality_table(self) -> PhraseTable[Plain]:
        """Words that change the stance or status of a trigger near them."""
        return self._phrases("modality", Plain, MODALITIES, shared=True)

    @cached_property
    def background_table(self) -> PhraseTable[Plain]:
        """Words that place a clause in older context."""
        return self._phrases("background", Plain, ("past", "since", "context"))

    @cached_property
    def means_table(self) -> PhraseTable[Plain]:
        """Words for the means of violence."""
        return self._phrases("means", Plain, MEANS, shared=True)

    @cached_property
    def offices(self) -> PhraseTable[Office]:
        """Words that tell the kind of a source."""
        return self._phrases("offices", Office, SOURCE_KINDS)

    @cached_property
    def grammar(self) -> dict[str, Any]:
        """The small words that tell how a source's name is built."""
        return dict(tables.table(f"{self.language}/grammar", self.overlay))

    @cached_property
    def countries(self) -> dict[str, Country]:
        """The countries by ISO 3166 alpha-2."""
        return keyed("countries", self.overlay, Country)

    def _party(self, entry: Actor | Body | Person, file: str) -> None:
        party = entry.country if isinstance(entry, Actor) else entry.party
        if party is None or party in self.countries or (not isinstance(entry, Actor) and party in self.actors):
            return
        known = [*self.countries, *([] if isinstance(entry, Actor) else self.actors)]
        raise fail(file, entry.id, f"unknown country or party {party!r}", suggest(party, known))

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """The armed actors by id."""
        return keyed("actors", self.overlay, Actor, self._party)

    @cached_property
    def bodies(self) -> dict[str, Body]:
        """The bodies that speak, by id."""
        return keyed("bodies", self.overlay, Body, self._party)

    @cached_property
    def people(self) -> dict[str, Person]:
        """The people who speak for an office, by id."""
        return keyed("people", self.overlay, Person, self._party)

    # names

    @cached_property
    def actor_names(self) -> Names[Actor]:
        """Every name of every actor."""
        return Names(_named(self.actors.values()))

    @cached_property
    def body_names(self) -> Names[Body]:
        """Every name of every body."""
        return Names(_named(self.bodies.values()))

    @cached_property
    def person_names(self) -> Names[Person]:
        """Every name of every person."""
        return Names(_named(self.people.values()))

    @cached_property
    def country_names(self) -> Names[Country]:
        """Every name, demonym, capital, seat and region of every country; a country's own name goes before a region."""
        fields = ("aliases", "demonyms", "seats", "regions")
        named = [(c.name, c) for c in self.countries.values()]
        named += [(c.capital, c) for c in self.countries.values() if c.capital]
        named += [(n, c) for f in fields for c in self.countries.values() for n in getattr(c, f)]
        return Names(named)

    @cached_property
    def _classifier(self) -> Classifier:
        return Classifier(self)

    # questions

    @cached_property
    def version(self) -> str:
        """A short hash of every table: the same codebook has the same version."""
        contents = list(_package_tables().items())
        if self.overlay is not None:
            own = sorted(self.overlay.rglob("*.yaml"))
            contents += [(p.relative_to(self.overlay).as_posix(), p.read_text("utf-8")) for p in own]
        total = hashlib.sha256()
        for name, content in contents:
            total.update(f"{name}\0{content}\0".encode())
        return total.hexdigest()[:10]

    def event(self, event: str) -> EventType:
        """The event type named. Raises CodebookError for an unknown one."""
        if event not in self.events:
            raise CodebookError(f"unknown event type {event!r}; {suggest(event, self.events)}")
        return self.events[event]

    def family(self, event: str) -> str:
        """violence, harm or politics."""
        return self.event(event).family

    def codes(
        self,
        event: str,
        means: Iterable[str] = (),
        trigger: str = "",
        actor: str | None = None,
        target: str | None = None,
    ) -> Codes:
        """What an event is called in ACLED, UCDP, PLOVER and CAMEO. `actor` and `target` are sides: "state", "rebel",
        "political_militia", "identity_militia", "rioters", "protesters", "civilians", "external"; None where unknown.
        """
        return self.schemes.codes(self.event(event), means, trigger, actor, target)

    def typed_by_means(self, event: str, means: Iterable[str]) -> str:
        """The type of a generic trigger of `event` with these means named: "attack" with drone is air_strike."""
        named = set(means)
        return next((kind for one, kind in self._by_means if one in named), event)

    def triggers(self, tokens: Tokens) -> list[Found[Trigger]]:
        """The triggers in tokens, exclusions applied, in order, none overlapping."""
        return self.trigger_table.lexicon.best(tokens)

    def cues(self, tokens: Tokens) -> list[Found[Cue]]:
        """The words of saying in tokens, in order, none overlapping."""
        return self.speech.lexicon.best(tokens)

    def cue(self, phrase: str, pos: str | None = None) -> Cue | None:
        """The word of saying with this lemma or these words, of the part of speech if given."""
        return next((c for c in self._cues.get(phrase.lower(), ()) if pos in (None, c.pos)), None)

    @cached_property
    def _cues(self) -> dict[str, list[Cue]]:
        index: dict[str, list[Cue]] = {}
        for cue in self.speech.entries:
            index.setdefault(cue.words.lower(), []).append(cue)
        return index

    def modality(self, tokens: Tokens) -> list[Found[Plain]]:
        """Hedges, negations, threatened, called for, ongoing, attempts: `entry.section` says which."""
        return self.modality_table.lexicon.best(tokens)

    def background(self, tokens: Tokens) -> list[Found[Plain]]:
        """Words of older context."""
        return self.background_table.lexicon.best(tokens)

    def means(self, tokens: Tokens) -> list[tuple[int, int, tuple[str, ...]]]:
        """Means named in tokens as (start, end, means), in order; of words inside longer ones the longer count."""
        spans: dict[tuple[int, int], set[str]] = {}
        taken: set[int] = set()
        for match in self.means_table.lexicon.all(tokens):
            span = (match.start, match.end)
            if match.pattern.entry is not None and (span in spans or taken.isdisjoint(match.used)):
                spans.setdefault(span, set()).add(match.pattern.entry.section)
            taken |= match.used
        order = {m: n for n, m in enumerate(MEANS)}
        return [(s, e, tuple(sorted(m, key=order.__getitem__))) for (s, e), m in sorted(spans.items())]

    def classify_source(self, text: str) -> SourceClass:
        """What kind of source a name is, for which side it speaks, and the codebook's id of it where it has one."""
        return self._classifier(text)

    def actor(self, text: str) -> Actor | None:
        """The armed actor named in `text`: the longest name wins, the first of equals."""
        hits = self.actor_names.find(words(text))
        return max(hits, key=lambda h: (h.end - h.start, -h.start)).value if hits else None

    def country_of(self, text: str) -> str | None:
        """ISO 3166 alpha-2 of the first country named in `text` by name, demonym, capital, seat or region."""
        tokens = [w for w in words(text) if w.key not in ARTICLES]
        hits = self.country_names.find(tokens)
        return hits[0].value.iso2 if hits else None

    def check(self) -> None:
        """Read every table. Raises CodebookError at the first that does not fit."""
        for read in self.readers():
            getattr(self, read)

    @staticmethod
    def readers() -> tuple[str, ...]:
        """The names of the attributes that read a table each."""
        return (
            "schemes",
            "events",
            "trigger_table",
            "speech",
            "modality_table",
            "background_table",
            "means_table",
            "offices",
            "countries",
            "actors",
            "bodies",
            "people",
        )


def _named(entries: Iterable[Actor | Body | Person]) -> Iterator[tuple[str, Any]]:
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            yield name, entry


def _package_tables() -> dict[str, str]:
    """Every table of the package by its path inside the codebook folder: {"en/means.yaml": content}."""
    found: dict[str, str] = {}

    def gather(folder: Traversable, prefix: str) -> None:
        for item in sorted(folder.iterdir(), key=lambda x: x.name):
            if item.name.endswith(".yaml"):
                found[prefix + item.name] = item.read_text("utf-8")
            elif item.is_dir() and not item.name.startswith("_"):
                gather(item, f"{prefix}{item.name}/")

    gather(files("tidings.codebook"), "")
    return found


@cache
def _load(overlay: Path | None) -> Codebook:
    codebook = Codebook(overlay)
    if overlay is not None:
        _check_files(overlay)
        codebook.check()
    return codebook


def _check_files(overlay: Path) -> None:
    if not overlay.is_dir():
        raise CodebookError(f"{overlay}: no such folder; name a folder of YAML tables")
    known = _package_tables().keys()
    for path in sorted(overlay.rglob("*.y*ml")):
        name = path.relative_to(overlay)
        # the folder of place names takes files of any name
        if name.as_posix() not in known and name.parts[0] != "places":
            raise CodebookError(f"{path}: is no table of the codebook; {suggest(name.as_posix(), known)}")


def load(overlay: Path | str | None = None) -> Codebook:
    """The codebook, with the tables of folder `overlay` laid over the package's own; the same folder is read once.

    Raises CodebookError naming file, entry and remedy where a table of an overlay does not fit.
    """
    return _load(Path(overlay).resolve() if overlay is not None else None)


def check(overlay: Path) -> list[str]:
    """What is wrong with the tables of folder `overlay`, a line for each table that does not fit; empty if all fit."""
    tables.layers.cache_clear()
    tables.table.cache_clear()
    problems = []
    try:
        _check_files(Path(overlay))
    except CodebookError as error:
        problems.append(str(error))
    codebook = Codebook(Path(overlay).resolve())
    for read in codebook.readers():
        try:
            getattr(codebook, read)
        except CodebookError as error:
            if str(error) not in problems:
                problems.append(str(error))
    return problems
