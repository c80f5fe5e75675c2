"""All errors of Newsbrief, in one class hierarchy.

NewsError
|-- SourceError          a source could not be read; the others go on
|   |-- Unreachable      no answer, or not in time
|   |-- Refused          an answer that is a refusal (HTTP status, robots.txt)
|   |-- BlockedAddress   an address that must not be visited
|   |-- TooLarge         more than a source may bring
|   `-- Unreadable       an answer that is not what it should be
|-- RequestError         a person's words could not be understood
|   |-- InvalidDuration  not a length of time
|   |-- UnknownMethod    not a way to summarize
|   |-- RequestTooLong   more characters than a request may have
|   |-- InvalidPattern   a regular expression that cannot be read
|   |-- UnknownTimezone  not a time zone
|   |-- NoSuchStory      a number that no story of the last brief has
|   |-- TooManyRequests  more briefs in a minute than one person or channel may have
|   |-- NotAllowed       something that only its maker or an admin may do
|   `-- InvalidRequest   anything else, named by a code
|       |-- InvalidDigestSpec  words about a digest, a search or a preference
|       `-- InvalidCsv         a table of digests
|-- StoreError           stored data could not be read or written, named by a code
|   |-- AlreadyRunning   another process uses the data folder
|   `-- SchemaTooNew     the file was written by a newer Newsbrief
`-- SettingsError        the bot cannot start with its settings, named by codes

An error carries a code and values, and no token, credential or traceback; `bot/render/wording/error_wording.py` has the
sentences. Only a SourceError contains words: a reason, which is stored with the source. The cause is chained.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class RequestProblem(StrEnum):
    """What is wrong with a person's request.

    The comments give the values that accompany each problem.
    """

    TIME_MISSING = "time_missing"
    TIME_UNCLEAR = "time_unclear"  # (text)
    TIMES_UNNAMED = "times_unnamed"  # (text)
    UNSUPPORTED_RHYTHM = "unsupported_rhythm"  # (text)
    HOLIDAYS_UNSUPPORTED = "holidays_unsupported"  # (text)
    SEVERAL_SCHEDULES = "several_schedules"
    OTHER_CHANNEL = "other_channel"  # (channel)
    LANGUAGE_UNSUPPORTED = "language_unsupported"  # (text)
    NOT_UNDERSTOOD = "not_understood"  # (text)
    TOO_MANY_TIMES = "too_many_times"  # (limit)
    INVALID_TIME = "invalid_time"  # (text)
    INVALID_DAY = "invalid_day"  # (text)
    STORY_COUNT_OUT_OF_RANGE = "story_count_out_of_range"  # (number, minimum, maximum)
    OUTLET_STORY_COUNT_OUT_OF_RANGE = "outlet_story_count_out_of_range"  # (number, minimum, maximum)
    UNKNOWN_SOURCE = "unknown_source"  # (name)
    SEARCH_EMPTY = "search_empty"
    FILTER_EMPTY = "filter_empty"
    PREFERENCE_EMPTY = "preference_empty"  # (verb)
    TOO_MANY_TOPICS = "too_many_topics"  # (limit)
    TOO_MANY_DIGESTS = "too_many_digests"  # (limit)
    NO_DIGESTS = "no_digests"
    DIGEST_NUMBER_MISSING = "digest_number_missing"  # (count, verb)
    UNKNOWN_DIGEST_NUMBER = "unknown_digest_number"  # (number)
    UNKNOWN_DIGEST_ID = "unknown_digest_id"  # (id)
    AMBIGUOUS_DIGEST_ID = "ambiguous_digest_id"  # (id, count)
    INVALID_TEAM_ID = "invalid_team_id"  # (id)
    INVALID_CHANNEL_ID = "invalid_channel_id"  # (id)
    NOT_A_USER_ID = "not_a_user_id"  # (id)
    CSV_UNREADABLE = "csv_unreadable"  # (path)
    CSV_COLUMN_MISSING = "csv_column_missing"  # (file, column, header)
    CSV_TIME_MISSING = "csv_time_missing"
    CSV_LINES_INVALID = "csv_lines_invalid"  # (file, count)
    WORKSPACE_NOT_SERVED = "workspace_not_served"
    NO_SOURCES_TO_READ = "no_sources_to_read"  # (team)


class StoreProblem(StrEnum):
    """What is wrong with the stored data."""

    DISK_FULL = "disk_full"
    READ_ONLY = "read_only"
    CANNOT_OPEN = "cannot_open"
    LOCKED = "locked"
    DAMAGED = "damaged"
    DISK_ERROR = "disk_error"
    MISSING_REFERENCE = "missing_reference"
    FAILED = "failed"
    INVALID_UNICODE = "invalid_unicode"
    CLOSED = "closed"
    NOT_OURS = "not_ours"
    NEWER_VERSION = "newer_version"
    OLDER_VERSION = "older_version"
    MISSING = "missing"
    IN_USE = "in_use"
    FOLDER_NOT_CREATED = "folder_not_created"
    FOLDER_UNUSABLE = "folder_unusable"
    GONE = "gone"
    ARTICLES_MISSING = "articles_missing"
    BACKUP_EXISTS = "backup_exists"
    BACKUP_NOT_FOUND = "backup_not_found"
    BACKUP_NOT_WRITTEN = "backup_not_written"
    BACKUP_DAMAGED = "backup_damaged"


class SettingProblem(StrEnum):
    """What is wrong with a setting.

    The comments give the values that accompany each problem.
    """

    TOKEN_MISSING = "token_missing"  # noqa: S105 - a code (prefix, page)
    TOKEN_INVALID = "token_invalid"  # noqa: S105 - a code (prefix, other_setting, other_kind)
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code (error)
    SIGNING_SECRET_INVALID = "signing_secret_invalid"  # noqa: S105 - a code
    API_URL_INVALID = "api_url_invalid"  # (example)
    API_UNREACHABLE = "api_unreachable"  # (url)
    NUMBER_OUT_OF_RANGE = "number_out_of_range"  # (minimum, maximum, example)
    MINUTES_OUT_OF_RANGE = "minutes_out_of_range"  # (minimum, maximum, example)
    HOURS_OUT_OF_RANGE = "hours_out_of_range"  # (minimum, maximum, example)
    SECONDS_INVALID = "seconds_invalid"
    NETWORK_INVALID = "network_invalid"  # (text)
    LOGIN_INVALID = "login_invalid"
    HEADER_INVALID = "header_invalid"
    PORT_UNAVAILABLE = "port_unavailable"  # (port, cause)
    CHOICE_INVALID = "choice_invalid"  # (choices, example)
    HEARTBEAT_URL_INVALID = "heartbeat_url_invalid"
    FILE_UNREADABLE = "file_unreadable"  # (path, cause)
    GIVEN_TWICE = "given_twice"  # (other_name)


@dataclass(frozen=True, slots=True)
class InvalidSetting:
    """A setting and the problem with it.

    Attributes:
        name: the name of the setting, such as "SLACK_BOT_TOKEN".
        problem: the code of the problem.
        values: the values listed in `SettingProblem`; never a token or a password.
    """

    name: str
    problem: SettingProblem
    values: Mapping[str, str | int] = field(default_factory=dict, hash=False)


class NewsError(Exception):
    """The base class of all errors that `bot/render/wording/error_wording.py` can describe to people."""


class SourceError(NewsError):
    """A source could not be read.

    Attributes:
        subject: the file or URL as the person typed it, without credentials.
        reason: what went wrong, worded to follow "subject: ".
    """

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: {reason}")
        self.subject = subject
        self.reason = reason

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str]]:
        """Support pickling with all fields, because errors come from parsers in a separate process."""
        return type(self), (self.subject, self.reason)


class Unreachable(SourceError):
    """The server did not respond in time, or the file cannot be opened."""


class Refused(SourceError):
    """The server refused the request.

    Attributes:
        status: the HTTP status; 0 if there is none.
    """

    def __init__(self, subject: str, reason: str, status: int = 0) -> None:
        super().__init__(subject, reason)
        self.status = status

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str, int]]:  # type: ignore[override]
        """Support pickling with all fields."""
        return type(self), (self.subject, self.reason, self.status)


class BlockedAddress(SourceError):
    """The URL must not be fetched.

    Not fetched: a private address, an unsupported scheme, or a port of another protocol.
    """


class TooLarge(SourceError):
    """The source has too many bytes or items, or is nested too deeply."""


class Unreadable(SourceError):
    """The response or file has unexpected content.

    For example, it is empty, binary, not a feed, or without an article.
    """


class RequestError(NewsError):
    """A person's request was not understood."""


