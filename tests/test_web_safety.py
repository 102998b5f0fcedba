"""Who gets in, what others see, and what a page may load."""

import json
from pathlib import Path

import pytest
import webapp
import webledger
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from tidings.claim import Report
from tidings.cli import build
from tidings.errors import InputError
from tidings.ledger import Ledger
from tidings.web import Accounts, Settings
from tidings.web.serving import check
from tidings.web.throttle import Throttle

PASSWORD = "a long enough word"


@pytest.fixture
def team(tmp_path: Path) -> TestClient:
    """An app for others, with three accounts."""
    accounts = Accounts(tmp_path / "accounts.json")
    for name, role in (("vera", "viewer"), ("rolf", "reviewer"), ("ada", "admin")):
        accounts.add(name, PASSWORD, role)
    return webapp.client(tmp_path, host="0.0.0.0", accounts=tmp_path / "accounts.json")


def login(desk: TestClient, name: str, password: str = PASSWORD, **more: str) -> int:
    desk.cookies.clear()
    form = {"csrf": webapp.token(desk.get("/login").text), "name": name, "password": password, **more}
    return desk.post("/login", data=form).status_code


def test_others_are_not_served_without_accounts(tmp_path: Path) -> None:
    settings = Settings(ledger=f"sqlite:///{tmp_path}/x.db", host="0.0.0.0")
    with pytest.raises(InputError, match="tidings users add NAME --role admin"):
        check(settings)
    Accounts(settings.accounts_file).add("ada", PASSWORD, "admin")
    check(settings)
    check(Settings(ledger=f"sqlite:///{tmp_path}/y.db", host="0.0.0.0", proxy_header="X-Remote-User"))
    check(Settings(ledger=f"sqlite:///{tmp_path}/y.db"))


def test_nobody_sees_anything_before_logging_in(team: TestClient) -> None:
    assert team.get("/events").headers["location"] == "/login?next=%2Fevents"
    assert team.get("/map.json").status_code == 303
    assert team.get("/api/v1/events").status_code == 401
    assert team.get("/static/css/tidings.css").status_code == 200


