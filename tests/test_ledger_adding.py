"""Reports come into the ledger: once, whole, corrected, linked."""

import json
import random
import threading
from datetime import date

import pytest
from ledgers import Saying, fill, partition, told, world

from tidings import linking
from tidings.claim import Report, Span
from tidings.errors import InputError
from tidings.ledger import Filter, Ledger, pages


def test_a_report_with_its_claims_is_stored(ledger: Ledger) -> None:
    report, claims = told("r1", Saying("Mayor Ilen Varga", killed=4, party="NV"), Saying("residents", "Selm", 2))
    added = ledger.add(report, claims, who="ann", why="from the wire")
    assert (added.report, added.outcome, added.claims, added.notices) == ("r1", "added", 2, [])
    row, stored = ledger.report("r1")
    assert stored == report
    assert (row.state, row.claims, row.publisher) == ("current", 2, "Dravno Herald")
    assert [c.claim for c in ledger.claims().items] == claims
    assert [json.loads(c.record) for c in ledger.claims().items] == [c.record() for c in claims]
    change = ledger.changes()[-1]
    assert (change.who, change.what, change.subject, change.why) == ("ann", "add", "report r1", "from the wire")
    assert sorted(added.events) == sorted(e.id for e in ledger.events().items)
    assert ledger.verify() == []


def test_the_same_report_twice_changes_nothing(ledger: Ledger) -> None:
    report, claims = told("r1", Saying("residents", killed=4))
    ledger.add(report, claims)
    head = ledger.head()
    again = ledger.add(report, claims)
    assert (again.outcome, again.change) == ("unchanged", None)
    assert ledger.knows(report)
    assert ledger.head() == head


def test_a_corrected_version_supersedes_and_the_old_one_stays(ledger: Ledger) -> None:
    old, old_claims = told("r1", Saying("Mayor Ilen Varga", killed=4))
    new, new_claims = told("r1", Saying("Mayor Ilen Varga", killed=6))
    ledger.add(old, old_claims)
    (event,) = ledger.events().items
    corrected = ledger.add(new, new_claims)
    assert corrected.outcome == "corrected"
    assert [v.state for v in ledger.versions("r1")] == ["superseded", "current"]
    assert ledger.report("r1", old.version)[1] == old
    assert ledger.report("r1")[1] == new
    (now,) = ledger.events().items
    assert (now.id, now.killed_high, now.n_claims) == (event.id, 6, 1)
    assert ledger.add(old, old_claims).outcome == "unchanged"
    assert ledger.changes()[-1].what == "correct"
    assert ledger.verify() == []


def test_a_corrected_version_without_claims_leaves_a_tombstone(ledger: Ledger) -> None:
    old, claims = told("r1", Saying("Mayor Ilen Varga", killed=4))
    ledger.add(old, claims)
    (event,) = ledger.events().items
    ledger.add(Report(id="r1", text="Nothing happened.", published=old.published), [])
    assert ledger.events().items == []
    assert [(d.id, d.into) for d in ledger.deleted()] == [(event.id, None)]
    assert ledger.verify() == []


def test_claims_as_json_objects(file: Ledger) -> None:
    report, claims = told("r1", Saying("residents", killed=4))
    file.add(report, [c.record() for c in claims])
    assert [c.claim for c in file.claims().items] == claims


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"date": {"start": "2024-02-30", "end": "2024-02-30"}}, "date.start"),
        ({"date": {"start": "2024-01-09", "end": "2024-01-02"}}, "date ends (2024-01-02) before it starts"),
        ({"toll": {"killed": {"min": 9, "max": 4}}}, "max (4) is below its min (9)"),
        ({"toll": {"killed": {"min": -1, "max": 4}}}, "toll.killed.min"),
        ({"toll": {"killed": {"min": 3_000_000_000, "max": None}}}, "toll.killed.min"),
        ({"place": [{"text": "Selm", "start": 0, "end": 4, "latitude": 91, "longitude": 0}]}, "place.0.latitude"),
        ({"report": "another"}, "belongs to report 'another'"),
    ],
)
def test_a_claim_that_cannot_be_is_refused_and_nothing_is_stored(file: Ledger, change: dict, says: str) -> None:
    good, good_claims = told("r0", Saying("residents", killed=1))
    file.add(good, good_claims)
    report, claims = told("r1", Saying("residents", killed=4), Saying("residents", "Selm", 4))
    records = [claims[0].record(), {**claims[1].record(), **change}]
    with pytest.raises(InputError) as error:
        file.add(report, records)
    assert "report r1, claim 2" in str(error.value)
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert [r.id for r in file.reports().items] == ["r0"]
    assert file.verify() == []


def test_what_looks_wrong_is_stored_with_a_notice(file: Ledger) -> None:
    report, (first, second) = told(
        "r1", Saying("residents", killed=4), Saying("residents", "Selm", 4, date(2025, 1, 1))
    )
    elsewhere = first.model_copy(update={"trigger": Span(text="strikes", start=3, end=10)})
    added = file.add(report, [elsewhere, second, second])
    assert added.claims == 2
    assert len(added.notices) == 3
    assert any("does not stand at 3" in n for n in added.notices)
    assert any("happened on 2025-01-01, after its report of 2024-01-03" in n for n in added.notices)
    assert any("kept once" in n for n in added.notices)


