"""The invented articles, as new as today's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cli.demo import SEED_FOLDER
from bot.cli.play import dated_seeds
from sources import files

NOW = datetime(2031, 3, 4, 5, 6, tzinfo=UTC)


def read_all(folders: list[Path]) -> dict[str, datetime | None]:
    return {
        entry.title: entry.published_at
        for folder in folders
        for entry in files.read_path(folder, now=NOW).entries
    }


def test_every_date_is_moved_by_the_same_time_and_none_is_of_the_future(tmp_path: Path) -> None:
    before = read_all([SEED_FOLDER / name for name in dated_seeds.FOLDER_NAMES])
    after = read_all(dated_seeds.copy_seeds(SEED_FOLDER, tmp_path / "invented", NOW))

    moved = {
        after[title] - published_at
        for title, published_at in before.items()
        if published_at is not None and after[title] is not None
    }
    assert set(after) == set(before)
    assert len(moved) == 1
    assert timedelta() < NOW - max(filter(None, after.values())) < timedelta(hours=1)


def test_a_second_session_finds_the_copies_as_they_were(tmp_path: Path) -> None:
    first = read_all(dated_seeds.copy_seeds(SEED_FOLDER, tmp_path / "invented", NOW))
    later = dated_seeds.copy_seeds(SEED_FOLDER, tmp_path / "invented", NOW + timedelta(days=9))

    assert read_all(later) == first


def test_times_of_feeds_and_pages_are_moved_in_their_own_zones() -> None:
    text = "<a>2026-11-19T09:02:00Z</a><b>Thu, 19 Nov 2026 12:05:00 +0100</b><c>2026-11-19</c>"

    moved = dated_seeds.shift_times(text, timedelta(days=1, hours=1))

    assert moved == "<a>2026-11-20T10:02:00+00:00</a><b>Fri, 20 Nov 2026 13:05:00 +0100</b><c>2026-11-19</c>"
