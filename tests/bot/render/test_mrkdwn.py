import pytest

from bot.render import mrkdwn
from local_slack.validation.mrkdwn import find_links, find_mentions


@pytest.mark.parametrize(
    "hostile",
    [
        "<!channel> & <https://evil.example|x>",
        "<!here>",
        "<@U012345>",
        "<#C012345|general>",
        "&lt;!channel&gt;",
        "a\u202e>lennahc!<b",
        "<\u200b!channel>",
        "<javascript:alert(1)|x>",
    ],
)
def test_text_from_the_web_can_call_nobody_and_forge_no_link(hostile: str) -> None:
    for shown in (
        mrkdwn.escape(hostile),
        mrkdwn.bold(hostile),
        mrkdwn.quote(hostile),
        mrkdwn.link("", hostile),
    ):
        assert find_mentions({"text": shown}) == []
        assert find_links({"text": shown}) == []


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://example.org/a|b>c", "x"),
        ("https://example.org/?q=<!channel>", "x"),
        ("https://example.org/a", "x|y>z<!here>"),
        ("https://example.org/a b\nc", "line\nbreak"),
    ],
)
def test_an_address_and_a_label_cannot_break_out_of_their_link(url: str, label: str) -> None:
    shown = mrkdwn.link(url, label)

    assert find_mentions({"text": shown}) == []
    assert len(find_links({"text": shown})) == 1


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "", "data:text/html,x"])
def test_only_http_and_https_become_links(url: str) -> None:
    assert mrkdwn.link(url, "Courier") == "Courier"


def test_a_headline_with_an_asterisk_keeps_it() -> None:
    assert mrkdwn.restore(mrkdwn.bold("M*A*S*H returns")) == "*M*A*S*H returns*"
    assert mrkdwn.bold("Storm nears") == "*Storm nears*"


def test_a_quotation_is_marked_on_every_line() -> None:
    assert mrkdwn.quote("One.\n\nTwo.") == "> One.\n> Two."


def test_what_a_person_typed_comes_back_as_typed() -> None:
    assert mrkdwn.unescape("AT&amp;T &lt;3") == "AT&T <3"


@pytest.mark.parametrize(
    ("user", "shown"), [("U012AB3CD", "<@U012AB3CD>"), ("<!channel>", "&lt;!channel&gt;")]
)
def test_only_an_id_of_slacks_names_a_person(user: str, shown: str) -> None:
    assert mrkdwn.mention_user(user) == shown
