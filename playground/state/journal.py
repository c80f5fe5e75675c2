"""What Slack accepted, in the order in which it did: the judge of what an app posted, whatever the app believes.

In memory, and in a file of JSON lines if one is named. Each line is in the file before the answer is on its way, so
that it outlives the app.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from typing import TextIO

    from playground.state.json_types import Json


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One thing that was done.

    Attributes:
        method: "chat.postMessage"; "response_url" for an answer by that way, or in an acknowledgement.
        team_id: the id of the workspace.
        channel_id: the id of the channel; empty if it was for none.
        ts: the time stamp of the message; empty if there is none.
        thread_ts: of the message that was replied to; empty otherwise.
        text: of the message.
        metadata: of the message, "event_type" and "event_payload"; None without.
        accepted_at: when, in seconds since 1970, by the clock of the local Slack.
        fault: what went wrong with the call, as "drop=after"; empty if nothing.
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
    """The list of what was accepted.

    Attributes:
        entries: oldest first.
    """

    def __init__(self) -> None:
        self.entries: list[JournalEntry] = []
        self._file: TextIO | None = None

    def write_to(self, path: str | Path) -> Self:
        """Write what is accepted from now on to the end of a file too, which is made if it is not there.

        Raises:
            OSError: if it cannot be.
        """
        self.close()
        self._file = Path(path).open("a", encoding="utf-8")  # noqa: SIM115  open as long as the journal is
        return self

    def add(self, entry: JournalEntry) -> None:
        """Note one thing."""
        self.entries.append(entry)
        if self._file is not None:
            self._file.write(json.dumps(asdict(entry)) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._file is not None:
            self._file.close()
            self._file = None


def read_journal(path: str | Path) -> list[JournalEntry]:
    """Read a file that a journal wrote, oldest first; the last line may be cut short and is then left out.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it is no journal.
    """
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    return [JournalEntry(**json.loads(line)) for line in lines[:-1]]
