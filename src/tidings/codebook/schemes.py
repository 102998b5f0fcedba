"""Event types checked against other people's schemes, and the codes of a claim in them."""

from typing import Any

from tidings.codebook.loading import fail, suggest
from tidings.codebook.models import Acled, Cameo, EventType, Plover


class Schemes:
    """What ACLED, PLOVER and CAMEO know: the content of schemes.yaml."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.acled: dict[str, Any] = content["acled"]
        self.acled_inter: dict[str, list[Any]] = content["acled_inter"]
        self.plover: dict[str, Any] = content["plover"]
        self.cameo: dict[str, float | None] = content["cameo"]

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
