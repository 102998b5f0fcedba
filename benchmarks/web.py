"""The web app under load: a ledger of 100,000 events, 50 readers at once, reports added meanwhile.

python benchmarks/web.py [--events 100000] [--readers 50] [--seconds 60] [--ledger FILE]

The ledger is made of generated claims about places in the open ocean (kept in --ledger for the next run). Each reader asks
for a page, reads it for one to three seconds, and asks for the next; a writer adds a report every second. Everything
runs on this machine: readers, writer and server share its cores.
"""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import httpx

from tidings.claim import Claim, Place, Report, Source, Span, Toll, When
from tidings.ledger import Ledger

TYPES = {"air_strike": "strike", "shelling": "shelling", "clash": "clash", "bombing": "bombing", "shooting": "shooting"}
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
        **span(town), name=town, country="XD", level="town", latitude=-60 + row // 100 * 1.0, longitude=-40 + row % 100 * 0.4,
        radius_km=5.0, admin=["Dravia"],
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
    rng = random.Random(7)
    with Ledger(f"sqlite:///{path}") as ledger:
        there = ledger.count()
        if there >= events:
            return
        start = time.perf_counter()
        for number in range(int(events * 1.02)):
            report, claims = made(number, rng)
            if number >= there:
                ledger.add(report, claims, who="load")
            if number % 5_000 == 4_999 and number >= there:
                pace = (number - there) / (time.perf_counter() - start)
                print(f"  {number + 1:,} reports, {pace:.0f} a second", file=sys.stderr)
                if ledger.count() >= events:
                    return


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
        until = time.monotonic() + asked.seconds
        seen: list[tuple[str, float, int]] = []
        added: list[float] = []
        threads = [threading.Thread(target=read, args=(address, until, n, ids, seen)) for n in range(asked.readers)]
        threads.append(threading.Thread(target=write, args=(path, until, added)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
    times = [t for _, t, _ in seen]
    wrong = [(p, s) for p, _, s in seen if s != 200]
    print(
        f"\n{asked.readers} readers, {asked.seconds:.0f} s: {len(seen)} pages, {len(seen) / asked.seconds:.1f} a second"
    )
    print(f"errors {len(wrong)} {wrong[:3] if wrong else ''}")
    print(
        f"ms: median {1000 * share(times, 0.5):.0f}, p95 {1000 * share(times, 0.95):.0f}, most {1000 * max(times):.0f}"
    )
    print(f"reports added meanwhile {len(added)}, ms each: median {1000 * share(added, 0.5):.0f}")
    folder.cleanup()


if __name__ == "__main__":
    main()
