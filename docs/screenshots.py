"""Pictures of the main pages for the documentation: make screenshots, or python docs/screenshots.py [--ledger FILE].

Serves the demo ledger on this machine and looks at it with the system's Chromium.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from shutil import which

import httpx
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = 8797
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def serve(ledger: Path) -> subprocess.Popen[bytes]:
    """The app over a ledger, once it answers."""
    tidings = str(Path(sys.executable).with_name("tidings"))
    command = [tidings, "serve", "--ledger", f"sqlite:///{ledger}", "--port", str(PORT)]
    command += ["--borders", str(ROOT / "demo" / "border.geojson")]
    if (ROOT / "demo" / "codebook").is_dir():
        command += ["--codebook", str(ROOT / "demo" / "codebook")]
    server = subprocess.Popen(command)
    for _ in range(600):
        try:
            httpx.get(f"http://127.0.0.1:{PORT}/events", timeout=60).raise_for_status()
            return server
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the app does not answer")


def busiest() -> tuple[str, str]:
    """The event with most claims, and a report of it."""
    events = httpx.get(f"http://127.0.0.1:{PORT}/api/v1/events?limit=500").json()["items"]
    event = max(events, key=lambda e: (e["contested"], e["n_claims"]))["id"]
    claims = httpx.get(f"http://127.0.0.1:{PORT}/api/v1/events/{event}").json()["claims"]
    reports = [c["report"] for c in claims]
    return event, max(set(reports), key=lambda r: (reports.count(r), r))


def take(page: Page, name: str, address: str, height: int) -> None:
    """One picture."""
    page.set_viewport_size({"width": 1200, "height": height})
    page.goto(f"http://127.0.0.1:{PORT}{address}")
    if page.locator("#map").count():
        page.wait_for_selector("#map[data-drawn]", state="attached", timeout=120_000)
    page.wait_for_timeout(300)
    target = IMAGES / f"{name}.png"
    page.screenshot(path=target)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1024} KB")


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--ledger", type=Path, default=ROOT / ".venv" / "demo.db")
    asked = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    server = serve(asked.ledger)
    try:
        event, report = busiest()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=which("chromium") or "/usr/bin/chromium", args=FLAGS)
            page = browser.new_context(color_scheme="light").new_page()
            take(page, "events", "/events", 860)
            take(page, "event", f"/events/{event}", 1150)
            take(page, "report", f"/reports/{report}", 560)
            take(page, "review", "/review", 700)
            take(page, "sources", "/sources", 640)
            take(page, "trends", "/trends?step=day", 560)
            dark = browser.new_context(color_scheme="dark").new_page()
            take(dark, "event-dark", f"/events/{event}", 1150)
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
