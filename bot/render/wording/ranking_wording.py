"""Descriptions of ranking signals and of the reasons why articles are left out.

The codes of the signals and reasons are in `news`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.wording import brief_wording, formats
from news.brief import LeftOutReason
from news.story import SignalCode

if TYPE_CHECKING:
    from news.brief import LeftOutArticles
    from news.story import RankingSignal

# These texts follow a number of articles: "3 not about storm".
LEFT_OUT_TEXTS = {
    LeftOutReason.EXCLUDED_TERM: "containing “{value}”",
    LeftOutReason.OFF_TOPIC: "not about {value}",
    LeftOutReason.SAME_EVENT: "about the same event as a story above",
    LeftOutReason.OUTLET_LIMIT: "from outlets that already have their share of this brief",
    LeftOutReason.NOTHING_NEW: "already covered here, with nothing new",
    LeftOutReason.NOT_QUOTABLE: "without a sentence to quote",
    LeftOutReason.DISPLACED: "dropped to make room for a story from outside the usual coverage",
    LeftOutReason.NOT_A_REPORT: "that aren't news reports: opinion, analysis, live pages and similar",
    LeftOutReason.RANKED_LOWER: "ranked below the top {value} stories",
    LeftOutReason.LEGACY: "{value}",
}
# The same for a single article, after "left out: ".
SINGLE_LEFT_OUT_TEXTS = {
    LeftOutReason.EXCLUDED_TERM: "it contains “{value}”",
    LeftOutReason.OFF_TOPIC: "it isn't about {value}",
    LeftOutReason.SAME_EVENT: "it reports the same event as a story in the brief",
    LeftOutReason.OUTLET_LIMIT: "its outlet already had its share of the brief",
    LeftOutReason.NOTHING_NEW: "it was already covered here, and had nothing new",
    LeftOutReason.NOT_QUOTABLE: "it has no sentence to quote",
    LeftOutReason.DISPLACED: "it made room for a story from outside the usual coverage",
    LeftOutReason.NOT_A_REPORT: "it isn't a news report",
    LeftOutReason.RANKED_LOWER: "it ranked below the top {value} stories",
    LeftOutReason.LEGACY: "{value}",
}
# The same in few words, for the one line at the end of a brief: "16 ranked lower".
SHORT_LEFT_OUT_TEXTS = {
    LeftOutReason.EXCLUDED_TERM: "with “{value}”",
    LeftOutReason.OFF_TOPIC: "off topic",
    LeftOutReason.SAME_EVENT: "same event as above",
    LeftOutReason.OUTLET_LIMIT: "over an outlet's limit",
    LeftOutReason.NOTHING_NEW: "not new",
    LeftOutReason.NOT_QUOTABLE: "not quotable",
    LeftOutReason.DISPLACED: "dropped for variety",
    LeftOutReason.NOT_A_REPORT: "not reports",
    LeftOutReason.RANKED_LOWER: "ranked lower",
    LeftOutReason.LEGACY: "{value}",
}
SIGNAL_TEXTS = {
    SignalCode.COVERAGE: "reported by {outlet_count}",
    SignalCode.ACTIVITY: "{report_count} in the last {hours} hours",
    SignalCode.RECENCY: "latest report {age}",
    SignalCode.TOPIC: "{about_count} about “{topic}”",
    SignalCode.HEADLINE: "“{topic}” is in the headline",
    SignalCode.UNUSUAL_COVERAGE: "{outlet} published {reports} reports on it; its average is {usual} per story",
    SignalCode.RARE_OUTLET: "{outlet} publishes few articles",
    SignalCode.COMMENTARY: "it reads partly like commentary",
    SignalCode.ROUNDUP: "a live blog, a round-up or a correction, not an event",
    SignalCode.QUESTION_HEADLINE: "the headline is a question",
    SignalCode.TOPIC_PREFERENCE: "this channel wants {weight_text} about “{topic}”",
    SignalCode.SOURCE_PREFERENCE: "this channel wants {weight_text} from {outlet}",
    SignalCode.STORY_VOTES: "votes on this story: {more} for more, {less} for less",
    SignalCode.SOURCE_VOTES: "votes on earlier stories from {outlets}: {more} for more, {less} for less",
    SignalCode.SIMILARITY: "similar to story {number} above",
    SignalCode.OVERTAKEN: "story {number} above reports what has happened since",
    SignalCode.EXPLORATION: (
        "picked from outside this channel's usual coverage: {outlet}, "
        "{quoted} of the last {total} articles quoted here"
    ),
    SignalCode.OTHER: "",
}
# The topic signal in briefs of release 0.1.
EARLIER_TOPIC_TEXT = "{percent}% as relevant to “{topic}” as the best match"
# Added if some outlets copied others.
COPIES_NOTE = "{text}, {independent} of them in their own words"
# Names of the signals on a terminal, with `--explain`.
SIGNAL_NAMES = {
    SignalCode.UNUSUAL_COVERAGE: "unusual coverage",
    SignalCode.RARE_OUTLET: "rare outlet",
    SignalCode.ROUNDUP: "round-up",
    SignalCode.TOPIC_PREFERENCE: "preference",
    SignalCode.SOURCE_PREFERENCE: "preference",
    SignalCode.SOURCE_VOTES: "votes",
    SignalCode.EXPLORATION: "outside the usual",
}


def describe_left_out_reason(left_out: LeftOutArticles) -> str:
    """Describe why articles are not in a brief: "not about storm".

    The wording can follow a number of articles.
    """
    return LEFT_OUT_TEXTS[left_out.reason].format(value=left_out.value)


def describe_left_out_article(left_out: LeftOutArticles) -> str:
    """Describe why a single article is not in a brief: "it isn't about storm"."""
    return SINGLE_LEFT_OUT_TEXTS[left_out.reason].format(value=left_out.value)


def describe_left_out(left_out: LeftOutArticles) -> str:
    """Describe how many articles are not in a brief and why: "3 articles not about storm"."""
    return brief_wording.LEFT_OUT_GROUP.format(
        articles=formats.format_count(len(left_out.articles), "article"),
        reason=describe_left_out_reason(left_out),
    )


def describe_left_out_briefly(left_out: LeftOutArticles) -> str:
    """Describe briefly how many articles are not in a brief and why: "16 ranked lower"."""
    return brief_wording.LEFT_OUT_GROUP.format(
        articles=f"{len(left_out.articles):,}",
        reason=SHORT_LEFT_OUT_TEXTS[left_out.reason].format(value=left_out.value),
    )


def describe_signal(signal: RankingSignal) -> str:
    """Describe a ranking signal: "reported by 3 outlets".

    Text that an older release stored is returned unchanged.
    """
    values = signal.values
    if "legacy_text" in values:
        return str(values["legacy_text"])
    derived = {}
    match signal.code:
        case SignalCode.COVERAGE:
            derived["outlet_count"] = formats.format_count(int(values["outlets"]), "outlet")
        case SignalCode.TOPIC if "reports" in values:
            reports = int(values["reports"])
            derived["about_count"] = (
                f"{values['about']} of {reports} reports are" if reports > 1 else "the report is"
            )
        case SignalCode.TOPIC:
            return EARLIER_TOPIC_TEXT.format(**values)
        case SignalCode.ACTIVITY:
            reports = int(values["reports"])
            derived["report_count"] = formats.format_count(reports, "report") if reports else "no reports"
        case SignalCode.RECENCY:
            derived["age"] = format_age(float(values["hours"]))
        case SignalCode.TOPIC_PREFERENCE | SignalCode.SOURCE_PREFERENCE:
            derived["weight_text"] = formats.describe_weight(int(values["weight"]))
    text = SIGNAL_TEXTS[signal.code].format(**values, **derived)
    has_copies = signal.code is SignalCode.COVERAGE and values["independent"] != values["outlets"]
    return COPIES_NOTE.format(text=text, independent=values["independent"]) if has_copies else text


def signal_name(signal: RankingSignal) -> str:
    """Return the name of a ranking signal: "coverage"."""
    return SIGNAL_NAMES.get(signal.code, signal.code.value)


def format_age(hours: float) -> str:
    """Format an age in hours: "within the hour", "3 hours ago", "2 days ago"."""
    if hours < 1:
        return "within the hour"
    if hours < 48:  # noqa: PLR2004 - two days
        return f"{formats.format_count(round(hours), 'hour')} ago"
    return f"{formats.format_count(round(hours / 24), 'day')} ago"
