"""The command `newsbrief init`: from nothing to a bot that `newsbrief run` starts.

manifest link -> bot token -> app token --each tested with Slack--> .env -> database -> starter pack
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from bot.cli import context
from bot.render.wording.terminal import setup_wording as wording
from bot.runtime import log_privacy, settings, tokens
from bot.runtime.setting_files import ENV_FILE, FILE_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.render.doctor_report import Finding
    from bot.slack.web_api import ApiResult
    from news.errors import InvalidSetting

BOT_TOKEN, APP_TOKEN, API_URL = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL"
DEFAULT_PACK = "world"
# How often a token is asked for.
MAX_ATTEMPTS = 5
# The exit status for settings that must be changed (EX_CONFIG), as with `newsbrief run`.
BAD_SETTINGS_STATUS = 78


@click.command()
@click.option("--bot-token", metavar="TOKEN", help="The bot token. Safer: the environment, SLACK_BOT_TOKEN.")
@click.option("--app-token", metavar="TOKEN", help="The app-level token. Safer: SLACK_APP_TOKEN.")
@click.option(
    "--pack", metavar="PACK|FILE", help="The starter pack or OPML file to follow, or none. Asks without it."
)
@click.option("--no-input", is_flag=True, help="Ask nothing; fail if a token is missing or wrong.")
def init(bot_token: str | None, app_token: str | None, pack: str | None, *, no_input: bool) -> None:
    """Connect the bot to Slack, step by step.

    Shows the link that creates the app, asks for the two tokens, tests them, saves them in .env in the data folder,
    creates the database, and offers a starter pack of sources.

    Tokens in the environment, in .env or in the file that SLACK_BOT_TOKEN_FILE names are taken without asking.
    """
    if not context.is_verbose():
        log_privacy.configure_logging(logging.ERROR)  # what Slack refuses is said in words
    given = {BOT_TOKEN: bot_token, APP_TOKEN: app_token}
    env = {**settings.load_environment(Path.cwd()), **{name: value for name, value in given.items() if value}}
    setup = _Setup(env, asks=not no_input)
    identity = setup.obtain_tokens()
    setup.save(identity, pack)


class _Setup:
    """One run of the command.

    `saved` has the settings for the .env file, by name.
    """

    def __init__(self, env: dict[str, str], *, asks: bool) -> None:
        from bot.runtime import setting_files  # noqa: PLC0415 - see bot.cli.main

        self._env = env
        self._asks = asks
        self._values = setting_files.read_named_files(env, [])
        self._home = settings.data_folder(env)
        self._saved: dict[str, str] = {}
        self._api_url = self._read_api_url()

    def obtain_tokens(self) -> Mapping[str, object]:
        """Find or ask for both tokens, and test them. Return who the bot is."""
        from bot.cli.server import app_manifest, slack_checks  # noqa: PLC0415 - Slack's libraries load slowly

        identity: list[ApiResult] = []

        def test_bot_token(token: str) -> Sequence[Finding]:
            findings, answer = slack_checks.check_bot_token(token, self._api_url)
            identity[:] = [answer]
            return findings

        if not self._values.get(BOT_TOKEN, "").strip():
            click.echo(wording.CREATE_APP.format(link=app_manifest.creation_link()))
        self._obtain(BOT_TOKEN, wording.PASTE_FIRST, test_bot_token)
        bot = identity[0].response
        click.echo(
            wording.WORKSPACE_FOUND.format(
                name=bot.get("team") or "", team=bot.get("team_id") or "", user=bot.get("user") or ""
            )
        )
        if not self._values.get(APP_TOKEN, "").strip():
            click.echo(wording.CREATE_SECOND)
        self._obtain(
            APP_TOKEN,
            wording.PASTE_SECOND,
            lambda token: slack_checks.check_app_token(token, self._api_url),
        )
        click.echo(wording.SOCKET_MODE_ON)
        return bot

    def save(self, bot: Mapping[str, object], pack: str | None) -> None:
        """Write the .env file, make the database, and follow a starter pack."""
        from bot.render.wording import formats  # noqa: PLC0415 - see bot.cli.main
        from bot.runtime import data_folder, local_sources, setting_files  # noqa: PLC0415 - SQLite loads slowly

        team = str(bot.get("team_id") or "")
        data_folder.create_store(self._home)
        env_file = self._home / ENV_FILE
        try:
            setting_files.update_env_file(env_file, self._saved)
        except OSError as problem:
            _fail(wording.NOT_SAVED.format(path=env_file, cause=problem.strerror), status=1)
        click.echo(wording.SAVED.format(path=env_file))
        here = Path.cwd() / ENV_FILE
        if here.resolve() != env_file.resolve() and self._is_shadowed_by(setting_files.read_env_file(here)):
            click.echo(wording.SHADOWED.format(path=here))
        click.echo(wording.DATABASE_READY.format(path=self._home / settings.DATABASE_FILE))
        with data_folder.open_store(self._home) as store:
            adopted_count = local_sources.adopt(store, self._home, team, now=context.current_time())
        if adopted_count:
            click.echo(wording.ADOPTED.format(sources=formats.format_count(adopted_count, "source")))
        self._follow_pack(team, pack)
        click.echo(wording.NEXT_STEPS.format(user=bot.get("user") or "newsbrief"))

    def _obtain(self, name: str, question: str, test: Callable[[str], Sequence[Finding]]) -> None:
        """Find or ask for a token until Slack accepts it, and note it for the .env file."""
        from bot.render import doctor_report  # noqa: PLC0415 - see bot.cli.main
        from bot.render.wording import error_wording  # noqa: PLC0415 - see bot.cli.main

        token, from_file = self._values.get(name, "").strip(), name not in self._env
        for _attempt in range(MAX_ATTEMPTS):
            if not token:
                token, from_file = self._ask(name, question), False
            problem = tokens.check_token(name, token)
            if problem:
                click.echo(f"   {error_wording.describe_invalid_setting(problem)}", err=True)
            else:
                click.echo(wording.TESTING.format(name=name))
                findings = test(token)
                if not findings:
                    file_setting = name + FILE_SUFFIX
                    if from_file:
                        self._saved[file_setting] = str(Path(self._env[file_setting]).expanduser().resolve())
                    else:
                        self._saved[name] = token
                    return
                for finding in findings:
                    text, fix = doctor_report.describe_finding(finding)
                    click.echo(wording.PROBLEM_AND_FIX.format(text=text, fix=fix), err=True)
            if not self._asks:
                break
            token = ""
            click.echo(wording.TRY_AGAIN)
        _fail(wording.GIVEN_UP)

    def _ask(self, name: str, question: str) -> str:
        if not self._asks:
            _fail(wording.INPUT_ENDED.format(name=name))
        try:
            # Without a terminal nothing is echoed, and hiding would only warn about it.
            answer: str = click.prompt(
                question, hide_input=sys.stdin.isatty(), default="", show_default=False, err=True
            )
        except click.Abort:
            if sys.stdin.isatty():
                raise
            _fail(wording.INPUT_ENDED.format(name=name))
        # People copy more than the token: quotes, spaces, the setting's name.
        return answer.strip().removeprefix(f"{name}=").strip(" \t\"'`")

    def _follow_pack(self, team: str, pack: str | None) -> None:
        from bot.cli import sources  # noqa: PLC0415 - it loads slowly
        from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see above
        from news.errors import SourceError  # noqa: PLC0415 - see above
        from sources.lists import starter_packs  # noqa: PLC0415 - see above

        packs = ", ".join(starter_packs.list_packs())
        with context.open_services(polls_sources=True) as services:
            scope = SubscriptionScope(team)
            while True:
                name = pack
                if name is None and self._asks and not services.source_subscriptions.list_sources(scope):
                    try:
                        name = str(click.prompt(wording.OFFER_PACK.format(packs=packs), default=DEFAULT_PACK))
                    except click.Abort:
                        name = wording.NO_PACK  # the tokens are saved; a pack can come later
                if not name or name.strip().lower() == wording.NO_PACK:
                    return
                try:
                    sources.import_sources(
                        services, name.strip(), scope, context.stdout_console(), context.stderr_console()
                    )
                except SourceError as problem:
                    click.echo(str(problem), err=True)
                    if pack is not None:
                        sys.exit(1)
                else:
                    return

    def _read_api_url(self) -> str:
        problems: list[InvalidSetting] = []
        url = settings.read_api_url(self._values, problems)
        if problems:
            from bot.render.wording import error_wording  # noqa: PLC0415 - see bot.cli.main

            _fail(error_wording.describe_invalid_setting(problems[0]))
        if url != settings.SLACK_API_URL:
            self._saved[API_URL] = url  # the tokens are of this Slack, and `run` needs it as well
        return url

    def _is_shadowed_by(self, values: Mapping[str, str]) -> bool:
        return any(
            name in values and values[name] != self._saved.get(name) for name in (BOT_TOKEN, APP_TOKEN)
        )


# ---- private


def _fail(text: str, status: int = BAD_SETTINGS_STATUS) -> NoReturn:
    click.echo(text, err=True)
    sys.exit(status)
