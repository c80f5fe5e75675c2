from slack_bolt import BoltContext, Say


def greet(context: BoltContext, message: dict, say: Say) -> None:
    say(text=f"{context['matches'][0]}, how are you?", thread_ts=message["ts"])
