import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.cli import suggested_questions
from news.article import Article
from news.article_kind import ArticleKind
from news.brief import BriefRequest, LeftOutReason
from news.errors import UnknownMethod
from news.window import recent_window
from summarize import compose

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
EVENTS = (
    ("Bridge at Harl closed", "Inspectors closed the Harl bridge on Tuesday after finding cracks.", "About 400 families were moved to schools.", "It was built in 1931 of local stone."),
    ("New opera fills every seat", "The opera of a composer aged nineteen sold out within a morning.", "The tenor forgot a verse and was applauded.", "Tickets cost up to 90 crowns."),
    ("Harbour pilots end dispute", "Ships left the harbour again once pilots accepted shorter shifts.", "Eleven freighters had waited outside.", "Their union had asked for two more rest days."),
    ("Bakery fire destroys mill", "Flames from a bakery spread to the old mill before dawn.", "Nobody was hurt, firefighters reported.", "Flour dust made the blaze hard to fight."),
    ("Chess player banned for life", "The federation banned a grandmaster over a hidden telephone.", "He denied having used it.", "Four of his titles will be given to others."),
    ("Bees return to the valley", "Beekeepers counted three times as many hives as last spring.", "Farmers had stopped spraying orchards.", "Honey prices fell by a fifth."),
    ("Parliament passes sleep law", "Lawmakers voted to let schools begin an hour later.", "Doctors had campaigned for it since 2019.", "Bus companies warned of longer journeys."),
    ("Museum finds lost painting", "Curators found a missing portrait behind a cupboard.", "It had been thought stolen in 1974.", "Restorers want to clean it by summer."),
)  # fmt: skip


def _article(number: int, outlet: str, hours: float) -> Article:
    title, *sentences = EVENTS[number]
    text = "\n".join(sentences)
    spans: list[tuple[int, int]] = []
    for sentence in sentences:
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + len(sentence)))
    when = NOW - timedelta(hours=hours)
    return Article(id=f"{number}{outlet}", source_id="s", outlet=outlet, url="", title=title, text=text, sentence_spans=tuple(spans), first_seen_at=when, published_at=when, language="en")  # fmt: skip


def _request(**more: Any) -> BriefRequest:
    return BriefRequest(
        **{"team": "T", "channel": "C", "window": recent_window(timedelta(hours=24), NOW), **more}
    )


def test_every_article_of_the_window_is_told_or_left_out_for_one_reason() -> None:
    articles = [_article(n, ("Courier", "Ledger", "Post")[n % 3], n + 1) for n in range(8)] + [
        _article(7, "Old", 40)
    ]

    made = compose.compose(_request(), articles, now=NOW)

    told = Counter(article.id for article in made.articles)
    left = Counter(article.id for part in made.left_out for article in part.articles)
    assert made.article_count == 8
    assert (set(told) | set(left)) - {"7Old"} == {article.id for article in articles[:8]}
    assert not set(told) & set(left)
    assert max(left.values()) == 1
    assert len(made.stories) == 5


def test_a_story_is_told_once_with_all_its_outlets() -> None:
    articles = [_article(1, "Courier", 3), _article(1, "Ledger", 2), _article(4, "Post", 1)]

    made = compose.compose(_request(), articles, now=NOW)

    assert {story.outlets for story in made.stories} == {("Courier", "Ledger"), ("Post",)}


def test_one_outlet_does_not_fill_a_brief_that_others_can_fill() -> None:
    articles = [_article(n, "Courier", n + 1) for n in range(5)] + [
        _article(n, "Ledger", 20 + n / 10) for n in (5, 6)
    ]

    made = compose.compose(_request(), articles, now=NOW)

    assert Counter(story.outlets[0] for story in made.stories) == {"Courier": 3, "Ledger": 2}


def test_one_outlet_fills_a_brief_that_nobody_else_can() -> None:
    made = compose.compose(_request(), [_article(n, "Courier", n + 1) for n in range(7)], now=NOW)

    assert len(made.stories) == 5


