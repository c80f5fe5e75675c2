from __future__ import annotations

import pytest

from summarize.cleaning import main_content

BODY = [
    "The council of Harborville voted on Monday to close the old bridge for good.",
    "Engineers had warned for years that its northern pier was sinking.",
    "“We cannot wait for a funeral,” the mayor said.",
    "The ferry will run every ten minutes until a new bridge is built.",
]


def test_prose_is_told_by_its_shape() -> None:
    assert main_content.is_prose(BODY[0])
    assert main_content.is_prose(
        "市长星期一为大桥剪彩。工程花了三亿五千万元，历时三年才完成，比计划晚了一年。"
    )
    assert not main_content.is_prose("Mayor under fire over ferry deal")
    assert not main_content.is_prose("Two people in Millwall have been told by the mayor that...")


ARTICLE = [
    "The council of Harl voted on Monday to close the old bridge over the river for eight months.",
    "Engineers found deep cracks in two of its seven piers during a routine inspection in March.",
    "Repair work on the bridge is expected to cost nine million crowns, the council said on Monday.",
    "Shop owners on the square in Harl fear for their trade while the bridge is closed to everybody.",
]
FOREIGN = [
    f"The {number}th market of Lom sold apples, pears and plums to visitors who came from far away."
    for number in range(1, 9)
]
MENU = [f"Menu item {number}" for number in range(14)]


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ([*MENU, *FOREIGN, *MENU, *ARTICLE, *MENU], "above"),
        ([*MENU, *ARTICLE, *MENU, *FOREIGN, *MENU], "below"),
    ],
)
def test_the_run_that_shares_the_headlines_words_is_the_article(lines: list[str], place: str) -> None:
    main = main_content.extract_main_content(lines, [False] * len(lines), "Harl council closes old bridge")

    assert main.lines == ARTICLE, place
    assert main.is_certain


def test_without_a_headline_the_longest_run_is_the_article() -> None:
    lines = [*FOREIGN, *MENU, *ARTICLE]

    assert main_content.extract_main_content(lines, [False] * len(lines)).lines == FOREIGN


def test_an_opening_that_advertisements_cut_off_belongs_to_the_article() -> None:
    opening = [f"{line} It is the {number}th report on the bridge." for number, line in enumerate(ARTICLE)]
    lines = [*opening, *MENU, *ARTICLE, *ARTICLE]

    main = main_content.extract_main_content(lines, [False] * len(lines), "Harl council closes old bridge")

    assert main.lines[0] == opening[0]


def test_a_cloud_of_tags_is_no_prose() -> None:
    assert not main_content.is_prose(" ".join(["adopt", "alert", "water", "bridge", "campaign"] * 6))
