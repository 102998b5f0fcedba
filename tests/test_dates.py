"""Dates of a text: found and resolved against publication (Wednesday, 15 May 2024 unless said)."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings.coding import dates
from tidings.errors import CodebookError

PUBLISHED = date(2024, 5, 15)

# sentence | first last; nothing behind the bar: no date in it
READINGS = """
Shelling hit Vesk on Tuesday. | 2024-05-14 2024-05-14
Shelling hit Vesk on Wednesday. | 2024-05-15 2024-05-15
Talks will be held on Friday. | 2024-05-17 2024-05-17
Shelling hit Vesk on Friday. | 2024-05-10 2024-05-10
Shelling hit Vesk last Friday. | 2024-05-10 2024-05-10
It happened yesterday. | 2024-05-14 2024-05-14
It happened today. | 2024-05-15 2024-05-15
They meet tomorrow. | 2024-05-16 2024-05-16
Drones struck overnight. | 2024-05-14 2024-05-15
Drones struck last night. | 2024-05-14 2024-05-14
Drones struck early Monday. | 2024-05-13 2024-05-13
Drones struck on Monday night. | 2024-05-13 2024-05-13
The raid on the night of 1-2 January 2024. | 2024-01-01 2024-01-02
Fighting raged between 3 and 5 May. | 2024-05-03 2024-05-05
Fighting raged from Monday to Wednesday. | 2024-05-13 2024-05-15
It happened on January 2. | 2024-01-02 2024-01-02
It happened on 2 Jan. 2024. | 2024-01-02 2024-01-02
It happened on March 3rd. | 2024-03-03 2024-03-03
It happened on December 28. | 2023-12-28 2023-12-28
It happened in February 2022. | 2022-02-01 2022-02-28
It happened last month. | 2024-04-01 2024-04-30
It happened three days ago. | 2024-05-12 2024-05-12
It happened two weeks earlier. | 2024-05-01 2024-05-01
It happened earlier this week. | 2024-05-13 2024-05-15
It happened this month. | 2024-05-01 2024-05-15
People have fled since 24 February. | 2024-02-24 2024-05-15
In the past 24 hours, five died. | 2024-05-14 2024-05-15
It happened over the weekend. | 2024-05-11 2024-05-12
It happened in mid-June 2023. | 2023-06-10 2023-06-20
It happened in early 2023. | 2023-01-01 2023-04-30
It happened in spring 2023. | 2023-03-01 2023-05-31
It happened in 2014. | 2014-01-01 2014-12-31
It happened in the 1990s. | 1990-01-01 1999-12-31
2023-11-05: shelling. | 2023-11-05 2023-11-05
It happened on 05/11/2023. | 2023-11-05 2023-11-05
It happened on 25/12/2023. | 2023-12-25 2023-12-25
It happened on 12/25/2023. | 2023-12-25 2023-12-25
It happened next week. | 2024-05-20 2024-05-26
VESK, May 14 (Orla Wire) - Shells hit. | 2024-05-14 2024-05-14
The 9/11 attacks. | 2001-09-11 2001-09-11
They may march on the city. |
He said it might rain, and March was cold. |
The Sunday Times reported it. |
Shops opened on Black Friday. |
They fought for three days. |
A three-day truce. |
At 12:30 local time shells fell. |
A second strike hit. |
He killed 2014 people. |
The attack on 3 May killed four. | 2024-05-03 2024-05-03
On 30 and 31 March shells fell. | 2024-03-30 2024-03-31
On Saturday and Sunday shells fell. | 2024-05-11 2024-05-12
In April, shells fell. | 2024-04-01 2024-04-30
In August, shells fell. | 2023-08-01 2023-08-31
The truce ends on 20 May. | 2024-05-20 2024-05-20
Elections are planned for September. | 2024-09-01 2024-09-30
The ultimatum expires by 20 May. | 2024-05-15 2024-05-20
A few days ago shells fell. | 2024-05-06 2024-05-12
The first half of 2023 was calm. | 2023-01-01 2023-06-30
In the third quarter of 2023 it rose. | 2023-07-01 2023-09-30
In the first week of May it rose. | 2024-05-01 2024-05-07
On Tuesday, 14 May, it rose. | 2024-05-14 2024-05-14
On Tuesday (May 14) it rose. | 2024-05-14 2024-05-14
From 10 to 12 May shells fell. | 2024-05-10 2024-05-12
From 28 April to 3 May shells fell. | 2024-04-28 2024-05-03
Overnight into Tuesday drones struck. | 2024-05-13 2024-05-14
Between 2015 and 2019 many died. | 2015-01-01 2019-12-31
Two years ago a war began. | 2022-01-01 2022-12-31
Last year a war began. | 2023-01-01 2023-12-31
Since Sunday 12 people died. | 2024-05-12 2024-05-15
Tuesday's strike killed two. | 2024-05-14 2024-05-14
The strike came a day after the talks. |
The Monday attack killed 2. | 2024-05-13 2024-05-13
At dawn on Thursday shells fell. | 2024-05-09 2024-05-09
Over the past three days shells fell. | 2024-05-12 2024-05-15
Shells fell on 7 October 2023. | 2023-10-07 2023-10-07
""".strip().splitlines()


@pytest.mark.parametrize("reading", READINGS, ids=lambda line: line.partition("|")[0].strip()[:60])
def test_reading(reading: str) -> None:
    text, _, wanted = reading.partition("|")
    found = [(str(m.first), str(m.last)) for m in dates.read(text.strip(), PUBLISHED)]
    assert tuple(wanted.split()) in found if wanted.strip() else not found


def one(text: str, published: date | None = PUBLISHED) -> dates.DateMention:
    (mention,) = dates.read(text, published)
    return mention


def test_offsets_are_those_of_the_words() -> None:
    text = "Shells hit Vesk on Tuesday, 14 May."
    mention = one(text)
    assert text[mention.start : mention.end] == mention.text == "Tuesday, 14 May"
    assert dates.read(text, PUBLISHED, offset=50)[0].start == mention.start + 50


@pytest.mark.parametrize(
    ("text", "precision", "anchor"),
    [
        ("It fell on 5 May 2023.", "day", "absolute"),
        ("It fell on 5 May.", "day", "yearless"),
        ("It fell on Monday.", "day", "weekday"),
        ("It fell yesterday.", "day", "deictic"),
        ("It fell overnight.", "days", "deictic"),
        ("It fell last week.", "week", "relative"),
        ("It fell last month.", "month", "relative"),
        ("It fell in March 2023.", "month", "absolute"),
        ("It fell in summer 2023.", "season", "absolute"),
        ("It fell in 2023.", "year", "absolute"),
        ("It fell in the 1990s.", "years", "absolute"),
        ("The 9/11 attacks.", "day", "named"),
    ],
)
def test_precision_and_anchor(text: str, precision: str, anchor: str) -> None:
    mention = one(text)
    assert (mention.precision, mention.anchor) == (precision, anchor)


@pytest.mark.parametrize("text", ["on Tuesday", "yesterday", "last week", "on 5 May", "three days ago", "overnight"])
def test_without_publication_relative_dates_stay_unresolved(text: str) -> None:
    mention = one(f"It happened {text}.", None)
    assert mention.first is None
    assert mention.last is None


@pytest.mark.parametrize(
    "text", ["5 May 2023", "2023-05-05", "in March 2022", "in 2014", "the 1990s", "2-4 January 2024"]
)
def test_without_publication_full_dates_are_resolved(text: str) -> None:
    assert one(f"It happened {text}.", None).first is not None


def test_a_time_of_publication_counts_as_its_day() -> None:
    assert one("It fell yesterday.", datetime(2024, 5, 15, 23, 30)).first == date(2024, 5, 14)


def test_a_bare_weekday_is_the_latest_today_included() -> None:
    for back in range(7):
        day = date(2024, 5, 15 - back)
        assert one(f"It fell on {day:%A}.").first == day


def test_the_future_turns_weekdays_and_days_ahead() -> None:
    assert one("The truce will begin on Friday.").first == date(2024, 5, 17)
    assert one("The truce is expected to be signed on Friday.").first == date(2024, 5, 17)
    assert one("They will appeal the ruling, announced Friday.").first == date(2024, 5, 10)
    assert one("Elections will be held on 3 March.").first == date(2025, 3, 3)


def test_since_and_until_are_open_and_keep_what_they_state() -> None:
    since = one("Shells have fallen since 2 May.")
    assert (since.first, since.last, since.open) == (date(2024, 5, 2), PUBLISHED, "since")
    assert since.stated == (date(2024, 5, 2), date(2024, 5, 2))
    war = one("Thousands have died since the war began in March 2022.")
    assert (war.first, war.last) == (date(2022, 3, 1), PUBLISHED)
    until = one("They must leave by 20 May.")
    assert (until.first, until.last, until.open) == (PUBLISHED, date(2024, 5, 20), "until")


def test_the_day_spoken_of_last_carries_on() -> None:
    found = dates.read(
        "A market was hit on 3 March 2023. The day before, shells fell. The same day police came.", PUBLISHED
    )
    assert [m.first for m in found][:2] == [date(2023, 3, 3), date(2023, 3, 2)]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        ("Power was back on Sunday, a day after drones hit the plant.", "a day after", (11, 5), (11, 5)),
        ("It reopened on 10 May, two weeks after the raid.", "two weeks after", (26, 4), (26, 4)),
        ("They met on Monday, three days before the truce ends.", "three days before", (16, 5), (16, 5)),
        ("He fled on Friday, hours after the blast.", None, (10, 5), (10, 5)),
        ("Shells fell on Friday. It came a day after the talks.", None, (10, 5), (10, 5)),
        (
            "He fell ill on Friday and died on Monday. Three days before, he had sung.",
            "Three days before",
            (12, 5),
            (12, 5),
        ),
    ],
)
def test_what_lies_before_or_after_is_told_from_a_day_of_its_sentence(
    text: str, words: str | None, first: tuple[int, int], last: tuple[int, int]
) -> None:
    found = dates.read(text, PUBLISHED)[-1]
    assert words is None or found.text == words
    assert (found.first, found.last) == (date(2024, first[1], first[0]), date(2024, last[1], last[0]))


def test_a_weekday_beside_a_day_decides_its_year() -> None:
    assert one("It opens on Monday, 20 May.", date(2024, 5, 18)).first == date(2024, 5, 20)


@pytest.mark.parametrize(
    ("expression", "before", "after", "first"),
    [
        ("Friday", "The talks will be held on ", ".", date(2024, 5, 17)),
        ("Friday", "Shells fell on ", ".", date(2024, 5, 10)),
        ("Friday", "They look for ways to get around ", "'s ruling.", date(2024, 5, 10)),
        ("20 May", "They must leave by ", ".", date(2024, 5, 20)),
        ("yesterday", "", "", date(2024, 5, 14)),
    ],
)
def test_resolve_one_expression(expression: str, before: str, after: str, first: date) -> None:
    mention = dates.resolve(expression, PUBLISHED, before=before, after=after)
    assert mention is not None
    assert (mention.first, mention.last) == (first, first)


def test_resolve_takes_a_given_tense() -> None:
    past, future = (dates.resolve("Friday", PUBLISHED, tense=t) for t in ("past", "future"))  # type: ignore[arg-type]
    assert past is not None
    assert future is not None
    assert (past.first, future.first) == (date(2024, 5, 10), date(2024, 5, 17))


def test_resolve_knows_when_it_is_no_date() -> None:
    assert dates.resolve("for three days", PUBLISHED) is None


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2099, 12, 31)))
def test_every_full_date_reads_as_itself(day: date) -> None:
    for form in (f"{day:%Y-%m-%d}", f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}"):
        mention = one(f"It fell on {form}.")
        assert (mention.first, mention.last) == (day, day)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(0, 300))
def test_a_day_without_year_is_the_latest_one(published: date, back: int) -> None:
    day = date.fromordinal(published.toordinal() - back)
    if (day.month, day.day) != (2, 29):
        assert one(f"Shells fell on {day:%B} {day.day}.", published).first == day


@given(st.text(max_size=300), st.none() | st.dates())
def test_any_unicode_is_read(text: str, published: date | None) -> None:
    for m in dates.read(text, published):
        assert text[m.start : m.end] == m.text
        assert (m.first is None) == (m.last is None)
        assert m.first is None or m.last is None or m.first <= m.last


def test_an_overlay_adds_words(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    own = "named: {the vesk siege: 2019-03-04}\ndeictic: {yestereve: [-1, -1]}\n"
    (tmp_path / "en" / "time.yaml").write_text(own, "utf-8")
    found = dates.read("Since the Vesk siege it was calm; shells fell yestereve.", PUBLISHED, overlay=tmp_path)
    assert [(m.text, m.first) for m in found] == [
        ("the Vesk siege", date(2019, 3, 4)),
        ("yestereve", date(2024, 5, 14)),
    ]


def test_a_broken_pattern_says_where_and_how(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "time.yaml").write_text("patterns: {year: '(?P<year>'}\n", "utf-8")
    with pytest.raises(CodebookError, match=r"time\.yaml, year: not a regular expression"):
        dates.read("In 2014.", PUBLISHED, overlay=tmp_path)


WORDS = st.sampled_from(
    [
        "on",
        "Monday",
        "last",
        "next",
        "this",
        "week",
        "month",
        "year",
        "May",
        "March",
        "5",
        "31",
        "1999",
        "2024-02-30",
        "30/02/2024",
        "since",
        "until",
        "from",
        "to",
        "-",
        "and",
        "early",
        "mid-",
        "late",
        "the",
        "end",
        "of",
        "three",
        "days",
        "ago",
        "earlier",
        "past",
        "24",
        "hours",
        "overnight",
        "tomorrow",
        "will",
        ",",
        ".",
        "summer",
        "1990s",
        "first",
        "quarter",
        "in",
    ]
)


@given(st.lists(WORDS, max_size=40), st.none() | st.dates())
def test_any_order_of_date_words_is_read(words: list[str], published: date | None) -> None:
    text = " ".join(words)
    for m in dates.read(text, published):
        assert m.first is None or m.last is None or m.first <= m.last


@pytest.mark.parametrize("piece", ["on Tuesday to ", "since the last ", "5 May ", "in the past ", "the end of ", "1-"])
def test_long_texts_stay_fast(piece: str) -> None:
    dates.read(piece * 1500, PUBLISHED)
