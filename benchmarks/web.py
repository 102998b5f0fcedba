"""The web app under load: a ledger of 100,000 events, 50 readers at once, reports added meanwhile.

    python benchmarks/web.py [--events 100000] [--readers 50] [--seconds 60] [--cache FOLDER]

The ledger is made of 2,000 generated reports about places in the open ocean, added as any report is, whose rows are then
copied until there are enough events. It is kept in the cache folder for the next run; each run works on a copy of it.

First each page alone: what the server takes, and, where Chromium is there, when the browser first paints it. Then the
readers: each asks for a page, reads it for one to three seconds, and asks for the next, drawn from all kinds of pages with
filters, words and events at random; a writer, a process of its own, adds a report every second. Readers, writer and
server share this machine's cores; told is also how much of a core the server took for a page, and how much of the cores
other programs took meanwhile.
"""

import argparse
import hashlib
import http.client
import multiprocessing
import multiprocessing.synchronize
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from shutil import which

from tidings.claim import Claim, Place, Report, Source, Span, Toll, When
from tidings.ledger import Ledger

TYPES = {"air_strike": "strike", "shelling": "shelling", "clash": "clash", "bombing": "bombing", "shooting": "shooting"}
_ADDED = 2_000
_READ = {
    "reports": ("number",), "events": ("number",), "claims": ("number", "report", "event"), "event_terms": ("event",),
    "event_facets": ("event",), "event_points": ("event",),
}  # fmt: skip
"""Tables that are copied, and their columns that are numbers of rows; the first one is told by."""
SPEAKERS = [("the army", "military", "XD"), ("the Command", "military", "XN"), ("the mayor", "government", "XD"),
            ("the monitor", "ngo", None), ("residents", "witness", None)]  # fmt: skip


def made(number: int, rng: random.Random) -> tuple[Report, list[Claim]]:
    """A report with one claim, on a day and at a place that few others share."""
    event, trigger = rng.choice(list(TYPES.items()))
    who, kind, party = rng.choice(SPEAKERS)
    town = f"Town{rng.randrange(4_000)}"
    row = int(town[4:])
    killed = rng.randrange(30)
    day = date(2015, 1, 1) + timedelta(days=number % 3_600)
    text = f"A {trigger} in {town} killed {killed} people, {who} said."

    def span(words: str) -> dict:
        at = text.index(words)
        return {"text": words, "start": at, "end": at + len(words)}

    place = Place(
        **span(town), name=town, country="XD", level="town", latitude=-60.0 + row // 100,
        longitude=-40 + row % 100 * 0.4, radius_km=5.0, admin=["Dravia"],
    )  # fmt: skip
    report = Report(
        id=f"load-{number}", text=text, title=f"{trigger} in {town}", publisher=f"Outlet {row % 40}", published=day
    )
    claim = Claim(
        report=report.id, event=event, trigger=Span(**span(trigger)), evidence=Span(**span(text)),
        source=Source(**span(who), kind=kind, party=party), place=[place], date=When(start=day, end=day),
        toll={"killed": Toll(min=killed, max=killed, text=str(killed))}, confidence=round(rng.uniform(0.3, 1), 2),
    )  # fmt: skip
    return report, [claim]


def prepared(cache: Path, events: int) -> Path:
    """A ledger of so many events, from the cache if one of this program's tables is there."""
    tables = files("tidings.ledger").joinpath("migrations", "versions", "v0001_tables.sql").read_bytes()
    path = cache / f"load-{events}-{hashlib.sha256(tables).hexdigest()[:8]}.db"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        for old in cache.glob(f"{unfinished.name}*"):
            old.unlink()
        fill(unfinished, events)
        unfinished.rename(path)
    return path


