"""`/brief search` and `/brief verify`: look for articles, and hold what was told against them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.render import blocks, mrkdwn, wording
from bot.services import search as searching

if TYPE_CHECKING:
    from bot.slack.command import Typed
    from bot.slack.dispatcher import Counter


def search(counter: Counter, typed: Typed) -> None:
    """Show the asker the articles that hold some words, with the button for more."""
    _page(counter, typed, 0)


def further(counter: Counter, typed: Typed, value: str) -> None:
    """Show the next page; the value of the button holds its number and what was typed."""
    page, _, words = value.partition(" ")
    _page(counter, replace(typed, words=words), int(page))


def verify(counter: Counter, typed: Typed) -> None:
    """Hold the last brief of this channel and the answers below it, or what is named, against the articles again."""
    checked = counter.desk.proof.verify(typed.team, typed.channel, typed.words.strip("`"))
    typed.tell(blocks.notice(wording.verified(checked, typed.words)))


# ---- private


def _page(counter: Counter, typed: Typed, page: int) -> None:
    wanted = searching.read(typed.words, counter.clock())
    results = counter.desk.search(typed.team, typed.channel, wanted, page=page)
    value = f"{page + 1} {typed.words}" if results.further else ""
    heading = mrkdwn.escape(searching.heading(wanted, results))
    typed.tell(blocks.found(results.rows, heading, value))
