from pathlib import Path

import pytest

from bot import settings
from news.errors import SettingsError

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1234567890-abcdef", "SLACK_APP_TOKEN": "xapp-1-A012-345-abcdef"}


def test_everything_that_is_wrong_is_listed_together() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read(
            {
                "SLACK_BOT_TOKEN": "xapp-1-A012-345-abcdef",
                "SLACK_API_URL": "nowhere",
                "NEWSBRIEF_FETCH_MINUTES": "0",
            }
        )

    said = str(refused.value)
    assert len(refused.value.problems) == 4
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "NEWSBRIEF_FETCH_MINUTES"):
        assert name in said
    assert "looks like SLACK_APP_TOKEN" in said


def test_no_token_is_shown_in_an_error_or_in_print() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read({**GOOD, "SLACK_BOT_TOKEN": "secret-9f8e7d"})

    assert "9f8e7d" not in str(refused.value)
    assert "abcdef" not in repr(settings.read(GOOD))


def test_socket_mode_needs_no_signing_secret() -> None:
    assert settings.read(GOOD).signing_secret == ""


def test_an_address_without_its_last_slash_gets_it() -> None:
    assert (
        settings.read({**GOOD, "SLACK_API_URL": "http://127.0.0.1:8080/api"}).api_url
        == "http://127.0.0.1:8080/api/"
    )


def test_a_dotenv_file_fills_up_the_environment_which_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-from-the-file\nSLACK_APP_TOKEN=xapp-from-the-file\n")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-from-the-environment")
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)

    given = settings.environment(tmp_path)

    assert given["SLACK_BOT_TOKEN"] == "xoxb-from-the-environment"
    assert given["SLACK_APP_TOKEN"] == "xapp-from-the-file"


def test_data_lives_where_newsbrief_home_says() -> None:
    assert settings.home({"NEWSBRIEF_HOME": "/srv/news"}) == Path("/srv/news")
    assert settings.home({"XDG_DATA_HOME": "/data"}).name == "newsbrief"
