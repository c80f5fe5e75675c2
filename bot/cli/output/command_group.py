"""The group of all commands, which lists them in sections, and ends as a shell expects."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bot.cli.output import encoding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What shells report for a command that Ctrl-C ended: 128 + SIGINT.
INTERRUPTED_STATUS = 130
OTHER_SECTION = "Other commands"


class CommandGroup(click.Group):
    """A group whose help lists its commands in sections.

    Attributes:
        sections: the names of the commands in each section, by its heading. Commands that are in none come last.
    """

    sections: Mapping[str, Sequence[str]] = {}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """Write all commands with their summaries, in sections, with one column width for all."""
        shown = {name: command for name, command in self.commands.items() if not command.hidden}
        listed = {name for names in self.sections.values() for name in names}
        others = tuple(sorted(set(shown) - listed))
        name_width = max(map(len, shown), default=0)
        for heading, names in {**self.sections, OTHER_SECTION: others}.items():
            rows = [
                (name.ljust(name_width), shown[name].get_short_help_str(formatter.width))
                for name in names
                if name in shown
            ]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def run(self) -> None:
        """Run the command of this process, and end it with its status: 130 after Ctrl-C."""
        encoding.make_streams_safe()
        try:
            status = self.main(standalone_mode=False)
        except click.ClickException as problem:
            problem.show()
            sys.exit(problem.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.stderr.write("\n")  # the shell's prompt comes on a line of its own, after ^C
            sys.exit(INTERRUPTED_STATUS)
        except BrokenPipeError:
            # Whoever read the output has seen enough, such as `head`.
            encoding.discard_output()
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)
