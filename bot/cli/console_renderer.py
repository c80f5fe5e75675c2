"""Print briefs and answers on a terminal, using the rich library.

The briefs and answers are the same as in Slack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.rule import Rule
from rich.text import Text

from bot.render import story_lines
from bot.render.wording import (
    answer_wording,
    brief_wording,
    formats,
    kind_wording,
    ranking_wording,
    terminal_messages,
    terminal_wording,
)
from bot.render.wording.terminal_wording import make_printable
from bot.services.explanations import kind_reasons
from news.answer import Verdict
from news.article import canonical_url
from news.brief import LeftOutReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from news.answer import Answer, Quote
    from news.article import Article, Sentence
    from news.brief import Brief
    from news.story import Story

# After a line of more than about 90 characters, the next line is hard to find (Bringhurst: 45 to 75 for a column).
MAX_LINE_CHARACTERS = 88
# Articles of one reason among those left out, without `explain`.
MAX_LEFT_OUT = 3


def print_brief(console: Console, brief: Brief, *, explain: bool = False) -> None:
    """Print a brief.

    With `explain`, also print why each story has its rank, and all articles that were left out.
    """
    if not brief.stories:
        explanation = terminal_wording.to_terminal(brief_wording.describe_no_stories(brief))
        _print_wrapped(console, Text(make_printable(explanation)))
        _print_rest(console, brief)
        if brief.rest:
            return
        if brief.suggested_headlines:
            _print_wrapped(console, Text(brief_wording.TOP_STORIES_HEADING))
        for title in brief.suggested_headlines:
            headline = terminal_messages.HEADLINE_LINE.format(headline=make_printable(title))
            _print_wrapped(console, Text(headline))
        return
    topic = brief.request.topic
    title = brief_wording.TOPIC_BRIEF_TITLE.format(topic=topic) if topic else brief_wording.BRIEF_TITLE
    console.print(Rule(Text(title, style="bold"), align="left", style="dim"), width=line_width(console))
    _print_wrapped(console, Text(brief_wording.describe_brief_summary(brief), style="dim"))
    headings = story_lines.section_headings(brief.stories)
    for number, (story, heading) in enumerate(zip(brief.stories, headings, strict=True), 1):
        console.print()
        if heading:
            console.print(Text(make_printable(heading), style="bold underline"))
        _print_story(console, number, story, explain=explain)
    if brief.ahead:
        console.print()
        console.print(Text(brief_wording.AHEAD_HEADING, style="bold"))
        _print_ahead(console, brief)
    if brief.rest:
        console.print()
        console.print(Text(brief_wording.REST_HEADING, style="bold"))
        _print_rest(console, brief)
    _print_left_out(console, brief, explain=explain)
    feed_line = brief_wording.describe_feed_summaries(story_lines.feed_summary_outlets(brief))
    if feed_line:
        console.print()
        _print_wrapped(console, Text(make_printable(feed_line), style="dim"))


def print_answer(console: Console, answer: Answer) -> None:
    """Print an answer: the question, how the bot understood the question, and the quotes."""
    console.print(Text.assemble(("? ", "bold cyan"), (answer.question, "bold")), width=line_width(console))
    if answer.resolved_question:
        _print_wrapped(
            console,
            Text(terminal_messages.UNDERSTOOD_AS.format(question=answer.resolved_question), style="dim"),
            2,
        )
    style = {Verdict.ANSWERED: "green", Verdict.PARTIAL: "yellow", Verdict.NO_ANSWER: "yellow"}[
        answer.verdict
    ]
    _print_wrapped(console, Text(answer_wording.answer_heading(answer), style=style), 2)
    if answer.verdict is Verdict.NO_ANSWER and answer.quotes:
        _print_wrapped(console, Text(answer_wording.NEAREST_PASSAGE_HEADING, style="dim"), 2)
    for quote in answer.quotes:
        _print_quote(console, quote)
    for article in answer.linked_articles:
        line = Text.assemble("· ", make_printable(article.title), ("  — ", "dim"), _source_text(article))
        line.append(f", {formats.format_article_time(article)}", style="dim")
        _print_wrapped(console, line, 4)
    for signal in answer.ranking_signals:
        _print_wrapped(console, Text(f"{signal.points:+.2f}  {ranking_wording.describe_signal(signal)}"), 4)


def print_search_results(
    console: Console, rows: Sequence[tuple[Article, Sentence | None]], heading: str
) -> None:
    """Print the search results: each article with the sentence that contains the most search terms."""
    _print_wrapped(console, Text(heading, style="dim"))
    for article, sentence in rows:
        console.print()
        line = Text.assemble((make_printable(article.title), "bold"), ("  — ", "dim"), _source_text(article))
        line.append(f", {formats.format_article_time(article)}", style="dim")
        _print_wrapped(console, line, 2)
        if sentence:
            _print_wrapped(console, Text(make_printable(sentence.text), style="italic"), 4)


def print_message(console: Console, words: str) -> None:
    """Print a message of the bot without Slack's markup. Links are replaced by their labels."""
    for line in words.split("\n"):
        _print_wrapped(console, Text(make_printable(terminal_wording.strip_marks(line))))


