"""What a summary promises, whatever it is given."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from news.article import Article
from news.errors import UnknownMethod
from summarize.extraction import key_sentences
from summarize.text import dangling_references, sentence_splitter

NOW = datetime(2026, 11, 19, tzinfo=UTC)
FLOOD = (
    "The spillway of the Tarrow Dam broke early on Tuesday and flooded the lower town of Lowmere, police said.",
    "It was the first break of a dam in the country since 1961.",
    "Nine people were missing on Tuesday night after the flood in Lowmere, the police said.",
    "Firefighters sounded the sirens four minutes before the water came.",
    "The mayor had asked people in the lower town to leave on Monday.",
    "He said that most of them had gone uphill before nightfall.",
    "The utility that owns the dam said a gate had failed on Sunday.",
    '"I have never seen so much water in this street," she said.',
    "Bread was sold out in the upper town by noon.",
)
HOSTILE = {
    "empty": "",
    "white space": " \n\t\n ",
    "NUL": "\x00" * 50,
    "lone surrogates": "The council met on Monday \ud800 and voted for the bridge. It was late.",
    "no spaces": "a" * 20_000,
    "only marks": "... !!! ??? --- ***\n" * 20,
    "one word": "Storm",
    "other script": "東京で地震がありました。けが人はいません。電車は止まっています。" * 3,
    "unknown language": "Blorf zint quarl omp. Vex dalla nurm ti. Sarn polk wid ja. Murn tala vep.",
}


def article(
    text: str, *, number: int = 0, language: str = "en", outlet: str = "", title: str = ""
) -> Article:
    return Article(
        id=f"a{number}",
        source_id="s",
        outlet=outlet or f"Outlet {number}",
        url="",
        title=title,
        text=text,
        sentence_spans=sentence_splitter.split_into_spans(text, language),
        first_seen_at=NOW,
        language=language,
    )


def long_text(count: int) -> str:
    subjects = (
        "The council",
        "A farmer",
        "The minister",
        "One driver",
        "The bridge firm",
        "A judge",
        "The school",
    )
    verbs = ("planned", "rejected", "praised", "sold", "measured", "repaired", "counted")
    things = ("the harbour", "a tax", "nine lorries", "an old mill", "the budget", "two letters", "a road")
    return "\n".join(
        f"{subjects[i % 7]} {verbs[i // 7 % 7]} {things[i // 49 % 7]} number {i} in week {i % 53} of the year."
        for i in range(count)
    )


@pytest.mark.parametrize("method", key_sentences.METHODS)
def test_every_method_quotes_word_for_word_and_keeps_to_the_number(method: str) -> None:
    told = [article("\n".join(FLOOD), number=0), article("\n".join(reversed(FLOOD)), number=1)]

    chosen = key_sentences.select_key_sentences(told, max_sentences=3, method=method)

    assert 1 <= len(chosen) <= 3
    assert all(any(each.contains_verbatim(sentence) for each in told) for sentence in chosen)
    assert len({sentence.text for sentence in chosen}) == len(chosen)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("language", ["en", "de", "ja", "und"])
def test_no_text_makes_it_fall_over(text: str, language: str) -> None:
    told = article(text, language=language)

    chosen = key_sentences.select_key_sentences([told], max_sentences=2)

    assert len(chosen) <= 2
    assert all(told.contains_verbatim(sentence) for sentence in chosen)
    assert bool(chosen) == bool(told.sentences)


@pytest.mark.parametrize("method", key_sentences.METHODS)
def test_nothing_in_gives_nothing_out(method: str) -> None:
    assert key_sentences.select_key_sentences([], method=method) == ()
    assert key_sentences.select_key_sentences([article("")], method=method) == ()
    assert (
        key_sentences.select_key_sentences([article("\n".join(FLOOD))], max_sentences=0, method=method) == ()
    )


@pytest.mark.parametrize("method", key_sentences.METHODS)
def test_sentences_that_are_all_the_same_are_told_once(method: str) -> None:
    told = [article("\n".join([FLOOD[0]] * 8), number=number) for number in (0, 1)]

    assert [
        sentence.text for sentence in key_sentences.select_key_sentences(told, max_sentences=3, method=method)
    ] == [FLOOD[0]]


def test_sentences_without_a_word_in_common_do_not_break_the_graph_methods() -> None:
    told = article(
        "Rivers flooded two northern towns.\nChess champions played indoors.\nGold prices fell sharply again."
    )

    assert len(key_sentences.select_key_sentences([told], max_sentences=2, method="lexrank")) == 2


def test_a_name_that_is_no_method_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownMethod, match="lexrank"):
        key_sentences.select_key_sentences([article("\n".join(FLOOD))], method="magic")


def test_the_same_articles_give_the_same_summary() -> None:
    told = [article("\n".join(FLOOD), number=0), article(long_text(60), number=1)]

    assert key_sentences.select_key_sentences(told, max_sentences=4) == key_sentences.select_key_sentences(
        told, max_sentences=4
    )


def test_a_short_text_is_quoted_whole() -> None:
    told = article("\n".join(FLOOD[:2]))

    assert key_sentences.select_key_sentences([told], max_sentences=3) == told.sentences


@pytest.mark.parametrize("words", [1, 10, 40, 60])
def test_a_budget_of_words_is_filled_and_run_over_by_at_most_one_sentence(words: int) -> None:
    chosen = key_sentences.select_key_sentences([article("\n".join(FLOOD))], max_words=words)

    lengths = [len(sentence.text.split()) for sentence in chosen]
    assert sum(lengths) >= words
    assert sum(lengths) - min(lengths) < words


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_no_sentence_stands_without_the_one_it_leans_on(count: int) -> None:
    chosen = [
        sentence.text
        for sentence in key_sentences.select_key_sentences([article("\n".join(FLOOD))], max_sentences=count)
    ]

    for leaning in (1, 5, 7):
        if FLOOD[leaning] in chosen:
            assert chosen[chosen.index(FLOOD[leaning]) - 1] == FLOOD[leaning - 1]


def test_one_article_is_read_in_its_own_order() -> None:
    chosen = key_sentences.select_key_sentences([article(long_text(40))], max_sentences=6)

    assert [sentence.index for sentence in chosen] == sorted(sentence.index for sentence in chosen)


def test_what_most_outlets_tell_comes_before_what_one_tells() -> None:
    told = [
        article(f"{FLOOD[0]}\nThe canteen of outlet {number} was {extra} on Tuesday.", number=number)
        for number, extra in enumerate(("painted green", "closed for lunch", "full of reporters"))
    ]

    assert key_sentences.select_key_sentences(told, max_sentences=1)[0].text == FLOOD[0]


def test_where_several_tell_it_as_well_no_outlet_has_more_than_half() -> None:
    told = [
        article("\n".join(FLOOD[:5]), number=0, outlet="Ledger"),
        article("\n".join(f"{text[:-1]}, officials added." for text in FLOOD[2:7]), number=1, outlet="Post"),
    ]

    chosen = key_sentences.select_key_sentences(told, max_sentences=4)

    assert {sentence.article_id for sentence in chosen} == {"a0", "a1"}
    assert sum(sentence.article_id == "a0" for sentence in chosen) == 2


def test_a_language_without_support_gets_its_lead() -> None:
    text = (
        "Habari ya kwanza ni hii hapa leo.\nHabari ya pili ni hii hapa leo.\nHabari ya tatu ni hii hapa leo."
    )
    told = article(text, language="sw")

    assert key_sentences.select_key_sentences([told], max_sentences=2) == told.sentences[:2]


def test_a_language_without_weights_is_summarised_by_the_formula() -> None:
    filler = [f"In der Stadt gab es am Tag {number} nur wenig Neues zu berichten." for number in range(12)]
    news = "Der Damm von Lowmere brach am Dienstag, und neun Menschen werden im Tal vermisst."
    told = article(
        "\n".join([*filler, news]), language="de", title="Damm bricht in Lowmere, neun Menschen vermisst"
    )

    assert news in [sentence.text for sentence in key_sentences.select_key_sentences([told], max_sentences=2)]


@pytest.mark.slow
def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    def spent(count: int) -> float:
        told = article(long_text(count))
        key_sentences.select_key_sentences([told], max_sentences=5)
        begun = time.process_time()
        key_sentences.select_key_sentences([told], max_sentences=5)
        return time.process_time() - begun

    small, large = spent(1_000), spent(8_000)

    assert large < 24 * small  # 8 times the text; its square would be 64


def test_a_million_characters_are_summarised() -> None:
    told = article(long_text(16_000))
    assert len(told.text) > 1_000_000

    assert len(key_sentences.select_key_sentences([told], max_sentences=3)) == 3


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Doch der Bürgermeister wartete nicht bis zum Morgen."),
        ("fr", "Elle a ordonné la fermeture du pont."),
        ("es", "Pero nadie cerró el puente."),
        ("sv", "Men ingen stängde bron."),
        ("ru", "Однако мост не закрыли."),
    ],
)
def test_a_sentence_of_another_language_that_joins_on_to_the_one_before_is_known(
    language: str, sentence: str
) -> None:
    assert dangling_references.is_dangling(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Das Wasser stieg in der Nacht um einen Meter."),
        ("fr", "Ce jeudi, le pont de Harborville a été fermé."),
        ("es", "Este lunes se cerró el puente de Harborville."),
        ("it", "Questa mattina il ponte è stato chiuso."),
        ("ja", "しかし橋は閉鎖されなかった。"),
    ],
)
def test_a_sentence_of_another_language_that_opens_a_report_is_let_stand(
    language: str, sentence: str
) -> None:
    assert not dangling_references.is_dangling(sentence, language)
