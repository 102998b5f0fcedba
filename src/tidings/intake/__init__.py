"""Anything -> reports: files, folders, standard input and addresses, in the formats of `tidings.intake.formats`.

A new format is one new file there. Bad input never raises half-way: it comes out as a `Problem` and reading goes on.
"""

from tidings.intake.front import reports
from tidings.intake.published import published
from tidings.intake.raw import Problem, Raw, Terms, mapping

__all__ = ["Problem", "Raw", "Terms", "mapping", "published", "reports"]
