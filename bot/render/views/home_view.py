"""Render the Home tab: what a person and their channels receive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import message_limits, mrkdwn, slack_messages
from bot.render.wording import digest_wording, preference_wording
from bot.render.wording.views import home_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.digest import Slot, Subscription
    from news.preferences import Preferences
    from news.source import Source

    Block = dict[str, Any]

PAUSE_ACTION, RESUME_ACTION, SKIP_ACTION, EDIT_ACTION, DELETE_ACTION = (
    "home_pause",
    "home_resume",
    "home_skip",
    "home_edit",
    "home_delete",
)
# Opens the form that sets up a channel, which is the button's value.
ADD_SOURCES_ACTION = "home_add_sources"
# Slack accepts 100 blocks: three for each digest, two for each place, and the headings.
MAX_DIGESTS, MAX_PLACES, MAX_SOURCES_PER_PLACE = 20, 12, 10


def render_home(
    user: str,
    digests: Sequence[tuple[Subscription, Slot | None]],
    places: Sequence[tuple[str, Sequence[Source], Preferences]],
) -> dict[str, Any]:
    """Return the Home tab of a person.

    Args:
        user: the person.
        digests: what the person and their channels receive, each with its next time.
        places: the channels and direct messages, each with its sources and preferences.
    """
    blocks = [slack_messages.header_block(home_wording.DIGESTS_HEADING)]
    for subscription, next_slot in digests[:MAX_DIGESTS]:
        blocks += _digest_blocks(subscription, next_slot, user)
    if not digests:
        blocks.append(slack_messages.section_block(home_wording.NO_DIGESTS))
    if len(digests) > MAX_DIGESTS:
        more = home_wording.MORE_DIGESTS.format(count=len(digests) - MAX_DIGESTS)
        blocks.append(slack_messages.context_block(more))
    blocks.append(slack_messages.header_block(home_wording.SOURCES_HEADING))
    with_sources = [place for place in places if place[1]]
    for place, sources, _ in with_sources[:MAX_PLACES]:
        blocks += _source_blocks(place, sources)
    if not with_sources:
        blocks.append(slack_messages.section_block(home_wording.NO_SOURCES))
    blocks.append(slack_messages.header_block(home_wording.PREFERENCES_HEADING))
    preferences = [place for place in places if _is_set(place[2])][:MAX_PLACES]
    blocks += [_preference_block(*place) for place in preferences]
    if not preferences:
        blocks.append(slack_messages.section_block(home_wording.NO_PREFERENCES))
    return {"type": "home", "blocks": blocks}


def delete_button(subscription: Subscription) -> Block:
    """Return the red button that deletes a digest after a confirmation."""
    confirm = {
        "title": _plain_text(home_wording.DELETE_TITLE),
        "text": _plain_text(home_wording.DELETE_QUESTION),
        "confirm": _plain_text(home_wording.DELETE_CONFIRM),
        "deny": _plain_text(home_wording.DELETE_DENY),
        "style": "danger",
    }
    return _button(DELETE_ACTION, home_wording.DELETE_BUTTON, subscription.id) | {
        "style": "danger",
        "confirm": confirm,
    }


def render_deletion(subscriptions: Sequence[Subscription]) -> slack_messages.Message:
    """Render the question which digest to delete, with a red button beside each."""
    heading = digest_wording.WHICH_DELETED
    lines = [digest_wording.escape_digest(subscription) for subscription in subscriptions]
    blocks = [slack_messages.section_block(heading)]
    for subscription, line in zip(subscriptions, lines, strict=True):
        line_block = slack_messages.section_block(
            message_limits.truncate(f"• {line}", message_limits.MAX_SECTION_CHARACTERS)
        )
        blocks += slack_messages.add_accessory(line_block, delete_button(subscription))
    text = "\n".join([heading, *(f"• {line}" for line in lines)])
    return slack_messages.Message(text, tuple(blocks))


# ---- private


def _digest_blocks(subscription: Subscription, next_slot: Slot | None, user: str) -> list[Block]:
    digest = mrkdwn.escape_plain_text(digest_wording.describe_subscription(subscription))
    text = message_limits.truncate(digest, message_limits.MAX_SECTION_CHARACTERS)
    value = subscription.id
    if subscription.active:
        buttons = [
            _button(PAUSE_ACTION, home_wording.PAUSE_BUTTON, value),
            _button(SKIP_ACTION, home_wording.SKIP_BUTTON, value),
        ]
    else:
        buttons = [_button(RESUME_ACTION, home_wording.RESUME_BUTTON, value)]
    buttons += [_button(EDIT_ACTION, home_wording.EDIT_BUTTON, value), delete_button(subscription)]
    return [
        {"type": "section", "text": _plain_text(text)},
        slack_messages.context_block(home_wording.describe_place_and_time(subscription, next_slot, user)),
        {"type": "actions", "elements": buttons},
    ]


def _source_blocks(place: str, sources: Sequence[Source]) -> list[Block]:
    lines = [_place_line(place), *map(home_wording.describe_source, sources[:MAX_SOURCES_PER_PLACE])]
    if len(sources) > MAX_SOURCES_PER_PLACE:
        lines.append(home_wording.MORE_SOURCES.format(count=len(sources) - MAX_SOURCES_PER_PLACE))
    block = slack_messages.section_block(next(message_limits.pack_sections(lines)))
    if not place.startswith(("C", "G", "D")):
        return [block]
    return slack_messages.add_accessory(block, _button(ADD_SOURCES_ACTION, home_wording.ADD_BUTTON, place))


def _preference_block(place: str, sources: Sequence[Source], preferences: Preferences) -> Block:
    titles = {source.id: source.title for source in sources}
    text = preference_wording.describe_preferences(preferences, titles)
    return slack_messages.section_block(
        next(message_limits.pack_sections([_place_line(place), *text.split("\n")]))
    )


def _is_set(preferences: Preferences) -> bool:
    return bool(
        preferences.topic_weights
        or preferences.source_weights
        or preferences.article_votes
        or not preferences.exploration_enabled
    )


def _place_line(place: str) -> str:
    name = mrkdwn.mention_channel(place) if place.startswith(("C", "G")) else home_wording.YOUR_MESSAGES
    return home_wording.SOURCES_OF.format(place=name)


def _button(action_id: str, label: str, value: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": _plain_text(label), "value": value}


def _plain_text(text: str) -> dict[str, str | bool]:
    return {"type": "plain_text", "text": text, "emoji": False}
