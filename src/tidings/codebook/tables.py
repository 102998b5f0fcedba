"""YAML tables of the codebook, read once: the package's own, with a user's overlay folder laid over them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from tidings.errors import CodebookError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - libyaml is in every wheel
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]


def _parse(text: str, where: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        what = " ".join(str(getattr(error, "problem", None) or error).split())
        raise CodebookError(f"{where}: {line}not valid YAML ({what}); mend it there or just before") from error


def merge(base: Any, over: Any) -> Any:
    """`over` laid over `base`: mappings joined key by key, lists appended without repeats, the rest replaced."""
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return {**base, **{k: merge(base[k], v) if k in base else v for k, v in over.items()}}
    if isinstance(base, list) and isinstance(over, list):
        return base + [x for x in over if x not in base]
    return over


@cache
def layers(name: str, overlay: Path | None = None) -> tuple[tuple[str, Any], ...]:
    """The files of table `name` that exist, lowest first, as (file, content): the package's own, then the overlay's.

    Raises CodebookError where a file is not YAML.
    """
    found = []
    path = files("tidings.codebook").joinpath(f"{name}.yaml")
    if path.is_file():
        found.append((f"{name}.yaml", _parse(path.read_text("utf-8"), f"{name}.yaml")))
    if overlay is not None:
        own = Path(overlay) / f"{name}.yaml"
        if own.is_file():
            found.append((str(own), _parse(_read(own), str(own))))
    return tuple(found)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CodebookError(f"{path}: cannot be read as UTF-8 text ({error}); save it as UTF-8") from error


@cache
def table(name: str, overlay: Path | None = None) -> Any:
    """The YAML table `name` ("events", "en/numbers") of the package, with `overlay`/`name`.yaml laid over it.

    Raises CodebookError where a file is not YAML or the table does not exist.
    """
    found = layers(name, overlay)
    if not found:
        raise CodebookError(f"no codebook table {name}.yaml in the package or in {overlay}")
    data = found[0][1]
    for _, extra in found[1:]:
        data = merge(data, extra)
    return data
