"""Joins the counted people of a sentence to the harm verbs that tell what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tidings.coding.people import REACH, People
from tidings.coding.phrases import Chunk

FILL = frozenset(["adv", "be", "have", "modal", "neg"])


@dataclass(slots=True)
class Link:
    """People counted together (`parts`, indices of chunks, to be added up) and the harm word (word indices)."""

    kind: str
    parts: list[int]
    harm: tuple[int, int]
    rule: str
    subset: bool = False
    zero: bool = False
    single: bool = False  # the verb is singular: "the leader of the forces was killed"


@dataclass(slots=True)
class Cue:
    """Harm words that act together ("shot and killed"): first and last chunk, kinds, and their place in the clause."""

    first: int
    last: int
    kinds: list[str]
    frame: str
    forms: frozenset[str]
    counted: bool = False
    weak: bool = False
    joins: list[str] = field(default_factory=list)


def merged(kinds: Sequence[str], *, outcome: bool = False) -> list[str]:
    """Kinds told of the same people: dead and hurt together are casualties ("killed or wounded 30").

    With `outcome` the later kind is what became of the hurt ("injured and later died"): they are dead.
    """
    kinds = list(dict.fromkeys(kinds))
    if "killed" in kinds and outcome and kinds.index("killed") > 0:
        return [k for k in kinds if k not in ("injured", "missing")]
    if "killed" in kinds and ("injured" in kinds or "missing" in kinds):
        return ["casualties", *(k for k in kinds if k not in ("killed", "injured", "missing"))]
    return kinds


class Clauses(People):
    """The links of one sentence between its harm verbs and its people."""

    def __init__(self, chunks: list[Chunk], claimed: set[int], overlay: Path | None = None) -> None:
        super().__init__(chunks, claimed, overlay)
        self.links: list[Link] = []
        self.befallen: list[int] = []  # the people of the last passive verb: "was kidnapped and later killed"

    def link(self) -> list[Link]:
        """Every count of people with the kind that a verb gives it: objects first, then subjects."""
        cues = [cue for cue in self._cues() if cue.first not in self.claimed]
        for cue in cues:
            if self._active(cue):
                self._take(cue, self.objects(cue.last + 1), "object")
        for cue in cues:
            if not self._active(cue):
                self._take(cue, self._subjects(cue), "subject")
        return self.links

    def _cues(self) -> list[Cue]:
        """Harm words grouped: words joined by "and", "or" or a comma with nothing between act together."""
        found: list[Cue] = []
        weak: list[str] = []
        for k, chunk in enumerate(self.chunks):
            form = chunk.cue
            if chunk.type != "cue" or form is None:
                continue
            last = found[-1] if found else None
            if last and self._joined(last.last, k) and (last.forms & form.forms or last.frame != form.frame):
                last.joins.extend(c.low for c in self.chunks[last.last + 1 : k])
                last.last = k
                if weak and not form.weak:
                    last.kinds, last.weak, weak = [], False, []
                if not form.weak or weak:
                    last.kinds.append(form.kind)
                last.frame, last.counted = form.frame, last.counted or form.counted
            else:
                found.append(Cue(k, k, [form.kind], form.frame, form.forms, form.counted, form.weak))
                weak = [form.kind] if form.weak else []
        return found

    def _joined(self, a: int, b: int) -> bool:
        between = [self.type(k) for k in range(a + 1, b)]
        return len(between) <= 4 and all(t in ("conj", "or", "comma", "adv") for t in between)

    def _active(self, cue: Cue) -> bool:
        """The harm word takes an object on its right."""
        if cue.frame == "subject":
            return False
        before = self.type(self.skip(cue.first - 1, -1, frozenset(["adv", "neg"])))
        past = bool(cue.forms & {"past", "participle"})
        if before == "be" and "participle" in cue.forms:
            return False
        return not past or self._object_at(cue.last + 1) is not None

    def _object_at(self, k: int) -> int | None:
        """The noun phrase that begins an object right at chunk `k`, over adverbs."""
        k = self.skip(k, 1, frozenset(["adv"]))
        if self.type(k) == "pronoun" and self.low(k) in self.g["object_pronouns"]:
            return k
        return k if self.type(k) == "np" and not self._timelike(k) else None

    def _timelike(self, k: int) -> bool:
        """Not an object but a time: "killed last week", "killed this month"."""
        chunk = self.chunks[k]
        going = chunk.low.endswith(tuple(self.g["gerund_endings"])) and chunk.low not in self.h.words["people"]
        ahead = chunk.det == "near" or chunk.low in self.g["not_object"]
        return not chunk.counted and (ahead or going)

    def objects(self, k: int) -> list[int]:
        """The object at chunk `k` with what is joined to it."""
        first = self._object_at(k)
        if first is None:
            return []
        if self.type(first) == "pronoun":
            return [first]
        if self.people(first, loose=True):
            return self.without_parts([first, *self.joined_after(first)])
        owned = self.type(first + 1) == "prep" and self.low(first + 1) in self.g["of"] and self.chunks[first].det == "a"
        return [first + 2] if owned and self.type(first + 2) == "np" and self.chunks[first + 2].person else []

    def _subjects(self, cue: Cue) -> list[int]:
        """The people before a passive or intransitive harm word, and those named after it as "along with"."""
        k = self.skip(cue.first - 1, -1, FILL)
        if self.type(k) == "prep" and self.low(k) in self.g["as"]:
            k = self.skip(k - 1, -1, FILL)
        if self.type(k) in ("conj", "or", "comma") and self.befallen and not self._object_at(cue.last + 1):
            return self._inherit(cue)
        filled = range(k + 1, cue.first)
        if cue.frame == "object" and self._active_gap(filled):
            gap = self._gap_before(k) if self.type(k) == "pronoun" else None
            return [] if gap is None else [gap]
        verbal = any(self.type(j) in ("be", "have") for j in filled) or cue.frame == "subject"
        number = next(
            (self.low(j) for j in filled if self.low(j) in self.g["singular_verbs"] | self.g["plural_verbs"]), ""
        )
        best = self._subject_head(k, verbal, number)
        if best is None:
            return []
        alone = number in self.g["singular_verbs"] and not self.chunks[best].counted
        parts = [*([] if alone else self.joined_before(best)), best, *self.together_after(cue.last + 1)]
        return self.without_parts(parts)

    def _active_gap(self, filled: range) -> bool:
        """As in "the soldiers they had captured": "have" without "been" is no passive."""
        return any(self.type(j) == "have" for j in filled) and not any(self.type(j) == "be" for j in filled)

    def _inherit(self, cue: Cue) -> list[int]:
        """As in "was shot in the chest and killed": the people of the verb before, who are no longer only hurt."""
        if "killed" in cue.kinds:
            self.links = [n for n in self.links if n.parts != self.befallen or n.kind not in ("injured", "missing")]
        return self.befallen

    def _subject_head(self, k: int, verbal: bool, number: str) -> int | None:
        """The nearest noun phrase left of chunk `k` that can be the subject of a verb of that number."""
        if self.type(k) == "rel" and self._antecedent(k - 1):
            return k - 1
        for at in range(k, max(-1, k - REACH), -1):
            kind = self.type(at)
            if kind == "np" and self._is_subject(at, at == k, verbal) and self._agrees(at, number):
                sure = self.chunks[at].counted or self.chunks[at].det == "a" or at == k - 2
                return at if verbal or at == k or sure else None
            if kind == "pronoun" and at == k and self.low(at) in self.g["subject_pronouns"]:
                return self._gap_before(at) if not verbal else at
            if kind in ("stop", "sub", "colon") or (
                kind == "cue" and not verbal and self._object_at(at + 1) is not None
            ):
                return None
        return None

    def _antecedent(self, k: int) -> bool:
        """What "who" stands for: people, or "those"."""
        chunk = self.chunks[k] if self.type(k) == "np" else None
        return chunk is not None and (chunk.person is True or (chunk.det == "those" and chunk.head < 0))

    def _agrees(self, k: int, number: str) -> bool:
        """A lone singular is not the subject of "were"."""
        chunk = self.chunks[k]
        if (
            number not in self.g["plural_verbs"]
            or chunk.counted
            or chunk.plural
            or chunk.head_low in self.h.words["collective"]
        ):
            return True
        return bool(self.joined_before(k))

    def _gap_before(self, at: int) -> int | None:
        """As in "two people they killed": the object stands before the pronoun."""
        return at - 1 if self.type(at - 1) == "np" and self.people(at - 1) else None

    def _is_subject(self, k: int, near: bool, verbal: bool) -> bool:
        """The phrase at `k` can be what the harm befell."""
        before = self.type(k - 1)
        oblique = before == "prep" and self.low(k - 1) not in self.g["with"] | self.g["as"]
        if before == "conj" and self.chunks[k].name and self.type(k - 3) == "prep":
            return False  # "(two men working for) A and B were killed"
        if k in self.claimed and not near:
            return False
        if self.type(k - 2) == "np" and self.chunks[k].head < 0 and self.low(k - 1) in self.g["of"]:
            return self.chunks[k - 2].head_low in self.h.words["collective"]  # "a family of five", "a mother of two"
        if k in self.subset and not (
            near and self.chunks[k].partitive and before not in ("comma", "np", "incl", "dash", "open")
        ):
            return False
        if oblique and not (near and self.chunks[k].counted):
            return False
        return self.people(k, loose=verbal and near)

    def _take(self, cue: Cue, parts: list[int], rule: str) -> None:
        """Link the parts to each of the cue's kinds."""
        if not parts:
            return
        first = self.chunks[parts[0]]
        if cue.counted and not (first.counted and first.person):
            return
        self.claimed.update(parts)
        if rule == "object" and not first.counted and self._intended(cue):
            return
        between = range(parts[-1] + 1, cue.first)
        single = rule == "subject" and any(self.low(j) in self.g["singular_verbs"] for j in between)
        if rule == "subject":
            self.befallen = parts
        rule += "-weak" if cue.weak else ""
        at = (self.chunks[cue.last].begin, self.chunks[cue.last].end)
        part = parts[0] in self.subset
        for kind in self._kinds(cue, first):
            if kind not in ("detained", "displaced") or self._surely_people(first, cue):
                self.links.append(Link(kind, parts, at, rule, subset=part, zero=first.none, single=single))

    def _kinds(self, cue: Cue, first: Chunk) -> list[str]:
        """The kinds of the cue's people: loose plurals told dead and hurt are both, counted ones are casualties."""
        either = any(j in self.g["disjunctions"] for j in cue.joins)
        many = first.quantity is not None and (first.quantity.min, first.quantity.max) == (2, None)
        if first.type == "np" and first.plural and (many or not first.counted) and not either:
            return list(dict.fromkeys(cue.kinds))
        later = cue.frame == "subject" or any(j in self.h.words["outcome"] for j in cue.joins)
        return merged(cue.kinds, outcome=later and not either)

    def _intended(self, cue: Cue) -> bool:
        """As in "tried to kill him", "will evacuate its citizens": nobody is counted."""
        if not cue.forms & {"base"}:
            return False
        before = self.skip(cue.first - 1, -1, frozenset(["adv"]))
        return self.low(before) in self.g["intended"]

    def _surely_people(self, chunk: Chunk, cue: Cue) -> bool:
        """Towns are captured and evacuated too: a name or an unknown noun is not enough."""
        if chunk.counted:
            return True
        if "displaced" in cue.kinds and cue.frame == "object" and not cue.forms & {"past", "participle"}:
            return False  # "evacuating civilians" tells of no number
        if chunk.type == "pronoun" or chunk.person is True:
            return True
        return cue.kinds[0] == "detained" and chunk.name and self.low(cue.last) in self.h.words["holding"]
