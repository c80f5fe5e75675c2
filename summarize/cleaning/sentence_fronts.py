"""Find where the news in a report's first sentence begins, after any dateline, byline or date.

Scraped texts often lose the space or line break after what precedes a report, so that this becomes the beginning of its
first sentence:

dateline   "HARL, March 3 (Reuters) - ", "МОСКВА, 5 марта. /ТАСС/. ", "新华社北京3月5日电"
date       "Monday, April 7th 2014, 10:03 AM ", "5 March 2024 | ", "12:40 Uhr "
update     "Updated 9:15 p.m. ET ", "Last updated at 10:03 on 5 March 2014 ", "UPDATE: "
credit     "By Anna Berg, Staff Writer | ", "(Photo: Ben Oak) ", "Ben Oak/Getty Images"

Only the front is skipped; the rest stays as it is. A front is skipped only if what follows begins like a sentence.
"""

from __future__ import annotations

import re

from summarize.cleaning import boilerplate, datelines
from summarize.text import sentence_splitter, stopwords

# Fronts are searched in this many sentences at the beginning of a text.
MAX_FRONT_SENTENCES = 3
# A front has at most this many parts: a credit, a date, an update and a dateline.
MAX_PARTS = 4
# The maximum length of a front, and the minimum words (characters in scripts without spaces) of the rest.
MAX_FRONT_CHARACTERS = 200
MIN_REMAINING_WORDS, MIN_REMAINING_IDEOGRAPHS = 4, 8
# A date has at least this many words: "May 5" alone is part of the sentence.
MIN_DATE_TOKENS = 3

