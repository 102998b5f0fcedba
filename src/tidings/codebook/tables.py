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
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise CodebookError(f"{where}: not valid YAML ({error}); mend the line it names") from error


def merge(base: Any, over: Any) -> Any:
    """`over` laid over `base`: mappings are joined key by key, lists are appended without repeats, the rest replaced."""
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return {**base, **{k: merge(base[k], v) if k in base else v for k, v in over.items()}}
    if isinstance(base, list) and isinstance(over, list):
        return base + [x for x in over if x not in base]
    return over


@cache
def table(name: str, overlay: Path | None = None) -> Any:
    """The YAML table `name` ("events", "en/numbers") of the package, with `overlay`/`name`.yaml laid over it.

    Raises CodebookError where a file is not YAML or the table does not exist.
    """
    path = files("tidings.codebook").joinpath(f"{name}.yaml")
    data = _parse(path.read_text("utf-8"), f"{name}.yaml") if path.is_file() else None
    if overlay is not None:
        own = Path(overlay) / f"{name}.yaml"
        if own.is_file():
            extra = _parse(own.read_text("utf-8"), str(own))
            data = extra if data is None else merge(data, extra)
    if data is None:
        raise CodebookError(f"no codebook table {name}.yaml in the package or in {overlay}")
    return data
