"""The web app under load: a ledger of 100,000 events, 50 readers at once, reports added meanwhile.

    python benchmarks/web.py [--events 100000] [--readers 50] [--seconds 60] [--ledger FILE]

The ledger is made of 2,000 generated reports about places in the open ocean, whose rows are copied until there are
enough events (kept in --ledger for the next run). Each reader asks for a page, reads it for one to three seconds, and
asks for the next; a writer adds a report every second. Readers, writer and server share this machine's cores; told is
also how much of a core the server took for a page.
"""

import argparse
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import httpx

from tidings.claim import Claim, Place, Report, Source, Span, Toll, When
from tidings.ledger import Ledger

TYPES = {"air_strike": "strike", "shelling": "shelling", "clash": "clash", "bombing": "bombing", "shooting": "shooting"}
_ADDED = 2_000
_READ = {
    "reports": ("number",), "events": ("number",), "claims": ("number", "report", "event"), "event_terms": ("event",),
    "event_points": ("event",),
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


def fill(path: Path, events: int) -> None:
    """Add reports as one does, and then copy their rows until there are enough events to read."""
    rng = random.Random(7)
    with Ledger(f"sqlite:///{path}") as ledger:
        if ledger.count() >= events:
            return
        for number in range(min(_ADDED, events)):
            ledger.add(*made(number, rng), who="load")
        there = ledger.count()
    times = -(-(events - there) // there)
    with closing(sqlite3.connect(path)) as conn:
        for turn in range(1, times + 1):
            copy_rows(conn, turn)
        conn.execute("ANALYZE")
        conn.commit()


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


def read(address: str, until: float, seed: int, ids: list[str], seen: list[tuple[str, float, int]]) -> None:
    rng = random.Random(seed)
    time.sleep(rng.uniform(0, 3))
    with httpx.Client(base_url=address, timeout=30) as client:
        while time.monotonic() < until:
            path = pages(rng, ids)
            start = time.perf_counter()
            try:
                status = client.get(path).status_code
            except httpx.HTTPError as error:
                print(path, error, file=sys.stderr)
                status = 0
            seen.append((path.split("?")[0] + ("?" if "?" in path else ""), time.perf_counter() - start, status))
            time.sleep(rng.uniform(1, 3))


def write(path: Path, until: float, added: list[float]) -> None:
    rng = random.Random()
    with Ledger(f"sqlite:///{path}") as ledger:
        while time.monotonic() < until:
            start = time.perf_counter()
            ledger.add(*made(rng.randrange(10**7, 10**9), rng), who="load")
            added.append(time.perf_counter() - start)
            time.sleep(1)


def warm_paint(address: str, ids: list[str]) -> None:
    """Each page alone, nobody else there: the median of five."""
    print("page alone                     median ms")
    with httpx.Client(base_url=address, timeout=60) as client:
        for path in (
            "/events",
            "/events?contested=yes",
            f"/events/{ids[0]}",
            "/reports/load-1",
            "/review",
            "/sources",
            "/trends",
        ):
            times = []
            for _ in range(5):
                start = time.perf_counter()
                client.get(path).raise_for_status()
                times.append(time.perf_counter() - start)
            print(f"{path.replace(ids[0], '{id}'):30} {1000 * sorted(times)[2]:9.0f}")


def cpu_seconds(pid: int) -> float:
    """What a process has used of the cores so far."""
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def share(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--ledger", type=Path, default=None)
    asked = parser.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="tidings-load-")
    path = asked.ledger or Path(folder.name, "load.db")
    fill(path, asked.events)
    with Ledger(f"sqlite:///{path}") as ledger:
        ids = [e.id for e in ledger.events(limit=200).items]
        print(f"{ledger.count():,} events, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tidings = str(Path(sys.executable).with_name("tidings"))
    command = [tidings, "serve", "--ledger", f"sqlite:///{path}", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(address + "/events", timeout=60)
                break
            except httpx.HTTPError:
                time.sleep(0.2)
        warm_paint(address, ids)
        used = cpu_seconds(server.pid)
        until = time.monotonic() + asked.seconds
        seen: list[tuple[str, float, int]] = []
        added: list[float] = []
        threads = [threading.Thread(target=read, args=(address, until, n, ids, seen)) for n in range(asked.readers)]
        threads.append(threading.Thread(target=write, args=(path, until, added)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        used = cpu_seconds(server.pid) - used
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
    times = [t for _, t, _ in seen]
    wrong = [(p, s) for p, _, s in seen if s != 200]
    print(
        f"\n{asked.readers} readers, {asked.seconds:.0f} s: {len(seen)} pages, {len(seen) / asked.seconds:.1f} a second"
    )
    print(f"the server took {1000 * used / max(1, len(seen)):.0f} ms of a core for a page")
    print(f"errors {len(wrong)} {wrong[:3] if wrong else ''}")
    print(
        f"ms: median {1000 * share(times, 0.5):.0f}, p95 {1000 * share(times, 0.95):.0f}, most {1000 * max(times):.0f}"
    )
    print(f"reports added meanwhile {len(added)}, ms each: median {1000 * share(added, 0.5):.0f}")
    folder.cleanup()


if __name__ == "__main__":
    main()
