"""What the bot says that no article said: every sentence of ours, and errors in words, in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.answer import Scope, Verdict
from news.errors import RequestError, StoreError, TooLong, UnknownLength, UnknownMethod

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.brief import Brief
    from news.errors import NewsError

HELP = """\
`/brief` - the news of the last 24 hours from this channel's sources
`/brief storm` - only what is about storms
`/brief storm 3d` - of the last three days; also `90m`, `24h`, `2w`, `today`, `yesterday`, `this week`
`/brief help` - this list
Ask anything in the thread under a brief: _How many people were evacuated?_ Each answer is quoted word for word, \
with a link to its article; where the articles do not say, the bot says that."""

NO_SOURCES = (
    "No news source is set up for this channel yet. Whoever runs Newsbrief adds one with "
    "`newsbrief add https://example.org/feed.xml` on its server; then try `/brief` again."
)
INVITE = (
    "Only you can see this, because I am not a member here. Invite me (`/invite @Newsbrief`) to brief the channel "
    "and to ask questions under a brief."
)
NOT_SENT = "I could not post here. Please try again in a minute."
PRUNED = "I no longer keep the articles of this brief. Ask for a new one with `/brief`."
EMPTY_QUESTION = "What would you like to know? For example: _Who was hurt?_ or _When does it start?_"

VERDICTS = {
    Verdict.SAID: "The articles say:",
    Verdict.CLOSEST: "Not answered directly. Closest:",
    Verdict.SILENT: "These articles do not say.",
}
NEAREST = "The nearest passage:"
SCOPES = {
    Scope.STORY: "from this story",
    Scope.BRIEF: "from this brief",
    Scope.ARCHIVE: "from this channel's archive",
}


def error(problem: NewsError) -> str:
    """Tell what happened, what can be done, and an example."""
    match problem:
        case UnknownLength():
            return (
                f"{problem} Try `/brief storm 24h`; also `90m`, `3d`, `2w`, `today`, `yesterday`, `this week`. "
                f'To search for the word itself, put it in quotes: `/brief "{problem.words}"`.'
            )
        case UnknownMethod():
            return f"{problem} For example: --method {problem.known[0]}"
        case TooLong():
            return f"{problem} Try it in fewer words."
        case RequestError():
            return f"{problem} `/brief help` shows what can be typed."
        case StoreError():
            return f"I cannot reach what I have stored. {problem}"
        case _:
            return str(problem)


def fault(reference: str) -> str:
    """Own up to a fault of ours, with the reference that stands in the log too."""
    return (
        f"Something went wrong on my side. If it happens again, tell whoever runs me: reference {reference}."
    )


def nothing(brief: Brief) -> str:
    """Say why a brief has no stories, and what can be typed instead."""
    stretch = brief.request.window.words
    if brief.latest is None:
        return NO_SOURCES
    if brief.request.topic and brief.read:
        return (
            f"Nothing about “{brief.request.topic}” in {stretch}; I searched {count(brief.read, 'article')}."
        )
    last = f"The last article came {when(brief.latest.when)}: “{brief.latest.title}” ({brief.latest.outlet})."
    return f"Nothing new in {stretch}. {last}"


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
