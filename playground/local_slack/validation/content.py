"""Validate the text, blocks and attachments of a message as Slack does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_slack.state.api_errors import ApiError, build_detailed_error
from local_slack.validation.blocks import check_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.state.json_types import Json

MAX_TEXT_CHARACTERS = 40_000  # docs.slack.dev, chat.postMessage: longer text is truncated
MAX_MARKDOWN_CHARACTERS = 12_000  # docs.slack.dev: `markdown_text`
MAX_ATTACHMENTS = 100  # docs.slack.dev: `too_many_attachments`


def validate(payload: Json, new_id: Callable[[str], str], max_block_characters: int) -> Json:
    """Validate a message's content. Return it in the format that Slack stores.

    Args:
        payload: "text", "markdown_text", "blocks", "attachments"; other keys are ignored.
        new_id: returns ids for blocks and elements without one.
        max_block_characters: the maximum number of characters of all blocks, as JSON.

    Raises:
        ApiError: `no_text`, `invalid_blocks`, `invalid_blocks_format`, `msg_blocks_too_long`, `msg_too_long`,
            `markdown_text_conflict`, `too_many_attachments`, `invalid_arguments`.
    """
    text = payload.get("text") or ""
    if not isinstance(text, str):
        raise build_detailed_error("invalid_arguments", ["must provide a string [json-pointer:/text]"])
    blocks = _parse_list(payload.get("blocks"), "invalid_blocks_format")
    attachments = _parse_list(payload.get("attachments"), "invalid_attachments")
    text = _with_markdown(text, payload.get("markdown_text"), is_only_content=not (text or blocks))
    if not (text or blocks or attachments):
        raise ApiError("no_text")
    if len(attachments) > MAX_ATTACHMENTS:
        raise ApiError("too_many_attachments")
    content: Json = {"text": text[:MAX_TEXT_CHARACTERS]}
    if blocks:
        _check_blocks(blocks, max_block_characters)
        content["blocks"] = [with_missing_ids(block, new_id) for block in blocks]
    if attachments:
        content["attachments"] = attachments
    return content


def with_missing_ids(block: Json, new_id: Callable[[str], str]) -> Json:
    """Return a block with an id, and with an action id for each of its buttons and menus."""
    block_copy = {"block_id": new_id("b"), **block}
    if block["type"] in {"actions", "context_actions"}:
        block_copy["elements"] = [{"action_id": new_id("a"), **element} for element in block["elements"]]
    if block["type"] == "section" and block.get("accessory", {}).get("type") not in {None, "image"}:
        block_copy["accessory"] = {"action_id": new_id("a"), **block["accessory"]}
    return block_copy


# ---------------------------------------------------------------------------- private


def _parse_list(value: object, error_code: str) -> list[Json]:
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as parse_error:
            raise ApiError(error_code) from parse_error
    if not value:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ApiError(error_code)
    return value


def _with_markdown(text: str, markdown: object, *, is_only_content: bool) -> str:
    if not markdown:
        return text
    if not is_only_content:
        raise ApiError("markdown_text_conflict")
    if not isinstance(markdown, str):
        raise build_detailed_error(
            "invalid_arguments", ["must provide a string [json-pointer:/markdown_text]"]
        )
    if len(markdown) > MAX_MARKDOWN_CHARACTERS:
        raise ApiError("msg_too_long")
    return markdown


def _check_blocks(blocks: list[Json], max_block_characters: int) -> None:
    errors = check_blocks(blocks)
    if errors:
        raise build_detailed_error("invalid_blocks", errors)
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > max_block_characters:
        raise ApiError("msg_blocks_too_long")
