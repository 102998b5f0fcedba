"""Claims as a card for notebooks: HTML in which every text of a report is escaped."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from tidings.claim import Claim
from tidings.evidence import Part, pieces
from tidings.wording import day, notes, place, shown, speaker, toll

if TYPE_CHECKING:
    from tidings.claimlist import ClaimList

__all__ = ["cards"]

# Okabe and Ito's colours, told apart by colour-blind readers, light enough to read black text on.
_COLOURS: dict[Part, str] = {
    "trigger": "#f0e442",
    "toll": "#f4b183",
    "source": "#9fd3f5",
    "cue": "#d6ecfa",
    "place": "#9ee0c8",
    "date": "#e6bfd7",
    "actor": "#f7d79b",
    "target": "#d9d9d9",
}
_MOST = 200
_MARK = "background:{};color:#000;border-radius:2px;padding:0 2px"


def _escaped(text: str) -> str:
    return escape(shown(text))


def _sentence(claim: Claim) -> str:
    marked = []
    for words, part in pieces(claim):
        text = _escaped(words)
        style = _MARK.format(_COLOURS[part]) if part else ""
        marked.append(f'<mark title="{part}" style="{style}">{text}</mark>' if part else text)
    return "".join(marked)


def _facts(claim: Claim) -> str:
    facts = [*notes(claim), *(place(p) for p in claim.place), day(claim.date)]
    facts += [toll(kind, count) for kind, count in claim.toll.items()]
    return " · ".join(_escaped(f) for f in facts if f)


def _row(claim: Claim) -> str:
    name, about = speaker(claim)
    who = f"<b>{_escaped(name)}</b><br><small>{_escaped(about)}</small>" if name else "<i>the report itself</i>"
    what = f"<b>{_escaped(claim.event)}</b><br><small>{_facts(claim)}</small>"
    top = 'style="text-align:left;vertical-align:top"'
    return f"<tr><td {top}>{who}</td><td {top}>{what}</td><td {top}><bdi>{_sentence(claim)}</bdi></td></tr>"


def cards(claims: "ClaimList") -> str:
    """The claims as one table: who says it, what, and the sentence with its words marked."""
    rows = "".join(_row(claim) for claim in claims[:_MOST])
    left = f"<p>and {len(claims) - _MOST:,} more</p>" if len(claims) > _MOST else ""
    head = "<thead><tr><th>who says it</th><th>what</th><th>in which words</th></tr></thead>"
    notices = _listed([*claims.errors, *claims.notices])
    count = f"{len(claims):,} claim{'' if len(claims) == 1 else 's'}"
    return f"<div><p>{count}</p>{notices}<table>{head}<tbody>{rows}</tbody></table>{left}</div>"


def _listed(notices: Iterable[str]) -> str:
    items = "".join(f"<li>{_escaped(n)}</li>" for n in notices)
    return f"<ul>{items}</ul>" if items else ""
