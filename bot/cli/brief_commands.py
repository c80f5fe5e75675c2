"""The commands that read stored articles: `brief`, `ask`, `search`, `why` and `verify`."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from bot.cli import context
from bot.cli.output import brief_json, json_lines
from bot.render.wording import terminal_messages
from news.brief import SENTENCES_PER_STORY_BY_LENGTH

# All questions on the terminal belong to one thread, so that follow-up questions are understood.
TERMINAL_THREAD_ROOT = "terminal"


@click.command()
@click.argument("words", nargs=-1)
@click.option(
    "--length",
    type=click.Choice(list(SENTENCES_PER_STORY_BY_LENGTH)),
    default="medium",
    show_default=True,
    help="Length of each story.",
)
@context.team_option
@context.channel_option
@click.option(
    "--explain",
    is_flag=True,
    help="Show why each story ranks where it does, and everything that was left out.",
)
@json_lines.json_option
def brief(
    words: tuple[str, ...], length: str, team: str, channel: str, *, explain: bool, as_json: bool
) -> None:
    """Print a brief.

    WORDS are a topic and a period, for example: newsbrief brief storm 3d
    """
    from bot.cli import console_renderer, sources  # noqa: PLC0415 - it loads slowly; help and wrong use need none
    from bot.parsing import brief_request  # noqa: PLC0415 - see brief
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see brief
    from news.thread import Thread  # noqa: PLC0415 - see brief

    with context.open_services() as services:
        now = context.current_time()
        parsed_request = brief_request.parse_brief_request(
            " ".join(words), team=team, channel=channel, now=now
        )
        if not as_json and not sources.follows_sources(
            services, SubscriptionScope(team, channel), context.stdout_console()
        ):
            return
        request = replace(parsed_request, sentences_per_story=SENTENCES_PER_STORY_BY_LENGTH[length])
        new_brief = services.briefs.create_brief(request, now=now)
        if as_json:
            json_lines.print_rows([brief_json.brief_row(new_brief, services.verification.is_verbatim)])
        else:
            console_renderer.print_brief(context.stdout_console(), new_brief, explain=explain)
        if new_brief.stories:
            services.threads.register(Thread(team, channel, TERMINAL_THREAD_ROOT), new_brief.id, now=now)


@click.command()
@click.argument("words", nargs=-1, required=True)
@context.team_option
@context.channel_option
def ask(words: tuple[str, ...], team: str, channel: str) -> None:
    """Ask a question about the last brief.

    For example: newsbrief ask how many were hurt
    """
    from bot.cli import console_renderer, sources  # noqa: PLC0415 - see brief
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see brief
    from news.thread import Thread  # noqa: PLC0415 - see brief

    with context.open_services() as services:
        if not sources.follows_sources(services, SubscriptionScope(team, channel), context.stdout_console()):
            return
        console_renderer.print_answer(
            context.stdout_console(),
            services.conversation.answer(
                Thread(team, channel, TERMINAL_THREAD_ROOT), " ".join(words), now=context.current_time()
            ),
        )


@click.command()
@click.argument("words", nargs=-1, required=True)
@context.team_option
@context.channel_option
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 12), help="Page of results.")
@json_lines.json_option
def search(words: tuple[str, ...], team: str, channel: str, page: int, *, as_json: bool) -> None:
    """Find articles.

    For example: newsbrief search dam wall from Courier 2w
    """
    from bot.cli import console_renderer, sources  # noqa: PLC0415 - see brief
    from bot.parsing.search_query import parse_search_query  # noqa: PLC0415 - see brief
    from bot.render.wording import search_wording  # noqa: PLC0415 - see brief
    from bot.services.subscriptions import SubscriptionScope  # noqa: PLC0415 - see brief

    with context.open_services() as services:
        query = parse_search_query(" ".join(words), context.current_time())
        if not as_json and not sources.follows_sources(
            services, SubscriptionScope(team, channel), context.stdout_console()
        ):
            return
        results = services.search.search(team, channel, query, page=page - 1)
        if as_json:
            json_lines.print_rows(json_lines.search_rows(results))
            return
        console_renderer.print_search_results(
            context.stdout_console(), results.rows, search_wording.describe_search(query, results)
        )
        if results.has_more:
            context.stdout_console().print(terminal_messages.MORE_RESULTS.format(page=page + 1))


@click.command()
@click.argument("words", metavar="NUMBER|LINK")
@context.team_option
@context.channel_option
def why(words: str, team: str, channel: str) -> None:
    """Explain why an article is in a brief, or isn't.

    NUMBER is that of a story in the last brief, LINK an article's address.

    \b
    Example:
      newsbrief why 2
    """  # noqa: D301 - click needs the character
    from bot.cli import console_renderer  # noqa: PLC0415 - see brief
    from bot.render import explanations  # noqa: PLC0415 - see brief

    with context.open_services() as services:
        explanation = services.explanations.explain(team, channel, words)
    console_renderer.print_message(
        context.stdout_console(), explanations.render_explanation(explanation, "UTC").text
    )
    sys.exit(0 if explanation.article else 1)


@click.command()
@click.argument("name", metavar="[ID]", required=False)
def verify(name: str | None) -> None:
    """Check quotes against the stored articles.

    ID names a brief or an answer. Without it, all are checked. The exit status is 1 if a sentence doesn't match.
    """
    from bot.render.wording import formats  # noqa: PLC0415 - see brief

    with context.open_services() as services:
        verifications = (
            services.verification.verify_by_id(name) if name else tuple(services.verification.verify_all())
        )
    failed_sentences = [
        (verification.subject_id, sentence)
        for verification in verifications
        for sentence in verification.failed_sentences
    ]
    for subject, sentence in failed_sentences:
        error_line = terminal_messages.NOT_VERBATIM.format(
            subject=subject, article=sentence.article_id, sentence=sentence.text
        )
        context.stderr_console().print(error_line, markup=False)
    if name and not verifications:
        context.stderr_console().print(terminal_messages.UNKNOWN_BRIEF.format(name=name), markup=False)
        sys.exit(1)
    summary = terminal_messages.SOME_FAILED if failed_sentences else terminal_messages.ALL_VERIFIED
    sentence_count = sum(verification.sentence_count for verification in verifications)
    context.stdout_console().print(
        summary.format(
            sentences=formats.format_count(sentence_count, "sentence"),
            count=len(verifications),
            failed=len(failed_sentences),
        )
    )
    sys.exit(1 if failed_sentences else 0)


COMMANDS = (brief, ask, search, why, verify)