class InvalidDuration(RequestError):
    """The text is not a valid length of time.

    Attributes:
        duration_text: the words as typed.
    """

    def __init__(self, duration_text: str) -> None:
        super().__init__(f"invalid_duration: {duration_text}")
        self.duration_text = duration_text


class UnknownMethod(RequestError):
    """There is no summarization method with this name.

    Attributes:
        name: the name as typed.
        known_methods: the names of all methods.
    """

    def __init__(self, name: str, known_methods: Sequence[str]) -> None:
        super().__init__(f"unknown_method: {name}")
        self.name = name
        self.known_methods = tuple(known_methods)


class RequestTooLong(RequestError):
    """The request has too many characters.

    Attributes:
        length: the number of characters of the request.
        limit: the maximum number of characters.
    """

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"request_too_long: {length} > {limit}")
        self.length = length
        self.limit = limit


class InvalidPattern(RequestError):
    """The regular expression cannot be parsed.

    Attributes:
        pattern: the pattern as typed, with its slashes.
        reason: the error message of the regular expression library.
    """

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(f"invalid_pattern: {pattern}: {reason}")
        self.pattern = pattern
        self.reason = reason


class UnknownTimezone(RequestError):
    """There is no time zone with this name.

    Attributes:
        name: the name as typed.
        suggestions: names of time zones that resemble it, or that it may mean.
        is_topic_possible: whether the name may also be a topic: "Berlin".
    """

    def __init__(
        self, name: str, suggestions: Sequence[str] = (), *, is_topic_possible: bool = False
    ) -> None:
        super().__init__(f"unknown_timezone: {name}")
        self.name = name
        self.suggestions = tuple(suggestions)
        self.is_topic_possible = is_topic_possible


