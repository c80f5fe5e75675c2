"""The bot's texts about briefs, answers and digests. Other topics, such as errors, have their own modules.

Each sentence is whole, with named values; `format_count` is the one place that makes plurals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.parsing import digest_spec
from bot.render import mrkdwn
from news.answer import Intent, Scope, Verdict
from news.article_kind import ArticleKind
from news.digest import DeliveryError
from news.time_zones import is_known_timezone, timezone_or_utc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.answer import Answer, VerificationResult
    from news.article import Article
    from news.brief import Brief
    from news.digest import Delivery, Slot, Subscription
    from news.story import Story

WEIGHT_TEXTS = {-2: "much less", -1: "less", 1: "more", 2: "much more"}
BRIEF_HELP = """\
`/brief` - the news of the last 24 hours from this channel's sources
`/brief storm` - news about one topic
`/brief storm 3d` - for another period: `90m`, `24h`, `3d`, `2w`, `today`, `yesterday`, `this week`
`/brief add https://example.org` - follow a site's feed; `/brief add world` follows a starter pack
`/brief sources` - show this channel's sources; `/brief remove 2` removes the second one
`/brief digest weekdays 9:00 climate` - a scheduled brief; see `/brief digest help`
`/brief catchup 2w` - the top stories of two weeks, sent only to you
`/brief search dam wall 2w` - find articles; add `from Courier` to search one outlet
`/brief more climate`, `/brief less from Courier` - show more or less; `/brief preferences` lists what you set
`/brief preview filter boxing 1w` - see what a filter would leave out
`/brief why 2`, `/brief why https://...` - why a story or an article is in a brief, or isn't
`/brief verify` - check every sentence of the last brief and its answers against the original articles
`/brief health` - the status of this channel's sources and digests
`/brief help` - show this list
Ask questions in the thread under a brief, for example _How many people were evacuated?_ \
Answers quote the articles word for word and link to them. If the articles don't say, I tell you so."""

NO_SOURCES = (
    "This channel doesn't follow any news sources yet. To add one, type `/brief add https://example.org` with the "
    "address of a site or a feed, or `/brief add world` for a starter pack."
)
# The same, told to a person about the channel that a personal digest covers.
NO_SOURCES_WHERE_ORDERED = (
    "The channel where you created this digest doesn't follow any news sources yet. To add one, type "
    "`/brief add https://example.org` there, with the address of a site or a feed."
)
INVITE_BOT = (
    "Only you can see this, because I'm not in this channel. Type `/invite @Newsbrief` so that everyone can see the "
    "brief and ask questions about it."
)
POST_FAILED = "I couldn't post here. Please try again in a minute."
BUSY = "I'm busy at the moment. Please try again in a minute."
BRIEF_EXPIRED = "The articles of this brief are no longer stored. Get a new brief with `/brief`."
CORRECTION_HEADING = "*Correction*: {outlet} has changed its article “{title}” since it was quoted here."
WITHDRAWN_HEADING = "It no longer says:"
REPLACEMENT_HEADING = "It now says:"
NO_BRIEF_TO_VERIFY = "There's no brief here to verify yet. `/brief` makes one."
EXPLORATION_NOTE = "From outside this channel's usual coverage"
# Notes below a story and around a brief.
BRIEF_TITLE = "News brief"
TOPIC_BRIEF_TITLE = "News brief: {topic}"
BRIEF_SUMMARY = "{stories} from {articles} of {period}"
REQUESTED_BY_NOTE = "requested by {user}"
UPDATE_PREFIX = "Update: "
CONTINUED_NOTE = "Earlier: {title} ({outlet})"
ALSO_NOTE = "Also {sources}"
FURTHER_OUTLETS = "{count:,} more"
NUMBERS_DIFFER_NOTE = "Numbers differ: {numbers}"
FEED_SUMMARY_NOTE = "feed summary"
FEED_SUMMARIES_LINE = "The feed's words only: {outlets}."
UNDERSTOOD_AS = "Understood as: {question}"
QUOTED_FROM_NOTE = "Quoted word for word {scope}."
QUOTE_ARTICLE_NOTE = "From: {title}"
OPINION_ARTICLE_NOTE = "{kind}, from: {title}"
BRIEF_FOOTER = "Quoted word for word. Ask anything in this thread."
LEFT_OUT_HEADING = "Left out"
LEFT_OUT_LINE = "Left out: {groups}."
LEFT_OUT_GROUP = "{articles} {reason}"
# The rest of a brief, a line each; and what introduces it where there is no story.
REST_HEADING = "More reports"
REST_LINE = "{title} ({outlet})"
REST_OF_TOPIC = "No report about “{topic}” {period}. It is mentioned in:"
REST_OF_COMMENTARY = "Only commentary {period}:"
REST_OF_TOPIC_COMMENTARY = "Only commentary about “{topic}” {period}:"
REST_WITHOUT_STORIES = "No sentence to quote {period}. The headlines:"
COMMENTARY_LINE = "{kind}: {title} ({outlet})"
MORE_LINE = "and {count:,} more"
TOP_STORIES_HEADING = "Top stories instead:"
DIGEST_LINE = "Digest `{digest}`."
DIGEST_LATE_NOTE = "Late: it was due {time}."
DIGEST_NEXT_NOTE = "Next: {time}."
BRIEF_CONTINUED = "The brief continues."
LIST_CONTINUED = "The list continues."
MESSAGE_CONTINUED = "The message continues."
LEFT_OUT_BUTTON = "What was left out"
SHOW_ANYWAY_BUTTON = "Show anyway"
SHOW_ANYWAY_LABEL = "Show anyway: {title}"
NEXT_PAGE_BUTTON = "More"
# Failed sentences that are listed.
MAX_FAILED_SENTENCES = 5
EMPTY_QUESTION = "What would you like to know? For example: _Who was hurt?_ or _When does it start?_"

