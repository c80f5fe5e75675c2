"""Which language a text is in, and its words: tokens, stems, stop words, and the tokenizer that sumy asks for.

Nothing is downloaded: the stop words and stemmers come with sumy or with this package, the detector with py3langid.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from summarize.text import sentence_splitter, stemmers, stopwords

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

UNKNOWN = "und"
# The languages that have stop words, abbreviations and a stemmer here (Japanese and Chinese need no stemmer).
NAMES = {
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "ja": "japanese",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
    "uk": "ukrainian",
    "zh": "chinese",
}
# Told apart from the supported ones, so that they are not taken for them.
FOREIGN = (
    "af", "ar", "bg", "bn", "bs", "ca", "cy", "et", "eu", "fa", "ga", "gl", "he", "hi", "hr", "hu", "id", "is",
    "ko", "lt", "lv", "mk", "ms", "nb", "nn", "ro", "sk", "sl", "sq", "sr", "sw", "ta", "th", "tr", "ur", "vi",
    "xh", "zu",
)  # fmt: skip
SAME = {"nb": "no", "nn": "no"}
# Characters that are looked at: on 200 every one of 245 articles in 22 languages was told rightly.
ENOUGH = 600
# With fewer letters (Latin, Cyrillic) than this, or a surer guess than none, nothing can be said.
FEWEST_LETTERS = 12
SUREST_GUESS = 0.5
# English is told by its commonest words without the detector (20 times faster): at least so many, and this share
# of all words. Of 190 pages in other languages none reached half of it.
ENGLISH = frozenset(
    {
        "the",
        "of",
        "and",
        "to",
        "that",
        "was",
        "for",
        "with",
        "said",
        "is",
        "on",
        "it",
        "as",
        "by",
        "at",
        "from",
        "his",
        "he",
        "but",
        "have",
    }
)
ENGLISH_HITS = 8
ENGLISH_SHARE = 0.2
# Of each language.
STEMS_KEPT = 50_000

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_WORD_OR_RUN = re.compile(rf"[{_IDEOGRAPHS}]+|[^\W_{_IDEOGRAPHS}]+(?:['’][^\W_{_IDEOGRAPHS}]+)*")
_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")
_KANA = re.compile("[\u3040-\u30ff\uff66-\uff9f]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN_WORD = re.compile(r"[a-z]+")


class Tokenizer:
    """What sumy calls a tokenizer, for any language and without NLTK's data.

    Args:
        language: ISO 639-1, "und", or sumy's English name of a language ("english").
    """

    def __init__(self, language: str = "en") -> None:
        self.language = _code(language)

    def to_sentences(self, text: str) -> tuple[str, ...]:
        """Cut a text into sentences, verbatim; empty for an empty text."""
        return tuple(text[start:end] for start, end in sentence_splitter.spans(text, self.language))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Give the words of a sentence in lower case; empty if it has none."""
        return tuple(words(sentence, self.language))


def detect(text: str) -> str:
    """Tell the language of a text.

    Args:
        text: any text; its first 600 characters are looked at.

    Returns:
        ISO 639-1 ("no" for both forms of Norwegian), or "und" where the text is too short or like several.
    """
    sample = text[:ENOUGH]
    if written := _by_script(sample):
        return written
    if _plainly_english(sample):
        return "en"
    if len(_LETTER.findall(sample)) < FEWEST_LETTERS:
        return UNKNOWN
    found, sure = _detector()(sample.encode("utf-8", "replace").decode("utf-8"))
    return SAME.get(found, found) if sure >= SUREST_GUESS else UNKNOWN


def supported(language: str) -> bool:
    """Tell whether there are stop words, abbreviations and stems for a language (ISO 639-1)."""
    return _code(language) in NAMES


def words(text: str, language: str = "en") -> list[str]:
    """Give the words of a text in lower case, apostrophes straight; numbers are words.

    Japanese and Chinese put no spaces between words: pairs of neighbouring characters stand for them.

    Args:
        text: any text.
        language: ISO 639-1 or "und".
    """
    low = text.lower()
    if "’" in low:
        low = low.replace("’", "'")
    if _code(language) not in {"ja", "zh"}:
        return _WORD.findall(low)
    return [token for run in _WORD_OR_RUN.findall(low) for token in _pairs(run)]


