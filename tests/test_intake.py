"""Anything -> reports, through the front door of the intake, with real files and a real server on loopback."""

import hashlib
import json
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidings import intake
from tidings.claim import Report
from tidings.errors import InputError
from tidings.intake import Problem, fetch, published

TEXT = "VESK - Shelling of the market killed four people on Tuesday, the mayor said.\r\n\r\n“Nobody slept.”\u00a0\n"


def read(*inputs: object, **terms: object) -> list[Report | Problem]:
    return list(intake.reports([str(i) for i in inputs], **terms))  # type: ignore[arg-type]


def only_report(items: list[Report | Problem]) -> Report:
    (report,) = items
    assert isinstance(report, Report), report
    return report


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def lines(*records: object) -> str:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


# --- plain text


def test_text_is_kept_code_point_for_code_point(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    report = only_report(read(path, published="2024-05-15", publisher="The Orlan Post"))
    assert report.text == TEXT
    assert report.publisher == "The Orlan Post"
    assert report.published == date(2024, 5, 15)
    assert report.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert report.origin == str(path)
    assert report.id.startswith("r-")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_no_text(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.txt", TEXT.encode(encoding))
    assert only_report(read(path)).text == TEXT


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Le porte-parole a déclaré que l’armée avait été visée près de la frontière, à l’aube. " * 3, "cp1252"),
        ("The mayor’s office said “four people” were killed in Vesk – among them José Müller.", "cp1252"),
        ("Shots were heard at the caf\xe9 in Vesk.", "latin-1"),
        ("Міська рада заявила, що внаслідок обстрілу загинули четверо людей. " * 3, "cp1251"),
    ],
)
def test_another_encoding_is_guessed_and_said(tmp_path: Path, words: str, encoding: str) -> None:
    notice, report = read(write(tmp_path / "a.txt", words.encode(encoding)))
    assert isinstance(notice, Problem)
    assert not notice.failed
    assert "by a guess" in notice.message
    assert isinstance(report, Report)
    assert report.text == words


def test_text_without_a_known_suffix_is_text(tmp_path: Path) -> None:
    assert only_report(read(write(tmp_path / "report", TEXT))).text == TEXT


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda t: t.strip() and "\0" not in t))
def test_any_text_survives_jsonl_whole(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = write(tmp_path_factory.getbasetemp() / "any.jsonl", lines({"id": 7, "text": text}))
    report = only_report(read(path))
    assert report.text == text
    assert report.id == "7"


# --- JSON Lines and JSON


def test_jsonl_fields_are_kept_and_unknown_ones_ignored(tmp_path: Path) -> None:
    record = {
        "id": 41,
        "title": "Market shelled",
        "text": TEXT,
        "publisher": "The Orlan Post",
        "published": "2024-05-15",
        "url": "https://orlan.example/1",
        "licence": "CC BY 4.0",
        "claims": [{"event": "shelling"}],
        "nested": {"x": [1]},
    }
    path = write(tmp_path / "a.jsonl", lines(record))
    report = only_report(read(path))
    assert (report.id, report.title, report.text) == ("41", "Market shelled", TEXT)
    assert (report.publisher, report.licence) == ("The Orlan Post", "CC BY 4.0")
    assert (report.published, report.url) == (date(2024, 5, 15), "https://orlan.example/1")
    assert report.sha256 == hashlib.sha256(lines(record).strip().encode()).hexdigest()
    assert report.origin == f"{path} line 1"


def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "one"}\n{"text": \n\n[1, 2]\n{"title": "no text"}\n{"text": 5}\n{"text": " "}\n{"text": "two"}'
    )
    items = read(path)
    assert [i.text for i in items if isinstance(i, Report)] == ["one", "two"]
    problems = [str(i) for i in items if isinstance(i, Problem)]
    assert problems[0] == f"{path} line 2: not JSON (Expecting value at character 10); mend it there"
    assert problems[1] == f"{path} line 4: holds list, not a JSON object; write one report a line as {{...}}"
    assert "line 5: no field for the text (fields: title)" in problems[2]
    assert "line 6: field 'text' is not text but int" in problems[3]
    assert "line 7: field 'text' is empty" in problems[4]


