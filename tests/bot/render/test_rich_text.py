"""Text of others is shown character by character, whatever Slack's markup would make of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render import mrkdwn, slack_messages

FORMATTED = [
    "spent ~$58.5k on repairs against ~$16.5k",
    "a _private_ word, `code` and 5 * 3 * 2",
    ":fire: at 10:30:45",
    "> not a quotation",
    "M*A*S*H & <Co>",
]


def shown(block: dict[str, Any]) -> str:
    """Return the text that a reader sees in a `rich_text` block, a line for each part."""
    return "\n".join(
        "".join(str(element.get("text", "")) for element in part["elements"]) for part in block["elements"]
    )


@pytest.mark.parametrize("text", FORMATTED)
def test_each_character_of_a_quotation_is_shown(text: str) -> None:
    block = slack_messages.section_block(mrkdwn.escape(text))

    assert block["type"] == "rich_text"
    assert shown(block) == text


@pytest.mark.parametrize("text", FORMATTED)
def test_a_headline_is_a_bold_link_with_all_its_characters(text: str) -> None:
    block = slack_messages.section_block(f"1. {mrkdwn.bold_link('https://a.example/x_y*z', text)}")

    link = block["elements"][0]["elements"][1]
    assert link == {
        "type": "link",
        "url": "https://a.example/x_y*z",
        "text": text,
        "style": {"bold": True},
    }


def test_text_without_such_characters_stays_in_a_section() -> None:
    assert slack_messages.section_block(mrkdwn.escape("Storm nears: ferries stop"))["type"] == "section"


def test_the_bots_own_markup_becomes_elements() -> None:
    text = f"*Also:* {mrkdwn.escape('~x~')} by <@U012AB3CD> in `/brief`\n{mrkdwn.quote('a ~b~')}"

    block = slack_messages.section_block(text)

    section, quote = block["elements"]
    assert [element["type"] for element in section["elements"]] == ["text", "text", "user", "text", "text"]
    assert section["elements"][0] == {"type": "text", "text": "Also:", "style": {"bold": True}}
    assert section["elements"][-1]["style"] == {"code": True}
    assert (quote["type"], quote["elements"][0]["text"]) == ("rich_text_quote", "a ~b~")


def test_the_text_of_a_notification_formats_nothing() -> None:
    message = slack_messages.Message(mrkdwn.escape("~$58.5k against ~$16.5k, _x_, `y`, :fire:"))

    assert not set(message.text) & set("~_`*")
    assert ":fire:" not in message.text


@pytest.mark.parametrize("text", ["می‌خواهد", "ක්‍ෂ", "👨‍👩‍👧", "🏳️‍🌈"])
def test_joiners_inside_words_and_emoji_stay(text: str) -> None:
    assert mrkdwn.escape(text) == text


def test_joiners_elsewhere_disguise_nothing() -> None:
    assert mrkdwn.escape("\u200dpay\u200cpal.example \u200d") == "paypal.example "


@given(st.text(alphabet=st.sampled_from("ab *_~`:>&<\n5|é"), max_size=40))
def test_any_mixture_of_signs_is_shown_as_it_is(text: str) -> None:
    folded_text = " ".join(text.split())
    block = slack_messages.section_block(f"• {mrkdwn.escape(folded_text)} ~")

    if block["type"] == "rich_text":
        assert shown(block) == f"• {folded_text} ~"
    else:
        assert not set("*_`~") & set(folded_text)
