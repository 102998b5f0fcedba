"""Whatever is done in whatever order (add, correct, merge, split, undo, review, delete, erase), the chain stays valid
and the counts consistent.
"""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from ledgers import Saying, partition, told

from tidings.errors import InputError
from tidings.ledger import Filter, Ledger, pages

TOWN = st.sampled_from(["Dravno", "Selm", "Vesk"])
EVENT = st.sampled_from(["air_strike", "shelling", "clash"])
SAYING = st.builds(
    Saying,
    st.sampled_from(["Mayor Ilen Varga", "Northern Command", None]),
    TOWN,
    st.sampled_from([None, 3, 4, 20]),
    event=EVENT,
)
SAYINGS = st.lists(SAYING, min_size=1, max_size=3)


class Desk(RuleBasedStateMachine):
    """An analyst at work, doing anything in any order."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tidings-desk-"))
        self.ledger = Ledger(f"sqlite:///{self.folder / 'ledger.db'}")
        self.count = 0
        self.together: list[tuple[str, str]] = []
        self.apart: list[tuple[str, str]] = []
        self.changes: list[int] = []
        self.seen: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            shutil.rmtree(self.folder)

    def events(self) -> list[str]:
        found = [e.id for e in pages(self.ledger.events, Filter())]
        self.seen |= set(found)
        return sorted(found)

    def reports(self) -> list[str]:
        return sorted(r.id for r in pages(self.ledger.reports, Filter()))

    def changed(self) -> None:
        self.changes.append(self.ledger.head()[0])
        self.together, self.apart = [], []

    @rule(sayings=SAYINGS)
    def add(self, sayings: list[Saying]) -> None:
        self.count += 1
        self.ledger.add(*told(f"r{self.count}", *sayings))

    @precondition(lambda self: self.count > 0)
    @rule(sayings=SAYINGS, data=st.data())
    def correct(self, sayings: list[Saying], data: st.DataObject) -> None:
        if not self.reports():
            return
        id = data.draw(st.sampled_from(self.reports()))
        self.ledger.add(*told(id, *sayings))
        self.together, self.apart = [], []

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        ids = self.events()
        if len(ids) < 2:
            return
        two = data.draw(st.permutations(ids))[:2]
        first = [self.ledger.event(i).claims[0].id for i in two]
        self.ledger.merge(two, why="test")
        self.changed()
        self.together = [(first[0], first[1])]

    @rule(data=st.data())
    def split(self, data: st.DataObject) -> None:
        large = [i for i in self.events() if self.ledger.event(i).row.n_claims > 1]
        if not large:
            return
        event = data.draw(st.sampled_from(large))
        claims = [c.id for c in self.ledger.event(event).claims]
        count = data.draw(st.integers(1, len(claims) - 1))
        self.ledger.split(event, claims[:count], why="test")
        self.changed()
        self.apart = [(claims[0], claims[-1])]

    @precondition(lambda self: self.changes)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.changes))
        try:
            self.ledger.undo(number, why="test")
        except InputError:
            return
        self.changes.remove(number)
        self.together, self.apart = [], []

    @rule(data=st.data(), decision=st.sampled_from(["accept", "reject", "none", "edit"]), event=EVENT)
    def review(self, data: st.DataObject, decision: str, event: str) -> None:
        claims = sorted(c.id for c in pages(self.ledger.claims, Filter()))
        if not claims:
            return
        edits = {"event": event} if decision == "edit" else None
        try:
            self.ledger.review(data.draw(st.sampled_from(claims)), decision, edits=edits)
        except InputError:
            return
        self.changed()

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        ids = self.reports() + self.events()
        if ids:
            self.ledger.delete(data.draw(st.sampled_from(ids)), why="test")
            self.changed()

    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        if self.reports():
            self.ledger.erase(data.draw(st.sampled_from(self.reports())), why="test")
            self.together, self.apart = [], []

    @rule()
    def relink(self) -> None:
        before = partition(self.ledger)
        self.ledger.relink()
        assert partition(self.ledger) == before, "linking anew finds what was linked piece by piece"

    @invariant()
    def sound(self) -> None:
        if not hasattr(self, "ledger"):
            return
        assert self.ledger.verify() == []
        events = list(pages(self.ledger.events, Filter()))
        claims = list(pages(self.ledger.claims, Filter()))
        assert sum(e.n_claims for e in events) == len(claims)
        assert {e.id for e in events} == {c.event for c in claims}
        home = {c.id: c.event for c in claims}
        assert all(home[a] == home[b] for a, b in self.together if a in home and b in home)
        assert all(home[a] != home[b] for a, b in self.apart if a in home and b in home)
        for id in self.seen:
            assert self.ledger.leads_to(id) is None or self.ledger.leads_to(id) in home.values()


Desk.TestCase.settings = settings(
    max_examples=60, stateful_step_count=22, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)
TestDesk = Desk.TestCase
