"""Divide the stories of a digest into sections, by topic or by folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from news.brief import SectionKind
from summarize.ranking import topic_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from news.brief import BriefRequest
    from news.story import Story


def divide_into_sections(
    stories: Iterable[Story], request: BriefRequest, folders_by_source: Mapping[str, str]
) -> tuple[Story, ...]:
    """Return stories with their sections. The sections are in the order of their best stories.

    Args:
        stories: best first.
        request: names the kind of sections; without one the stories are returned as they are.
        folders_by_source: the folder of each source that has one.
    """
    if request.sections is SectionKind.NONE:
        return tuple(stories)
    topics = [topic.strip() for topic in request.topic.split(",") if topic.strip()]
    divided = [
        replace(
            story,
            section=_topic_of(story, topics)
            if request.sections is SectionKind.TOPIC
            else _folder_of(story, folders_by_source),
        )
        for story in stories
    ]
    places = {story.section: -place for place, story in reversed(list(enumerate(divided)))}
    # What belongs to no section comes last.
    return tuple(sorted(divided, key=lambda story: (not story.section, -places[story.section])))


# ---- private


def _topic_of(story: Story, topics: list[str]) -> str:
    """Return the topic that most of a story's articles are about (the first in a tie); "" if there is none."""
    counts = Counter(
        topic for article in story.articles for topic in topic_query.matching_topics(topics, article)
    )
    return max(topics, key=lambda topic: counts[topic], default="") if counts else ""


def _folder_of(story: Story, folders_by_source: Mapping[str, str]) -> str:
    """Return the folder that most articles of a story come from; "" for none."""
    counts = Counter(
        folder for article in story.articles if (folder := folders_by_source.get(article.source_id, ""))
    )
    return min(counts, key=lambda folder: (-counts[folder], folder), default="")
