"""The public profile: what others may see of a report and its claims, so that nobody named in them comes to harm.

    mask = Masker().mask([report], [claim, ...])
    mask.report(report), mask.claim(claim.record())

Private persons' names, phones, mails, plates and home addresses are blacked out letter by letter: every text keeps its
length, so offsets hold. Quarters, and the towns of hospitals, schools, shelters, camps and aid sites, are told at the
level above, without coordinates; others with four decimals. Officials and spokespersons stay.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Any

from tidings.claim import Claim, Report
from tidings.codebook import Codebook, load
from tidings.codebook.tables import table
from tidings.errors import TidingsError

__all__ = ["BLOCK", "Mask", "Masker", "names_by_model", "names_site", "sites", "withheld"]

BLOCK = "█"
LANGUAGE = "en"
_OFFICIAL = frozenset({"military", "government", "armed_group", "international", "ngo", "medical", "media", "expert"})
_PRIVATE = frozenset({"person", "witness", "unnamed"})
_NAME = r"[^\W\d_a-z][\w’'-]*"
_AGED = re.compile(rf"\b({_NAME}(?:\s+{_NAME}){{1,3}}),\s+(?:aged\s+)?\d{{1,3}}\b")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w.@])@\w{3,}")
_NUMBER = re.compile(r"(?<![\w.,])\+?\(?\d[\d \u00a0().\-/]{5,18}\d(?![\w,])")
_PLATE = re.compile(r"\b[A-Z]{2}[ -]?\d{4}[ -]?[A-Z]{2}\b")
_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}\s?[-–/]\s?\d{2,4}")
_GROUPS = re.compile(r"\d{1,3}(?:[ \u00a0.]\d{3})+")
_FINE = ("town", "quarter", None)

Find = Callable[[str], Sequence[tuple[int, int]]]
Span = tuple[int, int]


def names_by_model(text: str) -> Sequence[Span]:
    """Where persons are named, by the bundled language model; nothing where it is not installed."""
    return _names(text)


@lru_cache(maxsize=4_000)
def _names(text: str) -> tuple[Span, ...]:
    nlp = _model()
    if nlp is None:
        return ()
    nlp.max_length = max(nlp.max_length, len(text) + 1)
    return tuple((e.start_char, e.end_char) for e in nlp(text).ents if e.label_ == "PERSON")


@cache
def _model() -> Any:
    from tidings import language

    try:
        return language.load()
    except TidingsError:
        return None


def _words(name: str) -> list[str]:
    listed: list[str] = table(f"{LANGUAGE}/private")[name]
    return listed


def sites() -> tuple[str, ...]:
    """Words for places that are told at district level only."""
    return tuple(_words("sites"))


@cache
def _alternatives(name: str) -> str:
    return "|".join(re.escape(w) for w in sorted(_words(name), key=len, reverse=True))


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What is blacked out wherever it stands."""
    streets, homes = _alternatives("streets"), _alternatives("dwellings")
    flags = re.IGNORECASE
    return (
        _MAIL,
        _HANDLE,
        _PLATE,
        re.compile(rf"\b(?:{_alternatives('plates')})\b\W{{0,3}}(?:number\s+)?([A-Z0-9][A-Z0-9 -]{{3,10}}\d[A-Z0-9]*)"),
        re.compile(rf"\b\d{{1,4}}[a-z]?,?\s+(?:{_NAME}\s+){{1,3}}(?i:{streets})\b(?:,?\s+(?i:{homes})\s+\d+)?"),
        re.compile(rf"\b(?:{_NAME}\s+){{1,3}}(?i:{streets})\b,?\s+(?:(?i:{homes})\s+)?(?:no\.?\s+)?\d{{1,4}}[a-z]?\b"),
        re.compile(rf"\b(?:{homes})\s+(?:number\s+|no\.?\s+)\d{{1,4}}\b", flags),
    )


@cache
def _site_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives('sites')})s?\b", re.IGNORECASE)


@cache
def _named_site() -> re.Pattern[str]:
    return re.compile(rf"\b((?:{_NAME}\s+){{1,4}})(?i:{_alternatives('sites')})\b")


