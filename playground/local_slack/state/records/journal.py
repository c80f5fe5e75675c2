"""The journal of every action that Slack accepted, in order.

Tests read the journal to know exactly what an app posted.

The journal is in memory, and optionally in a file of JSON lines. Each line is written before the response is sent, so
that it survives a crash of the app.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from typing import TextIO

    from local_slack.state.json_types import Json


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """An action that Slack accepted.

    Attributes:
        method: "chat.postMessage"; "response_url" for a response URL or the payload of an acknowledgement.
        team_id: the id of the workspace.
        channel_id: the id of the channel; "" if there is none.
        ts: the timestamp of the message; "" if there is none.
        thread_ts: the timestamp of the parent message; "" if it is not a reply.
        text: the text of the message.
        metadata: the metadata of the message, "event_type" and "event_payload"; None if there is none.
        accepted_at: the time of acceptance, in seconds since 1970, by the clock of the local Slack.
        fault: the fault injected into the call, for example "drop=after"; "" if there was none.
    """

    method: str
    team_id: str
    channel_id: str
    ts: str
    thread_ts: str
    text: str
    metadata: Json | None
    accepted_at: float
    fault: str = ""


class Journal:
    """The list of the actions that Slack accepted.

    Attributes:
        entries: the entries, oldest first.
    """

    def __init__(self) -> None:
        self.entries: list[JournalEntry] = []
        self._file: TextIO | None = None

    def write_to(self, path: str | Path) -> Self:
        """Write future entries to a file as well.

        If the file exists, the entries are appended.

        Raises:
            OSError: the file cannot be opened.
        """
        self.close()
        self._file = Path(path).open("a", encoding="utf-8")  # noqa: SIM115 - open as long as the journal
        return self

    def add(self, entry: JournalEntry) -> None:
        """Add an entry to the journal."""
        self.entries.append(entry)
        if self._file is not None:
            self._file.write(json.dumps(asdict(entry)) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the journal file, if there is one."""
        if self._file is not None:
            self._file.close()
            self._file = None


def read_journal(path: str | Path) -> list[JournalEntry]:
    """Return the entries of a journal file, oldest first.

    An incomplete last line is skipped.

    Raises:
        OSError: the file cannot be read.
        ValueError: the file is not a journal.
    """
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    return [JournalEntry(**json.loads(line)) for line in lines[:-1]]
