"""Buttons and menus in the bot's messages, with the action ids that Slack sends when a person clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import message_limits, mrkdwn
from bot.render.wording import answer_wording, brief_wording, preference_wording

if TYPE_CHECKING:
    from news.article import Article
    from news.brief import Brief

    Block = dict[str, Any]

# The action ids of the buttons, which Slack sends when a person clicks.
LEFT_OUT_ACTION, SHOW_ANYWAY_ACTION = "left_out", "show_anyway"
# The suggested questions: this prefix and the intent, or "menu".
SUGGESTED_QUESTION_ACTION = "suggested"
# The item of a story's menu that asks for a vote, and the action id of the voting buttons.
VOTE_PROMPT_VALUE, VOTE_ACTION = "rate", "rated"
# The button that shows the next page of search results.
NEXT_PAGE_ACTION = "further"


def question_buttons(brief_id: str, number: int, label_suffix: str = "") -> list[Block]:
    """Return a row of buttons with suggested questions about a story."""
    buttons = [
        {
            "type": "button",
            "action_id": f"{SUGGESTED_QUESTION_ACTION}_{intent.value}",
            "value": f"{brief_id} {number} {intent.value}",
            "text": {"type": "plain_text", "text": f"{label}{label_suffix}"},
        }
        for intent, label in answer_wording.SUGGESTED_QUESTIONS.items()
    ]
    return [{"type": "actions", "elements": buttons}]


def story_menu(brief_id: str, number: int) -> Block:
    """Return a story's menu, with suggested questions and an item for voting."""
    options = [
        {"text": {"type": "plain_text", "text": label}, "value": f"{brief_id} {number} {intent.value}"}
        for intent, label in answer_wording.SUGGESTED_QUESTIONS.items()
    ]
    options.append(
        {
            "text": {"type": "plain_text", "text": preference_wording.VOTE_MENU_ITEM},
            "value": f"{brief_id} {number} {VOTE_PROMPT_VALUE}",
        }
    )
    return {"type": "overflow", "action_id": f"{SUGGESTED_QUESTION_ACTION}_menu_{number}", "options": options}


def show_anyway_button(brief: Brief, article: Article) -> Block:
    """Return the button that shows a left-out article."""
    return {
        "type": "button",
        "action_id": SHOW_ANYWAY_ACTION,
        "value": f"{brief.id} {article.id}",
        "text": {"type": "plain_text", "text": brief_wording.SHOW_ANYWAY_BUTTON},
        "accessibility_label": message_limits.truncate(
            brief_wording.SHOW_ANYWAY_LABEL.format(title=mrkdwn.escape_plain_text(article.title)), 75
        ),
    }


def left_out_button(brief: Brief) -> list[Block]:
    """Return the button that opens the list of articles that were left out."""
    if not brief.left_out:
        return []
    button = {
        "type": "button",
        "action_id": LEFT_OUT_ACTION,
        "value": brief.id,
        "text": {"type": "plain_text", "text": brief_wording.LEFT_OUT_BUTTON},
    }
    return [{"type": "actions", "elements": [button]}]
