"""The better of two extractions, without hidden text, teasers and repetitions of the headline."""

import json

import pytest
from article_pages import PARAGRAPHS, SENTENCES, URL, extract
from lxml.html import fragment_fromstring

from news.errors import Unreadable
from news.source import PageRefusal
from sources.parsing import page
from sources.parsing.pages import article_text


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">A casino bonus for robots waits here.</p>',
        '<p style="color: red; Display : NONE">A casino bonus for robots waits here.</p>',
        '<p style="visibility:hidden">A casino bonus for robots waits here.</p>',
        "<div hidden><p>A casino bonus for robots waits here.</p></div>",
        '<p aria-hidden="true">A casino bonus for robots waits here.</p>',
    ],
)
def test_hidden_text_is_left_out(hidden: str) -> None:
    read = extract(f"<article><h1>Harl closes its old bridge</h1>{PARAGRAPHS}{hidden}</article>")

    assert read.text == "\n".join(SENTENCES)


def test_an_article_that_a_page_hides_until_its_script_runs_is_read() -> None:
    read = extract(f'<article style="display:none"><h1>Harl closes its old bridge</h1>{PARAGRAPHS}</article>')

    assert SENTENCES[0] in read.text


@pytest.mark.parametrize(
    "teaser",
    [
        '<p><a href="/a">Ten cats that looked at a queen last year</a></p>',
        '<p>Read more: <a href="/a">Ten cats that looked at a queen</a></p>',
        '<p><strong>Lesen Sie auch:</strong> <a href="/a">Ten cats that looked at a queen</a></p>',
        '<a href="/a"><h3>Ten cats that looked at a queen</h3><p>It was a long day for each of them.</p></a>',
        '<ul><li><b>Cats: </b><a href="/a">Ten cats saw a queen</a></li><li><a href="/b">Dogs saw no queen</a></li></ul>',
    ],
)
def test_teasers_between_paragraphs_are_left_out(teaser: str) -> None:
    body = PARAGRAPHS.replace("</p><p>Repair", f"</p>{teaser}<p>Repair")

    read = extract(f"<article><h1>Harl closes its old bridge</h1>{body}</article>")

    assert read.text == "\n".join(SENTENCES)


def test_a_sentence_with_a_link_stays() -> None:
    body = PARAGRAPHS.replace("the city said", '<a href="/city">the city said</a>')

    assert extract(f"<article>{body}</article>").text == "\n".join(SENTENCES)


@pytest.mark.parametrize(
    "repetition", ["Harl closes its old bridge", "HARL CLOSES ITS OLD BRIDGE", "Harl closes its old bridge."]
)
def test_a_repeated_headline_is_left_out(repetition: str) -> None:
    read = extract(f"<article><h1>Harl closes its old bridge</h1><p>{repetition}</p>{PARAGRAPHS}</article>")

    assert read.text == "\n".join(SENTENCES)


def test_a_standfirst_above_the_article_is_its_first_line() -> None:
    standfirst = "Cracks in two piers end a century of traffic between Harl and Lom"
    head = f'<title>Harl closes its old bridge</title><meta name="description" content="{standfirst}">'
    body = f'<header><h1>Harl closes its old bridge</h1><h2 class="a">{standfirst}</h2></header>'

    read = extract(f"<article>{body}<div>{PARAGRAPHS}</div></article>", head)

    assert read.text == "\n".join((standfirst, *SENTENCES))


def test_a_description_that_readers_do_not_see_is_not_a_standfirst() -> None:
    head = '<title>Harl closes its old bridge</title><meta name="description" content="All the news from Harl and Lom, every day.">'

    assert extract(f"<article>{PARAGRAPHS}</article>", head).text == "\n".join(SENTENCES)


def test_an_article_that_only_json_ld_has_is_read_from_there() -> None:
    article = {
        "@type": "NewsArticle",
        "headline": "Harl closes its old bridge",
        "articleBody": " ".join(SENTENCES),
        "author": {"@type": "Person", "name": "Ada Lom"},
    }
    head = f'<title>Harl</title><script type="application/ld+json">{json.dumps(article)}</script>'

    read = extract("<div id=root></div><noscript>You need to enable JavaScript.</noscript>", head)

    assert read.text == " ".join(SENTENCES)
    assert (read.author, read.refusal) == ("Ada Lom", PageRefusal.NONE)


def test_a_fragment_of_the_article_is_not_chosen() -> None:
    chosen = article_text.choose_text(
        article_text.Candidates(
            fragment_fromstring("<p>x</p>"),
            "Harl closes its old bridge",
            (),
            (),
            precise="Anna Berg writes about towns and rivers for the Courier.",
            balanced="\n".join(SENTENCES),
        )
    )

    assert (chosen.text, chosen.source) == ("\n".join(SENTENCES), article_text.TextSource.BALANCED)


def test_a_second_article_below_the_first_is_not_chosen() -> None:
    other = "\n".join(
        f"The {n}th market of Lom sold apples and pears to visitors from far away." for n in range(40)
    )
    chosen = article_text.choose_text(
        article_text.Candidates(
            fragment_fromstring("<p>x</p>"),
            "Harl closes its old bridge",
            (),
            (),
            precise="\n".join(SENTENCES * 2),
            balanced="\n".join(SENTENCES * 2) + "\n" + other,
        )
    )

    assert chosen.source is article_text.TextSource.PRECISE


def test_a_layout_table_leaves_no_marks_of_its_cells() -> None:
    rows = "".join(f"<tr><td>{sentence}</td></tr>" for sentence in SENTENCES)

    read = extract(f"<table><tr><td><table>{rows}</table></td></tr></table>")

    assert read.text == "\n".join(SENTENCES)


@pytest.mark.parametrize(
    "sentences",
    [
        ["The council has shut the old bridge.", "Engineers found deep cracks in two piers.", "“Safety comes first,” the mayor said."],
        ["Valtuusto sulki vanhan sillan.", "Insinöörit löysivät halkeamia pilareista.", "Korjaustyöt kestävät kahdeksan kuukautta."],
        ["Belediye eski köprüyü kapattı.", "Mühendisler iki ayakta çatlaklar buldu.", "Onarım çalışmaları sekiz ay sürecek."],
    ],
)  # fmt: skip
def test_an_article_of_short_paragraphs_is_one(sentences: list[str]) -> None:
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences * 6)

    assert page.read_article(f"<article><h1>Harl</h1>{body}</article>".encode(), url=URL).text


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("".join(f"<h3>Teaser number {n}</h3><p>The council met again.</p>" for n in range(40)), PageRefusal.INDEX),
        ("<p>" + "We and our partners store cookies on your device. You can withdraw your consent at any time in our privacy policy. " * 6 + "</p>", PageRefusal.CONSENT),
        ("<p>Please enable JavaScript to read this page.</p>", PageRefusal.TOO_SHORT),
    ],
)  # fmt: skip
def test_an_index_a_consent_form_and_a_shell_are_refused(body: str, refusal: PageRefusal) -> None:
    data = (
        f"<html><head><title>The Courier</title></head><body><article>{body}</article></body></html>".encode()
    )

    assert page.extract_page(data, url=URL).refusal is refusal
    with pytest.raises(Unreadable):
        page.read_article(data, url=URL)


def test_an_article_about_cookies_is_one() -> None:
    text = "Harl bans tracking cookies on its own pages. The council wants consent before a cookie is stored. Privacy comes first, the mayor said. "
    data = f"<html><head><title>Harl bans tracking cookies</title></head><article><p>{text * 5}</p></article></html>"

    assert page.extract_page(data.encode(), url=URL).refusal is PageRefusal.NONE
