import pytest

from news.article import Sentence
from summarize.clustering import novelty

MISSING = "Nine people are missing in Lowmere after the dam wall broke."


def _sentences(*texts: str) -> list[Sentence]:
    return [Sentence(text, "a", place, 0, len(text)) for place, text in enumerate(texts)]


def _fresh(told: list[str], *texts: str) -> list[str]:
    return [sentence.text for sentence in novelty.novel_sentences(told, _sentences(*texts))]


def test_what_was_told_in_other_words_is_not_new() -> None:
    assert _fresh([MISSING], "In Lowmere nine people remain missing after the dam’s wall broke.") == []


def test_a_figure_that_changed_is_new() -> None:
    changed = "Seven people are missing in Lowmere after the dam wall broke."

    assert _fresh([MISSING], changed) == [changed]


def test_what_was_not_told_is_new() -> None:
    suspended = "The chief executive of the utility was suspended by its board."

    assert _fresh([MISSING], suspended) == [suspended]


def test_of_two_that_say_the_same_the_first_is_given() -> None:
    suspended = "The chief executive of the utility was suspended by its board."

    assert _fresh([MISSING], suspended, "The utility’s board suspended its chief executive.") == [suspended]


def test_nothing_told_before_leaves_all_that_differ() -> None:
    assert _fresh([], MISSING, MISSING) == [MISSING]


def test_nothing_to_tell_gives_nothing() -> None:
    assert _fresh([MISSING]) == []
    assert _fresh([], "", "Yes.", "\0") == []


def test_figures_of_millions_are_the_same_in_german() -> None:
    told = "Die neue Schleuse in Orrel kostet 3,2 Millionen Kronen."
    sentences = _sentences(
        "Die neue Schleuse in Orrel kostet 3,2 Mio. Kronen.",
        "Die neue Schleuse in Orrel kostet 3,4 Mio. Kronen.",
    )

    assert novelty.novel_sentences([told], sentences, language="de") == (sentences[1],)


@pytest.mark.parametrize(
    ("told", "headline", "is_news"),
    [
        (["Lask banker found guilty over Orrel lock"], "Lask banker found not guilty over Orrel lock", True),
        (["Orrel 2, Lask 1"], "Orrel 2, Lask 3", True),
        (["Orrel 2-1 Lask"], "Orrel 3-1 Lask", True),
        (["Orrel lock to open on 3 May"], "Orrel lock to open on 10 May", True),
        (["Lask bans boats from Orrel lock"], "Lask lifts boats ban from Orrel lock", True),
        (["Lask banker found guilty over Orrel lock"], "Banker from Lask found guilty over lock in Orrel", False),
        (["Lask banker found guilty over Orrel lock"], "Judge speaks: what the verdict means", False),
        (["Lask banker found guilty over Orrel lock", "Lask banker not guilty over Orrel lock"], "Lask banker not guilty over Orrel lock", False),
        (["The banker from Lask was found guilty, but the judge did not say how long he must stay in prison."], "Lask banker found guilty", False),
        ([], "Lask banker found guilty over Orrel lock", False),
        (["Lask banker found guilty over Orrel lock"], "", False),
    ],
)  # fmt: skip
def test_a_headline_is_news_if_it_contradicts_a_known_one(
    told: list[str], headline: str, *, is_news: bool
) -> None:
    assert novelty.is_contradicting_headline(told, headline) is is_news
