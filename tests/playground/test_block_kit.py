"""Block Kit's rules, and their agreement with slack_sdk wherever slack_sdk refuses."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from local_slack.validation.blocks import check_blocks, check_view


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(action_id: str = "go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Go"), **more}


def option(value: str = "1", **more: Any) -> dict[str, Any]:
    return {"text": plain("One"), "value": value, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "pick", "options": [option()], **more}


def context(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "context", "elements": list(elements)}


def rich(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}


def table(rows: int, columns: int = 1) -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * columns] * rows}


PICTURE = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A bridge"}
SECTION = {"type": "section", "text": mrkdwn("x")}
INPUT = {"type": "input", "label": plain("Topic"), "element": {"type": "plain_text_input", "action_id": "t"}}
FEEDBACK = {
    "positive_button": {"text": plain("Good"), "value": "1"},
    "negative_button": {"text": plain("Bad"), "value": "0"},
}

VALID: dict[str, list[dict[str, Any]]] = {
    "a section": [SECTION],
    "a section of 3000 characters": [{"type": "section", "text": mrkdwn("x" * 3000)}],
    "a section with ten fields": [{"type": "section", "fields": [mrkdwn("x" * 2000)] * 10}],
    "a section with a button": [SECTION | {"accessory": button(value="v" * 2000)}],
    "a section with a picture": [SECTION | {"accessory": PICTURE}],
    "a section with a menu": [SECTION | {"accessory": {"type": "overflow", "action_id": "o", "options": [option(str(n)) for n in range(5)]}}],
    "a section that is never folded": [SECTION | {"expand": True}],
    "a header": [{"type": "header", "text": plain("x" * 150)}],
    "a divider with an id": [{"type": "divider", "block_id": "d" * 255}],
    "ten things in a context": [context(*[mrkdwn("x")] * 9, PICTURE)],
    "25 buttons": [actions(*[button(f"go{n}") for n in range(25)])],
    "a button that asks": [actions(button(style="danger", confirm={"title": plain("Sure?"), "text": mrkdwn("x"), "confirm": plain("Yes"), "deny": plain("No")}))],
    "the same action_id in two blocks": [actions(button()), actions(button())],
    "a select": [actions(select(placeholder=plain("Pick"), initial_option=option()))],
    "a select with groups": [actions({"type": "static_select", "action_id": "p", "option_groups": [{"label": plain("G"), "options": [option()]}]})],
    "a picture": [PICTURE | {"title": plain("x")}],
    "rich text": [rich({"type": "text", "text": " ", "style": {"bold": True}}, {"type": "link", "url": "https://example.org", "text": "x"}, {"type": "user", "user_id": "U1"})],
    "a rich list": [{"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}]}]}],
    "markdown": [{"type": "markdown", "text": "x" * 12_000}],
    "a table": [table(100, 20)],
    "an input": [INPUT],
    "feedback": [{"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": "f", **FEEDBACK}]}],
    "fifty blocks": [{"type": "divider"}] * 50,
    "no blocks": [],
}  # fmt: skip

INVALID: dict[str, tuple[Any, str]] = {
    "long section": ([{"type": "section", "text": mrkdwn("x" * 3001)}], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "empty section": ([{"type": "section", "text": mrkdwn("")}], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "blank section": ([{"type": "section", "text": mrkdwn(" \n")}], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "nothing in a section": ([{"type": "section"}], "must define either `text` or `fields` [json-pointer:/blocks/0/type]"),
    "eleven fields": ([{"type": "section", "fields": [mrkdwn("x")] * 11}], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    "long field": ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    "no fields": ([{"type": "section", "fields": []}], "must provide at least 1 items [json-pointer:/blocks/0/fields]"),
    "text as string": ([{"type": "section", "text": "x"}], "must provide an object [json-pointer:/blocks/0/text]"),
    "number as text": ([{"type": "section", "text": mrkdwn(7)}], "must provide a string [json-pointer:/blocks/0/text/text]"),  # type: ignore[arg-type]
    "text without type": ([{"type": "section", "text": {"text": "x"}}], "missing required field: type [json-pointer:/blocks/0/text]"),
    "emoji in mrkdwn": ([{"type": "section", "text": mrkdwn("x") | {"emoji": True}}], "invalid additional property: emoji [json-pointer:/blocks/0/text]"),
    "two accessories": ([SECTION | {"accessory": [PICTURE]}], "must provide an object [json-pointer:/blocks/0/accessory]"),
    "input as accessory": ([SECTION | {"accessory": {"type": "plain_text_input", "action_id": "x"}}], "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]"),
    "long header": ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    "mrkdwn header": ([{"type": "header", "text": mrkdwn("x")}], "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    "empty header": ([{"type": "header", "text": plain("")}], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "header without text": ([{"type": "header"}], "missing required field: text [json-pointer:/blocks/0]"),
    "eleven in a context": ([context(*[mrkdwn("x")] * 11)], "no more than 10 items allowed [json-pointer:/blocks/0/elements]"),
    "empty context": ([context()], "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    "button in a context": ([context(button())], "unsupported type: button [json-pointer:/blocks/0/elements/0/type]"),
    "26 buttons": ([actions(*[button(f"go{n}") for n in range(26)])], "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
    "no actions": ([actions()], "must provide at least 1 items [json-pointer:/blocks/0/elements]"),
    "doubled action_id": ([SECTION, actions(button(), button())], '`action_id` "go" already exists [json-pointer:/blocks/1/elements/1/action_id]'),
    "long action_id": ([actions(button("x" * 256))], "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"),
    "long button": ([actions(button(text=plain("x" * 76)))], "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
    "mrkdwn button": ([actions(button(text=mrkdwn("x")))], "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]"),
    "long value": ([actions(button(value="x" * 2001))], "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
    "long address": ([actions(button(url="https://e.org/" + "x" * 3000))], "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]"),
    "no address": ([actions(button(url="not one"))], "must be a valid url [json-pointer:/blocks/0/elements/0/url]"),
    "unknown style": ([actions(button(style="loud"))], "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
    "101 options": ([actions(select(options=[option(str(n)) for n in range(101)]))], "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"),
    "no options": ([actions(select(options=[]))], "must provide at least 1 items [json-pointer:/blocks/0/elements/0/options]"),
    "select without options": ([actions({"type": "static_select", "action_id": "p"})], "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]"),
    "long option": ([actions(select(options=[option(text=plain("x" * 76))]))], "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]"),
    "long option value": ([actions(select(options=[option("x" * 151)]))], "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]"),
    "doubled option": ([actions(select(options=[option(), option()]))], '`value` "1" already exists [json-pointer:/blocks/0/elements/0/options/1/value]'),
    "long placeholder": ([actions(select(placeholder=plain("x" * 151)))], "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]"),
    "six in an overflow": ([SECTION | {"accessory": {"type": "overflow", "options": [option(str(n)) for n in range(6)]}}], "no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]"),
    "long question": ([actions(button(confirm={"title": plain("x" * 101), "text": plain("x"), "confirm": plain("y"), "deny": plain("n")}))], "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"),
    "picture without words": ([{"type": "image", "image_url": "https://example.org/a.png"}], "missing required field: alt_text [json-pointer:/blocks/0]"),
    "long alt_text": ([PICTURE | {"alt_text": "x" * 2001}], "must be less than 2001 characters [json-pointer:/blocks/0/alt_text]"),
    "long picture title": ([PICTURE | {"title": plain("x" * 2001)}], "must be less than 2001 characters [json-pointer:/blocks/0/title/text]"),
    "picture from nowhere": ([{"type": "image", "alt_text": "x"}], "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]"),
    "unknown rich part": ([rich({"type": "sound"})], "unsupported type: sound [json-pointer:/blocks/0/elements/0/elements/0/type]"),
    "unknown rich style": ([rich({"type": "text", "text": "x", "style": {"loud": True}})], "invalid additional property: loud [json-pointer:/blocks/0/elements/0/elements/0/style]"),
    "long markdown": ([{"type": "markdown", "text": "x" * 12_001}], "must be less than 12001 characters [json-pointer:/blocks/0/text]"),
    "empty markdown": ([{"type": "markdown", "text": ""}], "must be more than 0 characters [json-pointer:/blocks/0/text]"),
    "long markdown in two": ([{"type": "markdown", "text": "x" * 6_001}] * 2, "markdown blocks must be less than 12001 characters together [json-pointer:/blocks]"),
    "101 rows": ([table(101)], "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    "21 columns": ([table(1, 21)], "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]"),
    "two tables": ([table(1), table(1)], "only_one_table_allowed [json-pointer:/blocks]"),
    "empty table": ([table(0)], "must provide at least 1 items [json-pointer:/blocks/0/rows]"),
    "long label": ([INPUT | {"label": plain("x" * 2001)}], "must be less than 2001 characters [json-pointer:/blocks/0/label/text]"),
    "button as input": ([INPUT | {"element": button()}], "unsupported type: button [json-pointer:/blocks/0/element/type]"),
    "input without element": ([{"type": "input", "label": plain("x")}], "missing required field: element [json-pointer:/blocks/0]"),
    "six context actions": ([{"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": str(n), **FEEDBACK} for n in range(6)]}], "no more than 5 items allowed [json-pointer:/blocks/0/elements]"),
    "unknown block": ([{"type": "marquee"}], "unsupported type: marquee [json-pointer:/blocks/0/type]"),
    "block without type": ([{"text": plain("x")}], "missing required field: type [json-pointer:/blocks/0]"),
    "type that is no string": ([{"type": ["section"]}], "unsupported type: ['section'] [json-pointer:/blocks/0/type]"),
    "unknown key": ([SECTION | {"colour": "red"}], "invalid additional property: colour [json-pointer:/blocks/0]"),
    "block as string": (["section"], "must provide an object [json-pointer:/blocks/0]"),
    "blocks as object": (SECTION, "must provide an array [json-pointer:/blocks]"),
    "long block_id": ([{"type": "divider", "block_id": "x" * 256}], "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    "doubled block_id": ([{"type": "divider", "block_id": "a"}] * 2, '`block_id` "a" already exists [json-pointer:/blocks/1/block_id]'),
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
}  # fmt: skip

logging.getLogger("slack_sdk.models").setLevel(logging.CRITICAL)  # it warns of every unknown key

MODAL = {"type": "modal", "title": plain("Topics"), "submit": plain("Save"), "blocks": [INPUT]}


def refused_by_sdk(blocks: list[Any]) -> bool:
    """Whether slack_sdk's own models refuse one of these blocks or what stands in it."""
    try:
        for given in blocks:
            parsed = Block.parse(given)
            if parsed is None:
                return True
            parsed.to_dict()  # validates the block, and in turn what is in it
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError):
        return True
    return False


