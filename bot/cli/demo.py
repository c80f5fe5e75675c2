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
from bot.services.briefs import BriefingService
from news.brief import DEFAULT_SENTENCES_PER_STORY, BriefRequest
from news.source import Source, build_source_id
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
    from storage.contract import Store

DEMO_TEAM, DEMO_CHANNEL = "local", "demo"
SEED_FOLDER = Path(__file__).resolve().parents[2] / "seeds"
# Asked of the articles that come with Newsbrief: two that they answer and one that they do not.
DEMO_QUESTIONS = (
    "What did Ruth Calloran say?",
    "Why did Maud Ferrant resign?",
    "When does the football season start?",
)
# Files without a date are news of this hour; a window is at least this long.
MIN_WINDOW = timedelta(hours=24)


def run_demo(
    paths: Sequence[Path],
    console: Console,
    errors: Console,
    *,
    method: str,
    sentences: int = DEFAULT_SENTENCES_PER_STORY,
    explain: bool = False,
    questions: Sequence[str] = (),
) -> int:
    """Brief the articles at some paths and answer questions about them.

    Returns:
        The exit status: 0 if all went well, 1 if something could not be read; the rest is briefed all the same.

    Raises:
        UnknownMethod: there is no such way to summarise.
    """
    input_paths = list(paths) or [SEED_FOLDER / folder_name for folder_name in ("articles", "feeds", "pages")]
    with tempfile.TemporaryDirectory(prefix="newsbrief-") as folder, open_store(Path(folder)) as store:
        briefing_service = BriefingService(store)
        articles, failures = _ingest_paths(briefing_service, store, input_paths, errors)
        for failure in failures:
            errors.print(Text(f"Left aside: {failure}", style="yellow"))
        if not articles:
            errors.print("Nothing could be read. Try: newsbrief demo FOLDER_OF_ARTICLES")
            return 1
        now = max(article.appeared_at for article in articles)
        brief = briefing_service.create_brief(_build_request(articles, now, method, sentences), now=now)
        console_renderer.print_brief(console, brief, explain=explain)
        _print_answers(
            console,
            briefing_service,
            brief,
            questions or _choose_questions(brief, has_own_paths=bool(paths)),
            now,
        )
        is_verified = _print_verification(console, briefing_service)
    _print_next_steps(console, has_own_paths=bool(paths))
    return 1 if failures or not is_verified else 0


# ---- private


def _ingest_paths(
    briefing_service: BriefingService, store: Store, input_paths: Sequence[Path], errors: Console
) -> tuple[list[Article], list[SourceError]]:
    """Read, clean and store every path, with progress for whoever watches."""
    now = clock.now()
    articles: list[Article] = []
    failures: list[SourceError] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task("Reading")
        for path in input_paths:
            progress.update(task, description=f"Reading {path.name}")
            source = Source(
                id=build_source_id(str(path.resolve())),
                url=str(path),
                kind="files",
                created_at=now,
                title=path.stem,
            )
            store.sources.save(source)
            store.sources.follow(DEMO_TEAM, DEMO_CHANNEL, source.id, created_at=now)
            result = briefing_service.ingest(source, files.read_path(path, now=now, source_id=source.id))
            articles += result.new_articles
            failures += result.failures
    return articles, failures


def _build_request(articles: Sequence[Article], now: datetime, method: str, sentences: int) -> BriefRequest:
    oldest = min(article.appeared_at for article in articles)
    window = Window(min(oldest, now - MIN_WINDOW), now + timedelta(microseconds=1))
    return BriefRequest(
        team=DEMO_TEAM, channel=DEMO_CHANNEL, window=window, method=method, sentences_per_story=sentences
    )


def _choose_questions(brief: Brief, *, has_own_paths: bool) -> Sequence[str]:
    return suggested_questions.suggest_questions(brief.articles) if has_own_paths else DEMO_QUESTIONS


def _print_answers(
    console: Console, briefing_service: BriefingService, brief: Brief, questions: Sequence[str], now: datetime
) -> None:
    console.print()
    console.print(
        Rule(Text("Asked in the thread", style="bold"), align="left", style="dim"),
        width=console_renderer.line_width(console),
    )
    thread = Thread(DEMO_TEAM, DEMO_CHANNEL, "demo")
    briefing_service.register_thread(thread, brief.id, now=now)
    for question in questions:
        console.print()
        console_renderer.print_answer(console, briefing_service.answer(thread, question, now=now))


def _print_verification(console: Console, briefing_service: BriefingService) -> bool:
    """Hold all that was told against the articles again, as `newsbrief verify` does; tell whether all of it stands."""
    verifications = tuple(briefing_service.verifier.verify_all())
    sentence_count, failed_count = (
        sum(verification.sentence_count for verification in verifications),
        sum(len(verification.failed_sentences) for verification in verifications),
    )
    console.print()
    console.print(
        Text(
            f"Verified: {sentence_count - failed_count} of {sentence_count} sentences stand in their "
            "articles, word for word.",
            "dim",
        )
    )
    return not failed_count


def _print_next_steps(console: Console, *, has_own_paths: bool) -> None:
    console.print()
    console.print(
        Rule(Text("Next", style="bold"), align="left", style="dim"),
        width=console_renderer.line_width(console),
    )
    if not has_own_paths:
        console.print("newsbrief demo PATH...   the same with your own text files, HTML files or feeds")
    console.print("newsbrief add URL        follow a feed; then: newsbrief brief, newsbrief ask WORDS")
    console.print("README.md                how to put it into a Slack workspace, step by step")
