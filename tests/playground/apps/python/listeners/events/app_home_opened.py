from slack_sdk import WebClient


def publish_home(client: WebClient, event: dict) -> None:
    if event["tab"] != "home":
        return
    text = {"type": "mrkdwn", "text": f"*Welcome home, <@{event['user']}>*"}
    client.views_publish(
        user_id=event["user"], view={"type": "home", "blocks": [{"type": "section", "text": text}]}
    )
