"""Apps laid out as Slack's starter templates, in Python and JavaScript, each in a process of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import waiting
from paths import ROOT

from local_slack import LocalSlack
from local_slack.control.app_process import run_app

APPS = ROOT / "tests" / "playground" / "apps"
BOLT_FOLDER = "NEWSBRIEF_TEST_BOLT_JS"  # a folder whose node_modules has @slack/bolt, to install nothing
TIMEOUT_SECONDS, INSTALL_TIMEOUT_SECONDS = 100, 600


@pytest.fixture(scope="module")
def javascript_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The JavaScript app with its packages, installed once."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    folder = tmp_path_factory.mktemp("javascript") / "app"
    shutil.copytree(APPS / "javascript", folder)
    if os.environ.get(BOLT_FOLDER):
        (folder / "node_modules").symlink_to(Path(os.environ[BOLT_FOLDER]) / "node_modules")
        return folder
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--no-progress"]
    try:
        installed = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("@slack/bolt was not installed in time")
    if installed.returncode:
        pytest.skip(f"@slack/bolt cannot be installed: {installed.stderr.strip()[-200:]}")
    return folder


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(APPS / "python" / "manifest.json") as slack:
        yield slack
        slack.check_defects()


@pytest.fixture(params=["python", "javascript"])
def app(request: pytest.FixtureRequest, slack: LocalSlack) -> Iterator[LocalSlack]:
    """The local Slack with an app connected."""
    if request.param == "python":
        command, folder = [sys.executable, "app.py"], APPS / "python"
    else:
        command, folder = ["node", "app.js"], request.getfixturevalue("javascript_folder")
    with run_app(slack, command, folder=folder, timeout_seconds=TIMEOUT_SECONDS):
        yield slack


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_each_listener_of_a_starter_template_is_driven(app: LocalSlack) -> None:
    # A command, whose answer has a button.
    assert app.command("ada", "news", "/sample-command", "hello").is_acknowledged
    waiting.until(lambda: app.ephemerals("ada", "news"), TIMEOUT_SECONDS)
    (shown,) = app.ephemerals("ada", "news")
    assert shown["text"] == "You typed hello"

    # The button opens a form, which refuses one word and takes two.
    assert app.press("ada", shown, "sample_action_id").is_acknowledged
    waiting.until(lambda: app.modal("ada"), TIMEOUT_SECONDS)
    news = app.find_channel("news").id
    assert app.submit("ada", {"task": "coffee", "channel": news}).is_acknowledged
    assert app.modal("ada")["shown_errors"] == {"task": "Use at least two words."}  # type: ignore[index]
    assert app.submit("ada", {"task": "make coffee", "channel": news}).is_acknowledged
    waiting.until(lambda: app.messages("news"), TIMEOUT_SECONDS)
    assert app.modal("ada") is None
    assert app.messages("news")[0]["text"].endswith("asks: make coffee")

    # A shortcut opens the same form.
    assert app.choose_global_shortcut("grace", "sample_shortcut_id").is_acknowledged
    waiting.until(lambda: app.modal("grace"), TIMEOUT_SECONDS)

    # A message is answered in its thread, and the Home tab is published.
    said = app.say("ada", "news", "Hello everybody")
    waiting.until(lambda: app.replies("news", said["ts"]), TIMEOUT_SECONDS)
    assert app.replies("news", said["ts"])[0]["text"] == "Hello, how are you?"
    app.open_home("ada")
    waiting.until(lambda: app.home("ada"), TIMEOUT_SECONDS)
    assert "Welcome home" in app.home("ada")["blocks"][0]["text"]["text"]  # type: ignore[index]


@pytest.mark.slow
def test_the_fixture_of_the_pytest_plugin_runs_an_app(tmp_path: Path) -> None:
    shutil.copytree(APPS / "python", tmp_path / "app")
    (tmp_path / "app" / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "app" / "test_app.py").write_text(
        "def test_it_greets(slack_app):\n"
        "    said = slack_app.say('ada', 'news', 'hello')\n"
        "    reply, = slack_app.wait_for(lambda: slack_app.replies('news', said['ts']), 60)\n"
        "    assert reply['text'] == 'hello, how are you?'\n"
    )

    completed = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "local_slack.pytest_plugin", "-p", "no:local_slack"],
        cwd=tmp_path / "app",
        env=os.environ | {"PYTHONPATH": str(ROOT / "playground")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 passed" in completed.stdout, completed.stdout + completed.stderr
