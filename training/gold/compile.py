"""Turn annotated drafts into gold reports with character offsets.

A draft file is JSON Lines, one report a line: ``id``, ``title``, ``publisher``, ``published``, ``url``, ``licence``,
``paragraphs`` (a list of lists of sentences; sentences are joined by a space, paragraphs by a blank line) or ``text``,
and ``claims``. A claim has every field of GUIDELINES.md but ``start``; instead ``s`` is the number of its sentence (0-based,
over the whole report; with ``text``, leave it out or give ``near``: some words of its sentence) and ``n`` which
occurrence of the trigger in that sentence is meant (0-based, default 0).

    python training/gold/compile.py DRAFT.jsonl... -o GOLD.jsonl

Every claim is checked: trigger found, type and field values known, actor, target and place words in the text.
Errors are listed with report id and claim number; the exit code is 1 when there are any.
"""

import argparse
import json
import re
import sys
from typing import Any

EVENTS = {
    "air_strike",
    "shelling",
    "clash",
    "bombing",
    "shooting",
    "attack",
    "abduction",
    "sexual_violence",
    "interception",
    "advance",
    "sabotage",
    "casualties",
    "damage",
    "outage",
    "displacement",
    "deprivation",
    "accusation",
    "condemnation",
    "denial",
    "responsibility",
    "threat",
    "demand",
    "negotiation",
    "agreement",
    "military_aid",
    "humanitarian_aid",
    "sanction",
    "mobilization",
    "arrest",
    "protest",
    "ceasefire_breach",
}
KINDS = {
    "military",
    "government",
    "armed_group",
    "international",
    "ngo",
    "medical",
    "media",
    "witness",
    "expert",
    "person",
    "unnamed",
    "reporter",
}
MEANS = {
    "missile",
    "drone",
    "aircraft",
    "bomb",
    "artillery",
    "rocket",
    "tank",
    "small_arms",
    "explosive_device",
    "suicide",
    "mine",
    "vehicle",
    "blade",
    "fire",
    "chemical",
    "cyber",
    "naval",
}
TOLLS = {"killed", "injured", "missing", "displaced", "detained", "abducted", "casualties"}
STANCES, STATUSES = (
    {"asserts", "denies", "hedges"},
    {"happened", "ongoing", "threatened", "called_for"},
)


def layout(draft: dict[str, Any]) -> tuple[str, list[tuple[int, int]]]:
    """The report's text and the (start, end) of each of its sentences."""
    if "text" in draft:
        return draft["text"], [(0, len(draft["text"]))]
    text, spans = "", []
    for number, paragraph in enumerate(draft["paragraphs"]):
        text += "\n\n" if number else ""
        for place, sentence in enumerate(paragraph):
            text += " " if place else ""
            spans.append((len(text), len(text) + len(sentence)))
            text += sentence
    return text, spans


def locate(claim: dict[str, Any], text: str, spans: list[tuple[int, int]]) -> int:
    """Offset of the claim's trigger, or -1."""
    start, end = spans[claim.pop("s", 0)]
    near = claim.pop("near", None)
    if near:
        start = text.find(near)
        if start < 0:
            return -1
        end = len(text)
    hits = [
        m.start() + start for m in re.finditer(r"(?<!\w)" + re.escape(claim["trigger"]) + r"(?!\w)", text[start:end])
    ]
    number = claim.pop("n", 0)
    return hits[number] if number < len(hits) else -1


def faults(claim: dict[str, Any], text: str) -> list[str]:
    """What is wrong with a located claim, in words."""
    found = []
    for field, allowed in (
        ("event", EVENTS),
        ("source_kind", KINDS),
        ("stance", STANCES),
        ("status", STATUSES),
    ):
        if claim.get(field) not in allowed:
            found.append(f"{field} {claim.get(field)!r}")
    found += [f"means {m!r}" for m in claim["means"] if m not in MEANS]
    found += [f"toll {k!r}" for k in claim["toll"] if k not in TOLLS]
    words = (
        claim["actor"]
        + claim["target"]
        + [p["name"] for p in claim["place"]]
        + ([claim["source"]] if claim["source"] else [])
    )
    found += [f"not in the text: {w!r}" for w in words if w not in text]
    if (claim["source"] is None) != (claim["source_kind"] == "reporter"):
        found.append("source null and source_kind reporter go together")
    return found


def build(draft: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A gold report and the errors found in it; claims with errors are left out."""
    text, spans = layout(draft)
    claims, errors = [], []
    for number, claim in enumerate(draft["claims"]):
        defaults = {
            "source": None,
            "source_kind": "reporter",
            "stance": "asserts",
            "status": "happened",
            "actor": [],
            "target": [],
            "place": [],
            "date": None,
            "means": [],
            "toll": {},
        }
        claim = {**defaults, **claim}
        try:
            claim["start"] = locate(claim, text, spans)
        except IndexError:
            errors.append(f"{draft['id']} claim {number}: no such sentence")
            continue
        wrong = (["trigger not found in its sentence"] if claim["start"] < 0 else []) + faults(claim, text)
        if wrong:
            errors.append(f"{draft['id']} claim {number} ({claim['trigger']}): " + "; ".join(wrong))
        else:
            claims.append(claim)
    report = {k: v for k, v in draft.items() if k not in ("paragraphs", "claims")} | {
        "text": text,
        "claims": claims,
    }
    return report, errors


def main() -> int:
    """Compile the drafts named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("drafts", nargs="+")
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    errors: list[str] = []
    count = claims = 0
    with open(options.output, "w", encoding="utf-8") as out:
        for path in options.drafts:
            for line in open(path, encoding="utf-8"):
                if line.strip():
                    report, wrong = build(json.loads(line))
                    errors += wrong
                    count, claims = count + 1, claims + len(report["claims"])
                    out.write(json.dumps(report, ensure_ascii=False) + "\n")
    print(f"{count} reports, {claims} claims, {len(errors)} errors", file=sys.stderr)
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
