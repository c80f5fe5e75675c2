"""Render briefs and digests as Slack messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import buttons, message_limits, mrkdwn, slack_messages, story_lines
from bot.render.wording import brief_wording, digest_wording, formats, kind_wording, ranking_wording

if TYPE_CHECKING:
    from bot.render.wording.digest_wording import DigestHeader
    from news.article import Article, Sentence
    from news.brief import Brief
    from news.story import Story

    Block = dict[str, Any]


def render_brief(brief: Brief, *, requested_by: str = "") -> tuple[slack_messages.Message, ...]:
    """Render a brief as a message for the channel, continued in the thread if necessary.

    Args:
        brief: the brief.
        requested_by: the member who typed the command; "" if nobody did.
    """
    if not brief.stories:
        return slack_messages.split_message(_render_no_stories(brief))
    return _render_stories(brief, requested_by=requested_by)


def render_digest(brief: Brief, header: DigestHeader) -> tuple[slack_messages.Message, ...]:
    """Render a digest: a brief with a line about its subscription.

    If there are no stories, the message explains why.
    """
    subscription_line = _subscription_line(header)
    if not brief.stories:
        since_text = f"since {formats.format_local_time(brief.request.window.since, header.zone)}"
        lines = [
            mrkdwn.escape_control(brief_wording.describe_no_stories(brief, since_text)),
            *_rest_lines(brief),
        ]
        blocks = [slack_messages.section_block(text) for text in message_limits.pack_sections(lines)]
        left_out_blocks = (
            [
                *slack_messages.small_print(mrkdwn.escape_control(_left_out_line(brief))),
                *buttons.left_out_button(brief),
            ]
            if brief.left_out
            else []
        )
        text = "\n".join(
            [
                *lines,
                *([mrkdwn.escape_control(_left_out_line(brief))] if brief.left_out else []),
                subscription_line,
            ]
        )
        return slack_messages.split_message(
            slack_messages.Message(
                text, (*blocks, *left_out_blocks, *slack_messages.small_print(subscription_line))
            )
        )
    return _render_stories(brief, subscription_line=subscription_line)


def render_differing_figures(story: Story) -> list[str]:
    """Return a line for each figure that outlets report differently.

    An example is "Numbers differ: “12 people” (Courier); “9 people” (Ledger)".
    """
    return [
        brief_wording.NUMBERS_DIFFER_NOTE.format(
            numbers="; ".join(_quantity_mention(story, sentence) for sentence in difference.quantity_mentions)
        )
        for difference in story.discrepancies
    ]


# ---- private


def _render_no_stories(brief: Brief) -> slack_messages.Message:
    explanation = brief_wording.describe_no_stories(brief)
    lines = [mrkdwn.escape_control(explanation), *_rest_lines(brief)]
    if brief.suggested_headlines and not brief.rest:
        lines += [
            brief_wording.TOP_STORIES_HEADING,
            *(f"• {mrkdwn.escape(title)}" for title in brief.suggested_headlines),
        ]
    return slack_messages.Message(
        "\n".join(lines),
        tuple(slack_messages.section_block(text) for text in message_limits.pack_sections(lines)),
    )


def _render_stories(
    brief: Brief, *, requested_by: str = "", subscription_line: str = ""
) -> tuple[slack_messages.Message, ...]:
    """Render a brief that has stories.

    The line about a digest's subscription is placed below the title.
    """
    header_blocks = [
        slack_messages.header_block(_header_text(brief)),
        *slack_messages.small_print(
            *([subscription_line] if subscription_line else []), _summary_line(brief, requested_by)
        ),
    ]
    headings = story_lines.section_headings(brief.stories)
    story_blocks = [
        [
            *([slack_messages.section_block(mrkdwn.bold(heading))] if heading else []),
            *_story_blocks(number, story, brief.id),
        ]
        for number, (story, heading) in enumerate(zip(brief.stories, headings, strict=True), 1)
    ]
    first_page, *more_pages = message_limits.split_blocks(
        [
            header_blocks,
            *story_blocks,
            _end_blocks(brief),
            _footer_blocks(brief, can_be_ordered=bool(requested_by)),
        ]
    )
    text = _brief_text(brief, requested_by) + (f"\n{subscription_line}" if subscription_line else "")
    first_message = slack_messages.Message(
        message_limits.truncate(text, message_limits.MAX_TEXT_CHARACTERS), first_page
    )
    return first_message, *(
        slack_messages.Message(brief_wording.BRIEF_CONTINUED, page) for page in more_pages
    )


def _header_text(brief: Brief) -> str:
    topic = brief.request.topic
    title = brief_wording.TOPIC_BRIEF_TITLE.format(topic=topic) if topic else brief_wording.BRIEF_TITLE
    return message_limits.truncate(title, message_limits.MAX_HEADER_CHARACTERS)


def _subscription_line(header: DigestHeader) -> str:
    parts = [digest_wording.DIGEST_LINE.format(digest=mrkdwn.escape(header.subscription_text))]
    if header.late_due_at:
        time = formats.format_local_time(header.late_due_at, header.zone)
        parts.append(digest_wording.DIGEST_LATE_NOTE.format(time=time))
    if header.missed_count:
        count = formats.format_count(header.missed_count, "digest")
        parts.append(digest_wording.DIGEST_MISSED_NOTE.format(count=count))
    if header.next_due_at:
        time = formats.format_local_time(header.next_due_at, header.zone)
        parts.append(digest_wording.DIGEST_NEXT_NOTE.format(time=time))
    return " ".join(parts)


def _summary_line(brief: Brief, requested_by: str) -> str:
    parts = [mrkdwn.escape_control(brief_wording.describe_brief_summary(brief))]
    if requested_by:
        parts.append(brief_wording.REQUESTED_BY_NOTE.format(user=mrkdwn.mention_user(requested_by)))
    return " · ".join(parts)


def _story_blocks(number: int, story: Story, brief_id: str) -> list[Block]:
    """Return the blocks of a story: its headline with a menu, its passage, and notes in small print.

    The headline has a block of its own, because a menu narrows the text beside it on a phone.
    """
    lead = story.lead_article
    headline_line = f"{number}. {_update_prefix(story)}{mrkdwn.bold_link(lead.url, story.title)}"
    first, *more = [
        slack_messages.section_block(text) for text in message_limits.pack_sections([headline_line])
    ]
    passage = [
        slack_messages.section_block(text) for text in message_limits.pack_sections(_passage_lines(story))
    ]
    menu = buttons.story_menu(brief_id, number)
    return [
        *slack_messages.add_accessory(first, menu),
        *more,
        *passage,
        *slack_messages.small_print("\n".join(_story_notes(story))),
    ]


def _passage_lines(story: Story) -> list[str]:
    """Return a story's quoted sentences as one passage, followed by its outlets and the time.

    Where several articles are quoted, each sentence is followed by its outlet.
    """
    lines: list[str] = []
    is_labelled = False
    for run, is_named in story_lines.named_runs(story):
        passage = mrkdwn.escape(run.text) + (
            f" ({slack_messages.outlet_link(run.article)})" if is_named else ""
        )
        if run.label:
            lines.append(f"*{brief_wording.SENTENCE_LABELS[run.label]}:* {passage}")
        elif lines and not is_labelled:
            lines[-1] = f"{lines[-1]} {passage}"
        else:
            lines.append(passage)
        is_labelled = run.label is not None
    if not lines:
        return [_source_line(story)]
    return [*lines[:-1], f"{lines[-1]} — {_source_line(story)}"]


def _story_notes(story: Story) -> list[str]:
    """Return the lines below a story's passage: notes and commentary."""
    notes = [
        _special_line(story),
        mrkdwn.escape(brief_wording.describe_merged_stories(story)),
        *render_differing_figures(story),
        *map(_commentary_line, story_lines.commentary(story)),
    ]
    return [note for note in notes if note]


