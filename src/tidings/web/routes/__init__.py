"""One file for each page; the app shows those listed here."""

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

__all__ = ["ROUTERS"]
