"""The conversation under a brief: what is wanted, of which story, and what the articles say to it.

words --intent--> a story of the brief --reply--> quotes --proof--> answer, kept
      --question--> this story, this brief, this channel's archive --answer--> quotes --proof--> answer, kept
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from news.answer import Answer, Intent, Scope, Verdict
from summarize.answers import answer, intents, question, story_replies
from summarize.text import dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bot.services.verification import QuoteVerifier
    from news.article import Article
    from news.brief import Brief
    from news.story import Story
    from news.thread import Thread
    from storage.contract import Store
    from summarize.answers.intents import ParsedIntent

log = logging.getLogger(__name__)

# Articles of the archive that are read for one question.
MAX_ARCHIVE_ARTICLES = 20
# Earlier questions of a thread that a follow-up may lean on.
MAX_HISTORY_QUESTIONS = 4
# How far back what led to a story is looked for, and articles looked at for what is newer.
BACKGROUND_LOOKBACK, MAX_UPDATE_ARTICLES = timedelta(days=60), 2_000
# What a story's own articles are enough for.
_STORY_REPLIES = {
    Intent.QUOTES: story_replies.build_quotes_reply,
    Intent.COVERAGE: story_replies.build_coverage_reply,
    Intent.DIFFERENCES: story_replies.build_discrepancies_reply,
    Intent.RANKING: story_replies.build_ranking_reply,
}


class ConversationService:
    """What is said in threads. Safe to call from several threads."""

    def __init__(self, store: Store, verifier: QuoteVerifier) -> None:
        self._store = store
        self._verifier = verifier

    def reply(self, thread: Thread, text: str, *, now: datetime) -> Answer:
        """Answer what was typed in a thread, prove it and keep it.

        Raises:
            TooLong: it is longer than a question is.
        """
        question_text = brief_request.parse_question(text)
        brief = self._load_brief(thread)
        parsed_intent = intents.parse_intent(question_text)
        reply = self._reply_to_intent(brief, thread, parsed_intent, now) if brief is not None else None
        if reply is None:
            reply = self._answer_question(brief, thread, question_text, now)
        self._store.threads.add_question(thread, question_text, now)
        return self._verify_and_save(replace(reply, question=question_text), thread, brief, now)

    def reply_to_button(
        self, brief: Brief, thread: Thread, intent: Intent, number: int, *, now: datetime
    ) -> Answer | None:
        """Give what a button under a brief offers, for a story by its number; None where there is no such story."""
        reply = self._reply_to_intent(brief, thread, intents.ParsedIntent(intent, number), now)
        return None if reply is None else self._verify_and_save(reply, thread, brief, now)

    # ---- private

    def _verify_and_save(self, reply: Answer, thread: Thread, brief: Brief | None, now: datetime) -> Answer:
        verified_reply = self._verifier.filter_answer(reply)
        if reply.quotes and not verified_reply.quotes:
            verified_reply = replace(verified_reply, verdict=Verdict.NO_ANSWER)
        answer_id = hashlib.sha256(
            f"{thread} {reply.question} {reply.intent} {now.isoformat()}".encode()
        ).hexdigest()[:10]
        verified_reply = replace(verified_reply, id=answer_id)
        self._store.answers.save(verified_reply, thread, brief.id if brief else "", now)
        log.info(
            "answered intent=%s verdict=%s scope=%s quotes=%d",
            verified_reply.intent,
            verified_reply.verdict,
            verified_reply.scope,
            len(verified_reply.quotes),
        )
        return verified_reply

    def _load_brief(self, thread: Thread) -> Brief | None:
        """Give the brief at a thread's root; None if there is none, or an article of it is not kept any more."""
        brief_id = self._store.threads.find_brief_id(thread)
        return self._verifier.load_brief(thread.team, brief_id) if brief_id else None

    def _reply_to_intent(
        self, brief: Brief, thread: Thread, parsed_intent: ParsedIntent, now: datetime
    ) -> Answer | None:
        """Give what is wanted other than an answer; None for a question, or where no story is meant."""
        if parsed_intent.intent is Intent.QUESTION or not brief.stories:
            return None
        if (
            parsed_intent.intent is Intent.SUMMARY
            and not parsed_intent.story_number
            and not parsed_intent.story_text
            and self._is_about_whole_brief(brief, thread)
        ):
            leads = [story.lead_article for story in brief.stories]
            return replace(
                story_replies.build_summary_reply(leads, parsed_intent.sentence_count, None),
                scope=Scope.BRIEF,
            )
        story = story_replies.choose_story(
            brief.stories, parsed_intent.story_text, parsed_intent.story_number, self._last_story_id(thread)
        )
        if story is None:
            return (
                None
                if parsed_intent.story_text
                else Answer("", Verdict.NO_ANSWER, intent=parsed_intent.intent, scope=Scope.BRIEF)
            )
        return self._reply_about_story(brief, story, thread, parsed_intent, now)

    def _reply_about_story(
        self, brief: Brief, story: Story, thread: Thread, parsed_intent: ParsedIntent, now: datetime
    ) -> Answer:
        if parsed_intent.intent is Intent.MORE:
            quoted_texts = [
                quoted_sentence.text
                for stored_answer in self._store.answers.for_thread(thread)
                for quoted_sentence in stored_answer.quoted_sentences
            ]
            return story_replies.build_more_reply(
                story, [*(sentence.text for sentence in story.key_sentences), *quoted_texts]
            )
        if parsed_intent.intent is Intent.SUMMARY:
            return story_replies.build_summary_reply(story.articles, parsed_intent.sentence_count, story)
        if parsed_intent.intent is Intent.BACKGROUND:
            since, source_ids = story.oldest_article_at - BACKGROUND_LOOKBACK, self._source_ids(thread)
            earlier_articles = self._store.articles.search(
                story.title,
                source_ids,
                count=MAX_ARCHIVE_ARTICLES,
                since=since,
                until=story.oldest_article_at,
            )
            story_articles = self._store.articles.current_versions(
                self._store.stories.related_article_ids(thread.team, story.articles), source_ids
            )
            return replace(
                story_replies.build_background_reply(story, earlier_articles, story_articles),
                scope=Scope.ARCHIVE,
            )
        if parsed_intent.intent is Intent.UPDATES:
            until = now + timedelta(seconds=1)  # what came in this very moment too
            recent_articles = self._store.articles.in_window(
                self._source_ids(thread), story.oldest_article_at, until, limit=MAX_UPDATE_ARTICLES
            )
            new_articles = [
                article for article in recent_articles if article.first_seen_at > brief.created_at
            ]
            return replace(
                story_replies.build_updates_reply(story, brief.created_at, new_articles), scope=Scope.ARCHIVE
            )
        return _STORY_REPLIES[parsed_intent.intent](story)

    def _answer_question(
        self, brief: Brief | None, thread: Thread, question_text: str, now: datetime
    ) -> Answer:
        """Answer from the story of the last turn where the question leans on it, from this brief, or the archive."""
        history = self._store.threads.recent_questions(thread)[-MAX_HISTORY_QUESTIONS:]
        stories = brief.stories if brief else ()
        brief_articles = brief.articles if brief else ()
        last_story = next((story for story in stories if story.id == self._last_story_id(thread)), None)
        if (
            last_story is not None
            and history
            and question.parse_question(question_text, history).context_roots
        ):
            story_answer = self._with_scope(
                answer.answer_question(question_text, history, last_story.articles), Scope.STORY, stories
            )
            if story_answer.verdict is Verdict.ANSWERED:
                return story_answer
        dated_articles = _articles_of_day(
            brief_articles, dates.parse_question_date(question_text, now.date())
        )
        if dated_articles:
            dated_answer = self._with_scope(
                answer.answer_question(question_text, history, dated_articles), Scope.BRIEF, stories
            )
            if dated_answer.verdict is Verdict.ANSWERED:
                return dated_answer
        brief_answer = self._with_scope(
            answer.answer_question(question_text, history, brief_articles), Scope.BRIEF, stories
        )
        if brief_answer.verdict is Verdict.ANSWERED:
            return brief_answer
        archive_answer = self._with_scope(
            answer.answer_question(
                question_text, history, self._search_archive(thread, question_text, brief_articles)
            ),
            Scope.ARCHIVE,
            (),
        )
        return archive_answer if archive_answer.verdict is Verdict.ANSWERED else brief_answer

    def _search_archive(
        self, thread: Thread, question_text: str, brief_articles: Sequence[Article]
    ) -> list[Article]:
        archive_articles = self._store.articles.search(
            question_text, self._source_ids(thread), count=MAX_ARCHIVE_ARTICLES
        )
        return [
            article
            for article in archive_articles
            if article.id not in {brief_article.id for brief_article in brief_articles}
        ]

    def _with_scope(self, reply: Answer, scope: Scope, stories: Sequence[Story]) -> Answer:
        """Say where an answer stands, and of which story it is."""
        quoted_article_id = reply.quotes[0].article.id if reply.quotes else ""
        story = next(
            (
                candidate
                for candidate in stories
                if any(article.id == quoted_article_id for article in candidate.articles)
            ),
            None,
        )
        if story is None or reply.verdict is Verdict.NO_ANSWER:
            return replace(reply, scope=scope)
        return replace(reply, scope=scope, story_id=story.id, story_title=story.title)

    def _last_story_id(self, thread: Thread) -> str:
        """Give the story that was talked of last in a thread; "" if none was."""
        stored_answers = self._store.answers.for_thread(thread)
        return next(
            (stored_answer.story_id for stored_answer in reversed(stored_answers) if stored_answer.story_id),
            "",
        )

    def _is_about_whole_brief(self, brief: Brief, thread: Thread) -> bool:
        """Tell whether nothing narrower than the whole brief is talked of."""
        return len(brief.stories) > 1 and not self._last_story_id(thread)

    def _source_ids(self, thread: Thread) -> list[str]:
        return [source.id for source in self._store.sources.for_channel(thread.team, thread.channel)]


# ---- private


def _articles_of_day(articles: Sequence[Article], day: date | None) -> list[Article]:
    """Give the articles that may tell of a day: its own and the next one's; none if no day is asked for."""
    if day is None:
        return []
    return [article for article in articles if day <= article.appeared_at.date() <= day + timedelta(days=1)]
