"""Any text in any message: rendering ends, Slack accepts every post, and no word is lost."""

import html
import itertools
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.render import (
    answer_blocks,
    brief_blocks,
    explanations,
    left_out_blocks,
    message_limits,
    mrkdwn,
    slack_messages,
)
from bot.render.slack_messages import Message
from bot.render.wording import source_wording
from bot.render.wording.digest_wording import DigestHeader
from local_slack.state.state import BLOCK_BUDGET
from local_slack.validation.blocks import check_blocks
from local_slack.validation.content import MAX_TEXT_CHARACTERS
from news.answer import Answer, Quote, Verdict
from news.article import Article
from news.brief import Brief, BriefRequest, LeftOutArticles, LeftOutReason
from news.errors import Unreadable
from news.explanation import Explanation
from news.source import Source
from news.story import RankingSignal, SignalCode, Story
from news.window import recent_window

pytestmark = pytest.mark.timeout(600)

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
REQUEST = BriefRequest(team="T", channel="C", window=recent_window(timedelta(hours=24), NOW))
PROFILE = settings(
    derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)

# What a feed can contain: words, and runs without a space, of what hung or broke something before.
RUNS = (
    "x",
    "-",
    "a,",
    "橋が閉じた",
    "สะพาน",
    "&",
    "<",
    ">",
    "> ",
    "<a|b>",
    "&amp;",
    "~*_`",
    "👨‍👩‍👧",
    "\u200d",
    "\t",
    " ",
    "\n",
)
runs = st.builds(
    lambda run, times: run * times, st.sampled_from(RUNS), st.sampled_from((1, 1, 7, 7, 150, 1_000, 3_100))
)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
pieces = words | st.sampled_from(("the bridge", "closed", "<!here>", "1 &lt; 2")) | runs
texts = st.lists(pieces, max_size=4).map(" ".join)
sentences = texts.map(lambda text: f"It says: {text} Yes.")
addresses = st.sampled_from(("", "p/1", "?a=1&b=2|3")) | runs.map("".join)

# ---- the splitter


def _visible_text(text: str) -> str:
    """Return what a reader sees of a text, without spaces and quotation prefixes: links by their labels."""
    lines = "".join(line.removeprefix("> ") for line in text.split("\n"))
    labels = re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", lines)
    return re.sub(r"\s", "", html.unescape(labels)).replace("|", "¦")


@settings(PROFILE, max_examples=500)
@given(st.lists(pieces, min_size=4, max_size=4), st.sampled_from((8, 80, 2_900)))
def test_ten_thousand_texts_are_split_in_finite_time_and_whole(parts: list[str], limit: int) -> None:
    for turn, prefix in itertools.product(range(4), ("", "> ", "• ", ">", "> > ")):
        line = prefix + " ".join(parts[turn:] + parts[:turn])
        sections = list(message_limits.pack_sections([line], limit))

        assert all(len(section) <= limit for section in sections)
        assert re.sub(r"[\s>]", "", "".join(sections)) == re.sub(r"[\s>]", "", line)


@settings(PROFILE, max_examples=200)
@given(texts, st.integers(8, 3_000))
def test_a_truncated_text_fits_and_splits_no_link_or_escape(text: str, limit: int) -> None:
    short = message_limits.truncate(mrkdwn.escape(text) + mrkdwn.link("https://a.example/1", text), limit)

    assert len(short) <= limit
    if limit > mrkdwn.MAX_LINK_CHARACTERS:
        assert not re.search(r"<[^>]*$|&\w*…$", short)


# ---- every kind of message


def _article(text: str, title: str, address: str) -> Article:
    url = f"https://courier.example/{address}"
    return Article("a", "s", title or "Courier", url, title or "x", text, ((0, len(text)),), NOW, NOW)


def _brief(text: str, title: str, address: str) -> Brief:
    article = _article(text, title, address)
    other = _article("A cat sat.", title, address)
    story = Story(
        "s1",
        (article, other),
        article.sentences,
        (RankingSignal(SignalCode.HEADLINE, 1.5, {"topic": title}),),
        merged_titles=(title,),
        commentary=(other, article),
    )
    left_out = LeftOutArticles(LeftOutReason.EXCLUDED_TERM, (other,), title)
    return Brief("beef", REQUEST, NOW, (story, story), (left_out,), 3, article, rest=(article, other))


