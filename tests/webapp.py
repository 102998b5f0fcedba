"""The web app for tests: over a small ledger, with a coder that knows one word, in process or on a loopback port."""

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import spacy
import uvicorn
import webledger
from fastapi.testclient import TestClient
from stubs import ShellingCoder

from tidings.ledger import Ledger
from tidings.reader import Reader
from tidings.web import Settings, create_app

BORDERS = Path(__file__).parent.parent / "demo" / "border.geojson"


def reader() -> Reader:
    """Reads "shelling" and nothing else."""
    made = Reader(places=False)
    made.__dict__.update(nlp=spacy.blank("en"), coder=ShellingCoder())
    return made


@cache
def _template() -> Path:
    """The ledger all tests of a process start from."""
    folder = Path(mkdtemp(prefix="tidings-web-"))
    with webledger.build(folder / "desk.db"):
        pass
    return folder / "desk.db"


def copy(folder: Path) -> Path:
    """A ledger of one's own in a folder."""
    target = folder / "desk.db"
    shutil.copy(_template(), target)
    return target


def app(folder: Path, **settings: Any) -> Any:
    """The app over a ledger of its own."""
    path = folder / "desk.db"
    if not path.exists():
        copy(folder)
    given = {"codebook": webledger.codebook(_template().parent / "codebook"), **settings}
    made = Settings(ledger=f"sqlite:///{path}", **given)
    return create_app(made, ledger=Ledger(f"sqlite:///{path}"), reader=reader())


def client(folder: Path, **settings: Any) -> TestClient:
    """A browser without JavaScript, more or less."""
    return TestClient(app(folder, **settings), base_url="http://127.0.0.1:8710", follow_redirects=False)


def token(html: str) -> str:
    """The token that the forms of a page carry."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', html)
    assert found, "the page has no form"
    return found[1]


@contextmanager
def served(folder: Path, **settings: Any) -> Iterator[str]:
    """The app on a port of its own; its address."""
    made = app(folder, **settings)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(made, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    made.state.ledger.close()
