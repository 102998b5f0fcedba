"""Every filter finds what reading all claims finds; pages join to the whole; facets count what filters list."""

import contextlib
from collections.abc import Iterator
from datetime import date

import pytest
from ledgers import TOWNS, Saying, fill, new_database, told, world

from tidings.claim import Claim
from tidings.errors import InputError
from tidings.ledger import EventRow, Filter, Ledger, pages
from tidings.ledger.facets import FIELDS
from tidings.places.geometry import distance_km

WORLD = world(40, seed=5, incidents=14)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger that is only asked, once in each database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.db'}"
    else:
        url = new_database(request.getfixturevalue("postgres"))
    with Ledger(url) as made:
        fill(made, WORLD)
        undated = Saying("residents", "Vesk", None, None, event="damage", aside="along the Größe Straße")
        made.add(*told("u1", undated, published=date(2023, 12, 1), publisher=None))
        yield made


def events_where(book: Ledger, holds) -> set[str]:
    """Ids of events with a claim for which `holds`, found the slow way."""
    return {row.event for row in pages(book.claims, Filter()) if holds(row.claim)}


def ids(book: Ledger, **asked: object) -> set[str]:
    return {e.id for e in pages(book.events, Filter.read(asked))}


def when(claim: Claim) -> tuple[date, date]:
    return (claim.date.start, claim.date.end) if claim.date else (date(2023, 12, 1), date(2023, 12, 1))


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"type": "shelling"}, lambda c: c.event == "shelling"),
        ({"type": ["shelling", "clash"]}, lambda c: c.event in ("shelling", "clash")),
        ({"country": "nv"}, lambda c: any(p.country == "NV" for p in c.place)),
        ({"place": "Dravno"}, lambda c: any(p.text == "Dravno" for p in c.place)),
        ({"place": "drav"}, lambda c: any(p.text == "Dravno" for p in c.place)),
        ({"place": "Norvia"}, lambda c: bool(c.place)),
        ({"source": "Northern Command"}, lambda c: c.source is not None and c.source.text == "Northern Command"),
        ({"source": "ilen"}, lambda c: c.source is not None and "Ilen" in c.source.text),
        ({"party": "SV"}, lambda c: c.source is not None and c.source.party == "SV"),
        ({"kind": "witness"}, lambda c: c.source is not None and c.source.kind == "witness"),
        ({"near": "-30.1,1.2,120"}, lambda c: _near(c, (-30.1, 1.2), 120)),
        ({"near": "-30.1,1.2,700"}, lambda c: _near(c, (-30.1, 1.2), 700)),
        ({"box": "-31,0,-30,4"}, lambda c: any(-31 <= p.latitude <= -30 and 0 <= p.longitude <= 4 for p in c.place)),
        ({"text": "mayor"}, lambda c: "mayor" in c.evidence.text.lower()),
        ({"text": '"said shelling"'}, lambda c: "said shelling" in c.evidence.text),
        ({"text": "strikes -residents"}, lambda c: "strikes" in c.evidence.text and "residents" not in c.evidence.text),
        ({"text": "gr*"}, lambda c: " Gr" in c.evidence.text),
        ({"text": "nowhere"}, lambda c: False),
        ({"publisher": "World Ledger"}, None),
        ({"country": "XX"}, lambda c: False),
    ],
    ids=lambda v: str(v) if isinstance(v, dict) else "",
)
def test_a_filter_finds_what_reading_all_claims_finds(book: Ledger, asked: dict, holds) -> None:
    if holds is None:
        publishers = {r.id: r.publisher for r, _ in WORLD}
        expected = {r.event for r in pages(book.claims, Filter()) if publishers.get(r.report) == asked["publisher"]}
    else:
        expected = events_where(book, holds)
    assert ids(book, **asked) == expected
    if "near" not in asked and "box" not in asked:
        claims = {c.id for c in pages(book.claims, Filter.read(asked))}
        assert {c.event for c in pages(book.claims, Filter()) if c.id in claims} == expected


