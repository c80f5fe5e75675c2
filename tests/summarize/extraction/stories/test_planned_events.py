from datetime import UTC, date, datetime

from news.article import Article
from news.article_kind import ArticleKind
from summarize.extraction.stories.planned_events import find_planned_events

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)  # a Wednesday


def _article(name: str, *sentences: str, kind: ArticleKind = ArticleKind.REPORT) -> Article:
    spans, start = [], 0
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return Article(
        name, "s", "Courier", "", "Bridge", "\n".join(sentences), tuple(spans), NOW, language="en", kind=kind
    )


BRIDGE = _article("a", "Ashport is quiet.", "The bridge in Ashport will reopen to traffic on Saturday.")
BAN = _article("b", "The smoking ban in Corrin will take effect Nov. 20, the city says.")


def test_planned_events_of_all_stories_are_listed_by_day() -> None:
    events = find_planned_events([(BRIDGE,), (BAN,)], after=NOW.date(), quoted=())

    assert [(event.day, event.article.id) for event in events] == [
        (date(2026, 11, 20), "b"),
        (date(2026, 11, 21), "a"),
    ]


def test_what_the_brief_quotes_or_says_twice_is_not_listed() -> None:
    again = _article("c", "The bridge in Ashport will reopen on Saturday.")

    assert find_planned_events([(BRIDGE,)], after=NOW.date(), quoted=[BRIDGE.sentences[1].text]) == ()
    assert len(find_planned_events([(BRIDGE,), (again,)], after=NOW.date(), quoted=())) == 1


def test_past_days_columns_and_leaning_sentences_are_not_listed() -> None:
    column = _article("d", "The ferry will sail again on Friday from Ashport.", kind=ArticleKind.OPINION)
    leaning = _article("e", "She is scheduled to return to court on Friday.")

    assert find_planned_events([(column,), (leaning,)], after=NOW.date(), quoted=()) == ()
    assert find_planned_events([(BRIDGE,)], after=date(2026, 11, 21), quoted=()) == ()
