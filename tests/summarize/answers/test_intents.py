"""What somebody wants under a brief, told by the words."""

import pytest

from news.answer import Intent
from summarize.answers import intents
from summarize.answers.intents import ParsedIntent


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Tell me more about 2", ParsedIntent(Intent.MORE, 2)),
        ("more on the strike, please", ParsedIntent(Intent.MORE, 0, "the strike")),
        ("#3", ParsedIntent(Intent.MORE, 3)),
        ("give me more details on the second one", ParsedIntent(Intent.MORE, 2)),
        ("can you summarise this in two sentences?", ParsedIntent(Intent.SUMMARY, sentence_count=2)),
        ("tl;dr of 1", ParsedIntent(Intent.SUMMARY, 1)),
        (
            "sum up the strike in 99 sentences",
            ParsedIntent(Intent.SUMMARY, 0, "strike", intents.MAX_SUMMARY_SENTENCES),
        ),
        ("who said what?", ParsedIntent(Intent.QUOTES)),
        ("who else has this?", ParsedIntent(Intent.COVERAGE)),
        ("which other papers wrote about 2?", ParsedIntent(Intent.COVERAGE, 2)),
        ("where do the outlets disagree?", ParsedIntent(Intent.DIFFERENCES)),
        ("What led to the strike?", ParsedIntent(Intent.BACKGROUND, 0, "the strike")),
        ("timeline of 1", ParsedIntent(Intent.BACKGROUND, 1)),
        ("how did it come to this?", ParsedIntent(Intent.BACKGROUND)),
        ("any update on the talks?", ParsedIntent(Intent.UPDATES, 0, "the talks")),
        ("what's new?", ParsedIntent(Intent.UPDATES)),
        ("why is story 3 here?", ParsedIntent(Intent.RANKING, 3)),
        ("why did you pick this?", ParsedIntent(Intent.RANKING)),
        ("erzähl mir mehr", ParsedIntent(Intent.MORE)),
        ("quoi de neuf ?", ParsedIntent(Intent.UPDATES)),
        ("Hey newsbrief, could you please give me the timeline now?", ParsedIntent(Intent.BACKGROUND)),
    ],
)
def test_a_wish_is_read(text: str, wish: ParsedIntent) -> None:
    assert intents.parse_intent(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "why did the dam break?",
        "who is Ruth Calloran?",
        "how many people were hurt?",
        "what did the minister say?",
        "what happened in Lowmere?",
        "where is Lowmere?",
        "how did the fire start?",
        "who reported the breach?",
        "who has been arrested?",
        "how much more will it cost?",
        "is there a further strike planned?",
        "what was before the court?",
        "which newspapers were fined?",
        "did sources say anything about pay?",
        "",
        "more " * 400,
    ],
)
def test_a_question_is_a_question(text: str) -> None:
    assert intents.parse_intent(text).intent is Intent.QUESTION


@pytest.mark.parametrize(
    "text", ["any contradictions?", "what's new?", "all articles on 1", "differences between the outlets?"]
)
def test_what_surely_asks_the_bot_is_heard(text: str) -> None:
    assert intents.is_request(text)


@pytest.mark.parametrize(
    "text",
    ["great summary", "quote of the day", "links in the doc", "more of the same", "summary looks good to me"],
)
def test_talk_that_looks_like_a_wish_is_not(text: str) -> None:
    assert not intents.is_request(text)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("help", Intent.HELP),
        ("what can I ask you here?", Intent.HELP),
        ("say that again", Intent.REPEAT),
        ("can you translate this to German?", Intent.TRANSLATE),
        ("auf deutsch bitte", Intent.TRANSLATE),
        ("translate story 2", Intent.TRANSLATE),
        ("explain it like I'm 5", Intent.SIMPLIFY),
        ("stop", Intent.STOP),
        ("unsubscribe", Intent.STOP),
        ("save this for later", Intent.SAVE),
        ("are you sure about that?", Intent.VERIFY),
        ("what did you leave out?", Intent.LEFT_OUT),
        ("who said what", Intent.QUOTES),
        ("tl;dr", Intent.SUMMARY),
        ("summarise everything", Intent.SUMMARY),
        ("just the gist please", Intent.SUMMARY),
        ("what are the sources?", Intent.COVERAGE),
    ],
)
def test_a_request_is_heard_without_a_question_mark(text: str, intent: Intent) -> None:
    assert intents.parse_intent(text).intent is intent
    assert intents.is_request(text)


@pytest.mark.parametrize(
    ("text", "count"), [("in 3 bullets", 3), ("5 bullets max", 5), ("three lines please", 3)]
)
def test_a_number_of_bullets_is_the_length_of_a_summary(text: str, count: int) -> None:
    parsed = intents.parse_intent(text)

    assert (parsed.intent, parsed.sentence_count) == (Intent.SUMMARY, count)
    assert intents.is_request(text)


def test_and_the_second_one_is_a_story() -> None:
    parsed = intents.parse_intent("and the second one?")

    assert (parsed.intent, parsed.story_number) == (Intent.MORE, 2)


@pytest.mark.parametrize(
    "text", ["great summary", "stop it you two :D", "quote of the day", "help, I locked myself out again"]
)
def test_talk_with_the_words_of_a_request_is_none(text: str) -> None:
    assert not intents.is_request(text)
