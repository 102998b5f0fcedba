"""Reports and claims as rows of the ledger, and back."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pydantic import ValidationError
from sqlalchemy import RowMapping

from tidings.claim import Claim, Report, Span, Toll
from tidings.errors import InputError
from tidings.ledger.chain import salt

__all__ = ["claim_row", "claim_values", "load_claim", "load_report", "report_row", "valid_claim"]

_REPORT_TEXT = ("title", "text", "publisher", "url", "language", "licence", "sha256", "origin", "pub_status")


def report_row(report: Report, *, added: str) -> dict[str, Any]:
    """The row of a report that is current."""
    values: dict[str, Any] = {name: getattr(report, name) for name in _REPORT_TEXT}
    for name in ("published", "retrieved", "embargoed_until"):
        value: date | datetime | None = getattr(report, name)
        values[name] = value.isoformat() if value else None
    return {
        **values,
        "id": report.id,
        "version": report.version,
        "state": "current",
        "day": report.day,
        "sort_day": report.day or date.fromisoformat(added[:10]),
        "added": added,
        "successor": None,
        "salt": salt(),
    }


def load_report(row: Mapping[str, Any] | RowMapping) -> Report:
    """The report a row holds."""
    names = ("id", *_REPORT_TEXT, "retrieved", "embargoed_until")
    published: str | None = row["published"]
    when: date | datetime | None = None
    if published:
        when = datetime.fromisoformat(published) if "T" in published else date.fromisoformat(published)
    return Report(**{n: row[n] for n in names if row[n] is not None}, published=when)


def claim_row(claim: Claim, report: int) -> dict[str, Any]:
    """The row of a claim that is current and in no event yet."""
    return {
        "report": report,
        "event": None,
        "state": "current",
        "review": None,
        "successor": None,
        "salt": salt(),
        **claim_values(claim),
    }


def claim_values(claim: Claim) -> dict[str, Any]:
    """The columns that say what the claim says."""
    source, place, when = claim.source, claim.place[0] if claim.place else None, claim.date
    return {
        "id": claim.id,
        "type": claim.event,
        "source": source and (source.name or source.text),
        "source_kind": source.kind if source else "reporter",
        "party": source and source.party,
        "stance": claim.stance,
        "status": claim.status,
        "background": claim.background,
        "trigger": claim.trigger.text,
        "trigger_start": claim.trigger.start,
        "evidence": claim.evidence.text,
        "actor": _names(claim.actor),
        "target": _names(claim.target),
        "place": _names(claim.place),
        "area": "; ".join(dict.fromkeys(a for p in claim.place for a in p.admin)) or None,
        "level": place and place.level,
        "country": place and place.country,
        "latitude": _float(place.latitude if place else None),
        "longitude": _float(place.longitude if place else None),
        "first_day": when and when.start,
        "last_day": when and when.end,
        **_ends("killed", claim.toll.get("killed")),
        **_ends("injured", claim.toll.get("injured")),
        "confidence": float(claim.confidence),
        "coder": claim.coder,
        "codebook": claim.codebook,
        "record": json.dumps(claim.record(), ensure_ascii=False),
    }


@lru_cache(maxsize=4_096)
def load_claim(record: str) -> Claim:
    """The claim of a stored record; those of an event that grows are asked for again and again."""
    return Claim.model_validate_json(record)


def valid_claim(given: Claim | Mapping[str, Any], report: Report, number: int) -> Claim:
    """The claim, checked. Raises InputError that says which claim and field is wrong."""
    where = f"report {report.id}, claim {number}"
    try:
        claim = given if isinstance(given, Claim) else Claim.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the claim"
        raise InputError(f"{where}: {field}: {first['msg']}; nothing of the report was stored") from error
    if claim.report != report.id:
        raise InputError(f"{where}: belongs to report {claim.report!r}; give each report its own claims")
    return claim


def _names(spans: list[Span] | list[Any]) -> str | None:
    return "; ".join(s.name or s.text for s in spans) or None


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)


def _ends(kind: str, toll: Toll | None) -> dict[str, int | None]:
    return {f"{kind}_min": toll.min if toll else None, f"{kind}_max": toll.max if toll else None}
