from typing import Any

import pytest

from local_slack.terminal.plain_text import Printer

NAMES = {"U1": "@ada", "C1": "#news"}
CONTAINER = {"type": "message", "channel": "C1", "ts": "1.000001"}


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def button(text: str) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": text}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text}


MENU = {
    "type": "static_select",
    "placeholder": plain("Length"),
    "action_id": "m",
    "options": [option("short"), option("long")],
}
GROUPS = {
    "type": "static_select",
    "action_id": "g",
    "option_groups": [{"label": plain("All"), "options": [option("one")]}],
}
FEEDBACK = {
    "type": "feedback_buttons", "action_id": "f",
    "positive_button": {"text": plain("Good")}, "negative_button": {"text": plain("Bad")},
}  # fmt: skip
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "By "},
                {"type": "user", "user_id": "U1"},
                {"type": "text", "text": " in "},
                {"type": "channel", "channel_id": "C9"},
                {"type": "emoji", "name": "ferry"},
                {"type": "link", "url": "https://a.example"},
            ],
        },
        {
            "type": "rich_text_list",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]}],
        },
    ],
}


@pytest.mark.parametrize(
    ("block", "lines"),
    [
        ({"type": "header", "text": plain("News &amp; more")}, ["News & more"]),
        ({"type": "section", "text": mrkdwn("*Harl* by <@U1> in <#C1>\nTwo")}, ["*Harl* by @ada in #news", "Two"]),
        ({"type": "section", "fields": [mrkdwn("a"), plain("b")]}, ["a", "b"]),
        ({"type": "section", "text": plain("x"), "accessory": button("More")}, ["x", "[1] More"]),
        ({"type": "section", "text": plain("x"), "accessory": {"type": "image", "alt_text": "y"}}, ["x"]),
        ({"type": "context", "elements": [mrkdwn("a"), {"type": "image", "alt_text": "a map"}]}, ["a  [image: a map]"]),
        ({"type": "divider"}, ["-" * 20]),
        ({"type": "image", "alt_text": "a dam"}, ["[image: a dam]"]),
        ({"type": "markdown", "text": "one\ntwo"}, ["one", "two"]),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, RICH]]}, ["a | By @ada in C9:ferry:https://a.example - first"]),
        (RICH, ["By @ada in C9:ferry:https://a.example", "- first"]),
        ({"type": "actions", "elements": [button("Go"), MENU, GROUPS]}, ["[1] Go", "[2] Length (2.1 short, 2.2 long)", "[3] static_select (3.1 one)"]),
        ({"type": "context_actions", "elements": [FEEDBACK]}, ["[1] Good[2] Bad"]),
        ({"type": "input", "label": plain("Topic"), "hint": plain("one word"), "element": {"type": "plain_text_input", "action_id": "t"}}, ["Topic: [1] plain_text_input", "  (one word)"]),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_each_block_is_lines_of_text(block: dict[str, Any], lines: list[str]) -> None:
    assert Printer(NAMES).render_blocks([{"block_id": "b", **block}], CONTAINER) == lines


def test_numbers_lead_to_the_elements() -> None:
    printer = Printer(NAMES)

    printer.render_blocks([{"type": "actions", "block_id": "b", "elements": [button("Go"), MENU]}], CONTAINER)

    assert [(each.block_id, each.element["action_id"]) for each in printer.elements] == [
        ("b", "Go"),
        ("b", "m"),
    ]
    assert [each["value"] for each in printer.elements[1].options] == ["short", "long"]


def test_a_message_without_blocks_shows_its_text_attachments_and_files() -> None:
    message = {
        "ts": "1.000001",
        "text": "Hello <@U1>",
        "attachments": [{"fallback": "a card", "blocks": [{"type": "divider"}]}],
        "files": [{"name": "feeds.opml", "size": 12}],
    }

    assert Printer(NAMES).render_message(message, "C1") == [
        "Hello @ada", "a card", "-" * 20, "[file feeds.opml, 12 bytes]",
    ]  # fmt: skip
