"""Each event is one JSON object with its fields, and nothing that people wrote."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest

from bot.runtime.log_json import JsonFormatter
from news.errors import StoreError, StoreProblem

OWN = "bot.services.briefs"


def write(message: str, *args: object, logger: str = OWN, **more: Any) -> dict[str, Any]:
    record = logging.LogRecord(logger, logging.WARNING, "briefs.py", 7, message, args, None, **more)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_a_line_has_time_level_event_and_fields() -> None:
    line = write("briefed brief=%s stories=%d took=%.1f s", "55ada12c", 5, 1.25)

    assert line["level"] == "warning"
    assert line["logger"] == OWN
    assert line["event"] == "briefed"
    assert line["fields"] == {"brief": "55ada12c", "stories": 5, "took": 1.25}
    assert line["time"].endswith("+00:00")


@pytest.mark.parametrize(
    ("message", "args", "event", "fields"),
    [
        ("busy: a job was refused", (), "busy: a job was refused", {}),
        ("the clock was set back by %.0f s", (12.4,), "the clock was set back by 12 s", {}),
        ("SQLite %s is old", ("3.40",), "SQLite 3.40 is old", {}),
        ("not acknowledged type=%s: no socket", ("events_api",), "not acknowledged", {"type": "events_api"}),
        ("fault, caught by nobody", (), "fault, caught by nobody", {}),
        ("done 100 %% of job=%s", ("x",), "done 100 % of", {"job": "x"}),
        ("sent=%s", (True,), "", {"sent": True}),
        ("closed cause=%s", (None,), "closed", {"cause": None}),
        ("two lines text=%s", ("a\nb",), "two lines", {"text": "a\nb"}),
        # A line with wrong arguments is not shown in pieces.
        ("sent slot=%s tries=%d", ("x",), "withheld", {}),
    ],
)
def test_words_before_the_first_field_are_the_event(
    message: str, args: tuple[object, ...], event: str, fields: dict[str, object]
) -> None:
    line = write(message, *args)

    assert (line["event"], line["fields"]) == (event, fields)


def test_an_error_is_its_type_and_a_traceback_its_frames() -> None:
    try:
        int("kanarie")
    except ValueError as problem:
        record = logging.LogRecord(
            OWN, logging.ERROR, "x.py", 1, "fault cause=%s", (problem,), sys.exc_info()
        )
        line = json.loads(JsonFormatter().format(record))

    assert line["fields"] == {"cause": "ValueError"}
    assert "test_log_json.py" in line["traceback"]
    assert "kanarie" not in json.dumps(line).replace('int(\\"kanarie\\")', "")


def test_our_own_errors_keep_their_message_and_libraries_lose_theirs() -> None:
    own = write("not done cause=%s", StoreError(StoreProblem.DISK_FULL, "/data"))
    foreign = write("event: %s", {"text": "kanarie"}, logger="slack_bolt.App")

    assert "disk_full" in own["fields"]["cause"]
    assert foreign["event"] == "withheld, from briefs.py:7"
    assert "kanarie" not in json.dumps(foreign)
