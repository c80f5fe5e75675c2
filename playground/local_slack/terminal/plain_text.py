"""Messages and views as lines of plain text, with a number for each button, menu and field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_slack.validation.mrkdwn import to_visible_text, unescape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local_slack.state.json_types import Json


@dataclass(frozen=True, slots=True)
class Element:
    """A button, menu or field that was printed.

    Attributes:
        container: where it is, as the page's API names it.
        block_id: the id of its block.
        element: the element.
    """

    container: Json
    block_id: str
    element: Json

    @property
    def options(self) -> list[Json]:
        """The options of a menu."""
        grouped = [option for group in self.element.get("option_groups", ()) for option in group["options"]]
        return [*self.element.get("options", ()), *grouped]


@dataclass(slots=True)
class Printer:
    """Renders blocks, and numbers their elements.

    Args:
        names: the names of people and channels by id.

    Attributes:
        elements: the elements by number, from 1.
    """

    names: Mapping[str, str]
    elements: list[Element] = field(default_factory=list)

    def render_message(self, message: Json, channel_id: str) -> list[str]:
        """Return the lines of a message."""
        container = {"type": "message", "channel": channel_id, "ts": message["ts"]}
        lines = self.render_blocks(message.get("blocks") or [], container) or self._text(
            {"type": "mrkdwn", "text": message.get("text", "")}
        )
        for attachment in message.get("attachments") or []:
            lines += self._text(
                {"type": "mrkdwn", "text": attachment.get("text") or attachment.get("fallback", "")}
            )
            lines += self.render_blocks(attachment.get("blocks") or [], container)
        lines += [f"[file {each['name']}, {each['size']} bytes]" for each in message.get("files") or []]
        return lines

    def render_blocks(self, blocks: list[Json], container: Json) -> list[str]:
        """Return the lines of blocks."""
        return [line for block in blocks for line in self._block(block, container)]

    # ------------------------------------------------------------------------ private

    def _block(self, block: Json, container: Json) -> list[str]:
        kind = block["type"]
        if kind in {"actions", "context_actions"}:
            return [self._element(each, block, container) for each in block["elements"]]
        if kind == "input":
            hint = [f"  ({self._plain(block['hint'])})"] if block.get("hint") else []
            return [
                f"{self._plain(block['label'])}: {self._element(block['element'], block, container)}",
                *hint,
            ]
        if kind in _SIMPLE_BLOCKS:
            return _SIMPLE_BLOCKS[kind](self, block)
        lines = self._text(block.get("text"))
        lines += [line for each in block.get("fields", ()) for line in self._text(each)]
        accessory = block.get("accessory")
        if accessory and accessory["type"] != "image":
            lines.append(self._element(accessory, block, container))
        return lines

    def _context(self, block: Json) -> list[str]:
        return ["  ".join(line for each in block["elements"] for line in self._text(each))]

    def _table(self, block: Json) -> list[str]:
        return [" | ".join(self._cell(cell) for cell in row) for row in block.get("rows", ())]

    def _element(self, element: Json, block: Json, container: Json) -> str:
        if element["type"] == "feedback_buttons":
            return "".join(
                self._number(
                    {**element[name], "type": "feedback_buttons", "action_id": element["action_id"]},
                    block,
                    container,
                )
                for name in ("positive_button", "negative_button")
            )
        return self._number(element, block, container)

    def _number(self, element: Json, block: Json, container: Json) -> str:
        self.elements.append(Element(container, block["block_id"], element))
        number = len(self.elements)
        label = self._plain(element.get("text") or element.get("placeholder")) or element["type"]
        options = ", ".join(
            f"{number}.{position} {self._plain(option['text'])}"
            for position, option in enumerate(self.elements[-1].options, start=1)
        )
        return f"[{number}] {label}" + (f" ({options})" if options else "")

    def _text(self, value: Json | str | None) -> list[str]:
        if not value:
            return []
        if isinstance(value, str):
            return value.splitlines()
        if value.get("type") == "image":
            return [f"[image: {value.get('alt_text', '')}]"]
        return self._plain(value).splitlines()

    def _plain(self, value: Json | None) -> str:
        if not value:
            return ""
        text = str(value.get("text", ""))
        if value.get("type") == "plain_text":
            return unescape(text)
        for identifier, name in self.names.items():
            text = text.replace(f"<{name[0]}{identifier}>", name)
        return to_visible_text(text)

    def _cell(self, cell: Json) -> str:
        if cell.get("type") == "rich_text":
            return " ".join(self._rich_text(cell))
        return str(cell.get("text", cell.get("value", "")))

    def _rich_text(self, block: Json) -> list[str]:
        lines = []
        for part in block.get("elements", ()):
            if part["type"] == "rich_text_list":
                lines += [f"- {self._inline(item.get('elements', ()))}" for item in part.get("elements", ())]
            else:
                lines += self._inline(part.get("elements", ())).splitlines()
        return lines

    def _inline(self, elements: list[Json]) -> str:
        words = []
        for each in elements:
            identifier = each.get("user_id") or each.get("channel_id")
            if identifier:
                words.append(self.names.get(identifier, identifier))
            elif each["type"] == "emoji":
                words.append(f":{each.get('name', '')}:")
            else:
                words.append(str(each.get("text") or each.get("url") or each.get("fallback") or ""))
        return "".join(words)


_SIMPLE_BLOCKS: dict[str, Callable[[Printer, Json], list[str]]] = {
    "divider": lambda _printer, _block: ["-" * 20],
    "image": lambda _printer, block: [f"[image: {block.get('alt_text', '')}]"],
    "context": Printer._context,  # noqa: SLF001 - the table of this class
    "table": Printer._table,  # noqa: SLF001 - see above
    "rich_text": Printer._rich_text,  # noqa: SLF001 - see above
}
