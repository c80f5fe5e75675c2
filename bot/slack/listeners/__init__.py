"""Listeners for Slack commands, messages and buttons.

Listeners acknowledge at once and hand the work to the dispatcher.
"""
