"""From scraped text to the article's own lines."""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter

import pytest
from paths import SHARED

from summarize.cleaning import clean
from summarize.text import sentence_splitter

BODY = [
    "The council of Harborville voted on Monday to close the old bridge for good.",
    "Engineers had warned for years that its northern pier was sinking.",
    "“We cannot wait for a funeral,” the mayor said.",
    "The ferry will run every ten minutes until a new bridge is built.",
]


def page(*lines: str) -> str:
    return "\n".join(lines)


def test_the_first_line_is_the_headline_and_the_rubbish_goes() -> None:
    text = page(
        "Old bridge to close",
        "Share",
        "By Ada Finch",
        "05/22/23 5:00 AM ET",
        BODY[0],
        "Story continues below",
        "{mosads}" + BODY[1],
        BODY[2],
        BODY[3],
        "Copyright 2023 Harbor Media Inc. All rights reserved. This material may not be published, broadcast, rewritten.",
        "See all Harbor.TV See all Video",
        "Most Popular",
        "Load more",
    )

    assert clean.clean_text(text) == clean.CleanedText("Old bridge to close", "\n".join(BODY))


def test_a_given_title_leaves_the_first_line_in_the_text() -> None:
    found = clean.clean_text(page(*BODY), title="  Bridge &amp; ferry ")

    assert found.title == "Bridge & ferry"
    assert found.text.split("\n")[0] == BODY[0]


def test_a_single_line_is_text_and_no_headline() -> None:
    assert clean.clean_text(BODY[0]) == clean.CleanedText("", BODY[0])


def test_a_subheading_and_a_short_list_between_sentences_stay() -> None:
    text = page(
        "Bridge", BODY[0], "What comes next", BODY[1], "Ferry: free", "Bus: two crowns", BODY[2], BODY[3]
    )

    assert clean.clean_text(text).text == "\n".join(text.split("\n")[1:])


def test_teasers_after_the_end_go() -> None:
    teasers = [
        "Related",
        "Mayor under fire over ferry deal",
        "Ten bridges to see before you die",
        "Subscribe",
        "Weather",
    ]
    found = clean.clean_text(
        page("Bridge", *BODY, *teasers, "Storm took the roof of a school in Millwall, police say.")
    )

    assert found.text == "\n".join(BODY)


def test_the_headline_again_and_a_repeated_line_go_once() -> None:
    found = clean.clean_text(page("Old bridge to close", "Old Bridge To Close!", *BODY, BODY[1]))

    assert found.text == "\n".join(BODY)


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("Fish &amp; chips cost &pound;9 now, the owner said.", "Fish & chips cost £9 now, the owner said."),
        (
            "It was written as &amp;lt;b&amp;gt; in the source of it.",
            "It was written as &lt;b&gt; in the source of it.",
        ),
        ("A\x00 bell\x07 rang\u200b in the ca\u0301fe\u00ad yes\u202e.", "A bell rang in the cáfe yes."),
        ("Too   many\t spaces\u00a0were here.", "Too many spaces were here."),
        ("The <b>bold</b> mayor <a href='x'>left</a> early.", "The bold mayor left early."),
        ("He wrote 3 < 5 and AT&T on it.", "He wrote 3 < 5 and AT&T on it."),
        (
            "A pier\x97the northern one\x97was \x93thin\x94 and old.",
            "A pier—the northern one—was “thin” and old.",
        ),
        ("A lone \ud800 surrogate was in it.", "A lone surrogate was in it."),
        ("The {beacon}team [ad] won {{ad.unit}} again.", "The team won again."),
    ],
)
def test_characters_are_made_the_same(raw: str, seen: str) -> None:
    assert clean.clean_text(raw, is_scraped=False).text == seen


def test_clean_text_keeps_every_sentence_and_loses_certain_rubbish_alone() -> None:
    short = ["He wept.", "A brief fragment", *BODY, "That was all."]
    found = clean.clean_text(
        page(*short, "Sign up for our newsletter", "All rights reserved."), title="Bridge", is_scraped=False
    )

    assert found.text.split("\n") == short


