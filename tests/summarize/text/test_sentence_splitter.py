"""Where sentences end."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from paths import DATA

from summarize.text.language import LANGUAGE_NAMES
from summarize.text.sentence_splitter import split_into_spans

GOLD = DATA / "sentences_gold.txt"
LONG = 300_000


def cut(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_into_spans(text, language)]


def blocks() -> list[tuple[str, tuple[str, ...]]]:
    found, language, block = [], "en", list[str]()
    for line in [*GOLD.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("[") and line.endswith("]") and len(line) == 4:
            language = line[1:-1]
        elif line and not line.startswith("#"):
            block.append(line)
        elif not line and block:
            found.append((language, tuple(block)))
            block = []
    return found


@pytest.mark.parametrize(
    ("language", "lines"), blocks(), ids=lambda value: value if isinstance(value, str) else value[0][:30]
)
def test_the_gold_sentences_are_found_where_they_stand(language: str, lines: tuple[str, ...]) -> None:
    text = "".join(line[1:] if line.startswith("+") else f" {line}" for line in lines)[1:]

    assert cut(text, language) == [line.removeprefix("+") for line in lines]


def test_the_gold_set_is_large_and_speaks_every_language() -> None:
    found = blocks()

    assert sum(len(lines) for _, lines in found) >= 300
    assert {language for language, _ in found} == set(LANGUAGE_NAMES)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("(CNN)Share, and it will be multiplied.", "Share, and it will be multiplied."),
        ("(CNN) -- Lawyers met on Monday.", "Lawyers met on Monday."),
        ("Lagos, Nigeria (CNN)The count began.", "The count began."),
        ("NEW YORK (Reuters) - Oil fell.", "Oil fell."),
        ("AUSTIN, Texas — Bats left the bridge.", "Bats left the bridge."),
        ("Harborville – Several hundred engineers met.", "Several hundred engineers met."),
        ("Harborville/Tarrow – Der Damm brach.", "Der Damm brach."),
        ("Ada Finch – Bürgermeisterin der Stadt – blieb.", "Ada Finch – Bürgermeisterin der Stadt – blieb."),
        ("NATO — the alliance — met.", "NATO — the alliance — met."),
        ("He (the mayor) left.", "He (the mayor) left."),
    ],
)
def test_the_dateline_of_a_report_belongs_to_no_sentence(text: str, first: str) -> None:
    assert cut(text)[0] == first


def test_a_line_break_of_any_kind_ends_a_sentence() -> None:
    assert cut("A line\nand\r\nanother\u2028one\x85more") == ["A line", "and", "another", "one", "more"]


def test_a_short_quotation_stays_whole_and_a_long_one_is_cut() -> None:
    short = "“We saw it. It was there. We left,” she said."
    long = "“" + "It was a very long and cold night for all of us here. " * 6 + "We left,” she said."

    assert cut(short) == [short]
    assert len(cut(long)) == 7


def test_a_quotation_that_is_never_closed_hides_no_ends() -> None:
    assert cut("“We saw it. It was there.") == ["“We saw it.", "It was there."]


def test_sentences_are_places_in_the_text_without_space_around() -> None:
    text = "  One is here.   Two\u00a0is there. \n\n  Three. "
    found = split_into_spans(text)

    assert [text[a:b] for a, b in found] == ["One is here.", "Two\u00a0is there.", "Three."]
    assert all(a < b for a, b in found)
    assert all(b <= c for (_, b), (c, _) in pairwise(found))


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "___", "\x00", "|. |.", "“”"])
def test_a_text_without_words_has_no_sentence(text: str) -> None:
    assert split_into_spans(text) == ()


@pytest.mark.parametrize(
    "pattern",
    [
        "a",
        ". ",
        ".",
        '"',
        "(a. B ",
        "A.A.",
        "end.Next",
        "“A. ",
        " ",
        "\ud800\x00. A",
        "!A",
        '..."',
        "1. ",
        "。」",
        "「",
        "?!",
        "A. «",
        "(CNN) ",
    ],
)
def test_hundreds_of_thousands_of_hostile_characters_are_cut_in_linear_time(pattern: str) -> None:
    text = pattern * (LONG // len(pattern)) + "a"
    started = time.process_time()
    found = split_into_spans(text)

    assert time.process_time() - started < 5
    assert all(a < b for a, b in found)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("hi", ["नगर परिषद ने पुल बंद किया।", "डॉ. वर्मा ने कहा कि काम एक साल चलेगा।"]),
        ("vi", ["Thành phố đóng cửa cây cầu.", "TS. Lê Văn Bình nói việc sửa mất một năm.", "TP. Hải Dương trả tiền."]),
        ("ro", ["Primăria a închis podul.", "Dl. Ionescu a anunțat lucrările.", "Str. Mare nr. 7 rămâne deschisă."]),
        ("hu", ["A város lezárta a hidat.", "Dr. Nagy szerint egy évig tart.", "A munka márc. 4-én kezdődik."]),
        ("bg", ["Градът затвори моста.", "Проф. Петров обясни защо.", "Ул. Роза 7 е отворена."]),
        ("hr", ["Grad je zatvorio most.", "Prof. dr. sc. Ana Babić objasnila je zašto.", "Ul. Ruža 7 je otvorena."]),
        ("id", ["Kota menutup jembatan.", "Drs. Hadi menjelaskan alasannya.", "Jl. Mawar No. 7 tetap dibuka."]),
        ("sk", ["Mesto zatvorilo most.", "Ing. Kováč vysvetlil prečo.", "Ul. Ruží č. 7 je otvorená."]),
        ("tr", ["Belediye köprüyü kapattı.", "Av. Ayşe Demir karara itiraz etti."]),
        ("ta", ["நகரம் பாலத்தை மூடியது.", "திரு. குமார் காரணத்தை விளக்கினார்."]),
        ("ka", ["ქალაქმა ხიდი დახურა.", "მერმა მიზეზი ახსნა."]),
        ("hy", ["Քաղաքը փակեց կամուրջը։", "Քաղաքապետը բացատրեց պատճառը։"]),
        ("am", ["ከተማዋ ድልድዩን ዘጋች።", "ከንቲባው ምክንያቱን አስረዱ።"]),
        ("ur", ["شہر نے پل بند کر دیا۔", "میئر نے وجہ بتائی۔"]),
        ("my", ["မြို့က တံတားကို ပိတ်လိုက်သည်။", "မြို့တော်ဝန်က ရှင်းပြသည်။"]),
        ("th", ["เทศบาลสั่งปิดสะพานเก่าเป็นเวลาหนึ่งปี", "นายกเทศมนตรีอธิบายเหตุผลต่อที่ประชุม"]),
        ("en", ["It costs $450.", "iPads cost more.", "eBay agrees."]),
        ("en", ["The pier is weak.[3]", "It was mended twice.[12]"]),
    ],
)  # fmt: skip
def test_sentences_of_many_languages_are_cut(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences)

    spans = split_into_spans(text, language)

    assert [text[start:end] for start, end in spans] == sentences


def test_a_joining_word_keeps_a_thai_sentence_together() -> None:
    text = "เทศบาลสั่งปิดสะพานเก่าเป็นเวลาหนึ่งปี เพราะวิศวกรพบรอยร้าวในตอม่อสองต้น"

    assert len(split_into_spans(text, "th")) == 1
