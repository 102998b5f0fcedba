"""Fixtures that several test files share."""

from ledgers import file, ledger, postgres, url  # noqa: F401
