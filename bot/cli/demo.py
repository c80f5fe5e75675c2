"""The demo: run articles through all parts of the product, and print the results on a terminal.

The articles are kept in a temporary store.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.rule import Rule
from rich.text import Text

from bot.cli import console_renderer, context, suggested_questions
from bot.render import payloads
from bot.render.wording import formats, terminal_messages
from bot.runtime.data_folder import open_store
from bot.services.services import build_services
from news.brief import DEFAULT_SENTENCES_PER_STORY, BriefRequest
from news.source import Source, build_source_id
from news.thread import Thread
from news.window import Window
from sources import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.console import Console

    from bot.services.ingest import IngestService
    from bot.services.services import Services
    from bot.services.verification import QuoteVerifier
    from news.article import Article
    from news.brief import Brief
    from news.errors import SourceError
    from storage.contract import Store

DEMO_TEAM, DEMO_CHANNEL = "local", "demo"
SEED_FOLDER = Path(__file__).resolve().parents[2] / "seeds"
# Questions about the articles that come with Newsbrief, which answer the first two but not the third.
DEMO_QUESTIONS = (
    "What did Ruth Calloran say?",
    "How many people were brought to safety?",
    "When does the football season start?",
)
# The minimum length of the window. Files without a date count as published now.
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
    """Print a brief of the articles in files and folders, and answer questions about them.

    Returns:
        The exit status: 0 for success; 1 if a file could not be read (the brief covers the others) or a quote failed
        verification.

    Raises:
        UnknownMethod: there is no summarization method with this name.
    """
    input_paths = list(paths) or [SEED_FOLDER / folder_name for folder_name in ("articles", "feeds", "pages")]
    with tempfile.TemporaryDirectory(prefix="newsbrief-") as folder, open_store(Path(folder)) as store:
        services = build_services(store, payloads)
        articles, failures = _ingest_paths(services.ingest, store, input_paths, errors)
        for failure in failures:
            errors.print(Text(terminal_messages.SKIPPED_FILE.format(problem=failure), style="yellow"))
        if not articles:
            errors.print(terminal_messages.NOTHING_TO_BRIEF)
            return 1
        now = max(article.appeared_at for article in articles)
        brief = services.briefs.create_brief(_build_request(articles, now, method, sentences), now=now)
        console_renderer.print_brief(console, brief, explain=explain)
        _print_answers(
            console,
            services,
            brief,
            questions or _choose_questions(brief, has_own_paths=bool(paths)),
            now,
        )
        is_verified = _print_verification(console, services.verification)
    _print_next_steps(console, has_own_paths=bool(paths))
    return 1 if failures or not is_verified else 0


# ---- private


def _ingest_paths(
    ingest: IngestService, store: Store, input_paths: Sequence[Path], errors: Console
) -> tuple[list[Article], list[SourceError]]:
    """Read, clean and store the articles in files and folders.

    The progress is shown if a terminal is attached.
    """
    now = context.current_time()
    articles: list[Article] = []
    failures: list[SourceError] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task(terminal_messages.READING)

        def show_file(file: Path, number: int, count: int) -> None:
            line = terminal_messages.READING_FILE_OF.format(name=file.name[:40], number=number, count=count)
            progress.update(task, description=line)

        for path in input_paths:
            source = Source(
                id=build_source_id(str(path.resolve())),
                url=str(path),
                kind="files",
                created_at=now,
                title=_outlet_of(path),
            )
            store.sources.save(source)
            store.sources.follow(DEMO_TEAM, DEMO_CHANNEL, source.id, created_at=now)
            fetched = files.read_path(path, now=now, source_id=source.id, on_file=show_file)
            line = terminal_messages.READING_TEXTS.format(
                texts=formats.format_count(len(fetched.entries), "text")
            )
            progress.update(task, description=line)
            result = ingest.ingest(source, fetched)
            articles += result.new_articles
            failures += result.failures
    return articles, failures


def _outlet_of(path: Path) -> str:
    """Return the outlet of texts that name none: their folder, also for ".", or the file itself."""
    resolved = path.resolve()
    return (resolved.name if path.is_dir() else path.name) or str(resolved)


def _build_request(articles: Sequence[Article], now: datetime, method: str, sentences: int) -> BriefRequest:
    oldest = min(article.appeared_at for article in articles)
    window = Window(min(oldest, now - MIN_WINDOW), now + timedelta(microseconds=1))
    return BriefRequest(
        team=DEMO_TEAM, channel=DEMO_CHANNEL, window=window, method=method, sentences_per_story=sentences
    )


def _choose_questions(brief: Brief, *, has_own_paths: bool) -> Sequence[str]:
    return suggested_questions.suggest_questions(brief.articles) if has_own_paths else DEMO_QUESTIONS


def _print_answers(
    console: Console, services: Services, brief: Brief, questions: Sequence[str], now: datetime
) -> None:
    console.print()
    console.print(
        Rule(Text(terminal_messages.QUESTIONS_HEADING, style="bold"), align="left", style="dim"),
        width=console_renderer.line_width(console),
    )
    for number, question in enumerate(questions, 1):
        # A thread for each: none of them is a follow-up to the one before.
        thread = Thread(DEMO_TEAM, DEMO_CHANNEL, f"demo-{number}")
        services.threads.register(thread, brief.id, now=now)
        console.print()
        console_renderer.print_answer(console, services.conversation.answer(thread, question, now=now))


def _print_verification(console: Console, verifier: QuoteVerifier) -> bool:
    """Check all quoted sentences against the articles. Return whether all sentences match.

    This is the check that `newsbrief verify` makes.
    """
    verifications = tuple(verifier.verify_all())
    sentence_count, failed_count = (
        sum(verification.sentence_count for verification in verifications),
        sum(len(verification.failed_sentences) for verification in verifications),
    )
    console.print()
    console.print(
        Text(
            terminal_messages.DEMO_VERIFIED.format(
                verified=sentence_count - failed_count,
                sentences=formats.format_count(sentence_count, "sentence"),
            ),
            "dim",
        )
    )
    return not failed_count


def _print_next_steps(console: Console, *, has_own_paths: bool) -> None:
    console.print()
    console.print(
        Rule(Text(terminal_messages.NEXT_HEADING, style="bold"), align="left", style="dim"),
        width=console_renderer.line_width(console),
    )
    if not has_own_paths:
        console.print(terminal_messages.DEMO_NEXT_OWN_FILES)
    console.print(terminal_messages.DEMO_NEXT_FEED)
    console.print(terminal_messages.DEMO_NEXT_SLACK)
