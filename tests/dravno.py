"""Claims about invented places and people, made in a line each."""

from datetime import date, datetime

from tidings.claim import Claim, Place, Report, Source, Span, Toll, When


def span(text: str, words: str, code: str | None = None) -> Span:
    start = text.index(words)
    return Span(text=words, start=start, end=start + len(words), code=code)


def report(id: str, text: str, publisher: str, published: date | datetime | None) -> Report:
    return Report(id=id, text=text, publisher=publisher, published=published)


def claim(
    report: Report,
    sentence: str,
    trigger: str,
    event: str = "air_strike",
    source: tuple[str, str, str | None] | None = None,
    actor: str | tuple[str, str] | None = None,
    target: str | tuple[str, str] | None = None,
    place: str | None = None,
    at: tuple[float, float] = (1.0, -30.0),
    toll: dict[str, tuple[int | None, int | None, str]] | None = None,
    days: tuple[date, date] | None = None,
    **other: object,
) -> Claim:
    """A claim whose words stand in the report. source: (words, kind, party); toll: kind -> (min, max, words)."""
    text = report.text
    evidence = span(text, sentence)
    inside = evidence.start + sentence.index(trigger)

    def spans(words: str | tuple[str, str] | None) -> list[Span]:
        if words is None:
            return []
        return [span(text, words)] if isinstance(words, str) else [span(text, words[0], words[1])]

    def where(name: str) -> Place:
        found = span(text, name)
        return Place(
            text=name, start=found.start, end=found.end, level="town", country="XD",
            latitude=at[0], longitude=at[1], admin=["Vesk region"],
        )  # fmt: skip

    def speaker(words: str, kind: str, party: str | None) -> Source:
        found = span(text, words)
        return Source(text=words, start=found.start, end=found.end, kind=kind, party=party)

    return Claim(
        report=report.id,
        event=event,
        trigger=Span(text=trigger, start=inside, end=inside + len(trigger)),
        evidence=evidence,
        source=speaker(*source) if source else None,
        actor=spans(actor),
        target=spans(target),
        place=[where(place)] if place else [],
        toll={k: Toll(min=low, max=high, text=words) for k, (low, high, words) in (toll or {}).items()},
        date=When(start=days[0], end=days[1], text="") if days else None,
        **other,
    )
