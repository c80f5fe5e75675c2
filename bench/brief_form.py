"""Measure the form of ten briefs as posted: their words, the share that is not news, and the reading time.

    python -m bench.brief_form [DATA] [--show]

DATA is ../shared/eval/days; without it, the demo's articles are briefed, at the end of each day. News is what an
outlet wrote: headlines, quoted sentences and figures. All else is furniture: outlets, times, numbers of stories, notes,
buttons. A menu that is closed does not count.

The screens are those of a phone of 390 x 844 pixels. Those of the stories are counted from the first headline to the
line across below the last story; the heading, what lies ahead, further reports and the footer are only in those of all.
The sizes are those of Slack's style sheets, not measured on a phone.
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
from local_slack.validation.mrkdwn import to_visible_text, unescape
from news import headline
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
# What a phone shows between the channel's name and the field to write in: 844 pixels without 47 of the status bar, 52
# of the channel's name, 94 of the field and 34 below it.
SCREEN_HEIGHT = 844 - 47 - 52 - 94 - 34
# 390 pixels without margins of 16 and, on the left, the bot's picture of 36 and a space of 8.
TEXT_WIDTH = 390 - 16 - 36 - 8 - 16
LINE_HEIGHT, CHARACTER_WIDTH = 22.0, 7.8
SMALL_LINE_HEIGHT, SMALL_CHARACTER_WIDTH = 18.0, 6.4
HEADER_LINE_HEIGHT, HEADER_CHARACTER_WIDTH = 26.0, 9.6
# A menu beside a text, and the bar of a quotation, narrow the text.
MENU_WIDTH, QUOTE_BAR_WIDTH = 44, 12
BLOCK_SPACE = 8
BUTTON_HEIGHT, BUTTON_MARGIN = 44, 32


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
        sum(map(_height, posted[start:end])) / SCREEN_HEIGHT,
        sum(map(_height, posted)) / SCREEN_HEIGHT,
    ]


def _count_words(text: str) -> int:
    """Return the number of words, without counting separators such as "·", "•" and "—"."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _cells(values: list[float]) -> str:
    words, furniture, seconds, stories, whole = values
    return f"{words:.0f} | {furniture:.0f} % | {seconds:.0f} | {stories:.1f} | {whole:.1f}"


def _news(made: Brief) -> Iterator[str]:
    """Yield the texts in the brief that were written by outlets."""
    for story in made.stories:
        yield story.title
        yield from (sentence.text for sentence in story.key_sentences)
        yield from (figure.text for each in story.discrepancies for figure in each.quantity_mentions)
        yield from (headline.strip_furniture(each.title, each.outlet) for each in story.commentary)
    yield from (event.sentence.text for event in made.ahead)
    yield from (headline.strip_furniture(each.title, each.outlet) for each in made.rest)


def _block_text(block: dict[str, Any]) -> str:
    """Return the text of a block that a reader sees; a row of buttons counts as one line."""
    if block["type"] == "actions":
        return " | ".join(each["text"]["text"] for each in block["elements"])
    texts = block.get("elements", [block]) if block["type"] != "divider" else []
    objects = [each["text"] if isinstance(each.get("text"), dict) else each for each in texts]
    return "\n".join(
        to_visible_text(each["text"]) if each["type"] == "mrkdwn" else unescape(each["text"])
        for each in objects
    )


def _height(block: dict[str, Any]) -> float:
    """Return a block's height in pixels on a phone's screen, including the space below the block."""
    if block["type"] == "divider":
        return BLOCK_SPACE * 2
    if block["type"] == "actions":
        rows, room = 1, float(TEXT_WIDTH)
        for each in block["elements"]:
            width = len(each["text"]["text"]) * CHARACTER_WIDTH + BUTTON_MARGIN
            if width > room and room < TEXT_WIDTH:
                rows, room = rows + 1, float(TEXT_WIDTH)
            room -= width
        return rows * BUTTON_HEIGHT + BLOCK_SPACE
    line_height, character_width = {
        "context": (SMALL_LINE_HEIGHT, SMALL_CHARACTER_WIDTH),
        "header": (HEADER_LINE_HEIGHT, HEADER_CHARACTER_WIDTH),
    }.get(block["type"], (LINE_HEIGHT, CHARACTER_WIDTH))
    width = TEXT_WIDTH - (MENU_WIDTH if "accessory" in block else 0)
    lines = 0
    for line in _block_text(block).splitlines():
        is_quoted = line.startswith("> ")
        characters = (width - (QUOTE_BAR_WIDTH if is_quoted else 0)) / character_width
        lines += max(1, len(textwrap.wrap(line.removeprefix("> "), int(characters))))
    return lines * line_height + BLOCK_SPACE


def _squeeze(text: str) -> str:
    return " ".join(text.replace("*", "").replace("> ", "").split())


def _rows_of_days(data: Path) -> Iterator[dict[str, Any]]:
    """Yield the articles of the days before each evening, taking turns between the weeks."""
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
