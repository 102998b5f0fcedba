"""The people of a sentence: which phrases count them, which are parts of another count, which are joined into one."""

from pathlib import Path

from tidings.coding.harm import HarmTable, harm
from tidings.coding.phrases import Chunk
from tidings.coding.words import Lexicon, grammar

REACH = 40  # chunks looked over at most: keeps every search linear in the sentence
CLAUSE_END = frozenset(["be", "have", "verb", "modal"])


class People:
    """The phrases of one sentence that count people. `claimed` are those that already have a kind."""

    def __init__(self, chunks: list[Chunk], claimed: set[int], overlay: Path | None = None) -> None:
        self.chunks = chunks
        self.h: HarmTable = harm(overlay)
        self.g: Lexicon = grammar(overlay)
        self.claimed = claimed
        self.subset = self._subsets()

    def type(self, k: int) -> str:
        """The type of chunk `k`, or "end" outside the sentence."""
        return self.chunks[k].type if 0 <= k < len(self.chunks) else "end"

    def low(self, k: int) -> str:
        """The first word of chunk `k`, or nothing outside the sentence."""
        return self.chunks[k].low if 0 <= k < len(self.chunks) else ""

    def skip(self, k: int, step: int, types: frozenset[str]) -> int:
        """The next chunk from `k` on whose type is not among `types`; `step` is 1 or -1."""
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
        if chunk.partitive:
            return True
        loose = chunk.quantity is not None and chunk.quantity.rule in ("vague", "group") and chunk.head < 0
        led = self.type(k + 1) not in ("cue", "be", "have", "verb")
        return self.type(k - 1) in ("np", "comma") and (chunk.det == "most" or (loose and led))

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

    def joined_after(self, first: int) -> list[int]:
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
        listed = chunk.counted or chunk.det in ("a", "poss", "definite") or (near and self._full_name(k))
        if (
            not listed
            or not self.people(k, loose=chunk.det == "poss" or near)
            or (chunk.kind and (chunk.counted or chunk.head == chunk.kind_at[0]))
        ):
            return False
        after = self.past_post(k + 1)
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

    def past_post(self, k: int) -> int:
        """Step over what follows a noun phrase before its verb: prepositional phrases and adverbs."""
        for _ in range(REACH):
            if self.type(k) == "prep" and self.type(k + 1) == "np":
                k += 2
            elif self.type(k) in ("adv", "day"):
                k += 1
            else:
                break
        return k

    def without_parts(self, parts: list[int]) -> list[int]:
        """As in "seven staff, six women and one man, (were killed)": the rest tells who the first were."""
        numbers = [self.chunks[k].quantity for k in parts]
        values = [1 if number is None else number.value for number in numbers]
        parts = [k for k in parts if k == parts[0] or not self._apposed(k)]
        if len(parts) > 2 and values[0] == sum(values[1:]):
            self.subset.update(parts[1:])
            return parts[:1]
        return parts

    def joined_before(self, last: int) -> list[int]:
        """Noun phrases joined in front of the one at `last`: "four soldiers and two militants (are killed)"."""
        found: list[int] = []
        k = last - 1
        while k > 0 and self.type(k) in ("conj", "comma"):
            if self.type(k) == "comma" and not found and self.type(k + 1) != "conj" and not self._headline(k):
                break
            if self.type(k - 1) in ("conj", "comma"):
                k -= 1
                continue
            j = k - 1
            if self.type(j) == "pronoun" and self._one_person(j):
                found.insert(0, j)
                break
            while j >= 2 and self.type(j) == "np" and self.type(j - 1) == "prep" and self.type(j - 2) == "np":
                j -= 2
            if not self._lists_before(j, k):
                break
            found.insert(0, j)
            if self.low(j) in self.g["relative_possessive"]:
                break
            k = j - 1
        return found

    def _apposed(self, k: int) -> bool:
        """As in "(Oren Vast), a commander, (and two others)": it only says who the name is."""
        chunk = self.chunks[k]
        if chunk.counted or chunk.plural or chunk.det not in ("a", "definite") or self.type(k - 1) != "comma":
            return False
        return self.type(k - 2) == "np" and self.chunks[k - 2].name

    def _headline(self, k: int) -> bool:
        """As in "ten soldiers, 3 policemen (killed)": counted people on both sides of a comma."""
        before, after = (self.chunks[j] if self.type(j) == "np" else None for j in (k - 1, k + 1))
        if before is None or after is None or not (before.counted and after.counted):
            return False
        return before.person is True and before.kind is None and self.type(k - 2) not in ("prep", "cue")

    def _one_person(self, k: int) -> bool:
        """The pronoun stands for one person."""
        return bool(self.g.values["subject_pronouns"].get(self.low(k), [0])[0] == 1)

    def _lists_before(self, j: int, k: int) -> bool:
        """The phrase at `j` is a member of the list that goes on at `k`."""
        oblique = self.type(j - 1) == "prep" and not (self.low(j - 1) in self.g["with"] and self.chunks[j].counted)
        if self.type(j) != "np" or j in self.claimed or j in self.subset or oblique:
            return False
        chunk = self.chunks[j]
        named = j == k - 1 and self._full_name(j)
        if named and self.type(j - 1) not in ("end", "comma", "sub", "conj", "verb", "stop", "colon"):
            return False
        return (chunk.counted or chunk.det in ("a", "poss", "definite") or named) and self.people(j, loose=named)

    def together_after(self, k: int) -> list[int]:
        """As in "(were killed) in Kobani along with one rebel": people added behind the verb."""
        at = self.past_post(k)
        at += self.type(at) == "comma"
        if self.type(at) == "conj" and self.low(at) == "together" and self._addable(at + 1, True):
            return [at + 1, *self.joined_after(at + 1)]
        return []