@pytest.mark.parametrize("name", VALID)
def test_what_slack_takes_is_taken(name: str) -> None:
    assert check_blocks(VALID[name]) == []


@pytest.mark.parametrize("name", INVALID)
def test_what_slack_refuses_is_refused_in_its_words(name: str) -> None:
    blocks, error = INVALID[name]

    assert check_blocks(blocks) == [error]


@pytest.mark.parametrize("name", VALID)
def test_what_is_taken_here_is_not_refused_by_slack_sdk(name: str) -> None:
    assert not refused_by_sdk(VALID[name])


def spoiled(node: Any) -> Iterator[Any]:
    """Copies of a payload, each spoiled at one place: a string too long or empty, a field or item gone, a list too long."""
    if isinstance(node, str):
        yield from ("x" * 13_000, "")
    elif isinstance(node, list):
        yield node * 120
        for place, part in enumerate(node[:2]):
            yield node[:place] + node[place + 1 :]
            yield from ([*node[:place], other, *node[place + 1 :]] for other in spoiled(part))
    elif isinstance(node, dict):
        for key, part in node.items():
            yield {name: value for name, value in node.items() if name != key}
            yield from (node | {key: other} for other in spoiled(part))


@pytest.mark.slow
def test_whatever_slack_sdk_refuses_is_refused_here() -> None:
    # An empty picture address or confirmation is dropped by slack_sdk before it looks; so this goes one way only.
    cases = [blocks for blocks, _ in INVALID.values() if isinstance(blocks, list)]
    cases += [other for blocks in VALID.values() if len(blocks) < 5 for other in spoiled(blocks)]
    refused = [blocks for blocks in cases if refused_by_sdk(blocks)]

    missed = [blocks for blocks in refused if not check_blocks(blocks)]

    assert len(refused) >= 100
    assert missed == []


