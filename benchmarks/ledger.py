"""How a ledger grows: python benchmarks/ledger.py [--reports 100000] [--ledger sqlite:///FILE] [--ask] [--beside N].

Generated reports of an invented world (1,200 towns of 60 regions, four years of days), five claims each on average, four
reports to an event, are put in through `Ledger.add(report, claims=...)`. Printed: time per report for the first and the
last tenth, size on disk, memory, and the time of a page of each kind of question. A ledger named with `--ledger` stays,
and `--ask` asks it again. `--beside N` adds N reports of later years to it and to an empty ledger, by turns: what adding
costs in a large ledger and in a new one, whatever else the machine does.
"""

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from tidings.claim import Claim, Place, Reason, Report, Source, Span, Toll, When
from tidings.ledger import Filter, Ledger

SYLLABLES = [
    "ba", "da", "fo", "gri", "hel", "ka", "lo", "mar", "ne", "or", "pel", "qua", "ri", "sel", "tor", "ul", "ves", "zan",
]  # fmt: skip
TYPES = {
    "air_strike": "strikes",
    "shelling": "shelling",
    "bombing": "blast",
    "clash": "fighting",
    "shooting": "gunfire",
}
SPEAKERS = [
    ("Northern Command", "military", "QN"), ("Southern Front", "armed_group", "southern-front"),
    ("the mayor", "government", "QN"), ("the rescue service", "medical", "QN"), ("residents", "witness", None),
    ("a monitoring group", "ngo", None), (None, None, None),
]  # fmt: skip
OUTLETS = [f"Outlet {n}" for n in range(40)]
FIRST = date(2020, 1, 1)


class Incident(NamedTuple):
    """Something that happened, for reports to tell."""

    town: str
    region: str
    country: str
    point: tuple[float, float]
    day: date
    event: str
    killed: int
    names: list[str]


def word(rng: random.Random, parts: int) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(parts)).capitalize()


def incidents(count: int, rng: random.Random) -> list[Incident]:
    towns = []
    for country in ("QN", "QS", "QT", "QU", "QV", "QW"):
        for region in (word(rng, 3) for _ in range(10)):
            towns += [(word(rng, 3), region, country, (rng.uniform(-60, -30), rng.uniform(-20, 20))) for _ in range(20)]
    found = []
    for _ in range(count):
        day = FIRST + timedelta(days=rng.randrange(1_500))
        names = [word(rng, 4) for _ in range(3)]
        found.append(Incident(*rng.choice(towns), day, rng.choice(list(TYPES)), rng.randrange(30), names))
    return found


