"""What the bot would do for each intent, with the slots of the text filled in.

"mute anything about the royals" as MUTE  ->  a question back, with `less royals` to press
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.parsing import command_phrases, digest_actions, digest_spec, spelling
from bot.parsing.command_phrases import Unclear
from bot.parsing.intent import request_words
from bot.parsing.intent.intents import Intent
from bot.parsing.reading import Action, Utterance
from bot.parsing.schedule import plain_words, rhythms
from bot.parsing.small_talk import SmallTalk
from bot.parsing.words import slot_marks, subject_words, word_classes
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.parsing.command_phrases import CommandPhrase

_TALK_CLASSES = frozenset({"please", "greeting", "thanks", "here", "period", "again"})
_NUMBER_PATTERN = re.compile(
    r"(?<![\d:.,])#?(?P<number>\d{1,2})(?![\d:.,%]|\s?(?:am|pm|uhr|h\b|days?|weeks?|tage|wochen|min))",
    re.IGNORECASE,
)
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "erste": 1,
    "zweite": 2,
    "dritte": 3,
}
_UNTIL_PATTERN = re.compile(
    r"\b(?:until|till|til|bis|for|from|over|during|while|between|through|this week|next week|weeks?|days?|hasta"
    r"|jusqu|until"
    r"|holiday|vacation|urlaub|leave|away|back on|wochen?|tage|month)\b",
    re.IGNORECASE,
)
_PACK_PATTERN = re.compile(
    r"\b(?P<pack>world|climate|science|tech|business|politics|sports?|health|europe|german|deutsch)\b.*\bpack\b"
    r"|\bpack\b:? (?P<after>\w+)",
    re.IGNORECASE,
)
_PERSONAL_COPY_PATTERN = re.compile(r"\b(?:that|this|it|das|same|mir)\b", re.IGNORECASE)
_PRIVATE_WORDS_PATTERN = re.compile(
    r"\b(?:private(?:ly)?|priavte|privat|quietly|secretly|in private|only visible to me|(?:just|only) (?:for"
    r"|to) me(?: only)?|me only|(?:just|only) me"
    r"|for my eyes only|nur für mich|nur mir|just for myself|(?:in|by|via|as) (?:a )?(?:dm|direct message)s?"
    r"|(?:dm|whisper|message) me)\b",
    re.IGNORECASE,
)
# "send me the news at 9" orders a digest; `digest send` sends one now.
_LEADING_ACTION_PATTERN = re.compile(
    r"^(?:digests? )?(?:(?:send|post|now|again|skip)\b,?\s+(?=\D))?", re.IGNORECASE
)
_DIGEST_HELP_CLASSES = frozenset({"digest", "order", "subscribe"})


def build_reading(intent: Intent, text: str) -> Utterance:
    """Return what the bot does with a text if it has this intent.

    Args:
        intent: what the person wants.
        text: what they typed, without courtesies and without the name of the bot.
    """
    return _BUILDERS[intent](text)


def reliability(utterance: Utterance) -> float:
    """Return how often a reading with the right intent has the right slots; less than 1 for an order in a sentence."""
    spec = _parse_order(utterance.words) if utterance.action is Action.COMMAND else None
    if spec is None or not spec.is_guess:
        return 1.0
    return (
        _LONG_GUESS_RELIABILITY
        if len(utterance.words.split()) > _MAX_SHORT_ORDER_WORDS
        else _GUESS_RELIABILITY
    )


def is_order(words: str) -> bool:
    """Whether the words of a command order a digest."""
    return _parse_order(words) is not None


def acts_on_digest(words: str) -> bool:
    """Whether the words of a command list or change digests, or explain them."""
    return words.split()[1:2] != [] and words.split()[1] in {"list", "help", *digest_actions.VERBS}


def tidy_order(words: str) -> str:
    """Return an order of a digest in the documented words; another command stays as it is."""
    spec = _parse_order(words)
    return f"digest {digest_spec.format_digest_spec(spec)}" if spec else words


def intents_of_phrase(phrase: CommandPhrase | None) -> frozenset[Intent]:
    """Return the intents that a phrase of a command may have."""
    if phrase is None:
        return frozenset()
    name = f"ask {phrase.unclear}" if phrase.unclear else phrase.words
    return next((intents for prefix, intents in _PHRASE_INTENTS if name.startswith(prefix)), frozenset())


def build_phrase(phrase: CommandPhrase, text: str) -> Utterance:
    """Return what the bot does with a text that is a phrase of a command."""
    if phrase.unclear is not None:
        return Utterance(Action.ASK, text, topic=phrase.unclear, suggestions=phrase.suggestions)
    return Utterance(Action.COMMAND, phrase.words)


# ---- private

# Of 88 orders of four writers whose topic had to be found in a sentence, 49 of 59 with up to 14 words were right, 14
# of 29
# longer ones; of 366 others 343.
_MAX_SHORT_ORDER_WORDS = 15
_GUESS_RELIABILITY, _LONG_GUESS_RELIABILITY = 0.83, 0.5


def _parse_order(words: str) -> digest_spec.DigestSpec | None:
    verb, _, rest = words.partition(" ")
    if verb != "digest" or rest.split(" ")[0] in {"list", "help", *digest_actions.VERBS}:
        return None
    try:
        return digest_spec.parse_digest_spec(rest)
    except NewsError:  # refused with its reason
        return None


_PHRASE_INTENTS: tuple[tuple[str, frozenset[Intent]], ...] = (
    ("add", frozenset({Intent.ADD_SOURCE})),
    ("remove", frozenset({Intent.REMOVE_SOURCE})),
    ("ask source_name", frozenset({Intent.ADD_SOURCE, Intent.REMOVE_SOURCE})),
    ("digest delete", frozenset({Intent.CANCEL})),
    ("digest remove", frozenset({Intent.CANCEL})),
    ("digest pause", frozenset({Intent.PAUSE})),
    ("digest resume", frozenset({Intent.RESUME})),
    ("digest skip", frozenset({Intent.SKIP})),
    ("digest help", frozenset({Intent.HELP})),
    ("help", frozenset({Intent.HELP, Intent.WHAT_CAN_YOU_DO})),
    ("ask subject", frozenset({Intent.PREFER, Intent.MUTE})),
    ("more", frozenset({Intent.PREFER})),
    ("less", frozenset({Intent.PREFER, Intent.MUTE})),
    ("search", frozenset({Intent.SEARCH})),
    ("why", frozenset({Intent.WHY})),
    ("verify", frozenset({Intent.VERIFY})),
    ("ask claim", frozenset({Intent.VERIFY})),
    ("reset", frozenset({Intent.UNMUTE})),
    ("preferences", frozenset({Intent.UNMUTE})),
    ("ask future", frozenset({Intent.BRIEF_NOW})),
    ("catchup", frozenset({Intent.PRIVATE, Intent.BRIEF_NOW})),
    ("ask personal_copy", frozenset({Intent.SUBSCRIBE, Intent.PRIVATE})),
    ("ask length", frozenset({Intent.PREFER, Intent.FEEDBACK})),
    ("ask pause_until", frozenset({Intent.PAUSE})),
)


def _subject(text: str, *classes: str) -> str:
    subjects = subject_words.find_subjects(text, frozenset(classes) | _TALK_CLASSES)
    return ", ".join(subjects[0]) if subjects else ""


def _slot(text: str, kind: str) -> str:
    return next((words for slot_kind, words in slot_marks.mark_slots(text)[1] if slot_kind == kind), "")


def _number(text: str) -> str:
    if match := _NUMBER_PATTERN.search(text):
        return match["number"]
    return next((str(_ORDINALS[word]) for word in word_classes.split_words(text) if word in _ORDINALS), "")


def _ask(text: str, code: Unclear, *suggestions: str) -> Utterance:
    return Utterance(
        Action.ASK, text, topic=code, suggestions=tuple(" ".join(each.split()) for each in suggestions)
    )


def _command(words: str) -> Utterance:
    return Utterance(Action.COMMAND, " ".join(words.split()))


def _talk(kind: SmallTalk) -> Callable[[str], Utterance]:
    return lambda text: Utterance(Action.SMALL_TALK, text, kind)


def _change_digest(verb: str) -> Callable[[str], Utterance]:
    def build(text: str) -> Utterance:
        number = _number(text)
        return (
            _command(f"digest {verb} {number}")
            if number
            else _ask(text, Unclear.WHICH_DIGEST, f"digest {verb}", "digest list")
        )

    return build


def _pause(text: str) -> Utterance:
    if _UNTIL_PATTERN.search(text):
        return _ask(text, Unclear.PAUSE_UNTIL, f"digest pause {_number(text)}", "digest list")
    return _change_digest("pause")(text)


def _skip(text: str) -> Utterance:
    return _change_digest("skip")(_strip_slots(text))


def _strip_slots(text: str) -> str:
    return re.sub(
        r"\b\d{1,2}(?:st|nd|rd|th|\.)?(?= ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\.))",
        " ",
        text,
        flags=re.IGNORECASE,
    )


def _order(text: str) -> Utterance:
    words = spelling.correct_spelling(plain_words.to_plain_words(text))
    return _command(f"digest {_LEADING_ACTION_PATTERN.sub('', words)}")


def _brief(text: str) -> Utterance:
    return _ask_if_schedule(text, request_words.build_brief_words(text))


def _topic(text: str) -> Utterance:
    is_request = command_phrases.is_news_request(text)
    return _ask_if_schedule(
        text, command_phrases.strip_news_request(text) if is_request else request_words.strip_signs(text)
    )


def _ask_if_schedule(text: str, words: str) -> Utterance:
    """Return a brief, or a question if its words can only say when a digest or a future brief comes."""
    if rhythms.names_future(words) or rhythms.names_future(text):
        return _ask(text, Unclear.FUTURE, "today", "digest help")
    if request_words.is_schedule_only(words) or request_words.is_schedule_only(text):
        return _ask(
            text, Unclear.DIGEST_ORDER, "digest weekdays 9:00", "digest me weekdays 9:00", "digest help"
        )
    return Utterance(Action.BRIEF, words)


def _private(text: str) -> Utterance:
    words = command_phrases.parse_private_brief(text)
    if words is None:
        words = " ".join(_PRIVATE_WORDS_PATTERN.sub(" ", text).split()).strip(" ,.:;-?!")
        if _PERSONAL_COPY_PATTERN.search(words) and not _slot(text, slot_marks.RANGE):
            return _ask(text, Unclear.PERSONAL_COPY, "catchup", "digest me weekdays 9:00")
    return Utterance(Action.PRIVATE_BRIEF, request_words.build_brief_words(words) if words else "")


def _add_source(text: str) -> Utterance:
    links = [words for kind, words in slot_marks.mark_slots(text)[1] if kind == slot_marks.LINK]
    if links:
        return _command(f"add {' '.join(links)}")
    if match := _PACK_PATTERN.search(text):
        return _command(f"add {(match['pack'] or match['after']).lower()}")
    return _ask(text, Unclear.SOURCE_NAME, "sources")


def _remove_source(text: str) -> Utterance:
    name = (
        _slot(text, slot_marks.LINK)
        or _number(text)
        or _subject(text, "remove", "source", "stop", "add", "negation")
    )
    return _command(f"remove {name}") if name else _ask(text, Unclear.SOURCE_NAME, "sources")


def _mute(text: str) -> Utterance:
    subject = _slot(text, slot_marks.LINK) or _subject(text, "mute", "news", "negation", "stop", "i", "we")
    if not subject:
        return _ask(text, Unclear.SUBJECT, "preferences")
    return _ask(text, Unclear.MUTE, f"less {subject}", f"preview filter {subject}")


def _unmute(text: str) -> Utterance:
    subject = _slot(text, slot_marks.LINK) or _subject(
        text, "unmute", "mute", "news", "again", "list", "i", "we", "acknowledge"
    )
    return _command(f"reset {subject}" if subject and "?" not in text else "preferences")


def _prefer(text: str) -> Utterance:
    names = {name for _, name in word_classes.find_classes(word_classes.split_words(text))}
    subject = _subject(text, "more", "less", "news", "i", "we", "complaint", "negation", "praise")
    if "length" in names and names.isdisjoint({"more", "less"}):
        return _ask(text, Unclear.LENGTH, "top 3", "top 8")
    if not subject:
        return _ask(text, Unclear.SUBJECT, "preferences")
    return _command(
        f"{'less' if names & {'less', 'complaint'} and 'more' not in names else 'more'} {subject}"
    )


def _search(text: str) -> Utterance:
    query = _slot(text, slot_marks.QUOTED) or _subject(
        text, "search", "news", "source", "i", "we", "question"
    )
    if not query:
        return _ask(text, Unclear.SEARCH, "search dam wall 2w")
    return _command(f"search {query} {_slot(text, slot_marks.RANGE)}")


def _why(text: str) -> Utterance:
    subject = _number(text) or _subject(text, "why", "question", "digest", "news", "i", "we", "you", "list")
    return _command(f"why {subject}")


def _verify(text: str) -> Utterance:
    claim = _slot(text, slot_marks.QUOTED) or _subject(
        text, "verify", "search", "question", "you", "i", "we", "digest", "news"
    )
    return _ask(text, Unclear.CLAIM, f"search {claim}", "verify") if claim else _command("verify")


def _subscribe(text: str) -> Utterance:
    if _slot(text, slot_marks.TIME):
        return _order(text)
    subject = _subject(text, "subscribe", "digest", "news", "i", "we", "order")
    names = {name for _, name in word_classes.find_classes(word_classes.split_words(text))}
    who = "me " if "i" in names else ""
    return _ask(
        text,
        Unclear.DIGEST_ORDER,
        f"digest {who}weekdays 9:00 {subject}",
        f"digest {'' if who else 'me '}weekdays 9:00 {subject}",
        "digest help",
    )


def _chat(text: str) -> Utterance:
    """Return an answer to talk by the words in it: thanks, a greeting, a wish, or just talk."""
    names = [name for _, name in word_classes.find_classes(word_classes.split_words(text))]
    kinds = (
        ("greeting", SmallTalk.GREETING),
        ("thanks", SmallTalk.THANKS),
        ("acknowledge", SmallTalk.THANKS),
        ("praise", SmallTalk.THANKS),
        ("cannot", SmallTalk.OTHER_WISH),
    )
    return Utterance(
        Action.SMALL_TALK, text, next((kind for name, kind in kinds if name in names), SmallTalk.CHAT)
    )


def _feedback(text: str) -> Utterance:
    names = [name for _, name in word_classes.find_classes(word_classes.split_words(text))]
    is_bad = "complaint" in names or names.count("negation") > names.count("praise")
    return Utterance(
        Action.SMALL_TALK, text, SmallTalk.COMPLAINT if is_bad or "praise" not in names else SmallTalk.THANKS
    )


def _help(text: str) -> Utterance:
    names = {name for _, name in word_classes.find_classes(word_classes.split_words(text))}
    return _command("digest help" if names & _DIGEST_HELP_CLASSES else "help")


_BUILDERS: dict[Intent, Callable[[str], Utterance]] = {
    Intent.ADD_SOURCE: _add_source,
    Intent.BRIEF_NOW: _brief,
    Intent.CANCEL: _change_digest("delete"),
    Intent.CANNOT: _talk(SmallTalk.OTHER_WISH),
    Intent.CHANGE: lambda text: _ask(text, Unclear.DIGEST_CHANGE, "digest list"),
    Intent.CHAT: _chat,
    Intent.FEEDBACK: _feedback,
    Intent.GARBAGE: _talk(SmallTalk.UNREADABLE),
    Intent.GREETING: _talk(SmallTalk.GREETING),
    Intent.HELP: _help,
    Intent.LIST_DIGESTS: lambda _text: _command("digest list"),
    Intent.LIST_SOURCES: lambda _text: _command("sources"),
    Intent.MUTE: _mute,
    Intent.ORDER: _order,
    Intent.PAUSE: _pause,
    Intent.PREFER: _prefer,
    Intent.PRIVATE: _private,
    Intent.QUESTION: lambda text: Utterance(Action.QUESTION, text),
    Intent.REMOVE_SOURCE: _remove_source,
    Intent.RESUME: _change_digest("resume"),
    Intent.SEARCH: _search,
    Intent.SKIP: _skip,
    Intent.SUBSCRIBE: _subscribe,
    Intent.THANKS: _talk(SmallTalk.THANKS),
    Intent.TIMEZONE: lambda text: _ask(text, Unclear.TIMEZONE, "digest list"),
    Intent.TOPIC: _topic,
    Intent.TRANSLATE: _talk(SmallTalk.TRANSLATION),
    Intent.UNDO: lambda text: _ask(text, Unclear.UNDO, "digest list", "sources", "preferences"),
    Intent.UNMUTE: _unmute,
    Intent.VERIFY: _verify,
    Intent.VERSION: lambda _text: _command("health"),
    Intent.WHAT_CAN_YOU_DO: _talk(SmallTalk.ABILITIES),
    Intent.WHY: _why,
}
