"""A strict Slack on this machine, for tests and for newcomers."""

from playground.control.local_slack import LocalSlack

__all__ = ["LocalSlack"]