def test_line_separators_inside_a_text_do_not_cut_the_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines({"text": "one\u2028two\x85three"}))
    assert only_report(read(path)).text == "one\u2028two\x85three"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "cannot be read"),
        ('{"text": "half \\ud800 pair"}', "text holds half of a character (a lone surrogate at character 6)"),
    ],
)
def test_hostile_json_is_one_problem(tmp_path: Path, content: str, word: str) -> None:
    (problem,) = read(write(tmp_path / "a.jsonl", content))
    assert isinstance(problem, Problem)
    assert word in problem.message
    assert "\n" not in str(problem)


@pytest.mark.parametrize("shape", ["list", "object", "held"])
def test_json_holds_a_list_one_report_or_an_object_with_the_list(tmp_path: Path, shape: str) -> None:
    record = {"id": "x", "text": TEXT}
    value = {"list": [record], "object": record, "held": {"total": 1, "articles": [record]}}[shape]
    assert only_report(read(write(tmp_path / "a.json", json.dumps(value)))).text == TEXT


def test_usual_names_of_fields_are_known(tmp_path: Path) -> None:
    record = {
        "Headline": "H",
        "body": TEXT,
        "outlet": "O",
        "published_at": "2024-05-15T10:00:00Z",
        "link": "https://o.example/",
    }
    report = only_report(read(write(tmp_path / "a.jsonl", lines(record))))
    assert (report.title, report.text, report.publisher, report.url) == ("H", TEXT, "O", "https://o.example/")
    assert report.published == datetime(2024, 5, 15, 10, tzinfo=UTC)


def test_the_users_mapping_goes_before_usual_names(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines({"text": "summary", "story": TEXT, "day": "2024-05-15"}))
    report = only_report(read(path, mapping={"text": "story", "published": "day"}))
    assert report.text == TEXT
    assert report.published == date(2024, 5, 15)


# --- dates


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2024-05-15", date(2024, 5, 15)),
        ("20240515", date(2024, 5, 15)),
        ("2024-05-15T10:15", datetime(2024, 5, 15, 10, 15)),
        ("2024-05-15T10:15:00Z", datetime(2024, 5, 15, 10, 15, tzinfo=UTC)),
        ("20240515101500", datetime(2024, 5, 15, 10, 15)),
        ("2024/5/7", date(2024, 5, 7)),
        ("Wed, 15 May 2024 10:15:00 +0200", datetime(2024, 5, 15, 10, 15, tzinfo=timezone(timedelta(hours=2)))),
        ("15 May 2024", date(2024, 5, 15)),
        ("May 15, 2024", date(2024, 5, 15)),
        ("Wednesday 15th May 2024", date(2024, 5, 15)),
        ("Updated: 15 May 2024", date(2024, 5, 15)),
        ("15.05.2024", date(2024, 5, 15)),
        ("05/15/2024", date(2024, 5, 15)),
        ("05/05/2024", date(2024, 5, 5)),
        ("05/06/2024", None),
        ("2024-02-30", None),
        ("31/02/2024", None),
        ("yesterday", None),
        ("3 hours ago", None),
        ("May 2024", None),
        ("15 May", None),
        ("2024", None),
        ("n/a", None),
        ("", None),
        ("2024-05-15" * 50, None),
    ],
)
def test_publication_dates(words: str, expected: date | None) -> None:
    assert published(words) == expected


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_iso_and_mail_date_is_read_back(day: date) -> None:
    assert published(day.isoformat()) == day
    assert published(day.strftime("%d %B %Y")) == day
    mail = published(day.strftime("%a, %d %b %Y 00:00:00 GMT"))
    assert isinstance(mail, datetime)
    assert mail.date() == day


@given(st.text(max_size=120))
def test_no_words_break_the_reading_of_dates(words: str) -> None:
    assert published(words) is None or isinstance(published(words), date)


def test_an_unreadable_date_is_a_warning_and_the_report_is_read(tmp_path: Path) -> None:
    notice, report = read(write(tmp_path / "a.jsonl", lines({"text": TEXT, "date": "last Thursday"})))
    assert isinstance(notice, Problem)
    assert not notice.failed
    assert "publication date 'last Thursday' in 'date' is not one date" in notice.message
    assert isinstance(report, Report)
    assert report.published is None


