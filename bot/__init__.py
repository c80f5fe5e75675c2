"""The bot: commands and schedules in, messages out."""
