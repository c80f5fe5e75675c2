"""Lines that outlets append to their articles are never quoted."""

import pytest

from summarize.cleaning import clean
from summarize.cleaning.appended_lines import is_appended


@pytest.mark.parametrize(
    "line",
    [
        "The post Harl opens its new bridge appeared first on Lom Observer.",
        "Der Beitrag Harl öffnet die neue Brücke erschien zuerst auf Lom Beobachter.",
        "L’article Harl ouvre son pont est apparu en premier sur Le Courrier de Lom.",
        "La entrada Harl abre su puente se publicó primero en El Correo de Lom.",
        "O post Harl abre a sua ponte apareceu primeiro em Correio de Lom.",
        "L'articolo Harl apre il ponte proviene da Corriere di Lom.",
        "Artykuł Harl otwiera most pochodzi z serwisu Kurier Lom.",
        "Сообщение Харл открыл мост появились сначала на Курьер.",
        "Harl opens its bridge was originally published in Lom Letters on Medium, where people continue the conversation.",
        "This story was first published by the Lom Observer.",
        "This piece is republished from The Observatory under an open licence.",
        "Subscribe to our newsletter for the news of the river.",
        "Abonnieren Sie unseren Newsletter mit allen Nachrichten vom Fluss.",
        "Abonnez-vous à notre lettre pour tout savoir du fleuve.",
        "Suscríbete a nuestro boletín y recibe las noticias del río.",
        "Iscriviti alla nostra newsletter per le notizie del fiume.",
        "Zapisz się do naszego newslettera o rzece i mostach.",
        "Подпишитесь на наш канал и читайте новости реки.",
        "Haberlerimizi almak için bültenimize abone olun.",
        "ニュースレターの購読はこちらからお願いします。",
        "点击下载客户端，查看更多新闻。",
        "더 많은 소식을 보려면 채널을 구독하세요.",
        "تابعونا على وسائل التواصل لمعرفة آخر الأخبار.",
        "Help us tell the story of the river with a small gift.",
        "Hear every episode wherever you get your podcasts.",
        "Lom Letters is a reader-supported publication.",
        "This letter is for paid subscribers and their friends.",
        "The statement contains forward-looking statements about the bridge.",
        "Lom Works is a leading provider of bridges and piers.",
        "About Lom Works. Lom Works builds bridges in ten countries.",
        "The mayor closed the bridge and said that [...]",
        "The mayor closed the bridge at noon. (more…)",
    ],
)
def test_an_appended_line_is_not_quoted(line: str) -> None:
    assert is_appended(line)
    assert not clean.is_quotable(line)


@pytest.mark.parametrize(
    "sentence",
    [
        "About two-thirds of the shop owners said that trade had fallen.",
        "Read the mayor's lips, her rival said at the debate on Monday.",
        "The newspaper was first published in 1902 and closed in 1988.",
        "More people than ever follow the council on its own channel, the mayor said.",
        "Members of the council support the plan of the mayor.",
        "Table 3 of the study shows that the piers are sinking.",
        "The chart shows how the river rose last spring, the engineer said.",
        "میئر نے بتایا کہ پل ایک سال کے لیے بند رہے گا۔",
        "မြို့တော်ဝန်က တံတားကို ပိတ်မည်ဟု ပြောသည်။",
        "ከንቲባው ድልድዩ ለአንድ ዓመት እንደሚዘጋ ተናገሩ።",
        "Քաղաքապետն ասաց, որ կամուրջը կփակվի մեկ տարով։",
        "เทศบาลสั่งปิดสะพานเก่าเป็นเวลาหนึ่งปี",
        "市长宣布关闭旧桥。",
    ],
)
def test_news_may_be_quoted(sentence: str) -> None:
    assert clean.is_quotable(sentence)


@pytest.mark.parametrize(
    "line", ["| Harl closed its bridge on Monday. |", "Table 3. Sinking of the piers since 1990."]
)
def test_a_table_is_not_quoted(line: str) -> None:
    assert not clean.is_quotable(line)
