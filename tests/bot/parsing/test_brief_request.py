from datetime import UTC, datetime, timedelta

import pytest

from bot.parsing import brief_request
from bot.render.wording import error_wording
from news.brief import BriefRequest
from news.errors import InvalidDuration, RequestTooLong

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def _read(words: str) -> BriefRequest:
    return brief_request.parse_brief_request(words, team="T1", channel="C1", now=NOW)


@pytest.mark.parametrize(
    ("words", "topic", "length"),
    [
        ("", "", timedelta(hours=24)),
        ("storm", "storm", timedelta(hours=24)),
        ("storm 3d", "storm", timedelta(days=3)),
        ("storm damage last 3 days", "storm damage", timedelta(days=3)),
        ("2w", "", timedelta(weeks=2)),
        ("5G", "5G", timedelta(hours=24)),
        ("3D printing", "3D printing", timedelta(hours=24)),
        ('"24x"', '"24x"', timedelta(hours=24)),
        ("climate -coal 48 hours", "climate -coal", timedelta(hours=48)),
    ],
)
def test_words_part_into_a_topic_and_a_window(words: str, topic: str, length: timedelta) -> None:
    request = _read(words)

    assert request.topic == topic
    assert request.window.since == NOW - length
    assert request.window.contains(NOW)


def test_an_unreadable_length_is_answered_with_what_can_be_typed() -> None:
    with pytest.raises(InvalidDuration) as refused:
        _read("storm 24x")

    said = error_wording.describe_error(refused.value)
    assert "“24x”" in said
    assert "`/brief storm 24h`" in said


def test_more_words_than_a_topic_has_are_refused() -> None:
    with pytest.raises(RequestTooLong, match="request_too_long"):
        _read("word " * 100)


def test_a_question_of_5000_characters_is_refused_with_the_limit() -> None:
    with pytest.raises(RequestTooLong) as refused:
        brief_request.parse_question("why " * 1250)

    assert "1,000" in error_wording.describe_error(refused.value)


@pytest.mark.parametrize("words", ["help", " HELP ", "?", "--help"])
def test_help_is_asked_for_in_several_ways(words: str) -> None:
    assert brief_request.is_help(words)


@pytest.mark.parametrize(
    ("words", "topic", "stories", "excluded_terms"),
    [
        ("top 3 today", "", 3, ()),
        ("past 3 days harbour top 3", "harbour", 3, ()),
        ("since Monday morning, dam", "dam", 5, ()),
        ("harbour OR rail", "harbour, rail", 5, ()),
        ("everything but boxing", "", 5, ("boxing",)),
        ("rail without strikes last week", "rail", 5, ("strikes",)),
        ("the last 2 weeks on rail", "rail", 5, ()),
        ("dam 3d please", "dam", 5, ()),
        ("rail since sunday, no opinion", "rail", 5, ()),
        ("3d printing", "3d printing", 5, ()),
        ("doctors without borders", "doctors without borders", 5, ()),
        ("black friday", "black friday", 5, ()),
    ],
)
def test_a_brief_is_asked_for_in_the_words_people_use(
    words: str, topic: str, stories: int, excluded_terms: tuple[str, ...]
) -> None:
    request = _read(words)

    assert (request.topic, request.max_stories, request.excluded_terms) == (topic, stories, excluded_terms)


def test_a_time_that_is_too_long_is_told_and_is_no_topic() -> None:
    with pytest.raises(InvalidDuration):
        _read("dam last 500 days")


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("with opinion", ""),
        ("storm with opinion", "storm"),
        ("storm with opinions 3d", "storm"),
        ("storm 3d with Opinion", "storm"),
        ("with opinion storm", "storm"),
    ],
)
def test_with_opinion_is_no_part_of_the_topic(words: str, topic: str) -> None:
    request = brief_request.parse_brief_request(words, team="T", channel="C", now=NOW)

    assert (request.topic, request.with_opinion) == (topic, True)


def test_an_opinion_poll_is_a_topic() -> None:
    request = brief_request.parse_brief_request("storm opinion poll", team="T", channel="C", now=NOW)

    assert (request.topic, request.with_opinion) == ("storm opinion poll", False)


@pytest.mark.parametrize(
    ("words", "topic", "count"),
    [
        ("top story", "", 1),
        ("the ten most important things on aid since monday", "aid", 10),
        ("top5 inflation", "inflation", 5),
        ("3 stories", "", 3),
        ("die fünf wichtigsten Meldungen", "", 5),
        ("top gun", "top gun", 5),
    ],
)
def test_the_number_of_stories_is_named_in_many_ways(words: str, topic: str, count: int) -> None:
    request = _read(words)

    assert (request.topic, request.max_stories) == (topic, count)


@pytest.mark.parametrize("words", ["myanmar bullets", "just headlines on myanmar", "in short: myanmar"])
def test_how_a_brief_is_told_is_no_part_of_its_topic(words: str) -> None:
    assert _read(words).topic == "myanmar"


def test_words_with_a_minus_alone_are_left_out() -> None:
    request = _read("-sports -celebs today")

    assert (request.topic, request.excluded_terms) == ("", ("sports", "celebs"))
