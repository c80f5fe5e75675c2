"""The bot's messages about answers, suggested questions, corrections and the verification of quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn
from bot.render.wording import formats
from news.answer import Intent, Scope, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.answer import Answer, VerificationResult

BRIEF_EXPIRED = "The articles of this brief are no longer stored. Get a new brief with `/brief`."
CORRECTION_HEADING = "*Correction*: {outlet} has changed its article “{title}” since it was quoted here."
WITHDRAWN_HEADING = "It no longer says:"
REPLACEMENT_HEADING = "It now says:"
UNDERSTOOD_AS = "Understood as: {question}"
QUOTED_FROM_NOTE = "Quoted word for word {scope}."
QUOTE_ARTICLE_NOTE = "From: {title}"
OPINION_ARTICLE_NOTE = "{kind}, from: {title}"
EMPTY_QUESTION = "What would you like to know? For example: _Who was hurt?_ or _When does it start?_"
VERDICT_HEADINGS = {
    Verdict.ANSWERED: "The articles say:",
    Verdict.PARTIAL: "Not answered directly. Closest:",
    Verdict.NO_ANSWER: "These articles don't say.",
}
NEAREST_PASSAGE_HEADING = "Closest passage:"
# The heading of a reply, by intent; {about} is the story's headline.
REPLY_HEADINGS = {
    Intent.MORE: "More on “{about}”:",
    Intent.SUMMARY: "“{about}”, in short:",
    Intent.QUOTES: "Who said what about “{about}”:",
    Intent.COVERAGE: "Coverage of “{about}”:",
    Intent.DIFFERENCES: "Where outlets differ on “{about}”:",
    Intent.BACKGROUND: "Background to “{about}”, oldest first:",
    Intent.UPDATES: "New about “{about}” since this brief:",
    Intent.RANKING: "Why “{about}” ranks where it does:",
}
# The same if there is nothing to show.
EMPTY_REPLIES = {
    Intent.MORE: "That's everything these articles say about “{about}”. See *Other coverage* for links.",
    Intent.SUMMARY: "There's no sentence to quote in these articles.",
    Intent.QUOTES: "Nobody is quoted by name in the articles about “{about}”.",
    Intent.DIFFERENCES: "The outlets don't report different numbers about “{about}”.",
    Intent.BACKGROUND: "I have no earlier reports about “{about}”.",
    Intent.UPDATES: "No new reports about “{about}” since this brief.",
}
# Fixed replies: what can be asked, and what the bot does not do.
FIXED_REPLIES = {
    Intent.HELP: (
        "Ask about the news in this thread: _How many were hurt?_, _What did the mayor say?_ Or ask for _more on 2_, "
        "_tl;dr_, _in 3 bullets_, _who said what_, _sources_, _timeline_, _who disagrees?_ or _anything newer?_ "
        "I answer only with sentences from the articles. `/brief help` lists the commands."
    ),
    Intent.TRANSLATE: "I can't translate: I only quote articles word for word, in their own language.",
    Intent.SIMPLIFY: (
        "I can't rephrase: I only quote articles word for word. For a short version, ask _in 2 sentences_."
    ),
    Intent.STOP: (
        "I only speak here when somebody asks something. To stop a digest, use `/brief digest list` and "
        "`/brief digest pause 1`."
    ),
    Intent.SAVE: (
        "I can't save messages or set reminders. In Slack, open the message's menu and choose *Save for later*."
    ),
    Intent.VERIFY: (
        "Every quote is compared with its article before I post it. `/brief verify` compares them all again; the links "
        "lead to the articles."
    ),
    Intent.LEFT_OUT: "*What was left out* below the brief lists it, and `/brief why LINK` explains one article.",
}
NO_SUCH_STORY = "There's no story with that number in this brief."
WHOLE_BRIEF_HEADING = "The whole brief, in short:"
# The suggested questions below a brief and an answer.
SUGGESTED_QUESTIONS = {
    Intent.MORE: "More on this",
    Intent.COVERAGE: "Other coverage",
    Intent.BACKGROUND: "What led to it",
    Intent.QUOTES: "Who said what",
}
SCOPE_TEXTS = {
    Scope.STORY: "from this story",
    Scope.BRIEF: "from this brief",
    Scope.ARCHIVE: "from this channel's archive",
}
NO_BRIEF_TO_VERIFY = "There's no brief here to verify yet. `/brief` makes one."
# Maximum number of failed sentences that are listed.
MAX_FAILED_SENTENCES = 5
UNKNOWN_BRIEF = "There's no brief or answer called “{name}” here."
VERIFIED_BRIEF = "{sentences} of brief `{brief_id}`"
VERIFIED_BRIEF_AND_ANSWERS = "{sentences} of brief `{brief_id}` and its {answers}"
VERIFICATION_PASSED = "Verified: {scope}. Each one matches its article word for word."
VERIFICATION_FAILED = "*Not verified*: {count:,} of {scope} failed to match the article word for word."


def answer_heading(answer: Answer) -> str:
    """Return the heading of an answer: "The articles say:", "More on “Harl bridge closed”:"."""
    if answer.intent is Intent.QUESTION:
        return VERDICT_HEADINGS[answer.verdict]
    if answer.intent in FIXED_REPLIES:
        return FIXED_REPLIES[answer.intent]
    if not answer.story_title:
        return WHOLE_BRIEF_HEADING if answer.verdict is Verdict.ANSWERED else NO_SUCH_STORY
    templates = REPLY_HEADINGS if answer.verdict is Verdict.ANSWERED else EMPTY_REPLIES
    return templates[answer.intent].format(about=answer.story_title)


def describe_verification(verifications: Sequence[VerificationResult], name: str = "") -> str:
    """Describe the result of checking a brief and its answers against the articles."""
    if not verifications:
        return UNKNOWN_BRIEF.format(name=mrkdwn.escape(name)) if name else NO_BRIEF_TO_VERIFY
    sentence_count = sum(verification.sentence_count for verification in verifications)
    failed_sentences = [
        (verification.subject_id, sentence)
        for verification in verifications
        for sentence in verification.failed_sentences
    ]
    template = VERIFIED_BRIEF if len(verifications) == 1 else VERIFIED_BRIEF_AND_ANSWERS
    scope = template.format(
        sentences=formats.format_count(sentence_count, "sentence"),
        brief_id=verifications[0].subject_id,
        answers=formats.format_count(len(verifications) - 1, "answer"),
    )
    if not failed_sentences:
        return VERIFICATION_PASSED.format(scope=scope)
    lines = [VERIFICATION_FAILED.format(scope=scope, count=len(failed_sentences))]
    lines += [
        f"• `{subject_id}`: {mrkdwn.escape(sentence.text)}"
        for subject_id, sentence in failed_sentences[:MAX_FAILED_SENTENCES]
    ]
    return "\n".join(lines)