@pytest.mark.parametrize(
    "run",
    [
        "By. Ada Finch. PUBLISHED:. 14:11 EST, 25 October 2013. |. UPDATED:. 15:36 EST, 25 October 2013. ",
        "By. Harbor Post Reporter. ",
        "By. Ada Finch. and Sam Tull. UPDATED:. 18:30 EST, 3 March 2012. ",
        "By . Ada Finch . PUBLISHED: . 01:15 EST, 30 November 2013 . | . UPDATED: . 01:23 EST, 30 November 2013 . ",
        "Last updated at 3:31 PM on 19th July 2011. ",
        "By Ada Finch PUBLISHED: 03:53 EST, 23 July 2013 | UPDATED: 11:25 EST, 23 July 2013 ",
        "By. Sam Tull. Follow @@sam_tull. ",
    ],
)
def test_the_run_of_byline_and_dates_goes(run: str) -> None:
    assert clean.clean_text(run + BODY[0] + " " + BODY[1], is_scraped=False).text == BODY[0] + " " + BODY[1]


def test_lines_that_an_outlet_repeats_go() -> None:
    foot = "The Harbor Post is read by people who like fish and ships of all kinds."
    texts = [
        page(
            f"Title {n}",
            *(f"{line} It was report number {n} of that day." for line in BODY),
            foot,
            f"Ends {n}.",
        )
        for n in ("one", "two", "three")
    ]
    found = clean.clean_text(texts[0], repeated_lines=clean.find_repeated_lines(texts))

    assert foot not in found.text
    assert found.text.count("report number one") == len(BODY)


def test_versions_of_one_report_do_not_make_its_sentences_repeated() -> None:
    texts = [page("Bridge", *BODY), page("Bridge, updated", *BODY, "The vote was eight to one.")]

    assert clean.clean_text(texts[1], repeated_lines=clean.find_repeated_lines(texts)).text.startswith(
        "\n".join(BODY)
    )


def test_what_would_take_nearly_all_is_not_taken() -> None:
    everything = frozenset(clean._line_key(line) for line in BODY)

    assert clean.clean_text(page("Bridge", *BODY), repeated_lines=everything).text == "\n".join(BODY)


@pytest.mark.parametrize("text", ["", " \n ", "\x00", "\u200b\n\u200b"])
def test_nothing_stays_nothing(text: str) -> None:
    assert clean.clean_text(text) == clean.CleanedText("", "")


@pytest.mark.parametrize(
    "pattern",
    ["<p ", "<", "&", "{{", "[caption", "a\n", "Load more\n", "\n", "By A ", "(", "Photo: ", "\x00", "é"],
)
def test_hundreds_of_thousands_of_characters_are_cleaned_in_linear_time(pattern: str) -> None:
    text = pattern * (300_000 // len(pattern))
    started = time.process_time()
    found = clean.clean_text(text)
    clean.is_quotable(found.text)

    assert time.process_time() - started < 5


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the scraped article is not here")
def test_the_scraped_article_comes_out_clean() -> None:
    raw = next((SHARED / "seeds").glob("*.txt")).read_text(encoding="utf-8")
    found = clean.clean_text(raw)
    cut = [found.text[start:end] for start, end in sentence_splitter.split_into_spans(found.text)]

    assert found.title == raw.split("\n")[0].strip()
    assert not any(
        mark in found.text for mark in ("mosads", "Copyright", "Load more", "Most Popular", "See all")
    )
    assert all(clean.is_quotable(each) for each in cut if each.count("“") == each.count("”"))
    assert any("400 employees signed a letter" in each for each in cut if clean.is_quotable(each))


@pytest.mark.skipif(
    not (SHARED / "eval" / "ingest" / "plain").is_dir(), reason="the labelled pages are not here"
)
def test_labelled_pages_are_cleaned_as_well_as_they_were() -> None:
    with gzip.open(SHARED / "eval" / "ingest" / "plain" / "cases.jsonl.gz", "rt", encoding="utf-8") as held:
        cases = [json.loads(line) for line in held]
    scores = []
    for case in cases:
        found = Counter(clean.clean_text("\n".join([case["title"], *case["lines"]])).text.lower().split())
        body_lines = [line for line, keep in zip(case["lines"], case["keep"], strict=True) if keep]
        wanted = Counter(" ".join(body_lines).lower().split())
        scores.append(2 * (found & wanted).total() / (found.total() + wanted.total()))

    assert sum(scores) / len(scores) >= 0.93
