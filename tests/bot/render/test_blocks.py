import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from rich.console import Console

from bot.cli import console_renderer
from bot.render import answer_blocks, brief_blocks, explanations, mrkdwn
from bot.render.wording import answer_wording, brief_wording, formats
from bot.render.wording.digest_wording import DigestHeader
from bot.services.explanations import kind_reasons
from local_slack.validation.blocks import check_blocks
from local_slack.validation.mrkdwn import find_links, find_mentions
from news.answer import Answer, Intent, Quote, Scope, Verdict
from news.article import Article
from news.article_kind import ArticleKind
from news.brief import Brief, BriefRequest, LeftOutArticles, LeftOutReason, PlannedEvent
from news.explanation import Explanation
from news.story import RankingSignal, SentenceLabel, SignalCode, Story
from news.window import recent_window

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
    (message,) = brief_blocks.render_brief(BRIEF)

    for article in (ONE, OTHER):
        assert article.sentences[0].text in str(message.blocks)
        assert article.sentences[0].text in message.text
        assert (article.url, article.outlet) in find_links({"text": message.text})
        assert (article.url, article.outlet) in find_links({"blocks": list(message.blocks)})


def test_what_was_left_out_and_why_stands_in_blocks_and_text() -> None:
    (message,) = brief_blocks.render_brief(BRIEF)

    assert "Left out: 1 ranked lower." in message.text
    assert "Left out: 1 ranked lower." in str(message.blocks)


def test_a_brief_of_hostile_articles_calls_nobody_and_forges_no_link() -> None:
    article = _article(
        "a", HOSTILE, f"They said {HOSTILE} aloud.", title=HOSTILE, url="https://example.org/<!here>|x"
    )
    for message in brief_blocks.render_brief(
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

    messages = brief_blocks.render_brief(replace(BRIEF, stories=told))

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

    (message,) = answer_blocks.render_answer(given)

    assert check_blocks(list(message.blocks)) == []
    for shown in (message.text, str(message.blocks), _printed(console_renderer.print_answer, given)):
        assert answer_wording.VERDICT_HEADINGS[verdict] in shown
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
        in brief_blocks.render_brief(quiet)[0].text
    )
    assert "Nothing about “unicorns”" in brief_blocks.render_brief(unmatched)[0].text
    assert "Bridge closed" in brief_blocks.render_brief(unmatched)[0].text
    assert "/brief add" in brief_blocks.render_brief(unfollowed)[0].text


def test_what_only_a_feed_says_is_named_once_at_the_foot() -> None:
    partial = replace(ONE, partial=True)
    made = replace(BRIEF, stories=(_story(partial), _story(partial, OTHER)))

    (message,) = brief_blocks.render_brief(made)
    printed = _printed(console_renderer.print_brief, made)

    for shown in (message.text, str(message.blocks), printed):
        assert shown.count("Feed summaries only: Courier.") == 1


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

    (message,) = brief_blocks.render_brief(made)
    printed = _printed(console_renderer.print_brief, made)

    for shown in (message.text, str(message.blocks)):
        assert "Merged into one story: “Bridge &lt;b&gt;shut&lt;/b&gt;” and “Cracks &amp; more”." in shown
        earlier = "Earlier: <https://ledger.example/b|Cracks &lt;i&gt;feared&lt;/i&gt;> (Ledger)"
        assert f"{brief_wording.EXPLORATION_NOTE} · {earlier}" in shown
        assert " · since 15 Nov" in shown
    assert check_blocks(list(message.blocks)) == []
    assert "Merged into one story: “Bridge <b>shut</b>” and “Cracks & more”" in printed
    assert brief_wording.EXPLORATION_NOTE in printed
    assert "Earlier: Cracks <i>feared</i> (Ledger)" in printed
    assert " · since 15 Nov" in printed


def test_a_story_without_a_sentence_is_its_headline_with_a_link() -> None:
    story = replace(_story(ONE, OTHER), key_sentences=(), headline_article_id=OTHER.id)
    made = replace(BRIEF, stories=(story,))

    (message,) = brief_blocks.render_brief(made)
    printed = _printed(console_renderer.print_brief, made)

    for shown in (message.text, str(message.blocks)):
        assert "<https://ledger.example/b|Cracks close bridge>" in shown
        assert "<https://ledger.example/b|Ledger> and <https://courier.example/a|Courier> · <!date^" in shown
    assert check_blocks(list(message.blocks)) == []
    assert "Ledger and Courier · " in printed


