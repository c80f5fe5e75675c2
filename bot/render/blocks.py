"""Rendering of briefs and answers as Slack messages, which contain blocks and a plain text.

Notifications and screen readers read the text, so nothing may stand in the blocks alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.render import (
    kind_wording,
    message_limits,
    mrkdwn,
    preference_wording,
    ranking_wording,
    story_lines,
    wording,
)
from news.answer import Verdict
from news.article_kind import ArticleKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.render.wording import DigestHeader
    from news.answer import Answer, Quote
    from news.article import Article, Sentence
    from news.brief import Brief
    from news.story import Story

    Block = dict[str, Any]

# The names of the buttons, as Slack sends them back.
LEFT_OUT_ACTION, SHOW_ANYWAY_ACTION = "left_out", "show_anyway"
# The ready-made questions: this and the intent, or "menu".
SUGGESTED_QUESTION_ACTION = "suggested"
# The line of a story's menu that asks for a vote, and the buttons that take it.
VOTE_PROMPT_VALUE, VOTE_ACTION = "rate", "rated"
# The next page of a search.
NEXT_PAGE_ACTION = "further"
# Articles of one reason in the list of what was left out; of all reasons.
MAX_LEFT_OUT_PER_REASON, MAX_LEFT_OUT = 8, 24


@dataclass(frozen=True, slots=True)
class Message:
    """A Slack message, as plain text and as blocks.

    Attributes:
        text: all of it as text; escaped, with Slack's links.
        blocks: the same for the eye; may be empty.
    """

    text: str
    blocks: tuple[Block, ...] = field(default=())


def render_brief(brief: Brief, *, requested_by: str = "") -> tuple[Message, ...]:
    """Render a brief as a message for the channel, continued in the thread if necessary.

    Args:
        brief: the brief.
        requested_by: the member who typed the command; "" where nobody did.
    """
    if not brief.stories:
        return split_message(_render_no_stories(brief))
    return _render_stories(brief, requested_by=requested_by)


def render_digest(brief: Brief, header: DigestHeader) -> tuple[Message, ...]:
    """Render a digest: a brief with a line about its subscription.

    If there are no stories, the message explains why.
    """
    subscription_line = _subscription_line(header)
    if not brief.stories:
        since_text = f"since {wording.format_local_time(brief.request.window.since, header.zone)}"
        lines = [mrkdwn.escape(wording.describe_no_stories(brief, since_text)), *_rest_lines(brief)]
        blocks = [_section_block(text) for text in message_limits.pack_sections(lines)]
        left_out_blocks = (
            [*_small_print(mrkdwn.escape(_left_out_line(brief))), *_left_out_button(brief)]
            if brief.left_out
            else []
        )
        text = "\n".join(
            [*lines, *([mrkdwn.escape(_left_out_line(brief))] if brief.left_out else []), subscription_line]
        )
        return split_message(Message(text, (*blocks, *left_out_blocks, *_small_print(subscription_line))))
    return _render_stories(brief, subscription_line=subscription_line)


def render_answer(answer: Answer, *, brief_id: str = "", story_number: int = 0) -> tuple[Message, ...]:
    """Render an answer: how the question was understood, and quotes with links to the articles.

    Args:
        answer: the answer.
        brief_id: the id of the brief above, for the buttons below; "" for none.
        story_number: of the story that it is about, in that brief; 0 if it is about none.
    """
    heading = wording.answer_heading(answer)
    if answer.intent in wording.FIXED_REPLIES:
        return (render_notice(heading),)
    lines = [mrkdwn.bold(heading) or mrkdwn.escape(heading)]
    if answer.resolved_question:
        lines.append(wording.UNDERSTOOD_AS.format(question=mrkdwn.escape(answer.resolved_question)))
    if answer.verdict is Verdict.NO_ANSWER and answer.quotes:
        lines.append(wording.NEAREST_PASSAGE_HEADING)
    article_lines = [
        f"• {mrkdwn.link(article.url, article.title)} — {_source_link(article)}"
        for article in answer.linked_articles
    ]
    reason_lines = [
        f"• {signal.points:+.2f} {mrkdwn.escape(ranking_wording.describe_signal(signal))}"
        for signal in answer.ranking_signals
    ]
    groups: list[list[Block]] = [[_section_block(text) for text in message_limits.pack_sections(lines)]]
    groups += [_quote_blocks(quote) for quote in answer.quotes]
    groups += [
        [_section_block(text)]
        for text in message_limits.pack_sections([*article_lines, *reason_lines])
        if article_lines or reason_lines
    ]
    if answer.quotes:
        scope = wording.SCOPE_TEXTS[answer.scope]
        groups.append([_context_block(wording.QUOTED_FROM_NOTE.format(scope=scope))])
    if brief_id and story_number:
        groups.append(_question_buttons(brief_id, story_number))
    heading_lines = [
        heading,
        *(
            [wording.UNDERSTOOD_AS.format(question=answer.resolved_question)]
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
    return Message(message_limits.truncate(text, message_limits.MAX_TEXT_CHARACTERS), pages[0]), *(
        Message(heading, page) for page in pages[1:]
    )


def _question_buttons(brief_id: str, number: int, label_suffix: str = "") -> list[Block]:
    """Return a row of buttons with suggested questions about a story."""
    buttons = [
        {
            "type": "button",
            "action_id": f"{SUGGESTED_QUESTION_ACTION}_{intent.value}",
            "value": f"{brief_id} {number} {intent.value}",
            "text": {"type": "plain_text", "text": f"{label}{label_suffix}"},
        }
        for intent, label in wording.SUGGESTED_QUESTIONS.items()
    ]
    return [{"type": "actions", "elements": buttons}]


def _story_menu(brief_id: str, number: int) -> Block:
    """Return a story's menu, with suggested questions and an item for voting."""
    options = [
        {"text": {"type": "plain_text", "text": label}, "value": f"{brief_id} {number} {intent.value}"}
        for intent, label in wording.SUGGESTED_QUESTIONS.items()
    ]
    options.append(
        {
            "text": {"type": "plain_text", "text": preference_wording.VOTE_MENU_ITEM},
            "value": f"{brief_id} {number} {VOTE_PROMPT_VALUE}",
        }
    )
    return {"type": "overflow", "action_id": f"{SUGGESTED_QUESTION_ACTION}_menu_{number}", "options": options}


