"""Render answers, search results, corrections and vote prompts as Slack messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import buttons, message_limits, mrkdwn, slack_messages
from bot.render.wording import (
    answer_wording,
    command_wording,
    formats,
    kind_wording,
    preference_wording,
    ranking_wording,
)
from news.answer import Verdict
from news.article_kind import ArticleKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.answer import Answer, Quote
    from news.article import Article, Sentence

    Block = dict[str, Any]


def render_answer(
    answer: Answer, *, brief_id: str = "", story_number: int = 0
) -> tuple[slack_messages.Message, ...]:
    """Render an answer: how the question was understood, and quotes with links to the articles.

    Args:
        answer: the answer.
        brief_id: the id of the brief above, for the buttons below; "" if there is none.
        story_number: the number of the story in that brief that the answer is about; 0 if there is none.
    """
    heading = answer_wording.answer_heading(answer)
    if answer.intent in answer_wording.FIXED_REPLIES:
        return (slack_messages.render_notice(heading),)
    lines = [mrkdwn.bold(heading)]
    if answer.resolved_question:
        lines.append(answer_wording.UNDERSTOOD_AS.format(question=mrkdwn.escape(answer.resolved_question)))
    if answer.verdict is Verdict.NO_ANSWER and answer.quotes:
        lines.append(answer_wording.NEAREST_PASSAGE_HEADING)
    article_lines = [
        f"• {mrkdwn.link(article.url, article.title)} — {slack_messages.source_link(article)}"
        for article in answer.linked_articles
    ]
    reason_lines = [
        f"• {signal.points:+.2f} {mrkdwn.escape(ranking_wording.describe_signal(signal))}"
        for signal in answer.ranking_signals
    ]
    groups: list[list[Block]] = [
        [slack_messages.section_block(text) for text in message_limits.pack_sections(lines)]
    ]
    groups += [_quote_blocks(quote) for quote in answer.quotes]
    groups += [
        [slack_messages.section_block(text)]
        for text in message_limits.pack_sections([*article_lines, *reason_lines])
        if article_lines or reason_lines
    ]
    if answer.quotes:
        scope = answer_wording.SCOPE_TEXTS[answer.scope]
        groups.append([slack_messages.context_block(answer_wording.QUOTED_FROM_NOTE.format(scope=scope))])
    if brief_id and story_number:
        groups.append(buttons.question_buttons(brief_id, story_number))
    heading_lines = [
        heading,
        *(
            [answer_wording.UNDERSTOOD_AS.format(question=answer.resolved_question)]
            if answer.resolved_question
            else []
        ),
    ]
    text = "\n".join(
        [
            mrkdwn.escape("\n".join(heading_lines)),
            *map(_quote_text, answer.quotes),
            *article_lines,
            *reason_lines,
        ]
    )
    pages = message_limits.split_blocks(groups)
    return slack_messages.Message(
        message_limits.truncate(text, message_limits.MAX_TEXT_CHARACTERS), pages[0]
    ), *(slack_messages.Message(heading, page) for page in pages[1:])


def render_search_results(
    rows: Sequence[tuple[Article, Sentence | None]], heading: str, next_page_value: str
) -> slack_messages.Message:
    """Render the search results: each article with the sentence that contains the most search terms.

    Args:
        rows: articles, best first, each with a sentence of it.
        heading: a description of the search.
        next_page_value: the value of the button that shows the next page; "" if there is none.
    """
    lines = [heading]
    for article, sentence in rows:
        quoted_line = f"\n{mrkdwn.quote(sentence.text)}" if sentence else ""
        lines.append(
            f"• {mrkdwn.link(article.url, article.title)} — {slack_messages.source_link(article)}{quoted_line}"
        )
    blocks = [slack_messages.section_block(text) for text in message_limits.pack_sections(lines)]
    if next_page_value:
        button = {"type": "button", "action_id": buttons.NEXT_PAGE_ACTION, "value": next_page_value}
        button["text"] = {"type": "plain_text", "text": command_wording.NEXT_PAGE_BUTTON}  # type: ignore[assignment]
        blocks.append({"type": "actions", "elements": [button]})
    return slack_messages.Message(
        message_limits.truncate("\n".join(lines), message_limits.MAX_TEXT_CHARACTERS), tuple(blocks)
    )


def render_vote_prompt(brief_id: str, number: int, headline: str) -> slack_messages.Message:
    """Render a prompt that asks whether a person wants more or less of a story, with voting buttons."""
    choices = (
        (1, preference_wording.VOTE_MORE),
        (-1, preference_wording.VOTE_LESS),
        (0, preference_wording.VOTE_WITHDRAW),
    )
    vote_buttons = [
        {
            "type": "button",
            "action_id": f"{buttons.VOTE_ACTION}_{position}",
            "value": f"{brief_id} {number} {vote}",
            "text": {"type": "plain_text", "text": label},
        }
        for position, (vote, label) in enumerate(choices)
    ]
    question = slack_messages.render_notice(preference_wording.describe_vote_question(headline))
    return slack_messages.Message(
        question.text, (*question.blocks, {"type": "actions", "elements": vote_buttons})
    )


def render_correction(
    article: Article, withdrawn_sentences: Sequence[Sentence], replacements: Sequence[Sentence | None]
) -> tuple[slack_messages.Message, ...]:
    """Render a correction: the quoted sentences that an outlet withdrew, and their replacements.

    Args:
        article: the article in its current version.
        withdrawn_sentences: the quoted sentences that are no longer in the article.
        replacements: for each withdrawn sentence, the sentence that replaces it, or None.
    """
    outlet_link = mrkdwn.link(article.url, article.outlet)
    lines = [answer_wording.CORRECTION_HEADING.format(outlet=outlet_link, title=mrkdwn.escape(article.title))]
    for withdrawn_sentence, replacement in zip(withdrawn_sentences, replacements, strict=True):
        lines += [answer_wording.WITHDRAWN_HEADING, mrkdwn.quote(withdrawn_sentence.text)]
        lines += [answer_wording.REPLACEMENT_HEADING, mrkdwn.quote(replacement.text)] if replacement else []
    return slack_messages.split_message(slack_messages.render_notice("\n".join(lines)))


# ---- private


def _quote_blocks(quote: Quote) -> list[Block]:
    lines = [
        f"{mrkdwn.quote(_join_sentences(quote.sentences))} — {_quote_sources(quote)}",
        _article_note(quote),
    ]
    return [slack_messages.section_block(text) for text in message_limits.pack_sections(lines)]


def _quote_text(quote: Quote) -> str:
    return f"{slack_messages.in_quotation_marks(_join_sentences(quote.sentences))} — {_quote_sources(quote)}"


def _quote_sources(quote: Quote) -> str:
    """Return a link to the quote's article, with links to the outlets that report the same facts."""
    also_text = formats.join_with_and(
        [mrkdwn.link(article.url, article.outlet) for article in quote.corroborating_articles]
    )
    return f"{slack_messages.source_link(quote.article)}{f'; also {also_text}' if also_text else ''}"


def _join_sentences(sentences: Sequence[Sentence] | Iterable[Sentence]) -> str:
    return " ".join(sentence.text for sentence in sentences)


def _article_note(quote: Quote) -> str:
    """Return the headline of a quote's article; opinion columns are marked."""
    title = mrkdwn.escape(quote.article.title)
    if quote.article.kind is not ArticleKind.OPINION:
        return answer_wording.QUOTE_ARTICLE_NOTE.format(title=title)
    return answer_wording.OPINION_ARTICLE_NOTE.format(
        kind=kind_wording.KIND_NAMES[quote.article.kind], title=title
    )