def test_a_story_of_one_quoted_article_is_one_passage_with_its_outlets_named_once_below() -> None:
    others = tuple(_article(f"o{n}", outlet, "More.") for n, outlet in enumerate(("Ledger", "Post", "Wire")))
    story = replace(_story(ONE, *others), key_sentences=ONE.sentences)
    made = replace(BRIEF, stories=(story,))

    (message,) = brief_blocks.render_brief(made)
    printed = _printed(console_renderer.print_brief, made)

    headline, passage = (block["text"]["text"] for block in message.blocks[2:4])
    assert headline == "1. *<https://courier.example/a|Bridge closed>*"
    assert passage.startswith("The bridge was closed on Tuesday. It was built in 1931. — <https://courier")
    assert "“The bridge was closed on Tuesday. It was built in 1931.”" in message.text
    time = f"<!date^{int(ONE.appeared_at.timestamp())}^{{date_short_pretty}} at {{time}}|18 Nov, 07:30 UTC>"
    for shown in (message.text, str(message.blocks)):
        assert f"|Courier>, <https://ledger.example/o0|Ledger> and 2 more · {time}" in shown
    assert "The bridge was closed on Tuesday. It was built in 1931." in printed
    assert f"Courier, Ledger and 2 more · {formats.format_machine_time(ONE.appeared_at)}" in printed


def test_each_sentence_names_its_outlet_where_they_differ_and_the_end_names_only_the_others() -> None:
    third = _article("p", "Post", "More.")
    story = replace(_story(ONE, OTHER, third), key_sentences=(*ONE.sentences, OTHER.sentences[0]))
    made = replace(BRIEF, stories=(story,))

    (message,) = brief_blocks.render_brief(made)
    printed = _printed(console_renderer.print_brief, made)

    assert message.blocks[3]["text"]["text"].startswith(
        "The bridge was closed on Tuesday. It was built in 1931. (<https://courier.example/a|Courier>) "
        "Engineers found cracks in two pillars. — <https://ledger.example/b|Ledger>; also "
    )
    for shown in (message.text, str(message.blocks)):
        assert "; also <https://post.example/p|Post> · <!date^" in shown
        assert shown.count("|Ledger>") == 1
    assert "It was built in 1931. (Courier) Engineers" in printed
    assert "Ledger; also Post · " in printed


def test_a_labelled_sentence_is_a_line_of_its_own() -> None:
    story = replace(
        _story(ONE),
        key_sentences=ONE.sentences,
        sentence_labels={ONE.sentences[1].text: SentenceLabel.REASON},
    )
    made = replace(BRIEF, stories=(story,))

    (message,) = brief_blocks.render_brief(made)

    assert message.blocks[3]["text"]["text"].startswith(
        "The bridge was closed on Tuesday.\n*Why it matters:* It was built in 1931. — <https://courier"
    )
    assert "Why it matters: “It was built in 1931.”" in message.text
    assert "   Why it matters: It was built in 1931.\n" in _printed(console_renderer.print_brief, made)


def test_what_lies_ahead_is_a_list_by_day() -> None:
    planned = _article("p", "Post", "The bridge will reopen on Friday.")
    made = replace(BRIEF, ahead=(PlannedEvent(date(2026, 11, 20), planned.sentences[0], planned),))

    (message,) = brief_blocks.render_brief(made)

    line = "The bridge will reopen on Friday. (<https://post.example/p|Post>)"
    assert f"*Ahead*\n• *Fri 20 Nov:* {line}" in str([block.get("text") for block in message.blocks]).replace(
        "\\n", "\n"
    )
    assert f"Ahead\n• Fri 20 Nov: {line}" in message.text
    assert "Fri 20 Nov: The bridge will reopen on Friday. (Post)" in _printed(
        console_renderer.print_brief, made
    )


def test_sections_have_headings_and_what_belongs_to_none_comes_last() -> None:
    stories = tuple(
        replace(_story(_article(f"s{n}", "Post", "Ships sail."), name=f"s{n}"), section=section)
        for n, section in enumerate(("energy", "energy", ""))
    )
    made = replace(BRIEF, stories=stories)

    (message,) = brief_blocks.render_brief(made)

    headings = [
        block["text"]["text"]
        for block in message.blocks
        if block["type"] == "section" and block["text"]["text"] in {"*energy*", "*Other news*"}
    ]
    assert headings == ["*energy*", "*Other news*"]
    for shown in (message.text, _printed(console_renderer.print_brief, made)):
        assert shown.index("energy") < shown.index("1. ") < shown.index("Other news") < shown.index("3. ")


