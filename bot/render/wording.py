"""What the bot says that no article said: every sentence of ours, and errors in words, in one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.parsing import digest_spec
from bot.render import mrkdwn
from news.answer import Intent, Scope, Verdict
from news.digest import LEFT_CHANNEL
from news.errors import (
    AlreadyRunning,
    InvalidCsv,
    InvalidDigestSpec,
    InvalidDuration,
    InvalidPattern,
    RequestError,
    RequestTooLong,
    StoreError,
    UnknownMethod,
    UnknownTimezone,
)
from news.time_zones import is_known_timezone, timezone_or_utc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.answer import Answer, VerificationResult
    from news.article import Article
    from news.brief import Brief
    from news.digest import Delivery, Slot, Subscription
    from news.errors import NewsError
    from news.story import Story

BRIEF_HELP = """\
`/brief` - the news of the last 24 hours from this channel's sources
`/brief storm` - only what is about storms
`/brief storm 3d` - of the last three days; also `90m`, `24h`, `2w`, `today`, `yesterday`, `this week`
`/brief digest weekdays 9:00 climate` - the same by the clock; `/brief digest help` tells more
`/brief catchup 2w` - the most important of two weeks, sent to you alone
`/brief search dam wall 2w` - look for articles; `from Courier` keeps to one outlet
`/brief verify` - hold every sentence of the last brief here, and of the answers below it, against its article
`/brief more climate`, `/brief less from Courier` - what this channel wants; `/brief taste` shows it all
`/brief try without boxing 1w` - what a filter would have left out
`/brief why 2` or `/brief why https://...` - why a story or an article is there, or is not
`/brief add https://example.org` - read this site's feed here, or a starter pack: `/brief add world`
`/brief sources` - what is read here; `/brief remove 2` takes the second away
`/brief health` - how the sources and digests of this channel are doing
`/brief help` - this list
Ask anything in the thread under a brief: _How many people were evacuated?_ Each answer is quoted word for word, \
with a link to its article; where the articles do not say, the bot says that."""

NO_SOURCES = (
    "No news source is read in this channel yet. `/brief add https://example.org` adds one: the address of a feed, or "
    "of a page that leads to one. `/brief add world` adds a whole starter pack."
)
# The same, told to a person of the channel that a digest reads.
NO_SOURCES_WHERE_ORDERED = (
    "No news source is read in the channel where this was ordered. `/brief add https://example.org`, typed there, adds "
    "one: the address of a feed, or of a page that leads to one."
)
INVITE_BOT = (
    "Only you can see this, because I am not a member here. Invite me (`/invite @Newsbrief`) to brief the channel "
    "and to ask questions under a brief."
)
POST_FAILED = "I could not post here. Please try again in a minute."
BRIEF_EXPIRED = "I no longer keep the articles of this brief. Ask for a new one with `/brief`."
CORRECTION_HEADING = "*Correction*: {outlet} has changed its article “{title}” since it was quoted here."
WITHDRAWN_HEADING = "It no longer says:"
REPLACEMENT_HEADING = "It says now:"
NO_BRIEF_TO_VERIFY = "There is no brief of this channel to verify yet. `/brief` makes one."
EXPLORATION_NOTE = "Picked from outside what this channel usually gets"
# Sentences named that failed.
MAX_FAILED_SENTENCES = 5
EMPTY_QUESTION = "What would you like to know? For example: _Who was hurt?_ or _When does it start?_"

# Slack's words for what it refuses, in ours, and what can be done.
SLACK_ERROR_TEXTS = {
    "is_archived": "the channel was archived. Bring it back, or choose another.",
    "not_in_channel": "I am not a member of that channel. Type `/invite @Newsbrief` in it.",
    "channel_not_found": "I cannot see that channel. If it is private, type `/invite @Newsbrief` in it.",
    "account_inactive": "the account does not exist any more.",
    "user_not_found": "there is nobody of that name any more.",
    "user_disabled": "that account was switched off.",
    "restricted_action": "an administrator lets only some people post there.",
    "unknown": "Slack did not say whether it took it.",
    "not_running": "I was not running then, for too long to make up for it.",
    "skipped": "it was left out because somebody typed `/brief digest skip`.",
    "deleted": "it was deleted before.",
    "ratelimited": "Slack asked me to wait.",
    "sent_again": "it was sent again.",
    "missing_scope": "I may not read that channel's history. Install the app anew from app.yaml.",
    "too_many_messages": "too many messages have been posted there since.",
    LEFT_CHANNEL: "its reader is not in the channel that it reads.",
    "members_missing_scope": "I may not see who is in that channel. Install the app anew from app.yaml.",
    "too_many_members": "that channel has too many members for me to see who is in it.",
    "fault": "something went wrong on my side; the log tells what.",
    "too_long": "making it took too long, so I gave it up.",
    "unknown_zone": (
        "this machine does not know its time zone (any more). Update its time zone data, or order the digest anew "
        "with another zone."
    ),
}

# What can be tried instead.
_SUGGESTIONS = {
    RequestTooLong: "Try it in fewer words.",
    UnknownTimezone: "A zone is written as `Europe/Berlin`, `America/New_York` or `UTC`.",
    InvalidCsv: "`newsbrief digests import --help` shows what a table looks like.",
    InvalidPattern: "For example: `without /box(ing|er)/`; or without slashes: `without boxing`.",
    InvalidDigestSpec: "`/brief help` and `/brief digest help` show what can be typed.",
}

VERDICT_HEADINGS = {
    Verdict.ANSWERED: "The articles say:",
    Verdict.PARTIAL: "Not answered directly. Closest:",
    Verdict.NO_ANSWER: "These articles do not say.",
}
NEAREST_PASSAGE_HEADING = "The nearest passage:"
# What stands above a reply, by what was wanted; {about} is the story's headline.
REPLY_HEADINGS = {
    Intent.MORE: "More on “{about}”:",
    Intent.SUMMARY: "“{about}”, in short:",
    Intent.QUOTES: "Who said what, on “{about}”:",
    Intent.COVERAGE: "Who tells “{about}”:",
    Intent.DIFFERENCES: "Where the outlets differ on “{about}”:",
    Intent.BACKGROUND: "What came before, oldest first, up to “{about}”:",
    Intent.UPDATES: "New since this brief, on “{about}”:",
    Intent.RANKING: "Why “{about}” stands where it does:",
}
# The same where there is nothing to give.
EMPTY_REPLIES = {
    Intent.MORE: "That is all that the articles say on “{about}”. Other coverage has the links to read on.",
    Intent.SUMMARY: "There is no sentence in these articles that can be quoted.",
    Intent.QUOTES: "Nobody is quoted by name in the articles on “{about}”.",
    Intent.DIFFERENCES: "I found no number on which the outlets differ, on “{about}”.",
    Intent.BACKGROUND: "I have nothing on what came before “{about}”.",
    Intent.UPDATES: "Nothing new has come in on “{about}” since this brief.",
}
NO_SUCH_STORY = "There is no story of that number in this brief."
WHOLE_BRIEF_HEADING = "The whole brief, in short:"
# The ready-made questions below a brief and an answer: most people pick one of these.
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
    """What stands above a digest and nowhere in its brief.

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


