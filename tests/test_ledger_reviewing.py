"""Reviewers accept, reject and edit claims; gold comes out."""

import json

import pytest
from ledgers import Saying, told

from tidings import scoring
from tidings.errors import InputError
from tidings.ledger import Ledger


def filled(ledger: Ledger) -> list[str]:
    sayings = [
        Saying("Mayor Ilen Varga", killed=4, confidence=0.9),
        Saying("residents", killed=5, confidence=0.2),
        Saying(None, "Selm", 7, event="shelling", confidence=0.5),
    ]
    report, claims = told("r1", *sayings)
    ledger.add(report, claims)
    return [c.id for c in claims]


def test_the_most_doubtful_claim_comes_first_and_leaves_when_decided(ledger: Ledger) -> None:
    mayor, residents, own = filled(ledger)
    assert [c.id for c in ledger.queue().items] == [residents, own, mayor]
    page = ledger.queue(limit=1)
    assert [c.id for c in ledger.queue(limit=5, after=page.next).items] == [own, mayor]
    ledger.review(residents, "accept")
    assert [c.id for c in ledger.queue().items] == [own, mayor]
    assert ledger.verify() == []


@pytest.mark.parametrize("decision", ["reject", "none"])
def test_a_claim_that_is_turned_down_no_longer_counts(ledger: Ledger, decision: str) -> None:
    mayor, residents, _ = filled(ledger)
    event = ledger.claim(mayor).event
    assert ledger.event(event).row.killed_high == 5
    ledger.review(residents, decision, why="a quotation of an old report")
    assert ledger.event(event).row.killed_high == 4
    row = ledger.claim(residents)
    assert (row.state, row.review) == ("rejected", "rejected" if decision == "reject" else "none")
    ledger.review(residents, "accept", why="it is new after all")
    assert ledger.event(event).row.killed_high == 5
    assert ledger.claim(residents).review == "accepted"
    assert ledger.verify() == []


def test_an_edited_claim_takes_the_place_of_the_old_one(ledger: Ledger) -> None:
    mayor, residents, _ = filled(ledger)
    event = ledger.claim(residents).event
    edits = {"toll": {"killed": {"min": 50, "max": 50, "text": "5"}}, "stance": "hedges"}
    assert ledger.review(residents, "edit", edits=edits, who="ann") == residents
    row = ledger.claim(residents)
    assert (row.review, row.event, row.claim.stance, row.claim.toll["killed"].max) == ("edited", event, "hedges", 50)
    assert ledger.event(event).row.killed_high == 50
    reasons = {r.field: r.rule for r in row.claim.why}
    assert reasons["toll"] == reasons["stance"] == "reviewer"
    new = ledger.review(mayor, "edit", edits={"event": "attack"})
    assert new != mayor
    assert ledger.claim(mayor).id == new
    assert ledger.verify() == []


def test_decisions_can_be_taken_back_in_turn(file: Ledger) -> None:
    mayor, *_ = filled(file)
    file.review(mayor, "accept")
    accept = file.head()[0]
    new = file.review(mayor, "edit", edits={"event": "attack"})
    edit = file.head()[0]
    with pytest.raises(InputError, match="was changed since"):
        file.undo(accept, why="?")
    file.undo(edit, why="it was a strike")
    assert file.claim(new).id == mayor
    assert file.claim(mayor).review == "accepted"
    file.undo(accept, why="let me think")
    assert file.claim(mayor).review is None
    assert [r.undone for r in file.reviews()] == [True, True]
    assert file.verify() == []


def test_a_second_readers_decision_changes_nothing(file: Ledger) -> None:
    mayor, *_ = filled(file)
    file.review(mayor, "accept", who="ann")
    file.review(mayor, "reject", who="ben", why="hearsay", second=True)
    assert file.claim(mayor).review == "accepted"
    found = [(r.who, r.decision, r.second, r.why) for r in file.reviews(mayor)]
    assert found == [("ann", "accept", False, None), ("ben", "reject", True, "hearsay")]
    assert [r.who for r in file.reviews(who="ben")] == ["ben"]
    assert file.verify() == []


@pytest.mark.parametrize(
    ("decision", "edits", "says"),
    [
        ("maybe", None, "unknown"),
        ("edit", None, "edits go with"),
        ("accept", {"stance": "denies"}, "edits go with"),
        ("edit", {"verdict": "true"}, "'verdict' cannot be edited"),
        ("edit", {"report": "r2"}, "'report' cannot be edited"),
        ("edit", {"stance": "believes"}, "stance"),
        ("edit", {"toll": {"killed": {"min": 5, "max": 4}}}, "below its min"),
        ("edit", {"date": {"start": "2024-13-01", "end": "2024-13-01"}}, "date.start"),
    ],
)
def test_what_cannot_be_decided_is_told(file: Ledger, decision: str, edits: dict | None, says: str) -> None:
    mayor, *_ = filled(file)
    head = file.head()
    with pytest.raises(InputError, match=says):
        file.review(mayor, decision, edits=edits)
    assert file.head() == head
    with pytest.raises(InputError, match="no claim in force has the id"):
        file.review("c-0", "accept")


def test_an_edit_that_says_what_another_claim_says_is_refused(file: Ledger) -> None:
    report, claims = told("r1", Saying("residents", killed=4))
    twin = claims[0].model_copy(update={"event": "attack"})
    file.add(report, [claims[0], twin])
    with pytest.raises(InputError, match="says the same as claim"):
        file.review(twin.id, "edit", edits={"event": "air_strike"})
    assert file.claim(twin.id).state == "current"
    assert file.verify() == []


def test_reviewed_claims_are_gold(file: Ledger, tmp_path) -> None:
    mayor, residents, own = filled(file)
    assert file.gold() == []
    file.review(mayor, "accept")
    file.review(residents, "reject")
    (report,) = file.gold()
    assert (report["id"], report["published"], report["complete"]) == ("r1", "2024-01-03", False)
    (claim,) = report["claims"]
    assert report["text"][claim["start"] :].startswith(claim["trigger"])
    assert (claim["event"], claim["source"], claim["toll"]) == ("air_strike", "Mayor Ilen Varga", {"killed": [4, 4]})
    assert claim["place"] == [{"name": "Dravno", "country": "NV"}]
    assert claim["date"] == {"start": "2024-01-02", "end": "2024-01-02"}
    assert file.gold(complete=True) == []
    file.review(own, "edit", edits={"background": True})
    (report,) = file.gold(complete=True)
    assert [c.get("background") for c in report["claims"]] == [None, True]
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(report) + "\n")
    gold = scoring.load_gold(path)
    score = scoring.Scorer(None).score(gold, {"r1": [c.claim.record() for c in file.claims().items]})
    assert score.scores["claim"].f1 == 1.0
