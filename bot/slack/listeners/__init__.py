"""Listeners for Slack commands, messages and buttons; they acknowledge at once and hand the work to the dispatcher."""
