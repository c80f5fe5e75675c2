"""Briefs and answers as Slack messages: blocks for the eye, and the whole again as plain text.

Notifications and screen readers read the text, so nothing may stand in the blocks alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.render import message_limits, mrkdwn, preference_wording, wording
from news.answer import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.render.wording import Heading
    from news.answer import Answer, Quote
    from news.article import Article, Sentence
    from news.brief import Brief
    from news.story import Story

    Block = dict[str, Any]

PARTIAL = "the feed's words only"
# The names of the buttons, as Slack sends them back.
LEFT_OUT, SHOW_ANYWAY = "left_out", "show_anyway"
# The ready-made questions: this and the intent, or "menu".
SUGGESTED = "suggested"
# The line of a story's menu that asks for a vote, and the buttons that take it.
RATE, RATED = "rate", "rated"
# The next page of a search.
FURTHER = "further"
# Articles of one reason in the list of what was left out; of all reasons.
LISTED, LISTED_IN_ALL = 8, 24


@dataclass(frozen=True, slots=True)
class Message:
    """What one post holds.

    Attributes:
        text: all of it as text; escaped, with Slack's links.
        blocks: the same for the eye; may be empty.
    """

    text: str
    blocks: tuple[Block, ...] = field(default=())


def brief(made: Brief, *, asker: str = "") -> tuple[Message, ...]:
    """Render a brief: the first message is posted, the others go on in its thread.

    Args:
        made: the brief.
        asker: the member who typed the command; "" where nobody did.
    """
    if not made.stories:
        return (_nothing(made),)
    top = [_header(_title(made)), _context(_summary(made, asker))]
    stories = [_story(number, story, made.id) for number, story in enumerate(made.stories, 1)]
    groups = [top, *stories, _foot(made)]
    pages = message_limits.pages(groups)
    whole = Message(message_limits.cut(_brief_text(made, asker), message_limits.TEXT), pages[0])
    rest = [Message("The brief goes on.", page) for page in pages[1:]]
    return whole, *rest


def digest(made: Brief, heading: Heading) -> tuple[Message, ...]:
    """Render a digest: a brief under the words of its subscription. Without stories, one line that says so."""
    late = f"Late: it was due {wording.local(heading.late, heading.zone)}. " if heading.late else ""
    following = f"Next: {wording.local(heading.following, heading.zone)}. " if heading.following else ""
    told = f"Digest `{mrkdwn.escape(heading.what)}`. {late}{following}".strip()
    if not made.stories:
        since = f"since {wording.local(made.request.window.since, heading.zone)}"
        words = mrkdwn.escape(wording.nothing(made, since))
        blocks = [_section(text) for text in message_limits.sections([words])]
        left = [_context(mrkdwn.escape(_left(made))), *_tally(made)] if made.left_out else []
        text = "\n".join([words, *([mrkdwn.escape(_left(made))] if made.left_out else []), told])
        return (Message(text, (*blocks, *left, _context(told))),)
    first, *rest = brief(made)
    whole = Message(
        message_limits.cut(f"{first.text}\n{told}", message_limits.TEXT),
        (first.blocks[0], _context(told), *first.blocks[1:]),
    )
    return whole, *rest


def answer(given: Answer, *, brief: str = "", number: int = 0) -> tuple[Message, ...]:
    """Render an answer: how the question was understood, what the articles say, and where it stands.

    Args:
        given: the answer.
        brief: the id of the brief above, for the buttons below; "" for none.
        number: of the story that it is about, in that brief; 0 if it is about none.
    """
    opening = wording.opening(given)
    lines = [mrkdwn.bold(opening) or mrkdwn.escape(opening)]
    if given.understood:
        lines.append(f"Understood as: {mrkdwn.escape(given.understood)}")
    if given.verdict is Verdict.SILENT and given.quotes:
        lines.append(wording.NEAREST)
    named = [f"• {mrkdwn.link(each.url, each.title)} — {_source(each)}" for each in given.listed]
    ranked = [f"• {reason.points:+.2f} {mrkdwn.escape(reason.words)}" for reason in given.reasons]
    groups: list[list[Block]] = [[_section(text) for text in message_limits.sections(lines)]]
    groups += [_quote_blocks(quote) for quote in given.quotes]
    groups += [[_section(text)] for text in message_limits.sections([*named, *ranked]) if named or ranked]
    if given.quotes:
        groups.append([_context(f"Quoted word for word {wording.SCOPES[given.scope]}.")])
    if brief and number:
        groups.append(_suggested(brief, number))
    told = [opening, *([f"Understood as: {given.understood}"] if given.understood else [])]
    text = "\n".join([mrkdwn.escape("\n".join(told)), *map(_quote_text, given.quotes), *named, *ranked])
    pages = message_limits.pages(groups)
    return Message(message_limits.cut(text, message_limits.TEXT), pages[0]), *(
        Message(opening, page) for page in pages[1:]
    )


def _suggested(brief: str, number: int, named: str = "") -> list[Block]:
    """Give the ready-made questions about a story as a row of buttons."""
    buttons = [
        {
            "type": "button",
            "action_id": f"{SUGGESTED}_{intent.value}",
            "value": f"{brief} {number} {intent.value}",
            "text": {"type": "plain_text", "text": f"{words}{named}"},
        }
        for intent, words in wording.SUGGESTED.items()
    ]
    return [{"type": "actions", "elements": buttons}]


def _menu(brief: str, number: int) -> Block:
    """Give the same as a small menu beside a story."""
    options = [
        {"text": {"type": "plain_text", "text": words}, "value": f"{brief} {number} {intent.value}"}
        for intent, words in wording.SUGGESTED.items()
    ]
    options.append(
        {"text": {"type": "plain_text", "text": preference_wording.RATE}, "value": f"{brief} {number} {RATE}"}
    )
    return {"type": "overflow", "action_id": f"{SUGGESTED}_menu_{number}", "options": options}


def left_out(made: Brief) -> tuple[Message, ...]:
    """Render what a brief left out, by reason, each with a button that shows it anyway."""
    groups: list[list[Block]] = []
    lines: list[str] = []
    room = LISTED_IN_ALL
    for part in made.left_out:
        heading = f"{wording.count(len(part.articles), 'article')} {part.reason}:"
        lines.append(mrkdwn.escape(heading))
        group = [_section(mrkdwn.bold(heading) or mrkdwn.escape(heading))]
        for article in part.articles[: min(LISTED, room)]:
            shown = f"{mrkdwn.link(article.url, article.title)} — {_source(article)}"
            lines.append(f"• {shown}")
            group.append(
                _section(message_limits.cut(f"• {shown}", message_limits.SECTION))
                | {"accessory": _anyway(made, article)}
            )
            room -= 1
        more = len(part.articles) - len(group) + 1
        if more:
            lines.append(f"and {more} more")
            group.append(_context(f"and {more} more"))
        groups.append(group)
    pages = message_limits.pages(groups)
    whole = Message(message_limits.cut("\n".join(lines), message_limits.TEXT), pages[0])
    return whole, *(Message("The list goes on.", page) for page in pages[1:])


def anyway(article: Article, sentences: Sequence[Sentence]) -> Message:
    """Render one article that was left out and is shown anyway."""
    head = f"{mrkdwn.bold(article.title)} — {_source(article)}"
    quotes = [mrkdwn.quote(sentence.text) for sentence in sentences]
    text = "\n".join(
        [f"{mrkdwn.escape(article.title)} — {_source(article)}", *(_quoted(each.text) for each in sentences)]
    )
    return Message(text, tuple(_section(part) for part in message_limits.sections([head, *quotes])))


def _anyway(made: Brief, article: Article) -> Block:
    return {
        "type": "button",
        "action_id": SHOW_ANYWAY,
        "value": f"{made.id} {article.id}",
        "text": {"type": "plain_text", "text": "Show anyway"},
        "accessibility_label": message_limits.cut(f"Show anyway: {mrkdwn.plain(article.title)}", 75),
    }


def found(pages: Sequence[tuple[Article, Sentence | None]], heading: str, further: str) -> Message:
    """Render what a search found: each article with the sentence that holds most of the words.

    Args:
        pages: articles, best first, each with a sentence of it.
        heading: what was searched.
        further: the value of the button that shows the next page; "" where there is none.
    """
    lines = [heading]
    for article, sentence in pages:
        said = f"\n{mrkdwn.quote(sentence.text)}" if sentence else ""
        lines.append(f"• {mrkdwn.link(article.url, article.title)} — {_source(article)}{said}")
    blocks = [_section(text) for text in message_limits.sections(lines)]
    if further:
        button = {"type": "button", "action_id": FURTHER, "value": further}
        button["text"] = {"type": "plain_text", "text": "More"}  # type: ignore[assignment]
        blocks.append({"type": "actions", "elements": [button]})
    return Message(message_limits.cut("\n".join(lines), message_limits.TEXT), tuple(blocks))


def rating(brief: str, number: int, headline: str) -> Message:
    """Ask one person for a vote on a story."""
    sides = ((1, preference_wording.MORE), (-1, preference_wording.LESS), (0, preference_wording.NEITHER))
    buttons = [
        {
            "type": "button",
            "action_id": f"{RATED}_{place}",
            "value": f"{brief} {number} {side}",
            "text": {"type": "plain_text", "text": words},
        }
        for place, (side, words) in enumerate(sides)
    ]
    asked = notice(preference_wording.rate(headline))
    return Message(asked.text, (*asked.blocks, {"type": "actions", "elements": buttons}))


def correction(article: Article, before: Sequence[Sentence], after: Sequence[Sentence | None]) -> Message:
    """Render what an outlet took back.

    Args:
        article: as it is now.
        before: sentences that were quoted and are gone.
        after: for each, what stands there instead; None where nothing does.
    """
    named = mrkdwn.link(article.url, article.outlet)
    lines = [wording.CORRECTED.format(outlet=named, title=mrkdwn.escape(article.title))]
    for gone, instead in zip(before, after, strict=True):
        lines += [wording.GONE, mrkdwn.quote(gone.text)]
        lines += [wording.INSTEAD, mrkdwn.quote(instead.text)] if instead else []
    return notice("\n".join(lines))


def frozen(message: Message) -> str:
    """Give a message as JSON, so that it is sent as it was made, whenever that is."""
    return json.dumps({"text": message.text, "blocks": list(message.blocks)}, ensure_ascii=False)


def notice(text: str) -> Message:
    """Render a sentence of ours. Its marks (*bold*, `code`) are meant; what it quotes must be escaped already."""
    return Message(text, tuple(_section(part) for part in message_limits.sections(text.split("\n"))))


def told(text: str) -> Message:
    """Render words that may hold what somebody typed: nothing in them is a mark but `code`."""
    return notice(mrkdwn.escape(text))


# ---- private: blocks


def _nothing(made: Brief) -> Message:
    words = wording.nothing(made)
    lines = [mrkdwn.escape(words)]
    if made.nearest:
        lines += ["What there is instead:", *(f"• {mrkdwn.escape(title)}" for title in made.nearest)]
    return Message("\n".join(lines), tuple(_section(text) for text in message_limits.sections(lines)))


def _title(made: Brief) -> str:
    topic = made.request.topic
    return message_limits.cut(f"News brief: {topic}" if topic else "News brief", message_limits.HEADER)


def _summary(made: Brief, asker: str) -> str:
    outlets = {article.outlet for article in made.articles}
    told = (
        f"{wording.count(len(made.stories), 'story')} from {wording.count(made.read, 'article')} of "
        f"{made.request.window.words}, {wording.count(len(outlets), 'outlet')}"
    )
    if made.request.topic:
        told += f" · {mrkdwn.escape(wording.searched(made))}"
    return f"{told} · asked by {mrkdwn.person(asker)}" if asker else told


def _story(number: int, story: Story, brief: str) -> list[Block]:
    lines = [f"{number}. {_update(story)}{mrkdwn.bold(story.title)}"]
    lines += [
        f"{mrkdwn.quote(sentence.text)} — {_source(story.article(sentence.article))}"
        for sentence in story.sentences
    ]
    first, *rest = [_section(text) for text in message_limits.sections(lines)]
    menu = {"accessory": _menu(brief, number)}
    return [first | menu, *rest, *map(_context, _notes(story))]


def _notes(story: Story) -> list[str]:
    """Give the lines below a story's sentences."""
    joined = mrkdwn.escape(wording.joined(story))
    return [*([joined] if joined else []), *differing(story), _coverage(story)]