def test_commentary_is_a_line_below_its_story_and_at_most_two() -> None:
    kinds = (ArticleKind.ROUNDUP, ArticleKind.OPINION, ArticleKind.ANALYSIS, ArticleKind.LIVE)
    pieces = tuple(
        replace(_article(f"k{kind}", "Post", "I think.", title=f"Bridges <i>& {kind}</i>"), kind=kind)
        for kind in kinds
    )
    made = replace(BRIEF, stories=(replace(_story(ONE), commentary=pieces),))

    (message,) = brief_blocks.render_brief(made)
    printed = _printed(console_renderer.print_brief, made)

    for shown in (message.text, str(message.blocks)):
        assert (
            "Opinion: <https://post.example/kopinion|Bridges &lt;i&gt;&amp; opinion&lt;/i&gt;> (Post)"
            in shown
        )
        assert "Analysis: <https://post.example/kanalysis|" in shown
        assert "Round-up: " not in shown
        assert "Live: " not in shown
    assert "Opinion: Bridges <i>& opinion</i> (Post)" in printed
    assert "Live: " not in printed


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("LIVE: Bridge closed", "Live: Bridge closed (Post)"),
        ("Live | Bridge: closed", "Live: Bridge: closed (Post)"),
        ("Bridge: closed for good", "Live: Bridge: closed for good (Post)"),
        ("LIVE:", "Live: LIVE: (Post)"),
    ],
)
def test_the_label_of_commentary_stands_once(title: str, shown: str) -> None:
    piece = replace(_article("k", "Post", "Hello.", title=title), kind=ArticleKind.LIVE)

    printed = _printed(
        console_renderer.print_brief, replace(BRIEF, stories=(replace(_story(ONE), commentary=(piece,)),))
    )

    assert f"   {shown}\n" in printed


def test_the_rest_is_a_line_for_each_further_report() -> None:
    further = tuple(
        _article(f"r{n}", "Post", "More.", title=f"Tram {n} runs again | Post") for n in range(12)
    )
    made = replace(BRIEF, rest=further)

    (message,) = brief_blocks.render_brief(made)
    printed = _printed(console_renderer.print_brief, made)

    assert check_blocks(list(message.blocks)) == []
    for shown in (message.text, str(message.blocks)):
        assert brief_wording.REST_HEADING in shown
        assert "• <https://post.example/r11|Tram 11 runs again> (Post)" in shown
    assert "· Tram 11 runs again (Post)" in printed


@pytest.mark.parametrize(
    ("topic", "kind", "sentence"),
    [
        (
            "storm <x>",
            ArticleKind.REPORT,
            "No reports about “storm <x>” in the last 24 hours, but these mention it:",
        ),
        ("storm", ArticleKind.OPINION, "Only commentary about “storm” in the last 24 hours:"),
        ("", ArticleKind.OPINION, "Only commentary in the last 24 hours:"),
    ],
)
def test_a_brief_without_stories_says_so_and_lists_the_rest(
    topic: str, kind: ArticleKind, sentence: str
) -> None:
    made = replace(
        BRIEF,
        request=replace(REQUEST, topic=topic),
        stories=(),
        rest=(replace(ONE, kind=kind),),
        suggested_headlines=("Cat sits",),
    )

    (message,) = brief_blocks.render_brief(made)
    (digest,) = brief_blocks.render_digest(made, DigestHeader("daily", "UTC"))
    printed = _printed(console_renderer.print_brief, made)

    for shown in (message.text, str(message.blocks)):
        assert mrkdwn.escape(sentence) in shown
        assert "• <https://courier.example/a|Bridge closed> (Courier)" in shown
        assert brief_wording.TOP_STORIES_HEADING not in shown
    assert "• <https://courier.example/a|Bridge closed> (Courier)" in digest.text
    assert sentence in printed
    assert "· Bridge closed (Courier)" in printed


def test_why_and_explain_say_the_kind_of_an_article_and_what_tells_it() -> None:
    column = replace(
        _article("c", "Post", "I like trams.", title="Opinion: Why trams matter"), kind=ArticleKind.OPINION
    )
    left_out = LeftOutArticles(LeftOutReason.NOT_A_REPORT, (column,))

    reasons = kind_reasons(column)
    message = explanations.render_explanation(Explanation("x", column, kind_reasons=reasons), "UTC")
    printed = _printed(
        console_renderer.print_brief, replace(BRIEF, left_out=(left_out,)), explain=True, width=200
    )

    assert "Opinion: a label in the headline." in message.text
    assert "(Post) - Opinion: a label in the headline" in printed
    assert "Report: " in printed


def test_a_kind_that_only_the_page_told_comes_without_a_reason() -> None:
    column = replace(ONE, kind=ArticleKind.OPINION)

    assert kind_reasons(column) == ()
    assert "\nOpinion.\n" in explanations.render_explanation(Explanation("x", column), "UTC").text


def test_a_sentence_of_a_column_is_marked_as_opinion() -> None:
    column = replace(ONE, kind=ArticleKind.OPINION)
    quote = Quote(column, column.sentences[:1])

    (message,) = answer_blocks.render_answer(Answer("Why?", Verdict.ANSWERED, (quote,)))

    assert "Opinion, from: " in str(message.blocks)
    (message,) = answer_blocks.render_answer(Answer("Why?", Verdict.ANSWERED, (replace(quote, article=ONE),)))
    assert "Opinion" not in str(message.blocks)


@pytest.mark.parametrize("intent", answer_wording.FIXED_REPLIES)
def test_what_the_bot_cannot_do_it_says_once(intent: Intent) -> None:
    (message,) = answer_blocks.render_answer(Answer("please", Verdict.ANSWERED, intent=intent))

    assert message.text == answer_wording.FIXED_REPLIES[intent]
