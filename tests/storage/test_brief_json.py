import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.render.wording import ranking_wording
from news.article import Article
from news.brief import Brief, BriefRequest, LeftOutArticles, LeftOutReason
from news.story import RankingSignal, SignalCode, Story
from news.window import recent_window
from storage import brief_json

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
REQUEST = BriefRequest("T", "C", recent_window(timedelta(hours=24), NOW))
ARTICLE = Article(
    id="a", source_id="s", outlet="Courier", url="", title="Bridge closed", text="It was closed.",
    sentence_spans=((0, 14),), first_seen_at=NOW,
)  # fmt: skip
# What release 0.2 stored: (name, sentence), and what is read back.
OLD_SIGNALS: list[tuple[str, str, SignalCode, dict[str, Any]]] = [
    ("coverage", "told by 3 outlets", SignalCode.COVERAGE, {"outlets": 3, "independent": 3}),
    ("coverage", "told by 1 outlet", SignalCode.COVERAGE, {"outlets": 1, "independent": 1}),
    ("coverage", "told by 2 outlets, 1 of them in own words", SignalCode.COVERAGE, {"outlets": 2, "independent": 1}),
    ("activity", "no reports in the last 8 hours", SignalCode.ACTIVITY, {"reports": 0, "hours": 8}),
    ("activity", "1 report in the last 8 hours", SignalCode.ACTIVITY, {"reports": 1, "hours": 8}),
    ("recency", "latest within the hour", SignalCode.RECENCY, {"hours": 0}),
    ("recency", "latest 4 hours ago", SignalCode.RECENCY, {"hours": 4}),
    ("recency", "latest 3 days ago", SignalCode.RECENCY, {"hours": 72}),
    ("topic", "60% as much about “dam, wall” as the best", SignalCode.TOPIC, {"percent": 60, "topic": "dam, wall"}),
    ("headline", "“1984” stands in the headline", SignalCode.HEADLINE, {"topic": "1984"}),
    (
        "unusual", "Post wrote 4 reports on it, usually 1.2 on a story", SignalCode.UNUSUAL_COVERAGE,
        {"outlet": "Post", "reports": 4, "usual": 1.2},
    ),
    ("seldom heard", "Bulletin publishes little", SignalCode.RARE_OUTLET, {"outlet": "Bulletin"}),
    ("rolling", "a live blog, a round-up or a correction, not an event", SignalCode.ROUNDUP, {}),
    ("question", "the headline asks instead of telling", SignalCode.QUESTION_HEADLINE, {}),
    ("wish", "this channel wants much less of “opera”", SignalCode.TOPIC_PREFERENCE, {"weight": -2, "topic": "opera"}),
    ("wish", "this channel wants more from Post", SignalCode.SOURCE_PREFERENCE, {"weight": 1, "outlet": "Post"}),
    ("votes", "votes on it: 4 for more, 0 for less", SignalCode.STORY_VOTES, {"more": 4, "less": 0}),
    (
        "votes", "votes on what Post and 20 Minuten told before: 2 for more, 5 for less", SignalCode.SOURCE_VOTES,
        {"outlets": "Post and 20 Minuten", "more": 2, "less": 5},
    ),
    ("alike", "like story 2 above", SignalCode.SIMILARITY, {"number": 2}),
    (
        "outside", "picked from outside what this channel usually gets: Ledger, 1 of the last 31 articles quoted here",
        SignalCode.EXPLORATION, {"outlet": "Ledger", "quoted": 1, "total": 31},
    ),
]  # fmt: skip
# What release 0.2 did not look at.
NEWER_CODES = {SignalCode.COMMENTARY, SignalCode.OVERTAKEN}
OLD_REASONS = [
    ("with “boxing” in it", LeftOutReason.EXCLUDED_TERM, "boxing"),
    ("not about dam wall", LeftOutReason.OFF_TOPIC, "dam wall"),
    ("told by one outlet that has its share of this brief", LeftOutReason.OUTLET_LIMIT, ""),
    ("told here before, with nothing new in it", LeftOutReason.NOTHING_NEW, ""),
    ("without a sentence that can be quoted", LeftOutReason.NOT_QUOTABLE, ""),
    ("that gave its place to a story from outside the usual", LeftOutReason.DISPLACED, ""),
    ("below the first 5 stories", LeftOutReason.RANKED_LOWER, "5"),
]


def _loaded(fields: dict[str, Any]) -> Brief:
    texts = {
        ("a", 1): {"title": ARTICLE.title, "text": ARTICLE.text, "sentence_spans": ARTICLE.sentence_spans}
    }
    return brief_json.brief_from_json("b", 0, REQUEST, json.loads(json.dumps(fields)), texts)


def _old(signals: list[list[Any]], left_out: list[list[Any]]) -> Brief:
    story = Story("s1", (ARTICLE,), ARTICLE.sentences)
    fields = brief_json.brief_to_json(Brief("b", REQUEST, NOW, (story,)))
    fields["stories"][0]["reasons"] = signals
    return _loaded({**fields, "left_out": left_out})


@pytest.mark.parametrize(("name", "text", "code", "values"), OLD_SIGNALS)
def test_a_stored_sentence_of_a_signal_is_read_as_its_code(
    name: str, text: str, code: SignalCode, values: dict[str, Any]
) -> None:
    (story,) = _old([[name, text, 1.5]], []).stories

    assert story.ranking_signals == (RankingSignal(code, 1.5, values),)
    assert ranking_wording.describe_signal(story.ranking_signals[0])


def test_every_code_of_a_signal_has_an_old_form() -> None:
    assert {code for _, _, code, _ in OLD_SIGNALS} == set(SignalCode) - {SignalCode.OTHER} - NEWER_CODES


@pytest.mark.parametrize(("text", "reason", "value"), OLD_REASONS)
def test_a_stored_sentence_of_a_reason_is_read_as_its_code(
    text: str, reason: LeftOutReason, value: str
) -> None:
    assert _old([], [[text, [0]]]).left_out[0].reason is reason
    assert _old([], [[text, [0]]]).left_out[0].value == value


def test_a_stored_sentence_of_no_known_form_is_shown_as_it_is() -> None:
    brief = _old([["outside", "someone's choice", 0.0], ["mood", "sunny", 0.1]], [["for a whim", [0]]])
    picked, other = brief.stories[0].ranking_signals

    assert brief.stories[0].is_exploration
    assert ranking_wording.describe_signal(picked) == "someone's choice"
    assert (other.code, ranking_wording.describe_signal(other)) == (SignalCode.OTHER, "sunny")
    assert ranking_wording.describe_left_out_reason(brief.left_out[0]) == "for a whim"
    assert _loaded(brief_json.brief_to_json(brief)).left_out == brief.left_out


def test_codes_and_values_come_back_as_they_were_stored() -> None:
    signals = tuple(RankingSignal(code, 1.5, values) for _, _, code, values in OLD_SIGNALS)
    left_out = tuple(LeftOutArticles(reason, (ARTICLE,), value) for _, reason, value in OLD_REASONS)
    story = Story("s1", (ARTICLE,), ARTICLE.sentences, signals)

    loaded = _loaded(brief_json.brief_to_json(Brief("b", REQUEST, NOW, (story,), left_out)))

    assert loaded.stories[0].ranking_signals == signals
    assert [(group.reason, group.value) for group in loaded.left_out] == [
        (group.reason, group.value) for group in left_out
    ]