def differing(story: Story) -> list[str]:
    """Say which numbers outlets tell otherwise: "Numbers differ: “12 people” — Courier; “9 people” — Ledger"."""
    return [
        "Numbers differ: "
        + "; ".join(f"{_quoted(said.text)} — {_source(story.article(said.article))}" for said in each.told)
        for each in story.differences
    ]


def _update(story: Story) -> str:
    return "Update: " if story.update else ""


def _coverage(story: Story) -> str:
    others = _others(story)
    by = f"Told by {wording.count(len(story.outlets), 'outlet')}" if len(story.outlets) > 1 else ""
    picked = wording.OUTSIDE if story.outside else ""
    before = story.follows
    follows = f"Goes on from {_source(before)}: {mrkdwn.escape(before.title)}" if before else ""
    also = f"Also: {wording.listed([_source(article) for article in others])}" if others else ""
    latest = f"Latest {wording.when(story.latest)}"
    return " · ".join(filter(None, [picked, follows, wording.since(story), by, also, latest]))


def _others(story: Story) -> list[Article]:
    """Give one article of each outlet that told the story but is not quoted, at most five, newest first."""
    quoted = {story.article(sentence.article).outlet for sentence in story.sentences}
    others = {each.outlet: each for each in reversed(story.articles) if each.outlet not in quoted}
    return list(others.values())[:5]


