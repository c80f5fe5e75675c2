from slack_bolt import App

from .sample_action import open_form


def register(app: App) -> None:
    app.action("sample_action_id")(open_form)
