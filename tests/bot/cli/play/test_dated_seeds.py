"""The invented articles, as new as today's."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from bot.cli.demo import SEED_FOLDER
from bot.cli.play import dated_seeds

NOW = datetime(2031, 3, 4, 5, 6, tzinfo=UTC)
NAME_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d{4})_(.*)")


def times_of_names(folder: Path) -> dict[str, datetime]:
    """The times of text files, which begin their names, by the rest of the name."""
    matches = [NAME_TIME.fullmatch(file.name) for file in folder.rglob("*.txt")]
    return {
        match[2]: datetime.strptime(match[1], "%Y-%m-%dT%H%M").replace(tzinfo=UTC)
        for match in matches
        if match is not None
    }


def times_of_feed(folder: Path) -> list[datetime]:
    feed = (folder / "feeds" / "lantern-wire.xml").read_text()
    return [parsedate_to_datetime(time) for time in re.findall("<pubDate>(.*?)</pubDate>", feed)]


def test_every_date_is_moved_by_the_same_time_and_none_is_of_the_future(tmp_path: Path) -> None:
    target = tmp_path / "invented"

    folders = dated_seeds.copy_seeds(SEED_FOLDER, target, NOW)

    assert folders == [target / name for name in ("articles", "feeds", "pages")]
    before, after = times_of_names(SEED_FOLDER), times_of_names(target)
    shifts = {after[name] - time for name, time in before.items()}
    shifts |= {
        moved - time for time, moved in zip(times_of_feed(SEED_FOLDER), times_of_feed(target), strict=True)
    }
    assert len(shifts) == 1
    newest = max(*after.values(), *times_of_feed(target))
    assert timedelta() < NOW - newest < timedelta(hours=1)
    assert "2026-11-1" not in "".join(file.read_text() for file in (target / "pages").iterdir())


def test_a_second_session_finds_the_copies_as_they_were(tmp_path: Path) -> None:
    dated_seeds.copy_seeds(SEED_FOLDER, tmp_path / "invented", NOW)
    first = times_of_names(tmp_path / "invented")

    dated_seeds.copy_seeds(SEED_FOLDER, tmp_path / "invented", NOW + timedelta(days=9))

    assert times_of_names(tmp_path / "invented") == first


def test_times_of_feeds_and_pages_are_moved_in_their_own_zones() -> None:
    text = "<a>2026-11-19T09:02:00Z</a><b>Thu, 19 Nov 2026 12:05:00 +0100</b><c>2026-11-19</c>"

    moved = dated_seeds.shift_times(text, timedelta(days=1, hours=1))

    assert moved == "<a>2026-11-20T10:02:00+00:00</a><b>Fri, 20 Nov 2026 13:05:00 +0100</b><c>2026-11-19</c>"
