"""The `newsbrief` command. What it prints is for people; what fails goes to standard error.

Exit status: 0 ended well, 1 something failed, 2 wrong use, 3 another process holds the data folder.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bot.cli import app_manifest, context, preferences
from bot.cli.context import LOCAL_CHANNEL, LOCAL_TEAM
from bot.cli.digests import digests
from bot.render import wording
from bot.runtime import log_privacy, settings
from news.brief import SENTENCES_PER_STORY_BY_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.services.subscriptions import SourceSubscriptionService
    from storage.contract import Store

# A question on the terminal stands in one thread, so that follow-ups are understood.
TERMINAL_THREAD_ROOT = "terminal"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="newsbrief")
@click.option(
    "--verbose", "-v", is_flag=True, help="Log every step to standard error, never what people wrote."
)
def newsbrief(*, verbose: bool) -> None:
    """News briefings that quote, link and prove. `newsbrief demo` shows one."""
    log_privacy.configure_logging(verbose=verbose)


@newsbrief.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--method", default="news", show_default=True, help="How to summarise: news, lead, lexrank, lsa ..."
)
@click.option(
    "--length",
    type=click.Choice(list(SENTENCES_PER_STORY_BY_LENGTH)),
    default="medium",
    show_default=True,
    help="Of each story.",
)
@click.option(
    "--ask", "questions", multiple=True, metavar="QUESTION", help="Ask this instead; may be given again."
)
@click.option("--explain", is_flag=True, help="Print why each story ranks where it does.")
def demo(
    paths: tuple[Path, ...], *, method: str, length: str, questions: tuple[str, ...], explain: bool
) -> None:
    """Brief text files, HTML files or feeds, and answer questions about them: no Slack, key or network.

    Without PATHS, the articles that come with Newsbrief.
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
    """Use one part as a filter: lines on standard input, one JSON object a line on standard output."""
    from bot.cli import pipes  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none

    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    for row in pipes.PIPES[name](lines):
        click.echo(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"))
        sys.stdout.flush()


_team_option = click.option(
    "--team",
    default=LOCAL_TEAM,
    help="Slack's id of the workspace, such as T024BE7LD; without it, this terminal.",
)
_channel_option = click.option(
    "--channel", default=LOCAL_CHANNEL, help="Slack's id of one channel; without it, the whole workspace."
)


@newsbrief.command()
@click.argument("places", nargs=-1, required=True)
@_team_option
@_channel_option
def add(places: tuple[str, ...], team: str, channel: str) -> None:
    """Add news sources: addresses of feeds or of pages that lead to one, or folders of articles."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see demo

    with _open_source_subscriptions() as source_subscriptions:
        scope = SubscriptionScope(team, channel)
        failed_addresses = [
            address
            for address in places
            if not source_commands.add_source(
                source_subscriptions, address, scope, _stdout_console(), _stderr_console()
            )
        ]
    sys.exit(1 if failed_addresses else 0)


@newsbrief.command()
@click.argument("words", metavar="SOURCE")
@_team_option
@_channel_option
def remove(words: str, team: str, channel: str) -> None:
    """Stop following a source, named by its address, path or title. Others who follow it keep it."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see demo

    with _open_source_subscriptions() as source_subscriptions:
        sys.exit(
            0
            if source_commands.remove_source(
                source_subscriptions,
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
    """Follow all feeds of an OPML file, whose folders become topics, or of a starter pack such as "world"."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see demo

    with _open_source_subscriptions() as source_subscriptions:
        sys.exit(
            0
            if source_commands.import_sources(
                source_subscriptions,
                words,
                SubscriptionScope(team, channel),
                _stdout_console(),
                _stderr_console(),
            )
            else 1
        )


@newsbrief.command("export")
@click.argument("path", metavar="FILE", default="-")
@_team_option
@_channel_option
def export_sources(path: str, team: str, channel: str) -> None:
    """Write the feeds that are followed as OPML, for another feed reader; without FILE, to standard output."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see demo

    with _open_source_subscriptions() as source_subscriptions:
        source_commands.export_sources(
            source_subscriptions, SubscriptionScope(team, channel), path, _stdout_console()
        )


@newsbrief.command()
def sources() -> None:
    """List the sources of everybody and how they are doing."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo

    with context.open_store() as store:
        source_commands.print_sources(store.sources.all(), _stdout_console())


@newsbrief.command()
def fetch() -> None:
    """Read all sources now, also those that are not due or have been given up."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo

    with context.open_store() as store:
        sys.exit(
            0
            if source_commands.fetch_sources(
                _build_source_subscriptions(store),
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
    help="Of each story.",
)
@click.option("--team", default=LOCAL_TEAM, help="The workspace whose sources are read.")
@click.option("--channel", default=LOCAL_CHANNEL, help="The channel whose sources are read.")
@click.option(
    "--explain", is_flag=True, help="Print why each story ranks where it does, and all that was left out."
)
def brief(words: tuple[str, ...], length: str, team: str, channel: str, *, explain: bool) -> None:
    """Print a brief from what is stored, such as: newsbrief brief storm 3d."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see demo
    from bot.parsing import brief_request  # noqa: PLC0415 - see demo
    from bot.runtime import clock  # noqa: PLC0415 - see demo
    from news.thread import Thread  # noqa: PLC0415 - see demo

    with context.open_briefing_service() as briefing_service:
        now = clock.now()
        parsed_request = brief_request.parse_brief_request(
            " ".join(words), team=team, channel=channel, now=now
        )
        request = replace(parsed_request, sentences_per_story=SENTENCES_PER_STORY_BY_LENGTH[length])
        new_brief = briefing_service.create_brief(request, now=now)
        console_renderer.print_brief(_stdout_console(), new_brief, explain=explain)
        if new_brief.stories:
            briefing_service.register_thread(
                Thread(team, channel, TERMINAL_THREAD_ROOT), new_brief.id, now=now
            )


@newsbrief.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--team", default=LOCAL_TEAM, help="The workspace whose sources are read.")
@click.option("--channel", default=LOCAL_CHANNEL, help="The channel whose sources are read.")
def ask(words: tuple[str, ...], team: str, channel: str) -> None:
    """Ask under the last brief of this terminal, such as: newsbrief ask how many were hurt."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see demo
    from bot.runtime import clock  # noqa: PLC0415 - see demo
    from news.thread import Thread  # noqa: PLC0415 - see demo

    with context.open_briefing_service() as briefing_service:
        console_renderer.print_answer(
            _stdout_console(),
            briefing_service.answer(
                Thread(team, channel, TERMINAL_THREAD_ROOT), " ".join(words), now=clock.now()
            ),
        )


@newsbrief.command()
@click.argument("words", nargs=-1, required=True)
@_team_option
@_channel_option
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 12), help="Which page.")
def search(words: tuple[str, ...], team: str, channel: str, page: int) -> None:
    """Look for articles, such as: newsbrief search dam wall from Courier 2w."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see demo
    from bot.runtime import clock  # noqa: PLC0415 - see demo
    from bot.services import search as searching  # noqa: PLC0415 - see demo

    with context.open_briefing_service() as briefing_service:
        query = searching.parse_query(" ".join(words), clock.now())
        results = briefing_service.search(team, channel, query, page=page - 1)
        console_renderer.print_search_results(
            _stdout_console(), results.rows, searching.describe_search(query, results)
        )
        if results.has_more:
            _stdout_console().print(f"More: --page {page + 1}")


@newsbrief.command()
@click.argument("name", metavar="BRIEF|ANSWER", required=False)
def verify(name: str | None) -> None:
    """Hold every sentence of a brief or an answer, or of all, against the stored articles; status 1 if one fails."""
    with context.open_briefing_service() as briefing_service:
        verifications = (
            briefing_service.verifier.verify_by_id(name)
            if name
            else tuple(briefing_service.verifier.verify_all())
        )
    failed_sentences = [
        (verification.subject_id, sentence)
        for verification in verifications
        for sentence in verification.failed_sentences
    ]
    for subject, sentence in failed_sentences:
        error_line = f"{subject}: not in article {sentence.article_id} as quoted: {sentence.text}"
        _stderr_console().print(error_line, markup=False)
    if name and not verifications:
        _stderr_console().print(f"There is no brief or answer called {name}.", markup=False)
    sentence_count = wording.format_count(
        sum(verification.sentence_count for verification in verifications), "sentence"
    )
    _stdout_console().print(
        f"Briefs and answers: {len(verifications)}. Held against their articles: {sentence_count}. "
        f"Failed: {len(failed_sentences)}."
    )
    sys.exit(1 if failed_sentences or (name and not verifications) else 0)


@newsbrief.command()
def run() -> None:
    """Answer Slack, send digests, and read the sources every few minutes, until it is stopped (Ctrl-C or SIGTERM)."""
    from bot.runtime import clock  # noqa: PLC0415 - Slack's libraries load slowly; no other command needs them
    from bot.slack import app  # noqa: PLC0415 - Slack's libraries load slowly; no other command needs them

    env = settings.load_environment(Path.cwd())
    bot_settings = settings.load_settings(env)
    data_folder = settings.data_folder(env)
    log_privacy.capture_process_output()
    stop_event = threading.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, lambda *_: stop_event.set())
    console = _stdout_console()
    console.print(f"Newsbrief keeps its articles in {data_folder}. Connecting to Slack ...", highlight=False)

    def wait_for_stop() -> None:
        console.print("Connected. Type /brief in a channel. Ctrl-C stops.", highlight=False)
        stop_event.wait()

    def exit_process() -> None:
        console.print("Stopped, with something under way that does not end; it is in the log.")
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    app.run_bot(
        bot_settings, data_folder, wait_for_stop, clock=clock.make_clock(env), exit_process=exit_process
    )
    console.print("Stopped.")


@newsbrief.command()
def manifest() -> None:
    """Print the Slack app manifest, to paste at https://api.slack.com/apps."""
    click.echo(app_manifest.read_manifest(), nl=False)


newsbrief.add_command(digests)
for command in preferences.build_commands():
    newsbrief.add_command(command)


def main() -> None:
    """Run the command; tell errors in words, without a traceback."""
    from news.errors import AlreadyRunning, NewsError, SettingsError  # noqa: PLC0415 - see demo

    try:
        newsbrief()
    except SettingsError as problem:
        click.echo(f"Newsbrief cannot start:\n{problem}\nREADME.md tells where each is found.", err=True)
        sys.exit(1)
    except NewsError as problem:
        click.echo(wording.describe_error(problem), err=True)
        sys.exit(3 if isinstance(problem, AlreadyRunning) else 1)


# ---- private


def _stdout_console() -> Console:
    return Console(highlight=False)


def _stderr_console() -> Console:
    return Console(stderr=True, highlight=False)


@contextmanager
def _open_source_subscriptions() -> Iterator[SourceSubscriptionService]:
    with context.open_store() as store:
        yield _build_source_subscriptions(store)


def _build_source_subscriptions(store: Store) -> SourceSubscriptionService:
    from bot.services.briefs import BriefingService  # noqa: PLC0415 - see demo
    from bot.services.corrections import corrections_hook  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import SourceSubscriptionService  # noqa: PLC0415 - see demo

    fetch_policy, min_poll_interval = settings.load_fetch_policy(settings.load_environment(Path.cwd()))
    briefing_service = BriefingService(
        store, fetch_policy, min_poll_interval, on_articles_changed=corrections_hook(store)
    )
    return SourceSubscriptionService(store, briefing_service, fetch_policy)
