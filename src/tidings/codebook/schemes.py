"""Event types checked against other people's schemes, and the codes of a claim in them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from tidings.codebook.loading import fail, suggest
from tidings.codebook.models import Acled, Cameo, EventType, Plover, Ucdp

UNARMED = frozenset({"civilians", "protesters"})
STATES = frozenset({"state", "external"})


class Codes(NamedTuple):
    """What an event is called in other schemes; None where a scheme has no place for it."""

    acled_event_type: str
    acled_sub_event_type: str
    acled_disorder: str
    ucdp_type: int | None
    plover_category: str | None
    plover_mode: str | None
    plover_quad: int | None
    cameo: str
    goldstein: float | None


class Schemes:
    """What ACLED, PLOVER and CAMEO know: the content of schemes.yaml."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.acled: dict[str, Any] = content["acled"]
        self.acled_inter: dict[str, list[Any]] = content["acled_inter"]
        self.plover: dict[str, Any] = content["plover"]
        self.cameo: dict[str, float | None] = content["cameo"]

    def codes(
        self,
        event: EventType,
        means: Iterable[str] = (),
        trigger: str = "",
        actor: str | None = None,
        target: str | None = None,
    ) -> Codes:
        """The codes of an event with these means, trigger words, and sides ("state", "rebel" ..., see models.Side)."""
        case = (frozenset(means), trigger.lower(), actor, target)
        acled = next((v for v in event.acled.variants if v.fits(*case)), event.acled)
        kind = acled.event_type or event.acled.event_type
        category = mode = None
        if event.plover:
            plover = next((v for v in event.plover.variants if v.fits(*case)), event.plover)
            category, mode = plover.category or event.plover.category, plover.mode
        cameo = next((v for v in event.cameo.variants if v.fits(*case)), event.cameo).code
        return Codes(
            kind,
            acled.sub_event_type,
            self.acled[kind]["disorder"],
            _type_of_violence(event.ucdp, actor, target),
            category,
            mode,
            self.plover[category]["quad"] if category else None,
            cameo,
            self.cameo[cameo],
        )

    def check(self, event: EventType, file: str) -> None:
        """Raises CodebookError where a mapping of `event` names what its scheme does not have."""
        self._acled(event.acled, file, f"{event.type}: acled")
        if event.plover:
            self._plover(event.plover, file, f"{event.type}: plover")
        self._cameo(event.cameo, file, f"{event.type}: cameo")

    def _acled(self, acled: Acled, file: str, entry: str) -> None:
        pairs = [(acled.event_type, acled.sub_event_type)]
        pairs += [(v.event_type or acled.event_type, v.sub_event_type) for v in acled.variants]
        for kind, sub in pairs:
            if kind not in self.acled:
                raise fail(file, entry, f"ACLED has no event type {kind!r}", suggest(kind, self.acled))
            if sub not in self.acled[kind]["sub"]:
                raise fail(
                    file, entry, f"{kind!r} has no sub-event type {sub!r}", suggest(sub, self.acled[kind]["sub"])
                )

    def _plover(self, plover: Plover, file: str, entry: str) -> None:
        pairs = [(plover.category, plover.mode)]
        pairs += [(v.category or plover.category, v.mode) for v in plover.variants]
        for category, mode in pairs:
            if category not in self.plover:
                raise fail(file, entry, f"PLOVER has no category {category!r}", suggest(category, self.plover))
            modes = self.plover[category]["modes"]
            if mode is not None and mode not in modes:
                raise fail(file, entry, f"{category} has no mode {mode!r}", suggest(mode, modes))

    def _cameo(self, cameo: Cameo, file: str, entry: str) -> None:
        for code in (cameo.code, *(v.code for v in cameo.variants)):
            if code not in self.cameo:
                raise fail(file, entry, f"CAMEO has no code {code!r}", suggest(code, self.cameo))


def _type_of_violence(ucdp: Ucdp | None, actor: str | None, target: str | None) -> int | None:
    """UCDP's 1 state-based, 2 non-state, 3 one-sided, off the two sides where they are known."""
    if ucdp is None:
        return None
    if not ucdp.by_sides or actor is None or target is None:
        return ucdp.type_of_violence
    if target in UNARMED:
        return 3
    return 1 if STATES & {actor, target} else 2
