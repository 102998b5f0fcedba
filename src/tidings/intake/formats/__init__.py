"""The formats reports come in, one file each; a module with a `FORMAT` is a format, found by its being here."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from tidings.intake.raw import Item, Raw, Terms

__all__ = ["Format", "formats"]


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is known (file suffixes, media types, first bytes) and read.

    `looks` is asked for inputs whose name says nothing, in the order of `rank`, lowest first.
    """

    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    read: Callable[[Raw, Terms], Iterator[Item]]
    looks: Callable[[bytes], bool] = lambda head: False
    rank: int = 50


@cache
def formats() -> tuple[Format, ...]:
    """Every format of this folder, by rank."""
    modules = [importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    return tuple(sorted((m.FORMAT for m in modules if hasattr(m, "FORMAT")), key=lambda f: (f.rank, f.name)))
