"""Ledgers for tests: an invented country in the open ocean, and a PostgreSQL server of the tests' own."""

import contextlib
import glob
import os
import pwd
import random
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tidings.claim import Claim, Place, Reason, Report, Source, Span, Toll, When
from tidings.ledger import Filter, Ledger, pages

TOWNS = {"Dravno": (-30.1, 1.2), "Selm": (-30.6, 2.9), "Orl": (-33.4, -4.8), "Vesk": (-28.0, 6.5), "Hesp": (-35.2, 0.3)}
WORDS = {"air_strike": "strikes", "shelling": "shelling", "bombing": "blast", "clash": "fighting", "damage": "fires"}


class Saying:
    """One sentence of a report and the claim in it."""

    def __init__(
        self,
        who: str | None,
        town: str = "Dravno",
        killed: int | None = None,
        day: date | None = date(2024, 1, 2),
        event: str = "air_strike",
        party: str | None = None,
        kind: str = "government",
        denies: bool = False,
        confidence: float = 0.8,
        aside: str = "",
    ) -> None:
        self.who, self.town, self.killed, self.day, self.event = who, town, killed, day, event
        self.party, self.kind, self.denies, self.confidence, self.aside = party, kind, denies, confidence, aside

    @property
    def sentence(self) -> str:
        said = f"{self.who} {'denied' if self.denies else 'said'} " if self.who else ""
        toll = f" killed {self.killed} people" if self.killed is not None else " went on"
        return f"{said}{WORDS[self.event]} in {self.town}{toll}{' ' + self.aside if self.aside else ''}."


def told(
    id: str,
    *sayings: Saying,
    published: date | None = date(2024, 1, 3),
    publisher: str | None = "Dravno Herald",
    title: str | None = None,
    coder: str = "test 1",
) -> tuple[Report, list[Claim]]:
    """A report of these sentences, and its claims."""
    text = " ".join(s.sentence for s in sayings)
    report = Report(id=id, title=title, text=text, publisher=publisher, published=published)
    claims, offset = [], 0
    for saying in sayings:
        claims.append(_claim(report, saying, offset, coder))
        offset += len(saying.sentence) + 1
    return report, claims


def _claim(report: Report, saying: Saying, offset: int, coder: str) -> Claim:
    sentence = saying.sentence

    def span(words: str) -> dict[str, object]:
        start = offset + sentence.index(words)
        return {"text": words, "start": start, "end": start + len(words)}

    latitude, longitude = TOWNS[saying.town]
    source = None
    if saying.who:
        cue = Span(**span("denied" if saying.denies else "said"))
        source = Source(**span(saying.who), kind=saying.kind, party=saying.party, cue=cue)
    toll = {}
    if saying.killed is not None:
        number = str(saying.killed)
        toll["killed"] = Toll(min=saying.killed, max=saying.killed, text=number)
    where = {"level": "town", "country": "NV", "latitude": latitude, "longitude": longitude, "radius_km": 3}
    return Claim(
        report=report.id,
        event=saying.event,
        trigger=Span(**span(WORDS[saying.event])),
        evidence=Span(text=sentence, start=offset, end=offset + len(sentence)),
        source=source,
        stance="denies" if saying.denies else "asserts",
        target=[Span(**span("people"))] if saying.killed is not None else [],
        place=[Place(**span(saying.town), **where, admin=["Norvia"])],
        date=When(start=saying.day, end=saying.day, text="") if saying.day else None,
        toll=toll,
        confidence=saying.confidence,
        why=[Reason(field="event", rule="trigger", text=WORDS[saying.event])],
        coder=coder,
        codebook="1",
    )