def test_everything_that_is_wrong_is_told_at_once() -> None:
    errors = check_blocks([{"type": "header", "text": mrkdwn("")}, {"type": "section", "colour": "red"}, {}])

    assert len(errors) == 4


@pytest.mark.parametrize(
    "blocks", [None, 7, "x", [None], [[]], [{"type": None}], [{"type": "actions", "elements": {}}], [{"type": "section", "text": []}]]
)  # fmt: skip
def test_nonsense_is_refused_and_does_not_raise(blocks: object) -> None:
    assert check_blocks(blocks)


def test_modals_take_more_blocks_but_no_markdown() -> None:
    assert check_blocks([{"type": "divider"}] * 100, "modal") == []
    assert check_blocks([{"type": "markdown", "text": "x"}], "modal") == [
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]"
    ]


@pytest.mark.parametrize(
    ("view", "error"),
    [
        (MODAL, None),
        ({"type": "home", "blocks": [SECTION]}, None),
        ({key: part for key, part in MODAL.items() if key != "submit"}, "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"),
        (MODAL | {"title": plain("x" * 25)}, "must be less than 25 characters [json-pointer:/view/title/text]"),
        (MODAL | {"private_metadata": "x" * 3001}, "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        (MODAL | {"blocks": [{"type": "divider"}] * 101}, "no more than 100 items allowed [json-pointer:/view/blocks]"),
        ({"type": "popup"}, "unsupported type: popup [json-pointer:/view/type]"),
    ],
)  # fmt: skip
def test_views_have_rules_of_their_own(view: dict[str, Any], error: str | None) -> None:
    assert check_view(view)[:1] == ([error] if error else [])
