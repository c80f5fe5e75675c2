"""The command `mcp`: an MCP server for other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli import context
from bot.runtime import settings


@click.command()
@context.team_option
@click.option(
    "--channel",
    default=context.LOCAL_CHANNEL,
    help="Slack channel ID, to read its own sources too. Default: only sources of the whole workspace.",
)
def mcp(team: str, channel: str) -> None:
    """Let another program search, brief and ask, by MCP.

    The program starts this command and talks to it on standard input and output. It can only read. It needs the extra
    newsbrief[mcp]; docs/mcp.md has the settings of known programs.
    """
    from bot.render.wording.mcp import result_wording  # noqa: PLC0415 - it loads slowly; help needs none

    env = settings.load_environment(Path.cwd())
    includes_text = settings.load_mcp_article_text(env)
    try:
        from bot.mcp import server  # noqa: PLC0415 - the extra may be missing
    except ImportError as problem:
        if (problem.name or "").partition(".")[0] not in {"anyio", "mcp", "mcp_types"}:
            raise
        click.echo(result_wording.EXTRA_MISSING, err=True)
        sys.exit(1)
    from bot.mcp.tools import ReadingScope  # noqa: PLC0415 - see above

    server.serve(
        ReadingScope(team, channel, includes_text), context.open_services_read_only, context.current_time
    )
