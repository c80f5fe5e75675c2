"""Handle the `/brief` commands for a channel's preferences, and votes.

The commands are `more`, `less`, `reset`, `preferences`, `discover` and `preview`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.parsing.filter_spec import parse_filter_spec
from bot.render import answer_blocks, request_blocks, slack_messages
from bot.render.wording import answer_wording, preference_wording
from news.preferences import Actor

if TYPE_CHECKING:
    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext


def change_preference(verb: str, context: ListenerContext, command: CommandContext) -> None:
    """Change or reset a preference."""
    now, preferences = context.clock(), context.services.preferences
    preference_change = preferences.update(verb, command.words, _actor(command), now=now)
    if preference_change.kind != "story":
        for digest_actor in _direct_message_actors(command):
            preferences.update(verb, command.words, digest_actor, now=now)
    notice = slack_messages.render_notice(preference_wording.describe_preference_change(preference_change))
    command.reply_privately(
        request_blocks.add_undo(notice, preference_wording.find_reset_words(preference_change))
    )


def show_preferences(context: ListenerContext, command: CommandContext) -> None:
    """Show the preferences of this channel."""
    command.reply_privately(
        slack_messages.render_notice(
            preference_wording.describe_preferences(
                *context.services.preferences.get(_actor(command), now=context.clock())
            )
        )
    )


def set_exploration(context: ListenerContext, command: CommandContext) -> None:
    """Set whether the channel's briefs include one story from outside its usual outlets."""
    choice = command.words.lower()
    if choice not in {"on", "off"}:
        command.reply_privately(slack_messages.render_notice(preference_wording.EXPLORATION_USAGE))
        return
    for actor in (_actor(command), *_direct_message_actors(command)):
        context.services.preferences.set_exploration(enabled=choice == "on", actor=actor, now=context.clock())
    notice = slack_messages.render_notice(
        preference_wording.EXPLORATION_ON if choice == "on" else preference_wording.EXPLORATION_OFF
    )
    command.reply_privately(request_blocks.add_undo(notice, f"discover {'off' if choice == 'on' else 'on'}"))


def preview_filter(context: ListenerContext, command: CommandContext) -> None:
    """Show which articles a filter would have left out."""
    context.dispatcher.wait_for_channel(command.channel)  # a brief being posted counts as quoted
    now = context.clock()
    preview = context.services.filter_previews.preview(
        command.team, command.channel, parse_filter_spec(_filter_words(command.words), now), now=now
    )
    command.reply_privately(slack_messages.render_notice(preference_wording.describe_filter_preview(preview)))


def ask_for_vote(context: ListenerContext, team: str, value: str, reply_privately: Any) -> None:  # noqa: ANN401 - shows a message to one person
    """Ask a person to vote on a story.

    The button's value contains the id of the brief and the number of the story.
    """
    brief_id, number = value.split(" ")[:2]
    brief = context.services.briefs.get_brief(team, brief_id)
    if brief is None:
        reply_privately(slack_messages.render_notice(answer_wording.BRIEF_EXPIRED))
    else:
        reply_privately(
            answer_blocks.render_vote_prompt(brief_id, int(number), brief.stories[int(number) - 1].title)
        )


def record_vote(context: ListenerContext, actor: Actor, value: str, reply_privately: Any) -> None:  # noqa: ANN401 - shows a message to one person
    """Store a person's vote on a story.

    The value contains the id of the brief, the number of the story and the vote.
    """
    brief_id, number, vote = value.split(" ")
    preference_change = context.services.preferences.vote(
        brief_id, int(number), int(vote), actor, now=context.clock()
    )
    reply_privately(
        slack_messages.render_notice(
            preference_wording.describe_preference_change(preference_change)
            if preference_change
            else answer_wording.BRIEF_EXPIRED
        )
    )


# ---- private


def _filter_words(words: str) -> str:
    """Return a filter, adding the leading keyword: "filter boxing" for "boxing".

    A filter that starts with "without" is unchanged.
    """
    return words if words.lower().startswith("without ") else f"filter {words}"


def _actor(command: CommandContext) -> Actor:
    return Actor(command.team, command.channel, command.user)


def _direct_message_actors(command: CommandContext) -> tuple[Actor, ...]:
    """Return the actor for a person's own digests if the command came by direct message; otherwise an empty tuple."""
    return (Actor(command.team, command.user, command.user),) if command.is_direct else ()
