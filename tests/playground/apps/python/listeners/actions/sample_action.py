from slack_bolt import Ack
from slack_sdk import WebClient

from listeners.views.sample_view import build_form


def open_form(ack: Ack, client: WebClient, body: dict) -> None:
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=build_form())
