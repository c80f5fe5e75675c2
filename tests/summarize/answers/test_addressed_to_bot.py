"""Which messages in a thread are for the bot."""

from __future__ import annotations

import pytest
from paths import DATA

from summarize.answers import intents
from summarize.answers.addressed_to_bot import is_addressed_to_bot

MESSAGES = DATA / "thread_messages.tsv"


def labelled() -> list[tuple[str, str]]:
    rows = MESSAGES.read_text(encoding="utf-8").splitlines()
    return [(label, text) for label, _, text in (row.partition("\t") for row in rows)]


def test_the_labelled_set_is_large_and_half_of_it_is_talk() -> None:
    labels = [label for label, _ in labelled()]

    assert len(labels) >= 150
    assert labels.count("talk") >= len(labels) / 2


def test_at_most_two_of_a_hundred_messages_of_talk_are_answered() -> None:
    talk = [text for label, text in labelled() if label == "talk"]
    wrong = [text for text in talk if is_addressed_to_bot(text) or intents.is_request(text)]

    assert len(wrong) <= 0.02 * len(talk), wrong


def test_at_most_one_of_ten_questions_to_the_bot_is_missed() -> None:
    questions = [text for label, text in labelled() if label == "bot"]
    missed = [text for text in questions if not (is_addressed_to_bot(text) or intents.is_request(text))]

    assert len(missed) <= 0.1 * len(questions), missed


@pytest.mark.parametrize(
    "text",
    [
        "<@U02ANA> did you see this?",
        "<@U02ANA> who signed the letter?",
        "@ana who signed the letter?",
        "> Who signed the letter?",
        "https://news.example/who-signed?x=1",
        ":joy: :joy:",
        "😂😂😂",
        "",
        "   ",
        "???",
        "`why?`",
    ],
)
def test_what_is_for_somebody_else_or_says_nothing_is_left_alone(text: str) -> None:
    assert not is_addressed_to_bot(text)


def test_a_request_after_thanks_is_heard() -> None:
    assert is_addressed_to_bot("Thanks! :tada: And who owns the company? https://news.example/a")


@pytest.mark.parametrize(
    "text",
    [
        "\x00" * 5000,
        "\ud800 who?" * 900,
        "a" * 1_000_000,
        "who " * 200_000,
        "tell me more, " * 60_000,
        "?" * 500_000,
    ],
)
def test_hostile_messages_are_judged_at_once(text: str) -> None:
    assert is_addressed_to_bot(text) in {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "who is the president of the US?",
        "is Jackson dead",
        "what abuot ukraine",
        "did the hotel say anything about refunds",
        "remind me, when was the record set",
        "In wie vielen Tagen sind Wahlen in Peru?",
        "whats the name of the asteroid",
    ],
)
def test_a_question_as_people_type_it_is_heard(text: str) -> None:
    assert is_addressed_to_bot(text)


@pytest.mark.parametrize(
    "text",
    [
        "Can someone look at this?",
        "who approved this headline?",
        "what, really?",
        "tell us when you are back",
    ],
)
def test_people_who_talk_to_each_other_are_left_alone(text: str) -> None:
    assert not is_addressed_to_bot(text)
