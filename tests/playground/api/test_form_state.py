from typing import Any

import pytest

from local_slack.api.form_state import build_state, find_field_errors


def field(kind: str, *, optional: bool = False, **element: Any) -> list[dict[str, Any]]:
    return [
        {
            "type": "input",
            "block_id": "b",
            "optional": optional,
            "element": {"type": kind, "action_id": "a", **element},
        }
    ]


def option(value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": value}, "value": value}


@pytest.mark.parametrize(
    ("blocks", "entered", "error"),
    [
        (field("plain_text_input"), None, "Please complete this required field."),
        (field("plain_text_input", optional=True), None, ""),
        (field("plain_text_input", min_length=3), {"value": "ab"}, "Must be at least 3 characters."),
        (field("plain_text_input", max_length=3), {"value": "abcd"}, "Must be at most 3 characters."),
        (field("plain_text_input", min_length=3, max_length=3), {"value": "abc"}, ""),
        (field("email_text_input"), {"value": "nobody"}, "Enter a valid email address."),
        (field("email_text_input"), {"value": "ada@a.example"}, ""),
        (field("url_text_input"), {"value": "a b"}, "Enter a valid URL."),
        (field("url_text_input"), {"value": "https://a.example"}, ""),
        (field("number_input", is_decimal_allowed=False), {"value": "1.5"}, "Enter a whole number."),
        (field("number_input", is_decimal_allowed=True), {"value": "x"}, "Enter a number."),
        (field("number_input", is_decimal_allowed=True), {"value": "1.5"}, ""),
        (
            field("number_input", is_decimal_allowed=False, min_value="2"),
            {"value": "1"},
            "Must be 2 or more.",
        ),
        (
            field("number_input", is_decimal_allowed=False, max_value="2"),
            {"value": "3"},
            "Must be 2 or less.",
        ),
        (
            field("multi_users_select", max_selected_items=1),
            {"selected_users": ["U1", "U2"]},
            "Select at most 1 items.",
        ),
        (field("multi_users_select", max_selected_items=2), {"selected_users": ["U1", "U2"]}, ""),
    ],
)
def test_a_form_is_checked_as_slack_does_before_the_app_is_asked(
    blocks: list[dict[str, Any]], entered: dict[str, Any] | None, error: str
) -> None:
    values = build_state(blocks, {"b": {"a": entered}} if entered else None)

    assert find_field_errors(blocks, values) == ({"b": error} if error else {})


def test_an_option_is_stored_whole_and_must_be_one_of_the_elements() -> None:
    grouped = [{"label": {"type": "plain_text", "text": "All"}, "options": [option("one")]}]
    single, several = (
        field("static_select", option_groups=grouped),
        field("checkboxes", options=[option("two")]),
    )

    assert build_state(single, {"b": {"a": {"selected_option": "one"}}})["b"]["a"] == {
        "type": "static_select",
        "selected_option": option("one"),
    }
    assert build_state(several, {"b": {"a": {"selected_options": [option("two")]}}})["b"]["a"] == {
        "type": "checkboxes",
        "selected_options": [option("two")],
    }
    with pytest.raises(ValueError, match="has no option 'three'"):
        build_state(several, {"b": {"a": {"selected_options": ["three"]}}})


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no such fields"):
        build_state(field("plain_text_input"), {"b": {"other": {"value": "x"}}})
