"""Where news comes in: the only rooms that open a connection to anything but Slack."""
