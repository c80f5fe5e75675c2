from __future__ import annotations

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
