"""Places and people that change: channels archived or renamed, people who leave, digests of others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from newsroom import TICK, Newsroom, open_newsroom
from websites import Site

from bot.slack import app
from sources.http.fetch_policy import FetchPolicy, Login

# When a digest at 9:00 in Berlin is due, on the day on which tests begin.
NINE = datetime(2026, 11, 23, 8, 0, 5, tzinfo=UTC)
DAY = timedelta(days=1)
FEED = (
    "<rss version='2.0'><channel><title>Wire</title><item><title>Bridge closed</title></item></channel></rss>"
)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(app, "DIGEST_CHECK_INTERVAL_SECONDS", TICK)
    with open_newsroom(tmp_path) as newsroom:
        yield newsroom


# ---- the same digest again


@pytest.mark.parametrize("state", ["parked", "paused", "skipped", "in other words"])
def test_a_digest_ordered_again_has_no_twin(room: Newsroom, state: str) -> None:
    room.types("digest daily 9:00 Bridge, tulips")
    _change(room, state)

    said = room.types("digest daily 9:00 tulips, bridge")

    assert "You already have this digest: number 1" in said
    assert len(room.store.subscriptions.all()) == 1


def test_a_digest_on_hold_that_is_ordered_again_comes_once_a_day(room: Newsroom) -> None:
    room.types("digest daily 9:00")
    _change(room, "parked")
    room.types("digest daily 9:00")
    room.types("digest resume 1")
    room.now = NINE
    room.comes()

    room.until(lambda: len(room.posts()) == 1, "a digest")
    room.stays(lambda: len(room.posts()) == 1)


def test_a_digest_ordered_four_times_at_once_is_one(room: Newsroom) -> None:
    before = len(room.slack.ephemerals("ada", "news"))
    room.slack.command("ada", "news", "/brief", "digest daily 9:00 bridge")
    command = next(each for each in room.slack.envelopes if each.envelope_type == "slash_commands")
    for number in range(3):
        room.slack.resend(command, trigger_id=f"trigger-{number}")

    room.until(lambda: len(room.slack.ephemerals("ada", "news")) == before + 4, "four replies")
    assert len(room.store.subscriptions.all()) == 1


# ---- channels


def test_invited_again_the_digest_comes_again_and_its_maker_is_told(room: Newsroom) -> None:
    room.types("digest daily 9:00")
    room.slack.remove_bot("news")
    _miss_a_post(room)

    room.slack.invite("news", "ada")

    _comes_again(room)


def test_unarchived_the_digest_comes_again(room: Newsroom) -> None:
    room.types("digest daily 9:00")
    room.slack.archive_channel("news")
    _miss_a_post(room)

    room.slack.archive_channel("news", archived=False)

    _comes_again(room)


def test_a_paused_digest_stays_paused_when_the_bot_is_invited_again(room: Newsroom) -> None:
    room.types("digest daily 9:00")
    room.types("digest pause")
    room.slack.remove_bot("news")
    room.slack.invite("news", "ada")

    room.stays(lambda: room.store.subscriptions.all()[0].paused)


def test_what_was_missed_while_the_bot_was_off_is_seen_at_the_start(tmp_path: Path) -> None:
    with open_newsroom(tmp_path) as room:
        room.types("digest daily 9:00")
        _change(room, "parked")
        context_channels = room.services.digest_failures.unreachable_channels(room.slack.team_id)
        assert context_channels == (room.slack.find_channel("news").id,)

        room.services.digest_failures.resume_channel(room.slack.team_id, context_channels[0], now=room.now)

        assert room.store.subscriptions.all()[0].active


def test_a_channel_with_a_new_id_keeps_its_digests_sources_and_threads(room: Newsroom) -> None:
    secret = room.slack.add_channel("secret", members=["ada"], kind="private")
    room.types("digest daily 9:00", where="secret")
    room.store.sources.follow(room.slack.team_id, secret.id, "one", created_at=room.now)
    room.comes()
    root = room.brief("secret")

    room.slack.change_channel_id("secret")

    room.until(lambda: room.store.sources.ids_for_channel(room.slack.team_id, secret.id), "sources")
    assert "daily 09:00" in room.types("digest list", where="secret")
    room.slack.say("ada", "secret", "How many families were moved?", root["ts"])
    assert "400 families" in room.answer(root | {"channel": secret.id})
    room.now = NINE + DAY
    room.comes(
        "Harl bridge opened", "The Harl bridge at Denmouth was opened again on Monday, the mayor said there."
    )
    room.until(lambda: len(room.posts("secret")) == 2, "a digest")


def test_between_two_people_a_digest_is_not_taken_for_a_personal_one(room: Newsroom) -> None:
    room.slack.add_channel("two", members=["ada", "grace"], kind="im", with_bot=False)

    said = room.types("digest daily 9:00", where="two")

    assert "No digest was created" in said
    assert room.store.subscriptions.all() == ()


def test_in_the_bots_own_direct_message_a_digest_is_personal(room: Newsroom) -> None:
    direct = room.slack.find_direct_channel("ada")

    room.types("digest daily 9:00", where=direct.id)

    assert room.store.subscriptions.all()[0].channel == room.slack.find_user("ada").id


# ---- time zones


def test_a_digest_whose_zone_is_not_known_any_more_stops_no_other(room: Newsroom) -> None:
    room.types("digest daily 9:00 bridge")
    room.types("digest daily 9:00")
    (first, _) = room.store.subscriptions.all()
    room.store.subscriptions.save(
        replace(first, timezone="Europe/Nowhere"), scanned_until=room.now, next_due_at=NINE
    )
    room.now = NINE
    room.comes()

    room.until(lambda: len(room.posts()) == 1, "the other digest")


@pytest.mark.parametrize("words", ["digest daily 9:00", "health", "sources", "digest list"])
def test_a_profile_zone_that_is_not_known_breaks_nothing(room: Newsroom, words: str) -> None:
    room.slack.set_user_timezone("ada", "Europe/Nowhere")

    assert "went wrong" not in room.types(words)


def test_a_traveller_is_told_that_a_personal_digest_keeps_its_zone(room: Newsroom) -> None:
    room.types("digest me daily 9:00")
    assert "Your profile says" not in room.types("digest list")

    room.slack.set_user_timezone("ada", "Asia/Tokyo")

    assert "Your profile says Asia/Tokyo" in room.types("digest list")


# ---- people


@pytest.mark.parametrize("words", ["digest delete", "digest pause", "digest skip"])
def test_another_persons_digest_is_changed_by_its_maker_or_an_admin_alone(room: Newsroom, words: str) -> None:
    grace, hedy = room.slack.find_user("grace"), room.slack.add_user("hedy")
    room.slack.join(hedy, "news")
    room.types("digest daily 9:00", who="grace")
    before = room.store.subscriptions.all()

    said = room.types(words, who="hedy")

    assert f"<@{grace.id}>" in said
    assert f"<@{room.slack.find_user('ada').id}>" in said
    assert room.store.subscriptions.all() == before
    room.types(words, who="ada")
    assert room.store.subscriptions.all() != before


def test_what_its_maker_paused_others_cannot_resume(room: Newsroom) -> None:
    room.types("digest daily 9:00", who="ada")
    room.types("digest pause", who="ada")

    room.types("digest resume", who="grace")

    assert room.store.subscriptions.all()[0].paused


@pytest.mark.parametrize("has_left", ["the workspace", "the channel"])
def test_if_its_maker_has_left_any_member_may_delete_a_digest(room: Newsroom, has_left: str) -> None:
    hedy = room.slack.add_user("hedy")
    room.slack.join(hedy, "news")
    room.types("digest daily 9:00", who="hedy")
    if has_left == "the workspace":
        room.slack.deactivate_user(hedy)
    else:
        room.slack.leave(hedy, "news")

    assert "Deleted" in room.types("digest delete", who="grace")


def test_if_its_maker_has_left_an_admin_is_told_of_a_digest_on_hold(room: Newsroom) -> None:
    room.types("digest daily 9:00 Europe/Berlin", who="grace")
    room.slack.deactivate_user("grace")
    room.slack.archive_channel("news")
    room.now = NINE
    room.comes()

    admin = room.slack.find_direct_channel("ada")
    room.until(lambda: room.slack.messages(admin.id), "a notice")
    assert "on hold" in room.slack.messages(admin.id)[0]["text"]
    assert f"<@{room.slack.find_user('grace').id}>" in room.slack.messages(admin.id)[0]["text"]


# ---- sources


def test_if_the_person_has_left_any_member_may_remove_a_source(room: Newsroom) -> None:
    hedy = room.slack.add_user("hedy")
    channel = room.slack.find_channel("news")
    room.store.sources.unfollow(room.slack.team_id, "", "one")
    room.store.sources.follow(room.slack.team_id, channel.id, "one", created_at=room.now, created_by=hedy.id)
    room.slack.join(hedy, "news")
    assert "Ask them" in room.types("remove 1", who="grace")

    room.slack.deactivate_user(hedy)

    assert "Stopped following" in room.types("remove 1", who="grace")


@pytest.mark.parametrize("place", ["a network of the operator", "behind a login of the operator"])
def test_only_admins_add_addresses_of_the_operator(tmp_path: Path, place: str) -> None:
    site = Site()
    site.put("/feed", FEED)
    login = Login(site.url("/", host="127.0.0.1"), "Authorization", "Basic secret")
    networks = (ip_network("127.0.0.0/8"),)
    policy = FetchPolicy(
        allowed_networks=networks,
        logins=(login,) if "login" in place else (),
        min_interval_seconds=0,
    )
    with open_newsroom(tmp_path, fetch_policy=policy) as room:
        refused = room.types(f"add {site.url('/feed')}", who="grace")
        assert "Only a workspace admin" in refused
        assert f"<@{room.slack.find_user('ada').id}>" in refused
        assert site.asked == []

        assert "Now following" in room.types(f"add {site.url('/feed')}", who="ada")
    site.stop()


def test_an_address_is_shown_without_its_token(room: Newsroom) -> None:
    source = replace(
        room.source,
        id="two",
        title="",
        url="https://ada:secret@wire.example/u/a8f3k2m9x7q1z5w0/feed?token=hunter2&lang=en",
    )
    room.store.sources.save(source)
    room.store.sources.follow(room.slack.team_id, "", "two", created_at=room.now)

    for words in ("sources", "health"):
        said = room.types(words)
        assert "wire.example" in said
        assert not any(secret in said for secret in ("secret", "a8f3k2m9x7q1z5w0", "hunter2"))


# ---- private


def _change(room: Newsroom, state: str) -> None:
    (digest,) = room.store.subscriptions.all()
    changed = {
        "parked": replace(digest, disabled_reason="is_archived"),
        "paused": replace(digest, paused=True),
        "skipped": replace(digest, skip_until=NINE + DAY),
        "in other words": digest,
    }[state]
    room.services.digests.save(changed, now=room.now)


def _miss_a_post(room: Newsroom) -> None:
    """Let a digest come due that cannot be posted."""
    room.now = NINE
    room.comes()
    room.until(lambda: room.store.subscriptions.all()[0].disabled_reason, "on hold")


def _comes_again(room: Newsroom) -> None:
    room.until(lambda: room.store.subscriptions.all()[0].active, "no longer on hold")
    direct = room.slack.find_direct_channel("ada")
    room.until(lambda: len(room.slack.messages(direct.id)) == 2, "two notices")
    assert "no longer on hold" in room.slack.messages(direct.id)[1]["text"]
    room.now = NINE + DAY
    room.comes(
        "Harl bridge opened", "The Harl bridge at Denmouth was opened again on Monday, the mayor said there."
    )
    room.until(lambda: len(room.posts()) == 1, "a digest")
