"""Detect sentences that refer to the previous sentence and are unclear when quoted alone.

word     He, It, This, But, However ...
noun     The move, The pair ...
time     By dawn it was ..., with nothing named before the pronoun
speaker  "...," she said, with nobody named
"""

from __future__ import annotations

import re

# The field's list for incomplete coreference and discourse ("Extractive is not Faithful", Zhang et al., ACL 2023,
# classes 1 and 3), with connectives added.
_DANGLING_WORDS_TEXT = (
    "he she it they his her hers their theirs its this that these those him them such there but and or so yet "
    "however meanwhile still also then nor instead moreover nevertheless nonetheless therefore thus hence "
    "otherwise similarly likewise furthermore besides afterwards later too both another neither others"
)
_DANGLING_NOUNS_TEXT = (
    "move pair two couple duo trio latter decision announcement remarks comments revelation incident former "
    "statement measure idea practice same other others"
)
_DANGLING_WORDS = frozenset(_DANGLING_WORDS_TEXT.split())
# The same for other languages: personal pronouns and connectives. Words that often open a report by themselves are
# left out ("Das", "Es gibt", "Ce jeudi", "Este lunes", "Questa mattina").
_DANGLING_WORDS_TEXT_BY_LANGUAGE = {
    "de": "er sie ihn ihm sein seine ihre dieser diese dieses dabei damit danach darauf daraufhin deshalb daher doch"
    " aber und oder denn dennoch trotzdem allerdings jedoch zudem außerdem dann stattdessen zuvor hinzu ebenso beide",
    "fr": "elle ils elles celui celle ceux celles mais et ou donc ainsi aussi pourtant cependant toutefois puis ensuite"
    " son sa ses leur leurs",
    "es": "él ella ellos ellas pero y o también además entonces esto eso ese esa esos esas su sus así",
    "it": "ma e o lui lei loro egli ella anche inoltre quindi però tuttavia invece così",
    "pt": "ele ela eles elas mas e ou também então porém contudo isso seu sua seus suas assim",
    "nl": "hij zij ze maar en dus ook toch echter daarom daarna bovendien zijn haar hun",
    "sv": "han hon de men och därför dessutom dock också sedan hans hennes deras",
    "da": "han hun de men og derfor desuden dog også hans hendes deres",
    "no": "han hun de men og derfor dessuten også hans hennes deres",
    "fi": "hän he mutta ja myös kuitenkin siksi lisäksi",
    "pl": "on ona oni one ale i jednak także również dlatego jego jej ich",
    "cs": "on ona oni ale a však také proto jeho její jejich",
    "ru": "он она они но и а поэтому однако также это его её их",
    "uk": "він вона вони але та і проте однак також це його її їх",
}
_DANGLING_WORDS_BY_LANGUAGE = {
    language: frozenset(words.split()) for language, words in _DANGLING_WORDS_TEXT_BY_LANGUAGE.items()
}
_DANGLING_NOUNS = frozenset(_DANGLING_NOUNS_TEXT.split())
# "The former president" and "The two men" are complete: these nouns refer back only before a verb or a comma.
_FIRST_WORDS_PATTERN = re.compile(
    r"\W*([^\W\d_]+(?:['’][^\W\d_]+)?)"
    r"(?:\s+([^\W\d_]+)(?=,|\s+(?:is|was|were|are|has|had|have|will|also|came|comes|would|could|said)\b))?"
)
_TIME_PRONOUN_PATTERN = re.compile(
    r"\W*(?:By|In|On|At|After|Before|From|For|With|Since|During|Until|Once|When|Asked)"
    r"(?: [a-z\d:'’-]+){1,4},? (?:he|she|it|they) [a-z]"
)
_UNNAMED_SPEAKER_PATTERN = re.compile(
    r"[\"”’'] (?:he|she|they) (?:said|says|added|adds|told|tells|wrote|explained|continued|recalled)\b"
)
# "Royal theme: A baby outfit ...": tabloid captions in scraped text.
_CAPTION_LABEL_PATTERN = re.compile(r"[A-Z][\w'’-]*(?:[ ,]+[\w'’-]+){0,4}: [A-Z‘'\"“]")


def has_caption_label(sentence: str) -> bool:
    """Whether a sentence opens like a caption, with a label of at most five words and a colon."""
    return _CAPTION_LABEL_PATTERN.match(sentence) is not None


def is_dangling(sentence: str, language: str = "en") -> bool:
    """Whether a sentence refers to the previous sentence and is incomplete without it.

    Args:
        sentence: any text.
        language: ISO 639-1. English has all rules; for thirteen other languages only the first word is checked;
            False for all others.
    """
    match = _FIRST_WORDS_PATTERN.match(sentence)
    if match is None:
        return False
    if language != "en":
        return match[1].lower() in _DANGLING_WORDS_BY_LANGUAGE.get(language, ())
    first_word = match[1].lower().replace("’", "'")
    if first_word in _DANGLING_WORDS or first_word.partition("'")[0] in _DANGLING_WORDS:
        return True
    if first_word == "the" and match[2] is not None:
        return match[2].lower() in _DANGLING_NOUNS
    return (
        _TIME_PRONOUN_PATTERN.match(sentence) is not None
        or _UNNAMED_SPEAKER_PATTERN.search(sentence) is not None
    )
