"""Listeners for Slack's commands, messages and buttons: they acknowledge at once, and hand over to the dispatcher."""
