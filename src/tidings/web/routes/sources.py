"""Sources: who speaks, how often and about whom, who denies, who says something else later, who blames whom."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from tidings.assessment.parties import Parties
from tidings.claim import Span
from tidings.ledger import Filter
from tidings.ledger.overview import Blame, Speaker
from tidings.linking.types import kind as kind_of_event
from tidings.web.addresses import View
from tidings.web.desk import Desk
from tidings.web.lenses import lens
from tidings.web.rendering import page
from tidings.web.visitors import Visitor, viewer

router = APIRouter(include_in_schema=False)
Who = Annotated[Visitor, Depends(viewer)]
_PARTIES = 12


@router.get("/sources")
def sources(request: Request, visitor: Who) -> Response:
    """The page; days, kind of source and party narrow it."""
    desk: Desk = request.app.state.desk
    view = View.read("/sources", request.query_params)
    seen = lens(request, visitor)
    speakers, matrix = figures(desk, view.wanted)
    rows = [(s, desk.colour(s.party, s.kind), seen.words(s.name) if s.name else None) for s in speakers]
    kinds = desk.facets(Filter())["kind"]
    return page(request, visitor, "sources.html", view=view, rows=rows, matrix=matrix, kinds=kinds)


def figures(desk: Desk, wanted: Filter) -> tuple[list[Speaker], dict[str, Any]]:
    """Who speaks, and who blames whom."""
    speakers = desk.kept(("speakers", wanted), lambda: desk.overview.speakers(wanted))
    return speakers, desk.kept(("matrix", wanted), lambda: _matrix(desk, wanted))


def _matrix(desk: Desk, wanted: Filter) -> dict[str, Any]:
    """Who blames whom: claims of a party's sources that another party (or itself) did something, and denials."""
    parties = Parties(desk.codebook)
    known: dict[str, tuple[str, ...]] = {}
    cells: Counter[tuple[str, str]] = Counter()
    denials: Counter[str] = Counter()
    for row in desk.overview.blames(wanted):
        if row.stance == "denies" or row.event == "denial":
            denials[row.party] += row.claims
        for party in _blamed(parties, row, known):
            cells[row.party, party] += row.claims
    weight: Counter[str] = Counter()
    for (speaker, blamed), n in cells.items():
        weight[speaker] += n
        weight[blamed] += n
    listed = [p for p, _ in weight.most_common(_PARTIES)]
    most = max((n for n in cells.values()), default=1)
    return {
        "parties": listed,
        "cells": cells,
        "denials": denials,
        "strength": {pair: min(4, 1 + int(3.999 * n / most)) for pair, n in cells.items()},
    }


def _blamed(parties: Parties, row: Blame, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The parties that claims hold to have done something violent or wrong."""
    if row.stance == "denies":
        return ()
    if row.event == "accusation":
        return _parties(parties, row.target, known)
    deed = kind_of_event(row.event) in ("violence", "harm") and row.event not in ("interception", "clash")
    return _parties(parties, row.actor, known) if deed else ()


def _parties(parties: Parties, words: str | None, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The parties that stored words (several joined by a semicolon) name."""
    if not words:
        return ()
    if words not in known:
        spans = [Span(text=w, start=0, end=len(w)) for w in words.split("; ") if w]
        found = [parties.of_span(s) or _code(parties, s.text) for s in spans]
        known[words] = tuple(dict.fromkeys(p for p in found if p))
    return known[words]


def _code(parties: Parties, words: str) -> str | None:
    return words if words in parties.codebook.countries else None
