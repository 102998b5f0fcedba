"""Tidings: who says what happened.

`tidings.read(text, published="2024-01-03")` gives the claims of a report. Models and data are loaded on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tidings.claim import Claim, Report

if TYPE_CHECKING:
    from tidings.claimlist import ClaimList
    from tidings.door import read
    from tidings.ledger import Filter, Ledger
    from tidings.reader import Reader, Reading

__version__ = "0.1.0"
__all__ = ["Claim", "ClaimList", "Filter", "Ledger", "Reader", "Reading", "Report", "__version__", "read"]

_LATE = {
    "ClaimList": "tidings.claimlist",
    "Filter": "tidings.ledger",
    "Ledger": "tidings.ledger",
    "Reader": "tidings.reader",
    "Reading": "tidings.reader",
    "read": "tidings.door",
}


def __getattr__(name: str) -> Any:
    """The names that cost time to import, when they are first asked for."""
    if name not in _LATE:
        raise AttributeError(f"module 'tidings' has no attribute {name!r}")
    return getattr(import_module(_LATE[name]), name)


def __dir__() -> list[str]:
    return __all__
