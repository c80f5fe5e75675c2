"""Validation rules for `rich_text` blocks, the structured text of messages that people write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_slack.validation.schema import (
    array_of,
    boolean,
    by_type,
    enum_value,
    integer,
    object_of,
    string,
    url,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_slack.validation.schema import Validator

# Not documented; high enough that only runaway payloads reach it. The sum over all blocks is the real limit.
MAX_PARTS = 1_000
MAX_TEXT_CHARACTERS = 12_000
MAX_INDENT = 8  # docs.slack.dev, rich_text_list


def _part_validator(
    name: str, required: Mapping[str, Validator], optional: Mapping[str, Validator] | None = None
) -> dict[str, Validator]:
    return {name: object_of({"type": enum_value(name), **required}, optional)}


_STYLE_FIELDS: dict[str, Validator] = {
    "style": object_of({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean)),
}
_ID_STRING = string(255)

_INLINE_VALIDATOR = by_type(
    {
        **_part_validator("text", {"text": string(MAX_TEXT_CHARACTERS)}, _STYLE_FIELDS),
        **_part_validator(
            "link", {"url": url()}, {"text": string(MAX_TEXT_CHARACTERS), "unsafe": boolean, **_STYLE_FIELDS}
        ),
        **_part_validator(
            "emoji",
            {"name": string(255)},
            {"unicode": string(255), "skin_tone": integer(1, 6), **_STYLE_FIELDS},
        ),
        **_part_validator("user", {"user_id": _ID_STRING}, _STYLE_FIELDS),
        **_part_validator("usergroup", {"usergroup_id": _ID_STRING}, _STYLE_FIELDS),
        **_part_validator("channel", {"channel_id": _ID_STRING}, _STYLE_FIELDS),
        **_part_validator("broadcast", {"range": enum_value("here", "channel", "everyone")}, _STYLE_FIELDS),
        **_part_validator(
            "date",
            {"timestamp": integer(0, 1 << 40), "format": string(255)},
            {"url": url(), "fallback": string(255)},
        ),
        **_part_validator("color", {"value": string(7)}),
    }
)
_INLINE_ELEMENTS: dict[str, Validator] = {"elements": array_of(_INLINE_VALIDATOR, MAX_PARTS)}
_BORDER_FIELD: dict[str, Validator] = {"border": integer(0, 1)}
_SECTION_VALIDATOR = _part_validator("rich_text_section", _INLINE_ELEMENTS)

RICH_TEXT_FIELDS: dict[str, Validator] = {
    "elements": array_of(
        by_type(
            {
                **_SECTION_VALIDATOR,
                **_part_validator(
                    "rich_text_preformatted", _INLINE_ELEMENTS, {**_BORDER_FIELD, "language": string(255)}
                ),
                **_part_validator("rich_text_quote", _INLINE_ELEMENTS, _BORDER_FIELD),
                **_part_validator(
                    "rich_text_list",
                    {
                        "style": enum_value("bullet", "ordered"),
                        "elements": array_of(by_type(_SECTION_VALIDATOR), MAX_PARTS),
                    },
                    {"indent": integer(0, MAX_INDENT), "offset": integer(0, MAX_PARTS), **_BORDER_FIELD},
                ),
            }
        ),
        MAX_PARTS,
    )
}
