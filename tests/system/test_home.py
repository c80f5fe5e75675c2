"""The Home tab: what a person and their channels receive, and the buttons that change it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from newsroom import Newsroom, open_newsroom

from bot.render.views import home_view, welcome_blocks
from news.digest import Subscription


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with open_newsroom(tmp_path) as opened:
        yield opened


def shown(room: Newsroom, who: str = "ada") -> str:
    return str((room.slack.home(who) or {}).get("blocks"))


def opens(room: Newsroom, who: str = "ada") -> dict[str, Any]:
    """Open the Home tab and wait until it is published."""
    before = sum(call.method == "views.publish" for call in room.slack.calls)
    room.slack.open_home(who)
    room.until(lambda: sum(call.method == "views.publish" for call in room.slack.calls) > before)
    return room.slack.home(who) or {}


def presses(room: Newsroom, action: str, holds: Callable[[], object], who: str = "ada") -> None:
    room.slack.press_in_view(who, room.slack.home(who) or {}, action)
    room.until(holds, action)


def digests(room: Newsroom, where: str = "news") -> tuple[Subscription, ...]:
    return room.store.subscriptions.for_channel(room.slack.team_id, room.slack.find_channel(where).id)


def direct_posts(room: Newsroom, who: str) -> list[str]:
    channel = room.slack.workspace.get_direct_channel(room.slack.find_user(who).id)
    return [str(each["text"]) for each in room.posts(channel.id)]


def test_an_empty_home_says_the_next_step(room: Newsroom) -> None:
    opens(room)

    assert "No digest yet. Type `/brief start`" in shown(room)
    assert "No sources yet" in shown(room)


def test_it_shows_digests_sources_and_preferences_of_the_persons_channels(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate")
    room.types("digest me daily 8:00")
    room.types("more climate")
    opens(room)

    text = shown(room)
    assert "every weekday at 9:00 (Berlin), top 5 about climate" in text
    assert "To you, by direct message" in text
    assert "<!date^" in text
    assert "Courier" in text
    assert "climate" in text.partition("Preferences")[2]
    assert "Not set" not in text


def test_a_stranger_to_a_channel_sees_nothing_of_it(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate")
    room.slack.leave("grace", "news")
    opens(room, "grace")

    assert "mon-fri" not in shown(room, "grace")
    assert "Courier" not in shown(room, "grace")


def test_what_a_command_changes_appears_for_those_who_look(room: Newsroom) -> None:
    opens(room, "grace")
    room.types("digest weekdays 9:00 climate")

    room.until(lambda: "every weekday" in shown(room, "grace"))


def test_a_digest_is_paused_resumed_skipped_and_deleted(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate")
    opens(room)

    presses(room, home_view.PAUSE_ACTION, lambda: home_view.RESUME_ACTION in shown(room))
    assert digests(room)[0].paused
    presses(room, home_view.RESUME_ACTION, lambda: home_view.PAUSE_ACTION in shown(room))
    assert not digests(room)[0].paused
    presses(room, home_view.SKIP_ACTION, lambda: digests(room)[0].skip_until is not None)
    presses(room, home_view.DELETE_ACTION, lambda: "No digest yet" in shown(room))
    assert not digests(room)


def test_deleting_asks_first_in_red(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate")
    elements = [each for block in opens(room)["blocks"] for each in block.get("elements", ())]

    delete = next(each for each in elements if each.get("action_id") == home_view.DELETE_ACTION)
    assert delete["style"] == delete["confirm"]["style"] == "danger"


def test_a_digest_is_edited_in_a_form_that_says_what_is_wrong(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 and 17:00 climate")
    opens(room)
    presses(room, home_view.EDIT_ACTION, lambda: room.slack.modal("ada"))

    room.slack.submit("ada", {"zone": "Berlim"})
    assert "Berlim" in (room.slack.modal("ada") or {})["shown_errors"]["zone"]
    room.slack.submit(
        "ada", {"time": "07:30", "days": ["5", "6"], "zone": "Europe/Paris", "topics": "energy"}
    )
    room.until(lambda: digests(room)[0].topics == ("energy",))

    changed = digests(room)[0]
    assert [f"{each:%H:%M}" for each in changed.wall_times] == ["07:30", "17:00"]
    assert (changed.weekdays, changed.timezone) == ((5, 6), "Europe/Paris")
    assert room.slack.modal("ada") is None


def test_whoever_may_not_change_a_digest_is_told_at_the_click(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate")
    opens(room, "grace")
    room.slack.press_in_view("grace", room.slack.home("grace") or {}, home_view.DELETE_ACTION)
    room.until(lambda: direct_posts(room, "grace"))

    assert len(digests(room)) == 1


def test_a_right_that_was_lost_is_checked_when_the_form_is_submitted(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate", who="grace")
    opens(room, "grace")
    presses(room, home_view.EDIT_ACTION, lambda: room.slack.modal("grace"), "grace")
    room.slack.leave("grace", "news")
    room.slack.submit("grace", {"topics": "energy"})
    room.until(lambda: direct_posts(room, "grace"))

    assert digests(room)[0].topics == ("climate",)


def test_a_digest_that_is_gone_gets_a_plain_answer(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate")
    home = opens(room)
    room.store.ledger.delete_subscription(room.slack.team_id, digests(room)[0].id)
    room.slack.press_in_view("ada", home, home_view.PAUSE_ACTION)
    room.until(lambda: direct_posts(room, "ada"))

    assert "no longer exists" in direct_posts(room, "ada")[0]


def test_a_double_click_on_skip_skips_once(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate")
    opens(room)
    presses(room, home_view.SKIP_ACTION, lambda: digests(room)[0].skip_until is not None)
    skipped = digests(room)[0].skip_until
    clicked = next(each for each in room.slack.envelopes if each.payload.get("type") == "block_actions")
    room.slack.resend(clicked)

    room.stays(lambda: digests(room)[0].skip_until == skipped)


def test_many_digests_with_hostile_words_fit_the_limits_and_stay_inert(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate")
    first = digests(room)[0]
    for number in range(40):
        hostile = replace(first, id=f"d{number}", topics=("<!channel> <https://evil.example|x> *b* " * 9,))
        room.services.digests.save(hostile, now=room.now)
    opens(room)

    assert "<!channel>" not in shown(room)
    assert "<https://evil.example" not in shown(room)
    assert "and 21 more" in shown(room)


def test_undo_takes_back_the_digest_that_was_just_ordered(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate")
    confirmation = room.slack.ephemerals("ada", "news")[-1]
    room.slack.press("ada", confirmation, welcome_blocks.UNDO_ACTION)
    room.until(lambda: not digests(room))
    room.slack.press("ada", confirmation, welcome_blocks.UNDO_ACTION)
    room.until(lambda: "no longer exists" in room.slack.ephemerals("ada", "news")[-1]["text"])

    assert "Deleted" in room.slack.ephemerals("ada", "news")[-2]["text"]


def test_sources_are_added_for_a_channel_of_which_one_is_still_a_member(room: Newsroom) -> None:
    room.types("digest weekdays 9:00 climate", who="grace")
    opens(room, "grace")
    presses(room, home_view.ADD_SOURCES_ACTION, lambda: "set_up" in str(room.slack.modal("grace")), "grace")
    room.slack.leave("grace", "news")
    room.slack.submit("grace", {"topics": "energy", "now": []})
    room.until(lambda: direct_posts(room, "grace"))

    assert "no longer in that channel" in direct_posts(room, "grace")[0]
    assert len(digests(room)) == 1
