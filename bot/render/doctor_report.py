"""The findings of `newsbrief doctor` in words: each problem, and how to fix it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Area(StrEnum):
    """What is checked, in the order of the report."""

    SETTINGS = "settings"
    FOLDER = "folder"
    DATABASE = "database"
    DISK = "disk"
    SLACK = "slack"
    CLOCK = "clock"
    BOT = "bot"
    SOURCES = "sources"
    DIGESTS = "digests"


class Severity(StrEnum):
    """How serious a finding is. Only an error affects the exit status."""

    OK = "ok"
    NOTE = "note"
    ERROR = "error"


class Diagnosis(StrEnum):
    """What a check found. The comments list the values that each diagnosis carries."""

    OK = "ok"  # (summary)
    SETTING_INVALID = "setting_invalid"  # (text)
    ENV_FILE_READABLE = "env_file_readable"  # (path)
    FOLDER_MISSING = "folder_missing"  # (path)
    FOLDER_READABLE = "folder_readable"  # (path)
    FOLDER_READ_ONLY = "folder_read_only"  # (path)
    DATABASE_UNUSABLE = "database_unusable"  # (text)
    DATABASE_DAMAGED = "database_damaged"  # (path, problem)
    DATABASE_LARGE = "database_large"  # (path, size)
    SQLITE_FAULTY = "sqlite_faulty"  # (version)
    DISK_NEARLY_FULL = "disk_nearly_full"  # (path, free)
    SLACK_UNREACHABLE = "slack_unreachable"  # (url)
    BOT_TOKEN_REFUSED = "bot_token_refused"  # noqa: S105 - a code (error)
    APP_TOKEN_REFUSED = "app_token_refused"  # noqa: S105 - a code (error)
    CONNECTIONS_SCOPE_MISSING = "connections_scope_missing"  # (error)
    SOCKET_MODE_OFF = "socket_mode_off"  # (error)
    SCOPES_MISSING = "scopes_missing"  # (scopes)
    OTHER_WORKSPACE = "other_workspace"  # (digests, team)
    CLOCK_OFF = "clock_off"  # (seconds, direction)
    NOT_RUNNING = "not_running"
    TICKER_DEAD = "ticker_dead"  # (time)
    NO_SOURCES = "no_sources"
    ONLY_LOCAL_SOURCES = "only_local_sources"  # (team)
    SOURCE_FAILING = "source_failing"  # (source, text)
    SOURCE_GIVEN_UP = "source_given_up"  # (source, url)
    DIGEST_ON_HOLD = "digest_on_hold"  # (digest, channel, text)
    DIGEST_NOT_DELIVERED = "digest_not_delivered"  # (digest, channel, text)
    ZONE_UNKNOWN = "zone_unknown"  # (zone, digest)


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check.

    Attributes:
        area: what was checked.
        diagnosis: what was found.
        values: the values of the diagnosis, by name.
        severity: how serious it is.
    """

    area: Area
    diagnosis: Diagnosis
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR


