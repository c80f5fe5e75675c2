"""The `newsbrief` command, also as `python -m bot`.

`newsbrief run` is often stopped by a supervisor while it still starts: importing takes half a second, in which Python
would end with the status of a crash. Nothing is under way then, so the process ends at once, with status 0.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Run the command."""
    if "run" in sys.argv[1:]:
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(signal_number, lambda *_: os._exit(0))
    try:
        from bot.cli.main import main as run_command  # noqa: PLC0415 - the signals first

        run_command()
    except KeyboardInterrupt:
        # While modules are imported. What shells report after Ctrl-C: 128 + SIGINT.
        sys.exit(130)


if __name__ == "__main__":
    main()
