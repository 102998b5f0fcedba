"""Event: each side's claims beside each other, contradictions first, the toll line, the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from tidings.assessment import Count, Voice, names, policy
from tidings.claim import Claim, Report
from tidings.errors import InputError
from tidings.ledger import ClaimRow, Event
from tidings.web.desk import Desk
from tidings.web.lenses import lens
from tidings.web.marking import sentence
from tidings.web.minimap import minimap
from tidings.web.rendering import page
from tidings.web.tollline import tollline
from tidings.web.visitors import Visitor, viewer

router = APIRouter(include_in_schema=False)
Who = Annotated[Visitor, Depends(viewer)]
_SHOWN = 60
"""Claims of one column shown at once; the rest a link away."""


@dataclass(frozen=True)
class Card:
    """A claim as a column shows it."""

    row: ClaimRow
    claim: Claim
    pieces: list[Any]
    report: Report | None


@dataclass(frozen=True)
class Column:
    """A side with its claims."""

    id: str
    label: str
    role: str
    colour: str
    voices: list[Voice]
    cards: list[Card]
    hidden: int


@router.get("/events/{id}")
def event(
    request: Request,
    visitor: Who,
    id: str,
    policy: str | None = None,
    as_of: str | None = None,
    all: bool = False,
) -> Response:
    """The page. `as_of`: only what was published by that day."""
    desk: Desk = request.app.state.desk
    seen = lens(request, visitor)
    day = _day(as_of)
    found = seen.event(id, policy=policy or None, as_of=day)
    if found.asked and found.row.id != id:
        told = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/events/{found.row.id}{told}", 307)
    whole = found if day is None else seen.event(id, policy=policy or None)
    values = shown(desk, found, limit=None if all else _SHOWN)
    values |= {
        "whole": whole,
        "steps": sorted({s.known for s in whole.assessment.history} | _days_of(whole)),
        "as_of": day,
        "policies": _policies(),
        "linked": _linked(desk, found),
        "history": desk.ledger.history(found.row.id)[::-1][:60],
        "permalink": f"{str(request.base_url).rstrip('/')}/events/{found.row.id}",
        "all": all,
    }
    return page(request, visitor, "event.html", **values)


def shown(desk: Desk, found: Event, *, limit: int | None = _SHOWN) -> dict[str, Any]:
    """What templates need of an event."""
    assessment = found.assessment
    colours = desk.side_colours([(s.id, s.role, s.party) for s in assessment.sides])
    voices = {v.id: v for v in assessment.voices}
    rows = {row.id: row for row in found.claims}
    claims = {row.id: row.claim for row in found.claims}

    def name(count: Count) -> str:
        if count.speaker and count.kind_of_source != "unnamed":
            return count.speaker
        voice = voices.get(count.voice)
        return voice_name(desk, voice) if voice else ""

    return {
        "event": found,
        "row": found.row,
        "assessment": assessment,
        "colours": colours,
        "labels": {s.id: desk.party(s.party) or s.label for s in assessment.sides},
        "voices": {k: voice_name(desk, v) for k, v in voices.items()},
        "columns": [_column(desk, found, s, colours[s.id], rows, claims, limit) for s in assessment.sides],
        "claims": claims,
        **{kind: tollline(kind, assessment.toll, colours, name) for kind in ("killed", "injured")},
        **{f"{kind}_slim": tollline(kind, assessment.toll, colours, name, width=400) for kind in ("killed", "injured")},
        "count_name": name,
        "map": minimap(found.row.places, desk.settings.borders),
    }


def voice_name(desk: Desk, voice: Voice) -> str:
    """A voice's name to show: its party's where it is a party."""
    if voice.id.startswith("party:") and voice.party:
        return desk.party(voice.party)
    return voice.name


def _column(
    desk: Desk,
    found: Event,
    side: Any,
    colour: str,
    rows: dict[str, ClaimRow],
    claims: dict[str, Claim],
    limit: int | None,
) -> Column:
    listed = [c for c in side.claims if c in rows]
    cards = [_card(found, rows[c], claims[c]) for c in listed[:limit]]
    voices = [v for v in found.assessment.voices if v.id in side.voices]
    label = desk.party(side.party) or side.label
    return Column(side.id, label, side.role, colour, voices, cards, len(listed) - len(cards))


def _card(found: Event, row: ClaimRow, claim: Claim) -> Card:
    return Card(row, claim, sentence(claim), found.reports.get(row.report))


def _days_of(found: Event) -> set[date]:
    return {r.day for r in found.reports.values() if r.day}


def _day(words: str | None) -> date | None:
    if not words:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise InputError(f"as_of: {words!r} is no day; write YYYY-MM-DD") from error


def _policies() -> list[tuple[str, str]]:
    return [(n, policy(n).rule) for n in names()]


def _linked(desk: Desk, found: Event) -> list[tuple[str, str, str | None, str | None]]:
    """Other events the reports tie this one to: (relation, words, id, title)."""
    listed = []
    for relation in found.assessment.relations[:20]:
        id_ = title = None
        if relation.to:
            id_, title = _event_of(desk, relation.to, found.row.id)
        listed.append((relation.kind.replace("_", " "), relation.words, id_, title))
    return list(dict.fromkeys(listed))


def _event_of(desk: Desk, claim: str, own: str) -> tuple[str | None, str | None]:
    try:
        event_id = desk.ledger.claim(claim).event
        if event_id is None or event_id == own:
            return None, None
        return event_id, desk.ledger.event(event_id).row.title
    except InputError:
        return None, None


@router.get("/claims/{id}")
def claim(request: Request, visitor: Who, id: str) -> Response:
    """A claim's permalink leads to its place in its event, or in its report."""
    row = lens(request, visitor).claim(id)
    target = f"/events/{row.event}#{row.id}" if row.event else f"/reports/{row.report}#{row.id}"
    return RedirectResponse(target, 307)


def listed_cards(columns: Sequence[Column]) -> list[Card]:
    """All claims of an event's columns."""
    return [card for column in columns for card in column.cards]
