"""Search finds what was asked for, and nothing that is typed can break it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.contract import Store
    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]


@pytest.fixture
def archive(store: Store, came: Came) -> Store:
    store.articles.add(
        [
            came(
                1, title="Mayor of Lyon resigns", text="The mayor resigned on Monday. She cited her health."
            ),
            came(2, title="Markets rise", text="Shares rose by 2%. The mayor of Paris was pleased."),
            came(3, title="C++ turns 40", text="Node.js and C++ don't mix, AND that's that."),
            came(4, title="Ça va à São Paulo", text="Café owners met in São Paulo's centre."),
        ]
    )
    return store


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("Why did the mayor of Lyon resign?", ["Mayor of Lyon resigns", "Markets rise"]),
        ("resignation", ["Mayor of Lyon resigns"]),
        ("Lyon's", ["Mayor of Lyon resigns"]),
        ("sao paulo CAFE", ["Ça va à São Paulo"]),
        ("node.js", ["C++ turns 40"]),
        ("the", ["Markets rise", "Mayor of Lyon resigns"]),
        ("zebra", []),
    ],
)
def test_articles_are_found_by_their_words(archive: Store, asked: str, titles: list[str]) -> None:
    assert [article.title for article in archive.articles.search(asked, ["one"])] == titles


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " \t\n",
        '"',
        "'",
        '"""" \'',
        "\0",
        "a\0b",
        "\ud800",
        "AND",
        "AND OR NOT NEAR",
        "NEAR(a b, 3)",
        "C++",
        "node.js",
        "don't",
        "-x",
        "^title",
        "title:storm",
        "{title text} : storm",
        "storm*",
        "(((",
        "))",
        "storm\\",
        "; DROP TABLE articles;",
        "%_",
        "東京の嵐は",
        "🇺🇦🇺🇦",
        "\u0301\u0301",
        "…—–",
        " ".join(f"word{number}" for number in range(5_000)),
        "x" * 1_000_000,
        "the " * 250_000,
        "*" * 100_000,
    ],
)
def test_no_query_breaks_search(archive: Store, typed: str) -> None:
    assert isinstance(archive.articles.search(typed, ["one"]), tuple)


def test_search_without_sources_or_places_finds_nothing(archive: Store) -> None:
    assert archive.articles.search("mayor", []) == ()
    assert archive.articles.search("mayor", ["one"], count=0) == ()
    assert archive.articles.search("mayor", ["\ud800", 'x"', "'"]) == ()


def test_a_window_leaves_out_what_appeared_outside_it(archive: Store, now: datetime) -> None:
    def titles(**bounds: Any) -> list[str]:
        return [article.title for article in archive.articles.search("mayor", ["one"], **bounds)]

    assert titles(since=now - timedelta(minutes=1)) == ["Mayor of Lyon resigns"]
    assert titles(until=now - timedelta(minutes=1)) == ["Markets rise"]
    assert titles(since=now) == []


def test_the_words_of_another_language_can_be_ignored(store: Store, came: Came) -> None:
    store.articles.add(
        [came(1, title="Der Sturm", text="Der Sturm kommt."), came(2, title="Der Markt", text="Der Markt.")]
    )

    found = store.articles.search("der Sturm", ["one"], ignored_words=frozenset({"der"}))

    assert [article.title for article in found] == ["Der Sturm"]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ((("mayor",),), {"Mayor of Lyon resigns", "Markets rise"}),
        ((("mayor", "health"),), {"Mayor of Lyon resigns"}),
        ((("mayor of Paris",),), {"Markets rise"}),
        ((("health",), ("sao paulo",)), {"Mayor of Lyon resigns", "Ça va à São Paulo"}),
        ((("cafe",),), {"Ça va à São Paulo"}),
        ((("zebra",),), set()),
        ((), set()),
        ((("",), ('"',)), set()),
        ((("AND",), ("mayor\0",)), {"C++ turns 40", "Mayor of Lyon resigns", "Markets rise"}),
        ((('say "mayor', "NOT", ")"),), set()),
    ],
)
def test_articles_about_words_and_phrases_are_found_with_how_much_they_are_about_them(
    archive: Store, now: datetime, wanted: tuple[tuple[str, ...], ...], titles: set[str]
) -> None:
    found = archive.articles.score_relevance(wanted, ["one"], now - timedelta(days=1), now)

    assert {each.title for each in archive.articles.current_versions(found, ["one"])} == titles
    assert not found or max(found.values()) == 1
    assert all(0 < share <= 1 for share in found.values())


