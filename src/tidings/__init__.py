"""Tidings: who says what happened."""

from tidings.claim import Claim, Report

__version__ = "0.1.0"
__all__ = ["Claim", "Report", "__version__"]
