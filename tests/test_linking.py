"""Claims of invented reports are linked into events."""

import json
from datetime import date

import pytest
from dravno import claim, report
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.claim import Claim, Report
from tidings.linking import Item, blocks, cluster, explain, item, items, log_odds, rank, similarity, title, weights
from tidings.linking.comparison import PLACE_CASES, STEPS

DRAVNO, SELM, ORL = (1.0, -30.0), (1.6, -30.9), (4.0, -33.0)
D2, D3, D5 = date(2031, 1, 2), date(2031, 1, 3), date(2031, 1, 5)


def told(id: str, text: str, day: date, publisher: str = "Herald", **values: object) -> tuple[Report, Claim]:
    found = report(id, text, publisher, day)
    return found, claim(found, text, **values)  # type: ignore[arg-type]


MAYOR = told(
    "a1",
    "Missile strikes on the rail depot in Dravno killed four people on Thursday, Mayor Oskar Teln said.",
    D2,
    trigger="strikes",
    source=("Mayor Oskar Teln", "government", None),
    place="Dravno",
    target="rail depot",
    toll={"killed": (4, 4, "four")},
    days=(D2, D2),
    means=["missile"],
)
ARMY = told(
    "b1",
    "The army said it struck the Dravno rail depot with missiles; Mayor Oskar Teln spoke of four dead.",
    D3,
    "Northern Wire",
    trigger="struck",
    source=("The army", "military", None),
    place="Dravno",
    target="rail depot",
    days=(D2, D2),
    means=["missile"],
)
JUDGE = told(
    "c1",
    "A car bomb wounded Judge Halina Morsk outside the Dravno courthouse on Thursday.",
    D2,
    trigger="bomb",
    event="bombing",
    place="Dravno",
    target="Judge Halina Morsk",
    toll={"injured": (1, 1, "Judge")},
    days=(D2, D2),
    means=["explosive_device"],
)
LATER = told(
    "d1",
    "The number of dead in the Dravno rail depot strikes rose to five, Mayor Oskar Teln said.",
    D5,
    trigger="strikes",
    source=("Mayor Oskar Teln", "government", None),
    place="Dravno",
    target="rail depot",
    toll={"killed": (5, 5, "five")},
    means=["missile"],
)
TALKS = told(
    "e1",
    "Envoys met for talks in Orl on Thursday.",
    D2,
    trigger="talks",
    event="negotiation",
    place="Orl",
    at=ORL,
    days=(D2, D2),
)
ALL = [MAYOR, ARMY, JUDGE, LATER, TALKS]


def linked(*pairs: tuple[Report, Claim]) -> list[Item]:
    return [i for r, c in pairs for i in items([c], r)]


def ids(*pairs: tuple[Report, Claim]) -> list[str]:
    return sorted(c.id for _, c in pairs)


def test_all_sides_claims_come_to_one_event_and_look_alikes_stay_apart() -> None:
    assert cluster(linked(*ALL)) == sorted([ids(MAYOR, ARMY, LATER), ids(JUDGE), ids(TALKS)])


def test_the_same_event_far_away_is_another() -> None:
    elsewhere = told(
        "f1",
        "Missile strikes on a rail depot in Orl killed four people on Thursday.",
        D2,
        trigger="strikes",
        place="Orl",
        at=ORL,
        target="rail depot",
        toll={"killed": (4, 4, "four")},
        days=(D2, D2),
        means=["missile"],
    )
    assert ids(elsewhere) in cluster(linked(MAYOR, elsewhere))


def test_the_same_place_weeks_later_is_another() -> None:
    later = told(
        "g1",
        "Missile strikes on a bridge in Dravno hurt nine people on 20 January.",
        date(2031, 1, 21),
        trigger="strikes",
        place="Dravno",
        target="bridge",
        toll={"injured": (9, 9, "nine")},
        days=(date(2031, 1, 20), date(2031, 1, 20)),
        means=["missile"],
    )
    assert ids(later) in cluster(linked(MAYOR, later))