def describe_error(problem: NewsError) -> str:
    """Tell what happened, what can be done, and an example."""
    match problem:
        case InvalidDuration():
            advice = (
                "Try `/brief storm 24h`; also `90m`, `3d`, `2w`, `today`, `yesterday`, `this week`. "
                f'To search for the word itself, put it in quotes: `/brief "{problem.duration_text}"`.'
            )
        case UnknownMethod():
            advice = f"For example: --method {problem.known_methods[0]}"
        case AlreadyRunning():
            return str(problem)
        case StoreError():
            return f"I cannot reach what I have stored. {problem}"
        case RequestError():
            advice = next(
                (suggestion for kind, suggestion in _SUGGESTIONS.items() if isinstance(problem, kind)), ""
            )
        case _:
            return str(problem)
    return f"{problem} {advice or '`/brief help` shows what can be typed.'}"


def answer_heading(answer: Answer) -> str:
    """Say what an answer is: "The articles say:", "More on “Harl bridge closed”:"."""
    if answer.intent is Intent.QUESTION:
        return VERDICT_HEADINGS[answer.verdict]
    if not answer.story_title:
        return WHOLE_BRIEF_HEADING if answer.verdict is Verdict.ANSWERED else NO_SUCH_STORY
    templates = REPLY_HEADINGS if answer.verdict is Verdict.ANSWERED else EMPTY_REPLIES
    return templates[answer.intent].format(about=answer.story_title)


