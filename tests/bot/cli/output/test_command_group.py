"""`newsbrief` as a shell sees it: sections, the status after Ctrl-C, other encodings, JSON."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import waiting
from click.testing import CliRunner
from paths import ROOT

from bot.cli.main import SECTIONS, newsbrief

if TYPE_CHECKING:
    from pathlib import Path

STORM = """“Storm” reaches Łódź – harbour’s gates close
The storm reached the coast at Åbo on Monday, and “all gates” were closed… said Zoë Núñez, the mayor.
More than 300 families left their homes near the harbour on Sunday evening.
"""

# Each test starts several processes: a second each on an idle machine, minutes on a busy one.
pytestmark = pytest.mark.timeout(1200)


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("SLACK_", "NEWSBRIEF_"))}
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "storm.txt").write_text(STORM, encoding="utf-8")
    return {**kept, "NEWSBRIEF_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}


def _run(*words: str, given: dict[str, str], at: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env={**given, **more},
        cwd=at,
        capture_output=True,
        timeout=300,
        check=False,
    )


def test_each_command_stands_in_one_section_and_completion_is_told() -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    shown = CliRunner().invoke(newsbrief, ["--help"]).output

    assert len(listed) == len(set(listed))
    assert {name for name, command in newsbrief.commands.items() if not command.hidden} <= set(listed)
    assert all(
        f"\n{heading}:\n" in shown
        for heading, names in SECTIONS.items()
        if set(names) & set(newsbrief.commands)
    )
    assert "_NEWSBRIEF_COMPLETE=bash_source newsbrief" in shown


def test_completion_that_is_told_works(given: dict[str, str], tmp_path: Path) -> None:
    done = _run(given=given, at=tmp_path, _NEWSBRIEF_COMPLETE="bash_source")

    # The variable is named after the program, here `python -m bot`; what counts is that the command still starts.
    assert done.returncode in {0, 2}


@pytest.mark.parametrize(
    "encoding",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
)
def test_a_terminal_of_ascii_shows_lookalikes(
    given: dict[str, str], tmp_path: Path, encoding: dict[str, str]
) -> None:
    added = _run("add", "./news", given=given, at=tmp_path, **encoding)
    shown = _run("brief", given=given, at=tmp_path, **encoding)
    failed = _run("brief", "24x", given=given, at=tmp_path, **encoding)

    assert (added.returncode, shown.returncode, failed.returncode) == (0, 0, 1)
    assert b"Traceback" not in added.stderr + shown.stderr + failed.stderr
    assert b'"Storm" reaches Lodz - harbour\'s gates close' in shown.stdout
    assert b"Abo" in shown.stdout
    assert b"Zoe Nunez" in shown.stdout


def test_what_lists_prints_json_in_utf8_whatever_the_terminal_is(
    given: dict[str, str], tmp_path: Path
) -> None:
    _run("add", "./news", given=given, at=tmp_path)
    _run("more", "Åbo", given=given, at=tmp_path)
    rows = {}
    for words in (("sources",), ("search", "families"), ("preferences",), ("digests", "list")):
        done = _run(*words, "--json", given=given, at=tmp_path, PYTHONIOENCODING="ascii")
        assert done.returncode == 0, done.stderr
        rows[words[0]] = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]

    assert rows["sources"][0]["title"] == "news"
    assert rows["search"][0]["title"] == "“Storm” reaches Łódź – harbour’s gates close"
    assert "300 families" in rows["search"][0]["sentence"]
    assert rows["preferences"] == [{"kind": "topic", "name": "Åbo", "weight": 1}]
    assert rows["digests"] == []


def test_ctrl_c_ends_with_130_and_no_traceback(given: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(2_000):
        (folder / f"{number}.txt").write_text(STORM.replace("300", str(number)), encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "add", "./many"],
        env=given,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    database = tmp_path / "home" / "newsbrief.db"
    waiting.until(database.exists, 300)  # the command is at work
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=300)

    assert process.returncode == 130, errors
    assert b"Traceback" not in errors


def test_a_reader_that_has_seen_enough_is_no_fault(given: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m bot manifest | true",
        shell=True,
        env=given,
        cwd=tmp_path,
        capture_output=True,
        timeout=300,
        check=False,
    )

    assert b"Traceback" not in done.stderr


def test_why_explains_a_story_of_the_last_brief_in_words_of_a_terminal(
    given: dict[str, str], tmp_path: Path
) -> None:
    _run("add", "./news", given=given, at=tmp_path)
    _run("brief", given=given, at=tmp_path)

    known, unknown = (
        _run("why", words, given=given, at=tmp_path) for words in ("1", "https://example.org/elsewhere")
    )

    assert known.returncode == 0, known.stderr
    assert "story 1" in known.stdout.decode()
    assert unknown.returncode == 1
    assert b"/brief" not in known.stdout + unknown.stdout
