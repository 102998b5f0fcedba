"""Bad input from the command line: one clear line each, the exit code, and the others still read."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

TIDINGS = Path(sys.executable).parent / "tidings"
GOOD = "Shelling in Vesk killed four people on Tuesday, the mayor of Vesk said."
DATED = ("--published", "2024-05-15", "--no-places", "--format", "jsonl")


def read(
    *inputs: object, options: tuple[str, ...] = DATED, stdin: bytes | None = None
) -> tuple[int, list[str], list[str]]:
    """Exit code, lines of standard output, lines of standard error."""
    command = [str(TIDINGS), "read", *map(str, inputs), *options]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False, input=stdin or b"")
    err = done.stderr.decode()
    assert "Traceback" not in err
    return done.returncode, done.stdout.decode().splitlines(), err.splitlines()


PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
UNREADABLE = {
    "empty.txt": (b"", "is empty; there is no text to read"),
    "blank.txt": (b" \r\n\t\n", "is empty; there is no text to read"),
    "empty.html": (b"", "is empty; there is no page to read"),
    "empty.jsonl": (b"\n\n", "is empty; give a file with one JSON object a line"),
    "empty.json": (b"", "is empty; give a list of reports"),
    "empty.csv": (b"", "is empty; give a first row with column names and one row a report"),
    "picture.txt": (PICTURE, "is a picture (PNG); only text can be read"),
    "paper.txt": (b"%PDF-1.7\n%\xe2\xe3", "is a PDF; save its text first, for example with pdftotext"),
    "office.csv": (b"PK\x03\x04\x14\x00", "is a ZIP archive or office file; unpack it or save it as text, HTML or CSV"),
    "nul.txt": (b"words\0words", "is binary, not text (it holds NUL bytes); save it as UTF-8 text"),
    "half.txt": (
        b"\xff\xfeV\x00e\x00s\x00\x00\xd8x\x00",
        "begins as utf-16-le but byte 6 is not; save it again as UTF-8",
    ),
    "no_article.html": (b"<html><head><title>x</title></head><body></body></html>", "no article is found in this page"),
    "words.json": (b'"words"', "holds str, not reports; give a list of objects with a text each"),
    "long.txt": (b"word " * 1_048_576, "5,242,880 characters in one report, over the limit of 1,000,000; split it"),
    "huge.txt": (
        b"word " * 4_000_001,
        "larger than 20,000,000 bytes, the most one file of this kind may have; split it",
    ),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, list[str], list[str]]:
    """All the unreadable files in one run, and a good one among them."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (data, _) in UNREADABLE.items():
        (folder / name).write_bytes(data)
    (folder / "good.txt").write_text(GOOD)
    return folder, *read(folder)


def test_the_others_are_still_read(told: tuple[Path, int, list[str], list[str]]) -> None:
    _, code, claims, errors = told
    assert code == 1
    assert "Shelling" in {json.loads(line)["trigger"]["text"] for line in claims}
    assert len(errors) == len(UNREADABLE)


@pytest.mark.parametrize("name", UNREADABLE)
def test_one_line_says_what_where_and_how_to_mend(told: tuple[Path, int, list[str], list[str]], name: str) -> None:
    folder, _, _, errors = told
    (line,) = (e for e in errors if e.startswith(f"{folder / name}: "))
    assert UNREADABLE[name][1] in line


def test_a_csv_without_the_column_is_misuse(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("day,nr\n2024-05-15,7\n")
    assert read(path) == (2, [], [f"{path}: no column for the text (columns: day, nr); name it with --map text=COLUMN"])


def test_a_date_that_does_not_parse_is_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps({"text": GOOD, "date": "32 May 2024"}))
    code, claims, notices = read(path, options=("--no-places", "-f", "jsonl"))
    assert code == 0
    assert [json.loads(c)["date"] for c in claims] == [None] * len(claims)
    assert claims
    assert notices == [
        f"{path} line 1: publication date '32 May 2024' in 'date' is not one date; relative dates stay unresolved, "
        "write it as YYYY-MM-DD"
    ]


def test_another_encoding_is_read_with_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_bytes(f"{GOOD} “We ran,” said José Müller.".encode("cp1252"))
    code, claims, notices = read(path)
    assert (code, len(claims) > 0) == (0, True)
    assert notices == [f"{path}: not UTF-8, read as cp1252 by a guess; if letters look wrong, save it as UTF-8"]


def test_another_language_is_a_notice_and_no_claims(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    path.write_text(
        "Унаслідок обстрілу ринку у Веску загинули четверо людей, повідомив у вівторок міський голова. "
        "Рятувальники продовжують розбирати завали, під якими можуть бути люди."
    )
    code, claims, notices = read(path)
    assert (code, claims) == (0, [])
    assert len(notices) == 1
    assert "not in a language that can be read" in notices[0]


@pytest.mark.parametrize(
    "words",
    [
        f"{GOOD} Мер Веска сказав: 清晨有四人死亡。 قُتل أربعة أشخاص. {GOOD}",
        GOOD.replace(" ", "\u00a0\u200b ") + "\x00"[:0] + "\x1b[31m \x07\x08 " + GOOD,
        "\u202e" + GOOD + "\u202c 💥👨‍👩‍👧 e\u0301\u0301\u0301" * 5,
        GOOD.replace(". ", ".") * 3 + "\r\r\n\n\x0b\x0c\x85\u2028\u2029" + GOOD,
        "a" * 100_000 + " " + GOOD,
        "“" * 5_000 + GOOD,
        "(" * 5_000 + GOOD,
        "said " * 3_000 + GOOD,
        "1,000,000,000,000,000,000,000,000 people were killed by shelling in Vesk. " + "9" * 5000 + " killed. " + GOOD,
    ],
    ids=["scripts", "controls", "directions", "line ends", "one word", "quotes", "brackets", "said", "numbers"],
)
def test_strange_texts_are_read_and_spans_fit(tmp_path: Path, words: str) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps({"id": "x", "text": words}))
    code, claims, errors = read(path)
    assert (code, errors) == (0, [])
    assert claims
    for claim in map(json.loads, claims):
        for span in (claim["trigger"], claim["evidence"], *claim["actor"], *claim["target"], *claim["place"]):
            assert words[span["start"] : span["end"]] == span["text"]


def test_no_sentence_end_for_100_kb_takes_linear_time(tmp_path: Path) -> None:
    seconds = []
    for size in (100_000, 200_000):
        path = tmp_path / f"{size}.txt"
        path.write_text("and the road went on past the fields and the houses " * (size // 52) + GOOD)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code, claims, errors = read(path)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime - before.ru_utime)
        assert (code, errors, len(claims) > 0) == (0, [], True)
    assert seconds[1] < 3 * seconds[0]


def test_a_raised_limit_is_kept_to(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text(GOOD * 10)
    code, _, errors = read(path, options=(*DATED, "--max-characters", "100"))
    assert code == 1
    assert errors == [
        f"{path}: {len(GOOD) * 10} characters in one report, over the limit of 100; split it, or raise the limit with "
        "--max-characters"
    ]


def test_what_a_folder_leaves_out_is_said(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "map.png").write_bytes(PICTURE)
    (tmp_path / "good.txt").write_text(GOOD)
    code, claims, errors = read(tmp_path)
    assert (code, len(claims) > 0) == (0, True)
    assert errors == [f"{tmp_path}: 2 of 3 files are left out, no format reads them (.png, gone.txt)"]
