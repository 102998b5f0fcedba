"""Tables read, checked entry by entry, and laid over each other; every error names file, entry and remedy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from tidings.codebook import tables
from tidings.codebook.matching import Lexicon, Pattern, alternatives, compile_pattern
from tidings.codebook.models import Entry, EventType, Phrase
from tidings.errors import CodebookError

E = TypeVar("E", bound=Entry)
P = TypeVar("P", bound=Phrase)
Layer = tuple[str, Any]
# what is no table of entries in a phrase file
RESERVED = ("remove", "exclude")


def suggest(word: object, known: Iterable[str]) -> str:
    """The remedy for an unknown name: the nearest known one, or some of them."""
    names = sorted(known)
    near = get_close_matches(str(word), names, n=1, cutoff=0.6)
    return (
        f"did you mean {near[0]}?" if near else f"use one of {', '.join(names[:8])}{' ...' if len(names) > 8 else ''}"
    )


def fail(file: str, entry: str, what: str, remedy: str) -> CodebookError:
    """The error of one entry, in the one form all have."""
    return CodebookError(f"{file}: {entry}: {what}; {remedy}")


def build(model: type[E], data: Any, file: str, entry: str) -> E:
    """`data` as a `model`. Raises CodebookError naming file, entry, key and remedy."""
    if not isinstance(data, Mapping):
        raise fail(file, entry, f"is {type(data).__name__}, not a mapping", "write it as key: value pairs")
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(x) for x in first["loc"])
        if first["type"] == "extra_forbidden":
            raise fail(file, entry, f"unknown key {where!r}", suggest(first["loc"][-1], model.model_fields)) from error
        if first["type"] == "missing":
            raise fail(file, entry, f"key {where!r} is missing", "add it") from error
        if first["type"] == "literal_error":
            known = [x.strip("' ") for x in str(first["ctx"]["expected"]).replace(" or ", ", ").split(",")]
            raise fail(
                file, entry, f"{where} {first['input']!r} is not known", suggest(first["input"], known)
            ) from error
        raise fail(file, entry, f"{where} {first['input']!r}: {first['msg']}", "mend the value") from error


def mapping(file: str, data: Any) -> Mapping[str, Any]:
    """The content of a table file. Raises CodebookError where it is no mapping; an empty file is an empty one."""
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise fail(file, "top level", f"is {type(data).__name__}, not a mapping", "write it as NAME: ... blocks")
    return data


def removed(file: str, data: Mapping[str, Any], key: str = "remove") -> list[str]:
    """The texts of a file's `remove` (or `exclude`) list."""
    found = data.get(key) or []
    if not isinstance(found, list) or not all(isinstance(x, str) for x in found):
        raise fail(file, key, "is not a list of texts", f"write it as {key}: [one, two]")
    return found


def keyed(
    name: str,
    overlay: Path | None,
    model: type[E],
    check: Callable[[E, str], None] | None = None,
    skip: tuple[str, ...] = (),
) -> dict[str, E]:
    """A table of named entries (events, actors): {id: entry}. An overlay's entry is laid over the one of the same id.

    Raises CodebookError; `check` may raise it for what a model alone cannot see. `skip` names keys that are no entries.
    """
    field = "type" if "type" in model.model_fields else "id" if "id" in model.model_fields else "iso2"
    raw: dict[str, tuple[str, Any]] = {}
    for file, data in tables.layers(name, overlay):
        content = mapping(file, data)
        for gone in removed(file, content):
            if model is EventType:
                raise fail(file, "remove", f"{gone!r}: an event type cannot go", "remove its words in triggers.yaml")
            if gone not in raw:
                raise fail(file, "remove", f"no entry {gone!r} to remove", suggest(gone, raw))
            del raw[gone]
        for key, value in content.items():
            if key != "remove" and key not in skip:
                before = raw.get(str(key))
                raw[str(key)] = (file, tables.merge(before[1], value) if before else value)
    found = {}
    for key, (file, value) in raw.items():
        data = {field: key, **value} if isinstance(value, Mapping) else value
        entry = build(model, data, file, key)
        if check:
            check(entry, file)
        found[key] = entry
    return found


