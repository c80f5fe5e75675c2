import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from bot.cli import console_renderer
from bot.render import blocks, wording
from news.answer import Answer, Quote, Scope, Verdict
from news.article import Article
from news.brief import Brief, BriefRequest, LeftOutArticles, LeftOutReason
from news.story import RankingSignal, SignalCode, Story
from news.window import recent_window
from playground.validation.blocks import check_blocks
from playground.validation.mrkdwn import find_links, find_mentions

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
HOSTILE = "<!channel> & <https://evil.example|x>"
REQUEST = BriefRequest(team="T", channel="C", window=recent_window(timedelta(hours=24), NOW))


def _article(
    name: str, outlet: str, *sentences: str, title: str = "Bridge closed", url: str | None = None
) -> Article:
    text = "\n".join(sentences)
    spans: list[tuple[int, int]] = []
    for sentence in sentences:
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + len(sentence)))
    return Article(
        id=name, source_id="s", outlet=outlet, url=f"https://{outlet.lower()}.example/{name}" if url is None else url,
        title=title, text=text, sentence_spans=tuple(spans), first_seen_at=NOW, published_at=NOW - timedelta(hours=2),
    )  # fmt: skip


def _story(*articles: Article, name: str = "s1") -> Story:
    return Story(
        name,
        articles,
        tuple(article.sentences[0] for article in articles),
        (RankingSignal(SignalCode.COVERAGE, 1.5, {"outlets": 2, "independent": 2}),),
    )


ONE = _article("a", "Courier", "The bridge was closed on Tuesday.", "It was built in 1931.")
OTHER = _article("b", "Ledger", "Engineers found cracks in two pillars.", title="Cracks close bridge")
LEFT = (
    LeftOutArticles(
        LeftOutReason.RANKED_LOWER, (_article("c", "Post", "A cat sat.", title="Cat sits"),), "5"
    ),
)
BRIEF = Brief("beef", REQUEST, NOW, (_story(ONE, OTHER),), LEFT, article_count=3, latest_article=ONE)


def _printed(draw: object, *values: object, width: int = 100, **more: object) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width)
    draw(console, *values, **more)  # type: ignore[operator]
    return out.getvalue()


def test_every_sentence_of_a_brief_is_quoted_whole_with_its_outlet_linked() -> None:
    (message,) = blocks.render_brief(BRIEF)

    for article in (ONE, OTHER):
        assert article.sentences[0].text in str(message.blocks)
        assert article.sentences[0].text in message.text
        assert (article.url, article.outlet) in find_links({"text": message.text})
        assert (article.url, article.outlet) in find_links({"blocks": list(message.blocks)})


def test_what_was_left_out_and_why_stands_in_blocks_and_text() -> None:
    (message,) = blocks.render_brief(BRIEF)

    assert "Left out: 1 ranked below the top 5 stories." in message.text
    assert "Left out: 1 ranked below the top 5 stories." in str(message.blocks)


def test_a_brief_of_hostile_articles_calls_nobody_and_forges_no_link() -> None:
    article = _article(
        "a", HOSTILE, f"They said {HOSTILE} aloud.", title=HOSTILE, url="https://example.org/<!here>|x"
    )
    for message in blocks.render_brief(
        replace(BRIEF, request=replace(REQUEST, topic=HOSTILE), stories=(_story(article),))
    ):
        shown = {"text": message.text, "blocks": list(message.blocks)}
        assert check_blocks(list(message.blocks)) == []
        assert find_mentions(shown) == []
        assert {url for url, _ in find_links(shown)} == {"https://example.org/%3C!here%3E%7Cx"}


