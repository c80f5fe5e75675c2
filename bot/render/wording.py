"""What the bot says that no article said: every sentence of ours, and errors in words, in one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.parsing import digest_spec
from bot.render import mrkdwn
from news.answer import Intent, Scope, Verdict
from news.errors import (
    BadPattern,
    BadTable,
    Held,
    RequestError,
    StoreError,
    TooLong,
    UnknownLength,
    UnknownMethod,
    UnknownWish,
    UnknownZone,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.answer import Answer, Checked
    from news.article import Article
    from news.brief import Brief
    from news.digest import Delivery, Slot, Subscription
    from news.errors import NewsError
    from news.story import Story

HELP = """\
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
INVITE = (
    "Only you can see this, because I am not a member here. Invite me (`/invite @Newsbrief`) to brief the channel "
    "and to ask questions under a brief."
)
NOT_SENT = "I could not post here. Please try again in a minute."
PRUNED = "I no longer keep the articles of this brief. Ask for a new one with `/brief`."
CORRECTED = "*Correction*: {outlet} has changed its article “{title}” since it was quoted here."
GONE = "It no longer says:"
INSTEAD = "It says now:"
NO_BRIEF_KEPT = "There is no brief of this channel to verify yet. `/brief` makes one."
OUTSIDE = "Picked from outside what this channel usually gets"
# Sentences named that failed.
FAILED = 5
EMPTY_QUESTION = "What would you like to know? For example: _Who was hurt?_ or _When does it start?_"

# Slack's words for what it refuses, in ours, and what can be done.
REFUSALS = {
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
    "fault": "something went wrong on my side; the log tells what.",
}

# What can be tried instead.
_TRY = {
    TooLong: "Try it in fewer words.",
    UnknownZone: "A zone is written as `Europe/Berlin`, `America/New_York` or `UTC`.",
    BadTable: "`newsbrief digests import --help` shows what a table looks like.",
    BadPattern: "For example: `without /box(ing|er)/`; or without slashes: `without boxing`.",
    UnknownWish: "`/brief help` and `/brief digest help` show what can be typed.",
}