def test_a_topic_tells_what_is_about_it_and_counts_the_rest() -> None:
    made = compose.compose(
        _request(topic="opera"), [_article(n, "Courier", n + 1) for n in range(8)], now=NOW
    )

    assert [story.title for story in made.stories] == ["New opera fills every seat"]
    assert [(part.reason, part.value, len(part.articles)) for part in made.left_out] == [
        (LeftOutReason.OFF_TOPIC, "opera", 7)
    ]


def test_a_topic_that_nothing_is_about_offers_what_there_is() -> None:
    made = compose.compose(
        _request(topic="unicorns"), [_article(n, "Courier", n + 1) for n in range(3)], now=NOW
    )

    assert made.stories == ()
    assert len(made.suggested_headlines) == 3
    assert made.latest_article is not None


def test_nothing_at_all_makes_an_empty_brief() -> None:
    made = compose.compose(_request(), [], now=NOW)

    assert (made.stories, made.left_out, made.article_count, made.latest_article) == ((), (), 0, None)


def test_a_story_that_began_before_the_window_is_told_with_what_is_new() -> None:
    made = compose.compose(_request(), [_article(1, "Courier", 30), _article(1, "Ledger", 2)], now=NOW)

    (story,) = made.stories
    assert story.outlets == ("Courier", "Ledger")
    assert {sentence.article_id for sentence in story.key_sentences} == {"1Ledger"}


def test_a_brief_leads_to_an_article_and_does_not_stand_in_for_it() -> None:
    made = compose.compose(_request(sentences_per_story=4), [_article(1, "Courier", 1)], now=NOW)

    assert len(made.stories[0].key_sentences) == 1


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(UnknownMethod):
        compose.compose(_request(method="magic"), [_article(1, "Courier", 1)], now=NOW)


def test_questions_are_made_from_what_the_articles_say() -> None:
    text = "A group of over 400 employees signed a letter in June. “This is wrong,” said Ada Brenn on Monday."
    article = Article(
        id="a",
        source_id="s",
        outlet="o",
        url="",
        title="Letter",
        text=text,
        sentence_spans=((0, 54), (55, len(text))),
        first_seen_at=NOW,
        language="en",
    )

    assert suggested_questions.suggest_questions([article])[:2] == (
        "How many employees signed the letter?",
        "What did Ada Brenn say?",
    )


def _flash(
    name: str, title: str, hours: float, outlet: str, text: str = "More was not known, it said."
) -> Article:
    when = NOW - timedelta(hours=hours)
    return Article(id=name, source_id="s", outlet=outlet, url="", title=title, text=text, sentence_spans=((0, len(text)),), first_seen_at=when, published_at=when, language="en")  # fmt: skip


def test_two_stories_told_apart_that_turn_out_to_be_one_merge_and_say_so() -> None:
    flashes = (
        _flash("a", "Tarrow dam spillway gate cracks seen by Lowmere engineers", 88, "Courier"),
        _flash("b", "Tarrow dam spillway gate cracks closed by Lowmere divers", 5, "Ledger"),
        _flash(
            "c",
            "Tarrow dam spillway gate cracks seen by Lowmere engineers again",
            1,
            "Post",
            "Fifty engineers came, it said.",
        ),
    )
    others = [_flash(f"o{number}", title, 90 - number, "Post") for number, (title, *_) in enumerate(EVENTS)]
    told = {"a": ("More was not known, it said.",), "b": ("More was not known, it said.",)}

    before = compose.compose(_request(), [*others, *flashes[:2]], now=NOW)
    after = compose.compose(_request(), [*others, *flashes], now=NOW, quoted_history=told)
    unknown = compose.compose(_request(), [*others, *flashes], now=NOW, quoted_history={"a": told["a"]})

    assert [len(story.articles) for story in before.stories] == [1]
    assert [len(story.articles) for story in after.stories] == [3]
    assert after.stories[0].merged_titles == (flashes[1].title, flashes[0].title)
    assert unknown.stories[0].merged_titles == ()


