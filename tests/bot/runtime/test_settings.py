from datetime import timedelta
from pathlib import Path

import pytest

from bot.render.wording import error_wording
from bot.runtime import settings
from news.errors import SettingsError

GOOD = {"SLACK_BOT_TOKEN": "xoxb-1234567890-abcdef", "SLACK_APP_TOKEN": "xapp-1-A012-345-abcdef"}


def test_everything_that_is_wrong_is_listed_together() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.load_settings(
            {
                "SLACK_BOT_TOKEN": "xapp-1-A012-345-abcdef",
                "SLACK_API_URL": "nowhere",
                "NEWSBRIEF_MIN_POLL_MINUTES": "0",
            }
        )

    said = error_wording.describe_error(refused.value)
    assert len(refused.value.problems) == 4
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "NEWSBRIEF_MIN_POLL_MINUTES"):
        assert name in said
    assert "looks like SLACK_APP_TOKEN" in said


def test_no_token_is_shown_in_an_error_or_in_print() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.load_settings({**GOOD, "SLACK_BOT_TOKEN": "secret-9f8e7d"})

    assert "9f8e7d" not in str(refused.value)
    assert "abcdef" not in repr(settings.load_settings(GOOD))


def test_socket_mode_needs_no_signing_secret() -> None:
    assert settings.load_settings(GOOD).signing_secret == ""


def test_an_address_without_its_last_slash_gets_it() -> None:
    assert (
        settings.load_settings({**GOOD, "SLACK_API_URL": "http://127.0.0.1:8080/api"}).api_url
        == "http://127.0.0.1:8080/api/"
    )


def test_a_dotenv_file_fills_up_the_environment_which_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-from-the-file\nSLACK_APP_TOKEN=xapp-from-the-file\n")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-from-the-environment")
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)

    given = settings.load_environment(tmp_path)

    assert given["SLACK_BOT_TOKEN"] == "xoxb-from-the-environment"
    assert given["SLACK_APP_TOKEN"] == "xapp-from-the-file"


def test_data_lives_where_newsbrief_home_says() -> None:
    assert settings.data_folder({"NEWSBRIEF_HOME": "/srv/news"}) == Path("/srv/news")
    assert settings.data_folder({"XDG_DATA_HOME": "/data"}).name == "newsbrief"


def test_networks_inside_and_what_single_places_ask_for_are_read() -> None:
    manners, shortest = settings.load_fetch_policy(
        {
            "NEWSBRIEF_ALLOWED_NETWORKS": "10.20.0.0/16, 192.168.1.5",
            "NEWSBRIEF_LOGIN_TEAM": "https://feeds.example.org/team/ ada:pass word",
            "NEWSBRIEF_HEADER_PAID": "https://api.example.com X-Api-Key: 12345",
            "NEWSBRIEF_MIN_POLL_MINUTES": "20",
        }
    )

    assert [str(network) for network in manners.allowed_networks] == ["10.20.0.0/16", "192.168.1.5/32"]
    paid, team = manners.logins
    assert (paid.url_prefix, paid.header_name, paid.header_value) == (
        "https://api.example.com",
        "X-Api-Key",
        "12345",
    )
    assert (team.header_name, team.header_value) == ("Authorization", "Basic YWRhOnBhc3Mgd29yZA==")
    assert shortest == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("NEWSBRIEF_ALLOWED_NETWORKS", "10.20.0.0/99", "“10.20.0.0/99” isn't a network"),
        ("NEWSBRIEF_ALLOWED_NETWORKS", "localhost", "“localhost” isn't a network"),
        ("NEWSBRIEF_LOGIN_A", "https://feeds.example.org/ secret", "NEWSBRIEF_LOGIN_A isn't valid"),
        ("NEWSBRIEF_LOGIN_A", "feeds.example.org ada:secret", "NEWSBRIEF_LOGIN_A isn't valid"),
        ("NEWSBRIEF_LOGIN_A", "https://ada:secret@feeds.example.org/ ada:secret", "isn't valid"),
        ("NEWSBRIEF_HEADER_A", "https://feeds.example.org/ X-Key: secret\r\nHost: evil", "isn't valid"),
    ],
)
def test_what_cannot_be_read_is_named_and_no_password_is_repeated(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as problem:
        settings.load_fetch_policy({name: value})

    words = error_wording.describe_error(problem.value)
    assert said in words
    assert "secret" not in words + str(problem.value)


@pytest.mark.parametrize(
    ("old_name", "value"),
    [
        ("NEWSBRIEF_INSIDE", "10.20.0.0/16"),
        ("NEWSBRIEF_CATCHUP_HOURS", "9"),
        ("NEWSBRIEF_FETCH_MINUTES", "20"),
        ("NEWSBRIEF_SETTLE_S", "2.5"),
    ],
)
def test_a_setting_is_still_read_under_its_old_name_which_the_new_one_overrides(
    old_name: str, value: str
) -> None:
    new_name = {
        "NEWSBRIEF_INSIDE": "NEWSBRIEF_ALLOWED_NETWORKS",
        "NEWSBRIEF_CATCHUP_HOURS": "NEWSBRIEF_MISSED_DIGEST_MAX_AGE_HOURS",
        "NEWSBRIEF_FETCH_MINUTES": "NEWSBRIEF_MIN_POLL_MINUTES",
        "NEWSBRIEF_SETTLE_S": "NEWSBRIEF_DELIVERY_RECHECK_S",
    }[old_name]
    env = {**GOOD, "NEWSBRIEF_TEST": "1"}

    old, new = (settings.load_settings({**env, name: value}) for name in (old_name, new_name))

    assert old == new != settings.load_settings(env)
    assert settings.load_settings({**env, new_name: value, old_name: "nonsense"}) == new
    with pytest.raises(SettingsError, match=old_name):
        settings.load_settings({**env, old_name: "nonsense"})
