"""Detect languages, split texts into words, and look up stems and stop words.

Nothing is downloaded: stop words and stemmers come with sumy or this package, the detector with py3langid.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from summarize.text import sentence_splitter, stemmers, stopwords

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

UNKNOWN = "und"
# The languages with stop words, abbreviations and a stemmer (Japanese and Chinese need no stemmer).
LANGUAGE_NAMES = {
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
# Languages that are also detected, so that they are not mistaken for supported languages.
UNSUPPORTED_LANGUAGES = (
    "af", "am", "ar", "as", "be", "bg", "bn", "bs", "ca", "cy", "dz", "et", "eu", "fa", "ga", "gl", "gu", "he", "hi",
    "hr", "hu", "hy", "id", "is", "ka", "kk", "km", "kn", "ko", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms",
    "nb", "ne", "nn", "or", "pa", "ps", "ro", "si", "sk", "sl", "sq", "sr", "sw", "ta", "te", "th", "tr", "ug", "ur",
    "vi", "xh", "zu",
)  # fmt: skip
# Languages that one script tells, beside those of `_detect_by_script`; the detector does not know Burmese, for example.
_SCRIPT_LANGUAGES = {
    "th": "\u0e00-\u0e7f", "lo": "\u0e80-\u0eff", "my": "\u1000-\u109f", "km": "\u1780-\u17ff",
    "ka": "\u10a0-\u10ff", "hy": "\u0530-\u058f", "am": "\u1200-\u139f", "he": "\u0590-\u05ff",
    "te": "\u0c00-\u0c7f", "kn": "\u0c80-\u0cff", "ml": "\u0d00-\u0d7f", "si": "\u0d80-\u0dff",
    "ta": "\u0b80-\u0bff", "gu": "\u0a80-\u0aff", "pa": "\u0a00-\u0a7f", "or": "\u0b00-\u0b7f",
}  # fmt: skip
# Languages that are written in other letters than Latin ones; the detector gives others to scripts it does not know.
_NON_LATIN_LANGUAGES = frozenset(
    (
        "ar as be bg bn dz el fa hi ja kk ko ky mk mn mr ne ps ru sr ug uk ur zh "
        + " ".join(_SCRIPT_LANGUAGES)
    ).split()
)
# Letters of Cyrillic that only other languages have: with these, Russian, Ukrainian and Bulgarian are wrong.
_FOREIGN_CYRILLIC = {
    "ru": "іїєґўәғқңөұүһђћџљњјѓќѕ", "uk": "ўәғқңөұүһђћџљњјѓќѕыэёъ", "bg": "іїєґўәғқңөұүһђћџљњјѓќѕыэё",
}  # fmt: skip
MIN_FOREIGN_LETTERS = 2
# Languages with a stemmer, but without stop words.
STEMMED_LANGUAGES = frozenset({"ar", "tr"})
CANONICAL_CODES = {"nb": "no", "nn": "no"}
# The number of characters used for detection: with 200, all of 245 articles in 22 languages were right.
MAX_SAMPLE_LENGTH = 600
# With fewer letters (Latin, Cyrillic) or a lower confidence, the language is unknown.
MIN_LETTERS = 12
MIN_CONFIDENCE = 0.5
# English is detected by its most common words without the detector (20 times faster): at least this many, and this
# share of all words. Of 190 pages in other languages none reached half of it.
COMMON_ENGLISH_WORDS = frozenset(
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
MIN_COMMON_ENGLISH_WORDS = 8
MIN_COMMON_ENGLISH_SHARE = 0.2
# For each language.
MAX_CACHED_STEMS = 50_000

_WORD_PATTERN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_IDEOGRAPH_RANGES = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_WORD_OR_IDEOGRAPHS_PATTERN = re.compile(
    rf"[{_IDEOGRAPH_RANGES}]+|[^\W_{_IDEOGRAPH_RANGES}]+(?:['’][^\W_{_IDEOGRAPH_RANGES}]+)*"
)
_IDEOGRAPH_PATTERN = re.compile(f"[{_IDEOGRAPH_RANGES}]")
_KANA_PATTERN = re.compile("[\u3040-\u30ff\uff66-\uff9f]")
_HAN_PATTERN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HANGUL_PATTERN = re.compile("[\uac00-\ud7a3]")
_GREEK_PATTERN = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_LETTER_PATTERN = re.compile(r"[^\W\d_]")
_SCRIPT_PATTERNS = {code: re.compile(f"[{letters}]+") for code, letters in _SCRIPT_LANGUAGES.items()}
_OWN_SCRIPTS = _SCRIPT_PATTERNS | {
    "ja": _KANA_PATTERN,
    "zh": _HAN_PATTERN,
    "ko": _HANGUL_PATTERN,
    "el": _GREEK_PATTERN,
}
_LAST_LATIN_LETTER = "\u024f"
_LATIN_WORD_PATTERN = re.compile(r"[a-z]+")


class Tokenizer:
    """A tokenizer with sumy's interface, for any language and without NLTK's data.

    Args:
        language: ISO 639-1, "und", or sumy's English name of a language ("english").
    """

    def __init__(self, language: str = "en") -> None:
        self.language = _language_code(language)

    def to_sentences(self, text: str) -> tuple[str, ...]:
        """Return the sentences of a text, unchanged; empty for an empty text."""
        return tuple(
            text[start:end] for start, end in sentence_splitter.split_into_spans(text, self.language)
        )

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Return the words of a sentence in lower case; empty for a sentence without words."""
        return tuple(tokenize(sentence, self.language))


