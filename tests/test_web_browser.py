"""The web app in a real browser: map, shortcuts, state in the address, hostile texts, accessibility, no other host."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest
import webapp
import webledger
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tidings.ledger import Filter, Ledger

pytestmark = pytest.mark.browser
CHROMIUM = which("chromium") or "/usr/bin/chromium"
AXE = Path(__file__).parent.parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PATIENCE = 60_000
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no chromium here; .ci/run installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with webapp.served(folder, borders=webapp.BORDERS) as found:
        yield found


@pytest.fixture(scope="module")
def ledger(folder: Path, address: str) -> Iterator[Ledger]:
    with Ledger(f"sqlite:///{folder}/desk.db") as opened:
        yield opened


class Watch:
    """What a browser must not do: complain, or ask another host."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.address = address
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", lambda e: self.complaints.append(str(e.error)))
        context.on("dialog", lambda d: (self.complaints.append(f"dialog: {d.message}"), d.dismiss()))

    def _asked(self, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith((self.address, "blob:", "data:", "about:")):
            self.strangers.append(url)

    def _said(self, message: object) -> None:
        if message.type in ("error", "warning") and "GPU stall" not in message.text:  # type: ignore[attr-defined]
            self.complaints.append(message.text)  # type: ignore[attr-defined]


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=address, viewport={"width": 1200, "height": 800}, bypass_csp=False)
    made.set_default_timeout(PATIENCE)
    watch = Watch(made, address)
    yield made
    made.close()
    assert watch.complaints == []
    assert watch.strangers == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def drawn(page: Page, number: int) -> None:
    """Wait until the map shows that many events."""
    expect(page.locator("#map")).to_have_attribute("data-drawn", str(number), timeout=PATIENCE)


def test_map_timeline_and_list_follow_the_facets_and_the_address(page: Page) -> None:
    page.goto("/events")
    drawn(page, 6)
    expect(page.locator("#map canvas")).to_be_visible()
    page.get_by_role("link", name=re.compile("^contradicted")).click()
    expect(page.locator(".row")).to_have_count(2)
    drawn(page, 2)
    assert page.url.endswith("/events?contested=yes")
    page.get_by_role("link", name=re.compile(r"^Shelling \d")).click()
    expect(page.locator(".row")).to_have_count(1)
    assert page.url.endswith("/events?type=shelling&contested=yes")
    page.reload()
    expect(page.locator(".row")).to_have_count(1)
    page.go_back()
    expect(page.locator(".row")).to_have_count(2)
    page.get_by_role("searchbox").fill("warehouses")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".row")).to_have_count(1)
    assert "text=warehouses" in page.url
    assert "contested=yes" in page.url
    drawn(page, 1)
    page.get_by_role("link", name="clear all").click()
    expect(page.locator(".row")).to_have_count(6)


def test_brush_narrows_the_days_by_mouse_and_by_keyboard(page: Page) -> None:
    page.goto("/events")
    drawn(page, 6)
    page.locator(".timeline").scroll_into_view_if_needed()
    box = page.locator("svg.brush").bounding_box()
    assert box
    page.mouse.move(box["x"] + 2, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + 30, steps=4)
    page.mouse.up()
    expect(page.locator(".row")).to_have_count(3)
    assert "since=2023-12-30" in page.url
    assert "until=2024-01-02" in page.url
    page.goto("/events")
    bars = page.locator(".timeline a")
    bars.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(1)
    assert "since=2023-12-31&until=2023-12-31" in page.url


def test_map_click_opens_the_place(page: Page) -> None:
    page.goto("/events?place=Dravno")
    drawn(page, 1)
    box = page.locator("#map canvas").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".popup")).to_contain_text("within 5 km; 1 event")
    page.get_by_role("link", name="open the event").click()
    expect(page.locator("h1")).to_contain_text("Dravno")


