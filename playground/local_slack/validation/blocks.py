"""Block Kit's rules for the blocks of a message, a modal or a Home tab.

The limits are from docs.slack.dev/reference/block-kit and agree with the models of slack_sdk 3.47 and @slack/types
3.2.0. The wording of the errors is from Slack's own responses in public reports. Unknown block types are rejected as
unsupported, so that gaps in this module are noticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from local_slack.validation.elements import (
    ELEMENT_VALIDATORS,
    ID_STRING,
    IMAGE_FIELDS,
    one_element_of,
    plain_text_object,
    text_object,
)
from local_slack.validation.rich_text import RICH_TEXT_FIELDS
from local_slack.validation.schema import (
    all_of,
    array_of,
    boolean,
    by_type,
    enum_value,
    error_message,
    exactly_one_of,
    integer,
    object_of,
    string,
    url,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local_slack.validation.schema import Validator

Surface = Literal["message", "modal", "home"]

MAX_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MAX_MARKDOWN_CHARACTERS = 12_000  # for all markdown blocks of a message together
MAX_TABLE_ROWS, MAX_TABLE_COLUMNS = 100, 20


def check_blocks(blocks: object, surface: Surface = "message") -> list[str]:
    """Return the errors in a list of blocks, in Slack's wording.

    Args:
        blocks: a list of blocks, as decoded from JSON.
        surface: where the blocks are used. In a modal or Home tab the pointers begin with "/view".

    Returns:
        The errors, such as "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"; empty for none.
    """
    pointer = "/blocks" if surface == "message" else "/view/blocks"
    validators_by_type = {
        name: validator
        for name, validator in BLOCK_VALIDATORS.items()
        if surface in _SURFACES_BY_TYPE.get(name, _ALL_SURFACES)
    }
    errors = list(array_of(by_type(validators_by_type), MAX_BLOCKS[surface], 0)(blocks, pointer))
    if isinstance(blocks, list):
        errors += _check_across_blocks(
            [block if isinstance(block, dict) else {} for block in blocks], pointer
        )
    return errors


def check_view(view: object) -> list[str]:
    """Return the errors in a view, which is a modal or a Home tab.

    The list is empty if there are no errors.
    """
    errors = list(_VIEW_VALIDATOR(view, "/view"))
    if (
        isinstance(view, dict)
        and isinstance(view.get("blocks"), list)
        and view.get("type") in {"modal", "home"}
    ):
        errors += check_blocks(view["blocks"], view["type"])
        errors += _check_submit(view)
    return errors


# ---------------------------------------------------------------------------- private

_ALL_SURFACES = frozenset({"message", "modal", "home"})
_SURFACES_BY_TYPE: dict[str, frozenset[str]] = {
    "markdown": frozenset({"message"}),
    "table": frozenset({"message"}),
    "context_actions": frozenset({"message"}),
}

_CHOICE_ELEMENTS = (
    *("checkboxes", "radio_buttons", "static_select", "multi_static_select", "external_select"),
    *("users_select", "multi_users_select", "conversations_select", "multi_conversations_select"),
    *("channels_select", "multi_channels_select", "datepicker", "timepicker"),
)
_TEXT_INPUT_ELEMENTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")


def _block_validator(
    name: str,
    required: Mapping[str, Validator] | None = None,
    optional: Mapping[str, Validator] | None = None,
) -> Validator:
    return object_of(
        {"type": enum_value(name), **(required or {})}, {"block_id": ID_STRING, **(optional or {})}
    )


def _require_text_or_fields(block: object, pointer: str) -> Iterator[str]:
    if isinstance(block, dict) and "text" not in block and "fields" not in block:
        yield error_message("must define either `text` or `fields`", f"{pointer}/type")


_TABLE_CELL = by_type(
    {
        "raw_text": object_of({"type": enum_value("raw_text"), "text": string(MAX_MARKDOWN_CHARACTERS)}),
        "rich_text": _block_validator("rich_text", RICH_TEXT_FIELDS),
    }
)
_TABLE_COLUMN = object_of({}, {"align": enum_value("left", "center", "right"), "is_wrapped": boolean})

BLOCK_VALIDATORS: dict[str, Validator] = {
    "section": all_of(
        _block_validator(
            "section",
            optional={
                "text": text_object(3000),
                "fields": array_of(text_object(2000), 10),
                "accessory": one_element_of("button", "overflow", "image", *_CHOICE_ELEMENTS),
                "expand": boolean,
            },
        ),
        _require_text_or_fields,
    ),
    "header": _block_validator("header", {"text": plain_text_object(150)}, {"level": integer(1, 4)}),
    "divider": _block_validator("divider"),
    "context": _block_validator(
        "context",
        {
            "elements": array_of(
                by_type(
                    {
                        "image": ELEMENT_VALIDATORS["image"],
                        "plain_text": plain_text_object(3000),
                        "mrkdwn": text_object(3000),
                    }
                ),
                10,
            ),
        },
    ),
    "actions": _block_validator(
        "actions", {"elements": array_of(one_element_of("button", "overflow", *_CHOICE_ELEMENTS), 25)}
    ),
    "context_actions": _block_validator(
        "context_actions", {"elements": array_of(one_element_of("feedback_buttons", "icon_button"), 5)}
    ),
    "image": all_of(
        _block_validator(
            "image", {"alt_text": string(2000)}, {**IMAGE_FIELDS, "title": plain_text_object(2000)}
        ),
        exactly_one_of("image_url", "slack_file"),
    ),
    "video": _block_validator(
        "video",
        {
            "alt_text": string(2000),
            "title": plain_text_object(200),
            "video_url": url(),
            "thumbnail_url": url(),
        },
        {
            "title_url": url(),
            "author_name": string(50),
            "description": plain_text_object(200),
            "provider_name": string(100),
            "provider_icon_url": url(),
        },
    ),
    "rich_text": _block_validator("rich_text", RICH_TEXT_FIELDS),
    "markdown": _block_validator("markdown", {"text": string(MAX_MARKDOWN_CHARACTERS)}),
    "table": _block_validator(
        "table",
        {"rows": array_of(array_of(_TABLE_CELL, MAX_TABLE_COLUMNS), MAX_TABLE_ROWS)},
        {"column_settings": array_of(_TABLE_COLUMN, MAX_TABLE_COLUMNS)},
    ),
    "input": _block_validator(
        "input",
        {
            "label": plain_text_object(2000),
            "element": one_element_of(*_TEXT_INPUT_ELEMENTS, *_CHOICE_ELEMENTS),
        },
        {"hint": plain_text_object(2000), "optional": boolean, "dispatch_action": boolean},
    ),
}

_VIEW_FIELDS: dict[str, Validator] = {
    "private_metadata": string(3000, 0),
    "callback_id": ID_STRING,
    "external_id": ID_STRING,
}
_VIEW_BLOCKS_FIELD: dict[str, Validator] = {
    "blocks": array_of(lambda _value, _pointer: iter(()), MAX_BLOCKS["modal"], 0)
}
_VIEW_VALIDATOR = by_type(
    {
        "home": object_of({"type": enum_value("home"), **_VIEW_BLOCKS_FIELD}, _VIEW_FIELDS),
        "modal": object_of(
            {"type": enum_value("modal"), "title": plain_text_object(24), **_VIEW_BLOCKS_FIELD},
            {
                **_VIEW_FIELDS,
                "submit": plain_text_object(24),
                "close": plain_text_object(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
    }
)


def _check_across_blocks(blocks: list[dict[str, Any]], pointer: str) -> Iterator[str]:
    yield from _check_unique(
        ((block.get("block_id"), f"{pointer}/{i}/block_id") for i, block in enumerate(blocks)), "block_id"
    )
    for index, block in enumerate(blocks):
        elements = block.get("elements")
        if block.get("type") in ("actions", "context_actions") and isinstance(elements, list):
            action_ids = (
                (element.get("action_id"), f"{pointer}/{index}/elements/{element_index}/action_id")
                for element_index, element in enumerate(elements)
                if isinstance(element, dict)
            )
            yield from _check_unique(action_ids, "action_id")
    texts = [block.get("text") for block in blocks if block.get("type") == "markdown"]
    if sum(len(text) for text in texts if isinstance(text, str)) > MAX_MARKDOWN_CHARACTERS and len(texts) > 1:
        yield error_message(
            f"markdown blocks must be less than {MAX_MARKDOWN_CHARACTERS + 1} characters together", pointer
        )
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield error_message("only_one_table_allowed", pointer)


def _check_unique(names_and_pointers: Iterator[tuple[Any, str]], field_name: str) -> Iterator[str]:
    seen_names: set[str] = set()
    for name, pointer in names_and_pointers:
        if isinstance(name, str):
            if name in seen_names:
                yield error_message(f'`{field_name}` "{name}" already exists', pointer)
            seen_names.add(name)


def _check_submit(view: dict[str, Any]) -> Iterator[str]:
    if view["type"] == "modal" and "submit" not in view:
        for index, block in enumerate(view["blocks"]):
            if isinstance(block, dict) and block.get("type") == "input":
                yield error_message(
                    "must define `submit` to use an `input` block in modals", f"/view/blocks/{index}/input"
                )
