"""A prompt in the terminal for those without a browser: `#news> /brief` prints what comes."""

from __future__ import annotations

import contextlib
from threading import Lock, Thread
from typing import TYPE_CHECKING

from local_slack.api.form_state import VALUE_FIELDS
from local_slack.terminal.connection import PageError
from local_slack.terminal.plain_text import Printer

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from local_slack.state.json_types import Json
    from local_slack.terminal.connection import PageConnection
    from local_slack.terminal.plain_text import Element

HELP = """\
Type a message, or a command such as /help. What the app posts is printed with a number for each button.
  3            press button 3;  3.2  choose the second option of menu 3;  3=storm  fill field 3
  :submit      submit the form;  :close  close it
  :channel X   go to a channel, or to the app (:channel @)
  :thread      go to the thread of the last message;  :back  leave it
  :as X        be another person;  :invite  invite the app here;  :home  open the app's Home tab
  :wait X      move the clock forward by X minutes
  :quit        end
"""


class Prompt:
    """Reads what a person types, and prints what comes.

    Args:
        connection: the connection of the person.
        output: where to print.
        channel: the name of the channel to begin in; "" for the first with the app.
    """

    def __init__(self, connection: PageConnection, output: TextIO, channel: str = "") -> None:
        self._connection = connection
        self._output = output
        self._lock = Lock()
        self._printer = Printer(self._list_names())
        self._form: Json | None = None
        self._entered: Json = {}
        self._thread_ts = ""
        self._last_ts = ""
        self._channel = self._find_channel(channel) if channel else self._first_channel()
        self._commands: dict[str, Callable[[str], None]] = {
            "channel": self._go_to_channel,
            "thread": self._go_to_thread,
            "back": self._leave_thread,
            "as": self._become,
            "invite": lambda _: self._post("invite", channel=self._channel["id"]),
            "home": self._open_home,
            "submit": self._submit,
            "close": self._close,
            "wait": lambda minutes: self._post("clock", advance_seconds=float(minutes) * 60),
            "help": lambda _: self._print(HELP),
        }

    @property
    def label(self) -> str:
        """What stands before the cursor."""
        name = ("@" if self._channel["is_im"] else "#") + self._channel["name"]
        return f"{name}{' (thread)' if self._thread_ts else ''}> "

    def handle(self, line: str) -> bool:
        """Carry out one line. Return whether there may be another."""
        line = line.strip()
        if line in {":quit", ":q", ":exit"}:
            return False
        try:
            self._handle(line)
        except (PageError, LookupError, ValueError) as error:
            self._print(f"! {error.args[0] if error.args else error}")
        return True

    def show(self, event: Json) -> None:
        """Print a change."""
        kind = event["type"]
        if kind in {"message", "message_changed"}:
            self._show_message(event, is_changed=kind == "message_changed")
        elif kind == "modals":
            self._show_form(event["views"][-1] if event["views"] else None)
        elif kind == "home":
            self._print_block("Home", self._printer.render_blocks, event["view"])
        elif kind == "status" and event["text"]:
            self._print(f"  {self._connection.state['app']['name']} {event['text']}")
        elif kind == "app":
            self._print("  (the app is connected)" if event["is_connected"] else "  (the app has gone)")

    # ------------------------------------------------------------------------ private

    def _handle(self, line: str) -> None:
        if not line:
            return
        head, _, rest = line.partition(" ")
        if head.startswith(":") and head[1:] in self._commands:
            self._commands[head[1:]](rest.strip())
        elif self._is_number(line):
            self._use(line)
        else:
            body = {"channel": self._channel["id"], "text": line}
            if self._thread_ts and not line.startswith("/"):
                body["thread_ts"] = self._thread_ts
            self._post("say", **body)

    @staticmethod
    def _is_number(line: str) -> bool:
        return line.partition("=")[0].strip().replace(".", "", 1).isdecimal()

    def _use(self, line: str) -> None:
        place, equals, text = line.partition("=")
        number, _, option_number = place.strip().partition(".")
        with self._lock:
            elements = list(self._printer.elements)
        if not 1 <= int(number) <= len(elements):
            raise LookupError(f"There is no button {number}.")
        element = elements[int(number) - 1]
        entered = _enter(element, option_number, text.strip() if equals else None)
        if element.container["type"] == "view" and self._form is not None and entered:
            self._entered.setdefault(element.block_id, {})[element.element["action_id"]] = entered
        is_field = element.element["type"] in VALUE_FIELDS and element.container["type"] == "view"
        if is_field and self._is_input(element):
            self._print(f"  {number} is filled. :submit sends the form.")
            return
        self._post(
            "press",
            container=element.container,
            block_id=element.block_id,
            action_id=element.element["action_id"],
            action=entered,
            state=self._entered if element.container["type"] == "view" else {},
        )

    def _is_input(self, element: Element) -> bool:
        blocks = (self._form or {}).get("blocks", ())
        return any(block["block_id"] == element.block_id and block["type"] == "input" for block in blocks)

    def _submit(self, _words: str) -> None:
        if self._form is None:
            raise LookupError("No form is open.")
        response = self._connection.post("submit", view_id=self._form["id"], state=self._entered)
        for block_id, text in (response.get("errors") or {}).items():
            self._print(f"! {block_id}: {text}")
        if not response["ok"] and not response.get("errors"):
            self._print(f"! {response.get('message')}")

    def _close(self, _words: str) -> None:
        if self._form is not None:
            self._post("close", view_id=self._form["id"])

    def _open_home(self, _words: str) -> None:
        self._post("open_home", tab="home")
        view = self._connection.get("home")["view"]
        if view is not None:
            self._print_block("Home", self._printer.render_blocks, view)

    def _go_to_channel(self, name: str) -> None:
        self._connection.refresh()
        self._channel, self._thread_ts = self._find_channel(name), ""

    def _go_to_thread(self, _words: str) -> None:
        if not self._last_ts:
            raise LookupError("There is no message yet.")
        self._thread_ts = self._last_ts

    def _leave_thread(self, _words: str) -> None:
        self._thread_ts = ""

    def _become(self, person: str) -> None:
        self._connection.become(person.removeprefix("@"))
        self._thread_ts = ""
        self._channel = self._find_channel("@" if self._channel["is_im"] else self._channel["name"])
        listen(self, self._connection)

    def _post(self, name: str, **body: object) -> None:
        response = self._connection.post(name, **body)
        if not response.get("ok"):
            raise PageError(str(response.get("message") or response.get("error")))

    def _show_message(self, event: Json, *, is_changed: bool) -> None:
        message = event["message"]
        if message.get("user") == self._connection.state["me"]:
            return
        if is_changed and message.get("reply_count") and "edited" not in message:
            return  # the number of replies
        names = self._list_names()
        place = names.get(event["channel"], "")
        root = message.get("thread_ts", message["ts"])
        if event["channel"] == self._channel["id"]:
            self._last_ts = root
        marks = "".join(
            [
                " in a thread" if root != message["ts"] else "",
                ", only visible to you" if message.get("is_ephemeral") else "",
                ", changed" if is_changed else "",
            ]
        )
        author = names.get(message.get("user", ""), "").lstrip("@")
        with self._lock:
            self._printer.names = names
            lines = self._printer.render_message(message, event["channel"])
        self._print("\n".join([f"{author} ({place}{marks}):", *(f"  {line}" for line in lines)]))

    def _show_form(self, view: Json | None) -> None:
        if self._form is None and view is None:
            return
        if view is None or self._form is None or view["id"] != self._form["id"]:
            self._entered = {}
        self._form = view
        if view is None:
            self._print("  (the form is closed)")
        else:
            self._print_block(f"Form: {view['title']['text']}", self._printer.render_blocks, view)

    def _print_block(self, title: str, render: Callable[[list[Json], Json], list[str]], view: Json) -> None:
        with self._lock:
            lines = render(view["blocks"], {"type": "view", "view_id": view["id"]})
        self._print("\n".join([f"{title}:", *(f"  {line}" for line in lines)]))

    def _print(self, text: str) -> None:
        with self._lock:
            self._output.write(f"{text}\n")
            self._output.flush()

    def _list_names(self) -> dict[str, str]:
        state = self._connection.state
        return {user["id"]: f"@{user['name']}" for user in state["users"]} | {
            channel["id"]: f"#{channel['name']}" for channel in state["channels"]
        }

    def _first_channel(self) -> Json:
        channels = self._connection.state["channels"]
        return next((each for each in channels if each["has_app"] and not each["is_im"]), channels[0])

    def _find_channel(self, name: str) -> Json:
        for channel in self._connection.state["channels"]:
            if channel["is_im"] and name.startswith("@"):
                return dict(channel)
            if channel["name"] == name.removeprefix("#"):
                return dict(channel)
        names = ", ".join(
            f"#{each['name']}" for each in self._connection.state["channels"] if not each["is_im"]
        )
        raise LookupError(f"There is no channel {name}. There are {names}, and @ for the app.")