def _numbers(text: str) -> list[Span]:
    """Telephone and identity numbers; not dates, not sums of money."""
    before = re.compile(rf"(?:{_alternatives('phones')})\W{{0,6}}(?:\w+\W{{1,3}}){{0,2}}$", re.IGNORECASE)
    found = []
    for match in _NUMBER.finditer(text):
        words = match.group().strip()
        digits = sum(c.isdigit() for c in words)
        told = before.search(text[max(0, match.start() - 40) : match.start()])
        if _DAY.fullmatch(words) or (_GROUPS.fullmatch(words) and not told):
            continue
        if words.startswith("+") or digits >= 9 or (told and digits >= 6):
            found.append(match.span())
    return found


class Masker:
    """Makes masks. `people` finds persons' names in a text (the language model, if nothing else is given)."""

    def __init__(self, codebook: Codebook | None = None, people: Find = names_by_model) -> None:
        self.codebook = codebook or load()
        self.people = people

    def mask(self, reports: Iterable[Report], claims: Iterable[Claim]) -> "Mask":
        """What to black out of these reports, their claims and whatever is made of them."""
        listed = list(claims)
        hidden: dict[str, list[Span]] = {}
        texts: dict[str, str] = {}
        words: set[str] = set()
        for report in reports:
            own = [c for c in listed if c.report == report.id]
            spans = self._names(report.text, own)
            words |= {report.text[a:b] for a, b in spans}
            places = _places(report.text, own)
            words |= {report.text[a:b] for a, b, fine in places if fine}
            hidden[report.id] = [*spans, *((a, b) for a, b, _ in places)]
            texts[report.id] = report.text
        return Mask(texts, hidden, words)

    def _names(self, text: str, claims: Sequence[Claim]) -> list[Span]:
        """Names of private persons. Whoever is told with an office anywhere in the text is an official throughout."""
        found = {*self.people(text), *(m.span(1) for m in _AGED.finditer(text)), *_named_sources(text, claims)}
        kept: set[str] = set()
        for a, b in found:
            if self._official(text, a, b, claims):
                kept.update(text[a:b].split())
        return [(a, b) for a, b in sorted(found) if not set(text[a:b].split()) <= kept]

    def _official(self, text: str, start: int, end: int, claims: Sequence[Claim]) -> bool:
        name = text[start:end]
        for claim in claims:
            source = claim.source
            if source and source.kind in _OFFICIAL and (name in source.text or name in (source.name or "")):
                return True
        if self.codebook.classify_source(name).code:
            return True
        if _AGED.match(text, start):
            return False
        return self._office(_before(text, start, self.codebook) + name) or self._office(_after(text, end))

    def _office(self, words: str) -> bool:
        return bool(words.strip()) and self.codebook.classify_source(words).kind in _OFFICIAL


def _before(text: str, start: int, codebook: Codebook) -> str:
    """The words of an office straight before a name: "the mayor of Orl, ", "Colonel "."""
    taken: list[str] = []
    joining, kin = set(_words("joining")), set(_words("kin"))
    for word in reversed(text[max(0, start - 80) : start].split()[-5:]):
        plain = word.strip(",;:“”\"'")
        if plain.lower() in kin or word[-1:] in ".!?":
            break
        known = plain[:1].isupper() or plain in joining or codebook.classify_source(plain).kind not in _PRIVATE
        if not known:
            break
        taken.insert(0, word)
    return " ".join(taken) + " " if taken else ""


def _after(text: str, end: int) -> str:
    """The words of an apposition straight after a name: ", a spokesman for the command,"."""
    match = re.match(r",\s+([^,.;:!?\n]{3,70})", text[end : end + 90])
    return match.group(1) if match else ""


def _named_sources(text: str, claims: Iterable[Claim]) -> set[Span]:
    """Names of private persons that speak, and of people harmed."""
    found = set()
    for claim in claims:
        spans = [claim.source] if claim.source and claim.source.kind in ("person", "witness") else []
        for span in spans:
            for match in re.finditer(rf"{_NAME}(?:\s+{_NAME})+", span.text):
                found.add((span.start + match.start(), span.start + match.end()))
    return {(a, b) for a, b in found if b <= len(text)}


