"""Methodology: how claims are read, linked and counted, made from the codebook, the rules and the model card in use."""

from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from tidings.assessment import names, policy
from tidings.assessment.grading import RULES, VERSION
from tidings.web.desk import Desk
from tidings.web.rendering import page
from tidings.web.visitors import Visitor, viewer

router = APIRouter(include_in_schema=False)
Who = Annotated[Visitor, Depends(viewer)]


@router.get("/methodology")
def methodology(request: Request, visitor: Who) -> Response:
    """The page."""
    desk: Desk = request.app.state.desk
    book = desk.codebook
    families: dict[str, list[Any]] = {}
    for name, event in book.events.items():
        families.setdefault(event.family, []).append((name, event))
    values: dict[str, Any] = {
        "families": families,
        "grades": RULES,
        "grade_version": VERSION,
        "book_version": book.version,
        "card": _card(),
        **figures(desk),
    }
    return page(request, visitor, "methodology.html", **values)


def figures(desk: Desk) -> dict[str, Any]:
    """What ledger and codebook hold, and the rules in use."""
    book = desk.codebook
    return {
        "counts": {
            "actors": len(book.actors),
            "offices": len(book.bodies),
            "people": len(book.people),
            "countries": len(book.countries),
        },
        "policies": [policy(n) for n in names()],
        "head": desk.kept("head", desk.ledger.head),
        "coders": desk.kept("coders", desk.overview.coders),
        "balance": desk.kept("balance", desk.overview.balance),
    }


def _card() -> str:
    """The model card, as text; empty where there is none."""
    for name in ("MODEL_CARD.md", "README.md"):
        file = files("tidings").joinpath("language", "model", name)
        if file.is_file():
            return file.read_text("utf-8")[:20_000]
    return ""
