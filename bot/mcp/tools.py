"""The tools: what each takes, does and returns. They read, and write nothing.

name, arguments --parameters--> values --services--> what was found --ResultWriter--> JSON with verified quotes
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.mcp import output_schemas
from bot.mcp.parameters import ChoiceParameter, NumberParameter, TextParameter, parse_arguments
from bot.mcp.results import ResultWriter, format_time, make_label, make_url
from bot.parsing import brief_request
from bot.render.wording import error_wording, terminal_wording
from bot.render.wording.mcp import result_wording, tool_wording
from bot.services.search import MAX_PAGES
from bot.services.subscriptions import SubscriptionScope
from news.answer import Verdict
from news.brief import DEFAULT_STORY_COUNT, SENTENCES_PER_STORY_BY_LENGTH, BriefRequest
from news.errors import InvalidRequest, NewsError, RequestProblem
from news.search_query import SearchQuery
from news.source import DisabledReason
from news.window import recent_window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from bot.mcp.parameters import Parameter
    from bot.services.services import Services
    from news.article import Article
    from news.source import Source
    from news.story import Story

    Json = dict[str, Any]

log = logging.getLogger(__name__)

# A month of news for a brief; all that is stored for a search.
MAX_BRIEF_HOURS, MAX_SEARCH_HOURS, DEFAULT_BRIEF_HOURS = 31 * 24, 10 * 366 * 24, 24
MAX_OUTLET_CHARACTERS = 100
# A story and the end of a brief name at most so many articles; the count says how many there are.
MAX_ARTICLES_PER_STORY, MAX_FURTHER_ARTICLES, MAX_AHEAD = 5, 10, 10
# So many always fit into one result, with the longest names and addresses, so that no source is between two pages.
SOURCES_PER_PAGE, MAX_SOURCE_PAGES = 20, 1_000
_VERDICTS = {Verdict.ANSWERED: "answered", Verdict.PARTIAL: "closest", Verdict.NO_ANSWER: "not_said"}


@dataclass(frozen=True, slots=True)
class ReadingScope:
    """What a server reads, and what it may give out.

    Attributes:
        team: the workspace.
        channel: the channel whose own sources are read as well; "" for those of the whole workspace alone.
        includes_text: whether the words of articles may leave this machine.
    """

    team: str
    channel: str
    includes_text: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a tool, with valid values."""

    services: Services
    scope: ReadingScope
    values: Mapping[str, Any]
    now: datetime
    writer: ResultWriter

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that are read."""
        subscription_scope = SubscriptionScope(self.scope.team, self.scope.channel)
        return self.services.source_subscriptions.list_sources(subscription_scope)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool.

    Attributes:
        run: returns the result of a call, which fits `output_schema`.
    """

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    output_schema: Json
    run: Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call leads to: a result, or what is wrong, in words."""

    result: Json | None = None
    error: str = ""


def call_tool(
    name: str,
    arguments: Mapping[str, object],
    scope: ReadingScope,
    open_services: Callable[[], AbstractContextManager[Services]],
    now: datetime,
) -> Outcome:
    """Call a tool by its name.

    Args:
        name: as the client gives it.
        arguments: as the client gives them.
        scope: what is read.
        open_services: opens the store, read-only, for this call: it may be missing, or replaced by a backup.
        now: aware.
    """
    tool = next((candidate for candidate in TOOLS if candidate.name == name), None)
    if tool is None:
        names = ", ".join(candidate.name for candidate in TOOLS)
        return Outcome(
            error=result_wording.UNKNOWN_TOOL.format(name=result_wording.shorten(name), names=names)
        )
    values, problems = parse_arguments(tool.parameters, arguments)
    if problems:
        return Outcome(error="\n".join(problems))
    try:
        with open_services() as services:
            writer = ResultWriter(services.verification, includes_text=scope.includes_text)
            result = tool.run(Call(services, scope, values, now, writer))
    except NewsError as problem:
        log.info("mcp tool=%s error=%s", tool.name, type(problem).__name__)
        return Outcome(error=terminal_wording.to_terminal(error_wording.describe_error(problem)))
    except Exception:
        # The one place where the errors of a call end: the server goes on, and the client is told only a reference.
        reference = secrets.token_hex(3)
        log.exception("fault reference=%s", reference)
        return Outcome(error=result_wording.FAULT.format(reference=reference))
    log.info("mcp tool=%s quotes=%d", tool.name, result["verification"]["verbatim"])
    return Outcome(result)


# ---- private


def _search(call: Call) -> Json:
    _require_sources(call)
    hours, page = call.values["hours"], call.values["page"]
    query = SearchQuery(
        call.values["words"],
        source_name=call.values["outlet"],
        window=recent_window(timedelta(hours=hours), call.now) if hours else None,
    )
    found = call.services.search.search(call.scope.team, call.scope.channel, query, page=page - 1)
    write = call.writer
    return write.result(
        "articles",
        {
            "articles": [
                {
                    "article": write.article(article),
                    "quote": write.quote(sentence, article) if sentence is not None else None,
                }
                for article, sentence in found.rows
            ],
            "page": page,
            "has_more": found.has_more,
            "sources_searched": found.source_count,
        },
    )


def _brief(call: Call) -> Json:
    _require_sources(call)
    request = BriefRequest(
        team=call.scope.team,
        channel=call.scope.channel,
        window=recent_window(timedelta(hours=call.values["hours"]), call.now),
        topic=call.values["topic"],
        max_stories=call.values["stories"],
        sentences_per_story=SENTENCES_PER_STORY_BY_LENGTH[call.values["length"]],
    )
    brief = call.services.briefs.create_brief(request, now=call.now, save=False)
    write = call.writer
    ahead = ((event, write.quote(event.sentence, event.article)) for event in brief.ahead[:MAX_AHEAD])
    return write.result(
        "stories",
        {
            "since": format_time(request.window.since),
            "until": format_time(request.window.until),
            "articles_read": brief.article_count,
            "stories": [_story(story, write) for story in brief.stories],
            "further_articles": _articles(brief.rest[:MAX_FURTHER_ARTICLES], write),
            "ahead": [
                {"day": event.day.isoformat(), "quote": quote} for event, quote in ahead if quote is not None
            ],
            "newest_article": _optional_article(None if brief.stories else brief.latest_article, write),
            "newest_on_topic_before": _optional_article(brief.latest_before_window, write),
        },
    )


def _story(story: Story, write: ResultWriter) -> Json:
    differing_figures = (
        write.quotes(discrepancy.quantity_mentions, story.articles) for discrepancy in story.discrepancies
    )
    return {
        "headline": make_label(story.title),
        "headline_article_id": story.lead_article.id,
        "quotes": write.quotes(story.key_sentences, story.articles),
        "differing_figures": [quotes for quotes in differing_figures if len(quotes) > 1],
        "articles": _articles(story.articles[:MAX_ARTICLES_PER_STORY], write),
        "article_count": len(story.articles),
        "first_reported_at": format_time(story.started_at),
    }


def _ask(call: Call) -> Json:
    _require_sources(call)
    answer = call.services.conversation.answer_outside_threads(
        call.scope.team, call.scope.channel, call.values["question"], now=call.now
    )
    write = call.writer
    passages = [
        {
            "quotes": write.quotes(quote.sentences, (quote.article,)),
            "also_reported_by": _articles(quote.corroborating_articles[:MAX_ARTICLES_PER_STORY], write),
        }
        for quote in answer.quotes
    ]
    quoted_passages = [passage for passage in passages if passage["quotes"]]
    verdict = answer.verdict if quoted_passages else Verdict.NO_ANSWER
    return write.result("passages", {"verdict": _VERDICTS[verdict], "passages": quoted_passages})


def _list_sources(call: Call) -> Json:
    sources, page = call.sources, call.values["page"]
    end = page * SOURCES_PER_PAGE
    return call.writer.result(
        "sources",
        {
            "sources": [_source(source) for source in sources[end - SOURCES_PER_PAGE : end]],
            "page": page,
            "has_more": len(sources) > end,
            "source_count": len(sources),
        },
    )


def _source(source: Source) -> Json:
    is_folder = source.kind == "files"
    counts, last_success_at = source.poll_state.content_counts, source.health.last_success_at
    return {
        "id": source.id,
        # A path would tell how this machine is laid out.
        "name": make_label(source.title or Path(source.url).name if is_folder else source.name),
        "kind": source.kind,
        "url": None if is_folder or source.has_secret_url else make_url(source.url),
        "state": _source_state(source),
        "last_fetched_at": format_time(last_success_at) if last_success_at else None,
        "entries": counts.entries,
        "entries_with_text": counts.with_text,
    }


def _source_state(source: Source) -> str:
    match source.poll_state.disabled_reason:
        case DisabledReason.GONE:
            return "gone"
        case DisabledReason.FAILING:
            return "given_up"
    if source.health.failure_count:
        return "failing"
    return "ok" if source.health.last_success_at else "not_fetched_yet"


def _require_sources(call: Call) -> None:
    """Check that there is something to read.

    Raises:
        InvalidRequest: no source is followed.
    """
    if not call.sources:
        raise InvalidRequest(RequestProblem.NO_SOURCES_TO_READ, team=call.scope.team)


def _articles(articles: Sequence[Article], write: ResultWriter) -> list[Json]:
    return [write.article(article) for article in articles]


def _optional_article(article: Article | None, write: ResultWriter) -> Json | None:
    return None if article is None else write.article(article)


_PAGE = NumberParameter("page", tool_wording.PAGE_DESCRIPTION, 1, MAX_PAGES, default=1)
TOOLS = (
    Tool(
        "search",
        tool_wording.SEARCH_TITLE,
        tool_wording.SEARCH_DESCRIPTION,
        (
            TextParameter(
                "words", tool_wording.WORDS_DESCRIPTION, brief_request.MAX_TOPIC_CHARACTERS, is_required=True
            ),
            TextParameter("outlet", tool_wording.OUTLET_DESCRIPTION, MAX_OUTLET_CHARACTERS),
            NumberParameter("hours", tool_wording.SEARCH_HOURS_DESCRIPTION, 1, MAX_SEARCH_HOURS),
            _PAGE,
        ),
        output_schemas.SEARCH,
        _search,
    ),
    Tool(
        "brief",
        tool_wording.BRIEF_TITLE,
        tool_wording.BRIEF_DESCRIPTION,
        (
            TextParameter("topic", tool_wording.TOPIC_DESCRIPTION, brief_request.MAX_TOPIC_CHARACTERS),
            NumberParameter(
                "hours", tool_wording.BRIEF_HOURS_DESCRIPTION, 1, MAX_BRIEF_HOURS, DEFAULT_BRIEF_HOURS
            ),
            NumberParameter(
                "stories",
                tool_wording.STORIES_DESCRIPTION,
                1,
                brief_request.MAX_STORIES,
                DEFAULT_STORY_COUNT,
            ),
            ChoiceParameter(
                "length",
                tool_wording.LENGTH_DESCRIPTION,
                tuple(SENTENCES_PER_STORY_BY_LENGTH),
                default="medium",
            ),
        ),
        output_schemas.BRIEF,
        _brief,
    ),
    Tool(
        "ask",
        tool_wording.ASK_TITLE,
        tool_wording.ASK_DESCRIPTION,
        (
            TextParameter(
                "question",
                tool_wording.QUESTION_DESCRIPTION,
                brief_request.MAX_QUESTION_CHARACTERS,
                is_required=True,
            ),
        ),
        output_schemas.ASK,
        _ask,
    ),
    Tool(
        "sources",
        tool_wording.SOURCES_TITLE,
        tool_wording.SOURCES_DESCRIPTION,
        (NumberParameter("page", tool_wording.PAGE_DESCRIPTION, 1, MAX_SOURCE_PAGES, default=1),),
        output_schemas.SOURCES,
        _list_sources,
    ),
)
