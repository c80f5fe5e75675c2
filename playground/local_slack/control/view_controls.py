"""What people do with modals, the Home tab and shortcuts."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from local_slack.api import events, form_state, interactions, view_interactions
from local_slack.control.fault_injection import FaultInjection

if TYPE_CHECKING:
    from local_slack.api.interactions import Interaction
    from local_slack.state.envelopes import Envelope
    from local_slack.state.json_types import Json
    from local_slack.state.users import User

INTERACTION_TIMEOUT_SECONDS = 10.0  # an interaction settles after 3 s; the rest allows for a busy machine


class ViewControls(FaultInjection):
    """Acts on the views that people see, as those people."""

    def modal(self, user_ref: User | str) -> Json | None:
        """Return the modal that a person sees; None if no modal is open."""
        with self.state.condition:
            stack = self.state.views.stacks.get(self.find_user(user_ref).id)
            return deepcopy(stack[-1]) if stack else None

    def home(self, user_ref: User | str) -> Json | None:
        """Return the Home tab of a person; None if the app has published none."""
        with self.state.condition:
            return deepcopy(self.state.views.homes.get(self.find_user(user_ref).id))

    def open_home(self, user_ref: User | str, tab: str = "home") -> None:
        """Open the app's Home or Messages tab as a person.

        Raises:
            ValueError: the manifest does not enable the tab.
        """
        user = self.find_user(user_ref)
        manifest = self.state.manifest
        if not (manifest.home_tab_enabled if tab == "home" else manifest.messages_tab_enabled):
            raise ValueError(f"the app has no {tab} tab")
        with self.state.condition:
            workspace = self.state.workspaces[user.team_id]
            events.send_home_opened(self.state, workspace, user.id, tab, self.state.views.homes.get(user.id))
            self.state.condition.notify_all()

    def submit(self, user_ref: User | str, values: Json | None = None) -> Interaction:
        """Submit the modal that a person sees.

        Args:
            user_ref: the person.
            values: the values of fields by block id; the others keep their initial values.

        Raises:
            LookupError: no modal is open.
            ValueError: Slack's form would not accept the values.
        """
        user = self.find_user(user_ref)
        with self.state.condition:
            view = self._find_modal(user)
            if "submit" not in view:
                raise ValueError("the modal has no button to submit it")
            state_values = form_state.build_state(view["blocks"], _enter_values(view["blocks"], values or {}))
            if errors := form_state.find_field_errors(view["blocks"], state_values):
                raise ValueError("; ".join(f"{block_id}: {text}" for block_id, text in errors.items()))
            return self._wait_until_settled(
                view_interactions.send_view_submission(self.state, user, view, state_values)
            )

    def submit_state(
        self, user_ref: User | str, view_id: str, given: Json
    ) -> tuple[Interaction | None, dict[str, str]]:
        """Submit the modal that a person sees, with the state of its fields.

        Args:
            user_ref: the person.
            view_id: the id of the modal.
            given: what the person entered, by block id and action id, as in a view's `state.values`.

        Returns:
            The outcome, and the errors by block id. Slack's own errors come without an outcome: the app gets nothing.

        Raises:
            LookupError: the person does not see this modal.
            ValueError: a field or option does not exist.
        """
        user = self.find_user(user_ref)
        with self.state.condition:
            view = self._find_modal(user)
            if view["id"] != view_id:
                raise LookupError(f"{user.name} does not see the modal {view_id}")
            if "submit" not in view:
                raise ValueError("the modal has no button to submit it")
            values = form_state.build_state(view["blocks"], given)
            if errors := form_state.find_field_errors(view["blocks"], values):
                return None, errors
            outcome = self._wait_until_settled(
                view_interactions.send_view_submission(self.state, user, view, values)
            )
        shown = (outcome.ack_payload or {}).get("errors") if outcome.is_acknowledged else None
        return outcome, dict(shown or {})

    def close_modal(self, user_ref: User | str) -> None:
        """Close the modal that a person sees."""
        user = self.find_user(user_ref)
        with self.state.condition:
            envelope = view_interactions.send_view_closed(self.state, user, self._find_modal(user))
            if envelope is not None:
                self._wait_until_settled(envelope)

    def press_in_view(
        self, user_ref: User | str, view: Json, action_id: str, option_value: str | None = None
    ) -> Interaction:
        """Use a button or menu of a modal or Home tab.

        Raises:
            LookupError: the person does not see the view, or it has no such element.
        """
        user = self.find_user(user_ref)
        with self.state.condition:
            found = self.state.views.find(view_id=view["id"])
            if found is None or found[0] != user.id:
                raise LookupError(f"{user.name} sees no view {view['id']}")
            action = interactions.build_action(view, action_id, option_value)
            return self._wait_until_settled(
                view_interactions.send_view_action(self.state, user, found[1], action, {})
            )

    def choose_shortcut(self, user_ref: User | str, message: Json, callback_id: str) -> Interaction:
        """Choose a message shortcut in the menu of a message.

        Raises:
            LookupError: the manifest has no such shortcut, or there is no such message.
        """
        user, channel = self.find_user(user_ref), self.find_channel(message["channel"])
        self._check_shortcut("message", callback_id)
        with self.state.condition:
            stored_message = channel.find_message(message["ts"])
            if stored_message is None:
                raise LookupError(f"there is no message {message['ts']}")
            response_url = self.state.response_urls.create(user.team_id, channel.id, user.id, stored_message)
            return self._wait_until_settled(
                view_interactions.send_shortcut(
                    self.state,
                    user,
                    callback_id,
                    channel,
                    stored_message,
                    self._response_url_base + response_url.key,
                )
            )

    def choose_global_shortcut(self, user_ref: User | str, callback_id: str) -> Interaction:
        """Choose a global shortcut.

        Raises:
            LookupError: the manifest has no such shortcut.
        """
        user = self.find_user(user_ref)
        self._check_shortcut("global", callback_id)
        with self.state.condition:
            return self._wait_until_settled(
                view_interactions.send_global_shortcut(self.state, user, callback_id)
            )

    # ------------------------------------------------------------------------ private

    @property
    def _response_url_base(self) -> str:
        raise NotImplementedError

    def _check_shortcut(self, kind: str, callback_id: str) -> None:
        shortcuts = self.state.manifest.shortcuts
        if not any(each.kind == kind and each.callback_id == callback_id for each in shortcuts):
            raise LookupError(f"the manifest has no {kind} shortcut {callback_id!r}")

    def _find_modal(self, user: User) -> Json:
        stack = self.state.views.stacks.get(user.id)
        if not stack:
            raise LookupError(f"{user.name} sees no modal")
        return stack[-1]

    def _wait_until_settled(self, envelope: Envelope) -> Interaction:
        self.state.condition.notify_all()
        self.state.condition.wait_for(lambda: envelope.state != "waiting", INTERACTION_TIMEOUT_SECONDS)
        return interactions.read_outcome(envelope)


def _enter_values(blocks: list[Json], values: Json) -> Json:
    """Return simple values by block id as the state of the blocks' fields."""
    fields = {block["block_id"]: element for block, element in form_state.iterate_fields(blocks)}
    if unknown_ids := set(values) - set(fields):
        raise ValueError(f"the modal has no such fields: {sorted(unknown_ids)}")
    given: Json = {}
    for block_id, value in values.items():
        element = fields[block_id]
        name = form_state.VALUE_FIELDS[element["type"]][0]
        is_single = name in {"selected_options", "selected_users", "selected_channels"} and not isinstance(
            value, list
        )
        given[block_id] = {element["action_id"]: {name: [value] if is_single else value}}
    return given
