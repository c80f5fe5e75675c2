"""What may be claimed as an answer: a passage with everything that the question demands."""

from datetime import UTC, datetime

import pytest

from news.answer import Verdict
from news.article import Article
from summarize.answers.answer import answer_question

LINES = (
    "The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars.",
    "About 400 families on the island were moved to schools overnight.",
    "“We could not wait for the morning,” said Mayor Ines Corvo of Denmouth.",
    "The bridge was built in 1931 and last repaired in 2009 at a cost of 3.2 million crowns.",
    "Vessel beat Torrin 3-1 in the cup final at Denmouth on Saturday.",
    "The ferry Lona carries 36 cars and does not run on Sundays.",
)


def _article() -> Article:
    spans, start = [], 0
    for line in LINES:
        spans.append((start, start + len(line)))
        start += len(line) + 1
    time = datetime(2026, 11, 18, tzinfo=UTC)
    return Article(
        "a", "s", "Courier", "", "Bridge closed", "\n".join(LINES), tuple(spans), time, language="en"
    )


@pytest.mark.parametrize(
    "asked",
    [
        "Who designed the Harl bridge?",  # the verb
        "When was the ferry built?",  # the subject
        "Who beat Vessel?",  # the other way round
        "When was the bridge first repaired?",  # the ordinal
        "Who is the mayor of Torrin?",  # the name
        "Why did Ines Corvo close the bridge?",  # the cause
        "How old is Ines Corvo?",  # the unit
        "How many lorries does the ferry carry?",  # what is counted
    ],
)
def test_a_passage_without_what_was_asked_is_not_claimed(asked: str) -> None:
    assert answer_question(asked, [], [_article()]).verdict is not Verdict.ANSWERED


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Who beat Torrin?", "Vessel beat"),
        ("When was the bridge built?", "1931"),
        ("How many families were moved?", "400 families"),
        ("how many familys were movd", "400 families"),
        ("wen was the brige biult", "1931"),
        ("What did the mayor say?", "could not wait"),
        ("How many cars does the Lona carry?", "36 cars"),
        ("HOW MANY CARS DOES THE LONA CARRY", "36 cars"),
    ],
)
def test_a_passage_with_it_is_the_first(asked: str, words: str) -> None:
    reply = answer_question(asked, [], [_article()])

    assert words in " ".join(sentence.text for sentence in reply.quotes[0].sentences)