def test_a_word_in_the_headline_makes_an_article_more_about_it(archive: Store, now: datetime) -> None:
    found = archive.articles.score_relevance((("mayor",),), ["one"], now - timedelta(days=1), now)

    best = max(found, key=lambda name: found[name])
    assert archive.articles.current_versions([best], ["one"])[0].title == "Mayor of Lyon resigns"
    assert min(found.values()) < 1
    assert archive.articles.score_relevance((("mayor",),), ["two"], now - timedelta(days=1), now) == {}
    assert (
        archive.articles.score_relevance(
            (("mayor",),), ["one"], now - timedelta(days=9), now - timedelta(days=8)
        )
        == {}
    )


def test_the_newest_before_a_time_is_found(archive: Store, now: datetime) -> None:
    def before(minutes: int) -> list[str]:
        until = now - timedelta(minutes=minutes)
        return [each.title for each in archive.articles.newest_before((("mayor",),), ["one"], until, count=5)]

    assert set(before(0)) == {"Mayor of Lyon resigns", "Markets rise"}
    assert before(1) == ["Markets rise"]
    assert before(2) == []


LANGUAGES = [
    ("ja", "橋を閉鎖", "市議会は月曜日、古い橋の閉鎖を決めた。", ["閉鎖", "橋", "市議会"]),
    (
        "zh",
        "旧桥关闭",
        "市议会周一投票决定关闭旧桥。维修至少需要八个月。",
        ["关闭", "旧桥", "维修需要几个月？"],
    ),
    ("th", "ปิดสะพานเก่า", "สภาเมืองมีมติปิดสะพานเก่าเมื่อวันจันทร์", ["สะพาน", "สภาเมือง"]),
    ("ko", "다리 폐쇄", "시의회는 월요일 낡은 다리를 폐쇄했다.", ["다리", "폐쇄"]),
    ("ar", "إغلاق الجسر", "صوّت المجلس على إغلاق الجسر القديم.", ["جسر", "مجلس", "الجسر", "اغلاق"]),
    ("tr", "Köprüsü kapandı", "Harl köprüsü pazartesi günü kapandı.", ["köprü", "kopru", "köprüsü"]),
    ("de", "Straße gesperrt", "Die Brücken in München sind gesperrt.", ["Strasse", "Muenchen", "Brücke"]),
    ("ru", "Мост закрыт", "Совет закрыл старый мост.", ["моста", "мост"]),
    ("he", "הגשר נסגר", "המועצה סגרה את הגשר הישן.", ["גשר"]),
    ("el", "Έκλεισε η γέφυρα", "Η γέφυρα της Αθήνας έκλεισε, είπε ο δήμαρχος.", ["Αθήνα", "δημάρχου"]),
    (
        "fi",
        "Siltoja suljettiin",
        "Helsingissä suljettiin presidentin mukaan siltoja.",
        ["Helsinki", "presidentti"],
    ),
    ("tr", "Köprüler kapandı", "Şehirlerde köprüler pazartesi kapandı.", ["şehir", "sehir"]),
    ("fr", "Les journaux protestent", "Les journaux de Besançon protestent.", ["journal", "Besancon"]),
    ("ja", "ｶﾌｪが閉店", "古いｶﾌｪが月曜日に閉店した。", ["カフェ"]),
    ("hi", "पुल बंद", "परिषद ने पुराना पुल बंद किया।", ["पुल"]),
]


@pytest.mark.parametrize(("language", "title", "text", "words"), LANGUAGES)
def test_words_are_found_in_every_language(
    store: Store, came: Came, language: str, title: str, text: str, words: list[str]
) -> None:
    store.articles.add(
        [
            came(1, title="Markets rise", text="Shares rose by 2%."),
            came(2, title=title, text=text, language=language),
        ]
    )

    for word in words:
        assert [article.title for article in store.articles.search(word, ["one"])] == [title], word


@pytest.mark.parametrize(("language", "title", "text", "words"), LANGUAGES)
def test_a_topic_is_found_like_a_search(
    store: Store, came: Came, now: datetime, language: str, title: str, text: str, words: list[str]
) -> None:
    article = came(2, title=title, text=text, language=language)
    store.articles.add([article])
    word = words[0]

    relevance = store.articles.score_relevance(
        ((word,),), ["one"], now - timedelta(days=365), now + timedelta(days=365)
    )
    older = store.articles.newest_before(((word,),), ["one"], now + timedelta(days=365), count=5)

    assert list(relevance) == [article.article.id]
    assert [found.id for found in older] == [article.article.id]


def test_a_changed_text_is_found_by_its_new_words_only(store: Store, came: Came) -> None:
    store.articles.add([came(1, title="旧桥关闭", text="市议会决定关闭旧桥。", language="zh")])
    store.articles.add([came(1, title="新桥开放", text="市议会决定开放新桥。", language="zh")])

    assert not store.articles.search("旧桥", ["one"])
    assert [article.title for article in store.articles.search("新桥", ["one"])] == ["新桥开放"]


def test_a_new_store_has_no_articles_that_must_be_indexed_later(store: Store) -> None:
    assert store.articles.index_older_articles() is False
