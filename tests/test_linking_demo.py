"""The demo reports, read and linked as a user would: one event for each incident they were written about."""

import json
from pathlib import Path

from tidings import Reader, intake
from tidings.linking import cluster, items, kind
from tidings.places import load

DEMO = Path(__file__).parents[1] / "demo"


def test_the_demo_reports_link_into_the_incidents_they_were_written_about(tmp_path: Path) -> None:
    gazetteer = tmp_path / "demo.sqlite"
    load(DEMO / "places.csv", gazetteer)
    read = list(Reader(gazetteer=gazetteer).read(intake.reports([DEMO / "reports"])))
    claims = [(r.report, c) for r in read if r.report for c in sorted(r.claims, key=lambda c: c.trigger.start)]
    groups = cluster(i for r in read if r.report for i in items(r.claims, r.report))
    event = {claim: number for number, group in enumerate(groups) for claim in group}
    first: dict[str, int] = {}
    for report, claim in claims:
        if kind(claim.event) == "violence":
            first.setdefault(report.id, event[claim.id])
    found = {frozenset(r for r in first if first[r] == number) for number in first.values()}
    gold = {r: i for r, i in json.loads((DEMO / "incidents.json").read_text("utf-8")).items() if r != "demo-19"}
    assert found == {frozenset(r for r in gold if gold[r] == i) for i in gold.values()}
    assert "demo-19" not in first, "a truce signed: no violence"
