"""Listeners for the buttons in the bot's messages.

Buttons: left-out articles, "show anyway", suggested questions, votes, next search page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.render import answer_blocks, buttons, left_out_blocks, request_blocks, slack_messages
from bot.render.wording import answer_wording
from bot.slack.command import CommandContext, build_private_reply
from bot.slack.listeners import brief, preferences, search
from news.answer import Intent
from news.preferences import Actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import Ack, App, Respond

    from bot.render.slack_messages import Message
    from bot.slack.listeners.context import ListenerContext


def register(app: App, context: ListenerContext) -> None:
    """Register the listeners for buttons."""

    @app.action(buttons.LEFT_OUT_ACTION)
    def handle_left_out(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        reply_privately = build_private_reply(respond)
        context.dispatcher.submit(
            lambda: _show_left_out(context, _read_team(body), _read_value(body), reply_privately),
            reply_privately,
        )

    @app.action(buttons.SHOW_ANYWAY_ACTION)
    def handle_show_anyway(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        reply_privately = build_private_reply(respond)
        context.dispatcher.submit(
            lambda: _post_left_out_article(
                context, _read_team(body), _read_channel(body), _read_value(body), reply_privately
            ),
            reply_privately,
        )

    @app.action(re.compile(f"{buttons.SUGGESTED_QUESTION_ACTION}_.*"))
    def handle_suggested_question(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        reply_privately = build_private_reply(respond)
        context.dispatcher.submit(
            lambda: _answer_suggested_question(
                context, _read_team(body), _read_channel(body), _read_value(body), reply_privately
            ),
            reply_privately,
        )

    @app.action(re.compile(f"{buttons.VOTE_ACTION}_.*"))
    def handle_vote(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        reply_privately = build_private_reply(respond)
        actor = Actor(_read_team(body), _read_channel(body), _read_user(body))
        context.dispatcher.submit(
            lambda: preferences.record_vote(context, actor, _read_value(body), reply_privately),
            reply_privately,
        )

    @app.action(buttons.NEXT_PAGE_ACTION)
    def handle_next_page(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        command = CommandContext(
            "", _read_team(body), _read_channel(body), _read_user(body), build_private_reply(respond)
        )
        context.dispatcher.submit(
            lambda: search.show_next_page(context, command, _read_value(body)), command.reply_privately
        )

    @app.action(re.compile(f"{request_blocks.SUGGESTED_COMMAND_ACTION}_.*"))
    def handle_suggested_command(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        command = CommandContext(
            _read_value(body),
            _read_team(body),
            _read_channel(body),
            _read_user(body),
            build_private_reply(respond),
        )
        context.dispatcher.submit(lambda: brief.dispatch_command(context, command), command.reply_privately)


# ---- private


def _answer_suggested_question(
    context: ListenerContext,
    team: str,
    channel: str,
    value: str,
    reply_privately: Callable[[Message], object],
) -> None:
    """Answer a suggested question in the brief's thread.

    If there is no thread, only the person who asked sees the answer.
    """
    context.dispatcher.wait_for_channel(channel)
    brief_id, number, intent = value.split(" ")
    if intent == buttons.VOTE_PROMPT_VALUE:
        preferences.ask_for_vote(context, team, value, reply_privately)
        return
    thread_and_answer = context.services.conversation.answer_button(
        team, channel, brief_id, Intent(intent), int(number), now=context.clock()
    )
    if thread_and_answer is None:
        reply_privately(slack_messages.render_notice(answer_wording.BRIEF_EXPIRED))
        return
    thread, answer = thread_and_answer
    messages = answer_blocks.render_answer(
        answer, brief_id=brief_id, story_number=int(number) if answer.story_id else 0
    )
    if thread is None or not context.poster.post(thread.channel, messages, thread_ts=thread.thread_ts).ts:
        reply_privately(messages[0])


def _show_left_out(context: ListenerContext, team: str, brief_id: str, reply_privately: Any) -> None:  # noqa: ANN401 - shows a message to one person
    brief = context.services.briefs.get_brief(team, brief_id)
    if brief is None:
        reply_privately(slack_messages.render_notice(answer_wording.BRIEF_EXPIRED))
        return
    for message in left_out_blocks.render_left_out(brief)[:4]:
        reply_privately(message)


def _post_left_out_article(
    context: ListenerContext,
    team: str,
    channel: str,
    value: str,
    reply_privately: Callable[[Message], object],
) -> None:
    """Post a left-out article in the brief's thread.

    If there is no thread, only the person who asked sees the article.
    """
    context.dispatcher.wait_for_channel(channel)
    brief_id, _, article_id = value.partition(" ")
    article_and_sentences = context.services.briefs.get_left_out_article(team, brief_id, article_id)
    thread = context.services.threads.thread_of_brief(team, brief_id)
    if article_and_sentences is None:
        reply_privately(slack_messages.render_notice(answer_wording.BRIEF_EXPIRED))
        return
    messages = left_out_blocks.render_left_out_article(*article_and_sentences)
    if thread is None or not context.poster.post(thread.channel, messages, thread_ts=thread.thread_ts).ts:
        reply_privately(messages[0])


def _read_team(body: dict[str, Any]) -> str:
    return str((body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id") or "")


def _read_channel(body: dict[str, Any]) -> str:
    return str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "")


def _read_user(body: dict[str, Any]) -> str:
    return str((body.get("user") or {}).get("id") or "")


def _read_value(body: dict[str, Any]) -> str:
    """Return the value of a button or of the selected menu option."""
    action = body["actions"][0]
    return str((action.get("selected_option") or action).get("value") or "")
