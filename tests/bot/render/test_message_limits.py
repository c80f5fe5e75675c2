import json
from typing import Any

import pytest

from bot.render import message_limits


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.mark.parametrize(("groups", "size"), [(60, 10), (8, 2_500), (3, 11), (0, 0)])
def test_every_page_fits_and_nothing_is_lost(groups: int, size: int) -> None:
    dealt = message_limits.split_blocks([[_section("x" * size)] for _ in range(groups)])

    assert all(len(page) <= 45 for page in dealt)
    assert all(len(json.dumps(page)) <= 12_000 for page in dealt)
    assert sum(len(page) for page in dealt) == groups


def test_a_story_is_not_parted_where_it_fits_on_the_next_page() -> None:
    dealt = message_limits.split_blocks([[_section("x" * 2_000)] * 4, [_section("y" * 2_000)] * 3])

    assert [len(page) for page in dealt] == [4, 3]


def test_a_line_longer_than_a_section_goes_on_in_the_next() -> None:
    words = " ".join(f"word{n}" for n in range(2_000))

    parts = list(message_limits.pack_sections([f"> {words}"]))

    assert all(len(part) <= 3_000 for part in parts)
    assert " ".join(part.removeprefix("> ") for part in parts) == words


def test_a_text_without_spaces_is_parted_all_the_same() -> None:
    assert "".join(message_limits.pack_sections(["x" * 10_000])) == "x" * 10_000


def test_what_is_ours_is_shortened_at_a_word() -> None:
    assert message_limits.truncate("one two three", 9) == "one two…"
    assert message_limits.truncate("short", 9) == "short"