def reports(count: int, seed: int = 1, later: timedelta = timedelta()) -> Iterator[tuple[Report, list[Claim]]]:
    """Reports with their claims: about five claims a report, four reports an incident."""
    rng = random.Random(seed)
    happened = sorted(incidents(max(10, count // 4), rng), key=lambda i: i.day)
    happened = [i._replace(day=i.day + later) for i in happened]
    for number in range(count):
        # news of the day: those told now lie near each other in time
        now = number * len(happened) // count
        near = happened[max(0, now - 5) : now + 5]
        told = rng.sample(near, 1 if rng.random() < 0.8 else 2)
        yield made(number, [rng.choice(told) for _ in range(rng.randint(3, 7))], rng)


def made(number: int, told: list[Incident], rng: random.Random) -> tuple[Report, list[Claim]]:
    sentences = []
    for one in told:
        who, kind, party = rng.choice(SPEAKERS)
        killed = one.killed + rng.choice([0, 0, 0, 1, 3])
        said = f"{who} said " if who else ""
        trigger, name = TYPES[one.event], rng.choice(one.names)
        sentence = f"{said}{trigger} near {name} street in {one.town} killed {killed} people on {one.day}."
        sentences.append((one, who, kind, party, killed, trigger, sentence))
    text = " ".join(s[-1] for s in sentences)
    published = max(i.day for i in told) + timedelta(days=rng.randrange(3))
    report = Report(id=f"g{number}", text=text, publisher=rng.choice(OUTLETS), published=published)
    claims, offset = [], 0
    for one, who, kind, party, killed, trigger, sentence in sentences:
        claims.append(claim(report.id, one, who, kind, party, killed, trigger, sentence, offset))
        offset += len(sentence) + 1
    return report, claims


def claim(
    report: str, one: Incident, who: str | None, kind: Any, party: str | None, killed: int, trigger: str, sentence: str, at: int
) -> Claim:  # fmt: skip
    def span(words: str) -> dict[str, Any]:
        start = at + sentence.index(words)
        return {"text": words, "start": start, "end": start + len(words)}

    latitude, longitude = one.point
    place = Place(
        **span(one.town), country=one.country, level="town", admin=[one.region], latitude=latitude, longitude=longitude,
        radius_km=4.0,
    )  # fmt: skip
    return Claim(
        report=report,
        event=one.event,
        trigger=Span(**span(trigger)),
        evidence=Span(text=sentence, start=at, end=at + len(sentence)),
        source=Source(**span(who), kind=kind, party=party, cue=Span(**span("said"))) if who else None,
        target=[Span(**span("people"))],
        place=[place],
        date=When(start=one.day, end=one.day, text=str(one.day)),
        toll={"killed": Toll(min=killed, max=killed, text=str(killed))},
        confidence=0.8,
        why=[
            Reason(field="event", rule="trigger", text=trigger, score=0.9),
            Reason(field="toll", rule="count of people"),
        ],
        coder="generated",
        codebook="1",
    )


def fill(ledger: Ledger, count: int) -> list[tuple[float, float]]:
    """Milliseconds each report took to be added, by the clock and of the processor; making it does not count."""
    took, shown = [], time.monotonic()
    for report, claims in reports(count):
        begun, worked = time.perf_counter(), time.process_time()
        ledger.add(report, claims, who="benchmark")
        took.append((1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked)))
        if time.monotonic() - shown > 60:
            shown = time.monotonic()
            print(f"  {len(took):,} reports, {told(took[-500:])}", file=sys.stderr, flush=True)
    return took


def beside(ledger: Ledger, count: int, seed: int = 5) -> None:
    """Add the same reports to the ledger and to an empty one, twenty by turns; told are those of the second half."""
    series = list(islice(reports(100_000, seed, later=timedelta(1_500)), count))
    took: dict[str, list[tuple[float, float]]] = {"an empty ledger": [], "this one": []}
    with tempfile.TemporaryDirectory(prefix="tidings-bench-") as folder, Ledger(f"sqlite:///{folder}/new.db") as new:
        for first in range(0, count, 20):
            for name, one in zip(took, (new, ledger), strict=True):
                for report, claims in series[first : first + 20]:
                    own = report.model_copy(update={"id": f"{seed}-{report.id}"})
                    begun, worked = time.perf_counter(), time.process_time()
                    one.add(own, [c.model_copy(update={"report": own.id}) for c in claims], who="benchmark")
                    took[name].append((1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked)))
    for name, times in took.items():
        print(f"added to {name}: {told(times[count // 2 :])}")


def told(took: list[tuple[float, float]]) -> str:
    clock, processor = (statistics.fmean(part) for part in zip(*took, strict=True))
    return f"{clock:.1f} ms each ({processor:.1f} ms of the processor)"


def questions(ledger: Ledger) -> dict[str, Callable[[], Any]]:
    """One page of each kind."""
    some = ledger.events(limit=1, order="toll").items[0]
    middle = ledger.events(Filter(until=some.sort_day), limit=200).next
    latitude, longitude = some.latitude or 0.0, some.longitude or 0.0
    asked: dict[str, dict[str, Any]] = {
        "country": {"country": "QN"},
        "country, type, days": {"country": "QN", "type": "shelling", "since": "2021-01-01", "until": "2022-01-01"},
        "place": {"place": some.place},
        "within 50 km": {"near": (latitude, longitude, 50)},
        "within 2,000 km": {"near": (latitude, longitude, 2_000)},
        "party and toll": {"party": "QN", "toll_min": 20},
        "a source": {"source": "Northern Command"},
        "contested": {"contested": "yes"},
        "a rare word": {"text": some.title.split()[-1]},
        "a common word": {"text": "killed"},
        "two words": {"text": "shelling rescue"},
        "a report": {"report": "g77"},
    }
    found: dict[str, Callable[[], Any]] = {
        "events, latest": ledger.events,
        "events, half way": lambda: ledger.events(after=middle),
        "events by toll": lambda: ledger.events(order="toll"),
        "events updated": lambda: ledger.events(order="updated"),
    }
    for name, values in asked.items():
        found[f"events: {name}"] = partial(ledger.events, Filter.read(values))
    narrow = Filter.read(asked["country, type, days"])
    return found | {
        "claims of a source": lambda: ledger.claims(Filter(source=("Northern Command",))),
        "reports, latest": ledger.reports,
        "search": lambda: ledger.search(some.title.split()[-1]),
        "search, common word": lambda: ledger.search("killed"),
        "one event": lambda: ledger.event(some.id),
        "facets of all": ledger.facets,
        "facets of a country": lambda: ledger.facets(Filter(country=("QN",))),
        "facets of few": lambda: ledger.facets(narrow),
        "count of a country": lambda: ledger.count(Filter(country=("QN",))),
        "review queue": ledger.queue,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--reports", type=int, default=100_000)
    options.add_argument("--ledger", help="where to make it; a temporary file if left out")
    options.add_argument("--ask", action="store_true", help="add nothing: only ask a ledger made before")
    options.add_argument("--beside", type=int, metavar="N", help="add N more to it and to an empty one")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="tidings-bench-") as folder:
        url = given.ledger or f"sqlite:///{folder}/ledger.db"
        with Ledger(url) as ledger:
            if given.beside:
                return beside(ledger, given.beside)
            if not given.ask:
                tenth = max(1, given.reports // 10)
                took = fill(ledger, given.reports)
                print(f"added {given.reports:,} reports of {ledger.count():,} events")
                print(f"the first {tenth:,}: {told(took[:tenth])}; the last {tenth:,}: {told(took[-tenth:])}")
            measure(ledger, url)


def measure(ledger: Ledger, url: str) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite"):
        size = sum(p.stat().st_size for p in path.parent.glob(path.name + "*"))
        print(f"on disk {size / 1e6:,.0f} MB; ", end="")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB; {ledger.count():,} events")
    for name, ask in questions(ledger).items():
        times = []
        for _ in range(5):
            begun, worked = time.perf_counter(), time.process_time()
            ask()
            times.append((1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked)))
        clock, processor = (statistics.median(part) for part in zip(*times, strict=True))
        print(f"{name:32} {clock:8.1f} ms ({processor:.1f} ms of the processor); the first time {times[0][0]:.1f} ms")
    begun = time.perf_counter()
    faults = ledger.verify()
    print(f"verify: {len(faults)} faults, {time.perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
