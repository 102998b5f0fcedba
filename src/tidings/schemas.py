"""The JSON Schemas of the published records: `python -m tidings.schemas docs/schemas` writes them."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from tidings.claim import Claim, Place, Report, Source, Span, Toll, When

__all__ = ["MODELS", "VERSION", "schema", "write"]

VERSION = 1
MODELS: dict[str, type[BaseModel]] = {
    "claim": Claim,
    "place": Place,
    "report": Report,
    "source": Source,
    "span": Span,
    "toll": Toll,
    "when": When,
}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one record as Tidings writes it."""
    body = MODELS[name].model_json_schema(mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"tidings:{name}:{VERSION}"}
    return {**head, **body}


def write(folder: Path) -> list[Path]:
    """Write every schema into `folder`; give the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in MODELS:
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n", "utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    for written in write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/schemas")):
        print(written)
