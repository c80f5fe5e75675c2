"""The texts that answer small talk, and the questions that ask what a person meant."""

from __future__ import annotations

from bot.parsing.command_phrases import Unclear
from bot.parsing.small_talk import SmallTalk

ABILITIES = """\
I brief you on the news sources that this channel follows. I'm a bot, not a language model: I only quote articles word \
for word and link to them.
• `/brief` - the news of the last 24 hours; `/brief climate 3d` - one topic, three days
• Ask a question in the thread under a brief, and I quote the sentence that answers it
• `/brief digest weekdays 9:00` - get a brief regularly
• `/brief add https://example.org` - follow a source; `/brief help` - everything else"""
SMALL_TALK_TEXTS = {
    SmallTalk.GREETING: "Hello! Type `/brief` for the latest news, or ask me what I can do.",
    SmallTalk.THANKS: "You're welcome!",
    SmallTalk.COMPLAINT: (
        "Sorry about that. `/brief why 2` explains why the second story is in the last brief, "
        "`/brief less football` shows less of a topic, and `/brief verify` checks every quote."
    ),
    SmallTalk.ABILITIES: ABILITIES,
    SmallTalk.TRANSLATION: "I can't translate: I only quote articles word for word, in their own language.",
    SmallTalk.OTHER_WISH: "I can't do that. I only quote news articles. Type `/brief help` to see what I can do.",
    SmallTalk.UNREADABLE: "I don't understand that. Type `/brief help` to see what I can do.",
}
UNCLEAR_TEXTS = {
    Unclear.SPELLING: "Did you mean this?",
    Unclear.MEANING: (
        "I'm not sure what you mean. `/brief climate` gives the news about a topic; `/brief help` "
        "shows what I can do."
    ),
    Unclear.WHICH_DIGEST: (
        "Which digest? `/brief digest list` shows them with their numbers. With one digest, no number is needed."
    ),
    Unclear.DIGEST_CHANGE: (
        "I can't change a digest. Create a new one the way you want it, then delete the old one: "
        "`/brief digest weekdays 8:30 climate`, `/brief digest delete 1`."
    ),
    Unclear.DIGEST_ORDER: "When should the digest arrive? Pick one, or type days, a time and topics.",
    Unclear.ORDER_OR_TOPIC: "Do you want a digest every day at that time, or the news about this topic now?",
    Unclear.PAUSE_UNTIL: (
        "I can pause a digest until you resume it, or skip the next one (`/brief digest skip 1`), "
        "but I can't pause it until a set date."
    ),
    Unclear.SOURCE_NAME: (
        "I need the address of the source: `/brief add https://example.org`. "
        "To remove one, use its number or name: `/brief remove 2`."
    ),
    Unclear.SUBJECT: "Which topic or source? For example: `/brief more climate`, `/brief less from Courier`.",
    Unclear.MUTE: (
        "I can show less about it in this channel, or show what a filter would leave out. "
        "To leave a topic out of a digest for good: `/brief digest weekdays 9:00 without boxing`."
    ),
    Unclear.TIMEZONE: (
        "I use the time zone in your Slack profile. A digest can have its own: "
        "`/brief digest weekdays 9:00 Europe/Berlin`."
    ),
    Unclear.UNDO: (
        "What should I undo? `/brief digest delete 1` deletes a digest, `/brief remove 2` stops following a source, "
        "and `/brief reset climate` forgets a preference."
    ),
    Unclear.FUTURE: (
        "I only know what's been published so far. To get tomorrow's news, schedule a digest: "
        "`/brief digest daily 9:00`."
    ),
    Unclear.LENGTH: "I can show fewer or more stories. In a digest: `/brief digest weekdays 9:00 top 3`.",
    Unclear.PERSONAL_COPY: "I can send you a catch-up by direct message now, or a digest of your own.",
    Unclear.CLAIM: (
        "I can search the articles for that, or check every quote of the last brief against its article. "
        "I can't judge whether a report is true."
    ),
    Unclear.SEARCH: "What should I search for? For example: `/brief search dam wall 2w`.",
}