def line_width(console: Console) -> int:
    """Return the maximum length of a line in characters."""
    return min(MAX_LINE_CHARACTERS, console.width)


# ---- private


def _print_wrapped(console: Console, text: Text, indent: int = 0, mark: str = "") -> None:
    """Print text, wrapped to the line width and indented, without trailing spaces.

    The mark ("1. ") is printed in the margin of the first line.
    """
    for number, line in enumerate(text.wrap(console, max(line_width(console) - indent, 20))):
        line.rstrip()
        margin = "" if number else mark
        console.print(Text.assemble((margin.rjust(indent), text.style), line), soft_wrap=True)


def _print_story(console: Console, number: int, story: Story, *, explain: bool) -> None:
    update = brief_wording.UPDATE_PREFIX if story.is_update else ""
    _print_wrapped(console, Text(f"{update}{make_printable(story.title)}", style="bold"), 3, f"{number}. ")
    paragraphs: list[Text] = []
    is_labelled = False
    for run, is_named in story_lines.named_runs(story):
        if run.label or is_labelled or not paragraphs:
            paragraphs.append(Text())
        is_labelled = run.label is not None
        paragraph = paragraphs[-1]
        if run.label:
            paragraph.append(f"{brief_wording.SENTENCE_LABELS[run.label]}: ", "bold")
        elif paragraph:
            paragraph.append(" ")
        paragraph.append(make_printable(run.text))
        if is_named:
            paragraph.append(" (", "dim").append(_outlet_text(run.article)).append(")", "dim")
    for paragraph in paragraphs:
        _print_wrapped(console, paragraph, 3)
    _print_wrapped(console, _source_line(story), 3)
    _print_notes(console, story)
    if explain:
        _print_reasons(console, story)


def _print_notes(console: Console, story: Story) -> None:
    for difference in story.discrepancies:
        figure_texts = [
            f"“{make_printable(figure_sentence.text)}” "
            f"({make_printable(story.get_article(figure_sentence.article_id).outlet)})"
            for figure_sentence in difference.quantity_mentions
        ]
        note = brief_wording.NUMBERS_DIFFER_NOTE.format(numbers="; ".join(figure_texts))
        _print_wrapped(console, Text(note, style="yellow"), 3)
    if story.merged_titles:
        _print_wrapped(
            console, Text(make_printable(brief_wording.describe_merged_stories(story)), style="yellow"), 3
        )
    if story.continued_article:
        note = brief_wording.CONTINUED_NOTE.format(
            title=make_printable(story_lines.article_title(story.continued_article)),
            outlet=make_printable(story.continued_article.outlet),
        )
        _print_wrapped(console, Text(note, style="dim"), 3)
    if story.is_exploration:
        _print_wrapped(console, Text(brief_wording.EXPLORATION_NOTE, style="magenta"), 3)
    for article in story_lines.commentary(story):
        note = brief_wording.COMMENTARY_LINE.format(
            kind=kind_wording.KIND_NAMES[article.kind],
            title=make_printable(story_lines.commentary_title(article)),
            outlet=make_printable(article.outlet),
        )
        _print_wrapped(console, Text(note, style="dim"), 3)


