"""The page in a real browser, from the first command to the digest, with the bot behind it over Socket Mode."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import waiting
from browser import NO_PLAYWRIGHT, PHONE, TIMEOUT_MILLISECONDS, open_browser
from page_trial import WAIT_SECONDS, open_trial
from websites import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from page_trial import Trial
    from playwright.sync_api import Browser, Page

expect = pytest.importorskip("playwright.sync_api", reason=NO_PLAYWRIGHT).expect
expect.set_options(timeout=TIMEOUT_MILLISECONDS)
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

QUESTION = "What is the key interest rate?"
QUOTE = "lowered its key interest rate by 25 basis points to 3.75 percent"
OPML = """<opml version="2.0"><body><outline text="Courier" type="rss" xmlUrl="http://127.0.0.1:9/feed"/></body></opml>"""
TEXT = (
    "The council of Denmouth voted by eleven to nine to close the Harl bridge, its speaker said on Monday. "
)
FEED = f"""<rss version="2.0"><channel><title>Courier</title>
<item><title>Harl bridge closed</title><guid>1</guid><pubDate>Thu, 19 Nov 2026 18:00:00 GMT</pubDate>
<description>{TEXT * 9}</description></item></channel></rss>"""
BRIEF = ".messages .message:has(.block-header)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def trial(browser: Browser, tmp_path: Path) -> Iterator[Trial]:
    with open_trial(browser, tmp_path) as opened:
        yield opened


def types(page: Page, text: str, where: str = ".main") -> None:
    """Type into a composer, as a person does, and send it."""
    composer = page.locator(f"{where} .composer-input")
    composer.fill(text)
    composer.press("Enter")


def more_than(trial: Trial, count: int) -> Callable[[], bool]:
    return lambda: trial.responses() > count


def test_a_command_brings_a_brief_and_a_question_one_answer_with_its_quote(trial: Trial) -> None:
    with trial.screen(trial.channel("news")) as screen:
        page = screen.page
        page.locator(".main .composer-input").press_sequentially("/br")
        expect(page.locator(".hint")).to_contain_text("[topic] [24h | 3d | this week]")
        page.keyboard.press("Tab")
        page.keyboard.type("4d")
        page.keyboard.press("Enter")
        brief = page.locator(BRIEF).first
        expect(brief).to_contain_text("News brief")
        expect(brief).to_contain_text("Newsbrief")
        expect(brief.locator("a[href^='https://']").first).to_be_visible()

        brief.hover()
        brief.get_by_label("Reply in thread").click()
        types(page, QUESTION, ".thread")
        answer = page.locator(".thread .message", has_text="The articles say")
        expect(answer).to_contain_text(QUOTE)

        expect(page.locator(f"{BRIEF} .replies")).to_contain_text("2 replies")
        assert answer.count() == 1


def test_each_button_of_a_brief_does_something(trial: Trial) -> None:
    brief = trial.brief()
    with trial.screen(trial.channel("news")) as screen:
        page = screen.page
        buttons = page.locator(f"[data-ts='{brief['ts']}'] .block-actions button")
        expect(buttons.first).to_be_visible()
        for index in range(buttons.count()):
            before = trial.responses()
            buttons.nth(index).click()
            waiting.until(more_than(trial, before), WAIT_SECONDS, f"button {index} did nothing")
            if trial.modals():
                expect(page.locator("dialog[open]")).to_have_count(1)
                page.keyboard.press("Escape")
                expect(page.locator("dialog[open]")).to_have_count(0)

        before = trial.responses()
        page.locator(f"[data-ts='{brief['ts']}'] .overflow").first.click()
        page.get_by_role("menuitem").first.click()
        waiting.until(more_than(trial, before), WAIT_SECONDS, "the menu did nothing")


def test_a_form_filled_wrongly_says_so_at_its_field_and_rightly_sets_up_the_channel(trial: Trial) -> None:
    site = Site()
    site.put("/feed", FEED)
    with trial.screen(trial.channel("general")) as screen:
        page = screen.page
        page.get_by_role("button", name="Add Newsbrief").click()
        page.locator(
            "[data-action-id^='set_up'][data-action-id$='links'], [data-action-id*='links']"
        ).first.click()
        form = page.get_by_role("dialog")
        expect(form.get_by_label("Time zone")).to_be_visible()

        form.get_by_label("Links to news sites or feeds").fill(site.url("/feed"))
        form.get_by_label("Time zone").fill("Atlantis")
        form.get_by_role("button", name="Start", exact=True).click()
        expect(form.get_by_role("alert")).to_be_visible()
        expect(form.get_by_label("Time zone")).to_be_focused()
        expect(form.get_by_label("Links to news sites or feeds")).to_have_value(site.url("/feed"))

        form.get_by_label("Time zone").fill("Europe/Berlin")
        form.get_by_role("button", name="Start", exact=True).click()
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page.locator(".message", has_text="Following 1 source").first).to_be_visible()
        expect(page.locator(".ephemeral").first).to_contain_text("Only visible to you")
    site.stop()


def test_a_dropped_file_is_shared_in_the_channel(trial: Trial) -> None:
    with trial.screen("app/messages") as screen:
        page = screen.page
        drop = """([selector, text]) => {
            const data = new DataTransfer();
            data.items.add(new File([text], 'feeds.opml', {type: 'text/x-opml'}));
            const target = document.querySelector(selector);
            for (const kind of ['dragenter', 'dragover', 'drop'])
                target.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
        page.wait_for_selector(".conversation .composer")
        page.evaluate(drop, [".conversation", OPML])
        expect(page.locator(".file")).to_contain_text("feeds.opml")

        with page.expect_download() as download:
            page.locator(".file").click()
        assert Path(download.value.path()).read_text() == OPML


def test_another_person_has_their_own_zone_and_marks(trial: Trial) -> None:
    trial.brief()
    with trial.screen(trial.channel("news")) as screen:
        page = screen.page
        expect(page.locator(BRIEF)).to_be_visible()
        expect(page.locator(f"{BRIEF} .message-time")).to_have_text(re.compile(r"^8:2\d"))
        page.get_by_label("You are Ada Lovelace").click()
        page.get_by_role("menuitemradio", name="Grace Hopper").click()

        expect(page.get_by_label("You are Grace Hopper")).to_be_visible()
        expect(page.locator(f"{BRIEF} .message-time")).to_have_text(re.compile(r"^2:2\d"))
        types(page, "Good night")
        expect(page.locator(".message", has_text="Good night").locator(".author")).to_have_text(
            "Grace Hopper"
        )
        said = trial.slack.messages("news")[-1]
        assert said["user"] == trial.slack.find_user("grace").id


def test_moving_the_clock_brings_exactly_one_digest(trial: Trial) -> None:
    with trial.screen(trial.channel("news")) as screen:
        page = screen.page
        types(page, "/brief digest weekdays 9:00")
        expect(page.locator(".message", has_text="9:00").first).to_be_visible()
        before = len(trial.posts())
        # A digest covers what comes after it was ordered, and here nothing does.
        digests = page.locator(".messages .message", has_text="Nothing new since")

        page.get_by_label(re.compile("^Clock:")).click()
        page.get_by_role("menuitem", name="1 hour forward").click()
        expect(digests).to_have_count(1)
        page.get_by_label(re.compile("^Clock:")).click()
        page.get_by_role("menuitem", name="1 hour forward").click()
        expect(page.get_by_label(re.compile("^Clock: Fri, Nov 20, 10:2"))).to_be_visible()
        page.wait_for_timeout(3000)  # three ticks, in which a second digest would come

        assert len(trial.posts()) == before + 1
        expect(digests).to_have_count(1)


def test_reactions_unread_marks_prompts_and_the_inspector(trial: Trial) -> None:
    with trial.screen(trial.channel("general")) as screen:
        page = screen.page
        trial.slack.say("grace", "news", "Morning, everyone")
        expect(page.get_by_role("button", name=re.compile("^news, 1 unread"))).to_be_visible()
        page.get_by_role("button", name=re.compile("^news")).click()
        message = page.locator(".message", has_text="Morning, everyone")
        message.hover()
        message.get_by_label("Add reaction").click()
        page.get_by_role("menuitem", name="tada").click()
        expect(message.get_by_role("button", name="tada, 1, by Ada Lovelace")).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("unread"))).to_have_count(0)

        page.get_by_role("button", name="Inspector").click()
        types(page, "/brief help")
        entry = page.locator(".payload", has_text="/brief").first
        expect(entry).to_contain_text("ok")
        entry.locator("summary").click()
        expect(entry.locator("pre").first).to_contain_text('"command": "/brief"')


def test_on_a_phone_one_column_is_shown_with_ways_back(trial: Trial) -> None:
    brief = trial.brief()
    with trial.screen(trial.channel("news"), size=PHONE) as screen:
        page = screen.page
        expect(page.locator(BRIEF)).to_be_visible()
        expect(page.locator(".sidebar")).to_be_hidden()
        page.get_by_label("Back to the channels").click()
        expect(page.locator(".sidebar")).to_be_visible()
        expect(page.locator(".main")).to_be_hidden()
        page.get_by_role("button", name=re.compile("^news")).click()
        page.goto(f"{trial.url}#/{trial.channel('news')}/thread/{brief['ts']}")
        expect(page.locator(".thread")).to_be_visible()
        expect(page.locator(".main")).to_be_hidden()
        page.locator(".thread").get_by_label("Back").click()
        expect(page.locator(".main")).to_be_visible()

        widest = page.evaluate("document.documentElement.scrollWidth")
        assert widest <= PHONE["width"]
