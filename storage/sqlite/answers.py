"""Answers in threads, with the article versions and sentences that they quote.

Answers are kept as long as questions, so that an answer can still be verified against the articles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from news.article import Sentence
from news.thread import Thread
from storage.codecs import from_json, from_micros, replace_surrogates, to_json, to_micros
from storage.records import QUESTION_RETENTION, StoredAnswer

if TYPE_CHECKING:
    from datetime import datetime

    from news.answer import Answer
    from storage.sqlite.database import Database


_COLUMNS = "team_id, id, channel, thread_ts, brief_id, created_at, payload_json"


class Answers:
    """The SQLite implementation of `storage.contract.Answers`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, answer: Answer, thread: Thread, brief_id: str, created_at: datetime) -> None:
        quoted_sentences = [sentence for quote in answer.quotes for sentence in quote.sentences]
        payload = {
            "question": answer.question,
            "story": answer.story_id,
            "sentences": [
                [s.text, s.article_id, s.index, s.start, s.end, s.version] for s in quoted_sentences
            ],
        }
        key_values = (
            replace_surrogates(thread.team),
            answer.id,
            replace_surrogates(thread.channel),
            replace_surrogates(thread.thread_ts),
            brief_id,
        )
        with self._database.write_transaction() as db:
            cursor = db.execute(
                """INSERT OR IGNORE INTO answers (team_id, id, channel, thread_ts, brief_id, created_at, payload_json)
                VALUES (?, ?, ?, ?, ?, ?, ?)""",
                (*key_values, to_micros(created_at), to_json(payload)),
            )
            if cursor.rowcount:
                rows = [
                    (article_id, cursor.lastrowid)
                    for article_id in {sentence.article_id for sentence in quoted_sentences}
                ]
                db.conn.executemany("INSERT INTO answer_articles VALUES (?, ?)", rows)

    def get(self, team: str, answer_id: str) -> StoredAnswer | None:
        return next(iter(self._select("team_id = ? AND id = ?", team, answer_id)), None)

    def get_from_any_workspace(self, answer_id: str) -> StoredAnswer | None:
        return next(iter(self._select("id = ?", answer_id)), None)

    def all(self) -> tuple[StoredAnswer, ...]:
        return self._select("1")

    def for_thread(self, thread: Thread) -> tuple[StoredAnswer, ...]:
        return self._select(
            "team_id = ? AND channel = ? AND thread_ts = ?", thread.team, thread.channel, thread.thread_ts
        )

    def for_brief(self, team: str, brief_id: str) -> tuple[StoredAnswer, ...]:
        return self._select("team_id = ? AND brief_id = ?", team, brief_id)

    def for_quoted_article(self, article_id: str) -> tuple[StoredAnswer, ...]:
        return self._select(
            "row_id IN (SELECT answer_row_id FROM answer_articles WHERE article_id = ?)", article_id
        )

    def delete_expired(self, now: datetime) -> int:
        with self._database.write_transaction() as db:
            expired_ids_sql = "SELECT row_id FROM answers WHERE created_at < ?"
            db.execute(
                f"DELETE FROM answer_articles WHERE answer_row_id IN ({expired_ids_sql})",  # noqa: S608 - no input in it
                (to_micros(now - QUESTION_RETENTION),),
            )
            return int(
                db.execute(
                    "DELETE FROM answers WHERE created_at < ?", (to_micros(now - QUESTION_RETENTION),)
                ).rowcount
            )

    # ---- private

    def _select(self, where: str, *values: str) -> tuple[StoredAnswer, ...]:
        sql = f"SELECT {_COLUMNS} FROM answers WHERE {where} ORDER BY created_at, row_id"  # noqa: S608 - own text
        with self._database.read_transaction() as db:
            return tuple(_answer_from_row(row) for row in db.execute(sql, values).fetchall())


# ---- private


def _answer_from_row(row: tuple[Any, ...]) -> StoredAnswer:
    team, answer_id, channel, thread_ts, brief_id, created_at, payload_json = row
    payload = from_json(payload_json)
    return StoredAnswer(
        id=answer_id,
        thread=Thread(team, channel, thread_ts),
        brief_id=brief_id,
        created_at=from_micros(created_at),
        question=payload["question"],
        story_id=payload["story"],
        quoted_sentences=tuple(Sentence(*sentence_fields) for sentence_fields in payload["sentences"]),
    )
