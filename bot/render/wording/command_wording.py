"""The bot's replies to commands: help, refusals and faults."""

from __future__ import annotations

BRIEF_HELP = """\
`/brief` - the news of the last 24 hours from this channel's sources
`/brief storm` - news about one topic
`/brief storm 3d` - for another period: `90m`, `24h`, `3d`, `2w`, `today`, `yesterday`, `since monday`
`/brief with opinion` - opinion and analysis as stories, not as lines below them
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
INVITE_BOT = (
    "Only you can see this, because I'm not in this channel. Type `/invite @Newsbrief` so that everyone can see the "
    "brief and ask questions about it."
)
POST_FAILED = "I couldn't post here. Please try again in a minute."
POST_DELAYED = (
    "Slack hasn't confirmed the message yet. Unless it's here already, it will appear within a few minutes."
)
BUSY = "I'm busy at the moment. Please try again in a minute."
LIST_CONTINUED = "The list continues."
MESSAGE_CONTINUED = "The message continues."
NEXT_PAGE_BUTTON = "More"
FAULT = (
    "Something went wrong on my side. If it happens again, tell whoever runs this bot: reference {reference}."
)
EXPLAIN_HELP = (
    "Which article? `/brief why https://example.org/story` explains an article, `/brief why 2` the second story of "
    "the last brief here."
)
NOT_IN_ANY_BRIEF = (
    "This article hasn't been considered for a brief here yet. It will be in the next one that "
    "covers the time it was published."
)
UNKNOWN_ARTICLE = (
    "I haven't found {article} in any source here. Either none of them carries it, or it left the feed before I "
    "fetched it. `/brief health` shows the status of your sources."
)


def describe_fault(reference: str) -> str:
    """Return an apology for an internal error, with a reference code that can be found in the log."""
    return FAULT.format(reference=reference)


def describe_unknown_article(subject: str) -> str:
    """Return a message saying that none of a channel's sources has published the given article."""
    return UNKNOWN_ARTICLE.format(article=subject)
