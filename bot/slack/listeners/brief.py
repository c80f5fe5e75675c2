"""The listener for `/brief`, typed in a channel or a direct message."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.parsing import brief_request, utterances
from bot.parsing.reading import Action
from bot.render import answer_blocks, slack_messages
from bot.render.wording import command_wording
from bot.services.preferences import VERB_STEPS
from bot.slack.command import CommandContext, build_private_reply
from bot.slack.listeners import (
    brief_posts,
    digests,
    explain,
    message_text,
    preferences,
    requests,
    search,
    sources,
)
from bot.slack.listeners.views import home, start
from news.thread import Thread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import Ack, App, BoltContext, Respond

    from bot.parsing.reading import Utterance
    from bot.slack.listeners.context import ListenerContext

    # Maps the first word to its handler: "add" -> the handler of `/brief add ...`. Handlers run on dispatcher threads.
    CommandHandlers = Mapping[str, Callable[[ListenerContext, CommandContext], None]]

_PREFERENCE_HANDLERS = {verb: partial(preferences.change_preference, verb) for verb in VERB_STEPS}
# First words that request something other than a brief. A topic that begins with such a word is typed in quotes.
COMMAND_HANDLERS: CommandHandlers = {
    "digest": digests.handle_digest_command,
    "digests": digests.handle_digest_command,
    "why": explain.explain_article,
    "health": explain.show_health,
    "catchup": explain.send_catch_up,
    "add": sources.add_sources,
    "remove": sources.remove_source,
    "sources": sources.list_sources,
    "search": search.show_search_results,
    "verify": search.verify_quotes,
    **_PREFERENCE_HANDLERS,
    "preferences": preferences.show_preferences,
    "discover": preferences.set_exploration,
    "preview filter": preferences.preview_filter,
    # The names from before release 0.3, kept for one release.
    "usual": _PREFERENCE_HANDLERS["reset"],
    "taste": preferences.show_preferences,
    "outside": preferences.set_exploration,
    "try": preferences.preview_filter,
}
# Words that open the form which sets up a channel.
SETUP_WORDS = frozenset({"start", "setup", "set up"})
# The commands that wait for servers of others.
NETWORK_VERBS = ("add ",)


def register(app: App, listener_context: ListenerContext) -> None:
    """Register the listener for `/brief`."""

    @app.command("/brief")
    def handle_brief_command(ack: Ack, body: dict[str, Any], context: BoltContext, respond: Respond) -> None:
        ack()
        command = _parse_command(body, context.team_id or "", respond)
        listener_context.dispatcher.submit(
            lambda: dispatch_command(listener_context, command),
            command.reply_privately,
            person=command.user,
            uses_network=command.words.lower().startswith(NETWORK_VERBS),
        )


def dispatch_command(context: ListenerContext, command: CommandContext) -> None:
    """Handle a typed command: run it, answer it, ask what the person meant, or post a brief.

    Raises:
        InvalidRequest: the command was typed in a workspace that the bot does not serve.
    """
    context.check_team(command.team)
    if not context.claim_interaction(command.trigger_id):
        return
    # Two people's direct message has such an id too, but the bot is not in it.
    if command.words.lower() in SETUP_WORDS:
        start.open_setup_form(context, command)
        return
    _carry_out_where_typed(context, command, utterances.parse_utterance(command.words, is_command=True))


def run_suggestion(context: ListenerContext, command: CommandContext) -> None:
    """Carry out what a person chose by a button: it is not asked back again."""
    _carry_out_where_typed(context, command, utterances.parse_suggestion(command.words))


def carry_out(context: ListenerContext, command: CommandContext, utterance: Utterance) -> None:
    """Carry out an utterance. Replies that are not for the whole channel are shown only to its author."""
    command = replace(command, words=utterance.words)
    if requests.reply_without_news(command, utterance):
        return
    if utterance.action is Action.QUESTION:
        _answer_privately(context, command)
    elif utterance.action is Action.COMMAND and brief_request.is_help(command.words):
        command.reply_privately(slack_messages.render_notice(command_wording.BRIEF_HELP))
    elif utterance.action is not Action.COMMAND or not requests.run_command(
        context, command, COMMAND_HANDLERS
    ):
        brief_posts.post_brief(context, command, is_private=utterance.action is Action.PRIVATE_BRIEF)


# ---- private


def _carry_out_where_typed(context: ListenerContext, command: CommandContext, utterance: Utterance) -> None:
    is_direct = command.channel.startswith("D") and not context.poster.posting_error(command.channel)
    carry_out(context, replace(command, is_direct=is_direct), utterance)
    if utterance.action is Action.COMMAND:
        home.refresh_homes(context)


def _answer_privately(context: ListenerContext, command: CommandContext) -> None:
    """Answer a question that was typed as a command, from all articles of the channel."""
    thread = Thread(command.team, command.channel, "")
    answer = context.services.conversation.answer(thread, command.words, now=context.clock())
    command.reply_privately(answer_blocks.render_answer(answer)[0])


def _parse_command(body: dict[str, Any], team: str, respond: Respond) -> CommandContext:
    return CommandContext(
        words=message_text.unwrap(str(body.get("text") or "")),
        team=team,
        channel=str(body["channel_id"]),
        user=str(body["user_id"]),
        reply_privately=build_private_reply(respond),
        trigger_id=str(body.get("trigger_id") or ""),
    )