def test_published_fills_only_what_is_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines({"text": "one", "date": "2024-01-02"}, {"text": "two"}))
    one, two = read(path, published="2024-05-15")
    assert isinstance(one, Report)
    assert isinstance(two, Report)
    assert (one.published, two.published) == (date(2024, 1, 2), date(2024, 5, 15))


# --- the same id again


def test_an_id_with_new_content_is_a_new_version(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines({"id": "x", "text": "four dead"}, {"id": "x", "text": "six dead"}))
    first, notice, second = read(path)
    assert isinstance(first, Report)
    assert isinstance(second, Report)
    assert [first.text, second.text] == ["four dead", "six dead"]
    assert isinstance(notice, Problem)
    assert "read as a new version" in notice.message


def test_the_same_report_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines({"id": "x", "text": "four dead"}) * 2)
    first, notice = read(path)
    assert isinstance(first, Report)
    assert isinstance(notice, Problem)
    assert not notice.failed
    assert "word for word" in notice.message


# --- tables


def test_csv_cells_are_kept_as_they_stand(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,body,date\n1," first, ""quoted""\r\nsecond line ",2024-05-15\n2,plain,\n')
    one, two = read(path)
    assert isinstance(one, Report)
    assert isinstance(two, Report)
    assert one.text == ' first, "quoted"\r\nsecond line '
    assert one.published == date(2024, 5, 15)
    assert one.sha256 == hashlib.sha256(b'1," first, ""quoted""\r\nsecond line ",2024-05-15\n').hexdigest()
    assert one.origin == f"{path} line 2"
    assert (two.text, two.published, two.origin) == ("plain", None, f"{path} line 4")


@pytest.mark.parametrize(("name", "cut"), [("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "|")])
def test_other_delimiters(tmp_path: Path, name: str, cut: str) -> None:
    path = write(tmp_path / name, f"id{cut}text{cut}title\n1{cut}{TEXT.splitlines()[0]}{cut}T\n")
    assert only_report(read(path)).text == TEXT.splitlines()[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_csv_as_spreadsheets_save_it(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.csv", "text,publisher\nПривіт from Vesk,Ö\n".encode(encoding))
    report = only_report(read(path))
    assert (report.text, report.publisher) == ("Привіт from Vesk", "Ö")


def test_csv_without_the_column_names_those_it_has(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "number,day\n1,2024-05-15\n")
    (problem,) = read(path)
    assert str(problem) == f"{path}: no column for the text (columns: number, day); name it with --map text=COLUMN"
    (problem,) = read(path, mapping={"text": "story"})
    assert isinstance(problem, Problem)
    assert problem.misuse
    assert str(problem).startswith(f"{path}: no column 'story' for the text (columns: number, day)")


def test_csv_with_a_broken_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\n1,one\n2,two,three\n3,"four\n')
    one, wide, broken = read(path)
    assert isinstance(one, Report)
    assert "line 3: 3 cells where the first row names 2 columns" in str(wide)
    assert "line 4: not a CSV row (unexpected end of data)" in str(broken)


# --- pages

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Market shelled | The Orlan Post</title>
<meta property="og:site_name" content="The Orlan Post"><meta property="og:title" content="Market shelled">
<meta property="article:published_time" content="2024-05-15T08:30:00+02:00">
<script>document.write("<p>four thousand</p>")</script></head><body><nav><a href="/">Home</a></nav><article>
<h1>Market shelled</h1><p>VESK — Shelling of the central market killed at least six people, officials said.</p>
<p>“We heard three explosions,” said Ana Brel, a trader who keeps a stall there and has done so for twenty years.</p>
</article><footer>Copyright 2019 The Orlan Post</footer></body></html>"""


def test_a_page_gives_its_article_and_what_it_says_of_itself(tmp_path: Path) -> None:
    report = only_report(read(write(tmp_path / "a.html", PAGE)))
    assert report.text.startswith("VESK — Shelling of the central market")
    assert "Copyright" not in report.text
    assert "four thousand" not in report.text
    assert (report.title, report.publisher) == ("Market shelled", "The Orlan Post")
    assert report.published == date(2024, 5, 15)
    assert report.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()


def test_a_page_without_a_stated_date_has_none(tmp_path: Path) -> None:
    page = PAGE.replace('property="article:published_time" content="2024-05-15T08:30:00+02:00"', "")
    assert only_report(read(write(tmp_path / "a.html", page))).published is None


def test_what_the_user_says_of_a_page_goes_first(tmp_path: Path) -> None:
    report = only_report(read(write(tmp_path / "a.html", PAGE), published="2024-05-16", publisher="Orlan Radio"))
    assert (report.published, report.publisher) == (date(2024, 5, 16), "Orlan Radio")


def test_a_page_in_its_declared_encoding(tmp_path: Path) -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="windows-1251"').replace(
        "officials said", "officials said: «Привіт»"
    )
    page = page.replace("—", "-").replace("“", '"').replace("”", '"')
    report = only_report(read(write(tmp_path / "a.html", page.encode("cp1251"))))
    assert "«Привіт»" in report.text


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 100_000 + "words " * 50,
        "<html><body><article><p>" + "<b>x</b> word " * 100_000,
        "<html><body " + " ".join(f"a{n}='x'" for n in range(20_000)) + "><p>" + "Text here. " * 100,
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 40))
        + "]><html><body><p>&a39;</p></body></html>",
    ],
    ids=["deep", "many tags", "attributes", "entities"],
)
def test_html_bombs_end_in_bounded_time(tmp_path: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidings.intake.extraction.TIME_S", 3.0)
    begun = time.monotonic()
    items = read(write(tmp_path / "a.html", page))
    assert time.monotonic() - begun < 10
    assert len(items) == 1


# --- folders, standard input, wrong names


def test_a_folder_is_read_below_and_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b.jsonl", ".hidden.txt", ".git/c.txt", "picture.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, lines({"text": name}) if name.endswith("jsonl") else name)
    notice, *items = read(tmp_path)
    assert str(notice) == f"{tmp_path}: 1 of 4 files are left out, no format reads them (.png)"
    assert [i.text for i in items if isinstance(i, Report)] == ["a/b.jsonl", "a/z.txt", "b.txt"]


def test_a_file_name_that_is_not_utf_8(tmp_path: Path) -> None:
    write(tmp_path / "a\udcff.txt", TEXT)
    assert only_report(read(tmp_path)).origin == f"{tmp_path}/a\ufffd.txt"


def test_a_folder_without_reports_is_a_problem(tmp_path: Path) -> None:
    (problem,) = read(tmp_path)
    assert "holds no file that can be read" in str(problem)


@pytest.mark.parametrize(
    ("data", "text"),
    [(TEXT, TEXT), (lines({"text": TEXT}), TEXT), (json.dumps([{"text": TEXT}]), TEXT), (PAGE, "VESK — Shelling")],
)
def test_standard_input_is_told_by_its_first_bytes(monkeypatch: pytest.MonkeyPatch, data: str, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data.encode())))
    assert only_report(read("-")).text.startswith(text)


def test_standard_input_with_a_mapping_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"day,story\n2024-05-15,Four dead\n")))
    assert only_report(read("-", mapping={"text": "story"})).text == "Four dead"


@pytest.mark.parametrize("name", ["missing.txt", "ftp://orlan.example/a", "a\0b"])
def test_wrong_names_are_refused_before_anything_is_read(name: str) -> None:
    with pytest.raises(InputError):
        intake.reports([name])


def test_wrong_terms_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", TEXT)
    with pytest.raises(InputError, match="--published 'soon' is not a date; write it as YYYY-MM-DD"):
        intake.reports([path], published="soon")
    with pytest.raises(InputError, match="a report has no field 'author'"):
        intake.mapping("author=by")
    with pytest.raises(InputError, match="write FIELD=COLUMN"):
        intake.mapping("text")
    assert intake.mapping("text=body, published=day,") == {"text": "body", "published": "day"}


def test_a_report_over_the_limit_is_refused_with_the_limit(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "word " * 30)
    (problem,) = read(path, max_characters=100)
    assert (
        "150 characters in one report, over the limit of 100; split it, or raise the limit with --max-characters"
        in str(problem)
    )


# --- addresses


class Site(BaseHTTPRequestHandler):
    """A site with a page, redirects, a slow and an endless answer."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))  # type: ignore[attr-defined]
        if self.path == "/page":
            self.answer("text/html; charset=utf-8", PAGE.encode())
        elif self.path == "/text":
            self.answer("text/plain", TEXT.encode())
        elif self.path == "/pdf":
            self.answer("application/pdf", b"%PDF-1.7")
        elif self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
        elif self.path == "/endless":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
        elif self.path == "/slow":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for _ in range(40):
                try:
                    self.wfile.write(b"x")
                    time.sleep(0.1)
                except OSError:
                    return
        else:
            self.send_error(404)

    def answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def address(site: ThreadingHTTPServer, path: str, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{site.server_port}{path}"


def problem_of(items: list[Report | Problem]) -> str:
    (problem,) = items
    assert isinstance(problem, Problem)
    return problem.message


def test_an_address_is_fetched_through_redirects(site: ThreadingHTTPServer) -> None:
    report = only_report(read(address(site, "/to//to//page", "localhost"), allow_private=True))
    assert report.text.startswith("VESK — Shelling")
    assert report.url == address(site, "/page", "localhost")
    assert report.retrieved is not None
    assert (datetime.now(UTC) - report.retrieved).total_seconds() < 60
    assert site.asked[-1] == ("/page", f"localhost:{site.server_port}")  # type: ignore[attr-defined]


def test_plain_text_of_an_address_is_kept(site: ThreadingHTTPServer) -> None:
    assert only_report(read(address(site, "/text"), allow_private=True)).text == TEXT


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433", "[::ffff:127.0.0.1]"])
def test_this_machine_is_not_fetched_from_unasked(site: ThreadingHTTPServer, host: str) -> None:
    said = problem_of(read(address(site, "/page", host)))
    assert "--allow-private" in said or "no host" in said or "is no address" in said
    assert site.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_inner_addresses_are_known(ip: str) -> None:
    assert not fetch._public(ip)


@pytest.mark.parametrize("ip", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_outer_addresses_are_known(ip: str) -> None:
    assert fetch._public(ip)


def test_a_redirect_inside_is_checked_like_the_first_address(
    site: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = address(site, "/page", "localhost")
    monkeypatch.setattr(fetch, "_public", lambda ip: len(site.asked) == 0)  # type: ignore[attr-defined]
    said = problem_of(read(address(site, f"/to/{inner}")))
    assert "inside this machine or a local network" in said
    assert [path for path, _ in site.asked] == [f"/to/{inner}"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/missing", "answers 404 Not Found; check the address"),
        ("/pdf", "is application/pdf, which is no text that can be read; save its text to a file"),
        ("/to/ftp://orlan.example/a", "leads to 'ftp://orlan.example/a'; only http and https addresses are fetched"),
        ("/to/file:///etc/passwd", "leads to 'file:///etc/passwd'; only http and https addresses are fetched"),
        ("/endless", "larger than 10,000,000 bytes; save the page to a file and read that"),
    ],
)
def test_what_an_address_can_do_wrong(site: ThreadingHTTPServer, path: str, said: str) -> None:
    assert problem_of(read(address(site, path), allow_private=True)) == said


def test_a_ring_of_redirects_ends(site: ThreadingHTTPServer) -> None:
    path = "/to/" * 7 + "/page"
    assert problem_of(read(address(site, path), allow_private=True)).startswith("redirects more than 5 times")


def test_a_slow_answer_ends_at_the_deadline(site: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TOTAL_S", 0.5)
    begun = time.monotonic()
    assert "save the page to a file" in problem_of(read(address(site, "/slow"), allow_private=True))
    assert time.monotonic() - begun < 2


def test_a_closed_port_and_an_unknown_host(site: ThreadingHTTPServer) -> None:
    site.server_close()
    assert problem_of(read(address(site, "/page"), allow_private=True)).startswith("cannot be fetched")
    assert problem_of(read("http://no-such-host.invalid/")).startswith("no host 'no-such-host.invalid' is found")
