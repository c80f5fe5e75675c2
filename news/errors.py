"""All errors, as one tree.

NewsError
|-- SourceError            a source could not be read; the others continue
|   |-- Unreachable        no response, or not in time
|   |-- Refused            the server refused (HTTP status, robots.txt)
|   |-- BlockedAddress     an address that must not be fetched
|   |-- TooLarge           larger than a source may be
|   `-- Unreadable         the content is not what was expected
|-- RequestError           a person's request was not understood
|   |-- InvalidDuration    not a length of time
|   |-- UnknownMethod      not a summarisation method
|   |-- RequestTooLong     too many characters
|   |-- InvalidPattern     not a valid regular expression
|   |-- UnknownTimezone    not a time zone
|   |-- NoSuchStory        the last brief has no story with this number
|   |-- InvalidDigestSpec  not a valid description of a digest
|   `-- InvalidCsv         not a valid table of digests
|-- StoreError             the stored data could not be read or written
|   |-- AlreadyRunning     another process uses the data folder
|   `-- SchemaTooNew       a newer Newsbrief wrote the file
`-- SettingsError          the settings are not valid

Each class takes the subject and builds the message. The message is for people: it says what happened and what to do
now, and contains no token, credential or traceback. The cause is chained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class NewsError(Exception):
    """An error whose message can be shown to people."""


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
        """Pickle all fields: parsers run in another process, where they can be killed."""
        return type(self), (self.subject, self.reason)


class Unreachable(SourceError):
    """The server did not respond, or not in time; or the file cannot be opened."""


class Refused(SourceError):
    """The server refused the request.

    Attributes:
        status: the HTTP status; 0 if there is none.
    """

    def __init__(self, subject: str, reason: str, status: int = 0) -> None:
        super().__init__(subject, reason)
        self.status = status

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str, int]]:  # type: ignore[override]
        """Pickle all fields."""
        return type(self), (self.subject, self.reason, self.status)


class BlockedAddress(SourceError):
    """An address that must not be fetched: private, of another scheme, or on a port of another protocol."""


class TooLarge(SourceError):
    """More bytes, items or nesting than a source may have."""


class Unreadable(SourceError):
    """A response or file that is not what was expected: empty, binary, not a feed, without an article."""


class RequestError(NewsError):
    """A person's request was not understood."""


class InvalidDuration(RequestError):
    """Words that are not a length of time.

    Attributes:
        duration_text: the words as typed.
    """

    def __init__(self, duration_text: str) -> None:
        super().__init__(f"I can't read '{duration_text}' as a length of time.")
        self.duration_text = duration_text


class UnknownMethod(RequestError):
    """A name that is not a summarisation method.

    Attributes:
        name: the name as typed.
        known_methods: the names of all methods.
    """

    def __init__(self, name: str, known_methods: Sequence[str]) -> None:
        super().__init__(f"There is no method '{name}'. Choose one of: {', '.join(known_methods)}.")
        self.name = name
        self.known_methods = tuple(known_methods)


class RequestTooLong(RequestError):
    """A request with too many characters.

    Attributes:
        length: the number of characters of the request.
        limit: the maximum number of characters.
    """

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"That is {length:,} characters long; the limit is {limit:,}.")
        self.length = length
        self.limit = limit


class InvalidPattern(RequestError):
    """A regular expression that is not valid.

    Attributes:
        pattern: the expression as typed, with its slashes.
    """

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(f"“{pattern}” is not a valid regular expression: {reason}.")
        self.pattern = pattern


class UnknownTimezone(RequestError):
    """A name that is not a time zone.

    Attributes:
        name: the name as typed.
        suggestions: names of time zones that resemble it.
    """

    def __init__(self, name: str, suggestions: Sequence[str] = ()) -> None:
        hint = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"I don't know the time zone “{name}”.{hint}")
        self.name = name
        self.suggestions = tuple(suggestions)


class NoSuchStory(RequestError):
    """The last brief has no story with this number."""

    def __init__(self, story_number: int, story_count: int) -> None:
        story_count_text = f"it has {story_count}" if story_count else "there is none yet"
        super().__init__(f"There is no story {story_number} in the last brief here: {story_count_text}.")


class InvalidDigestSpec(RequestError):
    """A description of a digest that is not valid: its time cannot be read, or is missing."""


class InvalidCsv(RequestError):
    """A table of digests that is not valid."""


class StoreError(NewsError):
    """The stored data could not be read or written."""


class AlreadyRunning(StoreError):
    """Another process uses the data folder."""


class SchemaTooNew(StoreError):
    """A newer Newsbrief wrote the file."""


class SettingsError(NewsError):
    """The settings are not valid; the bot cannot start.

    Attributes:
        problems: one sentence for each invalid setting.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(f"- {problem}" for problem in problems))
        self.problems = tuple(problems)
