from datetime import UTC, date, datetime

import pytest

from news.article import Article
from news.story import SentenceLabel
from summarize.extraction.stories import sentence_labels

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)  # a Wednesday


def _article(*sentences: str, language: str = "en") -> Article:
    spans, start = [], 0
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return Article(
        "a", "s", "Courier", "", "Bridge", "\n".join(sentences), tuple(spans), NOW, language=language
    )


def _label(text: str, language: str = "en") -> SentenceLabel | None:
    article = _article(text, language=language)
    return sentence_labels.find_label(article.sentences[0], article, NOW.date())


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The party won the upper house for the first time since 1913.", SentenceLabel.REASON),
        ("It is the largest fine in the history of the port.", SentenceLabel.REASON),
        ("The ruling is a serious blow to the harbour's owners.", SentenceLabel.REASON),
        ("Support stood at 50% in May, 48% in April and 45% in March.", SentenceLabel.NUMBERS),
        ("The ban will take effect Dec. 2.", SentenceLabel.NEXT),
        ("The bill is scheduled to come up for its first hearing on Friday.", SentenceLabel.NEXT),
        (
            "“The dam has not failed, and nobody should leave the town,” said Ruth Calloran, the fire chief.",
            SentenceLabel.QUOTATION,
        ),
    ],
)
def test_a_sure_cue_gives_a_label(text: str, label: SentenceLabel) -> None:
    assert _label(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "“I have been sober for the first time in eight years and I love it, I really do,” she said.",
        "The lake fell for the first time since Sunday.",
        "He repeated the concern that the bill could set a precedent.",
        "The two people who died were a man of 78 from Corrin and a woman of 66 from Lowmere.",
        "Ms. Holt made clear that she had no plans to run again after Tuesday's vote.",
        "The council will not meet on Friday.",
        "The vote would be held on Friday if the council agrees.",
        "Some 2,500 people attended the funeral on Monday.",
        "The council said on Friday that it will meet.",
        "It was scheduled to end on Nov. 30.",
        "“Closed for good,” the sign on the door said.",
    ],
)
def test_without_a_sure_cue_there_is_no_label(text: str) -> None:
    assert _label(text) is None


def test_other_languages_have_no_labels() -> None:
    assert _label("The ban will take effect Dec. 2.", language="de") is None


def test_each_label_stands_once_and_the_opener_has_none() -> None:
    article = _article(
        "The ban will take effect Dec. 2.", "Shops will close on Friday.", "Schools will open on Friday."
    )

    labels = sentence_labels.label_sentences(article.sentences, [article], date(2026, 11, 18))

    assert labels == {"Shops will close on Friday.": SentenceLabel.NEXT}
