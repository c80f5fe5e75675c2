"""What was answered: in which thread, with which sentences of which versions of articles.

Kept as long as questions are (see `threads`), so that anybody can check an answer against the articles again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from news.article import Sentence
from news.thread import Thread
from storage.codecs import moment, packed, plain, stamp, unpacked
from storage.sqlite.threads import KEPT

if TYPE_CHECKING:
    from datetime import datetime

    from news.answer import Answer
    from storage.sqlite.database import Database


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given.

    Attributes:
        id: see `news.answer.Answer`.
        thread: where it stands.
        brief: the id of the brief above; "" where there is none.
        at: when, UTC.
        question: as asked.
        story: the id of the story that it was about; "" if none.
        sentences: all that it quoted.
    """

    id: str
    thread: Thread
    brief: str
    at: datetime
    question: str
    story: str
    sentences: tuple[Sentence, ...]


class Answers:
    """What was answered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, given: Answer, thread: Thread, brief: str, at: datetime) -> None:
        """Keep an answer under its workspace and id; the same again changes nothing."""
        said = [sentence for quote in given.quotes for sentence in quote.sentences]
        body = {
            "question": given.question,
            "story": given.story,
            "sentences": [[s.text, s.article, s.place, s.start, s.end, s.version] for s in said],
        }
        place = (plain(thread.team), given.id, plain(thread.channel), plain(thread.root), brief)
        with self._database.writing() as db:
            kept = db.execute(
                """INSERT OR IGNORE INTO answers (team_id, id, channel, root, brief, at, body)
                VALUES (?, ?, ?, ?, ?, ?, ?)""",
                (*place, stamp(at), packed(body)),
            )
            if kept.rowcount:
                rows = [(name, kept.lastrowid) for name in {sentence.article for sentence in said}]
                db.conn.executemany("INSERT INTO answer_articles VALUES (?, ?)", rows)

    def by_id(self, team: str, name: str) -> Kept | None:
        """Give a workspace's answer; None if none of that id is kept."""
        return next(iter(self._read("team_id = ? AND id = ?", team, name)), None)

    def anywhere(self, name: str) -> Kept | None:
        """Give the answer of that id from whichever workspace, for whoever runs the bot; never for a chat."""
        return next(iter(self._read("id = ?", name)), None)

    def all(self) -> tuple[Kept, ...]:
        """Give every answer that is kept, oldest first."""
        return self._read("1")

    def of_thread(self, thread: Thread) -> tuple[Kept, ...]:
        """Give the answers in a thread, oldest first."""
        return self._read(
            "team_id = ? AND channel = ? AND root = ?", thread.team, thread.channel, thread.root
        )

    def of_brief(self, team: str, brief: str) -> tuple[Kept, ...]:
        """Give the answers under a brief, oldest first."""
        return self._read("team_id = ? AND brief = ?", team, brief)

    def quoting(self, article: str) -> tuple[Kept, ...]:
        """Give the answers that quote any version of an article, oldest first."""
        return self._read("number IN (SELECT answer FROM answer_articles WHERE article = ?)", article)

    def forget(self, now: datetime) -> int:
        """Delete what is older than `KEPT`; give how many."""
        with self._database.writing() as db:
            old = "SELECT number FROM answers WHERE at < ?"
            db.execute(f"DELETE FROM answer_articles WHERE answer IN ({old})", (stamp(now - KEPT),))  # noqa: S608 - own text
            return int(db.execute("DELETE FROM answers WHERE at < ?", (stamp(now - KEPT),)).rowcount)

    # ---- private

    def _read(self, where: str, *values: str) -> tuple[Kept, ...]:
        sql = f"SELECT team_id, id, channel, root, brief, at, body FROM answers WHERE {where} ORDER BY at, number"  # noqa: S608 - own text
        with self._database.reading() as db:
            return tuple(_kept(row) for row in db.execute(sql, values).fetchall())


# ---- private


def _kept(row: tuple[Any, ...]) -> Kept:
    team, name, channel, root, brief, at, body = row
    held = unpacked(body)
    return Kept(
        id=name,
        thread=Thread(team, channel, root),
        brief=brief,
        at=moment(at),
        question=held["question"],
        story=held["story"],
        sentences=tuple(Sentence(*said) for said in held["sentences"]),
    )
