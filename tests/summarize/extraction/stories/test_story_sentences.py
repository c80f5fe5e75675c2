"""What a brief quotes of a story, and under which headline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from news.article import Article
from summarize.extraction.stories.story_sentences import select_story_sentences
from summarize.text import sentence_splitter

NOW = datetime(2026, 11, 19, 20, tzinfo=UTC)
CLOSED = "Harl closed its old bridge on Tuesday after inspectors found cracks in two of its piers."
MORE = (
    "About 400 families will be moved to schools by the end of the week because the water is rising.",
    "Mayor Anna Berg said a new bridge would cost 90 million crowns.",
    "Ferries run every hour between the two halves of the town.",
    "Shops on the northern bank stayed shut on Wednesday.",
    "Trains stop at Weir instead.",
    "Fishermen lent their boats to the hospital.",
    "Engineers are expected to publish their findings on Friday.",
)


def article(
    *sentences: str,
    title: str = "Harl closes old bridge over cracks",
    outlet: str = "Courier",
    hours: float = 1,
    language: str = "en",
) -> Article:
    text = "\n".join(sentences)
    return Article(
        id=f"{outlet} {title} {hours}",
        source_id="s",
        outlet=outlet,
        url="",
        title=title,
        text=text,
        sentence_spans=sentence_splitter.split_into_spans(text, language),
        first_seen_at=NOW - timedelta(hours=hours),
        language=language,
    )


def quoted(*articles: Article, most: int = 1, repeated: frozenset[str] = frozenset()) -> list[str]:
    chosen = select_story_sentences(articles, max_sentences=most, repeated=repeated, is_report=_is_report)
    for sentence in chosen.sentences:
        assert any(item.contains_verbatim(sentence) for item in articles)
    return [sentence.text for sentence in chosen.sentences]


def _is_report(item: Article) -> bool:
    return "Opinion" not in item.title


@pytest.mark.parametrize(
    "first",
    [
        "But it could not be saved.",
        "He had crossed it every day for forty years of work.",
        "The principal said her son had been on the bridge that morning.",
        "Is any old bridge in this country still safe to cross?",
        "“It is the end of the town as all of us have known it.”",
        "I have crossed the old bridge of Harl every day of my life.",
        "Mayor Anna Berg Anna BergBridge closed in Harl Harl votes on bridge MORE closed the bridge on Tuesday.",
        "[Updated 4 p.m. Tuesday",
    ],
)
def test_the_opener_is_the_first_sentence_that_stands(first: str) -> None:
    assert quoted(article(first, CLOSED, *MORE)) == [CLOSED]


def test_a_sentence_of_fit_length_goes_before_a_longer_lead() -> None:
    longest = (
        f"{CLOSED[:-1]}, and the council, the harbour office, both railways, the hospital, "
        + "the three schools and " * 8
        + "the market went on."
    )

    assert quoted(article(longest, "Harl closed its bridge on Tuesday over cracks.", *MORE)) == [
        "Harl closed its bridge on Tuesday over cracks."
    ]


LONG_LEAD = (
    f"{CLOSED[:-1]}, ending months of talks between the council, the harbour office and both railways over who should"
    " pay for a crossing that forty thousand people use."
)


def test_a_long_lead_opens_where_the_next_sentence_tells_something_else() -> None:
    assert quoted(article(LONG_LEAD, "Council clerks wrote 90 letters on Monday.", *MORE)) == [LONG_LEAD]


def test_a_long_lead_gives_way_to_a_next_sentence_that_tells_the_same() -> None:
    same = "Mayor Anna Berg said on Tuesday that the old bridge of Harl closes because of cracks."

    assert quoted(article(LONG_LEAD, same, *MORE)) == [same]


def test_a_lead_opens_before_a_later_sentence_with_more_names_and_days() -> None:
    lead = "Inspectors found deep cracks in two piers of the old bridge, which is now shut to all traffic."
    named = (
        "Mayor Anna Berg closed the old bridge of Harl over cracks on Tuesday, and Ben Oak agreed on Friday."
    )

    assert quoted(article(lead, "Ferries run every hour.", named, *MORE)) == [lead]


def test_a_quotation_gives_way_to_what_happened() -> None:
    speech = "“The old bridge is closed, and its cracks are deep,” said Mayor Anna Berg."
    act = "Anna Berg was standing at the northern gate when engineers locked it shortly before noon."

    assert quoted(article(speech, act, *MORE, title="Harl bridge closed over deep cracks")) == [act]


def test_a_line_without_a_full_stop_does_not_open_a_story() -> None:
    standfirst = (
        "Council closes the old bridge of Harl over cracks, leaving thousands of people on its northern side without"
        " a way to work or school"
    )

    assert quoted(article(standfirst, CLOSED, *MORE)) == [CLOSED]


def test_the_caption_before_a_credit_is_not_quoted() -> None:
    caption = "Mayor Anna Berg closed the old bridge of Harl after cracks were found on Tuesday."

    assert quoted(article(f"{caption} | Ben Oak/Lantern", CLOSED, *MORE)) == [CLOSED]


def test_a_scene_gives_way_to_the_news_below() -> None:
    scene = "Mist hung over the river, and gulls sat along the quiet railing all morning."

    assert quoted(article(scene, CLOSED, *MORE)) == [CLOSED]


def test_only_a_report_opens_and_names_a_story() -> None:
    column = article(
        "Harl closed its old bridge on Tuesday, and nobody has asked who is to blame for it.",
        *MORE,
        title="Opinion: Harl deserves a new bridge",
        outlet="Ledger",
        hours=0,
    )
    report = article(CLOSED, *MORE)

    chosen = select_story_sentences([column, report], max_sentences=1, is_report=_is_report)

    assert [sentence.text for sentence in chosen.sentences] == [CLOSED]
    assert chosen.headline_article == report


def test_without_a_sentence_that_stands_there_is_the_headline_alone() -> None:
    told = article("But it was too late for that.", "He had said so before.", "Was it not?")

    chosen = select_story_sentences([told], max_sentences=2)

    assert chosen.sentences == ()
    assert chosen.headline_article == told


def test_the_dateline_is_not_quoted() -> None:
    assert quoted(article(f"HARL, Nov 17 (Reuters) - {CLOSED}", *MORE)) == [CLOSED]


def test_the_second_sentence_says_what_the_first_and_the_headline_do_not() -> None:
    again = "Harl closed the old bridge on Tuesday because of cracks in its piers, inspectors found."

    assert quoted(article(CLOSED, again, *MORE), most=2) == [CLOSED, MORE[0]]


def test_another_report_does_not_tell_the_opener_again() -> None:
    again = (
        "Cracks in two bridge piers made Harl close the crossing, leaving 600 pupils without a way to school."
    )
    other = article(
        again, "Rain fell.", "Gulls sat.", outlet="Ledger", title="Cracks close Harl bridge", hours=2
    )

    assert again not in quoted(article(CLOSED, "Nobody was hurt."), other, most=3)


def test_background_from_further_down_does_not_follow_the_opener() -> None:
    background = "Three years ago, the old bridge of Harl closed for 40 days because its cracks had grown."
    then = "Ferries carried 300 people across the river that evening."
    told = article(
        CLOSED,
        then,
        background,
        "Rain fell.",
        "Gulls sat.",
        "Nobody spoke.",
        "Trains stop.",
        "Ends.",
        "Ends here.",
    )

    assert quoted(told, most=2) == [CLOSED, then]


def test_a_report_of_five_sentences_gives_two() -> None:
    assert len(quoted(article(CLOSED, *MORE[:4]), most=3)) == 2


def test_an_institution_is_not_taken_for_a_surname() -> None:
    told = article(
        CLOSED,
        "Rain fell.",
        "Lanternfield Senate leaders met.",
        "Members of the Senate asked on Tuesday why 40 boats lay idle near the old bridge.",
        "Fishermen of Weir lent 20 boats to the hospital by the old bridge on Tuesday.",
        *MORE[3:],
    )

    assert quoted(told, most=2)[1].startswith("Members of the Senate")


def test_a_second_sentence_may_lean_on_the_first_only_right_after_it() -> None:
    leaning = "It had carried 9,000 cars a day since 1931."
    filler = ("Gulls sat on the railing.", "Nobody spoke.", "Rain fell.", "Night came.")

    assert quoted(article(CLOSED, leaning, *filler, "Ends.", "Ends here."), most=2) == [CLOSED, leaning]
    assert leaning not in quoted(article(CLOSED, *filler, leaning, "Ends.", "Ends here."), most=2)


def test_a_sentence_inside_a_quotation_is_not_told_as_the_outlets_own() -> None:
    speech = "“Harl has waited long enough. About 900 homes will lose their water by Friday,” Mayor Anna Berg said."
    told = article(CLOSED, speech, *MORE)

    assert not any(text.startswith("About 900") for text in quoted(told, most=3))


def test_a_surname_is_not_quoted_before_its_bearer_is_introduced() -> None:
    bare = "Berg said on Tuesday that 90 boats would come to Harl on Friday."
    whole = "Mayor Anna Berg said on Tuesday that 70 boats would come to Harl on Friday."

    assert quoted(article(CLOSED, bare, *MORE, whole, "Ends.", "It ends here."), most=2)[1] != bare


def test_an_older_turn_is_not_told_after_a_newer_one() -> None:
    old = article(
        "Harl may close its old bridge over cracks, and 30 engineers are expected to look at it.",
        *MORE[:1],
        outlet="Ledger",
        title="Harl may close old bridge over cracks",
        hours=30,
    )

    told = quoted(old, article(CLOSED, *MORE[1:]), most=2)

    assert told[0] == CLOSED
    assert MORE[0] not in told


def test_what_an_outlet_repeats_is_not_quoted() -> None:
    assert CLOSED not in quoted(article(CLOSED, *MORE), most=2, repeated=frozenset({CLOSED}))


def test_the_headline_is_not_to_come_where_the_opener_tells_it_as_done() -> None:
    coming = article(
        "Harl closed its old bridge on Tuesday after inspectors found deep cracks there.",
        *MORE,
        title="Harl to close old bridge over cracks, inspectors say",
    )
    done = article(
        MORE[0], *MORE, title="Families leave as Harl closes its old bridge", outlet="Ledger", hours=3
    )

    chosen = select_story_sentences([coming, done], max_sentences=1)

    assert chosen.headline_article == done


def test_an_earlier_headline_names_the_story_where_the_newest_is_overtaken() -> None:
    coming = article(CLOSED, *MORE, title="Harl to close old bridge over cracks")
    before = article(CLOSED, *MORE, title="Harl bridge is closed", outlet="Ledger", hours=30)

    chosen = select_story_sentences([coming], earlier=[before], max_sentences=1)

    assert chosen.headline_article == before


@pytest.mark.parametrize(
    ("language", "title", "sentences"),
    [
        (
            "de",
            "Harl sperrt alte Brücke",
            (
                "Er war gegen den Bau der neuen Brücke.",
                "Die Stadt Harl hat am Dienstag ihre alte Brücke wegen tiefer Risse gesperrt.",
            ),
        ),
        (
            "fr",
            "Harl ferme son vieux pont",
            (
                "Mais personne ne voulait y croire ce jour.",
                "La ville de Harl a fermé mardi son vieux pont à cause de fissures.",
            ),
        ),
        (
            "ja",
            "ハール市、古い橋を閉鎖",
            (
                "橋は本当に安全なのだろうか？",
                "ハール市は火曜日、ひびが見つかった古い橋を閉鎖したと発表した。",
            ),
        ),
        (
            "tr",
            "Harl eski köprüyü kapattı",
            (
                "Köprü gerçekten güvenli miydi acaba bugüne kadar?",
                "Harl belediyesi salı günü çatlaklar nedeniyle eski köprüyü trafiğe kapattı.",
            ),
        ),
    ],
)
def test_other_languages_go_by_first_words_place_and_length(
    language: str, title: str, sentences: tuple[str, str]
) -> None:
    assert quoted(article(*sentences, title=title, language=language)) == [sentences[1]]


def test_the_same_story_is_told_alike_in_any_order() -> None:
    told = [article(CLOSED, *MORE), article(MORE[1], *MORE, outlet="Ledger", hours=2)]

    assert quoted(*told, most=3) == quoted(*reversed(told), most=3)


LONG = (
    "Mayor Anna Berg said the council would pay for ferries, buses, a footbridge of steel and a new road along the"
    " river until the spring, when engineers expect to finish their work."
)


def quoted_within(told: Article, max_words: int | None) -> list[str]:
    chosen = select_story_sentences([told], max_sentences=2, max_words=max_words)
    return [sentence.text for sentence in chosen.sentences]


def test_a_shorter_sentence_takes_the_place_of_one_that_does_not_fit() -> None:
    told = article(CLOSED, LONG, *MORE[1:])

    assert quoted_within(told, None) == [CLOSED, LONG]
    assert quoted_within(told, 45) == [CLOSED, MORE[1]]
    assert quoted_within(told, 20) == [CLOSED]


@pytest.mark.parametrize(
    "caption",
    [
        "This model of the bridge was built of 300 boards. Engineers test it in a basin. (Photo: Harl Museum)",
        "Some 300 members of the council remain on the bridge into the night. (Ben Oak / Staff Photographer)",
        "Image Mayor Anna Berg told some 300 people about a new bridge of 90 meters on Tuesday.",
    ],
)
def test_a_caption_before_its_credit_is_not_quoted(caption: str) -> None:
    assert quoted(article(CLOSED, caption, *MORE[2:]), most=2)[1] in MORE


def test_the_first_sentence_after_highlights_is_the_lead() -> None:
    highlights = ("Story highlights Bridge in Harl closed", "Inspectors found cracks", "Ferries run instead")
    lead = "Commuters in northern Harl looked for other ways across the river on Tuesday."

    assert quoted(article(*highlights, lead, CLOSED, *MORE)) == [lead]


def test_a_first_sentence_that_only_begins_with_but_goes_before_the_headline_alone() -> None:
    joined = "But Harl closes its old bridge for a year over cracks in two of its piers."

    assert quoted(article(joined, "He said so.", "Is it safe?")) == [joined]
    assert quoted(article("But he closes it for a year over two of them.", "He said so.")) == []


def test_a_first_sentence_that_only_begins_with_yes_goes_before_one_further_down() -> None:
    joined = "Yes, Harl has closed its old bridge over cracks in two piers."
    leaning = (
        "He said so to all of them on Tuesday.",
        "It is so for the boats on the river.",
        "They have known it for a while.",
    )
    far = "Mayor Anna Berg said on Monday that the old bridge in Harl might need new piers."

    assert quoted(article(joined, *leaning, far)) == [joined]
    assert quoted(article(joined, far, *leaning)) == [far]


@pytest.mark.parametrize(
    "weaker",
    [
        "“We did not see those 300 coming,” said engineer Ben Oak on Wednesday.",
        "Traffic in Harl has fallen since then, and 40 shops lost all of their customers after Wednesday.",
        "Officials of the railway had been expecting 200 families to need another way over the river.",
        "“Thanks to 300 builders of ferries who came after Wednesday,” she tweeted.",
    ],
)
def test_what_points_back_or_was_expected_does_not_go_before_a_fact(weaker: str) -> None:
    fact = "About 40 shops on the northern bank stayed shut on Wednesday because of the bridge."

    assert quoted(article(CLOSED, "It is old.", weaker, fact, *["So it is."] * 4), most=2) == [CLOSED, fact]
