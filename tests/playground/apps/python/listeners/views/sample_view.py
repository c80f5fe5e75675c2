from slack_bolt import Ack
from slack_sdk import WebClient

MIN_WORDS = 2


def build_form() -> dict:
    return {
        "type": "modal",
        "callback_id": "sample_view_id",
        "title": {"type": "plain_text", "text": "A task"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {
                "type": "input",
                "block_id": "task",
                "label": {"type": "plain_text", "text": "What is to be done?"},
                "element": {"type": "plain_text_input", "action_id": "text"},
            },
            {
                "type": "input",
                "block_id": "channel",
                "label": {"type": "plain_text", "text": "Where?"},
                "element": {"type": "conversations_select", "action_id": "where"},
            },
        ],
    }


def accept_form(ack: Ack, view: dict, body: dict, client: WebClient) -> None:
    values = view["state"]["values"]
    task = values["task"]["text"]["value"]
    if len(task.split()) < MIN_WORDS:
        ack(response_action="errors", errors={"task": "Use at least two words."})
        return
    ack()
    client.chat_postMessage(
        channel=values["channel"]["where"]["selected_conversation"],
        text=f"<@{body['user']['id']}> asks: {task}",
    )