def test_what_a_search_found_without_accents_is_told_unless_an_excluded_word_is_in_it() -> None:
    articles = [replace(_article(number, "Courier", 2), title=f"Brucke {number}") for number in range(2)]
    found = {article.id: 1.0 for article in articles}

    made = compose.compose(_request(topic="Brücke"), articles, now=NOW, relevance=found)
    without = compose.compose(_request(topic="Brücke -cracks"), articles, now=NOW, relevance=found)

    assert {story.title for story in made.stories} == {"Brucke 0", "Brucke 1"}
    assert {story.title for story in without.stories} == {"Brucke 1"}


def test_what_has_no_place_is_in_the_rest_and_left_out_too() -> None:
    articles = [_article(n, f"Outlet {n}", n + 1) for n in range(8)]

    made = compose.compose(_request(), articles, now=NOW)
    again = compose.compose(_request(), articles, now=NOW, quoted_history={"7Outlet 7": ("Found.",)})

    assert [article.id for article in made.rest] == ["5Outlet 5", "6Outlet 6", "7Outlet 7"]
    assert set(made.rest) == {article for part in made.left_out for article in part.articles}
    assert [article.id for article in again.rest] == ["5Outlet 5", "6Outlet 6"]


def test_a_story_that_only_mentions_the_topic_is_in_the_rest() -> None:
    made = compose.compose(
        _request(topic="crowns"), [_article(n, "Courier", n + 1) for n in range(3)], now=NOW
    )

    assert made.stories == ()
    assert [article.title for article in made.rest] == [EVENTS[1][0]]


def test_commentary_makes_no_story_and_is_listed_where_nobody_reports() -> None:
    column = replace(_article(0, "Post", 1), kind=ArticleKind.OPINION)

    beside = compose.compose(_request(), [column, _article(1, "Courier", 5)], now=NOW)
    alone = compose.compose(_request(), [column], now=NOW)

    assert [story.title for story in beside.stories] == [EVENTS[1][0]]
    assert beside.rest == ()
    assert alone.stories == ()
    assert alone.rest == (column,)
    assert [part.articles for part in alone.left_out] == [(column,)]


def test_an_outlet_alone_has_two_places_where_others_have_news() -> None:
    articles = [_article(n, "Courier", n + 1) for n in range(4)] + [
        _article(n, f"Outlet {n}", 20) for n in (4, 5, 6)
    ]

    made = compose.compose(_request(), articles, now=NOW)

    assert Counter(story.outlets[0] for story in made.stories)["Courier"] == 2


def test_commentary_stands_beside_its_story_and_alone_it_is_left_out() -> None:
    report = _article(1, "Courier", 1)
    column = replace(report, id="column", outlet="Herald", kind=ArticleKind.OPINION)
    other = replace(
        _article(2, "Herald", 2), id="other", title="What I think of tenors", kind=ArticleKind.OPINION
    )
    articles = [report, column]

    brief = compose.compose(_request(), articles, now=NOW)

    assert [(story.articles, story.commentary) for story in brief.stories] == [((report,), (column,))]
    alone = compose.compose(_request(), [other], now=NOW)
    assert (alone.stories, alone.rest) == ((), (other,))
    assert [(part.reason, part.articles) for part in alone.left_out] == [
        (LeftOutReason.NOT_A_REPORT, (other,))
    ]


def test_with_opinion_a_column_is_a_story_and_no_line_below_one() -> None:
    report = _article(1, "Courier", 1)
    column = replace(
        _article(2, "Herald", 2), id="column", title="What I think of pilots", kind=ArticleKind.OPINION
    )
    live = replace(_article(3, "Post", 3), id="live", kind=ArticleKind.LIVE)

    brief = compose.compose(_request(with_opinion=True), [report, column, live], now=NOW)

    assert {story.lead_article.id for story in brief.stories} == {report.id, "column"}
    assert all(not story.commentary for story in brief.stories)


def test_a_story_ends_where_its_place_has_no_more_room() -> None:
    long = "Harl closed its old bridge on Tuesday, the council said, because inspectors had found deep cracks in it"
    sentences = [
        f"{long} and in two of the eleven stone piers that carry it over the wide river.",
        (
            f"About 400 families will be moved to schools on the northern bank, {long[5:]}, and because it rained"
            " for all of last week and may go on to rain for the whole of the next."
        ),
    ]
    told = replace(_article(0, "Courier", 20), text="\n".join(sentences), sentence_spans=_spans(sentences))

    made = compose.compose(_request(), [told, _article(1, "Ledger", 1)], now=NOW)

    assert [len(story.key_sentences) for story in made.stories if story.lead_article is told] == [1]


