"""Joins the counted people of a sentence to the harm verbs that tell what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tidings.coding.harm import HarmTable, harm
from tidings.coding.phrases import Chunk

REACH = 40  # chunks a subject may stand before its verb: keeps the search linear in the sentence
FILL = frozenset(["adv", "be", "have", "modal", "neg"])
CLAUSE_END = frozenset(["be", "have", "verb", "modal"])
SINGULAR = frozenset(["was", "is", "has"])
PLURAL = frozenset(["were", "are", "have"])


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
    """Harm words that act together ("shot and killed"): first and last chunk, kinds, and how they stand in the clause."""

    first: int
    last: int
    kinds: list[str]
    frame: str
    forms: frozenset[str]
    counted: bool = False
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


class Clauses:
    """The links of one sentence between its harm verbs and its people."""

    def __init__(self, chunks: list[Chunk], claimed: set[int]) -> None:
        self.chunks = chunks
        self.h: HarmTable = harm()
        self.subset = self._subsets()
        self.claimed = claimed
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

    # --- what stands where -------------------------------------------------------------------------------------

    def type(self, k: int) -> str:
        """The type of chunk `k`, or "end" outside the sentence."""
        return self.chunks[k].type if 0 <= k < len(self.chunks) else "end"

    def _low(self, k: int) -> str:
        return self.chunks[k].low if 0 <= k < len(self.chunks) else ""

    def _skip(self, k: int, step: int, types: frozenset[str]) -> int:
        while self.type(k) in types:
            k += step
        return k

    def _subsets(self) -> set[int]:
        """Noun phrases told as a part of a count before them: after "including", "two of them", "most members"."""
        found: set[int] = set()
        inside, told, last_cue, last_count = False, False, -1, -1
        for k, chunk in enumerate(self.chunks):
            if chunk.type == "incl":
                inside, told = True, last_cue > last_count
            elif chunk.type in ("cue", "stop", "sub", "be", "verb", "close", "rel") or (told and self._list_ends(k)):
                inside = False
            elif chunk.type == "np" and (inside or self._part_of(k)):
                found.add(k)
            last_cue = k if chunk.type == "cue" else last_cue
            last_count = k if chunk.counted and not inside else last_count
        return found

    def _list_ends(self, k: int) -> bool:
        """As in "(six were killed, including three children), and 14 wounded": the comma ends the parts."""
        return self.type(k) == "comma" and self.type(k + 1) == "conj"

    def _part_of(self, k: int) -> bool:
        """The phrase follows another one as its part: "(11 people,) two of them", "(17 people,) most members"."""
        chunk = self.chunks[k]
        if not any(c.type == "np" for c in self.chunks[max(0, k - 4) : k]):
            return False
        return chunk.partitive or (chunk.det == "most" and self.type(k - 1) in ("np", "comma"))

    # --- harm words --------------------------------------------------------------------------------------------

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
                    last.kinds, weak = [], []
                if not form.weak or weak:
                    last.kinds.append(form.kind)
                last.frame = form.frame
            else:
                found.append(Cue(k, k, [form.kind], form.frame, form.forms, form.counted))
                weak = [form.kind] if form.weak else []
        return found

    def _joined(self, a: int, b: int) -> bool:
        between = [self.type(k) for k in range(a + 1, b)]
        return len(between) <= 4 and all(t in ("conj", "or", "comma", "adv") for t in between)

    def _active(self, cue: Cue) -> bool:
        """The harm word takes an object on its right."""
        if cue.frame == "subject":
            return False
        before = self.type(self._skip(cue.first - 1, -1, frozenset(["adv", "neg"])))
        past = bool(cue.forms & {"past", "participle"})
        if before == "be" and "participle" in cue.forms:
            return False
        return not past or self._object_at(cue.last + 1) is not None

    # --- objects -----------------------------------------------------------------------------------------------

    def _object_at(self, k: int) -> int | None:
        """The noun phrase that begins an object right at chunk `k`, over adverbs."""
        k = self._skip(k, 1, frozenset(["adv"]))
        if self.type(k) == "pronoun" and self._low(k) in ("him", "her", "them", "himself", "herself", "themselves"):
            return k
        return k if self.type(k) == "np" and not self._timelike(k) else None

    def _timelike(self, k: int) -> bool:
        """Not an object but a time: "killed last week", "killed this month"."""
        chunk = self.chunks[k]
        going = chunk.low.endswith("ing") and chunk.low not in self.h.people and not chunk.counted
        return not chunk.counted and (
            going
            or chunk.det in ("this", "that")
            or chunk.low in ("last", "next", "early", "late", "earlier", "near", "due", "outside")
        )

    def people(self, k: int, loose: bool = False) -> bool:
        """The phrase counts people; `loose` also takes a name or an unknown plural."""
        chunk = self.chunks[k]
        if chunk.type != "np" or chunk.person is False:
            return False
        if chunk.counted or chunk.person is True:
            return True
        return (
            loose and chunk.head >= 0 and (chunk.name or (bool(chunk.plural) and not chunk.det) or chunk.det == "poss")
        )

    def objects(self, k: int) -> list[int]:
        """The object at chunk `k` with what is joined to it."""
        first = self._object_at(k)
        if first is None:
            return []
        if self.type(first) == "pronoun":
            return [first]
        if self.people(first, loose=True):
            return self._without_parts([first, *self._joined_phrases(first)])
        owned = self.type(first + 1) == "prep" and self.chunks[first + 1].low == "of" and self.chunks[first].det == "a"
        return [first + 2] if owned and self.type(first + 2) == "np" and self.chunks[first + 2].person else []

    def _joined_phrases(self, first: int) -> list[int]:
        """Noun phrases added to the one at `first`: "two men from A and three women", "a man, his wife and a child"."""
        found: list[int] = []
        commas: list[int] = []
        k, near = first + 1, True
        while k < len(self.chunks):
            kind = self.type(k)
            if kind == "prep" and self.type(k + 1) == "np":
                k, near = k + 2, False
            elif kind == "comma" and self.type(k + 1) == "conj":
                k += 1
            elif kind == "conj" and self._addable(k + 1, near):
                found += [*commas, k + 1]
                commas, k, near = [], k + 2, True
            elif kind == "comma" and self._addable(k + 1, False):
                commas.append(k + 1)
                k, near = k + 2, True
            else:
                break
        return found

    def _addable(self, k: int, near: bool) -> bool:
        """The phrase at `k` can be added to a list of people and begins no clause of its own."""
        if self.type(k) != "np" or k in self.subset or k in self.claimed:
            return False
        chunk = self.chunks[k]
        listed = chunk.counted or chunk.det in ("a", "poss", "the") or (near and self._full_name(k))
        if (
            not listed
            or not self.people(k, loose=chunk.det == "poss" or near)
            or (chunk.kind and (chunk.counted or chunk.head == chunk.kind_at[0]))
        ):
            return False
        after = self._past_post(k + 1)
        return self.type(after) not in CLAUSE_END and not (self.type(after) == "cue" and not self._ing(after))

    def _full_name(self, k: int) -> bool:
        """A name of two words or more, or a person with a title."""
        chunk = self.chunks[k]
        return (
            chunk.end - chunk.begin >= 2
            and not chunk.det
            and not chunk.counted
            and (chunk.name or (chunk.person is True and not chunk.plural))
        )

    def _ing(self, k: int) -> bool:
        form = self.chunks[k].cue
        return form is not None and form.forms == {"ing"}

    def _past_post(self, k: int) -> int:
        """Step over what follows a noun phrase before its verb: prepositional phrases and adverbs."""
        for _ in range(REACH):
            if self.type(k) == "prep" and self.type(k + 1) == "np":
                k += 2
            elif self.type(k) in ("adv", "day"):
                k += 1
            else:
                break
        return k

    # --- subjects ----------------------------------------------------------------------------------------------

    def _subjects(self, cue: Cue) -> list[int]:
        """The people before a passive or intransitive harm word, and those named after it as "along with"."""
        k = self._skip(cue.first - 1, -1, FILL)
        if self.type(k) == "prep" and self._low(k) == "as":
            k = self._skip(k - 1, -1, FILL)
        if self.type(k) in ("conj", "or", "comma") and self.befallen and not self._object_at(cue.last + 1):
            return self._inherit(cue)
        filled = range(k + 1, cue.first)
        if cue.frame == "object" and self._active_gap(filled):
            gap = self._gap_before(k) if self.type(k) == "pronoun" else None
            return [] if gap is None else [gap]
        verbal = any(self.type(j) in ("be", "have") for j in filled) or cue.frame == "subject"
        number = next((self._low(j) for j in filled if self._low(j) in SINGULAR | PLURAL), "")
        best = self._subject_head(k, verbal, number)
        if best is None:
            return []
        parts = [*self.joined_before(best), best, *self._together_after(cue.last + 1)]
        return self._without_parts(parts)

    def _active_gap(self, filled: range) -> bool:
        """As in "the soldiers they had captured": "have" without "been" is no passive."""
        return any(self.type(j) == "have" for j in filled) and not any(self.type(j) == "be" for j in filled)

    def _inherit(self, cue: Cue) -> list[int]:
        """As in "was shot in the chest and killed": the people of the verb before, who are no longer only hurt."""
        if "killed" in cue.kinds:
            self.links = [n for n in self.links if n.parts != self.befallen or n.kind not in ("injured", "missing")]
        return self.befallen

    def _without_parts(self, parts: list[int]) -> list[int]:
        """As in "seven staff, six women and one man, (were killed)": the rest of the list only tells who the first were."""
        values = [self.chunks[k].quantity.value if self.chunks[k].quantity else 1 for k in parts]  # type: ignore[union-attr]
        if len(parts) > 2 and values[0] == sum(values[1:]):
            self.subset.update(parts[1:])
            return parts[:1]
        return parts

    def _subject_head(self, k: int, verbal: bool, number: str) -> int | None:
        """The nearest noun phrase left of chunk `k` that can be the subject of a verb of that number."""
        if self.type(k) == "rel" and self._antecedent(k - 1):
            return k - 1
        for at in range(k, max(-1, k - REACH), -1):
            kind = self.type(at)
            if kind == "np" and self._is_subject(at, at == k, verbal) and self._agrees(at, number):
                return at if verbal or at == k or self.chunks[at].counted or self.chunks[at].det == "a" else None
            if kind == "pronoun" and at == k and self._low(at) in ("he", "she", "they"):
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
        if number not in PLURAL or chunk.counted or chunk.plural or chunk.head_low in self.h.collective:
            return True
        return bool(self.joined_before(k))

    def _gap_before(self, at: int) -> int | None:
        """As in "two people they killed": the object stands before the pronoun."""
        return at - 1 if self.type(at - 1) == "np" and self.people(at - 1) else None

    def _is_subject(self, k: int, near: bool, verbal: bool) -> bool:
        """The phrase at `k` can be what the harm befell."""
        before = self.type(k - 1)
        oblique = before == "prep" and self._low(k - 1) not in ("with", "as")
        if before == "conj" and self.chunks[k].name and self.type(k - 3) == "prep":
            return False  # "(two men working for) A and B were killed"
        if k in self.claimed and not near:
            return False
        if k in self.subset and not (
            near and self.chunks[k].partitive and before not in ("comma", "np", "incl", "dash", "open")
        ):
            return False
        if oblique and not (near and self.chunks[k].counted):
            return False
        return self.people(k, loose=verbal and near)

    def joined_before(self, last: int) -> list[int]:
        """Noun phrases joined in front of the one at `last`: "four soldiers and two militants (are killed)"."""
        found: list[int] = []
        k = last - 1
        while k > 0 and self.type(k) in ("conj", "comma"):
            if self.type(k) == "comma" and not found and self.type(k + 1) != "conj":
                break
            if self.type(k - 1) in ("conj", "comma"):
                k -= 1
                continue
            j = k - 1
            if self.type(j) == "pronoun" and self._low(j) in ("he", "she"):
                found.insert(0, j)
                break
            while j >= 2 and self.type(j) == "np" and self.type(j - 1) == "prep" and self.type(j - 2) == "np":
                j -= 2
            if not self._lists_before(j, k):
                break
            found.insert(0, j)
            if self._low(j) == "whose":
                break
            k = j - 1
        return found

    def _lists_before(self, j: int, k: int) -> bool:
        """The phrase at `j` is a member of the list that goes on at `k`."""
        oblique = self.type(j - 1) == "prep" and not (self._low(j - 1) == "with" and self.chunks[j].counted)
        if self.type(j) != "np" or j in self.claimed or j in self.subset or oblique:
            return False
        chunk = self.chunks[j]
        named = j == k - 1 and self._full_name(j)
        if named and self.type(j - 1) not in ("end", "comma", "sub", "conj", "verb", "stop", "colon"):
            return False
        return (chunk.counted or chunk.det in ("a", "poss", "the") or named) and self.people(j, loose=named)

    def _together_after(self, k: int) -> list[int]:
        """As in "(were killed) in Kobani along with one rebel": people added behind the verb."""
        at = self._past_post(k)
        at += self.type(at) == "comma"
        if self.type(at) == "conj" and self._low(at) == "together" and self._addable(at + 1, True):
            return [at + 1, *self._joined_phrases(at + 1)]
        return []

    # --- links -------------------------------------------------------------------------------------------------

    def _take(self, cue: Cue, parts: list[int], rule: str) -> None:
        """Link the parts to each of the cue's kinds."""
        if not parts:
            return
        first = self.chunks[parts[0]]
        if cue.counted and not (first.counted and first.person):
            return
        at = (self.chunks[cue.last].begin, self.chunks[cue.last].end)
        self.claimed.update(parts)
        many = first.quantity is not None and (first.quantity.min, first.quantity.max) == (2, None)
        loose = first.type == "np" and bool(first.plural) and (many or not first.counted)
        if rule == "object" and not first.counted and self._intended(cue):
            return
        single = rule == "subject" and any(self._low(j) in SINGULAR for j in range(parts[-1] + 1, cue.first))
        outcome = "or" not in cue.joins and (cue.frame == "subject" or any(j in self.h.outcome for j in cue.joins))
        kinds = cue.kinds if loose and "or" not in cue.joins else merged(cue.kinds, outcome=outcome)
        if rule == "subject":
            self.befallen = parts
        for kind in dict.fromkeys(kinds):
            if kind not in ("detained", "displaced") or self._surely_people(first, cue):
                self.links.append(
                    Link(kind, parts, at, rule, subset=parts[0] in self.subset, zero=first.none, single=single)
                )

    def _intended(self, cue: Cue) -> bool:
        """As in "tried to kill him", "will evacuate its citizens": nobody is counted."""
        if not cue.forms & {"base"}:
            return False
        before = self._skip(cue.first - 1, -1, frozenset(["adv"]))
        return self._low(before) in ("to", "will", "would", "can", "could", "should", "must", "help", "not")

    def _surely_people(self, chunk: Chunk, cue: Cue) -> bool:
        """Towns are captured and evacuated too: a name or an unknown noun is not enough."""
        if chunk.counted:
            return True
        if (
            "displaced" in cue.kinds
            and cue.frame == "object"
            and cue.forms != {"participle"}
            and not cue.forms & {"past"}
        ):
            return False  # "evacuating civilians" tells of no number
        if chunk.type == "pronoun" or chunk.person is True:
            return True
        held = self._low(cue.last).startswith(("arrest", "detain", "jail", "imprison"))
        return cue.kinds[0] == "detained" and held and chunk.name
