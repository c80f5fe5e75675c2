"""Block Kit's rules: what Slack takes as the blocks of a message, a modal or a Home tab.

Limits: docs.slack.dev/reference/block-kit, as slack_sdk 3.47's models and @slack/types 3.2.0 have them; the wording of
the errors: Slack's own answers as found in public reports. Block types that this file does not know are refused as
unsupported, so that a gap is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from playground.validation.elements import ELEMENTS, ID, PICTURE, only, plain, text
from playground.validation.rich_text import RICH_TEXT
from playground.validation.schema import (
    boolean,
    both,
    by_type,
    choice,
    exactly_one,
    fields,
    items,
    string,
    url,
    whole,
    wrong,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playground.validation.schema import Rule

Surface = Literal["message", "modal", "home"]

MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MARKDOWN = 12_000  # all markdown blocks of a message together
TABLE_ROWS, TABLE_COLUMNS = 100, 20


def check_blocks(blocks: object, surface: Surface = "message") -> list[str]:
    """Return what Slack would find wrong with blocks, in its words.

    Args:
        blocks: a list of blocks, as decoded from JSON.
        surface: where they are to stand. In a modal or Home tab the pointers begin with "/view".

    Returns:
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]", ... ; an empty list if nothing is wrong.
    """
    pointer = "/blocks" if surface == "message" else "/view/blocks"
    table = {name: rule for name, rule in BLOCKS.items() if surface in _SURFACES.get(name, _EVERYWHERE)}
    errors = list(items(by_type(table), MOST_BLOCKS[surface], 0)(blocks, pointer))
    if isinstance(blocks, list):
        errors += _together([block if isinstance(block, dict) else {} for block in blocks], pointer)
    return errors


def check_view(view: object) -> list[str]:
    """Return what Slack would find wrong with a view: a modal or a Home tab; an empty list if nothing."""
    errors = list(_VIEWS(view, "/view"))
    if (
        isinstance(view, dict)
        and isinstance(view.get("blocks"), list)
        and view.get("type") in {"modal", "home"}
    ):
        errors += check_blocks(view["blocks"], view["type"])
        errors += _without_submit(view)
    return errors


# ---------------------------------------------------------------------------- private

_EVERYWHERE = frozenset({"message", "modal", "home"})
_SURFACES: dict[str, frozenset[str]] = {
    "markdown": frozenset({"message"}),
    "table": frozenset({"message"}),
    "context_actions": frozenset({"message"}),
}

_CHOICES = (
    *("checkboxes", "radio_buttons", "static_select", "multi_static_select", "external_select"),
    *("users_select", "multi_users_select", "conversations_select", "multi_conversations_select"),
    *("channels_select", "multi_channels_select", "datepicker", "timepicker"),
)
_TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")


def _block(
    name: str, needs: Mapping[str, Rule] | None = None, takes: Mapping[str, Rule] | None = None
) -> Rule:
    return fields({"type": choice(name), **(needs or {})}, {"block_id": ID, **(takes or {})})


def _something_to_read(block: object, pointer: str) -> Iterator[str]:
    if isinstance(block, dict) and "text" not in block and "fields" not in block:
        yield wrong("must define either `text` or `fields`", f"{pointer}/type")


_CELL = by_type(
    {
        "raw_text": fields({"type": choice("raw_text"), "text": string(MARKDOWN)}),
        "rich_text": _block("rich_text", RICH_TEXT),
    }
)
_COLUMN = fields({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})

BLOCKS: dict[str, Rule] = {
    "section": both(
        _block(
            "section",
            takes={
                "text": text(3000),
                "fields": items(text(2000), 10),
                "accessory": only("button", "overflow", "image", *_CHOICES),
                "expand": boolean,
            },
        ),
        _something_to_read,
    ),
    "header": _block("header", {"text": plain(150)}, {"level": whole(1, 4)}),
    "divider": _block("divider"),
    "context": _block(
        "context",
        {
            "elements": items(
                by_type({"image": ELEMENTS["image"], "plain_text": plain(3000), "mrkdwn": text(3000)}), 10
            ),
        },
    ),
    "actions": _block("actions", {"elements": items(only("button", "overflow", *_CHOICES), 25)}),
    "context_actions": _block(
        "context_actions", {"elements": items(only("feedback_buttons", "icon_button"), 5)}
    ),
    "image": both(
        _block("image", {"alt_text": string(2000)}, {**PICTURE, "title": plain(2000)}),
        exactly_one("image_url", "slack_file"),
    ),
    "video": _block(
        "video",
        {"alt_text": string(2000), "title": plain(200), "video_url": url(), "thumbnail_url": url()},
        {
            "title_url": url(),
            "author_name": string(50),
            "description": plain(200),
            "provider_name": string(100),
            "provider_icon_url": url(),
        },
    ),
    "rich_text": _block("rich_text", RICH_TEXT),
    "markdown": _block("markdown", {"text": string(MARKDOWN)}),
    "table": _block(
        "table",
        {"rows": items(items(_CELL, TABLE_COLUMNS), TABLE_ROWS)},
        {"column_settings": items(_COLUMN, TABLE_COLUMNS)},
    ),
    "input": _block(
        "input",
        {"label": plain(2000), "element": only(*_TYPED, *_CHOICES)},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
}

_BASE: dict[str, Rule] = {
    "private_metadata": string(3000, 0),
    "callback_id": ID,
    "external_id": ID,
}
_BLOCKS_CHECKED_APART: dict[str, Rule] = {
    "blocks": items(lambda _value, _pointer: iter(()), MOST_BLOCKS["modal"], 0)
}
_VIEWS = by_type(
    {
        "home": fields({"type": choice("home"), **_BLOCKS_CHECKED_APART}, _BASE),
        "modal": fields(
            {"type": choice("modal"), "title": plain(24), **_BLOCKS_CHECKED_APART},
            {
                **_BASE,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
    }
)


def _together(blocks: list[dict[str, Any]], pointer: str) -> Iterator[str]:
    yield from _unique(
        ((block.get("block_id"), f"{pointer}/{i}/block_id") for i, block in enumerate(blocks)), "block_id"
    )
    for index, block in enumerate(blocks):
        elements = block.get("elements")
        if block.get("type") in ("actions", "context_actions") and isinstance(elements, list):
            places = (
                (element.get("action_id"), f"{pointer}/{index}/elements/{place}/action_id")
                for place, element in enumerate(elements)
                if isinstance(element, dict)
            )
            yield from _unique(places, "action_id")
    texts = [block.get("text") for block in blocks if block.get("type") == "markdown"]
    if sum(len(text) for text in texts if isinstance(text, str)) > MARKDOWN and len(texts) > 1:
        yield wrong(f"markdown blocks must be less than {MARKDOWN + 1} characters together", pointer)
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield wrong("only_one_table_allowed", pointer)


def _unique(named: Iterator[tuple[Any, str]], what: str) -> Iterator[str]:
    seen: set[str] = set()
    for name, pointer in named:
        if isinstance(name, str):
            if name in seen:
                yield wrong(f'`{what}` "{name}" already exists', pointer)
            seen.add(name)


def _without_submit(view: dict[str, Any]) -> Iterator[str]:
    if view["type"] == "modal" and "submit" not in view:
        for index, block in enumerate(view["blocks"]):
            if isinstance(block, dict) and block.get("type") == "input":
                yield wrong(
                    "must define `submit` to use an `input` block in modals", f"/view/blocks/{index}/input"
                )
