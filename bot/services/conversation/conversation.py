"""The conversation in a brief's thread: replies to requests and questions.

words --intent--> a story of the brief --reply--> quotes --verify--> answer, stored
      --question--> this story, this brief, this channel's archive --answer--> quotes --verify--> answer, stored
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from bot.runtime.monitoring.service_callbacks import NO_CALLBACKS
from bot.services.conversation.question_answering import QuestionAnswering
from bot.services.conversation.story_requests import StoryRequests
from bot.services.stored_briefs import load_brief
from news.answer import Answer, Intent, Verdict
from news.thread import Thread
from summarize.answers import intents

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.services.verification import QuoteVerifier
    from news.brief import Brief
    from storage.contract import Store

log = logging.getLogger(__name__)

# Requests with a fixed reply: what can be asked, and what the bot does not do. They are not kept as questions.
FIXED_REPLIES = frozenset(
    {
        Intent.HELP,
        Intent.TRANSLATE,
        Intent.SIMPLIFY,
        Intent.STOP,
        Intent.SAVE,
        Intent.VERIFY,
        Intent.LEFT_OUT,
    }
)


class ConversationService:
    """Answers messages in Slack threads. Thread-safe."""

    def __init__(
        self,
        store: Store,
        verifier: QuoteVerifier,
        on_answer: Callable[[Answer], None] = NO_CALLBACKS.on_answer,
    ) -> None:
        self._store = store
        self._on_answer = on_answer
        self._verifier = verifier
        self._story_requests = StoryRequests(store)
        self._question_answering = QuestionAnswering(store)

    def answer(self, thread: Thread, text: str, *, now: datetime) -> Answer:
        """Answer a message in a thread, then verify and store the answer.

        Raises:
            RequestTooLong: the message exceeds the maximum length of a question.
        """
        question_text = brief_request.parse_question(text)
        brief = self._load_brief(thread)
        parsed_intent = intents.parse_intent(question_text)
        if parsed_intent.intent in FIXED_REPLIES:
            return Answer(question_text, Verdict.ANSWERED, intent=parsed_intent.intent)
        if parsed_intent.intent is Intent.REPEAT:
            earlier_questions = self._store.threads.recent_questions(thread)
            if not earlier_questions:
                return Answer(question_text, Verdict.ANSWERED, intent=Intent.HELP)
            question_text = earlier_questions[-1]
            parsed_intent = intents.parse_intent(question_text)
        reply = (
            self._story_requests.reply(brief, thread, parsed_intent, now=now) if brief is not None else None
        )
        if reply is None:
            reply = self._question_answering.answer(brief, thread, question_text, now=now)
        self._store.threads.add_question(thread, question_text, now)
        return self._verify_and_save(replace(reply, question=question_text), thread, brief, now)

    def answer_outside_threads(self, team: str, channel: str, text: str, *, now: datetime) -> Answer:
        """Answer a question from all that a channel may see, and verify the answer. Nothing is stored.

        Raises:
            RequestTooLong: the text exceeds the maximum length of a question.
        """
        question_text = brief_request.parse_question(text)
        thread = Thread(team, channel, "")
        return self._verify(self._question_answering.answer(None, thread, question_text, now=now))

    def answer_button(
        self, team: str, channel: str, brief_id: str, intent: Intent, number: int, *, now: datetime
    ) -> tuple[Thread | None, Answer] | None:
        """Answer a click on a button below a brief.

        Args:
            team: the workspace.
            channel: the channel where the button was clicked.
            brief_id: the brief.
            intent: the request that the button stands for.
            number: the number of the story in the brief.
            now: aware.

        Returns:
            The thread and the answer; no thread if only one person can see the brief. None if the brief is no longer
            stored or has no story with that number.
        """
        brief = load_brief(self._store, team, brief_id)
        thread_and_time = self._store.threads.for_brief(team, brief_id)
        thread = thread_and_time[0] if thread_and_time else None
        if brief is None:
            return None
        answer_thread = thread or Thread(team, channel, brief_id)
        reply = self._story_requests.reply(
            brief, answer_thread, intents.ParsedIntent(intent, number), now=now
        )
        return None if reply is None else (thread, self._verify_and_save(reply, answer_thread, brief, now))

    # ---- private

    def _verify_and_save(self, reply: Answer, thread: Thread, brief: Brief | None, now: datetime) -> Answer:
        verified_reply = self._verify(reply)
        answer_id = hashlib.sha256(
            f"{thread} {reply.question} {reply.intent} {now.isoformat()}".encode()
        ).hexdigest()[:32]
        verified_reply = replace(verified_reply, id=answer_id)
        self._store.answers.save(verified_reply, thread, brief.id if brief else "", now)
        log.info(
            "answered intent=%s verdict=%s scope=%s quotes=%d",
            verified_reply.intent,
            verified_reply.verdict,
            verified_reply.scope,
            len(verified_reply.quotes),
        )
        self._on_answer(verified_reply)
        return verified_reply

    def _verify(self, reply: Answer) -> Answer:
        verified_reply = self._verifier.filter_answer(reply)
        if reply.quotes and not verified_reply.quotes:
            verified_reply = replace(verified_reply, verdict=Verdict.NO_ANSWER)
        return verified_reply

    def _load_brief(self, thread: Thread) -> Brief | None:
        """Load the brief that opened a thread; None if there is none.

        The result is also None if one of the brief's articles is no longer stored.
        """
        brief_id = self._store.threads.find_brief_id(thread)
        return load_brief(self._store, thread.team, brief_id) if brief_id else None
