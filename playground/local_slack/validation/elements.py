"""Validation rules for the objects inside blocks: text objects, buttons, menus, inputs and images.

The limits are from docs.slack.dev/reference/block-kit and agree with the models of slack_sdk 3.47 and @slack/types
3.2.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_slack.validation.schema import (
    all_of,
    array_of,
    boolean,
    by_type,
    enum_value,
    error_message,
    exactly_one_of,
    integer,
    non_blank_string,
    object_of,
    string,
    url,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local_slack.validation.schema import Validator

ID_STRING = string(255)
MAX_LABEL_CHARACTERS = 75  # for the labels of buttons and options
MAX_OPTIONS = 100


def plain_text_object(max_length: int) -> Validator:
    """Return the rule for a plain_text object with a maximum number of characters."""
    return _typed_text_object(max_length, {"plain_text": _EMOJI_FIELD})


def text_object(max_length: int) -> Validator:
    """Return the rule for a plain_text or mrkdwn object with a maximum number of characters."""
    return _typed_text_object(max_length, {"plain_text": _EMOJI_FIELD, "mrkdwn": _VERBATIM_FIELD})


def one_element_of(*names: str) -> Validator:
    """Return the rule for an element of one of the given types."""
    return by_type({name: ELEMENT_VALIDATORS[name] for name in names})


# ---------------------------------------------------------------------------- private

_EMOJI_FIELD: dict[str, Validator] = {"emoji": boolean}
_VERBATIM_FIELD: dict[str, Validator] = {"verbatim": boolean}


def _typed_text_object(max_length: int, fields_by_type: Mapping[str, Mapping[str, Validator]]) -> Validator:
    required: dict[str, Validator] = {
        "type": enum_value(*fields_by_type),
        "text": non_blank_string(max_length),
    }
    return by_type(
        {text_type: object_of(required, optional) for text_type, optional in fields_by_type.items()}
    )


def _element_validator(
    name: str,
    required: Mapping[str, Validator] | None = None,
    optional: Mapping[str, Validator] | None = None,
) -> dict[str, Validator]:
    return {name: object_of({"type": enum_value(name), **(required or {})}, optional)}


def _distinct_values(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict) or not isinstance(value.get("options"), list):
        return
    seen_values: set[str] = set()
    for index, option in enumerate(value["options"]):
        option_value = option.get("value") if isinstance(option, dict) else None
        if isinstance(option_value, str):
            if option_value in seen_values:
                yield error_message(
                    f'`value` "{option_value}" already exists', f"{pointer}/options/{index}/value"
                )
            seen_values.add(option_value)


_STYLE = enum_value("primary", "danger")
_CONFIRM = object_of(
    {
        "title": plain_text_object(100),
        "text": text_object(300),
        "confirm": plain_text_object(30),
        "deny": plain_text_object(30),
    },
    {"style": _STYLE},
)
_ACTION_FIELDS: dict[str, Validator] = {"action_id": ID_STRING, "confirm": _CONFIRM}
_INPUT_FIELDS: dict[str, Validator] = {"action_id": ID_STRING, "focus_on_load": boolean}
_PLACEHOLDER_FIELD: dict[str, Validator] = {"placeholder": plain_text_object(150)}
_DISPATCH_FIELD: dict[str, Validator] = {
    "dispatch_action_config": object_of(
        {"trigger_actions_on": array_of(enum_value("on_enter_pressed", "on_character_entered"), 2)}
    )
}

_OPTION = object_of(
    {"text": plain_text_object(MAX_LABEL_CHARACTERS), "value": string(150)},
    {"description": plain_text_object(MAX_LABEL_CHARACTERS)},
)
_RICH_OPTION = object_of(
    {"text": text_object(MAX_LABEL_CHARACTERS), "value": string(150)},
    {"description": text_object(MAX_LABEL_CHARACTERS)},
)
_LINKED_OPTION = object_of(
    {"text": plain_text_object(MAX_LABEL_CHARACTERS), "value": string(150)},
    {"description": plain_text_object(MAX_LABEL_CHARACTERS), "url": url()},
)
_OPTION_GROUP = object_of(
    {"label": plain_text_object(MAX_LABEL_CHARACTERS), "options": array_of(_OPTION, MAX_OPTIONS)}
)
_OPTIONS_FIELDS: dict[str, Validator] = {
    "options": array_of(_OPTION, MAX_OPTIONS),
    "option_groups": array_of(_OPTION_GROUP, MAX_OPTIONS),
}
_OPTIONS_OR_GROUPS = exactly_one_of("options", "option_groups")

_FEEDBACK_BUTTON = object_of(
    {"text": plain_text_object(MAX_LABEL_CHARACTERS), "value": string(2000)},
    {"accessibility_label": string(MAX_LABEL_CHARACTERS)},
)
_SLACK_FILE = all_of(object_of({}, {"id": ID_STRING, "url": url()}), exactly_one_of("id", "url"))
IMAGE_FIELDS: dict[str, Validator] = {"image_url": url(), "slack_file": _SLACK_FILE}

_SELECT_FIELDS: dict[str, Validator] = {**_ACTION_FIELDS, **_PLACEHOLDER_FIELD, "focus_on_load": boolean}


def _menu_validator(name: str, **optional: Validator) -> dict[str, Validator]:
    return _element_validator(name, optional={**_SELECT_FIELDS, **optional})


_CONVERSATION_FILTER = object_of(
    {},
    {
        "include": array_of(enum_value("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_SELECT_SOURCES: dict[str, dict[str, Validator]] = {
    "users": {},
    "conversations": {"default_to_current_conversation": boolean, "filter": _CONVERSATION_FILTER},
    "channels": {},
}


def _select_validators() -> dict[str, Validator]:
    validators_by_type = _menu_validator("static_select", initial_option=_OPTION, **_OPTIONS_FIELDS)
    validators_by_type |= _menu_validator(
        "multi_static_select",
        initial_options=array_of(_OPTION, MAX_OPTIONS),
        max_selected_items=integer(1, MAX_OPTIONS),
        **_OPTIONS_FIELDS,
    )
    for name in ("static_select", "multi_static_select"):
        validators_by_type[name] = all_of(validators_by_type[name], _OPTIONS_OR_GROUPS)
    validators_by_type |= _menu_validator(
        "external_select", initial_option=_OPTION, min_query_length=integer(0, MAX_OPTIONS)
    )
    for source, optional in _SELECT_SOURCES.items():
        single_fields: dict[str, Validator] = {
            f"initial_{source.removesuffix('s')}": ID_STRING,
            "response_url_enabled": boolean,
        }
        multi_fields: dict[str, Validator] = {
            f"initial_{source}": array_of(ID_STRING, MAX_OPTIONS),
            "max_selected_items": integer(1, MAX_OPTIONS),
        }
        validators_by_type |= _menu_validator(
            f"{source}_select", **single_fields, **optional
        ) | _menu_validator(f"multi_{source}_select", **multi_fields, **optional)
    return validators_by_type


def _text_input_validators() -> dict[str, Validator]:
    length_fields: dict[str, Validator] = {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}
    plain_text_fields: dict[str, Validator] = {
        "initial_value": string(3000, 0),
        "multiline": boolean,
        **length_fields,
    }
    shared_fields: dict[str, Validator] = {**_INPUT_FIELDS, **_PLACEHOLDER_FIELD, **_DISPATCH_FIELD}
    return {
        **_element_validator("plain_text_input", None, {**shared_fields, **plain_text_fields}),
        **_element_validator("email_text_input", None, {**shared_fields, "initial_value": string(3000, 0)}),
        **_element_validator("url_text_input", None, {**shared_fields, "initial_value": string(3000, 0)}),
        **_element_validator(
            "number_input",
            {"is_decimal_allowed": boolean},
            {
                **shared_fields,
                "initial_value": string(100),
                "min_value": string(100),
                "max_value": string(100),
            },
        ),
    }


_BUTTON_FIELDS: dict[str, Validator] = {
    **_ACTION_FIELDS,
    "value": string(2000),
    "url": url(),
    "style": _STYLE,
    "accessibility_label": string(MAX_LABEL_CHARACTERS),
}

ELEMENT_VALIDATORS: dict[str, Validator] = {
    **_element_validator("button", {"text": plain_text_object(MAX_LABEL_CHARACTERS)}, _BUTTON_FIELDS),
    **_element_validator("overflow", {"options": array_of(_LINKED_OPTION, 5)}, _ACTION_FIELDS),
    **_element_validator(
        "checkboxes",
        {"options": array_of(_RICH_OPTION, 10)},
        {**_ACTION_FIELDS, "initial_options": array_of(_RICH_OPTION, 10), "focus_on_load": boolean},
    ),
    **_element_validator(
        "radio_buttons",
        {"options": array_of(_RICH_OPTION, 10)},
        {**_ACTION_FIELDS, "initial_option": _RICH_OPTION, "focus_on_load": boolean},
    ),
    **_menu_validator("datepicker", initial_date=string(10)),
    **_menu_validator("timepicker", initial_time=string(5), timezone=string(100)),
    **_element_validator("image", {"alt_text": string(2000)}, IMAGE_FIELDS),
    **_element_validator(
        "feedback_buttons",
        {"positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON},
        {"action_id": ID_STRING},
    ),
    **_element_validator(
        "icon_button",
        {"icon": enum_value("trash"), "text": plain_text_object(MAX_LABEL_CHARACTERS)},
        {
            **_ACTION_FIELDS,
            "value": string(2000),
            "accessibility_label": string(MAX_LABEL_CHARACTERS),
            "visible_to_user_ids": array_of(ID_STRING, MAX_OPTIONS),
        },
    ),
    **_select_validators(),
    **_text_input_validators(),
}
for _element_name in ("overflow", "checkboxes", "radio_buttons", "static_select", "multi_static_select"):
    ELEMENT_VALIDATORS[_element_name] = all_of(ELEMENT_VALIDATORS[_element_name], _distinct_values)
ELEMENT_VALIDATORS["image"] = all_of(ELEMENT_VALIDATORS["image"], exactly_one_of("image_url", "slack_file"))
