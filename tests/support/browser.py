"""A real browser on the page of the local Slack. Tests with it skip where no browser is installed."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

# Nothing that Chromium does by itself, such as looking for updates, goes to the network.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
TIMEOUT_MILLISECONDS = 60_000  # a loaded machine is slow
NO_PLAYWRIGHT = "Playwright is not installed: pip install playwright"
AXE = ROOT / "tests" / "data" / "axe" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Debian's Chromium; skip the test where it or Playwright is missing."""
    sync_api = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no browser is installed: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=CHROMIUM_FLAGS, timeout=4 * TIMEOUT_MILLISECONDS
        )
        try:
            yield browser
        finally:
            browser.close()


class Screen:
    """The page as one person has it open.

    Attributes:
        page: Playwright's page.
        requests: the addresses that the page asked for.
        problems: errors of the page's scripts.
    """

    def __init__(self, browser: Browser, url: str, *, scheme: str = "light", size: Any = None) -> None:
        self.url = url
        self.requests: list[str] = []
        self.problems: list[str] = []
        context = browser.new_context(
            viewport=size or WIDE, color_scheme=scheme, locale="en-US", reduced_motion="reduce"
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(TIMEOUT_MILLISECONDS)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: Any) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    def open(self, path: str = "") -> Page:
        """Open the page at a place, such as a channel, and wait until it is drawn."""
        self.page.goto(f"{self.url}#/{path}")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self.page

    def close(self) -> None:
        """Check that nothing failed and nothing left the machine, and close the page."""
        self.page.context.close()
        assert self.problems == []
        assert [address for address in self.requests if not address.startswith(self.url)] == []

    def barriers(self) -> list[str]:
        """Return what axe finds serious on the screen, with the elements."""
        if not self.page.evaluate("() => 'axe' in window"):
            # Not as a script element, which the page's policy refuses.
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", WCAG
        )
        return [
            f"{each['id']}: {each['help']}: {node['target']} {node.get('failureSummary', '')}"
            for each in found["violations"]
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"]
        ]
