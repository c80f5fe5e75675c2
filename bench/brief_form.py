"""Measure the form of a brief: ten briefs as posted, their words, what of them is not news, and the time to read them.

    python -m bench.brief_form [DATA] [--show]

DATA is ../shared/eval/days; without it, the demo's articles are briefed, at the end of each day. News is what an
outlet wrote: headlines, quoted sentences and figures. All else is furniture: outlets, times, numbers of stories, notes,
buttons. A menu that is closed does not count.
"""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.paths import SEEDS
from bot.cli import brief_pipe
from bot.render import brief_blocks
from news import headline
from playground.validation.mrkdwn import to_visible_text, unescape
from sources import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.render.slack_messages import Message
    from news.brief import Brief

DATA = Path("../shared/eval/days")
BRIEFS = 10
# Days of three weeks in turn, so that ten briefs hold all of them.
SETS = "ACE"
HOUR = 22
DAYS_GIVEN = timedelta(days=5)
WORDS_PER_MINUTE = 240
LINE_CHARACTERS, SCREEN_LINES = 40, 22
# The space below a block: 8 of the 22 pixels of a line.
BLOCK_SPACE = 8 / 22
# A button's frame takes the room of so many characters.
BUTTON_MARGIN = 4


def main() -> None:
    """Print a line for each brief and the mean of all."""
    named = [each for each in sys.argv[1:] if not each.startswith("-")]
    data = Path(named[0]) if named else DATA
    rows = list(_rows_of_days(data) if data.is_dir() else _rows_of_seeds())[:BRIEFS]
    print(
        "| brief | words | furniture | seconds | screens, stories | screens, all |\n|---|---|---|---|---|---|"
    )
    measured = []
    for row in rows:
        made, _, _ = brief_pipe.make_brief(row)
        messages = brief_blocks.render_brief(made, requested_by="U024BE7LH")
        measured.append(_measure(made, messages))
        print(f"| {row['id']} | {_cells(measured[-1])} |")
        if "--show" in sys.argv:
            print("\n".join(_block_text(block) for message in messages for block in message.blocks))
    print(f"| mean | {_cells([statistics.fmean(column) for column in zip(*measured, strict=True)])} |")


# ---- private


def _measure(made: Brief, messages: tuple[Message, ...]) -> list[float]:
    posted = [block for message in messages for block in message.blocks]
    # The stories stand between the heading (with the count in small print) and the first line across.
    end = next((at for at, block in enumerate(posted) if block["type"] == "divider"), len(posted))
    start = next((at for at, block in enumerate(posted) if block["type"] == "section"), end)
    whole = "\n".join(map(_block_text, posted))
    words = _count_words(whole)
    news = sum(_count_words(text) for text in _news(made) if _squeeze(text) in _squeeze(whole))
    return [
        words,
        100 * (1 - news / words),
        60 * words / WORDS_PER_MINUTE,
        sum(map(_lines, posted[start:end])) / SCREEN_LINES,
        sum(map(_lines, posted)) / SCREEN_LINES,
    ]


def _count_words(text: str) -> int:
    """Return the number of words; marks between spaces ("·", "•", "—") are none."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _cells(values: list[float]) -> str:
    words, furniture, seconds, stories, whole = values
    return f"{words:.0f} | {furniture:.0f} % | {seconds:.0f} | {stories:.1f} | {whole:.1f}"


def _news(made: Brief) -> Iterator[str]:
    """Yield what outlets wrote, if the brief shows it."""
    for story in made.stories:
        yield story.title
        yield from (sentence.text for sentence in story.key_sentences)
        yield from (figure.text for each in story.discrepancies for figure in each.quantity_mentions)
        yield from (headline.strip_furniture(each.title, each.outlet) for each in story.commentary)
    yield from (headline.strip_furniture(each.title, each.outlet) for each in made.rest)


def _block_text(block: dict[str, Any]) -> str:
    """Return what a reader sees of a block; one line for a row of buttons."""
    if block["type"] == "actions":
        return " | ".join(each["text"]["text"] for each in block["elements"])
    texts = block.get("elements", [block]) if block["type"] != "divider" else []
    objects = [each["text"] if isinstance(each.get("text"), dict) else each for each in texts]
    return "\n".join(
        to_visible_text(each["text"]) if each["type"] == "mrkdwn" else unescape(each["text"])
        for each in objects
    )


def _lines(block: dict[str, Any]) -> float:
    """Return how many lines of a phone's screen a block takes, with the space below it."""
    if block["type"] == "actions":
        rows, room = 1, LINE_CHARACTERS
        for each in block["elements"]:
            width = len(each["text"]["text"]) + BUTTON_MARGIN
            if width > room:
                rows, room = rows + 1, LINE_CHARACTERS
            room -= width
        return 2 * rows
    return BLOCK_SPACE + sum(
        max(1, len(textwrap.wrap(line, LINE_CHARACTERS))) for line in _block_text(block).splitlines()
    )


def _squeeze(text: str) -> str:
    return " ".join(text.replace("*", "").replace("> ", "").split())


def _rows_of_days(data: Path) -> Iterator[dict[str, Any]]:
    """Yield the articles of the days before each evening, a week's first evening after another's."""
    weeks = []
    for name in SETS:
        with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            articles = [json.loads(line) for line in lines]
        days = sorted({article["published"][:10] for article in articles})[-5:]
        weeks.append([_row(f"{name} {day}", day, articles) for day in days])
    for evenings in zip(*weeks, strict=False):
        yield from evenings


def _rows_of_seeds() -> Iterator[dict[str, Any]]:
    entries = files.read_path(SEEDS, now=datetime(2026, 11, 20, tzinfo=UTC), source_id="seeds").entries
    articles = [
        {
            "id": str(number),
            "title": entry.title,
            "text": entry.text,
            "outlet": entry.outlet,
            "published": entry.published_at.isoformat(),
            "url": f"https://seeds.example/{number}",
        }
        for number, entry in enumerate(entries)
        if entry.published_at
    ]
    for day in sorted({article["published"][:10] for article in articles}):
        yield _row(f"seeds {day}", day, articles)


def _row(name: str, day: str, articles: list[dict[str, Any]]) -> dict[str, Any]:
    now = datetime.fromisoformat(day).replace(hour=HOUR, tzinfo=UTC)
    given = [
        article
        for article in articles
        if now - DAYS_GIVEN < datetime.fromisoformat(article["published"]).astimezone(UTC) <= now
    ]
    return {"id": name, "now": now.isoformat(), "window_hours": 24, "articles": given}


if __name__ == "__main__":
    main()
