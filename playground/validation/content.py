"""What may stand in a message: text, blocks, attachments; accepted or refused as Slack does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playground.state.api_errors import Refused, explained
from playground.validation.blocks import check_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.state.json_types import Json

TEXT_KEPT = 40_000  # docs.slack.dev, chat.postMessage: longer text is truncated
MARKDOWN_TEXT = 12_000  # docs.slack.dev: `markdown_text`
ATTACHMENTS = 100  # docs.slack.dev: `too_many_attachments`


def accept(payload: Json, new_id: Callable[[str], str], budget: int) -> Json:
    """Return the content of a message as Slack would keep it.

    Args:
        payload: with "text", "markdown_text", "blocks", "attachments"; other keys are not looked at.
        new_id: names blocks and elements that have no id.
        budget: the most characters of all blocks together, as JSON.

    Raises:
        Refused: `no_text`, `invalid_blocks`, `invalid_blocks_format`, `msg_blocks_too_long`, `msg_too_long`,
            `markdown_text_conflict`, `too_many_attachments`, `invalid_arguments`.
    """
    text = payload.get("text") or ""
    if not isinstance(text, str):
        raise explained("invalid_arguments", ["must provide a string [json-pointer:/text]"])
    blocks = _parsed(payload.get("blocks"), "invalid_blocks_format")
    attachments = _parsed(payload.get("attachments"), "invalid_attachments")
    text = _with_markdown(text, payload.get("markdown_text"), alone=not (text or blocks))
    if not (text or blocks or attachments):
        raise Refused("no_text")
    if len(attachments) > ATTACHMENTS:
        raise Refused("too_many_attachments")
    content: Json = {"text": text[:TEXT_KEPT]}
    if blocks:
        _check(blocks, budget)
        content["blocks"] = [_named(block, new_id) for block in blocks]
    if attachments:
        content["attachments"] = attachments
    return content


# ---------------------------------------------------------------------------- private


def _parsed(value: object, error: str) -> list[Json]:
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as problem:
            raise Refused(error) from problem
    if not value:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Refused(error)
    return value


def _with_markdown(text: str, markdown: object, *, alone: bool) -> str:
    if not markdown:
        return text
    if not alone:
        raise Refused("markdown_text_conflict")
    if not isinstance(markdown, str):
        raise explained("invalid_arguments", ["must provide a string [json-pointer:/markdown_text]"])
    if len(markdown) > MARKDOWN_TEXT:
        raise Refused("msg_too_long")
    return markdown


def _check(blocks: list[Json], budget: int) -> None:
    errors = check_blocks(blocks)
    if errors:
        raise explained("invalid_blocks", errors)
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > budget:
        raise Refused("msg_blocks_too_long")


def _named(block: Json, new_id: Callable[[str], str]) -> Json:
    named = {"block_id": new_id("b"), **block}
    if block["type"] in {"actions", "context_actions"}:
        named["elements"] = [{"action_id": new_id("a"), **element} for element in block["elements"]]
    if block["type"] == "section" and block.get("accessory", {}).get("type") not in {None, "image"}:
        named["accessory"] = {"action_id": new_id("a"), **block["accessory"]}
    return named