def _print_reasons(console: Console, story: Story) -> None:
    _print_wrapped(console, Text(_kind_text(story.lead_article), style="dim"), 5)
    for signal in story.ranking_signals:
        description = ranking_wording.describe_signal(signal)
        signal_line = f"{signal.points:+.2f}  {ranking_wording.signal_name(signal)}: {description}"
        _print_wrapped(console, Text(signal_line, style="dim"), 5)
    total = terminal_messages.TOTAL_SCORE.format(score=story.score)
    _print_wrapped(console, Text(total, style="dim"), 5)


def _source_line(story: Story) -> Text:
    """Return a story's outlets and the local time of the newest report."""
    named = story_lines.named_outlets(story)
    outlets = story_lines.join_outlets(
        [make_printable(article.outlet) for article in named.articles],
        named.further_count,
        last_quoted=make_printable(named.last_quoted.outlet) if named.last_quoted else "",
    )
    time = formats.format_machine_time(story.latest_article_at)
    return Text(
        " · ".join(filter(None, [outlets, time, brief_wording.describe_story_age(story)])), style="dim"
    )


def _kind_text(article: Article) -> str:
    return kind_wording.describe_kind(article.kind, kind_reasons(article))


def _print_ahead(console: Console, brief: Brief) -> None:
    for event in brief.ahead:
        line = Text("· ", style="dim").append(f"{formats.format_day(event.day)}: ", "bold")
        line.append(make_printable(event.sentence.text), "default").append(
            f" ({make_printable(event.article.outlet)})"
        )
        _print_wrapped(console, line, 3)


def _print_rest(console: Console, brief: Brief) -> None:
    for article in brief.rest:
        line = Text("· ", style="dim").append(make_printable(story_lines.article_title(article)), "default")
        line.append(f" ({make_printable(article.outlet)})")
        _print_wrapped(console, line, 3)


def _outlet_text(article: Article) -> Text:
    style = "cyan" + (f" link {article.url}" if canonical_url(article.url) else "")
    return Text(make_printable(article.outlet), style)


def _source_text(article: Article) -> Text:
    partial = f" ({brief_wording.FEED_SUMMARY_NOTE})" if article.partial else ""
    return Text.assemble(_outlet_text(article), (partial, "dim"))


def _print_quote(console: Console, quote: Quote) -> None:
    text = " ".join(sentence.text for sentence in quote.sentences)
    line = Text.assemble((make_printable(text), "italic"), ("  — ", "dim"), _source_text(quote.article))
    line.append(f", {formats.format_article_time(quote.article)}", style="dim")
    if quote.corroborating_articles:
        outlets = formats.join_with_and([article.outlet for article in quote.corroborating_articles])
        line.append(terminal_messages.ALSO_NOTE.format(outlets=make_printable(outlets)), style="dim")
    _print_wrapped(console, line, 4)


def _print_left_out(console: Console, brief: Brief, *, explain: bool) -> None:
    if not brief.left_out:
        return
    console.print()
    console.print(Text(brief_wording.LEFT_OUT_HEADING, style="bold dim"))
    for left_out in brief.left_out:
        _print_wrapped(console, Text(ranking_wording.describe_left_out(left_out), style="dim"), 3)
        # Listed above, as one of the rest.
        articles = story_lines.unlisted_articles(left_out.articles, brief)
        for article in articles if explain else articles[:MAX_LEFT_OUT]:
            line = f"· {make_printable(article.title)} ({make_printable(article.outlet)})"
            if explain and left_out.reason is LeftOutReason.NOT_A_REPORT:
                line = terminal_messages.ARTICLE_AND_KIND.format(article=line, kind=_kind_text(article))
            _print_wrapped(console, Text(line, style="dim"), 5)
        if not explain and len(articles) > MAX_LEFT_OUT:
            more = terminal_messages.MORE_ARTICLES.format(count=len(articles) - MAX_LEFT_OUT)
            _print_wrapped(console, Text(more, style="dim"), 5)
