"""What the page draws: every block, Slack's markup, and nothing that a text only pretends to be."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from browser import Screen, open_browser
from paths import ROOT

from local_slack import LocalSlack
from local_slack.client.page import Page

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
NAMES = "{user: id => ({U1: 'Ada'})[id], channel: id => ({C1: 'news'})[id], zone: 'Europe/Berlin', now: 1795420800}"

MARKUP = {
    "an escaped mention stays dead": ("&lt;!channel&gt; &lt;@U1&gt;", "<!channel> <@U1>", ""),
    "an address that is no web page is text": ("<javascript:alert(1)|x>", "<javascript:alert(1)|x>", ""),
    "data addresses too": ("<data:text/html,hi|x>", "<data:text/html,hi|x>", ""),
    "a raw tag is text": ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>", ""),
    "an escaped label is one link": (
        "<https://a.example/?x=1&amp;y=2|AT&amp;T &lt;-&gt; deal>",
        "AT&T <-> deal",
        "a[https://a.example/?x=1&y=2]",
    ),
    "an escaped link stays text": ("&lt;https://a.example|x&gt;", "<https://a.example|x>", ""),
    "styles": ("*b* _i_ ~s~ `c`", "b i s c", "strong em del code"),
    "a style around a link": ("*<https://a.example|x>*", "x", "strong a[https://a.example/]"),
    "stars in words are stars": ("2*3*4 snake_case_name", "2*3*4 snake_case_name", ""),
    "code keeps its markup": ("`*b* &lt;i&gt;`", "*b* <i>", "code"),
    "preformatted": ("```\na *b*\n```", "a *b*\n", "pre"),
    "a quote": ("> said\nafter", "saidafter", "blockquote"),
    "a quote in escaped form": ("&gt; said &amp; done", "said & done", "blockquote"),
    "a mention": (
        "<@U1> in <#C1|old>",
        "@Ada in #news",
        "span.mention.mention-user span.mention.mention-channel",
    ),
    "everybody": ("<!here>", "@here", "span.mention.mention-broadcast"),
    "a date in the reader's zone": (
        "<!date^1795414800^{date_short_pretty} at {time}|23 Nov, 06:20 UTC>",
        "Today at 7:20 AM",
        "time",
    ),
    "a day with its year": ("<!date^1392734382^{date} {time}|x>", "February 18th, 2014 3:39 PM", "time"),
    "emoji": (":tada: :no_such_emoji:", "🎉 :no_such_emoji:", "span.emoji"),
    "an address becomes a link": (
        "see https://a.example/x.",
        "see https://a.example/x.",
        "a[https://a.example/x]",
    ),
}

ALL_BLOCKS: list[dict[str, Any]] = [
    {"type": "header", "text": {"type": "plain_text", "text": "A header :tada:"}, "level": 2},
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "With a *menu*"},
        "fields": [{"type": "mrkdwn", "text": "*One*\nfield"}, {"type": "plain_text", "text": "Two"}],
        "accessory": {
            "type": "overflow",
            "action_id": "menu",
            "options": [{"text": {"type": "plain_text", "text": "First"}, "value": "1"}],
        },
    },
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "Small"}]},
    {"type": "image", "image_url": "https://images.example/x.png", "alt_text": "A bridge"},
    {
        "type": "video",
        "title": {"type": "plain_text", "text": "A film"},
        "video_url": "https://video.example/1",
        "thumbnail_url": "https://video.example/1.png",
        "alt_text": "A ferry",
    },
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "go",
                "text": {"type": "plain_text", "text": "Go"},
                "style": "primary",
            },
            {
                "type": "static_select",
                "action_id": "pick",
                "placeholder": {"type": "plain_text", "text": "Pick one"},
                "options": [
                    {"text": {"type": "plain_text", "text": name}, "value": name} for name in ("red", "green")
                ],
            },
            {"type": "multi_users_select", "action_id": "people"},
            {"type": "conversations_select", "action_id": "places"},
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-23"},
            {"type": "timepicker", "action_id": "hour", "initial_time": "09:00"},
            {
                "type": "checkboxes",
                "action_id": "boxes",
                "options": [{"text": {"type": "mrkdwn", "text": "*Box*"}, "value": "1"}],
            },
            {
                "type": "radio_buttons",
                "action_id": "radio",
                "options": [{"text": {"type": "plain_text", "text": "Radio"}, "value": "1"}],
            },
        ],
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Rich", "style": {"bold": True}},
                    {"type": "link", "url": "https://a.example/", "text": "link"},
                    {"type": "emoji", "name": "fire"},
                    {"type": "date", "timestamp": 1392734382, "format": "{date_num}", "fallback": "a day"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Step"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Quoted"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "<code>"}]},
        ],
    },
    {
        "type": "markdown",
        "text": "# Title\n**bold** [x](https://a.example) [y](javascript:z)\n\n- one\n- two",
    },
    {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "Outlet"}], [{"type": "raw_text", "text": "Courier"}]],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "vote",
                "positive_button": {"text": {"type": "plain_text", "text": "Good"}, "value": "up"},
                "negative_button": {"text": {"type": "plain_text", "text": "Bad"}, "value": "down"},
            }
        ],
    },
    {
        "type": "input",
        "label": {"type": "plain_text", "text": "Your name"},
        "element": {"type": "plain_text_input", "action_id": "name"},
    },
    {"type": "carousel", "elements": []},
]
SHOWN = [
    "A header 🎉", "With a menu", "One\nfield", "Small", "A bridge", "A film", "Go", "Pick one", "Box", "Radio", "Rich",
    "link", "🔥", "2014-02-18", "Step", "Quoted", "<code>", "Title", "bold", "one", "Outlet", "Courier", "Your name",
    'A block of the type "carousel"', "[y](javascript:z)",
]  # fmt: skip


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    slack = LocalSlack(MANIFEST)
    page = Page(slack)
    with slack, open_browser() as browser:
        shown = Screen(browser, page.url)
        shown.open()
        yield shown
        shown.close()


def drawn(screen: Screen, expression: str) -> dict[str, Any]:
    """Draw nodes in the page, and return their text and their elements with the addresses of links."""
    result: dict[str, Any] = screen.page.evaluate(
        f"""async () => {{
            const m = await import('/web/mrkdwn.js');
            const l = await import('/web/blocks/layout.js');
            const f = await import('/web/blocks/field_values.js');
            const names = {NAMES};
            const choices = {{label: id => id, list: () => ['U1']}};
            const context = {{names, choices, surface: 'message', fields: new f.FieldValues(), act() {{}}, options() {{}}}};
            const box = document.createElement('div');
            box.append(...{expression});
            document.body.append(box);
            const all = [...box.querySelectorAll('*:not(br)')];
            const name = (e) => e.tagName.toLowerCase() + [...e.classList].map(c => '.' + c).join('')
                + (e.href ? `[${{e.href}}]` : '');
            const result = {{text: box.textContent, inner: box.innerText, nodes: all.map(name).join(' '),
                unsafe: all.filter(e => e.onerror || /^(IMG|SCRIPT|IFRAME)$/.test(e.tagName)
                    || (e.tagName === 'A' && (e.rel !== 'noopener noreferrer' || e.target !== '_blank'))).length}};
            box.remove();
            return result;
        }}"""
    )
    return result


@pytest.mark.parametrize("name", MARKUP)
def test_markup_is_drawn_as_slack_draws_it(screen: Screen, name: str) -> None:
    source, text, nodes = MARKUP[name]

    found = drawn(screen, f"m.renderMrkdwn({json.dumps(source)}, names)")

    assert found["text"] == text
    assert found["nodes"] == nodes
    assert found["unsafe"] == 0


def test_every_block_is_drawn(screen: Screen) -> None:
    blocks = [block | {"block_id": f"b{number}"} for number, block in enumerate(ALL_BLOCKS)]

    found = drawn(screen, f"l.renderBlocks({json.dumps(blocks)}, context)")

    missing = [text for text in SHOWN if text not in found["inner"] and text not in found["text"]]
    assert missing == []
    assert found["unsafe"] == 0


def test_an_emoji_is_named_for_a_screen_reader(screen: Screen) -> None:
    name = screen.page.evaluate(
        "async () => (await import('/web/mrkdwn.js')).emojiNodes(':white_check_mark:')[0].getAttribute('aria-label')"
    )

    assert name == "white check mark"
