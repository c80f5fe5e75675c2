"""Start a local Slack for an app: `python -m local_slack app.yaml`."""

from __future__ import annotations

import argparse
import errno
import sys
import webbrowser
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from local_slack.api.host_guard import ServerAccess
from local_slack.client.page import Page
from local_slack.client.settings import PageSettings, parse_quick_action
from local_slack.control.fixtures import DEFAULT_PEOPLE, Population
from local_slack.control.local_slack import LocalSlack
from local_slack.terminal.connection import PageConnection, PageError
from local_slack.terminal.prompt import run_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local_slack.client.settings import QuickAction

EXAMPLE = "Example: python -m local_slack app.yaml --port 8000 --open"
DEFAULT_CHANNELS = ("news", "general")
MAX_PORT = 65_535
_EPILOG = """\
The app needs only the address and the tokens that are printed:
  SLACK_API_URL=http://127.0.0.1:8000/api/ SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... python app.py

Talk to the app without a browser: python -m local_slack prompt http://127.0.0.1:8000/
"""


def main(arguments: Sequence[str]) -> int:
    """Run the local Slack until interrupted, and print the settings that the app needs.

    Args:
        arguments: the arguments of the command.

    Returns:
        The exit status.
    """
    try:
        if arguments[:1] == ["prompt"]:
            return _talk(_build_prompt_parser().parse_args(arguments[1:]))
        return _serve(_build_parser().parse_args(arguments))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n{EXAMPLE}\n")
        return 1
    except KeyboardInterrupt:
        return 0


def run() -> None:
    """Run the command with the arguments of the process, and exit with its status."""
    sys.exit(main(sys.argv[1:]))


# ---------------------------------------------------------------------------- private


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="local-slack",
        description="A strict local Slack for any app that reads SLACK_API_URL, with a page in the browser.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("manifest", metavar="MANIFEST", help="the app's manifest, in YAML or JSON")
    parser.add_argument("--port", type=_port, default=0, help="the port (default: any free one)")
    parser.add_argument(
        "--people",
        type=_names,
        default=DEFAULT_PEOPLE,
        metavar="A,B",
        help="who is there; the first is an admin",
    )
    parser.add_argument(
        "--channels",
        type=_names,
        default=DEFAULT_CHANNELS,
        metavar="A,B",
        help="the channels; the app is in the first (default: news,general)",
    )
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    parser.add_argument("--prompt", action="store_true", help="talk to the app in this terminal")
    parser.add_argument("--notice", default="", metavar="TEXT", help="a line at the top of the page")
    parser.add_argument(
        "--quick-action",
        action="append",
        type=_quick_action,
        default=[],
        metavar="LABEL=TEXT",
        help='a button that types a text: "Help=/brief help", or "Help=#news /brief help"; can be repeated',
    )
    parser.add_argument(
        "--clock-file", type=Path, metavar="FILE", help="a file for the seconds by which the clock was moved"
    )
    parser.add_argument(
        "--journal", type=Path, metavar="FILE", help="a JSON Lines file for what Slack accepted"
    )
    parser.add_argument(
        "--listen",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="the address to listen on; anything else lets other machines in (default: 127.0.0.1)",
    )
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a further name of this machine, such as host.docker.internal; can be repeated",
    )
    parser.add_argument(
        "--end-with-input",
        action="store_true",
        help="stop when the standard input is closed, for a parent process",
    )
    return parser


def _build_prompt_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="local-slack prompt", description="Talk to an app on a running local Slack in the terminal."
    )
    parser.add_argument("url", metavar="URL", help="the page's address, http://127.0.0.1:8000/")
    parser.add_argument("--person", default="", help="who talks (default: the first person)")
    parser.add_argument(
        "--channel", default="", help="the channel to begin in (default: the first with the app)"
    )
    return parser


def _serve(options: argparse.Namespace) -> int:
    if not Path(options.manifest).is_file():
        sys.stderr.write(
            f"There is no manifest {options.manifest}. Export yours at https://api.slack.com/apps, "
            f"App Manifest, or name another file.\n{EXAMPLE}\n"
        )
        return 1
    slack = LocalSlack(
        options.manifest,
        port=options.port,
        journal_path=options.journal,
        access=ServerAccess(options.listen, frozenset(options.allow_host)),
        population=Population(options.people, options.channels, options.channels[:1]),
    )
    page = Page(slack, PageSettings(options.notice, tuple(options.quick_action), options.clock_file))
    try:
        slack.start()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.stderr.write(
            f"Port {options.port} is in use. Stop what uses it, name another port, or leave out --port.\n{EXAMPLE}\n"
        )
        return 1
    try:
        _announce(slack, page)
        if options.open:
            webbrowser.open(page.url)
        if options.prompt:
            run_prompt(PageConnection(page.url), sys.stdin, sys.stdout)
        else:
            _wait(slack, has_parent=options.end_with_input)
    finally:
        slack.stop()
    return 0


def _announce(slack: LocalSlack, page: Page) -> None:
    lines = (
        f"PAGE_URL={page.url}",
        f"SLACK_API_URL={slack.url}",
        f"SLACK_BOT_TOKEN={slack.bot_token}",
        f"SLACK_APP_TOKEN={slack.app_token}",
        f"TEAM_ID={slack.team_id}",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _wait(slack: LocalSlack, *, has_parent: bool) -> None:
    """Report when the app connects or disconnects, until interrupted or until the parent ends."""
    is_over: list[bool] = []

    def wait_for_parent() -> None:
        sys.stdin.read()
        with slack.state.condition:
            is_over.append(True)
            slack.state.condition.notify_all()

    if has_parent:
        Thread(target=wait_for_parent, name="local-slack-parent", daemon=True).start()
    was_connected = False
    with slack.state.condition:
        while not is_over:
            is_connected = bool(slack.state.envelopes.connections)
            if is_connected != was_connected:
                sys.stdout.write("The app is connected.\n" if is_connected else "The app has gone.\n")
                sys.stdout.flush()
            was_connected = is_connected
            slack.state.condition.wait()


def _talk(options: argparse.Namespace) -> int:
    try:
        connection = PageConnection(options.url, options.person)
    except PageError as error:
        sys.stderr.write(
            f"{error}\nExample: python -m local_slack prompt http://127.0.0.1:8000/ --person ada\n"
        )
        return 1
    run_prompt(connection, sys.stdin, sys.stdout, options.channel)
    return 0


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= MAX_PORT:
        raise ValueError(text)
    return port


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().removeprefix("#").removeprefix("@").lower() for name in text.split(","))
    if not all(names) or len(set(names)) != len(names):
        raise argparse.ArgumentTypeError(f"{text!r} is no list of different names, such as news,general")
    return names


def _quick_action(text: str) -> QuickAction:
    try:
        return parse_quick_action(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


if __name__ == "__main__":
    run()
