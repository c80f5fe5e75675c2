"""Run the `newsbrief` command as `python -m bot`, for use when `newsbrief` is not on the path."""

from __future__ import annotations

from bot.cli.main import main

if __name__ == "__main__":
    main()