def _entries(file: str, section: str, groups: Any, model: type[P]) -> Iterator[P]:
    """Each phrase of a section as an entry with the attributes of its group, which are checked once a group."""
    if not isinstance(groups, list):
        raise fail(file, section, "is not a list", "write one entry a line, each beginning with '- '")
    for group in groups:
        attributes = {"words": group} if isinstance(group, str) else group
        if not isinstance(attributes, Mapping) or not attributes.get("words"):
            raise fail(file, section, f"entry {group!r} has no words", "write it as text or as {words: [...], ...}")
        words = attributes["words"]
        first: P | None = None
        for phrase in [words] if isinstance(words, str) else words:
            if not isinstance(phrase, str):
                raise fail(file, section, f"word {phrase!r} is not text", "put it in quotes")
            if first is None:
                first = build(model, {**attributes, "section": section, "words": phrase}, file, f"{section}/{phrase}")
            yield first if phrase == first.words else first.model_copy(update={"words": phrase})


def _compiled(file: str, entry: str, words: str, phrase: P | None) -> list[Pattern[P]]:
    pos = phrase.pos if phrase else None
    try:
        return [compile_pattern(choice, phrase, pos) for choice in alternatives(words)]
    except ValueError as error:
        what, _, remedy = str(error).partition("; ")
        raise fail(file, entry, f"pattern {words!r}: {what}", remedy or "see docs/codebook.md, Patterns") from error


class PhraseTable(Generic[P]):
    """The phrases of a table and the lexicon that finds them.

    The same words may stand in several sections only where `shared`; else a file that says them twice is an error, and
    an overlay's file takes them over from the layer below.
    """

    def __init__(
        self, name: str, overlay: Path | None, model: type[P], sections: Iterable[str], shared: bool = False
    ) -> None:
        self.name, self.model, self.sections, self.shared = name, model, frozenset(sections), shared
        self._patterns: dict[tuple[str, ...], list[Pattern[P]]] = {}
        for file, data in tables.layers(name, overlay):
            self._lay(file, mapping(file, data))
        self.entries: tuple[P, ...] = tuple(p[0].entry for p in self._patterns.values() if p[0].entry is not None)
        self.lexicon: Lexicon[P] = Lexicon(chain.from_iterable(self._patterns.values()))

    def _key(self, entry: Phrase) -> tuple[str, ...]:
        own = (entry.words.lower(), entry.pos or "")
        return (*own, entry.section) if self.shared else own

    def _lay(self, file: str, content: Mapping[str, Any]) -> None:
        self._remove(file, removed(file, content))
        for words in removed(file, content, "exclude"):
            self._patterns[("exclude", words.lower())] = _compiled(file, f"exclude {words!r}", words, None)
        seen: dict[tuple[str, ...], str] = {}
        for section, groups in content.items():
            if section in RESERVED:
                continue
            if section not in self.sections:
                raise fail(file, str(section), "is not known", suggest(section, self.sections))
            for entry in _entries(file, section, groups, self.model):
                key = self._key(entry)
                if key in seen:
                    raise fail(file, entry.id, f"is there already under {seen[key]}", "keep one of the two")
                seen[key] = section
                self._patterns[key] = _compiled(file, entry.id, entry.words, entry)

    def _remove(self, file: str, names: list[str]) -> None:
        for name in names:
            hits = [
                k
                for k, (p, *_) in self._patterns.items()
                if (p.entry is None and k == ("exclude", name.removeprefix("exclude/").lower()))
                or (p.entry is not None and (p.entry.id == name or p.entry.id.startswith(f"{name}/")))
            ]
            if not hits:
                known = {p[0].entry.id for p in self._patterns.values() if p[0].entry is not None}
                raise fail(file, "remove", f"no entry {name!r} to remove", suggest(name, known))
            for key in hits:
                del self._patterns[key]
