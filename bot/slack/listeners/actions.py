"""Listeners for the buttons in the bot's messages.

Buttons: left-out articles, "show anyway", suggested questions, votes, next search page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.render import answer_blocks, buttons, left_out_blocks, request_blocks, slack_messages
from bot.render.wording import answer_wording
from bot.slack.command import CommandContext, build_private_reply
from bot.slack.listeners import brief, preferences, search
from news.answer import Intent
from news.preferences import Actor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slack_bolt import Ack, App, BoltContext, Respond

    from bot.render.slack_messages import Message
    from bot.slack.listeners.context import ListenerContext
    from news.thread import Thread


@dataclass(frozen=True, slots=True)
class Click:
    """A click on a button, or a choice from a menu, below one of the bot's messages.

    Attributes:
        value: the value of the button or of the selected option.
        trigger_id: identifies the click, even if Slack delivers it twice.
        reply_privately: shows a message only to the person who clicked.
    """

    team: str
    channel: str
    user: str
    value: str
    trigger_id: str
    reply_privately: Callable[[Message], object]

    @property
    def actor(self) -> Actor:
        """The person who clicked, and the channel where the click happened."""
        return Actor(self.team, self.channel, self.user)


def register(app: App, listener_context: ListenerContext) -> None:
    """Register the listeners for buttons."""
    # The value of every button but the next page begins with the id of its brief.
    handlers: dict[str | re.Pattern[str], tuple[Callable[[ListenerContext, Click], None], bool]] = {
        buttons.LEFT_OUT_ACTION: (_show_left_out, True),
        buttons.SHOW_ANYWAY_ACTION: (_post_left_out_article, True),
        re.compile(f"{buttons.SUGGESTED_QUESTION_ACTION}_.*"): (_answer_suggested_question, True),
        re.compile(f"{buttons.VOTE_ACTION}_.*"): (_record_vote, True),
        buttons.NEXT_PAGE_ACTION: (_show_next_page, False),
        re.compile(f"{request_blocks.SUGGESTED_COMMAND_ACTION}_.*"): (_run_suggested_command, False),
    }
    for action_id, (handler, names_brief) in handlers.items():
        app.action(action_id)(_build_listener(listener_context, handler, names_brief=names_brief))


# ---- private


def _build_listener(
    listener_context: ListenerContext, handler: Callable[[ListenerContext, Click], None], *, names_brief: bool
) -> Callable[..., None]:
    def handle_click(ack: Ack, body: dict[str, Any], context: BoltContext, respond: Respond) -> None:
        ack()
        click = _parse_click(body, context.team_id or "", build_private_reply(respond))
        listener_context.dispatcher.submit(
            lambda: _handle(listener_context, click, handler, names_brief=names_brief), click.reply_privately
        )

    return handle_click


def _handle(
    context: ListenerContext,
    click: Click,
    handler: Callable[[ListenerContext, Click], None],
    *,
    names_brief: bool,
) -> None:
    """Handle a click, at most once and only if the person may see the brief."""
    context.check_team(click.team)
    if not context.claim_interaction(click.trigger_id):
        return
    brief_id = click.value.partition(" ")[0]
    if names_brief and not context.services.briefs.is_visible(click.actor, brief_id):
        click.reply_privately(slack_messages.render_notice(answer_wording.BRIEF_EXPIRED))
        return
    handler(context, click)


def _answer_suggested_question(context: ListenerContext, click: Click) -> None:
    """Answer a suggested question in the brief's thread.

    If there is no thread, only the person who asked sees the answer.
    """
    context.dispatcher.wait_for_channel(click.channel)
    brief_id, number, intent = click.value.split(" ")
    if intent == buttons.VOTE_PROMPT_VALUE:
        preferences.ask_for_vote(context, click.team, click.value, click.reply_privately)
        return
    thread_and_answer = context.services.conversation.answer_button(
        click.team, click.channel, brief_id, Intent(intent), int(number), now=context.clock()
    )
    if thread_and_answer is None:
        click.reply_privately(slack_messages.render_notice(answer_wording.BRIEF_EXPIRED))
        return
    thread, answer = thread_and_answer
    messages = answer_blocks.render_answer(
        answer, brief_id=brief_id, story_number=int(number) if answer.story_id else 0
    )
    _post_or_show(context, click, messages, thread)


def _show_left_out(context: ListenerContext, click: Click) -> None:
    brief = context.services.briefs.get_brief(click.team, click.value)
    if brief is None:
        click.reply_privately(slack_messages.render_notice(answer_wording.BRIEF_EXPIRED))
        return
    for message in left_out_blocks.render_left_out(brief)[:4]:
        click.reply_privately(message)


def _post_left_out_article(context: ListenerContext, click: Click) -> None:
    """Post a left-out article in the brief's thread.

    If there is no thread, only the person who asked sees the article.
    """
    context.dispatcher.wait_for_channel(click.channel)
    brief_id, _, article_id = click.value.partition(" ")
    article_and_sentences = context.services.briefs.get_left_out_article(click.team, brief_id, article_id)
    thread = context.services.threads.thread_of_brief(click.team, brief_id)
    if article_and_sentences is None:
        click.reply_privately(slack_messages.render_notice(answer_wording.BRIEF_EXPIRED))
        return
    _post_or_show(context, click, left_out_blocks.render_left_out_article(*article_and_sentences), thread)


def _record_vote(context: ListenerContext, click: Click) -> None:
    preferences.record_vote(context, click.actor, click.value, click.reply_privately)


def _show_next_page(context: ListenerContext, click: Click) -> None:
    command = CommandContext("", click.team, click.channel, click.user, click.reply_privately)
    search.show_next_page(context, command, click.value)


def _run_suggested_command(context: ListenerContext, click: Click) -> None:
    command = CommandContext(click.value, click.team, click.channel, click.user, click.reply_privately)
    brief.run_suggestion(context, command)


def _post_or_show(
    context: ListenerContext, click: Click, messages: Sequence[Message], thread: Thread | None
) -> None:
    """Post messages in a thread. If that is impossible, show the first to the person who clicked."""
    if thread is None or context.poster.post(thread.channel, messages, thread_ts=thread.thread_ts).is_refused:
        click.reply_privately(messages[0])


def _parse_click(
    body: dict[str, Any], context_team: str, reply_privately: Callable[[Message], object]
) -> Click:
    action, container = body["actions"][0], body.get("container") or {}
    return Click(
        # In a channel that is shared with another workspace, the team of the click may be that of the person.
        team=str((body.get("message") or {}).get("team") or context_team),
        channel=str((body.get("channel") or {}).get("id") or container.get("channel_id") or ""),
        user=str((body.get("user") or {}).get("id") or ""),
        value=str((action.get("selected_option") or action).get("value") or ""),
        trigger_id=str(body.get("trigger_id") or ""),
        reply_privately=reply_privately,
    )