def render_left_out(brief: Brief) -> tuple[Message, ...]:
    """Render the articles that a brief left out, grouped by reason.

    Each article has a button to show it anyway.
    """
    groups: list[list[Block]] = []
    lines: list[str] = []
    remaining_count = MAX_LEFT_OUT
    for left_out in brief.left_out:
        heading = f"{ranking_wording.describe_left_out(left_out)}:"
        lines.append(mrkdwn.escape(heading))
        group = [_section_block(mrkdwn.bold(heading) or mrkdwn.escape(heading))]
        for article in left_out.articles[: min(MAX_LEFT_OUT_PER_REASON, remaining_count)]:
            article_line = f"{mrkdwn.link(article.url, article.title)} — {_source_link(article)}"
            lines.append(f"• {article_line}")
            group.append(
                _section_block(
                    message_limits.truncate(f"• {article_line}", message_limits.MAX_SECTION_CHARACTERS)
                )
                | {"accessory": _show_anyway_button(brief, article)}
            )
            remaining_count -= 1
        hidden_count = len(left_out.articles) - len(group) + 1
        if hidden_count:
            more_line = wording.MORE_LINE.format(count=hidden_count)
            lines.append(more_line)
            group.append(_context_block(more_line))
        groups.append(group)
    pages = message_limits.split_blocks(groups)
    first_message = Message(
        message_limits.truncate("\n".join(lines), message_limits.MAX_TEXT_CHARACTERS), pages[0]
    )
    return first_message, *(Message(wording.LIST_CONTINUED, page) for page in pages[1:])