# What was found, and how to fix it; "" if there is nothing to do.
DIAGNOSIS_TEXTS = {
    Diagnosis.OK: ("{summary}", ""),
    Diagnosis.SETTING_INVALID: ("{text}", "docs/settings.md explains each setting."),
    Diagnosis.ENV_FILE_READABLE: ("Other users can read the tokens in {path}.", "chmod 600 {path}"),
    Diagnosis.FOLDER_MISSING: (
        "The data folder {path} doesn't exist yet.",
        "The first newsbrief command creates it. If the bot has run before, check NEWSBRIEF_HOME and your user.",
    ),
    Diagnosis.FOLDER_READABLE: ("Other users can read the data folder {path}.", "chmod 700 {path}"),
    Diagnosis.FOLDER_READ_ONLY: (
        "Can't write to the data folder {path}.",
        "Run as the user that owns the folder, or give the folder to that user.",
    ),
    Diagnosis.DATABASE_UNUSABLE: ("{text}", ""),
    Diagnosis.DATABASE_DAMAGED: (
        "The database {path} is damaged: {problem}",
        "Stop the bot, then restore a backup: newsbrief restore FILE",
    ),
    Diagnosis.DATABASE_LARGE: (
        "The database {path} has {size}.",
        "To delete articles older than 90 days, set NEWSBRIEF_ARTICLE_MAX_DAYS=90 and restart the bot. Quotes stay.",
    ),
    Diagnosis.SQLITE_FAULTY: (
        "SQLite {version} has a rare fault that can damage a database.",
        "Install the package pysqlite3-binary beside Newsbrief, or a newer Python.",
    ),
    Diagnosis.DISK_NEARLY_FULL: ("Only {free} are free on the disk of {path}.", "Free some space."),
    Diagnosis.SLACK_UNREACHABLE: (
        "Can't reach Slack at {url}.",
        "Check the network, a proxy, and SLACK_API_URL. Slack's own status: https://slack-status.com",
    ),
    Diagnosis.BOT_TOKEN_REFUSED: (
        "Slack rejects SLACK_BOT_TOKEN ({error}).",
        "Copy it again from your app's page, under OAuth & Permissions.",
    ),
    Diagnosis.APP_TOKEN_REFUSED: (
        "Slack rejects SLACK_APP_TOKEN ({error}).",
        "Create one with the scope connections:write on your app's page, under Basic Information.",
    ),
    Diagnosis.CONNECTIONS_SCOPE_MISSING: (
        "SLACK_APP_TOKEN lacks the scope connections:write.",
        "Create an app-level token with the scope connections:write on your app's page, under Basic Information.",
    ),
    Diagnosis.SOCKET_MODE_OFF: (
        "Slack opens no connection for the app ({error}).",
        "Turn on Socket Mode on your app's page, under Socket Mode.",
    ),
    Diagnosis.SCOPES_MISSING: (
        "The app lacks the scopes {scopes}.",
        "Update the app's manifest with the output of newsbrief manifest, and reinstall the app.",
    ),
    Diagnosis.OTHER_WORKSPACE: (
        "{digests} belong to another workspace than the token ({team}), and are never sent.",
        "Use that workspace's token, or delete them: newsbrief digests list",
    ),
    Diagnosis.CLOCK_OFF: (
        "This machine's clock is {seconds} s {direction}.",
        "Turn on time synchronization, for example: timedatectl set-ntp true",
    ),
    Diagnosis.NOT_RUNNING: ("The bot isn't running on this data folder.", "newsbrief run"),
    Diagnosis.TICKER_DEAD: (
        "The bot is running, but has done nothing since {time}.",
        "Restart it, and look for the cause in its log.",
    ),
    Diagnosis.NO_SOURCES: ("No sources yet.", "newsbrief import world"),
    Diagnosis.ONLY_LOCAL_SOURCES: (
        "All sources were added for this terminal only, so no channel sees them.",
        "newsbrief add PLACE --team {team}",
    ),
    Diagnosis.SOURCE_FAILING: ("{source}: {text}", "Open its address in a browser. The bot keeps trying."),
    Diagnosis.SOURCE_GIVEN_UP: ("{source} is no longer fetched.", "To try again: newsbrief add {url}"),
    Diagnosis.DIGEST_ON_HOLD: (
        "The digest {digest} for {channel} is on hold: {text}",
        "newsbrief digests resume {digest}",
    ),
    Diagnosis.DIGEST_NOT_DELIVERED: (
        "The last digest {digest} for {channel} wasn't delivered: {text}",
        "newsbrief digests now {digest}",
    ),
    Diagnosis.ZONE_UNKNOWN: (
        "This machine doesn't know the time zone {zone} of the digest {digest}.",
        "Update the time zone data, such as the package tzdata.",
    ),
}  # fmt: skip
AREA_NAMES = {
    Area.SETTINGS: "Settings",
    Area.FOLDER: "Data folder",
    Area.DATABASE: "Database",
    Area.DISK: "Disk",
    Area.SLACK: "Slack",
    Area.CLOCK: "Clock",
    Area.BOT: "Bot",
    Area.SOURCES: "Sources",
    Area.DIGESTS: "Digests",
}
SEVERITY_MARKS = {Severity.OK: "ok  ", Severity.NOTE: "note", Severity.ERROR: "FAIL"}
ALL_WELL = "No problems found."
PROBLEMS_FOUND = "Problems found: {count}."
FIX_LINE = "                  Fix: {fix}"
# In the summaries of areas that are fine.
SETTINGS_OK = "complete"
FOLDER_OK = "{path}"
DATABASE_OK = "{path}, {size}, {growth} in the last week, no damage found (SQLite {version})"
DATABASE_NEW = "none yet; the first command creates it"
DISK_OK = "{free} free"
SLACK_OK = "workspace {team}, both tokens and all scopes are fine"
SLACK_SKIPPED = "not checked, because the tokens are missing"
CLOCK_OK = "within {seconds} s of Slack's"
BOT_OK = "running, last tick {time}"
SOURCES_OK = "{count} followed, all fetched"
DIGESTS_OK = "{count}, last deliveries fine"
BEHIND, AHEAD = "behind Slack's", "ahead of Slack's"


def describe_finding(finding: Finding) -> tuple[str, str]:
    """Return a description of a finding and how to fix it; the second text is "" if nothing needs fixing."""
    text, fix = DIAGNOSIS_TEXTS[finding.diagnosis]
    return text.format(**finding.values), fix.format(**finding.values)


def describe_report(findings: Iterable[Finding]) -> str:
    """Return the findings as lines for a terminal, with a summary at the end."""
    lines, error_count = [], 0
    for finding in findings:
        text, fix = describe_finding(finding)
        lines.append(f"{SEVERITY_MARKS[finding.severity]}  {AREA_NAMES[finding.area]:<11} {text}")
        if fix:
            lines.append(FIX_LINE.format(fix=fix))
        error_count += finding.severity is Severity.ERROR
    return "\n".join([*lines, "", PROBLEMS_FOUND.format(count=error_count) if error_count else ALL_WELL])
