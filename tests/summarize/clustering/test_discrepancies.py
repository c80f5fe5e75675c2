"""Numbers that outlets tell otherwise."""

from datetime import UTC, datetime

import pytest

from news.article import Article
from summarize.cleaning import preprocess
from summarize.clustering.discrepancies import find_discrepancies

NOW = datetime(2026, 11, 18, tzinfo=UTC)
NINE = "Nine people are missing and others had to be plucked from rooftops after the spillway burst, police said."


def article(text: str, outlet: str, language: str = "en") -> Article:
    read = preprocess.preprocess(text, title="A headline")
    return Article(
        outlet, "s", outlet, "", read.title, read.text, read.sentence_spans, NOW, language=language
    )


def differ(*texts: str) -> list[list[str]]:
    """Give the differences between the sentences of the first text and the others, each by an outlet of its own."""
    articles = [article(text, f"Outlet {number}") for number, text in enumerate(texts)]
    by_id = {each.id: each for each in articles}
    found = find_discrepancies(articles[0].sentences, articles)
    assert all(
        by_id[said.article_id].contains_verbatim(said) for each in found for said in each.quantity_mentions
    )
    return [[said.text for said in each.quantity_mentions] for each in found]


def test_a_count_that_another_outlet_tells_otherwise_is_shown_beside_it() -> None:
    said = "At least 12 people were missing, the provincial crisis centre said shortly before sunrise."

    assert differ(NINE, said) == [["Nine people", "At least 12 people"]]


def test_several_outlets_are_shown_each_once() -> None:
    found = differ(
        NINE, "Eleven people are missing, the fire service said.", "Seven people are missing in Lowmere."
    )

    assert found == [["Nine people", "Eleven people", "Seven people"]]


@pytest.mark.parametrize(
    "other",
    [
        "9 people are missing in Lowmere, the fire service said.",
        "At least eight people are missing in Lowmere.",  # nine are at least eight
        "Twelve people were taken to hospital in Lowmere.",
        "About 9.4 people are missing on an average day.",
        "Nine people are missing. Twelve people missing since spring were found.",  # tells ours too
        "Analysts expect 30 people missing in Lowmere.",
        "12 more people are missing.",
        "Some 20% people missing.",
        "The boats saved 12 people missing since the flood began.",  # another verb stands before the number
        "Twelve people had injuries and two are missing in Lowmere.",
        "In 2014, 12 people were missing in Lowmere.",
        "Last year 12 people were missing in Lowmere.",
        "More than 300 million people are missing a doctor.",  # another magnitude
        "",
    ],
)
def test_what_counts_something_else_or_says_the_same_differs_from_nothing(other: str) -> None:
    assert differ(NINE, other) == []


def test_one_outlet_does_not_differ_from_itself() -> None:
    one, two = article(NINE, "Courier"), article("Twelve people are missing in Lowmere.", "Courier")

    assert find_discrepancies(one.sentences, [one, two]) == ()


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("A typical family saves 140 crowns a month.", "It sells bonds of 300 million crowns a month."),
        ("The fine is 40 euros a day.", "The fine is 60 euros a day."),
        ("The school is 60 miles south of Ashport.", "The school is 65 miles south of Corrin."),
        ("Three people — all of them guests — were killed.", "Twelve people — guests and staff — were hurt."),
        ("It killed three people in Ashport.", "It injured seven people in Ashport."),
        (
            "Doctors saw 50 cases that were confirmed in 2016.",
            "There were 121 cases that were confirmed in 2014.",
        ),
    ],
)
def test_numbers_of_different_things_do_not_differ(own: str, other: str) -> None:
    assert differ(own, other) == []
