"""Parsing of what people type after `/brief`, in a mention or in a direct message: one parser for all three.

documented command  ->  COMMAND             add https://example.org
otherwise           ->  features  ->  probability of each intent  ->  reading of each intent  ->  the most probable one

A reading that is not sure enough is ASK, with buttons for the most probable ones. What changes something must be surer
than what only shows something.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing import brief_request, command_phrases, small_talk, spelling
from bot.parsing.intent import documented_commands, intent_features, intent_model, readings
from bot.parsing.intent.intents import Intent
from bot.parsing.reading import Action, Utterance
from bot.parsing.schedule import time_range
from bot.parsing.small_talk import SmallTalk

if TYPE_CHECKING:
    from bot.parsing.intent.intent_model import IntentModel

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
# The least probability of a reading that is carried out, by what it does. Every fourth utterance of five people, read
# by a model that did not know the person: .75 for all had 74.8 % right and 3.4 % wrong, .9 62.7 and 1.4. A misreading
# counts as bad as five questions back; of the misreadings above .75, half are briefs.
_MIN_PROBABILITIES = {
    Action.BRIEF: 0.9, Action.PRIVATE_BRIEF: 0.85, Action.QUESTION: 0.85, Action.SMALL_TALK: 0.75,
    Action.COMMAND: 0.65,
}  # fmt: skip
MIN_PROBABILITY_OF_CHANGE = 0.8
# A question, such as "Which digest?", costs no more than asking what is meant, and has the next reading as a button.
MIN_PROBABILITY_OF_QUESTION = 0.35
# "search engine antitrust" is rather a topic than a search for "engine antitrust".
MIN_TOPIC_PROBABILITY = 0.5
# Readings below it are not worth a button.
_MIN_PROBABILITY_OF_SUGGESTION = 0.05
_MAX_SUGGESTIONS = 3
# Well-known names that begin like a command or a time; after `/brief`, they are topics.
_NAMES = frozenset(
    {
        "9/11", "7/7", "stop oil", "just stop oil", "cancel culture", "black friday", "good friday", "cyber monday",
        "super tuesday", "me too", "search and rescue", "stop and search", "help to buy", "high noon", "resume padding",
    }
)  # fmt: skip
_PRIVATE_SUGGESTION_PATTERN = re.compile(r"private\b ?(?P<words>.*)")
# Commands that only show something.
_HARMLESS_PATTERN = re.compile(
    r"(?:help|sources|health|search|why|verify|preferences|catchup|preview|digest (?:list|help|preview))\b"
)


def parse_utterance(text: str, *, is_command: bool = False, model: IntentModel | None = None) -> Utterance:
    """Parse what a person typed.

    Args:
        text: the words, without the mention of the bot and without Slack's marks around links.
        is_command: whether they were typed after `/brief`, where a bare question is a topic.
        model: the model of intents; the one that was fitted to all labelled utterances by default.
    """
    if exact := parse_exact(text, is_command=is_command):
        return exact
    plain_text = strip_address(text)
    core_text = strip_courtesy(plain_text) or plain_text
    probabilities = (model or intent_model.load_model()).probabilities(
        intent_features.find_features(plain_text, is_command=is_command, phrase=find_phrase(core_text))
    )
    topic_probability = probabilities[Intent.TOPIC] + probabilities[Intent.BRIEF_NOW]
    if (
        is_command
        and documented_commands.has_free_verb(core_text)
        and topic_probability < MIN_TOPIC_PROBABILITY
    ):
        return Utterance(Action.COMMAND, core_text)
    return _choose(core_text, probabilities)


def parse_exact(text: str, *, is_command: bool) -> Utterance | None:
    """Return what needs no model: no words, the word "help", words in quotes, documented commands; None otherwise."""
    plain_text = strip_address(text)
    if plain_text.lower() in brief_request.HELP_WORDS:
        return Utterance(Action.COMMAND, "help")
    if not plain_text:
        return Utterance(
            Action.BRIEF if is_command else Action.SMALL_TALK, "", None if is_command else SmallTalk.GREETING
        )
    if plain_text[:1] in {'"', "“"} and plain_text[-1:] in {'"', "”"} and len(plain_text) > 3:  # noqa: PLR2004 - a quoted topic
        return Utterance(Action.BRIEF, plain_text)
    core_text = strip_courtesy(plain_text)
    if is_command and core_text.lower() in _NAMES:
        return Utterance(Action.BRIEF, core_text)
    if is_command and documented_commands.has_clear_verb(core_text):
        return Utterance(Action.COMMAND, core_text)
    words = documented_commands.parse_documented(core_text)
    return Utterance(Action.COMMAND, words) if words else None


def parse_suggestion(words: str) -> Utterance:
    """Parse the words on a button that a person pressed to say what they meant: they are never asked back."""
    if exact := parse_exact(words, is_command=True):
        return exact
    if words.endswith("?"):
        return Utterance(Action.QUESTION, words)
    if private := _PRIVATE_SUGGESTION_PATTERN.fullmatch(words):
        return Utterance(Action.PRIVATE_BRIEF, private["words"])
    is_command = documented_commands.has_verb(words)
    return Utterance(Action.COMMAND if is_command else Action.BRIEF, words)


def find_phrase(core_text: str) -> str:
    """Return the section of the phrase files with a pattern that fits a whole text; "" if there is none."""
    if talk := small_talk.recognize_small_talk(_EMOJI_PATTERN.sub(" ", core_text)):
        return f"talk {talk}"
    section = command_phrases.find_section(core_text)
    return section or ("news request" if command_phrases.is_news_request(core_text) else "")


def rank_readings(text: str, probabilities: dict[Intent, float]) -> list[tuple[Utterance, float]]:
    """Return the readings of a text with their probabilities, the most probable first.

    Intents with the same reading, such as "Which digest?", count together.
    """
    phrase = command_phrases.parse_command(text)
    phrase_intents = readings.intents_of_phrase(phrase)
    totals: defaultdict[tuple[object, ...], float] = defaultdict(float)
    utterances: dict[tuple[object, ...], Utterance] = {}
    for intent, probability in sorted(probabilities.items(), key=lambda item: -item[1]):
        if probability < _MIN_PROBABILITY_OF_SUGGESTION / 2:
            break
        utterance = (
            readings.build_phrase(phrase, text)
            if phrase and intent in phrase_intents
            else readings.build_reading(intent, text)
        )
        key = _key(utterance)
        totals[key] += probability * readings.reliability(utterance)
        utterances.setdefault(key, utterance)
    return [(utterances[key], totals[key]) for key in sorted(totals, key=lambda key: -totals[key])]


def find_threshold(utterance: Utterance) -> float:
    """Return the least probability of a reading that is carried out."""
    if utterance.action is Action.ASK:
        return MIN_PROBABILITY_OF_QUESTION
    return _MIN_PROBABILITIES[utterance.action] if is_harmless(utterance) else MIN_PROBABILITY_OF_CHANGE


def is_harmless(utterance: Utterance) -> bool:
    """Whether carrying out an utterance changes nothing that is kept."""
    return utterance.action is not Action.COMMAND or _HARMLESS_PATTERN.match(utterance.words) is not None


def confirm_spelling(reading: Utterance, text: str) -> Utterance:
    """Return a question whether a corrected word is meant; a mistake in an order or in talk is read without asking.

    What was ordered is said back, and can be undone.
    """
    corrected = spelling.correct_spelling(text)
    if corrected == text or reading.action in {Action.SMALL_TALK, Action.ASK, Action.QUESTION}:
        return reading
    if reading.action is Action.COMMAND:
        if reading.words.startswith("digest ") and not re.match(
            r"digest (?:delete|pause|resume|skip)", reading.words
        ):
            return reading
        words = spelling.correct_spelling(reading.words)
        return Utterance(Action.ASK, corrected, topic=command_phrases.Unclear.SPELLING, suggestions=(words,))
    if time_range.is_time_range(corrected) or command_phrases.is_news_request(corrected):
        return Utterance(
            Action.ASK, corrected, topic=command_phrases.Unclear.SPELLING, suggestions=(corrected,)
        )
    return reading


def strip_address(text: str) -> str:
    """Return a text without the name of the bot or of the command at its start."""
    text = _ADDRESS_PATTERN.sub("", text)
    return re.sub(r"^/(?:brief|newsbrief)\b\s*", "", text, flags=re.IGNORECASE).strip()


def strip_courtesy(text: str) -> str:
    """Return a text without greetings, thanks and emoji around it."""
    text = _EMOJI_PATTERN.sub(" ", text)
    text = _COURTESY_SUFFIX_PATTERN.sub("", " ".join(text.split()))
    text = _GREETING_PREFIX_PATTERN.sub("", text).strip()
    return strip_address(re.sub(r"^(?:please|pls|bitte)[, ]+", "", text, flags=re.IGNORECASE))


# ---- private


def _choose(text: str, probabilities: dict[Intent, float]) -> Utterance:
    """Return the most probable reading, or a question with the most probable ones as buttons."""
    ranked = rank_readings(text, probabilities)
    best, probability = ranked[0]
    candidates = [utterance for utterance, chance in ranked if chance >= _MIN_PROBABILITY_OF_SUGGESTION]
    if probability < find_threshold(best) and not _is_sole_reading(best, probability, candidates):
        return _ask(text, candidates)
    if best.action is Action.ASK and probability < MIN_PROBABILITY_OF_CHANGE:
        own = best.suggestions[: _MAX_SUGGESTIONS - 1]
        others = [words for words in _suggest(candidates[1:]) if words not in own]
        return replace(best, suggestions=(*own, *others)[:_MAX_SUGGESTIONS])
    return confirm_spelling(best, text)


def _is_sole_reading(best: Utterance, probability: float, candidates: list[Utterance]) -> bool:
    """Whether a text can only be a topic: a question about it would have a single button."""
    is_topic = best.action is Action.BRIEF and bool(best.words)
    return is_topic and probability >= MIN_TOPIC_PROBABILITY and len(_suggest(candidates)) == 1


def _key(utterance: Utterance) -> tuple[object, ...]:
    """Return what makes two readings the same to the person: two briefs are, whichever words are the topic."""
    words = utterance.words if utterance.action in {Action.COMMAND, Action.PRIVATE_BRIEF} else ""
    return (utterance.action, utterance.small_talk, utterance.topic, words)


def _suggest_brief(words: str) -> str:
    """Return the words of a brief for a button: in quotes if they would be read as something else."""
    if not words:
        return "today"
    return words if parse_suggestion(words).action is Action.BRIEF else f'"{words}"'


def _ask(text: str, candidates: list[Utterance]) -> Utterance:
    """Return a question with a button for each of the most probable readings."""
    suggestions = _suggest(candidates)
    is_order = any(words.startswith("digest ") and readings.is_order(words) for words in suggestions)
    is_topic = any(utterance.action is Action.BRIEF and utterance.words for utterance in candidates)
    unclear = command_phrases.Unclear
    return Utterance(
        Action.ASK,
        text,
        topic=unclear.ORDER_OR_TOPIC if is_order and is_topic else unclear.MEANING,
        suggestions=tuple(suggestions[:_MAX_SUGGESTIONS]) or ("help",),
    )


def _suggest(candidates: list[Utterance]) -> list[str]:
    """Return the words of the buttons for readings, each once."""
    suggestions: list[str] = []
    for utterance in candidates:
        words = {
            Action.COMMAND: readings.tidy_order(utterance.words),
            Action.BRIEF: _suggest_brief(utterance.words),
            Action.PRIVATE_BRIEF: f"private {utterance.words}".strip(),
            Action.QUESTION: f"{utterance.words.rstrip(' ?')}?",
            Action.ASK: utterance.suggestions[0] if utterance.suggestions else "",
            Action.SMALL_TALK: "",
        }[utterance.action]
        is_useless = words.startswith("digest ") and not (
            readings.is_order(words) or readings.acts_on_digest(words)
        )
        suggestions += [words] if words and words not in suggestions and not is_useless else []
    return suggestions
