"""A strict local imitation of Slack, for tests and for trying the bot without a workspace."""

from local_slack.control.local_slack import LocalSlack

__all__ = ["LocalSlack"]
