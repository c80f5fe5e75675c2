"""What somebody wants under a brief, told by the words."""

import pytest

from news.answer import Intent
from summarize.answers import intents
from summarize.answers.intents import Wish


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Tell me more about 2", Wish(Intent.MORE, 2)),
        ("more on the strike, please", Wish(Intent.MORE, 0, "the strike")),
        ("#3", Wish(Intent.MORE, 3)),
        ("give me more details on the second one", Wish(Intent.MORE, 2)),
        ("can you summarise this in two sentences?", Wish(Intent.SUMMARY, count=2)),
        ("tl;dr of 1", Wish(Intent.SUMMARY, 1)),
        ("sum up the strike in 99 sentences", Wish(Intent.SUMMARY, 0, "strike", intents.MOST)),
        ("who said what?", Wish(Intent.QUOTES)),
        ("who else has this?", Wish(Intent.COVERAGE)),
        ("which other papers wrote about 2?", Wish(Intent.COVERAGE, 2)),
        ("where do the outlets disagree?", Wish(Intent.DIFFERENCES)),
        ("What led to the strike?", Wish(Intent.BACKGROUND, 0, "the strike")),
        ("timeline of 1", Wish(Intent.BACKGROUND, 1)),
        ("how did it come to this?", Wish(Intent.BACKGROUND)),
        ("any update on the talks?", Wish(Intent.UPDATES, 0, "the talks")),
        ("what's new?", Wish(Intent.UPDATES)),
        ("why is story 3 here?", Wish(Intent.RANKING, 3)),
        ("why did you pick this?", Wish(Intent.RANKING)),
        ("erzähl mir mehr", Wish(Intent.MORE)),
        ("quoi de neuf ?", Wish(Intent.UPDATES)),
        ("Hey newsbrief, could you please give me the timeline now?", Wish(Intent.BACKGROUND)),
    ],
)
def test_a_wish_is_read(text: str, wish: Wish) -> None:
    assert intents.read(text) == wish


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
    assert intents.read(text).intent is Intent.QUESTION


@pytest.mark.parametrize(
    "text", ["any contradictions?", "what's new?", "all articles on 1", "differences between the outlets?"]
)
def test_what_surely_asks_the_bot_is_heard(text: str) -> None:
    assert intents.asked(text)


@pytest.mark.parametrize(
    "text",
    ["great summary", "quote of the day", "links in the doc", "more of the same", "summary looks good to me"],
)
def test_talk_that_looks_like_a_wish_is_not(text: str) -> None:
    assert not intents.asked(text)
