"""`python -m bot` is the `newsbrief` command, where it is not on the path."""

from __future__ import annotations

from bot.cli.main import main

if __name__ == "__main__":
    main()
