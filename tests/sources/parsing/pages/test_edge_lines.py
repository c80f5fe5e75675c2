"""What stands around an article is not a part of its text."""

import pytest
from article_pages import PARAGRAPHS, SENTENCES, extract

HEADLINE = "<h1>Harl closes its old bridge</h1>"


@pytest.mark.parametrize(
    "line",
    [
        "Montag, 3. März 2025 um 10:15",
        "03/03/2025 - Anna Berg - Harl",
        "2025年3月3日 10時15分",
        "By Anna Berg",
    ],
)
def test_a_date_or_a_byline_before_the_first_sentence_is_left_out(line: str) -> None:
    assert extract(f"<article>{HEADLINE}<p>{line}</p>{PARAGRAPHS}</article>").text == "\n".join(SENTENCES)


@pytest.mark.parametrize(
    "closing",
    [
        "<p>Sign up for our daily newsletter and get the best of Harl every morning.</p>",
        "<p>Follow the Harl Courier on Facebook and Instagram, and write to us.</p>",
        "<p>Folgen Sie uns auf Facebook und abonnieren Sie den Newsletter.</p>",
        '<p>More great stories</p><ul><li>Why <a href="/a">cats look at queens</a></li><li>Plus, <a href="/b">the news</a></li></ul>',
    ],
)
def test_invitations_and_lists_of_links_after_the_last_sentence_are_left_out(closing: str) -> None:
    assert extract(f"<article>{HEADLINE}{PARAGRAPHS}{closing}</article>").text == "\n".join(SENTENCES)


def test_an_invitation_among_sentences_stays() -> None:
    sentence = (
        "The mayor asked all readers to sign up for the new ferry, which leaves the town at seven each day."
    )
    body = PARAGRAPHS.replace("<p>Repair", f"<p>{sentence}</p><p>Repair")

    assert sentence in extract(f"<article>{HEADLINE}{body}</article>").text


def test_an_article_that_ends_with_a_long_list_of_links_keeps_it() -> None:
    items = "".join(
        f'<li>The city mends <a href="/{n}">road number {n} of the plan</a> in May.</li>' for n in range(12)
    )

    assert "road number 11" in extract(f"<article>{HEADLINE}{PARAGRAPHS}<ul>{items}</ul></article>").text


def test_a_pull_quote_is_left_out() -> None:
    quote = "Engineers found deep cracks in two of its seven piers."
    body = PARAGRAPHS.replace("piers during", "piers. It was during").replace(
        "<p>Shop", f"<p>{quote}</p><p>Shop"
    )

    text = extract(f"<article>{HEADLINE}{body}</article>").text

    assert text.count("deep cracks in two of its seven piers.") == 1


@pytest.mark.parametrize(
    "furniture",
    [
        '<div class="image-caption"><p>The old bridge in the fog of a cold morning in March.</p></div>',
        '<div class="newsletter-box"><p>The best of Harl comes to your inbox each morning at six.</p></div>',
        '<div id="aiSummary"><p>A machine says that the bridge is closed for a long while.</p></div>',
    ],
)
def test_elements_that_are_named_furniture_are_left_out(furniture: str) -> None:
    body = PARAGRAPHS.replace("<p>Repair", f"{furniture}<p>Repair")

    assert extract(f"<article>{HEADLINE}{body}</article>").text == "\n".join(SENTENCES)


def test_an_article_inside_an_element_with_such_a_name_stays() -> None:
    assert extract(f'<div class="has-newsletter promo">{HEADLINE}{PARAGRAPHS}</div>').text == "\n".join(
        SENTENCES
    )


def test_a_card_with_a_first_level_heading_of_its_own_is_a_teaser() -> None:
    cards = "".join(
        f'<li><a href="/{n}"><h1>Story number {n} of the day</h1><p>{"The ship of the line came late again. " * 8}</p></a></li>'
        for n in range(4)
    )

    assert extract(f"<article>{HEADLINE}{PARAGRAPHS * 2}<ul>{cards}</ul></article>").text == "\n".join(
        SENTENCES * 2
    )
