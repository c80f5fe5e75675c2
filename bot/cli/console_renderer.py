"""Briefs and answers on a terminal: the same values as in Slack, drawn with rich."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.rule import Rule
from rich.text import Text

from bot.render import mrkdwn, wording
from news.answer import Verdict
from news.article import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from news.answer import Answer, Quote
    from news.article import Article, Sentence
    from news.brief import Brief
    from news.story import Story

# A line of more than about 90 characters is hard to follow back to the next (Bringhurst: 45 to 75 for a column).
WIDTH = 88
_LINK = re.compile(r"<[^|>]+\|([^>]*)>")


def brief(console: Console, made: Brief, *, explain: bool = False) -> None:
    """Print a brief; with `explain`, the reasons of each story's rank and the articles that were left out."""
    if not made.stories:
        _print(console, Text(wording.nothing(made)))
        for title in made.nearest:
            _print(console, Text(f"  - {title}"))
        return
    outlets = {article.outlet for article in made.articles}
    topic = f": {made.request.topic}" if made.request.topic else ""
    console.print(
        Rule(Text(f"News brief{topic}", style="bold"), align="left", style="dim"), width=width(console)
    )
    _print(
        console,
        Text(
            f"{wording.count(len(made.stories), 'story')} from {wording.count(made.read, 'article')} of "
            f"{made.request.window.words}, {wording.count(len(outlets), 'outlet')}",
            style="dim",
        ),
    )
    if made.request.topic:
        _print(console, Text(wording.searched(made), style="dim"))
    for number, story in enumerate(made.stories, 1):
        console.print()
        _story(console, number, story, explain=explain)
    _left(console, made, explain=explain)


def answer(console: Console, given: Answer) -> None:
    """Print a question, how it was understood, and what the articles say."""
    console.print(Text.assemble(("? ", "bold cyan"), (given.question, "bold")), width=width(console))
    if given.understood:
        _print(console, Text(f"understood as: {given.understood}", style="dim"), 2)
    style = {Verdict.SAID: "green", Verdict.CLOSEST: "yellow", Verdict.SILENT: "yellow"}[given.verdict]
    _print(console, Text(wording.opening(given), style=style), 2)
    if given.verdict is Verdict.SILENT and given.quotes:
        _print(console, Text(wording.NEAREST, style="dim"), 2)
    for quote in given.quotes:
        _quote(console, quote)
    for article in given.listed:
        line = Text.assemble("· ", _shown(article.title), ("  — ", "dim"), _source(article))
        line.append(f", {wording.when(article.when)}", style="dim")
        _print(console, line, 4)
    for reason in given.reasons:
        _print(console, Text(f"{reason.points:+.2f}  {reason.words}"), 4)


def found(console: Console, rows: Sequence[tuple[Article, Sentence | None]], heading: str) -> None:
    """Print what a search found: each article with the sentence that holds most of the words."""
    _print(console, Text(heading, style="dim"))
    for article, sentence in rows:
        console.print()
        line = Text.assemble((_shown(article.title), "bold"), ("  — ", "dim"), _source(article))
        line.append(f", {wording.when(article.when)}", style="dim")
        _print(console, line, 2)
        if sentence:
            _print(console, Text(_shown(sentence.text), style="italic"), 4)


def said(console: Console, words: str) -> None:
    """Print words of ours as Slack would be told them, without its marks; a link is its label."""
    for line in words.split("\n"):
        bare = _LINK.sub(r"\1", line).replace("`/brief ", "`newsbrief ").replace("`", "")
        _print(console, Text(_shown(mrkdwn.typed(bare))))


def width(console: Console) -> int:
    """Give how many characters a line may have."""
    return min(WIDTH, console.width)


# ---- private


def _print(console: Console, text: Text, indent: int = 0, mark: str = "") -> None:
    """Print text wrapped at the width and indented, without a space at the end of any line.

    A mark ("1. ") stands in the margin of the first line.
    """
    for number, line in enumerate(text.wrap(console, max(width(console) - indent, 20))):
        line.rstrip()
        margin = "" if number else mark
        console.print(Text.assemble((margin.rjust(indent), text.style), line), soft_wrap=True)


def _story(console: Console, number: int, story: Story, *, explain: bool) -> None:
    update = "Update: " if story.update else ""
    _print(console, Text(f"{update}{_shown(story.title)}", style="bold"), 3, f"{number}. ")
    for sentence in story.sentences:
        article = story.article(sentence.article)
        line = Text.assemble((_shown(sentence.text), ""), ("  — ", "dim"), _source(article))
        _print(console, line, 3)
    for each in story.differences:
        told = [f"“{_shown(said.text)}” ({_shown(story.article(said.article).outlet)})" for said in each.told]
        _print(console, Text(f"Numbers differ: {'; '.join(told)}", style="yellow"), 3)
    if story.joined:
        _print(console, Text(_shown(wording.joined(story)), style="yellow"), 3)
    if story.follows:
        words = f"Goes on from “{_shown(story.follows.title)}” ({_shown(story.follows.outlet)})"
        _print(console, Text(words, style="dim"), 3)
    if story.outside:
        _print(console, Text(wording.OUTSIDE, style="magenta"), 3)
    _print(console, Text(_coverage(story), style="dim"), 3)
    if explain:
        for reason in story.reasons:
            line = Text(f"{reason.points:+.2f}  {reason.name}: {reason.words}", style="dim")
            _print(console, line, 5)
        _print(console, Text(f"{story.score:+.2f}  in all", style="dim"), 5)


def _coverage(story: Story) -> str:
    outlets = _shown(wording.listed(story.outlets))
    articles = wording.count(len(story.articles), "article")
    since = f"{wording.since(story)}; " if story.days else ""
    return f"{since}{articles} by {outlets}; latest {wording.when(story.latest)}"


def _source(article: Article) -> Text:
    style = "cyan" + (f" link {article.url}" if canonical(article.url) else "")
    partial = " (the feed's words only)" if article.partial else ""
    return Text.assemble((_shown(article.outlet), style), (partial, "dim"))


def _quote(console: Console, quote: Quote) -> None:
    text = " ".join(sentence.text for sentence in quote.sentences)
    line = Text.assemble((_shown(text), "italic"), ("  — ", "dim"), _source(quote.article))
    line.append(f", {wording.when(quote.article.when)}", style="dim")
    if quote.also:
        line.append(f"; also {_shown(wording.listed([each.outlet for each in quote.also]))}", style="dim")
    _print(console, line, 4)


def _left(console: Console, made: Brief, *, explain: bool) -> None:
    if not made.left_out:
        return
    console.print()
    console.print(Text("Left out", style="bold dim"))
    for part in made.left_out:
        _print(console, Text(f"{wording.count(len(part.articles), 'article')} {part.reason}", style="dim"), 3)
        for article in part.articles if explain else part.articles[:3]:
            line = Text(f"· {_shown(article.title)} ({_shown(article.outlet)})", style="dim")
            _print(console, line, 5)
        if not explain and len(part.articles) > len(part.articles[:3]):
            _print(console, Text(f"· and {len(part.articles) - 3} more", style="dim"), 5)


def _shown(text: str) -> str:
    """Take out what would steer the terminal instead of being read."""
    return "".join(char for char in text if char.isprintable() or char == "\n")
