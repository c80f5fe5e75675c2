import re

from slack_bolt import App

from .sample_message import greet


def register(app: App) -> None:
    app.message(re.compile(r"(?i)^(hi|hello)\b"))(greet)