def test_half_a_character_is_refused(file: Ledger) -> None:
    with pytest.raises(InputError, match="half a character"):
        file.add(Report(id="r1", text="broken \ud800 text"), [])


def test_a_nul_character(ledger: Ledger) -> None:
    report = Report(id="r1", text="a\0b")
    if ledger.name.startswith("postgresql"):
        with pytest.raises(InputError, match="NUL"):
            ledger.add(report, [])
    else:
        ledger.add(report, [])
        assert ledger.report("r1")[1].text == "a\0b"


def test_text_is_kept_code_point_for_code_point(ledger: Ledger) -> None:
    text = " \u202eاللغة\u202c \U0001f30d e\u0301 \r\n\t end \u2028 "
    ledger.add(Report(id="r1", text=text, title="‘quoted’ \u00a0"), [])
    assert ledger.report("r1")[1].text == text


def test_the_result_does_not_depend_on_the_order(ledger: Ledger, tmp_path) -> None:
    reports = world(24, seed=3, incidents=4)
    fill(ledger, reports)
    shuffled = reports[:]
    random.Random(9).shuffle(shuffled)
    with Ledger(f"sqlite:///{tmp_path / 'other.db'}") as other:
        fill(other, shuffled)
        assert partition(ledger) == partition(other)
    items = [i for report, claims in reports for i in linking.items({c.id: c for c in claims}.values(), report)]
    assert partition(ledger) == linking.cluster(items)


@pytest.mark.parametrize("between", [100, 1])
def test_a_busy_night_is_linked_as_a_batch_would(file: Ledger, between: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """More claims of one city and day than are compared with each other: new ones push old ones apart."""
    monkeypatch.setattr("tidings.ledger.windows._BETWEEN", between)
    monkeypatch.setattr("tidings.ledger.neighbours._MOST_CACHED", 3 * between)
    rng = random.Random(4)
    reports = []
    for n in range(20):
        depots = [f"by depot {rng.randrange(99)}" for _ in range(4)]
        sayings = [Saying(f"official {rng.randrange(9)}", killed=rng.randint(1, 9), aside=d) for d in depots]
        reports.append(told(f"r{n}", *sayings))
    rng.shuffle(reports)
    fill(file, reports)
    listed = [i for report, claims in reports for i in linking.items({c.id: c for c in claims}.values(), report)]
    assert partition(file) == linking.cluster(listed)
    for report, _ in reports[:7]:
        file.delete(report.id, why="test")
    gone = {report.id for report, _ in reports[:7]}
    assert partition(file) == linking.cluster([i for i in listed if i.report not in gone])
    assert file.verify() == []


def test_wire_copies_are_one_source(file: Ledger) -> None:
    sayings = (Saying("Mayor Ilen Varga", killed=4, party="NV"), Saying("residents", killed=5, kind="witness"))
    for n, paper in enumerate(["Selm Radio", "World Ledger", "Dravno Herald"]):
        file.add(*told(f"r{n}", *sayings, publisher=paper))
    (event,) = file.events().items
    assert (event.n_reports, event.n_claims, event.n_sources) == (3, 6, 2)
    assert len({r.family for r in file.reports().items}) == 1


def test_ids_of_events_are_short_and_unique(file: Ledger) -> None:
    fill(file, world(30, incidents=20))
    ids = [e.id for e in pages(file.events, Filter())]
    assert len(set(ids)) == len(ids)
    assert all(len(i) >= 6 and i.startswith("E-") and not set(i[2:]) & set("ILOU") for i in ids)
    lowered = ids[0].lower().replace("0", "o").replace("1", "l")
    assert file.event(lowered).row.id == ids[0]
    assert file.event(ids[0][2:]).row.id == ids[0]


def test_two_threads_add_at_once(ledger: Ledger) -> None:
    reports = world(16)
    failed: list[BaseException] = []

    def work(part: list) -> None:
        try:
            fill(ledger, part)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(reports[n::2],)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(list(pages(ledger.reports, Filter()))) == 16
    assert ledger.verify() == []


def test_where_too_many_claims_hang_together_new_ones_join_the_best_event(
    file: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tidings.ledger.settling.MOST_TOGETHER", 8)
    reports = [told(f"r{n}", Saying(f"official {n}", killed=5), Saying("residents", "Selm", 7)) for n in range(12)]
    notices = [file.add(*one).notices for one in reports]
    assert any("hang together" in n for told_ in notices for n in told_)
    assert file.verify() == []
    ids = [e.id for e in file.events().items]
    assert sum(e.n_claims for e in file.events().items) == 24
    biggest = max(file.events().items, key=lambda e: e.n_claims)
    claims = [c.id for c in file.event(biggest.id).claims][:3]
    new = file.split(biggest.id, claims, why="apart")
    assert sorted(c.id for c in file.event(new).claims) == sorted(claims)
    assert file.verify() == []
    file.undo(file.head()[0], why="no")
    if len(ids) > 1:
        kept = file.merge(ids[:2], why="one")
        assert file.event(ids[1]).row.id == kept
    assert file.verify() == []
