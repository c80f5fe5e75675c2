"""Where Slack's words arrive: commands and messages, acknowledged at once, worked on elsewhere."""
