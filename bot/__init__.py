"""The bot: handles commands and schedules, and sends messages."""
