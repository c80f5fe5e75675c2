"""The demo: real articles through every real part, on a terminal, in a store that is thrown away."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.rule import Rule
from rich.text import Text

from bot.cli import console_renderer, suggested_questions
from bot.runtime import clock
from bot.runtime.data_folder import open_store
from bot.services.briefs import Desk
from news.brief import SENTENCES, BriefRequest
from news.source import Source, source_id
from news.thread import Thread
from news.window import Window
from sources import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.console import Console

    from news.article import Article
    from news.brief import Brief
    from news.errors import SourceError
    from storage.sqlite.store import Store

TEAM, CHANNEL = "local", "demo"
SEEDS = Path(__file__).resolve().parents[2] / "seeds"
# Asked of the articles that come with Newsbrief: two that they answer and one that they do not.
QUESTIONS = (
    "What did Ruth Calloran say?",
    "Why did Maud Ferrant resign?",
    "When does the football season start?",
)
# Files without a date are news of this hour; a window is at least this long.
SHORTEST = timedelta(hours=24)


def run(
    paths: Sequence[Path],
    console: Console,
    errors: Console,
    *,
    method: str,
    sentences: int = SENTENCES,
    explain: bool = False,
    asked: Sequence[str] = (),
) -> int:
    """Brief the articles at some paths and answer questions about them.

    Returns:
        The exit status: 0 if all went well, 1 if something could not be read; the rest is briefed all the same.

    Raises:
        UnknownMethod: there is no such way to summarise.
    """
    named = list(paths) or [SEEDS / part for part in ("articles", "feeds", "pages")]
    with tempfile.TemporaryDirectory(prefix="newsbrief-") as folder, open_store(Path(folder)) as store:
        desk = Desk(store)
        articles, failures = _taken(desk, store, named, errors)
        for failure in failures:
            errors.print(Text(f"Left aside: {failure}", style="yellow"))
        if not articles:
            errors.print("Nothing could be read. Try: newsbrief demo FOLDER_OF_ARTICLES")
            return 1
        now = max(article.when for article in articles)
        made = desk.brief(_request(articles, now, method, sentences), now=now)
        console_renderer.brief(console, made, explain=explain)
        _ask(console, desk, made, asked or _questions(made, named=bool(paths)), now)
        is_proved = _verified(console, desk)
    _next(console, named=bool(paths))
    return 1 if failures or not is_proved else 0


# ---- private


def _taken(
    desk: Desk, store: Store, named: Sequence[Path], errors: Console
) -> tuple[list[Article], list[SourceError]]:
    """Read, clean and store every path, with progress for whoever watches."""
    now = clock.now()
    articles: list[Article] = []
    failures: list[SourceError] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task("Reading")
        for path in named:
            progress.update(task, description=f"Reading {path.name}")
            source = Source(
                id=source_id(str(path.resolve())), url=str(path), kind="files", added=now, title=path.stem
            )
            store.sources.put(source)
            store.sources.follow(TEAM, CHANNEL, source.id, at=now)
            taken = desk.take(source, files.read(path, now=now, source=source.id))
            articles += taken.new
            failures += taken.failures
    return articles, failures


def _request(articles: Sequence[Article], now: datetime, method: str, sentences: int) -> BriefRequest:
    oldest = min(article.when for article in articles)
    window = Window(min(oldest, now - SHORTEST), now + timedelta(microseconds=1))
    return BriefRequest(team=TEAM, channel=CHANNEL, window=window, method=method, sentences=sentences)


def _questions(made: Brief, *, named: bool) -> Sequence[str]:
    return suggested_questions.questions(made.articles) if named else QUESTIONS


def _ask(console: Console, desk: Desk, made: Brief, questions: Sequence[str], now: datetime) -> None:
    console.print()
    console.print(
        Rule(Text("Asked in the thread", style="bold"), align="left", style="dim"),
        width=console_renderer.width(console),
    )
    thread = Thread(TEAM, CHANNEL, "demo")
    desk.opened(thread, made.id, now=now)
    for question in questions:
        console.print()
        console_renderer.answer(console, desk.answer(thread, question, now=now))


def _verified(console: Console, desk: Desk) -> bool:
    """Hold all that was told against the articles again, as `newsbrief verify` does; tell whether all of it stands."""
    checked = tuple(desk.proof.every())
    sentences, failed = sum(each.sentences for each in checked), sum(len(each.failed) for each in checked)
    console.print()
    console.print(
        Text(
            f"Verified: {sentences - failed} of {sentences} sentences stand in their articles, word for word.",
            "dim",
        )
    )
    return not failed


def _next(console: Console, *, named: bool) -> None:
    console.print()
    console.print(
        Rule(Text("Next", style="bold"), align="left", style="dim"), width=console_renderer.width(console)
    )
    if not named:
        console.print("newsbrief demo PATH...   the same with your own text files, HTML files or feeds")
    console.print("newsbrief add URL        follow a feed; then: newsbrief brief, newsbrief ask WORDS")
    console.print("README.md                how to put it into a Slack workspace, step by step")
