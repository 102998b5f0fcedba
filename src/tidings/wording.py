"""Values of a claim in few words, the same on terminals, cards and pages."""

from tidings.claim import Claim, Place, Toll, When

__all__ = ["day", "notes", "place", "shown", "speaker", "toll"]

# Characters that would move the cursor, colour the terminal or turn the reading direction of what follows.
_HOSTILE = {
    **{c: f"\\x{c:02x}" for c in (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))},
    **{c: f"\\u{c:04x}" for c in (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)},
    0x09: " ",
    0x0A: " ",
    0x0D: " ",
}


def shown(text: str) -> str:
    """Text from a report, safe to show: control characters as escapes, line ends as spaces."""
    return text.translate(_HOSTILE)


def day(date: When | None) -> str:
    """A date or range, as short as it can be: 2024-01-03, 2024-01-03/05, 2024-01."""
    if date is None:
        return ""
    start, end = date.start.isoformat(), date.end.isoformat()
    if start == end:
        return start
    if date.precision == "month" and start[:7] == end[:7]:
        return start[:7]
    if date.precision == "year" and start[:4] == end[:4]:
        return start[:4]
    return f"{start}/{end[8:] if start[:7] == end[:7] else end}"


def toll(kind: str, count: Toll) -> str:
    """The count as words: killed 4, killed 4+, injured 10-20, killed up to 5."""
    if count.min is None:
        return f"{kind} ?" if count.max is None else f"{kind} up to {count.max:,}"
    if count.max is None:
        return f"{kind} {count.min:,}+"
    return f"{kind} {count.min:,}" if count.min == count.max else f"{kind} {count.min:,}-{count.max:,}"


def place(where: Place) -> str:
    """The words, what they were resolved to where that has another name, and the country: "Kiev = Kyiv (UA)"."""
    other = where.name is not None and where.name.casefold() != where.text.casefold()
    name = f"{where.text} = {where.name}" if other else where.text
    return f"{name} ({where.country})" if where.country else name


def speaker(claim: Claim) -> tuple[str, str]:
    """Who says it, and the kind and side of that source; two empty texts for the report itself."""
    source = claim.source
    if source is None:
        return "", ""
    return source.name or source.text, ", ".join(x for x in (source.kind.replace("_", " "), source.party) if x)


def notes(claim: Claim) -> list[str]:
    """What sets the claim apart from a plain assertion that something happened: denies, threatened, background."""
    found: list[str] = []
    if claim.stance != "asserts":
        found.append(claim.stance)
    if claim.status != "happened":
        found.append(claim.status.replace("_", " "))
    if claim.background:
        found.append("background")
    return found
