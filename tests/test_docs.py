"""What can be typed, set or granted is documented, and what the documentation says can be typed can be typed."""

import ast
import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import click
import pytest
import yaml
from paths import ROOT

from bot.cli.main import newsbrief
from bot.parsing import brief_request, digest_spec, filter_spec
from bot.parsing.digest_actions import DigestAction, parse_action
from bot.render import buttons
from bot.render.views import digest_form_view, home_view, welcome_blocks
from bot.slack.listeners import brief

PAGES = [
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
TEXT = {page: page.read_text(encoding="utf-8") for page in PAGES}
ALL_TEXT = "\n".join(TEXT.values())
COMMANDS_PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
# What stands for something else, such as FILE or [PATH...].
PLACEHOLDER = re.compile(r"\[?[A-Z]+(\.\.\.)?\]?$")


def _commands(group: click.Group, path: str = "newsbrief") -> Iterator[str]:
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def _names_by_handler(handlers: dict[str, Callable[..., object]]) -> list[tuple[str, ...]]:
    """Return the names of each handler: an old name is an alias, and need not be documented."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, handler in handlers.items():
        names[id(handler)].append(name)
    return [tuple(each) for each in names.values()]


def _settings() -> set[str]:
    """Return every name of a setting that stands as a string in the product."""
    return {
        name
        for file in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for name in re.findall(r"^(?:NEWSBRIEF|SLACK)_[A-Z_]+$", node.value)
    }


def _surfaces() -> set[str]:
    """Return the views, buttons and shortcuts of the folder of views, and the Home tab."""
    names = {name for module in (digest_form_view, home_view, welcome_blocks) for name in dir(module)}
    found = {
        getattr(module, name)
        for module in (digest_form_view, home_view, welcome_blocks)
        for name in names
        if name.endswith(("_ACTION", "_CALLBACK")) and hasattr(module, name)
    }
    return {"app_home_opened", "brief_this", buttons.DAILY_ACTION, *found} - {digest_form_view.VALUE_ACTION}


def _examples(word: str) -> list[str]:
    """Return what the pages say can be typed: in backticks, or on an indented or fenced line."""
    pattern = rf"`({word}(?: [^`\n]*)?)`|^(?: {{4,}}|)(?:\.venv/bin/|uvx )?({word}(?: .*)?)$"
    found = re.finditer(pattern, ALL_TEXT, re.MULTILINE)
    return sorted({(match[1] or match[2]).strip() for match in found})


@pytest.mark.parametrize("command", sorted(_commands(newsbrief)))
def test_a_command_is_documented(command: str) -> None:
    assert re.search(rf"`{command}[ `]", COMMANDS_PAGE)


@pytest.mark.parametrize("names", _names_by_handler(dict(brief.COMMAND_HANDLERS)), ids=" ".join)
def test_a_slack_verb_is_documented(names: tuple[str, ...]) -> None:
    assert any(re.search(rf"`/brief {name}[ `]", COMMANDS_PAGE) for name in names)


@pytest.mark.parametrize("names", [(str(action),) for action in DigestAction], ids=" ".join)
def test_what_can_be_done_with_a_digest_is_documented(names: tuple[str, ...]) -> None:
    assert any(re.search(rf"`/brief digest {name}[ `]", COMMANDS_PAGE) for name in names)


@pytest.mark.parametrize("setting", sorted(_settings()))
def test_a_setting_is_documented(setting: str) -> None:
    assert f"`{setting}" in TEXT[ROOT / "docs" / "settings.md"]


@pytest.mark.parametrize(
    "setting", sorted(set(re.findall(r"\b(?:NEWSBRIEF|SLACK)_[A-Z_]+[A-Z]\b", ALL_TEXT)))
)
def test_a_documented_setting_exists(setting: str) -> None:
    known = _settings()
    known |= {f"{name}_FILE" for name in known}

    assert setting in known or setting.startswith(tuple(name for name in known if name.endswith("_")))


@pytest.mark.parametrize(
    "scope", yaml.safe_load((ROOT / "app.yaml").read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"]
)
def test_a_scope_is_documented(scope: str) -> None:
    assert f"`{scope}`" in TEXT[ROOT / "README.md"]


@pytest.mark.parametrize("example", _examples("newsbrief"))
def test_a_documented_command_parses(example: str) -> None:
    words = shlex.split(re.split(r" [|>&]", example)[0])[1:]
    # With the settings of the real one: click keeps the help option that a command was first given.
    context = click.Context(newsbrief, **newsbrief.context_settings)
    command = cast("click.Command", newsbrief)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        if PLACEHOLDER.match(words[0]):
            return
        name = words.pop(0)
        # Several subcommands at once: newsbrief digests pause|resume ID
        for each in name.split("|"):
            assert each in command.commands
        context, command = click.Context(command, context), command.commands[name.partition("|")[0]]
    # A command's name alone, or one with placeholders, is not a whole example.
    if words and not any(PLACEHOLDER.match(word) for word in words) and not isinstance(command, click.Group):
        command.make_context(command.name, words, parent=context)


@pytest.mark.parametrize("example", _examples("/brief"))
def test_a_documented_slack_command_parses(example: str) -> None:
    verb, _, rest = example.removeprefix("/brief").strip().partition(" ")
    if any(PLACEHOLDER.match(word) for word in rest.split()):
        assert verb in brief.COMMAND_HANDLERS
    elif verb in {"digest", "digests"}:
        _parse_digest(rest)
    elif verb in {"more", "less", "reset"} and rest:
        assert brief_request.parse_topic(rest)
    elif verb in {"search", "catchup"} and rest:
        assert brief_request.trailing_window(rest.split(), NOW)
    elif f"{verb} {rest}".startswith("preview filter "):
        assert filter_spec.parse_filter_spec(rest, NOW).excluded_terms
    elif verb == "discover":
        assert rest in {"", "on", "off"}
    elif verb not in brief.COMMAND_HANDLERS and not brief_request.is_help(verb):
        # Not a command: a brief, whose words are a topic and a time.
        request = brief_request.parse_brief_request(f"{verb} {rest}", team="T", channel="C", now=NOW)
        assert request.window.since < request.window.until


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", TEXT[page]):
        name, _, anchor = target.partition("#")
        linked = (page.parent / name).resolve() if name else page
        if not linked.exists() or (anchor and anchor not in _anchors(linked)):
            broken.append(target)

    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_that_a_page_names_exist(page: Path) -> None:
    named = re.findall(
        r"`((?:bot|bench|news|playground|sources|storage|summarize|tests)/[\w/]+\.py)`", TEXT[page]
    )

    assert not [name for name in named if not (ROOT / name).is_file()]


def _parse_digest(words: str) -> None:
    action = words.partition(" ")[0]
    if action in {"", "list", "help"} or parse_action(action):
        return
    digest_spec.parse_digest_spec(words)


def _anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", sorted(_surfaces()))
def test_what_can_be_pressed_or_opened_is_documented_with_an_example(name: str) -> None:
    rows = [row.split(" | ") for row in TEXT[ROOT / "docs" / "using.md"].splitlines() if f"`{name}`" in row]

    assert rows
    assert len(rows[0]) == 3