def stem(word: str, language: str = "en") -> str:
    """Cut a lower-case word to its stem: Snowball's where there is one; the word itself for other languages."""
    return stems(language)[word]


@lru_cache(maxsize=64)
def stems(language: str) -> Mapping[str, str]:
    """Give the stems of all lower-case words of a language: what was asked before costs one look-up."""
    code = _code(language)
    return _stems(code if code in NAMES else UNKNOWN)


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Give the function words of a language in lower case; empty if it is not supported."""
    code = _code(language)
    if code not in NAMES:
        return frozenset()
    return stopwords.of(code) | _sumy_stop_words(NAMES[code])


# ---- private


class _Stems(dict[str, str]):
    """From a word to its stem; emptied when it is full, so that it stays small."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._cut = _stemmer(code)

    def __missing__(self, word: str) -> str:
        if len(self) >= STEMS_KEPT:
            self.clear()
        found = self[word] = self._cut(word)
        return found


def _code(language: str) -> str:
    """Give "pt" for "pt-BR", "no" for "nb", "en" for sumy's "english"."""
    if language in NAMES:
        return language
    low = language.lower()
    for code, name in NAMES.items():
        if low == name:
            return code
    code = re.split(r"[-_]", low, maxsplit=1)[0]
    return SAME.get(code, code)


def _by_script(text: str) -> str:
    """Tell Japanese, Chinese, Greek and Korean by their letters; "" if it is none of them or mixed."""
    if text.isascii():
        return ""
    half = len(_LETTER.findall(text)) / 2
    kana, han, greek, hangul = (len(script.findall(text)) for script in (_KANA, _HAN, _GREEK, _HANGUL))
    if kana + han > half:
        return "ja" if kana * 20 > han else "zh"
    if greek > half:
        return "el"
    return "ko" if hangul > half else ""


def _plainly_english(text: str) -> bool:
    found = _LATIN_WORD.findall(text.lower())
    hits = sum(word in ENGLISH for word in found)
    return hits >= ENGLISH_HITS and hits >= ENGLISH_SHARE * len(found)


@lru_cache(maxsize=1)
def _detector() -> Callable[[str], tuple[str, float]]:
    """Load py3langid's model once: naive Bayes over byte n-grams (Lui and Baldwin, ACL 2012)."""
    from py3langid import langid  # noqa: PLC0415 - half a second that only other languages than English pay

    identifier: Any = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages({*NAMES, *FOREIGN} & set(identifier.labels))
    classify: Callable[[str], tuple[str, float]] = identifier.classify
    return classify


def _pairs(run: str) -> Sequence[str]:
    """Give each two neighbours of a run of ideographs or kana; other words as they are."""
    if len(run) == 1 or not _IDEOGRAPH.match(run):
        return (run,)
    return [run[at : at + 2] for at in range(len(run) - 1)]


@cache
def _stems(code: str) -> _Stems:
    """Keep one for each language of NAMES and one for all others."""
    return _Stems(code)


@lru_cache(maxsize=64)
def _stemmer(code: str) -> Callable[[str], str]:
    if code == "pl":
        return stemmers.polish
    if code == "el":
        return stemmers.greek
    if code not in NAMES:
        return str
    from sumy.nlp.stemmers import Stemmer  # noqa: PLC0415 - it loads all of NLTK, over a second

    found: Callable[[str], str] = Stemmer(NAMES[code])
    return found


def _sumy_stop_words(name: str) -> frozenset[str]:
    """Give sumy's list, lower-cased, without its marks and broken lines; empty where it has none."""
    from sumy.utils import get_stop_words  # noqa: PLC0415 - 0.3 s that only summaries need

    try:
        listed = get_stop_words(name)
    except LookupError:
        return frozenset()
    return frozenset(word.lower() for word in listed if _WORD.fullmatch(word))