_SEPARATOR_PATTERN = re.compile(
    r"\s*(?:[|•·»]|[-–—]{1,2}(?=\s)|(?<=\s)[-–—]{1,2}|:(?=\s)|[.,;]\s*[|•·–—])\s*"
)
_AGENCIES = (
    r"Associated Press|AP Photo|AP|AFP|EPA|dpa|DPA|ANSA|EFE|PTI|TASS|UPI|Reuters|REUTERS|Getty Images|Getty"
    r"|Bloomberg|Shutterstock|iStock|Alamy|Wikimedia Commons"
)
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w.'’-]{0,30}"
_UPDATE_PATTERN = re.compile(
    r"(?:(?:UPDATED?|Updated?|BREAKING(?: NEWS)?|JUST IN|DEVELOPING|EXCLUSIVE|EILMELDUNG|URGENTE)(?: \d{1,2})?"
    r"\s?[:–—-]\s+)"
)
_DATE_LABEL_PATTERN = re.compile(
    r"(?:(?:Updated?|UPDATED?|Published|PUBLISHED|Posted|POSTED|Modified|Created"
    r"|(?:Last|First|LAST|FIRST) (?:updated|published|modified|posted|UPDATED|PUBLISHED))"
    r"|Aktualisiert|Veröffentlicht|Stand|Mis à jour|Publié|Actualizado|Publicado|Aggiornato|Pubblicato|Atualizado"
    r"|Bijgewerkt|Gepubliceerd|Uppdaterad|Publicerad|Opdateret|Oppdatert|Обновлено|Опубликовано|Оновлено"
    r"|更新|发布|發布|公開)(?=[\s:：]|\d)\s?[:：]?\s*"
)
_RELATIVE_TIME_PATTERN = re.compile(
    r"(?:\d{1,2}|an?) (?:min(?:ute)?|hour|day)s? (?:ago|read)\b\.?\s*(?:[|•·–—-]\s*)?"
)
_DATE_TOKEN_PATTERN = re.compile(
    r"(?:19|20)\d\d(?!\d)|\d{1,2}(?:[:.h]\d\d){1,2}(?:Z|[+-]\d\d:?\d\d)?|\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?|[ap]\.m\.|[AP]\.M\.|(?:[AP]M|[ap]m)(?![a-z])"
    r"|(?:[ECMP][SD]?T|GMT|UTC|BST|CES?T|IST|AES?T)(?=\W|$|[A-Z][a-z])|[^\W\d_]+"
)
_BETWEEN_DATE_TOKENS_PATTERN = re.compile(r"[\s,.()/|•·@–—-]{0,4}")
_TIME_PATTERN = re.compile(r"\d{1,2}[:.h]\d\d|\d ?(?:[ap]\.m\.|[AP]M\b|[ap]m\b)|Uhr\b")
_NUMERIC_DATE_PATTERN = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_YEAR_PATTERN = re.compile(r"(?:19|20)\d\d")
# Words of dates that also begin sentences.
_SENTENCE_WORDS = (
    "a p m h the on of at de del à le um et est last first den create created date read st er min mins"
)
_NEVER_FIRST = frozenset(_SENTENCE_WORDS.split())
_PICTURE = r"(?:Photos?|Images?|Pictures?|Foto|Bild|Credit|Crédit)(?: credit)?"
_CREDIT_PATTERN = re.compile(
    r"(?:[(\[](?:AP )?(?:Photos?|Foto|Image|Picture|Credit|Courtesy|Source|Bild|Crédit|File|Illustration)\b"
    r"[^()\[\]]{0,100}[)\]]"
    rf"|(?:{_PICTURE}(?: by|:|：) ?)?(?:{_NAME} ){{0,4}}{_NAME} ?/ ?(?:{_AGENCIES})(?=[A-Z\"“ ])"
    rf"|{_PICTURE}: ?(?:{_NAME} ){{0,4}}?(?:{_AGENCIES})(?=[A-Z\"“ ])"
    r"|(?:Getty Images|AP Photo|Shutterstock|iStock|Alamy)(?=[A-Z ]))\s*"
)
_BYLINE_START_PATTERN = re.compile(r"(?:By|BY|Von|Par|Por|Di|Door|Av|Af)\s(?=[A-ZÀ-Þ])")
_NAME_PATTERN = re.compile(r"([A-ZÀ-Þ][\w.'’-]{0,30}),?")
_NAME_CONNECTORS = frozenset(
    ("and", "und", "et", "y", "e", "&", "van", "von", "de", "del", "der", "la", "da", "for")
)
# The maximum number of words in a byline.
MAX_BYLINE_WORDS = 10
_GLUED_BYLINE_PATTERN = re.compile(
    r"(?:By|BY|Von|Par|Por) (?:[A-ZÀ-Þ][\w.'’-]{1,30} ){1,3}"
    r"[A-ZÀ-Þ][a-zß-ÿ’'-]{1,20}[a-zß-ÿ](?=[A-ZÀ-Þ][a-zß-ÿ]+ |A )"
)
_CAPITALS_BYLINE_PATTERN = re.compile(
    r"(?:By|BY) (?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{0,30} ){1,4}[A-ZÀ-Þ][A-ZÀ-Þ'’-]{1,30}(?:,? (?:Associated Press|Staff Writer"
    r"|The Associated Press|Correspondent))?,? (?=[A-ZÀ-Þ][a-zß-ÿ]|A )"
)
# Datelines of the agencies that write other scripts, or that put their name elsewhere than `datelines` expects.
_DAY = r"(?:\d{1,2}\.? [^\W\d_]{3,9}\.?|[^\W\d_]{3,9}\.? \d{1,2})"
_PLACE = r"[A-ZÀ-Þ][\w.'’-]{1,30}(?:[ /-][A-ZÀ-Þ][\w.'’-]{1,30}){0,3}"
_CAPITALS_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{2,30}(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]{1,30}){0,3}(?:, [A-Z][\w.]{1,20})?"
_CYRILLIC_PLACE = r"[А-ЯЁІЇЄ][А-ЯЁІЇЄ-]{2,}(?:[ -][А-ЯЁІЇЄ-]{2,})?(?: \([^()]{2,30}\))?"
_AGENCY_DATELINE_PATTERN = re.compile(
    # "МОСКВА, 5 мар — РИА Новости. ", "КИЕВ, 5 марта. /ТАСС/. "
    rf"{_CYRILLIC_PLACE}, \d{{1,2}} [а-яёії]{{3,9}}\.?(?: \d{{4}})?\s?(?:[–—-]{{1,2}}|[./]) ?"
    r"(?:/?(?:РИА Новости|ТАСС|Интерфакс|Укринформ|Sputnik)[^.]{0,30}\.?/?[.–—-]*\s*|(?=[А-ЯЁІЇЄ«]))"
    # An agency before the place, as ANSA writes; an agency after place and day: "Berlin, 5. März (dpa) – ".
    r"|\([A-Z][\w. -]{1,20}\)\s?[-–—]\s?[A-ZÀ-Þ][A-ZÀ-Þ' ]{2,30}, ?\d{1,2} [A-Z]{3}\s?[-–—]\s?"
    rf"|{_PLACE},? {_DAY}?,?\s?\([A-Za-z][\w./& -]{{1,30}}\)\s?[.:]?[-–—]{{1,2}}\s"
    # A place in capitals and a dash, with spaces around it or none after it.
    rf"|{_CAPITALS_PLACE}(?:,? {_DAY})?,?(?:\s[–—-]{{1,2}}\s?|—\s|—(?=[A-ZÀ-Þ][a-zß-ÿ]|A ))"
    # "新华社北京3月5日电（记者 李明）", "（中央社記者王大明台北5日電）", "【ソウル共同】"
    r"|[（(]?(?:新华社|新華社|中央社|中新社|中新网|人民网|央视网|新华网|本报|本報)[^。，]{0,25}?[电電讯訊]"
    r"(?:\s?[（(][^（）()]{1,30}[）)])?[）)]?[:：，\s]*"
    r"|(?:[【［〔][^】］〕]{1,20}[】］〕]|[(（][^()（）]{2,20}(?:電|報導|報道|共同)[)）])\s*"
    # Yonhap: a place and the agency in brackets, the reporter, and an equals sign.
    r"|(?:\([^()=]{1,12}=[^()]{1,12}\)|\[[가-힣][^\[\]]{1,12}\])\s?"
    r"(?:[가-힣]{2,4}(?:[·, ]{1,2}[가-힣]{2,4}){0,2} (?:기자|특파원) ?= ?)?"
)
_OPENING_PATTERN = re.compile(r"[\"“„«‘'「『¿¡]*[^\W_]")
_IDEOGRAPH_PATTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def skip_fronts(text: str, spans: tuple[tuple[int, int], ...], language: str) -> tuple[tuple[int, int], ...]:
    """Return the sentence spans of a text, with datelines, bylines and dates cut off the first sentences.

    A sentence that consists only of these is left out.
    """
    remaining_spans: list[tuple[int, int]] = []
    news_start = 0
    for start, end in spans[:MAX_FRONT_SENTENCES]:
        if start >= news_start:
            line_end = text.find("\n", end)
            news_start = start + find_news_start(
                text[start : line_end if line_end >= 0 else len(text)], language
            )
        if end > news_start:
            remaining_spans.append((max(start, news_start), end))
    return (*remaining_spans, *spans[MAX_FRONT_SENTENCES:])


