from slack_bolt import Ack, Respond


def answer_sample_command(command: dict, ack: Ack, respond: Respond) -> None:
    ack()
    button = {
        "type": "button",
        "action_id": "sample_action_id",
        "text": {"type": "plain_text", "text": "Open the form"},
        "value": command["text"],
    }
    respond(
        text=f"You typed {command['text']}",
        blocks=[
            {"type": "section", "text": {"type": "mrkdwn", "text": f"You typed *{command['text']}*"}},
            {"type": "actions", "elements": [button]},
        ],
    )