def test_as_known_on_is_a_slider(page: Page, ledger: Ledger) -> None:
    page.goto(f"/events/{webledger.event_of(ledger, 'strike')}")
    slider = page.get_by_role("slider", name="as known on")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.wait_for_url("**as_of=2024-01-03**")
    expect(page.get_by_text("1 later claim left out")).to_be_visible()
    page.get_by_label("Toll rule").select_option("acled-lowest")
    page.wait_for_url("**policy=acled-lowest**")


def test_copies_citation(context: BrowserContext, page: Page, ledger: Ledger) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    id_ = webledger.event_of(ledger, "strike")
    page.goto(f"/events/{id_}")
    page.get_by_role("button", name="copy citation").click()
    expect(page.get_by_role("button", name="copied")).to_be_visible()
    assert f"Event {id_}" in page.evaluate("navigator.clipboard.readText()")


def test_report_lights_words_and_margin(page: Page) -> None:
    page.goto("/reports/strike-2")
    page.locator(".said").first.hover()
    expect(page.locator(".note").first).to_have_class(re.compile(r"\blit\b"))
    page.mouse.move(1, 1)
    page.locator(".note summary").nth(1).focus()
    expect(page.locator(".said.lit").first).to_contain_text("The mayor of Dravno")


def press(page: Page, key: str) -> None:
    """Press a key once the page listens to keys."""
    page.locator("html[data-keys]").wait_for(state="attached")
    page.keyboard.press(key)


def test_every_shortcut_of_the_review_queue(page: Page, ledger: Ledger) -> None:
    page.goto("/review")
    start = ledger.queue(4).items
    now = page.locator(".case .src")
    expect(now).to_contain_text(start[0].id)
    press(page, "j")
    expect(now).to_contain_text(start[1].id)
    press(page, "k")
    expect(now).to_contain_text(start[0].id)
    press(page, "Enter")
    expect(now).to_contain_text(start[1].id)
    press(page, "x")
    expect(now).to_contain_text(start[2].id)
    press(page, "n")
    expect(now).to_contain_text(start[3].id)
    assert [r.decision for c in start[:3] for r in ledger.reviews(c.id)] == ["accept", "reject", "none"]
    press(page, "u")
    expect(now).to_contain_text(start[2].id)
    assert [r.undone for r in ledger.reviews(start[2].id)] == [True]
    press(page, "e")
    expect(page.locator("#edit select").first).to_be_focused()
    page.locator("#edit select[name=stance]").select_option("hedges")
    page.get_by_role("button", name="Keep these values").click()
    expect(page.locator("progress")).to_have_attribute("value", "3")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, "m")
    page.wait_for_url("**/merge")
    page.go_back()
    press(page, "s")
    page.wait_for_url("**/split?claim=*")
    assert ledger.verify() == []


def test_keys_count_from_the_moment_the_list_of_keys_closes(page: Page) -> None:
    page.goto("/review")
    # a machine too busy to draw: focus stays in the closed dialog until the next frame
    page.evaluate("""() => (function busy() {
      requestAnimationFrame(busy);
      for (const start = performance.now(); performance.now() - start < 300;);
    })()""")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_url("**/merge")


def test_a_key_pressed_twice_decides_once(page: Page, ledger: Ledger) -> None:
    page.goto("/review")
    first = ledger.queue(2).items
    press(page, "x")
    page.keyboard.press("x")
    expect(page.locator(".case .src")).not_to_contain_text(first[0].id)
    assert [len(ledger.reviews(c.id)) <= 1 for c in first] == [True, True]
    assert [r.decision for r in ledger.reviews(first[0].id)] == ["reject"]