def render_left_out_article(article: Article, sentences: Sequence[Sentence]) -> tuple[Message, ...]:
    """Render an article that a brief left out and that a person asked to see anyway."""
    heading = f"{mrkdwn.bold(article.title)} — {_source_link(article)}"
    quotes = [mrkdwn.quote(sentence.text) for sentence in sentences]
    text = "\n".join(
        [
            f"{mrkdwn.escape(article.title)} — {_source_link(article)}",
            *(_in_quotation_marks(quoted_sentence.text) for quoted_sentence in sentences),
        ]
    )
    return split_message(
        Message(
            text, tuple(_section_block(part) for part in message_limits.pack_sections([heading, *quotes]))
        )
    )


def _show_anyway_button(brief: Brief, article: Article) -> Block:
    return {
        "type": "button",
        "action_id": SHOW_ANYWAY_ACTION,
        "value": f"{brief.id} {article.id}",
        "text": {"type": "plain_text", "text": wording.SHOW_ANYWAY_BUTTON},
        "accessibility_label": message_limits.truncate(
            wording.SHOW_ANYWAY_LABEL.format(title=mrkdwn.escape_plain_text(article.title)), 75
        ),
    }


def render_search_results(
    rows: Sequence[tuple[Article, Sentence | None]], heading: str, next_page_value: str
) -> Message:
    """Render the search results: each article with the sentence that contains the most search terms.

    Args:
        rows: articles, best first, each with a sentence of it.
        heading: what was searched.
        next_page_value: the value of the button that shows the next page; "" where there is none.
    """
    lines = [heading]
    for article, sentence in rows:
        quoted_line = f"\n{mrkdwn.quote(sentence.text)}" if sentence else ""
        lines.append(f"• {mrkdwn.link(article.url, article.title)} — {_source_link(article)}{quoted_line}")
    blocks = [_section_block(text) for text in message_limits.pack_sections(lines)]
    if next_page_value:
        button = {"type": "button", "action_id": NEXT_PAGE_ACTION, "value": next_page_value}
        button["text"] = {"type": "plain_text", "text": wording.NEXT_PAGE_BUTTON}  # type: ignore[assignment]
        blocks.append({"type": "actions", "elements": [button]})
    return Message(
        message_limits.truncate("\n".join(lines), message_limits.MAX_TEXT_CHARACTERS), tuple(blocks)
    )


def render_vote_prompt(brief_id: str, number: int, headline: str) -> Message:
    """Render the question whether a person wants more or less of a story, with buttons for the vote."""
    choices = (
        (1, preference_wording.VOTE_MORE),
        (-1, preference_wording.VOTE_LESS),
        (0, preference_wording.VOTE_WITHDRAW),
    )
    buttons = [
        {
            "type": "button",
            "action_id": f"{VOTE_ACTION}_{position}",
            "value": f"{brief_id} {number} {vote}",
            "text": {"type": "plain_text", "text": label},
        }
        for position, (vote, label) in enumerate(choices)
    ]
    question = render_notice(preference_wording.describe_vote_question(headline))
    return Message(question.text, (*question.blocks, {"type": "actions", "elements": buttons}))


def render_correction(
    article: Article, withdrawn_sentences: Sequence[Sentence], replacements: Sequence[Sentence | None]
) -> tuple[Message, ...]:
    """Render a correction: quoted sentences that an outlet withdrew, with their replacements.

    Args:
        article: as it is now.
        withdrawn_sentences: sentences that were quoted and are gone.
        replacements: for each, what stands there instead; None where nothing does.
    """
    outlet_link = mrkdwn.link(article.url, article.outlet)
    lines = [wording.CORRECTION_HEADING.format(outlet=outlet_link, title=mrkdwn.escape(article.title))]
    for withdrawn_sentence, replacement in zip(withdrawn_sentences, replacements, strict=True):
        lines += [wording.WITHDRAWN_HEADING, mrkdwn.quote(withdrawn_sentence.text)]
        lines += [wording.REPLACEMENT_HEADING, mrkdwn.quote(replacement.text)] if replacement else []
    return split_message(render_notice("\n".join(lines)))


