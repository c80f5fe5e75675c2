"""Everything that can go wrong, as one tree.

NewsError
|-- SourceError          a source could not be read; the others go on
|   |-- Unreachable      no answer, or not in time
|   |-- Refused          an answer that is a refusal (HTTP status, robots.txt)
|   |-- Forbidden        an address that must not be visited
|   |-- TooLarge         more than a source may bring
|   `-- Unreadable       an answer that is not what it should be
|-- RequestError         a person's words could not be understood
|   |-- UnknownLength    not a length of time
|   |-- UnknownMethod    not a way to summarise
|   |-- TooLong          more words than a request may have
|   |-- BadPattern       a regular expression that cannot be read
|   |-- UnknownZone      not a time zone
|   |-- BadTable         a table of digests that cannot be read
|   |-- NoSuchStory      a number that no story of the last brief has
|   `-- UnknownWish      words about a digest that say nothing
|-- StoreError           what is kept could not be read or written
|   |-- Held             another process is at work on the data folder
|   `-- Newer            the file was written by a newer Newsbrief
`-- SettingsError        the bot cannot start as it is configured

Each class takes the subject and builds the sentence. The sentence is for people: it names what happened and what
can be done, and holds no token, credential or text of a traceback. The cause is chained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class NewsError(Exception):
    """Something that a person can be told."""


class SourceError(NewsError):
    """A source could not be read.

    Attributes:
        subject: the file or address, as the person named it, without credentials.
        reason: what was wrong, in words that continue "subject: ...".
    """

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: {reason}")
        self.subject = subject
        self.reason = reason

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str]]:
        """Travel between processes whole: parsers run where they can be killed."""
        return type(self), (self.subject, self.reason)


class Unreachable(SourceError):
    """No answer, or not in time."""


class Refused(SourceError):
    """An answer that is a refusal.

    Attributes:
        status: the HTTP status, or 0 where none was given.
    """

    def __init__(self, subject: str, reason: str, status: int = 0) -> None:
        super().__init__(subject, reason)
        self.status = status

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str, int]]:  # type: ignore[override]
        """Travel between processes whole."""
        return type(self), (self.subject, self.reason, self.status)


class BlockedAddress(SourceError):
    """An address that must not be visited: private, of another scheme, or of a port that is no web server's."""


class TooLarge(SourceError):
    """More bytes, items or depth than a source may bring."""


class Unreadable(SourceError):
    """An answer or a file that is not what it should be: empty, binary, not a feed, no article in it."""


class RequestError(NewsError):
    """A person's words could not be understood."""


class InvalidDuration(RequestError):
    """Words that name no length of time.

    Attributes:
        duration_text: what was typed.
    """

    def __init__(self, duration_text: str) -> None:
        super().__init__(f"I cannot read '{duration_text}' as a length of time.")
        self.duration_text = duration_text


class UnknownMethod(RequestError):
    """A name that is no way to summarise."""

    def __init__(self, name: str, known_methods: Sequence[str]) -> None:
        super().__init__(f"I know no method '{name}'. Known: {', '.join(known_methods)}.")
        self.name = name
        self.known_methods = tuple(known_methods)


class RequestTooLong(RequestError):
    """More words than a request may have.

    Attributes:
        length: characters given.
        limit: characters allowed.
    """

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"That is {length:,} characters long; I can read {limit:,}.")
        self.length = length
        self.limit = limit


class InvalidPattern(RequestError):
    """A regular expression that cannot be read.

    Attributes:
        pattern: as it was typed, with its slashes.
    """

    def __init__(self, pattern: str, reason: str) -> None:
        super().__init__(f"“{pattern}” is no regular expression that I can read: {reason}.")
        self.pattern = pattern


class UnknownTimezone(RequestError):
    """Not a time zone.

    Attributes:
        name: as it was typed.
        suggestions: names that are time zones and look like it.
    """

    def __init__(self, name: str, suggestions: Sequence[str] = ()) -> None:
        hint = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"“{name}” is no time zone that I know.{hint}")
        self.name = name
        self.suggestions = tuple(suggestions)


class NoSuchStory(RequestError):
    """A number that no story of the last brief has."""

    def __init__(self, story_number: int, story_count: int) -> None:
        story_count_text = f"it has {story_count}" if story_count else "there is none yet"
        super().__init__(f"There is no story {story_number} in the last brief here: {story_count_text}.")


class InvalidDigestSpec(RequestError):
    """Words about a digest that cannot be read: a time that is none, or none at all."""


class InvalidCsv(RequestError):
    """A table of digests that cannot be read."""


class StoreError(NewsError):
    """What is kept could not be read or written."""


class AlreadyRunning(StoreError):
    """Another process is at work on the data folder."""


class SchemaTooNew(StoreError):
    """The file was written by a newer Newsbrief."""


class SettingsError(NewsError):
    """The bot cannot start as it is configured.

    Attributes:
        problems: everything that is wrong, a sentence each.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(f"- {problem}" for problem in problems))
        self.problems = tuple(problems)
