from datetime import UTC, datetime, timedelta

from bot.services.sections import divide_into_sections
from news.article import Article
from news.brief import BriefRequest, SectionKind
from news.story import Story
from news.window import recent_window

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def _story(name: str, title: str, source_id: str) -> Story:
    return Story(name, (Article(name, source_id, "Courier", "", title, title, ((0, len(title)),), NOW),))


STORIES = (
    _story("a", "Storm closes port", "world"),
    _story("b", "Solar energy grows", "money"),
    _story("c", "Cat sits on mat", ""),
    _story("d", "Storm damages roofs", "world"),
)
FOLDERS = {"world": "World", "money": "Business"}


def _sections(kind: SectionKind, topic: str = "") -> list[tuple[str, str]]:
    request = BriefRequest("T", "C", recent_window(timedelta(hours=24), NOW), topic=topic, sections=kind)
    return [(story.id, story.section) for story in divide_into_sections(STORIES, request, FOLDERS)]


def test_stories_stand_by_topic_and_the_best_story_leads_its_section() -> None:
    assert _sections(SectionKind.TOPIC, "energy, storm") == [
        ("a", "storm"), ("d", "storm"), ("b", "energy"), ("c", ""),
    ]  # fmt: skip


def test_stories_stand_by_folder() -> None:
    assert _sections(SectionKind.FOLDER) == [("a", "World"), ("d", "World"), ("b", "Business"), ("c", "")]


def test_without_sections_nothing_moves() -> None:
    assert _sections(SectionKind.NONE) == [("a", ""), ("b", ""), ("c", ""), ("d", "")]
