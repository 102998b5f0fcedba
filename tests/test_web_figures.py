"""Figures that all pages share: made once, kept while nothing changes, given once more while they are made anew."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import webapp
import webledger

from tidings.web.figures import Figures


class Counting:
    """A ledger whose changes are only counted, and figures over it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, large: bool) -> None:
        monkeypatch.setattr("tidings.web.figures._FRESH", 0.0)
        monkeypatch.setattr("tidings.web.figures._SLOW", 0.0)
        self.change = 1
        self.made: list[int] = []
        self.go = threading.Event()
        self.go.set()
        self.figures = Figures(lambda: self.change, lambda: large)

    def make(self) -> int:
        """The change the figures are of."""
        change = self.change
        self.go.wait(30)
        self.made.append(change)
        return change

    def ask(self, *, exact: bool = False) -> int:
        return self.figures.kept("x", self.make, exact=exact)


def soon(true: Callable[[], bool]) -> bool:
    for _ in range(1_000):
        if true():
            return True
        time.sleep(0.01)
    return False


def test_figures_are_made_once_while_the_ledger_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Counting(monkeypatch, large=False)
    assert [ledger.ask() for _ in range(3)] == [1, 1, 1]
    assert ledger.made == [1]


def test_in_a_small_ledger_every_change_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Counting(monkeypatch, large=False)
    ledger.ask()
    ledger.change = 2
    assert ledger.ask() == 2
    ledger.figures.changed()
    ledger.ask()
    assert ledger.made == [1, 2, 2]


def test_many_that_ask_for_what_was_never_made_wait_for_one_making(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Counting(monkeypatch, large=True)
    ledger.go.clear()
    threads = [threading.Thread(target=ledger.ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    ledger.go.set()
    for thread in threads:
        thread.join()
    assert ledger.made == [1]


def test_a_large_ledger_gives_old_figures_while_one_thread_makes_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Counting(monkeypatch, large=True)
    ledger.ask()
    ledger.go.clear()
    ledger.change = 2
    assert [ledger.ask() for _ in range(3)] == [1, 1, 1]
    ledger.go.set()
    assert soon(lambda: ledger.ask() == 2)
    assert ledger.made == [1, 2]


def test_what_the_app_itself_wrote_counts_at_once_where_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Counting(monkeypatch, large=True)
    ledger.ask()
    ledger.change = 2
    ledger.figures.changed()
    assert ledger.ask(exact=True) == 2


def test_figures_too_old_to_show_are_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Counting(monkeypatch, large=True)
    ledger.ask()
    monkeypatch.setattr("tidings.web.figures._OLDEST", 0.0)
    ledger.change = 2
    assert ledger.ask() == 2


def test_what_cannot_be_made_anew_is_told_when_it_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Counting(monkeypatch, large=True)
    ledger.ask()
    ledger.change = 2

    def broken() -> int:
        ledger.made.append(-1)
        raise ValueError("no")

    assert ledger.figures.kept("x", broken) == 1
    assert soon(lambda: -1 in ledger.made)
    monkeypatch.setattr("tidings.web.figures._OLDEST", 0.0)
    with pytest.raises(ValueError, match="no"):
        ledger.figures.kept("x", broken)


def test_what_is_withheld_is_never_a_moment_old(tmp_path: Path) -> None:
    desk = webapp.app(tmp_path).state.desk
    before = desk.held()
    report, claims = webledger.report("breach-1")
    again = report.model_copy(update={"id": "again", "pub_status": "withheld"})
    desk.ledger.add(again, [c.model_copy(update={"report": "again"}) for c in claims])
    assert len(desk.held().reports) == len(before.reports) + 1