def detect(text: str) -> str:
    """Detect the language of a text.

    Args:
        text: any text; its first 600 characters are used.

    Returns:
        ISO 639-1 ("no" for both forms of Norwegian), or "und" if the text is too short or ambiguous.
    """
    sample = text[:MAX_SAMPLE_LENGTH]
    if script_language := _detect_by_script(sample):
        return script_language
    if _is_plainly_english(sample):
        return "en"
    if len(_LETTER_PATTERN.findall(sample)) < MIN_LETTERS:
        return UNKNOWN
    detected_code, confidence = _load_detector()(sample.encode("utf-8", "replace").decode("utf-8"))
    if confidence < MIN_CONFIDENCE or not _is_written_in(detected_code, sample.lower()):
        return UNKNOWN
    return CANONICAL_CODES.get(detected_code, detected_code)


def is_supported(language: str) -> bool:
    """Whether a language (ISO 639-1) has stop words, abbreviations and stems."""
    return _language_code(language) in LANGUAGE_NAMES


def tokenize(text: str, language: str = "en") -> list[str]:
    """Return the words and numbers of a text in lower case, with straight apostrophes.

    Japanese and Chinese have no spaces between words: pairs of adjacent characters stand for words.

    Args:
        text: any text.
        language: ISO 639-1 or "und".
    """
    lowercase_text = text.lower()
    if "’" in lowercase_text:
        lowercase_text = lowercase_text.replace("’", "'")
    if _language_code(language) not in {"ja", "zh"}:
        return _WORD_PATTERN.findall(lowercase_text)
    return [
        token
        for run in _WORD_OR_IDEOGRAPHS_PATTERN.findall(lowercase_text)
        for token in _character_bigrams(run)
    ]


def stem(word: str, language: str = "en") -> str:
    """Return the Snowball stem of a lower-case word, or the word itself if its language has no stemmer."""
    return load_stems(language)[word]


@lru_cache(maxsize=64)
def load_stems(language: str) -> Mapping[str, str]:
    """Return a mapping from lower-case words to stems, which caches the computed stems."""
    code = _language_code(language)
    return _load_stem_cache(code if code in LANGUAGE_NAMES or code in STEMMED_LANGUAGES else UNKNOWN)


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language in lower case; empty if the language is not supported."""
    code = _language_code(language)
    if code not in LANGUAGE_NAMES:
        return frozenset()
    return stopwords.for_language(code) | _load_sumy_stop_words(LANGUAGE_NAMES[code])


# ---- private


class _StemCache(dict[str, str]):
    """A mapping from words to stems. It is emptied when full, to save memory."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._stem_word = _load_stemmer(code)

    def __missing__(self, word: str) -> str:
        if len(self) >= MAX_CACHED_STEMS:
            self.clear()
        word_stem = self[word] = self._stem_word(word)
        return word_stem


def _language_code(language: str) -> str:
    """Return the ISO 639-1 code of a language: "pt" for "pt-BR", "en" for "english"."""
    if language in LANGUAGE_NAMES:
        return language
    lowercase_name = language.lower()
    for code, name in LANGUAGE_NAMES.items():
        if lowercase_name == name:
            return code
    code = re.split(r"[-_]", lowercase_name, maxsplit=1)[0]
    return CANONICAL_CODES.get(code, code)


