"""The `newsbrief` command. What it prints is for people; what fails goes to standard error.

Exit status: 0 ended well, 1 something failed, 2 wrong use, 3 another process holds the data folder.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from bot.cli import context, preferences
from bot.cli.context import CHANNEL, TEAM
from bot.cli.digests import digests
from bot.render import wording
from bot.runtime import settings
from news.brief import LENGTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.services.subscriptions import Following
    from storage.sqlite.store import Store

# A question on the terminal stands in one thread, so that follow-ups are understood.
ROOT = "terminal"


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="newsbrief")
@click.option("--verbose", "-v", is_flag=True, help="Log every step to standard error.")
def newsbrief(*, verbose: bool) -> None:
    """News briefings that quote, link and prove. `newsbrief demo` shows one."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    # The SDK's DEBUG lines hold tokens and what people wrote.
    for noisy in ("slack_sdk", "slack_bolt", "websocket", "apscheduler", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


@newsbrief.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--method", default="news", show_default=True, help="How to summarise: news, lead, lexrank, lsa ..."
)
@click.option(
    "--length", type=click.Choice(list(LENGTHS)), default="medium", show_default=True, help="Of each story."
)
@click.option(
    "--ask", "asked", multiple=True, metavar="QUESTION", help="Ask this instead; may be given again."
)
@click.option("--explain", is_flag=True, help="Print why each story ranks where it does.")
def demo(paths: tuple[Path, ...], *, method: str, length: str, asked: tuple[str, ...], explain: bool) -> None:
    """Brief text files, HTML files or feeds, and answer questions about them: no Slack, key or network.

    Without PATHS, the articles that come with Newsbrief.
    """
    from bot.cli import demo as show  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none

    sys.exit(
        show.run(
            paths,
            _console(),
            _errors(),
            method=method,
            sentences=LENGTHS[length],
            explain=explain,
            asked=asked,
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


_team = click.option(
    "--team", default=TEAM, help="Slack's id of the workspace, such as T024BE7LD; without it, this terminal."
)
_channel = click.option(
    "--channel", default=CHANNEL, help="Slack's id of one channel; without it, the whole workspace."
)


@newsbrief.command()
@click.argument("places", nargs=-1, required=True)
@_team
@_channel
def add(places: tuple[str, ...], team: str, channel: str) -> None:
    """Add news sources: addresses of feeds or of pages that lead to one, or folders of articles."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import Place  # noqa: PLC0415 - see demo

    with _following() as following:
        place = Place(team, channel)
        failed = [
            words
            for words in places
            if not source_commands.add(following, words, place, _console(), _errors())
        ]
    sys.exit(1 if failed else 0)


@newsbrief.command()
@click.argument("words", metavar="SOURCE")
@_team
@_channel
def remove(words: str, team: str, channel: str) -> None:
    """Stop following a source, named by its address, path or title. Others who follow it keep it."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import Place  # noqa: PLC0415 - see demo

    with _following() as following:
        sys.exit(
            0 if source_commands.remove(following, words, Place(team, channel), _console(), _errors()) else 1
        )


@newsbrief.command("import")
@click.argument("words", metavar="FILE|PACK")
@_team
@_channel
def take_in(words: str, team: str, channel: str) -> None:
    """Follow all feeds of an OPML file, whose folders become topics, or of a starter pack such as "world"."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import Place  # noqa: PLC0415 - see demo

    with _following() as following:
        sys.exit(
            0 if source_commands.take_in(following, words, Place(team, channel), _console(), _errors()) else 1
        )


@newsbrief.command("export")
@click.argument("path", metavar="FILE", default="-")
@_team
@_channel
def given_out(path: str, team: str, channel: str) -> None:
    """Write the feeds that are followed as OPML, for another feed reader; without FILE, to standard output."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import Place  # noqa: PLC0415 - see demo

    with _following() as following:
        source_commands.given_out(following, Place(team, channel), path, _console())


@newsbrief.command()
def sources() -> None:
    """List the sources of everybody and how they are doing."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo

    with context.store() as store:
        source_commands.listing(store.sources.all(), _console())


@newsbrief.command()
def fetch() -> None:
    """Read all sources now, also those that are not due or have been given up."""
    from bot.cli import sources as source_commands  # noqa: PLC0415 - see demo

    with context.store() as store:
        sys.exit(
            0 if source_commands.fetch(_follow(store), store.sources.wanted(), _console(), _errors()) else 1
        )


@newsbrief.command()
@click.argument("words", nargs=-1)
@click.option(
    "--length", type=click.Choice(list(LENGTHS)), default="medium", show_default=True, help="Of each story."
)
@click.option("--team", default=TEAM, help="The workspace whose sources are read.")
@click.option("--channel", default=CHANNEL, help="The channel whose sources are read.")
@click.option(
    "--explain", is_flag=True, help="Print why each story ranks where it does, and all that was left out."
)
def brief(words: tuple[str, ...], length: str, team: str, channel: str, *, explain: bool) -> None:
    """Print a brief from what is stored, such as: newsbrief brief storm 3d."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see demo
    from bot.parsing import brief_request  # noqa: PLC0415 - see demo
    from bot.runtime import clock  # noqa: PLC0415 - see demo
    from news.thread import Thread  # noqa: PLC0415 - see demo

    with context.desk() as desk:
        now = clock.now()
        asked = brief_request.brief(" ".join(words), team=team, channel=channel, now=now)
        request = replace(asked, sentences=LENGTHS[length])
        made = desk.brief(request, now=now)
        console_renderer.brief(_console(), made, explain=explain)
        if made.stories:
            desk.opened(Thread(team, channel, ROOT), made.id, now=now)


@newsbrief.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--team", default=TEAM, help="The workspace whose sources are read.")
@click.option("--channel", default=CHANNEL, help="The channel whose sources are read.")
def ask(words: tuple[str, ...], team: str, channel: str) -> None:
    """Ask under the last brief of this terminal, such as: newsbrief ask how many were hurt."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see demo
    from bot.runtime import clock  # noqa: PLC0415 - see demo
    from news.thread import Thread  # noqa: PLC0415 - see demo

    with context.desk() as desk:
        console_renderer.answer(
            _console(), desk.answer(Thread(team, channel, ROOT), " ".join(words), now=clock.now())
        )


@newsbrief.command()
@click.argument("words", nargs=-1, required=True)
@_team
@_channel
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 12), help="Which page.")
def search(words: tuple[str, ...], team: str, channel: str, page: int) -> None:
    """Look for articles, such as: newsbrief search dam wall from Courier 2w."""
    from bot.cli import console_renderer  # noqa: PLC0415 - see demo
    from bot.runtime import clock  # noqa: PLC0415 - see demo
    from bot.services import search as searching  # noqa: PLC0415 - see demo

    with context.desk() as desk:
        wanted = searching.read(" ".join(words), clock.now())
        results = desk.search(team, channel, wanted, page=page - 1)
        console_renderer.found(_console(), results.rows, searching.heading(wanted, results))
        if results.further:
            _console().print(f"More: --page {page + 1}")


@newsbrief.command()
@click.argument("name", metavar="BRIEF|ANSWER", required=False)
def verify(name: str | None) -> None:
    """Hold every sentence of a brief or an answer, or of all, against the stored articles; status 1 if one fails."""
    with context.desk() as desk:
        checked = desk.proof.anywhere(name) if name else tuple(desk.proof.every())
    failed = [(each.subject, sentence) for each in checked for sentence in each.failed]
    for subject, sentence in failed:
        words = f"{subject}: not in article {sentence.article} as quoted: {sentence.text}"
        _errors().print(words, markup=False)
    if name and not checked:
        _errors().print(f"There is no brief or answer called {name}.", markup=False)
    sentences = wording.count(sum(each.sentences for each in checked), "sentence")
    _console().print(
        f"Briefs and answers: {len(checked)}. Held against their articles: {sentences}. Failed: {len(failed)}."
    )
    sys.exit(1 if failed or (name and not checked) else 0)


@newsbrief.command()
def run() -> None:
    """Answer Slack, send digests, and read the sources every few minutes, until it is stopped (Ctrl-C or SIGTERM)."""
    from bot.runtime import clock  # noqa: PLC0415 - Slack's libraries load slowly; no other command needs them
    from bot.slack import app  # noqa: PLC0415 - Slack's libraries load slowly; no other command needs them

    given = settings.environment(Path.cwd())
    checked = settings.read(given)
    home = settings.home(given)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    console = _console()
    console.print(f"Newsbrief keeps its articles in {home}. Connecting to Slack ...", highlight=False)

    def wait() -> None:
        console.print("Connected. Type /brief in a channel. Ctrl-C stops.", highlight=False)
        stop.wait()

    app.run(checked, home, wait, clock=clock.clock(given))
    console.print("Stopped.")


newsbrief.add_command(digests)
for command in preferences.commands():
    newsbrief.add_command(command)


def main() -> None:
    """Run the command; tell errors in words, without a traceback."""
    from news.errors import Held, NewsError, SettingsError  # noqa: PLC0415 - see demo

    try:
        newsbrief()
    except SettingsError as problem:
        click.echo(f"Newsbrief cannot start:\n{problem}\nREADME.md tells where each is found.", err=True)
        sys.exit(1)
    except NewsError as problem:
        click.echo(wording.error(problem), err=True)
        sys.exit(3 if isinstance(problem, Held) else 1)


# ---- private


def _console() -> Console:
    return Console(highlight=False)


def _errors() -> Console:
    return Console(stderr=True, highlight=False)


@contextmanager
def _following() -> Iterator[Following]:
    with context.store() as store:
        yield _follow(store)


def _follow(store: Store) -> Following:
    from bot.services.briefs import Desk  # noqa: PLC0415 - see demo
    from bot.services.corrections import corrections_hook  # noqa: PLC0415 - see demo
    from bot.services.subscriptions import Following  # noqa: PLC0415 - see demo

    manners, shortest = settings.manners(settings.environment(Path.cwd()))
    desk = Desk(store, manners, shortest, on_changed=corrections_hook(store))
    return Following(store, desk, manners)
