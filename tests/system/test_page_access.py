"""The page for everybody: by keyboard alone, for a screen reader, in light and dark, wide and on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import waiting
from browser import NO_PLAYWRIGHT, PHONE, TIMEOUT_MILLISECONDS, WIDE, open_browser
from page_trial import WAIT_SECONDS, open_trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from browser import Screen
    from page_trial import Trial
    from playwright.sync_api import Browser, Page

expect = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT).expect
expect.set_options(timeout=TIMEOUT_MILLISECONDS)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
MAX_TABS = 80
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in (WIDE, PHONE)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def trial(browser: Browser, tmp_path: Path) -> Iterator[Trial]:
    with open_trial(browser, tmp_path) as opened:
        yield opened


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until an element has the focus, which can be seen."""
    for _ in range(MAX_TABS):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not lead to {selector}")


def test_the_whole_trial_is_done_by_keyboard(trial: Trial) -> None:
    with trial.screen(trial.channel("news")) as screen:
        page = screen.page
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, ".main .composer-input")
        page.keyboard.type("/br")
        page.keyboard.press("Tab")
        page.keyboard.type("4d")
        page.keyboard.press("Enter")
        brief = page.locator(".message:has(.block-header)")
        expect(brief).to_be_visible()
        expect(page.locator("#live")).to_contain_text("Newsbrief: News brief")

        # Up to the messages, along them, and into a menu of a story.
        tab_to(page, "li.message", "Shift+Tab")
        page.keyboard.press("End")
        expect(brief).to_be_focused()
        tab_to(page, ".overflow")
        page.keyboard.press("Enter")
        expect(page.get_by_role("menuitem").first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("menuitem").nth(1)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("menu")).to_have_count(0)
        assert page.evaluate("document.activeElement.className") == "button overflow"

        # A question in the thread, and back to where one was.
        tab_to(page, ".tool[aria-label='Reply in thread']")
        page.keyboard.press("Enter")
        expect(page.locator(".thread .composer-input")).to_be_focused()
        page.keyboard.type("What is the key interest rate?")
        page.keyboard.press("Enter")
        expect(page.locator(".thread .message", has_text="The articles say")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".thread")).to_have_count(0)

        # The app's Home tab, and the other person.
        tab_to(page, ".sidebar-item[aria-current='page']", "Shift+Tab")
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        expect(page.get_by_role("tab", name="Home")).to_be_visible()
        expect(page.locator(".home .block-header").first).to_be_visible()
        tab_to(page, ".person", "Shift+Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_label("You are Grace Hopper")).to_be_focused()


def test_a_form_keeps_the_focus_and_gives_it_back(trial: Trial) -> None:
    with trial.screen(trial.channel("general")) as screen:
        page = screen.page
        page.get_by_role("button", name="Add Newsbrief").click()
        opener = page.locator("[data-action-id*='links']").first
        opener.press("Enter")
        form = page.get_by_role("dialog")
        expect(form.get_by_label("Time zone")).to_be_visible()
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate(
                "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
            )
        page.keyboard.press("Escape")

        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(opener).to_be_focused()


def test_axe_finds_nothing_serious_on_any_screen(trial: Trial) -> None:
    brief = trial.brief()
    trial.answered(brief, "What is the key interest rate?")
    trial.slack.command("ada", "news", "/brief", "help")
    trial.slack.invite("general", "ada")
    waiting.until(lambda: trial.posts("general"), WAIT_SECONDS, "no welcome came")
    found: dict[str, list[str]] = {}
    for scheme, size in LOOKS:
        with trial.screen(trial.channel("news"), scheme=scheme, size=size) as screen:
            for name, barriers in _find_barriers(trial, brief, screen):
                found[f"{name}, {scheme}, {size['width']}"] = barriers

    assert {screen_name: barriers for screen_name, barriers in found.items() if barriers} == {}


def _find_barriers(trial: Trial, brief: dict[str, Any], screen: Screen) -> Iterator[tuple[str, list[str]]]:
    page, news = screen.page, trial.channel("news")
    expect(page.locator(".ephemeral").first).to_be_visible()
    yield "channel", screen.barriers()

    page.locator(".main .composer-input").fill("/")
    expect(page.locator(".hint").first).to_be_visible()
    yield "hints", screen.barriers()

    page.goto(f"{trial.url}#/{news}/thread/{brief['ts']}")
    expect(page.locator(".thread .message").nth(2)).to_be_visible()
    yield "thread", screen.barriers()

    page.goto(f"{trial.url}#/app/home")
    expect(page.locator(".home .block-header").first).to_be_visible()
    yield "home", screen.barriers()

    page.goto(f"{trial.url}#/app/messages")
    expect(page.locator(".tab-panel .composer")).to_be_visible()
    yield "app messages", screen.barriers()

    page.goto(f"{trial.url}#/{trial.channel('general')}")
    page.locator("[data-action-id*='links']").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("Time zone").fill("")
    form.get_by_role("button", name="Start", exact=True).click()
    expect(form.get_by_role("alert")).to_be_visible()
    yield "modal", screen.barriers()
    form.get_by_label("Starter packs").click()
    expect(page.get_by_role("option").first).to_be_visible()
    yield "select", screen.barriers()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)

    page.get_by_role("button", name="Inspector").click()
    page.locator(".payload summary").first.click()
    yield "inspector", screen.barriers()
    page.get_by_label(re.compile("^Clock:")).click()
    yield "menu", screen.barriers()