def test_a_report_of_several_events_splits_and_its_toll_goes_to_its_cause() -> None:
    text = (
        "Shelling hit the market in Dravno on Thursday. Six people were killed there, doctors said. "
        "In Orl, gunmen abducted two aid workers on Tuesday."
    )
    both = report("h1", text, "Herald", D3)
    first, second, third = (f"{s.strip('.')}." for s in text.split(". "))
    shelling = claim(
        both,
        first,
        "Shelling",
        event="shelling",
        target="the market",
        place="Dravno",
        days=(D2, D2),
        means=["artillery"],
    )
    dead = claim(
        both, second, "killed", event="casualties", source=("doctors", "medical", None), target="people",
        toll={"killed": (6, 6, "Six")},
    )  # fmt: skip
    taken = claim(
        both, third, "abducted", event="abduction", actor="gunmen", target="two aid workers", place="Orl", at=ORL,
        days=(date(2030, 12, 31), date(2030, 12, 31)),
    )  # fmt: skip
    assert cluster(items([shelling, dead, taken], both)) == sorted([sorted([shelling.id, dead.id]), [taken.id]])


def test_what_people_decided_always_wins() -> None:
    everything = linked(*ALL)
    apart = cluster(everything, cannot=[(MAYOR[1].id, ARMY[1].id)])
    assert not any(MAYOR[1].id in g and ARMY[1].id in g for g in apart)
    together = cluster(everything, must=[(MAYOR[1].id, TALKS[1].id)])
    assert any({MAYOR[1].id, TALKS[1].id, ARMY[1].id} <= set(g) for g in together)
    both = cluster(everything, must=[(MAYOR[1].id, JUDGE[1].id)], cannot=[(JUDGE[1].id, MAYOR[1].id)])
    assert any({MAYOR[1].id, JUDGE[1].id} <= set(g) for g in both)


def test_constraints_on_unknown_claims_change_nothing() -> None:
    assert cluster(linked(MAYOR), must=[("c-gone", MAYOR[1].id)], cannot=[("c-gone", MAYOR[1].id)]) == [[MAYOR[1].id]]


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(len(ALL))))
def test_the_order_they_come_in_changes_nothing(order: list[int]) -> None:
    assert cluster(linked(*(ALL[n] for n in order))) == cluster(linked(*ALL))


def test_no_claims_no_events() -> None:
    assert cluster([]) == []


def test_an_item_comes_back_from_its_json() -> None:
    for one in linked(*ALL):
        assert Item.from_json(json.loads(json.dumps(one.to_json()))) == one


def test_an_item_of_another_format_says_how_to_mend_it() -> None:
    with pytest.raises(ValueError, match="make it anew"):
        Item.from_json({"format": 0})


def test_claims_that_can_be_one_share_a_block() -> None:
    first, second, third, fourth, _ = (set(blocks(i)) for i in linked(*ALL))
    assert first & second
    assert first & third
    assert first & fourth
    assert len(first) < 30


def test_a_place_at_the_edge_of_a_cell_meets_the_one_across() -> None:
    west = told("p1", "Shells fell on Lom.", D2, trigger="Shells", event="shelling", place="Lom", at=(10.0, 0.249))
    east = told("p2", "Fire hit Ves.", D2, trigger="Fire", event="shelling", place="Ves", at=(10.0, 0.251))
    keys = [{b for b in blocks(i) if b.startswith("v.c")} for i in linked(west, east)]
    assert keys[0] & keys[1]


def test_blocks_meet_across_the_date_line() -> None:
    west = told("q1", "Shells fell on Lom.", D2, trigger="Shells", event="shelling", place="Lom", at=(10.0, 179.999))
    east = told("q2", "Fire hit Ves.", D2, trigger="Fire", event="shelling", place="Ves", at=(10.0, -179.999))
    keys = [{b for b in blocks(i) if b.startswith("v.c")} for i in linked(west, east)]
    assert keys[0] & keys[1]


