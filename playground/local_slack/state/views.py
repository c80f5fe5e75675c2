"""The modals and Home tabs that people see, and the trigger ids with which an app opens modals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_slack.state.api_errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.state.clock import Clock
    from local_slack.state.json_types import Json
    from local_slack.state.records.changes import ChangeLog

TRIGGER_LIFETIME_SECONDS = 3.0  # docs.slack.dev, trigger_id: valid for three seconds, once
MAX_VIEWS_IN_STACK = 3  # docs.slack.dev, views.push: `push_limit_reached`


@dataclass(slots=True)
class Trigger:
    """A trigger id: one person's interaction, which may open one modal.

    Attributes:
        user_id: the person.
        expires_at: the time after which it opens nothing, by the clock.
        used: whether it has opened a modal.
    """

    user_id: str
    expires_at: float
    used: bool = False


@dataclass(slots=True)
class Views:
    """The views of all people.

    Not thread-safe: the caller holds the lock of the state.

    Attributes:
        stacks: the open modals of each person, the visible one last.
        homes: the Home tab of each person.
    """

    clock: Clock
    new_id: Callable[[str], str]
    changes: ChangeLog
    triggers: dict[str, Trigger] = field(default_factory=dict)
    stacks: dict[str, list[Json]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)

    def new_trigger(self, user_id: str) -> str:
        """Return a new trigger id for an interaction of a person."""
        trigger_id = self.new_id("trigger-")
        self.triggers[trigger_id] = Trigger(user_id, self.clock.now() + TRIGGER_LIFETIME_SECONDS)
        return trigger_id

    def exchange_trigger(self, trigger_id: str) -> str:
        """Use up a trigger id, and return the person of its interaction.

        Raises:
            ApiError: `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`.
        """
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if self.clock.now() >= trigger.expires_at:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger.user_id

    def find(self, *, view_id: str = "", external_id: str = "") -> tuple[str, Json] | None:
        """Return an open modal or a Home tab, and the person who sees it; None if there is none."""
        for user_id, view in self._all():
            if (view_id and view["id"] == view_id) or (external_id and view["external_id"] == external_id):
                return user_id, view
        return None

    def open(self, user_id: str, view: Json) -> None:
        """Show a modal to a person in place of the open ones."""
        self.stacks[user_id] = [view]
        self._note_modals(user_id)

    def push(self, user_id: str, view: Json) -> None:
        """Show a modal above the open ones.

        Raises:
            ApiError: `push_limit_reached`.
        """
        stack = self.stacks.setdefault(user_id, [])
        if len(stack) >= MAX_VIEWS_IN_STACK:
            raise ApiError("push_limit_reached")
        stack.append(view | {"previous_view_id": stack[-1]["id"] if stack else None})
        self._note_modals(user_id)

    def publish(self, user_id: str, view: Json) -> None:
        """Show a Home tab to a person."""
        self.homes[user_id] = view
        self._note_home(user_id)

    def replace(self, old_view: Json, new_view: Json) -> None:
        """Show a new version of a view in the place of the old one."""
        for user_id, stack in self.stacks.items():
            if any(view["id"] == old_view["id"] for view in stack):
                stack[:] = [new_view if view["id"] == old_view["id"] else view for view in stack]
                self._note_modals(user_id)
        for user_id, home in self.homes.items():
            if home["id"] == old_view["id"]:
                self.homes[user_id] = new_view
                self._note_home(user_id)

    def close(self, user_id: str, view: Json, *, all_views: bool = False) -> None:
        """Close a modal and those above it, or the whole stack."""
        stack = self.stacks.get(user_id, [])
        positions = [position for position, each in enumerate(stack) if each["id"] == view["id"]]
        del stack[0 if all_views else positions[0] if positions else len(stack) :]
        self._note_modals(user_id)

    # ---- private

    def _note_modals(self, user_id: str) -> None:
        self.changes.add("modals", {"views": self.stacks.get(user_id, [])}, user_id=user_id)

    def _note_home(self, user_id: str) -> None:
        self.changes.add("home", {"view": self.homes[user_id]}, user_id=user_id)

    def _all(self) -> list[tuple[str, Json]]:
        modals = [(user_id, view) for user_id, stack in self.stacks.items() for view in stack]
        return [*modals, *self.homes.items()]
