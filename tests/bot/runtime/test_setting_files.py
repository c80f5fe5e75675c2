import stat
from pathlib import Path

import pytest

from bot.render.wording import error_wording
from bot.runtime import setting_files, settings, tokens
from news.errors import SettingProblem, SettingsError

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1234567890-abcdef", "SLACK_APP_TOKEN": "xapp-1-A012-345-abcdef"}


def test_a_file_that_a_setting_names_is_its_value(tmp_path: Path) -> None:
    (tmp_path / "bot").write_text(TOKENS["SLACK_BOT_TOKEN"] + "\n")
    (tmp_path / "login").write_text("https://feeds.example/ ada:secret\n")
    env = {
        "SLACK_BOT_TOKEN_FILE": str(tmp_path / "bot"),
        "SLACK_APP_TOKEN": TOKENS["SLACK_APP_TOKEN"],
        "NEWSBRIEF_LOGIN_EXAMPLE_FILE": str(tmp_path / "login"),
    }

    loaded = settings.load_settings(env)

    assert loaded.bot_token == TOKENS["SLACK_BOT_TOKEN"]
    assert [login.url_prefix for login in loaded.fetch_policy.logins] == ["https://feeds.example/"]


def test_a_file_may_say_whether_other_programs_get_the_words_of_articles(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("yes\n")

    assert settings.load_mcp_article_text({"NEWSBRIEF_MCP_ARTICLE_TEXT_FILE": str(tmp_path / "text")})
    # A file that only the bot needs is no concern of it.
    assert not settings.load_mcp_article_text({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "none")})
    with pytest.raises(SettingsError):
        settings.load_mcp_article_text({"NEWSBRIEF_MCP_ARTICLE_TEXT_FILE": str(tmp_path / "none")})


def test_a_login_may_be_named_file() -> None:
    loaded = settings.load_settings({**TOKENS, "NEWSBRIEF_LOGIN_FILE": "https://feeds.example/ ada:secret"})

    assert [login.url_prefix for login in loaded.fetch_policy.logins] == ["https://feeds.example/"]


def test_a_file_that_is_missing_and_a_setting_given_twice_are_told_with_all_else(tmp_path: Path) -> None:
    (tmp_path / "app").write_text(TOKENS["SLACK_APP_TOKEN"])
    env = {
        "SLACK_BOT_TOKEN_FILE": str(tmp_path / "missing"),
        "SLACK_APP_TOKEN": TOKENS["SLACK_APP_TOKEN"],
        "SLACK_APP_TOKEN_FILE": str(tmp_path / "app"),
        "NEWSBRIEF_HEALTH_PORT": "many",
    }

    with pytest.raises(SettingsError) as refused:
        settings.load_settings(env)

    found = {(each.name, each.problem) for each in refused.value.problems}
    assert found >= {
        ("SLACK_BOT_TOKEN_FILE", SettingProblem.FILE_UNREADABLE),
        ("SLACK_APP_TOKEN", SettingProblem.GIVEN_TWICE),
        ("NEWSBRIEF_HEALTH_PORT", SettingProblem.NUMBER_OUT_OF_RANGE),
    }


@pytest.mark.parametrize("problem", SettingProblem)
def test_every_problem_of_a_setting_comes_with_an_example_or_the_place_to_look(
    problem: SettingProblem,
) -> None:
    text = error_wording.SETTING_PROBLEM_TEXTS[problem]

    assert any(
        sign in text for sign in ("example", "https://", "10.20.", "page", "Check the network", "Remove one")
    ), text


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("xapp-1-A012-345-abcdef", "looks like SLACK_APP_TOKEN"),
        ("xoxp-1234567890", "user's token"),
        ("xoxe.xoxp-1-abc", "rotation"),
        ("0123456789abcdef0123456789abcdef", "secret"),
        ("A012ABCDEF", "app's ID"),
    ],
)
def test_what_people_copy_instead_of_a_token_is_recognised(value: str, hint: str) -> None:
    problem = tokens.check_token("SLACK_BOT_TOKEN", value)

    assert problem
    text = error_wording.describe_invalid_setting(problem)
    assert hint in text
    assert value not in text


def test_an_env_file_keeps_its_other_lines_and_is_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(
        "# ours\nexport SLACK_BOT_TOKEN=old\n\nNEWSBRIEF_CONTACT=ada@example.org\nSLACK_BOT_TOKENS=x"
    )
    path.chmod(0o644)

    setting_files.update_env_file(path, {**TOKENS, "NEWSBRIEF_NOTE": "a 'quoted' # text"})

    lines = path.read_text().splitlines()
    assert lines[0] == "# ours"
    assert lines[2:5] == ["", "NEWSBRIEF_CONTACT=ada@example.org", "SLACK_BOT_TOKENS=x"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = setting_files.read_env_file(path)
    assert read["SLACK_BOT_TOKEN"] == TOKENS["SLACK_BOT_TOKEN"]
    assert read["SLACK_APP_TOKEN"] == TOKENS["SLACK_APP_TOKEN"]
    assert read["NEWSBRIEF_NOTE"] == "a 'quoted' # text"
    assert list(tmp_path.iterdir()) == [path]


def test_settings_are_read_from_the_environment_then_here_then_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, home = tmp_path / "here", tmp_path / "home"
    for folder in (here, home):
        folder.mkdir()
    (home / ".env").write_text(
        "NEWSBRIEF_CONTACT=home\nSLACK_BOT_TOKEN=home\nSLACK_APP_TOKEN=home\nNEWSBRIEF_HOME=/x"
    )
    (here / ".env").write_text(f"SLACK_BOT_TOKEN=here\nSLACK_APP_TOKEN=here\nNEWSBRIEF_HOME={home}")
    for name in ("NEWSBRIEF_HOME", "NEWSBRIEF_CONTACT", "SLACK_BOT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SLACK_APP_TOKEN", "environment")

    env = settings.load_environment(here)

    assert (env["SLACK_APP_TOKEN"], env["SLACK_BOT_TOKEN"], env["NEWSBRIEF_CONTACT"]) == (
        "environment",
        "here",
        "home",
    )
    assert settings.data_folder(env) == home
