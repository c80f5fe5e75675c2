"""Sources on the terminal: added, removed, listed, read, moved in and out, with progress for whoever watches."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from bot.render import source_wording, wording
from bot.runtime import clock
from news.article import canonical
from news.errors import SourceError
from sources.lists import opml, starter_packs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from bot.services.briefs import Taken
    from bot.services.subscriptions import Following, Place
    from news.source import Source

# Headlines shown when a source is added, so that one sees it is the right one.
SHOWN = 3


def add(following: Following, words: str, place: Place, console: Console, errors: Console) -> bool:
    """Follow a source and read it once.

    Args:
        following: keeps it.
        words: the address of a feed or of a page that leads to one, or a path.
        place: for whom.
        console: for what went well.
        errors: for what did not.

    Returns:
        Whether it could be read; a source that could not is not followed.
    """
    now = clock.now()
    try:
        is_web = bool(canonical(words))
        found = following.look(words, now=now) if is_web else following.look_into(Path(words), now=now)
    except SourceError as problem:
        errors.print(Text(f"Not added. {problem}", style="yellow"))
        return False
    source, taken = following.add(found, place, now=now)
    for failure in taken.failures:
        errors.print(Text(f"Left aside: {failure}", style="yellow"))
    console.print(
        Text(f"Following {found.source.title or source.url}: {wording.count(len(taken.new), 'article')}")
    )
    for headline in found.headlines[:SHOWN]:
        console.print(Text(f"  - {headline}"))
    if found.others:
        console.print(Text(f"The page names other feeds too: {', '.join(found.others)}"))
    return True


def remove(following: Following, words: str, place: Place, console: Console, errors: Console) -> bool:
    """Stop following a source, named by its address, path, id or title; tell whether it was followed."""
    named = following.named(place, words)
    if len(named) == 1 and following.remove(named[0], place):
        console.print(Text(f"No longer followed: {named[0].name}"))
        return True
    several = f"{words} may be {wording.listed([each.url for each in named])}. Give the address of one."
    none = f"{words} is not followed here. newsbrief sources lists what is."
    errors.print(Text(several if len(named) > 1 else none, style="yellow"))
    return False


def take_in(following: Following, words: str, place: Place, console: Console, errors: Console) -> bool:
    """Follow all feeds of an OPML file or a starter pack, and read those that are new; tell whether all could be read.

    Raises:
        SourceError: there is no such file or pack, or it holds no feed.
    """
    outlines = starter_packs.read(words)
    if not outlines:
        try:
            outlines = opml.parse(Path(words).expanduser().read_bytes(), words)
        except OSError as problem:
            raise SourceError(
                words,
                f"cannot be opened ({problem.strerror}). Starter packs: {', '.join(starter_packs.names())}",
            ) from problem
    new = following.take_in(outlines, place, now=clock.now())
    console.print(f"{wording.count(len(outlines), 'feed')} in the list, {len(new)} new here.")
    return not new or fetch(following, new, console, errors)


def given_out(following: Following, place: Place, path: str, console: Console) -> None:
    """Write all feeds of a place as OPML, to a file or with "-" to standard output.

    Raises:
        SourceError: the file cannot be written.
    """
    written = following.given_out(place)
    if path == "-":
        sys.stdout.buffer.write(written)
        return
    try:
        Path(path).expanduser().write_bytes(written)
    except OSError as problem:
        raise SourceError(path, f"cannot be written ({problem.strerror})") from problem
    console.print(Text(f"Written: {path}"))


def listing(sources: Sequence[Source], console: Console) -> None:
    """Print every source and how it is doing."""
    if not sources:
        console.print("No source yet. Try: newsbrief add https://example.org/feed.xml")
        console.print(f"Or a starter pack: newsbrief import world (also {', '.join(starter_packs.names())})")
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("source", "last read", "next", "state"):
        table.add_column(heading, overflow="fold")
    for source in sources:
        health, due = source.health, source.course.due
        last = wording.when(health.succeeded) if health.succeeded else "never"
        following = "" if source.course.stopped else wording.when(due) if due else "soon"
        named = Text(f"{source.title}\n{source.url}".strip())
        table.add_row(named, last, following, Text(source_wording.doing(source)))
    console.print(table)


def fetch(following: Following, sources: Sequence[Source], console: Console, errors: Console) -> bool:
    """Read sources now, with a bar; tell whether all could be read."""
    failed = new = 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task("Reading", total=len(sources))

        def done(source: Source, taken: Taken) -> None:
            nonlocal failed, new
            progress.advance(task)
            failed += bool(taken.failures and not taken.new)
            new += len(taken.new)
            for failure in taken.failures:
                errors.print(Text(f"{source.name}: {failure.reason}", style="yellow"))

        following.read(sources, now=clock.now(), on_done=done)
    console.print(
        f"{wording.count(len(sources), 'source')} read, {wording.count(new, 'new article')}, {failed} failed."
    )
    return not failed