# Why a message was not delivered, and what can be done: Slack's codes, then ours.
DELIVERY_ERROR_TEXTS: dict[str, str] = {
    "is_archived": "the channel is archived. Unarchive it, or choose another channel.",
    "not_in_channel": "I'm not in that channel. Type `/invite @Newsbrief` there.",
    "channel_not_found": "I can't see that channel. If it's private, type `/invite @Newsbrief` there.",
    "account_inactive": "that account no longer exists.",
    "user_not_found": "that person can't be found.",
    "user_disabled": "that account is deactivated.",
    "restricted_action": "an admin has limited who can post there.",
    "ratelimited": "Slack asked me to wait.",
    "missing_scope": "I don't have permission to read that channel's history. Reinstall the app from app.yaml.",
    DeliveryError.UNKNOWN: "Slack didn't confirm it.",
    DeliveryError.NOT_RUNNING: "I wasn't running at the time, and it's too late to send it now.",
    DeliveryError.SKIPPED: "it was skipped with `/brief digest skip`.",
    DeliveryError.DELETED: "the digest was deleted first.",
    DeliveryError.SENT_AGAIN: "it was sent again.",
    DeliveryError.TOO_MANY_MESSAGES: "too many messages have been posted there since.",
    DeliveryError.LEFT_CHANNEL: "the person who gets it is no longer in the channel it covers.",
    DeliveryError.MEMBERS_MISSING_SCOPE: (
        "I don't have permission to see who is in that channel. Reinstall the app from app.yaml."
    ),
    DeliveryError.TOO_MANY_MEMBERS: "that channel has too many members for me to check.",
    DeliveryError.FAULT: "something went wrong on my side. The log has the details.",
    DeliveryError.TOO_LONG: "it took too long to make, so I stopped.",
    DeliveryError.UNKNOWN_ZONE: (
        "the server doesn't know its time zone. Update the server's time zone data, or create the digest again with "
        "another time zone."
    ),
}
OTHER_DELIVERY_ERROR = "Slack refused it ({error})."