def describe_verification(verifications: Sequence[VerificationResult], name: str = "") -> str:
    """Say what holding a brief and its answers against the articles came to."""
    if not verifications:
        return (
            f"There is no brief or answer called “{mrkdwn.escape(name)}” here."
            if name
            else NO_BRIEF_TO_VERIFY
        )
    sentences = sum(verification.sentence_count for verification in verifications)
    failed_sentences = [
        (verification.subject_id, sentence)
        for verification in verifications
        for sentence in verification.failed_sentences
    ]
    scope_text = f"{format_count(sentences, 'sentence')} of brief `{verifications[0].subject_id}`"
    if len(verifications) > 1:
        scope_text += f" and {format_count(len(verifications) - 1, 'answer')} below it"
    if not failed_sentences:
        return f"Verified: {scope_text}. Each stands in its stored article, the same characters at the same place."
    lines = [
        f"*Not verified*: {len(failed_sentences)} of {scope_text} do not stand in their articles as quoted."
    ]
    lines += [
        f"• `{name}`: {mrkdwn.escape(sentence.text)}"
        for name, sentence in failed_sentences[:MAX_FAILED_SENTENCES]
    ]
    return "\n".join(lines)


def describe_fault(reference: str) -> str:
    """Own up to a fault of ours, with the reference that stands in the log too."""
    return (
        f"Something went wrong on my side. If it happens again, tell whoever runs me: reference {reference}."
    )


def describe_no_stories(brief: Brief, since_text: str = "") -> str:
    """Say why a brief has no stories, and what can be typed instead.

    Args:
        brief: without stories.
        since_text: where a digest says since when it looked: "since Mon 18 Nov, 09:00".
    """
    window_text = since_text or brief.request.window.description
    within_text = window_text if since_text else f"in {window_text}"
    if brief.latest_article is None:
        return NO_SOURCES_WHERE_ORDERED if brief.request.recipient else NO_SOURCES
    if brief.request.topic and brief.article_count:
        older_text = (
            f" The latest before that came {_describe_arrival(brief.latest_before_window)}"
            if brief.latest_before_window
            else ""
        )
        return f"Nothing about “{brief.request.topic}” {within_text}. {describe_topic_search(brief)}.{older_text}"
    return f"Nothing new {within_text}. The last article came {_describe_arrival(brief.latest_article)}"


def _describe_arrival(article: Article) -> str:
    return f"{format_utc_time(article.appeared_at)}: “{article.title}” ({article.outlet})."


def describe_topic_search(brief: Brief) -> str:
    """Say what was searched for a topic, and where."""
    return (
        f"Searched “{brief.request.topic}” in the headlines and texts of "
        f"{format_count(brief.article_count, 'article')}"
    )


def describe_story_age(story: Story) -> str:
    """Say since when a story has been told, if that is more than a day: "Day 4, since 16 Nov"; "" if it is not."""
    return (
        f"Day {story.age_days + 1}, since {story.started_at.day} {story.started_at:%b}"
        if story.age_days
        else ""
    )


