"""A file that release 0.1.0 wrote opens, migrates, and answers as before.

tests/data/newsbrief_0_1_0.db.gz was written by this script, run with the code of release 0.1.0 (commit 52b0f42) as
`PYTHONPATH=. python script.py newsbrief.db && gzip -9n newsbrief.db`:

    import sys
    from datetime import UTC, datetime, time, timedelta
    from pathlib import Path

    from news.answer import Answer, Quote, Verdict
    from news.article import Article, identity, keys
    from news.brief import Brief, BriefRequest, LeftOut
    from news.digest import Delivery, Subscription
    from news.errors import Unreachable
    from news.source import Entry, Fetched, Source, Validators
    from news.story import RankingSignal, SignalCode, Story
    from news.thread import Thread
    from news.window import Window
    from storage.ingest import Incoming
    from storage.store import Store

    NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
    HOUR = timedelta(hours=1)


    def arrived(number, title, text, source="s1", outlet="Harbour Herald", **more):
        url = f"https://news.example/{number}"
        named = keys(source=source, guid=f"item {number}", url=url, title=title, text=text)
        cut = text.find(". ") + 1
        article = Article(
            identity(named), source, outlet, url, title, text, ((0, cut), (cut + 1, len(text))), NOW,
            NOW - number * HOUR, **more,
        )
        return Incoming(article, named)


    with Store(Path(sys.argv[1])) as store:
        for name, title in (("s1", "Harbour Herald"), ("s2", "Hill Gazette")):
            store.sources.put(Source(name, f"https://{name}.example/feed", "feed", NOW, title, "U1"))
            store.sources.follow("T1", "C1", name, at=NOW, by="U1", topic="weather" if name == "s2" else "")
        store.sources.follow("T2", "", "s1", at=NOW)
        ferry = arrived(1, "Ferries stay in port", "A storm nears Port Alder. Ferries stay in port.", authors=("Ada",))
        bridge = arrived(2, "Bridge closed", "The old bridge was closed on Sunday. It will open in May.", language="en")
        hill = arrived(3, "Snow on the hill", "Snow fell on the hill. Schools stay shut.", "s2", "Hill Gazette", partial=True)
        again = arrived(1, "Ferries stay in port", "A storm nears Port Alder. Ferries stay in port.", "s2", "Hill Gazette")
        ferry, bridge, hill = store.articles.add([ferry, bridge, hill, again]).new
        store.sources.record([
            Fetched("s1", NOW, "Harbour Herald", (Entry("t", "x"),), Validators('"e1"', "Fri"), whole=True,
                    marks=b"12345678", gap=HOUR, newest=NOW - HOUR),
            Fetched("s2", NOW + HOUR, failures=(Unreachable("s2.example", "no answer in 10 s"),)),
        ])
        store.stories.save("T1", [("y1", (ferry, bridge)), ("y2", (hill,))])
        request = BriefRequest("T1", "C1", Window(NOW - 24 * HOUR, NOW), topic="storm", stories=3)
        story = Story("y1", (ferry, bridge), (ferry.sentences[1], bridge.sentences[0]), (Reason("coverage", "told by 2", 0.5),))
        store.briefs.keep(Brief("b1", request, NOW, (story,), (LeftOut("below", (hill,)),), 3, ferry, ("sea", "wind")))
        thread = Thread("T1", "C1", "1700000000.000100")
        store.threads.open(thread, "b1", NOW)
        store.threads.asked(thread, "Is the bridge open?", NOW)
        quote = Quote(bridge, (bridge.sentences[0],))
        store.answers.keep(Answer("Is the bridge open?", Verdict.SAID, (quote,), story="y1", id="a1"), thread, "b1", NOW)
        # The bridge's text changes; the new text is then taken over by nobody, and the last one written is archived.
        store.articles.add([arrived(2, "Bridge open", "The old bridge is open again. Cars may pass.", language="en")])
        store.articles.add([arrived(4, "Rain", "It rains in Alder. It will go on.")])
        store.articles.add([arrived(4, "Rain", "It rained in Alder. It is over.")])
        daily = Subscription(
            "d1", "T1", "C1", (time(9, 5), time(17)), "Europe/Berlin", NOW, topics=("storm",), without=("sport",),
            stories=3, most_of_one=1, quiet=(time(22), time(7)), made_by="U1",
        )
        store.subscriptions.put(daily, swept=NOW, following=NOW + HOUR)
        store.subscriptions.put(Subscription("d2", "T1", "C2", (time(8),), "UTC", NOW, parked="is_archived"), swept=NOW, following=None)
        slots = [Delivery("T1", f"d1|2026-11-{day}|09:05", "d1", "C1", NOW + day * HOUR, "due", NOW) for day in (17, 18, 19)]
        store.deliveries.enter(slots, swept=[("T1", "d1", NOW, NOW + HOUR)])
        told = [(ferry.id, ferry.sentences[1].text), (bridge.id, "")]
        for slot in slots[:2]:
            made = Delivery(
                "T1", slot.slot, "d1", "C1", slot.due, "pending", NOW, Window(NOW - 24 * HOUR, NOW), '{"text": "Ferries"}', "b1",
            )
            store.deliveries.made(made, told=told, now=NOW)
        taken = store.deliveries.claim(store.deliveries.next("T1", "pending", NOW), "worker", NOW)
        sent = Delivery(
            "T1", taken.slot, "d1", "C1", taken.due, "sent", NOW, taken.window, taken.payload, "b1", "", 1, NOW, NOW, "17.1",
        )
        store.deliveries.settle(sent)
        store.tastes.step("T1", "C1", "topic", ["storm"], 2, by="U1", now=NOW)
        store.tastes.step("T1", "C1", "source", ["s2"], -1, by="U1", now=NOW)
        store.tastes.step("T1", "C1", "outside", [""], 1, by="U1", now=NOW)
        store.tastes.vote("T1", "C1", "U2", ferry.id, "s1", 1, now=NOW)
        store.events.first_time("Ev1", NOW)
"""

