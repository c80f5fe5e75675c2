"""The commands that read stored articles, in the process of the test."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import newsbrief

STORY = """Harl bridge closed after cracks are found
The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars.
About 400 families on the island were moved to schools in the town overnight.
The bridge was built in 1931 and last repaired in 2009 at a cost of 3.2 million crowns."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSBRIEF_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news" / "Courier").mkdir(parents=True)
    (tmp_path / "news" / "Courier" / "bridge.txt").write_text(STORY)
    assert _type("add", "./news").exit_code == 0
    return tmp_path


def _type(*words: str) -> Result:
    return CliRunner().invoke(newsbrief, list(words))


def _rows(*words: str) -> list[dict[str, Any]]:
    done = _type(*words)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_brief_as_json_says_of_each_sentence_where_it_stands() -> None:
    (brief,) = _rows("brief", "--json")

    sentences = [sentence for story in brief["stories"] for sentence in story["sentences"]]
    assert "The Harl bridge at Denmouth was closed on Tuesday" in json.dumps(brief)
    assert sentences
    assert all(sentence["verified"] for sentence in sentences)


def test_a_search_as_json_names_the_article_and_its_sentence() -> None:
    (row,) = _rows("search", "families", "--json")

    assert row["title"] == "Harl bridge closed after cracks are found"
    assert "About 400 families" in row["sentence"]


def test_why_explains_a_story_of_the_last_brief_and_fails_for_what_is_unknown() -> None:
    _type("brief")

    known, unknown = _type("why", "1"), _type("why", "https://nobody.example/never-read")

    assert known.exit_code == 0
    assert "Harl bridge closed" in known.output
    assert unknown.exit_code == 1


def test_a_brief_is_verified() -> None:
    _type("brief")

    done = _type("verify")

    assert done.exit_code == 0
    assert "Checked 1 sentence" in done.output
    assert "all match" in done.output


def test_each_story_says_why_it_stands_there() -> None:
    done = _type("brief", "--explain", "--length", "long")

    assert done.exit_code == 0
    assert "Harl bridge closed" in done.output


def test_a_backup_is_written_checked_and_restored(home: Path) -> None:
    (home / "backups").mkdir()

    written, again = _type("backup", "backups", "--keep", "1"), _type("backup", "one.db")
    checked, restored = _type("verify-backup", "one.db"), _type("restore", "one.db")

    assert [each.exit_code for each in (written, again, checked, restored)] == [0] * 4, restored.output
    assert len(list((home / "backups").glob("newsbrief-*.db"))) == 1
    assert "1 source" in checked.output
    assert "Harl bridge closed" in _type("brief").output
    assert _type("backup", "none", "--keep", "2").exit_code == 2
    (home / "one.db").write_bytes(b"no database")
    assert _type("verify-backup", "one.db").exit_code != 0