def test_ranks_sort_by_day() -> None:
    ranks = [rank(i) for i in linked(MAYOR, LATER)]
    assert ranks == sorted(ranks)


def test_similarity_is_the_same_both_ways_and_its_waterfall_adds_up() -> None:
    everything = linked(*ALL)
    for a in everything:
        for b in everything:
            if a is b:
                continue
            score = similarity(a, b)
            assert score.log_odds == pytest.approx(similarity(b, a).log_odds)
            assert score.log_odds == pytest.approx(log_odds(a, b))
            assert 0 <= score.value <= 1
            steps = explain(a, b)
            assert steps[0]["field"] == "prior"
            assert steps[-1]["total"] == pytest.approx(score.log_odds, abs=0.01)


def test_the_quick_sum_is_exact_above_its_limit() -> None:
    everything = linked(*ALL)
    for a in everything:
        for b in everything:
            if a is not b:
                whole, quick = log_odds(a, b), log_odds(a, b, 0.0)
                assert quick == pytest.approx(whole) if whole >= 0 else quick < 0


def test_the_waterfall_names_what_was_compared() -> None:
    steps = {s["field"]: s for s in explain(*linked(MAYOR, ARMY))}
    assert steps["place"]["case"] == "same town"
    assert steps["place"]["detail"] == "dravno"
    assert steps["means"]["detail"] == "missile"
    assert steps["names"]["log_odds"] > 0


def test_a_claim_without_place_takes_the_reports() -> None:
    text = "Guns fired on Dravno. Two people died."
    both = report("k1", text, "Herald", D2)
    guns = claim(both, "Guns fired on Dravno.", "fired", event="shelling", place="Dravno")
    died = claim(both, "Two people died.", "died", event="casualties", toll={"killed": (2, 2, "Two")})
    alone = item(died, both)
    beside = item(died, both, [guns, died])
    assert alone.where == ()
    assert [s.name for s in beside.where] == ["dravno"]
    assert beside.places == ()


def test_every_case_has_a_weight() -> None:
    known = weights()
    for relation, table in known.tables.items():
        assert known.prior.keys() == {"two reports", "one report"}
        for field in ("place", "place (of the report)"):
            assert set(table[field]) == {*PLACE_CASES, "unknown"}, (relation, field)
        assert {f"{s:g}" for s in STEPS} == set(table["sentence wording"])


def test_a_denial_goes_with_what_its_report_tells() -> None:
    """A command denies today's strike and, two days on, another far away: its words alone make them no one event."""
    found = []
    for n, (town, at, day) in enumerate((("Dravno", DRAVNO, D2), ("Orl", ORL, D3))):
        text = f"The Northern Command denied on its own account that it struck the bridge in {town}."
        told_in = report(f"dn{n}", text, "Herald", day)
        struck = claim(told_in, text, "struck", place=town, at=at, target="bridge", days=(day, day), means=["missile"])
        denied = claim(told_in, text, "denied", event="denial", actor="Northern Command")
        found.append((items([struck, denied], told_in), sorted([struck.id, denied.id])))
    assert cluster([i for listed, _ in found for i in listed]) == sorted(ids for _, ids in found)


def test_titles_say_what_and_where_and_blame_nobody() -> None:
    assert title([c for _, c in (MAYOR, ARMY, LATER)]) == "Air, missile or drone strike: Dravno"
    assert title([JUDGE[1]]) == "Bombing: Dravno"
    assert title([]) == "Event"


def test_many_like_claims_stay_quick_and_together() -> None:
    """A bounded number of comparisons: a thousand reports of one strike."""
    crowd = [
        told(
            f"m{n}",
            f"Missile strikes on the rail depot in Dravno killed four people, paper {n} wrote.",
            D2,
            trigger="strikes",
            place="Dravno",
            toll={"killed": (4, 4, "four")},
            days=(D2, D2),
        )
        for n in range(1000)
    ]
    groups = cluster(linked(*crowd))
    assert max(len(g) for g in groups) > 500
