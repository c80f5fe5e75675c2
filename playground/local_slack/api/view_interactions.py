"""Interactions with modals, the Home tab and shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_slack.api import views
from local_slack.state.api_errors import ApiError

if TYPE_CHECKING:
    from local_slack.state.channels import Channel
    from local_slack.state.envelopes import Envelope
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState
    from local_slack.state.users import User


def send_view_submission(state: SlackState, user: User, view: Json, values: Json) -> Envelope:
    """Send a submitted modal; the acknowledgement closes the modal, changes it or shows errors in its fields.

    Args:
        state: the state; its lock is held.
        user: the person.
        view: the modal.
        values: the state of its fields, from `form_state.build_state`.
    """
    return state.envelopes.send(
        "interactive",
        _person_fields(state, user, "view_submission")
        | {"view": view | {"state": {"values": values}}, "response_urls": []},
        accept_payload=lambda payload: _respond(state, user, view, payload),
    )


def send_view_closed(state: SlackState, user: User, view: Json) -> Envelope | None:
    """Close a modal; the app is told if it asked for that."""
    state.views.close(user.id, view)
    if not view["notify_on_close"]:
        return None
    payload = _person_fields(state, user, "view_closed") | {"view": view, "is_cleared": False}
    return state.envelopes.send("interactive", payload)


def send_view_action(state: SlackState, user: User, view: Json, action: Json, values: Json) -> Envelope:
    """Send the use of a button or menu in a modal or Home tab."""
    view_with_state = view | {"state": {"values": values}}
    payload = _person_fields(state, user, "block_actions") | {
        "container": {"type": "view", "view_id": view["id"]},
        "view": view_with_state,
        "actions": [action | {"action_ts": state.workspaces[user.team_id].new_ts()}],
    }
    return state.envelopes.send("interactive", payload)


def send_global_shortcut(state: SlackState, user: User, callback_id: str) -> Envelope:
    """Send a global shortcut, chosen beside the composer or in the search."""
    payload = _person_fields(state, user, "shortcut") | {
        "callback_id": callback_id,
        "action_ts": state.workspaces[user.team_id].new_ts(),
    }
    return state.envelopes.send("interactive", payload)


def send_options_request(
    state: SlackState, user: User, element: Json, block_id: str, value: str, container: Json
) -> Envelope:
    """Ask the app for the options of an external menu.

    Args:
        state: the state; its lock is held.
        user: the person who opens the menu.
        element: the menu.
        block_id: the id of its block.
        value: what the person has typed.
        container: the fields that say where the menu is: "container", and "view" or "channel" and "message".
    """
    fields = _person_fields(state, user, "block_suggestion")
    del fields["trigger_id"]
    payload = fields | {
        "action_id": element["action_id"],
        "block_id": block_id,
        "value": value,
        **container,
    }
    return state.envelopes.send("interactive", payload, accept_payload=_has_options)


def send_shortcut(
    state: SlackState, user: User, callback_id: str, channel: Channel, message: Json, response_url: str
) -> Envelope:
    """Send a message shortcut, chosen in the menu of a message."""
    payload = _person_fields(state, user, "message_action") | {
        "callback_id": callback_id,
        "message_ts": message["ts"],
        "message": dict(message),
        "channel": {"id": channel.id, "name": channel.name},
        "response_url": response_url,
        "action_ts": state.workspaces[user.team_id].new_ts(),
    }
    return state.envelopes.send("interactive", payload)


# ---------------------------------------------------------------------------- private


def _has_options(payload: Json) -> bool:
    return isinstance(payload.get("options"), list) or isinstance(payload.get("option_groups"), list)


def _person_fields(state: SlackState, user: User, payload_type: str) -> Json:
    workspace = state.workspaces[user.team_id]
    return {
        "type": payload_type,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": state.app_id,
        "token": "local",
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": state.views.new_trigger(user.id),
    }


def _respond(state: SlackState, user: User, view: Json, payload: Json) -> bool:
    """Carry out the response to a submission; an empty response closes the modal."""
    try:
        _apply_response(state, user, view, payload)
    except ApiError as error:
        state.defects.append(f"Slack rejects the response to a submission: {error.to_json()}")
        return False
    return True


def _apply_response(state: SlackState, user: User, view: Json, payload: Json) -> None:
    action = payload.get("response_action")
    if not payload or action == "clear":
        state.views.close(user.id, view, all_views=bool(payload))
    elif action == "errors":
        _show_errors(state, view, payload.get("errors"))
    elif action in {"push", "update"}:
        new_view = views.build_view(state, user.team_id, payload.get("view"), "modal")
        if action == "push":
            state.views.push(user.id, new_view)
        else:
            state.views.replace(view, new_view | {"id": view["id"]})
    else:
        raise ApiError("invalid_arguments")


def _show_errors(state: SlackState, view: Json, errors: object) -> None:
    input_ids = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= input_ids:
        raise ApiError("invalid_arguments")
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise ApiError("invalid_arguments")
    state.views.replace(view, view | {"shown_errors": dict(errors)})
