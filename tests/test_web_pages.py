"""Every page as a browser without JavaScript sees it."""

import json
import re
from pathlib import Path

import pytest
import webapp
import webledger
from fastapi.testclient import TestClient


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return webapp.client(tmp_path_factory.mktemp("pages"), borders=webapp.BORDERS)


@pytest.fixture
def own(tmp_path: Path) -> TestClient:
    """A desk whose ledger the test may change."""
    return webapp.client(tmp_path)


def text(html: str) -> str:
    """A page's words."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def event_of(desk: TestClient, group: str) -> str:
    return webledger.event_of(desk.app.state.ledger, group)


@pytest.mark.parametrize(
    "path",
    ["/events", "/reports", "/reports/strike-2", "/review", "/add", "/sources", "/trends", "/methodology", "/api"],
)
def test_every_page_is_there_with_title_and_heading(desk: TestClient, path: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert "· Tidings</title>" in answer.text
    assert 'style="' not in answer.text
    assert "onclick" not in answer.text


def test_the_list_says_who_speaks_and_what_contradicts(desk: TestClient) -> None:
    words = text(desk.get("/events").text)
    assert "6 of 6 events" in words
    assert "contradicted killed: none (Northern Command) against 4 (Dravia)" in words
    assert "0 / 9 / 9 killed" in words


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("contested=yes", 2), ("type=shelling", 3), ("type=shelling&country=XN", 1), ("party=XN", 3),
        ("toll_min=10", 1), ("text=warehouses", 1), ("since=2024-01-03", 3), ("until=2023-12-30", 1),
        ("publisher=Orl+Post", 1), ("place=Selm&contested=no", 0), ("type=shelling&type=ceasefire_breach", 4),
    ],
)  # fmt: skip
def test_list_map_and_count_show_the_same_set(desk: TestClient, query: str, number: int) -> None:
    html = desk.get(f"/events?{query}").text
    assert len(re.findall(r'<li class="row"', html)) == number
    assert f"{number} of 6 events" in text(html)
    drawn = desk.get(f"/map.json?{query}").json()
    told = sum(f["properties"]["events"] for f in drawn["features"])
    assert told + sum(drawn["countries"].values()) + drawn["nowhere"] == number
    assert len(desk.get(f"/api/v1/events?{query}").json()["items"]) == number
    assert len(desk.get(f"/events.csv?{query}").text.splitlines()) == number + 1


def test_state_stays_in_every_link(desk: TestClient) -> None:
    html = desk.get("/events?type=shelling&order=toll").text
    links = [u.replace("&amp;", "&") for u in re.findall(r'class="opt[^"]*" href="([^"]+)"', html)]
    assert "/events?order=toll" in links
    assert all("order=toll" in link for link in links)
    assert any("contested=yes" in link and "type=shelling" in link for link in links)


def test_wrong_values_are_told_in_words(desk: TestClient) -> None:
    answer = desk.get("/events?since=yesterday")
    assert answer.status_code == 400
    assert "since: &#39;yesterday&#39; is no day; write YYYY-MM-DD" in answer.text
    assert desk.get("/events/E-0000").status_code == 404
    assert desk.get("/no/such/page").status_code == 404


def test_an_event_has_a_column_for_each_side_and_contradictions_first(desk: TestClient) -> None:
    html = desk.get(f"/events/{event_of(desk, 'strike')}").text
    words = text(html)
    sides = re.findall(r'<h3 id="side-\d">(.+?)</h3>', html)
    assert [text(s) for s in sides] == ["Northern Command says", "Dravia says", "Those hit say", "Third parties say"]
    assert words.index("Where the accounts contradict each other") < words.index("Who says what")
    assert "Killed: none against 4 against 5 against at least 9" in words
    assert '<mark class="m-toll">four people</mark>' in html
    assert '<mark class="m-trigger">struck</mark>' in html
    assert '<mark class="m-place">Dravno</mark>' in html
    assert "ababababab" in words
    assert 'aria-label="killed: low 0, best 9, high 9; 4 numbers claimed"' in html
    assert "add report strike-4 by desk: reported" in words


def test_as_known_on_leaves_later_claims_out(desk: TestClient) -> None:
    id_ = event_of(desk, "strike")
    words = text(desk.get(f"/events/{id_}?as_of=2024-01-03").text)
    assert "1 later claim left out" in words
    assert "Third parties say" not in words
    assert "Killed: none against 4" in words


def test_policies_change_the_number(desk: TestClient) -> None:
    id_ = event_of(desk, "strike")
    html = desk.get(f"/events/{id_}?policy=acled-lowest").text
    assert '<option value="acled-lowest" selected>' in html
    assert desk.get(f"/events/{id_}?policy=guess").status_code == 400


def test_a_report_marks_its_claims(desk: TestClient) -> None:
    html = desk.get("/reports/strike-2").text
    assert html.count('class="note ') == 3
    assert '<mark class="trigger">struck</mark>' in html
    assert "SHA-256" in html


def test_hostile_reports_stay_text(desk: TestClient) -> None:
    for path in (
        "/events",
        "/reports",
        "/reports/hostile-1",
        "/sources",
        "/review",
        f"/events/{event_of(desk, 'hostile')}",
    ):
        html = desk.get(path).text
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript:' not in html
        assert "\u202e" not in html
    assert "&lt;script&gt;alert" in desk.get("/reports/hostile-1").text


def test_right_to_left_words_say_so(desk: TestClient) -> None:
    html = desk.get("/reports/gulf-1").text
    assert '<p class="text" dir="auto">' in html


def test_claims_have_permalinks(desk: TestClient) -> None:
    row = desk.app.state.ledger.claims(limit=1).items[0]
    answer = desk.get(f"/claims/{row.id}")
    assert answer.headers["location"] == f"/events/{row.event}#{row.id}"


def test_review_keeps_the_decision_and_goes_on(own: TestClient) -> None:
    html = own.get("/review").text
    first, second = _queue(html)[:2]
    form = {"csrf": webapp.token(html), "decision": "accept", "why": "as the report says", "following": second}
    answer = own.post(f"/review/{first}", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/review?claim={second}")
    ledger = own.app.state.ledger
    (review,) = ledger.reviews(first)
    assert (review.decision, review.why, review.second) == ("accept", "as the report says", False)
    assert ledger.verify() == []
    words = text(own.get("/review").text)
    assert "1 of 16 claims decided" in words
    assert "undo “accept”" in words


def _queue(html: str) -> list[str]:
    listed = html[html.index('<nav class="queue"') :]
    return re.findall(r'<a href="/review\?claim=(c-[0-9a-f]+)', listed[listed.index("<ol>") :])


def test_edit_changes_only_what_was_changed(own: TestClient) -> None:
    ledger = own.app.state.ledger
    row = next(r for r in ledger.claims(limit=None).items if r.report == "market-2")
    html = own.get(f"/review?claim={row.id}").text
    form = {
        "csrf": webapp.token(html), "decision": "edit", "event": "shelling", "stance": "hedges", "status": "happened",
        "kind": "witness", "party": "", "killed_min": "20", "killed_max": "24", "injured_min": "", "injured_max": "",
        "date_start": "2023-12-30", "date_end": "2023-12-30",
    }  # fmt: skip
    assert own.post(f"/review/{row.id}", data=form).status_code == 303
    now = ledger.claim(row.id).claim
    assert (now.toll["killed"].min, now.toll["killed"].max, now.toll["killed"].text) == (20, 24, "up to 24 people")
    assert [r.field for r in now.why if r.rule == "reviewer"] == ["toll"]
    again = own.post(f"/review/{row.id}", data={**form, "csrf": webapp.token(own.get("/review").text)})
    assert again.status_code == 400
    assert "nothing was changed" in again.text


def test_a_second_reader_is_compared_and_changes_nothing(own: TestClient) -> None:
    ledger = own.app.state.ledger
    rows = ledger.claims(limit=4).items
    for row, decision in zip(rows, ("accept", "accept", "reject", "accept"), strict=True):
        ledger.review(row.id, decision, who="first")
    for row, decision in zip(rows[:3], ("accept", "accept", "reject"), strict=True):
        token = webapp.token(own.get("/review?second=1").text)
        own.post(f"/review/{row.id}", data={"csrf": token, "decision": decision, "second": "1"})
    words = text(own.get("/review?second=1").text)
    assert "3 claims decided on by two readers, 3 alike; Krippendorff’s α 1.00" in words


def test_merge_and_undo(own: TestClient) -> None:
    first, second = event_of(own, "market"), event_of(own, "breach")
    html = own.get(f"/events/{first}/merge?other={second}").text
    assert "As one event" in html
    form = {"csrf": webapp.token(html), "other": second, "why": "one ceasefire"}
    answer = own.post(f"/events/{first}/merge", data=form)
    assert answer.headers["location"] == f"/events/{first}"
    assert own.get(f"/events/{second}").headers["location"] == f"/events/{first}"
    html = own.get(f"/events/{first}").text
    (number,) = re.findall(r"/changes/(\d+)/undo", html)[:1]
    back = own.post(f"/changes/{number}/undo", data={"csrf": webapp.token(html), "back": f"/events/{first}"})
    assert back.status_code == 303
    assert own.get(f"/events/{second}").status_code == 200
    assert own.app.state.ledger.verify() == []


def test_a_decision_needs_a_reason(own: TestClient) -> None:
    first, second = event_of(own, "market"), event_of(own, "breach")
    token = webapp.token(own.get(f"/events/{first}/merge?other={second}").text)
    answer = own.post(f"/events/{first}/merge", data={"csrf": token, "other": second, "why": " "})
    assert answer.status_code == 400
    assert "say why" in answer.text


def test_split_shows_both_parts_first(own: TestClient) -> None:
    id_ = event_of(own, "hospital")
    claims = [r.id for r in own.app.state.ledger.event(id_).claims if r.report == "hospital-2"]
    chosen = "&".join(f"claim={c}" for c in claims)
    html = own.get(f"/events/{id_}/split?{chosen}").text
    assert "What stays" in html
    assert "The new event" in html
    form = {"csrf": webapp.token(html), "claim": claims, "why": "another day"}
    new = own.post(f"/events/{id_}/split", data=form).headers["location"].rsplit("/", 1)[1]
    assert sorted(r.id for r in own.app.state.ledger.event(new).claims) == sorted(claims)


def test_add_shows_claims_before_storing(own: TestClient) -> None:
    ledger = own.app.state.ledger
    before = len(ledger.reports(limit=None).items)
    report = "In Vesk the mayor of Vesk said shelling killed 6 people. More shelling was heard at night."
    token = webapp.token(own.get("/add").text)
    html = own.post(
        "/add", data={"csrf": token, "text": report, "published": "2024-05-15", "publisher": "Vesk Post"}
    ).text
    assert "2 claims" in text(html)
    assert len(ledger.reports(limit=None).items) == before
    packed = re.search(r'name="packed" value="([^"]+)"', html)
    assert packed
    claims = re.findall(r'name="claim" value="(c-[0-9a-f]+)"', html)
    form = {
        "csrf": webapp.token(html),
        "packed": packed[1].replace("&#34;", '"').replace("&amp;", "&"),
        "claim": claims[:1],
    }
    answer = own.post("/add/store", data=form)
    id_ = answer.headers["location"].rsplit("/", 1)[1]
    assert ledger.report(id_)[1].text == report
    assert [c.id for c in ledger.claims(webledger.Filter(report=id_)).items] == claims[:1]


def test_upload_of_hostile_html(own: TestClient) -> None:
    page = (
        "<html><head><title>Night <script>alert(1)</script></title></head><body><article><p>The mayor of Orl said "
        "shelling killed 3 people in Orl on Monday.</p><p onclick='x()'>A <a href='javascript:alert(1)'>link</a> and "
        "<img src=x onerror=alert(1)>.</p><p>\u202eturned\u202c words stand here too, in a longer paragraph.</p>"
        "</article></body></html>"
    )
    token = webapp.token(own.get("/add").text)
    files = {"file": ("../../evil<script>.html", page.encode(), "text/html")}
    answer = own.post("/add", data={"csrf": token, "published": "2024-05-15"}, files=files)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert 'javascript:alert(1)"' not in answer.text
    assert "onerror=alert" not in re.sub(r"&lt;.*?&gt;", "", answer.text)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"text": "  "}, "there is nothing to read"),
        ({"text": "x", "published": "15.5."}, "is no day"),
        ({"text": "x", "url": "javascript:alert(1)"}, "should start with http"),
    ],
)
def test_bad_input_is_told(own: TestClient, form: dict[str, str], told: str) -> None:
    answer = own.post("/add", data={"csrf": webapp.token(own.get("/add").text), **form})
    assert answer.status_code == 400
    assert told in answer.text


def test_trends_give_their_table(desk: TestClient) -> None:
    lines = desk.get("/trends.csv?by=type&step=week").text.splitlines()
    assert lines[0] == "from,type,events,killed_low,killed,killed_high,injured,policy"
    assert any(line.startswith("2023-12-25,shelling,2,") for line in lines)
    assert desk.get("/trends?policy=airwars-minmax&measure=killed").status_code == 200
    assert desk.get("/trends?step=hour").status_code == 400


def test_sources_show_who_blames_whom(desk: TestClient) -> None:
    html = desk.get("/sources").text
    assert "Northern Command" in html
    assert "Who blames whom" in html
    row = html[html.index("<tbody>") : html.index("</tbody>")]
    assert ">2</td>" in row


def test_methodology_is_made_of_the_rules_in_use(desk: TestClient) -> None:
    words = text(desk.get("/methodology").text)
    for name in (
        "ucdp-low-best-high",
        "acled-lowest",
        "airwars-minmax",
        "claims-raw",
        "confirmed",
        "Air, missile or drone strike",
    ):
        assert name in words


def test_the_map_has_discs_and_no_false_pins(desk: TestClient) -> None:
    found = desk.get("/map.json").json()
    assert {f["properties"]["radius_km"] for f in found["features"]} == {5.0}
    assert json.loads(desk.get("/borders.json").text)["type"] == "FeatureCollection"
