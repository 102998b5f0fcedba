"""The rules of the house: imports follow the data, files stay short, rooms have one front door, names are names."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "tidings"
FILES = sorted(PACKAGE.rglob("*.py"))

# A room may import from the rooms of lines above its own, and from its own line. Files of the package's root count as
# rooms. `__init__` and `door` stand at the outside: they open the house to its users.
ORDER = [
    {"errors"},
    {"claim"},
    {"codebook"},
    {"evidence", "wording", "schemas", "claimlist", "claimcard", "scoring"},
    {"intake", "language"},
    {"coding"},
    {"places"},
    {"profile"},
    {"reader"},
    {"linking"},
    {"assessment"},
    {"ledger"},
    {"watch"},
    {"export"},
    {"briefing"},
    {"web", "cluster"},
    {"door"},
    {"cli"},
]
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "processor", "handler", "handle"}


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(file: Path) -> set[str]:
    """Rooms a file imports from, in functions and under TYPE_CHECKING too."""
    rooms = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "tidings":
            inner = node.module.split(".")[1:]
            names = [inner[0]] if inner else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [a.name.split(".")[1] for a in node.names if a.name.startswith("tidings.")]
        rooms |= {name for name in names if not name.startswith("__")}
    return rooms


def test_imports_follow_the_data() -> None:
    wrong = []
    for file in FILES:
        room = room_of(file)
        if room == "__init__":
            continue
        assert room in RANK, f"give {room} its place in ORDER"
        wrong += [
            f"{file.relative_to(PACKAGE)} imports from {r}, which comes after {room}"
            for r in imported_rooms(file)
            if r != room and RANK.get(r, 99) > RANK[room]
        ]
    assert wrong == []


def test_files_are_short() -> None:
    sizes = {str(f.relative_to(PACKAGE)): f.read_text("utf-8").count("\n") for f in FILES}
    assert {name: lines for name, lines in sizes.items() if lines > 400} == {}, "split them by what they do"


def test_functions_are_short() -> None:
    long = {}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (size := body_lines(node)) > 45:
                long[f"{file.relative_to(PACKAGE)}:{node.name}"] = size
    assert long == {}, "a function does one thing"


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_names_say_what_it_is() -> None:
    names = [f.relative_to(PACKAGE).with_suffix("") for f in FILES]
    assert [str(n) for n in names if FORBIDDEN & set(n.parts)] == [], "name the thing"


@pytest.mark.parametrize("room", sorted(p.parent.name for p in PACKAGE.glob("*/__init__.py")))
def test_every_room_has_one_front_door(room: str) -> None:
    tree = ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8"))
    named = [t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)]
    assert "__all__" in named, f"{room}/__init__.py needs __all__"
    assert ast.get_docstring(tree), f"{room}/__init__.py needs a line that says what the room is for"


def test_no_address_of_a_package_registry() -> None:
    root = PACKAGE.parent.parent
    for name in ("constraints.txt", "pyproject.toml", "Makefile", ".ci/run"):
        text = (root / name).read_text("utf-8")
        assert not re.search(r"https?://", text), name
    assert all("==" in line for line in (root / "constraints.txt").read_text("utf-8").split())
