"""The result of checking quotes against the stored articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn
from bot.render.wording import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.answer import VerificationResult

NO_BRIEF_TO_VERIFY = "There's no brief here to verify yet. `/brief` makes one."
# Maximum number of failed sentences that are listed.
MAX_FAILED_SENTENCES = 5
UNKNOWN_BRIEF = "There's no brief or answer called “{name}” here."
VERIFIED_BRIEF = "{sentences} of brief `{brief_id}`"
VERIFIED_BRIEF_AND_ANSWERS = "{sentences} of brief `{brief_id}` and its {answers}"
VERIFICATION_PASSED = "Verified: {scope}. Each one matches its article word for word."
VERIFICATION_FAILED = "*Not verified*: {count:,} of {scope} don't match their articles."


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