def _places(text: str, claims: Iterable[Claim]) -> set[tuple[int, int, bool]]:
    """Words of places that are too fine, and whether they are so wherever they stand (quarters, names of sites)."""
    found: set[tuple[int, int, bool]] = set()
    for match in _named_site().finditer(text):
        found.add((*match.span(1), True))
    for claim in claims:
        site = names_site(claim.evidence.text)
        for place in claim.place:
            if place.level == "quarter":
                found.add((place.start, place.end, True))
            elif site and place.level in _FINE and claim.evidence.start <= place.start < claim.evidence.end:
                found.add((place.start, place.end, False))
    return found


def names_site(text: str) -> bool:
    """Whether words name a hospital, school, shelter, camp or aid site."""
    return bool(_site_words().search(text))


class Mask:
    """What is hidden of some reports; applied to texts, claims and any values made of them."""

    def __init__(self, texts: Mapping[str, str], hidden: Mapping[str, Sequence[Span]], words: Iterable[str]) -> None:
        listed = sorted({w for w in words if len(w.strip()) > 2}, key=len, reverse=True)
        joined = "|".join(rf"(?<!\w){re.escape(w)}(?!\w)" for w in listed)
        self._words = re.compile(joined, re.IGNORECASE) if listed else None
        self._texts = {id_: self._black(text, hidden.get(id_, ())) for id_, text in texts.items()}

    def text(self, words: str) -> str:
        """Words on their own."""
        return self._black(words, ())

    def report(self, report: Report) -> Report:
        """The report as others may see it."""
        title = self.text(report.title) if report.title else None
        return report.model_copy(update={"text": self._texts[report.id], "title": title, "origin": None})

    def claim(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """A claim's JSON as others may see it; its id stays."""
        text = self._texts.get(record["report"])
        site = names_site(record["evidence"]["text"])
        found: dict[str, Any] = self._tree(dict(record), text)
        found["place"] = [_coarse(p, site) for p in found.get("place", [])]
        return {**found, "id": record.get("id")}

    def tree(self, value: Any) -> Any:
        """Any JSON made of the reports and claims."""
        return self._tree(value, None)

    def _tree(self, value: Any, text: str | None) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            made = {k: self._tree(v, text) for k, v in value.items()}
            at = value.get("at") or (value.get("start"), value.get("end"))
            if text and isinstance(value.get("text"), str) and isinstance(at[0], int) and isinstance(at[1], int):
                own = text[at[0] : at[1]]
                made["text"] = own if len(own) == len(value["text"]) else made["text"]
            return made
        if isinstance(value, (list, tuple)):
            return [self._tree(v, text) for v in value]
        return value

    def _black(self, text: str, spans: Sequence[Span]) -> str:
        marked = [*spans, *_numbers(text)]
        for pattern in _patterns():
            marked += [m.span(1 if pattern.groups and m.group(1) else 0) for m in pattern.finditer(text)]
        if self._words:
            marked += [m.span() for m in self._words.finditer(text)]
        if not marked:
            return text
        letters = list(text)
        for a, b in marked:
            for at in range(a, min(b, len(letters))):
                if not letters[at].isspace():
                    letters[at] = BLOCK
        return "".join(letters)


def _coarse(place: dict[str, Any], site: bool) -> dict[str, Any]:
    """A place no finer than the settlement; of a sensitive site no finer than its district."""
    level = place.get("level")
    if level == "quarter" or (site and level in _FINE):
        above = [*place.get("admin", [])]
        wanted = "town" if level == "quarter" and not site else "admin2"
        gone = dict.fromkeys(("latitude", "longitude", "radius_km", "geonames"))
        name = above[-1] if above else None
        return {**place, **gone, "name": name, "level": wanted, "alternatives": [], "why": [], "precision": {}}
    rounded = {k: round(place[k], 4) for k in ("latitude", "longitude") if place.get(k) is not None}
    return {**place, **rounded}


def withheld(report: Report, now: datetime | None = None, delay: timedelta = timedelta()) -> bool:
    """Whether a report must not be public now: embargoed, withheld or cancelled by its publisher, or too fresh."""
    now = now or datetime.now(UTC)
    if report.pub_status != "usable":
        return True
    if report.embargoed_until is not None and _aware(report.embargoed_until) > now:
        return True
    if not delay or report.published is None:
        return False
    out = report.published
    moment = out if isinstance(out, datetime) else datetime.combine(out, time())
    return _aware(moment) + delay > now


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
