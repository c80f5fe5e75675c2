from slack_bolt import App

from .sample_view import accept_form


def register(app: App) -> None:
    app.view("sample_view_id")(accept_form)