def test_logging_in_leads_back_and_out_again(team: TestClient) -> None:
    token = webapp.token(team.get("/login").text)
    form = {"csrf": token, "name": "vera", "password": PASSWORD, "next": "/sources?kind=ngo"}
    answer = team.post("/login", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sources?kind=ngo")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    html = team.get("/events").text
    assert "vera (viewer)" in html
    team.post("/logout", data={"csrf": webapp.token(html)})
    assert team.get("/events").status_code == 303


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_login_leads_nowhere_else(team: TestClient, next_: str) -> None:
    token = webapp.token(team.get("/login").text)
    answer = team.post("/login", data={"csrf": token, "name": "vera", "password": PASSWORD, "next": next_})
    assert answer.headers["location"] == "/events"


def test_guessing_gets_slower(team: TestClient) -> None:
    assert [login(team, "vera", "wrong words") for _ in range(6)] == [401] * 5 + [429]
    assert login(team, "vera") == 429


def test_a_throttle_doubles_and_forgets() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _ in range(5):
        throttle.failed("vera")
    assert throttle.wait("vera", "other") == 1.0
    now[0] = 1.5
    assert throttle.wait("vera") < 0
    throttle.failed("vera")
    assert throttle.wait("vera") == 2.0
    throttle.passed("vera")
    assert throttle.wait("vera") == 0.0


def test_roles(team: TestClient) -> None:
    login(team, "vera")
    assert [team.get(p).status_code for p in ("/events", "/review", "/add")] == [200, 403, 403]
    login(team, "rolf")
    html = team.get("/review").text
    assert team.get("/add").status_code == 200
    switch = {"csrf": webapp.token(html), "profile": "internal", "why": "for work"}
    assert team.post("/profile", data=switch).status_code == 403


def test_a_new_password_ends_sessions(team: TestClient, tmp_path: Path) -> None:
    login(team, "vera")
    assert team.get("/events").status_code == 200
    Accounts(tmp_path / "accounts.json").add("vera", "another long word", "viewer")
    assert team.get("/events").status_code == 303


def test_passwords_are_kept_as_argon2_and_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    Accounts(path).add("ada", PASSWORD, "admin")
    (row,) = json.loads(path.read_text())["accounts"]
    assert row["hash"].startswith("$argon2id$")
    assert PASSWORD not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    for name, word, role in (("", PASSWORD, "admin"), ("ada", "short", "admin"), ("ada", PASSWORD, "owner")):
        with pytest.raises(InputError):
            Accounts(path).add(name, word, role)


def test_users_command(tmp_path: Path) -> None:
    run, ledger = CliRunner(), ["--ledger", f"sqlite:///{tmp_path}/x.db"]
    assert (
        run.invoke(build(), ["users", "add", "mira", "--role", "reviewer", *ledger], input=PASSWORD + "\n").exit_code
        == 0
    )
    listed = run.invoke(build(), ["users", "list", *ledger]).stdout
    assert listed.startswith("mira\treviewer\t")
    assert run.invoke(build(), ["users", "remove", "mira", *ledger]).exit_code == 0
    assert run.invoke(build(), ["users", "list", *ledger]).stdout == ""
    assert run.invoke(build(), ["users", "remove", "mira", *ledger]).exit_code == 2


def test_a_trusted_proxy_names_people(tmp_path: Path) -> None:
    desk = webapp.client(tmp_path, host="0.0.0.0", proxy_header="X-Remote-User", proxy_address="testclient")
    assert desk.get("/events").status_code == 303
    answer = desk.get("/events", headers={"X-Remote-User": "mira"})
    assert "mira (viewer)" in answer.text
    other = webapp.client(tmp_path, host="0.0.0.0", proxy_header="X-Remote-User", proxy_address="10.0.0.1")
    assert other.get("/events", headers={"X-Remote-User": "mira"}).status_code == 303


def test_every_change_needs_the_form_of_a_page(tmp_path: Path) -> None:
    desk = webapp.client(tmp_path)
    row = desk.app.state.ledger.claims(limit=1).items[0]
    html = desk.get("/review").text
    for path in (
        f"/review/{row.id}",
        "/add",
        "/add/store",
        "/profile",
        "/changes/1/undo",
        f"/events/{row.event}/merge",
    ):
        assert desk.post(path, data={"decision": "accept", "profile": "public"}).status_code == 403
    good = {"csrf": webapp.token(html), "decision": "accept"}
    assert desk.post(f"/review/{row.id}", data=good, headers={"Origin": "http://evil.example"}).status_code == 403
    assert desk.post(f"/review/{row.id}", data=good).status_code == 303


def test_only_this_machine_is_answered_on_loopback(tmp_path: Path) -> None:
    desk = webapp.client(tmp_path)
    assert desk.get("/events", headers={"Host": "evil.example"}).status_code == 400
    assert desk.get("/events", headers={"Host": "localhost:8710"}).status_code == 200


def test_policy_and_other_headers(tmp_path: Path) -> None:
    desk = webapp.client(tmp_path)
    for path in ("/events", "/api/v1/events", "/static/js/page.js", "/nothing"):
        headers = desk.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    tiled = webapp.client(tmp_path, tiles="https://tiles.example/{z}/{x}/{y}.png")
    assert (
        "img-src 'self' data: blob: https://tiles.example;" in tiled.get("/events").headers["content-security-policy"]
    )


def test_uploads_have_a_limit(tmp_path: Path) -> None:
    desk = webapp.client(tmp_path, max_upload=10_000)
    token = webapp.token(desk.get("/add").text)
    answer = desk.post("/add", data={"csrf": token, "text": "x" * 20_000})
    assert answer.status_code == 413


def test_static_files_stay_in_their_folder(tmp_path: Path) -> None:
    desk = webapp.client(tmp_path)
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert desk.get(path).status_code in (400, 404)


# ---- the public profile


def test_others_see_the_public_profile_and_a_switch_is_logged(team: TestClient) -> None:
    login(team, "ada")
    html = team.get("/reports/strike-2").text
    assert "Pola Dresh" not in html
    assert "█" in html
    assert "President Ilen Varga" in html
    assert "+420 555" not in team.get("/reports/strike-3").text
    assert "Pola Dresh" not in team.get("/api/v1/claims?limit=500").text
    assert "Pola" not in team.get("/sources").text
    assert "Pola" not in team.get("/events").text
    token = webapp.token(html)
    assert team.post("/profile", data={"csrf": token, "profile": "internal", "why": " "}).status_code == 400
    team.post("/profile", data={"csrf": token, "profile": "internal", "why": "checking a quote"})
    assert "Pola Dresh" in team.get("/reports/strike-2").text
    last = team.app.state.ledger.changes()[-1]
    assert (last.what, last.subject, last.who, last.why) == ("note", "internal profile", "ada", "checking a quote")
    assert team.app.state.ledger.verify() == []


def test_a_hospital_is_not_on_the_public_map(team: TestClient) -> None:
    login(team, "vera")
    id_ = webledger.event_of(team.app.state.ledger, "hospital")
    for answer in (team.get("/map.json"), team.get(f"/api/v1/events/{id_}"), team.get("/api/v1/events.geojson")):
        assert "-35.24" not in answer.text
    assert "Selm" not in team.get(f"/api/v1/events/{id_}").json()["title"]
    assert team.get("/api/v1/events?near=-35.2411,-19.7022,5").json()["items"] == []


def test_embargoed_and_withheld_reports_are_not_there(team: TestClient) -> None:
    login(team, "vera")
    ledger: Ledger = team.app.state.ledger
    report, claims = webledger.report("breach-1")
    for id_, more in (
        ("later", {"embargoed_until": "2999-01-01T00:00:00+00:00"}),
        ("killed", {"pub_status": "canceled"}),
    ):
        made = Report.model_validate({**report.model_dump(), "id": id_, **more})
        ledger.add(made, [c.model_copy(update={"report": id_, "place": []}) for c in claims])
    team.app.state.desk.changed()
    for id_ in ("later", "killed"):
        assert team.get(f"/reports/{id_}").status_code == 404
        assert team.get(f"/api/v1/reports/{id_}").status_code == 404
        assert id_ not in [r["id"] for r in team.get("/api/v1/reports").json()["items"]]
        assert id_ not in {c["report"] for c in team.get("/api/v1/claims?limit=500").json()["items"]}