def world(reports: int, seed: int = 1, incidents: int = 6) -> list[tuple[Report, list[Claim]]]:
    """Reports that tell of some incidents, several of each by several sources."""
    rng = random.Random(seed)
    towns, events = sorted(TOWNS), ["air_strike", "shelling", "bombing", "clash"]
    happened = [
        (
            rng.choice(towns),
            date(2024, 1, 1) + timedelta(days=rng.randrange(30)),
            rng.choice(events),
            rng.randint(1, 30),
        )
        for _ in range(incidents)
    ]
    found = []
    for number in range(reports):
        sayings = []
        for _ in range(rng.randint(1, 4)):
            town, day, event, killed = rng.choice(happened)
            party = rng.choice(["NV", "SV", None])
            who = rng.choice(["Northern Command", "Mayor Ilen Varga", "the rescue service", "residents", None])
            toll = rng.choice([killed, killed + 1, None])
            denies = who == "Northern Command" and rng.random() < 0.3
            sayings.append(
                Saying(
                    who,
                    town,
                    toll,
                    day,
                    event,
                    party if who else None,
                    "military" if party else "witness",
                    denies,
                    round(rng.random(), 3),
                    f"near depot {rng.randrange(1000)}",
                )
            )
        published = max(s.day for s in sayings if s.day) + timedelta(days=rng.randint(0, 2))
        publisher = rng.choice(["Dravno Herald", "Selm Radio", "Northern Wire", "World Ledger"])
        found.append(told(f"r{number}", *sayings, published=published, publisher=publisher))
    return found


def fill(ledger: Ledger, reports: list[tuple[Report, list[Claim]]]) -> None:
    for report, claims in reports:
        ledger.add(report, claims, who="test")


def partition(ledger: Ledger) -> list[list[str]]:
    """The ids of claims in force, grouped by event."""
    groups: dict[str, list[str]] = {}
    for claim in pages(ledger.claims, Filter()):
        groups.setdefault(claim.event, []).append(claim.id)
    return sorted(sorted(group) for group in groups.values())


# ---- databases


def _binaries() -> Path | None:
    """Where PostgreSQL's own programs are, the newest first."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/usr/pgsql-*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    places = [Path(p) for p in found] + ([Path(on_path).parent] if on_path else [])
    return next((p for p in places if (p / "initdb").exists() and (p / "postgres").exists()), None)


def _as_user(folder: Path) -> list[str]:
    """What to put before a command: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    name = next((n for n in ("postgres", "nobody") if _exists(n)), None)
    if name is None or not shutil.which("setpriv"):
        pytest.skip("PostgreSQL does not run as root, and there is no other user to run it as")
    user = pwd.getpwnam(name)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL server, without a database's name; skipped with a word where none can run.

    It listens on a socket in a folder of its own and on no port: two runs of the tests at once would race for a free
    one, and the loser would work on the server of the other until that goes.
    """
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL is installed")
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="tidings-pg-", dir=memory if memory.is_dir() else "/tmp"))
    before = _as_user(folder)
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    initdb = [str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "tidings", "-E", "UTF8", "--no-sync"]
    subprocess.run([*before, *initdb, "--locale=C"], check=True, **quiet)
    options = ["-k", str(folder), "-c", "listen_addresses=", "-F", "-c", "full_page_writes=off"]
    server = subprocess.Popen(
        [*before, str(binaries / "postgres"), "-D", str(data), *options, "-c", "shared_buffers=32MB"], **quiet
    )
    address = f"postgresql+psycopg://tidings@/?host={folder}"
    try:
        _wait(server, address)
        yield address
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    import psycopg

    for _ in range(600):
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(_plain(address, "postgres")).close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail("PostgreSQL did not start")


def _database(address: str, name: str) -> str:
    return make_url(address).set(database=name).render_as_string(hide_password=False)


def _plain(address: str, name: str) -> str:
    """The address as psycopg takes it."""
    return _database(address, name).replace("+psycopg", "", 1)


def new_database(server: str) -> str:
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(_plain(server, "postgres"), autocommit=True) as conn:
        conn.execute(f"CREATE DATABASE {name}")
    return _database(server, name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a ledger that is not there yet, once in each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An empty ledger, once in each database."""
    with Ledger(url) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger in a file."""
    with Ledger(f"sqlite:///{tmp_path / 'ledger.db'}") as made:
        yield made
