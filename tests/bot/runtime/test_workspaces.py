from datetime import UTC, datetime
from pathlib import Path

from bot.runtime import local_sources, workspaces
from bot.runtime.data_folder import open_store
from bot.runtime.workspaces import LOCAL_TEAM
from news.source import Source

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def test_each_workspace_is_remembered_once(tmp_path: Path) -> None:
    for team in ("T024BE7LD", "T024BE7LD", "nonsense", "T0OTHER"):
        workspaces.remember_workspace(tmp_path, team)

    assert workspaces.read_workspaces(tmp_path) == ("T024BE7LD", "T0OTHER")


def test_the_first_workspace_takes_over_the_sources_of_the_terminal(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        for name in ("one", "two"):
            store.sources.save(Source(name, f"https://{name}.example/feed", "feed", NOW, title=name))
            store.sources.follow(LOCAL_TEAM, "", name, created_at=NOW, topic=f"about {name}")

        moved = local_sources.adopt(store, tmp_path, "T024BE7LD", now=NOW)
        store.sources.follow(LOCAL_TEAM, "", "one", created_at=NOW)
        moved_to_second = local_sources.adopt(store, tmp_path, "T0OTHER", now=NOW)

        assert (moved, moved_to_second) == (2, 0)
        assert [each.id for each in store.sources.for_channel("T024BE7LD", "C1")] == ["one", "two"]
        assert store.sources.topics_by_source("T024BE7LD", "")["two"] == "about two"
        assert [each.id for each in store.sources.for_channel(LOCAL_TEAM, "")] == ["one"]