def describe_merged_stories(story: Story) -> str:
    """Say that stories which were told apart turned out to be one; "" where none did."""
    titles_text = join_with_and([f"“{title}”" for title in story.merged_titles])
    return f"One story now: {titles_text} were told apart here before." if titles_text else ""


def describe_subscription(subscription: Subscription) -> str:
    """Say what a digest holds and when it comes: "mon-fri 09:00, Europe/Berlin: climate, energy; top 5"."""
    times = join_with_and([f"{wall_time:%H:%M}" for wall_time in subscription.wall_times])
    parts = [", ".join(subscription.topics) or "all news", f"top {subscription.max_stories}"]
    parts += [f"at most {subscription.max_per_outlet} of one outlet"] if subscription.max_per_outlet else []
    parts += [f"without {', '.join(subscription.excluded_terms)}"] if subscription.excluded_terms else []
    parts += (
        [f"only {format_count(len(subscription.source_ids), 'source')}"] if subscription.source_ids else []
    )
    if subscription.quiet_hours:
        parts.append(f"quiet {subscription.quiet_hours[0]:%H:%M}-{subscription.quiet_hours[1]:%H:%M}")
    parts += ["silent without news"] if subscription.skip_when_empty else []
    return f"{describe_days(subscription.weekdays)} {times}, {subscription.timezone}: {'; '.join(parts)}"


def describe_days(day_numbers: Sequence[int]) -> str:
    """Say days shortly: "daily", "mon-fri", "mon, thu"."""
    return digest_spec.format_days(day_numbers).replace(";", ", ")


def format_local_time(moment: datetime, zone: str) -> str:
    """Say a time in somebody's zone, in UTC if this machine does not know it: "Mon 18 Nov, 09:00"."""
    local_time = moment.astimezone(timezone_or_utc(zone))
    return f"{local_time:%a} {local_time.day} {local_time:%b, %H:%M}"


def describe_parked_digest(subscription: Subscription, error: str) -> str:
    """Tell the maker of a digest that it cannot be delivered any more, and what can be done."""
    channel_link = mrkdwn.mention_channel(subscription.channel)
    return (
        f"Your digest for {channel_link} (`{describe_subscription(subscription)}`) is parked: "
        f"{describe_slack_error(error)} "
        f"Nothing more is sent until somebody types `/brief digest resume` there."
    )


def describe_failed_digest(
    subscription: Subscription, delivery: Delivery, error: str, next_slot: Slot | None
) -> str:
    """Tell the maker of a digest that one was not made, and when the next is tried."""
    channel_link = mrkdwn.mention_channel(subscription.channel)
    next_text = (
        f" The next is tried {format_local_time(next_slot.due_at, subscription.timezone)}."
        if next_slot
        else ""
    )
    return (
        f"Your digest for {channel_link} (`{mrkdwn.escape(describe_subscription(subscription))}`) that was due "
        f"{format_local_time(delivery.due_at, subscription.timezone)} was not sent: "
        f"{describe_slack_error(error)}{next_text} "
        "I will not write again until one is sent; `/brief health` there shows how each ended."
    )


def describe_ended_digests(subscriptions: Sequence[Subscription], error: str) -> str:
    """Tell a reader for the last time of digests whose channel the reader is not in any more; no article is named."""
    channel_link = mrkdwn.mention_channel(subscriptions[0].source_channel)
    cause = (
        "you are not in it any more"
        if error == LEFT_CHANNEL
        else f"I cannot see who is in it any more ({error})"
    )
    digests_text = join_with_and(
        [f"`{mrkdwn.escape(describe_subscription(subscription))}`" for subscription in subscriptions]
    )
    subject, verb = ("Your digests", "end") if len(subscriptions) > 1 else ("Your digest", "ends")
    return (
        f"{subject} of {channel_link} ({digests_text}) {verb} here: {cause}. "
        "Back in the channel, type `/brief digest resume` there to go on."
    )