def find_news_start(sentence: str, language: str = "en") -> int:
    """Return the index at which the news in a report's first sentence begins; 0 if nothing precedes it.

    Args:
        sentence: one of the first sentences of a text.
        language: ISO 639-1, or "und".
    """
    start = 0
    for _ in range(MAX_PARTS):
        end = _find_part_end(sentence[start : start + 2 * MAX_FRONT_CHARACTERS], language)
        if not end:
            break
        start += end
        start += len(sentence[start:]) - len(sentence[start:].lstrip(" \u00a0"))
    return start if 0 < start <= MAX_FRONT_CHARACTERS and _is_sentence_start(sentence[start:]) else 0


# ---- private


def _find_part_end(text: str, language: str) -> int:
    """Return the index after a dateline, byline or date at the start of a text; 0 if there is none."""
    for pattern in (_UPDATE_PATTERN, _CREDIT_PATTERN, _RELATIVE_TIME_PATTERN):
        if (match := pattern.match(text)) and _starts_with_capital(text[match.end() :]):
            return match.end()
    return _find_byline_end(text, language) or _find_dateline_end(text) or _find_date_end(text, language)


def _find_dateline_end(text: str) -> int:
    match = _AGENCY_DATELINE_PATTERN.match(text)
    if match and match.end() and _starts_with_capital(text[match.end() :]):
        return match.end()
    return datelines.find_start(text)


