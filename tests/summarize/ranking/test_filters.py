"""What keeps an article out."""

import time
from datetime import UTC, datetime

import pytest

from news.article import Article
from news.errors import InvalidPattern
from summarize.ranking import filters

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def article(title: str, text: str = "Something happened.", language: str = "en") -> Article:
    return Article(title, "s", "Courier", "", title, text, ((0, len(text)),), NOW, language=language)


@pytest.mark.parametrize(
    ("words", "title", "out"),
    [
        ("boxing", "A boxing night", True),
        ("boxing", "A boxer speaks", False),
        ("election", "Elections are held", True),  # any form of the word
        ("act", "An actor acts", True),
        ("act", "The actors met", False),  # whole words alone
        ("world cup", "The World Cup begins", True),
        ("world cup", "A cup for the world", False),
        ("/F[12]/", "F2 race is won", True),
        ("/^vale/", "Vale wins", True),
        ("/^wins/", "Vale wins", False),
        ("/colou?r/", "COLOR", True),
    ],
)
def test_words_keep_out_whole_words_and_expressions_what_they_match(
    words: str, title: str, *, out: bool
) -> None:
    assert bool(filters.excluded_by([words], [article(title)])) is out


def test_it_says_by_which_words_each_was_kept_out() -> None:
    found = filters.excluded_by(
        ["storm", "/fire/"], [article("Storm and fire"), article("Fire"), article("Sun")]
    )

    assert found == {"Storm and fire": "storm", "Fire": "/fire/"}


@pytest.mark.parametrize("words", ["/(/", "/[a/", "/a{2,1}/", "/(?P<x>a)(?P<x/"])
def test_an_expression_that_cannot_be_read_is_refused_at_once(words: str) -> None:
    with pytest.raises(InvalidPattern, match="is not a valid regular expression"):
        filters.check_excluded_terms(["sport", words])


def test_an_expression_that_runs_away_costs_a_brief_little_and_keeps_nothing_out() -> None:
    slow = [article(f"a{number}", "a" * 5_000 + "!") for number in range(50)]
    begun = time.process_time()

    assert filters.excluded_by(["/(a|aa)+$/"], slow) == {}
    assert time.process_time() - begun < filters.REGEX_TIMEOUT_SECONDS * filters.MAX_TIMEOUTS_PER_PATTERN * 10
