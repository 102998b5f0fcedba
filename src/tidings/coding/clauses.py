"""Joins the counted people of a sentence to the harm words that tell what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tidings.coding.harm import HarmTable, harm
from tidings.coding.phrases import Chunk

REACH = 40  # chunks a subject may stand before its verb: keeps the search linear in the sentence
SKIPPED = frozenset(["adv", "day", "modal", "mark"])


@dataclass(slots=True)
class Link:
    """People counted together (`parts`, indices of chunks, to be added up) and the harm word (word indices)."""

    kind: str
    parts: list[int]
    harm: tuple[int, int]
    rule: str
    subset: bool = False
    zero: bool = False


@dataclass(slots=True)
class Cue:
    """Harm words that act together ("shot and killed"): first and last chunk, kinds, and how they stand in the clause."""

    first: int
    last: int
    kinds: list[str]
    frame: str
    forms: frozenset[str]
    links: list[str] = field(default_factory=list)


def merged(kinds: Sequence[str]) -> list[str]:
    """Kinds told of the same people: dead and hurt together are casualties ("killed or wounded 30")."""
    kinds = list(dict.fromkeys(kinds))
    if "killed" in kinds and ("injured" in kinds or "missing" in kinds):
        return ["casualties", *(k for k in kinds if k not in ("killed", "injured", "missing"))]
    return kinds


class Clauses:
    """The links of one sentence."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.chunks = chunks
        self.h: HarmTable = harm()
        self.subset = self._subsets()
        self.claimed: set[int] = set()
        self.links: list[Link] = []

    def link(self) -> list[Link]:
        """Every count of people with its kind."""
        cues = self._cues()
        self._own_kinds()
        self._nominals()
        for cue in cues:
            if self._active(cue):
                self._take(cue, self._objects(cue.last + 1, cue), "object")
        for cue in cues:
            if not self._active(cue):
                self._take(cue, self._subjects(cue), "subject")
        return self.links

    # --- what stands where -------------------------------------------------------------------------------------

    def _type(self, k: int) -> str:
        return self.chunks[k].type if 0 <= k < len(self.chunks) else "end"

    def _skip(self, k: int, step: int = 1, types: frozenset[str] = SKIPPED) -> int:
        while self._type(k) in types:
            k += step
        return k

    def _subsets(self) -> set[int]:
        """Noun phrases told as a part of a count before them: after "including", and "two of them"."""
        found: set[int] = set()
        inside = False
        for k, chunk in enumerate(self.chunks):
            if chunk.type == "incl":
                inside = True
            elif chunk.type in ("cue", "stop", "sub", "be", "verb", "close", "rel"):
                inside = False
            elif chunk.type == "np" and (inside or (chunk.partitive and chunk.head < 0 and k)):
                found.add(k)
        return found

    def _cues(self) -> list[Cue]:
        """Harm words grouped: words joined by "and", "or" or a comma with nothing between act together."""
        found: list[Cue] = []
        for k, chunk in enumerate(self.chunks):
            form = chunk.cue
            if chunk.type != "cue" or form is None:
                continue
            last = found[-1] if found else None
            if last and self._joined(last.last, k) and (last.forms & form.forms):
                last.links.extend(c.low for c in self.chunks[last.last + 1 : k])
                last.last = k
                weak = [c.cue.kind for c in self.chunks[last.first : k] if c.cue and c.cue.weak]
                if form.weak:
                    continue
                last.kinds = [kind for kind in last.kinds if kind not in weak] if weak else last.kinds
                last.kinds.append(form.kind)
                last.frame = form.frame if form.frame != last.frame else last.frame
            else:
                found.append(Cue(k, k, [form.kind], form.frame, form.forms))
        return found

    def _joined(self, a: int, b: int) -> bool:
        between = [self._type(k) for k in range(a + 1, b)]
        return len(between) <= 4 and all(t in ("conj", "or", "comma", "adv") for t in between)

    # --- voice -------------------------------------------------------------------------------------------------

    def _active(self, cue: Cue) -> bool:
        """The harm word takes an object on its right."""
        if cue.frame == "subject":
            return False
        before = self._skip(cue.first - 1, -1, frozenset(["adv", "neg"]))
        if self._type(before) == "be" or not cue.forms & {"past", "participle"}:
            return not (self._type(before) == "be" and cue.forms & {"participle"})
        if self._type(before) == "have":
            return self._type(before - 1) != "be" and self._object_at(cue.last + 1) is not None
        return self._object_at(cue.last + 1) is not None

    def _object_at(self, k: int) -> int | None:
        """The noun phrase that begins an object right at chunk `k`, over adverbs."""
        k = self._skip(k, 1, frozenset(["adv"]))
        if self._type(k) == "pronoun" and self.chunks[k].low in (
            "him",
            "her",
            "them",
            "himself",
            "herself",
            "themselves",
        ):
            return k
        return k if self._type(k) == "np" and not self._timelike(k) else None

    def _timelike(self, k: int) -> bool:
        chunk = self.chunks[k]
        return (
            chunk.det in ("this", "that", "the")
            and chunk.low in ("this", "that")
            or chunk.low in ("last", "next", "early", "late", "earlier", "near", "due", "when", "more", "outside")
        )

    # --- taking the counted people -----------------------------------------------------------------------------

    def _countable(self, k: int, loose: bool = False) -> bool:
        """The phrase counts people, or (without a noun) may do so."""
        chunk = self.chunks[k]
        if chunk.type != "np" or chunk.person is False or chunk.none and False:
            return False
        if chunk.quantity is not None:
            return chunk.person is not False
        return chunk.person is True or (chunk.name and loose)

    def _objects(self, k: int, cue: Cue) -> list[int]:
        """The object at chunk `k` with what is joined to it."""
        first = self._object_at(k)
        if first is None:
            return []
        if self._type(first) == "pronoun":
            return [first]
        if not self._countable(first, loose=True):
            return []
        return [first, *self._joined_phrases(first)]

    def _joined_phrases(self, first: int) -> list[int]:
        """Noun phrases added to the one at `first`: "two men from A and three women", "a man, his wife and a child"."""
        found: list[int] = []
        k, pending, commas = first + 1, False, []
        while k < len(self.chunks):
            kind = self._type(k)
            if kind == "prep" and self._type(k + 1) == "np":
                k += 2
                continue
            if kind == "conj" and self._addable(k + 1):
                found += [*commas, k + 1]
                commas = []
                k, pending = k + 2, True
                continue
            if kind == "comma" and self._addable(k + 1) and not self.chunks[k + 1].name:
                commas.append(k + 1)
                k += 2
                continue
            if kind == "comma" and self._type(k + 1) == "conj":
                k += 1
                continue
            break
        return found

    def _addable(self, k: int) -> bool:
        """The phrase at `k` can be added to a list of people and is no clause of its own."""
        if self._type(k) != "np" or k in self.subset or k in self.claimed:
            return False
        chunk = self.chunks[k]
        if not (self._countable(k) and (chunk.quantity or chunk.det in ("a", "poss", "the"))):
            return False
        if chunk.kind and chunk.quantity:
            return False
        after = self._past_post(k + 1)
        return (
            self._type(after) not in ("be", "have", "cue", "verb", "modal", "rel")
            or (self._type(after) == "cue" and self._ing(after))
            or self._purpose(after)
        )

    def _purpose(self, k: int) -> bool:
        return False

    def _ing(self, k: int) -> bool:
        form = self.chunks[k].cue
        return form is not None and form.forms == {"ing"}

    def _past_post(self, k: int) -> int:
        """Step over what follows a noun phrase before its verb: prepositional phrases and adverbs."""
        for _ in range(REACH):
            if self._type(k) == "prep" and self._type(k + 1) == "np":
                k += 2
            elif self._type(k) in ("adv", "day"):
                k += 1
            else:
                break
        return k

    def _subjects(self, cue: Cue) -> list[int]:
        """The people before a passive or intransitive harm word."""
        k = self._skip(cue.first - 1, -1, frozenset(["adv", "be", "have", "modal", "neg"]))
        verbal = k < cue.first - 1 and any(self._type(j) in ("be", "have") for j in range(k + 1, cue.first))
        best = self._subject_head(k, verbal, cue)
        if best is None:
            return []
        return [*self._joined_before(best), best]

    def _subject_head(self, k: int, verbal: bool, cue: Cue) -> int | None:
        """The nearest noun phrase left of chunk `k` that can be the subject."""
        steps, adjacent = 0, k
        while k >= 0 and steps < REACH:
            kind, steps = self._type(k), steps + 1
            if kind == "np":
                oblique = (
                    self._type(k - 1) == "prep"
                    and self.chunks[k - 1].low not in ("with", "as")
                    or self._type(self._skip(k - 1, -1)) == "prep"
                )
                near = k == adjacent
                if (
                    k not in self.subset
                    and self._countable(k, loose=verbal)
                    and (not oblique or near and self.chunks[k].quantity is not None)
                ):
                    if k not in self.claimed or near:
                        return k
            elif kind == "pronoun" and k == adjacent and self.chunks[k].low in ("he", "she", "they"):
                return k
            elif kind in ("stop", "sub", "colon"):
                return None
            elif kind == "cue":
                if not self._object_at(k + 1) is None and not verbal:
                    return None
                if not self._ing(k) and any(self._type(j) == "np" for j in range(k + 1, adjacent + 1)) and False:
                    return None
            k -= 1
        return None

    def _joined_before(self, last: int) -> list[int]:
        """Noun phrases joined in front of the one at `last`: "four soldiers and two militants (are killed)"."""
        found: list[int] = []
        k = last - 1
        while k > 0:
            low = self.chunks[k].low
            if self._type(k) in ("conj", "comma") and self._type(k - 1) in ("conj", "comma"):
                k -= 1
                continue
            if self._type(k) not in ("conj", "comma") or (self._type(k) == "comma" and not found and low == ","):
                break
            j = k - 1
            while self._type(j) == "np" and self._type(j - 1) == "prep" and j > 2 and self._type(j - 2) == "np":
                j -= 2
            if self._type(j) != "np" or j in self.claimed or j in self.subset or not self._countable(j):
                break
            chunk = self.chunks[j]
            if not (chunk.quantity or chunk.det in ("a", "poss", "the")) or self._type(j - 1) == "prep":
                break
            found.insert(0, j)
            k = j - 1
        return found

    # --- links -------------------------------------------------------------------------------------------------

    def _take(self, cue: Cue, parts: list[int], rule: str) -> None:
        """Link the parts to each of the cue's kinds."""
        if not parts:
            return
        at = (self.chunks[cue.last].begin, self.chunks[cue.last].end)
        self.claimed.update(parts)
        for kind in merged(cue.kinds):
            if kind in ("detained", "displaced") and not self._surely_people(parts, cue):
                continue
            self.links.append(Link(kind, parts, at, rule, subset=parts[0] in self.subset))

    def _surely_people(self, parts: list[int], cue: Cue) -> bool:
        """Towns are captured and evacuated too: a name or an unknown noun is not enough."""
        chunk = self.chunks[parts[0]]
        return (
            chunk.type == "pronoun"
            or chunk.person is True
            or chunk.quantity is not None
            or cue.kinds[0] == "detained"
            and chunk.name
            and self.chunks[cue.last].low.startswith(("arrest", "detain", "jail", "imprison"))
        )

    def _own_kinds(self) -> None:
        """Phrases that tell their kind themselves: "20 dead", "no casualties", "dozens of fatalities and injuries"."""
        for k, chunk in enumerate(self.chunks):
            if chunk.type != "np" or chunk.kind is None or chunk.quantity is None:
                continue
            self.claimed.add(k)
            kinds = [chunk.kind]
            j = k + 1
            while (
                self._type(j) in ("conj", "or", "comma")
                and self._type(j + 1) == "np"
                and self.chunks[j + 1].kind
                and self.chunks[j + 1].quantity is None
                and not self.chunks[j + 1].det
            ):
                kinds.append(self.chunks[j + 1].kind or "")
                j += 2
            if (
                j == k + 1
                and self._type(j) in ("conj", "or")
                and self._type(j + 1) == "cue"
                and self._object_at(j + 2) is None
                and self.chunks[j + 1].cue
            ):
                kinds = merged([*kinds, self.chunks[j + 1].cue.kind])  # type: ignore[union-attr]
            for kind in dict.fromkeys(kinds):
                for each in ("killed", "injured") if chunk.none and kind == "casualties" else (kind,):
                    self.links.append(Link(each, [k], chunk.kind_at, "noun", k in self.subset, zero=chunk.none))

    def _nominals(self) -> None:
        """ "the death of a soldier", "the arrest of 12 suspects"."""
        for k, chunk in enumerate(self.chunks):
            if chunk.type not in ("np", "cue") or self._type(k + 1) != "prep" or self.chunks[k + 1].low != "of":
                continue
            word = chunk.low if chunk.type == "cue" else ""
            kind = self._nominal_kind(chunk)
            if kind is None or (chunk.quantity is not None and chunk.kind):
                continue
            del word
            parts = self._objects(k + 2, Cue(k, k, [kind], "object", frozenset()))
            if parts:
                self.claimed.update(parts)
                self.links.append(Link(kind, parts, (chunk.begin, chunk.end), "nominal", parts[0] in self.subset))

    def _nominal_kind(self, chunk: Chunk) -> str | None:
        low = self.words_low(chunk)
        return self.h.nominal.get(low)

    def words_low(self, chunk: Chunk) -> str:
        """The head word of a chunk."""
        return chunk.head_low or chunk.low
