"""The checks of `newsbrief init` and `newsbrief doctor` that call Slack: tokens, scopes, workspace and clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.server import app_manifest
from bot.render import doctor_report as report
from bot.render.doctor_report import Area, Diagnosis, Finding, Severity
from bot.slack import web_api

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.runtime.settings import Settings
    from bot.slack.web_api import ApiResult

# Slack's Date header has whole seconds, and a call may take some; beyond a minute, digests are late or early.
MAX_CLOCK_DIFFERENCE_SECONDS = 60
# The errors of apps.connections.open that another token does not mend.
_SOCKET_MODE_ERRORS = frozenset({"access_denied", "socket_mode_disabled"})
_MISSING_SCOPE_ERRORS = frozenset({"missing_scope", "no_permission"})


def check_slack(app_settings: Settings, read_clock: Callable[[], datetime]) -> tuple[list[Finding], str]:
    """Check both tokens, the scopes and this machine's clock.

    Returns:
        The findings, and the workspace of the bot token; "" if Slack did not say.
    """
    findings, identity = check_bot_token(app_settings.bot_token, app_settings.api_url)
    now = read_clock()
    if identity.is_unknown:
        return findings, ""
    findings = [*findings, *check_app_token(app_settings.app_token, app_settings.api_url)]
    team = str(identity.response.get("team_id") or "")
    if not findings:
        summary = report.SLACK_OK.format(team=team)
        findings.append(Finding(Area.SLACK, Diagnosis.OK, {"summary": summary}, Severity.OK))
    return [*findings, *_check_clock(identity, now)], team


def check_bot_token(token: str, api_url: str) -> tuple[list[Finding], ApiResult]:
    """Check the bot token and its scopes. Return what is wrong, and Slack's answer, which names the workspace."""
    identity = web_api.post_form(web_api.build_client(token, api_url), "auth.test")
    if identity.is_unknown:
        return [Finding(Area.SLACK, Diagnosis.SLACK_UNREACHABLE, {"url": api_url})], identity
    if identity.error:
        return [Finding(Area.SLACK, Diagnosis.BOT_TOKEN_REFUSED, {"error": identity.error})], identity
    missing_scopes = app_manifest.read_scopes() - identity.scopes if identity.scopes else frozenset()
    if missing_scopes:
        values = {"scopes": ", ".join(sorted(missing_scopes))}
        return [Finding(Area.SLACK, Diagnosis.SCOPES_MISSING, values)], identity
    return [], identity


def check_app_token(token: str, api_url: str) -> list[Finding]:
    """Check the app-level token, its scope, and Socket Mode. Return what is wrong."""
    socket = web_api.post_json(web_api.build_client(token, api_url), "apps.connections.open", {})
    if not socket.error:
        return []
    if socket.is_unknown:
        return [Finding(Area.SLACK, Diagnosis.SLACK_UNREACHABLE, {"url": api_url})]
    diagnosis = Diagnosis.APP_TOKEN_REFUSED
    if socket.error in _SOCKET_MODE_ERRORS:
        diagnosis = Diagnosis.SOCKET_MODE_OFF
    elif socket.error in _MISSING_SCOPE_ERRORS:
        diagnosis = Diagnosis.CONNECTIONS_SCOPE_MISSING
    return [Finding(Area.SLACK, diagnosis, {"error": socket.error})]


# ---- private


def _check_clock(identity: ApiResult, now: datetime) -> list[Finding]:
    if identity.responded_at is None:
        return []
    difference = (now - identity.responded_at).total_seconds()
    if abs(difference) > MAX_CLOCK_DIFFERENCE_SECONDS:
        direction = report.AHEAD if difference > 0 else report.BEHIND
        values = {"seconds": round(abs(difference)), "direction": direction}
        return [Finding(Area.CLOCK, Diagnosis.CLOCK_OFF, values)]
    summary = report.CLOCK_OK.format(seconds=round(abs(difference)) + 1)
    return [Finding(Area.CLOCK, Diagnosis.OK, {"summary": summary}, Severity.OK)]
