"""The `newsbrief` command for the terminal.

The output is meant for people. Errors go to standard error.

Exit status: 0 for success, 1 for a failure, 2 for wrong usage, 3 if another process has locked the data folder.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from bot.cli import app_manifest, context, preferences
from bot.cli.context import LOCAL_CHANNEL, LOCAL_TEAM
from bot.cli.digests import digests
from bot.render import error_wording, terminal_messages, terminal_wording, wording
from bot.runtime import log_privacy, settings
from news.brief import SENTENCES_PER_STORY_BY_LENGTH

# All questions on the terminal belong to one thread, so that follow-up questions are understood.
TERMINAL_THREAD_ROOT = "terminal"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(package_name="newsbrief")
@click.option(
    "--verbose", "-v", is_flag=True, help="Log every step to standard error, never what people write."
)
def newsbrief(*, verbose: bool) -> None:
    """News briefings with verified quotes and links.

    To see one, run: newsbrief demo
    """
    log_privacy.configure_logging(logging.DEBUG if verbose else logging.WARNING)


@newsbrief.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--method", default="news", show_default=True, help="Summary method: news, lead, lexrank, lsa or another."
)
@click.option(
    "--length",
    type=click.Choice(list(SENTENCES_PER_STORY_BY_LENGTH)),
    default="medium",
    show_default=True,
    help="Length of each story.",
)
@click.option(
    "--ask", "questions", multiple=True, metavar="QUESTION", help="A question to ask; can be repeated."
)
@click.option("--explain", is_flag=True, help="Show why each story ranks where it does.")
def demo(
    paths: tuple[Path, ...], *, method: str, length: str, questions: tuple[str, ...], explain: bool
) -> None:
    """Brief files, without Slack or a network.

    PATHS are text, HTML or feed files, or folders of them; without PATHS, the articles that come with Newsbrief. Also
    answers questions about them.
    """
    from bot.cli import demo as show  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none

    sys.exit(
        show.run_demo(
            paths,
            _stdout_console(),
            _stderr_console(),
            method=method,
            sentences=SENTENCES_PER_STORY_BY_LENGTH[length],
            explain=explain,
            questions=questions,
        )
    )


@newsbrief.command()
@click.argument(
    "name",
    type=click.Choice(["summarize", "stories", "brief", "answer", "feeds", "extract", "clean", "fetch"]),
)
def pipe(name: str) -> None:
    """Run one part as a filter, JSON lines in and out."""
    from bot.cli import pipes  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none

    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    for row in pipes.PIPES[name](lines):
        click.echo(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"))
        sys.stdout.flush()


_team_option = click.option(
    "--team",
    default=LOCAL_TEAM,
    help="Slack workspace ID, such as T024BE7LD. Default: this terminal only.",
)
_channel_option = click.option(
    "--channel", default=LOCAL_CHANNEL, help="Slack channel ID. Default: the whole workspace."
)


@newsbrief.command()
@click.argument("places", nargs=-1, required=True)
@_team_option
@_channel_option
def add(places: tuple[str, ...], team: str, channel: str) -> None:
    """Follow feeds, sites or folders of articles."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see demo

    with context.open_services(polls_sources=True) as services:
        scope = SubscriptionScope(team, channel)
        failed_addresses = [
            address
            for address in places
            if not source_commands.add_source(
                services.source_subscriptions, address, scope, _stdout_console(), _stderr_console()
            )
        ]
    sys.exit(1 if failed_addresses else 0)


@newsbrief.command()
@click.argument("words", metavar="SOURCE")
@_team_option
@_channel_option
def remove(words: str, team: str, channel: str) -> None:
    """Stop following a source.

    SOURCE is its address, path or title. Other channels that follow it keep it.
    """
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see demo

    with context.open_services(polls_sources=True) as services:
        sys.exit(
            0
            if source_commands.remove_source(
                services.source_subscriptions,
                words,
                SubscriptionScope(team, channel),
                _stdout_console(),
                _stderr_console(),
            )
            else 1
        )


@newsbrief.command("import")
@click.argument("words", metavar="FILE|PACK")
@_team_option
@_channel_option
def import_sources(words: str, team: str, channel: str) -> None:
    """Follow the feeds of an OPML file or a starter pack.

    Folders of the file become topics. A starter pack is named, for example: newsbrief import world
    """
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see demo

    with context.open_services(polls_sources=True) as services:
        sys.exit(
            0
            if source_commands.import_sources(
                services,
                words,
                SubscriptionScope(team, channel),
                _stdout_console(),
                _stderr_console(),
            )
            else 1
        )


