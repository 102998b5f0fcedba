"""Figures over the ledger: made once, and kept while it stays as it is."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

__all__ = ["Figures"]

_log = logging.getLogger("tidings")

T = TypeVar("T")
_KEPT, _LASTING = 256, 4_000
_FRESH = 1.0
"""Seconds for which figures may be older than the ledger."""
_SLOW = 0.02
"""Seconds of making that nobody is asked to wait for again."""
_REST, _LONGEST_REST = 5.0, 5.0
_OLDEST = 300.0
"""Seconds after which figures are made anew whoever waits: they would be too old to show."""


class _Kept(NamedTuple):
    stamp: int
    written: int
    at: float
    slow: bool
    value: Any


class Figures:
    """Safe to share between threads.

    In a small ledger figures are made again as soon as it has changed. In a large one, who asks for figures that take
    long is given them as they were while one thread makes them anew; it rests five times as long as it worked, so that
    readers keep most of the machine however often others add reports.
    """

    def __init__(self, last_change: Callable[[], int], large: Callable[[], bool]) -> None:
        self._last_change, self._large = last_change, large
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lasting: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._due: dict[Hashable, Callable[[], Any]] = {}
        self._renewing = False
        self._written = 0
        self._stamp = (-10.0, 0)

    def stamp(self) -> int:
        """The last change of the ledger, at most a second old."""
        then, number = self._stamp
        now = time.monotonic()
        if now - then > _FRESH:
            number = self._last_change()
            self._stamp = (now, number)
        return number

    def changed(self) -> None:
        """Look at the ledger anew: this app itself has just written to it."""
        with self._lock:
            self._written += 1
            self._stamp = (-10.0, 0)

    def kept(self, key: Hashable, make: Callable[[], T], *, exact: bool = False) -> T:
        """What `make` gives, made again when the ledger has changed.

        `exact`: what the app itself has written counts at once, however large the ledger is. Many who ask for what was
        never made wait for one making.
        """
        stamp, written = self.stamp(), self._written
        with self._lock:
            found = self._kept.get(key)
            if found:
                self._kept.move_to_end(key)
            making = self._making.setdefault(key, threading.Lock())
        if found and (found.stamp, found.written) == (stamp, written):
            return found.value  # type: ignore[no-any-return]
        late = found is not None and found.slow and time.monotonic() - found.at < _OLDEST and self._large()
        if found and late and not (exact and found.written != written):
            self._renew(key, make)
            return found.value  # type: ignore[no-any-return]
        with making:
            with self._lock:
                again = self._kept.get(key)
            if again is not None and again is not found and again.written >= written:
                return again.value  # type: ignore[no-any-return]
            return self._made(key, make)

    def lasting(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives for a key that says all it depends on: it never has to be made anew."""
        with self._lock:
            if key in self._lasting:
                self._lasting.move_to_end(key)
                return self._lasting[key]  # type: ignore[no-any-return]
        value = make()
        with self._lock:
            self._lasting[key] = value
            while len(self._lasting) > _LASTING:
                self._lasting.popitem(last=False)
        return value

    def _made(self, key: Hashable, make: Callable[[], T]) -> T:
        """Make figures and keep them, under the change they were asked for at."""
        stamp, written = self.stamp(), self._written
        start = time.monotonic()
        value = make()
        now = time.monotonic()
        with self._lock:
            self._kept[key] = _Kept(stamp, written, now, now - start > _SLOW, value)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                gone, _ = self._kept.popitem(last=False)
                self._making.pop(gone, None)
        return value

    def _renew(self, key: Hashable, make: Callable[[], object]) -> None:
        """Have figures made anew by the one thread that does it."""
        with self._lock:
            self._due.setdefault(key, make)
            if self._renewing:
                return
            self._renewing = True
        threading.Thread(target=self._work, name="figures", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._due:
                    self._renewing = False
                    return
                key, make = next(iter(self._due.items()))
            start = time.monotonic()
            try:
                self._made(key, make)
            except Exception:
                # whoever asks when they are too old is told what is wrong
                _log.debug("figures were not renewed", exc_info=True)
            rest = min(_LONGEST_REST, _REST * (time.monotonic() - start))
            with self._lock:
                self._due.pop(key, None)
            time.sleep(rest)
