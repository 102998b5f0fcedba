"""What people decide about events outlives new reports, new linking and new readings, and can be taken back."""

from datetime import date

import pytest
from ledgers import Saying, fill, partition, told, world

from tidings.claim import Claim, Report
from tidings.errors import InputError
from tidings.ledger import Filter, Ledger, pages
from tidings.reader import Reading


def two_events(ledger: Ledger) -> tuple[str, str]:
    """A strike on Dravno and fighting at Vesk: (id, id)."""
    ledger.add(*told("r1", Saying("Mayor Ilen Varga", killed=4), Saying("residents", killed=5)))
    ledger.add(*told("r2", Saying("Northern Command", "Vesk", 2, event="clash")))
    first, second = sorted(ledger.events().items, key=lambda e: e.place)
    return first.id, second.id


def claims_of(ledger: Ledger, event: str) -> list[str]:
    return sorted(c.id for c in ledger.event(event).claims)


def test_merged_events_are_one_and_their_ids_lead_there(ledger: Ledger) -> None:
    dravno, vesk = two_events(ledger)
    all_claims = sorted(claims_of(ledger, dravno) + claims_of(ledger, vesk))
    assert ledger.merge([vesk, dravno], why="one operation", who="ann") == vesk
    assert claims_of(ledger, vesk) == claims_of(ledger, dravno) == all_claims
    found = ledger.event(dravno)
    assert (found.row.id, found.asked) == (vesk, dravno)
    assert ledger.event(vesk).asked is None
    assert [(d.id, d.into) for d in ledger.deleted()] == [(dravno, vesk)]
    change = ledger.history(vesk)[-1]
    assert (change.what, change.who, change.why, change.subject) == ("merge", "ann", "one operation", f"event {vesk}")
    assert ledger.verify() == []


def test_a_merge_is_not_undone_by_the_next_report_or_a_new_linking(ledger: Ledger) -> None:
    dravno, vesk = two_events(ledger)
    ledger.merge([dravno, vesk], why="one operation")
    ledger.add(*told("r3", Saying("the rescue service", killed=4)))
    ledger.add(*told("r4", Saying("Northern Command", "Vesk", 2, event="clash")))
    assert len(ledger.events().items) == 1
    ledger.relink()
    assert [e.id for e in ledger.events().items] == [dravno]
    assert ledger.event(vesk).row.id == dravno
    assert ledger.verify() == []


def test_a_split_is_not_undone_by_the_next_report_or_a_new_linking(ledger: Ledger) -> None:
    dravno, _ = two_events(ledger)
    (apart, *_rest) = claims_of(ledger, dravno)
    new = ledger.split(dravno, [apart], why="the second strike")
    assert new != dravno
    assert claims_of(ledger, new) == [apart]
    ledger.add(*told("r3", Saying("the rescue service", killed=4), Saying("residents", killed=5)))
    ledger.relink()
    assert apart not in claims_of(ledger, dravno)
    assert apart in claims_of(ledger, new)
    assert ledger.verify() == []


def test_undo_of_a_merge_gives_both_events_back(ledger: Ledger) -> None:
    dravno, vesk = two_events(ledger)
    before = {e: claims_of(ledger, e) for e in (dravno, vesk)}
    ledger.merge([dravno, vesk], why="one operation")
    merge = ledger.head()[0]
    assert ledger.undo(merge, why="two operations") == f"merge of event {dravno}"
    assert {e: claims_of(ledger, e) for e in (dravno, vesk)} == before
    assert ledger.deleted() == []
    with pytest.raises(InputError, match="already"):
        ledger.undo(merge, why="again")
    assert ledger.verify() == []


def test_undo_of_a_split_brings_the_claims_home(ledger: Ledger) -> None:
    dravno, _ = two_events(ledger)
    before = claims_of(ledger, dravno)
    new = ledger.split(dravno, before[:1], why="apart")
    ledger.undo(ledger.head()[0], why="no")
    assert claims_of(ledger, dravno) == before
    assert ledger.event(new).row.id == dravno
    assert ledger.verify() == []


def test_a_later_decision_takes_the_place_of_an_earlier_one(file: Ledger) -> None:
    dravno, vesk = two_events(file)
    file.merge([dravno, vesk], why="one")
    merge = file.head()[0]
    (clash,) = [c.id for c in file.event(dravno).claims if c.claim.event == "clash"]
    new = file.split(dravno, [clash], why="not that one")
    split = file.head()[0]
    assert claims_of(file, new) == [clash]
    file.relink()
    assert claims_of(file, new) == [clash]
    file.undo(merge, why="the merge was wrong anyway")
    assert clash not in claims_of(file, dravno)
    file.undo(split, why="not needed any more")
    file.relink()
    assert clash not in claims_of(file, dravno)
    assert file.verify() == []


