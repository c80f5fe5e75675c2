"""`newsbrief mcp` as a program uses it: the SDK's own client starts it, lists its tools and calls each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from mcp_archive import NOW, TEAM, assert_claims_hold
from paths import ROOT

from bot.runtime import clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from mcp_archive import Archive

# Each test starts a program that imports the SDK and all services: seconds, or minutes on a busy machine.
pytestmark = pytest.mark.timeout(400)
needs_sdk = pytest.mark.skipif(find_spec("mcp") is None, reason="needs newsbrief[mcp]")


@needs_sdk
def test_a_client_lists_and_calls_each_tool(archive: Archive) -> None:
    async def use(session: Any) -> dict[str, Any]:
        tools = (await session.list_tools()).tools
        assert {tool.name for tool in tools} == {"search", "brief", "ask", "sources"}
        assert all(tool.annotations.read_only_hint and tool.output_schema for tool in tools)
        calls = {
            "search": {"words": "bridge pillars"},
            "brief": {"hours": 24},
            "ask": {"question": "How many families were moved?"},
            "sources": {},
        }
        # The client checks each result against the schema that the tool has declared.
        return {name: await session.call_tool(name, arguments) for name, arguments in calls.items()}

    results = _run_client(archive, use)

    for result in results.values():
        assert not result.is_error
        assert json.loads(result.content[0].text) == result.structured_content
        assert_claims_hold({**result.structured_content, "sources": []}, archive.articles())
    answer = results["ask"].structured_content
    assert answer["verdict"] == "answered"
    assert answer["passages"][0]["quotes"][0]["text"].startswith("At least 400 families")


@needs_sdk
def test_text_stays_here_without_the_setting(archive: Archive) -> None:
    async def use(session: Any) -> Any:
        return await session.call_tool("ask", {"question": "How many families were moved?"})

    result = _run_client(archive, use, NEWSBRIEF_MCP_ARTICLE_TEXT="no")

    (quote,) = result.structured_content["passages"][0]["quotes"]
    assert (quote["text"], quote["withheld"], quote["verification"]["verbatim"]) == (None, "setting", True)
    assert "400 families" not in result.model_dump_json()


@needs_sdk
def test_an_error_is_a_result_that_the_client_can_show(archive: Archive) -> None:
    async def use(session: Any) -> list[Any]:
        return [
            await session.call_tool("brief", {"hours": 10_000}),
            await session.call_tool("nothing", {}),
            await session.call_tool("brief", {"topic": "bridge"}),
        ]

    wrong, unknown, right = _run_client(archive, use)

    assert wrong.is_error
    assert wrong.content[0].text == "“hours” must be a whole number from 1 to 744."
    assert unknown.is_error
    assert "search, brief, ask, sources" in unknown.content[0].text
    assert not right.is_error


@needs_sdk
def test_calls_at_once_are_all_answered(archive: Archive) -> None:
    async def use(session: Any) -> list[Any]:
        import anyio  # noqa: PLC0415 - it comes with the extra

        results: list[Any] = []

        async def call() -> None:
            results.append(await session.call_tool("search", {"words": "bridge"}))

        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(call)
        return results

    results = _run_client(archive, use)

    assert len(results) == 8
    assert all(result.structured_content["articles"] for result in results)


@needs_sdk
def test_a_bot_that_writes_is_seen_by_the_next_call(archive: Archive) -> None:
    async def use(session: Any) -> list[Any]:
        first = await session.call_tool("search", {"words": "lighthouse"})
        archive.add(
            "Courier", "Lighthouse at Velmar lit again", "The lighthouse at Velmar was lit again on Sunday."
        )
        return [first, await session.call_tool("search", {"words": "lighthouse"})]

    before, after = _run_client(archive, use)

    assert before.structured_content["articles"] == []
    assert len(after.structured_content["articles"]) == 1


def test_without_the_extra_the_command_says_how_to_install_it(archive: Archive, tmp_path: Path) -> None:
    block = "import sys; sys.modules['mcp'] = None; from bot.cli.main import main; main()"

    completed = subprocess.run(
        [sys.executable, "-c", block, "mcp"],
        cwd=tmp_path,
        env=_environment(archive)
        | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert completed.returncode == 1
    assert completed.stdout == ""
    assert "pip install '.[mcp]'" in completed.stderr


def test_a_wrong_setting_is_named(archive: Archive, tmp_path: Path) -> None:
    completed = subprocess.run(
        [sys.executable, "-m", "bot", "mcp"],
        cwd=tmp_path,
        env=_environment(archive)
        | {
            "NEWSBRIEF_MCP_ARTICLE_TEXT": "perhaps",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert completed.returncode == 78
    assert "NEWSBRIEF_MCP_ARTICLE_TEXT must be yes or no" in completed.stderr


def _environment(archive: Archive) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("NEWSBRIEF_", "SLACK_"))
    }
    clock_file = archive.home / "clock"
    clock_file.write_text(str((NOW - clock.now()).total_seconds()))
    return kept | {
        "NEWSBRIEF_HOME": str(archive.home),
        "NEWSBRIEF_TEST": "1",
        "NEWSBRIEF_CLOCK_FILE": str(clock_file),
        "NEWSBRIEF_MCP_ARTICLE_TEXT": "yes",
    }


def _run_client(archive: Archive, use: Callable[[Any], Awaitable[Any]], **settings: str) -> Any:
    """Start `newsbrief mcp` by the SDK's client, and use the session."""
    import anyio  # noqa: PLC0415 - it comes with the extra
    from mcp import ClientSession, StdioServerParameters, stdio_client  # noqa: PLC0415 - the same

    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "bot", "mcp", "--team", TEAM],
        env=_environment(archive) | {"PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT))} | settings,
        cwd=archive.home,
    )

    async def run() -> Any:
        async with stdio_client(parameters) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            return await use(session)

    return anyio.run(run)
