import pytest

from sources.parsing import plain_text

PARAGRAPH = (
    "The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars. "
    "About 400 families on the island were moved to schools in the town overnight. Repairs will take a year."
)
WRAPPED = """The Harl bridge at Denmouth was closed on Tuesday after inspectors
found cracks in two of its pillars. About 400 families on the island
were moved to schools in the town overnight.

Repairs will take a year, said the mayor, Ines Corvo, who has asked for
help from the county."""


def test_a_pasted_paragraph_is_an_article_with_its_first_sentence_as_headline() -> None:
    article = plain_text.read_plain(PARAGRAPH)

    assert article
    assert article.title.startswith("The Harl bridge at Denmouth was closed on Tuesday")
    assert article.text == PARAGRAPH


@pytest.mark.parametrize("text", ["Just a headline", "Bridge closed at Denmouth.", "", " \n"])
def test_a_headline_alone_is_no_article(text: str) -> None:
    assert plain_text.read_plain(text) is None


def test_a_text_below_its_headline_stays_as_it_is() -> None:
    text = "Bridge closed\nThe bridge was closed on Tuesday.\nNobody was hurt.\n"

    assert plain_text.read_plain(text) == plain_text.PlainArticle("", text)


def test_wrapped_lines_are_joined_and_nothing_is_taken_for_a_headline() -> None:
    article = plain_text.read_plain(WRAPPED)

    assert article
    assert article.text.splitlines() == [
        PARAGRAPH.removesuffix(" Repairs will take a year."),
        "Repairs will take a year, said the mayor, Ines Corvo, who has asked for help from the county.",
    ]
    assert article.title.startswith("The Harl bridge")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_headline_above_wrapped_lines_is_kept(gap: str) -> None:
    article = plain_text.read_plain(f"Bridge closed after cracks are found{gap}{WRAPPED}")

    assert article
    assert article.title == ""
    assert article.text.splitlines()[0] == "Bridge closed after cracks are found"
    assert len(article.text.splitlines()) == 3


def test_markdown_is_read_without_its_marks() -> None:
    article = plain_text.read_markdown(
        """---
title: "Bridge closed after cracks are found"
date: 2026-11-17
---
# Bridge closed after cracks are found

![the bridge](bridge.jpg)
The **Harl bridge** at [Denmouth](https://denmouth.example) was closed on *Tuesday*.

## Background

> “We had no choice,” said the mayor, Ines Corvo.

- It was built in 1931 by `Harl & Sons`.
- snake_case_names and 2 * 3 * 4 stay.

| a | b |
|---|---|

```
print("no news")
```
"""
    )

    assert article
    assert article.title == "Bridge closed after cracks are found"
    assert article.published_at
    assert article.published_at.date().isoformat() == "2026-11-17"
    assert [line for line in article.text.splitlines() if line] == [
        "The Harl bridge at Denmouth was closed on Tuesday.",
        "Background",
        "“We had no choice,” said the mayor, Ines Corvo.",
        "It was built in 1931 by Harl & Sons.",
        "snake_case_names and 2 * 3 * 4 stay.",
    ]


def test_an_underlined_heading_is_the_headline() -> None:
    article = plain_text.read_markdown("Bridge closed\n=============\n\nThe bridge was closed on Tuesday.\n")

    assert article
    assert (article.title, article.text.strip()) == ("Bridge closed", "The bridge was closed on Tuesday.")


def test_a_heading_alone_is_no_article() -> None:
    assert plain_text.read_markdown("# Bridge closed\n") is None