def run_prompt(connection: PageConnection, typed: TextIO, output: TextIO, channel: str = "") -> None:
    """Read lines until the input ends or `:quit`, and print what comes."""
    prompt = Prompt(connection, output, channel)
    output.write("Type a message or a command; :help says what else.\n")
    listen(prompt, connection)
    while True:
        output.write(prompt.label)
        output.flush()
        line = typed.readline()
        if not line or not prompt.handle(line):
            return


def listen(prompt: Prompt, connection: PageConnection) -> None:
    """Print what comes for the person of a connection, in a thread of its own."""
    person, cursor = connection.state["me"], connection.state["cursor"]

    def show_events() -> None:
        with contextlib.suppress(PageError, KeyError):
            for event in connection.listen(cursor):
                if connection.state["me"] != person:
                    return
                prompt.show(event)

    Thread(target=show_events, name="local-slack-prompt", daemon=True).start()


# ---------------------------------------------------------------------------- private


def _enter(element: Element, option_number: str, text: str | None) -> Json:
    """Return what Slack adds to the action of an element.

    Raises:
        LookupError: the menu has no such option.
    """
    kind = element.element["type"]
    if kind == "feedback_buttons":
        return {"value": element.element.get("value")}
    if kind not in VALUE_FIELDS and kind != "overflow":
        return {}
    name = VALUE_FIELDS.get(kind, ("selected_option", ""))[0]
    if name.startswith("selected_option"):
        position = int(option_number or "0")
        if not 1 <= position <= len(element.options):
            raise LookupError("Choose an option by its number, such as 3.2")
        option = element.options[position - 1]
        return {name: [option] if name.endswith("s") else option}
    if name == "selected_date_time":
        return {name: int(text or "0")}
    return {name: [text] if name.endswith("s") else text}
