"""The bot's texts about a channel's preferences, votes and filter previews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn
from bot.render.wording import brief_wording, formats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from news.filter_preview import FilterPreview
    from news.preferences import PreferenceChange, Preferences

NO_PREFERENCES = "No preferences here: stories are ranked only by outlets, activity and recency."
PREFERENCES_HEADING = "This channel's preferences:"
PREFERENCES_HELP = (
    "To change them: `/brief more climate`, `/brief less from Courier`, `/brief more 2` (votes for the second story of "
    "the last brief). To undo: `/brief reset climate`. `/brief discover off` turns off the extra story from outside "
    "your usual coverage; `/brief discover on` turns it back on."
)
EXPLORATION_ON = "Briefs may now end with one story from outside this channel's usual coverage."
EXPLORATION_OFF = "No more stories from outside the usual coverage. To undo: `/brief discover on`"
EXPLORATION_USAGE = "Type `/brief discover on` or `/brief discover off`."
VOTE_MENU_ITEM = "More or fewer stories like this"
VOTE_MORE, VOTE_LESS, VOTE_WITHDRAW = "More like this", "Less like this", "Remove my vote"
VOTE_QUESTION = (
    "“{title}”: more like this, or less? Everyone's votes count, for this story and for later stories from its source. "
    "`/brief why` shows by how much."
)
VOTE_TEXTS = {
    1: "You voted for more like “{title}”. `/brief preferences` shows this channel's preferences.",
    -1: "You voted for less like “{title}”. `/brief preferences` shows this channel's preferences.",
    0: "Your vote on “{title}” has been removed. `/brief preferences` shows this channel's preferences.",
}
TOPIC_SET = "Got it: {weight} about “{topic}” from now on. To undo: `/brief reset {topic}`"
TOPIC_RESET = "Back to normal for “{topic}”."
SOURCE_SET = "Got it: {weight} from {sources} from now on. To undo: `/brief reset from {source}`"
SOURCE_RESET = "Back to normal for {sources}."
TOPIC_LINE = "• {weight} about “{topic}”"
SOURCE_LINE = "• {weight} from {source}"
REMOVED_SOURCE = "a source that was removed"
VOTES_LINE = "• votes on {stories} in 90 days: {more} for more, {less} for less"
NO_EXPLORATION_LINE = "• no story from outside the usual coverage"
FILTER_SUMMARY = "`without {terms}` would have left out {left_out} of {articles} {period}."
FILTER_SUMMARY_QUOTED = (
    "`without {terms}` would have left out {left_out} of {articles} {period}. "
    "Of these, {quoted} had been quoted here."
)
FILTER_TERM_LINE = "`{term}`: {articles}"
FILTER_ARTICLE_LINE = "• {link} — {outlet}, {time}"
FILTER_QUOTED_ARTICLE_LINE = "• {link} — {outlet}, {time}, quoted here"
FILTER_NOTE = (
    "This was a preview: nothing changed. To use the filter in a digest, add `without {terms}` to it."
)
# Maximum number of headlines shown for each filter.
MAX_HEADLINES_PER_FILTER = 5


def describe_preference_change(change: PreferenceChange) -> str:
    """Describe a changed preference and how to undo the change."""
    subject = mrkdwn.escape(change.subject)
    if change.kind == "story":
        return VOTE_TEXTS[change.weight].format(title=subject)
    if change.kind == "source":
        if not change.weight:
            return SOURCE_RESET.format(sources=subject)
        source = subject.partition(", ")[0]
        return SOURCE_SET.format(
            weight=formats.describe_weight(change.weight), sources=subject, source=source
        )
    if not change.weight:
        return TOPIC_RESET.format(topic=subject)
    return TOPIC_SET.format(weight=formats.describe_weight(change.weight), topic=subject)


def find_reset_words(change: PreferenceChange) -> str:
    """Return the command that takes a preference back; "" for a vote, and for one that was taken back."""
    if change.kind == "story" or not change.weight:
        return ""
    return (
        f"reset from {change.subject.partition(', ')[0]}"
        if change.kind == "source"
        else f"reset {change.subject}"
    )


def describe_preferences(preferences: Preferences, titles: Mapping[str, str]) -> str:
    """Describe a channel's preferences, one per line, and explain how to change them.

    Args:
        preferences: the channel's preferences.
        titles: the titles of its sources, by ID.
    """
    lines = [
        TOPIC_LINE.format(weight=formats.describe_weight(weight), topic=mrkdwn.escape(topic))
        for topic, weight in preferences.topic_weights.items()
    ]
    lines += [
        SOURCE_LINE.format(
            weight=formats.describe_weight(weight),
            source=mrkdwn.escape(titles.get(source_id, REMOVED_SOURCE)),
        )
        for source_id, weight in preferences.source_weights.items()
    ]
    if preferences.article_votes:
        up_votes, down_votes = (sum(votes) for votes in zip(*preferences.article_votes.values(), strict=True))
        stories = formats.format_count(len(preferences.article_votes), "story")
        lines.append(VOTES_LINE.format(stories=stories, more=up_votes, less=down_votes))
    if not preferences.exploration_enabled:
        lines.append(NO_EXPLORATION_LINE)
    return "\n".join([*([PREFERENCES_HEADING, *lines] if lines else [NO_PREFERENCES]), PREFERENCES_HELP])


def describe_vote_question(headline: str) -> str:
    """Return the question that asks a person whether they want more or less of a story."""
    return VOTE_QUESTION.format(title=mrkdwn.escape(headline))


def describe_filter_preview(preview: FilterPreview) -> str:
    """Describe what a filter would have left out, with a few headlines for each term."""
    terms = mrkdwn.escape(", ".join(preview.spec.excluded_terms))
    template = FILTER_SUMMARY_QUOTED if preview.quoted_article_ids else FILTER_SUMMARY
    left_out_count = sum(len(left_out.articles) for left_out in preview.left_out)
    lines = [
        template.format(
            terms=terms,
            left_out=f"{left_out_count:,}",
            articles=formats.format_count(preview.article_count, "article"),
            period=formats.describe_period(preview.spec.window),
            quoted=len(preview.quoted_article_ids),
        )
    ]
    for left_out in preview.left_out:
        lines.append(
            FILTER_TERM_LINE.format(
                term=mrkdwn.escape(left_out.value),
                articles=formats.format_count(len(left_out.articles), "article"),
            )
        )
        for article in left_out.articles[:MAX_HEADLINES_PER_FILTER]:
            is_quoted = article.id in preview.quoted_article_ids
            line_template = FILTER_QUOTED_ARTICLE_LINE if is_quoted else FILTER_ARTICLE_LINE
            lines.append(
                line_template.format(
                    link=mrkdwn.link(article.url, article.title),
                    outlet=mrkdwn.escape(article.outlet),
                    time=formats.format_article_time(article),
                )
            )
        if len(left_out.articles) > MAX_HEADLINES_PER_FILTER:
            lines.append(
                brief_wording.MORE_LINE.format(count=len(left_out.articles) - MAX_HEADLINES_PER_FILTER)
            )
    return "\n".join([*lines, FILTER_NOTE.format(terms=terms)])
