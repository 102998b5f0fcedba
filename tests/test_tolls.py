"""Counts of people harmed: literal readings of invented sentences, and what holds for any text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.coding import tolls
from tidings.errors import CodebookError

# sentence | kind min max ; ... ("-" is an open end); nothing behind the bar: no count of people at all
READINGS = """
Four people were killed. | killed 4 4
At least four people were killed. | killed 4 -
Up to 10 people died. | killed - 10
More than 90 were wounded. | injured 91 -
Fewer than 20 people were hurt. | injured - 19
Under 20 villagers were injured. | injured - 19
About 50 villagers were killed. | killed 50 50
Nearly 50 fighters died. | killed 50 50
Some 50 soldiers were injured. | injured 50 50
Dozens were killed. | killed 24 99
Scores were wounded. | injured 40 99
Hundreds of people were killed. | killed 200 999
Thousands fled their homes. | displaced 2000 9999
Millions have been displaced. | displaced 2000000 -
Tens of thousands were displaced by the fighting. | displaced 20000 99999
Several soldiers were killed. | killed 3 9
A few people were hurt. | injured 3 9
Numerous people were injured. | injured 2 -
Shelling hit the town, killing civilians. | killed 2 -
A couple of soldiers were wounded. | injured 2 2
A woman and two children were killed. | killed 3 3
A soldier was killed. | killed 1 1
The strike killed Maj. Oren Vashti. | killed 1 1
There were no casualties. | killed 0 0 ; injured 0 0
No one was killed. | killed 0 0
Nobody was hurt. | injured 0 0
There were dozens of casualties. | casualties 24 99
Between 10 and 15 people were killed. | killed 10 15
10-15 people were wounded. | injured 10 15
From 10 to 15 people were wounded. | injured 10 15
10 to 15 people were wounded. | injured 10 15
Some 300,000 people were displaced. | displaced 300000 300000
1.5 million people were displaced. | displaced 1500000 1500000
Two dozen people were killed. | killed 24 24
Half a dozen people were killed. | killed 6 6
Three dozen fighters were killed. | killed 36 36
A hundred people were killed. | killed 100 100
Over a hundred people were killed. | killed 101 -
100 or more people were killed. | killed 100 -
50-plus people were killed. | killed 50 -
It killed 10 people and wounded 12 others. | killed 10 10 ; injured 12 12
All five were killed. | killed 5 5
Both were killed. | killed 2 2
The pair were killed. | killed 2 2
A family of five was killed. | killed 5 5
The death toll rose to 64. | killed 64 64
The toll stands at 12. | killed 12 12
The attack brought the number of dead to 12. | killed 12 12
Nine people were hurt, three of them seriously. | injured 9 9 ; injured 3 3
It killed 10 people and wounded 20. | killed 10 10 ; injured 20 20
The blast left 3 dead and 12 injured. | killed 3 3 ; injured 12 12
The raid claimed the lives of 7. | killed 7 7
The raid claimed 7 lives. | killed 7 7
Rescuers said 17 bodies were recovered. | killed 17 17
The number of wounded rose to 31. | injured 31 31
The shelling killed six people, wounding at least as many. | killed 6 6 ; injured 6 -
The strikes killed or wounded 30. | casualties 30 30
60 people are dead or missing. | casualties 60 60
Five people have died. | killed 5 5
Five people lost their lives. | killed 5 5
Three succumbed to their wounds. | killed 3 3
The fighting forced 20,000 people to flee. | displaced 20000 20000
Rebels took 40 hostages. | abducted 40 40
Gunmen kidnapped two aid workers. | abducted 2 2
Police arrested 12 suspects. | detained 12 12
The brigade captured 20 soldiers. | detained 20 20
A 16-year-old was killed. | killed 1 1
A boy aged 14 was killed. | killed 1 1
Ana Lopez (42) was killed. | killed 1 1
Maria Lopez, 34, was killed. | killed 1 1
The S-300 missile killed 4. | killed 4 4
A MiG-29 and two Su-34 jets were destroyed. |
155mm shells hit the town. |
On 12 May 2023 three people were killed. | killed 3 3
At 12:30, 5 people died. | killed 5 5
40 percent of homes were damaged. |
They paid $500 and killed nobody. |
It lies 30 km from Vesk. |
They fought for three days. |
The army destroyed 3 tanks. |
They fired 20 missiles. |
3 houses burned. |
The 72nd Brigade killed five. | killed 5 5
Group 47 killed five. | killed 5 5
Three were killed and five wounded. | killed 3 3 ; injured 5 5
Five dead, 20 hurt. | killed 5 5 ; injured 20 20
11 civilians including two children were killed. | killed 11 11 ; killed 2 2
3 staff kidnapped; 2 killed | abducted 3 3 ; killed 2 2
Another five people were killed. | killed 5 5
Two people were killed and a further six wounded. | killed 2 2 ; injured 6 6
Hundreds of thousands were displaced. | displaced 200000 999999
At least 15 people, among them four children, were killed. | killed 15 - ; killed 4 4
The mayor and his driver were shot dead. | killed 2 2
Two thousand five hundred people fled. | displaced 2500 2500
Police found the bodies of eight men. | killed 8 8
No injuries were reported. | injured 0 0
There were no reports of casualties. | killed 0 0 ; injured 0 0
There were no immediate reports of casualties or damage. | killed 0 0 ; injured 0 0
A policeman died and two of his colleagues were injured. | killed 1 1 ; injured 2 2
The toll rose from 5 to 8. | killed 8 8
Twenty-five people were killed, 300 others injured. | killed 25 25 ; injured 300 300
Doctors treated 40 wounded. | injured 40 40
15 people are missing. | missing 15 15
Six people, including a nurse, went missing. | missing 6 6 ; missing 1 1
Militants shot and killed three teachers. | killed 3 3
Two journalists were abducted and later killed. | abducted 2 2 ; killed 2 2
Police detained over 100 protesters. | detained 101 -
Nineteen soldiers were taken prisoner. | detained 19 19
3 killed, 4 wounded in Orla blast | killed 3 3 ; injured 4 4
The two sides exchanged 200 prisoners. |
Shells killed a 60-year-old man and wounded his wife. | killed 1 1 ; injured 1 1
Not a single person was hurt. | injured 0 0
As many as 200 people may have been killed. | killed - 200
An estimated 1,200 fighters were killed. | killed 1200 1200
An airstrike hit a bus, killing all 14 passengers. | killed 14 14
Seven of the dead were women. | killed 7 7
Among the dead were two doctors. | killed 2 2
The army said it killed 30 militants and captured 12. | killed 30 30 ; detained 12 12
More than 30 people have been killed and hundreds injured. | killed 31 - ; injured 200 999
The bombardment killed 12 and injured at least 40 more. | killed 12 12 ; injured 40 -
Artillery fire on Vesk killed six and wounded 14, the governor said. | killed 6 6 ; injured 14 14
Six people were killed, including three children, and 14 wounded. | killed 6 6 ; killed 3 3 ; injured 14 14
The explosion, which killed 12 people, also injured 40. | killed 12 12 ; injured 40 40
The ministry said 15 of its soldiers had been killed. | killed 15 15
Nearly two dozen people were hurt. | injured 24 24
More than a dozen fighters were captured. | detained 13 -
Rebels captured two tanks and three villages. |
The army captured the town of Orla. |
About 3,000 residents were evacuated from the village. | displaced 3000 3000
Police evacuated 200 people. | displaced 200 200
The US has killed two leaders of the group. | killed 2 2
He said 23 people, mostly women, had died. | killed 23 23
Hospital officials said they received 12 bodies and 30 wounded. | killed 12 12 ; injured 30 30
It was the deadliest attack in three years. |
The 14-year-old boy was shot in the leg. | injured 1 1
A 35-year-old man was killed and two others were injured. | killed 1 1 ; injured 2 2
Three children, aged 4, 7 and 11, were killed. | killed 3 3
At 5 p.m. on 12 March, a shell hit house no. 14. |
Two of the wounded later died. | killed 2 2
The Route 60 attack killed two. | killed 2 2
Five F-16 jets and 12 BM-21 launchers struck; one pilot was killed. | killed 1 1
Militants attacked the base with 10 fighters and killed seven soldiers. | killed 7 7
Over the past 10 days 45 people have been killed. | killed 45 45
In 2022, 300 people were abducted. | abducted 300 300
Gunmen abducted 87 pupils, mostly girls, from a school. | abducted 87 87
Ten hostages were freed. |
The group released 12 captives. |
Hamid Orvan, the mayor, was killed on Friday. | killed 1 1
Two brothers and their cousin were killed. | killed 3 3
A couple and their three children were killed. | killed 5 5
The man, his wife and two daughters died in the fire. | killed 4 4
They killed him. | killed 1 1
She was wounded. | injured 1 1
Seven people were killed and another seven injured. | killed 7 7 ; injured 7 7
Seven people were killed, and 20 more injured, when a shell hit the market. | killed 7 7 ; injured 20 20
The blast wounded at least 30 and killed 8, including the bomber. | injured 30 - ; killed 8 8
At least 8 dead and 30 wounded in market blast | killed 8 - ; injured 30 30
8 killed, dozens hurt | killed 8 8 ; injured 24 99
Two killed as drone hits bus | killed 2 2
Death toll in Vesk climbs to 41 | killed 41 41
The death toll from Monday's strike has risen to at least 23. | killed 23 -
Officials put the death toll at 19. | killed 19 19
The death toll exceeded 100. | killed 101 -
The health ministry said the total number of dead had reached 12,000. | killed 12000 12000
The strike left at least 17 people dead, among them two medics. | killed 17 - ; killed 2 2
None of the passengers was hurt. | injured 0 0
There were no injuries or deaths. | killed 0 0 ; injured 0 0
No deaths were reported. | killed 0 0
No soldiers were killed. | killed 0 0
The attack caused no casualties. | killed 0 0 ; injured 0 0
There were casualties on both sides. | casualties 2 -
The shelling caused civilian casualties. | casualties 2 -
The army suffered heavy casualties. | casualties 2 -
12 civilian casualties were recorded. | casualties 12 12
Security forces detained at least 20 suspected militants. | detained 20 -
Some 1,500 people have been arrested since Sunday. | detained 1500 1500
The court sentenced three men to death. |
Three policemen were ambushed and killed. | killed 3 3
The bodies of three soldiers were found. | killed 3 3
Two people remain missing. | missing 2 2
Four fishermen are still missing. | missing 4 4
As many as 5,000 may be displaced. | displaced - 5000
More than half a million people have been displaced. | displaced 500001 -
A quarter of a million people fled. | displaced 250000 250000
Between 200 and 300 people fled. | displaced 200 300
Two or three people were hurt. | injured 2 3
It killed 2,500 to 3,000 people. | killed 2500 3000
A total of 37 people were killed. | killed 37 37
Thirty-two were killed. | killed 32 32
One hundred and twenty people were killed. | killed 120 120
Just over 100 people were wounded. | injured 101 -
No fewer than 30 people were killed. | killed 30 -
No more than 5 people were injured. | injured - 5
At most 5 people were injured. | injured - 5
Not fewer than 15 farmers were killed. | killed 15 -
Less than 10 people were hurt. | injured - 9
It killed 5, wounded 6 and displaced 7,000. | killed 5 5 ; injured 6 6 ; displaced 7000 7000
He lost his legs in the blast that killed two friends. | killed 2 2
The attack killed a nurse, two doctors and a driver. | killed 4 4
Sixty-four people, ten of them children, drowned. | killed 64 64 ; killed 10 10
Of the 20 wounded, five are in critical condition. | injured 20 20 ; injured 5 5
The number of injured has increased from 20 to 35. | injured 35 35
Troops shot dead two men. | killed 2 2
Two men were shot dead by troops. | killed 2 2
Police shot and wounded four demonstrators. | injured 4 4
Militants beheaded two farmers. | killed 2 2
The army killed scores of rebels. | killed 40 99
An unknown number of people were killed. | killed 2 -
The two pilots died. | killed 2 2
The ambush resulted in the death of nine soldiers and the injury of four others. | killed 9 9 ; injured 4 4
The killing of two teachers shocked the town. | killed 2 2
The arrest of 30 activists drew protests. | detained 30 30
They took at least 15 people hostage. | abducted 15 -
The fighters took 20 soldiers prisoner. | detained 20 20
The militia is holding 8 hostages. | abducted 8 8
People were killed. | killed 2 -
Injured people were taken to hospital. | injured 2 -
Twelve wounded soldiers were flown out. | injured 12 12
Nineteen people have been hospitalised. | injured 19 19
The strike did not cause any casualties. | killed 0 0 ; injured 0 0
The night passed without casualties. | killed 0 0 ; injured 0 0
Losses have reached 473 400 men. | casualties 473400 473400
Hamid Orvan's assassination shocked Vesk. | killed 1 1
Police found the body of a man. | killed 1 1
Oren Vast, a commander, and two of his men were killed. | killed 3 3
A mother of two was killed. | killed 1 1
Ten soldiers, 3 policemen killed in ambush | killed 13 13
The fighting has driven 40,000 people from their homes. | displaced 40000 40000
Casualties are estimated at 899 killed and wounded. | casualties 899 899
Five government and security officials were killed. | killed 5 5
Seventy Afghan and allied soldiers were wounded. | injured 70 70
Three of the twelve miners were found dead. | killed 3 3
Five officers who were in a van near Orla were killed. | killed 5 5
The blast killed a driver, his wife and their two sons. | killed 4 4
Twelve men, including a doctor and two nurses, were abducted. | abducted 12 12 ; abducted 1 1 ; abducted 2 2
The bus carried 40 people; nine died. | killed 9 9
Guards say they shot down two drones. |
They tried to kill him. |
The mayor was shot in the arm. | injured 1 1
Two villagers they abducted were freed. | abducted 2 2
There are 20 women among the dead. | killed 20 20
""".strip().splitlines()


def told(text: str) -> set[tuple[str, int | None, int | None]]:
    return {(m.kind, m.min, m.max) for m in tolls.read(text)}


def expected(line: str) -> set[tuple[str, int | None, int | None]]:
    found = set()
    for item in line.split(";"):
        if item.strip():
            kind, low, high = item.split()
            found.add((kind, None if low == "-" else int(low), None if high == "-" else int(high)))
    return found


@pytest.mark.parametrize("reading", READINGS, ids=lambda line: line.partition("|")[0].strip()[:60])
def test_reading(reading: str) -> None:
    text, _, wanted = reading.partition("|")
    assert told(text.strip()) == expected(wanted)


def one(text: str) -> tolls.TollMention:
    (mention,) = tolls.read(text)
    return mention


def test_offsets_are_those_of_the_words() -> None:
    text = "In Vesk, at least four civilians were badly wounded."
    mention = one(text)
    assert text[mention.start : mention.end] == "at least four"
    assert text[slice(*mention.harm)] == "wounded"
    assert mention.who is not None
    assert text[slice(*mention.who)] == "at least four civilians"


def test_offset_moves_every_span() -> None:
    text = "Five people died."
    here, there = one(text), tolls.read(text, offset=100)[0]
    assert (there.start, there.end) == (here.start + 100, here.end + 100)
    assert there.harm == (here.harm[0] + 100, here.harm[1] + 100)


def test_a_part_of_a_count_is_marked() -> None:
    found = tolls.read("At least six people, two of them children, were killed.")
    assert [(m.min, m.subset) for m in found] == [(6, False), (2, True)]


def test_a_list_that_only_tells_who_they_were_is_no_sum() -> None:
    found = tolls.read("Seven workers, four women and three men, were killed.")
    assert [(m.min, m.max) for m in found if not m.subset] == [(7, 7)]


def test_people_joined_by_and_are_added() -> None:
    assert told("Four soldiers and two militants were killed in Orla.") == {("killed", 6, 6)}
    assert told("The shell killed a woman, her son and two neighbours.") == {("killed", 4, 4)}
    assert told("He was killed along with two other men.") == {("killed", 3, 3)}


def test_a_count_on_top_of_another_is_marked() -> None:
    assert one("Another five people were killed.").additional
    assert not one("Five people were killed.").additional


def test_no_casualties_is_an_explicit_zero() -> None:
    found = tolls.read("The mayor said there were no casualties.")
    assert {(m.kind, m.min, m.max, m.negated) for m in found} == {("killed", 0, 0, True), ("injured", 0, 0, True)}


def test_who_does_it_is_not_counted() -> None:
    assert told("Three gunmen killed five traders.") == {("killed", 5, 5)}
    assert told("Five traders were killed by three gunmen.") == {("killed", 5, 5)}


def test_towns_and_tanks_are_no_prisoners() -> None:
    assert told("The rebels captured Orla and three tanks.") == set()


def test_the_outcome_counts_once() -> None:
    assert told("One guard was injured and later died.") == {("killed", 1, 1)}
    assert told("A driver was shot in the chest and killed.") == {("killed", 1, 1)}


def test_sentences_are_read_apart() -> None:
    found = tolls.read("Shells fell on Vesk. Two men died. Ten were hurt.\nMaj. Oren Vashti was killed.")
    assert [(m.kind, m.min) for m in found] == [("killed", 2), ("injured", 10), ("killed", 1)]


def test_capitals_and_typed_lines_are_read_alike() -> None:
    assert told("SHELLS KILLED SIX PEOPLE IN VESK AND WOUNDED 12 OTHERS, POLICE SAID.") == {
        ("killed", 6, 6),
        ("injured", 12, 12),
    }
    wrapped = (
        "The officials of the town admitted on Monday that two Orlan\nSoldiers were killed near the bridge on Friday."
    )
    assert told(wrapped) == {("killed", 2, 2)}


def test_every_mention_says_how_it_was_read() -> None:
    assert [m.rule for m in tolls.read("Two men died and the blast hurt a child.")] == ["subject", "object-bare"]


def overlay(folder: Path, table: str, text: str) -> Path:
    (folder / "en").mkdir(parents=True, exist_ok=True)
    (folder / "en" / f"{table}.yaml").write_text(text, "utf-8")
    return folder


def test_an_overlay_adds_words(tmp_path: Path) -> None:
    text = "Raiders zapped four tinkers and umpteen traders fled."
    own = overlay(tmp_path, "harm", "verbs: {killed: [zap zaps zapped zapped zapping]}\npeople: [tinkers]\n")
    overlay(own, "numbers", "vague: {umpteen: [10, 50]}\n")
    assert ("killed", 4, 4) not in told(text)
    found = {(m.kind, m.min, m.max) for m in tolls.read(text, overlay=own)}
    assert found == {("killed", 4, 4), ("displaced", 10, 50)}


def test_a_broken_overlay_says_where_and_how(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"harm\.yaml, killed: 'zap zapped' needs five forms"):
        tolls.read("Five died.", overlay=overlay(tmp_path / "a", "harm", "verbs: {killed: [zap zapped]}\n"))
    with pytest.raises(CodebookError, match=r"numbers\.yaml, vague: 'umpteen' needs two numbers"):
        tolls.read("Five died.", overlay=overlay(tmp_path / "b", "numbers", "vague: {umpteen: 10}\n"))


ALPHABET = st.sampled_from(
    [
        "killed",
        "wounded",
        "and",
        "or",
        "of",
        ",",
        ".",
        ";",
        "(",
        ")",
        "-",
        "two",
        "10",
        "at",
        "least",
        "more",
        "than",
        "people",
        "including",
        "were",
        "was",
        "no",
        "casualties",
        "the",
        "death",
        "toll",
        "rose",
        "to",
        "from",
        "a",
        "child",
        "his",
        "wife",
        "along",
        "with",
        "who",
        "were",
        "injured",
        "soldiers",
        "among",
        "them",
        "dead",
        "300,000",
        "dozens",
        "as",
        "many",
        "\n",
        '"',
        "é",
        "💥",
    ]
)


@given(st.text(max_size=300))
def test_any_unicode_is_read(text: str) -> None:
    for m in tolls.read(text):
        assert 0 <= m.start < m.end <= len(text)
        assert 0 <= m.harm[0] < m.harm[1] <= len(text)
        assert m.min is None or m.max is None or 0 <= m.min <= m.max
        assert m.min is not None or m.max is not None


@settings(deadline=None)
@given(st.lists(ALPHABET, max_size=60))
def test_any_order_of_toll_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    for m in tolls.read(text):
        assert 0 <= m.start < m.end <= len(text)
        assert m.min is None or m.max is None or m.min <= m.max


@given(st.integers(min_value=2, max_value=10**6), st.sampled_from(["killed", "injured"]))
def test_every_number_reaches_its_kind(value: int, kind: str) -> None:
    assert told(f"{value:,} people were {kind} in Vesk.") == {(kind, value, value)}
    assert told(f"A blast {kind} at least {value} people.") == {(kind, value, None)}


@pytest.mark.parametrize(
    "piece", ["killed and ", "10, ", "a man and a child and ", "including two men, ", "(", "at least "]
)
def test_long_texts_stay_fast(piece: str) -> None:
    text = piece * 1500
    tolls.read(text)  # linear: seconds at most; a pattern that backtracks would not come back