VERDICT_HEADINGS = {
    Verdict.ANSWERED: "The articles say:",
    Verdict.PARTIAL: "Not answered directly. Closest:",
    Verdict.NO_ANSWER: "These articles don't say.",
}
NEAREST_PASSAGE_HEADING = "Closest passage:"
# The heading of a reply, by what was asked; {about} is the story's headline.
REPLY_HEADINGS = {
    Intent.MORE: "More on “{about}”:",
    Intent.SUMMARY: "“{about}”, in short:",
    Intent.QUOTES: "Who said what about “{about}”:",
    Intent.COVERAGE: "Coverage of “{about}”:",
    Intent.DIFFERENCES: "Where outlets differ on “{about}”:",
    Intent.BACKGROUND: "Background to “{about}”, oldest first:",
    Intent.UPDATES: "New about “{about}” since this brief:",
    Intent.RANKING: "Why “{about}” ranks where it does:",
}
# The same where there is nothing to show.
EMPTY_REPLIES = {
    Intent.MORE: "That's everything these articles say about “{about}”. See *Other coverage* for links.",
    Intent.SUMMARY: "There's no sentence to quote in these articles.",
    Intent.QUOTES: "Nobody is quoted by name in the articles about “{about}”.",
    Intent.DIFFERENCES: "The outlets don't report different numbers about “{about}”.",
    Intent.BACKGROUND: "I have no earlier reports about “{about}”.",
    Intent.UPDATES: "No new reports about “{about}” since this brief.",
}
# Fixed replies: what can be asked, and what the bot does not do.
FIXED_REPLIES = {
    Intent.HELP: (
        "Ask about the news in this thread: _How many were hurt?_, _What did the mayor say?_ Or ask for _more on 2_, "
        "_tl;dr_, _in 3 bullets_, _who said what_, _sources_, _timeline_, _who disagrees?_ or _anything newer?_ "
        "I answer only with sentences from the articles. `/brief help` lists the commands."
    ),
    Intent.TRANSLATE: "I can't translate: I only quote articles word for word, in their own language.",
    Intent.SIMPLIFY: (
        "I can't rephrase: I only quote articles word for word. For a short version, ask _in 2 sentences_."
    ),
    Intent.STOP: (
        "I only speak here when somebody asks something. To stop a digest, use `/brief digest list` and "
        "`/brief digest pause 1`."
    ),
    Intent.SAVE: "I can't save or remind. In Slack, open the message's menu and choose *Save for later*.",
    Intent.VERIFY: (
        "Every quote is compared with its article before I post it. `/brief verify` compares them all again; the links "
        "lead to the articles."
    ),
    Intent.LEFT_OUT: "*What was left out* below the brief lists it, and `/brief why LINK` explains one article.",
}
NO_SUCH_STORY = "There's no story with that number in this brief."
WHOLE_BRIEF_HEADING = "The whole brief, in short:"
# The suggested questions below a brief and an answer.
SUGGESTED_QUESTIONS = {
    Intent.MORE: "More on this",
    Intent.COVERAGE: "Other coverage",
    Intent.BACKGROUND: "What led to it",
    Intent.QUOTES: "Who said what",
}
SCOPE_TEXTS = {
    Scope.STORY: "from this story",
    Scope.BRIEF: "from this brief",
    Scope.ARCHIVE: "from this channel's archive",
}


@dataclass(frozen=True, slots=True)
class DigestHeader:
    """The details of a digest that are not part of the brief, such as the next delivery.

    Attributes:
        subscription_text: the subscription in words.
        zone: in which times are said.
        late_due_at: when it was due, if it comes late.
        next_due_at: when the next one comes; None if none does.
    """

    subscription_text: str
    zone: str
    late_due_at: datetime | None = None
    next_due_at: datetime | None = None


def answer_heading(answer: Answer) -> str:
    """Return the heading of an answer: "The articles say:", "More on “Harl bridge closed”:"."""
    if answer.intent is Intent.QUESTION:
        return VERDICT_HEADINGS[answer.verdict]
    if answer.intent in FIXED_REPLIES:
        return FIXED_REPLIES[answer.intent]
    if not answer.story_title:
        return WHOLE_BRIEF_HEADING if answer.verdict is Verdict.ANSWERED else NO_SUCH_STORY
    templates = REPLY_HEADINGS if answer.verdict is Verdict.ANSWERED else EMPTY_REPLIES
    return templates[answer.intent].format(about=answer.story_title)


