"""What stands before the news in a report's first sentence."""

import pytest

from summarize.cleaning.preprocess import preprocess
from summarize.cleaning.sentence_fronts import find_news_start


@pytest.mark.parametrize(
    ("front", "news"),
    [
        ("HARL, March 3 (Reuters) - ", "The mayor closed the bridge."),
        ("HARL, Ohio (AP) ", "The mayor closed the bridge."),
        ("WASHINGTON, Jan. 5— ", "The mayor closed the bridge."),
        ("LONDON—", "The mayor closed the bridge."),
        ("(ANSA) - ROMA, 05 MAR - ", "Il consiglio ha chiuso il ponte."),
        ("MADRID, 5 Mar. (EUROPA PRESS) - ", "El consejo ha cerrado el puente."),
        ("МОСКВА, 5 мар — РИА Новости. ", "Совет закрыл старый мост в понедельник."),
        ("新华社北京3月5日电（记者 李明）", "市议会周一投票决定关闭旧桥。"),
        ("【ソウル共同】", "市議会は月曜日、古い橋の閉鎖を決めた。"),
        ("(서울=연합뉴스) 김철수 기자 = ", "시의회는 월요일 낡은 다리를 폐쇄했다."),
        ("Monday, April 7th 2014, 10:03 AM ", "Toyota said that it would close the plant."),
        ("5 March 2024 | ", "The mayor closed the bridge."),
        ("March 5, 2024", "The mayor closed the bridge."),
        ("March 5, 2024 10:03AM", "The mayor closed the bridge."),
        ("05/03/2024 - ", "The mayor closed the bridge."),
        ("12:40 Uhr - ", "Der Rat hat die Brücke gesperrt."),
        ("Updated 9:15 p.m. ET ", "The mayor closed the bridge."),
        ("Updated: 3:45 PM EDT Mar 5, 2024 ", "Harl police closed the bridge."),
        ("Last updated at 10:03 on 5 March 2014 ", "Harl council closed the bridge."),
        ("Stand: 05.03.2024, 12:40 Uhr ", "Der Rat hat die Brücke gesperrt."),
        ("Publié le 5 mars 2024 à 10h03 ", "Le conseil a fermé le pont."),
        ("3 hours ago ", "The mayor closed the bridge."),
        ("UPDATE: ", "The mayor closed the bridge."),
        ("By Anna Berg, Staff Writer | ", "The mayor closed the bridge."),
        ("By Anna Berg and Ben Oak ", "The mayor closed the bridge."),
        ("By Anna Berg", "The mayor closed the bridge."),
        ("By ANNA BERG ", "Harl council closed the bridge."),
        ("(Photo: Ben Oak) ", "The mayor closed the bridge."),
        ("Ben Oak/Getty Images", "The mayor closed the bridge."),
        ("By Anna Berg | 5 March 2024 | ", "The mayor closed the bridge."),
    ],
)
def test_the_front_of_a_first_sentence_is_skipped(front: str, news: str) -> None:
    assert find_news_start(front + news) == len(front)


@pytest.mark.parametrize(
    "sentence",
    [
        "Updated rules will take effect on 1 May, the council said.",
        "Posted signs warn of the bridge.",
        "Monday 5 people died in the flood.",
        "May 5, 2024, was the day on which the bridge fell.",
        "On Monday, March 5, 2024, Harl closed its bridge.",
        "In March 2024 The Guardian reported on it.",
        "2024 Toyota Camry cars are recalled.",
        "At 10:30 a.m. Berg closed the bridge.",
        "2:30 a.m. closures begin on Monday in Harl.",
        "By Monday The Guardian had reported on it.",
        "By Anna Berg the bridge was closed.",
        "Reuters reported that the bridge was closed.",
        "World Health Office (WHO) Director Ben Oak came.",
        "Harl (dpa) is a town in Ohio, they say.",
        "BERLIN–HAMBURG trains stand still since Monday.",
        "[Harl] residents were told on Monday.",
    ],
)
def test_a_sentence_without_a_front_stays_whole(sentence: str) -> None:
    assert find_news_start(sentence) == 0


@pytest.mark.parametrize(
    "front",
    ["HARL \u00ad ", "HARL \u00ad", "HARL \u00ad\u00ad ", "\u00ad", "By Anna Berg ", "Updated 9:15 p.m. ET "],
)
def test_the_news_after_a_front_is_verbatim(front: str) -> None:
    news = "The mayor closed the bridge on Monday."
    raw_text = f"{front}{news} Repairs take a year."

    preprocessed = preprocess(raw_text)

    start, end = preprocessed.sentence_spans[0]
    assert preprocessed.text[start:end] == news
    assert news in raw_text


def test_a_sentence_that_is_only_a_dateline_is_left_out() -> None:
    preprocessed = preprocess(
        "МОСКВА, 5 марта — РИА Новости. Совет закрыл старый мост. Ремонт продлится год."
    )

    assert [preprocessed.text[start:end] for start, end in preprocessed.sentence_spans] == [
        "Совет закрыл старый мост.",
        "Ремонт продлится год.",
    ]
