"""Log privacy: keep users' text, tokens and response URLs out of the log at every level.

    our own line        its message, which is written in this repository; for an error in it, only the type
    a library's line    from WARNING on: only the place where it was logged, not the message
    a traceback         its frames, and only the type of each error

The levels of libraries do not help: Bolt logs the whole payload of an event without a listener as a warning, and the
SDK logs what it cannot parse as an error. The single handler therefore decides by the logger's name.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import traceback
from typing import TYPE_CHECKING

from news.errors import AlreadyRunning, SettingsError, StoreError

if TYPE_CHECKING:
    from types import TracebackType

log = logging.getLogger(__name__)

OWN_PACKAGES = ("bot", "news", "sources", "storage", "summarize")
# Errors with a message written by the bot, which names at most a file, a setting or the id of a brief.
SAFE_ERROR_TYPES = (StoreError, SettingsError, AlreadyRunning)
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class RedactingFormatter(logging.Formatter):
    """A log formatter that leaves out text written by users."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the log line for a record, without text written by users.

        A copy of the record is formatted, so that other handlers see the original.
        """
        try:
            return super().format(self.redact(record))
        except Exception as error:  # noqa: BLE001 - a line with wrong arguments must not be shown in pieces
            return f"{record.levelname} {record.name}: withheld ({describe_error_type(error)})"

    def redact(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return a copy of a record without text written by users."""
        redacted = logging.makeLogRecord(record.__dict__)
        # Otherwise a traceback that another handler has already formatted would be reused.
        redacted.exc_text = redacted.stack_info = None
        if _is_own(record.name):
            redacted.args = _redact_args(record.args)
        else:
            redacted.msg, redacted.args = f"withheld, from {record.filename}:{record.lineno}", None
        return redacted

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """Return the traceback of an error and its causes, without the error messages."""
        error = ei[1] if isinstance(ei, tuple) else None
        return format_frames(error) if isinstance(error, BaseException) else ""


class _RedactingHandler(logging.StreamHandler):  # type: ignore[type-arg]  # generic for type checkers alone
    def emit(self, record: logging.LogRecord) -> None:
        """Write the log line, unless it comes from a library and is below WARNING."""
        if _is_own(record.name) or record.levelno >= logging.WARNING:
            super().emit(record)


def configure_logging(level: int, formatter: logging.Formatter | None = None) -> None:
    """Set up logging to standard error, replacing any earlier setup.

    Args:
        level: the level of the bot's own lines.
        formatter: a `RedactingFormatter`; by default, one for lines of text.

    The level is that of the bot's own lines: a running bot logs at INFO one line for each brief, answer, digest, round
    of polls, refusal, and connection lost and back. Libraries are logged from WARNING on.
    """
    root = logging.getLogger()
    for earlier_handler in [handler for handler in root.handlers if isinstance(handler, _RedactingHandler)]:
        root.removeHandler(earlier_handler)
    handler = _RedactingHandler(sys.stderr)
    handler.setFormatter(formatter or RedactingFormatter(LOG_FORMAT))
    root.addHandler(handler)
    # Bolt uses the level of the root logger for its own loggers.
    root.setLevel(logging.WARNING)
    for package in OWN_PACKAGES:
        logging.getLogger(package).setLevel(level)


def capture_process_output() -> None:
    """Send uncaught errors and warnings to the log instead of letting Python print them."""
    # Otherwise a line that cannot be formatted is printed with all of its arguments.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    threading.excepthook = lambda hook: _log_uncaught(hook.exc_type, hook.exc_value, hook.exc_traceback)
    sys.excepthook = _log_uncaught
    sys.unraisablehook = lambda hook: _log_uncaught(hook.exc_type, hook.exc_value, hook.exc_traceback)


def format_frames(error: BaseException) -> str:
    """Return the traceback of an error and its causes, without the error messages."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    parts = []
    for chained_error in reversed(chain):
        parts += [*traceback.format_tb(chained_error.__traceback__), describe_error_type(chained_error)]
    return "\n".join(part.rstrip("\n") for part in parts)


def describe_error_type(error: BaseException) -> str:
    """Return a description of an error that is safe to log.

    This is the error's message for types that are safe, otherwise the type and the system's message for the error
    number.
    """
    if isinstance(error, SAFE_ERROR_TYPES):
        return str(error)
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    # Never the message of an OSError, which may contain a name that somebody typed.
    number = error.errno if isinstance(error, OSError) else None
    return f"{name} ({os.strerror(number)})" if isinstance(number, int) and number > 0 else name


# ---- private


def _is_own(logger_name: str) -> bool:
    return logger_name.partition(".")[0] in OWN_PACKAGES


def _redact_args(args: object) -> tuple[object, ...] | dict[str, object] | None:
    """Return the arguments of a log line, with every error replaced by its type."""
    if isinstance(args, dict):
        return {name: _redact_error(value) for name, value in args.items()}
    return tuple(map(_redact_error, args)) if isinstance(args, tuple) else None


def _redact_error(value: object) -> object:
    return describe_error_type(value) if isinstance(value, BaseException) else value


def _log_uncaught(
    error_type: type[BaseException], error: BaseException | None, _trace: TracebackType | None
) -> None:
    if not issubclass(error_type, KeyboardInterrupt | SystemExit):
        log.critical("fault, caught by nobody", exc_info=error or error_type())
