"""The `newsbrief` command for the terminal.

The output is meant for people. Errors go to standard error.

Exit status: 0 for success, 1 for a failure, 2 for wrong usage, 3 if another process has locked the data folder,
78 if settings must be changed, 130 after Ctrl-C.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli import brief_commands, context, feed_command, preferences, source_commands
from bot.cli.digests import digests
from bot.cli.output.command_group import CommandGroup
from bot.cli.play import command as play_command
from bot.cli.server import app_manifest, backup_commands, doctor, init, mcp, service
from bot.render.wording import terminal_messages, terminal_wording
from bot.runtime import log_json, log_privacy, settings
from bot.runtime.process import process_limits, service_manager
from bot.runtime.process.stop_signal import StopSignal, exit_at_once
from news.brief import SENTENCES_PER_STORY_BY_LENGTH

if TYPE_CHECKING:
    from news.errors import NewsError


# The commands in the sections of `newsbrief --help`.
SECTIONS = {
    "Start": ("demo", "play", "init", "run", "doctor"),
    "Sources": ("add", "remove", "sources", "fetch", "import", "export"),
    "Briefs and answers": ("brief", "ask", "search", "why", "verify", "export-feed"),
    "What a channel gets": ("digests", "more", "less", "reset", "preferences", "discover", "preview"),
    "The server": ("manifest", "service", "backup", "verify-backup", "restore"),
    "Other programs": ("mcp", "pipe"),
}


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="""\b
Completion of commands with the Tab key, in bash (also: zsh, fish):
  eval "$(_NEWSBRIEF_COMPLETE=bash_source newsbrief)"
""",
)
@click.version_option(package_name="newsbrief")
@click.option(
    "--verbose", "-v", is_flag=True, help="Log every step to standard error, but never what people write."
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
    """Make a brief from files, without Slack or a network.

    PATHS are text, HTML or feed files, or folders of them. Without PATHS, the demo uses the articles that
    come with Newsbrief. It also answers questions about them.
    """
    from bot.cli import demo as show  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none

    sys.exit(
        show.run_demo(
            paths,
            context.stdout_console(),
            context.stderr_console(),
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
    """Run one pipeline stage on JSON lines from standard input."""
    from bot.cli import pipes  # noqa: PLC0415 - the parsers load slowly; help and wrong use need none

    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    for row in pipes.PIPES[name](lines):
        click.echo(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"))
        sys.stdout.flush()


@newsbrief.command()
@click.option("--new", "is_new", is_flag=True, help="Start with an empty database if the old one is gone.")
def run(*, is_new: bool) -> None:
    """Run the bot: answer Slack, send digests, fetch sources.

    Press Ctrl-C or send SIGTERM to stop.
    """
    from bot.runtime import clock  # noqa: PLC0415 - Slack's libraries load slowly; no other command needs them
    from bot.slack import app  # noqa: PLC0415 - Slack's libraries load slowly; no other command needs them

    env = settings.load_environment(Path.cwd())
    bot_settings = settings.load_settings(env)
    is_verbose = context.is_verbose()
    is_json = bot_settings.operation.log_format == "json"
    log_privacy.configure_logging(
        logging.DEBUG if is_verbose else logging.INFO, log_json.JsonFormatter() if is_json else None
    )
    data_folder = settings.data_folder(env)
    log_privacy.capture_process_output()
    process_limits.disable_core_dumps()
    process_limits.limit_memory_arenas()
    process_limits.forget_secrets()
    # Words for a person between the JSON objects would stop whoever collects them.
    console = context.silent_console() if is_json else context.stdout_console()
    stop = StopSignal()
    console.print(
        terminal_messages.CONNECTING.format(folder=data_folder), highlight=False, markup=False, soft_wrap=True
    )

    def wait_for_stop() -> None:
        console.print(terminal_messages.CONNECTED, highlight=False)
        service_manager.notify(service_manager.READY)
        stop.wait()
        service_manager.notify(service_manager.STOPPING)

    def exit_process() -> None:
        console.print(terminal_messages.STOPPED_EARLY)
        sys.stdout.flush()
        sys.stderr.flush()
        exit_at_once()

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


newsbrief.sections = SECTIONS
newsbrief.add_command(digests)
for command in (
    *source_commands.COMMANDS,
    *brief_commands.COMMANDS,
    *preferences.build_commands(),
    *backup_commands.COMMANDS,
    feed_command.export_feed,
    init.init,
    doctor.doctor,
    play_command.play,
    service.service,
    mcp.mcp,
):
    newsbrief.add_command(command)


def main() -> None:
    """Run the command. Errors are printed as messages, without a traceback."""
    from news.errors import NewsError, SettingsError  # noqa: PLC0415 - see demo

    try:
        newsbrief.run()
    except NewsError as problem:
        from bot.render.wording import error_wording  # noqa: PLC0415 - see demo

        click.echo(terminal_wording.to_terminal(error_wording.describe_error(problem)), err=True)
        if isinstance(problem, SettingsError):
            here, home = (
                Path.cwd() / ".env",
                settings.data_folder(settings.load_environment(Path.cwd())) / ".env",
            )
            click.echo(terminal_messages.SETTINGS_LOOKED_UP.format(here=here, home=home), err=True)
        sys.exit(_exit_status(problem))


# ---- private


def _exit_status(problem: NewsError) -> int:
    """Return 78 (EX_CONFIG) if only changed settings can help, 3 if a bot is running here, otherwise 1."""
    from news.errors import AlreadyRunning, SettingProblem, SettingsError  # noqa: PLC0415 - see demo

    if isinstance(problem, AlreadyRunning):
        return 3
    if isinstance(problem, SettingsError) and all(
        setting.problem is not SettingProblem.API_UNREACHABLE for setting in problem.problems
    ):
        return 78
    return 1
