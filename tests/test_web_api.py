"""The JSON API: what it answers, and that it keeps to its own description."""

from pathlib import Path

import pytest
import schemathesis
import webapp
import webledger
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance, unsupported_method


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return webapp.client(tmp_path_factory.mktemp("api"))


def test_paging_gives_each_event_once(desk: TestClient) -> None:
    seen, after = [], None
    while True:
        page = desk.get("/api/v1/events", params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [e["id"] for e in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize("limit", [0, 501, "many"])
def test_limits_of_a_page(desk: TestClient, limit: object) -> None:
    answer = desk.get(f"/api/v1/events?limit={limit}")
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("limit: ")


def test_an_event_with_claims_and_assessment(desk: TestClient) -> None:
    id_ = webledger.event_of(desk.app.state.ledger, "strike")
    event = desk.get(f"/api/v1/events/{id_}").json()
    assert event["permalink"] == f"http://127.0.0.1:8710/events/{id_}"
    assert len(event["claims"]) == 7
    assert {c["event_id"] for c in event["claims"]} == {id_}
    assert event["assessment"]["independent"] == 5
    assert [f["field"] for f in event["assessment"]["fields"] if f["state"] == "contradicted"] == [
        "killed",
        "injured",
        "target",
    ]


def test_unchanged_answers_are_told_so(desk: TestClient) -> None:
    first = desk.get("/api/v1/claims")
    again = desk.get("/api/v1/claims", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_copy_can_be_kept_in_step(tmp_path: Path) -> None:
    desk = webapp.client(tmp_path)
    ledger = desk.app.state.ledger
    since = desk.get("/api/v1/events?order=updated&limit=1").json()["items"][0]["updated"]
    first, second = webledger.event_of(ledger, "market"), webledger.event_of(ledger, "breach")
    ledger.merge([first, second], why="one day")
    changed = desk.get("/api/v1/events", params={"updated_since": since, "order": "changed"}).json()["items"]
    assert first in [e["id"] for e in changed]
    gone = desk.get("/api/v1/deleted").json()["items"]
    assert (second, first) in [(d["id"], d["into"]) for d in gone]
    assert desk.get(f"/api/v1/events/{second}").json()["id"] == first


def test_geojson_has_discs_in_lon_lat(desk: TestClient) -> None:
    found = desk.get("/api/v1/events.geojson?place=Dravno").json()
    (feature,) = found["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-20.8107, -36.1203]}
    assert (feature["properties"]["level"], feature["properties"]["radius_km"]) == ("town", 5.0)


def test_facets_timeline_trends_and_sources(desk: TestClient) -> None:
    assert {"value": "shelling", "events": 3} in desk.get("/api/v1/facets").json()["type"]
    assert {"day": "2024-01-02", "events": 1, "contested": 1} in desk.get("/api/v1/timeline").json()["items"]
    assert sum(c["events"] for c in desk.get("/api/v1/trends").json()["items"]) == 6
    speakers = {s["name"]: s for s in desk.get("/api/v1/sources").json()["items"]}
    assert speakers["Northern Command"]["denials"] == 1


def test_errors_are_one_line_of_json(desk: TestClient) -> None:
    assert desk.get("/api/v1/events/E-0000").json() == {
        "detail": "no event has the id 'E-0000'; `tidings events` lists them"
    }
    assert desk.get("/api/v1/nothing").status_code == 404
    assert desk.get("/api/v1/events?after=zzz").status_code == 400


def test_a_report_with_its_text(desk: TestClient) -> None:
    found = desk.get("/api/v1/reports/strike-1").json()
    claim = found["claims"][0]
    assert found["text"][claim["trigger"]["start"] : claim["trigger"]["end"]] == "struck"


_NOT_TOLD = [negative_data_rejection, positive_data_acceptance, unsupported_method]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> schemathesis.schemas.BaseSchema:
    app = webapp.app(tmp_path_factory.mktemp("described"))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"Host": "127.0.0.1:8710"})


def test_answers_keep_to_their_description(described: schemathesis.schemas.BaseSchema) -> None:
    checked = []
    for result in described.get_all_operations():
        operation = result.ok()

        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy())
        def keeps(case: schemathesis.Case) -> None:
            case.headers = {**(case.headers or {}), "Host": "127.0.0.1:8710"}
            # whether a cursor or a stretch of days holds together no description can say
            case.call_and_validate(
                excluded_checks=[negative_data_rejection, positive_data_acceptance, unsupported_method]
            )

        keeps()
        checked.append(operation.path)
    assert len(checked) == 13
