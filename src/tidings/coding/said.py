"""Attributions as a result of their own: character ranges, and who the source is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tidings.coding.attribution import Attribution, Mode, Range, mode
from tidings.coding.references import References

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from tidings.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Said:
    """Who says what: character ranges (code points, end exclusive) of source, cue and content.

    `name` is the source in the report's words, resolved where words stand for another name; null without a source.
    `kind` and `party` are those of a claim's source. A content in two pieces has two ranges.
    """

    source: list[Range]
    cue: list[Range]
    content: list[Range]
    name: str | None
    kind: str | None
    party: str | None
    mode: Mode
    score: float

    def record(self) -> dict[str, Any]:
        """As JSON."""
        ranges = {k: [list(r) for r in getattr(self, k)] for k in ("source", "cue", "content")}
        rest = {k: getattr(self, k) for k in ("name", "kind", "party", "mode")}
        return {**ranges, **rest, "score": round(self.score, 3)}


def said(doc: "Doc", found: list[Attribution], codebook: "Codebook") -> list[Said]:
    """The attributions of one text, named and classified."""
    references = References(doc)
    results = []
    for one in found:
        name = kind = party = None
        if one.source:
            start, end = one.source[0]
            name = references.name(start, end) or doc[start:end].text
            kind, party, _ = codebook.classify_source(name)
        source, cue, content = (_characters(doc, r) for r in (one.source, (one.cue,), one.content))
        results.append(Said(source, cue, content, name, kind, party, mode(doc, one), one.score))
    return results


def _characters(doc: "Doc", ranges: tuple[Range, ...]) -> list[Range]:
    return [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in ranges]