def fill(path: Path, events: int) -> None:
    """Add reports as one does, and then copy their rows until there are enough events to read."""
    rng = random.Random(7)
    with Ledger(f"sqlite:///{path}") as ledger:
        for number in range(min(_ADDED, events)):
            ledger.add(*made(number, rng), who="load")
        there = ledger.count()
    with closing(sqlite3.connect(path)) as conn:
        for turn in range(1, 1 + -(-(events - there) // there)):
            copy_rows(conn, turn)
        conn.execute("ANALYZE")
        conn.commit()
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy_rows(conn: sqlite3.Connection, turn: int) -> None:
    """One more copy of the rows that reading needs, under new numbers and ids."""
    step = 1_000_000 * turn
    columns = {t: [r[1] for r in conn.execute(f"PRAGMA table_info({t})")] for t in _READ}
    for table, numbers in _READ.items():
        values = []
        for name in columns[table]:
            if name in numbers:
                values.append(f'"{name}" + {step}')
            elif name == "id":
                values.append(f"id || '-{turn}'")
            elif name == "record":
                values.append(f"""replace(record, '"report": "load-', '"report": "{turn}-load-')""")
            else:
                values.append(f'"{name}"')
        if table == "reports":
            values[columns[table].index("id")] = f"'{turn}-' || id"
        first = numbers[0]
        told = ", ".join(f'"{c}"' for c in columns[table])
        conn.execute(f'INSERT INTO {table} ({told}) SELECT {", ".join(values)} FROM {table} WHERE "{first}" < 1000000')
    conn.commit()


def pages(rng: random.Random, ids: list[str]) -> str:
    since = date(2015, 1, 1) + timedelta(days=rng.randrange(3_000))
    return rng.choice(
        [
            "/events", "/events?contested=yes", f"/events?type={rng.choice(list(TYPES))}",
            f"/events?since={since}&until={since + timedelta(days=30)}", f"/events?place=Town{rng.randrange(4000)}",
            f"/events?text=Town{rng.randrange(4000)}", "/events?party=XN&order=toll", f"/events/{rng.choice(ids)}",
            f"/events/{rng.choice(ids)}", f"/reports/load-{rng.randrange(1000)}", "/review", "/sources",
            "/api/v1/events?limit=50", f"/api/v1/events/{rng.choice(ids)}",
        ]
    )  # fmt: skip


class Client:
    """A browser's connection, kept open, that takes pages packed and looks at nothing but their status."""

    def __init__(self, port: int) -> None:
        self._conn = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> tuple[int, float]:
        """Status (0 where there was no answer) and seconds."""
        start = time.perf_counter()
        try:
            self._conn.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = self._conn.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException) as error:
            print(path, error, file=sys.stderr)
            self._conn.close()
            status = 0
        return status, time.perf_counter() - start


def read(port: int, until: float, seed: int, ids: list[str], seen: list[tuple[str, float, int]]) -> None:
    rng = random.Random(seed)
    time.sleep(rng.uniform(0, 3))
    client = Client(port)
    while time.monotonic() < until:
        path = pages(rng, ids)
        status, took = client.get(path)
        seen.append((kind(path), took, status))
        time.sleep(rng.uniform(1, 3))


def kind(path: str) -> str:
    """The page without what was drawn at random."""
    bare, _, told = path.partition("?")
    parts = bare.split("/")
    if parts[-1].startswith(("E-", "load-")):
        parts[-1] = "{id}"
    names = [word.split("=")[0] for word in told.split("&") if word]
    return "/".join(parts) + ("?" + "&".join(names) if names else "")


def write(path: Path, stop: multiprocessing.synchronize.Event, added: "multiprocessing.Queue[float]") -> None:
    rng = random.Random()
    with Ledger(f"sqlite:///{path}") as ledger:
        while not stop.wait(1):
            start = time.perf_counter()
            ledger.add(*made(rng.randrange(10**7, 10**9), rng), who="load")
            added.put(time.perf_counter() - start)


ALONE = ("/events", "/events?contested=yes", "/events?type=shelling", "/events?text=Town77", "/events/{id}", "/reports",
         "/reports/load-1", "/review", "/sources", "/trends", "/methodology", "/add", "/api")  # fmt: skip


def alone(port: int, id_: str) -> None:
    """Each page with nobody else there: the first answer, the median of five more, and the browser's first paint."""
    client = Client(port)
    paths = [p.replace("{id}", id_) for p in ALONE]
    first = {p: client.get(p)[1] for p in paths}
    later = {p: sorted(client.get(p)[1] for _ in range(5))[2] for p in paths}
    paints = painted(port, paths)
    print(f"{'page alone, ms':30} {'first':>7} {'median':>7} {'first paint':>12}")
    for path, shown in zip(paths, ALONE, strict=True):
        paint = f"{paints[path]:12.0f}" if path in paints else f"{'-':>12}"
        print(f"{shown:30} {1000 * first[path]:7.0f} {1000 * later[path]:7.0f} {paint}")


def painted(port: int, paths: list[str]) -> dict[str, float]:
    """Milliseconds until Chromium first paints each page, from the moment it is asked for: the median of three."""
    chromium = which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        return {}
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-sync"]  # fmt: skip
    asked = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        page = browser.new_page()
        for path in paths:
            times = []
            for _ in range(3):
                page.goto(f"http://127.0.0.1:{port}{path}")
                while (paint := page.evaluate(asked)) is None:
                    page.wait_for_timeout(20)
                times.append(paint)
            found[path] = sorted(times)[1]
        browser.close()
    return found


def cpu_seconds(pid: int) -> float:
    """What a process has used of the cores so far."""
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """What all processes have used of the cores that this one may run on."""
    cores = {f"cpu{n}" for n in os.sched_getaffinity(0)}
    lines = (line.split() for line in Path("/proc/stat").read_text().splitlines())
    ticks = sum(sum(map(int, w[1:4])) + sum(map(int, w[6:9])) for w in lines if w[0] in cores)
    return ticks / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """What this process and those it started and that have ended have used."""
    return sum(os.times()[:4])


def share(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


@contextmanager
def served(path: Path) -> Iterator[tuple[int, int]]:
    """The app over a ledger: its port and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tidings = str(Path(sys.executable).with_name("tidings"))
    command = [tidings, "serve", "--ledger", f"sqlite:///{path}", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def load(path: Path, port: int, pid: int, readers: int, seconds: float, ids: list[str]) -> None:
    """Readers and the writer at once."""
    seen: list[tuple[str, float, int]] = []
    stop, queue = multiprocessing.Event(), multiprocessing.Queue()
    writer = multiprocessing.Process(target=write, args=(path, stop, queue))
    used, busy, start = cpu_seconds(pid), busy_seconds() - own_seconds(), time.monotonic()
    until = start + seconds
    threads = [threading.Thread(target=read, args=(port, until, n, ids, seen)) for n in range(readers)]
    for task in (writer, *threads):
        task.start()
    for thread in threads:
        thread.join()
    used = cpu_seconds(pid) - used
    stop.set()
    writer.join()
    busy = busy_seconds() - own_seconds() - busy
    spent = (time.monotonic() - start) * len(os.sched_getaffinity(0))
    print(f"\nof the cores, other work than readers, writer and server took {100 * (busy - used) / spent:.0f} %")
    added = [queue.get() for _ in range(queue.qsize())]
    told(seen, added, used, readers, seconds)


def told(seen: list[tuple[str, float, int]], added: list[float], used: float, readers: int, seconds: float) -> None:
    times = [t for _, t, _ in seen]
    wrong = [(p, s) for p, _, s in seen if s != 200]
    by_kind: dict[str, list[float]] = defaultdict(list)
    for page, took, _ in seen:
        by_kind[page].append(took)
    print(f"{'under load, ms':34} {'asked':>6} {'median':>7} {'p95':>7}")
    for page, listed in sorted(by_kind.items()):
        print(f"{page:34} {len(listed):6} {1000 * share(listed, 0.5):7.0f} {1000 * share(listed, 0.95):7.0f}")
    print(
        f"{readers} readers who read 1 to 3 s, {seconds:.0f} s: {len(seen)} pages, {len(seen) / seconds:.1f} a second, "
        f"{1000 * used / max(1, len(seen)):.0f} ms of a core for each"
    )
    print(f"reports added meanwhile: {len(added)}, median {1000 * share(added, 0.5) if added else 0:.0f} ms")
    print(f"errors: {len(wrong)} {wrong[:3] if wrong else ''}")
    print(
        f"ms: median {1000 * share(times, 0.5):.0f}, p95 {1000 * share(times, 0.95):.0f}, most {1000 * max(times):.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000, help="at least 1,000")
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir(), "tidings-benchmarks"))
    asked = parser.parse_args()
    if asked.events < 1_000:
        parser.error("--events is at least 1000: the readers ask for that many reports")
    kept = prepared(asked.cache, asked.events)
    with tempfile.TemporaryDirectory(prefix="tidings-load-") as folder:
        path = Path(shutil.copy(kept, Path(folder, "load.db")))
        with Ledger(f"sqlite:///{path}") as ledger:
            ids = [e.id for e in ledger.events(limit=200).items]
            cores = len(os.sched_getaffinity(0))
            print(f"{ledger.count():,} events, {cores} of {os.cpu_count()} cores to run on")
        with served(path) as (port, pid):
            alone(port, ids[0])
            load(path, port, pid, asked.readers, asked.seconds, ids)


if __name__ == "__main__":
    main()
