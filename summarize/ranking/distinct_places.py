"""Keep the stories of a brief distinct, with at most one story about each event."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from news.story import Story

    SameEvent = Callable[[str, str], bool]


def find_place(story: Story, placed_stories: Iterable[Story], tells_same_event: SameEvent) -> Story | None:
    """Return the story in the brief that is about the same event as another story, or None.

    Args:
        story: the story to compare.
        placed_stories: the stories that are already in the brief.
        tells_same_event: whether the stories with two given ids are about the same event.
    """
    return next((placed for placed in placed_stories if tells_same_event(story.id, placed.id)), None)


def one_each_per_place(
    stories: Iterable[Story], placed_stories: Sequence[Story], tells_same_event: SameEvent
) -> Iterator[Story]:
    """Yield further stories to list below a brief, at most one per event in the brief.

    The stories are compared lazily, so that a short list costs little.
    """
    listed_ids = set()
    for story in stories:
        place = find_place(story, placed_stories, tells_same_event)
        if place is None:
            yield story
        elif place.id not in listed_ids:
            listed_ids.add(place.id)
            yield story
