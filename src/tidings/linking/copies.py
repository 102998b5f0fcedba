"""Which reports are copies of one text, and which are an agency's under another publisher's name.

Ten papers that print one wire report are one source. A report's `Signature` can be stored: two near-duplicates share at
least one of its `bands`, so a ledger finds the copies of a new report by looking those up.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from tidings.claim import Report
from tidings.codebook.tables import table

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = ["Signature", "agency", "agency_name", "agency_of", "alike", "canonical", "group", "signature"]

_PERMUTATIONS, _ROWS = 64, 4
_SHINGLE = 3
_ALIKE = 0.6
"""Share of three-word runs two texts have in common, from which they are one text."""
_SHORTEST = 8
"""A text of fewer words is only ever a copy of the very same words."""
_WORD = re.compile(r"\w+")
_HEAD, _TAIL = 200, 200


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of a report's text: hex of a minhash, keys to look copies up by, number of words, agency named."""

    hashes: str
    bands: tuple[str, ...]
    words: int
    agency: str | None = None


def signature(report: Report) -> Signature:
    """The signature of a report's text; the title does not count."""
    words = [w.lower() for w in _WORD.findall(report.text)]
    runs = {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}
    if len(words) < _SHORTEST:
        runs = {"= " + " ".join(words)}
    sketch = _empty().copy()
    sketch.update_batch([r.encode() for r in sorted(runs)])
    values = np.asarray(sketch.hashvalues, dtype=np.uint32)
    hashes = values.tobytes().hex()
    step = _ROWS * 8
    bands = tuple(f"{n:x}.{hashes[n * step : (n + 1) * step]}" for n in range(_PERMUTATIONS // _ROWS))
    return Signature(hashes, bands if words else (), len(words), agency(report))


@cache
def _empty() -> "MinHash":
    """A minhash of nothing: its permutations are made once."""
    from datasketch import MinHash  # slow to import, and only needed where reports come in

    return MinHash(num_perm=_PERMUTATIONS, seed=1)


def alike(a: Signature, b: Signature) -> bool:
    """Whether two reports are copies of one text."""
    if not a.words or not b.words:
        return False
    mine, theirs = (np.frombuffer(bytes.fromhex(s.hashes), dtype=np.uint32) for s in (a, b))
    return float(np.mean(mine == theirs)) >= _ALIKE


def canonical(reports: Iterable[Report]) -> Report:
    """The one among copies that stands for all: published first, then the agency's own, then the lowest id."""
    return min(reports, key=lambda r: (r.day is None, r.day.toordinal() if r.day else 0, _own(r), r.id))


def group(reports: Iterable[Report]) -> dict[str, str]:
    """For each report's id the id of the report that stands for it and its copies."""
    listed = {r.id: r for r in reports}
    texts: defaultdict[str, list[str]] = defaultdict(list)
    signatures: dict[str, Signature] = {}
    for i, report in sorted(listed.items()):
        sign = signature(report)
        name = sign.hashes if sign.words else i
        texts[name].append(i)
        signatures[name] = sign
    families: defaultdict[str, list[Report]] = defaultdict(list)
    for name, top in _families(signatures).items():
        families[top] += [listed[i] for i in texts[name]]
    return {r.id: canonical(family).id for family in families.values() for r in family}


def _families(signatures: Mapping[str, Signature]) -> dict[str, str]:
    """Signatures joined to those they are copies of, and these to theirs: a name for each family."""
    root = {n: n for n in signatures}
    shared: defaultdict[str, list[str]] = defaultdict(list)

    def top(x: str) -> str:
        while root[x] != x:
            root[x] = root[root[x]]
            x = root[x]
        return x

    for name, sign in sorted(signatures.items()):
        for other in sorted({o for band in sign.bands for o in shared[band]}):
            if top(name) != top(other) and alike(sign, signatures[other]):
                low, high = sorted((top(name), top(other)))
                root[high] = low
        for band in sign.bands:
            shared[band].append(name)
    return {n: top(n) for n in signatures}


def agency(report: Report) -> str | None:
    """The agency a report is credited to, by its publisher's name or a credit line: "AFP via X" is "afp"."""
    publisher = report.publisher or ""
    places = (
        ("publisher", publisher),
        ("head", report.text[:_HEAD]),
        ("tail", report.text.rstrip()[-_TAIL:]),
    )
    for where, words in places:
        match = _credits()[where].search(words)
        if match:
            return _names()[match[match.lastgroup or 0]]
    return None


def _own(report: Report) -> bool:
    """False, which sorts first, where the agency itself publishes it."""
    found = agency(report)
    return found is None or _names().get((report.publisher or "").strip()) != found


@cache
def _names() -> dict[str, str]:
    """Each name of an agency and its id."""
    return {n: i for i, a in table("agencies")["agencies"].items() for n in [a["name"], *a["aliases"]]}


@cache
def _credits() -> dict[str, re.Pattern[str]]:
    """One pattern for each place a credit may stand in; its last group is the agency's name."""
    names = "|".join(re.escape(n) for n in sorted(_names(), key=len, reverse=True))
    found = {}
    for where, forms in table("agencies")["credits"].items():
        parts = []
        for n, form in enumerate(forms):
            anchored = f"^{form}$" if where == "publisher" and form == "{agency}" else form
            parts.append(anchored.replace("{agency}", rf"(?P<a{n}>(?<!\w)(?:{names})(?!\w))"))
        found[where] = re.compile("|".join(parts), re.MULTILINE)
    return found


def agency_of(name: str) -> str | None:
    """The agency of this name, if it is one: "Agence France-Presse" is "afp"."""
    return _names().get(name.strip().removeprefix("the ").removeprefix("The "))


@cache
def agency_name(code: str) -> str:
    """An agency's full name."""
    entry = table("agencies")["agencies"].get(code)
    return str(entry["name"]) if entry else code
