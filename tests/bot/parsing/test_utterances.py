"""What people type after `/brief`, in a mention or in a direct message, as it is understood."""

import pytest

from bot.parsing.command_phrases import Unclear
from bot.parsing.reading import Action
from bot.parsing.small_talk import SmallTalk
from bot.parsing.utterances import parse_suggestion, parse_utterance


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("list my digests", "digest list"),
        ("what sources do you follow?", "sources"),
        ("follow courier.example/feed", "add courier.example/feed"),
        ("+ https://courier.example/rss", "add https://courier.example/rss"),
        ("remove source 3", "remove 3"),
        ("find me the article about the old mill", "search the old mill"),
        ("what have I muted?", "preferences"),
        ("status", "health"),
        ("digest", "digest help"),
        ("digest pause 2", "digest pause 2"),
        ("?", "help"),
        ("hilfe", "help"),
        ("help digest", "digest help"),
        ("cancel digest 2", "digest delete 2"),
    ],
)
def test_a_command_is_known_in_the_words_people_use(text: str, words: str) -> None:
    utterance = parse_utterance(text)

    assert (utterance.action, utterance.words) == (Action.COMMAND, words)


@pytest.mark.parametrize(
    "text",
    [
        "weekdays 9:00",
        "every friday at 5pm",
        "can you send me the news every morning at 8?",
        "hourly",
        "first monday of the month at 10",
        "noon in lisbon",
        "subscribe me to daily news at 8",
    ],
)
def test_a_time_or_a_rhythm_is_an_order_of_a_digest(text: str) -> None:
    utterance = parse_utterance(text, is_command=True)

    assert utterance.action is Action.COMMAND
    assert utterance.words.startswith("digest ")


@pytest.mark.parametrize(
    ("text", "topic", "suggestion"),
    [
        ("unsubscribe", Unclear.WHICH_DIGEST, "digest delete"),
        ("i'd like to see fewer opinion pieces", Unclear.MEANING, "less opinion pieces"),
        ("pause my digest until monday", Unclear.PAUSE_UNTIL, "digest pause"),
        ("todya", Unclear.SPELLING, "today"),
        ("subscribe me", Unclear.DIGEST_ORDER, "digest weekdays 9:00"),
        ("mute boxing", Unclear.MUTE, "less boxing"),
        ("7pm curfew", Unclear.ORDER_OR_TOPIC, "digest daily 19:00 curfew"),
        ("tomorrow", Unclear.FUTURE, "today"),
    ],
)
def test_an_unsure_reading_is_asked_back_with_a_command_to_press(
    text: str, topic: Unclear, suggestion: str
) -> None:
    utterance = parse_utterance(text, is_command=True)

    assert (utterance.action, utterance.topic) == (Action.ASK, topic)
    assert suggestion in utterance.suggestions


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("thanks!", SmallTalk.THANKS),
        ("danke", SmallTalk.THANKS),
        ("ok cool", SmallTalk.THANKS),
        ("good morning team", SmallTalk.GREETING),
        ("what can you do?", SmallTalk.ABILITIES),
        ("translate 1 into german", SmallTalk.TRANSLATION),
        ("tell us a joke", SmallTalk.OTHER_WISH),
        (":tada:", SmallTalk.UNREADABLE),
        ("🎉", SmallTalk.UNREADABLE),
        ("you sent it twice today", SmallTalk.COMPLAINT),
    ],
)
def test_small_talk_is_never_searched_as_a_topic(text: str, kind: SmallTalk) -> None:
    utterance = parse_utterance(text)

    assert (utterance.action, utterance.small_talk) == (Action.SMALL_TALK, kind)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what's new on climate this week", "climate this week"),
        ("give me a summary of today", "today"),
        ("can you brief us on the strike", "the strike"),
        ("news about the old mill", "the old mill"),
        ("news pls", ""),
        ("heute", "heute"),
        ("Nachrichten", ""),
        ("NOW!!!", ""),
        ("house prices", "house prices"),
        ("news corp", "news corp"),
        ("stop oil", "stop oil"),
        ("weekly jobs report", "weekly jobs report"),
        ("help refugees", "help refugees"),
        ("9/11", "9/11"),
        ('"thanks"', '"thanks"'),
        ("dairy exports", "dairy exports"),
    ],
)
def test_everything_else_is_the_topic_of_a_brief(text: str, words: str) -> None:
    utterance = parse_utterance(text, is_command=True)

    assert (utterance.action, utterance.words) == (Action.BRIEF, words)


def test_a_private_brief_is_asked_for_in_several_ways() -> None:
    for text in ("private today", "just for me: today", "quietly, today"):
        utterance = parse_utterance(text, is_command=True)

        assert (utterance.action, utterance.words) == (Action.PRIVATE_BRIEF, "today")


@pytest.mark.parametrize(
    "text", ["when do the ferries run again", "how old is the mayor?", "how many were moved? thanks!"]
)
def test_a_question_needs_no_mark_where_questions_are_asked(text: str) -> None:
    assert parse_utterance(text).action is Action.QUESTION


def test_a_question_about_the_bot_is_not_asked_of_the_articles() -> None:
    assert parse_utterance("do others see what I ask you here?").action is not Action.QUESTION


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("digest delete", Action.COMMAND),
        ("search old mill", Action.COMMAND),
        ('"cancel culture"', Action.BRIEF),
        ("private climate", Action.PRIVATE_BRIEF),
        ("when do the ferries run?", Action.QUESTION),
        ("house prices", Action.BRIEF),
        ("friday prayers", Action.BRIEF),
        ("unicorns", Action.BRIEF),
        ("bridge 2d", Action.BRIEF),
    ],
)
def test_a_chosen_button_is_never_asked_back(words: str, action: Action) -> None:
    assert parse_suggestion(words).action is action


@pytest.mark.parametrize("text", ["cancel culture", "search engine antitrust", "mute swans"])
def test_a_topic_that_begins_like_a_command_has_a_button_that_means_the_topic(text: str) -> None:
    utterance = parse_utterance(text, is_command=True)

    assert utterance.action is Action.BRIEF or any(
        parse_suggestion(words).action is Action.BRIEF for words in utterance.suggestions
    )


@pytest.mark.parametrize("text", ["quarterly", "hourly", "9am", "first of the month", "weekdays"])
def test_what_can_only_say_when_is_never_a_topic(text: str) -> None:
    assert parse_utterance(text, is_command=True).action is not Action.BRIEF
