from slack_bolt import App

from .app_home_opened import publish_home


def register(app: App) -> None:
    app.event("app_home_opened")(publish_home)
