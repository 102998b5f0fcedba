"""Doc -> claims: attribution, triggers, roles, tolls, dates, means, stance and status; `Coder` joins them."""

from tidings.coding.coder import Coder
from tidings.coding.heads import Heads
from tidings.coding.said import Said

__all__ = ["Coder", "Heads", "Said"]