def _detect_by_script(text: str) -> str:
    """Detect a language that is the only one with its script; "" for shared or mixed scripts."""
    if text.isascii():
        return ""
    half_letter_count = len(_LETTER_PATTERN.findall(text)) / 2
    kana_count, han_count, greek_count, hangul_count = (
        len(script_pattern.findall(text))
        for script_pattern in (_KANA_PATTERN, _HAN_PATTERN, _GREEK_PATTERN, _HANGUL_PATTERN)
    )
    if kana_count + han_count > half_letter_count:
        return "ja" if kana_count * 20 > han_count else "zh"
    if greek_count > half_letter_count:
        return "el"
    if hangul_count > half_letter_count:
        return "ko"
    characters = len(re.sub(r"\s", "", text))
    return next(
        (
            code
            for code, pattern in _SCRIPT_PATTERNS.items()
            if 2 * sum(map(len, pattern.findall(text))) > characters
        ),
        "",
    )


def _is_written_in(code: str, lowercase_text: str) -> bool:
    """Whether a text has the letters of a language."""
    if code in _FOREIGN_CYRILLIC:
        foreign_letters = _FOREIGN_CYRILLIC[code]
        return sum(map(lowercase_text.count, foreign_letters)) < MIN_FOREIGN_LETTERS
    own_pattern = _OWN_SCRIPTS.get(code)
    if own_pattern and not own_pattern.search(lowercase_text):
        return False
    letters = _LETTER_PATTERN.findall(lowercase_text)
    is_latin = 2 * sum(letter <= _LAST_LATIN_LETTER for letter in letters) >= len(letters)
    return is_latin is (code not in _NON_LATIN_LANGUAGES)


def _is_plainly_english(text: str) -> bool:
    latin_words = _LATIN_WORD_PATTERN.findall(text.lower())
    common_word_count = sum(word in COMMON_ENGLISH_WORDS for word in latin_words)
    return (
        common_word_count >= MIN_COMMON_ENGLISH_WORDS
        and common_word_count >= MIN_COMMON_ENGLISH_SHARE * len(latin_words)
    )


@lru_cache(maxsize=1)
def _load_detector() -> Callable[[str], tuple[str, float]]:
    """Load the language detector py3langid once.

    The model is naive Bayes over byte n-grams (Lui and Baldwin, ACL 2012).
    """
    from py3langid import langid  # noqa: PLC0415 - half a second, needed only for languages other than English

    identifier: Any = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    identifier.set_languages({*LANGUAGE_NAMES, *UNSUPPORTED_LANGUAGES} & set(identifier.labels))
    classify: Callable[[str], tuple[str, float]] = identifier.classify
    return classify


def _character_bigrams(run: str) -> Sequence[str]:
    """Split a Chinese or Japanese word into pairs of adjacent characters; other words stay whole."""
    if len(run) == 1 or not _IDEOGRAPH_PATTERN.match(run):
        return (run,)
    return [run[index : index + 2] for index in range(len(run) - 1)]


@cache
def _load_stem_cache(code: str) -> _StemCache:
    """Return the stem cache of a language. Unsupported languages share one cache."""
    return _StemCache(code)


@lru_cache(maxsize=64)
def _load_stemmer(code: str) -> Callable[[str], str]:
    if code == "pl":
        return stemmers.stem_polish
    if code == "el":
        return stemmers.stem_greek
    if code == "ar":
        return stemmers.stem_arabic
    if code == "tr":
        return stemmers.stem_turkish
    if code not in LANGUAGE_NAMES:
        return str
    from sumy.nlp.stemmers import Stemmer  # noqa: PLC0415 - it loads all of NLTK, over a second

    sumy_stemmer: Callable[[str], str] = Stemmer(LANGUAGE_NAMES[code])
    return sumy_stemmer


def _load_sumy_stop_words(language_name: str) -> frozenset[str]:
    """Return sumy's stop words in lower case; empty if sumy has no list for the language.

    Entries with punctuation and broken lines are omitted.
    """
    from sumy.utils import get_stop_words  # noqa: PLC0415 - 0.3 s that only summaries need

    try:
        raw_words = get_stop_words(language_name)
    except LookupError:
        return frozenset()
    return frozenset(word.lower() for word in raw_words if _WORD_PATTERN.fullmatch(word))
