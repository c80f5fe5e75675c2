"""The form of Slack's tokens, and what people copy instead of them."""

from __future__ import annotations

import re

from news.errors import InvalidSetting, SettingProblem

# The prefix of each token, and the page of the app where it stands.
TOKENS = {
    "SLACK_BOT_TOKEN": ("xoxb-", "OAuth & Permissions"),
    "SLACK_APP_TOKEN": ("xapp-", "Basic Information, App-Level Tokens"),
}
# What people copy from an app's pages instead of a bot token or an app-level token.
_OTHER_KINDS = {
    r"xoxp-": "user_token",
    r"xoxe[-.]": "refresh_token",
    r"xoxc-|xoxd-": "browser_token",
    r"https?://hooks\.": "webhook",
    r"[0-9a-f]{32}$": "secret",
    r"A[A-Z0-9]{8,12}$": "app_id",
}


def check_token(name: str, value: str) -> InvalidSetting | None:
    """Return what is wrong with the form of a token, or None.

    Args:
        name: SLACK_BOT_TOKEN or SLACK_APP_TOKEN.
        value: the token, without spaces around it.
    """
    prefix, page_name = TOKENS[name]
    if not value:
        return InvalidSetting(name, SettingProblem.TOKEN_MISSING, {"prefix": prefix, "page": page_name})
    if re.fullmatch(re.escape(prefix) + r"[A-Za-z0-9-]{8,}", value):
        return None
    other_name = {prefix: name for name, (prefix, _) in TOKENS.items()}.get(value[:5], "")
    values = {
        "prefix": prefix,
        "other_setting": "" if other_name == name else other_name,
        "other_kind": _find_other_kind(value),
    }
    return InvalidSetting(name, SettingProblem.TOKEN_INVALID, values)


# ---- private


def _find_other_kind(value: str) -> str:
    """Return the code of a credential of Slack that is no bot token and no app-level token; "" for other text."""
    return next((kind for pattern, kind in _OTHER_KINDS.items() if re.match(pattern, value)), "")
