"""Draw the pictures of docs/claims.md from what the coder really reads in the demo reports: python docs/pictures.py.

`claim.svg`: the sentence of a claim, the words of every field coloured. `attribution.svg`: who says what in a report,
the words of each cue, its source and what is said coloured.
"""

from html import escape
from pathlib import Path

from tidings import Reader, Report, intake
from tidings.claim import Claim
from tidings.coding import Said
from tidings.evidence import pieces

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
CLAIM_REPORT, CLAIM_EVENT, SAID_REPORT = "demo-09", "air_strike", "demo-01"
COLOURS = {
    "trigger": "#f2b8a0",
    "toll": "#f4d58d",
    "source": "#a9c9e8",
    "cue": "#d5e5f5",
    "place": "#b5d9b0",
    "date": "#d9c8ea",
    "actor": "#e8c6d6",
    "target": "#d8d8d0",
    "content": "#eeeeea",
}
SIZE, WIDE, LINE, LEFT, COLUMNS = 15, 9.0, 26, 20, 88
"""Font size, width of a character, height of a line (pixels), left edge, characters a line."""


def broken(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Lines of text[begin:end] of at most COLUMNS characters, cut at blanks, as ranges."""
    lines = []
    while end - begin > COLUMNS:
        cut = text.rfind(" ", begin, begin + COLUMNS) + 1
        lines.append((begin, cut))
        begin = cut
    return [*lines, (begin, end)]


def words(text: str, begin: int, end: int, row: float) -> str:
    """One line of text at a height, its characters at even distances."""
    part = text[begin:end]
    wide = f'textLength="{WIDE * len(part):.0f}" lengthAdjust="spacing"' if part.strip() else ""
    return f'<text x="{LEFT}" y="{row:.0f}" xml:space="preserve" {wide}>{escape(part)}</text>'


def box(line: tuple[int, int], begin: int, end: int, row: float, colour: str) -> str:
    """The background of characters begin..end on a line."""
    a, b = max(begin, line[0]), min(end, line[1])
    if a >= b:
        return ""
    x = LEFT + WIDE * (a - line[0])
    return f'<rect x="{x:.0f}" y="{row - 16:.0f}" width="{WIDE * (b - a):.0f}" height="21" rx="3" fill="{colour}"/>'


def picture(body: list[str], height: float) -> str:
    """The whole SVG."""
    width = LEFT * 2 + WIDE * COLUMNS
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-size="{SIZE}" '
    style = 'font-family="ui-monospace, Menlo, Consolas, monospace" fill="#222">'
    back = f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fdfdfb"/>'
    return "\n".join([head + style, back, *(b for b in body if b), "</svg>\n"])


def legend(names: list[str], row: float) -> list[str]:
    """A coloured word for each part."""
    body, x = [], float(LEFT)
    for name in names:
        body.append(
            f'<rect x="{x:.0f}" y="{row - 13:.0f}" width="12" height="12" rx="2" fill="{COLOURS[name]}"/>'
            f'<text x="{x + 17:.0f}" y="{row - 2:.0f}" font-size="12">{name}</text>'
        )
        x += 17 + 7.6 * len(name) + 16
    return body


def claim_picture(claim: Claim) -> str:
    """The evidence of a claim with the words of its fields coloured, and its values below."""
    text, body, at = claim.evidence.text, [], 0
    lines = broken(text, 0, len(text))
    rows = [30 + LINE * n for n in range(len(lines))]
    for piece in pieces(claim):
        if piece.part:
            body += [
                box(line, at, at + len(piece.text), row, COLOURS[piece.part])
                for line, row in zip(lines, rows, strict=True)
            ]
        at += len(piece.text)
    body += [words(text, a, b, row) for (a, b), row in zip(lines, rows, strict=True)]
    parts = [n for n in COLOURS if any(p.part == n for p in pieces(claim))]
    low = rows[-1] + 34
    return picture([*body, *legend(parts, low)], low + 12)


def said_picture(text: str, found: list[Said]) -> str:
    """A report's text with a row for each attribution: cue, source and what is said, joined by arrows."""
    body: list[str] = []
    row = 30.0
    for one in found:
        begin = min(a for a, _ in (*one.source, *one.cue, *one.content))
        end = max(b for _, b in (*one.source, *one.cue, *one.content))
        lines = broken(text, begin, end)
        rows = [row + LINE * n for n in range(len(lines))]
        for name, ranges in (("content", one.content), ("source", one.source), ("cue", one.cue)):
            for a, b in ranges:
                body += [box(x, a, b, y, COLOURS[name]) for x, y in zip(lines, rows, strict=True)]
        body += [words(text, a, b, y) for (a, b), y in zip(lines, rows, strict=True)]
        kind = f"{one.name or 'no source named'} ({one.kind or '-'}) · {one.mode}"
        cue = " ".join(text[a:b] for a, b in one.cue)
        row = rows[-1] + 20
        chain = f"{escape(cue)} → {escape(kind)}"
        body.append(f'<text x="{LEFT}" y="{row:.0f}" font-size="12" fill="#666">{chain}</text>')
        row += LINE + 10
    return picture([*body, *legend(["source", "cue", "content"], row)], row + 12)


def main() -> None:
    """Write both pictures."""
    reports = {r.id: r for r in intake.reports([ROOT / "demo" / "reports"]) if isinstance(r, Report)}
    reader = Reader(places=False)
    claims = [c for c in reader.one(reports[CLAIM_REPORT]).claims if c.event == CLAIM_EVENT and c.toll]
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / "claim.svg").write_text(claim_picture(claims[0]), "utf-8")
    ((_, found),) = reader.attribute([reports[SAID_REPORT]])
    (IMAGES / "attribution.svg").write_text(said_picture(reports[SAID_REPORT].text, found), "utf-8")


if __name__ == "__main__":
    main()