def test_merge_after_split(file: Ledger) -> None:
    dravno, _ = two_events(file)
    new = file.split(dravno, claims_of(file, dravno)[:1], why="apart")
    file.merge([dravno, new], why="together after all")
    file.relink()
    assert file.event(new).row.id == dravno
    assert len(claims_of(file, dravno)) == 2
    assert file.verify() == []


def test_undo_of_a_merge_that_became_part_of_another_is_refused(file: Ledger) -> None:
    dravno, vesk = two_events(file)
    file.add(*told("r3", Saying("residents", "Hesp", 9, event="bombing")))
    hesp = next(e.id for e in file.events().items if e.place == "Hesp")
    file.merge([dravno, vesk], why="one")
    merge = file.head()[0]
    file.merge([hesp, dravno], why="all one")
    with pytest.raises(InputError, match=f"part of {hesp} since"):
        file.undo(merge, why="no")
    assert file.event(vesk).row.id == hesp
    assert file.verify() == []


def test_delete_is_a_tombstone_that_can_be_lifted(ledger: Ledger) -> None:
    dravno, vesk = two_events(ledger)
    report, claims = told("r2", Saying("Northern Command", "Vesk", 2, event="clash"))
    assert ledger.delete("r2", why="a film plot") == "report r2"
    assert [e.id for e in ledger.events().items] == [dravno]
    assert ledger.report("r2")[0].state == "deleted"
    assert ledger.add(report, claims).outcome == "deleted"
    assert ledger.verify() == []
    ledger.undo(ledger.head()[0], why="it was real")
    assert {e.id for e in ledger.events().items} == {dravno, vesk}
    assert ledger.add(report, claims).outcome == "unchanged"
    assert ledger.verify() == []


def test_delete_a_claim_and_an_event(file: Ledger) -> None:
    dravno, vesk = two_events(file)
    claim, other = claims_of(file, dravno)
    assert file.delete(claim, why="misread") == f"claim {claim}"
    assert claims_of(file, dravno) == [other]
    assert file.claim(claim).state == "deleted"
    assert file.delete(vesk.lower(), why="an exercise") == f"event {vesk}"
    assert [e.id for e in file.events().items] == [dravno]
    assert [(d.id, d.into) for d in file.deleted()] == [(vesk, None)]
    with pytest.raises(InputError, match="nothing in force has the id"):
        file.delete("r99", why="?")
    assert file.verify() == []


def test_a_deletion_survives_a_correction_and_a_new_reading(ledger: Ledger) -> None:
    first = told("r1", Saying("Mayor Ilen Varga", killed=4), Saying("residents", "Vesk", killed=5, event="clash"))
    ledger.add(*first)
    residents = first[1][1].id
    event = ledger.claim(residents).event
    ledger.delete(residents, why="an exercise")
    deletion = ledger.head()[0]
    corrected = told(
        "r1", Saying(None, "Selm"), Saying("Mayor Ilen Varga", killed=4), Saying("residents", "Vesk", 5, event="clash")
    )
    assert ledger.add(*corrected).outcome == "corrected"
    list(ledger.recode(OtherReader({"r1": again(corrected[1], status="ongoing")})))
    said = [(c.claim.source.text if c.claim.source else None) for c in pages(ledger.claims, Filter())]
    assert said == [None, "Mayor Ilen Varga"]
    assert ledger.leads_to(event) is None
    ledger.undo(deletion, why="it was real")
    back = ledger.event(event).claims
    assert [(c.claim.source.text, c.claim.status) for c in back] == [("residents", "ongoing")]
    assert ledger.verify() == []


def test_what_a_correction_no_longer_says_cannot_be_brought_back(file: Ledger) -> None:
    file.add(*told("r1", Saying("residents", killed=4)))
    (event,) = file.events().items
    file.delete(event.id, why="an exercise")
    deletion = file.head()[0]
    file.add(*told("r1", Saying("Northern Command", "Selm", 2, event="clash")))
    with pytest.raises(InputError, match="nothing of it is left to bring back"):
        file.undo(deletion, why="it was real")
    assert [e.place for e in file.events().items] == ["Selm"]
    assert file.verify() == []