def test_what_lies_ahead_comes_from_all_stories_and_not_from_what_is_quoted() -> None:
    plan = "The new bridge at Harl will open to traffic on Saturday."
    sentences = ["Inspectors closed the Harl bridge on Tuesday after finding cracks.", plan]
    told = replace(_article(0, "Courier", 2), text="\n".join(sentences), sentence_spans=_spans(sentences))
    request = _request(max_stories=1, sentences_per_story=1)

    made = compose.compose(request, [told, _article(1, "Ledger", 1), _article(1, "Post", 1)], now=NOW)

    assert [story.lead_article.outlet for story in made.stories] != ["Courier"]
    assert [event.sentence.text for event in made.ahead] == [plan]


LOCK = "The court in Lask ended its hearing on the Orrel lock on Tuesday."


@pytest.mark.parametrize(
    ("headline", "is_news"),
    [
        ("Banker found not guilty over Orrel lock", True),
        ("Banker found guilty over the Orrel lock", False),
        ("Court on Orrel lock ends its hearing", False),
    ],
)
def test_a_contradicting_headline_is_news_under_the_same_sentences(headline: str, *, is_news: bool) -> None:
    first = _flash("a", "Banker found guilty over Orrel lock", 5, "Courier", LOCK)
    later = _flash("b", headline, 1, "Ledger", LOCK)
    earlier_brief = compose.compose(_request(), [first], now=NOW)
    quoted_history: dict[str, tuple[str, ...]] = {}
    for article_id, text in earlier_brief.quoted_history:
        quoted_history[article_id] = (*quoted_history.get(article_id, ()), text)

    brief = compose.compose(_request(), [first, later], now=NOW, quoted_history=quoted_history)
    brief_without_headline = compose.compose(
        _request(), [first, later], now=NOW, quoted_history={"a": (LOCK,)}
    )

    assert [(story.title, story.is_update) for story in brief.stories] == [(headline, True)] * is_news
    assert brief_without_headline.stories == brief.stories


@pytest.mark.parametrize(
    ("later_text", "is_news"),
    [
        ("The banker of Lask was acquitted over the Orrel lock.", True),
        ("Over the Orrel lock the banker of Lask was charged, the court said.", False),
    ],
)
def test_a_told_story_returns_only_with_a_new_turn(later_text: str, *, is_news: bool) -> None:
    title, text = "Banker and the Orrel lock", "The banker of Lask was charged over the Orrel lock."
    first, later = _flash("a", title, 5, "Courier", text), _flash("b", title, 1, "Ledger", later_text)

    brief = compose.compose(_request(), [first, later], now=NOW, quoted_history={"a": (title, text)})

    assert [story.is_update for story in brief.stories] == [True] * is_news
    assert [part.reason for part in brief.left_out] == [LeftOutReason.NOTHING_NEW] * (not is_news)


def test_a_headline_is_remembered_as_it_was_shown() -> None:
    shown = _flash("a", "Banker found guilty over Orrel lock", 5, "Courier", LOCK)
    renamed = replace(shown, title="Banker found not guilty over Orrel lock", version=2)
    later = _flash("b", renamed.title, 1, "Ledger", LOCK)

    brief = compose.compose(_request(), [renamed, later], now=NOW, quoted_history={"a": (shown.title, LOCK)})

    assert [story.title for story in brief.stories] == [renamed.title]


