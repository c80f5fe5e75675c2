"""The MCP server: the tools of `bot.mcp.tools` on standard input and output, by the official SDK.

No other module imports the SDK, which comes with the extra `newsbrief[mcp]`.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from bot.mcp.parameters import build_input_schema
from bot.mcp.results import to_text
from bot.mcp.tools import TOOLS, call_tool
from bot.render.wording.mcp import tool_wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from mcp.server import ServerRequestContext

    from bot.mcp.tools import ReadingScope
    from bot.services.services import Services

# A client may call several tools at once, and each call may read thousands of articles. The bot beside needs the
# processor too.
MAX_CALLS_AT_ONCE = 2


def serve(
    scope: ReadingScope,
    open_services: Callable[[], AbstractContextManager[Services]],
    clock: Callable[[], datetime],
) -> None:
    """Answer a client on standard input and output, until it closes them.

    Args:
        scope: what is read, and what may leave this machine.
        open_services: opens the store, read-only, for one call.
        clock: returns the current time.
    """
    server = build_server(scope, open_services, clock)

    async def run() -> None:
        async with stdio_server() as (read_stream, write_stream):
            await server.run(read_stream, write_stream, server.create_initialization_options())

    anyio.run(run)


def build_server(
    scope: ReadingScope,
    open_services: Callable[[], AbstractContextManager[Services]],
    clock: Callable[[], datetime],
) -> Server:
    """Return the server with its tools; see `serve`."""

    async def list_tools(
        _context: ServerRequestContext, _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=_DESCRIBED_TOOLS)

    async def call(
        _context: ServerRequestContext, params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        # In a thread: the services block, and the client may ask for a sign of life in the meantime.
        outcome = await anyio.to_thread.run_sync(
            lambda: call_tool(params.name, params.arguments or {}, scope, open_services, clock()),
            limiter=limiter,
        )
        text = outcome.error if outcome.result is None else to_text(outcome.result)
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=text)],
            structured_content=outcome.result,
            is_error=outcome.result is None,
        )

    limiter = anyio.CapacityLimiter(MAX_CALLS_AT_ONCE)
    server = Server(
        "newsbrief",
        version=version("newsbrief"),
        title=tool_wording.SERVER_TITLE,
        instructions=tool_wording.INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call,
    )
    # The SDK's tracing would tell an exporter about each call; nothing leaves by another way than the client.
    server.middleware.clear()
    return server


# ---- private

_DESCRIBED_TOOLS = [
    types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=build_input_schema(tool.parameters),
        output_schema=tool.output_schema,
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )
    for tool in TOOLS
]
