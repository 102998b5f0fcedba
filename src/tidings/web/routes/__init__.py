"""One file for each page; the app shows those listed here."""

from tidings.ledger import Filter
from tidings.web.addresses import View
from tidings.web.desk import Desk
from tidings.web.lenses import Lens
from tidings.web.routes import (
    add,
    api,
    decisions,
    event,
    events,
    login,
    methodology,
    report,
    review,
    sources,
    trends,
)

ROUTERS = [m.router for m in (events, event, decisions, report, review, add, sources, trends, methodology, api, login)]

__all__ = ["ROUTERS", "warm"]


def warm(desk: Desk) -> None:
    """Make ready the figures of the pages that nobody has narrowed yet."""
    everything = Filter()
    events.figures(desk, Lens(desk), View("/events", everything))
    sources.figures(desk, everything)
    trends.figures(desk, View("/trends", everything))
    methodology.figures(desk)
