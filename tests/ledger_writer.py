"""A program that adds reports to a ledger, to be killed: `python ledger_writer.py URL SEED REPORTS`."""

import sys

from ledgers import world

from tidings.ledger import Ledger

url, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Ledger(url, timeout=60) as ledger:
    for report, claims in world(count, seed):
        added = ledger.add(report, claims, who="writer")
        print(added.report, added.outcome, flush=True)