def describe_verification(verifications: Sequence[VerificationResult], name: str = "") -> str:
    """Describe the result of checking a brief and its answers against the articles."""
    if not verifications:
        return UNKNOWN_BRIEF.format(name=mrkdwn.escape(name)) if name else NO_BRIEF_TO_VERIFY
    sentence_count = sum(verification.sentence_count for verification in verifications)
    failed_sentences = [
        (verification.subject_id, sentence)
        for verification in verifications
        for sentence in verification.failed_sentences
    ]
    template = VERIFIED_BRIEF if len(verifications) == 1 else VERIFIED_BRIEF_AND_ANSWERS
    scope = template.format(
        sentences=format_count(sentence_count, "sentence"),
        brief_id=verifications[0].subject_id,
        answers=format_count(len(verifications) - 1, "answer"),
    )
    if not failed_sentences:
        return VERIFICATION_PASSED.format(scope=scope)
    lines = [VERIFICATION_FAILED.format(scope=scope, count=len(failed_sentences))]
    lines += [
        f"• `{subject_id}`: {mrkdwn.escape(sentence.text)}"
        for subject_id, sentence in failed_sentences[:MAX_FAILED_SENTENCES]
    ]
    return "\n".join(lines)


def describe_fault(reference: str) -> str:
    """Return an apology for an internal error, with the reference to look for in the log."""
    return FAULT.format(reference=reference)


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
    period = since_text or f"in {brief.request.window.description}"
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


def _introduce_rest(brief: Brief, since_text: str) -> str:
    """Return the introduction to the list of further reports in a brief that has no stories."""
    period = since_text or f"in {brief.request.window.description}"
    is_commentary = all(article.kind is not ArticleKind.REPORT for article in brief.rest)
    if brief.request.topic:
        template = REST_OF_TOPIC_COMMENTARY if is_commentary else REST_OF_TOPIC
    else:
        template = REST_OF_COMMENTARY if is_commentary else REST_WITHOUT_STORIES
    return template.format(topic=brief.request.topic, period=period)


def _describe_arrival(article: Article) -> str:
    return ARTICLE_ARRIVAL.format(
        title=article.title, outlet=article.outlet, time=format_utc_time(article.appeared_at)
    )


def describe_topic_search(brief: Brief) -> str:
    """Describe the search for a brief's topic and the number of articles searched."""
    return TOPIC_SEARCH.format(
        topic=brief.request.topic, articles=format_count(brief.article_count, "article")
    )


def describe_story_age(story: Story) -> str:
    """Return since when a story has been reported: "since 16 Nov".

    The result is "" if the first report is from the same day as the newest article.
    """
    if not story.age_days:
        return ""
    return STORY_AGE.format(date=f"{story.started_at.day} {story.started_at:%b}")


def describe_feed_summaries(outlets: Sequence[str]) -> str:
    """Return a note that names the outlets quoted only from a feed's summary; "" if there are none."""
    return FEED_SUMMARIES_LINE.format(outlets=join_with_and(outlets)) if outlets else ""


def describe_merged_stories(story: Story) -> str:
    """Return a note that names the earlier stories merged into a story; "" if there are none."""
    titles = join_with_and([f"“{title}”" for title in story.merged_titles])
    return MERGED_STORIES.format(titles=titles) if titles else ""


def describe_subscription(subscription: Subscription) -> str:
    """Describe the schedule and content of a digest.

    An example is "mon-fri 09:00, Europe/Berlin: climate, energy; top 5".
    """
    times = join_with_and([f"{wall_time:%H:%M}" for wall_time in subscription.wall_times])
    parts = [", ".join(subscription.topics) or "all news", f"top {subscription.max_stories}"]
    parts += [f"max {subscription.max_per_outlet} of one outlet"] if subscription.max_per_outlet else []
    parts += [f"without {', '.join(subscription.excluded_terms)}"] if subscription.excluded_terms else []
    parts += (
        [f"only {format_count(len(subscription.source_ids), 'source')}"] if subscription.source_ids else []
    )
    if subscription.quiet_hours:
        parts.append(f"quiet {subscription.quiet_hours[0]:%H:%M}-{subscription.quiet_hours[1]:%H:%M}")
    parts += ["silent on days without news"] if subscription.skip_when_empty else []
    return f"{describe_days(subscription.weekdays)} {times}, {subscription.timezone}: {'; '.join(parts)}"


