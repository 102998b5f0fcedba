"""The ledger: reports, claims and events kept for good, with a history nobody can quietly rewrite.

    with Ledger("sqlite:///conflict.db") as ledger:
        ledger.add(report)
        page = ledger.events(Filter(country=("UA",), toll_min=5), limit=50)

`Ledger` is the one door: it adds reports, answers queries, takes decisions, verifies, erases and copies.
"""

from tidings.ledger.adding import Added
from tidings.ledger.dossier import Event
from tidings.ledger.facets import Facet
from tidings.ledger.filters import Filter
from tidings.ledger.ledger import Ledger
from tidings.ledger.overview import Overview
from tidings.ledger.recoding import Recoded
from tidings.ledger.records import ChangeRow, ClaimRow, Deleted, EventRow, Hit, Page, ReportRow, Spot
from tidings.ledger.reviewing import Review
from tidings.ledger.verifying import Fault
from tidings.ledger.view import View, pages

__all__ = [
    "Added",
    "ChangeRow",
    "ClaimRow",
    "Deleted",
    "Event",
    "EventRow",
    "Facet",
    "Fault",
    "Filter",
    "Hit",
    "Ledger",
    "Overview",
    "Page",
    "Recoded",
    "ReportRow",
    "Review",
    "Spot",
    "View",
    "pages",
]