@pytest.mark.parametrize(("stories", "length"), [(1, 60), (5, 400), (20, 900), (40, 60), (3, 9_000)])
def test_a_brief_of_any_size_keeps_slacks_limits_and_loses_no_sentence(stories: int, length: int) -> None:
    words = ("bridge " * (length // 7)).strip() + "."
    told = tuple(_story(_article(f"a{n}", "Courier", f"{n} {words}"), name=str(n)) for n in range(stories))

    messages = blocks.render_brief(replace(BRIEF, stories=told))

    shown = " ".join(
        str(block["text"]["text"])
        for message in messages
        for block in message.blocks
        if block["type"] == "section"
    )
    assert all(check_blocks(list(message.blocks)) == [] for message in messages)
    assert all(len(message.text) <= 40_000 for message in messages)
    assert shown.replace("> ", "").count("bridge") == stories * words.count("bridge")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_an_answer_says_how_far_the_articles_answer_and_quotes_them(verdict: Verdict) -> None:
    given = Answer(
        "When was it built?",
        verdict,
        (Quote(ONE, ONE.sentences[1:]),),
        Scope.BRIEF,
        1.0,
        "when was the bridge built?",
    )

    (message,) = blocks.render_answer(given)

    assert check_blocks(list(message.blocks)) == []
    for shown in (message.text, str(message.blocks), _printed(console_renderer.print_answer, given)):
        assert wording.VERDICT_HEADINGS[verdict] in shown
        assert "It was built in 1931." in shown
        assert "when was the bridge built?" in shown


def test_an_empty_brief_says_why_and_what_there_is() -> None:
    quiet = Brief("beef", REQUEST, NOW, latest_article=ONE)
    unmatched = Brief(
        "beef",
        replace(REQUEST, topic="unicorns"),
        NOW,
        article_count=3,
        latest_article=ONE,
        suggested_headlines=("Bridge closed",),
    )
    unfollowed = Brief("beef", REQUEST, NOW)

    assert (
        "Nothing new in the last 24 hours. Most recent article: “Bridge closed” (Courier), 18 Nov, 07:30 UTC."
        in blocks.render_brief(quiet)[0].text
    )
    assert "Nothing about “unicorns”" in blocks.render_brief(unmatched)[0].text
    assert "Bridge closed" in blocks.render_brief(unmatched)[0].text
    assert "/brief add" in blocks.render_brief(unfollowed)[0].text


def test_a_partial_article_is_labelled() -> None:
    (message,) = blocks.render_brief(replace(BRIEF, stories=(_story(replace(ONE, partial=True)),)))

    assert wording.FEED_SUMMARY_NOTE in message.text


def test_explain_prints_reasons_that_add_up() -> None:
    shown = _printed(console_renderer.print_brief, BRIEF, explain=True)

    assert "+1.50  coverage: reported by 2 outlets" in shown
    assert "+1.50  total" in shown
    assert "Cat sits" in shown


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_brief_fits_a_terminal_of_any_width(width: int) -> None:
    shown = _printed(console_renderer.print_brief, BRIEF, width=width)

    assert max(map(len, shown.splitlines())) <= min(width, 88)


def test_text_from_the_web_cannot_steer_the_terminal() -> None:
    article = _article(
        "a", "Courier\x1b[2J", "Red \x1b[31malert\x07 [bold]now[/bold].", title="T\x1b]0;owned\x07itle"
    )

    shown = _printed(console_renderer.print_brief, replace(BRIEF, stories=(_story(article),)))

    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[bold]now[/bold]" in shown


def test_what_is_special_about_a_story_stands_in_blocks_text_and_terminal() -> None:
    picked = RankingSignal(SignalCode.EXPLORATION, 0.0, {"outlet": "Ledger", "quoted": 1, "total": 31})
    story = replace(
        _story(ONE, OTHER),
        ranking_signals=(picked,),
        merged_titles=("Bridge <b>shut</b>", "Cracks & more"),
        first_reported_at=NOW - timedelta(days=3, hours=2),
        continued_article=replace(OTHER, title="Cracks <i>feared</i>"),
    )
    made = replace(BRIEF, stories=(story,))

    (message,) = blocks.render_brief(made)
    printed = _printed(console_renderer.print_brief, made)

    for shown in (message.text, str(message.blocks)):
        assert (
            "Now one story: “Bridge &lt;b&gt;shut&lt;/b&gt;” and “Cracks &amp; more” were separate" in shown
        )
        assert f"{wording.EXPLORATION_NOTE} · Earlier: “Cracks &lt;i&gt;feared&lt;/i&gt;” (<https://" in shown
        assert " · Day 4, since 15 Nov · Reported by 2" in shown
    assert check_blocks(list(message.blocks)) == []
    assert "Now one story: “Bridge <b>shut</b>” and “Cracks & more” were separate" in printed
    assert wording.EXPLORATION_NOTE in printed
    assert "Earlier: “Cracks <i>feared</i>” (Ledger)" in printed
    assert "Day 4, since 15 Nov; 2 articles" in printed


def test_a_story_without_a_sentence_is_its_headline_with_a_link() -> None:
    story = replace(_story(ONE, OTHER), key_sentences=(), headline_article_id=OTHER.id)
    made = replace(BRIEF, stories=(story,))

    (message,) = blocks.render_brief(made)
    printed = _printed(console_renderer.print_brief, made)

    for shown in (message.text, str(message.blocks)):
        assert "Cracks close bridge" in shown
        assert "— <https://ledger.example/b|Ledger>" in shown
        assert "Also: <https://courier.example/a|Courier>" in shown
    assert check_blocks(list(message.blocks)) == []
    assert "— Ledger" in printed