def _source(article: Article) -> str:
    named = mrkdwn.link(article.url, article.outlet)
    return f"{named}, {wording.when(article.when)}" + (f" ({PARTIAL})" if article.partial else "")


def _foot(made: Brief) -> list[Block]:
    lines = [_left(made)] if made.left_out else []
    lines.append("Every sentence is quoted word for word. Ask anything in this thread.")
    named = "" if len(made.stories) == 1 else " (1)"
    asked = _suggested(made.id, 1, named)
    return [{"type": "divider"}, *asked, *(_context(mrkdwn.escape(line)) for line in lines), *_tally(made)]


def _tally(made: Brief) -> list[Block]:
    """Give the button that opens the list of what was left out."""
    if not made.left_out:
        return []
    button = {
        "type": "button",
        "action_id": LEFT_OUT,
        "value": made.id,
        "text": {"type": "plain_text", "text": "What was left out"},
    }
    return [{"type": "actions", "elements": [button]}]


def _left(made: Brief) -> str:
    parts = [f"{len(part.articles)} {part.reason}" for part in made.left_out]
    return f"Left out: {'; '.join(parts)}."


def _quote_blocks(quote: Quote) -> list[Block]:
    lines = [
        f"{mrkdwn.quote(_run(quote.sentences))} — {_sources(quote)}",
        f"From: {mrkdwn.escape(quote.article.title)}",
    ]
    return [_section(text) for text in message_limits.sections(lines)]


