"""Parse what people type after `/brief`, in mentions and in direct messages.

small talk    -> SMALL_TALK            thanks!
command       -> COMMAND, or ASK       list my digests; unsubscribe
time of day   -> COMMAND "digest ..."  every friday at 5pm
question      -> QUESTION              when do the ferries run again
otherwise     -> BRIEF                 what's new on climate this week

An utterance that can mean several things is ASK, with the commands that may be meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.parsing import brief_request, command_phrases, digest_spec, small_talk, spelling, time_range
from bot.parsing.schedule import rhythms, schedule_words, times_of_day
from bot.parsing.small_talk import SmallTalk
from news.errors import RequestError

_LINK_PATTERN = re.compile(r"<(?P<target>[^<>|\s]+)(?:\|(?P<label>[^<>]*))?>")
_EMOJI_PATTERN = re.compile(
    r"(?<![\w:]):[a-z+-][a-z0-9_+'-]{1,40}:(?!\w)|[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+"
)
_ADDRESS_PATTERN = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|dear|yo)[,! ]+)?(?:@?(?:newsbrief|news ?bot|brief ?bot)\b|@brief\b)[,:! ]*",
    re.IGNORECASE,
)
_GREETING_PREFIX_PATTERN = re.compile(
    r"^(?:hey|hi|hello|good morning|morning|hallo|ok|okay|so|and|also|well|oh|thanks|thank you"
    r"|danke)(?: there| all| team| bot)?\s*[,!.:]\s*(?=\w)",
    re.IGNORECASE,
)
_COURTESY_SUFFIX_PATTERN = re.compile(
    r"(?:[\s,.!?]+(?:please|pls|plz|thanks|thank you|thx|ty|bitte|danke|cheers|merci|s'il (?:te"
    r"|vous) pla[iî]t))+[.!]*$",
    re.IGNORECASE,
)
_QUESTION_PATTERN = re.compile(
    r"(?:who|whom|whose|when|where|why|how|which|did|does|do|is|are|was|were|has|have|had|will|would|should"
    r"|could|can|what|wer|wann|wo|warum|wieso|wie|welche[rsn]?|was"
    r"|qui|quand|où|pourquoi|comment|combien|quién|cuándo|dónde|cuánto|cómo)(?:'s|'re|s)?\s+\S+.*",
    re.IGNORECASE,
)
# A question that asks for the news: "what's new on climate".
_DIGEST_VERBS = frozenset(
    {
        "list",
        "help",
        "delete",
        "remove",
        "pause",
        "resume",
        "skip",
        "preview",
        "now",
        "send",
        "resend",
        "again",
    }
)
_POLITE_ORDER_PATTERN = re.compile(
    r"(?:(?:can|could|would|will) (?:you|i|we)|please|(?:i|we)(?:'d like|'d love| want| need| would like)"
    r"|send|give|post|get|hey)\b",
    re.IGNORECASE,
)
_DAY_ORDER_PATTERN = re.compile(
    r"(?:a |one )?(?:daily|weekly|hourly|monthly|weekdays?|biweekly|nightly)(?: (?:digest|brief|briefing"
    r"|summary|news|update))?(?: (?:about|on|for|at|of) .*)?|(?:every (?:day|morning|evening|week|hour"
    r"|weekday|month|\d+ \w+)|(?:mon|tues|wednes|thurs|fri|satur|sun)days|every \w+day)\b.*",
    re.IGNORECASE,
)


_HOUR_ORDER_PATTERN = re.compile(
    r"\b(?:daily|every|each|weekdays?|weekends?|subscribe|send|digest|\w+days)\b.*\b(?:at|um|@) \d{1,2}(?![\d\w%])",
    re.IGNORECASE,
)
# Words that only an order of a digest has.
_ORDER_WORDS_PATTERN = re.compile(
    r"\b(?:daily|every ?day|every|each|weekdays?|workdays?|weekends?|weekly|subscribe|send|post|digest"
    r"|schedule|me|us|top \d+|täglich"
    r"|werktags|utc|without|only|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tue|wed|thu|fri|sat|sun"
    r"|my time|cada|jeden)\b|/|#",
    re.IGNORECASE,
)
_DAYS_AND_HOUR_PATTERN = re.compile(
    r"(?:daily|weekdays?|weekends?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
    r"|every ?day) (?:at )?\d{1,4}(?!\d|\w)|.*\b(?:every|cada|jeden) \w+ (?:at|a las|um) \d",
    re.IGNORECASE,
)


# A sentence with one of these words is said to the bot; a topic has none of them.
_PERSONAL_PATTERN = re.compile(
    r"\b(?:i|i'm|i'd|i've|you|your|you're|me|my|we|we're|we'd|us|our|please|pls|don't|dont|can't|let's|ich|du"
    r"|mich|mir|mein|wir|uns|bitte|je|moi|tu)\b",
    re.IGNORECASE,
)
# A question about the bot itself, not about the news.
_ABOUT_BOT_PATTERN = re.compile(
    r"\b(?:you|your|i|me|my|digests?|subscri\w+|feeds?|this channel|in here|du|dein|mir|mich)\b"
    r"|\b(?:the|a) (?:brief|daily|bot)\b",
    re.IGNORECASE,
)
MIN_SENTENCE_WORDS = 3


class Action(StrEnum):
    """The actions that an utterance can request."""

    BRIEF = "brief"
    PRIVATE_BRIEF = "private_brief"
    COMMAND = "command"
    QUESTION = "question"
    SMALL_TALK = "small_talk"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Utterance:
    """A parsed utterance.

    Attributes:
        action: what to do.
        words: the words of the brief, command or question, in the form that `/brief` reads.
        small_talk: the kind of small talk, for `SMALL_TALK`.
        topic: what the person is asked about, for `ASK`: a code of `command_phrases.Unclear`.
        suggestions: commands that may be meant, for `ASK`.
    """

    action: Action
    words: str = ""
    small_talk: SmallTalk | None = None
    topic: command_phrases.Unclear | None = None
    suggestions: tuple[str, ...] = ()


def unwrap(text: str) -> str:
    """Return a message as its writer typed it, without Slack's markup around links, channels and people."""

    def replace(match: re.Match[str]) -> str:
        target, label = match["target"], match["label"]
        if target.startswith(("#", "@", "!")):
            sign = "#" if target.startswith("#") else "@"
            return f"{sign}{label.lstrip('#@')}" if label else (target if sign == "#" else "")
        if label and target.removeprefix("http://").removeprefix("https://").strip("/") == label.strip("/"):
            return label
        return target.removeprefix("mailto:")

    return " ".join(_LINK_PATTERN.sub(replace, text).split())


