"""Add, remove, list, fetch, import and export sources on the terminal, with a progress display."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from bot.cli import context
from bot.parsing.source_place import PlaceKind, is_article_address, parse_source_place
from bot.render.wording import formats, source_wording, terminal_messages
from bot.render.wording.terminal_wording import make_printable
from bot.render.wording.views import shared_link_wording
from news.errors import Refused, SourceError, Unreachable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.console import Console

    from bot.parsing.source_place import SourcePlace
    from bot.services.ingest import IngestResult, IngestService
    from bot.services.services import Services
    from bot.services.subscriptions import SourceSubscriptionService, SubscriptionScope
    from news.article import Article
    from news.source import Source
    from sources.fetch import DiscoveredFeed

# The number of headlines shown when a source is added, so that people can check that it is the right source.
MAX_HEADLINES = 3
# The statuses of servers that want a login.
_LOGIN_STATUSES = frozenset({401, 403})
# What is said of places that can't be followed.
_REFUSALS = {
    PlaceKind.EMPTY: terminal_messages.EMPTY_PLACE,
    PlaceKind.UNNAMED_FOLDER: terminal_messages.UNNAMED_FOLDER,
    PlaceKind.UNKNOWN: terminal_messages.UNKNOWN_PLACE,
}


def add_source(
    services: Services,
    words: str,
    scope: SubscriptionScope,
    console: Console,
    errors: Console,
) -> bool:
    """Follow a source and fetch the source once.

    Args:
        services: the services.
        words: the address of a feed or of a page that links to a feed, the name of a starter pack, or a path.
        scope: the workspace or channel that follows the source.
        console: the console for results.
        errors: the console for errors.

    Returns:
        Whether the source could be fetched; if not, it is not followed.
    """
    from sources.lists import starter_packs  # noqa: PLC0415 - see import_sources

    place = parse_source_place(words, starter_packs.list_packs())
    if place.kind is PlaceKind.PACK:
        return import_sources(services, place.value, scope, console, errors)
    refusal = _REFUSALS.get(place.kind)
    if refusal:
        text = refusal.format(place=place.value, packs=", ".join(starter_packs.list_packs()))
        errors.print(Text(text, style="yellow"))
        return False
    now = context.current_time()
    is_web = place.kind is PlaceKind.WEB
    if (
        is_web
        and is_article_address(place.value)
        and _read_article(services, place.value, scope, console, now)
    ):
        return True
    try:
        discovered_feed = (
            _discover_web(services.source_subscriptions, place, now)
            if is_web
            else services.source_subscriptions.discover_files(Path(place.value), now=now)
        )
    except SourceError as problem:
        # A page without a feed may be an article.
        is_page = is_web and isinstance(problem, Unreadable)
        if is_page and _read_article(services, place.value, scope, console, now):
            return True
        errors.print(Text(terminal_messages.NOT_ADDED.format(problem=problem), style="yellow"))
        if isinstance(problem, Refused) and problem.status in _LOGIN_STATUSES:
            errors.print(Text(terminal_messages.LOGIN_HINT, style="yellow"))
        return False
    return _follow(services, discovered_feed, scope, (console, errors), is_web=is_web)


def remove_source(
    source_subscriptions: SourceSubscriptionService,
    words: str,
    scope: SubscriptionScope,
    console: Console,
    errors: Console,
) -> bool:
    """Stop following a source. Return whether it was followed.

    The source is named by its URL, path, ID or title.
    """
    matches = source_subscriptions.find_sources(scope, words)
    if len(matches) == 1 and source_subscriptions.remove(matches[0], scope):
        console.print(Text(terminal_messages.REMOVED.format(source=matches[0].name)))
        return True
    template = terminal_messages.SEVERAL_SOURCES if len(matches) > 1 else terminal_messages.NOT_FOLLOWED
    sources = " or ".join(source.url for source in matches)
    errors.print(Text(template.format(name=words, sources=sources), style="yellow"))
    return False


def import_sources(
    services: Services,
    words: str,
    scope: SubscriptionScope,
    console: Console,
    errors: Console,
) -> bool:
    """Follow all feeds in an OPML file or starter pack, and fetch the new feeds.

    Return whether all fetches succeeded.

    Raises:
        SourceError: the file or pack does not exist or contains no feeds.
    """
    from sources.lists import opml, starter_packs  # noqa: PLC0415 - the parsers load slowly; a list needs none

    outlines = starter_packs.read_pack(words)
    if not outlines:
        try:
            outlines = opml.parse(Path(words).expanduser().read_bytes(), words)
        except OSError as problem:
            raise SourceError(
                words,
                terminal_messages.CANNOT_OPEN_LIST.format(
                    cause=problem.strerror, packs=", ".join(starter_packs.list_packs())
                ),
            ) from problem
    new_sources = services.source_subscriptions.import_outlines(outlines, scope, now=context.current_time())
    feeds = formats.format_count(len(outlines), "feed")
    console.print(terminal_messages.LIST_IMPORTED.format(feeds=feeds, new=len(new_sources)))
    return not new_sources or fetch_sources(services.ingest, new_sources, console, errors)


def export_sources(
    source_subscriptions: SourceSubscriptionService, scope: SubscriptionScope, path: str, console: Console
) -> None:
    """Write all feeds of a workspace or channel to a file as OPML.

    If the path is "-", write to standard output.

    Raises:
        SourceError: the file cannot be written.
    """
    opml_document = source_subscriptions.export_opml(scope)
    if path == "-":
        sys.stdout.buffer.write(opml_document)
        return
    try:
        Path(path).expanduser().write_bytes(opml_document)
    except OSError as problem:
        raise SourceError(path, terminal_messages.CANNOT_WRITE.format(cause=problem.strerror)) from problem
    console.print(Text(terminal_messages.WRITTEN.format(path=path)))


def follows_sources(services: Services, scope: SubscriptionScope, console: Console) -> bool:
    """Whether a workspace or channel follows any source. If not, print how to follow one."""
    if services.source_subscriptions.list_sources(scope):
        return True
    print_sources((), console)
    return False


def print_sources(sources: Sequence[Source], console: Console) -> None:
    """Print every source with its status."""
    if not sources:
        from sources.lists import starter_packs  # noqa: PLC0415 - see import_sources

        packs = ", ".join(starter_packs.list_packs())
        console.print(Text(terminal_messages.NO_SOURCES.format(packs=packs)))
        return
    from rich.table import Table  # noqa: PLC0415 - it loads slowly

    table = Table(box=None, pad_edge=False)
    for heading in terminal_messages.SOURCE_COLUMNS:
        table.add_column(heading, overflow="fold")
    for source in sources:
        health, next_due_at = source.health, source.poll_state.next_poll_at
        last_read = (
            formats.format_utc_time(health.last_success_at)
            if health.last_success_at
            else terminal_messages.NEVER
        )
        next_read = (
            ""
            if source.poll_state.disabled_reason
            else formats.format_utc_time(next_due_at)
            if next_due_at
            else terminal_messages.SOON
        )
        name_text = Text(make_printable(f"{source.title}\n{source.url}".strip()))
        table.add_row(name_text, last_read, next_read, Text(source_wording.describe_source_health(source)))
    console.print(table)


def _follow(
    services: Services,
    discovered_feed: DiscoveredFeed,
    scope: SubscriptionScope,
    consoles: tuple[Console, Console],
    *,
    is_web: bool,
) -> bool:
    """Follow a discovered feed, fetch it once, and print what came. Return whether it could be fetched."""
    console, errors = consoles
    source, result = services.source_subscriptions.add(discovered_feed, scope, now=context.current_time())
    failure_line = terminal_messages.SKIPPED_FILE if not is_web else terminal_messages.NOT_READ
    for failure in result.failures:
        errors.print(Text(failure_line.format(problem=failure), style="yellow"))
    name = make_printable(discovered_feed.source.title or source.url)
    if result.failures and not (result.new_articles or result.known_count) and is_web:
        console.print(Text(terminal_messages.FOLLOWING_UNREAD.format(source=name)))
        return False
    new_articles = formats.format_count(len(result.new_articles), "new article")
    console.print(Text(terminal_messages.FOLLOWING.format(source=name, articles=new_articles)))
    for headline in discovered_feed.headlines[:MAX_HEADLINES]:
        console.print(Text(terminal_messages.HEADLINE_LINE.format(headline=make_printable(headline))))
    if result.new_articles:
        console.print(Text(_describe_new_articles(result.new_articles)))
    if discovered_feed.other_feed_urls:
        feeds = ", ".join(discovered_feed.other_feed_urls)
        console.print(Text(terminal_messages.OTHER_FEEDS.format(feeds=make_printable(feeds))))
    return True


def _discover_web(
    source_subscriptions: SourceSubscriptionService, place: SourcePlace, now: datetime
) -> DiscoveredFeed:
    """Find the feed at an address. If the address has no scheme, http is tried if https cannot be reached."""
    try:
        return source_subscriptions.discover(place.value, now=now)
    except Unreachable:
        if not place.assumes_https:
            raise
    return source_subscriptions.discover(place.value.replace("https://", "http://", 1), now=now)


def _read_article(
    services: Services, address: str, scope: SubscriptionScope, console: Console, now: datetime
) -> bool:
    """Read the article at an address once, without following anything. Return whether there is one."""
    title = shared_link_wording.SHARED_LINKS_TITLE if scope.channel else terminal_messages.SINGLE_LINKS_TITLE
    pages = services.shared_links.read((address,), scope, title=title, now=now)
    for article, _ in pages.articles:
        text = terminal_messages.READ_ONCE.format(title=article.title, outlet=article.outlet)
        console.print(Text(make_printable(text)))
        site = "/".join(address.split("/")[:3])
        console.print(Text(terminal_messages.FOLLOW_SITE_HINT.format(site=site)))
    return bool(pages.articles)


def _describe_new_articles(articles: Sequence[Article]) -> str:
    """Describe how many of the new articles have text and a date."""
    text_count = sum(bool(article.sentence_spans) for article in articles)
    date_count = sum(article.published_at is not None for article in articles)
    template = terminal_messages.NEW_CONTENT if text_count else terminal_messages.NEW_HEADLINES
    line = template.format(texts=text_count, dates=date_count, count=len(articles))
    return line if date_count else f"{line} {terminal_messages.NO_DATES_NOTE}"


def fetch_sources(
    ingest: IngestService,
    sources: Sequence[Source],
    console: Console,
    errors: Console,
) -> bool:
    """Fetch sources now, with a progress bar. Return whether all fetches succeeded."""
    from rich.progress import (  # noqa: PLC0415 - it loads slowly; a list needs none
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
    )

    failed_count = new_article_count = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task(terminal_messages.READING, total=len(sources))

        def on_source_done(source: Source, result: IngestResult) -> None:
            nonlocal failed_count, new_article_count
            progress.update(
                task,
                advance=1,
                description=terminal_messages.READING_FILE.format(name=make_printable(source.name)[:40]),
            )
            failed_count += bool(result.failures and not result.new_articles)
            new_article_count += len(result.new_articles)
            for failure in result.failures:
                line = terminal_messages.FETCH_FAILURE.format(
                    source=make_printable(source.name), reason=make_printable(failure.reason)
                )
                errors.print(Text(line, style="yellow"))

        ingest.refresh(now=context.current_time(), selected_sources=sources, on_done=on_source_done)
    console.print(
        terminal_messages.FETCHED.format(
            sources=formats.format_count(len(sources), "source"),
            articles=formats.format_count(new_article_count, "new article"),
            failed=failed_count,
        )
    )
    return not failed_count