def split_message(message: Message) -> tuple[Message, ...]:
    """Split a message that is too long for Slack.

    The blocks are divided among the parts. The first part has the whole text, up to Slack's limit.
    """
    first_page, *more_pages = message_limits.split_blocks([[block] for block in message.blocks])
    first_message = Message(
        message_limits.truncate(message.text, message_limits.MAX_TEXT_CHARACTERS), first_page
    )
    return first_message, *(Message(wording.MESSAGE_CONTINUED, page) for page in more_pages)


def message_to_json(message: Message) -> str:
    """Return a message as JSON, to store now and send later without changes."""
    return json.dumps({"text": message.text, "blocks": list(message.blocks)}, ensure_ascii=False)


def render_notice(text: str) -> Message:
    """Render a text of the bot that may contain Slack's markup: *bold*, `code`.

    Quoted text must already be escaped.
    """
    return Message(
        text, tuple(_section_block(part) for part in message_limits.pack_sections(text.split("\n")))
    )


def render_plain_notice(text: str) -> Message:
    """Render a text that may contain user input, with all markup escaped."""
    return render_notice(mrkdwn.escape(text))


# ---- private: blocks


def _render_no_stories(brief: Brief) -> Message:
    explanation = wording.describe_no_stories(brief)
    lines = [mrkdwn.escape(explanation), *_rest_lines(brief)]
    if brief.suggested_headlines and not brief.rest:
        lines += [
            wording.TOP_STORIES_HEADING,
            *(f"• {mrkdwn.escape(title)}" for title in brief.suggested_headlines),
        ]
    return Message(
        "\n".join(lines), tuple(_section_block(text) for text in message_limits.pack_sections(lines))
    )


def _render_stories(
    brief: Brief, *, requested_by: str = "", subscription_line: str = ""
) -> tuple[Message, ...]:
    """Render a brief that has stories.

    The line about a digest's subscription is placed below the title.
    """
    header_blocks = [
        _header_block(_header_text(brief)),
        *_small_print(
            *([subscription_line] if subscription_line else []), _summary_line(brief, requested_by)
        ),
    ]
    story_blocks = [_story_blocks(number, story, brief.id) for number, story in enumerate(brief.stories, 1)]
    first_page, *more_pages = message_limits.split_blocks(
        [header_blocks, *story_blocks, _rest_blocks(brief), _footer_blocks(brief)]
    )
    text = _brief_text(brief, requested_by) + (f"\n{subscription_line}" if subscription_line else "")
    first_message = Message(message_limits.truncate(text, message_limits.MAX_TEXT_CHARACTERS), first_page)
    return first_message, *(Message(wording.BRIEF_CONTINUED, page) for page in more_pages)


def _header_text(brief: Brief) -> str:
    topic = brief.request.topic
    title = wording.TOPIC_BRIEF_TITLE.format(topic=topic) if topic else wording.BRIEF_TITLE
    return message_limits.truncate(title, message_limits.MAX_HEADER_CHARACTERS)


def _subscription_line(header: DigestHeader) -> str:
    parts = [wording.DIGEST_LINE.format(digest=mrkdwn.escape(header.subscription_text))]
    if header.late_due_at:
        time = wording.format_local_time(header.late_due_at, header.zone)
        parts.append(wording.DIGEST_LATE_NOTE.format(time=time))
    if header.next_due_at:
        time = wording.format_local_time(header.next_due_at, header.zone)
        parts.append(wording.DIGEST_NEXT_NOTE.format(time=time))
    return " ".join(parts)


def _summary_line(brief: Brief, requested_by: str) -> str:
    parts = [mrkdwn.escape(wording.describe_brief_summary(brief))]
    if requested_by:
        parts.append(wording.REQUESTED_BY_NOTE.format(user=mrkdwn.mention_user(requested_by)))
    return " · ".join(parts)


