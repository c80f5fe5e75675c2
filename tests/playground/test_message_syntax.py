"""What a message makes Slack do, and what people see of it."""

import pytest

from local_slack.validation import mrkdwn


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("AT&amp;T &lt;3", "AT&T <3"),
        ("&amp;lt;", "&lt;"),
        ("<https://e.org|AT&amp;T &lt;-&gt; deal>", "AT&T <-> deal"),
        ("<https://e.org/?a&amp;b>", "https://e.org/?a&b"),
        ("<!channel> <@U1> <@U1|ada> <#C1|news>", "@channel @U1 @ada #news"),
        ("a < b > c", "a < b > c"),
        ("&lt;!channel&gt;", "<!channel>"),
    ],
)
def test_people_see_labels_and_decoded_entities(text: str, seen: str) -> None:
    assert mrkdwn.to_visible_text(text) == seen


@pytest.mark.parametrize(
    ("text", "called", "linked"),
    [
        ("&lt;!channel&gt; &lt;https://evil.example|x&gt;", [], []),
        ("<!channel> & <https://evil.example|x>", ["!channel"], [("https://evil.example", "x")]),
        ("<@U1> <!subteam^S1|us> <!date^1^{date}|now>", ["U1", "!subteam^S1"], []),
        ("<javascript:alert(1)|x>", [], [("javascript:alert(1)", "x")]),
        ("<https://e.org/?a&amp;b|a &gt; b>", [], [("https://e.org/?a&b", "a > b")]),
        ("<nothing> <> <|> < !channel>", [], []),
        ("https://e.org", [], []),
    ],
)
def test_only_live_sequences_call_and_link(
    text: str, called: list[str], linked: list[tuple[str, str]]
) -> None:
    assert mrkdwn.find_mentions({"text": text}) == called
    assert mrkdwn.find_links({"text": text}) == linked


def test_blocks_are_searched_where_slack_obeys_them() -> None:
    message = {
        "text": "x",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "<!here>"}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel>"}, "fields": [{"type": "mrkdwn", "text": "<@U1>"}]},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "<https://e.org|e>"}]},
            {"type": "markdown", "text": "[f](https://f.org) \\[g](https://g.org)"},
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
                {"type": "user", "user_id": "U2"}, {"type": "broadcast", "range": "everyone"},
                {"type": "link", "url": "https://h.org", "text": "h"}, {"type": "text", "text": "<@U3>"},
            ]}]},
        ],
    }  # fmt: skip

    assert mrkdwn.find_mentions(message) == ["!channel", "U1", "U2", "!everyone"]
    assert mrkdwn.find_links(message) == [
        ("https://e.org", "e"),
        ("https://f.org", "f"),
        ("https://h.org", "h"),
    ]
    assert mrkdwn.render_message_text(message).splitlines()[:3] == ["<!here>", "@channel", "@U1"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a & b < c", "a &amp; b &lt; c"),
        ("<@U1> hi", "<@U1> hi"),
        ("see https://e.org/?a&b.", "see <https://e.org/?a&amp;b.>"),
        ("<script>", "&lt;script&gt;"),
        ("", ""),
    ],
)
def test_what_people_type_is_kept_escaped(typed: str, kept: str) -> None:
    assert mrkdwn.format_typed_text(typed) == kept


@pytest.mark.parametrize(
    "text", ["<" * 200_000, "<a" * 100_000, "[" * 200_000, "<https://" * 50_000, "[x](" * 50_000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    message = {"text": text, "blocks": [{"type": "markdown", "text": text}]}

    assert mrkdwn.find_mentions(message) == []
    assert mrkdwn.to_visible_text(text) == text
    assert len(mrkdwn.format_typed_text(text)) >= len(text)


def test_a_date_is_shown_as_its_fallback() -> None:
    text = "Courier · <!date^1^{date_short_pretty} at {time}|18 Nov, 07:30 UTC>"

    assert mrkdwn.to_visible_text(text) == "Courier · 18 Nov, 07:30 UTC"