def describe_membership_refusal(subscription: Subscription, error: str) -> str:
    """Say why nothing of a digest is shown."""
    channel_link = mrkdwn.mention_channel(subscription.source_channel)
    if error == LEFT_CHANNEL:
        return (
            f"This digest reads {channel_link}, and you are not in it. Join it first, then type this again."
        )
    return f"I cannot see whether you are in {channel_link}: {describe_slack_error(error)}"


def describe_slack_error(error: str) -> str:
    """Say in words why Slack takes nothing."""
    return SLACK_ERROR_TEXTS.get(error, f"Slack refused it ({error}).")


def format_count(number: int, noun: str) -> str:
    """Say a number of things: "1 article", "3 articles", "2 stories"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def format_utc_time(moment: datetime) -> str:
    """Say a time in few words, in UTC: "18 Nov, 07:15 UTC"."""
    return f"{moment.day} {moment:%b, %H:%M} UTC"


def join_with_and(items: Sequence[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


# ---- digests

DIGEST_HELP = """\
`/brief digest weekdays 9:00 climate, energy` - what this channel gets, and when; times are yours
`/brief digest me daily 8:00 and 17:30 Europe/Berlin` - the same for you alone, by direct message
More words: `top 7` stories, `max 2 of one outlet`, `without boxing, /F[12]/`, `only from Courier`, \
`quiet 22:00-7:00`, `silent` on days without news
`/brief digest list` - all of this channel and yours, with numbers
`/brief digest preview 1` - as it would be now; also `now`, `pause`, `resume`, `skip`, `delete`, `again`"""
NO_DIGESTS = "No digest yet. For example: `/brief digest weekdays 9:00 climate, energy`"
PREVIEW_NOTICE = "This is what would be sent now. Only you see it, and nothing is taken as told."
SENDING_NOTICE = "On its way."
NO_DOUBTFUL_DELIVERY = "Nothing of this digest is in doubt: each one was delivered, or failed for certain."
EXPLAIN_HELP = (
    "Which article? `/brief why https://example.org/story` tells about one by its link, `/brief why 2` about the "
    "second story of the last brief here."
)
NOT_IN_ANY_BRIEF = "No brief of this channel has looked at it yet; the next one will, if it is of its time."
CATCH_UP_SENT = "I have sent it to you by direct message; ask anything in the thread below it."


def describe_channel_refusal(error: str, words: str) -> str:
    """Say that a digest cannot be posted in a channel, and what can be done; nothing was kept."""
    return f"Nothing was set up: {describe_slack_error(error)} Then type again: `/brief digest {mrkdwn.escape(words)}`"


def describe_new_digest(
    subscription: Subscription,
    number: int,
    next_slot: Slot | None,
    *,
    zone_named: bool,
    zone_in_profile: bool = True,
    has_sources: bool,
) -> str:
    """Read back what was understood."""
    target_text = (
        "you, by direct message"
        if subscription.channel == subscription.created_by
        else mrkdwn.mention_channel(subscription.channel)
    )
    source_text = ""
    if subscription.members_only:
        channel_link = mrkdwn.mention_channel(subscription.source_channel)
        source_text = f" It reads {channel_link}, as long as you are in it."
    elif subscription.source_channel:
        source_text = " It reads the sources of this direct message."
    first_text = (
        f"The first comes {format_local_time(next_slot.due_at, subscription.timezone)}." if next_slot else ""
    )
    zone_note = f" I took the time zone of your profile, {subscription.timezone}."
    if not zone_in_profile:
        zone_note = f" I took {subscription.timezone}, because I know no time zone of your profile."
    zone_note = "" if zone_named else zone_note
    sources_note = "" if has_sources else f"\n{NO_SOURCES}"
    return (
        f"Digest {number} for {target_text}: `{mrkdwn.escape(describe_subscription(subscription))}`."
        f"{source_text} {first_text}{zone_note}\n"
        "It tells what comes in from now on. `/brief 24h` briefs you on the last 24 hours now; "
        f"`/brief digest preview {number}` shows you how it looks; `/brief digest delete {number}` takes it back."
        f"{sources_note}"
    )


def describe_existing_digest(number: int) -> str:
    """Say that the same digest stands here already."""
    return f"This digest is here already: number {number} in `/brief digest list`."


def describe_digest(
    number: int, subscription: Subscription, next_slot: Slot | None, deliveries: Sequence[Delivery]
) -> str:
    """Say one digest in a line of a list."""
    source_note = (
        f", reads {mrkdwn.mention_channel(subscription.source_channel)}" if subscription.members_only else ""
    )
    is_direct = subscription.channel == subscription.created_by or subscription.members_only
    target_note = f" (to you{source_note})" if is_direct else ""
    last_note = f" Last: {describe_delivery(deliveries[0], subscription.timezone)}" if deliveries else ""
    return (
        f"{number}. `{mrkdwn.escape(describe_subscription(subscription))}`{target_note}: "
        f"{describe_digest_state(subscription, next_slot, subscription.timezone)}.{last_note}"
    )


def describe_digest_state(subscription: Subscription, next_slot: Slot | None, zone: str) -> str:
    """Say whether a digest is served, and when it comes next."""
    if subscription.disabled_reason:
        return f"*parked*: {describe_slack_error(subscription.disabled_reason)} `/brief digest resume` starts it again"
    if subscription.paused:
        return "paused"
    if not is_known_timezone(subscription.timezone):
        return f"*not served*: {describe_slack_error('unknown_zone')}"
    return f"next {format_local_time(next_slot.due_at, zone)}" if next_slot else "never due"


def describe_delivery(delivery: Delivery, zone: str) -> str:
    """Say what became of one delivery."""
    words = {
        "due": "about to be made",
        "waiting": "waits for the message above it",
        "pending": "waits to be sent",
        "sending": "is being sent",
        "unknown": "may have arrived; I am about to look",
        "sent": "delivered",
        "empty": "nothing new, so nothing was sent",
        "missed": "not sent",
        "doubtful": "may not have been delivered. `/brief digest again` sends it again",
        "failed": "not delivered",
    }[delivery.state]
    cause = (
        ""
        if delivery.state in {"sent", "empty", "due", "waiting"} or not delivery.error
        else (f" ({describe_slack_error(delivery.error)})")
    )
    return f"{format_local_time(delivery.due_at, zone)}: {words}{cause}"


def describe_paused_digest(subscription: Subscription) -> str:
    """Say that a digest rests."""
    return f"Paused: `{mrkdwn.escape(describe_subscription(subscription))}`. `/brief digest resume` starts it again."


def describe_resumed_digest(subscription: Subscription, next_slot: Slot | None) -> str:
    """Say that a digest is served again."""
    return (
        f"Going on: `{mrkdwn.escape(describe_subscription(subscription))}`, "
        f"{describe_digest_state(subscription, next_slot, subscription.timezone)}."
    )


def describe_skipped_slot(subscription: Subscription, slot: Slot | None) -> str:
    """Say which slot is left out."""
    slot_text = f"{slot.day:%a} {slot.day.day} {slot.day:%b}, {slot.wall_time:%H:%M}" if slot else "nothing"
    return f"Left out: {slot_text} of `{mrkdwn.escape(describe_subscription(subscription))}`."


def describe_deleted_digest(subscription: Subscription) -> str:
    """Say that a digest is gone."""
    return f"Deleted: `{mrkdwn.escape(describe_subscription(subscription))}`."


def describe_unknown_article(subject: str) -> str:
    """Say that no source of a channel has brought an article."""
    return (
        f"No source that is read here has brought {subject}. Either none of them carries it, or its feed dropped it "
        "between two readings; `/brief health` shows how they are doing."
    )