def describe_days(day_numbers: Sequence[int]) -> str:
    """Return weekdays in short form: "daily", "mon-fri", "mon, thu"."""
    return digest_spec.format_days(day_numbers).replace(";", ", ")


def format_local_time(moment: datetime, zone: str) -> str:
    """Format a time in a time zone, or in UTC if the zone is unknown: "Mon 18 Nov, 09:00"."""
    local_time = moment.astimezone(timezone_or_utc(zone))
    return f"{local_time:%a} {local_time.day} {local_time:%b, %H:%M}"


def describe_parked_digest(subscription: Subscription, error: str) -> str:
    """Return the message that a digest can no longer be delivered, and what to do.

    The message goes to the person who created the digest.
    """
    return DIGEST_ON_HOLD.format(
        channel=mrkdwn.mention_channel(subscription.channel),
        digest=_quote_digest(subscription),
        error=describe_delivery_error(error),
    )


def describe_failed_digest(
    subscription: Subscription, delivery: Delivery, error: str, next_slot: Slot | None
) -> str:
    """Return the message that one delivery of a digest failed, and when the next is due.

    The message goes to the person who created the digest.
    """
    template = DIGEST_FAILED if next_slot else LAST_DIGEST_FAILED
    return template.format(
        channel=mrkdwn.mention_channel(subscription.channel),
        digest=_quote_digest(subscription),
        due=format_local_time(delivery.due_at, subscription.timezone),
        error=describe_delivery_error(error),
        next=format_local_time(next_slot.due_at, subscription.timezone) if next_slot else "",
    )


def describe_ended_digests(subscriptions: Sequence[Subscription], error: str) -> str:
    """Return the message that a person's digests of a channel have ended.

    The person left the channel, or the members are not known. The message names no articles.
    """
    template = DIGESTS_ENDED if len(subscriptions) > 1 else DIGEST_ENDED
    cause = MEMBER_LEFT if error == DeliveryError.LEFT_CHANNEL else MEMBERS_UNKNOWN.format(error=error)
    return template.format(
        channel=mrkdwn.mention_channel(subscriptions[0].source_channel),
        digests=join_with_and([_quote_digest(subscription) for subscription in subscriptions]),
        cause=cause,
    )


def describe_membership_refusal(subscription: Subscription, error: str) -> str:
    """Explain why a digest of a channel is not shown to a person.

    Either the person is not a member of the channel, or the bot cannot find out.
    """
    channel = mrkdwn.mention_channel(subscription.source_channel)
    if error == DeliveryError.LEFT_CHANNEL:
        return NOT_A_MEMBER.format(channel=channel)
    return MEMBERSHIP_UNKNOWN.format(channel=channel, error=describe_delivery_error(error))


def describe_delivery_error(error: str) -> str:
    """Describe why a message was not delivered, given an error code of Slack or of the bot."""
    return DELIVERY_ERROR_TEXTS.get(error, OTHER_DELIVERY_ERROR.format(error=error))


def describe_weight(weight: int) -> str:
    """Return the weight of a preference: "more", "much less"."""
    return WEIGHT_TEXTS[max(-2, min(2, weight))]


def format_count(number: int, noun: str) -> str:
    """Return a number with a noun in the singular or plural: "1 article", "2 stories"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def format_utc_time(moment: datetime) -> str:
    """Format a time in UTC: "18 Nov, 07:15 UTC"."""
    return f"{moment.day} {moment:%b, %H:%M} UTC"


def format_machine_time(moment: datetime) -> str:
    """Format a time in this machine's time zone, for a terminal: "18 Nov, 08:15"."""
    local_time = moment.astimezone()
    return f"{local_time.day} {local_time:%b, %H:%M}"


