"""Errors meant for the person at the keyboard: what happened, where, and how to mend it."""


class TidingsError(Exception):
    """Base of every error Tidings raises on purpose; its text is one line that can be shown as it stands."""


class InputError(TidingsError):
    """A report, file or option that cannot be read as asked."""


class CodebookError(TidingsError):
    """A codebook entry that does not fit: names file, entry and remedy."""


class LedgerError(TidingsError):
    """A ledger that cannot do what was asked now: locked, read-only, full, altered. What was stored before stays."""
