"""A ledger for the web app's tests: reports about invented places in the open ocean, with claims made by hand."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from tidings.claim import Claim, Place, Reason, Report, Source, Span, Toll, When
from tidings.ledger import Filter, Ledger

SPOTS = {
    "Dravno": (-36.1203, -20.8107, "XD", "Dravno Province"),
    "Selm": (-35.2411, -19.7022, "XD", "River Province"),
    "Orl": (-36.7018, -19.1135, "XD", "Coast Province"),
    "Vesk": (-36.0912, -21.4419, "XD", "Dravno Province"),
    "Belograd": (-34.5005, -20.1203, "XN", "the North"),
    "خليج نور": (-35.6312, -18.9021, "XD", "River Province"),
}
COMMAND = ("military", "XN")
STATE = ("government", "XD")
CODEBOOK = """\
XD: {iso3: XDX, name: Dravia, demonyms: [Dravian]}
XN: {iso3: XNX, name: Northern Command, demonyms: [Northern]}
"""


class Sentence:
    """A sentence with what one claims in it; words are looked up in the sentence itself."""

    def __init__(self, text: str, trigger: str = "", event: str = "air_strike", **values: Any) -> None:
        self.text, self.trigger, self.event, self.values = text, trigger, event, values

    def claim(self, report: Report) -> Claim | None:
        if not self.trigger:
            return None
        start = report.text.index(self.text)

        def span(words: str) -> dict[str, Any]:
            at = start + self.text.index(words)
            return {"text": words, "start": at, "end": at + len(words)}

        v = dict(self.values)
        who = v.pop("source", None)
        source = None
        if who:
            words, (kind, party), cue = who
            source = Source(**span(words), kind=kind, party=party, cue=Span(**span(cue)) if cue else None)
        toll = {}
        for name, (low, high, words) in v.pop("toll", {}).items():
            at = span(words)
            toll[name] = Toll(min=low, max=high, text=words, at=(at["start"], at["end"]))
        places = [_place(span(p), p) for p in v.pop("place", [])]
        day = v.pop("day", None)
        return Claim(
            report=report.id,
            event=self.event,
            trigger=Span(**span(self.trigger)),
            evidence=Span(text=self.text, start=start, end=start + len(self.text)),
            source=source,
            actor=[_party(span(a), a) for a in v.pop("actor", [])],
            target=[Span(**span(t)) for t in v.pop("target", [])],
            place=places,
            toll=toll,
            date=When(start=date.fromisoformat(day), end=date.fromisoformat(day)) if day else None,
            why=[Reason(field="event", rule="trigger word", text=self.trigger, score=0.9)],
            coder="by hand",
            **v,
        )


def _party(span: dict[str, Any], words: str) -> Span:
    return Span(**span, name="Northern Command" if words in ("it", "Its forces") else None)


def _place(span: dict[str, Any], name: str) -> Place:
    south, east, country, admin = SPOTS[name]
    return Place(
        **span, name=name, country=country, level="town", admin=["Dravia" if country == "XD" else "the North", admin],
        latitude=south, longitude=east, radius_km=5.0, precision={"acled": 1},
    )  # fmt: skip


S = Sentence
# ruff: noqa: E501 - a table of sentences reads better in long lines
REPORTS: list[tuple[str, str, str, str, list[Sentence]]] = [
    ("strike-1", "Northern Wire", "2024-01-02T14:10:00+00:00", "Command reports strikes", [
        S("Northern Command said long-range weapons struck arms plants in Dravno overnight.", "struck",
          source=("Northern Command", COMMAND, "said"), actor=[], target=["arms plants"], place=["Dravno"],
          day="2024-01-02", means=["missile"], confidence=0.93),
        S("No civilians were hurt in the strikes, Colonel Arent of the command said.", "strikes",
          source=("Colonel Arent", COMMAND, "said"), toll={"killed": (0, 0, "No civilians"), "injured": (0, 0, "No civilians")},
          day="2024-01-02", confidence=0.71),
    ]),
    ("strike-2", "Dravno Herald", "2024-01-02T20:45:00+00:00", "Night of fire in Dravno", [
        S("President Ilen Varga said four people were killed and 92 injured when missiles fired by Northern Command struck Dravno.",
          "struck", source=("President Ilen Varga", STATE, "said"), actor=["Northern Command"], target=["people"],
          place=["Dravno"], toll={"killed": (4, 4, "four people"), "injured": (92, 92, "92")}, day="2024-01-02",
          means=["missile"], confidence=0.96),
        S("The mayor of Dravno reported power outages in apartment blocks after the strikes hit two warehouses.", "strikes",
          source=("The mayor of Dravno", STATE, "reported"), target=["two warehouses"], place=["Dravno"], day="2024-01-02", confidence=0.88),
        S("Resident Pola Dresh, 34, saw the second missile strike the yard in Dravno.", "strike",
          source=("Pola Dresh", ("witness", None), "saw"), place=["Dravno"], day="2024-01-02", confidence=0.62),
    ]),
    ("strike-3", "Selm Radio", "2024-01-03T07:15:00+00:00", "Toll rises", [
        S("The toll of the missile strike on Dravno rose to five, the State Rescue Service said.", "strike",
          source=("the State Rescue Service", ("medical", "XD"), "said"), place=["Dravno"],
          toll={"killed": (5, 5, "five")}, day="2024-01-02", confidence=0.9),
        S("“We pulled a boy from under the stairs,” said the rescuer, reachable at +420 555 010 203.", ""),
    ]),
    ("strike-4", "World Ledger", "2024-01-05", "Monitor counts nine", [
        S("The Civilian Harm Monitor counted at least nine dead in the strikes on Dravno of 2 January.", "strikes",
          source=("The Civilian Harm Monitor", ("ngo", None), "counted"), place=["Dravno"],
          toll={"killed": (9, None, "at least nine")}, day="2024-01-02", confidence=0.84),
    ]),
    ("hospital-1", "Selm Radio", "2023-12-31", "Shells hit the hospital", [
        S("Shells fired by Northern Command hit the district hospital in Selm on Sunday, the health ministry said.", "hit",
          "shelling", source=("the health ministry", ("government", "XD"), "said"), actor=["Northern Command"],
          target=["the district hospital"], place=["Selm"], day="2023-12-31", means=["artillery"], confidence=0.91),
        S("Eleven people were killed in the shelling of the hospital in Selm, its director Anka Moric said.", "shelling",
          "shelling", source=("its director Anka Moric", ("medical", None), "said"), target=["people"], place=["Selm"],
          toll={"killed": (11, 11, "Eleven people")}, day="2023-12-31", confidence=0.87),
    ]),
    ("hospital-2", "Northern Wire", "2023-12-31", "Command denies", [
        S("Northern Command denied that its artillery shelled the hospital in Selm.", "shelled", "shelling",
          source=("Northern Command", COMMAND, "denied"), stance="denies", target=["the hospital"], place=["Selm"],
          day="2023-12-31", confidence=0.9),
        S("It accused the Dravian army of shelling the hospital in Selm itself.", "accused", "accusation",
          source=("It", COMMAND, "accused"), target=["the Dravian army"], place=["Selm"], day="2023-12-31", confidence=0.55),
    ]),
    ("market-1", "Northern Wire", "2023-12-30", "Market shelled", [
        S("Dravian artillery shelled the market in Belograd on Saturday, killing three, Northern Command said.", "shelled",
          "shelling", source=("Northern Command", COMMAND, "said"), actor=["Dravian artillery"], target=["the market"],
          place=["Belograd"], toll={"killed": (3, 3, "three")}, day="2023-12-30", confidence=0.89),
    ]),
    ("market-2", "Belograd Voice", "2023-12-31", "What residents heard", [
        S("Two residents of Belograd said up to 24 people may have died in the shelling of the market.", "shelling",
          "shelling", source=("Two residents of Belograd", ("witness", None), "said"), stance="hedges", place=["Belograd"],
          toll={"killed": (None, 24, "up to 24 people")}, day="2023-12-30", confidence=0.48),
    ]),
    ("breach-1", "Orl Post", "2024-01-06", "Ceasefire breached at Orl", [
        S("Shooting broke the ceasefire near Orl on Saturday, in retaliation for the shelling of Belograd market.", "broke",
          "ceasefire_breach", place=["Orl"], day="2024-01-06", confidence=0.66),
    ]),
    ("gulf-1", "صوت الخليج", "2024-01-04", "انقطاع الكهرباء", [
        S("قال محافظ خليج نور إن القصف قطع الكهرباء عن المدينة.", "القصف", "shelling",
          source=("محافظ خليج نور", STATE, "قال"), place=["خليج نور"], day="2024-01-04", confidence=0.7),
    ]),
    ("hostile-1", "<img src=x onerror=alert(1)>", "2024-01-04", "<script>alert('title')</script>", [
        S("The mayor of Vesk <script>alert(1)</script> said a \u202eevil\u202c drone strike hit Vesk.", "strike",
          source=("The mayor of Vesk <script>alert(1)</script>", STATE, "said"), place=["Vesk"], day="2024-01-04", confidence=0.6),
    ]),
]  # fmt: skip


def report(id: str) -> tuple[Report, list[Claim]]:
    """One of the reports with its claims."""
    for name, publisher, published, title, sentences in REPORTS:
        if name == id:
            when = datetime.fromisoformat(published) if "T" in published else date.fromisoformat(published)
            made = Report(
                id=name, title=title, publisher=publisher, published=when, text="\n\n".join(s.text for s in sentences),
                url="javascript:alert(1)" if name == "hostile-1" else f"https://news.example/{name}",
                sha256="ab" * 32 if name == "strike-2" else None,
            )  # fmt: skip
            return made, [c for s in sentences if (c := s.claim(made))]
    raise KeyError(id)


def build(path: Path) -> Ledger:
    """A ledger with all the reports."""
    ledger = Ledger(f"sqlite:///{path}")
    for id, *_ in REPORTS:
        made, claims = report(id)
        ledger.add(made, claims, who="desk")
    for group in ("strike", "hospital", "market"):
        _one(ledger, group)
    return ledger


def _one(ledger: Ledger, group: str) -> None:
    """All claims of a group of reports in one event, however linking sees it."""
    listed = [id for id, *_ in REPORTS if id.startswith(group)]
    rows = [row for id in listed for row in ledger.claims(Filter(report=id), None).items]
    events = list(dict.fromkeys(row.event for row in rows if row.event))
    if len(events) > 1:
        ledger.merge(events, why="told of one night by all", who="desk")


def event_of(ledger: Ledger, group: str) -> str:
    """The id of the event of a group of reports."""
    first = next(id for id, *_ in REPORTS if id.startswith(group))
    return str(ledger.claims(Filter(report=first), 1).items[0].event)


def codebook(folder: Path) -> Path:
    """A codebook overlay that knows the invented sides."""
    folder.mkdir(exist_ok=True)
    (folder / "countries.yaml").write_text(CODEBOOK, "utf-8")
    return folder
