"""Toll rules, one file each: a file here that has a `POLICY` is a rule a user can name.

Same claims, different correct answers: what a data set makes of conflicting numbers is its own rule, and every result
names rule and version.
"""

import importlib
import pkgutil
from functools import cache

from tidings.assessment.tolls import Policy
from tidings.errors import InputError

__all__ = ["DEFAULT", "names", "policy"]

DEFAULT = "ucdp-low-best-high"


@cache
def _found() -> dict[str, Policy]:
    rules = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        rule: Policy | None = getattr(importlib.import_module(f"{__name__}.{module.name}"), "POLICY", None)
        if rule is not None:
            rules[rule.name] = rule
    return rules


def names() -> list[str]:
    """The names of the toll rules."""
    return sorted(_found())


def policy(name: str) -> Policy:
    """The toll rule named. Raises InputError for an unknown one."""
    if name not in _found():
        raise InputError(f"toll policy {name!r} is unknown; use one of {', '.join(names())}")
    return _found()[name]