def test_shortcuts_rest_while_typing_and_can_be_bound_anew(page: Page, ledger: Ledger) -> None:
    page.goto("/review")
    before = len(ledger.reviews())
    why = page.get_by_label("Why")
    why.click()
    page.keyboard.type("xnj?")
    expect(why).to_have_value("xnj?")
    assert len(ledger.reviews()) == before
    page.keyboard.press("Escape")
    press(page, "?")
    page.get_by_label("key for next claim").click()
    press(page, "l")
    page.get_by_role("button", name="Close").click()
    first = page.locator(".case .src").inner_text()
    press(page, "l")
    expect(page.locator(".case .src")).not_to_have_text(first)
    press(page, "?")
    page.get_by_role("button", name="As they were").click()
    expect(page.get_by_label("key for next claim")).to_have_value("j")


def test_hostile_html_is_read_and_stays_text(page: Page, tmp_path: Path, ledger: Ledger) -> None:
    evil = tmp_path / "evil.html"
    evil.write_text(
        "<html><head><title>Bad <script>alert(1)</script></title></head><body><article><p>The mayor of Vesk said "
        "shelling killed 3 in Vesk. <script>alert(2)</script><img src=http://evil.example/x onerror=alert(3)></p>"
        "<p>Read <a href='javascript:alert(4)'>this \u202egnp.exe</a> and shelling again in a longer sentence.</p>"
        + "<p onclick='alert(5)'>Further words of the page stand here, so that it reads as an article does.</p>" * 3
        + "</article></body></html>",
        "utf-8",
    )
    page.goto("/add")
    page.locator("input[type=file]").set_input_files(evil)
    page.get_by_label("Published").fill("2024-05-15")
    page.get_by_role("button", name="See its claims").click()
    expect(page.locator(".note").first).to_be_visible()
    page.get_by_role("button", name="Store").click()
    page.wait_for_url("**/reports/**")
    assert page.locator("main a[href^='javascript:']").count() == 0
    assert "\u202e" not in page.content()
    stored = ledger.reports(Filter(), 50).items
    assert any((r.origin or "") == "evil.html" for r in stored)
    page.goto("/reports/hostile-1")
    expect(page.locator("h1")).to_have_text("<script>alert('title')</script>")


PAGES = [
    "/events",
    "/reports",
    "/reports/strike-2",
    "/review",
    "/add",
    "/sources",
    "/trends",
    "/methodology",
    "/api",
    "strike",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_of_accessibility(browser: Browser, address: str, ledger: Ledger, scheme: str) -> None:
    if not AXE.exists():
        pytest.fail("axe-core is missing; run make install")
    context = browser.new_context(base_url=address, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    found = []
    for path in PAGES:
        page.goto(f"/events/{webledger.event_of(ledger, path)}" if path == "strike" else path)
        page.add_script_tag(path=AXE)
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        result = page.evaluate("rules => axe.run(document, rules)", rules)
        for finding in result["violations"]:
            if finding["impact"] in ("serious", "critical"):
                found.append((path, finding["id"], [n["target"] for n in finding["nodes"]][:3]))
    context.close()
    assert found == []


@pytest.mark.parametrize(("width", "zoom"), [(360, 1), (1280, 2)])
def test_narrow_and_enlarged_pages_do_not_scroll_sideways(
    browser: Browser, address: str, ledger: Ledger, width: int, zoom: int
) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": width // zoom, "height": 700}, device_scale_factor=zoom
    )
    page = context.new_page()
    for path in PAGES:
        page.goto(f"/events/{webledger.event_of(ledger, path)}" if path == "strike" else path)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, path
    context.close()


def test_pages_work_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/events")
    expect(page.locator(".nomap")).to_contain_text("needs JavaScript")
    facet = page.get_by_role("link", name=re.compile(r"^Shelling \d"))
    number = int(facet.locator("i").inner_text())
    facet.click()
    expect(page.locator(".row")).to_have_count(number)
    page.locator(".row a").first.click()
    expect(page.get_by_role("button", name="Show")).to_be_visible()
    page.goto("/review")
    before = page.locator("progress").get_attribute("value")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("progress")).not_to_have_attribute("value", str(before))
    context.close()