def _left_out(_text: str, _title: str, address: str) -> tuple[Message, ...]:
    return left_out_blocks.render_left_out(_brief("A cat sat.", "Cat", address))


def _brief_without_stories(text: str, title: str, address: str) -> Brief:
    article = _article("A cat sat.", text, address)
    return Brief("beef", REQUEST, NOW, latest_article=article, suggested_headlines=(text, title))


def _header(text: str) -> DigestHeader:
    return DigestHeader(subscription_text=text, zone="UTC", late_due_at=NOW, next_due_at=NOW)


def _answer(text: str, title: str, address: str) -> tuple[Message, ...]:
    article = _article(text, title, address)
    quote = Quote(article, article.sentences, (article,))
    answer = Answer(
        title, Verdict.ANSWERED, (quote, quote), resolved_question=title, linked_articles=(article,)
    )
    return answer_blocks.render_answer(answer, brief_id="beef", story_number=1)


def _correction(text: str, title: str, address: str) -> tuple[Message, ...]:
    article = _article(text, title, address)
    return answer_blocks.render_correction(article, article.sentences, article.sentences)


def _search_results(text: str, title: str, address: str) -> tuple[Message, ...]:
    article = _article(text, title, address)
    rows = [(article, article.sentences[0])] * 2
    return slack_messages.split_message(
        answer_blocks.render_search_results(rows, mrkdwn.escape(title), "1 dam")
    )


def _sources(text: str, title: str, address: str) -> tuple[Message, ...]:
    source = Source("s", f"https://courier.example/{address}", "feed", NOW, title=text or title)
    message = explanations.render_sources([source, source], frozenset({"s"}), "UTC")
    return slack_messages.split_message(message)


def _explanation(text: str, _title: str, address: str) -> tuple[Message, ...]:
    explanation = Explanation("x", _article("A cat sat.", text, address))
    return slack_messages.split_message(explanations.render_explanation(explanation, "UTC"))


def _refusal(text: str, title: str, address: str) -> tuple[Message, ...]:
    problem = Unreadable(address, f"{title} {text}")
    return slack_messages.split_message(
        slack_messages.render_notice(source_wording.describe_add_failure(problem))
    )


KINDS = {
    "brief": lambda *words: brief_blocks.render_brief(_brief(*words), requested_by="U024BE7LH"),
    "brief without stories": lambda *words: brief_blocks.render_brief(_brief_without_stories(*words)),
    "digest": lambda *words: brief_blocks.render_digest(_brief(*words), _header(words[1])),
    "digest without stories": lambda *words: brief_blocks.render_digest(
        _brief_without_stories(*words), _header(words[1])
    ),
    "answer": _answer,
    "left out": _left_out,
    "show anyway": lambda *words: left_out_blocks.render_left_out_article(
        _article(*words), _article(*words).sentences
    ),
    "correction": _correction,
    "search": _search_results,
    "sources": _sources,
    "why": _explanation,
    "refusal": _refusal,
}


@pytest.mark.parametrize("kind", KINDS)
def test_slack_accepts_every_message_of_any_text_whole(kind: str) -> None:
    render = KINDS[kind]

    @settings(PROFILE, max_examples=25)
    @given(sentences, texts, addresses)
    def holds(text: str, title: str, address: str) -> None:
        messages = render(text, title, address)

        for message in messages:
            assert message.text
            assert len(message.text) <= MAX_TEXT_CHARACTERS
            assert check_blocks(list(message.blocks)) == []
            assert len(json.dumps(message.blocks, ensure_ascii=False)) <= BLOCK_BUDGET
        if kind != "left out":
            assert _visible_text(mrkdwn.restore(mrkdwn.escape(text))) in _visible_text(
                "\n".join(_section_texts(messages))
            )

    holds()


def _section_texts(messages: tuple[Message, ...]) -> list[str]:
    blocks = [block for message in messages for block in message.blocks]
    return [
        str(block["text"]["text"])
        if block["type"] == "section"
        else "".join(
            html.escape(str(element.get("text") or ""), quote=False)
            for part in block["elements"]
            for element in part["elements"]
        )
        for block in blocks
        if block["type"] in {"section", "rich_text"}
    ]
