"""A strict Slack on this machine, for tests and for newcomers."""

from playground.slack import LocalSlack

__all__ = ["LocalSlack"]