from __future__ import annotations

import gzip
import os
import shutil
import time as time_module
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from paths import ROOT

from news.brief import Brief, BriefRequest, LeftOutArticles, LeftOutReason
from news.digest import Delivery, Subscription
from news.preferences import Preferences
from news.source import CacheValidators, SourceHealth
from news.story import RankingSignal, SignalCode, Story
from news.thread import Thread
from news.window import Window
from storage.sqlite import migrations, readable_views
from storage.sqlite.database import Database
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import sqlite_utils

    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
THREAD = Thread("T1", "C1", "1700000000.000100")
WINDOW = Window(NOW - 24 * HOUR, NOW)
BOTH = ("s1", "s2")


@pytest.fixture
def old_path(tmp_path: Path) -> Path:
    path = tmp_path / "newsbrief.db"
    path.write_bytes(gzip.decompress((ROOT / "tests/data/newsbrief_0_1_0.db.gz").read_bytes()))
    return path


@pytest.fixture
def old_store(old_path: Path) -> Iterator[Store]:
    with Store(old_path) as store:
        yield store


def test_an_old_file_is_sound_after_its_migration(old_store: Store) -> None:
    assert old_store.find_problems() == ()


def test_sources_keep_their_health_and_followers(old_store: Store) -> None:
    first, second = old_store.sources.for_channel("T1", "C1")

    assert (first.title, first.created_at, first.created_by) == ("Harbour Herald", NOW, "U1")
    assert (first.validators, first.poll_state.entry_fingerprints) == (CacheValidators(), b"")
    assert first.poll_state.next_poll_at is not None
    assert second.health == SourceHealth(None, NOW + HOUR, 1, "no answer in 10 s")
    assert old_store.sources.topics_by_source("T1", "C1") == {"s2": "weather"}
    assert [source.id for source in old_store.sources.for_channel("T2", "any")] == ["s1"]
    assert old_store.sources.list_followers("s1") == (("T1", "U1"),)


def test_searches_find_what_they_found(old_store: Store) -> None:
    def titles(text: str, *source_ids: str) -> list[str]:
        return [article.title for article in old_store.articles.search(text, source_ids)]

    assert titles("storm near Alder", *BOTH) == ["Ferries stay in port", "Rain"]
    assert titles("snow", "s1") == []
    assert titles("bridge closed sunday", "s1") == ["Bridge open"]
    assert [article.title for article in old_store.articles.in_window(BOTH, WINDOW.since, NOW)] == [
        "Ferries stay in port",
        "Bridge open",
        "Snow on the hill",
        "Rain",
    ]


