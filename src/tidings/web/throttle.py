"""Slows down whoever guesses passwords."""

import threading
import time
from collections.abc import Callable

__all__ = ["Throttle"]

_FREE = 5
_LONGEST = 900.0
_MOST = 10_000


class Throttle:
    """Counts failures by key (a name, an address): after five each further one doubles the wait, up to 15 minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: dict[str, tuple[int, float]] = {}

    def wait(self, *keys: str) -> float:
        """Seconds until any of the keys may try again; 0 where it may now."""
        now = self._clock()
        with self._lock:
            return max((self._failed[k][1] - now for k in keys if k in self._failed), default=0.0)

    def failed(self, *keys: str) -> None:
        """Note a failure."""
        now = self._clock()
        with self._lock:
            if len(self._failed) > _MOST:
                self._failed = {k: v for k, v in self._failed.items() if v[1] > now - _LONGEST}
            for key in keys:
                count = self._failed.get(key, (0, 0.0))[0] + 1
                pause = min(_LONGEST, 2.0 ** (count - _FREE)) if count >= _FREE else 0.0
                self._failed[key] = (count, now + pause)

    def passed(self, *keys: str) -> None:
        """Forget the failures of a key."""
        with self._lock:
            for key in keys:
                self._failed.pop(key, None)
