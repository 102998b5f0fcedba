"""Counts of people harmed, read from raw text: "at least four people were killed, two of them children".

`read(text)` needs no parser and never fails. How a number gets its kind: the sentence is cut into chunks
(`phrases.py`); each harm word then takes its counted words inside its own clause (`clauses.py`). "killed five" takes
the object with what is joined to it by "and"; "five were killed" and "five killed" take the subject; a noun such as
"20 dead" tells its own kind (`totals.py`). The values follow the coding guide (`docs/numbers-and-dates.md`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from tidings.coding.clauses import Link
from tidings.coding.counting import counts as _counts
from tidings.coding.harm import harm
from tidings.coding.phrases import Chunk, Chunker
from tidings.coding.totals import Totals
from tidings.coding.words import Word, grammar, sentences, split

Kind = Literal["killed", "injured", "missing", "displaced", "detained", "abducted", "casualties"]


@dataclass(frozen=True, slots=True)
class TollMention:
    """One count of people: its kind, its ends (None is open) and where it was read.

    `start` and `end` are the offsets of the words of the number (of the noun phrase where there is no number word);
    `harm` those of the word that gave the kind; `who` those of the people counted. `subset` marks a part of another
    count ("two of them children"), `additional` a count on top of one given before ("another five"), `negated` an
    explicit zero. `rule` says how it was read; it holds "weak" where only a word of violence tells the harm ("shot").
    """

    kind: Kind
    min: int | None
    max: int | None
    start: int
    end: int
    harm: tuple[int, int]
    who: tuple[int, int] | None = None
    subset: bool = False
    additional: bool = False
    negated: bool = False
    rule: str = "number"


def read(text: str, *, offset: int = 0, overlay: Path | None = None) -> list[TollMention]:
    """The counts of people harmed in `text`, in order; offsets are moved by `offset`.

    `overlay` is a codebook folder whose `en/` tables are laid over the package's own.
    """
    found: list[TollMention] = []
    for begin, end in sentences(text, overlay):
        words = split(text[begin:end], offset + begin)
        if any(word.low in harm(overlay).triggers for word in words):
            found.extend(_mentions(words, overlay))
    return sorted(found, key=lambda m: (m.start, m.end, m.kind))


def counts(text: str, overlay: Path | None = None) -> list[tuple[int | None, int | None, int, int]]:
    """The numbers of `text` that count people or things: (min, max, start, end), whatever they count."""
    words = split(text)
    return [(q.min, q.max, words[q.begin].start, words[q.end - 1].end) for q in _counts(words, overlay).values()]


def _mentions(words: list[Word], overlay: Path | None) -> list[TollMention]:
    """The counts of one sentence."""
    chunks = Chunker(words, _counts(words, overlay), overlay).chunks()
    found: list[TollMention] = []
    for link in Totals(words, chunks, overlay).link():
        mention = _mention(words, chunks, link, overlay)
        if mention is not None:
            found.append(_same(mention, chunks[link.parts[0]], found))
    return [m for m in found if m.min is not None or m.max is not None]


def _same(mention: TollMention, part: Chunk, before: Sequence[TollMention]) -> TollMention:
    """Give "as many" the number told before it."""
    if part.quantity is None or not part.quantity.same:
        return mention
    told = [m for m in before if m.end <= mention.start and m.kind != mention.kind]
    if not told:
        return replace(mention, min=None, max=None)
    low, high = told[-1].min, told[-1].max
    return replace(mention, min=low, max=None if mention.max is None else high)


def _mention(words: Sequence[Word], chunks: Sequence[Chunk], link: Link, overlay: Path | None) -> TollMention | None:
    """A link of chunks as a mention with its summed number."""
    parts = [chunks[k] for k in link.parts]
    ends = [_ends(part, link.single, overlay) for part in parts]
    if not parts or any(e is None for e in ends):
        return None
    known = [e for e in ends if e is not None]
    low = None if any(a is None for a, _ in known) else sum(a or 0 for a, _ in known)
    high = None if any(b is None for _, b in known) else sum(b or 0 for _, b in known)
    first, last = parts[0], parts[-1]
    number = (
        (first.quantity.begin, first.quantity.end) if first.quantity and len(parts) == 1 else (first.begin, last.end)
    )
    rule = (
        link.rule + ("" if first.quantity else "-named" if first.name else "-bare") + ("-sum" if len(parts) > 1 else "")
    )
    return TollMention(
        kind=link.kind,  # type: ignore[arg-type]
        min=low,
        max=high,
        start=words[number[0]].start,
        end=words[number[1] - 1].end,
        harm=(words[link.harm[0]].start, words[link.harm[1] - 1].end),
        who=(words[first.begin].start, words[last.end - 1].end) if first.head >= 0 else None,
        subset=link.subset,
        additional=bool(first.quantity and first.quantity.additional),
        negated=link.zero,
        rule=rule,
    )


def _ends(part: Chunk, single: bool, overlay: Path | None) -> tuple[int | None, int | None] | None:
    """The ends of one counted phrase: its number, 1 for a singular, 2 and open for a bare plural."""
    if part.quantity is not None:
        return part.quantity.min, part.quantity.max
    if part.type == "pronoun":
        pronouns = {**grammar(overlay).values["object_pronouns"], **grammar(overlay).values["subject_pronouns"]}
        low, high = pronouns.get(part.low, (1, 1))
        return low, high
    if part.det == "those" and part.head < 0:
        return 2, None
    if part.head_low in harm(overlay).words["collective"] and part.det != "a":
        return 2, None
    return (2, None) if part.plural and part.det != "a" and not single else (1, 1)