def _story_blocks(number: int, story: Story, brief_id: str) -> list[Block]:
    lead = story.lead_article
    lines = [f"{number}. {_update_prefix(story)}{mrkdwn.bold_link(lead.url, story.title)}"]
    runs = story_lines.quoted_runs(story)
    if runs:
        passages = (
            f"{mrkdwn.escape(run.text)} ({_outlet_link(run.article)})"
            if len(runs) > 1
            else mrkdwn.escape(run.text)
            for run in runs
        )
        lines.append(mrkdwn.quote_marked(" ".join(passages)))
    first, *more = [_section_block(text) for text in message_limits.pack_sections(lines)]
    menu = {"accessory": _story_menu(brief_id, number)}
    return [first | menu, *more, *_small_print("\n".join(_story_notes(story)))]


def _story_notes(story: Story) -> list[str]:
    """Return the lines below a story's sentences: outlets, time, notes and commentary."""
    notes = [
        _source_line(story),
        _special_line(story),
        mrkdwn.escape(wording.describe_merged_stories(story)),
        *render_differing_figures(story),
        *map(_commentary_line, story_lines.commentary(story)),
    ]
    return [note for note in notes if note]


def render_differing_figures(story: Story) -> list[str]:
    """Return a line for each number on which outlets differ.

    An example is "Numbers differ: “12 people” (Courier); “9 people” (Ledger)".
    """
    return [
        wording.NUMBERS_DIFFER_NOTE.format(
            numbers="; ".join(
                f"{_in_quotation_marks(sentence.text)} ({_outlet_link(story.get_article(sentence.article_id))})"
                for sentence in difference.quantity_mentions
            )
        )
        for difference in story.discrepancies
    ]


def _update_prefix(story: Story) -> str:
    return wording.UPDATE_PREFIX if story.is_update else ""


def _source_line(story: Story) -> str:
    """Return a story's outlets and the time of the newest report.

    An example is "Courier, Lantern Wire and 2 more · today at 09:35".
    """
    named = story_lines.named_outlets(story)
    outlets = story_lines.join_outlets(
        [_outlet_link(article) for article in named.articles],
        named.further_count,
        are_additional=named.are_additional,
    )
    time = mrkdwn.date(story.latest_article_at, wording.format_utc_time(story.latest_article_at))
    return " · ".join(filter(None, [outlets, time, wording.describe_story_age(story)]))


def _special_line(story: Story) -> str:
    previous_article = story.continued_article
    follows_note = (
        wording.CONTINUED_NOTE.format(
            title=mrkdwn.link(previous_article.url, story_lines.article_title(previous_article)),
            outlet=mrkdwn.escape(previous_article.outlet),
        )
        if previous_article
        else ""
    )
    return " · ".join(filter(None, [wording.EXPLORATION_NOTE if story.is_exploration else "", follows_note]))


def _commentary_line(article: Article) -> str:
    return wording.COMMENTARY_LINE.format(
        kind=kind_wording.KIND_NAMES[article.kind],
        title=mrkdwn.link(article.url, story_lines.commentary_title(article)),
        outlet=mrkdwn.escape(article.outlet),
    )


def _rest_lines(brief: Brief) -> list[str]:
    """Return a line for each article in the brief's list of further reports."""
    return [
        "• "
        + wording.REST_LINE.format(
            title=mrkdwn.link(article.url, story_lines.article_title(article)),
            outlet=mrkdwn.escape(article.outlet),
        )
        for article in brief.rest
    ]


def _outlet_link(article: Article) -> str:
    return mrkdwn.link(article.url, article.outlet)


def _source_link(article: Article) -> str:
    outlet_link = mrkdwn.link(article.url, article.outlet)
    return f"{outlet_link}, {wording.format_utc_time(article.appeared_at)}" + (
        f" ({wording.FEED_SUMMARY_NOTE})" if article.partial else ""
    )


def _footer_blocks(brief: Brief) -> list[Block]:
    label_suffix = "" if len(brief.stories) == 1 else " (1)"
    return [
        *_question_buttons(brief.id, 1, label_suffix),
        *_small_print("\n".join(_footer_lines(brief))),
        *_left_out_button(brief),
    ]


def _footer_lines(brief: Brief) -> list[str]:
    feed_line = mrkdwn.escape(wording.describe_feed_summaries(story_lines.feed_summary_outlets(brief)))
    left_out_line = mrkdwn.escape(_left_out_line(brief)) if brief.left_out else ""
    return [line for line in (left_out_line, feed_line, wording.BRIEF_FOOTER) if line]


