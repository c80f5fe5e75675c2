"""The block `rich_text`: text already taken apart, as people's own messages have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.validation.schema import boolean, by_type, choice, fields, items, string, url, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playground.validation.schema import Rule

# Not documented; generous, so that only runaway payloads meet it. The sum of all blocks is the real bound.
PARTS = 1_000
TEXT = 12_000
INDENT = 8  # docs.slack.dev, rich_text_list


def _part(name: str, needs: Mapping[str, Rule], takes: Mapping[str, Rule] | None = None) -> dict[str, Rule]:
    return {name: fields({"type": choice(name), **needs}, takes)}


_STYLE: dict[str, Rule] = {
    "style": fields({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean)),
}
_ID = string(255)

_INLINE = by_type(
    {
        **_part("text", {"text": string(TEXT)}, _STYLE),
        **_part("link", {"url": url()}, {"text": string(TEXT), "unsafe": boolean, **_STYLE}),
        **_part("emoji", {"name": string(255)}, {"unicode": string(255), "skin_tone": whole(1, 6), **_STYLE}),
        **_part("user", {"user_id": _ID}, _STYLE),
        **_part("usergroup", {"usergroup_id": _ID}, _STYLE),
        **_part("channel", {"channel_id": _ID}, _STYLE),
        **_part("broadcast", {"range": choice("here", "channel", "everyone")}, _STYLE),
        **_part(
            "date",
            {"timestamp": whole(0, 1 << 40), "format": string(255)},
            {"url": url(), "fallback": string(255)},
        ),
        **_part("color", {"value": string(7)}),
    }
)
_PARTS: dict[str, Rule] = {"elements": items(_INLINE, PARTS)}
_BORDER: dict[str, Rule] = {"border": whole(0, 1)}
_SECTION = _part("rich_text_section", _PARTS)

RICH_TEXT: dict[str, Rule] = {
    "elements": items(
        by_type(
            {
                **_SECTION,
                **_part("rich_text_preformatted", _PARTS, {**_BORDER, "language": string(255)}),
                **_part("rich_text_quote", _PARTS, _BORDER),
                **_part(
                    "rich_text_list",
                    {"style": choice("bullet", "ordered"), "elements": items(by_type(_SECTION), PARTS)},
                    {"indent": whole(0, INDENT), "offset": whole(0, PARTS), **_BORDER},
                ),
            }
        ),
        PARTS,
    )
}