def test_articles_keep_versions_dates_and_sources(old_store: Store) -> None:
    bridge = old_store.articles.by_url("https://news.example/2", BOTH)
    ferry = old_store.articles.by_url("https://news.example/1", ["s2"])

    assert bridge is not None
    assert ferry is not None
    assert [version.title for version in old_store.articles.list_versions(bridge.id, BOTH)] == [
        "Bridge closed",
        "Bridge open",
    ]
    assert (ferry.outlet, ferry.authors, ferry.published_at) == ("Hill Gazette", ("Ada",), NOW - HOUR)
    assert ferry.sentences[1].text == "Ferries stay in port."
    assert old_store.stories.related_article_ids("T1", (ferry,)) == (bridge.id, ferry.id)


def test_a_new_article_gets_a_number_that_was_never_used(old_store: Store, came: Came) -> None:
    old_store.articles.add([came(9, source="s1", title="Fog", text="Fog rolls in. It stays.")])

    with old_store._database.read_transaction() as db:
        assert db.execute("SELECT max(row_id) FROM articles").fetchone() == (7,)
    assert [article.title for article in old_store.articles.search("fog", ["s1"])] == ["Fog"]


def test_a_brief_is_what_was_posted(old_store: Store) -> None:
    ferry, bridge, hill = (
        old_store.articles.get_version(article_id, 1)
        for article_id in ("ce9937e8ffe42652", "08180cf60f15b0d1", "853caa80790cc00b")
    )
    assert ferry is not None
    assert bridge is not None
    assert hill is not None
    story = Story(
        "y1",
        (ferry, bridge),
        (ferry.sentences[1], bridge.sentences[0]),
        (RankingSignal(SignalCode.COVERAGE, 0.5, {"legacy_text": "told by 2"}),),
    )
    request = BriefRequest("T1", "C1", WINDOW, topic="storm", max_stories=3)

    assert old_store.briefs.load("T1", "b1") == Brief(
        "b1",
        request,
        NOW,
        (story,),
        (LeftOutArticles(LeftOutReason.LEGACY, (hill,), "below"),),
        3,
        ferry,
        ("sea", "wind"),
    )
    assert old_store.briefs.latest_with_stories("T1", "C1") is not None
    assert old_store.briefs.list_ids_quoting(hill.id) == (("T1", "b1"),)


def test_threads_and_answers_are_found(old_store: Store) -> None:
    (answer,) = old_store.answers.for_thread(THREAD)

    assert old_store.threads.for_brief("T1", "b1") == (THREAD, NOW)
    assert old_store.threads.recent_questions(THREAD) == ("Is the bridge open?",)
    assert (answer.id, answer.brief_id, answer.created_at, answer.story_id) == ("a1", "b1", NOW, "y1")
    assert [sentence.text for sentence in answer.quoted_sentences] == ["The old bridge was closed on Sunday."]
    assert old_store.answers.for_quoted_article("08180cf60f15b0d1") == (answer,)
    assert old_store.answers.delete_expired(NOW + timedelta(days=31)) == 1


def test_subscriptions_and_due_slots_go_on(old_store: Store) -> None:
    daily = Subscription(
        "d1",
        "T1",
        "C1",
        (time(9, 5), time(17)),
        "Europe/Berlin",
        NOW,
        topics=("storm",),
        excluded_terms=("sport",),
        max_stories=3,
        max_per_outlet=1,
        quiet_hours=(time(22), time(7)),
        created_by="U1",
    )

    assert old_store.subscriptions.all()[0] == daily
    assert daily.effective_source_channel == "C1"
    assert old_store.subscriptions.all()[1].disabled_reason == "is_archived"
    assert old_store.subscriptions.due(NOW) == ()
    assert old_store.subscriptions.due(NOW + HOUR) == ((daily, NOW),)
    slots = old_store.outbox.for_subscription("T1", "d1")
    assert [slot.due_at for slot in slots if slot.state == "due"] == [NOW + 19 * HOUR]


