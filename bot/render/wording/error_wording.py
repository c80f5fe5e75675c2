"""The texts of error messages: what happened, what to do, and an example.

The error codes are in `news/errors.py`.

Commands are written as people type them in Slack; `terminal_wording.to_terminal` turns them into `newsbrief ...`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bot.render import mrkdwn
from news.errors import (
    InvalidDuration,
    InvalidPattern,
    InvalidRequest,
    NoSuchStory,
    NotAllowed,
    RequestError,
    RequestProblem,
    RequestTooLong,
    SettingProblem,
    SettingsError,
    StoreError,
    StoreProblem,
    TooManyRequests,
    UnknownMethod,
    UnknownTimezone,
)

if TYPE_CHECKING:
    from news.errors import InvalidSetting, NewsError

REQUEST_PROBLEM_TEXTS = {
    RequestProblem.TIME_MISSING: (
        "At what time? For example: `/brief digest weekdays 9:00 climate, energy`."
    ),
    RequestProblem.TIME_UNCLEAR: "What time do you mean by “{text}”? Pick one, or type a time, for example `8:30`.",
    RequestProblem.TIMES_UNNAMED: (
        "Which times do you want for “{text}”? For example: `/brief digest daily 9:00 and 17:00`."
    ),
    RequestProblem.UNSUPPORTED_RHYTHM: (
        "I can't schedule “{text}”. A digest is sent at fixed times on set days of the week, for example "
        "`/brief digest daily 8:00, 12:00 and 16:00` or `/brief digest mondays 9:00`."
    ),
    RequestProblem.HOLIDAYS_UNSUPPORTED: (
        "I don't have a holiday calendar, so I can't leave out “{text}”. "
        "To skip the next digest: `/brief digest skip 1`. To pause the digest: `/brief digest pause 1`."
    ),
    RequestProblem.SEVERAL_SCHEDULES: (
        "A digest has the same times on all of its days. Please create one for each: "
        "`/brief digest weekdays 9:00`, then `/brief digest saturdays 11:00`."
    ),
    RequestProblem.OTHER_CHANNEL: (
        "A digest is posted to the channel where you create it. Please type this in {channel}, "
        "or add `me` to get it by direct message: `/brief digest me weekdays 9:00`."
    ),
    RequestProblem.LANGUAGE_UNSUPPORTED: (
        "I can't write “{text}”: I quote articles word for word, in their own language. Leave it out and try again."
    ),
    RequestProblem.NOT_UNDERSTOOD: (
        "I don't understand “{text}” here. If it's a topic, put it in quotes. "
        "For example: `/brief digest weekdays 9:00 climate, energy`."
    ),
    RequestProblem.TOO_MANY_TIMES: "A digest can be sent up to {limit} times a day.",
    RequestProblem.INVALID_TIME: "“{text}” isn't a time of day. For example: `9:00`, `17:30` or `9am`.",
    RequestProblem.INVALID_DAY: (
        "“{text}” isn't a day. For example: `daily`, `weekdays`, `mon-fri` or `mon;thu`."
    ),
    RequestProblem.STORY_COUNT_OUT_OF_RANGE: (
        "A digest can have {minimum} to {maximum} stories; you asked for {number}."
    ),
    RequestProblem.OUTLET_STORY_COUNT_OUT_OF_RANGE: (
        "A digest can have {minimum} to {maximum} stories from one outlet; you asked for {number}."
    ),
    RequestProblem.UNKNOWN_SOURCE: "There's no source called “{name}” here. `/brief sources` lists all sources.",
    RequestProblem.SEARCH_EMPTY: "What should I search for? For example: `/brief search dam wall 2w`.",
    RequestProblem.FILTER_EMPTY: (
        "What should I filter out? For example: `/brief preview filter boxing, /F[12]/ 2w`."
    ),
    RequestProblem.PREFERENCE_EMPTY: (
        "Which topic or source? For example: `/brief {verb} climate`, `/brief {verb} from Courier`."
    ),
    RequestProblem.TOO_MANY_TOPICS: (
        "This channel already has preferences for {limit} topics. Remove one first: `/brief reset climate`."
    ),
    RequestProblem.TOO_MANY_DIGESTS: (
        "This channel already has {limit} digests. Delete one first: `/brief digest delete 1`."
    ),
    RequestProblem.NO_DIGESTS: (
        "There are no digests here yet. To create one: `/brief digest weekdays 9:00 climate, energy`."
    ),
    RequestProblem.DIGEST_NUMBER_MISSING: (
        "There are {count} digests here. Add the name or the number from `/brief digest list`, "
        "for example: `/brief digest {verb} 1`."
    ),
    RequestProblem.UNKNOWN_DIGEST_NUMBER: "There's no digest {number} here. `/brief digest list` shows the names.",
    RequestProblem.UNKNOWN_DIGEST_ID: (
        "No digest has an ID that starts with {id}. `newsbrief digests list` shows all IDs."
    ),
    RequestProblem.AMBIGUOUS_DIGEST_ID: (
        "{count} digests have an ID that starts with {id}. `newsbrief digests list` shows them."
    ),
    RequestProblem.INVALID_TEAM_ID: "“{id}” isn't a workspace ID. A workspace ID looks like T024BE7LD.",
    RequestProblem.INVALID_CHANNEL_ID: (
        "“{id}” isn't a channel or user ID. A channel ID looks like C024BE91L, a user ID like U024BE7LH."
    ),
    RequestProblem.NOT_A_USER_ID: (
        "“{id}” isn't a user ID. Only a person can get a digest of another channel."
    ),
    RequestProblem.CSV_UNREADABLE: (
        "Can't read {path} as a CSV table in UTF-8. `newsbrief digests import --help` describes the columns."
    ),
    RequestProblem.CSV_COLUMN_MISSING: "{file} has no column “{column}”. The first line must be: {header}",
    RequestProblem.CSV_TIME_MISSING: "The time is missing. For example: 09:00;17:30",
    RequestProblem.CSV_LINES_INVALID: (
        "Can't read {count} lines of {file}. No digest was created. "
        "`newsbrief digests import --help` describes the columns."
    ),
    RequestProblem.WORKSPACE_NOT_SERVED: (
        "Newsbrief isn't set up for your workspace, so it can't post anything you ask for here. Ask someone in the "
        "workspace that runs it, or install it in yours."
    ),
    RequestProblem.NO_SOURCES_TO_READ: (
        "There's nothing to read: no source is followed for the whole workspace “{team}”. Follow one on the server, "
        "for example `newsbrief add world --team {team}`. To read another workspace, add `--team T024BE7LD`; to read a "
        "channel's own sources too, `--channel C024BE91L`."
    ),
}
ONE_CSV_LINE_INVALID = (
    "Can't read one line of {file}. No digest was created. `newsbrief digests import --help` "
    "describes the columns."
)
STORE_PROBLEM_TEXTS = {
    StoreProblem.DISK_FULL: "The disk is full: nothing was written to {subject}. Free some space and try again.",
    StoreProblem.READ_ONLY: "{subject} is read-only. Make the file and its folder writable.",
    StoreProblem.CANNOT_OPEN: "Can't open the database {subject}. Check that its folder exists and is writable.",
    StoreProblem.LOCKED: "{subject} is locked: another process is writing to it. Try again in a moment.",
    StoreProblem.DAMAGED: (
        "{subject} is damaged or isn't a database. Restore a backup, or move the file away and run: newsbrief run --new"
    ),
    StoreProblem.DISK_ERROR: "The disk reported an error while using {subject}. Check the disk, then try again.",
    StoreProblem.MISSING_REFERENCE: "Can't write to {subject}: the data refers to something that isn't stored.",
    StoreProblem.FAILED: "Can't read or write {subject}.",
    StoreProblem.INVALID_UNICODE: "Can't write to {subject}: the text isn't valid Unicode.",
    StoreProblem.CLOSED: "The database {subject} is closed.",
    StoreProblem.NOT_OURS: "{subject} belongs to another program. Set NEWSBRIEF_HOME to a different folder.",
    StoreProblem.NEWER_VERSION: (
        "{subject} was written by a newer version of Newsbrief. Install that version or a newer one."
    ),
    StoreProblem.OLDER_VERSION: (
        "{subject} was written by an older version of Newsbrief. To upgrade it, start the bot once, or run: "
        "newsbrief sources"
    ),
    StoreProblem.MISSING: (
        "There's no database at {subject} yet. To make one, follow a source, for example: newsbrief add world. "
        "If the bot keeps its data elsewhere, set NEWSBRIEF_HOME to that folder."
    ),
    StoreProblem.IN_USE: (
        "Another copy of Newsbrief is already using {subject}. Stop it, or set NEWSBRIEF_HOME to a different folder."
    ),
    StoreProblem.FOLDER_NOT_CREATED: (
        "Can't create the folder {subject} ({cause}). Set NEWSBRIEF_HOME to a different folder."
    ),
    StoreProblem.FOLDER_UNUSABLE: (
        "Can't use the folder {subject} ({cause}). Set NEWSBRIEF_HOME to a different folder."
    ),
    StoreProblem.GONE: (
        "The database {subject} is gone or empty, but a bot has run in its folder. Put the file back, or restore a "
        "backup. To start over with nothing, run: newsbrief run --new"
    ),
    StoreProblem.ARTICLES_MISSING: "The articles of brief {subject} are no longer stored.",
    StoreProblem.BACKUP_EXISTS: "{subject} exists already. Choose another name, or a folder.",
    StoreProblem.BACKUP_NOT_FOUND: "There's no backup at {subject}.",
    StoreProblem.BACKUP_NOT_WRITTEN: "Can't write a backup to {subject} ({cause}). Choose another folder.",
    StoreProblem.BACKUP_DAMAGED: (
        "{subject} is damaged, or isn't a backup of Newsbrief. Nothing was changed. Use another backup."
    ),
}
SETTING_PROBLEM_TEXTS = {
    SettingProblem.TOKEN_MISSING: (
        "{name} is missing. Copy it from your app's page, under {page}. For example: {name}={prefix}..."
    ),
    SettingProblem.TOKEN_INVALID: (
        "{name} isn't valid. It has only letters, digits and hyphens, for example {name}={prefix}1234567890-AbCdEf."
    ),
    SettingProblem.TOKEN_REFUSED: "Slack rejected {name} ({error}). Copy the token again from your app's page.",
    SettingProblem.SIGNING_SECRET_INVALID: (
        "{name} isn't a signing secret, which has 32 digits and letters from a to f. For example: "
        "8f742231b10e8888abcd99ef85a51234. Socket Mode doesn't need it."
    ),
    SettingProblem.API_URL_INVALID: "{name} isn't a URL. For example: {example}",
    SettingProblem.API_UNREACHABLE: "Can't reach Slack at {url}. Check the network, or {name}.",
    SettingProblem.NUMBER_OUT_OF_RANGE: (
        "{name} must be a whole number from {minimum} to {maximum}, for example {example}."
    ),
    SettingProblem.MINUTES_OUT_OF_RANGE: (
        "{name} must be a whole number of minutes from {minimum} to {maximum}, for example {example}."
    ),
    SettingProblem.HOURS_OUT_OF_RANGE: (
        "{name} must be a whole number of hours from {minimum} to {maximum}, for example {example}."
    ),
    SettingProblem.SECONDS_INVALID: "{name} must be a number of seconds, for example 2.5.",
    SettingProblem.NETWORK_INVALID: (
        "{name}: “{text}” isn't a network. For example: 10.20.0.0/16 or 192.168.1.5."
    ),
    SettingProblem.LOGIN_INVALID: (
        "{name} isn't valid. It should be a URL, a user and a password: https://feeds.example.org/ ada:password"
    ),
    SettingProblem.HEADER_INVALID: (
        "{name} isn't valid. It should be a URL and an HTTP header: https://feeds.example.org/ X-Api-Key: 12345"
    ),
    SettingProblem.CHOICE_INVALID: "{name} must be {choices}. For example: {name}={example}",
    SettingProblem.HEARTBEAT_URL_INVALID: (
        "{name} isn't a URL without a user and password. For example: https://hc-ping.com/your-check"
    ),
    SettingProblem.FILE_UNREADABLE: (
        "{name}: can't read {path} ({cause}). It names a file that holds only the value, for example "
        "{name}=/run/secrets/value."
    ),
    SettingProblem.GIVEN_TWICE: "{name} and {other_name} are both set. Remove one of them.",
    SettingProblem.PORT_UNAVAILABLE: (
        "Can't use port {port} ({name}): {cause}. Choose another, for example {name}=8090."
    ),
}
OTHER_SETTING_HINT = " This one looks like {other_setting}."
# What was given instead of a token, by the code that `bot.runtime.tokens` gives it.
OTHER_KIND_HINTS = {
    "user_token": " This one is a user's token (xoxp-). Copy the Bot User OAuth Token instead.",
    "refresh_token": " This one is for token rotation. Turn rotation off, and copy the Bot User OAuth Token.",
    "browser_token": " This one belongs to a browser. Copy the token from your app's page.",
    "webhook": " This one is a webhook's address. Newsbrief needs a token.",
    "secret": " This one looks like the signing secret or client secret.",
    "app_id": " This one looks like the app's ID.",
}
STARTUP_FAILED = (
    "Newsbrief can't start:\n{problems}\n"
    "To set up the tokens: newsbrief init. docs/settings.md explains each setting."
)

INVALID_DURATION = (
    "I can't read “{text}” as a length of time. Try `/brief storm 24h`; also `90m`, `3d`, "
    "`2w`, `today`, `yesterday`, "
    '`this week`. To search for the word itself, put it in quotes: `/brief "{text}"`.'
)
REQUEST_TOO_LONG = "That's {length:,} characters; the limit is {limit:,}. Try fewer words."
INVALID_PATTERN = (
    "“{pattern}” isn't a valid regular expression: {reason}. For example: `without /box(ing|er)/`, "
    "or without slashes: `without boxing`."
)
UNKNOWN_TIMEZONE = (
    "I don't know the time zone “{name}”. For example: `Europe/Berlin`, `America/New_York` or `UTC`."
)
CITY_OR_TOPIC = (
    "Is “{name}” a time zone or a topic? For the time zone, type {suggestions}. "
    "For the topic, put it in quotes."
)
UNKNOWN_TIMEZONE_SUGGESTION = "I don't know the time zone “{name}”. Did you mean {suggestions}?"
NO_SUCH_STORY = "There's no story {number} in the last brief here. It has {count}."
NO_LAST_BRIEF = "There's no brief here yet. `/brief` makes one."
TOO_MANY_BRIEFS = (
    "That's {count} briefs from you in a minute. I'm happy to make another in {seconds} seconds."
)
TOO_MANY_BRIEFS_IN_CHANNEL = (
    "That's {count} briefs here in a minute. Let people read for a moment; "
    "I can make another in {seconds} seconds."
)
ONLY_MAKER = "Only {maker}, who created it, or {admin} can do that. It hasn't changed."
ONLY_ADMIN = (
    "Only {admin} can add that address: it's inside a network, or behind a login, that whoever runs Newsbrief has "
    "set up."
)
ADMIN, NAMED_ADMIN = "a workspace admin", "a workspace admin such as {admin}"
UNKNOWN_METHOD = "There's no method “{name}”. Choose one of: {methods}. For example: --method {example}"


def describe_error(problem: NewsError) -> str:
    """Describe an error: what happened, what to do, and an example.

    Commands are in code spans, as typed in Slack.
    """
    match problem:
        case InvalidRequest():
            return _describe_request_problem(problem)
        case RequestError():
            return _describe_typed_request_error(problem)
        case StoreError():
            return STORE_PROBLEM_TEXTS[problem.problem].format(subject=problem.subject, cause=problem.cause)
        case SettingsError():
            problems = "\n".join(f"- {describe_invalid_setting(setting)}" for setting in problem.problems)
            return STARTUP_FAILED.format(problems=problems)
        case _:
            return str(problem)


def describe_invalid_setting(setting: InvalidSetting) -> str:
    """Describe what is wrong with a setting and what a valid value looks like."""
    text = SETTING_PROBLEM_TEXTS[setting.problem].format(name=setting.name, **setting.values)
    if setting.values.get("other_setting"):
        return text + OTHER_SETTING_HINT.format(**setting.values)
    return text + OTHER_KIND_HINTS.get(str(setting.values.get("other_kind", "")), "")


# ---- private


def _describe_request_problem(problem: InvalidRequest) -> str:
    is_one_line = problem.problem is RequestProblem.CSV_LINES_INVALID and problem.values["count"] == 1
    template = ONE_CSV_LINE_INVALID if is_one_line else REQUEST_PROBLEM_TEXTS[problem.problem]
    return template.format(**problem.values)


def _describe_typed_request_error(problem: RequestError) -> str:
    text = str(problem)
    match problem:
        case InvalidDuration():
            text = INVALID_DURATION.format(text=problem.duration_text)
        case RequestTooLong():
            text = REQUEST_TOO_LONG.format(length=problem.length, limit=problem.limit)
        case InvalidPattern():
            text = INVALID_PATTERN.format(pattern=problem.pattern, reason=problem.reason)
        case UnknownTimezone():
            template = UNKNOWN_TIMEZONE_SUGGESTION if problem.suggestions else UNKNOWN_TIMEZONE
            if problem.is_topic_possible:
                template = CITY_OR_TOPIC
            text = template.format(name=problem.name, suggestions=" or ".join(problem.suggestions))
        case NoSuchStory():
            template = NO_SUCH_STORY if problem.story_count else NO_LAST_BRIEF
            text = template.format(number=problem.story_number, count=problem.story_count)
        case TooManyRequests():
            template = TOO_MANY_BRIEFS if problem.is_personal else TOO_MANY_BRIEFS_IN_CHANNEL
            text = template.format(count=problem.count, seconds=math.ceil(problem.wait_seconds))
        case NotAllowed():
            template = ONLY_MAKER if problem.maker else ONLY_ADMIN
            admin = NAMED_ADMIN.format(admin=mrkdwn.mention_user(problem.admin)) if problem.admin else ADMIN
            text = template.format(maker=mrkdwn.mention_user(problem.maker), admin=admin)
        case UnknownMethod():
            methods = ", ".join(problem.known_methods)
            text = UNKNOWN_METHOD.format(name=problem.name, methods=methods, example=problem.known_methods[0])
    return text