@pytest.mark.parametrize(("few", "many"), [(2, 10_000), (2, 3)], ids=["middling", "common"])
@pytest.mark.parametrize("asked", ["mayor", "killed shelling", "strikes -residents", '"said shelling"', "nowhere"])
def test_words_are_found_however_many_claims_hold_them(
    book: Ledger, asked: str, few: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = ids(book, text=asked)
    narrow = ids(book, text=asked, type="shelling", country="NV")
    monkeypatch.setattr("tidings.ledger.queries._FEW", few)
    monkeypatch.setattr("tidings.ledger.queries._MANY", many)
    assert ids(book, text=asked) == rare
    assert ids(book, text=asked, type="shelling", country="NV") == narrow
    assert book.count(Filter(text=asked)) == len(rare)


def _near(claim: Claim, point: tuple[float, float], km: float) -> bool:
    return any(distance_km((p.latitude, p.longitude), point) <= km for p in claim.place)


def test_days(book: Ledger) -> None:
    events = {e.id: e for e in pages(book.events, Filter())}
    middle = date(2024, 1, 15)

    def first(e: EventRow) -> date:
        return e.first_day or e.sort_day

    assert ids(book, since="2024-01-15") == {i for i, e in events.items() if (e.last_day or e.sort_day) >= middle}
    assert ids(book, until="2024-01-15") == {i for i, e in events.items() if first(e) <= middle}
    both = ids(book, since="2024-01-10", until="2024-01-20")
    assert both == ids(book, since="2024-01-10") & ids(book, until="2024-01-20")
    assert len(ids(book, until="2023-12-31")) == 1


def test_tolls_grades_and_reports(book: Ledger) -> None:
    events = list(pages(book.events, Filter()))
    assert ids(book, toll_min=10) == {e.id for e in events if (e.killed_high or 0) >= 10}
    assert ids(book, toll_max=10) == {e.id for e in events if e.killed_low is not None and e.killed_low <= 10}
    for grade in {e.grade for e in events}:
        assert ids(book, grade=grade) == {e.id for e in events if e.grade == grade}
    assert ids(book, contested="yes") == {e.id for e in events if e.contested}
    assert ids(book, contested="no") == {e.id for e in events if not e.contested}
    assert ids(book, report="r3") == {c.event for c in pages(book.claims, Filter(report="r3"))}
    middle = sorted(e.updated for e in events)[len(events) // 2]
    assert ids(book, updated_since=middle) == {e.id for e in events if e.updated >= middle}


def test_filters_hold_together(book: Ledger) -> None:
    assert ids(book, party="SV", source="residents", toll_min=3) == (
        ids(book, party="SV") & ids(book, source="residents") & ids(book, toll_min=3)
    )


@pytest.mark.parametrize("order", ["latest", "oldest", "updated", "changed", "toll"])
def test_pages_join_to_the_whole(book: Ledger, order: str) -> None:
    whole = [e.id for e in book.events(limit=None, order=order).items]
    assert len(whole) == len(set(whole)) == book.count()
    found, after = [], None
    while True:
        page = book.events(limit=3, after=after, order=order)
        found += [e.id for e in page.items]
        after = page.next
        if after is None:
            break
    assert found == whole


def test_order(book: Ledger) -> None:
    events = book.events(limit=None).items
    assert [e.sort_day for e in events] == sorted((e.sort_day for e in events), reverse=True)
    tolls = [-1 if e.killed_high is None else e.killed_high for e in book.events(limit=None, order="toll").items]
    assert tolls == sorted(tolls, reverse=True)


def test_claims_and_reports_page_too(book: Ledger) -> None:
    whole = [c.id for c in book.claims(limit=None).items]
    first = book.claims(limit=7)
    rest = book.claims(limit=None, after=first.next)
    assert [c.id for c in first.items + rest.items] == whole
    reports = [r.id for r in book.reports(limit=None).items]
    part = book.reports(limit=5)
    assert [r.id for r in part.items + book.reports(limit=None, after=part.next).items] == reports
    assert len(reports) == 41
    found = {r.id for r in book.reports(Filter(text="depot"), limit=None).items}
    assert found == {r.id for r, _ in WORLD if "depot" in r.text}


def test_facets_count_what_filters_list(book: Ledger) -> None:
    facets = book.facets(most=None)
    assert list(facets) == list(FIELDS)
    for field in ("type", "country", "party", "kind", "source", "publisher", "grade", "contested"):
        for facet in facets[field]:
            assert facet.events == book.count(Filter.read({field: facet.value})), facet
    months = facets["month"]
    assert [m.value for m in months] == ["2023-12", "2024-01"]
    assert sum(m.events for m in months) == book.count()


def test_facets_under_a_filter(book: Ledger) -> None:
    wanted = Filter.read({"type": "shelling", "party": "SV"})
    facets = book.facets(wanted, most=None)
    for facet in facets["source"]:
        assert facet.events == book.count(Filter.read({"type": "shelling", "party": "SV", "source": facet.value}))
    for facet in facets["type"]:
        assert facet.events == book.count(Filter.read({"type": facet.value, "party": "SV"})), (
            "its own choice is left out"
        )


def test_search_finds_sentences_best_first(book: Ledger) -> None:
    hits = book.search("mayor", limit=None).items
    assert {h.event.id for h in hits} == ids(book, text="mayor")
    assert all("mayor" in words.lower() for h in hits for _, words in h.sentences)
    first = book.search("mayor", limit=2)
    rest = book.search("mayor", limit=None, after=first.next)
    assert [h.event.id for h in first.items + rest.items] == [h.event.id for h in hits]
    narrowed = book.search("mayor", Filter.read({"toll_min": 10}), limit=None).items
    assert {h.event.id for h in narrowed} == ids(book, text="mayor", toll_min=10)


@pytest.mark.parametrize("words", ["", "  ", "-mayor", "---", '""', "'"])
def test_a_search_without_a_word_is_told(book: Ledger, words: str) -> None:
    with pytest.raises(InputError, match="no word to look for"):
        book.search(words)


@pytest.mark.parametrize(
    "words", ['"', "a AND (", "x NEAR/2 y", "col:val", "'; DROP TABLE claims; --x", "100%", "a & | ! b", "\\"]
)
def test_a_search_takes_any_words(book: Ledger, words: str) -> None:
    with contextlib.suppress(InputError):
        book.search(words)
        book.events(Filter(text=words))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"since": "yesterday"}, "since: 'yesterday' is no day"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "until (2024-01-01) is before since"),
        ({"near": "48.5,35"}, "near"),
        ({"near": "91,0,5"}, "near"),
        ({"box": "1,2,3"}, "box"),
        ({"box": "5,0,1,0"}, "south below north"),
        ({"toll_min": "-1"}, "toll_min"),
        ({"toll_min": "many"}, "toll_min"),
        ({"contested": "perhaps"}, "contested"),
        ({"updated_since": "noon"}, "updated_since"),
        ({"colour": "red"}, "no filter is called 'colour'"),
    ],
)
def test_a_filter_that_cannot_be_is_told(asked: dict, says: str) -> None:
    with pytest.raises(InputError) as error:
        Filter.read(asked)
    assert says in str(error.value)


