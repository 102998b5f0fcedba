"""A page fetched over TLS: the connection goes to the checked address, the certificate must be the host's own."""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import certifi
import pytest
from test_intake import Site

from tidings import intake
from tidings.claim import Report
from tidings.intake import Problem

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a site whose certificate is good for localhost alone, with our trust in it."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setattr(certifi, "where", lambda: str(certificate))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []  # type: ignore[attr-defined]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_page_of_a_host_with_its_certificate(site: int) -> None:
    (report,) = intake.reports([f"https://localhost:{site}/page"], allow_private=True)
    assert isinstance(report, Report)
    assert report.text.startswith("VESK — Shelling")


def test_a_certificate_of_another_host_is_refused(site: int) -> None:
    (problem,) = intake.reports([f"https://127.0.0.1:{site}/page"], allow_private=True)
    assert isinstance(problem, Problem)
    assert problem.message.startswith("cannot be fetched ([SSL: CERTIFICATE_VERIFY_FAILED]")
