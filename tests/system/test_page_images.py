"""The pictures of the page in docs/images, made again with NEWSBRIEF_UPDATE_IMAGES=1."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import waiting
from browser import NO_PLAYWRIGHT, PHONE, TIMEOUT_MILLISECONDS, WIDE, open_browser
from page_trial import WAIT_SECONDS, open_trial
from paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from page_trial import Trial
    from playwright.sync_api import Browser, Page

expect = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT).expect
expect.set_options(timeout=TIMEOUT_MILLISECONDS)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
IMAGES = ROOT / "docs" / "images"
MAX_BYTES = 250_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def trial(browser: Browser, tmp_path: Path) -> Iterator[Trial]:
    with open_trial(browser, tmp_path) as opened:
        yield opened


def test_pictures_of_each_screen_are_small_and_nothing_is_cut(trial: Trial, tmp_path: Path) -> None:
    folder = IMAGES if os.environ.get("NEWSBRIEF_UPDATE_IMAGES") else tmp_path
    brief = _talk(trial)
    bytes_by_name: dict[str, int] = {}
    cut_texts: dict[str, list[str]] = {}
    for scheme in ("light", "dark"):
        for width, size in (("wide", WIDE), ("phone", PHONE)):
            with trial.screen(trial.channel("news"), scheme=scheme, size=size) as screen:
                camera = _Camera(screen.page, folder, f"{scheme}-{width}")
                _take_all(trial, brief, screen.page, camera)
            bytes_by_name |= camera.bytes
            cut_texts |= camera.cut

    assert {name: count for name, count in bytes_by_name.items() if count > MAX_BYTES} == {}
    assert cut_texts == {}


def _take_all(trial: Trial, brief: dict[str, Any], page: Page, camera: _Camera) -> None:
    news, general = trial.channel("news"), trial.channel("general")
    expect(page.locator(".message:has(.block-header)")).to_be_visible()
    page.locator(f"[data-ts='{brief['ts']}']").evaluate("node => node.scrollIntoView({block: 'start'})")
    camera.take("brief")

    page.goto(f"{trial.url}#/{news}/thread/{brief['ts']}")
    expect(page.locator(".thread .message").nth(2)).to_be_visible()
    camera.take("thread")

    page.goto(f"{trial.url}#/app/home")
    expect(page.locator(".home .block-header").first).to_be_visible()
    camera.take("home")

    page.goto(f"{trial.url}#/{general}")
    page.locator("[data-action-id*='links']").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("Time zone").fill("Atlantis")
    form.get_by_label("Links to news sites or feeds").fill("https://courier.example")
    form.get_by_role("button", name="Start", exact=True).click()
    expect(form.get_by_role("alert")).to_be_visible()
    camera.take("modal")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


class _Camera:
    def __init__(self, page: Page, folder: Path, suffix: str) -> None:
        self._page, self._folder, self._suffix = page, folder, suffix
        self.bytes: dict[str, int] = {}
        self.cut: dict[str, list[str]] = {}

    def take(self, name: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{name}-{self._suffix}.png"
        self._page.screenshot(path=file, animations="disabled", caret="hide")
        self.bytes[file.name] = file.stat().st_size
        cut = self._page.evaluate(_FIND_CUT_TEXT)
        if cut:
            self.cut[file.name] = cut


# Text that is wider than its box, or than the page; boxes that scroll or end in an ellipsis are meant to.
_FIND_CUT_TEXT = """() => [...document.querySelectorAll('button, a, span, p, h1, h2, h3, div, time, code')]
    .filter(e => e.checkVisibility({contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true})
        && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => {
        const style = getComputedStyle(e);
        if (style.textOverflow === 'ellipsis' || e.closest('.hidden, .skip, .table-box, pre')) return false;
        const box = e.getBoundingClientRect();
        return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1 || e.scrollWidth > e.clientWidth + 2 && style.display !== 'inline');
    })
    .map(e => e.textContent.slice(0, 60))"""


def _talk(trial: Trial) -> dict[str, Any]:
    trial.slack.say("grace", "news", "Morning! What did I miss while I was on the ferry? :ferry: :coffee:")
    brief = trial.brief()
    trial.answered(brief, "What is the key interest rate?")
    trial.slack.command("ada", "news", "/brief", "digest weekdays 9:00")
    trial.slack.invite("general", "ada")
    waiting.until(lambda: trial.posts("general"), WAIT_SECONDS, "no welcome came")
    return brief