@newsbrief.command("export")
@click.argument("path", metavar="[FILE]", default="-")
@_team_option
@_channel_option
def export_sources(path: str, team: str, channel: str) -> None:
    """Write the followed feeds as OPML.

    Without FILE, to standard output.
    """
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see demo

    with context.open_services(polls_sources=True) as services:
        source_commands.export_sources(
            services.source_subscriptions, SubscriptionScope(team, channel), path, _stdout_console()
        )


@newsbrief.command()
def sources() -> None:
    """List all sources and their status."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo

    with context.open_store() as store:
        source_commands.print_sources(store.sources.all(), _stdout_console())


@newsbrief.command()
def fetch() -> None:
    """Fetch every source now.

    Includes sources that aren't due and sources that were given up.
    """
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo

    with context.open_store() as store:
        sys.exit(
            0
            if source_commands.fetch_sources(
                context.build_services(store, polls_sources=True).ingest,
                store.sources.active(),
                _stdout_console(),
                _stderr_console(),
            )
            else 1
        )


@newsbrief.command()
@click.argument("words", nargs=-1)
@click.option(
    "--length",
    type=click.Choice(list(SENTENCES_PER_STORY_BY_LENGTH)),
    default="medium",
    show_default=True,
    help="Length of each story.",
)
@_team_option
@_channel_option
@click.option(
    "--explain", is_flag=True, help="Show why each story ranks where it does, and all that was left out."
)
def brief(words: tuple[str, ...], length: str, team: str, channel: str, *, explain: bool) -> None:
    """Print a brief.

    WORDS are a topic and a period, for example: newsbrief brief storm 3d
    """
    from bot.cli import console_renderer  # noqa: PLC0415 - see demo
    from bot.parsing import brief_request  # noqa: PLC0415 - see demo
    from news.thread import Thread  # noqa: PLC0415 - see demo

    with context.open_services() as services:
        now = context.current_time()
        parsed_request = brief_request.parse_brief_request(
            " ".join(words), team=team, channel=channel, now=now
        )
        request = replace(parsed_request, sentences_per_story=SENTENCES_PER_STORY_BY_LENGTH[length])
        new_brief = services.briefs.create_brief(request, now=now)
        console_renderer.print_brief(_stdout_console(), new_brief, explain=explain)
        if new_brief.stories:
            services.threads.register(Thread(team, channel, TERMINAL_THREAD_ROOT), new_brief.id, now=now)


@newsbrief.command()
@click.argument("words", nargs=-1, required=True)
@_team_option
@_channel_option
def ask(words: tuple[str, ...], team: str, channel: str) -> None:
    """Ask a question about the last brief.

    For example: newsbrief ask how many were hurt
    """
    from bot.cli import console_renderer  # noqa: PLC0415 - see demo
    from news.thread import Thread  # noqa: PLC0415 - see demo

    with context.open_services() as services:
        console_renderer.print_answer(
            _stdout_console(),
            services.conversation.answer(
                Thread(team, channel, TERMINAL_THREAD_ROOT), " ".join(words), now=context.current_time()
            ),
        )


@newsbrief.command()
@click.argument("words", nargs=-1, required=True)
@_team_option
@_channel_option
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 12), help="Page of results.")
def search(words: tuple[str, ...], team: str, channel: str, page: int) -> None:
    """Find articles.

    For example: newsbrief search dam wall from Courier 2w
    """
    from bot.cli import console_renderer  # noqa: PLC0415 - see demo
    from bot.parsing.search_query import parse_search_query  # noqa: PLC0415 - see demo
    from bot.render import search_wording  # noqa: PLC0415 - see demo

    with context.open_services() as services:
        query = parse_search_query(" ".join(words), context.current_time())
        results = services.search.search(team, channel, query, page=page - 1)
        console_renderer.print_search_results(
            _stdout_console(), results.rows, search_wording.describe_search(query, results)
        )
        if results.has_more:
            _stdout_console().print(terminal_messages.MORE_RESULTS.format(page=page + 1))


@newsbrief.command()
@click.argument("name", metavar="[ID]", required=False)
def verify(name: str | None) -> None:
    """Check quotes against the stored articles.

    ID is of a brief or an answer; without it, all are checked. The exit status is 1 if a sentence doesn't match.
    """
    with context.open_services() as services:
        verifications = (
            services.verification.verify_by_id(name) if name else tuple(services.verification.verify_all())
        )
    failed_sentences = [
        (verification.subject_id, sentence)
        for verification in verifications
        for sentence in verification.failed_sentences
    ]
    for subject, sentence in failed_sentences:
        error_line = terminal_messages.NOT_VERBATIM.format(
            subject=subject, article=sentence.article_id, sentence=sentence.text
        )
        _stderr_console().print(error_line, markup=False)
    if name and not verifications:
        _stderr_console().print(terminal_messages.UNKNOWN_BRIEF.format(name=name), markup=False)
        sys.exit(1)
    summary = terminal_messages.SOME_FAILED if failed_sentences else terminal_messages.ALL_VERIFIED
    sentence_count = sum(verification.sentence_count for verification in verifications)
    _stdout_console().print(
        summary.format(
            sentences=wording.format_count(sentence_count, "sentence"),
            count=len(verifications),
            failed=len(failed_sentences),
        )
    )
    sys.exit(1 if failed_sentences else 0)


@newsbrief.command()
@click.option("--new", "is_new", is_flag=True, help="Start over with nothing if the database is gone.")
@click.pass_context
def run(command_context: click.Context, *, is_new: bool) -> None:
    """Run the bot: answer Slack, send digests, fetch sources.

    Press Ctrl-C or send SIGTERM to stop.
    """
    from bot.runtime import clock  # noqa: PLC0415 - Slack's libraries load slowly; no other command needs them
    from bot.slack import app  # noqa: PLC0415 - Slack's libraries load slowly; no other command needs them

    if not (command_context.parent and command_context.parent.params["verbose"]):
        log_privacy.configure_logging(logging.INFO)
    env = settings.load_environment(Path.cwd())
    bot_settings = settings.load_settings(env)
    data_folder = settings.data_folder(env)
    log_privacy.capture_process_output()
    console = _stdout_console()
    stop = _StopSignal()
    console.print(
        terminal_messages.CONNECTING.format(folder=data_folder), highlight=False, markup=False, soft_wrap=True
    )

    def wait_for_stop() -> None:
        console.print(terminal_messages.CONNECTED, highlight=False)
        stop.wait()

    def exit_process() -> None:
        console.print(terminal_messages.STOPPED_EARLY)
        sys.stdout.flush()
        sys.stderr.flush()
        _exit_at_once()

    app.run_bot(
        bot_settings,
        data_folder,
        wait_for_stop,
        clock=clock.make_clock(env),
        is_new=is_new,
        exit_process=exit_process,
    )
    console.print(terminal_messages.STOPPED)


@newsbrief.command()
def manifest() -> None:
    """Print the Slack app manifest.

    Paste it at https://api.slack.com/apps.
    """
    click.echo(app_manifest.read_manifest(), nl=False)


newsbrief.add_command(digests)
for command in preferences.build_commands():
    newsbrief.add_command(command)


def main() -> None:
    """Run the command. Errors are printed as messages, without a traceback."""
    from news.errors import AlreadyRunning, NewsError  # noqa: PLC0415 - see demo

    try:
        newsbrief()
    except NewsError as problem:
        click.echo(terminal_wording.to_terminal(error_wording.describe_error(problem)), err=True)
        sys.exit(3 if isinstance(problem, AlreadyRunning) else 1)


# ---- private


class _StopSignal:
    """SIGINT and SIGTERM. Until somebody waits for them nothing is under way, and they end the process at once.

    The interpreter writes to a pipe the moment a signal arrives. A handler in Python runs later, in the main thread:
    one that sets a `threading.Event` may wait for a lock that `wait` holds, and never runs while the thread is blocked.
    """

    def __init__(self) -> None:
        self._is_awaited = False
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signal_number, self._handle)

    def wait(self) -> None:
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        self._is_awaited = True
        os.read(read_end, 1)
        signal.set_wakeup_fd(-1)
        os.close(read_end)
        os.close(write_end)

    def _handle(self, *_: object) -> None:
        if not self._is_awaited:
            _exit_at_once()


def _exit_at_once() -> NoReturn:
    """End the process with status 0 without waiting for its threads, and its parsers with it."""
    # A process that has imported no multiprocessing has no children.
    if "multiprocessing" in sys.modules:
        for child in sys.modules["multiprocessing"].active_children():
            child.kill()
    # Not `flush`: a signal may have interrupted a write.
    os._exit(0)


def _stdout_console() -> Console:
    return Console(highlight=False)


def _stderr_console() -> Console:
    return Console(stderr=True, highlight=False)
