"""What the bot says of a channel's wishes: what it wants more and less of, and what a filter would leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn, wording
from news.preferences import describe_weight

if TYPE_CHECKING:
    from collections.abc import Mapping

    from news.filter_preview import FilterPreview
    from news.preferences import PreferenceChange, Preferences

NO_PREFERENCES = "Nothing is set here: stories are ranked by outlets, activity and recency alone."
PREFERENCES_HELP = (
    "`/brief more climate`, `/brief less from Courier`, `/brief more 2` (a vote for the second story of the last "
    "brief), `/brief usual climate` takes it back. `/brief outside off` turns the pick from outside the usual off, "
    "`/brief outside on` on again."
)
EXPLORATION_ON = "From now on a brief may end with one story from outside what this channel usually gets."
EXPLORATION_OFF = "No more stories from outside the usual. `/brief outside on` brings them back."
EXPLORATION_USAGE = "`/brief outside on` or `/brief outside off`?"
VOTE_MENU_ITEM = "More or less like this"
VOTE_MORE, VOTE_LESS, VOTE_WITHDRAW = "More like this", "Less like this", "Take my vote back"
# Headlines shown for each filter.
MAX_HEADLINES_PER_FILTER = 5


def describe_preference_change(change: PreferenceChange) -> str:
    """Say what stands now."""
    subject = mrkdwn.escape(change.subject)
    if change.kind == "story":
        vote_text = {1: "for more like", -1: "for less like", 0: "taken back on"}[change.weight]
        return f"Your vote is {vote_text} “{subject}”. `/brief taste` shows what this channel wants."
    subject_text = f"from {subject}" if change.kind == "source" else f"of “{subject}”"
    if not change.weight:
        return f"As usual again: what comes {subject_text}."
    reset_argument = f"from {subject.partition(', ')[0]}" if change.kind == "source" else subject
    return (
        f"From now on {describe_weight(change.weight)} {subject_text}. `/brief usual {reset_argument}` "
        "takes it back."
    )


def describe_preferences(preferences: Preferences, titles: Mapping[str, str]) -> str:
    """Say what a channel wants, a line each."""
    lines = [
        f"• {describe_weight(weight)} of “{mrkdwn.escape(words)}”"
        for words, weight in preferences.topic_weights.items()
    ]
    lines += [
        f"• {describe_weight(weight)} from "
        f"{mrkdwn.escape(titles.get(source, 'a source that is not read here any more'))}"
        for source, weight in preferences.source_weights.items()
    ]
    if preferences.article_votes:
        up_votes, down_votes = (sum(votes) for votes in zip(*preferences.article_votes.values(), strict=True))
        story_count = wording.format_count(len(preferences.article_votes), "story")
        lines.append(f"• votes on {story_count} in 90 days: {up_votes} for more, {down_votes} for less")
    if not preferences.exploration_enabled:
        lines.append("• no story from outside the usual")
    return "\n".join([*(["This channel wants:", *lines] if lines else [NO_PREFERENCES]), PREFERENCES_HELP])


def describe_vote_question(headline: str) -> str:
    """Ask how much somebody wants of a story."""
    return (
        f"“{mrkdwn.escape(headline)}”: more like this, or less? Everybody's votes count, on this story and on what its "
        "source tells later; `/brief why` shows how much."
    )


def describe_filter_preview(preview: FilterPreview) -> str:
    """Say what a filter would have left out."""
    left_out_count = sum(len(left_out.articles) for left_out in preview.left_out)
    terms_text = mrkdwn.escape(", ".join(preview.spec.excluded_terms))
    quoted_note = (
        f", of which {len(preview.quoted_article_ids)} quoted here" if preview.quoted_article_ids else ""
    )
    count_text = f"{left_out_count} of {wording.format_count(preview.article_count, 'article')}"
    lines = [
        f"`without {terms_text}` would have left out {count_text}, {preview.spec.window.description}{quoted_note}."
    ]
    for left_out in preview.left_out:
        lines.append(
            f"`{mrkdwn.escape(left_out.reason)}`: {wording.format_count(len(left_out.articles), 'article')}"
        )
        for article in left_out.articles[:MAX_HEADLINES_PER_FILTER]:
            quoted_mark = ", quoted here" if article.id in preview.quoted_article_ids else ""
            link = mrkdwn.link(article.url, article.title)
            lines.append(
                f"• {link} — {mrkdwn.escape(article.outlet)}, "
                f"{wording.format_utc_time(article.appeared_at)}{quoted_mark}"
            )
        if len(left_out.articles) > MAX_HEADLINES_PER_FILTER:
            lines.append(f"and {len(left_out.articles) - MAX_HEADLINES_PER_FILTER} more")
    lines.append("Nothing was changed. A digest takes `without …` as you typed it.")
    return "\n".join(lines)
