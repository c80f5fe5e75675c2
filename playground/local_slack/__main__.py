"""Start a local imitation of Slack for an app: `python -m local_slack app.yaml [port]`."""

from __future__ import annotations

import sys
from threading import Event

from local_slack.control.local_slack import LocalSlack


def main(arguments: list[str]) -> int:
    """Run the local Slack until interrupted, and print the settings that the app needs.

    Args:
        arguments: the manifest, and optionally a port.

    Returns:
        The exit status.
    """
    if not arguments:
        sys.stderr.write("Name the app's manifest: python -m local_slack app.yaml [port]\n")
        return 1
    try:
        slack = LocalSlack(arguments[0], port=int(arguments[1]) if arguments[1:] else 0)
        with slack:
            sys.stdout.write(f"SLACK_API_URL={slack.url}\n")
            sys.stdout.write(f"SLACK_BOT_TOKEN={slack.bot_token}\n")
            sys.stdout.write(f"SLACK_APP_TOKEN={slack.app_token}\n")
            sys.stdout.flush()
            Event().wait()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def run() -> None:
    """Run the command with the arguments of the process, and exit with its status."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
