from slack_bolt import App

from .sample_command import answer_sample_command


def register(app: App) -> None:
    app.command("/sample-command")(answer_sample_command)
