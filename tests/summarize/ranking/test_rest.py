from datetime import UTC, datetime, timedelta

from news.article import Article
from news.article_kind import ArticleKind
from summarize.ranking import rest

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def _article(
    name: str, hours: float = 1, kind: ArticleKind = ArticleKind.REPORT, probability: float = 0.0
) -> Article:
    when = NOW - timedelta(hours=hours)
    return Article(id=name, source_id="s", outlet="Courier", url="", title=name, text="It rained.", sentence_spans=((0, 10),), first_seen_at=when, published_at=when, kind=kind, commentary_probability=probability)  # fmt: skip


def _is_recent(article: Article) -> bool:
    return article.appeared_at > NOW - timedelta(hours=24)


def test_the_rest_lists_the_newest_sure_report_of_each_story_that_is_in_the_window_and_untold() -> None:
    groups = [
        [_article("column", kind=ArticleKind.OPINION), _article("doubtful", probability=0.6), _article("report")],
        [_article("told"), _article("other")],
        [_article("old", hours=30)],
        [_article("live", kind=ArticleKind.LIVE)],
    ]  # fmt: skip

    listed = rest.select_rest(groups, includes=_is_recent, quoted_ids={"told"})

    assert [article.id for article in listed] == ["report", "other"]


def test_the_rest_ends_after_twelve_lines() -> None:
    groups = [[_article(f"a{number}")] for number in range(20)]

    listed = rest.select_rest(groups, includes=_is_recent, quoted_ids=())

    assert [article.id for article in listed] == [f"a{number}" for number in range(12)]


def test_commentary_is_listed_where_nobody_reports_but_no_notice() -> None:
    groups = [
        [_article("column", kind=ArticleKind.OPINION)],
        [_article("notice", kind=ArticleKind.NOTICE)],
    ]

    listed = rest.select_rest(groups, includes=_is_recent, quoted_ids=(), only_reports=False)

    assert [article.id for article in listed] == ["column"]