def test_a_claim_of_a_deleted_report_does_not_come_back_alone(file: Ledger) -> None:
    report, claims = told("r1", Saying("residents", killed=4), Saying("Northern Command", "Selm", 2, event="clash"))
    file.add(report, claims)
    file.delete(claims[0].id, why="misread")
    first = file.head()[0]
    file.delete("r1", why="a film plot")
    second = file.head()[0]
    with pytest.raises(InputError, match="is of report r1, which is deleted since; take that back first"):
        file.undo(first, why="it was real")
    file.undo(second, why="it was real")
    file.undo(first, why="well read")
    assert {c.id for c in pages(file.claims, Filter())} == {c.id for c in claims}
    assert file.verify() == []


def test_the_id_of_a_merged_event_leads_on_when_a_claim_it_lost_before_is_corrected(file: Ledger) -> None:
    dravno, vesk = two_events(file)
    report, claims = told("r9", Saying("a monitor", "Vesk", 2, event="clash", kind="ngo"))
    file.add(report, claims)
    assert file.claim(claims[0].id).event == vesk
    file.review(claims[0].id, "reject")
    file.merge([dravno, vesk], why="one operation")
    file.add(*told("r9", Saying("a monitor", "Hesp", 9, event="bombing", kind="ngo")))
    assert file.leads_to(vesk) == dravno
    assert file.verify() == []


def test_a_persons_grade_stands_before_the_rules(file: Ledger) -> None:
    dravno, _ = two_events(file)
    rule = file.event(dravno).row.grade
    file.grade(dravno, "confirmed", why="seen by our reporter")
    row = file.event(dravno).row
    assert (row.grade, row.grade_given) == ("confirmed", "confirmed")
    with pytest.raises(InputError, match="unknown"):
        file.grade(dravno, "true", why="?")
    file.undo(file.head()[0], why="no")
    assert file.event(dravno).row.grade == rule
    assert file.verify() == []


@pytest.mark.parametrize("why", ["", "  "])
def test_decisions_need_a_reason(file: Ledger, why: str) -> None:
    dravno, vesk = two_events(file)
    for decide in (
        lambda: file.merge([dravno, vesk], why=why),
        lambda: file.split(dravno, claims_of(file, dravno)[:1], why=why),
        lambda: file.delete("r1", why=why),
        lambda: file.erase("r1", why=why),
    ):
        with pytest.raises(InputError, match="needs a reason"):
            decide()


def test_what_cannot_be_decided_is_told(file: Ledger) -> None:
    dravno, vesk = two_events(file)
    with pytest.raises(InputError, match="one event already"):
        file.merge([dravno, dravno.lower()], why="?")
    with pytest.raises(InputError, match="no event has the id"):
        file.merge([dravno, "E-0000"], why="?")
    with pytest.raises(InputError, match="is not of event"):
        file.split(dravno, claims_of(file, vesk), why="?")
    with pytest.raises(InputError, match="not none and not all"):
        file.split(dravno, claims_of(file, dravno), why="?")
    with pytest.raises(InputError, match="cannot be taken back"):
        file.undo(2, why="?")
    with pytest.raises(InputError, match="there is no change 99"):
        file.undo(99, why="?")
    assert file.verify() == []


def test_a_chain_of_merges_leads_to_the_last(file: Ledger) -> None:
    fill(file, world(20, incidents=24))
    ids = [e.id for e in file.events().items][:4]
    file.merge([ids[1], ids[0]], why="1")
    file.merge([ids[2], ids[1]], why="2")
    file.merge([ids[3], ids[2]], why="3")
    assert {file.event(i).row.id for i in ids} == {ids[3]}
    assert file.verify() == []


# ---- recoding


class OtherReader:
    """Reads the same reports in another way: claims by report id."""

    def __init__(self, readings: dict[str, list[Claim]], failing: tuple[str, ...] = ()) -> None:
        self.readings, self.failing, self.asked = readings, failing, []

    def read(self, reports: list[Report]):
        for report in reports:
            self.asked.append(report.id)
            if report.id in self.failing:
                yield Reading(report.id, report, error="could not be read")
            else:
                yield Reading(report.id, report, self.readings[report.id])


def again(claims: list[Claim], **changes: object) -> list[Claim]:
    return [c.model_copy(update={"coder": "test 2", **changes}) for c in claims]