def _rest_blocks(brief: Brief) -> list[Block]:
    """Return a divider and, if there are any, the list of further reports."""
    if not brief.rest:
        return [{"type": "divider"}]
    lines = [f"*{wording.REST_HEADING}*", *_rest_lines(brief)]
    return [{"type": "divider"}, *(_section_block(text) for text in message_limits.pack_sections(lines))]


def _left_out_button(brief: Brief) -> list[Block]:
    """Return the button that opens the list of articles that were left out."""
    if not brief.left_out:
        return []
    button = {
        "type": "button",
        "action_id": LEFT_OUT_ACTION,
        "value": brief.id,
        "text": {"type": "plain_text", "text": wording.LEFT_OUT_BUTTON},
    }
    return [{"type": "actions", "elements": [button]}]


def _left_out_line(brief: Brief) -> str:
    groups = map(ranking_wording.describe_left_out_briefly, brief.left_out)
    return wording.LEFT_OUT_LINE.format(groups=", ".join(groups))


def _quote_blocks(quote: Quote) -> list[Block]:
    lines = [
        f"{mrkdwn.quote(_join_sentences(quote.sentences))} — {_quote_sources(quote)}",
        _article_note(quote),
    ]
    return [_section_block(text) for text in message_limits.pack_sections(lines)]


def _article_note(quote: Quote) -> str:
    """Return the headline of a quote's article; opinion columns are marked."""
    title = mrkdwn.escape(quote.article.title)
    if quote.article.kind is not ArticleKind.OPINION:
        return wording.QUOTE_ARTICLE_NOTE.format(title=title)
    return wording.OPINION_ARTICLE_NOTE.format(kind=kind_wording.KIND_NAMES[quote.article.kind], title=title)


def _header_block(text: str) -> Block:
    return {
        "type": "header",
        "text": {
            "type": "plain_text",
            "text": message_limits.truncate(
                mrkdwn.escape_plain_text(text), message_limits.MAX_HEADER_CHARACTERS
            ),
        },
    }


def _section_block(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _small_print(*texts: str) -> list[Block]:
    """Return blocks that show texts in small print, with a long text split over several blocks."""
    return [_context_block(part) for text in texts for part in message_limits.pack_sections([text])]


def _context_block(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


# ---- private: text


def _brief_text(brief: Brief, requested_by: str) -> str:
    lines = [mrkdwn.escape(_header_text(brief)), _summary_line(brief, requested_by)]
    for number, story in enumerate(brief.stories, 1):
        title = mrkdwn.link(story.lead_article.url, story.title)
        lines += ["", f"{number}. {_update_prefix(story)}{title}"]
        runs = story_lines.quoted_runs(story)
        lines += [
            _in_quotation_marks(run.text) + (f" ({_outlet_link(run.article)})" if len(runs) > 1 else "")
            for run in runs
        ]
        lines += _story_notes(story)
    if brief.rest:
        lines += ["", wording.REST_HEADING, *_rest_lines(brief)]
    return "\n".join([*lines, "", *_footer_lines(brief)]).strip()


def _quote_text(quote: Quote) -> str:
    return f"{_in_quotation_marks(_join_sentences(quote.sentences))} — {_quote_sources(quote)}"


def _quote_sources(quote: Quote) -> str:
    """Return a link to the quote's article, with links to the outlets that report the same."""
    also_text = wording.join_with_and(
        [mrkdwn.link(article.url, article.outlet) for article in quote.corroborating_articles]
    )
    return f"{_source_link(quote.article)}{f'; also {also_text}' if also_text else ''}"


def _in_quotation_marks(text: str) -> str:
    """Escape a quotation and add quotation marks, unless the text already starts with one."""
    return mrkdwn.escape(text if text[:1] in "“\"„«»'‘" else f"“{text}”")


def _join_sentences(sentences: Sequence[Sentence] | Iterable[Sentence]) -> str:
    return " ".join(sentence.text for sentence in sentences)
