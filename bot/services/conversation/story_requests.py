"""Reply to requests about a story in a brief: more detail, a summary, background, updates or quotes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.services.conversation.last_story import last_story_id
from news.answer import Answer, Intent, Scope, Verdict
from summarize.answers import story_replies

if TYPE_CHECKING:
    from datetime import datetime

    from news.brief import Brief
    from news.story import Story
    from news.thread import Thread
    from storage.contract import Store
    from summarize.answers.intents import ParsedIntent

# How far back the background of a story is searched, and the maximum number of articles searched.
BACKGROUND_LOOKBACK, MAX_BACKGROUND_ARTICLES = timedelta(days=60), 20
# Maximum number of articles that are searched for updates.
MAX_UPDATE_ARTICLES = 2_000
# Replies that need only the articles of the story itself.
_STORY_REPLIES = {
    Intent.QUOTES: story_replies.build_quotes_reply,
    Intent.COVERAGE: story_replies.build_coverage_reply,
    Intent.DIFFERENCES: story_replies.build_discrepancies_reply,
    Intent.RANKING: story_replies.build_ranking_reply,
}


class StoryRequests:
    """Replies to requests about a story, using the story's articles and related stored articles."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reply(
        self, brief: Brief, thread: Thread, parsed_intent: ParsedIntent, *, now: datetime
    ) -> Answer | None:
        """Return the reply to a request about a story; None for other messages.

        A message is not such a request if it is a question or does not refer to a story in the brief.
        """
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
            brief.stories,
            parsed_intent.story_text,
            parsed_intent.story_number,
            last_story_id(self._store, thread),
        )
        if story is None:
            return (
                None
                if parsed_intent.story_text
                else Answer("", Verdict.NO_ANSWER, intent=parsed_intent.intent, scope=Scope.BRIEF)
            )
        return self._reply_about_story(brief, story, thread, parsed_intent, now)

    # ---- private

    def _reply_about_story(
        self, brief: Brief, story: Story, thread: Thread, parsed_intent: ParsedIntent, now: datetime
    ) -> Answer:
        if parsed_intent.intent is Intent.MORE:
            return self._more_reply(brief, story, thread)
        if parsed_intent.intent is Intent.SUMMARY:
            return story_replies.build_summary_reply(story.articles, parsed_intent.sentence_count, story)
        if parsed_intent.intent is Intent.BACKGROUND:
            return self._background_reply(story, thread)
        if parsed_intent.intent is Intent.UPDATES:
            return self._updates_reply(brief, story, thread, now)
        return _STORY_REPLIES[parsed_intent.intent](story)

    def _more_reply(self, brief: Brief, story: Story, thread: Thread) -> Answer:
        shown_texts = [sentence.text for sentence in story.key_sentences]
        shown_texts += [event.sentence.text for event in brief.ahead]
        quoted_texts = [
            quoted_sentence.text
            for stored_answer in self._store.answers.for_thread(thread)
            for quoted_sentence in stored_answer.quoted_sentences
        ]
        return story_replies.build_more_reply(story, [*shown_texts, *quoted_texts])

    def _background_reply(self, story: Story, thread: Thread) -> Answer:
        source_ids = self._source_ids(thread)
        earlier_articles = self._store.articles.search(
            story.title,
            source_ids,
            count=MAX_BACKGROUND_ARTICLES,
            since=story.oldest_article_at - BACKGROUND_LOOKBACK,
            until=story.oldest_article_at,
        )
        story_articles = self._store.articles.current_versions(
            self._store.stories.related_article_ids(thread.team, story.articles), source_ids
        )
        return replace(
            story_replies.build_background_reply(story, earlier_articles, story_articles), scope=Scope.ARCHIVE
        )

    def _updates_reply(self, brief: Brief, story: Story, thread: Thread, now: datetime) -> Answer:
        until = now + timedelta(seconds=1)  # includes articles that arrived exactly now
        recent_articles = self._store.articles.in_window(
            self._source_ids(thread), story.oldest_article_at, until, limit=MAX_UPDATE_ARTICLES
        )
        new_articles = [article for article in recent_articles if article.first_seen_at > brief.created_at]
        return replace(
            story_replies.build_updates_reply(story, brief.created_at, new_articles), scope=Scope.ARCHIVE
        )

    def _is_about_whole_brief(self, brief: Brief, thread: Thread) -> bool:
        """Whether the thread is about the whole brief instead of a single story."""
        return len(brief.stories) > 1 and not last_story_id(self._store, thread)

    def _source_ids(self, thread: Thread) -> list[str]:
        return [source.id for source in self._store.sources.for_channel(thread.team, thread.channel)]