def test_the_first_story_is_told_longer() -> None:
    sentences = [
        "Harl closed its old bridge on Tuesday after inspectors found cracks in two of its piers.",
        "About 400 families will be moved to schools because the water is rising.",
        "Mayor Anna Berg said a new bridge would cost 90 million crowns.",
        "Ferries run every hour between the two halves of Harl.",
        "Engineers are expected to publish their findings on Friday.",
        *(f"Gulls sat on the railing of pier {number}." for number in range(8)),
    ]
    told = replace(_article(0, "Courier", 1), text="\n".join(sentences), sentence_spans=_spans(sentences))

    made, short, other = (
        compose.compose(_request(**more), [told, _article(3, "Ledger", 20)], now=NOW)
        for more in ({}, {"sentences_per_story": 1}, {"sentences_per_story": 4})
    )

    assert [len(made.stories[0].key_sentences), len(made.stories[1].key_sentences)] == [3, 1]
    assert len(short.stories[0].key_sentences) == 1
    assert len(other.stories[0].key_sentences) == 3


def test_what_an_outlet_writes_in_articles_of_two_stories_is_not_quoted() -> None:
    notice = "Courier readers can win two tickets on Tuesday."
    told = []
    for number in (0, 3):
        leaning = (
            "He saw that " + ", and ".join(sentence.rstrip(".") for sentence in EVENTS[number][1:]) + "."
        )
        told.append(
            replace(
                _article(number, "Courier", number + 1),
                text=f"{leaning}\n{notice}",
                sentence_spans=_spans([leaning, notice]),
            )
        )

    alone, made = (compose.compose(_request(), articles, now=NOW) for articles in (told[:1], told))

    assert [sentence.text for sentence in alone.stories[0].key_sentences] == [notice]
    assert [story.key_sentences for story in made.stories] == [(), ()]


def _spans(sentences: list[str]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for sentence in sentences:
        start = spans[-1][1] + 1 if spans else 0
        spans.append((start, start + len(sentence)))
    return tuple(spans)


# A gap in the clustering that stays: long reports that share no name are kept apart, whatever else they share.
LONG_REPORT = (
    "A ferry with 212 passengers ran aground on a sandbank near {} this morning in dense fog. "
    "Lifeboats brought everybody ashore within three hours, and two people with broken arms were taken to hospital. "
    "The captain had reported a failing rudder twenty minutes earlier, the rescue service {} told reporters. "
    "Tugs will try to free the ferry at high tide; until then no ship may pass the channel, and mail and food for the "
    "islands come by helicopter. The company that runs the ferry promised to refund every ticket and to pay for rooms. "
    "Investigators took the logbook along and want to hear the crew this week. It was the second time this year that a "
    "ferry of the company ran aground; in spring a smaller one had hit a pier after its engine stopped. Fishermen who "
    "helped with the rescue said that the buoys at the sandbank had been dark for days, which the harbour office of {} "
    "denied."
)


def _ferry(outlet: str, place: str, service: str, hours: float) -> Article:
    text = LONG_REPORT.format(place, service, place)
    spans = tuple(
        (match.start(), match.end()) for match in re.finditer(r"[A-Z](?:[^.]|\.(?! ))*\.(?= |$)", text)
    )
    return replace(
        _article(0, outlet, hours),
        id=outlet,
        title="Ferry runs aground in fog",
        text=text,
        sentence_spans=spans,
    )


def test_an_event_has_one_place_and_at_most_one_line_of_the_rest() -> None:
    names = (("Lask", "Seawatch"), ("Tarn", "Coastguard"), ("Orrel", "Lightship"))
    ferries = [_ferry(f"Outlet {place}", place, service, n) for n, (place, service) in enumerate(names, 1)]
    earlier = [replace(_ferry("Old", "Brenn", "Beacon", 30), id="earlier")]
    articles = [*ferries, *(_article(n, f"Outlet {n}", n + 2) for n in range(2))]

    made = compose.compose(_request(), articles, now=NOW)
    next_day = compose.compose(
        _request(window=recent_window(timedelta(hours=48), NOW)), [*ferries[:1], *earlier], now=NOW
    )

    assert sorted(story.title for story in made.stories) == sorted(
        [EVENTS[0][0], EVENTS[1][0], "Ferry runs aground in fog"]
    )
    assert [(part.reason, len(part.articles)) for part in made.left_out] == [(LeftOutReason.SAME_EVENT, 2)]
    assert len(made.rest) == 1
    assert len(next_day.stories) == 2
