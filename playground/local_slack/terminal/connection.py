"""The page's API, as a program without a browser uses it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_slack.state.json_types import Json

REQUEST_TIMEOUT_SECONDS = 30.0


class PageError(Exception):
    """The local Slack cannot be reached, or refuses what was asked."""


class PageConnection:
    """A person's connection to a running local Slack.

    Args:
        url: the address of the page.
        person: the name of the person; "" for the first.

    Raises:
        PageError: no local Slack answers, or there is no such person.
    """

    def __init__(self, url: str, person: str = "") -> None:
        self._base = url.rstrip("/")
        self.state = self._get("state")
        if person:
            self.become(person)

    def become(self, person: str) -> None:
        """Act as another person.

        Raises:
            PageError: there is no such person.
        """
        people = {user["name"]: user["id"] for user in self.state["users"] if not user["is_bot"]}
        if person not in people:
            raise PageError(f"There is no {person}. There are {', '.join(people)}.")
        self.state = self._get("state", user=people[person])

    @property
    def person(self) -> str:
        """The name of the person."""
        return next(str(user["name"]) for user in self.state["users"] if user["id"] == self.state["me"])

    def get(self, name: str, **query: object) -> Json:
        """Return what a person sees.

        Raises:
            PageError: the local Slack refuses it.
        """
        return self._get(name, user=self.state["me"], **query)

    def refresh(self) -> None:
        """Load the channels and people again."""
        self.state = self.get("state")

    def post(self, name: str, **body: object) -> Json:
        """Do what a person does. Return the response, whose "ok" may be false.

        Raises:
            PageError: no local Slack answers.
        """
        request = urllib.request.Request(  # noqa: S310 - the address that was given
            f"{self._base}/client/{name}",
            json.dumps({"user": self.state["me"], **body}).encode(),
            {"Content-Type": "application/json", "X-Local-Slack": "1"},
        )
        return self._load(request)

    def listen(self, cursor: int) -> Iterator[Json]:
        """Iterate over what changes after a number, until the local Slack goes."""
        query = urlencode({"user": self.state["me"], "cursor": cursor})
        try:
            with urllib.request.urlopen(f"{self._base}/client/events?{query}") as stream:  # noqa: S310 - see post
                for line in stream:
                    if line.startswith(b"data: "):
                        yield json.loads(line.removeprefix(b"data: "))
        except OSError:
            return

    # ------------------------------------------------------------------------ private

    def _get(self, name: str, **query: object) -> Json:
        address = f"{self._base}/client/{name}?{urlencode(query)}"
        response = self._load(urllib.request.Request(address))  # noqa: S310 - see post
        if not response.get("ok", True):
            raise PageError(str(response.get("message")))
        return response

    def _load(self, request: urllib.request.Request) -> Json:
        try:
            with urllib.request.urlopen(request, timeout=REQUEST_TIMEOUT_SECONDS) as response:  # noqa: S310 - see post
                loaded: Json = json.load(response)
        except urllib.error.HTTPError as error:
            try:
                loaded = json.load(error)
            except ValueError as parse_error:
                raise PageError(f"{self._base} is no local Slack.") from parse_error
        except (OSError, ValueError) as error:
            raise PageError(f"No local Slack answers at {self._base}/. Is it running?") from error
        return loaded
