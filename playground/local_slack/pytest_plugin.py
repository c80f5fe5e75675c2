"""Fixtures for pytest: a local Slack for each test, and the app in a process of its own.

    def test_the_app_greets(slack_app):
        said = slack_app.mention("ada", "news", "hello")
        assert slack_app.wait_for(lambda: slack_app.replies("news", said["ts"]))

Settings in pytest's configuration file:

    local_slack_manifest    the app's manifest (default: manifest.json, manifest.yaml, manifest.yml or app.yaml)
    local_slack_app         the command that starts the app (default: python app.py)
"""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from local_slack.client.page import Page
from local_slack.control.app_process import build_app_environment, run_app
from local_slack.control.local_slack import LocalSlack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST_NAMES = ("manifest.json", "manifest.yaml", "manifest.yml", "app.yaml")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the settings."""
    parser.addini("local_slack_manifest", "the manifest of the Slack app", default="")
    parser.addini("local_slack_app", "the command that starts the Slack app", default="python app.py")


@pytest.fixture
def slack_manifest(pytestconfig: pytest.Config) -> str | Path:
    """The manifest of the app; override it to test with another."""
    named = pytestconfig.getini("local_slack_manifest")
    candidates = [named] if named else MANIFEST_NAMES
    for name in candidates:
        if (pytestconfig.rootpath / name).is_file():
            return pytestconfig.rootpath / name
    return pytest.fail(
        f"there is no manifest {' or '.join(candidates)} in {pytestconfig.rootpath}; "
        "name it in pytest's configuration: local_slack_manifest = app.yaml"
    )


@pytest.fixture
def local_slack(slack_manifest: str | Path) -> Iterator[LocalSlack]:
    """A running local Slack; the test fails if the app makes a mistake that Slack would refuse."""
    slack = LocalSlack(slack_manifest)
    Page(slack)
    with slack:
        yield slack
    slack.check_defects()


@pytest.fixture
def local_slack_env(local_slack: LocalSlack, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The address and tokens of the local Slack, also in the environment of the test."""
    env = build_app_environment(local_slack)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return env


@pytest.fixture
def slack_app(local_slack: LocalSlack, pytestconfig: pytest.Config) -> Iterator[LocalSlack]:
    """The local Slack with the app connected, which runs as a process of its own."""
    command = shlex.split(pytestconfig.getini("local_slack_app"))
    if command[0] == "python":
        command[0] = sys.executable
    with run_app(local_slack, command, folder=pytestconfig.rootpath):
        yield local_slack
