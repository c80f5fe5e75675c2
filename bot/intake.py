"""Sources on the terminal: added, removed, listed and read, with progress for whoever watches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from bot import clock, phrases
from bot.desk import Desk
from news.article import canonical
from news.errors import SourceError
from news.source import Source, source_id
from sources import fetch as network
from sources import files

if TYPE_CHECKING:
    from rich.console import Console

    from bot.desk import Taken
    from storage.store import Store

# Headlines shown when a source is added, so that one sees it is the right one.
SHOWN = 3


def add(store: Store, place: str, team: str, channel: str, console: Console, errors: Console) -> bool:
    """Follow a source for a workspace or one channel of it, and read it once.

    Args:
        store: what is kept.
        place: the address of a feed or of a page that leads to one, or a path.
        team: the workspace.
        channel: the channel; "" for the whole workspace.
        console: for what went well.
        errors: for what did not.

    Returns:
        Whether it could be read; a source that could not is not followed.
    """
    now = clock.now()
    try:
        if canonical(place):
            source = network.find(place, now=now)
            visits = network.visit_all((source,), now=now, known=lambda _entry, _source: False)
            fetched = next(iter(visits))
        else:
            path = Path(place).expanduser().resolve()
            source = Source(id=source_id(str(path)), url=str(path), kind="files", added=now, title=path.stem)
            fetched = files.read(path, now=now, source=source.id)
    except SourceError as problem:
        errors.print(Text(f"Not added. {problem}", style="yellow"))
        return False
    if not fetched.entries:
        reasons = (
            "; ".join(str(failure) for failure in fetched.failures) or f"{place}: there is no article in it"
        )
        errors.print(Text(f"Not added. {reasons}", style="yellow"))
        return False
    store.sources.put(source)
    store.sources.follow(team, channel, source.id, at=now)
    taken = Desk(store).take(source, fetched)
    _told(source, taken, fetched.title, console, errors)
    return True


def remove(store: Store, place: str, team: str, channel: str, console: Console, errors: Console) -> bool:
    """Stop following a source, named as it was added; tell whether it was followed."""
    names = {place, str(Path(place).expanduser().resolve()), canonical(place)}
    for source in store.sources.followed(team, channel):
        if source.url in names or source.id == place:
            store.sources.unfollow(team, channel, source.id)
            console.print(Text(f"No longer followed: {source.title or source.url}"))
            return True
    errors.print(Text(f"{place} is not followed here. newsbrief sources lists what is.", style="yellow"))
    return False


def listing(store: Store, console: Console) -> None:
    """Print every source and how it is doing."""
    sources = store.sources.all()
    if not sources:
        console.print("No source yet. Try: newsbrief add https://example.org/feed.xml")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("source", "last read", "state"):
        table.add_column(heading, overflow="fold")
    for source in sources:
        health = source.health
        last = phrases.when(health.succeeded) if health.succeeded else "never"
        state = (
            f"failing ({phrases.count(health.failures, 'time')}): {health.reason}"
            if health.failures
            else "well"
        )
        table.add_row(Text(f"{source.title}\n{source.url}".strip()), last, Text(state))
    console.print(table)


def fetch(store: Store, console: Console, errors: Console) -> bool:
    """Read every feed now, with a bar; tell whether all could be read."""
    failed = new = 0
    feeds = [source for source in store.sources.all() if source.kind == "feed"]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task("Reading", total=len(feeds))

        def done(source: Source, taken: Taken) -> None:
            nonlocal failed, new
            progress.advance(task)
            failed += bool(taken.failures and not taken.new)
            new += len(taken.new)
            for failure in taken.failures:
                errors.print(Text(f"{source.title or source.url}: {failure.reason}", style="yellow"))

        Desk(store).refresh(now=clock.now(), on_done=done)
    console.print(
        f"{phrases.count(len(feeds), 'source')} read, {phrases.count(new, 'new article')}, {failed} failed."
    )
    return not failed


# ---- private


def _told(source: Source, taken: Taken, title: str, console: Console, errors: Console) -> None:
    for failure in taken.failures:
        errors.print(Text(f"Left aside: {failure}", style="yellow"))
    console.print(
        Text(f"Following {title or source.title or source.url}: {phrases.count(len(taken.new), 'article')}")
    )
    for article in taken.new[:SHOWN]:
        console.print(Text(f"  - {article.title}"))