def _header(text: str) -> Block:
    return {
        "type": "header",
        "text": {"type": "plain_text", "text": mrkdwn.plain(text)[: message_limits.HEADER]},
    }


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Block:
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": message_limits.cut(text, 2_000), "verbatim": True}],
    }


# ---- private: text


def _brief_text(made: Brief, asker: str) -> str:
    lines = [mrkdwn.escape(_title(made)), _summary(made, asker)]
    for number, story in enumerate(made.stories, 1):
        lines += ["", f"{number}. {_update(story)}{mrkdwn.escape(story.title)}"]
        lines += [_sentence_text(sentence, story.article(sentence.article)) for sentence in story.sentences]
        lines += _notes(story)
    lines += ["", *([mrkdwn.escape(_left(made))] if made.left_out else [])]
    return "\n".join(lines).strip()


def _sentence_text(sentence: Sentence, article: Article) -> str:
    return f"{_quoted(sentence.text)} — {_source(article)}"


def _quote_text(quote: Quote) -> str:
    return f"{_quoted(_run(quote.sentences))} — {_sources(quote)}"


def _sources(quote: Quote) -> str:
    """Name the quote's article, and the outlets that say the same."""
    also = wording.listed([mrkdwn.link(each.url, each.outlet) for each in quote.also])
    return f"{_source(quote.article)}{f'; also {also}' if also else ''}"


def _quoted(text: str) -> str:
    """Set a quotation apart, unless its own marks do."""
    return mrkdwn.escape(text if text[:1] in "“\"„«»'‘" else f"“{text}”")


def _run(sentences: Sequence[Sentence] | Iterable[Sentence]) -> str:
    return " ".join(sentence.text for sentence in sentences)
