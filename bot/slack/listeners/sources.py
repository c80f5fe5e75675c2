"""`/brief add`, `remove` and `sources`: what a channel reads, in its members' own hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import blocks, explanations, source_wording
from bot.services.subscriptions import Place
from news.errors import SourceError
from sources.lists import starter_packs

if TYPE_CHECKING:
    from bot.services.briefs import Taken
    from bot.slack.command import Typed
    from bot.slack.dispatcher import Counter
    from news.source import Source

# Links looked at for one command: each takes seconds, and Slack takes five answers to one command.
MOST = 4


def add(counter: Counter, typed: Typed) -> None:
    """Follow feeds, or the pages that lead to them, or a starter pack, for this channel."""
    named = [word for word in map(_link, typed.words.split()) if word.lower() not in {"pack", "packs"}]
    if not named or named == ["help"]:
        typed.tell(blocks.notice(source_wording.add_help(starter_packs.names())))
        return
    if all(word.lower() in starter_packs.names() for word in named):
        for word in named:
            _add_pack(counter, typed, word.lower())
        return
    for word in named[:MOST]:
        _add(counter, typed, word if "://" in word else f"https://{word}")
    if len(named) > MOST:
        typed.tell(blocks.notice(source_wording.too_many_links(MOST)))


def remove(counter: Counter, typed: Typed) -> None:
    """Stop following a source; who added it, or an admin of the workspace, decides."""
    place = _place(typed)
    named = counter.following.named(place, typed.words) if typed.words else ()
    if len(named) != 1:
        typed.tell(blocks.notice(source_wording.which_source(typed.words, named)))
        return
    source = named[0]
    if source.id not in counter.following.own(place):
        typed.tell(blocks.notice(source_wording.whole_workspaces(source)))
    elif source.added_by != typed.user and not counter.outbox.is_admin(typed.user):
        typed.tell(blocks.notice(source_wording.anothers(source)))
    else:
        counter.following.remove(source, place)
        typed.tell(blocks.notice(source_wording.removed(source)))


def listing(counter: Counter, typed: Typed) -> None:
    """Show what is read here, by number, and how each is doing."""
    zone = counter.outbox.zone(typed.user) or "UTC"
    place = _place(typed)
    found, own = counter.following.all(place), counter.following.own(place)
    typed.tell(
        explanations.sources(found, own, zone)
        if found
        else blocks.notice(source_wording.add_help(starter_packs.names()))
    )


# ---- private


def _add(counter: Counter, typed: Typed, link: str) -> None:
    """Show what an address leads to, then keep it."""
    now = counter.clock()
    try:
        found = counter.following.look(link, now=now)
    except SourceError as problem:
        typed.tell(blocks.notice(source_wording.not_added(problem)))
        return
    source, taken = counter.following.add(found, _place(typed), now=now)
    typed.tell(blocks.notice(source_wording.added(found, source, taken.failures)))


def _add_pack(counter: Counter, typed: Typed, name: str) -> None:
    now, failed = counter.clock(), []
    new = counter.following.take_in(starter_packs.read(name), _place(typed), now=now)
    typed.tell(blocks.notice(source_wording.pack_added(name, new)))

    def done(source: Source, taken: Taken) -> None:
        if taken.failures and not taken.new:
            failed.append((source, taken.failures[0]))

    counter.following.read(new, now=now, on_done=done)
    if new:
        typed.tell(blocks.notice(source_wording.pack_read(name, len(new), failed)))


def _link(word: str) -> str:
    """Take a link as people paste it and Slack wraps it."""
    return word.strip("<>,").partition("|")[0]


def _place(typed: Typed) -> Place:
    return Place(typed.team, typed.channel, typed.user)
