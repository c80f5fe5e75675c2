"""The state of a form's fields, as Slack's own client fills and checks it before the app gets it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local_slack.state.json_types import Json

# The field of the state that holds the value of each kind of element, and the field with which it begins.
VALUE_FIELDS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
_LOCAL_OPTIONS = frozenset({"static_select", "radio_buttons", "multi_static_select", "checkboxes"})
_LISTS = frozenset({"checkboxes", "file_input"})
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
_MAX_TEXT_CHARACTERS = 3_000  # docs.slack.dev, plain_text_input: the largest `max_length`


def iterate_fields(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Iterate over the elements with a state, each with its block."""
    for block in blocks:
        elements = [block.get("element") or {}, block.get("accessory") or {}, *block.get("elements", ())]
        for element in elements:
            if isinstance(element, dict) and element.get("type") in VALUE_FIELDS:
                yield block, element


def build_state(blocks: list[Json], given: Mapping[str, Any] | None = None) -> Json:
    """Return the state of all fields: what was given, and else their initial values.

    Args:
        blocks: the blocks of the view or message.
        given: what a person entered, by block id and action id, as in a view's `state.values`.

    Raises:
        ValueError: a field does not exist, or an option is not one of its options.
    """
    values: Json = {}
    left = {(block_id, action_id) for block_id, fields in (given or {}).items() for action_id in fields}
    for block, element in iterate_fields(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        left.discard((block_id, action_id))
        entered = ((given or {}).get(block_id) or {}).get(action_id)
        values.setdefault(block_id, {})[action_id] = read_field(element, entered)
    if left:
        raise ValueError(f"there are no such fields: {sorted(left)}")
    return values


def read_field(element: Json, entered: Json | None) -> Json:
    """Return the state of one field.

    Raises:
        ValueError: an option is not one of the element's.
    """
    kind = element["type"]
    name, initial_name = VALUE_FIELDS[kind]
    is_list = kind.startswith("multi_") or kind in _LISTS
    if entered is None:
        value = element.get(initial_name)
    else:
        value = entered.get(name)
        if kind in _LOCAL_OPTIONS and value:
            value = (
                [_find_option(element, each) for each in value] if is_list else _find_option(element, value)
            )
    return {"type": kind, name: (value or ([] if is_list else None))}


def find_field_errors(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return what Slack's form has against the values, by block id; empty if it can be submitted."""
    errors = {}
    for block, element in iterate_fields(blocks):
        if block["type"] != "input":
            continue
        field_state = values[block["block_id"]][element["action_id"]]
        value = field_state[VALUE_FIELDS[element["type"]][0]]
        if not value:
            if not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
            continue
        error = _find_value_error(element, value)
        if error:
            errors[block["block_id"]] = error
    return errors


# ---------------------------------------------------------------------------- private


def _find_option(element: Json, entered: object) -> Json:
    wanted = entered.get("value") if isinstance(entered, dict) else entered
    grouped = [option for group in element.get("option_groups", ()) for option in group["options"]]
    for option in [*element.get("options", ()), *grouped]:
        if option["value"] == wanted:
            return dict(option)
    raise ValueError(f"{element['action_id']} has no option {wanted!r}")


def _find_value_error(element: Json, value: Any) -> str:  # noqa: ANN401 - JSON
    kind = element["type"]
    if kind in {"plain_text_input", "url_text_input", "email_text_input"}:
        return _find_text_error(element, str(value))
    if kind == "number_input":
        return _find_number_error(element, str(value))
    if kind.startswith("multi_") and len(value) > element.get("max_selected_items", len(value)):
        return f"Select at most {element['max_selected_items']} items."
    return ""


def _find_text_error(element: Json, text: str) -> str:
    kind = element["type"]
    if len(text) < element.get("min_length", 0):
        return f"Must be at least {element['min_length']} characters."
    if len(text) > (limit := element.get("max_length", _MAX_TEXT_CHARACTERS)):
        return f"Must be at most {limit} characters."
    if kind == "email_text_input" and not _EMAIL.fullmatch(text):
        return "Enter a valid email address."
    if kind == "url_text_input" and not _URL.fullmatch(text):
        return "Enter a valid URL."
    return ""


def _find_number_error(element: Json, text: str) -> str:
    try:
        number = float(text) if element.get("is_decimal_allowed") else int(text)
    except ValueError:
        return "Enter a number." if element.get("is_decimal_allowed") else "Enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Must be {element['min_value']} or more."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Must be {element['max_value']} or less."
    return ""
