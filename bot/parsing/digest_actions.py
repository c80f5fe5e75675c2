"""The verbs of `/brief digest` that act on a digest; anything else after `digest` orders one."""

from __future__ import annotations

from enum import StrEnum


class DigestAction(StrEnum):
    """What can be done with a digest; each is a verb after `/brief digest`."""

    PREVIEW = "preview"
    NOW = "now"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    DELETE = "delete"
    RESEND = "resend"


# Other verbs that people type; "again" is the name from before release 0.3.
_OTHER_VERBS = {"send": DigestAction.NOW, "remove": DigestAction.DELETE, "again": DigestAction.RESEND}
VERBS = (*DigestAction, *_OTHER_VERBS)


def parse_action(verb: str) -> DigestAction | None:
    """Return the action of a verb in any case; None if it is none."""
    lower_verb = verb.lower()
    return DigestAction(lower_verb) if lower_verb in set(DigestAction) else _OTHER_VERBS.get(lower_verb)