def join_with_and(items: Sequence[str]) -> str:
    """Join words with commas and "and": "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def describe_brief_summary(brief: Brief) -> str:
    """Describe the size of a brief: "5 stories from 23 articles of the last 24 hours"."""
    return BRIEF_SUMMARY.format(
        stories=format_count(len(brief.stories), "story"),
        articles=format_count(brief.article_count, "article"),
        period=brief.request.window.description,
    )


# ---- verification, faults and empty briefs

UNKNOWN_BRIEF = "There's no brief or answer called “{name}” here."
VERIFIED_BRIEF = "{sentences} of brief `{brief_id}`"
VERIFIED_BRIEF_AND_ANSWERS = "{sentences} of brief `{brief_id}` and its {answers}"
VERIFICATION_PASSED = "Verified: {scope}. Each one matches its article word for word."
VERIFICATION_FAILED = "*Not verified*: {count:,} of {scope} don't match their articles."
FAULT = (
    "Something went wrong on my side. If it happens again, tell whoever runs this bot: reference {reference}."
)
NOTHING_NEW = "Nothing new {period}. Most recent article: {article}."
NOTHING_ABOUT_TOPIC = "Nothing about “{topic}” {period}. {search}."
LATEST_MATCH = "Most recent match: {article}."
ARTICLE_ARRIVAL = "“{title}” ({outlet}), {time}"
TOPIC_SEARCH = "Searched the headlines and texts of {articles} for “{topic}”"
STORY_AGE = "since {date}"
MERGED_STORIES = "Now one story: {titles} were separate stories here before."

# ---- digests

DIGEST_HELP = """\
`/brief digest weekdays 9:00 climate, energy` - schedule a brief for this channel, in your time zone
`/brief digest me daily 8:00 and 17:30 Europe/Berlin` - schedule one for yourself, by direct message
Options: `top 7` stories, `max 2 of one outlet`, `without boxing, /F[12]/`, `only from Courier`, \
`quiet 22:00-7:00`, `silent` on days without news
`/brief digest list` - show this channel's digests and yours, with their numbers
`/brief digest preview 1` - show what the digest would contain now
`/brief digest pause 1`, `/brief digest resume 1` - pause or resume it
`/brief digest skip 1` - skip the next one; `/brief digest now 1` - send an extra one now
`/brief digest delete 1` - delete it; `/brief digest resend 1` - send again what may not have arrived"""
NO_DIGESTS = "No digests yet. To create one: `/brief digest weekdays 9:00 climate, energy`"
PREVIEW_NOTICE = "Preview, visible only to you. It doesn't change what the next digest includes."
SENDING_NOTICE = "Sending it now."
NO_DOUBTFUL_DELIVERY = "There's nothing to resend: every delivery of this digest either arrived or failed."
EXPLAIN_HELP = (
    "Which article? `/brief why https://example.org/story` explains an article, `/brief why 2` the second story of "
    "the last brief here."
)
NOT_IN_ANY_BRIEF = "No brief here has considered it yet. The next one will, if it covers that time."
CATCH_UP_SENT = "I've sent it to you by direct message. Ask anything in its thread."
CHANNEL_REFUSED = "No digest was created: {error} Then try again: `/brief digest {words}`"
DIGEST_CREATED = "Digest {number} for {target}: `{digest}`."
DIGEST_TO_YOU = "you, by direct message"
DIGEST_COVERS_CHANNEL = "It covers {channel}, as long as you're a member."
DIGEST_COVERS_DIRECT = "It covers the sources you follow in this direct message."
DIGEST_FIRST = "The first one comes {time}."
DIGEST_PROFILE_ZONE = "I used your profile's time zone, {zone}."
DIGEST_NO_PROFILE_ZONE = "Your profile has no time zone that I know, so I used {zone}."
DIGEST_HINTS = (
    "It covers news from now on. For the last 24 hours, type `/brief 24h`. "
    "To see how it looks, type `/brief digest preview {number}`. To undo, type `/brief digest delete {number}`."
)
DIGEST_EXISTS = "You already have this digest: number {number} in `/brief digest list`."
DIGEST_LIST_LINE = "{number}. `{digest}`{target}: {state}."
DIGEST_TO_YOU_NOTE = " (to you)"
DIGEST_TO_YOU_COVERING_NOTE = " (to you, covers {channel})"
LAST_DELIVERY = "Last: {delivery}"
DIGEST_STATE_ON_HOLD = "*on hold*: {error} `/brief digest resume` resumes it"
DIGEST_STATE_PAUSED = "paused"
DIGEST_STATE_UNKNOWN_ZONE = "*not sent*: {error}"
DIGEST_STATE_NEXT = "next {time}"
DIGEST_STATE_NEVER = "never due"
DELIVERY_STATE_TEXTS = {
    "due": "about to be made",
    "waiting": "waiting for the message above it",
    "pending": "waiting to be sent",
    "sending": "being sent",
    "unknown": "may have arrived; I'm about to check",
    "sent": "delivered",
    "empty": "nothing new, so nothing was sent",
    "missed": "not sent",
    "doubtful": "may not have arrived. `/brief digest resend` sends it again",
    "failed": "not delivered",
}
# States that explain themselves, so that an earlier error is not shown.
_STATES_WITHOUT_ERROR = frozenset({"sent", "empty", "due", "waiting"})
DIGEST_PAUSED = "Paused: `{digest}`. To resume, type `/brief digest resume`."
DIGEST_RESUMED = "Resumed: `{digest}`, {state}."
SLOT_SKIPPED = "Skipped the {time} digest (`{digest}`)."
NO_SLOT_TO_SKIP = "There's nothing to skip: no further digest is due (`{digest}`)."
DIGEST_DELETED = "Deleted: `{digest}`."
DIGEST_ON_HOLD = (
    "Your digest for {channel} ({digest}) is on hold: {error} "
    "Nothing more is sent until someone types `/brief digest resume` there."
)
DIGEST_FAILED = (
    "Your digest for {channel} ({digest}), due {due}, wasn't sent: {error} The next one is due {next}. "
    "You won't hear about this again until one is sent. `/brief health` there shows the status of each."
)
LAST_DIGEST_FAILED = (
    "Your digest for {channel} ({digest}), due {due}, wasn't sent: {error} "
    "You won't hear about this again until one is sent. `/brief health` there shows the status of each."
)
DIGEST_ENDED = (
    "Your digest of {channel} ({digests}) has stopped: {cause}. "
    "Once you're back in the channel, type `/brief digest resume` there to resume it."
)
DIGESTS_ENDED = (
    "Your digests of {channel} ({digests}) have stopped: {cause}. "
    "Once you're back in the channel, type `/brief digest resume` there to resume them."
)
MEMBER_LEFT = "you're no longer in it"
MEMBERS_UNKNOWN = "I can't see who is in it ({error})"
NOT_A_MEMBER = "This digest covers {channel}, and you're not in it. Join the channel, then try again."
MEMBERSHIP_UNKNOWN = "I can't check whether you're in {channel}: {error}"
UNKNOWN_ARTICLE = (
    "No source here has published {article}. Either none of them carries it, or it left the feed before it was "
    "fetched. `/brief health` shows the status of your sources."
)


def describe_channel_refusal(error: str, words: str) -> str:
    """Explain why a new digest for a channel was not created, and what to do.

    The bot cannot post in the channel.
    """
    return CHANNEL_REFUSED.format(error=describe_delivery_error(error), words=mrkdwn.escape(words))


def describe_new_digest(
    subscription: Subscription,
    number: int,
    next_slot: Slot | None,
    *,
    zone_named: bool,
    zone_in_profile: bool = True,
    has_sources: bool,
) -> str:
    """Return the message that a digest was created, with the details and further commands."""
    is_direct = subscription.channel == subscription.created_by
    target = DIGEST_TO_YOU if is_direct else mrkdwn.mention_channel(subscription.channel)
    parts = [DIGEST_CREATED.format(number=number, target=target, digest=_escape_digest(subscription))]
    if subscription.members_only:
        parts.append(
            DIGEST_COVERS_CHANNEL.format(channel=mrkdwn.mention_channel(subscription.source_channel))
        )
    elif subscription.source_channel:
        parts.append(DIGEST_COVERS_DIRECT)
    if next_slot:
        parts.append(DIGEST_FIRST.format(time=format_local_time(next_slot.due_at, subscription.timezone)))
    if not zone_named:
        template = DIGEST_PROFILE_ZONE if zone_in_profile else DIGEST_NO_PROFILE_ZONE
        parts.append(template.format(zone=subscription.timezone))
    lines = [" ".join(parts), DIGEST_HINTS.format(number=number), *([] if has_sources else [NO_SOURCES])]
    return "\n".join(lines)


def describe_existing_digest(number: int) -> str:
    """Return the message that the same digest already exists in this channel."""
    return DIGEST_EXISTS.format(number=number)


def describe_digest(
    number: int, subscription: Subscription, next_slot: Slot | None, deliveries: Sequence[Delivery]
) -> str:
    """Describe a digest in one line of a list."""
    target = ""
    if subscription.members_only:
        target = DIGEST_TO_YOU_COVERING_NOTE.format(
            channel=mrkdwn.mention_channel(subscription.source_channel)
        )
    elif subscription.channel == subscription.created_by:
        target = DIGEST_TO_YOU_NOTE
    line = DIGEST_LIST_LINE.format(
        number=number,
        digest=_escape_digest(subscription),
        target=target,
        state=describe_digest_state(subscription, next_slot, subscription.timezone),
    )
    if not deliveries:
        return line
    return f"{line} {LAST_DELIVERY.format(delivery=describe_delivery(deliveries[0], subscription.timezone))}"


def describe_digest_state(subscription: Subscription, next_slot: Slot | None, zone: str) -> str:
    """Describe the state of a digest: active, paused or on hold.

    For an active digest, the text contains the next time.
    """
    if subscription.disabled_reason:
        return DIGEST_STATE_ON_HOLD.format(error=describe_delivery_error(subscription.disabled_reason))
    if subscription.paused:
        return DIGEST_STATE_PAUSED
    if not is_known_timezone(subscription.timezone):
        return DIGEST_STATE_UNKNOWN_ZONE.format(error=describe_delivery_error(DeliveryError.UNKNOWN_ZONE))
    if next_slot is None:
        return DIGEST_STATE_NEVER
    return DIGEST_STATE_NEXT.format(time=format_local_time(next_slot.due_at, zone))


def describe_delivery(delivery: Delivery, zone: str) -> str:
    """Describe the result of one delivery of a digest."""
    text = f"{format_local_time(delivery.due_at, zone)}: {DELIVERY_STATE_TEXTS[delivery.state]}"
    if delivery.state in _STATES_WITHOUT_ERROR or not delivery.error:
        return text
    return f"{text} ({describe_delivery_error(delivery.error)})"


def describe_paused_digest(subscription: Subscription) -> str:
    """Return the message that a digest was paused."""
    return DIGEST_PAUSED.format(digest=_escape_digest(subscription))


def describe_resumed_digest(subscription: Subscription, next_slot: Slot | None) -> str:
    """Return the message that a digest was resumed, with the next time."""
    state = describe_digest_state(subscription, next_slot, subscription.timezone)
    return DIGEST_RESUMED.format(digest=_escape_digest(subscription), state=state)


def describe_skipped_slot(subscription: Subscription, slot: Slot | None) -> str:
    """Return the message that a digest will not be sent at its next time."""
    if slot is None:
        return NO_SLOT_TO_SKIP.format(digest=_escape_digest(subscription))
    time_text = f"{slot.day:%a} {slot.day.day} {slot.day:%b}, {slot.wall_time:%H:%M}"
    return SLOT_SKIPPED.format(time=time_text, digest=_escape_digest(subscription))


def describe_deleted_digest(subscription: Subscription) -> str:
    """Return the message that a digest was deleted."""
    return DIGEST_DELETED.format(digest=_escape_digest(subscription))


def describe_unknown_article(subject: str) -> str:
    """Return the message that no source of a channel has published the given article."""
    return UNKNOWN_ARTICLE.format(article=subject)


# ---- private


def _escape_digest(subscription: Subscription) -> str:
    return mrkdwn.escape(describe_subscription(subscription))


def _quote_digest(subscription: Subscription) -> str:
    return f"`{_escape_digest(subscription)}`"
