from datetime import UTC, datetime

import pytest

from news.article import Article
from summarize.ranking import topic_query

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def _article(title: str, text: str, language: str = "en") -> Article:
    return Article(id="a", source_id="s", outlet="Courier", url="", title=title, text=text, sentence_spans=((0, len(text)),), first_seen_at=NOW, published_at=NOW, language=language)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "matches"),
    [
        ("", True),
        ("bridge", True),
        ("bridges", True),
        ("Closing", True),
        ("bridge closed", True),
        ('"Harl bridge"', True),
        ('"bridge Harl"', False),
        ("bridge -cracks", False),
        ("bridge -opera", True),
        ("bridge opera", False),
        ("ridge", False),
        ("-opera", True),
        ('"', True),
        ("---", True),
    ],
)
def test_a_topic_is_whole_words_in_any_form_phrases_and_exclusions(words: str, *, matches: bool) -> None:
    article = _article("Harl bridge closed", "Inspectors found cracks in it.")

    assert topic_query.parse_topic(words).matches(article) is matches


def test_a_topic_is_stemmed_in_the_articles_language() -> None:
    article = _article("Brücken gesperrt", "Zwei Brücken.", "de")

    assert topic_query.parse_topic("Brücke").matches(article)


@pytest.mark.parametrize(
    ("language", "text", "topic", "other_topic"),
    [
        ("ar", "صوّت المجلس على إغلاق الجسر القديم.", "جسر", "نهر"),
        ("tr", "Belediye eski köprüsünü kapattı.", "köprü", "nehir"),
        ("th", "สภาเมืองมีมติปิดสะพานเก่า", "สะพาน", "แม่น้ำ"),
        ("ko", "시의회는 낡은 다리를 폐쇄했다.", "다리", "바다"),
        ("ja", "市議会は古い橋の閉鎖を決めた。", "閉鎖", "漁港"),
    ],
)
def test_a_topic_is_found_in_every_language(language: str, text: str, topic: str, other_topic: str) -> None:
    article = _article("", text, language)

    assert topic_query.parse_topic(topic).matches(article)
    assert not topic_query.parse_topic(other_topic).matches(article)
