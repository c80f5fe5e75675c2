"""The bot's texts about briefs: titles, notes, and why a brief has no stories.

Each text is a whole sentence with named values; only `formats.format_count` forms plurals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.wording import formats
from news.article_kind import ArticleKind
from news.story import SentenceLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article
    from news.brief import Brief
    from news.story import Story

NO_SOURCES = (
    "This channel doesn't follow any news sources yet. To add one, type `/brief add https://example.org` with the "
    "address of a site or a feed, or `/brief add world` for a starter pack."
)
# The same for a personal digest: the texts tell a person about the channel that the digest covers.
NO_SOURCES_WHERE_ORDERED = (
    "The channel where you created this digest doesn't follow any news sources yet. To add one, type "
    "`/brief add https://example.org` there, with the address of a site or a feed."
)
EXPLORATION_NOTE = "From outside this channel's usual coverage"
# Notes below a story and around a brief.
BRIEF_TITLE = "News brief"
TOPIC_BRIEF_TITLE = "News brief: {topic}"
BRIEF_SUMMARY = "{stories} from {articles} {period}"
REQUESTED_BY_NOTE = "requested by {user}"
UPDATE_PREFIX = "Update: "
CONTINUED_NOTE = "Earlier: {title} ({outlet})"
ALSO_NOTE = "{outlet}; also {sources}"
FURTHER_OUTLETS = "{count:,} more"
NUMBERS_DIFFER_NOTE = "Numbers differ: {numbers}"
FEED_SUMMARY_NOTE = "feed summary"
FEED_SUMMARIES_LINE = "Feed summaries only: {outlets}."
BRIEF_FOOTER = "Quoted word for word. Ask anything in this thread."
LEFT_OUT_HEADING = "Left out"
LEFT_OUT_LINE = "Left out: {groups}."
LEFT_OUT_GROUP = "{articles} {reason}"
# The list of further reports, one line each, and its introduction if the brief has no stories.
# Labels before quoted sentences, by what these tell.
SENTENCE_LABELS = {
    SentenceLabel.REASON: "Why it matters",
    SentenceLabel.NUMBERS: "By the numbers",
    SentenceLabel.NEXT: "What's next",
    SentenceLabel.QUOTATION: "They say",
}
AHEAD_HEADING = "Ahead"
# The heading of the stories of a digest in sections that belong to none.
OTHER_SECTION = "Other news"
REST_HEADING = "More reports"
REST_LINE = "{title} ({outlet})"
REST_OF_TOPIC = "No reports about “{topic}” {period}, but these mention it:"
REST_OF_COMMENTARY = "Only commentary {period}:"
REST_OF_TOPIC_COMMENTARY = "Only commentary about “{topic}” {period}:"
REST_WITHOUT_STORIES = "No quotable sentences {period}. Headlines only:"
COMMENTARY_LINE = "{kind}: {title} ({outlet})"
MORE_LINE = "and {count:,} more"
TOP_STORIES_HEADING = "Top stories instead:"
BRIEF_CONTINUED = "The brief continues."
LEFT_OUT_BUTTON = "What was left out"
SHOW_ANYWAY_BUTTON = "Show anyway"
SHOW_ANYWAY_LABEL = "Show anyway: {title}"
NOTHING_NEW = "Nothing new {period}. Most recent article: {article}."
NOTHING_ABOUT_TOPIC = "Nothing about “{topic}” {period}. {search}."
LATEST_MATCH = "Most recent match: {article}."
ARTICLE_ARRIVAL = "“{title}” ({outlet}), {time}"
TOPIC_SEARCH = "Searched the headlines and texts of {articles} for “{topic}”"
STORY_AGE = "since {date}"
MERGED_STORIES = "Merged into one story: {titles}."


def describe_no_stories(brief: Brief, since_text: str = "") -> str:
    """Explain why a brief has no stories.

    Args:
        brief: without stories.
        since_text: the start of a digest's period: "since Mon 18 Nov, 09:00".
    """
    if brief.rest:
        return _introduce_rest(brief, since_text)
    if brief.latest_article is None:
        return NO_SOURCES_WHERE_ORDERED if brief.request.recipient else NO_SOURCES
    period = since_text or formats.describe_period(brief.request.window)
    if not (brief.request.topic and brief.article_count):
        return NOTHING_NEW.format(period=period, article=_describe_arrival(brief.latest_article))
    lines = [
        NOTHING_ABOUT_TOPIC.format(
            topic=brief.request.topic, period=period, search=describe_topic_search(brief)
        )
    ]
    if brief.latest_before_window:
        lines.append(LATEST_MATCH.format(article=_describe_arrival(brief.latest_before_window)))
    return " ".join(lines)


def describe_topic_search(brief: Brief) -> str:
    """Describe the search for a brief's topic and the number of articles searched."""
    return TOPIC_SEARCH.format(
        topic=brief.request.topic, articles=formats.format_count(brief.article_count, "article")
    )


def describe_story_age(story: Story) -> str:
    """Describe when a story was first reported: "since 16 Nov".

    The result is "" if the first report is from the same day as the newest article.
    """
    if not story.age_days:
        return ""
    return STORY_AGE.format(date=f"{story.started_at.day} {story.started_at:%b}")


def describe_feed_summaries(outlets: Sequence[str]) -> str:
    """Return a note naming the outlets that are quoted only from a feed summary; "" if there are none."""
    return FEED_SUMMARIES_LINE.format(outlets=formats.join_with_and(outlets)) if outlets else ""


def describe_merged_stories(story: Story) -> str:
    """Return a note naming the earlier stories that were merged into a story; "" if there are none."""
    titles = formats.join_with_and([f"“{title}”" for title in story.merged_titles])
    return MERGED_STORIES.format(titles=titles) if titles else ""


def describe_brief_summary(brief: Brief) -> str:
    """Describe the size of a brief: "5 stories from 23 articles of the last 24 hours"."""
    return BRIEF_SUMMARY.format(
        stories=formats.format_count(len(brief.stories), "story"),
        articles=formats.format_count(brief.article_count, "article"),
        period=formats.describe_period(brief.request.window),
    )


# ---- private


def _introduce_rest(brief: Brief, since_text: str) -> str:
    """Return the introduction to the list of further reports in a brief that has no stories."""
    period = since_text or formats.describe_period(brief.request.window)
    is_commentary = all(article.kind is not ArticleKind.REPORT for article in brief.rest)
    if brief.request.topic:
        template = REST_OF_TOPIC_COMMENTARY if is_commentary else REST_OF_TOPIC
    else:
        template = REST_OF_COMMENTARY if is_commentary else REST_WITHOUT_STORIES
    return template.format(topic=brief.request.topic, period=period)


def _describe_arrival(article: Article) -> str:
    return ARTICLE_ARRIVAL.format(
        title=article.title, outlet=article.outlet, time=formats.format_article_time(article)
    )
