"""The sentence that a search shows for each article."""

from __future__ import annotations

from datetime import UTC, datetime

from news.article import Article
from summarize.answers.snippets import find_snippets

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)


def article(name: str, *sentences: str, language: str = "en") -> Article:
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return Article(
        id=name,
        source_id="s",
        outlet="The Bell",
        url=f"https://news.example/{name}",
        title="From the valley",
        text="\n".join(sentences),
        sentence_spans=tuple(spans),
        first_seen_at=NOW,
        language=language,
    )


def snippet_texts(query: str, *articles: Article) -> dict[str, str]:
    return {name: sentence.text for name, sentence in find_snippets(query, articles).items()}


def test_the_sentence_with_most_of_the_words_is_shown() -> None:
    dam = article("dam", "The dam is 84 metres high.", "Engineers closed the dam for repairs.", "It rained.")
    port = article("port", "Dockers walked out on Tuesday.", "Repairs to the port take a year.")

    assert snippet_texts("dam repairs", dam, port) == {
        "dam": "Engineers closed the dam for repairs.",
        "port": "Repairs to the port take a year.",
    }


def test_other_forms_of_a_word_are_found_in_each_language() -> None:
    english = article("en", "It rained.", "The ferries were cancelled.")
    german = article("de", "Es regnete.", "Die Brücken sind gesperrt.", language="de")

    assert snippet_texts("ferry", english, german) == {"en": "The ferries were cancelled."}
    assert snippet_texts("Brücke", english, german) == {"de": "Die Brücken sind gesperrt."}


def test_an_article_without_the_words_has_no_snippet() -> None:
    assert snippet_texts("chess", article("dam", "The dam is 84 metres high."), article("empty")) == {}