def test_deliveries_go_on_where_they_were(old_store: Store) -> None:
    pending = old_store.outbox.next_ready("T1", "pending", NOW)

    assert pending == Delivery(
        "T1",
        "d1|2026-11-18|09:05",
        "d1",
        "C1",
        NOW + 18 * HOUR,
        "pending",
        NOW,
        WINDOW,
        '{"text": "Ferries"}',
        "b1",
    )
    sent = old_store.outbox.get("T1", "d1|2026-11-17|09:05")
    assert sent is not None
    assert (sent.state, sent.ts, sent.attempts, sent.first_attempt_at) == ("sent", "17.1", 1, NOW)
    assert old_store.outbox.last_window_until("T1", "d1") == NOW


def test_preferences_quotes_and_events_are_remembered(old_store: Store) -> None:
    assert old_store.preferences.for_channel("T1", "C1", NOW) == Preferences(
        topic_weights={"storm": 2},
        source_weights={"s2": -1},
        article_votes={"ce9937e8ffe42652": (1, 0)},
        source_votes={"s1": (1, 0)},
        exploration_enabled=False,
        recent_outlet_counts={"Harbour Herald": 1, "Hill Gazette": 1},
    )
    assert old_store.quoted_history.for_channel("T1", "C1", NOW) == {
        "08180cf60f15b0d1": (),
        "ce9937e8ffe42652": ("Ferries stay in port.",),
    }
    assert not old_store.processed_events.claim("Ev1", NOW)


def described_schema(db: sqlite_utils.Database) -> dict[str, Any]:
    """Describe all tables, indexes and triggers, apart from the way in which their SQL is written."""

    def pragma(name: str, subject: str) -> list[tuple[Any, ...]]:
        return db.execute(f"SELECT * FROM pragma_{name}(?)", (subject,)).fetchall()

    described: dict[str, Any] = {}
    objects = db.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE '!_%' ESCAPE '!'")
    for kind, name, sql in objects.fetchall():
        if kind == "table":
            columns = sorted(row[1:] for row in pragma("table_xinfo", name))
            keys = sorted(row[2:] for row in pragma("foreign_key_list", name))
            indexes = sorted(
                (row[1:], tuple(pragma("index_xinfo", row[1]))) for row in pragma("index_list", name)
            )
            described[name] = columns, keys, [(row, [column[2:] for column in rows]) for row, rows in indexes]
            described[name] += ("AUTOINCREMENT" in sql, "WITHOUT ROWID" in sql)
        elif kind == "trigger" or "WHERE" in (sql or ""):
            described[name] = " ".join(sql.replace('"', "").split())
        if "fts5" in (sql or ""):
            described[name] = " ".join(sql.split())
    return described


def test_a_migrated_file_has_the_schema_of_a_new_one(old_store: Store, store: Store) -> None:
    with old_store._database.read_transaction() as migrated, store._database.read_transaction() as new:
        assert described_schema(migrated) == described_schema(new)
        names = [
            [row["name"] for row in db["_sqlite_migrations"].rows_where(order_by="id")]
            for db in (migrated, new)
        ]
    assert names == [list(migrations.MIGRATIONS)] * 2


def test_columns_of_a_new_file_stand_where_a_migrated_file_has_them(old_store: Store, store: Store) -> None:
    """INSERT statements without column names depend on it."""
    sql = """SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name <> 'subscriptions' ORDER BY m.name, c.cid"""
    with old_store._database.read_transaction() as migrated, store._database.read_transaction() as new:
        assert migrated.execute(sql).fetchall() == new.execute(sql).fetchall()


def test_a_file_that_stopped_at_any_step_comes_to_the_same_schema(tmp_path: Path, store: Store) -> None:
    steps = list(migrations.MIGRATIONS.items())
    for applied_count in range(1, len(steps)):
        path = tmp_path / f"{applied_count}.db"
        database = Database(path)
        with database.write_transaction() as db:
            for name, statements in steps[:applied_count]:
                for statement in statements:
                    db.execute(statement)
                row = {"migration_set": migrations.MIGRATION_SET, "name": name, "applied_at": ""}
                db["_sqlite_migrations"].insert(row, columns={"id": int}, pk="id")
        database.close()

        with (
            Store(path) as opened,
            opened._database.read_transaction() as migrated,
            store._database.read_transaction() as new,
        ):
            assert described_schema(migrated) == described_schema(new)


