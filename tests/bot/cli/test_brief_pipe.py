from typing import Any

from bot.cli import brief_pipe

EVENTS = (
    ("Harl bridge closed after inspectors find cracks", "Inspectors closed the Harl bridge on Tuesday after they found cracks, the mayor said."),
    ("Harbour pilots end dispute", "Ships left the harbour on Tuesday after the pilots accepted shorter shifts, their union said."),
    ("Bakery fire destroys mill", "A fire that began in a bakery destroyed the old mill on Tuesday, firefighters said."),
)  # fmt: skip


def _row(**more: Any) -> dict[str, Any]:
    articles = [
        {"id": f"r{number}", "title": title, "text": text, "outlet": f"Outlet {number}", "published": "2026-11-18T08:00:00Z"}
        for number, (title, text) in enumerate(EVENTS)
    ]  # fmt: skip
    column = {"id": "c", "title": "Opinion: Let us keep the old bridge", "text": "I have crossed it all my life. We should keep it.", "outlet": "Post", "published": "2026-11-18T08:30:00Z"}  # fmt: skip
    return {
        "id": "day",
        "now": "2026-11-18T09:00:00Z",
        "stories": 1,
        "articles": [*articles, column],
        **more,
    }


def test_a_brief_names_its_rest_what_is_left_out_and_the_kind_of_each_article() -> None:
    made = brief_pipe.brief(_row())

    (story,) = made["stories"]
    assert {*story["articles"], *made["rest"]} == {"r0", "r1", "r2"}
    assert len(made["rest"]) == 2
    assert sorted(name for part in made["left_out"] for name in part["articles"]) == sorted(
        ["c", *made["rest"]]
    )
    assert {name: kind["kind"] for name, kind in made["kinds"].items()} == {
        "r0": "report",
        "r1": "report",
        "r2": "report",
        "c": "opinion",
    }
    assert made["kinds"]["c"]["why"] == ["headline_label"]


def test_the_same_row_gives_the_same_brief() -> None:
    assert brief_pipe.brief(_row()) == brief_pipe.brief(_row())