def parse_utterance(text: str, *, is_command: bool = False) -> Utterance:
    """Parse what a person typed.

    Args:
        text: the words, without the mention of the bot; Slack's marks around links may be in it.
        is_command: whether they were typed after `/brief`, where a bare question is a topic.
    """
    plain_text = _strip_address(unwrap(text))
    if plain_text.lower() in brief_request.HELP_WORDS:
        return Utterance(Action.COMMAND, "help")
    if not plain_text:
        return Utterance(
            Action.BRIEF if is_command else Action.SMALL_TALK, "", None if is_command else SmallTalk.GREETING
        )
    if plain_text[:1] in {'"', "“"} and plain_text[-1:] in {'"', "”"} and len(plain_text) > 3:  # noqa: PLR2004 - a quoted topic
        return Utterance(Action.BRIEF, plain_text)
    talk = small_talk.recognize_small_talk(_EMOJI_PATTERN.sub(" ", plain_text))
    core_text = _strip_courtesy(plain_text)
    if talk or not core_text:
        return Utterance(Action.SMALL_TALK, plain_text, talk or SmallTalk.THANKS)
    return _parse_spelling(core_text, is_command=is_command)


# ---- private


def _parse_spelling(core_text: str, *, is_command: bool) -> Utterance:
    """Parse a text, and if it is not a command, parse it again with misspelt command words corrected."""
    reading = _parse_core(core_text, is_command=is_command)
    corrected = spelling.correct_spelling(core_text)
    is_order = (
        reading is not None and reading.action is Action.COMMAND and reading.words.startswith("digest ")
    )
    if reading is not None and (corrected == core_text or not is_order):
        return reading
    if corrected != core_text:
        corrected_reading = _parse_core(corrected, is_command=is_command)
        if corrected_reading is not None and corrected_reading.action is not Action.QUESTION:
            return _confirm_correction(corrected_reading, corrected)
        if time_range.is_time_range(corrected) or command_phrases.is_news_request(corrected):
            return Utterance(
                Action.ASK, corrected, topic=command_phrases.Unclear.SPELLING, suggestions=(corrected,)
            )
    if _PERSONAL_PATTERN.search(core_text) and len(core_text.split()) >= MIN_SENTENCE_WORDS:
        return Utterance(Action.ASK, core_text, topic=command_phrases.Unclear.MEANING, suggestions=("help",))
    return Utterance(Action.BRIEF, command_phrases.strip_news_request(core_text))


def _strip_address(text: str) -> str:
    text = _ADDRESS_PATTERN.sub("", text)
    return re.sub(r"^/(?:brief|newsbrief)\b\s*", "", text, flags=re.IGNORECASE).strip()