VERDICTS = {
    Verdict.SAID: "The articles say:",
    Verdict.CLOSEST: "Not answered directly. Closest:",
    Verdict.SILENT: "These articles do not say.",
}
NEAREST = "The nearest passage:"
# What stands above a reply, by what was wanted; {about} is the story's headline.
REPLIES = {
    Intent.MORE: "More on “{about}”:",
    Intent.SUMMARY: "“{about}”, in short:",
    Intent.VOICES: "Who said what, on “{about}”:",
    Intent.COVERAGE: "Who tells “{about}”:",
    Intent.DIFFERENCES: "Where the outlets differ on “{about}”:",
    Intent.BEFORE: "What came before, oldest first, up to “{about}”:",
    Intent.NEWER: "New since this brief, on “{about}”:",
    Intent.REASONS: "Why “{about}” stands where it does:",
}
# The same where there is nothing to give.
EMPTY = {
    Intent.MORE: "That is all that the articles say on “{about}”. Other coverage has the links to read on.",
    Intent.SUMMARY: "There is no sentence in these articles that can be quoted.",
    Intent.VOICES: "Nobody is quoted by name in the articles on “{about}”.",
    Intent.DIFFERENCES: "I found no number on which the outlets differ, on “{about}”.",
    Intent.BEFORE: "I have nothing on what came before “{about}”.",
    Intent.NEWER: "Nothing new has come in on “{about}” since this brief.",
}
NO_SUCH_STORY = "There is no story of that number in this brief."
WHOLE = "The whole brief, in short:"
# The ready-made questions below a brief and an answer: most people pick one of these.
SUGGESTED = {
    Intent.MORE: "More on this",
    Intent.COVERAGE: "Other coverage",
    Intent.BEFORE: "What led to it",
    Intent.VOICES: "Who said what",
}
SCOPES = {
    Scope.STORY: "from this story",
    Scope.BRIEF: "from this brief",
    Scope.ARCHIVE: "from this channel's archive",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a digest and nowhere in its brief.

    Attributes:
        what: the subscription in words.
        zone: in which times are said.
        late: when it was due, if it comes late.
        following: when the next one comes; None if none does.
    """

    what: str
    zone: str
    late: datetime | None = None
    following: datetime | None = None


def error(problem: NewsError) -> str:
    """Tell what happened, what can be done, and an example."""
    match problem:
        case UnknownLength():
            more = (
                "Try `/brief storm 24h`; also `90m`, `3d`, `2w`, `today`, `yesterday`, `this week`. "
                f'To search for the word itself, put it in quotes: `/brief "{problem.words}"`.'
            )
        case UnknownMethod():
            more = f"For example: --method {problem.known[0]}"
        case Held():
            return str(problem)
        case StoreError():
            return f"I cannot reach what I have stored. {problem}"
        case RequestError():
            more = next((said for kind, said in _TRY.items() if isinstance(problem, kind)), "")
        case _:
            return str(problem)
    return f"{problem} {more or '`/brief help` shows what can be typed.'}"


def opening(given: Answer) -> str:
    """Say what an answer is: "The articles say:", "More on “Harl bridge closed”:"."""
    if given.intent is Intent.QUESTION:
        return VERDICTS[given.verdict]
    if not given.about:
        return WHOLE if given.verdict is Verdict.SAID else NO_SUCH_STORY
    said = REPLIES if given.verdict is Verdict.SAID else EMPTY
    return said[given.intent].format(about=given.about)


def verified(checked: Sequence[Checked], name: str = "") -> str:
    """Say what holding a brief and its answers against the articles came to."""
    if not checked:
        return f"There is no brief or answer called “{mrkdwn.escape(name)}” here." if name else NO_BRIEF_KEPT
    sentences = sum(each.sentences for each in checked)
    failed = [(each.subject, sentence) for each in checked for sentence in each.failed]
    of = f"{count(sentences, 'sentence')} of brief `{checked[0].subject}`"
    if len(checked) > 1:
        of += f" and {count(len(checked) - 1, 'answer')} below it"
    if not failed:
        return f"Verified: {of}. Each stands in its stored article, the same characters at the same place."
    lines = [f"*Not verified*: {len(failed)} of {of} do not stand in their articles as quoted."]
    lines += [f"• `{name}`: {mrkdwn.escape(sentence.text)}" for name, sentence in failed[:FAILED]]
    return "\n".join(lines)


def fault(reference: str) -> str:
    """Own up to a fault of ours, with the reference that stands in the log too."""
    return (
        f"Something went wrong on my side. If it happens again, tell whoever runs me: reference {reference}."
    )


def nothing(brief: Brief, since: str = "") -> str:
    """Say why a brief has no stories, and what can be typed instead.

    Args:
        brief: without stories.
        since: where a digest says since when it looked: "since Mon 18 Nov, 09:00".
    """
    stretch = since or brief.request.window.words
    within = stretch if since else f"in {stretch}"
    if brief.latest is None:
        return NO_SOURCES
    if brief.request.topic and brief.read:
        older = f" The latest before that came {_came(brief.older)}" if brief.older else ""
        return f"Nothing about “{brief.request.topic}” {within}. {searched(brief)}.{older}"
    return f"Nothing new {within}. The last article came {_came(brief.latest)}"


def _came(article: Article) -> str:
    return f"{when(article.when)}: “{article.title}” ({article.outlet})."


def searched(brief: Brief) -> str:
    """Say what was searched for a topic, and where."""
    return f"Searched “{brief.request.topic}” in the headlines and texts of {count(brief.read, 'article')}"


def since(story: Story) -> str:
    """Say since when a story has been told, if that is more than a day: "Day 4, since 16 Nov"; "" if it is not."""
    return f"Day {story.days + 1}, since {story.first.day} {story.first:%b}" if story.days else ""


def joined(story: Story) -> str:
    """Say that stories which were told apart turned out to be one; "" where none did."""
    apart = listed([f"“{title}”" for title in story.joined])
    return f"One story now: {apart} were told apart here before." if apart else ""


def subscribed(subscription: Subscription) -> str:
    """Say what a digest holds and when it comes: "mon-fri 09:00, Europe/Berlin: climate, energy; top 5"."""
    times = listed([f"{at:%H:%M}" for at in subscription.times])
    parts = [", ".join(subscription.topics) or "all news", f"top {subscription.stories}"]
    parts += [f"at most {subscription.most_of_one} of one outlet"] if subscription.most_of_one else []
    parts += [f"without {', '.join(subscription.without)}"] if subscription.without else []
    parts += [f"only {count(len(subscription.sources), 'source')}"] if subscription.sources else []
    if subscription.quiet:
        parts.append(f"quiet {subscription.quiet[0]:%H:%M}-{subscription.quiet[1]:%H:%M}")
    parts += ["silent without news"] if subscription.silent else []
    return f"{days(subscription.days)} {times}, {subscription.zone}: {'; '.join(parts)}"


def days(chosen: Sequence[int]) -> str:
    """Say days shortly: "daily", "mon-fri", "mon, thu"."""
    return digest_spec.said_days(chosen).replace(";", ", ")


def local(moment: datetime, zone: str) -> str:
    """Say a time in somebody's zone: "Mon 18 Nov, 09:00"."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there:%a} {there.day} {there:%b, %H:%M}"


def parked(subscription: Subscription, error: str) -> str:
    """Tell the maker of a digest that it cannot be delivered any more, and what can be done."""
    place = mrkdwn.channel(subscription.channel)
    return (
        f"Your digest for {place} (`{subscribed(subscription)}`) is parked: {refusal(error)} "
        f"Nothing more is sent until somebody types `/brief digest resume` there."
    )


def refusal(error: str) -> str:
    """Say in words why Slack takes nothing."""
    return REFUSALS.get(error, f"Slack refused it ({error}).")


def count(number: int, noun: str) -> str:
    """Say a number of things: "1 article", "3 articles", "2 stories"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def when(moment: datetime) -> str:
    """Say a time in few words, in UTC: "18 Nov, 07:15 UTC"."""
    return f"{moment.day} {moment:%b, %H:%M} UTC"


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


# ---- digests

DIGEST_HELP = """\
`/brief digest weekdays 9:00 climate, energy` - what this channel gets, and when; times are yours
`/brief digest me daily 8:00 and 17:30 Europe/Berlin` - the same for you alone, by direct message
More words: `top 7` stories, `max 2 of one outlet`, `without boxing, /F[12]/`, `only from Courier`, \
`quiet 22:00-7:00`, `silent` on days without news
`/brief digest list` - all of this channel and yours, with numbers
`/brief digest preview 1` - as it would be now; also `now`, `pause`, `resume`, `skip`, `delete`, `again`"""
NO_DIGESTS = "No digest yet. For example: `/brief digest weekdays 9:00 climate, energy`"
PREVIEW = "This is what would be sent now. Only you see it, and nothing is taken as told."
SENDING = "On its way."
NOTHING_IN_DOUBT = "Nothing of this digest is in doubt: each one was delivered, or failed for certain."
WHY_HELP = (
    "Which article? `/brief why https://example.org/story` tells about one by its link, `/brief why 2` about the "
    "second story of the last brief here."
)
NO_BRIEF_YET = "No brief of this channel has looked at it yet; the next one will, if it is of its time."
CAUGHT_UP = "I have sent it to you by direct message; ask anything in the thread below it."


def not_here(error: str, words: str) -> str:
    """Say that a digest cannot be posted in a channel, and what can be done; nothing was kept."""
    return f"Nothing was set up: {refusal(error)} Then type again: `/brief digest {mrkdwn.escape(words)}`"


def ordered(
    made: Subscription, number: int, following: Slot | None, *, zone_named: bool, sources: bool
) -> str:
    """Read back what was understood."""
    where = "you, by direct message" if made.channel == made.made_by else mrkdwn.channel(made.channel)
    first = f"The first comes {local(following.due, made.zone)}." if following else ""
    guessed = "" if zone_named else f" I took the time zone of your profile, {made.zone}."
    without = "" if sources else f"\n{NO_SOURCES}"
    return (
        f"Digest {number} for {where}: `{mrkdwn.escape(subscribed(made))}`. {first}{guessed}\n"
        "It tells what comes in from now on. `/brief 24h` briefs you on the last 24 hours now; "
        f"`/brief digest preview {number}` shows you how it looks; `/brief digest delete {number}` takes it back."
        f"{without}"
    )


def ordered_before(number: int) -> str:
    """Say that the same digest stands here already."""
    return f"This digest is here already: number {number} in `/brief digest list`."


def digest_line(
    number: int, each: Subscription, following: Slot | None, deliveries: Sequence[Delivery]
) -> str:
    """Say one digest in a line of a list."""
    where = " (to you)" if each.channel == each.made_by else ""
    last = f" Last: {delivered(deliveries[0], each.zone)}" if deliveries else ""
    return f"{number}. `{mrkdwn.escape(subscribed(each))}`{where}: {state(each, following, each.zone)}.{last}"


def state(each: Subscription, following: Slot | None, zone: str) -> str:
    """Say whether a digest is served, and when it comes next."""
    if each.parked:
        return f"*parked*: {refusal(each.parked)} `/brief digest resume` starts it again"
    if each.paused:
        return "paused"
    return f"next {local(following.due, zone)}" if following else "never due"


def delivered(delivery: Delivery, zone: str) -> str:
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
        else (f" ({refusal(delivery.error)})")
    )
    return f"{local(delivery.due, zone)}: {words}{cause}"


def paused(each: Subscription) -> str:
    """Say that a digest rests."""
    return f"Paused: `{mrkdwn.escape(subscribed(each))}`. `/brief digest resume` starts it again."


def resumed(each: Subscription, following: Slot | None) -> str:
    """Say that a digest is served again."""
    return f"Going on: `{mrkdwn.escape(subscribed(each))}`, {state(each, following, each.zone)}."


def left_out(each: Subscription, skipped: Slot | None) -> str:
    """Say which slot is left out."""
    when_ = (
        f"{skipped.day:%a} {skipped.day.day} {skipped.day:%b}, {skipped.at:%H:%M}" if skipped else "nothing"
    )
    return f"Left out: {when_} of `{mrkdwn.escape(subscribed(each))}`."


def deleted(each: Subscription) -> str:
    """Say that a digest is gone."""
    return f"Deleted: `{mrkdwn.escape(subscribed(each))}`."


def never_seen(subject: str) -> str:
    """Say that no source of a channel has brought an article."""
    return (
        f"No source that is read here has brought {subject}. Either none of them carries it, or its feed dropped it "
        "between two readings; `/brief health` shows how they are doing."
    )