def test_a_filter_goes_through_words_and_back() -> None:
    asked = Filter.read(
        {
            "since": "2024-01-02",
            "type": ["a", "b"],
            "near": "1.5,2,30",
            "contested": "no",
            "toll_min": "3",
            "text": "x y",
        }
    )
    assert Filter.read(asked.words()) == asked
    assert bool(asked)
    assert not Filter()
    assert Filter().words() == {}


@pytest.mark.parametrize("after", ["rubbish", "WzFd", "e30", "WyJ4IiwxXQ", "WyIyMDI0LTAxLTAxIiwieCJd"])
def test_a_cursor_of_another_list_is_told(book: Ledger, after: str) -> None:
    with pytest.raises(InputError, match="no cursor of this list"):
        book.events(after=after)


def test_a_common_word_is_looked_for_row_by_row(book: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [ids(book, text="depot"), ids(book, party="SV"), ids(book, near="-30.1,1.2,700")]
    monkeypatch.setattr("tidings.ledger.queries._FEW", 2)
    assert [ids(book, text="depot"), ids(book, party="SV"), ids(book, near="-30.1,1.2,700")] == before
    assert {c.id for c in pages(book.claims, Filter(text="depot"))} == {
        c.id for c in pages(book.claims, Filter()) if "depot" in c.claim.evidence.text
    }


def test_across_the_date_line(file: Ledger) -> None:
    report, (claim,) = told("r1", Saying("residents", killed=1))
    place = claim.place[0].model_copy(update={"longitude": 179.9, "latitude": -16.0})
    file.add(report, [claim.model_copy(update={"place": [place]})])
    assert file.count(Filter.read({"near": "-16,-179.9,50"})) == 1
    assert file.count(Filter.read({"near": "-16,-179.9,10"})) == 0
    assert file.count(Filter.read({"near": "89,0,50"})) == 0
    assert file.count(Filter.read({"near": "-16,179,20000"})) == 1
    assert file.count(Filter.read({"box": "-17,179,-15,-179"})) == 1
    assert TOWNS