def _strip_courtesy(text: str) -> str:
    text = _EMOJI_PATTERN.sub(" ", text)
    text = _COURTESY_SUFFIX_PATTERN.sub("", " ".join(text.split()))
    text = _GREETING_PREFIX_PATTERN.sub("", text).strip()
    return _strip_address(re.sub(r"^(?:please|pls|bitte)[, ]+", "", text, flags=re.IGNORECASE))


def _parse_core(text: str, *, is_command: bool) -> Utterance | None:
    """Parse a text without polite phrases; return None if it may be a topic."""
    if reading := _parse_command(text):
        return reading
    private_words = command_phrases.parse_private_brief(text)
    if private_words is not None:
        return Utterance(Action.PRIVATE_BRIEF, private_words)
    is_question = (not is_command or text.endswith("?")) and _is_question(text)
    if _is_order(text) and (not is_question or _POLITE_ORDER_PATTERN.match(text)):
        return _ask_order(text) if _may_be_topic(text) else _build_order(text)
    if is_question and not _ABOUT_BOT_PATTERN.search(text):
        return Utterance(Action.QUESTION, text)
    if time_range.is_time_range(text) or command_phrases.is_news_request(text):
        return Utterance(Action.BRIEF, command_phrases.strip_news_request(text))
    return None


def _parse_command(text: str) -> Utterance | None:
    phrase = command_phrases.parse_command(text)
    if phrase is None:
        return None
    if phrase.words.startswith("digest ") and phrase.words.split()[1] not in _DIGEST_VERBS:
        return _build_order(phrase.words.removeprefix("digest "))
    if phrase.unclear is not None:
        return Utterance(Action.ASK, text, topic=phrase.unclear, suggestions=phrase.suggestions)
    return Utterance(Action.COMMAND, phrase.words)


def _is_question(text: str) -> bool:
    if command_phrases.is_news_request(text):
        return False
    return _QUESTION_PATTERN.fullmatch(text) is not None or text.endswith("?")


def _is_order(text: str) -> bool:
    """Whether a text orders a digest: it names a time of day or a rhythm, and is not a time range."""
    if time_range.is_time_range(text) or re.match(r"(?:since|from) ", text, re.IGNORECASE):
        return False
    times = [match for match in times_of_day.TIME_PATTERN.finditer(text) if not match["compact"]]
    if rhythms.names_rhythm(text) or rhythms.names_part_of_day(text):
        return True
    has_days = schedule_words.DAYS_PATTERN.search(text) is not None
    if any(has_days or not re.fullmatch(r"\s*\d{1,2}\s?h\s*", match[0], re.IGNORECASE) for match in times):
        return True
    return (
        _HOUR_ORDER_PATTERN.search(text) is not None
        or _DAY_ORDER_PATTERN.fullmatch(text) is not None
        or times_of_day.BARE_HOUR_PATTERN.fullmatch(text) is not None
        or _DAYS_AND_HOUR_PATTERN.match(text) is not None
    )


def _may_be_topic(text: str) -> bool:
    """Whether an order may be a topic, such as "7pm curfew", which has a time but nothing that only orders have."""
    order_text = spelling.correct_spelling(text)
    if _ORDER_WORDS_PATTERN.search(order_text) or schedule_words.DAYS_PATTERN.search(order_text):
        return False
    try:
        return bool(digest_spec.parse_digest_spec(order_text).topics)
    except RequestError:  # the order is refused with its reason
        return False


def _ask_order(text: str) -> Utterance:
    suggestions = (f"digest daily {text}", f'"{text}"')
    return Utterance(Action.ASK, text, topic=command_phrases.Unclear.ORDER_OR_TOPIC, suggestions=suggestions)


def _build_order(text: str) -> Utterance:
    """Build a digest order. Misspelt words are corrected without asking, because the bot confirms the order."""
    return Utterance(Action.COMMAND, f"digest {spelling.correct_spelling(text)}")


def _confirm_correction(reading: Utterance, corrected: str) -> Utterance:
    """Ask whether a corrected command is what the person meant; orders are corrected without asking.

    What was ordered is said back, and can be undone.
    """
    if reading.action is Action.ASK:
        return reading
    if (
        reading.action is Action.COMMAND
        and reading.words.startswith("digest ")
        and not re.match(r"digest (?:delete|pause|resume|skip)", reading.words)
    ):
        return reading
    words = reading.words if reading.action is Action.COMMAND else corrected
    return Utterance(Action.ASK, corrected, topic=command_phrases.Unclear.SPELLING, suggestions=(words,))
