"""What Slack wraps in a message, as its writer typed it."""

import pytest

from bot.slack.listeners.message_text import unwrap


@pytest.mark.parametrize(
    ("text", "plain_text"),
    [
        ("<http://booking.example|booking.example>", "booking.example"),
        ("add <https://courier.example/feed>", "add https://courier.example/feed"),
        ("what happened in <#C123|news>?", "what happened in #news?"),
        ("&lt;b&gt; &amp; co", "<b> & co"),
        ("quiet 22:00-7:00", "quiet 22:00-7:00"),
    ],
)
def test_what_slack_wraps_is_read_as_it_was_typed(text: str, plain_text: str) -> None:
    assert unwrap(text) == plain_text
