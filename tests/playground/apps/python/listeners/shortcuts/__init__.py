from slack_bolt import App

from .sample_shortcut import open_form


def register(app: App) -> None:
    app.shortcut("sample_shortcut_id")(open_form)
