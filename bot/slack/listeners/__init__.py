"""Listeners for Slack's commands, messages and buttons, which acknowledge at once and hand over to the dispatcher."""