class NoSuchStory(RequestError):
    """The last brief has no story with this number.

    Attributes:
        story_number: the number as typed.
        story_count: the number of stories in the last brief; 0 if there is no brief.
    """

    def __init__(self, story_number: int, story_count: int) -> None:
        super().__init__(f"no_such_story: {story_number} of {story_count}")
        self.story_number = story_number
        self.story_count = story_count


class TooManyRequests(RequestError):
    """A person or a channel has requested too many briefs within a minute.

    Attributes:
        count: the number of briefs in the last minute.
        wait_seconds: the seconds until the next one is possible.
        is_personal: whether the limit of the person is reached, and not that of the channel.
    """

    def __init__(self, count: int, wait_seconds: float, *, is_personal: bool) -> None:
        super().__init__("too many requests")
        self.count = count
        self.wait_seconds = wait_seconds
        self.is_personal = is_personal


class NotAllowed(RequestError):
    """Only the person who created something, or an admin, may change it.

    Attributes:
        maker: the person who made it; "" if only admins may do it.
        admin: an admin of the workspace; "" if none is known.
    """

    def __init__(self, maker: str, admin: str) -> None:
        super().__init__("not allowed")
        self.maker = maker
        self.admin = admin


class InvalidRequest(RequestError):
    """The request cannot be parsed or carried out.

    Attributes:
        problem: the code of the problem.
        suggestions: commands that may be meant, without the `/brief` before them.
        values: the values listed in `RequestProblem`.
    """

    def __init__(
        self, problem: RequestProblem, *, suggestions: Sequence[str] = (), **values: str | int
    ) -> None:
        super().__init__(": ".join([problem, *map(str, values.values())]))
        self.problem = problem
        self.suggestions = tuple(suggestions)
        self.values = values


class InvalidDigestSpec(InvalidRequest):
    """The text of a digest, search or preference command cannot be parsed."""


class InvalidCsv(InvalidRequest):
    """The CSV table of digests cannot be read."""


class StoreError(NewsError):
    """Stored data could not be read or written.

    Attributes:
        problem: the code of the problem.
        subject: the file, the folder or the id of a brief; "" if there is none.
        cause: the system's error message; "" if there is none.
    """

    def __init__(self, problem: StoreProblem, subject: object = "", cause: str | None = "") -> None:
        super().__init__(": ".join(filter(None, [str(subject), problem, cause])))
        self.problem = problem
        self.subject = str(subject)
        self.cause = cause or ""


class AlreadyRunning(StoreError):
    """Another process is using the data folder."""


class SchemaTooNew(StoreError):
    """The data file was written by a newer release of Newsbrief."""


class SettingsError(NewsError):
    """The bot cannot start with these settings.

    Attributes:
        problems: all problems that were found.
    """

    def __init__(self, problems: Sequence[InvalidSetting]) -> None:
        super().__init__("; ".join(f"{problem.name}: {problem.problem}" for problem in problems))
        self.problems = tuple(problems)
