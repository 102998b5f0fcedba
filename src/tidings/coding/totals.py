"""Counts of people that no verb gives: "20 dead", "the death toll rose to 64", "the death of a soldier"."""

from bisect import bisect_left
from dataclasses import replace
from pathlib import Path

from tidings.coding.clauses import Clauses, Link, merged
from tidings.coding.harm import HarmTable, harm
from tidings.coding.numbers import Quantity
from tidings.coding.phrases import Chunk
from tidings.coding.words import Lexicon, Word, grammar

WINDOW = 28  # words between "death toll" and its number


class Totals:
    """The links of one sentence that nouns give."""

    def __init__(self, words: list[Word], chunks: list[Chunk], overlay: Path | None = None) -> None:
        self.words = words
        self.chunks = chunks
        self.h: HarmTable = harm(overlay)
        self.g: Lexicon = grammar(overlay)
        self.claimed: set[int] = set()
        self.clauses = Clauses(chunks, self.claimed, overlay)
        self.links: list[Link] = []

    def link(self) -> list[Link]:
        """All links of the sentence, those of its verbs included."""
        self._no_reports()
        self._tolls()
        self._among()
        self._own_kinds()
        self._nominals()
        self.links += self.clauses.link()
        self._owned()
        self._bare()
        self._parts()
        whole = {link.kind for link in self.links if not link.subset}
        for link in self.links:  # a part whose whole is not told here is a count like any other
            link.subset = link.subset and (link.kind in whole or link.rule == "noun")
        return self.links

    def _type(self, k: int) -> str:
        return self.clauses.type(k)

    # --- running totals ----------------------------------------------------------------------------------------

    def _tolls(self) -> None:
        """As in "the death toll rose to 64", "the number of wounded stands at 12", "bringing the total to 20"."""
        last_kind = None
        for k, chunk in enumerate(self.chunks):
            if chunk.type == "cue" and chunk.cue:
                last_kind = chunk.cue.kind
            if chunk.type != "np" or chunk.counted:
                last_kind = chunk.kind or last_kind
                continue
            told = self._toll_kind(k, last_kind)
            if told is None:
                continue
            kind, start, at = told
            number = self._toll_number(start)
            if number is not None:
                self._reached(self.chunks[number])
                self.claimed.update([number, *range(k, start)])
                self.links.append(Link(kind, [number], at, "toll"))

    def _toll_kind(self, k: int, last: str | None) -> tuple[str, int, tuple[int, int]] | None:
        """(kind, chunk behind the toll's words, its words) where chunk `k` is a toll."""
        chunk = self.chunks[k]
        for i in range(chunk.begin, chunk.end):
            if found := self.h.tolls.at(self.words, i):
                return found[1], k + 1, (i, i + found[0])
        if not any(w.low in self.h.words["totals"] for w in self.words[chunk.begin : chunk.end]):
            return None
        for j in range(k, min(k + 6, len(self.chunks))):
            other = self.chunks[j]
            if other.counted or other.type in ("stop", "comma"):
                break
            if other.type == "cue" and other.cue:
                return other.cue.kind, j + 1, (other.begin, other.end)
            if other.kind:
                return other.kind, j + 1, other.kind_at
        brought = k > 0 and self.words[self.chunks[k - 1].begin].low in self.h.words["bringing"]
        return (last, k + 1, (chunk.begin, chunk.end)) if last and brought else None

    def _toll_number(self, k: int) -> int | None:
        """The number of a toll told before chunk `k`: behind "to", "at", "is"; not "by 5" nor "from 5"."""
        limit = self.chunks[k].begin + WINDOW if k < len(self.chunks) else 0
        while k < len(self.chunks) and self.chunks[k].begin < limit:
            chunk = self.chunks[k]
            if chunk.type in ("stop", "cue", "sub"):
                return None
            if chunk.counted and k not in self.claimed and self._is_total(k):
                return k
            k += 1
        return None

    def _is_total(self, k: int) -> bool:
        """The number at chunk `k` is what the toll came to, and tells no kind of its own."""
        chunk = self.chunks[k]
        before = self.words[chunk.begin - 1].low if chunk.begin else ""
        some_of = (
            chunk.quantity is not None and self.words[min(chunk.quantity.end, len(self.words) - 1)].low in self.g["of"]
        )
        if chunk.person is False or chunk.kind or some_of or self._type(k + 1) == "cue":
            return False
        vague = chunk.quantity is not None and chunk.quantity.rule in ("vague", "group", "another")
        if vague:
            return before in self.h.words["toll_reached"]
        linked = before in self.h.words["toll_links"] and before not in self.h.words["toll_not"]
        return linked or (self._bounded(chunk) and before not in self.h.words["toll_not"])

    def _reached(self, chunk: Chunk) -> None:
        """Take the 8 of "from 5 to 8"."""
        q = chunk.quantity
        if q and q.rule == "range" and self.words[q.begin].low in self.h.words["toll_not"]:
            chunk.quantity = replace(q, min=q.max)

    def _bounded(self, chunk: Chunk) -> bool:
        q = chunk.quantity
        return q is not None and q.begin < q.core[0]

    # --- nouns of harm -----------------------------------------------------------------------------------------

    def _own_kinds(self) -> None:
        """Phrases that tell their kind themselves: "20 dead", "no casualties", "dozens of fatalities and injuries"."""
        for k, chunk in enumerate(self.chunks):
            if chunk.type != "np" or chunk.kind is None or not chunk.counted or k in self.claimed:
                continue
            if chunk.det == "definite" and self._suffers(k + 1):
                continue
            self.claimed.add(k)
            kinds = self._joined_kinds(k)
            for kind in dict.fromkeys(kinds):
                for each in ("killed", "injured") if chunk.none and kind == "casualties" else (kind,):
                    self.links.append(Link(each, [k], chunk.kind_at, "noun", self._some_of(k), chunk.none))

    def _suffers(self, k: int) -> bool:
        """As in "(two of the wounded) later died": a verb tells what became of them."""
        while self._type(k) == "adv":
            k += 1
        cue = self.chunks[k].cue if self._type(k) == "cue" else None
        return cue is not None and cue.frame == "subject"

    def _some_of(self, k: int) -> bool:
        """Whether the phrase is a part of those told before: "many of the wounded"."""
        chunk = self.chunks[k]
        vague = chunk.quantity is not None and chunk.quantity.rule in ("vague", "group")
        return k in self.clauses.subset or (vague and chunk.det == "definite")

    def _no_reports(self) -> None:
        """As in "no reports of casualties", "did not cause any casualties", "without casualties": a zero."""
        for k, chunk in enumerate(self.chunks):
            bare = chunk.type == "np" and chunk.kind and chunk.plural and not chunk.counted
            if bare and chunk.head == chunk.kind_at[0] and self._denied(k):
                chunk.quantity = Quantity(0, 0, chunk.begin, chunk.end, (chunk.begin, chunk.end), "none")
                chunk.none = True

    def _denied(self, k: int) -> bool:
        """A "no report", "not" or "without" before chunk `k`, with nothing but verbs of causing between."""
        for j in range(k - 1, max(-1, k - 6), -1):
            chunk = self.chunks[j]
            if chunk.none:
                return chunk.head_low in self.h.words["reports"]
            if chunk.type == "neg":
                return True
            causing = chunk.low in self.h.words["zero_verbs"] or chunk.head_low in self.h.words["reports"]
            if chunk.type not in ("prep", "adv", "be", "have", "modal") and not causing:
                return False
        return False

    def _owned(self) -> None:
        """As in "his death", "the mayor's assassination": one person, or the people that "their" stands for."""
        for k, chunk in enumerate(self.chunks):
            if (
                chunk.type != "np"
                or chunk.counted
                or k in self.claimed
                or chunk.head < 0
                or chunk.kind_at[0] > chunk.head
            ):
                continue
            kind = self.h.nominal.get(chunk.head_low)
            owner = self.words[max(chunk.begin, chunk.head - 1)]
            owned = owner.low.endswith(tuple(self.g["possessive_endings"]))
            if kind and self._type(k + 1) != "prep" and (owned and self._owns(owner)):
                self.claimed.add(k)
                self.links.append(Link(kind, [k], (chunk.head, chunk.head + 1), "owned", single=True))

    def _owns(self, owner: Word) -> bool:
        """A name or a person in the singular."""
        stem = owner.low.rstrip("s").rstrip("'’")
        return owner.title or stem in self.h.words["people"]

    def _joined_kinds(self, k: int) -> list[str]:
        """The kinds of one number: "dozens of dead and wounded" are casualties, "fatalities and injuries" both."""
        chunk = self.chunks[k]
        kinds, j = [chunk.kind or ""], k + 1
        while self._type(j) in ("conj", "or") and self._type(j + 1) == "np":
            other = self.chunks[j + 1]
            if not other.kind or other.counted or other.det or other.person is False:
                break
            kinds.append(other.kind)
            self.claimed.add(j + 1)
            j += 2
        follow = self.chunks[j + 1] if self._type(j) in ("conj", "or") and self._type(j + 1) == "cue" else None
        if follow and follow.cue and self.clauses.type(j + 2) != "np" and "participle" in follow.cue.forms:
            kinds.append(follow.cue.kind)
            self.claimed.add(j + 1)
        plain = self.words[chunk.kind_at[0]].low not in self.h.words["bare"]
        return merged(kinds) if plain else kinds

    def _bare(self) -> None:
        """Plurals of harm without a number: "caused casualties", "wounded soldiers"; "a woman dead"."""
        told_kinds = {link.kind for link in self.links if any(self.chunks[k].counted for k in link.parts)}
        for k, chunk in enumerate(self.chunks):
            if chunk.type != "np" or not chunk.kind or chunk.counted or k in self.claimed or chunk.det in ("any", "no"):
                continue
            word = self.words[chunk.kind_at[0]].low
            noun = word in self.h.words["bare"] and bool(chunk.plural) and chunk.kind not in told_kinds
            told = chunk.head != chunk.kind_at[0] and chunk.kind != "displaced"
            if noun or (told and (chunk.plural or (chunk.det == "a" and word in self.h.predicates))):
                self.claimed.add(k)
                self.links.append(Link(chunk.kind, [k], chunk.kind_at, "noun" if noun else "adjective"))

    def _nominals(self) -> None:
        """As in "the death of a soldier", "the arrest of 12 suspects", "the killing or wounding of several"."""
        for k, chunk in enumerate(self.chunks):
            kind = self._nominal_kind(k)
            if kind is None:
                continue
            parts = self.clauses.objects(k + 2)
            if not parts or not self._is_nominal(kind, chunk, self.chunks[parts[0]]):
                continue
            kinds = merged([*self._kinds_before(k), kind])
            self.claimed.update([*parts, k])
            at, part = (chunk.begin, chunk.end), parts[0] in self.clauses.subset
            self.links.extend(Link(each, parts, at, "nominal", part) for each in kinds)

    def _nominal_kind(self, k: int) -> str | None:
        """The kind of a noun or gerund of harm that stands before "of" at chunk `k`."""
        chunk = self.chunks[k]
        word = chunk.low if chunk.type in ("cue", "be") else chunk.head_low
        to = self.h.words["injuries_to"] if word in self.h.words["own_injuries"] else frozenset[str]()
        if (
            self._type(k + 1) != "prep"
            or self.chunks[k + 1].low not in self.g["of"] | to
            or (chunk.counted and chunk.kind)
        ):
            return None
        if chunk.type not in ("np", "cue", "be"):
            return None
        return self.h.nominal.get(word) or self.h.nominal_counted.get(word)

    def _is_nominal(self, kind: str, chunk: Chunk, first: Chunk) -> bool:
        """Bodies and lives need a number, evacuations and arrests at least people."""
        word = chunk.low if chunk.type in ("cue", "be") else chunk.head_low
        if word in self.h.nominal_counted:
            return first.counted or (first.det == "a" and chunk.plural is False)
        return kind not in ("displaced", "detained") or first.counted or first.person is True

    def _kinds_before(self, k: int) -> list[str]:
        """As in "killing or wounding of": the kind of the noun joined before the last."""
        if self._type(k - 1) not in ("conj", "or") or k < 2:
            return []
        other = self.chunks[k - 2]
        word = other.low if other.type == "cue" else other.head_low
        kind = self.h.nominal.get(word)
        if kind:
            self.claimed.add(k - 2)
        return [kind] if kind else []

    # --- parts of a count --------------------------------------------------------------------------------------

    def _among(self) -> None:
        """As in "20 women among the dead", "among those killed were three children": a part of another count."""
        for k, chunk in enumerate(self.chunks):
            if chunk.type != "prep" or chunk.low not in self.h.words["among"] or self._type(k + 1) != "np":
                continue
            group = self.chunks[k + 1]
            after = k + 2
            kind, at = group.kind, group.kind_at
            cue = self.chunks[after].cue if self._type(after) == "cue" else None
            if kind is None and cue is not None:
                kind, at, after = cue.kind, (self.chunks[after].begin, self.chunks[after].end), after + 1
            if kind is None:
                continue
            parts = self._among_parts(k, after)
            if parts:
                self.claimed.update(parts if group.counted else [*parts, *range(k + 1, after)])
                self.links.append(Link(kind, parts, at, "among", subset=True))

    def _among_parts(self, k: int, after: int) -> list[int]:
        """The people that are among the group: after "were", or before "among"."""
        while self._type(after) == "adv":
            after += 1
        if self._type(after) == "be":
            return self.clauses.objects(after + 1)
        before = k - 1
        while self._type(before) in ("be", "adv", "have"):
            before -= 1
        if self._type(before) == "np" and self.clauses.people(before):
            return [*self.clauses.joined_before(before), before]
        return []

    def _parts(self) -> None:
        """As in "including two children": a part has the kind of the count it belongs to."""
        linked = {k for link in self.links for k in link.parts}
        wholes = sorted((link for link in self.links if not link.subset), key=lambda link: max(link.parts))
        ends = [max(link.parts) for link in wholes]
        for k in sorted(self.clauses.subset - linked):
            at = bisect_left(ends, k)
            if at == 0 or not self._is_part(k):
                continue
            same = [link for link in wholes[max(0, at - 4) : at] if link.parts == wholes[at - 1].parts]
            self.links.extend(Link(link.kind, [k], link.harm, "part", subset=True) for link in same)

    def _is_part(self, k: int) -> bool:
        """Counted people, or one person."""
        chunk = self.chunks[k]
        return self.clauses.people(k) and (chunk.counted or (chunk.det in ("a", "poss") and not chunk.plural))