def _quantity_mention(story: Story, sentence: Sentence) -> str:
    outlet_link = slack_messages.outlet_link(story.get_article(sentence.article_id))
    return f"{slack_messages.in_quotation_marks(sentence.text)} ({outlet_link})"


def _update_prefix(story: Story) -> str:
    return brief_wording.UPDATE_PREFIX if story.is_update else ""


def _source_line(story: Story) -> str:
    """Return a story's outlets and the time of the newest report.

    Examples are "Courier, Lantern Wire and 2 more · today at 09:35" and "Courier; also Lantern Wire · today at 09:35".
    """
    named = story_lines.named_outlets(story)
    outlets = story_lines.join_outlets(
        [slack_messages.outlet_link(article) for article in named.articles],
        named.further_count,
        last_quoted=slack_messages.outlet_link(named.last_quoted) if named.last_quoted else "",
    )
    time = mrkdwn.date(story.latest_article_at, formats.format_utc_time(story.latest_article_at))
    return " · ".join(filter(None, [outlets, time, brief_wording.describe_story_age(story)]))


def _special_line(story: Story) -> str:
    previous_article = story.continued_article
    follows_note = (
        brief_wording.CONTINUED_NOTE.format(
            title=mrkdwn.link(previous_article.url, story_lines.article_title(previous_article)),
            outlet=mrkdwn.escape(previous_article.outlet),
        )
        if previous_article
        else ""
    )
    return " · ".join(
        filter(None, [brief_wording.EXPLORATION_NOTE if story.is_exploration else "", follows_note])
    )


