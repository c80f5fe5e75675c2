"""What is new, held against labelled sentences; docs/quality.md has the errors."""

import pytest
from paths import DATA

from bench import novelty as novelty_bench
from news.article import Sentence
from summarize.clustering import novelty

Case = tuple[bool, list[str], str]


def cases(name: str) -> list[Case]:
    """Read (new, told, sentence), a line each."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(label == "new", told.split(" || "), sentence) for label, told, sentence in rows]


def errors(chosen: list[Case]) -> tuple[int, int, int, int]:
    """Give (news missed, of how many, told again, of how many)."""
    missed = again = 0
    for is_new, told, sentence in chosen:
        found = bool(novelty.novel_sentences(told, [Sentence(sentence, "a", 0, 0, len(sentence))]))
        missed += is_new and not found
        again += found and not is_new
    news = sum(is_new for is_new, *_ in chosen)
    return missed, news, again, len(chosen) - news


@pytest.mark.parametrize(
    ("half", "most_missed", "most_again"),
    [(0, 0.05, 0.05), (1, 0.08, 0.10)],
    ids=["for choosing", "for measuring"],
)
def test_few_news_are_missed_and_little_is_told_again(
    half: int, most_missed: float, most_again: float
) -> None:
    chosen = [case for place, case in enumerate(cases("novelty.tsv")) if place // 2 % 2 == half]

    missed, news, again, old = errors(chosen)

    print(f"missed {missed} of {news}, told again {again} of {old}")  # noqa: T201 - pytest -s shows the errors
    assert missed <= most_missed * news
    assert again <= most_again * old


def test_no_news_of_another_outlet_is_missed() -> None:
    missed, news, again, old = errors(cases("novelty_outlets.tsv"))

    print(f"missed {missed} of {news}, told again {again} of {old}")  # noqa: T201 - see above
    assert missed == 0
    assert news > 20
    assert again < old


def test_every_changed_number_time_date_and_score_is_news_and_no_respelling() -> None:
    wrong = [
        case for case in cases("novelty_changes.tsv") if errors([case]) not in {(0, 1, 0, 0), (0, 0, 0, 1)}
    ]

    assert wrong == []


@pytest.mark.parametrize("name", ["novelty_pairs_tuning.tsv", "novelty_pairs_unseen.tsv"])
def test_of_pairs_that_differ_little_few_are_decided_wrongly(name: str) -> None:
    score = novelty_bench.score_pairs(novelty_bench.read_pairs(DATA / name))

    print(f"{name}: {score}")  # noqa: T201 - see above
    assert len(score.missed) <= 0.10 * score.new_count
    assert len(score.repeated) <= 0.20 * score.same_count