def test_recoding_replaces_what_nobody_decided_on(ledger: Ledger) -> None:
    first = told(
        "r1", Saying("Mayor Ilen Varga", killed=4), Saying("residents", killed=5), Saying("a monitor", killed=6)
    )
    second = told("r2", Saying("Northern Command", "Vesk", 2, event="clash"))
    fill(ledger, [first, second])
    dravno, vesk = (e.id for e in sorted(ledger.events().items, key=lambda e: e.place))
    ledger.merge([dravno, vesk], why="one operation")
    mayor, residents, monitor = first[1]
    ledger.review(mayor.id, "accept")
    ledger.review(residents.id, "reject", why="no such claim")
    reread = again(first[1], status="ongoing")
    reader = OtherReader({"r1": reread, "r2": again(second[1])})
    results = {r.report: r for r in ledger.recode(reader)}
    assert (results["r1"].kept, results["r1"].replaced, results["r1"].new, results["r1"].gone) == (1, 2, 0, 0)
    assert results["r2"].kept == 1
    now = {c.id: c for c in ledger.event(dravno).claims}
    assert now[mayor.id].claim.status == "happened"
    assert now[monitor.id].claim.status == "ongoing"
    assert residents.id not in now
    assert ledger.claim(residents.id).review == "rejected"
    assert ledger.event(vesk).row.id == dravno
    assert {c.claim.coder for c in ledger.event(dravno).claims if c.id != mayor.id} == {"test 2"}
    assert ledger.verify() == []
    head = ledger.head()
    list(ledger.recode(OtherReader({"r1": reread, "r2": again(second[1])})))
    assert ledger.head() == head


def test_recoding_goes_on_where_it_stopped_and_tells_what_failed(file: Ledger) -> None:
    reports = world(6)
    fill(file, reports)
    readings = {r.id: again(c) for r, c in reports}
    work = file.recode(OtherReader(readings))
    next(work)
    work.close()
    assert file.verify() == []
    reader = OtherReader(readings, failing=("r4",))
    results = {r.report: r for r in file.recode(reader)}
    assert results["r4"].error == "could not be read"
    assert file.verify() == []
    assert {c.claim.coder for c in file.claims(limit=None).items if c.report != "r4"} == {"test 2"}
    assert {c.claim.coder for c in file.claims(limit=None).items if c.report == "r4"} == {"test 1"}


def test_a_split_survives_recoding_to_another_type(file: Ledger) -> None:
    report, claims = told("r1", Saying("Mayor Ilen Varga", killed=4), Saying("residents", killed=5))
    file.add(report, claims)
    (event,) = file.events().items
    new = file.split(event.id, [claims[1].id], why="apart")
    reread = again(claims, event="attack")
    list(file.recode(OtherReader({"r1": reread})))
    assert partition(file) == sorted([[c.id] for c in reread])
    assert {e.id for e in file.events().items} == {event.id, new}
    file.relink()
    assert partition(file) == sorted([[c.id] for c in reread])
    assert file.verify() == []


def test_decisions_survive_a_correction_of_the_report(file: Ledger) -> None:
    old = told("r1", Saying("Mayor Ilen Varga", killed=4), Saying("residents", killed=5))
    file.add(*old)
    (event,) = file.events().items
    new = file.split(event.id, [old[1][1].id], why="apart")
    file.review(old[1][0].id, "accept")
    corrected = told("r1", Saying(None, "Selm", 1), Saying("Mayor Ilen Varga", killed=4), Saying("residents", killed=6))
    assert file.add(*corrected).outcome == "corrected"
    mayor, residents = corrected[1][1:]
    assert file.claim(mayor.id).review == "accepted"
    assert file.claim(mayor.id).event == event.id
    assert file.claim(residents.id).event == new
    assert file.verify() == []


def test_as_known_on_a_day(file: Ledger) -> None:
    file.add(*told("r1", Saying("residents", killed=4, kind="witness"), published=date(2024, 1, 2)))
    file.add(*told("r2", Saying("the rescue service", killed=5, kind="medical"), published=date(2024, 1, 4)))
    (event,) = file.events().items
    assert file.event(event.id, as_of=date(2024, 1, 3)).assessment.toll.killed.max == 4
    assert file.event(event.id).assessment.toll.killed.max == 5
    lowest = file.event(event.id, policy="acled-lowest").assessment.toll
    assert (lowest.policy, lowest.killed.min) == ("acled-lowest", 4)


def test_the_policy_of_the_columns_can_be_changed(file: Ledger) -> None:
    file.add(*told("r1", Saying("residents", killed=4, kind="witness")))
    file.add(*told("r2", Saying("the rescue service", killed=9, kind="medical")))
    assert file.events().items[0].policy == "ucdp-low-best-high"
    file.set_policy("acled-lowest", why="our codebook")
    (event,) = file.events().items
    assert (event.policy, event.killed_low) == ("acled-lowest", 4)
    with pytest.raises(InputError, match="unknown"):
        file.set_policy("mine", why="?")
    assert file.verify() == []