def _commentary_line(article: Article) -> str:
    return brief_wording.COMMENTARY_LINE.format(
        kind=kind_wording.KIND_NAMES[article.kind],
        title=mrkdwn.link(article.url, story_lines.commentary_title(article)),
        outlet=mrkdwn.escape(article.outlet),
    )


def _rest_lines(brief: Brief) -> list[str]:
    """Return a line for each article in the brief's list "further reports"."""
    return [
        "• "
        + brief_wording.REST_LINE.format(
            title=mrkdwn.link(article.url, story_lines.article_title(article)),
            outlet=mrkdwn.escape(article.outlet),
        )
        for article in brief.rest
    ]


def _footer_blocks(brief: Brief, *, can_be_ordered: bool) -> list[Block]:
    label_suffix = "" if len(brief.stories) == 1 else " (1)"
    action_blocks = [*buttons.question_buttons(brief.id, 1, label_suffix), *buttons.left_out_button(brief)]
    elements = [element for block in action_blocks for element in block["elements"]]
    elements += [buttons.daily_button(brief.id)] if can_be_ordered else []
    return [
        {"type": "actions", "elements": elements},
        *slack_messages.small_print("\n".join(_footer_lines(brief))),
    ]


def _footer_lines(brief: Brief) -> list[str]:
    feed_line = mrkdwn.escape_control(
        brief_wording.describe_feed_summaries(story_lines.feed_summary_outlets(brief))
    )
    left_out_line = mrkdwn.escape_control(_left_out_line(brief)) if brief.left_out else ""
    return [line for line in (left_out_line, feed_line, brief_wording.BRIEF_FOOTER) if line]


def _end_blocks(brief: Brief) -> list[Block]:
    """Return a divider and the lists of planned events and further reports; empty if both lists are empty."""
    lists = [
        (brief_wording.AHEAD_HEADING, _ahead_lines(brief)),
        (brief_wording.REST_HEADING, _rest_lines(brief)),
    ]
    return [
        {"type": "divider"},
        *(
            slack_messages.section_block(text)
            for heading, lines in lists
            if lines
            for text in message_limits.pack_sections([f"*{heading}*", *lines])
        ),
    ]


def _ahead_lines(brief: Brief) -> list[str]:
    """Return a line for each coming event, with its day."""
    return [
        f"• *{formats.format_day(event.day)}:* {mrkdwn.escape(event.sentence.text)}"
        f" ({slack_messages.outlet_link(event.article)})"
        for event in brief.ahead
    ]


def _left_out_line(brief: Brief) -> str:
    groups = map(ranking_wording.describe_left_out_briefly, brief.left_out)
    return brief_wording.LEFT_OUT_LINE.format(groups=", ".join(groups))


def _brief_text(brief: Brief, requested_by: str) -> str:
    lines = [mrkdwn.escape_control(_header_text(brief)), _summary_line(brief, requested_by)]
    headings = story_lines.section_headings(brief.stories)
    for number, (story, heading) in enumerate(zip(brief.stories, headings, strict=True), 1):
        title = mrkdwn.link(story.lead_article.url, story.title)
        lines += ["", mrkdwn.escape(heading)] if heading else []
        lines += ["", f"{number}. {_update_prefix(story)}{title}"]
        lines += [
            (f"{brief_wording.SENTENCE_LABELS[run.label]}: " if run.label else "")
            + slack_messages.in_quotation_marks(run.text)
            + (f" ({slack_messages.outlet_link(run.article)})" if is_named else "")
            for run, is_named in story_lines.named_runs(story)
        ]
        lines += [_source_line(story), *_story_notes(story)]
    if brief.ahead:
        ahead_lines = (line.replace("*", "") for line in _ahead_lines(brief))
        lines += ["", brief_wording.AHEAD_HEADING, *ahead_lines]
    if brief.rest:
        lines += ["", brief_wording.REST_HEADING, *_rest_lines(brief)]
    return "\n".join([*lines, "", *_footer_lines(brief)]).strip()
