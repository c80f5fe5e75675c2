"""The model of intents and what is made of its probabilities."""

import csv

import pytest

from bench import utterances as bench
from bot.parsing.intent import intent_model
from bot.parsing.intent.intents import Intent
from bot.parsing.reading import Action
from bot.parsing.utterances import parse_utterance


def test_the_probabilities_of_the_intents_add_up_to_one() -> None:
    chances = intent_model.load_model().probabilities(["bias", "w:thanks", "c:thanks", "first:thanks"])

    assert sum(chances.values()) == pytest.approx(1)
    assert max(chances, key=lambda intent: chances[intent]) is Intent.THANKS


def test_unknown_features_leave_all_intents_alike() -> None:
    chances = intent_model.load_model().probabilities(["w:qwertzuiop"])

    assert len(set(chances.values())) == 1


def test_weights_are_written_and_read_within_a_step() -> None:
    text = "0.1 topic order\nw:daily\t" + intent_model.encode_weights([-0.52, 2.03], 0.1) + "\n"

    chances = intent_model.parse_model(text).probabilities(["w:daily"])

    assert chances[Intent.ORDER] > 0.9


def test_an_unsure_reading_has_at_most_three_buttons() -> None:
    model = intent_model.IntentModel(tuple(Intent), 0.1, {})

    utterance = parse_utterance("the usual suspects of harl", model=model)

    assert utterance.action is Action.ASK
    assert 1 <= len(utterance.suggestions) <= 3


def test_what_the_writers_typed_is_understood_or_asked_back() -> None:
    """Every twelfth utterance that the model was fitted to; new people's are counted by `bench.fit_intents`."""
    with (bench.DATA / "development.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[::12]

    verdicts = [bench.judge(row)[0] for row in rows]

    assert verdicts.count("right") >= 0.8 * len(rows)
    assert verdicts.count("wrong") <= 0.05 * len(rows)
