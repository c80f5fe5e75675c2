"""The articles and digests of a soak test."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "UTC")
# The articles of a long day, and the sentences of each. A digest of twenty of them takes two messages.
LONG_ARTICLES, LONG_SENTENCES = 24, 8
# Parts of place names, so that the long articles are different stories.
_SYLLABLES = (
    "den",
    "har",
    "tor",
    "ves",
    "mou",
    "lin",
    "ake",
    "pol",
    "ris",
    "gan",
    "fel",
    "dov",
    "kir",
    "sul",
    "wem",
)


def write_table(
    path: Path, team: str, channels: Sequence[str], digests_per_day: int, rng: random.Random
) -> None:
    """Write the table of daily digests, spread over the day; every second has room for twenty stories."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["team", "channel", "times", "days", "zone", "topics", "stories"])
        for number in range(digests_per_day):
            minute = number * 1440 // digests_per_day
            zone = ZONES[rng.randrange(len(ZONES))]
            channel = channels[number % len(channels)]
            stories = 20 if number % 2 == 0 else 5
            writer.writerow(
                [team, channel, f"{minute // 60:02}:{minute % 60:02}", "daily", zone, "", stories]
            )


def write_article(folder: Path, number: int) -> str:
    """Write one short article into a new folder, and return its headline."""
    folder.mkdir()
    title = f"Lighthouse {number} of the Harl coast is lit again"
    text = f"The lighthouse {number} of the Harl coast was lit again on Monday after a year, its keeper said."
    (folder / "one.txt").write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    return title


def write_long_articles(folder: Path, number: int) -> None:
    """Write articles in invented words into a new folder; a digest of all of them takes several messages."""
    folder.mkdir()
    for index, (title, text) in enumerate(invent_articles(number, LONG_ARTICLES)):
        (folder / f"{index}.txt").write_text(f"{title}\n\n{text}\n", encoding="utf-8")


def invent_articles(seed: int, count: int) -> list[tuple[str, str]]:
    """Return headlines and texts in invented words, each a story of its own."""
    rng = random.Random(seed)

    def word() -> str:
        return "".join(rng.choice(_SYLLABLES) for _ in range(3))

    articles = []
    for _ in range(count):
        sentences = [
            f"The {word()} council of {word().title()} said that the {word()} {word()} of the {word()} is to be "
            f"moved to {word().title()} by {rng.randrange(30, 900)} {word()} crews before the {word()} season ends."
            for _ in range(LONG_SENTENCES)
        ]
        title = f"{word().title()} council moves {word()} to {word().title()} before {word()} ends"
        articles.append((title, " ".join(sentences)))
    return articles


def write_idle_digest(table: Path, team: str, channel: str, number: int, *, now: datetime) -> str:
    """Write the table of a digest that is never due during the test, and return its topic."""
    topic = f"topic{number}"
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(now.weekday() - 2) % 7]
    table.write_text(
        f"team,channel,times,days,zone,topics,stories\n{team},{channel},03:33,{day},UTC,{topic},5\n",
        encoding="utf-8",
    )
    return topic
