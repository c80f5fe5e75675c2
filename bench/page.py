"""How fast the page of the local Slack is, measured in Debian's Chromium.

python -m bench.page [--messages 1000]

Prints the first paint of a channel, the time from the app's post to its message on the page, and the times between
frames while a channel of many messages scrolls from its newest to its oldest.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING

from bench.paths import ROOT
from local_slack import LocalSlack
from local_slack.client.page import Page

if TYPE_CHECKING:
    from playwright.sync_api import Page as BrowserPage

sys.path.append(str(ROOT / "tests" / "support"))

LOADS, POSTS = 5, 20
STEP_PIXELS = 160  # a frame; a fast turn of a wheel
FRAMES = """async step => {
    const box = document.querySelector('.timeline');
    const times = [];
    let last = performance.now();
    let still = 0;
    for (let frame = 0; frame < 4000 && still < 60; frame++) {
        const before = box.scrollTop;
        box.scrollTop -= step;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        times.push(now - last);
        last = now;
        still = box.scrollTop === before ? still + 1 : 0;
    }
    return times;
}"""
WATCH = """text => new Promise(resolve => {
    const look = () => document.querySelector('.messages').textContent.includes(text) && resolve(Date.now());
    new MutationObserver(look).observe(document.querySelector('.messages'), {childList: true, subtree: true});
    look();
})"""


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--messages", type=int, default=1_000, help="the messages in the channel that scrolls"
    )
    count = parser.parse_args().messages
    from browser import Screen, open_browser  # noqa: PLC0415 - found only after sys.path is set

    slack = LocalSlack(ROOT / "app.yaml")
    served = Page(slack)
    with slack, open_browser() as browser:
        url = served.url
        _fill(slack, count)
        news = slack.find_channel("news").id
        paints = []
        for _ in range(LOADS):
            screen = Screen(browser, url)
            page = screen.open(news)
            page.wait_for_selector(".message")
            paints.append(
                page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
            )
            screen.close()
        screen = Screen(browser, url)
        page = screen.open(news)
        page.wait_for_selector(".message")
        frames = page.evaluate(FRAMES, STEP_PIXELS)
        shown = page.locator(".message").count()
        delays = [_delay(slack, page, number) for number in range(POSTS)]
        screen.close()
    print(f"first paint: median {statistics.median(paints):.0f} ms, worst {max(paints):.0f} ms of {LOADS}")
    print(
        f"a post until it is on the page: median {statistics.median(delays):.0f} ms, "
        f"worst {max(delays):.0f} ms of {POSTS}"
    )
    at_most = statistics.quantiles(frames, n=100)
    print(
        f"scrolling {shown} messages, {len(frames)} frames: median {statistics.median(frames):.1f} ms, "
        f"p95 {at_most[94]:.1f} ms, p99 {at_most[98]:.1f} ms, worst {max(frames):.0f} ms"
    )


# ---- private


def _fill(slack: LocalSlack, count: int) -> None:
    text = "The council of Denmouth voted by *eleven to nine* to close the <https://courier.example/x|Harl bridge>. "
    for number in range(count):
        slack.say("ada" if number % 3 else "grace", "news", f"{number}: " + text * (1 + number % 4))


def _delay(slack: LocalSlack, page: BrowserPage, number: int) -> float:
    """Return the milliseconds from the app's post to the message on the page."""
    text = f"Message number {number} of the bench"
    # In braces: Playwright would wait for a promise that is returned.
    page.evaluate(f"() => {{ window.seen = ({WATCH})({json.dumps(text)}); }}")
    body = json.dumps({"channel": slack.find_channel("news").id, "text": text})
    connection = HTTPConnection(slack.state.address, timeout=30)
    began = time.time()
    connection.request(
        "POST",
        "/api/chat.postMessage",
        body,
        {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json; charset=utf-8"},
    )
    connection.getresponse().read()
    seen: float = page.evaluate("window.seen")
    return seen - began * 1000


if __name__ == "__main__":
    main()
