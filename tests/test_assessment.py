"""One night over Dravno, as its sides tell it: the same claims under every rule."""

from datetime import date, datetime

import pytest
from dravno import claim, report
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.assessment import Assessment, FieldView, TollReading, assess, names, toll
from tidings.claim import Claim, Report
from tidings.errors import InputError

NIGHT = date(2031, 1, 2)
COMMAND = ("Northern Command", "military", None)


class Night:
    """Reports and claims, gathered one by one."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.claims: list[Claim] = []

    def add(self, text: str, trigger: str, publisher: str, day: date | datetime = NIGHT, **values: object) -> Claim:
        told = report(f"r{len(self.reports)}", text, publisher, day)
        made = claim(told, text, trigger, **values)  # type: ignore[arg-type]
        self.reports.append(told)
        self.claims.append(made)
        return made

    def toll(self, policy: str) -> TollReading:
        return toll(self.claims, self.reports, policy=policy)

    def assess(self, **options: object) -> Assessment:
        return assess(self.claims, self.reports, **options)  # type: ignore[arg-type]


@pytest.fixture
def night() -> Night:
    told = Night()
    told.add(
        "Northern Command said its weapons struck arms plants in Dravno.",
        "struck",
        "Northern Wire",
        source=COMMAND,
        actor="Northern Command",
        target="arms plants",
        place="Dravno",
    )
    told.add(
        "No civilians were hurt in the strikes, said Northern Command.",
        "strikes",
        "Northern Wire",
        source=COMMAND,
        target="civilians",
        stance="denies",
        toll={"killed": (0, 0, "No civilians"), "injured": (0, 0, "No civilians")},
    )
    told.add(
        "President Ilen Varga said four people were dead and 92 injured in the strikes on Dravno.",
        "strikes",
        "Dravno Herald",
        source=("President Ilen Varga", "government", None),
        target="people",
        place="Dravno",
        toll={"killed": (4, 4, "four"), "injured": (92, 92, "92")},
    )
    told.add(
        "The toll rose to five dead, the State Rescue Service said.",
        "dead",
        "Selm Radio",
        date(2031, 1, 3),
        event="casualties",
        source=("State Rescue Service", "medical", None),
        toll={"killed": (5, 5, "five")},
    )
    told.add(
        "The Civilian Harm Monitor counted dozens of dead in a residential block of Dravno.",
        "dead",
        "World Ledger",
        date(2031, 1, 5),
        event="casualties",
        source=("Civilian Harm Monitor", "ngo", None),
        target="residential block",
        place="Dravno",
        toll={"killed": (24, 99, "dozens")},
    )
    return told


def view(assessment: Assessment, field: str) -> FieldView:
    return next(f for f in assessment.fields if f.field == field)


# ---- same claims, four different correct answers


def test_claims_raw_merges_nothing(night: Night) -> None:
    read = night.toll("claims-raw")
    rows = [(c.kind, c.min, c.max, c.words, c.speaker, c.role, c.own) for c in read.counts]
    assert rows == [
        ("injured", 0, 0, "No civilians", "Northern Command", "party", True),
        ("killed", 0, 0, "No civilians", "Northern Command", "party", True),
        ("injured", 92, 92, "92", "President Ilen Varga", "victims", False),
        ("killed", 4, 4, "four", "President Ilen Varga", "victims", False),
        ("killed", 5, 5, "five", "State Rescue Service", "victims", False),
        ("killed", 24, 99, "dozens", "Civilian Harm Monitor", "third", False),
    ]


def test_acled_takes_the_lowest_and_counts_no_injured(night: Night) -> None:
    read = night.toll("acled-lowest")
    assert read.values == {"fatalities": 4}
    assert read.injured is None
    assert "sources differ: 4, 5, 12; the lowest is used" in read.notes


def test_ucdp_gives_low_best_high(night: Night) -> None:
    read = night.toll("ucdp-low-best-high")
    assert (read.values["low"], read.values["best"], read.values["high"]) == (4, 24, 99)
    assert read.values["qualifies"] is True
    assert read.injured is not None
    assert (read.injured.min, read.injured.best, read.injured.max) == (92, 92, 92)


def test_airwars_gives_the_range_and_the_belligerents_own_beside_it(night: Night) -> None:
    read = night.toll("airwars-minmax")
    values = read.values
    assert (values["killed_civilians_min"], values["killed_civilians_max"]) == (4, 99)
    assert (values["injured_civilians_min"], values["injured_civilians_max"]) == (92, 92)
    assert (values["conceded_killed_min"], values["conceded_killed_max"]) == (0, 0)
    assert values["killed_belligerents_max"] is None
    assert values["headline"] is True


def test_every_rule_keeps_what_the_acting_party_concedes_apart(night: Night) -> None:
    for policy in names():
        read = night.toll(policy)
        assert [(c.party, c.kind, c.min, c.max) for c in read.conceded] == [
            ("~northern command", "injured", 0, 0),
            ("~northern command", "killed", 0, 0),
        ]
        assert read.killed is not None
        assert read.killed.min == 4
        assert read.rule
        assert read.version


def test_the_rules_are_these(night: Night) -> None:
    assert names() == ["acled-lowest", "airwars-minmax", "claims-raw", "ucdp-low-best-high"]
    with pytest.raises(InputError, match="use one of acled-lowest"):
        night.toll("highest")


@pytest.mark.parametrize(
    ("words", "low", "high", "acled", "ucdp"),
    [
        ("several", 3, 9, 3, (3, 3, 9)),
        ("many", 2, None, 10, (2, 2, 2)),
        ("dozens", 24, 99, 12, (24, 24, 99)),
        ("hundreds", 200, 999, 100, (200, 200, 999)),
        ("at least seven", 7, None, 7, (7, 7, 7)),
        ("up to ten", None, 10, 10, (0, 10, 10)),
        ("more than 90", 91, None, 91, (91, 91, 91)),
    ],
)
def test_vague_words_by_each_codebooks_table(
    words: str, low: int | None, high: int | None, acled: int, ucdp: tuple[int, int, int]
) -> None:
    told = Night()
    told.add(
        f"Shelling of Dravno killed {words} people, the mayor said.",
        "Shelling",
        "Herald",
        event="shelling",
        source=("the mayor", "government", None),
        target="people",
        place="Dravno",
        toll={"killed": (low, high, words)},
    )
    assert told.toll("acled-lowest").values["fatalities"] == acled
    read = told.toll("ucdp-low-best-high").values
    assert (read["low"], read["best"], read["high"]) == ucdp


def test_only_casualties_are_no_deaths_for_acled_and_no_event_for_ucdp() -> None:
    told = Night()
    told.add(
        "Shelling of Dravno caused numerous casualties.",
        "Shelling",
        "Herald",
        event="shelling",
        place="Dravno",
        toll={"casualties": (2, None, "numerous")},
    )
    read = told.toll("acled-lowest")
    assert read.values["fatalities"] == 0
    assert read.notes == ["deaths: only casualties are reported, coded 0"]
    assert told.toll("ucdp-low-best-high").values["qualifies"] is False


def test_a_total_over_several_places_is_divided_with_the_rest_to_the_first() -> None:
    from tidings.assessment.policies.acled_lowest import divide

    assert divide(10, 3) == [4, 3, 3]
    assert divide(2, 3) == [2, 0, 0]


def test_ucdp_counts_by_side() -> None:
    told = Night()
    told.add(
        "The mayor said 3 Russian soldiers died in clashes with Ukrainian troops near Dravno.",
        "clashes",
        "Herald",
        event="clash",
        source=("The mayor", "government", None),
        actor=("Ukrainian troops", "ukrainian_forces"),
        target=("Russian soldiers", "russian_forces"),
        place="Dravno",
        toll={"killed": (3, 3, "3 Russian soldiers")},
    )
    read = told.toll("ucdp-low-best-high").values
    assert (read["side_a"], read["side_b"]) == ("Ukraine", "Russia")
    assert (read["deaths_a"], read["deaths_b"], read["deaths_civilians"], read["deaths_unknown"]) == (0, 3, 0, 0)


def test_airwars_counts_children_apart() -> None:
    told = Night()
    told.add(
        "Shells killed two children in Dravno, doctors said.",
        "Shells",
        "Herald",
        event="shelling",
        source=("doctors", "medical", None),
        target="two children",
        place="Dravno",
        toll={"killed": (2, 2, "two children")},
    )
    values = told.toll("airwars-minmax").values
    assert (values["killed_children_min"], values["killed_children_max"]) == (2, 2)
    assert (values["killed_civilians_min"], values["killed_civilians_max"]) == (2, 2)
    assert values["headline"] is False


def test_a_sources_later_number_replaces_its_earlier_one_and_a_total_holds_its_parts() -> None:
    told = Night()
    for day, number, words in ((NIGHT, 4, "four"), (date(2031, 1, 4), 7, "seven")):
        told.add(
            f"The mayor said {words} people died in the strikes on Dravno.",
            "strikes",
            "Herald",
            day,
            source=("The mayor", "government", None),
            place="Dravno",
            toll={"killed": (number, number, words)},
        )
    assert told.toll("acled-lowest").values["fatalities"] == 7


# ---- who says what


def test_sides_and_independent_sources(night: Night) -> None:
    found = night.assess()
    assert [(s.label, s.role, len(s.claims)) for s in found.sides] == [
        ("Northern Command", "party", 2),
        ("XD", "victims", 2),
        ("Third parties", "third", 1),
    ]
    assert found.independent == 4


def test_a_party_and_its_media_are_one_and_never_corroborate_each_other() -> None:
    told = Night()
    told.add(
        "The Russian Ministry of Defense said its forces struck Dravno.",
        "struck",
        "TASS",
        source=("Russian Ministry of Defense", "military", "RU"),
        actor=("its forces", "russian_forces"),
        place="Dravno",
    )
    told.add("Missiles struck a depot in Dravno.", "struck", "TASS", place="Dravno")
    told.add(
        "The governor, a Russian official, said the strike on Dravno went well.",
        "strike",
        "Dravno Herald",
        source=("a Russian official", "government", "RU"),
        place="Dravno",
    )
    found = told.assess()
    assert [v.id for v in found.voices] == ["party:RU"]
    assert found.independent == 1


def test_ten_outlets_quoting_one_mayor_are_one_source() -> None:
    told = Night()
    for n in range(10):
        told.add(
            f"Paper {n}: four died in the strikes on Dravno, Mayor Oskar Teln said.",
            "strikes",
            f"Paper {n}",
            source=("Mayor Oskar Teln", "government", None),
            place="Dravno",
            toll={"killed": (4, 4, "four")},
        )
    found = told.assess()
    assert found.independent == 1
    assert found.grade.value == "weak"


def test_copies_of_a_wire_report_are_one_and_credited_reports_are_the_agencys() -> None:
    told = Night()
    text = "A drone crashed into the roof of the old mill in Dravno and set it on fire, a reporter at the scene saw."
    for publisher in ("AFP via Dravno Herald", "Selm Radio", "AFP"):
        told.add(text, "crashed", publisher, place="Dravno")
    told.add("A drone hit the mill in Dravno.", "hit", "Orl Gazette", place="Dravno")
    assert sorted(v.id for v in told.assess().voices) == ["outlet:afp", "outlet:orl gazette"]


def test_who_quotes_another_counts_as_the_one_quoted() -> None:
    told = Night()
    told.add(
        "The Civilian Harm Monitor citing the Russian Ministry of Defense put the dead in Dravno at six.",
        "dead",
        "World Ledger",
        event="casualties",
        source=("The Civilian Harm Monitor citing the Russian Ministry of Defense", "ngo", None),
        place="Dravno",
        toll={"killed": (6, 6, "six")},
    )
    assert [v.id for v in told.assess().voices] == ["party:RU"]


def test_hospitals_are_voices_of_their_own_but_a_health_ministry_is_its_government() -> None:
    told = Night()
    told.add(
        "Dravno Central Hospital said six died in the strikes on Dravno.",
        "strikes",
        "Herald",
        source=("Dravno Central Hospital", "medical", None),
        place="Dravno",
    )
    told.add(
        "The health ministry said six died in the strikes on Dravno.",
        "strikes",
        "Herald",
        source=("The health ministry", "medical", None),
        place="Dravno",
    )
    assert sorted(v.id for v in told.assess().voices) == ["medical:dravno central hospital", "party:XD"]


# ---- agreement and contradiction


def test_contradictions_come_first_with_who_says_which_since_when(night: Night) -> None:
    found = night.assess()
    assert found.contested
    assert [f.field for f in found.contradictions] == ["killed", "injured", "target"]
    killed = view(found, "killed")
    assert [(p.value, p.voices, p.since) for p in killed.positions] == [
        ("none", ["party:~northern command"], NIGHT),
        ("4", ["party:XD"], NIGHT),
        ("5", ["medical:state rescue service"], date(2031, 1, 3)),
        ("24 to 99", ["name:civilian harm monitor"], date(2031, 1, 5)),
    ]
    assert view(found, "target").note == "military against civilian"


def test_a_growing_toll_is_no_contradiction() -> None:
    told = Night()
    for day, number, words, who in ((NIGHT, 4, "four", "The mayor"), (date(2031, 1, 4), 7, "seven", "A monitor")):
        told.add(
            f"{who} said {words} people died in the strikes on Dravno.",
            "strikes",
            "Herald",
            day,
            source=(who, "government" if who == "The mayor" else "ngo", None),
            place="Dravno",
            toll={"killed": (number, number, words)},
        )
    found = view(told.assess(), "killed")
    assert (found.state, found.note) == ("differs", "a later source gives more")


def test_a_number_that_was_given_up_tells_until_when_it_held() -> None:
    told = Night()
    for day, number, words in ((NIGHT, 4, "four"), (date(2031, 1, 4), 7, "seven")):
        told.add(
            f"The mayor said {words} people died in the strikes on Dravno.",
            "strikes",
            "Herald",
            day,
            source=("The mayor", "government", None),
            place="Dravno",
            toll={"killed": (number, number, words)},
        )
    positions = view(told.assess(), "killed").positions
    assert [(p.value, p.until) for p in positions] == [("4", date(2031, 1, 4)), ("7", None)]


def test_at_least_four_and_six_agree() -> None:
    told = Night()
    for number, words, who in (((4, None), "at least four", "The mayor"), ((6, 6), "six", "A monitor")):
        told.add(
            f"{who} said {words} people died in the strikes on Dravno.",
            "strikes",
            "Herald",
            source=(who, "government" if who == "The mayor" else "ngo", None),
            place="Dravno",
            toll={"killed": (*number, words)},
        )
    assert view(told.assess(), "killed").state == "agreed"


def test_accused_and_denying() -> None:
    told = Night()
    told.add(
        "Dravno's mayor accused Russian forces of the hospital strike.",
        "accused",
        "Herald",
        event="accusation",
        actor="Dravno's mayor",
        target=("Russian forces", "russian_forces"),
    )
    told.add(
        "The Russian Ministry of Defense denied that it hit the hospital.",
        "denied",
        "Northern Wire",
        event="denial",
        source=("Russian Ministry of Defense", "military", "RU"),
        actor=("Russian Ministry of Defense", "russian_mod"),
        stance="denies",
    )
    found = view(told.assess(), "perpetrator")
    assert (found.state, found.note) == ("contradicted", "named and denied")
    assert [p.value for p in found.positions] == ["Russia", "not Russia"]


def test_asserted_and_denied_that_it_happened() -> None:
    told = Night()
    told.add("Missiles struck Dravno.", "struck", "Herald", place="Dravno")
    told.add(
        "The Selm council said no strike on Dravno took place.",
        "strike",
        "Gazette",
        source=("The Selm council", "expert", None),
        stance="denies",
        place="Dravno",
    )
    assert view(told.assess(), "happened").state == "contradicted"


def test_days_apart_contradict_and_a_night_does_not() -> None:
    for gap, state in ((0, "agreed"), (1, "differs"), (4, "contradicted")):
        told = Night()
        for publisher, day in (("Herald", NIGHT), ("Gazette", date(2031, 1, 2 + gap))):
            told.add("Missiles struck Dravno.", "struck", publisher, date(2031, 1, 9), place="Dravno", days=(day, day))
            told.reports[-1] = told.reports[-1].model_copy(update={"text": told.reports[-1].text})
        found = assess(told.claims, told.reports, copies={r.id: r.id for r in told.reports})
        assert view(found, "date").state == state


# ---- grades


def test_one_source_is_weak_and_two_are_fair(night: Night) -> None:
    assert night.assess().grade.value == "fair"
    alone = assess(night.claims[2:3], night.reports)
    assert (alone.grade.value, alone.grade.because) == ("weak", "only XD asserts it")
    assert alone.grade.rule


def test_a_party_that_admits_the_strike_but_denies_the_harm_confirms_nothing(night: Night) -> None:
    assert night.assess().grade.value != "confirmed"


def test_a_party_that_accepts_it_confirms() -> None:
    told = Night()
    told.add(
        "Northern Command admitted that it killed four people in Dravno by mistake.",
        "admitted",
        "Northern Wire",
        event="responsibility",
        source=COMMAND,
        actor="Northern Command",
        place="Dravno",
    )
    told.add(
        "Doctors said four people died in the strike on Dravno.",
        "strike",
        "Herald",
        source=("Doctors", "medical", None),
        place="Dravno",
        target="people",
        toll={"killed": (4, 4, "four")},
    )
    assert told.assess().grade.value == "confirmed"


def test_two_parties_named_by_different_voices_are_contested() -> None:
    told = Night()
    told.add(
        "Kyiv accused Russian forces of shelling the camp.",
        "accused",
        "Herald",
        event="accusation",
        source=("Kyiv", "government", "UA"),
        actor="Kyiv",
        target=("Russian forces", "russian_forces"),
    )
    told.add(
        "Moscow accused Ukrainian forces of shelling the camp.",
        "accused",
        "Gazette",
        event="accusation",
        source=("Moscow", "government", "RU"),
        actor="Moscow",
        target=("Ukrainian forces", "ukrainian_forces"),
    )
    found = told.assess()
    assert found.grade.value == "contested"
    assert view(found, "perpetrator").state == "contradicted"


def test_only_fighters_killed_is_discounted() -> None:
    told = Night()
    told.add(
        "The army said it killed 20 militants in strikes on Dravno.",
        "strikes",
        "Herald",
        source=("The army", "military", None),
        place="Dravno",
        target="20 militants",
        toll={"killed": (20, 20, "20")},
    )
    assert told.assess().grade.value == "discounted"
    values = told.toll("airwars-minmax").values
    assert (values["killed_belligerents_min"], values["killed_civilians_min"]) == (20, None)


# ---- time


def test_as_known_on_a_day(night: Night) -> None:
    then = night.assess(as_of=NIGHT)
    assert then.toll.killed is not None
    assert then.toll.killed.max == 4
    assert then.claims == 3
    assert [(s.known, s.killed.max if s.killed else None) for s in night.assess().history] == [
        (NIGHT, 4),
        (date(2031, 1, 3), 5),
        (date(2031, 1, 5), 99),
    ]


def test_nothing_known_yet(night: Night) -> None:
    then = night.assess(as_of=date(2030, 1, 1))
    assert then.claims == 0
    assert then.sides == []
    assert then.grade.value == "weak"
    assert then.toll.values["qualifies"] is False


# ---- relations


def test_retaliation_told_by_a_report() -> None:
    text = "Northern Command struck Dravno in retaliation for the shelling of Lom market on Friday, it said."
    told = report("k", text, "Northern Wire", NIGHT)
    struck = claim(told, text, "struck", source=COMMAND, place="Dravno")
    shelled = claim(told, text, "shelling", event="shelling", place="Lom")
    (found,) = assess([struck], [told], others=[shelled]).relations
    assert (found.kind, found.claim, found.to) == ("retaliation_for", struck.id, shelled.id)
    assert found.cue == "in retaliation for"
    assert found.words == "the shelling of Lom market on Friday"
    assert text[found.start : found.end] == found.cue


def test_a_cue_that_opens_the_sentence() -> None:
    text = "In response to the shelling of Lom, Northern Command struck Dravno."
    told = report("k", text, "Northern Wire", NIGHT)
    struck = claim(told, text, "struck", place="Dravno")
    shelled = claim(told, text, "shelling", event="shelling", place="Lom")
    (found,) = assess([struck], [told], others=[shelled]).relations
    assert (found.kind, found.claim, found.to) == ("response_to", struck.id, shelled.id)


def test_a_tie_to_what_no_claim_tells_keeps_its_words() -> None:
    text = "Northern Command struck Dravno in response to last week's raid."
    told = report("k", text, "Northern Wire", NIGHT)
    (found,) = assess([claim(told, text, "struck", place="Dravno")], [told]).relations
    assert (found.kind, found.to, found.words) == ("response_to", None, "last week's raid")


def test_what_was_caused_may_stand_first() -> None:
    text = "The strikes on Dravno caused power cuts in Selm."
    told = report("k", text, "Herald", NIGHT)
    strikes = claim(told, text, "strikes", place="Dravno")
    cuts = claim(told, text, "power cuts", event="outage", place="Selm")
    (found,) = assess([cuts], [told], others=[strikes]).relations
    assert (found.kind, found.claim, found.to) == ("caused_by", cuts.id, strikes.id)


# ---- whatever comes


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["military", "government", "ngo", "medical", "witness", "unnamed", "media"]),
            st.sampled_from([None, "RU", "UA"]),
            st.sampled_from(["asserts", "denies", "hedges"]),
            st.one_of(st.none(), st.tuples(st.integers(0, 50), st.integers(0, 50))),
            st.integers(1, 9),
        ),
        max_size=8,
    )
)
def test_any_claims_give_an_assessment_whose_parts_fit(rows: list[tuple]) -> None:
    told = Night()
    for kind, party, stance, number, day in rows:
        ends = (min(number), max(number), "n") if number else None
        told.add(
            "Someone Telling said people died in the strikes on Dravno.",
            "strikes",
            f"Paper {day}",
            date(2031, 1, day),
            source=("Someone Telling", kind, party),
            stance=stance,
            place="Dravno",
            toll={"killed": ends} if ends else None,
        )
    for policy in names():
        found = told.assess(policy=policy)
        assert Assessment.model_validate_json(found.model_dump_json()) == found
        listed = sorted(c.id for c in told.claims)
        assert sorted(c for s in found.sides for c in s.claims) == listed
        assert sorted(c for v in found.voices for c in v.claims) == listed
        assert found.contested == any(f.state == "contradicted" for f in found.fields)
        killed = found.toll.killed
        if killed and killed.min is not None and killed.max is not None:
            assert killed.min <= killed.max
            assert killed.best is None or killed.min <= killed.best <= killed.max


def test_one_person_under_two_spellings_is_one_voice() -> None:
    told = Night()
    for publisher, name in (("Herald", "Vitaliy Klychenko"), ("Courier", "Vitali Klitschenko")):
        told.add(
            f"{name} said six died in the strikes on Dravno.",
            "strikes",
            publisher,
            source=(name, "person", None),
            place="Dravno",
        )
    (voice,) = told.assess().voices
    assert (voice.id, len(voice.claims)) == ("name:vitali klitschenko", 2)