def _find_byline_end(text: str, language: str) -> int:
    """Return the index after a byline whose end is certain: a separator, a change of case, or an opening word."""
    for pattern in (_CAPITALS_BYLINE_PATTERN, _GLUED_BYLINE_PATTERN):
        if match := pattern.match(text):
            return match.end()
    start = _BYLINE_START_PATTERN.match(text)
    if not start:
        return 0
    end, name_count = start.end(), 0
    for word in text[end:].split(" ")[:MAX_BYLINE_WORDS]:
        if name_count > 1 and (separator := _SEPARATOR_PATTERN.match(text, end - 1)):
            return separator.end()
        if name_count > 1 and word[:1].isupper() and _is_opening_word(word, language):
            return end
        is_name = bool(_NAME_PATTERN.fullmatch(word)) and not _is_opening_word(word, language)
        if not is_name and word not in _NAME_CONNECTORS:
            return 0
        name_count += is_name
        end += len(word) + 1
    return 0


def _find_date_end(text: str, language: str) -> int:
    """Return the index after a date that precedes a sentence.

    Without a label the date must be certain: a separator follows, or it has a time of day or a year and an opening word
    follows.
    """
    label = _DATE_LABEL_PATTERN.match(text)
    start = end = label.end() if label else 0
    date_words = boilerplate.date_words()
    token_count, has_digit, has_word = 0, False, False
    while match := _DATE_TOKEN_PATTERN.match(text, end if not token_count else _skip_between(text, end)):
        token = match[0]
        lowercase_token = token.lower().rstrip(".")
        is_number = token[0].isdigit()
        is_date_word = lowercase_token.replace(".", "") in date_words
        is_sentence_word = lowercase_token in _NEVER_FIRST and (token.istitle() or not (token_count or label))
        if not is_number and (not is_date_word or is_sentence_word):
            break
        token_count, end = token_count + 1, match.end()
        has_digit, has_word = has_digit or is_number, has_word or not is_number
    date_text = text[start:end]
    has_time = bool(_TIME_PATTERN.search(date_text))
    is_whole_date = (has_word and token_count >= MIN_DATE_TOKENS) or bool(
        _NUMERIC_DATE_PATTERN.match(date_text)
    )
    if not has_digit or not (label or has_time or is_whole_date):
        return 0
    separator = _SEPARATOR_PATTERN.match(text, end)
    if separator:
        end = separator.end()
    elif text[end : end + 1] == "." and has_time:
        end += 1
    rest = text[end:].lstrip(" \u00a0)")
    if not _starts_with_capital(rest) or (not separator and text[end : end + 1] in {",", "’", "'"}):
        return 0
    is_glued = rest[:1] == text[end : end + 1]
    is_certain = (
        label
        or separator
        or is_glued
        or (has_time and token_count >= MIN_DATE_TOKENS)
        or (_YEAR_PATTERN.search(date_text) and _is_opening_word(rest.split(" ", 1)[0], language))
    )
    return len(text) - len(rest) if is_certain else 0


def _skip_between(text: str, end: int) -> int:
    match = _BETWEEN_DATE_TOKENS_PATTERN.match(text, end)
    return match.end() if match else end


def _is_opening_word(word: str, language: str) -> bool:
    opening_words = stopwords.for_language(language) or stopwords.for_language("en")
    return word.strip("\"“„«‘'’").lower() in opening_words


def _starts_with_capital(text: str) -> bool:
    """Whether a text begins like a sentence: with a capital, a number, or a letter of a script without capitals."""
    match = _OPENING_PATTERN.match(text)
    return bool(match) and not sentence_splitter.is_lowercase(text[match.end() - 1]) if match else False


def _is_sentence_start(text: str) -> bool:
    return _starts_with_capital(text) and (
        text.count(" ") + 1 >= MIN_REMAINING_WORDS
        or len(_IDEOGRAPH_PATTERN.findall(text[:100])) >= MIN_REMAINING_IDEOGRAPHS
    )