def test_every_table_for_people_has_a_view_with_dates_and_titles(old_store: Store) -> None:
    with old_store._database.read_transaction() as db:
        rows = {name: list(db[name].rows) for name in readable_views.VIEWS}

    assert all(rows.values())
    assert rows["sources_readable"][1]["last_failure_at"] == "2026-11-20T13:00:00Z"
    assert rows["subscriptions_readable"][0]["next_due_at"] == "2026-11-20T13:00:00Z"
    assert rows["subscriptions_readable"][0]["wall_times"] == '["09:05","17:00"]'
    assert {row["state"]: row["due_at"] for row in rows["outbox_readable"]} == {
        "sent": "2026-11-21T05:00:00Z",
        "pending": "2026-11-21T06:00:00Z",
        "due": "2026-11-21T07:00:00Z",
    }
    assert rows["briefs_readable"][0]["window_since"] == "2026-11-19T12:00:00Z"
    assert rows["briefs_readable"][0]["story_count"] == 1
    assert {row["name"] for row in rows["preferences_readable"]} == {"storm", "Hill Gazette", ""}
    assert {row["title"] for row in rows["quoted_history_readable"]} == {
        "Ferries stay in port",
        "Bridge open",
    }
    assert {row["channel"] for row in rows["source_subscriptions_readable"]} == {"C1", "(whole workspace)"}


@pytest.mark.parametrize(
    ("zone", "expected"), [("UTC", "2026-11-20 13:00"), ("America/New_York", "2026-11-20 08:00")]
)
def test_a_view_shows_times_in_the_zone_of_its_reader(
    old_store: Store, monkeypatch: pytest.MonkeyPatch, zone: str, expected: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time_module.tzset()
    try:
        with old_store._database.read_transaction() as db:
            (row, *_) = db["subscriptions_readable"].rows
    finally:
        monkeypatch.undo()
        time_module.tzset()

    assert row["next_due_local"] == expected


def test_an_edited_view_is_put_right_and_others_are_left(old_store: Store, old_path: Path) -> None:
    with old_store._database.write_transaction() as db:
        db.execute("DROP VIEW votes_readable")
        db.execute("CREATE VIEW votes_readable AS SELECT 1 AS one")
        db.execute("CREATE VIEW mine AS SELECT 2 AS two")
    old_store.close()

    with Store(old_path) as store, store._database.read_transaction() as db:
        views = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'").fetchall())

    assert views.pop("mine") == "CREATE VIEW mine AS SELECT 2 AS two"
    assert views == readable_views.VIEWS


def test_a_damaged_subscription_does_not_hide_the_others_in_its_view(old_store: Store) -> None:
    with old_store._database.write_transaction() as db:
        db.execute("UPDATE subscriptions SET payload_json = '{' WHERE id = 'd1'")

    with old_store._database.read_transaction() as db:
        rows = list(db["subscriptions_readable"].rows)

    assert [(row["id"], row["timezone"]) for row in rows] == [("d1", None), ("d2", "UTC")]


# Opening a file and checking it takes longer than a statement: every fifth is enough to be in each of the migrations.
STATEMENTS_PER_KILL = 5


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_migration_killed_at_a_statement_is_done_by_the_next_start(
    old_path: Path, tmp_path: Path, store: Store
) -> None:
    with store._database.read_transaction() as db:
        wanted = described_schema(db)
    for number in range(1, 10_000, STATEMENTS_PER_KILL):
        path = tmp_path / f"killed{number}.db"
        shutil.copy(old_path, path)
        was_killed = _open_in_child(path, Countdown(number)) == 9
        with Store(path) as opened, opened._database.read_transaction() as db:
            assert described_schema(db) == wanted
            assert opened.find_problems() == ()
            assert [source.id for source in opened.sources.for_channel("T2", "any")] == ["s1"]
        if not was_killed:
            break
    assert number > 50


class Countdown:
    """Kills the process at a statement of any connection of a store."""

    def __init__(self, at_statement: int) -> None:
        self.left = at_statement

    def __call__(self, _sql: str) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(9)


def _open_in_child(path: Path, countdown: Countdown) -> int:
    """Open a store in a forked process in which the countdown runs; return the exit status."""
    process_id = os.fork()
    if process_id == 0:
        connect = Database._connect

        def counted(self: Database) -> sqlite_utils.Database:
            connection = connect(self)
            connection.conn.set_trace_callback(countdown)
            return connection

        Database._connect = counted  # type: ignore[method-assign]
        try:
            Store(path)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1])
